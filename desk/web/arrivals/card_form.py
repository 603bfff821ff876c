"""The form of a registration card: how a card fills it, and the card it makes.

Knows: the fields of the form, and how people write days, kinds and numbers in them.
Does not know: what is registered by the card, or where the form stands.
Keeps: what the form does not ask stays in the card as it was.
"""

from __future__ import annotations

import datetime as dt

from desk.days import day_of
from desk.web.frame import Visit
from inventory import RegistrationCard, card_json, card_of
from inventory.arrangement.kinds import find_kind, nearest_kinds
from inventory.language.words import short_date
from inventory.queries import court_kinds
from inventory.registration.intake import INTAKE
from vault import Json
from vault.errors import UsageError

_WORDS = (
    *("title", "index", "sender", "direction", "parent", "note"),
    *("channel", "mailbox", "language"),
)
_DAYS = ("date", "received_at")
_FORM_KEYS = {"kind", *_WORDS, *_DAYS, "sheets", "duplex", "copy", *INTAKE}


def filled(card: RegistrationCard, number: str) -> dict[str, str]:
    """The form as a card for the case file `number` fills it."""
    values = {key: str(getattr(card, key) or "") for key in _WORDS}
    for key in _DAYS:
        values[key] = as_written(getattr(card, key) or "")
    kind = find_kind(card.kind)
    values["kind"] = "" if card.kind == "other" else kind.name if kind else card.kind
    values["sheets"] = "" if card.sheets is None else str(card.sheets)
    values["duplex"] = "" if card.duplex is None else "both" if card.duplex else "one"
    values["copy"] = "1" if card.copy else ""
    values["number"] = number
    for what, answers in INTAKE.items():
        values[what] = next((word for word in answers if word in card.intake), "")
    return values


def as_written(said: str) -> str:
    """A day and, where it is known, the time, as people write them."""
    if not said:
        return ""
    return f"{short_date(dt.date.fromisoformat(said[:10]))} {said[11:16]}".strip()


def sent(visit: Visit) -> dict[str, str]:
    """The form as it was filled in."""
    return {key: visit.text(key) for key in (*_FORM_KEYS, "number")}


def case_number(visit: Visit) -> str:
    """Raises: UsageError: the form names no case file."""
    number = visit.text("number")
    if not number:
        raise UsageError(reason="не названо справи")
    return number


def card_from(visit: Visit, before: RegistrationCard) -> RegistrationCard:
    """The card as the form says it; what the form does not ask stays as it was.

    Raises:
        UsageError: a field cannot be understood.
    """
    said: dict[str, Json] = {k: v for k, v in card_json(before).items() if k not in _FORM_KEYS}
    said |= {key: visit.text(key) for key in _WORDS if visit.text(key)}
    said |= {key: _moment(visit.text(key)) for key in _DAYS if visit.text(key)}
    if visit.text("kind"):
        said["kind"] = kind_word(visit, visit.text("kind"))
    sheets = visit.number("sheets")
    if sheets is not None:
        said["sheets"] = sheets
    if visit.text("duplex"):
        said["duplex"] = visit.text("duplex") == "both"
    if visit.text("copy"):
        said["copy"] = True
    said.pop("intake", None)
    if seen := [visit.text(what) for what in INTAKE if visit.text(what)]:
        said["intake"] = seen
    return card_of(said)


def _moment(text: str) -> str:
    """An ISO day, or a day and a time: what comes on the day of a hearing has both (814 II.8).

    Raises:
        UsageError: it is neither. BadCard, later: there is no such time of day.
    """
    day, _, time = text.partition(" ")
    on = day_of(day).isoformat()
    return f"{on}T{time.strip():0>5}" if time.strip() else on


def kind_word(visit: Visit, word: str) -> str:
    """The kind a person means, from the list or the court's own names.

    Raises:
        UsageError: naming those that look like it.
    """
    kind = find_kind(word)
    if kind is not None:
        return kind.code
    with visit.reading() as reading:
        own = {name.casefold(): name for name in court_kinds(reading.connection)}
    if word.casefold() in own:
        return own[word.casefold()]
    near = ", ".join(kind.name for kind in nearest_kinds(word))
    similar = f"; схожі: {near}" if near else ""
    raise UsageError(reason=f"виду документа «{word}» немає у списку{similar}")
