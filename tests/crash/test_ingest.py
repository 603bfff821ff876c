"""Power cuts while files are taken: nothing is lost, nothing is taken twice.

Whatever moment the power goes and whatever had not reached the platter: the next start finds each
file either registered (or in quarantine) or still to be taken, and takes it once.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from ingest import Intake, IntakeSettings, Outcome, State
from ingest.claims import Claims
from ingest.events import UPLOADED
from ingest.inbox import Inbox
from ingest.model import Sighting
from ingest.uploading import Uploaded, receive
from inventory import NewCase, open_case
from inventory.queries import documents_of, get_case
from tests.crash.powercut import Promise, QuickDisk, needless_syncs, sweep
from tests.ingest.court import CASE, FOLDER, PROJECTIONS
from tests.ingest.samples import detached_cms, pdf
from vault import Vault, events_of, make_vault, open_vault
from vault.airlock import Airlock, Limits
from vault.disk import Disk

DATA, SIGNATURE = pdf("Claim"), detached_cms(pdf("Claim"))
OTHER = pdf("Other")
REFUSED = b"MZ\x90 refused"
ALLOWED = {"V023", "V030"}
"""No loss: bytes of the journal set aside, content stored and never recorded."""


@pytest.fixture(scope="module")
def airlock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Airlock]:
    with Airlock(workers=1, limits=Limits(), scratch=tmp_path_factory.mktemp("scratch")) as pool:
        yield pool


def intake(vault: Vault, airlock: Airlock, told: Callable[[Outcome], None]) -> Intake:
    return Intake(
        vault,
        airlock,
        actor="clerk",
        settings=IntakeSettings(settle_s=0, workers=1),
        tell=told,
        stop=threading.Event(),
    )


def a_court(root: Path) -> Vault:
    vault = make_vault(root / "vault", PROJECTIONS, disk=QuickDisk())
    with vault.transaction("clerk") as tx:
        open_case(tx, NewCase(number=CASE, kind="civil", own="a"))
        tx.commit()
    (vault.layout.inbox / FOLDER).mkdir()
    return vault


def put(vault: Vault, name: str, data: bytes) -> None:
    (vault.layout.inbox / FOLDER / name).write_bytes(data)


@dataclass(frozen=True)
class Arriving:
    """What lies in the inbox, and how it must end.

    Attributes:
        registered: bytes of the documents, by name.
        quarantined: bytes of what is refused, by name.
        waiting: names of what stays in the inbox.
        claimed: names that a process had claimed before it was killed.
    """

    files: dict[str, bytes]
    registered: dict[str, bytes]
    quarantined: dict[str, bytes]
    waiting: tuple[str, ...] = ()
    claimed: tuple[str, ...] = ()

    def setup(self, root: Path) -> None:
        with a_court(root) as vault:
            for name, data in self.files.items():
                put(vault, name, data)
            claims = Claims(vault, Inbox(vault.layout.inbox))
            for sighting in list(Inbox(vault.layout.inbox).sightings(FOLDER)):
                assert isinstance(sighting, Sighting)
                if sighting.group.name in self.claimed:
                    assert claims.claim(sighting, "0123456789abcdef")
            claims.close()

    def operation(self, airlock: Airlock) -> Callable[[Path, Disk, Promise], None]:
        def operate(root: Path, disk: Disk, promise: Promise) -> None:
            def told(outcome: Outcome) -> None:
                if outcome.state is not State.UNASSIGNED:
                    promise(outcome.path.rpartition("/")[2])

            with open_vault(root / "vault", PROJECTIONS, disk=disk) as vault:
                intake(vault, airlock, told).take_inbox()

        return operate

    def verify(self, airlock: Airlock) -> Callable[[Path, Sequence[object]], None]:
        def look(root: Path, promises: Sequence[object]) -> None:
            with open_vault(root / "vault", PROJECTIONS, disk=QuickDisk()) as vault:
                had = {*documents(vault), *quarantine(vault)}
                assert had >= set(promises), "somebody was told of what is not there"
                again: list[Outcome] = []
                intake(vault, airlock, again.append).take_inbox()
                assert State.DUPLICATE not in {o.state for o in again}, "taken twice"
                assert documents(vault) == self.registered
                assert quarantine(vault) == self.quarantined
                assert left(vault) == sorted(self.waiting)
                sound(vault)

        return look


def documents(vault: Vault) -> dict[str, bytes]:
    with vault.read() as connection:
        found = documents_of(connection, get_case(connection, CASE).key)
    names = [d.name for d in found]
    assert len(set(names)) == len(names), "registered twice"
    return {d.name: vault.locate(str(d.original)).read_bytes() for d in found}


def quarantine(vault: Vault) -> dict[str, bytes]:
    """What the journal says is in quarantine, as it lies there."""
    found = {}
    with vault.read() as connection:
        for row in connection.exec_driver_sql("SELECT id, path FROM arrival WHERE open = 1"):
            folder = vault.layout.quarantine / str(row.id)
            assert json.loads((folder / "card.json").read_bytes())["arrival"] == row.id
            name = str(row.path).rpartition("/")[2]
            assert name not in found, "quarantined twice"
            found[name] = (folder / name).read_bytes()
    return found


def left(vault: Vault) -> list[str]:
    places = (vault.layout.inbox, vault.layout.claimed)
    return sorted(p.name for place in places for p in place.rglob("*") if p.is_file())


def sound(vault: Vault, *, allowed: set[str] = ALLOWED) -> None:
    findings = [f for f in vault.check().findings if f.grave or f.code not in allowed]
    assert findings == []


def in_quarantine(root: Path) -> None:
    """A document refused because a setting was too narrow."""
    with (
        a_court(root) as vault,
        Airlock(workers=1, limits=Limits(pages=1), scratch=vault.layout.scratch) as narrow,
    ):
        put(vault, "x.pdf", pdf("Claim", 2))
        intake(vault, narrow, lambda _outcome: None).take_inbox()


def only_arrival(vault: Vault) -> str:
    with vault.read() as connection:
        return str(connection.exec_driver_sql("SELECT id FROM arrival").scalar_one())


def admit(airlock: Airlock) -> Callable[[Path, Disk, Promise], None]:
    def operate(root: Path, disk: Disk, promise: Promise) -> None:
        with open_vault(root / "vault", PROJECTIONS, disk=disk) as vault:
            way_in = intake(vault, airlock, lambda outcome: promise(outcome.state))
            way_in.retry(only_arrival(vault))

    return operate


def admitted(airlock: Airlock) -> Callable[[Path, Sequence[object]], None]:
    def look(root: Path, promises: Sequence[object]) -> None:
        with open_vault(root / "vault", PROJECTIONS, disk=QuickDisk()) as vault:
            assert documents(vault) or not promises
            if not documents(vault):
                intake(vault, airlock, lambda _outcome: None).retry(only_arrival(vault))
            intake(vault, airlock, lambda _outcome: None).take_inbox()
            assert documents(vault) == {"x.pdf": pdf("Claim", 2)}
            assert quarantine(vault) == {}
            assert list(vault.layout.quarantine.iterdir()) == []
            sound(vault)

    return look


def reject(airlock: Airlock) -> Callable[[Path, Disk, Promise], None]:
    def operate(root: Path, disk: Disk, promise: Promise) -> None:
        with open_vault(root / "vault", PROJECTIONS, disk=disk) as vault:
            intake(vault, airlock, print).reject(only_arrival(vault), "не до цього суду")
            promise("rejected")

    return operate


def rejected(airlock: Airlock) -> Callable[[Path, Sequence[object]], None]:
    def look(root: Path, promises: Sequence[object]) -> None:
        with open_vault(root / "vault", PROJECTIONS, disk=QuickDisk()) as vault:
            still_open = quarantine(vault)
            assert still_open in ({}, {"x.pdf": pdf("Claim", 2)})
            assert not (still_open and promises)
            if still_open:
                intake(vault, airlock, print).reject(only_arrival(vault), "не до цього суду")
            [kept] = vault.layout.quarantine.rglob("x.pdf")
            assert kept.read_bytes() == pdf("Claim", 2)
            assert documents(vault) == {}
            sound(vault, allowed=ALLOWED | {"V024"})  # no change has come to finish the head

    return look


SECRET = b"%PDF-1.7 the secret words of this document"
OPEN_DATA = b'{"restricted": true, "title": "X", "date": "2025-03-01", "pages": 4}'


def restricted(root: Path) -> None:
    with a_court(root) as vault:
        put(vault, "x.pdf", SECRET)
        put(vault, "x.pdf.card.json", OPEN_DATA)
        with_times(vault)


def with_times(vault: Vault) -> None:
    """A power cut leaves files their times; laying a tree out anew does not."""
    for path in (vault.layout.inbox / FOLDER).iterdir():
        os.utime(path, ns=(1, 2_000_000_000))


def registered(airlock: Airlock) -> Callable[[Path, Sequence[object]], None]:
    def look(root: Path, promises: Sequence[object]) -> None:
        with open_vault(root / "vault", PROJECTIONS, disk=QuickDisk()) as vault:
            with_times(vault)
            assert len(by_open_data(vault)) == 1 or not promises
            intake(vault, airlock, print).take_inbox()
            assert by_open_data(vault) == ["X"], "registered twice, or not"
            assert (vault.layout.inbox / FOLDER / "x.pdf").read_bytes() == SECRET
            sound(vault)

    return look


def by_open_data(vault: Vault) -> list[str]:
    with vault.read() as connection:
        found = documents_of(connection, get_case(connection, CASE).key)
    assert all(one.restricted and one.original is None for one in found)
    return [one.title for one in found]


GROUP = {"x.pdf": DATA, "x.pdf.p7s": SIGNATURE, "x.pdf.card.json": b'{"title": "X"}'}
LONG = "x" * 245 + ".pdf"
CASES = {
    "one document": Arriving({"x.pdf": DATA}, {"x.pdf": DATA}, {}),
    "a group": Arriving(GROUP, {"x.pdf": DATA}, {}),
    "a long name": Arriving({LONG: DATA}, {LONG: DATA}, {}),
    "good and bad": Arriving(
        {"x.pdf": DATA, "bad.exe": REFUSED}, {"x.pdf": DATA}, {"bad.exe": REFUSED}
    ),
    "a signature alone": Arriving({"x.p7s": SIGNATURE}, {}, {}, waiting=("x.p7s",)),
    "what a kill left": Arriving(
        {"x.pdf": DATA, "y.pdf": OTHER}, {"x.pdf": DATA, "y.pdf": OTHER}, {}, claimed=("x.pdf",)
    ),
    "a long name a kill left": Arriving({LONG: DATA}, {LONG: DATA}, {}, claimed=(LONG,)),
}
SAMPLED = 5


@pytest.mark.parametrize("name", CASES)
def test_no_power_cut_loses_or_doubles_a_file(name: str, airlock: Airlock) -> None:
    case = CASES[name]

    states = sweep(case.setup, case.operation(airlock), case.verify(airlock), every=SAMPLED)

    assert states > 3


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_no_power_cut_at_any_step_loses_or_doubles_a_file(name: str, airlock: Airlock) -> None:
    case = CASES[name]

    assert sweep(case.setup, case.operation(airlock), case.verify(airlock)) > 4


@pytest.mark.slow
@pytest.mark.parametrize("name", ["a group", "a long name", "good and bad", "what a kill left"])
def test_no_sync_is_needless(name: str, airlock: Airlock) -> None:
    case = CASES[name]

    assert needless_syncs(case.setup, case.operation(airlock), case.verify(airlock)) == []


def a_sent_file(root: Path) -> None:
    a_court(root).close()


def send(vault: Vault) -> Uploaded:
    with vault.read() as connection:
        case = get_case(connection, CASE)
    return receive(
        vault, [DATA], name="x.pdf", case=case, actor="server as kants", max_bytes=1_000_000
    )


def upload(_: Airlock) -> Callable[[Path, Disk, Promise], None]:
    def operate(root: Path, disk: Disk, promise: Promise) -> None:
        with open_vault(root / "vault", PROJECTIONS, disk=disk) as vault:
            promise(send(vault).path)

    return operate


def uploaded(airlock: Airlock) -> Callable[[Path, Sequence[object]], None]:
    """Told means it lies there whole; whatever lies there, the journal says who brought it."""

    def look(root: Path, promises: Sequence[object]) -> None:
        with open_vault(root / "vault", PROJECTIONS, disk=QuickDisk()) as vault:
            there = [path.name for path in (vault.layout.inbox / FOLDER).glob("*.pdf")]
            assert there == ["x.pdf"] or not (there or promises)
            assert not there or brought(vault)
            if not there:
                assert send(vault).path == f"{FOLDER}/x.pdf"
            intake(vault, airlock, print).take_inbox()
            assert documents(vault) == {"x.pdf": DATA}
            assert quarantine(vault) == {}
            sound(vault)

    return look


def brought(vault: Vault) -> list[str]:
    """What the journal says came from browsers."""
    with vault.read() as connection:
        told = list(events_of(connection, f"case:{get_case(connection, CASE).key}"))
    return [one.event for one in told if one.event == UPLOADED]


def restricted_operation(airlock: Airlock) -> Callable[[Path, Disk, Promise], None]:
    return Arriving({}, {}, {}).operation(airlock)


OTHERS = {
    "admit from quarantine": (in_quarantine, admit, admitted),
    "reject an arrival": (in_quarantine, reject, rejected),
    "a restricted document": (restricted, restricted_operation, registered),
    "a file from a browser": (a_sent_file, upload, uploaded),
}


@pytest.mark.parametrize("name", OTHERS)
def test_no_power_cut_loses_or_doubles_what_was_decided(name: str, airlock: Airlock) -> None:
    setup, operation, verify = OTHERS[name]

    assert sweep(setup, operation(airlock), verify(airlock)) > 3


@pytest.mark.parametrize(
    "name", ["reject an arrival", "a restricted document", "a file from a browser"]
)
def test_no_sync_of_a_decision_is_needless(name: str, airlock: Airlock) -> None:
    setup, operation, verify = OTHERS[name]

    assert needless_syncs(setup, operation(airlock), verify(airlock)) == []
