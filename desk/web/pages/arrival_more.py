"""What is done with an arrival on a page of its own: dividing a scan, drawing up an act.

Knows: the two forms. Does not know: how a scan is cut, what an act must have.
Keeps: the act that is printed is the one in the journal; a scan is divided where a person says.
"""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response

from desk.days import day_of
from desk.signatories import person_of
from desk.web.arrivals.card_form import case_number, kind_word
from desk.web.frame import Visit, page, post
from desk.web.frame.sending import send_pdf
from desk.web.frame.turns import Work
from desk.web.pages.arrival import decided, looked, peeked
from ingest import Intake, Start
from inventory.access import Action
from inventory.arrangement.kinds import kinds
from inventory.audit.acts import ActRequest, Defect, Shortfall
from inventory.queries import find_case, get_act
from inventory.service.acts import draw_act
from vault.errors import NotFound, UsageError

_ACT = "arrival"
_PAGES = 1_000
_FOUND = {
    Defect.DAMAGED: "пошкоджене",
    Defect.ILLEGIBLE: "забруднене, нечитне",
    Defect.MISSING: "відсутнє",
    Defect.PACKAGE: "пошкоджена упаковка",
}


def split_page(visit: Visit, problem: str = "", status: int = 200) -> Response:
    """The pages of a scan, to be marked where documents begin."""
    one = peeked(visit)
    seen, _ = looked(visit, one)
    if seen is None or not seen.pages or seen.pages < 2:
        raise UsageError(reason="ділити можна лише скан із кількох сторінок")
    return visit.page(
        "arrival_split.html",
        status,
        one=one,
        problem=problem,
        number=visit.text("number", one.number),
        marked=_marked(visit),
        text=visit.text,
        pages=min(seen.pages, _PAGES),
        all_pages=seen.pages,
        kinds=sorted(kind.name for kind in kinds().values()),
    )


def split(visit: Visit) -> Response:
    """Divide it and register the documents."""
    one = peeked(visit)

    def assign(intake: Intake) -> None:
        starts = [_start(visit, first) for first in sorted(_marked(visit))]
        intake.assign(one.id, case_number(visit), one.card, starts)

    return decided(visit, assign, lambda problem: split_page(visit, problem, 422))


def _marked(visit: Visit) -> set[int]:
    """Pages from which documents begin; the first always."""
    return {1, *(int(page) for page in visit.texts("at") if page.isdecimal())}


def _start(visit: Visit, first: int) -> Start:
    word = visit.text(f"kind-{first}")
    return Start(first, kind_word(visit, word) if word else "", visit.text(f"title-{first}"))


def act_page(visit: Visit) -> Response:
    """The act on what arrived, filled in from the arrival."""
    one = peeked(visit)
    clerk = visit.workbench.letterhead().clerk
    return visit.page("arrival_act.html", one=one, found=_FOUND, clerk=clerk)


def act(visit: Visit) -> Response:
    """Draw the act up; then print it, and refuse the arrival by it."""
    one, workbench = peeked(visit), visit.workbench
    try:
        defect = Defect(visit.text("defect"))
    except ValueError:
        raise UsageError(reason="не сказано, що виявлено") from None
    day = visit.text("received")
    request = ActRequest(
        kind=_ACT,
        case=one.number or None,
        found=(Shortfall(defect, visit.text("item"), visit.text("note")),),
        party=visit.text("sender"),
        on=day_of(day) if day else None,
        details=visit.text("delivery"),
        present=(
            workbench.letterhead().clerk,
            *(person_of(line) for line in visit.text("present").splitlines() if line.strip()),
        ),
        remarks=visit.text("remarks"),
    )
    made = draw_act(
        workbench.vault, workbench.press, workbench.letterhead(), request, actor=visit.actor
    )
    to = f"/arrivals/item/{one.id}?act={quote(made.number)}"
    return visit.go(
        to, f"Складено акт № {made.number}; роздрукуйте примірників: {len(made.copies)}."
    )


def act_pdf(visit: Visit) -> Response:
    """The printed act."""
    number = visit.query("number")
    with visit.reading() as reading:
        found = get_act(reading.connection, number)
        case = find_case(reading.connection, found.case) if found.case else None
        reading.demand(Action.ACT, case.key if case else "")
    if found.kind != _ACT:
        raise NotFound(what_for="акт", name=number)
    data = visit.workbench.vault.locate(found.document).read_bytes()
    return send_pdf(data, f"акт {number.replace('/', '-')}.pdf")


_ITEM = "/arrivals/item/{arrival}"
ROUTES = [
    page(f"{_ITEM}/split", split_page),
    post(f"{_ITEM}/split", split, work=Work.FILES),
    page(f"{_ITEM}/act", act_page),
    post(f"{_ITEM}/act", act, work=Work.FILES),
    page("/arrivals/act", act_pdf, work=Work.FILES),
]
