"""A reading copy that could not be made is seen where people look."""

from __future__ import annotations

from pathlib import Path

import pikepdf
from pikepdf import Dictionary, Name

from desk.wiring import projections
from inventory import record_reading_copy
from tests.desk.cli import CASE, Office
from vault import open_vault


def unembedded(path: Path) -> Path:
    """A PDF whose font is not in it: it can be read, but not be brought to PDF/A."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.obj.Resources = Dictionary(Font=Dictionary(F=font))
        page.contents_add(b"BT /F 20 Tf 100 700 Td (Statement of claim) Tj ET")
        pdf.save(path)
    return path


def shown(own: Office, document: str) -> object:
    rows = [
        row for volume in own.json("case", "show", CASE)["volumes"] for row in volume["documents"]
    ]
    return next(row["no_reading_copy"] for row in rows if row["id"] == document)


def test_a_pdf_that_is_as_good_to_read_is_no_remark(own: Office, tmp_path: Path) -> None:
    added = own("add", unembedded(tmp_path / "a.pdf"), "--case", CASE, "--kind", "claim", "--json")
    outcome, _summary = added.lines

    told = shown(own, outcome["document"])

    assert isinstance(told, dict)
    assert told["code"] == "I052"
    assert told["text"] in own("case", "show", CASE).out
    assert own.json("check")["findings"] == []


def test_a_missing_reading_copy_is_remarked(own: Office, tmp_path: Path) -> None:
    added = own("add", unembedded(tmp_path / "a.pdf"), "--case", CASE, "--kind", "claim", "--json")
    document = added.lines[0]["document"]
    reason = {"code": "I053", "text": "Копію відкинуто."}
    with open_vault(own.vault, projections()) as vault, vault.transaction("clerk") as tx:
        record_reading_copy(tx, document, None, reason["text"], {"copy": {"reason": reason}})
        tx.commit()

    assert shown(own, document) == reason
    checked = own.json("check")
    [remark] = checked["findings"]
    assert checked["ok"]
    assert (remark["code"], remark["grave"]) == ("N013", False)
    assert document in remark["text"]


def test_an_export_names_the_sheets_that_have_no_picture(own: Office, tmp_path: Path) -> None:
    source = unembedded(tmp_path / "a.pdf")
    own.json("case", "open", "757/9/25", "--kind", "civil")
    assert own("add", source, "--case", "757/9/25", "--kind", "claim").code == 0
    (document,) = own.documents("757/9/25").values()
    assert own("sheets", "confirm", document["id"], "3").code == 0

    made = own.json("volume", "export", "757/9/25", "1", "-o", tmp_path / "v.pdf")
    told = own("volume", "export", "757/9/25", "1", "-o", tmp_path / "w.pdf").out

    assert made["sheets"] == 3
    assert [one["sheet"] for one in made["missing"]] == ["2", "3"]
    with pikepdf.open(tmp_path / "v.pdf") as pdf:
        assert len(pdf.pages) == made["pages"] == 5
    assert "аркушів без зображення 2" in told
    assert f"арк. 2, 3  [{document['id']}]" in told
