"""Originals that leave a case file: a certified copy takes their place under the same numbers.

Knows: what is recorded with the act of removal, and what becomes of the numbers.
Does not know: how the act is laid out (acts.py) or a change of a note printed (changes.py).
Keeps: what was scanned stays in the vault; act, marks and changes are one commit or none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.engine import Connection

from inventory import events
from inventory.audit.acts import ActRequest, Defect, DrawnAct, Shortfall
from inventory.errors import RemovalRefused
from inventory.forms import Press, Signatory
from inventory.language.days import legal_day
from inventory.language.words import noun, short_date
from inventory.model import CaseFile, Document, VolumePlan, VolumeState
from inventory.queries import as_bound, documents_of, get_case, get_document, plan_of
from inventory.rules.removal import Wish, ends_counted, is_documented, may_leave, may_run_on
from inventory.service.acts import PreparedAct, prepare_act, record_act
from inventory.service.certification import VolumeView, look
from inventory.service.changes import NoteEntry, enter_in_note
from inventory.service.meanwhile import as_seen
from inventory.service.replacing import SHEET, Leaving, prepare_entry
from inventory.service.returning import Return, judge_return, record_return, with_annexes
from inventory.service.volumes import confirm_sheets
from inventory.volumes.papers import Letterhead
from vault import Objection, Transaction, Vault, Verdict, carries_out, single_spaced
from vault.errors import Conflict, UsageError

_POINTS = {
    clause: (clause, f"{point} Інструкції з діловодства в місцевих та апеляційних судах України")
    for clause, point in (
        ("814:VII.24", "пункт 24 розділу VII"),
        ("814:III.13", "пункт 13 розділу III"),
    )
}
"""What the act rests on where that is not point 23."""
_NOTED = {VolumeState.CERTIFIED, VolumeState.DEPOSITED}
"""States of a volume whose count stays, and whose note gets an entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalRequest:
    """What is asked for.

    Attributes:
        case: number of the case file.
        documents: ids, and of each the sheets of its certified copy; None for as many.
        application: id of the document that asks for it; None for what leaves ex officio.
        resolution: its text; resolved_by: position and name of who wrote it.
        to: who gets the originals.
        present: who draws the act up, two at least.
        military: papers of a convicted person, sent to the commissariat (814 VII.24).
        by_law: the norm of law that lets them leave before the proceedings end (814 VII.23).
        returned: by which ruling the claim goes back to who brought it (814 III.13); what was added
            to a document goes along.
    """

    case: str
    documents: tuple[tuple[str, int | None], ...]
    application: str | None
    resolution: str
    resolved_by: Signatory
    to: str
    present: tuple[Signatory, ...]
    military: bool = False
    by_law: str = ""
    returned: Return | None = None
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """What was done: the act, the documents, the certified volumes whose note was added to."""

    act: DrawnAct
    documents: tuple[str, ...]
    volumes: tuple[int, ...] = field(default=())


@carries_out("814:VII.23", "814:VII.23-заміна", "814:VII.23-акт", "814:VII.24", "814:III.13")
def remove_originals(
    vault: Vault,
    press: Press,
    head: Letterhead,
    request: RemovalRequest,
    *,
    actor: str,
    seen: int | None = None,
) -> Removed:
    """Let originals leave: by an act, each replaced by a certified copy under its numbers.

    Raises:
        NoSuchCase, NoSuchDocument: not there. RemovalRefused, ActNotDrawn: a rule objects.
        UsageError: nobody gets them, or no document is named. Conflict: changed meanwhile.
    """
    if not request.documents or not request.to.strip():
        raise UsageError(reason="не названо документів або того, хто одержує оригінали")
    with vault.read() as connection:
        case = get_case(connection, request.case)
        leaving = _judged(connection, request, legal_day(vault.clock()))
        views = {
            number: look(connection, case.name, number) for one in leaving for number in one.volumes
        }
        ground = _ground(connection, request)
        _demand_room(connection, leaving, views)
    act = prepare_act(vault, press, head, _act(request, case.name, leaving, ground))
    changes = [
        prepare_entry(vault, press, head, view, leaving, act, _note(request, act))
        for view in views.values()
        if view.facts.state in _NOTED
    ]
    with vault.transaction(actor) as tx:
        as_seen(tx, case, seen)
        if _judged(tx.connection, request, legal_day(tx.now)) != leaving:
            raise Conflict(reason=f"справу № {case.name} змінено, поки складався акт")
        recorded = record_act(tx, act)
        for one in leaving:
            _record(tx, request, one, act, changes)
        for change in changes:
            enter_in_note(tx, change)
        if request.returned is not None:
            record_return(tx, case, request.returned, ())
        tx.commit()
    return Removed(
        act=recorded,
        documents=tuple(one.document.id for one in leaving),
        volumes=tuple(change.view.volume.number for change in changes),
    )


def _judged(connection: Connection, request: RemovalRequest, today: dt.date) -> list[Leaving]:
    """What leaves, judged as it is now."""
    case = get_case(connection, request.case)
    held = documents_of(connection, case.key)
    application = get_document(connection, request.application) if request.application else None
    wish = Wish(
        application=application,
        resolution=request.resolution,
        resolved_by=request.resolved_by.position,
        military=request.military,
        kinds={document.kind for document in held},
        by_law=request.by_law,
        returned=request.returned is not None,
        to=request.to,
    )
    plans = plan_of(connection, case)
    leaving, verdicts = [], []
    wanted = _wanted(connection, case, request)
    if request.returned is not None:
        going = [document for document, _ in wanted]
        verdicts.append(judge_return(case, request.returned, going, today))
    for document, sheets in wanted:
        copied = document.count.sheets if sheets is None else sheets
        verdicts += [
            may_leave(case, document, wish),
            is_documented(
                case,
                wish,
                copy_sheets=copied,
                same_case=application is not None
                and application.case == case.key
                and application.id != document.id,
            ),
        ]
        leaving.append(_leaving(plans, document, copied))
    objections = dict.fromkeys(o for v in verdicts for o in v.objections)
    Verdict(tuple(objections)).demand(RemovalRefused)
    return leaving


def _leaving(plans: Sequence[VolumePlan], document: Document, copy_sheets: int) -> Leaving:
    """Where the original lies, and how many sheets take its place."""
    lies = [
        (volume, member.labels)
        for volume in plans
        for row in volume.rows
        for member in row.members
        if member.document == document.id
    ]
    return Leaving(
        document=document,
        copy_sheets=copy_sheets,
        volumes=tuple(volume.number for volume, _ in lies),
        parts=tuple((volume.name, labels) for volume, labels in lies),
    )


def _wanted(
    connection: Connection, case: CaseFile, request: RemovalRequest
) -> list[tuple[Document, int | None]]:
    """The documents, and how many sheets the copy of each has where that was said."""
    said: dict[str, int | None] = {}
    for name, sheets in request.documents:
        document = get_document(connection, name)
        if document.case != case.key:
            raise UsageError(reason=f"документ «{document.id}» не зі справи № {case.name}")
        said[document.id] = sheets
    if request.returned is None:
        return [(get_document(connection, one), sheets) for one, sheets in said.items()]
    return [(one, said.get(one.id)) for one in with_annexes(connection, case, said)]


def _demand_room(
    connection: Connection,
    leaving: Sequence[Leaving],
    views: Mapping[int, VolumeView],
) -> None:
    """Pass when every certified volume can have its longer copies, those put in before counted.

    Raises:
        RemovalRefused: letters are taken, the volume would pass its limit, or the document ends in
            one that is not certified yet.
    """
    objections: list[Objection] = []
    noted = {number for number, view in views.items() if view.facts.state in _NOTED}
    for one in leaving:
        if one.surplus and noted.intersection(one.volumes):
            last = views[one.volumes[-1]].volume
            objections += ends_counted(
                one.document, last, certified=last.number in noted
            ).objections
    for number, view in views.items():
        inside = [one for one in leaving if one.numbers and one.volumes[-1] == number]
        if number not in noted or not inside:
            continue
        sheets = (
            view.volume.sheets
            + sheets_beyond(connection, view)
            + sum(one.surplus for one in inside)
        )
        for one in inside:
            verdict = may_run_on(view.volume, one.numbers[-1], one.surplus, sheets)
            objections += verdict.objections
    Verdict(tuple(dict.fromkeys(objections))).demand(RemovalRefused)


def sheets_beyond(connection: Connection, view: VolumeView) -> int:
    """Sheets that longer copies have put into a certified volume; fewer than none for gaps."""
    bound = as_bound(connection, view.case, view.plans)
    return sum(one.sheets for one in bound if one.number == view.volume.number) - view.volume.sheets


def _ground(connection: Connection, request: RemovalRequest) -> str:
    """What the act rests on beside the clause."""
    if request.military:
        return "військово-облікові документи засудженого"
    if request.returned is not None:
        return f"{request.returned.ruling}, відправлення {request.returned.letter}"
    assert request.application is not None, "the rule asked for it"
    application = get_document(connection, request.application)
    by = " ".join(filter(None, (request.resolved_by.position, request.resolved_by.name)))
    by_law = single_spaced(request.by_law)
    excepted = f"{by_law}; " if by_law else ""
    return f"{excepted}{application.title}, резолюція: {request.resolution.strip()} ({by})"


def _act(request: RemovalRequest, case: str, leaving: Sequence[Leaving], ground: str) -> ActRequest:
    return ActRequest(
        kind="removal",
        case=case,
        documents=tuple(one.document.id for one in leaving),
        found=tuple(
            Shortfall(
                Defect.REMOVED,
                one.document.title,
                note=f"копія: {one.copy_sheets} {noun(one.copy_sheets, SHEET)}",
                sheets=one.labels,
            )
            for one in leaving
        ),
        party=request.to,
        ground=ground,
        point=_POINTS.get(_clause(request)),
        place=request.place,
        present=request.present,
        filed=True,
    )


def _note(request: RemovalRequest, act: PreparedAct) -> str:
    left = request.returned.told if request.returned else "оригінал вилучено"
    return f"{left}, замінено засвідченою копією (акт від {short_date(act.on)} № {act.number})"


def _clause(request: RemovalRequest) -> str:
    if request.returned is not None:
        return "814:III.13"
    return "814:VII.24" if request.military else "814:VII.23"


def _record(
    tx: Transaction,
    request: RemovalRequest,
    one: Leaving,
    act: PreparedAct,
    changes: Sequence[NoteEntry],
) -> None:
    document = one.document
    certified = {change.view.volume.number for change in changes}
    counted_on = bool(certified.intersection(one.volumes))
    if one.surplus and not counted_on:
        confirm_sheets(tx, document.id, one.copy_sheets)
    tx.record(
        events.ORIGINAL_REMOVED,
        subjects=(events.document_subject(document.id), events.case_subject(document.case)),
        payload={
            "case": document.case,
            "document": document.id,
            "act": act.number,
            "on": act.on.isoformat(),
            "note": _note(request, act),
            "told": {
                "application": request.application,
                "resolution": single_spaced(request.resolution),
                "resolved_by": request.resolved_by.name,
                "position": request.resolved_by.position,
                "to": single_spaced(request.to),
                "copy_sheets": one.copy_sheets,
                "beyond": one.surplus if counted_on else 0,
                "sheets": one.labels,
                "by_law": single_spaced(request.by_law),
                "clause": _clause(request),
            },
        },
        cites=(_clause(request), "814:VII.23-заміна"),
    )
