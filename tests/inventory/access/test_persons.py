"""Who is named in a vault, as lists have them."""

from __future__ import annotations

from pathlib import Path

from inventory.access import Right
from inventory.access import service as access
from inventory.access.queries import users, who_is
from tests.inventory.office import Office


def test_persons_are_listed_by_surname_in_the_order_of_the_ukrainian_alphabet(
    tmp_path: Path,
) -> None:
    office = Office(tmp_path)
    names = {"aa": "Я. Іванна", "bb": "В. Єва", "cc": "А. Ґанна", "dd": "Б. Гнат", "ee": "А. Гнат"}
    with office.vault.transaction("система") as tx:
        for login, name in names.items():
            access.add_user(tx, login, name=name, position="")
        tx.commit()

    with office.vault.read() as connection:
        listed = [user.name for user in users(connection, "2026-01-01")]

    assert listed == ["А. Гнат", "Б. Гнат", "А. Ґанна", "В. Єва", "Я. Іванна"]


def test_an_actor_is_a_person_with_a_position_for_ever_and_a_login_only_without_one(
    tmp_path: Path,
) -> None:
    office = Office(tmp_path)
    with office.vault.transaction("система") as tx:
        access.add_user(tx, "kants", name="К. К. Вигаданко", position="секретар суду")
        access.add_user(tx, "suddia", name="С. С. Вигадка", position="")
        access.grant(tx, "kants", Right(kind="role", value="registry", order="№ 1"))
        access.end_user(tx, "kants", order="№ 2")
        tx.commit()

    with office.vault.read() as connection:
        told = {
            actor: who_is(connection, actor)
            for actor in ("kants", "система as kants", "suddia as kants", "root as nobody", "root")
        }

    assert told == {
        "kants": "К. К. Вигаданко, секретар суду",
        "система as kants": "К. К. Вигаданко, секретар суду",
        "suddia as kants": "К. К. Вигаданко, секретар суду (С. С. Вигадка)",
        "root as nobody": "nobody (root)",
        "root": "root",
    }
