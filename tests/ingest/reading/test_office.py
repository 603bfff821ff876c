"""Office documents, plain texts and letters: laid out in the airlock, or found by their words."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pikepdf.pdfa
import pypdfium2
import pytest
from lxml import etree
from PIL import Image

from ingest.reading import FileKind, Reader, ReadingResult, TextSource, Tools
from tests.ingest.reading.conftest import AT, Read
from vault.airlock import Airlock

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WORDS = "Позивач ґрунтує вимоги на договорі № 17/2024 та п. 3 статті 149"

_ODT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content office:version="1.3"
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 xmlns:xlink="http://www.w3.org/1999/xlink">
<office:body><office:text>{}</office:text></office:body></office:document-content>"""
_MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="/"
 manifest:media-type="application/vnd.oasis.opendocument.text"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"""


def odt(body: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("META-INF/manifest.xml", _MANIFEST)
        package.writestr("content.xml", _ODT.format(body))
    return out.getvalue()


def _docx() -> bytes:
    out = io.BytesIO()
    document = docx.Document()
    document.add_heading("Позовна заява", 0)
    document.add_paragraph(WORDS)
    table = document.add_table(2, 2)
    table.cell(1, 1).text = "1 250 000,00"
    document.save(out)
    return out.getvalue()


def _rtf() -> bytes:
    letters = "".join(f"\\u{ord(c)}?" if ord(c) > 127 else c for c in WORDS)
    return b"{\\rtf1\\ansi " + letters.encode("ascii") + b"}"


def _eml() -> bytes:
    head = (
        "From: =?utf-8?b?0KjQtdCy0YfRg9C6INCE0LLQsw==?= <office@example.org>\r\n"
        "To: court@example.org\r\nSubject: =?utf-8?b?0JrQu9C+0L/QvtGC0LDQvdC90Y8=?=\r\n"
        "Date: Wed, 12 Nov 2025 10:00:00 +0200\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/mixed; boundary=x\r\n\r\n"
    )
    body = f"--x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>{WORDS}</p>\r\n"
    file = (
        '--x\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename="dogovir.txt"'
    )
    return f"{head}{body}{file}\r\n\r\nHidden\r\n--x--\r\n".encode()


DOCUMENTS: dict[FileKind, Callable[[], bytes]] = {
    FileKind.DOCX: _docx,
    FileKind.ODT: lambda: odt(f"<text:p>{WORDS}</text:p>"),
    FileKind.RTF: _rtf,
    FileKind.TXT: lambda: f"{WORDS}\n{{\\rtf1 <b>".encode("cp1251"),
    FileKind.EML: _eml,
}


def words_of(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as opened:
        return " ".join("".join(page.get_textpage().get_text_range() for page in opened).split())


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("kind", DOCUMENTS)
def test_documents_are_laid_out_as_pdf_a_1(kind: FileKind, read: Read, tmp_path: Path) -> None:
    source = tmp_path / "a.exe"  # names are never believed
    source.write_bytes(DOCUMENTS[kind]())

    result = read(source, kind)

    assert result.copy.path is not None
    assert (result.copy.conformance, result.copy.reason) == ("PDF/A-1b", None)
    assert pikepdf.pdfa.validate_written(result.copy.path, "1b").passed
    assert WORDS in words_of(result.copy.path)
    assert WORDS in " ".join(result.pages[0].text.split())
    assert result.pages[0].source is TextSource.TEXT_LAYER
    assert result.pages[0].width in range(5900, 6200)
    assert result.tools["layout"].startswith("LibreOffice ")
    assert sorted(path.name for path in result.copy.path.parent.iterdir()) == ["reading-copy.pdf"]


@pytest.mark.usefixtures("office")
def test_a_plain_text_shows_itself(read: Read, tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_bytes(DOCUMENTS[FileKind.TXT]())

    copy = read(source, FileKind.TXT).copy

    assert copy.path is not None
    assert "{\\rtf1 <b>" in words_of(copy.path)


@pytest.mark.usefixtures("office")
def test_a_letter_shows_its_heads_and_the_names_of_what_came_along(
    read: Read, tmp_path: Path
) -> None:
    source = tmp_path / "a.eml"
    source.write_bytes(_eml())

    copy = read(source, FileKind.EML).copy

    assert copy.path is not None
    shown = words_of(copy.path)
    for part in (
        "Шевчук Євг",
        "court@example.org",
        "Тема: Клопотання",
        "12.11.2025 10:00",
        "dogovir.txt",
    ):
        assert part in shown
    assert "Hidden" not in shown, "an attachment is a document of its own"


def _docx_fields() -> bytes:
    """Fields in Word's two forms; the name of one cut in two, as Word does."""

    def run(inner: str) -> str:
        return f"<w:r>{inner}</w:r>"

    def field(parts: list[str], shown: str) -> str:
        said = "".join(run(f"<w:instrText>{part}</w:instrText>") for part in parts)
        begin, middle, end = (
            run(f'<w:fldChar w:fldCharType="{step}"/>') for step in ("begin", "separate", "end")
        )
        return f"{begin}{said}{middle}{run(f'<w:t>{shown}</w:t>')}{end}"

    simple = '<w:fldSimple w:instr=" FILENAME "><w:r><w:t>позов.docx</w:t></w:r></w:fldSimple>'
    fields = [field([" DA", "TE \\@ dd.MM.yyyy "], "05.03.2024"), simple, field([" PAGE "], "77")]
    out = io.BytesIO()
    document = docx.Document()
    body: Any = document.element.body
    for inner in fields:
        body.insert(0, etree.fromstring(f'<w:p xmlns:w="{_W}">{inner}</w:p>'))
    document.save(out)
    return out.getvalue()


_RTF_FIELDS = (
    r"{\rtf1\ansi {\field{\*\fldinst{\b DATE \\@ dd.MM.yyyy}}{\fldrslt 05.03.2024}} "
    r"{\field{\*\fldinst FILENAME}{\fldrslt pozov.docx}} "
    r"{\field{\*\fldinst {\i PAGE}}{\fldrslt 77}}}"
)
_ODT_FIELDS = (
    '<text:p><text:date text:date-value="2024-03-05">05.03.2024</text:date></text:p>'
    "<text:p><text:file-name>pozov.docx</text:file-name></text:p>"
    '<text:p><text:page-number text:select-page="current">77</text:page-number></text:p>'
)
FIELDS: dict[FileKind, Callable[[], bytes]] = {
    FileKind.DOCX: _docx_fields,
    FileKind.RTF: lambda: _RTF_FIELDS.encode("ascii"),
    FileKind.ODT: lambda: odt(_ODT_FIELDS),
}


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("kind", FIELDS)
def test_the_copy_shows_the_date_of_the_document_not_of_the_copy(
    kind: FileKind, read: Read, tmp_path: Path
) -> None:
    source = tmp_path / "a"
    source.write_bytes(FIELDS[kind]())

    copy = read(source, kind).copy

    assert copy.path is not None
    shown = words_of(copy.path)
    assert "05.03.2024" in shown
    assert "source." not in shown
    assert "77" not in shown, "page numbers belong to the layout and stay alive"


@pytest.mark.usefixtures("office")
def test_a_document_cannot_draw_other_files_in(read: Read, tmp_path: Path) -> None:
    """Linked pictures and sections would carry pages of the vault into a copy."""
    secret = tmp_path / "secret.txt"
    secret.write_text("TOPSECRET words of another document", encoding="utf-8")
    picture = tmp_path / "secret.png"
    Image.new("RGB", (300, 300), "red").save(picture)
    link = f'xlink:type="simple" xlink:href="{secret.as_uri()}" text:filter-name="Text"'
    body = (
        f"<text:p>{WORDS}</text:p>"
        f'<text:section text:name="s"><text:section-source {link}/><text:p>old</text:p>'
        f"</text:section>"
        f'<text:p><draw:frame text:anchor-type="as-char" svg:width="9cm" svg:height="9cm">'
        f'<draw:image xlink:type="simple" xlink:href="{picture.as_uri()}"/></draw:frame></text:p>'
    )
    source = tmp_path / "a.odt"
    source.write_bytes(odt(body))

    result = read(source, FileKind.ODT)

    assert result.copy.path is not None
    assert WORDS in words_of(result.copy.path)
    assert "TOPSECRET" not in words_of(result.copy.path)
    with pypdfium2.PdfDocument(result.copy.path) as opened:
        colours = opened[0].render().to_pil().convert("RGB").getcolors(1 << 20)
    assert (255, 0, 0) not in {colour for _, colour in colours or ()}


def read_bare(
    airlock: Airlock, office: Airlock, folder: Path, source: Path, kind: FileKind
) -> ReadingResult:
    return Reader(airlock, office, Tools(), workers=1).read(source, kind, folder, at=AT)


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_without_libreoffice_the_words_are_found_all_the_same(
    kind: FileKind, airlock: Airlock, office_airlock: Airlock, folder: Path, tmp_path: Path
) -> None:
    source = tmp_path / "a"
    source.write_bytes(DOCUMENTS[kind]())

    result = read_bare(airlock, office_airlock, folder, source, kind)

    assert WORDS in " ".join(result.pages[0].text.split())
    assert result.copy.path is None
    assert result.copy.reason is not None
    assert result.copy.reason.code == "I051"
    assert "layout" not in result.tools


@pytest.mark.usefixtures("office")
def test_a_broken_document_is_a_reason_and_the_next_one_is_read(read: Read, tmp_path: Path) -> None:
    source = tmp_path / "a"
    source.write_bytes(_docx()[:-200])

    broken = read(source, FileKind.DOCX)

    assert broken.copy.reason is not None
    assert broken.copy.path is None
    source.write_bytes(_docx())
    assert read(source, FileKind.DOCX).copy.conformance == "PDF/A-1b"
