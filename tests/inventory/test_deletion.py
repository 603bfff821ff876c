"""Nothing leaves the vault for good without an approved act, and its memory is only added to."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from inventory import close_volume, confirm_sheets, record_reading_copy
from inventory.audit.faults import Occasion
from inventory.errors import DeletionRefused
from inventory.forms import Press
from inventory.rules.deletion import may_be_let_go
from inventory.service.cases import close_case, correct_closing
from inventory.service.certification import certify_volume
from inventory.service.deposit import deposit_volume
from inventory.service.inspections import inspect, spoiled
from inventory.volumes.papers import Letterhead
from tests.clauses import proves
from tests.inventory.office import NOON, Office
from tests.inventory.test_inspections import CLERK, saying
from tests.test_tidy import HOUSE, name_of, tree_of
from vault import Hold
from vault.backup import backup, restore

# Who may end a claim on a content, and why nothing is lost by it.
LETTING_GO = {
    "ingest/registering.py",  # pages set aside are held by the document they became
    "inventory/service/deposit.py",  # a deposited volume holds them itself; judged by the rule
    "vault/service.py",  # passes on what a deposit says
}
# Who takes stored bytes away: under the commit lock, when nothing holds them.
REMOVING = {"vault/service.py", "vault/stacks.py", "vault/shelf.py"}


def calls() -> Iterator[tuple[str, ast.Call]]:
    for path in HOUSE:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call):
                yield name_of(path), node


@proves("814:I.10-заборона")
def test_814_i_10__content_is_let_go_only_by_an_approved_act() -> None:
    """«…безпідставне знищення … службових документів, у тому числі електронних…»"""
    assert may_be_let_go(["a", "b"], ["a"], approved=False).clauses == ("814:I.10-заборона",)
    assert may_be_let_go(["a", "b"], ["a", "b", "c"], approved=False).agrees
    assert may_be_let_go(["a"], [], approved=True).agrees


@proves("814:I.10-заборона")
def test_814_i_10__only_these_modules_end_a_claim_on_content() -> None:
    found = {
        name
        for name, call in calls()
        for keyword in call.keywords
        if keyword.arg == "releases"
        and not (isinstance(keyword.value, ast.Call) and "tuple" in ast.unparse(keyword.value.func))
    }
    assert found == LETTING_GO
    written = {
        name_of(path)
        for path in HOUSE
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and node.value == "withdraw"
    }
    assert written - {"desk/verbs/forms.py"} == {"vault/history.py"}, "no object leaves the stacks"


def test_only_these_modules_remove_stored_bytes() -> None:
    found = {
        name
        for name, call in calls()
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in {"remove", "agree", "_remove_unheld"}
        and ast.unparse(call.func.value).rpartition(".")[2] in {"shelf", "stacks", "_shelf", "self"}
    }
    assert found <= REMOVING | {"vault/transaction.py"}  # it rolls back what it installed itself


@proves("814:I.10-заборона")
def test_814_i_10__the_journal_is_only_added_to(tmp_path: Path) -> None:
    office = Office(tmp_path)
    document = office.add("letter", 3)

    def journal() -> bytes:
        segments = sorted(office.vault.layout.journal.glob("*.jsonl"))
        return b"".join(path.read_bytes() for path in segments)

    def close() -> None:
        with office.vault.transaction("clerk") as tx:
            close_case(tx, office.number, NOON.date())
            tx.commit()

    def correct() -> None:
        with office.vault.transaction("clerk") as tx:
            correct_closing(tx, office.number, NOON.date().replace(day=20), "описка")
            tx.commit()

    def count() -> None:
        with office.vault.transaction("clerk") as tx:
            confirm_sheets(tx, document, 5)
            tx.commit()

    def look_over() -> None:
        inspect(office.vault, office.number, saying(Occasion.SENDING), actor="clerk")

    for act in (count, close, correct, look_over, office.vault.rebuild):
        before = journal()
        act()
        assert journal().startswith(before)


@proves("Лубни:18.2")
def test_lubny_18_2__changed_bytes_are_seen_and_a_copy_brings_them_back(tmp_path: Path) -> None:
    """«Забезпечення цілісності та збереження інформаційних ресурсів АСДС»"""
    office = Office(tmp_path)
    document = office.add("letter", 3, content=b"as it came")
    vault, copy = office.vault, tmp_path / "copy"
    backup(vault, copy, actor="admin")
    original = vault.locate(office.document(document).original or "")

    def is_spoiled() -> bool:
        with vault.read() as connection:
            return spoiled(vault, connection, document)

    assert not is_spoiled()
    original.write_bytes(b"as it was made to be")
    assert is_spoiled()
    assert not vault.check().ok
    again = tmp_path / "again"
    restore(copy, again, now=NOON)
    kept = again / original.relative_to(vault.layout.root)
    assert kept.read_bytes() == b"as it came"


@proves("814:I.10-заборона")
def test_814_i_10__a_deposit_that_would_lose_something_is_refused(
    tmp_path: Path, press: Press
) -> None:
    """What the object would not have stays on the shelf: the rule is asked before a claim ends."""
    office = Office(tmp_path)
    letter = office.add("letter", 2, title="Лист")
    with office.vault.transaction("clerk") as tx:
        record_reading_copy(tx, letter, None, "не створено", {"copy": {}})
        close_volume(tx, office.number, 1)
        tx.commit()
    head = Letterhead(court="Зразківський районний суд")
    certify_volume(office.vault, press, head, office.number, 1, actor="clerk", compiler=CLERK)
    stray = Hold(f"document:{letter}", office.vault.store(b"nobody lists this"))
    with office.vault.transaction("clerk") as tx:
        tx.record("held beside", subjects=(), holds=[stray])
        tx.commit()

    with pytest.raises(DeletionRefused) as refused:
        deposit_volume(office.vault, office.number, 1, actor="clerk")

    assert refused.value.verdict.clauses == ("814:I.10-заборона",)
    assert office.vault.locate(stray.content.sha512).read_bytes() == b"nobody lists this"
    assert office.vault.check().findings == []
