"""A reading copy that could not be made is seen where people look."""

from __future__ import annotations

from pathlib import Path

import pikepdf
from pikepdf import Dictionary, Name

from tests.desk.cli import CASE, Office


def unembedded(path: Path) -> Path:
    """A PDF whose font is not in it: it can be read, but not be brought to PDF/A."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.obj.Resources = Dictionary(Font=Dictionary(F=font))
        page.contents_add(b"BT /F 20 Tf 100 700 Td (Statement of claim) Tj ET")
        pdf.save(path)
    return path


def test_a_missing_reading_copy_is_told_shown_and_remarked(own: Office, tmp_path: Path) -> None:
    added = own("add", unembedded(tmp_path / "a.pdf"), "--case", CASE, "--kind", "claim", "--json")
    outcome, told, _summary = added.lines
    document = outcome["document"]

    assert told["document"] == document
    assert told["no_reading_copy"]["code"] == "I052"
    shown = {
        row["id"]: row["no_reading_copy"]
        for volume in own.json("case", "show", CASE)["volumes"]
        for row in volume["documents"]
    }
    assert shown[document] == told["no_reading_copy"]
    assert told["no_reading_copy"]["text"] in own("case", "show", CASE).out
    checked = own.json("check")
    assert checked["ok"]
    [remark] = checked["findings"]
    assert (remark["code"], remark["grave"]) == ("N013", False)


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
