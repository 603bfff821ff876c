"""Де справа: where the paper file is, handing it over under signature.

Knows: the tab and its forms. Does not know: who may hand over what to whom (814 I.12, III.2, III.3,
III.20), how a register is laid out.
Keeps: a register goes only to whoever may see all it lists; documents kept from the reader are not
named; every form says which state was seen.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from starlette.responses import Response

from desk.days import day_of
from desk.rights import register_seen
from desk.signatories import person_of
from desk.web.cases.casework import (
    address,
    case_page,
    changing,
    newest_case_at,
    open_case_at,
    required,
    shielded,
    to_change,
    who,
)
from desk.web.cases.drafts import is_draft
from desk.web.cases.picking import named_case, numbers_in, people, pickable, picked, sheets_of
from desk.web.frame import Visit, page, post
from desk.web.frame.sending import send_pdf
from desk.web.frame.turns import Work
from inventory import CaseFile
from inventory.access import Action, Reading
from inventory.access.queries import target_of
from inventory.queries import movements_of, registers
from inventory.queries.registration import Movement
from inventory.rules.handing_over import REASONS, HandingReason
from inventory.service.handing_over import HandingOver
from inventory.service.handing_over import hand_over as hand_over_by_act
from inventory.service.links import move
from inventory.service.registers import Handing, hand_over
from vault.errors import NotFound, UsageError

TAB = "moves"
FORMS = {
    "hand": "Передати справу під підпис",
    "papers": "Передати документи судді під підпис",
    "note": "Зазначити, де справа",
    "act": "Скласти акт приймання-передавання",
}
NEEDS = {
    "hand": Action.FORM,
    "papers": Action.FORM,
    "note": Action.FORM,
    "act": Action.ACT,
}
PRINTED = {"hand": "handing_register", "papers": "handing_register", "act": "files_act"}
HANDINGS = {
    "judge": "судді після розподілу",
    "registry": "до канцелярії після розгляду",
}


def moves(visit: Visit) -> Response:
    """The tab: where it is, where it has been, what may be done."""
    with visit.reading() as reading:
        case = open_case_at(visit, reading)
        rows = list(_moved(reading, case))
        whole = [one for one, title, _ in rows if not title]
        return case_page(
            visit,
            reading,
            case,
            "case_moves.html",
            TAB,
            moves=list(reversed(rows)),
            now=whole[-1] if whole else None,
            forms={
                name: title
                for name, title in FORMS.items()
                if reading.may(NEEDS[name], case.key) and case.container == "main"
            },
        )


def _moved(reading: Reading, case: CaseFile) -> Iterator[tuple[Movement, str, bool]]:
    """Movements, of which document if of one, and whether the reader may have the register."""
    titles = {one.id: one.title or one.name for one in pickable(reading, case)}
    for one in movements_of(reading.connection, case.key):
        if one.document and one.document not in titles:
            continue
        listed = bool(one.register) and register_seen(reading, one.register)
        yield one, titles.get(one.document, ""), listed


def register_pdf(visit: Visit) -> Response:
    """A register of handing over as it was printed."""
    number = str(visit.request.path_params["register"])
    with visit.reading() as reading:
        case = open_case_at(visit, reading)
        mine = {one.register for one in movements_of(reading.connection, case.key)}
        found = [one for one in registers(reading.connection) if one.number == number]
        if not found or number not in mine or not register_seen(reading, number):
            raise NotFound(what_for="реєстр", name=number)
    path = visit.workbench.vault.locate(found[0].form)
    return send_pdf(path, f"Реєстр {number.replace('/', '-')}.pdf", shown=True)


def _form(name: str) -> Callable[[Visit], Response]:
    """The page of one of the forms."""

    @shielded
    def answer(visit: Visit) -> Response:
        with visit.reading() as reading:
            case = newest_case_at(visit, reading, NEEDS[name])
            moved = [one for one in movements_of(reading.connection, case.key) if not one.document]
            judge = visit.workbench.letterhead().judge
            return case_page(
                visit,
                reading,
                case,
                "case_moves_form.html",
                TAB,
                form=name,
                heading=FORMS[name],
                documents=pickable(reading, case) if name == "papers" else [],
                sheets=sheets_of(visit.seat.places, reading, case) if name == "papers" else {},
                handings=HANDINGS,
                reasons=REASONS,
                left=moved[-1].to if moved else "Канцелярія суду",
                judge=case.judge or judge.name,
                formed_in=target_of(reading.connection, case.key).unit,
                me=who(visit),
                draft=name in PRINTED and is_draft(visit, PRINTED[name]),
            )

    return answer


# -- changes -------------------------------------------------------------------------------


def _seen(visit: Visit, case: CaseFile) -> Mapping[str, int]:
    seen = visit.number("seen")
    return {} if seen is None else {case.name: seen}


def _handed(visit: Visit, case: CaseFile, handing: Handing) -> Response:
    bench = visit.workbench
    number, _ = hand_over(
        bench.vault,
        bench.press,
        bench.letterhead(),
        dataclasses.replace(handing, kept_in=bench.settings.registration.registers),
        bench.working_days(),
        actor=visit.actor,
    )
    return visit.go(address(case, TAB), f"Реєстр № {number} складено: роздрукуйте й підпишіть.")


def hand(visit: Visit) -> Response:
    """The case file goes on, by a register."""
    case, kind = to_change(visit), visit.text("kind")
    if kind not in HANDINGS:
        raise UsageError(reason="не вибрано, куди передають")
    return _handed(
        visit,
        case,
        Handing(
            kind=kind,
            numbers=(case.name, *_others(visit)),
            left=required(visit, "left", "хто передає"),
            to=required(visit, "to", "кому передають"),
            seen=_seen(visit, case),
        ),
    )


def _others(visit: Visit) -> list[str]:
    """Other case files that go the same way."""
    with visit.reading() as reading:
        wanted = numbers_in(visit.text("numbers"))
        return [named_case(reading, number).name for number in wanted]


def papers(visit: Visit) -> Response:
    """Documents go to the judge, by a register."""
    case = to_change(visit)
    with visit.reading() as reading:
        chosen = picked(visit, reading, case, "documents")
    if not chosen:
        raise UsageError(reason="не вибрано жодного документа")
    return _handed(
        visit,
        case,
        Handing(
            kind="documents",
            documents=chosen,
            left=required(visit, "left", "хто передає"),
            to=required(visit, "to", "кому передають"),
            seen=_seen(visit, case),
        ),
    )


def note(visit: Visit) -> Response:
    """Only say where it went."""
    with changing(visit) as (tx, case):
        move(
            tx,
            numbers=[case.name],
            left=visit.text("left"),
            to=visit.text("to"),
            at=visit.text("at") or None,
            note=visit.text("note"),
            seen=visit.number("seen"),
        )
    return visit.go(address(case, TAB), f"Записано: справа — {visit.text('to')}.")


def act(visit: Visit) -> Response:
    """An act of handing over between persons (814 I.12)."""
    case, leaves, reason = to_change(visit), visit.text("leaves"), visit.text("reason")
    if reason not in REASONS:
        raise UsageError(reason="не вибрано, чому передають")
    said = HandingOver(
        reason=HandingReason(reason),
        numbers=(case.name, *_others(visit)),
        giver=person_of(required(visit, "giver", "хто передає")),
        taker=person_of(required(visit, "taker", "хто приймає")),
        unit=visit.text("unit"),
        registry=people(visit, "registry"),
        staff=people(visit, "staff"),
        order=visit.text("order"),
        leaves_on=day_of(leaves) if leaves else None,
        place=visit.text("place"),
        seen=_seen(visit, case),
    )
    bench = visit.workbench
    made = hand_over_by_act(bench.vault, bench.press, bench.letterhead(), said, actor=visit.actor)
    told = f"Складено акт № {made.number}; роздрукуйте примірників: {len(made.copies)}."
    return visit.go(address(case, "acts"), told)


_AT = f"/case/{{key:case}}/{TAB}"
_CHANGES: dict[str, Any] = {"hand": hand, "papers": papers, "note": note, "act": act}
ROUTES = [
    page(_AT, shielded(moves)),
    page(f"{_AT}/register/{{register:path}}", shielded(register_pdf)),
    *(page(f"{_AT}/{name}", _form(name)) for name in FORMS),
    *(
        post(f"{_AT}/{name}", shielded(change), work=Work.FILES)
        for name, change in _CHANGES.items()
    ),
]
