"""One arrival: its pages beside its card, proposals from its words, and what a person decides.

Knows: the form of a registration card. Does not know: how anything is registered or refused.
Keeps: what the text proposes is only shown; the card has what a person left in the form; of what
somebody may not read nothing is shown, as if it were not there.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from starlette.responses import Response

from desk.days import day_of
from desk.registered import DIRECTIONS
from desk.web.advice import for_lists
from desk.web.arriving import Incoming, intake_of, items, reason_on_page, repeats_readable
from desk.web.frame import Visit, page
from desk.web.turns import Work
from ingest import Outcome, State
from ingest.errors import IngestError, NoSuchArrival
from ingest.look import Look, look
from ingest.peeking import Peek, first_words, peek
from ingest.proposing import Proposals, propose
from ingest.reading import find_tools
from ingest.rules import RefusalKind
from ingest.uploading import UNSORTED
from inventory import RegistrationCard, card_json, card_of, nearest
from inventory.access import AccessDenied, Action, Reading
from inventory.arrangement.kinds import find_kind, kinds, nearest_kinds
from inventory.language.words import short_date
from inventory.queries import case_numbers, documents_by_id, documents_of, find_case
from inventory.queries.order import court_kinds
from inventory.registration.intake import INTAKE
from vault import Json
from vault.airlock import plain_file
from vault.errors import AirlockError, ArchiveError, NotFound, RuleViolation, UsageError

WIDTHS = (180, 900, 1400)
_PAGES_SHOWN = 60
_WORDS = (
    *("title", "index", "sender", "direction", "parent", "note"),
    *("channel", "mailbox", "language"),
)
_DAYS = ("date", "received_at")
_FORM_KEYS = {"kind", *_WORDS, *_DAYS, "sheets", "duplex", "copy", *INTAKE}
_PICTURED = {"pdf", "tiff", "jpeg", "png"}
REFUSALS = {
    RefusalKind.MISDELIVERED: "помилково доставлене",
    RefusalKind.DAMAGED: "пошкоджене, нечитне",
    RefusalKind.ADVERTISING: "рекламне",
    RefusalKind.REPEATED: "повторне",
    RefusalKind.OTHER: "з іншої підстави",
}
_LYING = (RefusalKind.MISDELIVERED, RefusalKind.DAMAGED, RefusalKind.ADVERTISING)


@dataclass(frozen=True, slots=True)
class Offered:
    """What the text proposes for the form, by its fields: what is filled in, and what it said."""

    fields: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    parties: list[str] = field(default_factory=list)


def peeked(visit: Visit) -> Peek:
    """The arrival of the address, for whoever may register there and read it.

    Raises:
        NoSuchArrival: there is none for this person. AccessDenied: they register nothing.
    """
    found = peek(visit.workbench.vault, visit.request.path_params["arrival"])
    with visit.reading() as reading:
        reading.demand(Action.REGISTER)
        case = find_case(reading.connection, found.number) if found.number else None
        if case is not None and not all(
            reading.may(action, case.key) for action in (Action.REGISTER, Action.READ)
        ):
            raise NoSuchArrival(what_for="надходження", name=found.id)
        if not repeats_readable(reading, found.document or ""):
            raise NoSuchArrival(what_for="надходження", name=found.id)
    return found


def opened(visit: Visit, one: Peek) -> None:
    """Leave the trace that what is in an arrival was shown."""
    with visit.reading() as reading:
        case = find_case(reading.connection, one.number) if one.number else None
    visit.seat.traces.opened(visit.actor, one.id, case.key if case else "")


def looked(visit: Visit, one: Peek) -> Look | None:
    """What is in the file; None when it cannot be opened."""
    try:
        return look(visit.workbench.airlock, one.file, one.name)
    except AirlockError:
        return None


def show(
    visit: Visit, problem: str = "", status: int = 200, given: dict[str, str] | None = None
) -> Response:
    """The arrival and its form."""
    one = peeked(visit)
    seen = looked(visit, one) if one.state is not State.QUARANTINED else None
    pictured = seen is not None and seen.kind in _PICTURED
    others = [i for i in items(visit) if i.open]
    mine = next((i for i in others if i.id == one.id), None)
    with visit.reading() as reading:
        case = find_case(reading.connection, one.number) if one.number else None
        same = documents_by_id(reading.connection, [one.document or ""]).get(one.document or "")
        if same is not None:
            same = reading.shown_document(same)
        parents = _parents(reading, case.key if case else "")
        named = sorted(
            {kind.name for kind in kinds().values()} | set(court_kinds(reading.connection))
        )
    offered = Offered()
    if visit.query("read") and seen is not None:
        offered = _offered(visit, one, seen)
    return visit.page(
        "arrival.html",
        status,
        one=one,
        item=mine,
        unsorted=one.path.startswith(f"{UNSORTED}/"),
        reason=reason_on_page(one.reason, mine.near if mine else ())
        or (mine.reason if mine else ""),
        values=given if given is not None else _values(one),
        problem=problem,
        pages=min(seen.pages or 1, _PAGES_SHOWN) if pictured and seen else 0,
        all_pages=(seen.pages or 1) if pictured and seen else 0,
        words=_text(visit, one, seen) if seen and not pictured else "",
        splits=pictured and seen is not None and (seen.pages or 0) > 1,
        same=same,
        parents=parents,
        kinds=named,
        directions=DIRECTIONS,
        refusals={k.value: v for k, v in REFUSALS.items() if not one.lying or k in _LYING},
        offered=offered,
        readable=seen is not None and not visit.query("read") and one.state is State.UNASSIGNED,
        act=visit.query("act"),
        left=len(others),
    )


def _parents(reading: Reading, key: str) -> list[tuple[str, str]]:
    """File names of documents that others may have come with, and their titles."""
    if not key or not reading.may(Action.READ, key):
        return []
    found = [d for d in documents_of(reading.connection, key) if d.name and not d.restricted]
    return [(d.name, d.title) for d in found if reading.may(Action.READ, key, d.id)][-50:]


def _values(one: Peek) -> dict[str, str]:
    """The form as the card fills it."""
    card = one.card
    values = {key: str(getattr(card, key) or "") for key in _WORDS}
    for key in _DAYS:
        values[key] = _as_written(getattr(card, key) or "")
    kind = find_kind(card.kind)
    values["kind"] = "" if card.kind == "other" else kind.name if kind else card.kind
    values["sheets"] = "" if card.sheets is None else str(card.sheets)
    values["duplex"] = "" if card.duplex is None else "both" if card.duplex else "one"
    values["copy"] = "1" if card.copy else ""
    values["number"] = one.number
    for what, answers in INTAKE.items():
        values[what] = next((word for word in answers if word in card.intake), "")
    return values


def _as_written(said: str) -> str:
    """A day and, where it is known, the time, as people write them."""
    if not said:
        return ""
    return f"{short_date(dt.date.fromisoformat(said[:10]))} {said[11:16]}".strip()


def _text(visit: Visit, one: Peek, seen: Look) -> str:
    opened(visit, one)
    return first_words(visit.workbench.airlock, find_tools(), one.file, seen.kind, seen.pages)


def proposals(visit: Visit) -> Response:
    """What its words propose, for the places of the form."""
    one = peeked(visit)
    seen = looked(visit, one)
    offered = _offered(visit, one, seen) if seen is not None else Offered()
    return visit.page("arrival_offered.html", offered=offered, read=True)


def _offered(visit: Visit, one: Peek, seen: Look) -> Offered:
    found = propose(_text(visit, one, seen), today=visit.seat.today)
    known = kinds()
    arrived = _as_written(one.since)
    return Offered(
        {
            "number": _numbers(visit, one, found),
            "kind": [(known[p.value].name, p.said) for p in found.kinds],
            "title": [(p.value, p.said) for p in found.titles],
            "index": [(p.value, p.said) for p in found.indexes],
            "date": [(short_date(dt.date.fromisoformat(p.value)), p.said) for p in found.dates],
            "received_at": [(arrived, "коли файл з'явився у скриньці")],
            "sender": [(p.value, p.said) for p in found.senders],
        },
        [p.value for p in found.parties],
    )


def _numbers(visit: Visit, one: Peek, found: Proposals) -> list[tuple[str, str]]:
    """Case files that are there: those the text names, then those that look like them."""
    with visit.reading() as reading:
        known = case_numbers(reading.connection)
        said = {p.value: p.said for p in found.cases}
        folder = one.path.rpartition("/")[0]
        named = [number for number in said if number in set(known)]
        close = [n for wanted in (*said, folder) for n in nearest(wanted, known)]
        told = []
        for number in dict.fromkeys((*named, *close)):
            case = find_case(reading.connection, number)
            if case is not None and reading.may(Action.REGISTER, case.key):
                told.append((number, said.get(number, "схожий номер")))
    return told[:5]


def picture(visit: Visit) -> Response:
    """A page (from 0) as a JPEG, drawn from where it lies."""
    one, width = peeked(visit), visit.number("w", 900)
    number = visit.request.path_params["page"]
    if width not in WIDTHS or one.state is State.QUARANTINED:
        raise NotFound(what_for="зображення", name=str(number + 1))
    with visit.workbench.airlock.folder() as folder:
        made = visit.workbench.airlock.call(
            "vault.airlock.images:picture",
            path=str(one.file),
            page=number,
            width=width,
            folder=str(folder),
        )
        data = plain_file(folder, made["file"]).read_bytes()
    opened(visit, one)
    headers = {"cache-control": "private, max-age=300", "vary": "cookie"}
    return Response(data, media_type="image/jpeg", headers=headers)


# -- what a person decides -----------------------------------------------------------------


def register(visit: Visit) -> Response:
    """Register it with the card that was filled in, and go on to the next."""
    one, told = peeked(visit), list[Outcome]()
    try:
        card = card_from(visit, one.card)
        intake_of(visit, told).assign(one.id, case_number(visit), card)
    except AccessDenied:
        raise
    except (UsageError, NotFound, RuleViolation, IngestError) as error:
        return _again(visit, error)
    return after(visit, told)


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


def _again(visit: Visit, error: ArchiveError) -> Response:
    """The form as it was filled in, and what keeps it from being registered."""
    what, kept, remedy = error.sentences()
    objections = error.verdict.objections if isinstance(error, RuleViolation) else ()
    said = [*(one.text for one in objections)] if len(objections) > 1 else []
    given = {key: visit.text(key) for key in (*_FORM_KEYS, "number")}
    return show(visit, for_lists(" ".join((what, *said, kept, remedy))), 422, given)


def after(visit: Visit, told: list[Outcome]) -> Response:
    """What became of it, on the page where it goes on."""
    last = told[-1] if told else None
    if last is None:
        return visit.go("/arrivals", "Про це надходження вже вирішено.")
    if last.state is State.REGISTERED:
        following = _next(visit)
        to = f"/arrivals/item/{following.id}" if following else "/arrivals"
        said = f"Зареєстровано у справі № {last.case}: {last.path.rpartition('/')[2]}"
        said += f"; документів: {1 + len(last.members)}" if last.members else ""
        return visit.go(to, ". Зверніть увагу: ".join(filter(None, (said, "; ".join(last.doubts)))))
    reason = reason_on_page(last.reason)
    if last.state is State.DUPLICATE:
        mine = any(one.id == last.id and one.open for one in items(visit))
        return visit.go(
            f"/arrivals/item/{last.id}" if mine else "/arrivals", reason if mine else ""
        )
    if last.state is State.QUARANTINED:
        return visit.go("/arrivals?state=quarantined", reason)
    given = {key: visit.text(key) for key in (*_FORM_KEYS, "number")}
    return show(visit, reason, 422, given if visit.text("number") else None)


def _next(visit: Visit) -> Incoming | None:
    return next((i for i in items(visit) if i.open and i.state == "unassigned"), None)


def retry(visit: Visit) -> Response:
    """Try once more as it is."""
    one, told = peeked(visit), list[Outcome]()
    intake_of(visit, told).retry(one.id)
    return after(visit, told)


def reject(visit: Visit) -> Response:
    """Refuse registration."""
    one = peeked(visit)
    try:
        why = RefusalKind(visit.text("why", RefusalKind.OTHER.value))
    except ValueError:
        raise UsageError(reason="такого виду підстави немає") from None
    intake_of(visit).reject(
        one.id, visit.text("reason"), why=why, to=visit.text("to"), act=visit.text("act")
    )
    return visit.go("/arrivals", f"Не зареєстровано: {one.name}. Файл лишився в карантині.")


_ITEM = "/arrivals/item/{arrival}"
ROUTES = [
    page(_ITEM, show, name="arrival", work=Work.FILES),
    page(f"{_ITEM}/proposals", proposals, work=Work.FILES),
    page(f"{_ITEM}/picture/{{page:int}}", picture, work=Work.FILES),
    page(f"{_ITEM}/register", register, methods=("POST",), work=Work.FILES),
    page(f"{_ITEM}/retry", retry, methods=("POST",), work=Work.FILES),
    page(f"{_ITEM}/reject", reject, methods=("POST",)),
]
