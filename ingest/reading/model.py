"""What reading a document yields: its pages as text, its reading copy, and how they were made.

Knows: words on their places, the facts about a page that a sheet count needs, the reading copy.
Does not know: sheets, volumes, or where texts and copies are kept.
Keeps: every missing text and every missing or unfaithful copy carries its reason; numbers are
whole, so that all of it goes into canonical JSON.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from vault.errors import ArchiveError
from vault.model import Json

FORMAT_LIST_CONFORMANCE = "PDF/A-1b"
"""The only text format in the archive's list of formats as read (Мін'юст 1886/5, z1422-14)."""


class FileKind(enum.StrEnum):
    """What a document is, as far as reading it goes; decided by content, never by name."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    TIFF = "tiff"
    DOCX = "docx"
    ODT = "odt"
    RTF = "rtf"
    TXT = "txt"
    EML = "eml"

    @property
    def is_image(self) -> bool:
        """Whether every page of it is a picture."""
        return self in {FileKind.JPEG, FileKind.PNG, FileKind.TIFF}


class Ink(enum.StrEnum):
    """Whether something is written on a scanned page."""

    BLANK = "blank"
    DOUBTFUL = "doubtful"
    WRITTEN = "written"


class TextSource(enum.StrEnum):
    """Where the text of a page comes from."""

    TEXT_LAYER = "text layer"
    OCR = "ocr"
    BOTH = "text layer and ocr"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is missing: the stable code of an error and its sentence.

    `said` is what a library said of it, for whoever looks for the cause.
    """

    code: str
    text: str
    said: str = ""

    @classmethod
    def of(cls, error: ArchiveError) -> Self:
        """The reason that `error` gives."""
        return cls(error.code, error.sentences()[0], str(error.details.get("said", "")))

    def as_json(self) -> dict[str, Json]:
        """For scripts."""
        said = {"said": self.said} if self.said else {}
        return {"code": self.code, "text": self.text, **said}


@dataclass(frozen=True, slots=True)
class ReadWord:
    """One word and its box, in tenths of a point from the upper left corner of the page.

    The page is taken as the reading copy shows it, upright. `confidence` is 0 to 100.
    """

    text: str
    left: int
    top: int
    width: int
    height: int
    confidence: int

    def as_json(self) -> list[Json]:
        """A short form: a page has hundreds of words."""
        return [self.text, self.left, self.top, self.width, self.height, self.confidence]

    @classmethod
    def from_json(cls, value: Sequence[Json]) -> Self:
        """Read what `as_json` wrote, from a child that is not trusted."""
        text, *numbers = value
        if not (
            isinstance(text, str) and len(numbers) == 5 and all(type(n) is int for n in numbers)
        ):
            msg = f"not a word: {value!r}"
            raise ValueError(msg)
        return cls(text, *numbers)


Lines = tuple[tuple[ReadWord, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    """One page as read.

    Attributes:
        width: in tenths of a point, as the reading copy shows it.
        height: likewise.
        text: lines divided by line feeds; empty when nothing is written or nothing could be read.
        source: where the text comes from.
        ink: of a scanned page; None when the page has a text of its own.
        turned: degrees clockwise by which the reading copy turns the page to make it upright.
        lines: recognised words on their places; empty for a text layer, which has its own.
        confidence: mean of the recognised words, 0 to 100; None without any.
        reason: why the page has no text though it may need one.
    """

    width: int
    height: int
    text: str = ""
    source: TextSource = TextSource.NONE
    ink: Ink | None = None
    turned: int = 0
    lines: Lines = ()
    confidence: int | None = None
    reason: Reason | None = None

    def as_json(self) -> dict[str, Json]:
        """All of it."""
        return {
            "confidence": self.confidence,
            "height": self.height,
            "ink": self.ink,
            "lines": [[word.as_json() for word in line] for line in self.lines],
            "reason": self.reason.as_json() if self.reason else None,
            "source": self.source,
            "text": self.text,
            "turned": self.turned,
            "width": self.width,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingCopy:
    """What people are given to read instead of the original.

    Attributes:
        path: of the copy; None when the original itself is what is read.
        conformance: `PDF/A-1b`, `PDF/A-2b`, `PDF/A-3b`, or None when it is no PDF/A.
        reason: why there is no copy, or why it is no PDF/A.
        notes: what the copy leaves out or does differently, in Ukrainian.
    """

    path: Path | None = None
    conformance: str | None = None
    reason: Reason | None = None
    notes: tuple[str, ...] = ()

    @property
    def outside_list(self) -> bool:
        """Whether it has to be marked «поза переліком»."""
        return self.conformance != FORMAT_LIST_CONFORMANCE

    @property
    def said(self) -> str:
        """What a person should know about the copy, or why there is none."""
        said = []
        if self.conformance:
            said.append(self.conformance + (", поза переліком" if self.outside_list else ""))
        if self.path is None and self.reason is None:
            said.append("читають сам оригінал")
        said += self.notes
        if self.reason is not None:
            said.append(self.reason.text)
        return "; ".join(said)

    def as_json(self) -> dict[str, Json]:
        """For a journal payload; the path is not history and stays out."""
        return {
            "conformance": self.conformance,
            "notes": list(self.notes),
            "original_itself": self.path is None,
            "outside_list": self.outside_list,
            "reason": self.reason.as_json() if self.reason else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingResult:
    """All that reading one document yields.

    Attributes:
        pages: in the order of the reading copy.
        copy: what people read.
        tools: names and versions of the programs that had a part in it, for the journal.
    """

    pages: tuple[ReadPage, ...]
    copy: ReadingCopy
    tools: Mapping[str, str] = field(default_factory=dict)

    def text_json(self) -> dict[str, Json]:
        """The texts, to be stored as a content: words, places, sources and reasons."""
        return {"pages": [page.as_json() for page in self.pages], "version": 1}
