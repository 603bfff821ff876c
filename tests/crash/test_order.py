"""Power cuts while documents are moved, copied apart, and originals leave by an act."""

from __future__ import annotations

import itertools
from pathlib import Path

from inventory.forms import Signatory
from inventory.queries import (
    acts,
    containers,
    copies_in,
    documents_of,
    get_case,
    get_document,
    placements,
    volume_facts,
)
from inventory.queries.order import court_kinds
from inventory.service.containers import Filing, make_retained
from inventory.service.kinds import name_kind
from inventory.service.order import move_document
from inventory.service.removal import RemovalRequest, remove_originals
from tests.crash.filing import (
    HEAD,
    NUMBER,
    PRESS,
    Act,
    case_with_a_claim,
    crash_tests,
    volume_certified,
    with_a_letter,
)
from vault import Vault

CLERK = Signatory(position="Секретар суду", name="П. Приклад")
OTHER = Signatory(position="Помічник судді", name="Н. Наступна")


def _move(vault: Vault, _: Path) -> None:
    with vault.transaction("clerk") as tx:
        move_document(tx, "letter", None, "так велів суддя")
        tx.commit()


def _is_moved(vault: Vault, _: Path) -> bool:
    with vault.read() as connection:
        placed = placements(connection, get_case(connection, NUMBER).key)
    assert [one.reason for one in placed] in ([], ["так велів суддя"])
    return bool(placed)


def _copy(vault: Vault, _: Path) -> None:
    numbers = itertools.count(1)
    filing = Filing(
        documents=("claim", "letter"), certifier=CLERK, new_id=lambda: f"copy-{next(numbers)}"
    )
    with vault.transaction("clerk") as tx:
        make_retained(tx, NUMBER, filing, own="bbbbbb")
        tx.commit()


def _is_copied(vault: Vault, _: Path) -> bool:
    with vault.read() as connection:
        found = containers(connection, NUMBER)
        if len(found) == 1:
            return False
        held = documents_of(connection, found[1].key)
        assert copies_in(connection, found[1].key).keys() == {one.id for one in held}
    for one in held:
        assert vault.locate(str(one.original)).read_bytes()
    assert len(held) == 2
    return True


def _name(vault: Vault, _: Path) -> None:
    with vault.transaction("clerk") as tx:
        name_kind(tx, "Заява про відвід", "motion", "наказ № 5")
        tx.commit()


def _is_named(vault: Vault, _: Path) -> bool:
    with vault.read() as connection:
        return court_kinds(connection) == {"Заява про відвід": "motion"}


def _remove(vault: Vault, _: Path) -> None:
    request = RemovalRequest(
        case=NUMBER,
        documents=(("claim", None),),
        application="motion",
        resolution="Вилучити",
        resolved_by=Signatory(position="Голова суду", name="Г. Головний"),
        to="Вигаданко В. В.",
        present=(CLERK, OTHER),
    )
    remove_originals(vault, PRESS, HEAD, request, actor="clerk")


def _is_removed(vault: Vault, _: Path) -> bool:
    """Act, mark and entry in the note: all three, or none."""
    with vault.read() as connection:
        gone = bool(get_document(connection, "claim").removed)
        drawn = list(acts(connection))
        changes = volume_facts(connection, get_case(connection, NUMBER).key)[1].changes
    assert len({gone, bool(drawn), bool(changes)}) == 1
    return gone


ACTS = {
    "move a document": Act(with_a_letter, _move, _is_moved),
    "file copies apart": Act(with_a_letter, _copy, _is_copied),
    "name a kind": Act(case_with_a_claim, _name, _is_named),
    "remove an original": Act(volume_certified, _remove, _is_removed),
}

test_no_power_cut_loses_or_tears_what_was_told, test_every_fsync_is_needed = crash_tests(ACTS)
