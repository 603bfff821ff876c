"""Fields that a layout program fills in anew, frozen at what the document's author saw.

Knows: fields of DOCX, RTF and ODT that show the day, the clock, the file's name or another file.
Does not know: layout; page numbers and cross-references stay alive, they belong to it.
Keeps: a reading copy shows the date its document was written with, not the day it was copied
(measured: LibreOffice prints today's date for every DATE field of a DOCX or RTF).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

from lxml import etree

from ingest.reading.model import FileKind
from vault.airlock import Limits
from vault.airlock.archives import opened
from vault.airlock.xml import parse

_ALIVE = re.compile(
    "(NUM|SECTION)?PAGES?|SECTION|(PAGE|NOTE|STYLE)?REF|SEQ|TOC|TC|XE|INDEX|HYPERLINK|SYMBOL|EQ"
    "|LISTNUM|AUTONUM(LGL|OUT)?|FORM(TEXT|CHECKBOX|DROPDOWN)"
)
_UNKNOWN = "SPRAVA"  # a field no program knows keeps the result it was saved with
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_ODT_FIELDS = re.compile(
    r"(date|time|file-name|author-(name|initials)|template-name|(sender|creation|modification|print"
    r"|printed|editing)-[a-z-]+|initial-creator|creator|title|subject|description|keywords"
    r"|user-defined)\Z"
)
_RTF_FIELD = re.compile(rb"(\\fldinst(?:\s|[{}]|\\\*|\\[a-z]++-?\d*+)*+)([A-Za-z]+)")
_PARTS = {
    FileKind.DOCX: re.compile(r"word/[^/]+\.xml"),
    FileKind.ODT: re.compile(r"(content|styles)\.xml"),
}


def freeze(source: Path, kind: FileKind, target: Path, limits: Limits) -> None:
    """Write `source` to `target` with its fields frozen.

    Raises:
        Unreadable, TooLarge, UnsafeArchive: as of the airlock's archives and XML.
    """
    if kind is FileKind.RTF:
        target.write_bytes(_RTF_FIELD.sub(_renamed, source.read_bytes()))
        return
    change: Callable[[etree._Element], None] = _docx if kind is FileKind.DOCX else _odt
    with opened(str(source), limits) as archive, zipfile.ZipFile(target, "w") as out:
        for member in archive.members:
            data = archive.read(member, member.file_size)
            if _PARTS[kind].fullmatch(member.filename):
                root = parse(data, limits=limits)
                change(root)
                data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            out.writestr(member.filename, data)


def _renamed(found: re.Match[bytes]) -> bytes:
    alive = _ALIVE.fullmatch(found[2].decode("ascii").upper())
    return found[0] if alive else found[1] + _UNKNOWN.encode("ascii")


def _docx(root: etree._Element) -> None:
    for simple in root.iter(f"{_W}fldSimple"):
        if not _alive(simple.get(f"{_W}instr", "")):
            simple.set(f"{_W}instr", f" {_UNKNOWN} ")
    open_fields: list[list[etree._Element]] = []
    for element in root.iter(f"{_W}fldChar", f"{_W}instrText"):
        step = element.get(f"{_W}fldCharType")
        if step == "begin":
            open_fields.append([])
        elif open_fields and step is None:
            open_fields[-1].append(element)
        elif open_fields and step in ("separate", "end"):
            _docx_field(open_fields[-1])
            if step == "end":
                open_fields.pop()


def _docx_field(instructions: list[etree._Element]) -> None:
    """Rename a field; Word cuts what it says into several elements."""
    said = "".join(element.text or "" for element in instructions)
    if instructions and not _alive(said):
        instructions[0].text = f" {_UNKNOWN} "


def _alive(instruction: str) -> bool:
    name = next(iter(instruction.split()), "")
    return _ALIVE.fullmatch(name.upper()) is not None


def _odt(root: etree._Element) -> None:
    for element in root.iter(f"{_TEXT}*"):
        if _ODT_FIELDS.match(etree.QName(element).localname):
            element.tag = f"{_TEXT}span"
            element.attrib.clear()
