"""copy certify: for whom a copy is, what is refused, how it is printed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from tests.clauses import proves
from tests.desk.cli import ISSUED, Office
from tests.desk.test_asking import Terminal
from tests.desk.test_cli_cases import journal

OLD = "757/777/19"


def certified(office: Office) -> list[Any]:
    return [entry for entry in journal(office) if entry["event"] == "copy certified"]


@proves("814:XI.1")
def test_814_xi_1__a_copy_of_a_decision_is_certified_for_whom_it_is_issued(
    own: Office, tmp_path: Path
) -> None:
    document = own.documents(OLD)["Рішення"]["id"]
    path = tmp_path / "copy.pdf"

    for said in (("--to", "В. В. Вигаданенко"), ("--standing", "позивач"), ("--to", "")):
        refused = own("copy", "certify", document, "-o", path, *said, "--json")
        assert refused.code == 3
        assert {found["clause"] for found in refused.error["findings"]} == {"814:XI.1"}
        assert not path.exists()
    made = own.json("copy", "certify", document, "-o", path, "--numbered", *ISSUED)
    told = own("document", "history", document).out
    assert "для видачі: В. В. Вигаданенко (позивач)" in told

    assert made["document"] == document
    assert (made["issued"], made["to"], made["standing"]) == (True, *ISSUED[1::2])
    with pikepdf.open(path) as opened:
        assert len(opened.pages) == made["pages"]


def test_a_copy_of_a_decision_for_nobody_is_for_the_courts_own_use(
    own: Office, tmp_path: Path
) -> None:
    document = own.documents(OLD)["Рішення"]["id"]
    bare = ("copy", "certify", document, "-o", tmp_path / "copy.pdf")

    made = own.json(*bare)
    said = own(*bare, "--not-issued").out
    told = own("document", "history", document).out
    english = own("document", "history", document, "--lang", "en").out
    both = own(*bare, "--not-issued", *ISSUED)

    assert (made["issued"], made["to"], made["standing"]) == (False, None, None)
    assert "Копію нікому не видано: вона для потреб суду." in said
    assert told.count("для потреб суду, нікому не видано: ") == 2
    assert "for the court's own use, issued to nobody: " in english
    first, second = certified(own)[-2:]
    assert (first["payload"], first["cites"]) == (
        {**first["payload"], "issued": False, "to": "", "standing": ""},
        ["814:XI.9", "814:XI.18"],
    )
    assert second["payload"]["issued"] is False
    assert both.code == 2


def test_the_clerk_is_told_which_page_goes_on_the_back(office: Office, tmp_path: Path) -> None:
    """814 XI.10 wants the total on the back of the last leaf, not on a leaf of its own."""
    document = office.documents()["Позовна заява"]["id"]
    simplex = ("copy", "certify", document, "-o", tmp_path / "copy.pdf")

    made = office.json(*simplex)
    said = office(*simplex).out
    both = office(*simplex, "--duplex").out

    page = made["total_page"]
    assert (page, made["duplex"], made["sheets"]) == (made["pages"], False, page - 1)
    assert f"Сторінку {page} («Всього в копії …») надрукуйте на звороті останнього" in said
    assert "Друкуйте з двох боків" in both


@pytest.mark.parametrize(
    ("typed", "issued"),
    [
        ("т\n\n", (False, "", "")),
        ("т\nВ. Вигаданенко\nпозивач\n", (True, "В. Вигаданенко", "позивач")),
    ],
)
def test_for_whom_a_copy_is_asked(
    office: Office,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
    issued: tuple[bool, str, str],
) -> None:
    document = office.documents()["Позовна заява"]["id"]
    monkeypatch.setattr(sys, "stdin", Terminal(typed))

    ran = office("copy", "certify", document, "-o", tmp_path / "copy.pdf")

    assert ran.code == 0
    assert "Кому видають копію? (Enter: не видається, для потреб суду)" in ran.err
    payload = certified(office)[-1]["payload"]
    assert tuple(payload[key] for key in ("issued", "to", "standing")) == issued


@pytest.mark.parametrize(
    ("title", "options", "clause"),
    [
        ("Позовна заява", ["--not-compared"], "814:XI.9"),
        ("З грифом", [], "814:XX1.4-заборона"),
    ],
)
def test_a_copy_the_law_refuses_is_not_made(
    office: Office, tmp_path: Path, title: str, options: list[str], clause: str
) -> None:
    path = tmp_path / "copy.pdf"
    document = office.documents()[title]["id"]

    refused = office("copy", "certify", document, "-o", path, *options, "--json")

    assert refused.code == 3
    assert clause in [found["clause"] for found in refused.error["findings"]]
    assert not path.exists()
