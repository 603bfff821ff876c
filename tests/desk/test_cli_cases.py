"""case, sheets, options, exit codes, refusals."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest

from desk.__main__ import cli
from desk.exits import MEANINGS
from tests.desk.cli import CASE, CASE_FILE, Office, shaped, sprava


def verbs(group: click.Group, name: str = "") -> dict[str, click.Command]:
    found: dict[str, click.Command] = {}
    context = click.Context(group)
    for word in group.list_commands(context):
        command = group.get_command(context, word)
        assert command is not None
        if isinstance(command, click.Group):
            found |= verbs(command, f"{name}{word} ")
        else:
            found[f"{name}{word}"] = command
    return found


def journal(office: Office) -> list[dict[str, object]]:
    segments = sorted((office.vault / "journal").iterdir())
    return [
        json.loads(line)["entry"] for s in segments for line in s.read_text("utf-8").splitlines()
    ]


def test_a_case_file_is_shown_as_promised(office: Office) -> None:
    shown = office.json("case", "show", CASE)

    assert shaped(shown, CASE_FILE)
    assert (shown["number"], shown["kind"], shown["state"]) == (CASE, "civil", "open")
    [volume] = shown["volumes"]
    assert (volume["number"], volume["state"], volume["certification"]) == (1, "open", None)
    documents = office.documents()
    claim, annex = documents["Позовна заява"], documents["Договір підряду"]
    assert (annex["parent"], annex["position"]) == (claim["id"], claim["position"])
    assert (claim["date"], claim["index"]) == ("2025-03-01", "1/25")
    assert (claim["first_sheet"], annex["last_sheet"]) == ("1", "6")


def test_people_read_states_and_dates_in_words(office: Office) -> None:
    told = office("case", "show", CASE).out

    assert "Справа № 757/12345/25: цивільна справа, у провадженні" in told
    assert ", відкритий" in told
    assert "01.03.2025" in told
    assert "2025-03-01" not in told
    assert "open" not in told
    assert f"{CASE}\tу провадженні\tВигаданенко" in office("case", "list").out
    english = office("case", "show", CASE, "--lang", "en").out
    assert "Case file No 757/12345/25: civil case, open" in english


def test_case_files_are_listed(office: Office) -> None:
    listed = office.json("case", "list")

    assert {one["number"] for one in listed} == {CASE, "757/777/19"}
    keys = {"number": str, "kind": str, "title": str, "state": str}
    assert shaped(listed, [keys])


def test_open_and_close(own: Office) -> None:
    opened = own.json(
        "case", "open", "757/9/26", "--kind", "civil", "--original-form", "electronic"
    )
    closed = own.json("case", "close", "757/9/26", "--on", "03.02.2026")

    assert shaped(opened, CASE_FILE)
    assert (opened["state"], closed["state"]) == ("open", "closed")
    assert closed["closed_on"] == "2026-02-03"
    told = own("case", "close", "757/777/19", "--on", "2019-12-31").out
    assert told == "Справу № 757/777/19 закрито 31.12.2019.\n"


@pytest.mark.parametrize(
    ("number", "day", "why"),
    [
        ("757/777/19", "1999-01-01", "рік номера справи: 2019"),
        ("757/777/19", "2019-05-04", "останній документ справи: «Рішення», 05.05.2019"),
        ("757/777/19", "2999-01-01", "ще не настала"),
        ("2-17/2018", "2018-03-01", "надходження справи до суду 02.03.2018"),
    ],
)
def test_a_case_file_does_not_end_before_it_could(
    own: Office, number: str, day: str, why: str
) -> None:
    own("case", "open", "2-17/2018", "--kind", "civil", "--received", "02.03.2018")
    before = len(journal(own))

    refused = own("case", "close", number, "--on", day, "--json")

    assert (refused.code, refused.error["code"]) == (2, "N015")
    assert why in refused.error["what"]
    assert len(journal(own)) == before


def test_a_wrong_day_of_closing_is_corrected_with_a_reason_and_stays_in_the_journal(
    own: Office,
) -> None:
    open_yet = own("case", "close", "757/777/19", "--on", "2019-05-05", "--reason", "описка")
    assert open_yet.out == "Справу № 757/777/19 закрито 05.05.2019.\n"  # nothing to correct
    again = own("case", "close", "757/777/19", "--on", "2019-12-31", "--json")
    no_reason = own("case", "close", "757/777/19", "--on", "2019-12-31", "--reason", " ")
    same = own("case", "close", "757/777/19", "--on", "2019-05-05", "--reason", "описка")
    impossible = own("case", "close", "757/777/19", "--on", "1999-01-01", "--reason", "описка")
    told = own("case", "close", "757/777/19", "--on", "2019-12-31", "--reason", "описка").out
    entry = journal(own)[-1]

    assert (again.code, again.error["code"]) == (2, "N011")
    assert "--reason" in again.error["remedy"]
    assert (no_reason.code, same.code, impossible.code) == (2, 2, 2)
    assert told == "Дату закриття справи № 757/777/19 виправлено: 31.12.2019; було 05.05.2019.\n"
    assert entry["event"] == "case closing corrected"
    assert entry["payload"]["was"] == "2019-05-05"  # type: ignore[index]
    assert entry["payload"]["reason"] == "описка"  # type: ignore[index]
    assert own.json("case", "show", "757/777/19")["closed_on"] == "2019-12-31"


def test_a_list_of_case_files_is_taken_whole_or_not_at_all(own: Office, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("number,kind\n757/1/26,civil\n757/2/26,criminal\n", encoding="utf-8")
    bad.write_text("number,kind\n757/3/26,civil\n757/1/26,other\n", encoding="utf-8")

    taken = own.json("case", "import", good)
    refused = own("case", "import", bad, "--json")

    assert [one["number"] for one in taken] == ["757/1/26", "757/2/26"]
    assert (refused.code, refused.error["code"]) == (2, "N110")
    assert "рядок 3: " in refused.error["what"]
    assert "757/3/26" not in {one["number"] for one in own.json("case", "list")}


def test_sheets_are_confirmed(own: Office) -> None:
    document = own.documents()["Клопотання про експертизу"]["id"]

    confirmed = own.json("sheets", "confirm", document, "3")

    assert confirmed == {"document": document, "sheets": 3}
    assert own.documents()["Клопотання про експертизу"]["sheets"] == 3


def test_options_may_stand_before_and_after_the_verb(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = office.vault
    before = sprava("--vault", vault, "--json", "case", "list")
    after = sprava("case", "list", "--json", "--vault", vault)
    monkeypatch.setenv("SPRAVA_VAULT", str(vault))
    named_by_the_environment = sprava("case", "list", "--json")

    assert before.json == after.json == named_by_the_environment.json
    # what is given on the command line wins
    assert sprava("case", "list", "--vault", vault / "none", "--json").code == 10


def test_the_journal_knows_for_whom_the_system_user_acts(
    own: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    own("case", "close", "757/777/19", "--on", "2019-12-31", "--as", "petrenko")
    system, _, other = str(journal(own)[-1]["actor"]).partition(" as ")
    monkeypatch.setenv("SPRAVA_USER", "ivanenko")
    own("case", "open", "757/10/26", "--kind", "civil")
    by_environment = journal(own)[-1]["actor"]

    assert other == "petrenko"
    assert by_environment == f"{system} as ivanenko"


@pytest.mark.parametrize(
    ("arguments", "code", "exit_code"),
    [
        (("case", "show", "1/2/33"), "N002", 2),
        (("case", "open", CASE, "--kind", "civil"), "N003", 2),
        (("case", "open", "\x00", "--kind", "civil"), "N008", 2),
        (("case", "close", CASE, "--on", "31.02.2025"), "U001", 2),
        (("volume", "export", CASE, "9", "-o", "x.pdf"), "N004", 2),
        (("copy", "certify", "none", "-o", "x.pdf"), "N005", 2),
        (("retain", "assign", CASE, "--item", "none"), "R002", 2),
        (("transfer", "print", "none", "-o", "x.pdf"), "R003", 2),
        (("case", "shw"), "U004", 2),
        (("case", "open", "757/1/26"), "U004", 2),
        (("case", "open", "757/1/26", "--kind", "none"), "U004", 2),
        (("volume", "close", CASE, "0"), "U004", 2),
        (("search",), "U004", 2),
        (("search", "слово", "--nothing"), "U004", 2),
        (("case", "import", "/none/at/all"), "U004", 2),
    ],
)
def test_a_refusal_is_one_json_document_or_a_sentence(
    office: Office, arguments: tuple[str, ...], code: str, exit_code: int
) -> None:
    told, refused = office(*arguments), office(*arguments, "--json")

    assert (refused.code, refused.error["code"]) == (exit_code, code)
    assert (told.code, told.out) == (exit_code, "")
    assert told.err.startswith(f"[{code}] ")


def test_no_vault_and_a_vault_of_a_later_program(own: Office, tmp_path: Path) -> None:
    assert sprava("case", "list", "--json").error["code"] == "V010"
    assert sprava("--vault", tmp_path / "none", "case", "list", "--json").error["exit"] == 10
    marker = own.vault / "sprava-vault.json"
    kept = marker.read_bytes()
    marker.write_text('{"format": 99, "program": "sprava"}', encoding="utf-8")

    assert own("case", "list", "--json").error["exit"] == 12
    assert own("check", "--json").error["exit"] == 12
    marker.write_bytes(kept)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("settle_s = 0.1", "settle_z = 0.1", "inbox.settle_z"),
        ("workers = 2", "workers = 0", "work.workers"),
        ("polling = false", 'polling = "no"', "inbox.polling"),
        ("[work]", "[wor", "TOML"),
    ],
)
def test_a_wrong_setting_is_named(own: Office, old: str, new: str, says: str) -> None:
    settings = own.vault / "sprava.toml"
    text = settings.read_text(encoding="utf-8")
    assert old in text
    settings.write_text(text.replace(old, new, 1), encoding="utf-8")

    error = own("case", "list", "--json").error

    assert error["code"] == "U002"
    assert says in error["what"]


def test_every_verb_of_the_contract_is_there() -> None:
    promised = (
        "init, doctor, watch, add, inbox list, inbox retry, inbox reject, verify, verify-again, "
        "case open, case close, case list, case show, volume build, volume close, volume certify, "
        "volume export, print, copy certify, search, check, rebuild, backup, restore"
    )

    groups = set(cli.list_commands(click.Context(cli)))  # `print FORM` is a group of its own too
    assert set(promised.split(", ")) <= set(verbs(cli)) | groups


@pytest.mark.parametrize("name", sorted(verbs(cli)))
def test_help_ends_with_the_exit_codes(name: str) -> None:
    ran = sprava(*name.split(), "--help")

    text, _, codes = ran.out.partition("Коди завершення:\n")
    listed = dict(line.split(maxsplit=1) for line in codes.strip().splitlines())
    assert (ran.code, "Коди завершення" in text) == (0, False)
    assert {"0", "1", "2", "130"} <= set(listed) <= {str(code.value) for code in MEANINGS}
    assert set(listed.values()) <= set(MEANINGS.values())
