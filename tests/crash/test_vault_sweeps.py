"""Power cuts at every step of everything the vault does; and no fsync too many.

In the suite large cases are tried at some of their moments; `make crash` tries them all.
"""

from __future__ import annotations

import pytest

from tests.crash.cases import CASES as VAULT_CASES
from tests.crash.copy_cases import COPY_CASES
from tests.crash.mending_cases import MENDING_CASES
from tests.crash.powercut import needless_syncs, sweep

CASES = VAULT_CASES | MENDING_CASES | COPY_CASES
SAMPLED = {
    "make": 130,
    "deposit": 10,
    "killed depositor": 25,
    "deposit again": 10,
    "destroy": 15,
    "take a half deposit back": 12,
    "first backup": 60,
    "next backup": 60,
    "restore": 60,
}
DEPOSITS = {"deposit", "killed depositor", "deposit again"}
SMALL = sorted(CASES.keys() - SAMPLED)


@pytest.mark.parametrize("name", CASES)
def test_a_power_cut_loses_and_tears_nothing_that_was_acknowledged(name: str) -> None:
    case = CASES[name]
    assert sweep(case.setup, case.operation, case.verify, every=SAMPLED.get(name, 1)) > 1


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(SAMPLED))
def test_a_power_cut_at_every_moment(name: str) -> None:
    case = CASES[name]
    assert sweep(case.setup, case.operation, case.verify, every=case.every) > 50


@pytest.mark.parametrize("name", [*SMALL, *sorted(DEPOSITS)])
def test_every_fsync_is_needed(name: str) -> None:
    case = CASES[name]
    assert needless_syncs(case.setup, case.operation, case.verify) == list(case.spare)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(SAMPLED.keys() - DEPOSITS))
def test_every_fsync_of_large_operations_is_needed(name: str) -> None:
    case = CASES[name]
    assert needless_syncs(case.setup, case.operation, case.verify) == list(case.spare)
