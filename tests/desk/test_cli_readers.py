"""Case files given to read, on the command line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from desk.web.entry.credentials import Credentials, WrongPassword
from desk.web.serve import credentials_file
from tests.clauses import proves
from tests.desk.cli import CASE, Office, sprava

RESOLUTION = ("--order", "резолюція від 02.03.2026")
SHOWN = (
    *("--reader", "advocate", "--standing", "представник позивача"),
    *("--authority", "advocate-card: № 00000", "--application", "№ 3 від 01.03.2026"),
    *("--resolved-by", "judge"),
)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path / "vault")
    assert sprava("init", "--vault", office.vault).code == 0
    office.json("case", "open", CASE, "--kind", "civil")
    office.json("user", "add", "chytach", "--name", "Ч. Читайло", "--position", "адвокат")
    office.json("user", "grant", "chytach", "--role", "reviewer", "--order", "№ 1")
    return office


@proves("814:X.1-особи", "814:X.1-адвокат", "814:X.3")
def test_814_x_1__what_is_missing_is_named_and_what_was_shown_is_in_the_register(
    office: Office, tmp_path: Path
) -> None:
    grant = ("user", "grant", "chytach", "--case", CASE, *RESOLUTION)
    bare = office(*grant, "--json")
    assert [one["clause"] for one in bare.error["findings"]] == ["814:X.1-особи"]
    assert (bare.code, office(*grant, *SHOWN[:4]).code) == (3, 2)
    assert office(*grant, *SHOWN[:4], "--authority", "card: № 1", *SHOWN[6:]).code == 2
    silent = office(*grant, *SHOWN[:4], *SHOWN[6:], "--json")
    assert [one["clause"] for one in silent.error["findings"]] == ["814:X.1-адвокат", "814:X.5"]
    office.json(*grant, *SHOWN)

    place = tmp_path / "zhurnal.pdf"
    [row] = office.json("access", "readers", "--case", CASE, "-o", place)
    assert (row["name"], row["case"], row["views"]) == ("Ч. Читайло", CASE, 0)
    assert row["reader"]["authority"] == {"kind": "advocate-card", "details": "№ 00000"}
    assert place.read_bytes().startswith(b"%PDF")
    assert office.json("user", "show", "chytach")["history"][-1]["reader"] == row["reader"]
    assert "адвокат · суддя" in office("access", "readers").out
    assert "advocate · judge" in office("access", "readers", "--lang", "en").out
    assert office("access", "readers", "--as", "chytach").code == 3


def test_a_reader_is_said_of_a_case_file_alone(office: Office) -> None:
    wrong = office("user", "grant", "chytach", "--role", "former", *RESOLUTION, *SHOWN)
    assert wrong.code == 2


def test_whose_rights_end_has_no_password_when_they_come_back(office: Office) -> None:
    credentials = Credentials(credentials_file(office.vault))
    now = dt.datetime.now(tz=dt.UTC)
    credentials.set_password("chytach", "zelenyi-litak-desiat", now=now, once=False)
    token = credentials.begin("chytach", address="10.0.0.1", agent="", now=now)

    office.json("user", "end", "chytach", "--order", "№ 2")
    office.json("user", "return", "chytach", "--order", "№ 3")
    assert credentials.find(token, now=now) is None
    with pytest.raises(WrongPassword):
        credentials.check("chytach", "zelenyi-litak-desiat", address="10.0.0.1", now=now)
