"""Hostile files go in like all others: each ends registered or in quarantine with its reason."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

import pytest

from ingest import Outcome, State
from tests.ingest.court import Court
from tests.vault.airlock.good import GOOD
from tests.vault.airlock.hostile import HOSTILE
from tests.vault.airlock.test_hostile import mutated
from vault.errors import ArchiveError

CORPUS = Path(__file__).parents[3] / "shared/corpora/hostile"


def taken(court: Court, files: Mapping[str, bytes]) -> dict[str, Outcome]:
    """What became of the files, by name; every byte is accounted for, and nothing lies outside."""
    outside = set(court.vault.layout.root.parent.iterdir())
    for name, data in files.items():
        court.put(name, data)

    outcomes = {o.path.rpartition("/")[2]: o for o in court.take()}

    assert set(outcomes) == set(files)
    for name, outcome in outcomes.items():
        if outcome.state is State.REGISTERED:
            assert court.bytes_of(court.document(outcome)) == files[name]
        elif outcome.state is State.QUARANTINED:
            assert outcome.reason
            assert outcome.reason.code.startswith("I"), outcome
            kept = court.vault.layout.quarantine / str(outcome.id) / name
            assert kept.read_bytes() == files[name]
        else:
            assert outcome.state in {State.DUPLICATE, State.UNASSIGNED}, outcome
    assert set(court.vault.layout.root.parent.iterdir()) == outside
    assert list(court.vault.layout.claimed.iterdir()) == []
    return outcomes


def test_a_file_of_every_hostile_class(court: Court) -> None:
    files = {f"{n:03}-{trap.name}": trap.make() for n, trap in enumerate(HOSTILE.values())}

    outcomes = taken(court, files)

    for outcome, trap in zip(map(outcomes.get, files), HOSTILE.values(), strict=True):
        assert outcome
        if trap.refused and not outcome.refused:
            assert outcome.state is State.QUARANTINED, outcome
            assert outcome.reason
            assert any(outcome.reason.code in codes(refusal) for refusal in trap.refused), outcome


def codes(refusal: type[ArchiveError]) -> set[str]:
    """The code of an error and of all errors that are of its kind."""
    own = {refusal.code}
    return own.union(*(codes(kind) for kind in refusal.__subclasses__()))


def test_the_hostile_files_of_others(court: Court) -> None:
    if not CORPUS.is_dir():
        pytest.skip("no corpora beside this checkout")
    paths = [p for p in sorted(CORPUS.rglob("*")) if p.is_file() and p.suffix != ".tsv"]

    outcomes = taken(court, {p.name: p.read_bytes() for p in paths})

    assert len(outcomes) == len(paths) > 40


def test_damaged_good_files(court: Court) -> None:
    chance = random.Random(7)
    files = {}
    for name, make in GOOD.items():
        data = make()
        for number in range(4):
            files[f"{number}-{name}"] = mutated(data, chance) or b"\0"

    assert len(taken(court, files)) == 4 * len(GOOD)


@pytest.mark.slow
def test_many_damaged_good_files(court: Court) -> None:
    chance = random.Random(11)
    files = {}
    for name, make in GOOD.items():
        data = make()
        for number in range(60):
            files[f"{number:03}-{name}"] = mutated(data, chance) or b"\0"

    assert len(taken(court, files)) == 60 * len(GOOD)
