"""Making source PDFs fit to be bound: only what their pages show goes on.

Knows: annotations, form fields and layers, and how they become plain page content.
Does not know: the volume they go into.
Keeps: a page looks in the export as it looks in its document: what is hidden there stays hidden,
what a stamp or a field shows is drawn into the page, and nothing else of the file comes along.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import pikepdf
from pikepdf import AccessMode, Array, Dictionary, Name, Object, Pdf, String

from inventory.export.errors import NotExportable
from inventory.export.layers import reasoned
from vault import cause
from vault.errors import Encrypted

_HIDDEN = "/SpravaHidden"
"""Marks a layer that its document hides, until all documents are one file."""


def opened(path: Path, title: str) -> Pdf:
    """The PDF at `path`, read from disk as needed.

    Raises:
        Encrypted: it wants a password.
        NotExportable: it is no PDF that qpdf can open.
    """
    try:
        return pikepdf.open(path, access_mode=AccessMode.stream)
    except pikepdf.PasswordError as error:
        raise Encrypted from error
    except pikepdf.PdfError as error:
        raise NotExportable(title=title, reason=reasoned(error)) from error


def joined(parts: Iterable[tuple[Path, str, Sequence[int]]], work: Path) -> Path:
    """The named pages of all `parts` (path, title, page indexes) as one file below `work`.

    qpdf passes the data of their streams from file to file without holding it in memory, and
    opens one file at a time: a volume may have more documents than a process may have files.

    Raises:
        Encrypted, NotExportable: a file cannot be opened, or lacks one of the pages.
    """
    ready: dict[Path, tuple[Path, int]] = {}
    pages = []
    with tempfile.TemporaryDirectory(dir=work) as copies:
        for path, title, indexes in parts:
            if path not in ready:
                ready[path] = _plain(path, title, Path(copies) / f"{len(ready)}.pdf")
            plain, count = ready[path]
            missing = [index for index in indexes if not 0 <= index < count]
            if missing:
                raise NotExportable(title=title, reason=f"у файлі немає сторінки {missing[0] + 1}")
            if indexes:
                numbers = ",".join(str(index + 1) for index in indexes)
                pages.append({"file": str(plain), "range": numbers})
        out = work / "joined.pdf"
        job = {
            "empty": "",
            "outputFile": str(out),
            "keepFilesOpen": "n",
            "streamData": "preserve",
            "objectStreams": "disable",
            "pages": pages,
        }
        try:
            pikepdf.Job(job).run()
        except (pikepdf.PdfError, RuntimeError) as error:
            raise NotExportable(title="том", reason=cause(error) or "дані пошкоджено") from error
    return out


def whole(path: Path, title: str, work: Path) -> tuple[Path, int]:
    """All pages of one document as a file below `work`, and how many there are.

    Raises:
        Encrypted, NotExportable: it cannot be opened, or has no pages.
    """
    with opened(path, title) as document:
        count = len(document.pages)
    if not count:
        raise NotExportable(title=title, reason="у файлі немає сторінок")
    return joined([(path, title, range(count))], work), count


def save(pdf: Pdf, title: str, out: Path) -> None:
    """Save what was joined, titled and in Ukrainian; what its documents hide stays hidden."""
    pdf.docinfo.Title = title
    pdf.Root.Lang = String("uk")
    keep_hidden(pdf)
    pdf.save(out)


def _plain(path: Path, title: str, copy: Path) -> tuple[Path, int]:
    """`path` or its `copy` with annotations drawn and hidden layers marked; number of pages."""
    with opened(path, title) as pdf:
        try:
            count = len(pdf.pages)
            annotated = any("/Annots" in page.obj for page in pdf.pages)
            layered = "/OCProperties" in pdf.Root
            if not (annotated or layered):
                return path, count
            if annotated:
                pdf.flatten_annotations("all")
            if layered:
                for layer in _hidden(pdf.Root.OCProperties):
                    layer[_HIDDEN] = True
            pdf.save(copy)
        except pikepdf.PdfError as error:
            raise NotExportable(title=title, reason=reasoned(error)) from error
    return copy, count


def _hidden(properties: Object) -> list[Object]:
    """The layers that a document does not show when it is opened (ISO 32000-1, 8.11.4.3)."""
    default = properties.get("/D", Dictionary())
    layers = list(properties.get("/OCGs", Array()))
    if default.get("/BaseState") != Name.OFF:
        layers = list(default.get("/OFF", Array()))
        shown: set[tuple[int, int]] = set()
    else:
        shown = {layer.objgen for layer in default.get("/ON", Array())}
    return [
        layer for layer in layers if isinstance(layer, Dictionary) and layer.objgen not in shown
    ]


def keep_hidden(pdf: Pdf) -> None:
    """Tell readers of the joined file which layers their documents hide."""
    layers = [
        pdf_object
        for pdf_object in pdf.objects
        if isinstance(pdf_object, Dictionary) and pdf_object.get("/Type") == Name.OCG
    ]
    if not layers:
        return
    hidden = [layer for layer in layers if _HIDDEN in layer]
    for layer in hidden:
        del layer[_HIDDEN]
    pdf.Root.OCProperties = Dictionary(
        OCGs=Array(layers), D=Dictionary(OFF=Array(hidden), Order=Array())
    )
