"""Who is named in a vault, as lists have them."""

from __future__ import annotations

from pathlib import Path

from inventory import InventoryProjection
from inventory.access import AccessProjection
from inventory.access import service as access
from inventory.access.queries import users
from tests.inventory.office import Office


def test_persons_are_listed_by_surname_in_the_order_of_the_ukrainian_alphabet(
    tmp_path: Path,
) -> None:
    office = Office(tmp_path, projections=[InventoryProjection(), AccessProjection()])
    names = {"aa": "Я. Іванна", "bb": "В. Єва", "cc": "А. Ґанна", "dd": "Б. Гнат", "ee": "А. Гнат"}
    with office.vault.transaction("система") as tx:
        for login, name in names.items():
            access.add_user(tx, login, name=name, position="")
        tx.commit()

    with office.vault.read() as connection:
        listed = [user.name for user in users(connection, "2026-01-01")]

    assert listed == ["А. Гнат", "Б. Гнат", "А. Ґанна", "В. Єва", "Я. Іванна"]
