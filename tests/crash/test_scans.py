"""Power cuts while a scan is split by its separators, some of its pages waiting for a person.

Every page ends in one document, or waits, and nothing is there twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from inventory import NewCase, open_case
from inventory.forms import Press
from inventory.queries import documents_of, get_case
from inventory.service.separators import NextDocument, print_separators
from inventory.volumes.papers import Letterhead
from tests.crash.powercut import Operation, QuickDisk, Setup, Verify, needless_syncs, sweep
from tests.crash.test_ingest import ALLOWED, a_court, intake, left, put, sound
from tests.ingest.court import CASE, PROJECTIONS
from tests.ingest.scanner import Pixels, printed, scan, written
from vault import Content, Vault, content_of, open_vault
from vault.airlock import Airlock, Limits
from vault.disk import Disk

OTHER, NAME = "757/77/25", "stos.pdf"
HEAD = Letterhead(court="Вигаданий суд")
SAMPLED = 16


@pytest.fixture(scope="module")
def airlock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Airlock]:
    with Airlock(workers=1, limits=Limits(), scratch=tmp_path_factory.mktemp("scratch")) as pool:
        yield pool


def a_pile(root: Path) -> None:
    """A scan in the inbox: a claim to this case file, and pages that belong to another."""
    with a_court(root) as vault:
        with vault.transaction("clerk") as tx:
            open_case(tx, NewCase(number=OTHER, kind="civil", own="b"))
            tx.commit()
        ours, theirs = _separator(vault, CASE, "claim"), _separator(vault, OTHER, "motion")
        put(vault, NAME, scan([ours, written("claim"), theirs, written("motion")]))


def _separator(vault: Vault, number: str, kind: str) -> Pixels:
    made, _ = print_separators(
        vault, Press(), HEAD, number, [NextDocument(kind=kind)], duplex=False, actor="clerk"
    )
    return printed(made.pdf)[0]


def waiting(vault: Vault) -> list[str]:
    """Arrivals that wait, each with its pages kept."""
    with vault.read() as connection:
        rows = connection.exec_driver_sql("SELECT id, content FROM arrival WHERE open = 1").all()
    for row in rows:
        kept = Content.from_json(json.loads(row.content))
        assert content_of(vault.locate(kept.sha512).read_bytes()) == kept
    return [str(row.id) for row in rows]


def filed(vault: Vault, number: str) -> list[bytes]:
    with vault.read() as connection:
        found = documents_of(connection, get_case(connection, number).key)
    return [vault.locate(str(one.original)).read_bytes() for one in found]


def split(airlock: Airlock) -> Operation:
    def operate(root: Path, disk: Disk, promise: Callable[[object], None]) -> None:
        with open_vault(root / "vault", PROJECTIONS, disk=disk) as vault:
            intake(vault, airlock, lambda outcome: promise(outcome.state)).take_inbox()

    return operate


def is_split(airlock: Airlock) -> Verify:
    def look(root: Path, promises: Sequence[object]) -> None:
        with open_vault(root / "vault", PROJECTIONS, disk=QuickDisk()) as vault:
            had = len(filed(vault, CASE)), len(waiting(vault))
            assert had in ((0, 0), (1, 1)), "all of the scan, or nothing"
            assert had == (1, 1) or not promises
            intake(vault, airlock, print).take_inbox()
            assert len(filed(vault, CASE)) == len(waiting(vault)) == 1
            assert filed(vault, OTHER) == []
            assert left(vault) == []
            sound(vault)

    return look


def pages_aside(root: Path) -> None:
    a_pile(root)
    with (
        open_vault(root / "vault", PROJECTIONS, disk=QuickDisk()) as vault,
        Airlock(workers=1, limits=Limits(), scratch=vault.layout.scratch) as pool,
    ):
        intake(vault, pool, print).take_inbox()
        assert len(waiting(vault)) == 1


def decide(airlock: Airlock) -> Operation:
    def operate(root: Path, disk: Disk, promise: Callable[[object], None]) -> None:
        with open_vault(root / "vault", PROJECTIONS, disk=disk) as vault:
            [arrival] = waiting(vault)
            intake(vault, airlock, lambda outcome: promise(outcome.state)).retry(arrival)

    return operate


def is_decided(airlock: Airlock) -> Verify:
    def look(root: Path, promises: Sequence[object]) -> None:
        with open_vault(root / "vault", PROJECTIONS, disk=QuickDisk()) as vault:
            open_still = waiting(vault)
            assert len(filed(vault, OTHER)) + len(open_still) == 1, "lost, or there twice"
            assert not (promises and open_still)
            for arrival in open_still:
                intake(vault, airlock, print).retry(arrival)
            assert waiting(vault) == []
            assert len(filed(vault, CASE)) == len(filed(vault, OTHER)) == 1
            sound(vault, allowed=ALLOWED | {"V024"})  # no change has come to finish the head

    return look


Case = tuple[Setup, Callable[[Airlock], Operation], Callable[[Airlock], Verify]]
CASES: dict[str, Case] = {
    "set pages aside": (a_pile, split, is_split),
    "file pages set aside": (pages_aside, decide, is_decided),
}


@pytest.mark.parametrize("name", CASES)
def test_no_power_cut_loses_or_doubles_a_page(name: str, airlock: Airlock) -> None:
    setup, operation, verify = CASES[name]

    assert sweep(setup, operation(airlock), verify(airlock), every=SAMPLED) > 2


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_no_power_cut_at_any_step_loses_or_doubles_a_page(name: str, airlock: Airlock) -> None:
    setup, operation, verify = CASES[name]

    assert sweep(setup, operation(airlock), verify(airlock)) > 4


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_no_sync_of_a_scan_is_needless(name: str, airlock: Airlock) -> None:
    setup, operation, verify = CASES[name]

    # Pages set aside lie on the shelf already when they are filed: storing them again adds nothing.
    again = ("vault/shelf/",) if name == "file pages set aside" else ()
    needless = needless_syncs(setup, operation(airlock), verify(airlock))
    assert [one for one in needless if not any(place in one for place in again)] == []
