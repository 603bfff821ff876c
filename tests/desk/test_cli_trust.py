"""sprava trust: whom the court trusts, and what follows for the signatures it meets."""

from __future__ import annotations

import dataclasses
import datetime as dt
from functools import cache
from pathlib import Path

import pytest

from tests.desk.cli import CASE, Office, sprava
from tests.ingest.samples import pdf
from tests.signing import pki
from tests.signing.trust import people
from tests.signing.trust.lists import Listed, Period, Scheme, signed

NOW = dt.datetime.now(dt.UTC).replace(microsecond=0)
DAY = dt.timedelta(days=1)
OPERATOR = people.sha256(people.operator())
WHO = "Зразок Олена Тестівна"


@cache
def scheme() -> Scheme:
    return Scheme(
        [Listed([people.authority()])], issued_at=NOW - 3 * DAY, next_update=NOW + 90 * DAY
    )


@cache
def holder() -> pki.Identity:
    return pki.issue(
        WHO,
        issuer=people.authority(),
        since=NOW - 30 * DAY,
        until=NOW + 30 * DAY,
        usage=("content_commitment",),
        extensions=[people.statements(people.COMPLIANCE, people.DEVICE, types=[people.SIGN])],
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trust")
    data = signed(scheme(), people.operator())
    (folder / "TL-UA.xml").write_bytes(data)
    (folder / "altered.xml").write_bytes(data.replace(b"/granted", b"/accredited"))
    older = dataclasses.replace(scheme(), sequence=31)
    (folder / "older.xml").write_bytes(signed(older, people.operator()))
    (folder / "operator.cer").write_bytes(people.operator().der)
    (folder / "other.pem").write_bytes(people.authority("Інший надавач").pem)
    part = pki.SignerPart(holder(), document := pdf(), at=NOW - DAY)
    crl = pki.crl_of(people.authority(), at=NOW)
    (folder / "paper.p7s").write_bytes(pki.signed_data(part, content=document, crls=[crl]))
    return folder


@pytest.fixture
def office(tmp_path: Path) -> Office:
    vault = tmp_path / "vault"
    assert sprava("--vault", vault, "init", "--court", "Вигаданий суд").code == 0
    office = Office(vault)
    assert office("case", "open", CASE, "--kind", "civil").code == 0
    return office


def standing(ran: dict[str, list[dict[str, object]]]) -> tuple[object, object]:
    [one] = ran["signatures"]
    return one["indication"], one["qualification"]


def test_a_list_is_refused_until_somebody_vouches_for_its_signer(
    office: Office, folder: Path
) -> None:
    refused = office("trust", "import", folder / "TL-UA.xml", "--json")

    assert (refused.code, refused.error["code"]) == (30, "G012")
    assert OPERATOR in refused.error["remedy"]
    assert str(folder / "TL-UA.xml") in refused.error["what"]
    assert office.json("trust", "list") == {
        "lists": [],
        "operators": [],
        "certificates": [],
        "anchors": [],
    }
    assert office("check").code == 0

    taken = office.json("trust", "import", folder / "TL-UA.xml", "--operator", OPERATOR)
    assert [(one["territory"], one["new"]) for one in taken["lists"]] == [("UA", True)]
    assert taken["operators"] == [{"sha256": OPERATOR, "name": "Оператор списку"}]
    again = office.json("trust", "import", folder / "TL-UA.xml")
    assert [(one["territory"], one["new"]) for one in again["lists"]] == [("UA", False)]
    assert office("check").code == 0


def test_an_operator_that_is_neither_fingerprint_nor_file_is_refused(
    office: Office, folder: Path
) -> None:
    for named in ("d2:06", "x" * 300, folder / "paper.p7s"):
        refused = office("trust", "import", folder / "TL-UA.xml", "--operator", named, "--json")
        assert refused.error["code"] in {"G010", "I010"}, refused


@pytest.mark.parametrize(
    ("name", "code"), [("altered.xml", "G011"), ("older.xml", "G013"), ("paper.p7s", "G010")]
)
def test_what_cannot_be_accepted_changes_nothing(
    name: str, code: str, office: Office, folder: Path
) -> None:
    office("trust", "import", folder / "TL-UA.xml", "--operator", folder / "operator.cer")
    before = office.json("trust", "list", "--all")

    refused = office("trust", "import", folder / "other.pem", folder / name, "--json")

    assert refused.error["code"] == code
    assert name in refused.error["what"]
    assert office.json("trust", "list", "--all") == before
    assert office("check").code == 0


def test_what_is_accepted_is_used_by_registration_and_verification(
    office: Office, folder: Path
) -> None:
    paper = folder / "paper.p7s"
    assert standing(office.json("verify", paper)) == ("INDETERMINATE", "unknown")
    office("trust", "import", folder / "TL-UA.xml", "--operator", folder / "operator.cer")

    assert standing(office.json("verify", paper)) == ("TOTAL-PASSED", "QES")
    assert "КЕП" in office("verify", paper).out
    assert standing(sprava("verify", paper, "--json").json) == ("INDETERMINATE", "unknown")

    taken = office("add", paper, "--case", CASE, "--json").lines[0]
    assert taken["outcome"] == "registered", taken
    again = office.json("verify-again", taken["document"])
    assert standing(again) == ("TOTAL-PASSED", "QES")
    assert "changes" not in again or not again["changes"], "registration knew it already"

    assert office("trust", "remove", "UA").code == 0
    assert standing(office.json("verify-again", taken["document"])) == ("INDETERMINATE", "unknown")


def test_a_list_is_used_without_a_vault_too(folder: Path) -> None:
    paper, named = folder / "paper.p7s", ("--trust", folder / "TL-UA.xml")

    alone = sprava("verify", paper, *named, "--json")
    assert standing(alone.json) == ("TOTAL-PASSED", "unknown")
    assert "S166" in {one["code"] for one in alone.json["signatures"][0]["messages"]}
    assert "КЕП" not in sprava("verify", paper, *named).out
    vouched = sprava("verify", paper, *named, "--operator", OPERATOR, "--json")
    assert standing(vouched.json) == ("TOTAL-PASSED", "QES")
    bent = sprava("verify", paper, "--trust", folder / "altered.xml", "--json")
    assert (bent.code, bent.error["code"]) == (30, "G011")


def test_the_age_of_lists_is_told(office: Office, folder: Path, tmp_path: Path) -> None:
    nothing = office("trust", "status", "--json")
    assert (nothing.code, nothing.json["ok"]) == (4, False)
    assert [one["code"] for one in nothing.json["findings"]] == ["S170"]
    office("trust", "import", folder / "TL-UA.xml", "--operator", OPERATOR)
    assert office.json("trust", "status")["ok"]

    ages = [(2, 10, "S172", 4), (40, 60, "S173", 0), (40, -1, "S171", 4)]
    for sequence, (issued, until, code, ends) in enumerate(ages, start=40):
        later = dataclasses.replace(
            scheme(),
            sequence=sequence,
            issued_at=NOW - issued * DAY,
            next_update=NOW + until * DAY,
        )
        (tmp_path / "list.xml").write_bytes(signed(later, people.operator()))
        taken = office("trust", "import", tmp_path / "list.xml")
        told = office("trust", "status", "--json")
        assert (told.code, told.json["ok"]) == (ends, ends == 0)
        assert [one["code"] for one in told.json["findings"]] == [code]
        warning = told.json["findings"][0]["text"]
        assert warning in office("trust", "status").out
        assert warning in office("trust", "list").out
        assert (taken.code, warning in taken.out) == (0, True)

    assert len(office.json("trust", "list", "--all")["lists"]) == 4
    assert len(office.json("trust", "list")["lists"]) == 1


def test_a_stale_list_makes_nothing_qualified(office: Office, folder: Path, tmp_path: Path) -> None:
    stale = dataclasses.replace(scheme(), next_update=NOW - DAY)
    (tmp_path / "list.xml").write_bytes(signed(stale, people.operator()))
    office("trust", "import", tmp_path / "list.xml", "--operator", OPERATOR)

    assert standing(office.json("verify", folder / "paper.p7s")) == ("TOTAL-PASSED", "unknown")


def test_a_withdrawn_service_is_no_anchor(office: Office, folder: Path, tmp_path: Path) -> None:
    service = Listed([people.authority()], periods=[Period("withdrawn", NOW - DAY), Period()])
    withdrawn = dataclasses.replace(scheme(), services=[service])
    (tmp_path / "list.xml").write_bytes(signed(withdrawn, people.operator()))
    office("trust", "import", tmp_path / "list.xml", "--operator", OPERATOR)

    indication, _ = standing(office.json("verify", folder / "paper.p7s"))
    assert indication == "INDETERMINATE"


def test_certificates_are_listed_and_removed_by_name(office: Office, folder: Path) -> None:
    office("trust", "import", folder / "other.pem")

    [one] = office.json("trust", "list")["certificates"]
    assert (one["name"], one["subjects"]) == ("other.pem", ["Інший надавач"])
    assert "other.pem" in office("trust", "list").out
    assert office("trust", "remove", "other.pem").code == 0
    assert office("trust", "remove", "other.pem", "--json").error["code"] == "G014"
    assert office.json("trust", "list")["certificates"] == []


def test_two_different_lists_of_one_number_are_not_both_taken(
    office: Office, folder: Path, tmp_path: Path
) -> None:
    office("trust", "import", folder / "TL-UA.xml", "--operator", OPERATOR)
    before = office.json("trust", "list", "--all")
    other = dataclasses.replace(scheme(), next_update=NOW + 80 * DAY)
    (tmp_path / "other.xml").write_bytes(signed(other, people.operator()))

    refused = office("trust", "import", tmp_path / "other.xml", "--json")
    assert (refused.code, refused.error["code"]) == (30, "G016")
    assert office.json("trust", "list", "--all") == before


def test_what_goes_with_a_signer_of_lists_is_named(office: Office, folder: Path) -> None:
    office("trust", "import", folder / "TL-UA.xml", "--operator", OPERATOR)
    number = scheme().sequence
    told = office("trust", "remove", OPERATOR[:12])

    assert f"не діють і списки, за які більше ніхто не поручився: UA № {number}." in told.out
    assert office.json("trust", "list")["lists"] == []
    assert office("trust", "import", folder / "TL-UA.xml", "--operator", OPERATOR).code == 0
    assert office.json("trust", "remove", OPERATOR)["lists"] == ["UA/UAlist"]
