"""Two processes on one case file: no 251st sheet, no number twice, one of two closings."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from pathlib import Path

from inventory.queries import frozen_volumes
from inventory.volumes.sheets import VOLUME_LIMIT
from tests.clauses import proves
from tests.inventory import clerks
from tests.inventory.office import Office

SPAWN = multiprocessing.get_context("spawn")


def at_once(work: Callable[..., None], *each: Sequence[object]) -> None:
    """Run `work` in a process of its own for each list of arguments, all starting together."""
    workers = [SPAWN.Process(target=work, args=tuple(arguments)) for arguments in each]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0] * len(workers)


@proves("814:VII.10")
def test_814_vii_10__two_clerks_filling_a_file_reach_no_251st_sheet(tmp_path: Path) -> None:
    office = Office(tmp_path)
    root, start = office.vault.layout.root, SPAWN.Barrier(2)
    first, second = [7, 31, 12, 18, 40] * 5, [9, 22, 3, 28, 50] * 5

    at_once(
        clerks.fill,
        (root, office.number, "a", first, start),
        (root, office.number, "b", second, start),
    )

    volumes = office.plan()
    assert len([v for v in volumes if v.frozen]) >= 3
    assert sum(v.sheets for v in volumes) == sum(first) + sum(second)
    for volume in volumes:
        assert [str(e) for e in volume.labels] == [str(n + 1) for n in range(volume.sheets)]
        assert volume.sheets <= VOLUME_LIMIT
    with office.vault.read() as connection:
        held = [p.document for v in frozen_volumes(connection, office.case.key) for p in v.pieces]
    assert len(held) == len(set(held)), "a document that fits a volume stands in one"
    assert office.vault.check().findings == []


@proves("814:VII.10")
def test_814_vii_10__of_two_who_declare_a_volume_full_one_is_refused(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.add("motion", 20)
    office.add("motion", 240)
    root, start = office.vault.layout.root, SPAWN.Barrier(2)
    told = [tmp_path / "first", tmp_path / "second"]

    at_once(clerks.close, *((root, office.number, 1, start, place) for place in told))

    assert sorted(place.read_text() for place in told) == ["814:VII.13-зміни", "closed"]
    assert [v.frozen for v in office.plan()] == [True, False]
