"""The vault's own operations, as cases for `sweep` and `needless_syncs`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.crash.powercut import Operation, Promise, QuickDisk, Setup, Verify
from vault import DepositFile, Hold, Vault, content_of, holds_of, make_vault, open_vault
from vault.disk import Disk
from vault.errors import NoVault
from vault.head import HeadFile
from vault.history import events_of, recorded_version
from vault.layout import Layout
from vault.ocfl import object_root

NOVEMBER = dt.datetime(2026, 11, 30, 21, 59, tzinfo=dt.UTC)
DECEMBER = dt.datetime(2026, 12, 1, 8, 0, tzinfo=dt.UTC)
OBJECT = "757-12345-25/1"

CLAIM, ANSWER, RULING = b"claim " * 30, b"answer " * 30, b"ruling " * 30
ALLOWED = {"V023", "V030"}
"""What is no loss after a recovery: bytes set aside, content stored but never recorded."""


@dataclass(frozen=True)
class Case:
    """What a sweep needs, and the syncs that have a reason which no power cut shows."""

    setup: Setup
    operation: Operation
    verify: Verify
    every: int = 1
    spare: Sequence[str] = ()


def opened(root: Path, disk: Disk | None = None, *, at: dt.datetime = NOVEMBER) -> Vault:
    return open_vault(root / "vault", (), disk=disk or QuickDisk(), clock=lambda: at)


def accession(vault: Vault, name: str, data: bytes, **more: object) -> None:
    content = vault.store(data)
    with vault.transaction("clerk") as tx:
        tx.record("accession", subjects=[name], holds=[Hold(name, content)], payload=more)
        tx.commit()


def is_recorded(vault: Vault, name: str) -> bool:
    with vault.read() as connection:
        return any(events_of(connection, name))


def held(vault: Vault, name: str) -> list[bytes]:
    with vault.read() as connection:
        contents = list(holds_of(connection, name))
    found = [read(vault, content.sha512) for content in contents]
    assert [content_of(data) for data in found] == contents, "torn"
    return found


def read(vault: Vault, sha512: str) -> bytes:
    with vault.open(sha512) as file:
        return file.read()


def deposit(vault: Vault, files: dict[str, bytes], releases: Sequence[str] = ()) -> int:
    """Of contents that lie on the shelf or in the object."""
    contents = {path: content_of(data) for path, data in files.items()}
    with vault.read() as connection:
        ended = [(s, content.sha512) for s in releases for content in holds_of(connection, s)]
    return vault.deposit(
        OBJECT,
        [DepositFile(path, content) for path, content in contents.items()],
        actor="archivist",
        event="volume deposited",
        subjects=["volume:1"],
        payload={},
        releases=ended,
        message="a version",
    )


def deposited(vault: Vault) -> int:
    with vault.read() as connection:
        return recorded_version(connection, OBJECT)[0]


def assert_sound(vault: Vault, *, allowed: set[str] = ALLOWED) -> None:
    findings = vault.check().findings
    told = allowed | {"V024"}  # a slot of the head was torn: not grave, and whole with a change
    assert not [f for f in findings if f.grave or f.code not in told], findings
    assert not [n for n in vault.notices if n.grave or n.code in {"V026", "V027"}], vault.notices


def assert_head_reached(root: Path, promises: Sequence[object], *, before: int) -> None:
    """The head is at no moment behind a promise: so a tail cut later is noticed."""
    layout = Layout(root / "vault")
    head, whole = HeadFile(layout.head, QuickDisk()).read()
    assert head.sequence >= before + len(promises)
    assert whole or head.sequence == before + len(promises)


# -- set-ups -------------------------------------------------------------------------------------


def a_vault(root: Path) -> None:
    with make_vault(root / "vault", (), disk=QuickDisk(), clock=lambda: NOVEMBER) as vault:
        accession(vault, "document:0", CLAIM)


def two_documents(root: Path) -> None:
    a_vault(root)
    with opened(root) as vault:
        accession(vault, "document:1", ANSWER)
        accession(vault, "volume:1", RULING)


def a_deposited_volume(root: Path) -> None:
    two_documents(root)
    with opened(root) as vault:
        files = {"documents/001/original.pdf": CLAIM, "note.pdf": RULING}
        assert deposit(vault, files, ["document:0", "volume:1"]) == 1


# -- cases ---------------------------------------------------------------------------------------


def _make(root: Path, disk: Disk, promise: Promise) -> None:
    make_vault(root / "vault", (), disk=disk, clock=lambda: NOVEMBER).close()
    promise("made")


def _verify_made(root: Path, promises: Sequence[object]) -> None:
    try:
        vault = opened(root)
    except NoVault:
        assert not promises
        vault = make_vault(root / "vault", (), disk=QuickDisk(), clock=lambda: NOVEMBER)
    with vault:
        assert_sound(vault, allowed=set())
        assert all(folder.is_dir() for folder in vault.layout.folders)
        accession(vault, "document:0", CLAIM)
        assert_sound(vault)


def _accede(root: Path, disk: Disk, promise: Promise) -> None:
    with opened(root, disk) as vault:
        for name, data in (("document:1", ANSWER), ("document:2", RULING)):
            accession(vault, name, data)
            promise(name)


def _verify_acceded(root: Path, promises: Sequence[object]) -> None:
    assert_head_reached(root, promises, before=1)
    with opened(root) as vault:
        assert_sound(vault)
        assert held(vault, "document:0") == [CLAIM]
        for name, data in (("document:1", ANSWER), ("document:2", RULING)):
            if not is_recorded(vault, name):
                assert name not in promises
                accession(vault, name, data)
            assert held(vault, name) == [data]
        assert_sound(vault)


def _store_after_a_killed_maker(root: Path, disk: Disk, promise: Promise) -> None:
    """One process was killed between the rename and the fsync; another stores the same bytes."""
    with opened(root, disk) as vault:
        temp = vault.shelf.temp / vault.staging.new_name()
        disk.create(temp, [ANSWER])
        disk.rename(temp, vault.shelf.path(content_of(ANSWER).sha512))
        _accede(root, disk, promise)


def _commit_two_entries(root: Path, disk: Disk, promise: Promise) -> None:
    with opened(root, disk, at=DECEMBER) as vault, vault.transaction("clerk") as tx:
        tx.record("case opened", subjects=["case:1"])
        tx.record("inventory begun", subjects=["inventory:1"])
        tx.commit()
        promise("case:1")


def _verify_two_entries(root: Path, promises: Sequence[object]) -> None:
    with opened(root, at=DECEMBER) as vault:
        assert_sound(vault)
        assert is_recorded(vault, "case:1") == is_recorded(vault, "inventory:1")
        assert is_recorded(vault, "case:1") or not promises
        accession(vault, "document:9", RULING)
        assert_sound(vault)


def _deposit(root: Path, disk: Disk, promise: Promise) -> None:
    with opened(root, disk) as vault:
        files = {"documents/001/original.pdf": CLAIM, "note.pdf": RULING}
        promise(deposit(vault, files, ["document:0", "volume:1"]))


def _deposit_after_a_killed_depositor(root: Path, disk: Disk, promise: Promise) -> None:
    """Who made the folder of two characters was killed before it was synced."""
    disk.mkdir(Layout(root / "vault").stacks / object_root(OBJECT).partition("/")[0])
    _deposit(root, disk, promise)


def _verify_deposited(root: Path, promises: Sequence[object]) -> None:
    with opened(root) as vault:
        assert_sound(vault, allowed={"V023"})  # and nothing is left on the shelf
        assert held(vault, "document:1") == [ANSWER]
        version = deposited(vault)
        assert version == 1 if promises else version in {0, 1}
        assert read(vault, content_of(CLAIM).sha512) == CLAIM
        assert vault.stacks.path(OBJECT).exists() == bool(version)
        assert vault.shelf.has(content_of(CLAIM).sha512) == (version == 0)
        files = {"documents/001/original.pdf": CLAIM, "note.pdf": RULING, "more.pdf": ANSWER}
        assert deposit(vault, files, ["document:0", "volume:1"]) == version + 1
        assert_sound(vault)


def _deposit_again(root: Path, disk: Disk, promise: Promise) -> None:
    with opened(root, disk) as vault:
        files = {"documents/001/original.pdf": CLAIM, "documents/002/original.pdf": ANSWER}
        promise(deposit(vault, files, ["document:1"]))


def _verify_deposited_again(root: Path, promises: Sequence[object]) -> None:
    with opened(root) as vault:
        assert_sound(vault, allowed={"V023"})
        version = deposited(vault)
        assert version == 2 if promises else version in {1, 2}
        for data in (CLAIM, ANSWER, RULING):
            assert read(vault, content_of(data).sha512) == data
        assert vault.shelf.has(content_of(ANSWER).sha512) == (version == 1)
        assert (vault.stacks.path(OBJECT) / "v2").exists() == (version == 2)
        accession(vault, "volume:2", b"another")
        assert deposit(vault, {"note.pdf": b"another"}) == version + 1
        assert_sound(vault)


def _destroy(root: Path, disk: Disk, promise: Promise) -> None:
    with opened(root, disk) as vault:
        with vault.transaction("archivist") as tx:
            ended = [("document:1", content_of(ANSWER).sha512)]
            tx.record(
                "deletion", subjects=["case:1"], payload={"withdraw": [OBJECT]}, releases=ended
            )
            tx.commit()
        promise("destroyed")


def _verify_destroyed(root: Path, promises: Sequence[object]) -> None:
    with opened(root) as vault:
        assert_sound(vault, allowed={"V023"})  # nothing may be left over either
        destroyed = is_recorded(vault, "case:1")
        assert destroyed or not promises
        rooms = (vault.layout.shelf, vault.layout.stacks, vault.layout.staging)
        there = {p.read_bytes() for room in rooms for p in room.rglob("*") if p.is_file()}
        assert {CLAIM, ANSWER, RULING} & there == (set() if destroyed else {CLAIM, ANSWER, RULING})
        accession(vault, "document:1", ANSWER)
        assert deposit(vault, {"original.pdf": ANSWER}, ["document:1"]) == (1 if destroyed else 2)
        assert_sound(vault)


def _with_an_orphan(root: Path) -> None:
    a_vault(root)
    with opened(root) as vault:
        vault.store(ANSWER)


def _discard(root: Path, disk: Disk, promise: Promise) -> None:
    with opened(root, disk) as vault:
        vault.discard_unheld([content_of(ANSWER).sha512, content_of(CLAIM).sha512])
        promise("discarded")


def _verify_discarded(root: Path, promises: Sequence[object]) -> None:
    with opened(root) as vault:
        assert_sound(vault, allowed=set() if promises else {"V030"})
        assert held(vault, "document:0") == [CLAIM]
        accession(vault, "document:1", ANSWER)
        assert_sound(vault, allowed=set())


def _half_deposited(root: Path) -> None:
    """As a killed process leaves it: version 2 in its place, the journal without it."""
    a_deposited_volume(root)
    with opened(root) as vault:
        data = vault.store(b"later")
        staged = vault.stacks.stage(
            OBJECT,
            [DepositFile("later.pdf", data)],
            base=(vault.stacks.path(OBJECT) / "inventory.json").read_bytes(),
            locate=vault.locate,
            at=NOVEMBER,
            actor="archivist",
            message="never told",
        )
        vault.staging.note_loose_end([data.sha512], [OBJECT])
        vault.stacks.install(staged)


def _recover(root: Path, disk: Disk, promise: Promise) -> None:
    opened(root, disk).close()
    promise("recovered")


def _verify_recovered(root: Path, promises: Sequence[object]) -> None:
    with opened(root) as vault:
        assert_sound(vault, allowed=set())
        assert deposited(vault) == 1
        assert not (vault.stacks.path(OBJECT) / "v2").exists()
        accession(vault, "volume:2", b"later")
        assert deposit(vault, {"later.pdf": b"later"}) == 2
        assert_sound(vault)


def _nothing(root: Path) -> None:
    pass


CASES: dict[str, Case] = {
    "make": Case(_nothing, _make, _verify_made, every=12),
    "accession": Case(a_vault, _accede, _verify_acceded),
    "killed maker": Case(
        a_vault,
        _store_after_a_killed_maker,
        _verify_acceded,
        # That these bytes are there already turns out only after they were written.
        spare=["6: Synced(path='vault/shelf/tmp/2-1')"],
    ),
    "two entries, new month": Case(a_vault, _commit_two_entries, _verify_two_entries),
    "deposit": Case(two_documents, _deposit, _verify_deposited),
    "killed depositor": Case(two_documents, _deposit_after_a_killed_depositor, _verify_deposited),
    "deposit again": Case(a_deposited_volume, _deposit_again, _verify_deposited_again),
    "destroy": Case(a_deposited_volume, _destroy, _verify_destroyed),
    "discard": Case(_with_an_orphan, _discard, _verify_discarded),
    "take a half deposit back": Case(_half_deposited, _recover, _verify_recovered),
}
