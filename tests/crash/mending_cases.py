"""Torn tails and damaged heads put in order, as cases for `sweep` and `needless_syncs`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.crash.cases import (
    ALLOWED,
    ANSWER,
    DECEMBER,
    RULING,
    Case,
    a_vault,
    accession,
    assert_sound,
    held,
    is_recorded,
    opened,
    two_documents,
)
from tests.crash.powercut import Promise, Setup
from vault import Vault, events_of
from vault.acknowledging import acknowledge
from vault.disk import Disk
from vault.journal import MENDED
from vault.layout import Layout


def _torn(root: Path) -> None:
    a_vault(root)
    layout = Layout(root / "vault")
    with (layout.journal / "2026-11.jsonl").open("ab") as file:
        file.write(b'{"digest":"0123')
    (layout.journal / "2026-12.jsonl").write_bytes(b"\0" * 50)


def _settle(root: Path, disk: Disk, promise: Promise) -> None:
    with opened(root, disk, at=DECEMBER) as vault:
        promise("opened")
        accession(vault, "document:1", ANSWER)
        promise("document:1")


def _verify_settled(root: Path, promises: Sequence[object]) -> None:
    with opened(root, at=DECEMBER) as vault:
        assert_sound(vault)
        accession(vault, "document:2", RULING)
        aside = [p.read_bytes() for p in sorted(vault.layout.journal.glob("*.torn-*"))]
        assert b'{"digest":"0123' in aside, "unfinished bytes are kept, not thrown away"
        assert b"\0" * 50 in aside
        assert is_recorded(vault, "document:1") or "document:1" not in promises
        assert_sound(vault)


def _damaged(place: int) -> Setup:
    """A bit of the head is flipped: of the older slot or of the newer one."""

    def setup(root: Path) -> None:
        two_documents(root)
        head = Layout(root / "vault").head
        data = bytearray(head.read_bytes())
        data[place] ^= 4
        head.write_bytes(data)

    return setup


def _mend(root: Path, disk: Disk, promise: Promise) -> None:
    with opened(root, disk) as vault:
        with vault.transaction("clerk"):
            pass
        promise("mended")


def _verify_mended(root: Path, promises: Sequence[object]) -> None:
    """At no moment is the damage forgotten, and it is told once however often mending broke off."""
    with opened(root) as vault:
        found = {f.code for f in vault.check().findings if f.grave}
        assert found == {"V038"} if promises else found in ({"V024"}, {"V038"})
        assert vault.journal.recorded.read()[1] or not promises
        assert held(vault, "document:1") == [ANSWER]
        accession(vault, "document:2", RULING)
        findings = [f.code for f in vault.check().findings if f.code not in ALLOWED]
        assert findings == ["V038"]


def _mended(root: Path) -> None:
    _damaged(100)(root)
    with opened(root) as vault, vault.transaction("clerk"):
        pass


def _acknowledge(root: Path, disk: Disk, promise: Promise) -> None:
    with opened(root, disk) as vault:
        acknowledge(vault, _damage(vault), note="замінено диск", actor="clerk")
        promise("acknowledged")


def _damage(vault: Vault) -> int:
    """The number of the entry that tells of it."""
    with vault.read() as connection:
        return next(e.end.sequence for e in events_of(connection, "vault") if e.event == MENDED)


def _verify_acknowledged(root: Path, promises: Sequence[object]) -> None:
    with opened(root) as vault:
        told = {f.code for f in vault.check().findings if f.grave}
        assert told in ({"V038"}, set())
        assert not (told and promises)
        if told:
            acknowledge(vault, _damage(vault), note="замінено диск", actor="clerk")
        assert_sound(vault, allowed=ALLOWED | {"V038"})  # told of for ever, but no longer grave


MENDING_CASES: dict[str, Case] = {
    "settle a torn tail": Case(_torn, _settle, _verify_settled),
    "mend a slot of the head": Case(_damaged(100), _mend, _verify_mended),
    "mend the other slot": Case(_damaged(700), _mend, _verify_mended),
    "acknowledge damage": Case(_mended, _acknowledge, _verify_acknowledged),
}
