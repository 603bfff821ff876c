"""Огляди й акти: a case file is looked over, what is found becomes an act, acts are drawn up.

Knows: the forms. Does not know: what is looked at, what an act must say.
Keeps: an inspection is recorded with an answer to every question; who may draw up no act is shown
what was, and asked for nothing.
"""

from __future__ import annotations

import datetime as dt

from starlette.responses import Response

from desk.days import day_of
from desk.discretion import hidden_titles, without
from desk.names import DEFECTS
from desk.signatories import person_of
from desk.web.cases.caseview import shown_documents
from desk.web.cases.casework import (
    address,
    case_page,
    open_case_at,
    shielded,
    to_change,
    who,
)
from desk.web.cases.drafts import is_draft
from desk.web.frame import Visit, page, post
from desk.web.frame.advice import for_pages
from desk.web.frame.sending import send_pdf
from desk.web.frame.turns import Work
from inventory import CaseFile
from inventory.access import Action, Reading
from inventory.access.queries import target_of
from inventory.access.reading import HIDDEN
from inventory.audit.acts import (
    ActRequest,
    Defect,
    Dissent,
    DrawnAct,
    Shortfall,
    act_kinds,
    act_name,
)
from inventory.audit.faults import OCCASIONS, Occasion
from inventory.audit.inspection import ACT_OF
from inventory.forms import Signatory
from inventory.queries import acts_of, inspections
from inventory.service.acts import draw_act
from inventory.service.inspections import Inspecting, found_in, inspect, look_over
from vault import Json
from vault.errors import NotFound, UsageError

ROWS = 4


def acts(visit: Visit) -> Response:
    """The tab: inspections and acts there were, the forms of new ones."""
    with visit.reading() as reading:
        case = open_case_at(visit, reading)
        hidden = hidden_titles(reading)
        shown, _ = shown_documents(reading, case)
        return case_page(
            visit,
            reading,
            case,
            "case_acts.html",
            "acts",
            inspections=[
                (one, [without(fault.text, hidden) for fault in one.findings])
                for one in reversed(list(inspections(reading.connection, key=case.key)))
            ],
            acts=[
                (one, act_name(one.kind), [without(found.item, hidden) for found in one.found])
                for one in reversed(acts_of(reading.connection, case.key))
                if _open_to(reading, case, one)
            ],
            occasions=OCCASIONS,
            act_of={occasion.value: act_kinds()[kind].name for occasion, kind in ACT_OF.items()},
            act_kinds=act_kinds(),
            defects=DEFECTS,
            rows=range(ROWS),
            documents=[one for one in shown.values() if one.title != HIDDEN],
            draft=is_draft(visit, "act"),
            me=who(visit),
            today=visit.seat.today,
        )


def _open_to(reading: Reading, case: CaseFile, act: DrawnAct) -> bool:
    """Whether the reader may know of the act: not when it is about a document kept from them."""
    return all(reading.may(Action.READ, case.key, one) for one in act.documents) or (
        not hidden_titles(reading)
    )


def look(visit: Visit) -> Response:
    """What the vault itself sees on an occasion, and what a person is asked."""
    with visit.reading() as reading:
        case = open_case_at(visit, reading)
        reading.demand(Action.ACT, case.key)
        hidden = hidden_titles(reading)
        said = Inspecting(occasion=_occasion(visit.query("occasion")), by=who(visit))
        vault = visit.workbench.vault
        view = look_over(vault, reading.connection, case.name, said, vault.entry_at)
        return case_page(
            visit,
            reading,
            case,
            "case_inspect.html",
            "acts",
            occasion=said.occasion.value,
            occasion_name=OCCASIONS[said.occasion.value],
            asked=view.asked,
            found=[
                (clause, without(for_pages(fault.text), hidden))
                for clause, fault in zip(view.verdict.clauses, view.faults, strict=False)
            ],
            me=who(visit),
            formed_in=target_of(reading.connection, case.key).unit,
        )


def _occasion(text: str) -> Occasion:
    if text not in OCCASIONS:
        raise UsageError(reason="не вибрано нагоди огляду")
    return Occasion(text)


def record(visit: Visit) -> Response:
    """Record an inspection."""
    case = to_change(visit)
    answers: dict[str, Json] = {}
    for name in visit.form:
        if name.startswith("answer-"):
            code, word = name.removeprefix("answer-"), visit.text(name)
            note = visit.text(f"note-{code}")
            answers[code] = True if word == "yes" else (note or False)
    said = Inspecting(
        occasion=_occasion(visit.text("occasion")),
        answers=answers,
        by=who(visit),
        unit=visit.text("unit"),
        responsible=visit.text("responsible"),
        seen=visit.number("seen"),
    )
    done = inspect(visit.workbench.vault, case.name, said, actor=visit.actor)
    told = f"Огляд записано: № {done.sequence}, недоліків {len(done.findings)}."
    return visit.go(address(case, "acts"), told)


# -- acts ----------------------------------------------------------------------------------


def draw(visit: Visit) -> Response:
    """Draw up an act of what somebody found."""
    case, day = to_change(visit), visit.text("on")
    request = ActRequest(
        kind=visit.text("kind"),
        case=case.name,
        documents=tuple(visit.texts("documents")),
        found=tuple(_found(visit)),
        party=visit.text("party"),
        on=day_of(day) if day else None,
        details=visit.text("details"),
        ground=visit.text("ground"),
        place=visit.text("place"),
        present=(who(visit), *_present(visit)),
        dissents=tuple(_dissents(visit)),
        remarks=visit.text("remarks"),
        filed=bool(visit.text("filed")),
    )
    if request.kind not in act_kinds():
        raise UsageError(reason="не вибрано виду акта")
    return _drawn(visit, case, request)


def draw_found(visit: Visit) -> Response:
    """Draw up the act of a recorded inspection's findings."""
    case = to_change(visit)
    number = visit.number("inspection") or 0
    with visit.reading() as reading:
        done = found_in(reading.connection, number)
    if done.case != case.key or done.occasion not in ACT_OF:
        raise UsageError(reason="за таким оглядом акта не складають")
    request = ActRequest(
        kind=ACT_OF[done.occasion],
        case=case.name,
        found=tuple(fault.shortfall() for fault in done.findings),
        party=visit.text("party"),
        ground=visit.text("ground"),
        on=dt.date.fromisoformat(done.on),
        present=(person_of(f"{done.position}; {done.by}"), *_present(visit)),
        inspection=done.sequence,
        filed=bool(visit.text("filed")),
    )
    return _drawn(visit, case, request)


def _drawn(visit: Visit, case: CaseFile, request: ActRequest) -> Response:
    workbench = visit.workbench
    made = draw_act(
        workbench.vault, workbench.press, workbench.letterhead(), request, actor=visit.actor
    )
    said = f"Складено акт № {made.number}; роздрукуйте примірників: {len(made.copies)}."
    return visit.go(address(case, "acts"), said)


def _found(visit: Visit) -> list[Shortfall]:
    found = []
    for row in range(ROWS):
        item, defect = visit.text(f"item{row}"), visit.text(f"defect{row}")
        if item and defect in set(Defect):
            note, sheets = visit.text(f"note{row}"), visit.text(f"sheets{row}")
            found.append(Shortfall(Defect(defect), item, note, sheets))
    return found


def _present(visit: Visit) -> list[Signatory]:
    return [person_of(line) for line in visit.text("present").splitlines() if line.strip()]


def _dissents(visit: Visit) -> list[Dissent]:
    told = (line.partition(";") for line in visit.text("dissents").splitlines() if line.strip())
    return [Dissent(name.strip(), text.strip()) for name, _, text in told]


def act_pdf(visit: Visit) -> Response:
    """An act as it was drawn up."""
    number = int(visit.request.path_params["act"])
    with visit.reading() as reading:
        case = open_case_at(visit, reading)
        reading.demand(Action.READ, case.key)
        found = next(
            (one for one in acts_of(reading.connection, case.key) if one.sequence == number), None
        )
        if found is None:
            raise NotFound(what_for="акт", name=str(number))
        for document in found.documents:
            reading.demand(Action.READ, case.key, document)
    visit.seat.traces.read_act(visit.actor, found.number, [case.key])
    path = visit.workbench.vault.locate(found.document)
    return send_pdf(path, f"Акт {found.number.replace('/', '-')}.pdf", shown=True)


_AT = "/case/{key:case}/acts"
ROUTES = [
    page(_AT, shielded(acts)),
    page(f"{_AT}/look", shielded(look)),
    post(f"{_AT}/look", shielded(record)),
    post(f"{_AT}/draw", shielded(draw), work=Work.FILES),
    post(f"{_AT}/found", shielded(draw_found), work=Work.FILES),
    page(f"{_AT}/{{act:int}}", shielded(act_pdf)),
]
