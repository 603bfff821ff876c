"""DOCX and ODT: what is active inside, and the text.

Knows: which parts of the two packages run, fetch or embed something; where their words are.
Does not know: layout and pages (LibreOffice makes those later, from the same bytes).
Keeps: every part is read through the archive's limits and the one XML parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from vault.airlock.archives import Archive
from vault.airlock.facts import Inside
from vault.airlock.identify import not_accepted
from vault.airlock.limits import MIB, Limits
from vault.airlock.xml import parse
from vault.errors import ActiveContent, Encrypted, Unreadable

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_DOCX_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_FETCHED = ("/attachedTemplate", "/oleObject", "/frame", "/subDocument")
ODT = "application/vnd.oasis.opendocument.text"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_MANIFEST = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
_SCRIPT = "{urn:oasis:names:tc:opendocument:xmlns:script:1.0}"
_DSIG = "{http://www.w3.org/2000/09/xmldsig#}"
_DDE = re.compile(r"\bDDE(AUTO)?\b", re.IGNORECASE)
_PROGRAM_IN_OLE = re.compile(rb"MZ.{76}This program|MZ\x90\x00\x03\x00", re.DOTALL)


class Package:
    """An office package: an archive whose parts are XML."""

    def __init__(self, archive: Archive, limits: Limits) -> None:
        """Look at `archive` as a package."""
        self.archive = archive
        self._limits = limits

    def part(self, name: str) -> etree._Element:
        """The root of an XML part.

        Raises:
            Unreadable: it is not there or no XML.
        """
        member = self.archive.names.get(name)
        if member is None:
            raise Unreadable(reason=f"немає частини {name}")
        return parse(self.archive.read(member, self._limits.xml_mib * MIB), limits=self._limits)

    def has(self, name: str) -> bool:
        """Whether the part is there."""
        return name in self.archive.names


def main_part(package: Package) -> str:
    """The name of a DOCX's main part.

    Raises:
        ActiveContent: the package is of a kind that carries macros.
        NotAccepted: it is another office format.
    """
    types = package.part("[Content_Types].xml")
    overrides = {
        o.get("ContentType", ""): o.get("PartName", "") for o in types.iter(f"{_TYPES}Override")
    }
    if any("macroEnabled" in kind or "vbaProject" in kind for kind in overrides):
        raise ActiveContent(reason="документ містить макроси")
    if _DOCX_MAIN not in overrides:
        raise not_accepted("документ Office, але не DOCX")
    return overrides[_DOCX_MAIN].lstrip("/")


def docx_facts(package: Package) -> Inside:
    """What is inside a DOCX.

    Raises:
        ActiveContent: macros or programs.
        Unreadable: it is no DOCX.
    """
    inside = Inside(text=True)
    body = package.part(main_part(package))
    instructions = "".join(e.text or "" for e in body.iter(f"{_W}instrText"))
    fields = [e.get(f"{_W}instr", "") for e in body.iter(f"{_W}fldSimple")]
    if any(map(_DDE.search, (instructions, *fields))):
        inside.active.add("DDE")
    for name, member in package.archive.names.items():
        lower = name.lower()
        if lower.endswith("vbaproject.bin"):
            raise ActiveContent(reason="документ містить макроси")
        if "/activex/" in lower:
            inside.active.add("ActiveX")
        elif "/embeddings/" in lower:
            _embed(inside, package.archive, name)
        elif lower.endswith(".rels"):
            _look_at_relations(inside, package.part(name))
        elif lower.startswith("_xmlsignatures/") and lower.endswith(".xml"):
            inside.signatures += 1
        elif member.file_size and lower.endswith((".exe", ".dll", ".js", ".vbs", ".ps1")):
            inside.embed(name, member.file_size, b"")
    return inside


def odt_facts(package: Package) -> Inside:
    """What is inside an ODT.

    Raises:
        Encrypted: its parts are encrypted.
        ActiveContent: macros or programs.
        Unreadable: it is no ODT.
    """
    inside = Inside(text=True)
    if package.has("META-INF/manifest.xml"):
        manifest = package.part("META-INF/manifest.xml")
        if next(manifest.iter(f"{_MANIFEST}encryption-data"), None) is not None:
            raise Encrypted
    content = package.part("content.xml")
    if next(content.iter(f"{_SCRIPT}event-listener"), None) is not None:
        inside.active.add("event listener")
    if next(content.iter(f"{_TEXT}dde-connection-decl"), None) is not None:
        inside.active.add("DDE")
    for name in package.archive.names:
        if name.startswith("Scripts/") or (
            name.startswith("Basic/") and not name.endswith(("-lb.xml", "-lc.xml"))
        ):
            raise ActiveContent(reason="документ містить макроси")
        if re.match(r"Object [0-9]+$", name):
            _embed(inside, package.archive, name)
    if package.has("META-INF/documentsignatures.xml"):
        signatures = package.part("META-INF/documentsignatures.xml")
        inside.signatures = sum(1 for _ in signatures.iter(f"{_DSIG}Signature"))
    return inside


def docx_text(package: Package) -> Iterator[str]:
    """The text of a DOCX, piece by piece: body, notes, headers and footers."""
    main = main_part(package)
    yield from _docx_part(package.part(main))
    folder = main.rpartition("/")[0]
    wanted = re.compile(re.escape(folder) + r"/(footnotes|endnotes|header\d*|footer\d*)\.xml")
    for name in sorted(filter(wanted.fullmatch, package.archive.names)):
        yield from _docx_part(package.part(name))


def odt_text(package: Package) -> Iterator[str]:
    """The text of an ODT, piece by piece."""
    body = package.part("content.xml").find(f"{_OFFICE}body")
    if body is not None:
        yield from _odt_element(body)


def _docx_part(root: etree._Element) -> Iterator[str]:
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if event == "start":
            if tag == _MC_FALLBACK:  # the same words as in Choice once more
                walk.skip_subtree()
            elif tag == f"{_W}t":
                yield element.text or ""
            elif tag in (f"{_W}tab", f"{_W}ptab"):
                yield "\t"
            elif tag in (f"{_W}br", f"{_W}cr"):
                yield "\n"
            elif tag == f"{_W}noBreakHyphen":
                yield "-"
        elif tag == f"{_W}p":
            yield "\n"


def _odt_element(root: etree._Element) -> Iterator[str]:
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if event == "start":
            if tag in (f"{_TEXT}tracked-changes", f"{_OFFICE}annotation") and element is not root:
                walk.skip_subtree()
                continue
            if tag == f"{_TEXT}s":
                yield " " * min(int(element.get(f"{_TEXT}c", "1")), 100)
            elif tag == f"{_TEXT}tab":
                yield "\t"
            elif tag == f"{_TEXT}line-break":
                yield "\n"
            yield element.text or ""
        else:
            if tag in (f"{_TEXT}p", f"{_TEXT}h"):
                yield "\n"
            yield element.tail or ""


def _embed(inside: Inside, archive: Archive, name: str) -> None:
    member = archive.names[name]
    data = archive.read(member, member.file_size)
    if _PROGRAM_IN_OLE.search(data):
        raise ActiveContent(reason="вкладена програма")
    inside.embed(name.rsplit("/", 1)[-1], member.file_size, data[:512])


def _look_at_relations(inside: Inside, relations: etree._Element) -> None:
    for relation in relations:
        if relation.get("TargetMode") == "External" and relation.get("Type", "").endswith(_FETCHED):
            inside.active.add("external " + relation.get("Type", "").rsplit("/", 1)[-1])
