"""Power cuts while documents are filed and volumes declared full: nothing told is lost or torn.

In the suite every moment of these short operations is tried, and no fsync is needless.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from inventory import confirm_sheets
from inventory.queries import get_case, get_document, plan_of
from tests.crash.filing import (
    CLAIM,
    MOTION,
    NUMBER,
    Act,
    add,
    case_with_a_claim,
    declare_full,
    originals,
    volume_declared_full,
    volume_state,
)
from tests.crash.powercut import needless_syncs, sweep
from vault import Vault


def _is_filed(vault: Vault, _: Path) -> bool:
    found = originals(vault)
    assert found in ({"claim": CLAIM}, {"claim": CLAIM, "motion": MOTION}), "torn"
    return "motion" in found


def _confirm(vault: Vault, _: Path) -> None:
    with vault.transaction("clerk") as tx:
        confirm_sheets(tx, "claim", 14)
        tx.commit()


def _is_confirmed(vault: Vault, _: Path) -> bool:
    with vault.read() as connection:
        count = get_document(connection, "claim").count.sheets
        labels = [
            str(e) for v in plan_of(connection, get_case(connection, NUMBER)) for e in v.labels
        ]
    assert count in {12, 14}
    if volume_state(vault) == "full":  # what stood under a number still does
        assert labels[12:-8] == ([] if count == 12 else ["12а", "12б"])
        assert labels[-8:] == [str(number) for number in range(13, 21)]
    return count == 14


def _is_full(vault: Vault, _: Path) -> bool:
    return volume_state(vault) == "full"


ACTS = {
    "file a document": Act(
        case_with_a_claim, lambda vault, _: add(vault, "motion", MOTION, sheets=8), _is_filed
    ),
    "confirm sheets": Act(case_with_a_claim, _confirm, _is_confirmed),
    "confirm sheets of a full volume": Act(volume_declared_full, _confirm, _is_confirmed),
    "declare a volume full": Act(case_with_a_claim, lambda vault, _: declare_full(vault), _is_full),
}


@pytest.mark.parametrize("name", ACTS)
def test_no_power_cut_loses_or_tears_what_was_filed(name: str) -> None:
    act = ACTS[name]

    assert sweep(act.setup, act.operation, act.verify) > 5


@pytest.mark.parametrize("name", ACTS)
def test_every_fsync_of_filing_is_needed(name: str) -> None:
    act = ACTS[name]

    assert needless_syncs(act.setup, act.operation, act.verify) == []
