"""PDF/A: the reading copy's format.

Knows: what keeps an ordinary PDF from being PDF/A and can be left out without changing what is
seen, in which order the flavours are tried, and how the validator's findings are told to people.
Does not know: whether the copy still looks like the original (`same` does).
Keeps: what is called PDF/A has passed pikepdf's allow-list validator after it was written, and
the same input written at the same moment gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from pikepdf.pdfa import Finding, PdfaError, Report

from vault.airlock.errors import clean
from vault.errors import Encrypted, Unreadable

FLATTENED = "поля форми стали частиною сторінки"
"""The note that the words of form fields are words of the page now."""

_TRIED = ("1b", "2b")
# What ISO 32000 defines for these places; producers add keys of their own that mean nothing to a
# reader, and that the validator cannot judge.
_TRAILER = frozenset({"/Size", "/Root", "/Info", "/ID", "/Prev", "/XRefStm"})
_PAGES = frozenset(
    {"/Type", "/Kids", "/Count", "/Parent", "/Resources", "/MediaBox", "/CropBox", "/Rotate"}
)
_CATALOG = frozenset(
    {"/Type", "/Pages", "/PageLabels", "/Names", "/Dests", "/ViewerPreferences", "/PageLayout"}
    | {"/PageMode", "/Outlines", "/Metadata", "/StructTreeRoot", "/MarkInfo", "/Lang"}
    | {"/OutputIntents", "/OCProperties"}
)
_WRITTEN = re.compile(rb"(?<=<xmp:MetadataDate>)[^<]*")
_LEVEL = re.compile(r"pdfaid:conformance is '[AU]'")
_INERT_ACTIONS = ("/GoTo", "/URI", "/Named")
# Rooms of ISO 19005-1 and -2, from the more exact to the less.
_ROOMS = {
    "1": (
        ("6.2.3", "кольори без профілю"),
        ("6.2", "графіка"),
        ("6.3", "шрифти не вбудовано повністю"),
        ("6.4", "прозорість"),
        ("6.5", "анотації"),
        ("6.6", "дії та сценарії"),
        ("6.7", "метадані"),
        ("6.9", "поля форм"),
        ("6.1", "будова файлу"),
    ),
    "2": (
        ("6.2.4", "кольори без профілю"),
        ("6.2.10", "прозорість"),
        ("6.2.11", "шрифти не вбудовано повністю"),
        ("6.2", "графіка"),
        ("6.3", "анотації"),
        ("6.4", "поля форм"),
        ("6.5", "дії та сценарії"),
        ("6.6", "метадані"),
        ("6.8", "вкладені файли"),
        ("6.1", "будова файлу"),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """What became of a conversion.

    Attributes:
        conformance: `PDF/A-1b` or `PDF/A-2b`; None when neither passed.
        notes: what was left out, in Ukrainian.
        reason: why neither passed; empty otherwise.
    """

    conformance: str | None
    notes: tuple[str, ...] = ()
    reason: str = ""


def conformance_of(path: Path) -> str | None:
    """The PDF/A flavour a file claims and has, told as level B; None for anything else.

    Level A and U hold all that level B demands; the validator judges level B only and would find
    fault with the letter alone.
    """
    with _opened(path) as pdf, pdf.open_metadata() as metadata:
        part = metadata.get("pdfaid:part", "")
    if part not in ("1", "2", "3"):
        return None
    report = pikepdf.pdfa.validate_written(path, f"{part}b")
    faults = [finding for finding in report.findings if not _LEVEL.search(finding.message)]
    return None if faults else f"PDF/A-{part}b"


def convert(
    source: Path, target: Path, *, at: dt.datetime, change: Callable[[pikepdf.Pdf], None]
) -> Conversion:
    """Write `source` to `target` as PDF/A-1b, else 2b; else write nothing.

    Args:
        source: a PDF.
        target: where the copy goes.
        at: the moment the copy names as its own.
        change: adds what the copy has beyond the source: a text layer.
    """
    findings: list[Finding] = []
    for flavour in _TRIED:
        with _opened(source) as pdf:
            notes = tuple(_left_out(pdf))
            change(pdf)
            _ease(pdf, part=flavour[0])
            try:
                _save(pdf, target, flavour, at)
            except PdfaError as error:
                findings = error.report.findings
                continue
        return Conversion(conformance=f"PDF/A-{flavour}", notes=notes)
    return Conversion(conformance=None, reason=_told(findings))


def save_plain(source: Path, target: Path, *, change: Callable[[pikepdf.Pdf], None]) -> None:
    """Write `source` with its `change`, as an ordinary PDF."""
    with _opened(source) as pdf:
        change(pdf)
        pdf.save(target, deterministic_id=True)


@contextmanager
def _opened(path: Path) -> Iterator[pikepdf.Pdf]:
    try:
        pdf = pikepdf.open(path)
    except pikepdf.PasswordError:
        raise Encrypted from None
    except pikepdf.PdfError as error:
        raise Unreadable(reason=clean(str(error).replace(str(path), ""), 200)) from None
    with pdf:
        yield pdf


def _save(pdf: pikepdf.Pdf, target: Path, flavour: str, at: dt.datetime) -> Report:
    intent = None if _has_intent(pdf) else "sRGB"
    pikepdf.pdfa.prepare(pdf, flavour, output_intent=intent)
    metadata = pdf.Root.Metadata  # names the machine's clock; the moment is given to us instead
    metadata.write(_WRITTEN.sub(at.isoformat().encode(), metadata.read_bytes()))
    return pikepdf.pdfa.save(pdf, target, flavour, repair=False, deterministic_id=True)


def _has_intent(pdf: pikepdf.Pdf) -> bool:
    """Whether the PDF says itself what its device colours mean: that is kept."""
    return any(
        intent.get("/S") == "/GTS_PDFA1" and "/DestOutputProfile" in intent
        for intent in pdf.Root.get("/OutputIntents", ())
    )


def _left_out(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Take out what PDF/A forbids and nobody sees on the page; tell what it was."""
    root = pdf.Root
    names = root.get("/Names", pikepdf.Dictionary())
    form = root.get("/AcroForm", pikepdf.Dictionary())
    if any([_cut_actions(pdf), _cut(root, "/AA"), _cut(names, "/JavaScript")]):
        yield "дії та сценарії вилучено"
    if any([_cut(names, "/EmbeddedFiles"), _cut(root, "/AF", "/Collection")]):
        yield "вкладені файли лишилися в оригіналі"
    if any(field.get("/FT") == "/Sig" and "/V" in field for field in _fields(form)):
        yield "електронні підписи лишилися в оригіналі"
    if form.get("/Fields"):
        _cut(form, "/NeedAppearances")  # what is on the page already is what is kept
        pdf.flatten_annotations("all")
        for page in pdf.pages:  # a field that shows nothing is still there
            rest = [one for one in page.obj.get("/Annots", ()) if one.get("/Subtype") != "/Widget"]
            page.obj["/Annots"] = pikepdf.Array(rest)
        yield FLATTENED
    _cut(root, "/AcroForm", "/Perms", "/DSS", "/Extensions")


def _cut(holder: pikepdf.Object, *keys: str) -> bool:
    found = [key for key in keys if key in holder]
    for key in found:
        del holder[key]
    return bool(found)


def _keep(holder: pikepdf.Object, keys: frozenset[str]) -> None:
    _cut(holder, *(set(holder.keys()) - keys))


def _cut_actions(pdf: pikepdf.Pdf) -> bool:
    """Actions of the document, its pages and annotations other than plain jumps."""
    opening = pdf.Root.get("/OpenAction")
    cut = isinstance(opening, pikepdf.Dictionary) and opening.get("/S") not in _INERT_ACTIONS
    _cut(pdf.Root, "/OpenAction")  # even a jump: where to open is not part of what is read
    for page in pdf.pages:
        cut |= _cut(page.obj, "/AA")
        for annotation in page.obj.get("/Annots", ()):
            if not isinstance(annotation, pikepdf.Dictionary):
                continue
            cut |= _cut(annotation, "/AA")
            if "/A" in annotation and annotation.A.get("/S") not in _INERT_ACTIONS:
                cut |= _cut(annotation, "/A")
    return cut


def _fields(form: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Every field of a form; each once, however the tree is tied."""
    waiting, seen = list(form.get("/Fields", ())), set[tuple[int, int]]()
    while waiting:
        field = waiting.pop()
        if not isinstance(field, pikepdf.Dictionary) or field.objgen in seen:
            continue
        seen.add(field.objgen)
        yield field
        waiting.extend(field.get("/Kids", ()))


def _ease(pdf: pikepdf.Pdf, *, part: str) -> None:
    """Leave out or write anew what only the letter of the standard, or the validator, minds.

    Word and Chrome call every page a transparency group, and PDF/A-1 forbids the mere word: where
    something is transparent indeed the validator finds it and 2b is tried. A /CIDSet is optional
    and cannot be judged. That nothing looks different is compared afterwards.
    """
    for page in pdf.pages:
        if part == "1":
            _cut(page.obj, "/Tabs")  # the order of form fields; PDF 1.4 has none
        if part == "1" and "/Group" in page.obj and page.obj.Group.get("/S") == "/Transparency":
            _cut(page.obj, "/Group")
    for found in pdf.objects:
        if not isinstance(found, pikepdf.Dictionary):
            continue
        if found.get("/Type") == "/FontDescriptor":
            _cut(found, "/CIDSet")
        elif "/Title" in found and isinstance(found.get("/Dest"), pikepdf.Array):
            found.Dest = pikepdf.Array(list(found.Dest))  # bookmarks: directly, not by reference
        elif found.get("/Type") == "/Pages":
            _keep(found, _PAGES)
    _keep(pdf.Root, _CATALOG)
    _keep(pdf.trailer, _TRAILER)


def _told(findings: list[Finding]) -> str:
    """The findings as a phrase: what rooms of the standard, and which rules."""
    rooms: list[str] = []
    rules: list[str] = []
    for finding in findings:
        part, _, rule = finding.rule.removeprefix("ISO_19005_").partition(":")
        room = next((name for start, name in _ROOMS.get(part, ()) if rule.startswith(start)), None)
        room = room or "будова, якої перевірка не знає"
        if room not in rooms:
            rooms.append(room)
        if rule and rule not in rules:
            rules.append(rule)
    return f"{', '.join(rooms)} (ISO 19005-2: {', '.join(rules[:5])})"
