"""Power cuts while verbs record an entry or two: what was told is there, whole, and once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from inventory import NewCase, close_case, note_numbering, open_case
from inventory.errors import NoSuchCase
from inventory.queries import get_case, volume_facts
from inventory.service.cases import correct_closing
from retention import adopt_schedule, assign_item, get_act, schedule_in_force
from retention.model import BODIES
from retention.queries import keeping_of
from retention.service.transfer import finish_transfer
from tests.crash.filing import (
    NOW,
    NUMBER,
    PERMANENT,
    Act,
    approve_as,
    case_finished,
    case_state,
    case_with_a_claim,
    crash_tests,
    transfer_prepared,
)
from vault import Vault

OTHERS = ("757/2/25", "757/3/25")
EARLIER = dt.date(2026, 11, 20)
ACT = "2026/П-1"


def _import(vault: Vault, _: Path) -> None:
    with vault.transaction("clerk") as tx:
        for number in OTHERS:
            open_case(tx, NewCase(number=number, kind="civil", own="bbbbbb"))
        tx.commit()


def _are_open(vault: Vault, _: Path) -> bool:
    with vault.read() as connection:
        found = []
        for number in OTHERS:
            try:
                found.append(get_case(connection, number).number)
            except NoSuchCase:
                continue
    assert found in ([], list(OTHERS)), "all or none"
    return bool(found)


def _close(vault: Vault, _: Path) -> None:
    with vault.transaction("clerk") as tx:
        close_case(tx, NUMBER, NOW.date())
        tx.commit()


def _is_closed(vault: Vault, _: Path) -> bool:
    return case_state(vault) == "closed"


def _correct(vault: Vault, _: Path) -> None:
    with vault.transaction("clerk") as tx:
        correct_closing(tx, NUMBER, EARLIER, "описка")
        tx.commit()


def _is_corrected(vault: Vault, _: Path) -> bool:
    with vault.read() as connection:
        closed_on = get_case(connection, NUMBER).closed_on
    assert closed_on in {NOW.date().isoformat(), EARLIER.isoformat()}
    return closed_on == EARLIER.isoformat()


def _adopt(vault: Vault, _: Path) -> None:
    with vault.transaction("clerk") as tx:
        adopt_schedule(tx, "Новий перелік", [PERMANENT])
        tx.commit()


def _is_adopted(vault: Vault, _: Path) -> bool:
    with vault.read() as connection:
        name, items = schedule_in_force(connection)
    assert set(items) == {"9"}
    return name == "Новий перелік"


def _with_another_case(vault: Vault) -> None:
    case_with_a_claim(vault)
    _import(vault, vault.layout.root)


def _assign(vault: Vault, _: Path) -> None:
    with vault.transaction("clerk") as tx:
        assign_item(tx, OTHERS[0], "9", started_on=None, basis="")
        tx.commit()


def _is_assigned(vault: Vault, _: Path) -> bool:
    with vault.read() as connection:
        return keeping_of(connection, get_case(connection, OTHERS[0])).item is not None


def _number(vault: Vault, _: Path) -> None:
    with vault.transaction("clerk") as tx:
        note_numbering(tx, NUMBER, 1, ["3а"], [7])
        tx.commit()


def _is_numbered(vault: Vault, _: Path) -> bool:
    with vault.read() as connection:
        facts = volume_facts(connection, get_case(connection, NUMBER).key)
    return 1 in facts and facts[1].numbering.missing == (7,)


def _transfer_approved(vault: Vault) -> None:
    transfer_prepared(vault)
    approve_as(vault, list(BODIES)[-1])


def _finish(vault: Vault, _: Path) -> None:
    with vault.transaction("archivist") as tx:
        finish_transfer(tx, ACT, NOW.date())
        tx.commit()


def _is_finished(vault: Vault, _: Path) -> bool:
    with vault.read() as connection:
        done = get_act(connection, ACT).done_on is not None
    assert (case_state(vault) == "transferred") == done
    return done


ACTS = {
    "open case files from a list": Act(case_with_a_claim, _import, _are_open),
    "close a case file": Act(case_with_a_claim, _close, _is_closed),
    "correct its closing": Act(case_finished, _correct, _is_corrected),
    "adopt a schedule": Act(case_with_a_claim, _adopt, _is_adopted),
    "assign an item": Act(_with_another_case, _assign, _is_assigned),
    "note numbering": Act(case_with_a_claim, _number, _is_numbered),
    "finish a transfer": Act(_transfer_approved, _finish, _is_finished),
}

test_no_power_cut_loses_or_tears_what_was_told, test_every_fsync_is_needed = crash_tests(ACTS)
