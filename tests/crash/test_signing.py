"""Power cuts while documents are signed and judged again, proofs extended and lists trusted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.crash.filing import before, case_with_a_claim
from tests.crash.powercut import needless_syncs, sweep
from tests.crash.signed import SignedFile, acts
from vault.airlock import Airlock, Limits

ACTS = (
    "sign a document",
    "extend a proof",
    "trust a list",
    "renew a list",
    "end trust",
    "judge again",
)


@pytest.fixture(scope="module")
def airlock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Airlock]:
    with Airlock(workers=1, limits=Limits(), scratch=tmp_path_factory.mktemp("scratch")) as pool:
        yield pool


@pytest.mark.parametrize("name", ACTS)
def test_no_power_cut_loses_or_tears_what_was_told(name: str, airlock: Airlock) -> None:
    act = acts(airlock)[name]

    assert sweep(act.setup, act.operation, act.verify) > 6


@pytest.mark.parametrize("name", ACTS)
def test_every_fsync_is_needed(name: str, airlock: Airlock) -> None:
    act = acts(airlock)[name]

    assert needless_syncs(act.setup, act.operation, act.verify) == []


FILES = {"sign a file": SignedFile(stored=False), "sign and hand out": SignedFile(stored=True)}


@pytest.mark.parametrize("name", FILES)
def test_a_signed_file_is_not_lost_between_journal_and_folder(name: str) -> None:
    case, setup = FILES[name], before(case_with_a_claim)

    assert sweep(setup, case.operation, case.verify) > 10
    assert needless_syncs(setup, case.operation, case.verify) == []
