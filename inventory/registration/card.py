"""The registration card (реєстраційна картка): what a clerk or a script says about a document.

Knows: the keys of a `.card.json` and their types. Does not know: the document's bytes.
Keeps: a card that cannot be understood is refused whole; keys we do not know are kept verbatim.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from inventory.errors import BadCard
from inventory.language.days import wall_time
from inventory.model import OriginalForm, SheetBasis, SheetCount
from inventory.registration.intake import ANSWERS
from vault import Json, carries_out, single_spaced, unseen

_AS_SAID = re.compile(
    r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})(?:,? +([0-9]{1,2})((?::[0-9]{2}){1,2}))?\Z"
)
SIZE_MAX_BYTES = 64 * 1024
SHEETS_MAX = 100_000
TITLE_MAX = 500


PARTICULARS = (
    "language",
    "asds_number",
    "asds_date",
    "asds_id",
    "edrsr",
    "channel",
    "mailbox",
    "late_order",
    "late_reason",
    "full_text_on",
)
"""Keys of a card that an accession keeps word for word, beside the document's own row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationCard:
    """What is known about a document when it is registered.

    Attributes:
        date: the document's own date, ISO.
        received_at: ISO date or time of receipt; None means the arrival, unconfirmed (814 II.8).
        sheets: number of sheets as counted by a person, for paper.
        duplex: whether the leaves are written on both sides.
        parent: file name of the document it came with.
        restricted: open data only; the bytes stay where they are (814 XX¹.4).
        direction: incoming, outgoing or internal; empty: as its kind implies (814 II.2).
        language: of the document; channel: how it came.
        asds_number, asds_date, asds_id: its registration in АСДС; the identifier has four parts.
        edrsr: link to or number in the Register of court decisions.
        late_order, late_reason: order by which it is registered later, and why (814 II.2).
        full_text_on: day on which the full text of a decision was made (814 III.20).
        same_as, about, answers, translation_of: file name or index of the document it belongs to:
            the electronic one before it, what was sent, the request, the original.
        served, returned_on: of a delivery notice (814 II.12).
        flags: of its sheets: large, pasted, illustration.
        pages: number of pages of a restricted document (814 XX¹.2).
        act: by which it is joined to a file that is in the court's archive (814 VII.13).
        intake: what was seen when the envelope was opened, in the words of `INTAKE` (814 II.4).
        mailbox: the court's official e-mail address it came to or goes from (814 II.10).
        given: whether there was a card at all.
        unknown: keys we do not know, as they are told; not part of what is kept.
        cut: how long the title was, when it was too long to be kept whole; not kept either.
        other: keys we do not know; what is no plain word, flag or count is kept as JSON text.
    """

    kind: str = "other"
    title: str = ""
    index: str = ""
    date: str | None = None
    received_at: str | None = None
    sender: str = ""
    direction: str = ""
    original_form: OriginalForm | None = None
    copy: bool = False
    sheets: int | None = None
    duplex: bool | None = None
    parent: str | None = None
    restricted: bool = False
    flags: tuple[str, ...] = ()
    pages: int | None = None
    note: str = ""
    act: str = ""
    language: str = ""
    channel: str = ""
    mailbox: str = ""
    intake: tuple[str, ...] = ()
    asds_number: str = ""
    asds_date: str | None = None
    asds_id: str = ""
    edrsr: str = ""
    late_order: str = ""
    late_reason: str = ""
    full_text_on: str | None = None
    same_as: str | None = None
    about: str | None = None
    answers: str | None = None
    translation_of: str | None = None
    served: bool | None = None
    returned_on: str | None = None
    given: bool = False
    unknown: tuple[str, ...] = ()
    cut: int = 0
    other: Mapping[str, Json] = field(default_factory=dict)

    @property
    def explains_repetition(self) -> bool:
        """Whether the card says why the same content comes again (814 II.2, VII.2)."""
        return self.given and bool(self.copy or self.index or self.parent or self.title)


_TYPES: dict[str, type] = {
    "kind": str,
    "title": str,
    "index": str,
    "date": str,
    "received_at": str,
    "sender": str,
    "direction": str,
    "original_form": str,
    "copy": bool,
    "sheets": int,
    "duplex": bool,
    "parent": str,
    "restricted": bool,
    "flags": list,
    "pages": int,
    "note": str,
    "act": str,
    "language": str,
    "channel": str,
    "mailbox": str,
    "intake": list,
    "asds_number": str,
    "asds_date": str,
    "asds_id": str,
    "edrsr": str,
    "late_order": str,
    "late_reason": str,
    "full_text_on": str,
    "same_as": str,
    "about": str,
    "answers": str,
    "translation_of": str,
    "served": bool,
    "returned_on": str,
}
_DATES = {"date", "received_at", "asds_date", "full_text_on", "returned_on"}
_EXTENDED = re.compile(r"\d{4}-\d\d-\d\d(\Z|T)")
_FALSE_SAYS = {"served"}
"""Keys of which «false» is something said."""
_WANTED = {
    str: "текст у лапках",
    bool: "true або false",
    int: "ціле число без лапок",
    list: "список текстів",
}
KEYS = tuple(_TYPES)
"""All keys a card may have."""
_CHOICES = {
    "direction": {"incoming", "outgoing", "internal"},
    "original_form": {"paper", "electronic"},
}
_FLAGS = {"large", "pasted", "illustration", "certified-copy"}
_LISTS = {"flags": _FLAGS, "intake": set(ANSWERS)}


def read_card(raw: bytes) -> RegistrationCard:
    """A card from the bytes of a `.card.json`.

    Raises:
        BadCard: saying which key is wrong.
    """
    if len(raw) > SIZE_MAX_BYTES:
        raise BadCard(reason=f"картка довша за {SIZE_MAX_BYTES // 1024} КБ")
    try:
        value = json.loads(raw.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise BadCard(reason="це не JSON у кодуванні UTF-8") from error
    if not isinstance(value, dict):
        raise BadCard(reason="очікується один об'єкт JSON")
    return card_of(value)


def card_of(value: Mapping[str, Json]) -> RegistrationCard:
    """A card from a JSON object; null is the same as a missing key.

    Raises:
        BadCard: a key is wrong, or would have said that the document is restricted: passing that
            over would take in what must stay out.
    """
    for key in value.keys() - _TYPES.keys():
        if get_close_matches(key.strip().casefold(), ["restricted"], cutoff=0.8):
            raise BadCard(reason=f"ключ «{key[:40]}» схожий на «restricted»: напишіть його точно")
    known = {k: v for k, v in value.items() if k in _TYPES and v is not None}
    for key, item in known.items():
        _check(key, item)
    known = {k: one_line(v) if isinstance(v, str) else v for k, v in known.items()}
    for key in _DATES & known.keys():
        if not _EXTENDED.match(known[key]):
            known[key] = moment(known[key], key)
    if "original_form" in known:
        known["original_form"] = OriginalForm(known["original_form"])
    for key in _LISTS.keys() & known.keys():
        known[key] = tuple(sorted(set(known[key])))
    title = known.get("title", "")
    known["title"] = title[:TITLE_MAX]
    other = {k: _plain(v) for k, v in value.items() if k not in _TYPES and k.isascii()}
    unknown = tuple(ascii(k)[1:-1] if _surrogates(k) else k[:40] for k in value if k not in _TYPES)
    cut = len(title) if len(title) > TITLE_MAX else 0
    return RegistrationCard(**known, given=True, unknown=unknown, cut=cut, other=other)


def _check(key: str, item: Json) -> None:
    wanted = _TYPES[key]
    right_type = isinstance(item, wanted) and (wanted is bool or not isinstance(item, bool))
    if key in _LISTS and right_type:
        right_type = all(isinstance(word, str) for word in item)
    if not right_type:
        given = f"«{item[:40]}»" if isinstance(item, str) else json.dumps(item)[:40]
        raise BadCard(reason=f"ключ «{key}»: потрібно {_WANTED[wanted]}, а не {given}")
    if wanted is str and _surrogates(item):
        raise BadCard(reason=f"ключ «{key}» містить знак, якого немає в Unicode")
    if key in _CHOICES and item not in _CHOICES[key]:
        raise BadCard(reason=f"ключ «{key}» може бути: {', '.join(sorted(_CHOICES[key]))}")
    if key in {"sheets", "pages"} and not 0 <= item <= SHEETS_MAX:
        raise BadCard(reason=f"ключ «{key}» має бути від 0 до {SHEETS_MAX}")
    if key in _DATES:
        moment(item, key)
    if key in _LISTS and not set(item) <= _LISTS[key]:
        raise BadCard(reason=f"ключ «{key}» може містити: {', '.join(sorted(_LISTS[key]))}")


def moment(text: str, key: str = "date") -> str:
    """An ISO date or time as it will be kept; `3.05.2018` and `03.05.2018 9:15` are understood.

    Raises:
        BadCard: it is neither.
    """
    iso = text = text.strip()
    found = _AS_SAID.match(text)
    if found:
        day, month, year, hour, minutes = found.groups()
        iso = f"{year}-{month:0>2}-{day:0>2}" + (f"T{hour:0>2}{minutes}" if hour else "")
    try:
        wall_time(iso)  # fails for what is no time, and for a time Kyiv's calendar does not reach
        return iso if found else _as_kept(iso)
    except (ValueError, OverflowError) as error:
        raise BadCard(
            reason=f"ключ «{key}»: «{text}» не є датою (РРРР-ММ-ДД або ДД.ММ.РРРР)"
        ) from error


def _as_kept(text: str) -> str:
    """The extended form: `20250301` and `2025-W09-6` are ISO too, but forms cut days from it."""
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        return dt.datetime.fromisoformat(text).isoformat()


def _plain(item: Json) -> Json:
    """The value of a key we do not know, in a form that the journal can keep."""
    counted = isinstance(item, int) and abs(item) < 2**53
    if item is None or counted or (isinstance(item, str) and not _surrogates(item)):
        return item
    return json.dumps(item)


def _surrogates(text: str) -> bool:
    return any(unicodedata.category(c) == "Cs" for c in text)


def one_line(text: str) -> str:
    """Words on one line, without signs that would hide or turn round parts of it."""
    line = single_spaced(text)
    return "".join(c for c in line if not unseen(c))


@carries_out("814:VII.9-опечатані", "814:VII.1-диски")
def count_sheets(
    card: RegistrationCard,
    *,
    trait: str,
    pages: int | None,
    form: OriginalForm,
    print_duplex: bool,
) -> SheetCount:
    """How many sheets the document takes: never simply its pages (814 VII.9).

    The card's `sheets` wins, then `duplex`; an electronic original counts its printed leaves
    under the court's print setting; a scan without either gets a proposal only, and so does a
    document whose pages (None) are known only when it has been laid out.
    """
    if trait in {"media", "unnumbered"} or card.restricted:
        return SheetCount(0, SheetBasis.NONE)
    if trait == "closed-envelope":
        return SheetCount(1, SheetBasis.NONE)
    if card.sheets is not None:
        return SheetCount(card.sheets, SheetBasis.CARD)
    if pages is None or (card.duplex is None and form is OriginalForm.PAPER):
        return SheetCount(1 if pages is None else pages, SheetBasis.PROPOSAL)
    if card.duplex is not None:
        return SheetCount(-(-pages // 2) if card.duplex else pages, SheetBasis.DUPLEX)
    return SheetCount(-(-pages // 2) if print_duplex else pages, SheetBasis.PRINT)


def card_json(card: RegistrationCard) -> dict[str, Json]:
    """The card as the journal keeps it: only what was said."""
    said = {
        f.name: getattr(card, f.name)
        for f in dataclasses.fields(card)
        if f.name not in {"given", "unknown", "cut", "other"}
        and (getattr(card, f.name) not in (None, "", (), False) or f.name in _FALSE_SAYS)
        and getattr(card, f.name) is not None
    }
    return {k: list(v) if isinstance(v, tuple) else v for k, v in said.items()} | dict(card.other)
