"""PDF: pages, active content, attachments, signatures. The home of pikepdf.

Knows: how qpdf reads a PDF, sound or damaged, and where the standard lets actions and files hide.
Does not know: what the pages look like (pdfium does), what a signature is worth (signing does).
Keeps: no stream is unpacked without a bound; the walk over objects ends.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pikepdf

from vault.airlock.errors import unreadable
from vault.airlock.facts import LISTED, Inside
from vault.airlock.limits import MIB, Limits
from vault.errors import ActiveContent, Encrypted, TooLarge, Unreadable
from vault.plain import clean

_SIDE_MM = 15_000
_LOOKED_INTO = 20
_SCAN_DPI = 90
_OBJECTS = 200_000
_NOTABLE = {
    "/JavaScript": "JavaScript",
    "/Launch": "Launch",
    "/SubmitForm": "SubmitForm",
    "/ImportData": "ImportData",
    "/GoToE": "GoToE",
    "/Rendition": "media",
    "/Movie": "media",
    "/Sound": "media",
    "/RichMediaExecute": "media",
    "/Screen": "media",
    "/RichMedia": "media",
}


def facts(path: str, limits: Limits) -> tuple[Inside, bool]:
    """What is inside a PDF, and whether its metadata claims PDF/A.

    Raises:
        Encrypted: it does not open without a password.
        ActiveContent: it starts programs or carries them.
        TooLarge: too many pages, a page larger than any paper, too many objects.
        Unreadable: not even repair gives a page.
    """
    pdf, damage = _open(path)
    with pdf:
        inside = Inside(encrypted=pdf.is_encrypted, damaged=damage, repaired=damage is not None)
        count = len(pdf.pages)
        if count == 0:
            raise Unreadable(reason="у PDF немає жодної сторінки")
        if count > limits.pages:
            raise TooLarge(reason=f"понад {limits.pages} сторінок")
        inside.page_count = count
        _Walk(pdf, inside).everything()
        claims_pdfa = b"pdfaid" in _metadata(pdf.Root)
        warnings = pdf.get_warnings()
        if warnings and inside.damaged is None:
            inside.damaged = _told(warnings[0], path)
        return inside, claims_pdfa


def _open(path: str) -> tuple[pikepdf.Pdf, str | None]:
    """The PDF, and why it had to be repaired."""
    # Read, not mapped: an address space may be smaller than a file.
    stream = pikepdf.AccessMode.stream
    try:
        return pikepdf.open(path, attempt_recovery=False, access_mode=stream), None
    except pikepdf.PasswordError:
        raise Encrypted from None
    except pikepdf.PdfError as error:
        damage = _told(error, path)
    try:
        return pikepdf.open(path, access_mode=stream), damage
    except pikepdf.PasswordError:
        raise Encrypted from None
    except pikepdf.PdfError as error:
        raise unreadable("PDF", error, path) from None


def _told(message: object, path: str) -> str:
    """What qpdf says, without the path it says it about."""
    return clean(str(message).replace(path, "").strip(": "), 200)


class _Walk:
    """One walk over everything reachable that can act, sign or be attached."""

    def __init__(self, pdf: pikepdf.Pdf, inside: Inside) -> None:
        self._pdf = pdf
        self._inside = inside
        self._left = _OBJECTS
        self._signed: set[tuple[int, int]] = set()
        self._files: set[tuple[int, int]] = set()

    def everything(self) -> None:
        root = self._pdf.Root
        self._action(_get(root, "/OpenAction"))
        self._actions(root)
        names = _get(root, "/Names")
        for _ in self._tree(_get(names, "/JavaScript")):
            self._inside.active.add("JavaScript")
        for name, specification in self._tree(_get(names, "/EmbeddedFiles")):
            self._attached(specification, name)
        for specification in _items(_get(root, "/AF")):
            self._attached(specification, "")
        form = _get(root, "/AcroForm")
        if _get(form, "/XFA") is not None:
            self._inside.active.add("XFA")
        self._fields(_get(form, "/Fields"))
        self._outline(_get(_get(root, "/Outlines"), "/First"))
        for number, page in enumerate(self._pdf.pages):
            self._page(page, number)
        self._inside.signatures = len(self._signed)

    def _page(self, page: pikepdf.Page, number: int) -> None:
        self._spend()
        if number < LISTED:
            self._inside.pages.append(self._size(page))
            if number < _LOOKED_INTO:
                resources = _get(page.obj, "/Resources")
                self._inside.text = self._inside.text or bool(_get(resources, "/Font"))
                self._inside.pictured += self._is_filled(resources, self._inside.pages[-1])
        self._actions(page.obj)
        for annotation in _items(_get(page.obj, "/Annots")):
            self._annotation(annotation)

    def _is_filled(self, resources: Any, size: list[int]) -> bool:
        """Whether a picture has the pixels to fill a page of this size (mm)."""
        pictures = _get(resources, "/XObject")
        if not isinstance(pictures, pikepdf.Dictionary):
            return False
        wanted = [side / 25.4 * _SCAN_DPI for side in sorted(size[:2])]
        for name in list(pictures.keys())[:_LOOKED_INTO]:
            sides = [_get(pictures[name], "/Width"), _get(pictures[name], "/Height")]
            if all(isinstance(side, int) for side in sides) and all(
                side >= least for side, least in zip(sorted(sides), wanted, strict=True)
            ):
                return True
        return False

    def _annotation(self, annotation: Any) -> None:
        self._spend()
        self._action(_get(annotation, "/A"))
        self._actions(annotation)
        kind = str(_get(annotation, "/Subtype"))
        if kind in _NOTABLE:
            self._inside.active.add(_NOTABLE[kind])
        elif kind == "/FileAttachment":
            self._attached(_get(annotation, "/FS"), "")
        elif kind == "/Widget":
            self._field(annotation)

    def _fields(self, fields: Any) -> None:
        waiting = list(_items(fields))
        while waiting:
            self._spend()
            field = waiting.pop()
            self._field(field)
            waiting += _items(_get(field, "/Kids"))

    def _field(self, field: Any) -> None:
        self._action(_get(field, "/A"))
        self._actions(field)
        value = _get(field, "/V")
        if _get(value, "/ByteRange") is not None and _get(value, "/Contents") is not None:
            self._signed.add(value.objgen)

    def _outline(self, item: Any) -> None:
        seen: set[tuple[int, int]] = set()
        waiting = [item]
        while waiting:
            item = waiting.pop()
            if not isinstance(item, pikepdf.Dictionary) or item.objgen in seen:
                continue
            seen.add(item.objgen)
            self._spend()
            self._action(_get(item, "/A"))
            waiting += [_get(item, "/First"), _get(item, "/Next")]

    def _actions(self, holder: Any) -> None:
        """Additional actions: by mouse, key, page, document."""
        more = _get(holder, "/AA")
        if isinstance(more, pikepdf.Dictionary):
            for key in more.keys():  # noqa: SIM118  pikepdf iterates only over keys()
                self._action(_get(more, key))

    def _action(self, action: Any) -> None:
        waiting = [action]
        while waiting:
            action = waiting.pop()
            if not isinstance(action, pikepdf.Dictionary):
                continue
            self._spend()
            kind = str(_get(action, "/S"))
            if kind == "/Launch":
                raise ActiveContent(reason="PDF запускає програму або файл (/Launch)")
            if kind in _NOTABLE:
                self._inside.active.add(_NOTABLE[kind])
            following = _get(action, "/Next")
            waiting += [following, *_items(following)]

    def _tree(self, node: Any) -> Iterator[tuple[str, Any]]:
        """The leaves of a name tree."""
        waiting = [node]
        while waiting:
            node = waiting.pop()
            if not isinstance(node, pikepdf.Dictionary):
                continue
            self._spend()
            leaves = _items(_get(node, "/Names"))
            yield from zip(map(str, leaves[::2]), leaves[1::2], strict=False)
            waiting += _items(_get(node, "/Kids"))

    def _attached(self, specification: Any, name: str) -> None:
        self._spend()
        files = _get(specification, "/EF")
        stream = _get(files, "/UF")
        stream = _get(files, "/F") if stream is None else stream
        called = _get(specification, "/UF") or _get(specification, "/F") or name
        if isinstance(stream, pikepdf.Stream) and stream.objgen not in self._files:
            self._files.add(stream.objgen)  # PDF 2.0 names a file twice, in /AF as well
            size = _get(_get(stream, "/Params"), "/Size")
            head = _beginning(stream, 512)
            self._inside.embed(str(called), size if isinstance(size, int) else 0, head)

    def _size(self, page: pikepdf.Page) -> list[int]:
        try:
            x0, y0, x1, y1 = (float(edge) for edge in page.cropbox)
            unit = _get(page.obj, "/UserUnit")
            mm = (float(unit) if isinstance(unit, (int, Decimal)) else 1.0) * 25.4 / 72
            width, height = round(abs(x1 - x0) * mm), round(abs(y1 - y0) * mm)
            rotation = int(page.rotation) % 360
        except (TypeError, ValueError, OverflowError, AttributeError):
            self._inside.damaged = self._inside.damaged or "сторінка без розмірів"
            return [0, 0, 0]
        if max(width, height) > _SIDE_MM:
            raise TooLarge(reason=f"сторінка {width} × {height} мм")
        return [height, width, rotation] if rotation in (90, 270) else [width, height, rotation]

    def _spend(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise TooLarge(reason="забагато об'єктів у PDF")


def _get(holder: Any, key: str) -> Any:
    """`holder[key]`, or None: in a hostile PDF anything may be anything else."""
    return holder.get(key) if isinstance(holder, (pikepdf.Dictionary, pikepdf.Stream)) else None


def _items(value: Any) -> list[Any]:
    if not isinstance(value, pikepdf.Array):
        return []
    if len(value) > _OBJECTS:
        raise TooLarge(reason="забагато об'єктів у PDF")
    return list(value)


def _metadata(root: pikepdf.Object) -> bytes:
    stream = _get(root, "/Metadata")
    return _beginning(stream, MIB) if isinstance(stream, pikepdf.Stream) else b""


def _beginning(stream: pikepdf.Stream, most: int) -> bytes:
    """The first bytes of a stream, never unpacking more: a filter can blow up a thousandfold."""
    try:
        raw = bytes(stream.read_raw_bytes())
        if str(_get(stream, "/Filter")) == "/FlateDecode":
            return zlib.decompressobj().decompress(raw, most)
    except (pikepdf.PdfError, zlib.error):
        return b""
    return raw[:most]
