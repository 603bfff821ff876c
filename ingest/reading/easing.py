"""What keeps an ordinary PDF from being PDF/A though nobody sees it on the page.

Knows: what can be left out, and what can be said in the one way the validator understands.
Does not know: the validator's findings; whether the copy looks like the original is compared later.
Keeps: pages, their order and their words; what a reader could miss is told.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from ingest.reading.cff import without_idle_matrices
from ingest.reading.colours import means_srgb

FLATTENED = "поля форми стали частиною сторінки"
"""The note that the words of form fields are words of the page now."""

# What ISO 32000 defines for these places; producers add keys of their own that mean nothing to a
# reader, and that the validator cannot judge.
_TRAILER = frozenset({"/Size", "/Root", "/Info", "/ID", "/Prev", "/XRefStm"})
_CATALOG = frozenset(
    {"/Type", "/Pages", "/PageLabels", "/Names", "/Dests", "/ViewerPreferences", "/PageLayout"}
    | {"/PageMode", "/Outlines", "/Metadata", "/StructTreeRoot", "/MarkInfo", "/Lang"}
    | {"/OutputIntents", "/OCProperties"}
)
_NAMES = frozenset({"/Dests", "/JavaScript", "/EmbeddedFiles"})
_PAGES = frozenset(
    {"/Type", "/Kids", "/Count", "/Parent", "/Resources", "/MediaBox", "/CropBox", "/Rotate"}
)
_PAGE = (_PAGES - {"/Kids", "/Count"}) | {
    *("/Contents", "/Annots", "/Group", "/StructParents", "/Tabs", "/UserUnit"),
    *("/BleedBox", "/TrimBox", "/ArtBox"),
}
_RESOURCES = frozenset(
    {"/Font", "/XObject", "/ExtGState", "/ColorSpace", "/Properties", "/Pattern", "/Shading"}
)
_PAGE_LABEL = frozenset({"/Type", "/S", "/P", "/St"})
_PRIVATE = ("/PieceInfo", "/LastModified", "/Metadata")  # of pictures and forms
_INERT_ACTIONS = ("/GoTo", "/URI", "/Named")


def left_out(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Take out what PDF/A forbids and nobody sees on the page; tell what it was, in Ukrainian."""
    root = pdf.Root
    names = root.get("/Names", Dictionary())
    form = root.get("/AcroForm", Dictionary())
    if any([_cut_actions(pdf), _cut(root, "/AA"), _cut(names, "/JavaScript")]):
        yield "дії та сценарії вилучено"
    if any([_cut(names, "/EmbeddedFiles"), _cut(root, "/AF", "/Collection")]):
        yield "вкладені файли лишилися в оригіналі"
    if any(field.get("/FT") == "/Sig" and "/V" in field for field in _fields(form)):
        yield "електронні підписи лишилися в оригіналі"
    if "/PageLabels" in root and not _page_labels(pdf):
        yield "нумерація сторінок лишилася в оригіналі"
    if form.get("/Fields"):
        _cut(form, "/NeedAppearances")  # what is on the page already is what is kept
        pdf.flatten_annotations("all")
        for page in pdf.pages:  # a field that shows nothing is still there
            rest = [one for one in page.obj.get("/Annots", ()) if one.get("/Subtype") != "/Widget"]
            page.obj["/Annots"] = Array(rest)
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
    cut = isinstance(opening, Dictionary) and opening.get("/S") not in _INERT_ACTIONS
    _cut(pdf.Root, "/OpenAction")  # even a jump: where to open is not part of what is read
    for page in pdf.pages:
        cut |= _cut(page.obj, "/AA")
        for annotation in page.obj.get("/Annots", ()):
            if not isinstance(annotation, Dictionary):
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
        if not isinstance(field, Dictionary) or field.objgen in seen:
            continue
        seen.add(field.objgen)
        yield field
        waiting.extend(field.get("/Kids", ()))


def ease(pdf: pikepdf.Pdf, *, part: str) -> None:
    """Leave out or write anew what only the letter of the standard, or the validator, minds.

    Word, Chrome and cairo call every page a transparency group, and PDF/A-1 forbids the mere word:
    where something is transparent indeed the validator finds it and 2b is tried. A /CIDSet is
    optional and cannot be judged. That nothing looks different is compared afterwards.

    Args:
        pdf: changed in place.
        part: of ISO 19005, `1` or `2`.
    """
    pdf.remove_unreferenced_resources()  # a font that nothing is written in need not be embedded
    for page in pdf.pages:
        _keep(page.obj, _PAGE - {"/Tabs", "/UserUnit"} if part == "1" else _PAGE)
    srgb = not has_intent(pdf)
    for found in pdf.objects:
        if isinstance(found, Dictionary | Stream):
            _ease_object(found, part, srgb=srgb)
    names = pdf.Root.get("/Names")
    if isinstance(names, Dictionary):
        _keep(names, _NAMES)
    _keep(pdf.Root, _CATALOG)
    _keep(pdf.trailer, _TRAILER)


def _ease_object(found: pikepdf.Object, part: str, *, srgb: bool) -> None:
    _in_place(found)
    if isinstance(resources := found.get("/Resources"), Dictionary):
        _keep(resources, _RESOURCES)
    if part == "1" and srgb:
        _name_colours(found)
    group = found.get("/Group")
    if part == "1" and isinstance(group, Dictionary) and group.get("/S") == Name.Transparency:
        _cut(found, "/Group")
    if "/Title" in found and "/Parent" in found:
        _cut(found, "/SE")  # bookmarks: to the page, not to a tag
    _ease_kind(found)


def _ease_kind(found: pikepdf.Object) -> None:
    kind, subtype = found.get("/Type"), found.get("/Subtype")
    if isinstance(found, Stream):
        if subtype in (Name.Form, Name.Image):
            _cut(found, *_PRIVATE)
    elif kind == Name.FontDescriptor:
        _cut(found, "/CIDSet")
        _plain_font(found.get("/FontFile3"))
    elif subtype == Name.CIDFontType2 and "/CIDToGIDMap" not in found:
        found.CIDToGIDMap = Name.Identity  # what ISO 32000 9.7.4.2 takes its absence for
    elif kind == Name.Pages:
        _keep(found, _PAGES)


def _plain_font(program: pikepdf.Object | None) -> None:
    """Write a font with cubic outlines as the validator understands it, where that is possible."""
    if isinstance(program, Stream) and program.get("/Subtype") == Name.CIDFontType0C:
        plain = without_idle_matrices(program.read_bytes())
        if plain is not None:
            program.write(plain)


def has_intent(pdf: pikepdf.Pdf) -> bool:
    """Whether the PDF says itself what its device colours mean; otherwise they become sRGB."""
    return any(
        intent.get("/S") == "/GTS_PDFA1" and "/DestOutputProfile" in intent
        for intent in pdf.Root.get("/OutputIntents", ())
    )


def _name_colours(found: pikepdf.Object) -> None:
    """Call sRGB by its name where a profile of version 4 says it: PDF/A-1 knows no version 4.

    Typst gives every PDF such a profile; device colours are sRGB in the copy.
    """
    resources = found.get("/Resources", Dictionary())
    named = resources.get("/ColorSpace") if isinstance(resources, Dictionary) else None
    for holder, keys in ((named, None), (found, ("/ColorSpace",))):
        if not isinstance(holder, Dictionary | Stream):
            continue
        for key in keys or list(holder.keys()):
            space = holder.get(key)
            if not (isinstance(space, Array) and len(space) == 2 and space[0] == Name.ICCBased):
                continue
            profile = space[1].read_bytes() if isinstance(space[1], Stream) else b""
            if profile[8:9] >= b"\4" and means_srgb(profile):
                grey = profile[16:20] == b"GRAY"
                holder[key] = Name.DeviceGray if grey else Name.DeviceRGB


def _in_place(holder: pikepdf.Object) -> None:
    """Say directly what is said by reference: short values, and how a stream is packed.

    ISO 32000 7.3.10 lets any value be a reference; the validator looks no further than that.
    """
    for key, value in holder.items():
        if key in ("/Dest", "/DecodeParms", "/Decode", "/Filter") or isinstance(
            value, Name | pikepdf.String
        ):
            if getattr(value, "is_indirect", False) and not isinstance(value, Stream):
                holder[key] = copy.copy(value)
        elif key == "/CIDSystemInfo" and isinstance(value, Dictionary):
            _in_place(value)


def _page_labels(pdf: pikepdf.Pdf) -> bool:
    """Write the numbering of pages as one plain list; else leave it out, and say so."""
    try:
        ranges = sorted(pikepdf.NumberTree(pdf.Root.PageLabels).items())
    except (pikepdf.PdfError, RuntimeError, TypeError, ValueError):
        ranges = []
    if not ranges or not all(isinstance(label, Dictionary) for _, label in ranges):
        _cut(pdf.Root, "/PageLabels")
        return False
    numbers: list[int | pikepdf.Object] = []
    for first, label in ranges:
        own = copy.copy(label)
        _keep(own, _PAGE_LABEL)
        numbers += [first, own]
    pdf.Root.PageLabels = Dictionary(Nums=Array(numbers))
    return True
