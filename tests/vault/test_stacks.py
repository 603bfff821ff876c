"""Depositing, adding a version, withdrawing."""

from __future__ import annotations

import json

import pytest
from ocfl import StorageRoot
from ocfl.validator import Validator

from tests.crash.powercut import QuickDisk
from tests.vault.conftest import text
from tests.vault.sample import PROJECTIONS, accede, alter, deposit, withdraw
from vault import Hold, Transaction, Vault, content_of, holds_of, open_vault
from vault.errors import Conflict, FixityError, MissingContent
from vault.history import recorded_version

OBJECT = "757/12345/25/1"


def assert_valid_ocfl(vault: Vault) -> None:
    root = StorageRoot(root=str(vault.layout.stacks))
    assert root.validate(log_warnings=True), root.log
    for path in vault.layout.stacks.glob("[0-9a-f][0-9a-f]/*"):
        validator = Validator(log_warnings=True)
        assert validator.validate_object(str(path)), str(validator.log)


def test_a_deposit_moves_contents_from_the_shelf_into_an_object(vault: Vault) -> None:
    for number in range(3):
        accede(vault, f"document:{number}", text(number))
    names = {f"documents/{n:03} Позовна заява/original.pdf": text(n) for n in range(3)}
    releases = ["document:0", "document:1"]

    assert deposit(vault, OBJECT, names, releases=releases) == 1

    root = vault.stacks.path(OBJECT)
    for name, data in names.items():
        assert (root / "v1/content" / name).read_bytes() == data
        assert (root / "v1/content" / name).stat().st_mode & 0o777 == 0o440
    assert not vault.shelf.has(content_of(text(0)).sha512)
    assert vault.shelf.has(content_of(text(2)).sha512), "document:2 still needs it"
    with vault.open(content_of(text(0)).sha512) as file:
        assert file.read() == text(0)
    with vault.read() as connection:
        assert not list(holds_of(connection, "document:0"))
        assert recorded_version(connection, OBJECT)[0] == 1
    inventory = json.loads((root / "inventory.json").read_bytes())
    assert inventory["fixity"]["sha256"][content_of(text(0)).sha256]
    assert inventory["versions"]["v1"]["user"]["name"] == "archivist"
    assert_valid_ocfl(vault)


def test_a_second_deposit_copies_only_what_is_new(vault: Vault) -> None:
    accede(vault, "document:0", text(0))
    accede(vault, "document:1", text(1))
    deposit(vault, OBJECT, {"a.pdf": text(0), "same.pdf": text(0)}, releases=["document:0"])
    assert deposit(vault, OBJECT, {"b.pdf": text(0), "new.pdf": text(1)}) == 2

    root = vault.stacks.path(OBJECT)
    content = [p.relative_to(root).as_posix() for p in root.rglob("*.pdf")]
    assert sorted(content) == ["v1/content/a.pdf", "v2/content/new.pdf"]
    state = json.loads((root / "inventory.json").read_bytes())["versions"]["v2"]["state"]
    assert sorted(state.values()) == [["b.pdf"], ["new.pdf"]]
    assert deposit(vault, OBJECT, {"b.pdf": text(0)}) == 3
    assert not (root / "v3/content").exists()
    assert_valid_ocfl(vault)


def test_what_the_journal_says_of_a_deposit(vault: Vault) -> None:
    """The payload of format 1; this test must never be changed to fit the code."""
    accede(vault, "document:0", text(0))
    deposit(vault, OBJECT, {"a.pdf": text(0)})
    deposit(vault, OBJECT, {"b.pdf": text(0)})
    (entry,) = (e for _, e in vault.journal.read() if e.sequence == 3)
    inventory = content_of(vault.stacks.inventory(OBJECT, 2))
    file = {**content_of(text(0)).as_json(), "logical": "b.pdf", "path": "v1/content/a.pdf"}
    assert entry.payload == {
        "case": "757/12345/25",
        "deposit": {
            "object": OBJECT,
            "version": 2,
            "inventory": inventory.as_json(),
            "files": [file],
        },
    }


def test_an_object_has_its_own_copy_of_what_another_has_too(vault: Vault) -> None:
    accede(vault, "document:0", text(0))
    deposit(vault, "one/1", {"a.pdf": text(0)}, releases=["document:0"])
    deposit(vault, "two/1", {"a.pdf": text(0)})
    withdraw(vault, "one/1")
    assert not vault.stacks.path("one/1").exists()
    with vault.open(content_of(text(0)).sha512) as file:
        assert file.read() == text(0)
    withdraw(vault, "two/1")
    with pytest.raises(MissingContent):
        vault.open(content_of(text(0)).sha512)
    assert_valid_ocfl(vault)
    accede(vault, "document:0", text(0))
    assert deposit(vault, "one/1", {"a.pdf": text(0)}) == 1, "it may come again"


def test_a_content_that_lies_only_in_the_stacks_cannot_be_held(vault: Vault) -> None:
    """That object may be destroyed before the subject: its page must not go with it."""
    content = accede(vault, "document:0", text(0))
    deposit(vault, OBJECT, {"a.pdf": text(0)}, releases=["document:0"])
    with pytest.raises(Conflict), vault.transaction("clerk") as tx:
        tx.record("accession", subjects=["d"], holds=[Hold("d", content)])
    vault.store(text(0))
    with vault.transaction("clerk") as tx:
        tx.record("accession", subjects=["d"], holds=[Hold("d", content)], payload={"title": ""})
        tx.commit()
    withdraw(vault, OBJECT)
    with vault.open(content.sha512) as file:
        assert file.read() == text(0)


def test_a_damaged_source_is_never_deposited(vault: Vault) -> None:
    content = accede(vault, "document:0", text(0))
    path = vault.locate(content.sha512)
    alter(path, lambda data: data.replace(b"0", b"1"))
    with pytest.raises(FixityError):
        deposit(vault, OBJECT, {"a.pdf": text(0)}, releases=["document:0"])
    assert not vault.stacks.path(OBJECT).exists()
    assert [p.name for p in vault.layout.staging.iterdir()] == ["1.seat"]
    alter(path, lambda _: text(0))


def test_a_tampered_inventory_is_not_built_upon(vault: Vault) -> None:
    accede(vault, "document:0", text(0))
    deposit(vault, OBJECT, {"a.pdf": text(0)})
    path = vault.stacks.inventory(OBJECT, 1)
    before = path.read_bytes()
    alter(path, lambda data: data.replace(b"a.pdf", b"b.pdf"))
    with pytest.raises(FixityError):
        deposit(vault, OBJECT, {"a.pdf": text(0)})
    alter(path, lambda _: before)


def test_a_rule_is_judged_again_under_the_lock_and_a_refusal_changes_nothing(vault: Vault) -> None:
    accede(vault, "document:0", text(0))

    def refuse(tx: Transaction) -> None:
        assert list(holds_of(tx.connection, "document:0"))
        raise Conflict(reason="том змінено")

    entries = vault.check().journal_entries
    with pytest.raises(Conflict):
        vault.deposit(
            OBJECT,
            [],
            actor="a",
            event="volume deposited",
            subjects=[],
            payload={},
            message="",
            demand=refuse,
        )
    assert vault.check() == vault.check(quick=True)
    assert vault.check().journal_entries == entries
    assert [p.name for p in vault.layout.staging.iterdir()] == ["1.seat"]


def test_of_two_deposits_built_at_once_one_is_told_of_the_other(vault: Vault) -> None:
    accede(vault, "document:0", text(0))
    accede(vault, "document:1", text(1))
    with open_vault(vault.layout.root, PROJECTIONS, disk=QuickDisk()) as other:
        staged = vault.stacks.stage(
            OBJECT,
            [],
            base=None,
            locate=vault.locate,
            at=vault.clock(),
            actor="a",
            message="first",
        )
        deposit(other, OBJECT, {"a.pdf": text(0)})
        with pytest.raises(Conflict), vault.transaction("a") as tx:
            tx.install(staged)
        vault.disk.remove_tree(staged.folder)
        withdraw(other, OBJECT)
        deposit(other, OBJECT, {"b.pdf": text(1)})
    assert (vault.stacks.path(OBJECT) / "v1/content/b.pdf").exists()


def test_a_volume_leaves_no_empty_folder_behind(vault: Vault) -> None:
    accede(vault, "document:0", text(0))
    deposit(vault, OBJECT, {"a.pdf": text(0)})
    withdraw(vault, OBJECT)
    assert not list(vault.layout.stacks.glob("[0-9a-f][0-9a-f]"))
    assert_valid_ocfl(vault)
