"""The demonstration is walked by the verbs anybody can type, and what it shows is true."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import pytest

from desk.__main__ import run
from desk.demo.run import Demonstration
from vault.errors import ExitCode, VaultExists


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The vault after scenarios 2, 3 and 10; what was printed is shown when it fails."""
    shown = Demonstration(tmp_path_factory.mktemp("shown"), run)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        failures = shown.show({2, 3, 10})
    assert failures == 0, said.getvalue()
    return shown.vault


def answer(vault: Path, *arguments: str) -> Any:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        code = run(["--vault", str(vault), "--json", *arguments])
    assert code == ExitCode.DONE, said.getvalue()
    return json.loads(said.getvalue())


def test_612_sheets_make_three_volumes(vault: Path) -> None:
    volumes = answer(vault, "case", "show", "999/202/25")["volumes"]

    assert [volume["number"] for volume in volumes] == [1, 2, 3]
    assert sum(volume["sheets"] for volume in volumes) == 612
    assert max(volume["sheets"] for volume in volumes) <= 250


def test_the_late_notice_lands_between_two_hearings(vault: Path) -> None:
    titles = [
        row["title"]
        for volume in answer(vault, "case", "show", "999/202/25")["volumes"]
        for row in volume["documents"]
    ]

    notice = titles.index("Повідомлення про вручення виклику на 8 липня")
    assert titles.index("Протокол судового засідання 3 червня") < notice
    assert notice < titles.index("Аудиторський висновок про витрати")


def test_the_certification_note_has_every_particular(vault: Path) -> None:
    (volume,) = answer(vault, "case", "show", "999/303/25")["volumes"]

    assert volume["state"] == "deposited"
    note = volume["certification"]
    assert (note["sheets"], note["lettered"], note["missing"]) == (22, ["12а", "12б"], [7])


def test_three_years_from_2020_end_in_2024(vault: Path) -> None:
    due = {row["case"]: row for row in answer(vault, "retain", "due", "--all")}

    assert due["999/1010/19"]["first_act_year"] == 2024
    assert due["999/1010/19"]["verified"] is False
    assert due["999/1010/19"]["blocks"], "an unverified term blocks an act"
    assert due["999/1011/12"]["first_act_year"] is None


def test_forms_were_printed_and_the_vault_is_whole(vault: Path) -> None:
    forms = {path.name for path in (vault.parent / "forms").glob("*.pdf")}

    assert {"обкладинка.pdf", "внутрішній опис.pdf", "засвідчувальний напис.pdf"} <= forms
    assert answer(vault, "check")["ok"] is True


def test_one_paper_has_no_case_file_one_is_torn_and_one_came_before(vault: Path) -> None:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        run(["--vault", str(vault), "--json", "inbox", "list"])

    states = {Path(one["path"]).stem: one["state"] for one in json.loads(said.getvalue())}
    assert states == {
        "Клопотання про виклик свідка": "unassigned",
        "Обірваний файл": "quarantined",
        "Надіслано вдруге": "duplicate",
    }


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")

    with pytest.raises(VaultExists):
        Demonstration(tmp_path, run)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
