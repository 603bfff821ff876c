"""init, doctor, check, rebuild, backup, restore."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.desk.cli import CASE, CHECKED, Office, shaped, sprava


def contents(office: Office) -> list[Path]:
    shelf = office.vault / "shelf"
    return sorted(p for p in shelf.rglob("*") if p.is_file() and p.stat().st_size > 100)


def test_init_makes_a_vault_and_says_where(tmp_path: Path) -> None:
    vault = tmp_path / "vault"

    made = sprava("--vault", vault, "init", "--court", 'Суд "Вигаданий"', "--json")

    assert made.json == {"vault": str(vault), "settings": str(vault / "sprava.toml")}
    office = Office(vault)
    assert office.json("case", "list") == []
    assert "Суд \\u0022Вигаданий\\u0022" in (vault / "sprava.toml").read_text("utf-8")
    again = office("init", "--json")
    assert (again.code, again.error["code"]) == (2, "V014")


def test_init_where_no_folder_can_be(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"")

    refused = sprava("--vault", file / "vault", "init", "--json")

    assert (refused.code, refused.error["code"]) == (10, "V001")


def test_init_that_ended_half_way_can_be_repeated(tmp_path: Path) -> None:
    """As after a power failure between the marker and the settings."""
    office = Office(tmp_path / "vault")
    assert office("init").code == 0
    (office.vault / "sprava.toml").unlink()

    without = office("case", "list", "--json")
    repeated = office("init", "--court", "Суд", "--json")

    assert (without.code, without.error["code"]) == (2, "U002")
    assert "sprava init" in without.error["what"]
    assert repeated.code == 0
    assert office.json("case", "list") == []


def test_doctor_names_each_part_and_one_line(office: Office) -> None:
    ran = sprava("doctor", "--json")

    assert ran.code in {0, 4}
    part = {"name": str, "there": bool, "found": str, "cost": str}
    assert shaped(ran.json, {"parts": [part], "install": (str, None)})
    missing = [one for one in ran.json["parts"] if not one["there"]]
    assert (ran.code == 4) == bool(missing) == (ran.json["install"] is not None)
    assert all(one["cost"] for one in missing)


@pytest.mark.parametrize("options", [[], ["--quick"]])
def test_a_sound_vault_is_said_to_be_sound(office: Office, options: list[str]) -> None:
    checked = office.json("check", *options)

    assert shaped(checked, CHECKED)
    assert (checked["ok"], checked["findings"]) == (True, [])
    assert checked["journal_entries"] > 0
    assert office("check", *options).out.startswith("Усе гаразд: ")


def test_one_flipped_bit_is_found_and_nothing_repaired(built_copy: Office) -> None:
    victim = contents(built_copy)[0]
    data = bytearray(victim.read_bytes())
    data[len(data) // 2] ^= 1
    victim.chmod(0o600)
    victim.write_bytes(data)

    told, checked = built_copy("check"), built_copy("check", "--json")

    assert (told.code, checked.code) == (20, 20)
    assert shaped(checked.json, CHECKED)
    assert not checked.json["ok"]
    assert victim.name in str(checked.json["findings"])
    assert "Цілісність порушено." in told.out
    assert victim.read_bytes() == bytes(data)


def test_a_lost_content_is_found_even_quickly(built_copy: Office) -> None:
    contents(built_copy)[0].unlink()

    assert built_copy("check", "--quick").code == 20


def test_a_changed_journal_is_found(built_copy: Office) -> None:
    segment = max((built_copy.vault / "journal").iterdir())
    text = segment.read_bytes()
    segment.chmod(0o600)
    segment.write_bytes(text.replace("Вигаданенко".encode(), "Вигаданенку".encode(), 1))

    assert built_copy("check").code == 20
    shutil.rmtree(built_copy.vault / "index")
    (built_copy.vault / "catalogue.sqlite").unlink()
    refused = built_copy("case", "list", "--json")
    assert (refused.code, refused.error["code"]) == (20, "V022")


@pytest.fixture
def built_copy(office: Office, tmp_path: Path) -> Office:
    """A copy that a test will damage."""
    return office.copy(tmp_path / "vault")


def everything_told(office: Office) -> list[object]:
    return [
        office.json("case", "show", CASE),
        office.json("case", "show", "757/777/19"),
        office.json("case", "list"),
        [(h["document"], h["sheet"]) for h in office.json("search", "позивач")["hits"]],
        [(h["document"], h["sheet"]) for h in office.json("search", "claim OR експерта")["hits"]],
        [{**one, "id": ""} for one in office.json("inbox", "list")],
    ]


def test_catalogue_and_index_come_back_as_they_were(own: Office) -> None:
    before = everything_told(own)
    entries = own.json("check")["journal_entries"]
    for path in own.vault.glob("catalogue.sqlite*"):
        path.unlink()
    shutil.rmtree(own.vault / "index")

    made = own.json("rebuild")

    assert made["journal_entries"] == entries
    assert made["documents"] > 0
    assert everything_told(own) == before


def test_another_engine_answers_the_same(own: Office) -> None:
    pytest.importorskip("tantivy", reason="an extra that is not installed")
    asked = ["суд", "позов*", "справа:999/101/26", "рішеня"]
    before = [own.json("search", query) for query in asked]

    assert own.json("rebuild", "--engine", "tantivy")["engine"] == "tantivy"

    after = [own.json("search", query) for query in asked]
    for one, other in zip(before, after, strict=True):
        assert one["total"] == other["total"]
        assert one["suggestion"] == other["suggestion"]
        assert {hit["document"] for hit in one["hits"]} == {h["document"] for h in other["hits"]}
    assert own.json("rebuild")["engine"] == "tantivy"
    assert own.json("rebuild", "--engine", "whoosh")["engine"] == "whoosh"


def test_a_search_after_the_index_is_lost_needs_no_rebuild(own: Office) -> None:
    before = everything_told(own)
    shutil.rmtree(own.vault / "index")

    assert everything_told(own) == before


def test_a_backup_is_a_vault_again(own: Office, tmp_path: Path) -> None:
    copy, back = tmp_path / "backup", Office(tmp_path / "restored")

    first = own("backup", copy, "--json")
    again = own("backup", copy, "--json")
    restored = back.json("restore", copy)

    assert (first.code, again.code) == (0, 0), (first, again)
    assert restored["path"] == str(back.vault)
    # arrivals still lying in the inbox are not the vault's yet
    assert everything_told(back)[:-1] == everything_told(own)[:-1]
    assert back.json("check")["ok"]
    assert (back.vault / "sprava.toml").read_bytes() == (own.vault / "sprava.toml").read_bytes()


def test_no_backup_is_restored_from_nothing_or_over_something(
    office: Office, own: Office, tmp_path: Path
) -> None:
    from_nothing = Office(tmp_path / "new")("restore", tmp_path / "none", "--json")
    copy = tmp_path / "backup"
    assert own("backup", copy).code == 0
    over_something = own("restore", copy, "--json")

    assert (from_nothing.code, from_nothing.error["code"]) == (10, "V015")
    assert (over_something.code, over_something.error["code"]) == (2, "V014")
    assert not (tmp_path / "new").exists()
