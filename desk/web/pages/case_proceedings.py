"""Провадження: what happens to a case file as a whole, by a ruling.

Knows: the tab and its forms. Does not know: when files may be merged, separated, left without
motion, returned or taken up again (814 III.6–III.13).
Keeps: each step rests on a ruling the form asks for and on the state that was seen; another case
file is named only to whoever may see it.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.responses import Response

from desk.days import day_of
from desk.discretion import hidden_titles, without
from desk.web.cases.casework import (
    address,
    case_page,
    changing,
    happened,
    newest_case_at,
    open_case_at,
    required,
    shielded,
)
from desk.web.cases.drafts import is_draft
from desk.web.cases.picking import lines_in, named_case, numbers_in, pickable, picked
from desk.web.frame import Visit, page, post
from desk.web.frame.sending import send_pdf
from desk.web.frame.turns import Work
from inventory import CaseFile, NewCase
from inventory.access import Action
from inventory.queries import documents_by_id, held_in, revision
from inventory.registration.numbers import folder_name
from inventory.rules.relations import REASONS
from inventory.service.held_cover import print_held_cover
from inventory.service.relations import (
    Separation,
    cure_defects,
    leave_without_motion,
    merge_cases,
    reopen_case,
    separate_case,
)
from inventory.service.returning import return_to_applicant
from vault import Transaction

TAB = "proceedings"
FORMS = {
    "merge": "Об'єднати справи",
    "separate": "Виділити матеріали в окрему справу",
    "leave": "Залишити без руху",
    "cure": "Недоліки усунуто",
    "return": "Повернути заявникові",
    "reopen": "Відновити провадження",
}
Change = Callable[[Visit, Transaction, CaseFile], tuple[str, str]]


def proceedings(visit: Visit) -> Response:
    """The tab: what happened, what lies without motion, what may be done."""
    with visit.reading() as reading:
        case = open_case_at(visit, reading)
        hidden = hidden_titles(reading)
        held = held_in(reading.connection, case.key)
        named = documents_by_id(reading.connection, [one.document for one in held if one.document])
        titles = {key: without(one.title or one.name, hidden) for key, one in named.items()}
        return case_page(
            visit,
            reading,
            case,
            "case_proceedings.html",
            TAB,
            happened=[
                (on, what, other, without(said, hidden))
                for on, what, other, said in happened(reading, case)
            ],
            draft=bool(held) and is_draft(visit, "cover"),
            held=[(one, titles.get(one.document, "уся справа")) for one in held],
            forms=_offered(case, held=bool(held)),
        )


def _offered(case: CaseFile, *, held: bool) -> dict[str, str]:
    """The forms that make sense in this state; the rules judge the rest."""
    if case.container != "main":
        return {}
    names = ["merge", "separate", "leave", "return"] if not case.closed_on else ["reopen"]
    return {name: FORMS[name] for name in [*names, *(["cure"] if held else [])]}


def _form(name: str) -> Callable[[Visit], Response]:
    """The page of one of the forms."""

    @shielded
    def answer(visit: Visit) -> Response:
        with visit.reading() as reading:
            needs = (Action.FORM, Action.REGISTER) if name == "separate" else (Action.FORM,)
            case = newest_case_at(visit, reading, *needs)
            documents = pickable(reading, case)
            held = held_in(reading.connection, case.key)
            if name == "cure":
                ids = {one.document for one in held}
                documents = [one for one in documents if one.id in ids]
            return case_page(
                visit,
                reading,
                case,
                "case_proceedings_form.html",
                TAB,
                form=name,
                heading=FORMS[name],
                documents=documents,
                reasons=REASONS,
                judge=case.judge or visit.workbench.letterhead().judge.name,
                today=visit.seat.today,
            )

    return answer


# -- changes -------------------------------------------------------------------------------


def _changed(change: Change) -> Callable[[Visit], Response]:
    """A page that makes one of these changes and goes where it is seen."""

    @shielded
    def answer(visit: Visit) -> Response:
        with changing(visit) as (tx, case):
            to, said = change(visit, tx, case)
        return visit.go(to, said)

    return answer


def _picked(visit: Visit, tx: Transaction, case: CaseFile, name: str) -> tuple[str, ...]:
    return picked(visit, visit.reading_on(tx.connection), case, name)


def _ruling(visit: Visit) -> str:
    return visit.text("ruling")


def _merge(visit: Visit, tx: Transaction, case: CaseFile) -> tuple[str, str]:
    reading = visit.reading_on(tx.connection)
    others = [named_case(reading, one) for one in numbers_in(visit.text("numbers"))]
    into, seen = visit.text("into"), visit.number("seen")
    stays = merge_cases(
        tx,
        [case.name, *(one.name for one in others)],
        on=day_of(required(visit, "on", "дата ухвали")),
        ruling=_ruling(visit),
        into=named_case(reading, into).name if into else None,
        seen=[seen, *(revision(tx.connection, one.key) for one in others)] if seen else (),
    )
    return address(stays, TAB), f"Справи об'єднано; номер — {stays.number}."


def _separate(visit: Visit, tx: Transaction, case: CaseFile) -> tuple[str, str]:
    on, persons = day_of(required(visit, "on", "дата ухвали")), lines_in(visit.text("suspended"))
    copies = _picked(visit, tx, case, "copies")
    new_id = visit.workbench.new_id
    separation = Separation(
        new=NewCase(
            number=required(visit, "number", "номер нової справи"),
            kind=visit.text("kind") or case.kind,
            own=new_id()[:6],
            title=visit.text("title"),
            claim=visit.text("claim"),
            original_form=case.original_form,
            received_on=on.isoformat(),
            instance=case.instance,
            judge=visit.text("judge"),
        ),
        on=on,
        ruling=_ruling(visit),
        suspended=bool(persons),
        persons=persons,
        copies=copies,
        ids=tuple(new_id() for _ in copies),
    )
    opened = separate_case(tx, case.name, separation, seen=visit.number("seen"))
    waiting = f" Чекають на засвідчені копії: {len(copies)}." if copies else ""
    return address(opened), f"Виділено справу № {opened.number}.{waiting}"


def _leave(visit: Visit, tx: Transaction, case: CaseFile) -> tuple[str, str]:
    until = visit.text("until")
    leave_without_motion(
        tx,
        case.name,
        on=day_of(required(visit, "on", "дата ухвали")),
        ruling=_ruling(visit),
        until=day_of(until) if until else None,
        judge=visit.text("judge"),
        documents=_picked(visit, tx, case, "documents"),
        seen=visit.number("seen"),
    )
    return address(case, TAB), "Залишено без руху: не підшивайте й не нумеруйте."


def _cure(visit: Visit, tx: Transaction, case: CaseFile) -> tuple[str, str]:
    cure_defects(
        tx,
        case.name,
        on=day_of(required(visit, "on", "дата")),
        ruling=_ruling(visit),
        documents=_picked(visit, tx, case, "documents"),
        seen=visit.number("seen"),
    )
    return address(case, TAB), "Недоліки усунуто: матеріали підшивають, як решту."


def _return(visit: Visit, tx: Transaction, case: CaseFile) -> tuple[str, str]:
    return_to_applicant(
        tx,
        case.name,
        on=day_of(required(visit, "on", "дата ухвали")),
        ruling=_ruling(visit),
        letter=visit.text("letter"),
        documents=_picked(visit, tx, case, "documents"),
        without_copy=_picked(visit, tx, case, "bare"),
        seen=visit.number("seen"),
    )
    return address(case, TAB), "Повернення записано; копії лишаються у справі."


def _reopen(visit: Visit, tx: Transaction, case: CaseFile) -> tuple[str, str]:
    reopen_case(
        tx,
        case.name,
        visit.text("why"),
        on=day_of(required(visit, "on", "дата")),
        ruling=_ruling(visit),
        proceedings=lines_in(visit.text("proceedings")),
        other_court=bool(visit.text("other_court")),
        under=visit.text("under") or None,
        seen=visit.number("seen"),
    )
    return address(case, TAB), "Справа знову в провадженні."


def held_cover(visit: Visit) -> Response:
    """The cover of what is left without motion."""
    with visit.reading() as reading:
        case = newest_case_at(visit, reading, Action.READ)
    bench = visit.workbench
    printed = print_held_cover(bench.vault, bench.press, bench.letterhead(), case.name)
    name = f"Обкладинка без руху {folder_name(case.number)}.pdf"
    return send_pdf(printed.pdf, name, shown=True)


_AT = f"/case/{{key:case}}/{TAB}"
_CHANGES: dict[str, Change] = {
    "merge": _merge,
    "separate": _separate,
    "leave": _leave,
    "cure": _cure,
    "return": _return,
    "reopen": _reopen,
}
ROUTES = [
    page(_AT, shielded(proceedings)),
    page(f"{_AT}/held-cover", shielded(held_cover), work=Work.FILES),
    *(page(f"{_AT}/{name}", _form(name)) for name in FORMS),
    *(post(f"{_AT}/{name}", _changed(made)) for name, made in _CHANGES.items()),
]
