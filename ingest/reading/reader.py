"""Reading a document: its text page by page, and a copy that people can read.

Knows: in which order the tasks of the airlock are run for which kind of document, and how long
they may take.
Does not know: where documents, texts and copies are kept; nothing is committed here.
Keeps: hostile bytes are opened in airlock children only; a document always yields a result, with
a recorded reason for every text and every copy that could not be made.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ingest.reading.errors import NoOcr, NoOffice
from ingest.reading.model import (
    FileKind,
    Ink,
    ReadingCopy,
    ReadingResult,
    ReadPage,
    ReadWord,
    Reason,
    TextSource,
)
from ingest.reading.tools import Tools
from vault.airlock import Airlock, Limits, plain_file
from vault.errors import AirlockError, Unreadable
from vault.model import Json

Tell = Callable[[int, int], None]
"""Hears how many of the pages that are read by eye are done, and of how many."""
_TASKS = "ingest.reading.tasks"
_PAGE_S = 120
_OFFICE_S = 120
_SURVEY_S = 120
_COPY_S = 60
_COPY_PAGE_S = 2


@dataclasses.dataclass(frozen=True, slots=True)
class Reader:
    """Reads documents with what the machine has.

    Attributes:
        airlock: for pages and PDFs; it decides how many pages are read at once.
        office: for LibreOffice, which is large and stays loaded: one child of its own.
        tools: what is installed.
        workers: threads that wait for the airlock; as many as it has children.
    """

    airlock: Airlock
    office: Airlock
    tools: Tools
    workers: int

    def read(
        self,
        source: Path,
        kind: FileKind,
        folder: Path,
        *,
        at: dt.datetime,
        tell: Tell = lambda _done, _pages: None,
    ) -> ReadingResult:
        """Text, facts and reading copy of a document.

        Args:
            source: the document; it is only read.
            kind: what it is, by content.
            folder: an empty folder below the airlocks' scratch; the copy is left in it.
            at: the moment the copy names as its own (aware, UTC).
            tell: hears how far the pages are.

        Raises:
            DiskFull: there is no room for the copy.
        """
        try:
            if kind is FileKind.PDF or kind.is_image:
                return self._with_pages(source, kind, folder, at, tell)
            return self._laid_out(source, kind, folder, at, tell)
        except AirlockError as error:
            return _nothing(error)
        except (KeyError, TypeError, ValueError):
            # A child that a hostile file has taken over may answer anything.
            return _nothing(Unreadable(reason="незрозуміла відповідь процесу, що його читав"))

    def _with_pages(
        self,
        source: Path,
        kind: FileKind,
        folder: Path,
        at: dt.datetime,
        tell: Tell,
    ) -> ReadingResult:
        found = self._call("survey", _SURVEY_S, path=str(source), kind=kind)
        by_eye = sum(bool(one["by_eye"]) for one in found)
        done, pages = 0, []
        with ThreadPoolExecutor(self.workers) as threads:
            if by_eye:
                tell(done, by_eye)
            made = threads.map(lambda at_page: self._page(source, kind, *at_page), enumerate(found))
            for one, page in zip(found, made, strict=True):
                pages.append(page)
                if one["by_eye"]:
                    done += 1
                    tell(done, by_eye)
        task = "copy_pdf" if kind is FileKind.PDF else "copy_images"
        copy = self._copy(task, source, folder, pages, at)
        return ReadingResult(pages=tuple(pages), copy=copy, tools=self._used(pages))

    def _laid_out(
        self,
        source: Path,
        kind: FileKind,
        folder: Path,
        at: dt.datetime,
        tell: Tell,
    ) -> ReadingResult:
        """Documents that have pages only when they are laid out."""
        try:
            pdf, office = self._office_pdf(source, kind, folder)
            result = self._with_pages(pdf, FileKind.PDF, folder, at, tell)
        except AirlockError as error:
            copy = ReadingCopy(reason=Reason.of(error))
            return ReadingResult(pages=self._unpaged(source, kind), copy=copy)
        copy = result.copy
        if copy.path is None:  # of a laid-out document the layout is the copy
            copy = dataclasses.replace(copy, path=pdf)
        else:
            pdf.unlink()
        return dataclasses.replace(result, copy=copy, tools={**result.tools, "layout": office})

    def _office_pdf(self, source: Path, kind: FileKind, folder: Path) -> tuple[Path, str]:
        if self.tools.office is None:
            raise NoOffice
        answer = self.office.call(
            "ingest.reading.office:lay_out",
            limits=_given(self.office.limits, _OFFICE_S),
            path=str(source),
            kind=kind,
            folder=str(folder),
            library=str(self.tools.office),
            profile=str(folder.parent),
        )
        return plain_file(folder, answer["file"]), str(answer["version"])

    def _unpaged(self, source: Path, kind: FileKind) -> tuple[ReadPage, ...]:
        """The words alone: enough to be found by."""
        answer = self.airlock.call("vault.airlock.text:text", path=str(source), kind=kind)
        text = "\n".join(map(str, answer["pages"]))
        return (ReadPage(width=0, height=0, text=text, source=TextSource.TEXT_LAYER),)

    def _page(
        self, source: Path, kind: FileKind, number: int, found: Mapping[str, Json]
    ) -> ReadPage:
        page = ReadPage(
            width=int(found["width"]),
            height=int(found["height"]),
            text=str(found["text"]),
            source=TextSource.TEXT_LAYER if found["text"] else TextSource.NONE,
        )
        if not found["by_eye"]:
            return page
        try:
            answer = self._call(
                "read_page",
                _PAGE_S,
                path=str(source),
                kind=kind,
                page=number,
                tesseract=self.tools.tesseract,
                model=self.tools.model,
            )
        except AirlockError as error:
            return dataclasses.replace(page, reason=Reason.of(error))
        return self._with_words(page, answer)

    def _with_words(self, page: ReadPage, answer: Mapping[str, Json]) -> ReadPage:
        ink = Ink(answer["ink"])
        lines = tuple(tuple(map(ReadWord.from_json, line)) for line in answer["lines"])
        turned = int(answer["turned"]) % 360
        width, height = page.width, page.height
        reason = None
        if self.tools.tesseract is None and ink is not Ink.BLANK and not page.text:
            reason = Reason.of(NoOcr(missing=self.tools.missing))
        read = "\n".join(" ".join(word.text for word in line) for line in lines)
        both = page.text and read
        return dataclasses.replace(
            page,
            width=height if turned in (90, 270) else width,
            height=width if turned in (90, 270) else height,
            ink=ink,
            turned=turned,
            lines=lines,
            text=f"{page.text}\n{read}" if both else page.text or read,
            source=TextSource.BOTH if both else TextSource.OCR if read else page.source,
            confidence=answer["confidence"],
            reason=reason,
        )

    def _copy(
        self, task: str, source: Path, folder: Path, pages: Sequence[ReadPage], at: dt.datetime
    ) -> ReadingCopy:
        layers = [
            {
                "turned": page.turned,
                "lines": [[word.as_json() for word in line] for line in page.lines],
            }
            for page in pages
        ]
        seconds = _COPY_S + _COPY_PAGE_S * len(pages)
        try:
            answer = self._call(
                task, seconds, path=str(source), folder=str(folder), pages=layers, at=at.isoformat()
            )
            path = plain_file(folder, answer["file"]) if answer["file"] is not None else None
        except AirlockError as error:
            return ReadingCopy(reason=Reason.of(error))
        fault = answer["error"]
        return ReadingCopy(
            path=path,
            conformance=answer["conformance"],
            reason=Reason(fault["code"], fault["text"]) if fault else None,
            notes=tuple(answer["notes"]),
        )

    def _call(self, task: str, seconds: int, **arguments: Json) -> Any:
        limits = _given(self.airlock.limits, seconds)
        return self.airlock.call(f"{_TASKS}:{task}", limits=limits, **arguments)

    def _used(self, pages: Sequence[ReadPage]) -> dict[str, str]:
        """What had a part in the result."""
        used = {"pdf": f"pikepdf {version('pikepdf')}, pypdfium2 {version('pypdfium2')}"}
        if self.tools.tesseract and any(page.ink not in (None, Ink.BLANK) for page in pages):
            used["ocr"] = f"{self.tools.tesseract_version}, {self.tools.model}"
            used["ocr_model_sha256"] = self.tools.model_sha256
        return used


def _nothing(error: AirlockError) -> ReadingResult:
    return ReadingResult(pages=(), copy=ReadingCopy(reason=Reason.of(error)))


def _given(limits: Limits, seconds: int) -> Limits:
    return dataclasses.replace(limits, seconds=seconds)
