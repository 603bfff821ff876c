"""Копії й вилучення: containers of copies, volumes that came formed, originals that leave.

Knows: the tab and its forms. Does not know: what may be copied, received or removed (814 VII.20–
VII.25). Keeps: what the law wants in a container and is not there is told after it is made, and
stops nothing; every form says which state was seen.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from starlette.responses import Response

from desk.days import day_of
from desk.discretion import hidden_titles, without
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
    told_objections,
    who,
)
from desk.web.cases.drafts import is_draft
from desk.web.cases.picking import by_sheet, new_ids, people, pickable, picked, sheets_of
from desk.web.frame import Visit, page, post
from desk.web.frame.turns import Work
from inventory import CaseFile, Document
from inventory.access import Action, Reading
from inventory.arrangement.kinds import kinds
from inventory.queries import case_by_key, copies_in, documents_by_id, removals
from inventory.service.containers import (
    CopiesMade,
    Filing,
    add_copies,
    make_appeal_materials,
    make_control,
    make_retained,
)
from inventory.service.receiving import Came, bring_back, receive_volumes
from inventory.service.removal import RemovalRequest, remove_originals
from inventory.service.returning import Return
from vault import Verdict
from vault.errors import UsageError

TAB = "containers"
VOLUMES = 4
FORMS = {
    "make": "Сформувати копії",
    "more": "Долучити ще копії",
    "came": "Прийняти сформовані томи",
    "back": "Справа повернулася",
    "remove": "Вилучити оригінали",
}
NEEDS = {
    "make": (Action.FORM, Action.REGISTER),
    "more": (Action.FORM, Action.REGISTER),
    "came": (Action.FORM, Action.REGISTER),
    "back": (Action.FORM,),
    "remove": (Action.ACT, Action.REGISTER),
}
KINDS = {
    "appeal-materials": "матеріали оскарження ухвали (окремий том для апеляційного суду)",
    "control": "контрольне провадження",
    "retained": "копії, що лишаються в суді, коли справу надсилають",
}


def containers(visit: Visit) -> Response:
    """The tab: copies there are, originals that left, what may be done."""
    with visit.reading() as reading:
        case = open_case_at(visit, reading)
        hidden = hidden_titles(reading)
        connection = reading.connection
        lying = by_sheet(visit.seat.places, reading, case, pickable(reading, case))
        documents = {one.id: one for one in lying}
        left = removals(connection, case.key)
        copied = copies_in(connection, case.key)
        originals = documents_by_id(connection, copied.values())
        return case_page(
            visit,
            reading,
            case,
            "case_containers.html",
            TAB,
            source=_source(reading, case),
            copies=[
                (documents[copy], without(originals[of].title, hidden))
                for copy, of in copied.items()
                if copy in documents and of in originals
            ],
            removed=[(one, left[one.id]) for one in lying if one.id in left],
            forms=_offered(reading, case, empty=not documents),
        )


def _source(reading: Reading, case: CaseFile) -> CaseFile | None:
    """The case file whose copies a container holds, when the reader may know of it."""
    if not case.source or not reading.may(Action.SEE, case.source):
        return None
    return case_by_key(reading.connection, case.source)


def _offered(reading: Reading, case: CaseFile, *, empty: bool) -> dict[str, str]:
    """The forms that make sense here and that the person may send."""
    at_first = ["came"] if empty else ["make", "back", "remove"]
    names = ["more"] if case.source else at_first
    return {
        name: FORMS[name]
        for name in names
        if all(reading.may(action, case.key) for action in NEEDS[name])
    }


def _form(name: str) -> Callable[[Visit], Response]:
    """The page of one of the forms."""

    @shielded
    def answer(visit: Visit) -> Response:
        with visit.reading() as reading:
            case = newest_case_at(visit, reading, *NEEDS[name])
            of = _copied_from(reading, case) if name == "more" else case
            return case_page(
                visit,
                reading,
                case,
                "case_containers_form.html",
                TAB,
                form=name,
                heading=FORMS[name],
                documents=by_sheet(visit.seat.places, reading, of, pickable(reading, of)),
                sheets=sheets_of(visit.seat.places, reading, of),
                container_kinds=KINDS,
                judge=visit.workbench.letterhead().judge,
                head=visit.workbench.letterhead().head,
                me=who(visit),
                draft=name == "remove" and is_draft(visit, "act"),
                volumes=range(1, VOLUMES + 1),
                titled=lambda one: one.title or kinds()[one.kind].name,
            )

    return answer


def _copied_from(reading: Reading, case: CaseFile) -> CaseFile:
    """Raises: UsageError: it is no container of copies."""
    if not case.source:
        raise UsageError(reason="тут лежать не копії: долучають їх до контейнера копій")
    reading.demand(Action.READ, case.source)
    return case_by_key(reading.connection, case.source)


# -- copies ----------------------------------------------------------------------------------


def _filing(visit: Visit, documents: tuple[str, ...]) -> Filing:
    """What is copied, and who certifies it."""
    certifier = visit.workbench.letterhead().judge
    certifier = dataclasses.replace(
        certifier,
        name=visit.text("by") or certifier.name,
        position=visit.text("position") or certifier.position,
    )
    return Filing(documents=documents, certifier=certifier, new_id=new_ids(visit))


def _made(visit: Visit, made: CopiesMade) -> Response:
    """On to the container, with what the law wants in it and is not there."""
    said = f"{made.case.name}: {made.case.heading}; копій {len(made.copies)}."
    said += _lacking(made.lacking)
    return visit.go(address(made.case), said)


def _lacking(verdict: Verdict) -> str:
    """What the law wants and is not there; nothing is hidden in it: it names kinds."""
    found = [f"{text} ({clause})" for clause, text in told_objections(verdict, frozenset())]
    return f" Бракує: {'; '.join(found)}." if found else ""


def make(visit: Visit) -> Response:
    """A new container of copies."""
    kind = visit.text("container")
    if kind not in KINDS:
        raise UsageError(reason="не вибрано, що формують")
    with changing(visit) as (tx, case):
        reading = visit.reading_on(tx.connection)
        filing = _filing(visit, picked(visit, reading, case, "documents"))
        own, seen = visit.workbench.new_id()[:6], visit.number("seen")
        if kind == "appeal-materials":
            ruling = picked(visit, reading, case, "ruling")
            if not ruling:
                raise UsageError(reason="не вибрано оскаржуваної ухвали")
            made = make_appeal_materials(
                tx,
                case.name,
                filing,
                ruling=ruling[0],
                complainant=visit.text("complainant"),
                court=visit.workbench.letterhead().court,
                own=own,
                seen=seen,
            )
        else:
            maker = make_control if kind == "control" else make_retained
            made = maker(tx, case.name, filing, own=own, seen=seen)
    return _made(visit, made)


def more(visit: Visit) -> Response:
    """More copies for the container."""
    with changing(visit) as (tx, case):
        reading = visit.reading_on(tx.connection)
        chosen = picked(visit, reading, _copied_from(reading, case), "documents")
        made = add_copies(tx, case.name, _filing(visit, chosen), seen=visit.number("seen"))
    return _made(visit, made)


# -- what came, what came back ---------------------------------------------------------------


def came(visit: Visit) -> Response:
    """Volumes that came formed: inventory and numbers go on behind them."""
    volumes = _volumes(visit)
    with changing(visit) as (tx, case):
        receive_volumes(
            tx,
            case.name,
            volumes,
            new_id=new_ids(visit),
            cover=bool(visit.text("cover")),
            sound=bool(visit.text("sound")),
            seen=visit.number("seen"),
        )
    last = volumes[-1]
    return visit.go(
        address(case),
        f"Прийнято томів: {len(volumes)}; далі — з арк. {last.sheets + 1}, "
        f"рядка опису {last.rows + 1}.",
    )


def _volumes(visit: Visit) -> list[Came]:
    """Raises: UsageError: no volume is told, or a line of it is half empty."""
    told = []
    for row in range(1, VOLUMES + 1):
        sheets, rows = visit.number(f"sheets{row}"), visit.number(f"rows{row}")
        if sheets is None and rows is None:
            continue
        if sheets is None or rows is None:
            raise UsageError(reason=f"том {row}: потрібні й аркуші, і рядки опису")
        told.append(Came(sheets, rows, visit.number(f"inventory{row}", 1) or 1))
    if not told:
        raise UsageError(reason="не сказано, скільки аркушів і рядків опису в томах")
    return told


def back(visit: Visit) -> Response:
    """Documents that another court bound in stand behind what is numbered."""
    with changing(visit) as (tx, case):
        chosen = picked(visit, visit.reading_on(tx.connection), case, "documents")
        reason = required(visit, "reason", "звідки повернулася справа")
        view = bring_back(tx, case.name, chosen, reason, seen=visit.number("seen"))
    said = f"Документи стоять так, як їх підшито: {len(chosen)}."
    said += _lacking(view.lacking)
    return visit.go(address(case, "order"), said)


# -- originals that leave --------------------------------------------------------------------


def remove(visit: Visit) -> Response:
    """Originals leave by an act; certified copies take their place."""
    case, workbench = to_change(visit), visit.workbench
    with visit.reading() as reading:
        chosen = picked(visit, reading, case, "documents")
        application = picked(visit, reading, case, "application")
        known = {one.id: one for one in pickable(reading, case)}
    removed = remove_originals(
        workbench.vault,
        workbench.press,
        workbench.letterhead(),
        RemovalRequest(
            case=case.name,
            documents=tuple((one, _copy_sheets(visit, known[one])) for one in chosen),
            application=application[0] if application else None,
            resolution=visit.text("resolution"),
            resolved_by=person_of(visit.text("resolved_by")),
            to=visit.text("to"),
            present=(who(visit), *people(visit, "present")),
            military=bool(visit.text("military")),
            by_law=visit.text("by_law"),
            returned=_returned(visit),
        ),
        actor=visit.actor,
        seen=visit.number("seen"),
    )
    said = f"Оригінали вилучено за актом № {removed.act.number}: документів "
    said += f"{len(removed.documents)}; їхні зображення лишилися у сховищі. Роздрукуйте акт."
    return visit.go(address(case, "acts"), said)


def _returned(visit: Visit) -> Return | None:
    """The ruling by which the claim goes back, where one was named."""
    ruling, letter, day = visit.text("ruling"), visit.text("letter"), visit.text("on")
    if not (ruling or letter):
        return None
    return Return(on=day_of(day) if day else visit.seat.today, ruling=ruling, letter=letter)


def _copy_sheets(visit: Visit, document: Document) -> int | None:
    return visit.number(f"sheets-{document.id}")


_AT = f"/case/{{key:case}}/{TAB}"
_CHANGES: dict[str, Any] = {
    "make": make,
    "more": more,
    "came": came,
    "back": back,
    "remove": remove,
}
ROUTES = [
    page(_AT, shielded(containers)),
    *(page(f"{_AT}/{name}", _form(name)) for name in FORMS),
    *(
        post(f"{_AT}/{name}", shielded(change), work=Work.FILES)
        for name, change in _CHANGES.items()
    ),
]
