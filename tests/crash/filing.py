"""A court's vault for power cuts: documents, volumes and acts, and forms that are set once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from ingest import IngestProjection
from inventory import (
    Accession,
    InventoryProjection,
    NewCase,
    OriginalForm,
    card_of,
    close_case,
    close_volume,
    open_case,
    record_reading_copy,
    register,
)
from inventory.access import AccessProjection
from inventory.forms import Form, Press, Printed, Signatory
from inventory.queries import documents_of, get_case, volume_facts
from inventory.service.certification import certify_volume
from inventory.service.deposit import deposit_volume
from inventory.volumes.papers import Letterhead
from retention import Approval, RetentionProjection, ScheduleItem, adopt_schedule, assign_item
from retention.model import BODIES
from retention.service.handover import hand_over
from retention.service.transfer import approve_transfer, prepare_transfer
from signing.projection import SigningProjection
from tests.crash.cases import assert_sound
from tests.crash.powercut import Operation, Promise, QuickDisk, Setup, Verify, needless_syncs, sweep
from vault import Vault, make_vault, open_vault
from vault.disk import Disk

NOW = dt.datetime(2026, 11, 21, 10, 0, tzinfo=dt.UTC)
NUMBER = "757/12345/25"
HEAD = Letterhead(court="Вигаданівський районний суд", fonds="Р-1", draft=False)
PROJECTIONS = (
    SigningProjection(),
    InventoryProjection(),
    AccessProjection(),
    IngestProjection(),
    RetentionProjection(),
)
CLAIM, MOTION = b"claim " * 30, b"motion " * 30
LETTER = "letter"
PERMANENT = ScheduleItem(
    item="9",
    title="Справи",
    term_years=None,
    mark="",
    start="closed",
    source="",
    verified=True,
    note="",
)


class SettledPress(Press):
    """Sets each form once: the sweeps ask for the same ones at every moment."""

    def __init__(self) -> None:
        super().__init__()
        self._set: dict[str, Printed] = {}

    def print(self, form: Form, *, at: dt.datetime, draft: bool) -> Printed:
        key = repr((form, at, draft))
        if key not in self._set:
            self._set[key] = super().print(form, at=at, draft=draft)
        return self._set[key]


PRESS = SettledPress()


def opened(root: Path, disk: Disk | None = None) -> Vault:
    disk = disk or QuickDisk()
    return open_vault(root / "vault", PROJECTIONS, disk=disk, clock=lambda: NOW)


def before(fill: Callable[[Vault], None]) -> Setup:
    """A court's vault, with what `fill` puts in."""

    def setup(root: Path) -> None:
        disk = QuickDisk()
        with make_vault(root / "vault", PROJECTIONS, disk=disk, clock=lambda: NOW) as vault:
            fill(vault)

    return setup


@dataclass(frozen=True)
class Act:
    """Something a person does, and how one sees that it was done.

    Attributes:
        acts: does it once, in a vault that lies in the folder given.
        is_done: also asserts that what was done is whole.
        delivers: file in that folder which is there once somebody was told.
    """

    before: Callable[[Vault], None]
    acts: Callable[[Vault, Path], object]
    is_done: Callable[[Vault, Path], bool]
    delivers: str = ""

    @property
    def setup(self) -> Setup:
        return before(self.before)

    @property
    def operation(self) -> Operation:
        def operation(root: Path, disk: Disk, promise: Promise) -> None:
            with opened(root, disk) as vault:
                self.acts(vault, root)
                promise("done")

        return operation

    @property
    def verify(self) -> Verify:
        """Promised means done; not done means it can be done now; the vault is sound throughout."""

        def verify(root: Path, promises: Sequence[object]) -> None:
            with opened(root) as vault:
                assert_sound(vault)
                assert (root / self.delivers).exists() or not promises
                if not self.is_done(vault, root):
                    assert not promises
                    self.acts(vault, root)
                    assert self.is_done(vault, root)
                assert_sound(vault)

        return verify


def add(
    vault: Vault, document: str, data: bytes, sheets: int | None = None, *, fmt: str = "fmt/95"
) -> None:
    content = vault.store(data)
    with vault.transaction("clerk") as tx:
        register(
            tx,
            Accession(
                id=document,
                case=get_case(tx.connection, NUMBER),
                card=card_of({"kind": "motion", "sheets": sheets, "date": "2025-03-01"}),
                arrived_at="2025-03-01T10:00:00",
                name=f"{document}.pdf",
                format=fmt,
                content=content,
                pages=1,
                form=OriginalForm.PAPER,
                print_duplex=False,
            ),
        )
        tx.commit()


def volume_state(vault: Vault) -> str:
    with vault.read() as connection:
        facts = volume_facts(connection, get_case(connection, NUMBER).key)
    return facts[1].state.value if 1 in facts else "open"


def case_state(vault: Vault) -> str:
    with vault.read() as connection:
        return get_case(connection, NUMBER).state.value


def originals(vault: Vault) -> dict[str, bytes]:
    with vault.read() as connection:
        found = documents_of(connection, get_case(connection, NUMBER).key)
    return {d.id: vault.locate(str(d.original)).read_bytes() for d in found}


# -- how far a case file has come ------------------------------------------------------------------


def case_with_a_claim(vault: Vault) -> None:
    with vault.transaction("clerk") as tx:
        open_case(tx, NewCase(number=NUMBER, kind="civil", own="aaaaaa"))
        adopt_schedule(tx, "Перелік", [PERMANENT])
        assign_item(tx, NUMBER, "9", started_on=None, basis="")
        tx.commit()
    add(vault, "claim", CLAIM, sheets=12)


def with_a_letter(vault: Vault) -> None:
    case_with_a_claim(vault)
    add(vault, LETTER, b"a letter " * 20, sheets=2)


def open_another(vault: Vault, number: str) -> None:
    with vault.transaction("clerk") as tx:
        open_case(tx, NewCase(number=number, kind="civil", own="bbbbbb"))
        tx.commit()


def volume_declared_full(vault: Vault) -> None:
    case_with_a_claim(vault)
    add(vault, "motion", MOTION, sheets=8)
    declare_full(vault)


def declare_full(vault: Vault) -> None:
    with vault.transaction("clerk") as tx:
        close_volume(tx, NUMBER, 1)
        tx.commit()


def case_finished(vault: Vault) -> None:
    volume_declared_full(vault)
    with vault.transaction("clerk") as tx:
        close_case(tx, NUMBER, NOW.date())
        for document in ("claim", "motion"):
            record_reading_copy(tx, document, None, "не потрібна", {})
        tx.commit()


def certify(vault: Vault) -> None:
    who = Signatory(name="О. Писар")
    certify_volume(vault, PRESS, HEAD, NUMBER, 1, actor="clerk", compiler=who)


def volume_certified(vault: Vault) -> None:
    case_finished(vault)
    certify(vault)


def give_to_archive(vault: Vault) -> None:
    hand_over(vault, PRESS, HEAD, [NUMBER], actor="clerk", basis="план")


def volume_in_the_archive(vault: Vault) -> None:
    volume_certified(vault)
    give_to_archive(vault)
    assert deposit_volume(vault, NUMBER, 1, actor="archivist")


def approval(body: str) -> Approval:
    return Approval(body=body, protocol="1", on="2026-11-21", by="")


def transfer_prepared(vault: Vault) -> None:
    volume_in_the_archive(vault)
    package = vault.layout.root.parent / "package"
    prepare_transfer(vault, PRESS, HEAD, [NUMBER], actor="archivist", package=package)
    for body in list(BODIES)[:-1]:
        approve_as(vault, body)


def approve_as(vault: Vault, body: str) -> None:
    approve_transfer(vault, PRESS, HEAD, "2026/П-1", approval(body), actor="archivist")


def crash_tests(acts: Mapping[str, Act]) -> tuple[Callable[[str], None], Callable[[str], None]]:
    """Of each act: no power cut loses or tears what was told; no fsync of it is needless."""

    @pytest.mark.parametrize("name", acts)
    def powercuts(name: str) -> None:
        act = acts[name]
        assert sweep(act.setup, act.operation, act.verify) > 3, name

    @pytest.mark.parametrize("name", acts)
    def syncs(name: str) -> None:
        act = acts[name]
        needless = needless_syncs(act.setup, act.operation, act.verify)
        assert needless == [], needless

    return powercuts, syncs
