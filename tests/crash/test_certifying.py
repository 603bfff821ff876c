"""Power cuts from the certification note to the package for a state archive.

Whatever moment the power goes: what was told is whole, what was not can be done again, and a folder
with a package's name is a complete package. In the suite some moments are tried, `make crash`
tries them all.
"""

from __future__ import annotations

from pathlib import Path

import bagit
import pytest
import sqlalchemy as sa

from inventory.forms import Signatory
from inventory.queries import get_case, volume_facts
from inventory.service.changes import enter_change
from inventory.service.deposit import deposit_volume
from retention import acts, get_act
from retention.model import BODIES
from retention.service.transfer import cancel_transfer, prepare_transfer
from tests.crash.filing import (
    CLAIM,
    HEAD,
    MOTION,
    NUMBER,
    PRESS,
    Act,
    approve_as,
    case_finished,
    case_state,
    certify,
    give_to_archive,
    originals,
    transfer_prepared,
    volume_certified,
    volume_in_the_archive,
    volume_state,
)
from tests.crash.powercut import needless_syncs, sweep
from vault import Vault, content_of
from vault.history import hold_table


def _is_certified(vault: Vault, _: Path) -> bool:
    with vault.read() as connection:
        facts = volume_facts(connection, get_case(connection, NUMBER).key)[1]
    for form in facts.forms.values():
        assert content_of(vault.locate(form.sha512).read_bytes()).sha512 == form.sha512
    assert (len(facts.forms) == 3) == (facts.state == "certified")
    return facts.state == "certified"


def _is_deposited(vault: Vault, _: Path) -> bool:
    assert originals(vault) == {"claim": CLAIM, "motion": MOTION}
    deposited = volume_state(vault) == "deposited"
    on_the_shelf = {path.name for path in vault.layout.shelf.rglob("*") if path.is_file()}
    documents = {content_of(data).sha512 for data in (CLAIM, MOTION)}
    assert not on_the_shelf if deposited else documents <= on_the_shelf
    return deposited


def _is_handed_over(vault: Vault, _: Path) -> bool:
    with vault.read() as connection:
        made = acts(connection)
    assert (case_state(vault) == "archived") == (len(made) == 1)
    for act in made:
        assert content_of(vault.locate(act.document).read_bytes()).sha512 == act.document
    return bool(made)


def _prepare(vault: Vault, root: Path) -> None:
    place = root / "package"
    if place.exists():  # complete, but nobody was told: it is not overwritten
        place = root / "package-again"
    prepare_transfer(vault, PRESS, HEAD, [NUMBER], actor="archivist", package=place)


def _is_prepared(vault: Vault, root: Path) -> bool:
    with vault.read() as connection:
        made = [act for act in acts(connection) if act.kind == "transfer"]
    packages = [place for place in (root / "package", root / "package-again") if place.exists()]
    assert len(packages) >= len(made) <= 1
    for package in packages:
        assert bagit.Bag(str(package)).validate()
        tags = (package / "tagmanifest-sha512.txt").read_text()
        for tag in ("bagit.txt", "bag-info.txt", "manifest-sha512.txt"):
            assert f"{content_of((package / tag).read_bytes()).sha512}  {tag}" in tags
    return bool(made)


def _approve(vault: Vault, _: Path) -> None:
    approve_as(vault, list(BODIES)[-1])


def _is_approved(vault: Vault, _: Path) -> bool:
    with vault.read() as connection:
        act = get_act(connection, "2026/П-1")
    assert content_of(vault.locate(act.document).read_bytes()).sha512 == act.document
    return len(act.approvals) == len(BODIES)


def _cancel(vault: Vault, _: Path) -> None:
    cancel_transfer(vault, PRESS, HEAD, "2026/П-1", "вигадана", actor="archivist")


def _is_cancelled(vault: Vault, _: Path) -> bool:
    with vault.read() as connection:
        act = get_act(connection, "2026/П-1")
    assert content_of(vault.locate(act.document).read_bytes()).sha512 == act.document
    return act.cancelled_on is not None


def _enter(vault: Vault, _: Path) -> None:
    who = Signatory(name="О. Писар")
    text, basis = "пошкоджено аркуш 3", "акт № 7"
    enter_change(
        vault, PRESS, HEAD, NUMBER, 1, text=text, basis=basis, on=None, by=who, actor="clerk"
    )


def _is_entered(vault: Vault, _: Path) -> bool:
    with vault.read() as connection:
        facts = volume_facts(connection, get_case(connection, NUMBER).key)[1]
    for form in facts.forms.values():
        assert content_of(vault.locate(form.sha512).read_bytes()).sha512 == form.sha512
    assert len(facts.forms) == 3 + len(facts.changes) <= 4
    return bool(facts.changes)


def _change_entered(vault: Vault) -> None:
    volume_in_the_archive(vault)
    _enter(vault, vault.layout.root)


def _is_deposited_again(vault: Vault, _: Path) -> bool:
    assert originals(vault) == {"claim": CLAIM, "motion": MOTION}
    with vault.read() as connection:
        facts = volume_facts(connection, get_case(connection, NUMBER).key)[1]
        held = set(connection.execute(sa.select(hold_table.c.sha512)).scalars())
    on_the_shelf = {path.name for path in vault.layout.shelf.rglob("*") if path.is_file()}
    deposited = facts.state == "deposited"
    assert on_the_shelf <= held or not deposited
    note = facts.forms["certification-note-1"].sha512
    assert (note in on_the_shelf) is not deposited
    assert content_of(vault.locate(note).read_bytes()).sha512 == note
    return deposited


ACTS = {
    "certify": Act(case_finished, lambda vault, _: certify(vault), _is_certified),
    "deposit": Act(
        volume_certified,
        lambda vault, _: deposit_volume(vault, NUMBER, 1, actor="archivist"),
        _is_deposited,
    ),
    "hand over": Act(volume_certified, lambda vault, _: give_to_archive(vault), _is_handed_over),
    "prepare a transfer": Act(volume_in_the_archive, _prepare, _is_prepared),
    "approve a transfer": Act(transfer_prepared, _approve, _is_approved),
    "cancel a transfer": Act(transfer_prepared, _cancel, _is_cancelled),
    "enter a change": Act(volume_in_the_archive, _enter, _is_entered),
    "deposit a change": Act(
        _change_entered,
        lambda vault, _: deposit_volume(vault, NUMBER, 1, actor="archivist"),
        _is_deposited_again,
    ),
}
SAMPLED = {
    "certify": 6,
    "deposit": 25,
    "hand over": 3,
    "prepare a transfer": 25,
    "approve a transfer": 3,
    "cancel a transfer": 3,
    "enter a change": 6,
    "deposit a change": 25,
}
SPARE = {"deposit": 2, "deposit a change": 2, "cancel a transfer": 2}
"""volume.json and premis.xml lie on the shelf, as safe as any content, before they are copied; the
act of a cancelled transfer is typeset as it was prepared, so its bytes lie there already."""


@pytest.mark.parametrize("name", ACTS)
def test_no_power_cut_loses_or_tears_what_was_told(name: str) -> None:
    act = ACTS[name]

    assert sweep(act.setup, act.operation, act.verify, every=SAMPLED[name]) > 3


@pytest.mark.slow
@pytest.mark.parametrize("name", ACTS)
def test_no_power_cut_at_any_moment_loses_or_tears_what_was_told(name: str) -> None:
    act = ACTS[name]

    assert sweep(act.setup, act.operation, act.verify) > 10


@pytest.mark.slow
@pytest.mark.parametrize("name", ACTS)
def test_every_fsync_is_needed(name: str) -> None:
    act = ACTS[name]

    needless = needless_syncs(act.setup, act.operation, act.verify)

    assert len(needless) == SPARE.get(name, 0), needless
