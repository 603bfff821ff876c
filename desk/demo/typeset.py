"""From what a paper says to a typeset page.

Knows: Typst and the look of the invented papers (paper.typ).
Does not know: who writes what to whom. Keeps: the same paper gives the same bytes.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import typst

from inventory.forms.fonts import FOLDER

COURT = "Вигаданівський районний суд Прикладної області"
ADDRESS = "00000, м. Вигаданівка, вул. Уявна, 1"
_MADE_AT = dt.datetime(2026, 1, 5, 8, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What stands on a paper.

    Attributes:
        look: `text`, `envelope`, `drawing` or `disc`.
        signed: position and name, or nothing.
        seal: whether the invented round seal is on it.
        ink: whether it is signed by hand.
    """

    title: str
    body: Sequence[str]
    look: str = "text"
    letterhead: bool = False
    heading: Sequence[str] = ()
    date: str = ""
    number: str = ""
    subtitle: str = ""
    rows: Sequence[Sequence[str]] = ()
    signed: Sequence[str] = ()
    seal: bool = False
    ink: bool = False


def pdf(paper: Paper) -> bytes:
    """The paper as a PDF with text."""
    made = _compiler().compile(format="pdf", sys_inputs=_inputs(paper), timestamp=_MADE_AT)
    assert isinstance(made, bytes)
    return made


def pages(paper: Paper, *, dpi: int) -> list[bytes]:
    """The paper's pages as PNG images."""
    made = _compiler().compile(format="png", sys_inputs=_inputs(paper), ppi=float(dpi))
    images = made if isinstance(made, list) else [made]
    return [image for image in images if image is not None]


def _inputs(paper: Paper) -> dict[str, str]:
    words = {**dataclasses.asdict(paper), "court": COURT, "address": ADDRESS}
    return {"data": json.dumps(words, ensure_ascii=False)}


@cache
def _compiler() -> typst.Compiler:
    here = Path(__file__).parent
    return typst.Compiler(
        str(here / "paper.typ"),
        root=str(here),
        font_paths=typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)]
        ),
    )
