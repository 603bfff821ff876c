"""Power cuts while rows are fixed, sheets numbered anew, leaves drawn, documents joined."""

from __future__ import annotations

from pathlib import Path

from inventory import note_numbering
from inventory.forms import Signatory
from inventory.model import VolumeFacts
from inventory.queries import (
    corrections,
    drawn_map,
    get_case,
    plan_of,
    volume_facts,
    volume_names,
)
from inventory.service.joining import Joining, join_document
from inventory.service.leaves import draw_leaves
from inventory.service.sheet_numbers import (
    letter_volume,
    record_counted,
    record_numbered,
    record_signed,
    renumber,
)
from inventory.volumes.leaves import line_of, read_line
from tests.crash.filing import (
    HEAD,
    NUMBER,
    PRESS,
    Act,
    add,
    case_with_a_claim,
    crash_tests,
    volume_certified,
)
from vault import Vault, content_of

LATE = b"a receipt that came late"
LINE = "1 -*11"


def _facts(vault: Vault) -> VolumeFacts:
    with vault.read() as connection:
        found = volume_facts(connection, get_case(connection, NUMBER).key)
    return found.get(1) or VolumeFacts(number=1)


def _fixed(vault: Vault) -> int:
    with vault.read() as connection:
        return plan_of(connection, get_case(connection, NUMBER))[0].fixed


def _number(vault: Vault, _: Path) -> None:
    with vault.transaction("clerk") as tx:
        record_numbered(tx, NUMBER, 1, 1)
        tx.commit()


def _is_numbered(vault: Vault, _: Path) -> bool:
    assert _facts(vault).numbered_rows == _fixed(vault)
    return _fixed(vault) == 1


def _sign(vault: Vault, _: Path) -> None:
    with vault.transaction("clerk") as tx:
        record_signed(tx, NUMBER, 1, 1, judge="С. Суддя", clerk="О. Писар")
        tx.commit()


def _is_signed(vault: Vault, _: Path) -> bool:
    assert _facts(vault).signed_rows == _fixed(vault)
    return _fixed(vault) == 1


def _count(vault: Vault, _: Path) -> None:
    with vault.transaction("clerk") as tx:
        record_counted(tx, NUMBER, 1, 20)
        tx.commit()


def _is_counted(vault: Vault, _: Path) -> bool:
    return _facts(vault).counted == 20


def _with_a_gap(vault: Vault) -> None:
    case_with_a_claim(vault)
    with vault.transaction("clerk") as tx:
        note_numbering(tx, NUMBER, 1, [], [7])
        tx.commit()


def _renumber(vault: Vault, _: Path) -> None:
    with vault.transaction("clerk") as tx:
        renumber(tx, NUMBER, 1)
        tx.commit()


def _is_renumbered(vault: Vault, _: Path) -> bool:
    with vault.read() as connection:
        case = get_case(connection, NUMBER)
        made = corrections(connection, case.key, 1)
        last = plan_of(connection, case)[0].labels[-1].number
    assert (last, len(made)) in {(13, 1), (12, 2)}
    return last == 12


def _two_volumes(vault: Vault) -> None:
    case_with_a_claim(vault)
    add(vault, "motion", LATE, sheets=245)


def _letter(vault: Vault, _: Path) -> None:
    with vault.transaction("clerk") as tx:
        letter_volume(tx, NUMBER, 2, "1а")
        tx.commit()


def _is_lettered(vault: Vault, _: Path) -> bool:
    with vault.read() as connection:
        names = volume_names(connection, get_case(connection, NUMBER).key)
    return [str(one) for one in names.lettered] == ["1а"]


def _draw(vault: Vault, _: Path) -> None:
    with vault.transaction("clerk") as tx:
        draw_leaves(tx, "claim", read_line(LINE))
        tx.commit()


def _is_drawn(vault: Vault, _: Path) -> bool:
    with vault.read() as connection:
        drawn = drawn_map(connection, "claim")
    assert drawn is None or line_of(drawn) == LINE
    return drawn is not None


def _with_a_late_receipt(vault: Vault) -> None:
    volume_certified(vault)
    add(vault, "receipt", LATE, sheets=2)


def _join(vault: Vault, _: Path) -> None:
    who = Signatory(name="О. Писар")
    order = Joining(number=NUMBER, volume=1, document="receipt", basis="акт № 3", by=who)
    join_document(vault, PRESS, HEAD, order, actor="clerk")


def _is_joined(vault: Vault, _: Path) -> bool:
    facts = _facts(vault)
    for form in facts.forms.values():
        assert content_of(vault.locate(form.sha512).read_bytes()).sha512 == form.sha512
    with vault.read() as connection:
        volumes = plan_of(connection, get_case(connection, NUMBER))
    assert (len(volumes), len(facts.changes), len(facts.forms)) in {(2, 0, 3), (1, 1, 5)}
    return len(facts.changes) == 1


ACTS = {
    "fix numbered rows": Act(case_with_a_claim, _number, _is_numbered),
    "fix signed rows": Act(case_with_a_claim, _sign, _is_signed),
    "count a volume by hand": Act(volume_certified, _count, _is_counted),
    "number sheets anew": Act(_with_a_gap, _renumber, _is_renumbered),
    "letter a volume": Act(_two_volumes, _letter, _is_lettered),
    "draw leaves": Act(case_with_a_claim, _draw, _is_drawn),
    "join a document": Act(_with_a_late_receipt, _join, _is_joined),
}

test_no_power_cut_loses_or_tears_what_was_told, test_every_fsync_is_needed = crash_tests(ACTS)
