"""Slow work: texts, reading copies and late reports, made from what documents lack."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pikepdf
import pytest

from ingest import Deriving, Judge, derive_pending, read_texts
from ingest.projection import pending_signatures
from ingest.reading import Tools, find_tools
from inventory import Accession, OriginalForm, RegistrationCard, SheetBasis, close_volume, register
from tests.clauses import proves
from tests.ingest.court import CASE, Court
from tests.ingest.samples import archive, cms_with, detached_cms, mail, pdf, scan
from vault import Json


def text_of(court: Court, sha512: str | None) -> Json:
    assert sha512 is not None
    return json.loads(court.vault.locate(sha512).read_bytes())


def test_the_words_of_a_document_are_read_page_by_page(court: Court, work: Deriving) -> None:
    court.put("x.pdf", pdf("Claim", 2))
    court.take()

    assert read_texts(work) == 1

    [document] = court.documents()
    pages = text_of(court, document.text)["pages"]
    assert [page["text"].strip() for page in pages] == ["Claim page 1", "Claim page 2"]
    assert document.reading_note is None
    assert read_texts(work) == 0


def test_a_reading_copy_is_pdfa_and_the_original_stays(court: Court, work: Deriving) -> None:
    data = pdf("Claim", 2)
    court.put("x.pdf", data)
    court.take()

    derive_pending(work)

    [document] = court.documents()
    assert court.bytes_of(document) == data
    assert document.reading_note is not None
    if document.reading_copy is not None:
        with pikepdf.open(court.vault.locate(document.reading_copy)) as copy:
            assert len(copy.pages) == 2
    assert court.unread() == 0
    assert derive_pending(work) == 0


def test_what_cannot_be_made_has_a_recorded_reason(court: Court, work: Deriving) -> None:
    """Without the programs a scan has no words and a letter no pages; both are said."""
    court.put("scan.pdf", scan())
    court.put("letter.eml", mail())
    court.take()

    derive_pending(work)

    by_name = {d.name: d for d in court.documents()}
    letter = by_name["letter.eml"]
    assert letter.reading_copy is None
    assert "LibreOffice" in str(letter.reading_note)
    assert "долучити" in text_of(court, letter.text)["pages"][0]["text"]
    assert (letter.count.sheets, letter.count.basis) == (1, SheetBasis.PROPOSAL)
    [page] = text_of(court, by_name["scan.pdf"].text)["pages"]
    assert page["text"] == ""
    assert court.unread() == 0


def test_a_container_is_not_read_itself(court: Court, work: Deriving) -> None:
    court.put("docs.zip", archive(a__pdf=pdf()))
    court.put("claim.pdf.p7s", cms_with(pdf("Signed")))
    court.take()

    derive_pending(work)

    for document in court.documents():
        assert document.reading_note is not None
        assert (document.text is None) == (document.parent is None)


def test_only_the_documents_asked_for_are_read(court: Court, work: Deriving) -> None:
    for number in range(3):
        court.put(f"{number}.pdf", pdf(f"N{number}"))
    court.take()
    wanted = court.documents()[1]

    derive_pending(work, documents=[wanted.id])

    assert [d.reading_note is not None for d in court.documents()] == [False, True, False]


def test_progress_ends_at_its_total(court: Court, work: Deriving) -> None:
    for number in range(4):
        court.put(f"{number}.pdf", pdf(f"N{number}"))
    court.take()
    seen: list[tuple[int, int | None]] = []

    derive_pending(work, progress=lambda done, total: seen.append((done, total)))

    assert seen[-1] == (8, 8)
    assert seen == sorted(seen)


@proves("814:II.11")
def test_814_ii_11__a_report_that_came_late_is_kept_all_the_same(
    court: Court, work: Deriving
) -> None:
    settings = court.settings
    court.settings = dataclasses.replace(settings, judging=lambda: {"at": "nonsense"})
    data = pdf()
    court.put("claim.pdf", data)
    court.put("claim.pdf.p7s", detached_cms(data))
    court.put("wrapped.p7s", cms_with(pdf("Wrapped")))
    court.take()

    derive_pending(work)

    reported = [d for d in court.documents() if d.verdict]
    assert {d.name for d in reported} == {"claim.pdf", "wrapped.p7s"}
    for document in reported:
        [signature] = json.loads(str(document.verdict))["signatures"]
        assert signature["indication"] != "TOTAL-FAILED"
    with court.vault.read() as connection:
        assert pending_signatures(connection, limit=9) == []


def test_a_signature_nobody_can_judge_gets_a_report_that_says_so(
    court: Court, work: Deriving
) -> None:
    def nonsense() -> dict[str, Json]:
        return {"at": "nonsense"}

    court.settings = dataclasses.replace(court.settings, judging=nonsense)
    court.put("wrapped.p7s", cms_with(pdf()))
    court.take()

    judge = Judge(court.vault, court.airlock, nonsense)
    derive_pending(dataclasses.replace(work, judge=judge))

    wrapper = next(d for d in court.documents() if d.name == "wrapped.p7s")
    report = text_of(court, wrapper.report)
    assert (report["judged"], report["complete"]) == (False, False)
    assert report["messages"][0]["code"] == "I010"


def test_a_document_registered_without_a_look_is_looked_at_later(
    court: Court, work: Deriving
) -> None:
    content = court.vault.store(pdf("Direct"))
    with court.vault.transaction("clerk") as tx:
        accession = Accession(
            id="d1",
            case=court.case(),
            card=RegistrationCard(),
            arrived_at="2026-11-01T10:00+02:00",
            name="x.pdf",
            format="fmt/17",
            content=content,
            pages=1,
            form=OriginalForm.ELECTRONIC,
            print_duplex=False,
        )
        register(tx, accession)
        tx.commit()

    derive_pending(work)

    [document] = court.documents()
    assert document.text is not None


def needs_office() -> Tools:
    tools = find_tools()
    if tools.office is None:
        pytest.skip("LibreOffice is not installed on this machine")
    return tools


def test_the_sheets_of_a_letter_are_counted_when_it_is_laid_out(
    court: Court, work: Deriving
) -> None:
    tools = needs_office()
    court.put("letter.eml", mail())
    court.put("both.txt", ("Рядок\n" * 150).encode(), card={"duplex": True})
    court.take()

    derive_pending(dataclasses.replace(work, tools=tools))

    by_name = {d.name: d for d in court.documents()}
    letter, both = by_name["letter.eml"], by_name["both.txt"]
    assert (letter.count.sheets, letter.count.basis) == (letter.pages, SheetBasis.PRINT)
    assert both.pages > 1
    assert both.count.sheets == -(-both.pages // 2)
    assert both.count.basis is SheetBasis.DUPLEX
    assert len(text_of(court, both.text)["pages"]) == both.pages


def test_a_volume_that_is_numbered_already_is_not_counted_anew(
    court: Court, work: Deriving
) -> None:
    tools = needs_office()
    court.put("long.txt", ("Рядок\n" * 150).encode())
    court.take()
    with court.vault.transaction("clerk") as tx:
        close_volume(tx, CASE, 1)
        tx.commit()

    derive_pending(dataclasses.replace(work, tools=tools))

    [document] = court.documents()
    assert document.reading_copy is not None
    assert (document.count.sheets, document.count.basis) == (1, SheetBasis.PROPOSAL)


def test_the_words_of_a_scan_are_recognised(court: Court, work: Deriving, tmp_path: Path) -> None:
    tools = find_tools()
    if tools.tesseract is None:
        pytest.skip("Tesseract with the Cyrillic model is not installed on this machine")
    court.put("x.pdf", pdf("Claim", 1))
    court.put("scan.png", drawn(court, tmp_path))
    court.take()

    derive_pending(dataclasses.replace(work, tools=tools))

    by_name = {d.name: d for d in court.documents()}
    [page] = text_of(court, by_name["scan.png"].text)["pages"]
    assert "12345" in page["text"]
    assert page["lines"]


def drawn(court: Court, folder: Path) -> bytes:
    """The first page of a PDF as a picture."""
    (folder / "page.pdf").write_bytes(pdf("No 12345 67890"))
    answer = court.airlock.call(
        "vault.airlock.images:render",
        path=str(folder / "page.pdf"),
        page=0,
        dpi=200,
        folder=str(court.airlock._scratch),
    )
    path = court.airlock._scratch / str(answer["file"])
    data = path.read_bytes()
    path.unlink()
    return data
