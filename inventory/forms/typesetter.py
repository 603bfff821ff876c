"""The typesetter: from a template's text and clean slots to a checked PDF/A-1b.

Knows: Typst, the fonts, how a template and its frame are put together, how PDF/A is checked.
Does not know: which template a form is printed with, or whether its slots fit.
Keeps: data is data: whatever a title holds, it prints as itself; a form with a warning or without
a passed PDF/A check is never handed out. A template is a program: one that came from outside is
set here only in an airlock child (`inventory.forms.outside`).
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import threading
from collections.abc import Mapping
from pathlib import Path

import pikepdf
import pikepdf.pdfa
import typst

from inventory.forms.errors import FormError
from inventory.forms.fonts import FOLDER
from inventory.forms.setting import Setting
from vault.model import Json

_WRITTEN = re.compile(rb"(?<=<xmp:MetadataDate>)[^<]*")
_ABOUT = "\n#metadata((edition: edition, slots: slots)) <about>\n"
_SET = """
#let given = json(bytes(sys.inputs.slots))
#show: sheet.with(edition: edition, title: sys.inputs.title, draft: sys.inputs.draft == "yes",
  duplex: given.at("duplex", default: false))
#form(given)
"""
_SET_PIECE = """
#let given = json(bytes(sys.inputs.slots))
#show: piece
#form(given)
"""


class Typesetter:
    """Sets forms in this process; thread-safe, one at a time."""

    def __init__(self) -> None:
        """Load the fonts; those of the machine are never used."""
        self._lock = threading.Lock()
        self._fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)]
        )
        # The root is the fonts' folder: a template can read nothing else of the machine.
        self._compiler = typst.Compiler(font_paths=self._fonts, root=str(FOLDER))
        self._frame = (Path(__file__).parent / "frame.typ").read_text(encoding="utf-8")

    def about(self, name: str, text: bytes) -> tuple[str, Mapping[str, Json]]:
        """What a template says about itself: its edition, and a sample of its slots.

        Raises:
            FormError: it cannot be read.
        """
        if b'"@' in text:  # a package would be fetched from the network
            raise FormError(form=name, reason="шаблон посилається на зовнішній пакет")
        source = self._frame.encode() + text + _ABOUT.encode()
        try:
            about = typst.Compiler(source, root=str(FOLDER), font_paths=self._fonts)
            known = json.loads(about.query("<about>", field="value", one=True))
            return str(known["edition"]), dict(known["slots"])
        except (RuntimeError, ValueError, TypeError, KeyError) as error:
            raise FormError(form=name, reason=str(error)) from error

    def set(self, setting: Setting) -> tuple[bytes, int]:
        """Set a form: PDF/A-1b, and its pages.

        Raises:
            FormError: it does not set, or sets no valid PDF/A-1b.
        """
        return _checked(self._compiled(setting, _SET), setting.name, setting.at)

    def set_piece(self, setting: Setting) -> bytes:
        """Set a piece to be laid over a page: a PDF of one page as high as the piece.

        Raises:
            FormError: it does not set.
        """
        return self._compiled(setting, _SET_PIECE)

    def _compiled(self, setting: Setting, tail: str) -> bytes:
        inputs = {
            "slots": json.dumps(setting.slots, ensure_ascii=False),
            "title": setting.title,
            "draft": "yes" if setting.draft else "no",
        }
        with self._lock:
            try:
                raw, warnings = self._compiler.compile_with_warnings(
                    self._frame.encode() + setting.text + tail.encode(),
                    format="pdf",
                    sys_inputs=inputs,
                    pdf_standards="a-1b",
                    timestamp=setting.at,
                )
            except typst.TypstError as error:
                raise FormError(form=setting.name, reason=error.message) from error
        if warnings:  # a missing font, or totals that did not settle: never print that
            raise FormError(form=setting.name, reason=warnings[0].message)
        assert isinstance(raw, bytes)
        return raw


def _checked(raw: bytes, name: str, at: dt.datetime) -> tuple[bytes, int]:
    """`raw` as PDF/A-1b that pikepdf's validator passed, and its number of pages."""
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        for page in pdf.pages:
            for font in page.resources.get("/Font", {}).values():
                # Optional in PDF/A-1, and the validator cannot judge it.
                descriptor = font.DescendantFonts[0].FontDescriptor
                if "/CIDSet" in descriptor:
                    del descriptor["/CIDSet"]
        pikepdf.pdfa.prepare(pdf, "1b")
        # It writes the machine's clock into the metadata; ours is given, and the same form
        # printed twice is the same bytes.
        written = _WRITTEN.sub(at.isoformat().encode(), pdf.Root.Metadata.read_bytes())
        pdf.Root.Metadata.write(written)
        try:
            return _saved(pdf), len(pdf.pages)
        except pikepdf.pdfa.PdfaError:
            # The validator takes any Python warning for a finding, even one of another thread.
            try:
                return _saved(pdf), len(pdf.pages)
            except pikepdf.pdfa.PdfaError as error:
                raise FormError(form=name, reason=f"не відповідає PDF/A-1b: {error}") from error


def _saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pikepdf.pdfa.save(pdf, out, "1b", repair=False, deterministic_id=True)
    return out.getvalue()
