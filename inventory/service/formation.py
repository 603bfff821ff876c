"""The check of how case files are formed, and the note on it (814 I.9).

Knows: which files are looked at and how faults are told by unit and person.
Does not know: what a fault is (inspection.py). Keeps: nothing is recorded or changed.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping

from inventory.audit.faults import CaseInspection, FormationFault, Occasion
from inventory.audit.inspection import fault_names, seen_by_the_vault
from inventory.forms import FormationNote, FormationRow, Press, Printed, formation_note
from inventory.language.days import legal_day
from inventory.model import CaseState
from inventory.queries import cases, inspections
from inventory.service.inspections import state_of_case
from inventory.volumes.papers import Letterhead
from vault import Vault, carries_out
from vault.errors import UsageError

_FORMED = {CaseState.OPEN, CaseState.CLOSED}
_UNKNOWN = "не зазначено"


@carries_out("814:I.9-перевірка")
def check_formation(
    vault: Vault, first: dt.date, last: dt.date, units: Mapping[str, str]
) -> tuple[tuple[FormationRow, ...], int]:
    """Faults of files in records management, and of inspections of a period, by unit and person.

    Args:
        vault: where.
        first: day of the period.
        last: day of the period.
        units: the unit of a case file, by its key, where it is known.

    Returns:
        The rows, and how many inspections were recorded in the period.
    """
    files: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    faults: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    names = fault_names()
    with vault.read() as connection:
        recorded = list(inspections(connection, first=first.isoformat(), last=last.isoformat()))
        latest = {one.case: one for one in recorded}
        for case in cases(connection):
            inspected = latest.get(case.key)
            if case.state not in _FORMED and inspected is None:
                continue
            state = state_of_case(vault, connection, case, fixity=False)
            found = [*seen_by_the_vault(Occasion.RECEIPT, state), *_by_hand(inspected)]
            whose = (
                (inspected.unit if inspected else "") or units.get(case.key) or _UNKNOWN,
                (inspected.responsible if inspected else "") or _UNKNOWN,
            )
            files[whose].add(case.key)
            faults[whose].update(names.get(fault.code, fault.item) for fault in found)
    rows = tuple(
        FormationRow(
            unit=whose[0],
            responsible=whose[1],
            files=len(files[whose]),
            faults=tuple(faults[whose].most_common()),
        )
        for whose in sorted(files)
    )
    return rows, len(recorded)


_SEEN = frozenset({"fixity", "count", "unsigned", "note", "order", "expected"})


def _by_hand(inspected: CaseInspection | None) -> list[FormationFault]:
    """What only the person saw: the rest is looked at anew."""
    found = inspected.findings if inspected else ()
    return [one for one in found if one.code not in _SEEN]


def formation_report(
    vault: Vault,
    press: Press,
    head: Letterhead,
    first: dt.date,
    last: dt.date,
    units: Mapping[str, str],
) -> tuple[Printed, tuple[FormationRow, ...]]:
    """The note for the head of staff, typeset; and its rows.

    Raises:
        UsageError: the period ends before it begins.
    """
    if last < first:
        raise UsageError(reason="період закінчується раніше, ніж починається")
    rows, recorded = check_formation(vault, first, last, units)
    at = vault.clock()
    note = FormationNote(
        court=head.court,
        on=legal_day(at),
        first=first,
        last=last,
        inspections=recorded,
        rows=rows,
        compiler=head.clerk,
    )
    return press.print(formation_note(note), at=at, draft=head.draft), rows
