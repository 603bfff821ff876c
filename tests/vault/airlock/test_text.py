"""Ukrainian words come out of every format as they were put in."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from tests.vault.airlock import good
from vault.airlock import Airlock, Limits, NotAccepted
from vault.airlock.encoding import decoded
from vault.airlock.rtf import text as rtf_text
from vault.airlock.xml import html_text
from vault.errors import TooLarge
from vault.model import Json

PAGE = """
#set page(width: 60mm, height: 60mm, margin: 5mm)
#set text(lang: "uk", size: 11pt, font: "Liberation Serif", hyphenate: true)
#set par(justify: true)
Загальнообов'язкове державне соціальне страхування відповідно до законодавства України.
#pagebreak()
Друга сторінка
#pagebreak()
"""


def pages(
    airlock: Airlock, folder: Path, data: bytes, kind: str, limits: Limits | None = None
) -> Json:
    path = folder / "document"
    path.write_bytes(data)
    answer = airlock.call("vault.airlock.text:text", limits=limits, path=str(path), kind=kind)
    return answer["pages"]


def words_of(text: str) -> list[str]:
    return text.split()


@pytest.mark.parametrize(
    ("name", "kind"), [("zayava.docx", "docx"), ("zayava.odt", "odt"), ("zapyska.txt", "txt")]
)
def test_words_of_a_document_without_pages(
    airlock: Airlock, folder: Path, name: str, kind: str
) -> None:
    (page,) = pages(airlock, folder, good.GOOD[name](), kind)

    assert page.startswith(good.TEXT)


def test_words_of_a_mail_begin_with_its_subject(airlock: Airlock, folder: Path) -> None:
    (page,) = pages(airlock, folder, good.eml(), "eml")

    assert page.split("\n")[:2] == ["Позовна заява", good.TEXT]


def test_words_of_a_pdf_page_by_page_with_hyphens_joined(airlock: Airlock, folder: Path) -> None:
    first, second, third = pages(airlock, folder, typst.compile(PAGE.encode()), "pdf")

    assert "державне соціальне страхування" in " ".join(words_of(first))
    assert second.strip() == "Друга сторінка"
    assert third == ""


def test_boxes_of_words_are_in_hundredths_of_a_point(airlock: Airlock, folder: Path) -> None:
    path = folder / "document"
    path.write_bytes(good.pdf())
    boxes = airlock.call("vault.airlock.text:words", path=str(path), page=1)

    assert [word for word, *_ in boxes] == ["Page", "2", "of", "the", "claim"]
    _, left, bottom, right, top, turn = boxes[0]
    assert turn == 0
    assert 7100 < left < 7400
    assert left < right < 11_000
    assert 75_000 < bottom < top < 78_000


def test_docx_keeps_tables_tabs_and_notes_and_leaves_out_what_was_deleted(
    airlock: Airlock, folder: Path
) -> None:
    body = (
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Сума</w:t><w:tab/><w:t>100</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        "<w:p><w:del><w:r><w:delText>вилучено</w:delText></w:r></w:del>"
        "<w:r><w:t>до</w:t><w:noBreakHyphen/><w:t>говір</w:t><w:br/><w:t>рядок</w:t></w:r></w:p>"
    )
    note = (
        f'<w:footnotes xmlns:w="{good.WORD}"><w:p><w:r><w:t>виноска</w:t></w:r></w:p></w:footnotes>'
    )
    (page,) = pages(airlock, folder, good.docx(body, {"word/footnotes.xml": note}), "docx")

    assert page == "Сума\t100\nдо-говір\nрядок\nвиноска\n"


def test_odt_keeps_spaces_and_leaves_out_tracked_deletions(airlock: Airlock, folder: Path) -> None:
    body = (
        "<text:tracked-changes><text:p>вилучено</text:p></text:tracked-changes>"
        '<text:h>Ухвала</text:h><text:p>іменем<text:s text:c="2"/>України<text:line-break/>'
        "<text:span>м. </text:span>Київ</text:p>"
    )
    (page,) = pages(airlock, folder, good.odt(body), "odt")

    assert page == "Ухвала\nіменем  України\nм. Київ\n"


def test_rtf() -> None:
    assert rtf_text(good.rtf(), Limits()) == good.TEXT + "\nҐ’"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (rb"{\rtf1 a\par b\tab c\line d}", "a\nb\tc\nd"),
        (rb"{\rtf1 a\{b\}\\c\~d\_e}", "a{b}\\c\u00a0d-e"),
        (rb"{\rtf1\uc1\u1071?\uc0\u1111 x}", "Яїx"),
        (rb"{\rtf1\uc2\u1071\'df\'df!}", "Я!"),
        (rb"{\rtf1{\uc0{\u1071}}\u1071?}", "ЯЯ"),
        (rb"{\rtf1 a{\*\unknown b}{\info{\title c}}{\pict 0102}d}", "ad"),
        (b"{\\rtf1 a\\bin5 }}{{}b}", "ab"),
        (rb"{\rtf1\u-10179?\u-8704?}", "😀"),
        (rb"{\rtf1{\fonttbl{\f1\fcharset238 X;}}{\f1\'b3}\'b3}", "łі"),
        (b"{\\rtf1 " + "слово".encode("cp1251") + b"}", "слово"),
        (rb"{\rtf1\ansicpg99999 x}", "x"),
    ],
)
def test_rtf_words(source: bytes, words: str) -> None:
    assert rtf_text(source, Limits()) == words


def test_html_words_survive_broken_markup() -> None:
    assert html_text("<p>один<br>два<table><tr><td>три</b><!-- ні -->") == "один\nдва\nтри"
    assert html_text("") == ""


WORDS = """
позивач просить суд стягнути з відповідача заборгованість за договором позики ґрунт
Шевченківський районний суд міста Києва ухвалив рішення іменем України об'єднання з'явилися її
"""
UKRAINIAN = st.permutations(WORDS.split()).map(" ".join)


@given(UKRAINIAN, st.sampled_from(["utf-8", "utf-16", "utf-8-sig", "cp1251", "koi8-u", "cp1125"]))
def test_text_of_an_unknown_encoding_is_read(words: str, encoding: str) -> None:
    assert decoded(words.encode(encoding))[0] == words


def test_a_declared_encoding_is_believed_only_when_it_fits() -> None:
    assert decoded("їжа".encode("koi8-u"), "koi8-u")[0] == "їжа"
    assert decoded("їжа їхня".encode(), "us-ascii")[0] == "їжа їхня"
    assert decoded("їжа їхня".encode(), "x-nothing")[0] == "їжа їхня"


def test_text_is_composed_and_bounded(airlock: Airlock, folder: Path) -> None:
    split = unicodedata.normalize("NFD", "їй")
    assert pages(airlock, folder, f"{split}\x0b\r\nй".encode(), "txt") == ["їй\nй"]
    with pytest.raises(TooLarge):
        pages(airlock, folder, good.docx(), "docx", Limits(text_chars=20))
    with pytest.raises(NotAccepted):
        pages(airlock, folder, good.image("PNG"), "png")
