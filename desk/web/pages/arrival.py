"""One arrival: its pages beside its card, proposals from its words, and what a person decides.

Knows: what stands beside the form of its card. Does not know: how anything is registered or
refused.
Keeps: what the text proposes is only shown; the card has what a person left in the form; of what
somebody may not read nothing is shown, as if it were not there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import Response

from desk.discretion import arrival_readable
from desk.registered import DIRECTIONS
from desk.web.arrivals.arriving import Incoming, intake_of, items, reason_on_page
from desk.web.arrivals.card_form import as_written, card_from, case_number, filled, sent
from desk.web.frame import Visit, page, post
from desk.web.frame.advice import for_lists
from desk.web.frame.sending import send_picture
from desk.web.frame.turns import Work
from ingest import Intake, Outcome, State
from ingest.errors import IngestError, NoSuchArrival
from ingest.look import Look, look
from ingest.peeking import Peek, first_words, peek
from ingest.proposing import Proposals, propose
from ingest.reading import find_tools
from ingest.rules import RefusalKind
from ingest.uploading import UNSORTED
from inventory import OriginalForm, nearest
from inventory.access import AccessDenied, Action, Reading
from inventory.arrangement.kinds import kinds
from inventory.language.words import short_date
from inventory.queries import case_numbers, court_kinds, documents_by_id, documents_of, find_case
from vault import cause
from vault.airlock import plain_file
from vault.errors import AirlockError, ArchiveError, NotFound, RuleViolation, UsageError

Again = Callable[[str], Response]
"""A form once more, as it was filled in; it hears what is wrong."""

WIDTHS = (180, 900, 1400)
_PAGES_SHOWN = 60
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
        theirs = case is None or reading.may(Action.REGISTER, case.key)
        if not theirs or not arrival_readable(reading, case, found.document):
            raise NoSuchArrival(what_for="надходження", name=found.id)
    return found


def opened(visit: Visit, one: Peek) -> None:
    """Leave the trace that what is in an arrival was shown."""
    with visit.reading() as reading:
        case = find_case(reading.connection, one.number) if one.number else None
    visit.seat.traces.opened(visit.actor, one.id, case.key if case else "")


def looked(visit: Visit, one: Peek) -> tuple[Look | None, str]:
    """What is in the file, None when it cannot be opened; and what is wrong with it."""
    try:
        seen = look(visit.workbench.airlock, one.file, one.name)
    except AirlockError as error:
        return None, for_lists(error.sentences()[0])
    if not (damage := seen.facts.get("damaged")):
        return seen, ""
    return seen, f"Файл пошкоджено: {cause(damage) or 'частину його не прочитати'}."


def show(
    visit: Visit, problem: str = "", status: int = 200, given: dict[str, str] | None = None
) -> Response:
    """The arrival and its form."""
    one = peeked(visit)
    seen, wrong = looked(visit, one) if one.state is not State.QUARANTINED else (None, "")
    others = [i for i in items(visit) if i.open]
    mine = next((i for i in others if i.id == one.id), None)
    asked = bool(visit.query("read"))
    return visit.page(
        "arrival.html",
        status,
        one=one,
        item=mine,
        unsorted=one.path.startswith(f"{UNSORTED}/") and not one.number,
        reason=reason_on_page(one.reason, mine.near if mine else ())
        or (mine.reason if mine else ""),
        values=given if given is not None else filled(one.card, one.number),
        problem=problem,
        wrong=wrong,
        directions=DIRECTIONS,
        refusals={k.value: v for k, v in REFUSALS.items() if not one.lying or k in _LYING},
        offered=_offered(visit, one, seen) if asked and seen is not None else Offered(),
        readable=seen is not None and not asked and one.state is State.UNASSIGNED,
        act=visit.query("act"),
        left=len(others),
        **_beside(visit, one),
        **_of_file(visit, one, seen),
    )


def _beside(visit: Visit, one: Peek) -> dict[str, Any]:
    """The document it repeats, what it may have come with, and kinds to choose from."""
    with visit.reading() as reading:
        case = find_case(reading.connection, one.number) if one.number else None
        same = documents_by_id(reading.connection, [one.document or ""]).get(one.document or "")
        own = {kind.name for kind in kinds().values()}
        return {
            "same": reading.shown_document(same) if same is not None else None,
            "parents": _parents(reading, case.key if case else ""),
            "kinds": sorted(own | set(court_kinds(reading.connection))),
        }


def _of_file(visit: Visit, one: Peek, seen: Look | None) -> dict[str, Any]:
    """How many pages of the file are shown as pictures, of how many; or its words."""
    pictured = seen is not None and seen.kind in _PICTURED
    pages = (seen.pages or 1) if seen is not None and pictured else 0
    return {
        "pages": min(pages, _PAGES_SHOWN),
        "all_pages": pages,
        "splits": pages > 1 and seen is not None and seen.form is OriginalForm.PAPER,
        "words": _text(visit, one, seen) if seen is not None and not pictured else "",
    }


def _parents(reading: Reading, key: str) -> list[tuple[str, str]]:
    """File names of documents that others may have come with, and their titles."""
    if not key or not reading.may(Action.READ, key):
        return []
    found = [d for d in documents_of(reading.connection, key) if d.name and not d.restricted]
    return [(d.name, d.title) for d in found if reading.may(Action.READ, key, d.id)][-50:]


def _text(visit: Visit, one: Peek, seen: Look) -> str:
    opened(visit, one)
    return first_words(visit.workbench.airlock, find_tools(), one.file, seen.kind, seen.pages)


def proposals(visit: Visit) -> Response:
    """What its words propose, for the places of the form."""
    one = peeked(visit)
    seen, _ = looked(visit, one)
    offered = _offered(visit, one, seen) if seen is not None else Offered()
    return visit.page("arrival_offered.html", offered=offered, read=True)


def _offered(visit: Visit, one: Peek, seen: Look) -> Offered:
    found = propose(_text(visit, one, seen), today=visit.seat.today)
    known = kinds()
    arrived = as_written(one.since)
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
    return send_picture(visit.request, data)


# -- what a person decides -----------------------------------------------------------------


def register(visit: Visit) -> Response:
    """Register it with the card that was filled in, and go on to the next."""
    one = peeked(visit)

    def assign(intake: Intake) -> None:
        card = card_from(visit, one.card)
        intake.assign(one.id, case_number(visit), card)

    return decided(visit, assign, lambda problem: show(visit, problem, 422, sent(visit)))


def decided(visit: Visit, decide: Callable[[Intake], object], again: Again) -> Response:
    """What became of what was decided; `again` shows the form, and what keeps it from being so."""
    told = list[Outcome]()
    try:
        decide(intake_of(visit, told))
    except AccessDenied:
        raise
    except (UsageError, NotFound, RuleViolation, IngestError) as error:
        return again(_problem(error))
    return _after(visit, told, again)


def _problem(error: ArchiveError) -> str:
    what, kept, remedy = error.sentences()
    objections = error.verdict.objections if isinstance(error, RuleViolation) else ()
    said = [*(one.text for one in objections)] if len(objections) > 1 else []
    return for_lists(" ".join((what, *said, kept, remedy)))


def _after(visit: Visit, told: list[Outcome], again: Again) -> Response:
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
    return again(reason)


def _next(visit: Visit) -> Incoming | None:
    return next((i for i in items(visit) if i.open and i.state == "unassigned"), None)


def retry(visit: Visit) -> Response:
    """Try once more as it is."""
    one = peeked(visit)
    return decided(
        visit, lambda intake: intake.retry(one.id), lambda problem: show(visit, problem, 422)
    )


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
    page(_ITEM, show, work=Work.FILES),
    page(f"{_ITEM}/proposals", proposals, work=Work.FILES),
    page(f"{_ITEM}/picture/{{page:int}}", picture, work=Work.FILES),
    post(f"{_ITEM}/register", register, work=Work.FILES),
    post(f"{_ITEM}/retry", retry, work=Work.FILES),
    post(f"{_ITEM}/reject", reject),
]
