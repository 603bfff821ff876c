"""Inspecting case files: what the vault sees, what a person answers, what is recorded.

Knows: how the facts of a case file are gathered, and that a file that leaves is remembered.
Does not know: which faults there can be (inspection.py), what the law says of them (rules).
Keeps: an inspection is recorded whole, by a named person, on the day it was made; a snapshot is
never altered: it is the journal's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.engine import Connection

from inventory import events
from inventory.audit.faults import CaseInspection, FormationFault, Occasion
from inventory.audit.history import Read
from inventory.audit.inspection import (
    COMING_BACK,
    LEAVING,
    InspectedFile,
    InspectionQuestion,
    answered_no,
    compared,
    labels_of,
    questions,
    seen_by_the_vault,
    snapshot,
    unanswered,
)
from inventory.errors import InspectionRefused
from inventory.forms import Signatory
from inventory.language.days import legal_day
from inventory.model import CaseFile
from inventory.queries import (
    as_bound,
    contents_of,
    documents_of,
    expected_of,
    get_case,
    revision,
    volume_facts,
)
from inventory.queries.audit import get_inspection, last_inspection
from inventory.rules.inspection import is_in_order, may_be_recorded
from inventory.service.meanwhile import as_seen
from inventory.service.order import look_at_order
from inventory.service.readiness import Looked, look_before_sewing
from vault import Content, Json, Objection, Vault, Verdict, carries_out, content_of, events_of
from vault.errors import IntegrityError, UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspecting:
    """What a person says who inspects a case file.

    Attributes:
        answers: to the questions, by code: true, false, or what was seen instead of «yes»; under
            `sheets` the numbers of the sheets counted in a volume: {"1": "1–4, 6"}; under
            `found` what else was found: [{"defect", "item", "sheets", "note"}].
        by: who inspected; unit: where the file was formed; responsible: who formed it.
        contents: names and SHA-512 of files that came back; None when none did.
        seen: the revision of the case file that was looked at.
    """

    occasion: Occasion
    answers: Mapping[str, Json] = field(default_factory=dict)
    by: Signatory
    unit: str = ""
    responsible: str = ""
    contents: Mapping[str, str] | None = None
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class InspectionView:
    """What is found before anything is recorded.

    Attributes:
        asked: the questions of the occasion; missing: those without an answer.
        verdict: the faults, each under its clause.
    """

    state: InspectedFile
    asked: tuple[InspectionQuestion, ...]
    missing: tuple[InspectionQuestion, ...]
    faults: tuple[FormationFault, ...]
    verdict: Verdict


@carries_out("Лубни:18.2")
def spoiled(vault: Vault, connection: Connection, document: str) -> bool:
    """Whether a content of the document is missing or not what was recorded."""
    return any(
        _is_spoiled(vault, connection, one) for _, _, one in contents_of(connection, document)
    )


def _is_spoiled(vault: Vault, connection: Connection, content: Content) -> bool:
    try:
        return content_of(vault.locate(content.sha512, connection)) != content
    except (IntegrityError, FileNotFoundError):
        return True


def state_of_case(
    vault: Vault, connection: Connection, case: CaseFile, *, fixity: bool
) -> InspectedFile:
    """A case file with everything the inspection looks at."""
    documents = {document.id: document for document in documents_of(connection, case.key)}
    bad = [one for one in documents if fixity and spoiled(vault, connection, one)]
    expected = expected_of(connection, case.key)
    return InspectedFile(
        case=case,
        plans=as_bound(connection, case),
        facts=volume_facts(connection, case.key),
        documents=documents,
        sewing=_sewing(vault, connection, case, read=fixity and not bad),
        expected=[str(one.card.get("title") or one.id) for one in expected],
        spoiled=bad,
    )


def _sewing(
    vault: Vault, connection: Connection, case: CaseFile, *, read: bool
) -> tuple[Objection, ...]:
    """What the law says against the order of the documents; `read` also against their texts."""
    if read:
        return look_before_sewing(vault, case.number, _LOOKED).verdict.objections
    view = look_at_order(connection, case)
    return (*view.verdict.objections, *view.lacking.objections)


_LOOKED = Looked(unfastened=True, holes=True, nothing_glued=True)  # a question of its own


@carries_out("814:IX.8", "814:X.4-носії")
def look_over(
    vault: Vault, connection: Connection, number: str, said: Inspecting, read: Read
) -> InspectionView:
    """What would be found; nothing is recorded.

    Raises:
        NoSuchCase: it is not there. BadSheetLabel, UsageError: an answer makes no sense.
    """
    case = get_case(connection, number)
    state = state_of_case(vault, connection, case, fixity=True)
    asked = questions(said.occasion, carriers=state.has_carriers)
    found = [*seen_by_the_vault(said.occasion, state), *answered_no(asked, said.answers)]
    found += _told(said.answers)
    if said.occasion in COMING_BACK:
        left = _left(connection, state, COMING_BACK[said.occasion], read)
        sheets, back = _sheets(said.answers), said.occasion is Occasion.RETURN
        found += compared(left, state, sheets, said.contents, continued=back)
    missing = unanswered(asked, said.answers)
    verdict = is_in_order(said.occasion, found)
    return InspectionView(state, asked, missing, tuple(found), verdict)


@carries_out("814:II.7-огляд", "814:IX.5", "814:X.4")
def inspect(vault: Vault, number: str, said: Inspecting, *, actor: str) -> CaseInspection:
    """Inspect a case file and record what was found, by whom and when.

    Raises:
        NoSuchCase, BadSheetLabel, UsageError: see `look_over`.
        InspectionRefused: a question has no answer, or no person is named; nothing is recorded.
        ChangedMeanwhile: the case file is no longer as `seen`, or changed while it was read.
    """
    with vault.read() as connection:
        view = look_over(vault, connection, number, said, vault.entry_at)
        seen = revision(connection, view.state.case.key) if said.seen is None else said.seen
    may_be_recorded(said.occasion, view.missing, by=said.by.name).demand(InspectionRefused)
    case, day = view.state.case, legal_day(vault.clock())
    with vault.transaction(actor) as tx:
        as_seen(tx, case, seen)
        tx.record(
            events.INSPECTED,
            subjects=(events.case_subject(case.key),),
            payload=_payload(view, said, day),
            cites=sorted(set(view.verdict.clauses)),
        )
        done = last_inspection(tx.connection, case.key, said.occasion)
        assert done is not None, "it was recorded just now"
        tx.commit()
    return done


def _payload(view: InspectionView, said: Inspecting, day: dt.date) -> dict[str, Json]:
    leaves = said.occasion in LEAVING
    return {
        "case": view.state.case.key,
        "number": view.state.case.number,
        "occasion": said.occasion.value,
        "on": day.isoformat(),
        "by": said.by.name,
        "position": said.by.position,
        "unit": said.unit,
        "responsible": said.responsible,
        "answers": dict(said.answers),
        "findings": [fault.as_json() for fault in view.faults],
        "defects": len(view.faults) or None,
        **({"snapshot": snapshot(view.state)} if leaves else {}),
    }


def _left(
    connection: Connection, state: InspectedFile, occasion: Occasion, read: Read
) -> Mapping[str, Json]:
    """The snapshot of when the file left; the inventory as it is when nobody took one then."""
    case = state.case
    last = last_inspection(connection, case.key, occasion)
    if last is None:
        return snapshot(state)
    before = last.sequence - 1
    [event] = [
        one
        for one in events_of(connection, events.case_subject(case.key), after=before)
        if one.end.sequence == last.sequence
    ]
    found: Mapping[str, Json] = read(event.end).payload["snapshot"]
    return found


def _sheets(answers: Mapping[str, Json]) -> dict[int, list[str]]:
    said = answers.get("sheets", {})
    if not isinstance(said, Mapping) or not all(str(one).isdecimal() for one in said):
        raise UsageError(reason="аркуші (sheets) називають за томами: номер тому і його аркуші")
    return {int(volume): labels_of(str(labels)) for volume, labels in said.items()}


def _told(answers: Mapping[str, Json]) -> list[FormationFault]:
    """What a person found beside the questions."""
    try:
        return [
            FormationFault.from_json(
                {"code": "told", "note": "", "sheets": "", "document": "", **one}
            )
            for one in answers.get("found", ())
        ]
    except (TypeError, ValueError) as error:
        raise UsageError(
            reason="знайдене (found) описують так: defect, item, sheets, note"
        ) from error


def found_in(connection: Connection, sequence: int) -> CaseInspection:
    """The inspection an act is drawn from.

    Raises:
        UsageError: there is none, or nothing was found.
    """
    inspection = get_inspection(connection, sequence)
    if inspection is None or not inspection.findings:
        raise UsageError(reason=f"запис {sequence} не є оглядом, у якому виявлено недоліки")
    return inspection


def objections(inspection: CaseInspection) -> Sequence[Objection]:
    """The findings of a recorded inspection, each under its clause."""
    return is_in_order(inspection.occasion, inspection.findings).objections
