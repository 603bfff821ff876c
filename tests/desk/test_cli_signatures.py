"""verify and verify-again."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import threading
from pathlib import Path

import pytest
from lxml import etree

from desk.demo import pki
from desk.english import remark_in_english
from desk.wiring import Workbench
from ingest import Judge
from ingest.again import Again, due, judge_all_again
from signing.messages import moment, say
from signing.report.xml import VR
from tests.clauses import proves
from tests.desk.cli import JUDGED, Office, shaped, sprava
from tests.desk.conftest import ANSWER, SIGNED_AT
from tests.ingest.samples import pdf
from tests.inventory.conftest import pages_of
from tests.signing.pki import Identity, crl_of

WHO = "Зразковий Захар Захарович"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("signed")
    who = dataclasses.replace(pki.holder(WHO), revocations=b"")  # nothing says it is not revoked
    signed = pki.signed_pdf(pdf("Signed"), who, at=SIGNED_AT, reason="Позов")
    (folder / "signed.pdf").write_bytes(signed)
    (folder / "changed.pdf").write_bytes(pki.changed_afterwards(signed))
    (folder / "plain.pdf").write_bytes(pdf())
    (folder / "answer.txt").write_bytes(ANSWER.encode())
    (folder / "other.txt").write_bytes(b"something else")
    signature = pki.detached(ANSWER.encode(), who, at=SIGNED_AT)
    (folder / "answer.p7s").write_bytes(signature)
    (folder / "junk.p7s").write_bytes(signature[: len(signature) // 2])
    (folder / "root.pem").write_bytes(pki.authority().pem)
    return folder


def judged(folder: Path, name: str, *arguments: object) -> dict[str, object]:
    ran = sprava("verify", folder / name, "--trust", folder / "root.pem", *arguments, "--json")
    assert ran.code == 0, ran
    assert shaped(ran.json, JUDGED), ran.json
    report: dict[str, object] = ran.json
    return report


def only(report: dict[str, object]) -> dict[str, object]:
    signatures = report["signatures"]
    assert isinstance(signatures, list)
    [signature] = signatures
    assert isinstance(signature, dict)
    return signature


def test_a_signed_pdf_needs_no_vault(folder: Path) -> None:
    report = judged(folder, "signed.pdf")

    signature = only(report)
    assert (report["format"], signature["covers"]) == ("PAdES", "whole")
    assert (signature["signature_intact"], signature["content_intact"]) == (True, True)
    assert signature["changed_after_signing"] == "none"


def test_a_change_after_signing_is_seen(folder: Path) -> None:
    signature = only(judged(folder, "changed.pdf"))

    assert signature["changed_after_signing"] == "not-allowed"
    assert signature["indication"] != "TOTAL-PASSED"


def test_a_detached_signature_with_its_content_with_another_and_without(folder: Path) -> None:
    right = only(judged(folder, "answer.p7s", "--content", folder / "answer.txt"))
    wrong = only(judged(folder, "answer.p7s", "--content", folder / "other.txt"))
    without = sprava("verify", folder / "answer.p7s", "--json")

    assert (right["signature_intact"], right["content_intact"]) == (True, True)
    assert (wrong["content_intact"], wrong["indication"]) == (False, "TOTAL-FAILED")
    assert without.json["signatures"][0]["content_intact"] is None


def test_a_file_without_signatures_is_judged_too(folder: Path) -> None:
    report = judged(folder, "plain.pdf")

    assert (report["format"], report["signatures"]) == ("none", [])


def test_what_cannot_be_judged_ends_with_30(folder: Path) -> None:
    ran = sprava("verify", folder / "junk.p7s", "--json")

    assert ran.code == 30, ran
    assert shaped(ran.json, JUDGED)
    assert ran.json["format"] == "unreadable"


def test_what_is_no_request(folder: Path) -> None:
    assert sprava("verify", folder / "none.pdf", "--json").error["code"] == "U003"
    assert sprava("verify", folder / "signed.pdf", "--at", "колись", "--json").error["exit"] == 2
    not_trusted = sprava("verify", folder / "plain.pdf", "--trust", folder / "other.txt", "--json")
    assert not_trusted.error["code"] == "G010"


def test_people_read_a_sentence(folder: Path) -> None:
    told = sprava("verify", folder / "signed.pdf", "--trust", folder / "root.pem").out

    assert WHO in told
    assert "TOTAL" not in told


def kept_reports(office: Office) -> list[Path]:
    files = [path for path in (office.vault / "shelf").rglob("*") if path.is_file()]
    return [path for path in files if b'"signatures"' in path.read_bytes()]


def test_a_stored_document_is_judged_again_and_both_reports_stay(own: Office) -> None:
    document = own.documents()["Відзив"]["id"]
    before = [p for p in (own.vault / "shelf").rglob("*") if p.is_file()]
    reports = kept_reports(own)

    again = own.json("verify-again", document, "--at", "2025-06-03")

    assert shaped(again, JUDGED)
    assert [one["signature_intact"] for one in again["signatures"]] == [True]
    after = [p for p in (own.vault / "shelf").rglob("*") if p.is_file()]
    assert len(kept_reports(own)) == len(reports) + 1
    assert set(before) <= set(after)


@proves("814:II.11")
def test_814_ii_11__a_report_at_another_date_says_what_differs_and_replaces_none(
    own: Office,
) -> None:
    document = own.documents()["Відзив"]["id"]
    before = len(kept_reports(own))
    later = own.json("verify-again", document, "--at", "2025-06-03")
    earlier = own.json("verify-again", document, "--at", "2015-01-01")
    told = own("verify-again", document, "--at", "2025-06-05").out

    assert earlier["document"] == document
    was, now = (one["signatures"][0]["sub_indication"] for one in (later, earlier))
    assert was != now
    assert {
        "file": "vidzyv.txt.p7s",
        "signature": 1,
        "what": "sub_indication",
        "before": was,
        "after": now,
    } in earlier["changes"]
    assert f"причина: було {now}, стало {was or '—'}" in told
    assert len(kept_reports(own)) == before + 3


def test_all_documents_are_judged_again_once(own: Office) -> None:
    first = own("verify-again", "--all", "--at", "2025-06-03", "--json").lines
    second = own("verify-again", "--all", "--at", "2025-06-03", "--json").lines
    told = own("verify-again", "--all", "--at", "2025-06-03").out
    another = own("verify-again", "--all", "--at", "2025-06-04", "--json").lines

    signed = own.documents()["Відзив"]["id"]
    assert signed in [one.get("document") for one in first]
    counts = {"judged": len(first) - 1, "failed": 0, "left": 0, "skipped": 0}
    assert first[-1]["summary"].items() >= counts.items()
    nothing = {"judged": 0, "changed": 0, "failed": 0, "left": 0, "skipped": len(first) - 1}
    assert second == [{"summary": nothing}]
    assert f"Пропущено {len(first) - 1}: їх уже перевірено" in told
    assert len(another) == len(first)
    assert own("check", "--json").code == 0


def test_several_documents_are_judged_and_told_one_by_one(own: Office) -> None:
    ids = [one["id"] for one in own.documents().values() if one["title"] != "З грифом"][:3]
    ran = own("verify-again", *ids)

    assert ran.code == 0, ran
    assert all(f"[{one}]" in ran.out for one in ids)
    assert "Перевірено документів: 3" in ran.out


def test_one_that_cannot_be_judged_among_several_is_told_before_the_first(own: Office) -> None:
    documents = own.documents()
    before = len(kept_reports(own))
    signed, hidden = documents["Відзив"]["id"], documents["З грифом"]["id"]

    assert own("verify-again", signed, "zzzz", "--json").error["exit"] == 2
    assert own("verify-again", signed, hidden, "--json").error["code"] == "U001"
    assert len(kept_reports(own)) == before


def test_judging_all_again_goes_on_where_it_was_stopped(own: Office) -> None:
    workbench = Workbench.open(own.vault, "тест")
    try:
        judge = Judge(workbench.vault, workbench.airlock, workbench.judging)
        at, long_ago = "2025-06-03T00:00:00+00:00", dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
        heard: list[Again] = []
        stop = threading.Event()
        everything = due(workbench.vault, at=at, since=long_ago)

        def run() -> None:
            judge_all_again(
                judge, everything, at=at, actor="тест", workers=1, stop=stop, tell=heard.append
            )

        stop.set()
        run()
        assert (heard, due(workbench.vault, at=at, since=long_ago)) == ([], everything)
        stop.clear()
        run()
        assert {one.document.id for one in heard} == set(everything) != set()
        assert due(workbench.vault, at=at, since=long_ago) == []
        assert due(workbench.vault, at=None, since=long_ago) == []
    finally:
        workbench.close()


def test_pages_that_look_different_are_kept_with_the_document(
    folder: Path, own: Office, tmp_path: Path
) -> None:
    card = {"kind": "motion", "title": "Змінене клопотання", "date": "2025-06-10"}
    own.put("changed.pdf", (folder / "changed.pdf").read_bytes(), card)
    own("watch", "--once")
    document = own.documents()["Змінене клопотання"]["id"]
    pictures = tmp_path / "знімки"

    again = own.json("verify-again", document, "--pages", pictures)

    assert "S230" in [one["code"] for one in again["signatures"][0]["messages"]]
    assert again["changes"] == []
    drawn = {one.name: one.read_bytes() for one in pictures.iterdir()}
    assert set(drawn) == {f"signature-1-page-0001-{when}.png" for when in ("before", "after")}
    kept = [path.read_bytes() for path in (own.vault / "shelf").rglob("*") if path.is_file()]
    assert all(data in kept for data in drawn.values())
    assert own.json("check")["findings"] == []
    told = sprava("verify", folder / "changed.pdf", "--pages", tmp_path / "інші").out
    assert "Після підписання змінився вигляд сторінок: 1." in told
    assert {one.read_bytes() for one in (tmp_path / "інші").iterdir()} == set(drawn.values())


@pytest.mark.parametrize(
    "arguments",
    [(), ("x", "--all"), ("x", "y", "--report", "a.pdf"), ("--all", "--report-xml", "a.xml")],
)
def test_what_is_no_request_to_judge_again(office: Office, arguments: tuple[str, ...]) -> None:
    assert office("verify-again", *arguments, "--json").error["code"] == "U001"


def test_a_restricted_document_has_nothing_to_judge(office: Office) -> None:
    document = office.documents()["З грифом"]["id"]

    assert office("verify-again", document, "--json").error["code"] == "U001"


def said(pdf: Path) -> str:
    return " ".join(" ".join(pages_of(pdf.read_bytes())).split())


@proves("814:II.11")
def test_814_ii_11__a_report_is_printed_about_a_file(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.pdf"
    judged(folder, "answer.p7s", "--content", folder / "answer.txt", "--report", out)

    text = said(out)
    for words in ("ДІЙСНІСТЬ ПІДПИСУ НЕ ВСТАНОВЛЕНО", WHO, "answer.txt", "answer.p7s", "root.pem"):
        assert words in text
    refused = sprava("verify", folder / "plain.pdf", "--report", tmp_path / "none.pdf", "--json")
    assert refused.error["code"] == "U001"
    assert not (tmp_path / "none.pdf").exists()


@proves("814:II.11")
def test_814_ii_11__a_report_is_printed_about_a_stored_document(
    own: Office, tmp_path: Path
) -> None:
    """«…разом з відповідним … підписом та звітом про результати перевірки…»"""
    document = own.documents()["Відзив"]["id"]
    out = tmp_path / "report.pdf"
    own.json("verify-again", document, "--at", "2025-06-03", "--report", out)

    text = said(out)
    for words in ("Відзив", "Підпис 1 з 1", "станом на 04.06.2025 02:59:59"):
        assert words in text


def test_a_report_is_written_as_xml(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.xml"
    report = judged(folder, "answer.p7s", "--content", folder / "answer.txt", "--report-xml", out)

    root = etree.fromstring(out.read_bytes())
    assert root.tag == f"{{{VR}}}ValidationReport"
    said = root.findtext(f".//{{{VR}}}SubIndication")
    assert said == f"urn:etsi:019102:subindication:{only(report)['sub_indication']}"
    refused = sprava("verify", folder / "plain.pdf", "--report-xml", tmp_path / "no.xml", "--json")
    assert refused.error["code"] == "U001"
    assert not (tmp_path / "no.xml").exists()


def test_a_report_that_can_be_written_nowhere_is_refused(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "немає" / "звіт.xml"
    ran = sprava("verify", folder / "signed.pdf", "--report-xml", out, "--json")

    assert ran.error["code"] == "U001"
    assert f"каталогу «{out.parent}» немає" in ran.error["what"]


@pytest.fixture
def listed(folder: Path) -> Path:
    """A list of whom the authority of the demonstration has revoked: nobody."""
    path, root = folder / "list.crl", pki.authority()
    path.write_bytes(crl_of(Identity(root.certificate, root.key), at=SIGNED_AT))
    return path


def test_revocation_data_may_be_given_as_a_file(folder: Path, listed: Path) -> None:
    at = SIGNED_AT.isoformat()
    without = only(judged(folder, "signed.pdf", "--at", at))
    given = only(judged(folder, "signed.pdf", "--at", at, "--crl", listed))

    assert without["sub_indication"] == "TRY_LATER"
    assert "(--online) або дати файлом (--crl)" in str(without["messages"])
    assert (given["indication"], given["sub_indication"]) == ("TOTAL-PASSED", None)


@pytest.mark.parametrize("name", ["answer.txt", "answer.p7s", "root.pem", "junk.p7s"])
def test_what_is_no_revocation_data_is_not_taken_for_some(folder: Path, name: str) -> None:
    """Hostile bytes: looked at in a child, like the signatures."""
    given = "--crl", folder / name
    ran = sprava("verify", folder / "signed.pdf", *given, "--json")

    assert ran.error["code"] == "G015"
    assert sprava("verify", folder / "signed.pdf", "--crl", folder / "no", "--json").code == 2


def test_revocation_data_given_for_stored_documents(
    own: Office, folder: Path, listed: Path
) -> None:
    document = own.documents()["Відзив"]["id"]
    before = len(kept_reports(own))

    refused = own("verify-again", document, "--crl", folder / "answer.txt", "--json")
    assert refused.error["code"] == "G015"
    assert own("verify-again", "--all", "--crl", folder / "no", "--json").code == 2
    assert own("verify-again", document, "--private-network", "--json").error["code"] == "U001"
    assert len(kept_reports(own)) == before
    assert own("verify-again", document, "--crl", listed, "--json").code == 0
    assert len(kept_reports(own)) == before + 1


@pytest.mark.parametrize("name", ["changed.pdf", "answer.p7s", "junk.p7s"])
def test_remarks_are_english_where_english_is_asked_for(folder: Path, name: str) -> None:
    ran = sprava("--lang", "en", "verify", folder / name, "--trust", folder / "root.pem")
    remarks = [line for line in ran.out.splitlines() if re.search(r"\[S\d{3}\]$", line)]

    assert remarks
    assert [line for line in remarks if re.search("[а-яіїєґ]", line)] == []


def test_what_came_out_of_the_file_stays_in_an_english_remark() -> None:
    at = dt.datetime(2025, 5, 3, 11, 0, 2, tzinfo=dt.UTC)
    said = say("S180", when=moment(at), authority="Позначки {часу}")
    stranger = say("S181", when=moment(None), reason="її ще не бачено")

    assert remark_in_english(said.code, said.text) == (
        "A time-stamp proves that the signature existed 03.05.2025 14:00:02 (Kyiv time, UTC+03:00)"
        " (authority: Позначки {часу})."
    )
    told = remark_in_english(stranger.code, stranger.text)
    assert told == "A time-stamp (without a time) proves nothing: її ще не бачено."
    assert remark_in_english("S999", "щось") == "щось"
    assert remark_in_english("S180", "щось") == "щось"
