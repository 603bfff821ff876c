"""What is asked at a terminal, and what counts as an answer."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from tests.desk.cli import CASE, Office
from tests.desk.test_cli_cases import journal


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("typed", "code"),
    [("т\n\n", 0), ("так\n\n", 0), ("Y\n\n", 0), ("ні\n", 3), ("n\n", 3), ("\n", 3), ("", 130)],
)
def test_a_comparison_is_affirmed_in_either_language(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, code: int
) -> None:
    document = office.documents()["Позовна заява"]["id"]
    monkeypatch.setattr(sys, "stdin", Terminal(f"що?\n{typed}"))

    ran = office("copy", "certify", document, "-o", tmp_path / "copy.pdf")

    assert ran.code == code
    assert ran.err.count("Копію звірено з оригіналом у справі? [т/Н]") == 2
    assert "Відповідайте «т» (так) або «н» (ні)." in ran.err
    assert (tmp_path / "copy.pdf").exists() is (code == 0)


def test_where_nobody_can_be_asked_the_command_is_the_word_and_says_so(
    own: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = own.documents()["Позовна заява"]["id"]
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    words = ("copy", "certify", document, "-o", tmp_path / "copy.pdf")

    said = own(*words).out
    monkeypatch.setattr(sys, "stdin", Terminal())
    explicit = own(*words, "--compared", "--not-issued")

    assert "засвідчує, що звірив(ла) копію з оригіналом у справі" in said
    assert explicit.code == 0
    assert "?" not in explicit.err


def full(office: Office) -> None:
    for document in office.documents().values():
        office("sheets", "confirm", document["id"], document["sheets"])
    assert office("volume", "close", CASE, "1").code == 0


def test_sheets_are_counted_by_hand_without_seeing_our_number(
    own: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    full(own)
    [volume] = own.json("case", "show", CASE)["volumes"]
    monkeypatch.setattr(sys, "stdin", Terminal("багато\n999\n"))
    refused = own("volume", "certify", CASE, "1")
    question = refused.err.partition("[L")[0]
    monkeypatch.setattr(sys, "stdin", Terminal(f"{volume['sheets']}\n"))
    certified = own("volume", "certify", CASE, "1")

    assert refused.code == 3
    assert "полічено вручну 999" in refused.err
    assert "Потрібне ціле число." in question
    assert str(volume["sheets"]) not in question
    assert certified.code == 0
    assert "лічби руками не вказано" not in certified.out
    [entry] = [e for e in journal(own) if e["event"] == "volume certified"]
    assert entry["payload"]["counted"] == volume["sheets"]  # type: ignore[index]


def test_a_script_certifies_by_a_count_that_was_recorded_before(own: Office) -> None:
    full(own)
    [volume] = own.json("case", "show", CASE)["volumes"]
    refused = own("volume", "count", CASE, "1", "999")
    counted = own("volume", "count", CASE, "1", volume["sheets"])
    assert f"Лічбу руками записано: {volume['sheets']} арк." in counted.out
    certified = own("volume", "certify", CASE, "1")

    assert (refused.code, counted.code, certified.code) == (3, 0, 0)
    assert str(volume["sheets"]) not in refused.err.replace("999", "").replace(CASE, "")
    assert "лічби руками" not in certified.out
    [shown] = own.json("case", "show", CASE)["volumes"]
    assert shown["certification"]["counted"] == volume["sheets"]
    assert "полічено руками" in own("case", "history", CASE).out


def test_a_volume_certified_without_a_count_says_so_until_there_is_one(own: Office) -> None:
    full(own)

    certified = own("volume", "certify", CASE, "1")

    assert certified.code == 0
    assert "лічби руками не вказано" in certified.out
    [entry] = [e for e in journal(own) if e["event"] == "volume certified"]
    assert entry["payload"]["counted"] is None  # type: ignore[index]
    [volume] = own.json("case", "show", CASE)["volumes"]
    assert volume["certification"]["counted"] is None
    assert "засвідчено без лічби руками" in own("case", "show", CASE).out
    refused = own("volume", "count", CASE, "1", "999")
    assert refused.code == 3
    assert "sprava volume change" in refused.err
    assert own("volume", "count", CASE, "1", volume["sheets"]).code == 0
    assert "засвідчено без лічби руками" not in own("case", "show", CASE).out
