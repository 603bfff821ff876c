"""Trying out a court's own template before it is recorded.

Knows: what a form needs of a template: that it prints every slot whatever it holds, in Ukrainian,
within the margins, without pictures. Does not know: the law behind that (`rules.forms`), the vault.
Keeps: runs in an airlock child, for Typst is a programming language and the file comes from
outside; the answer is facts only.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from inventory.forms.errors import FormError, UnfitTemplate
from inventory.forms.fitness import TemplateTrial
from inventory.forms.press import Press, Template
from inventory.forms.setting import PIECES
from vault.airlock import pdfium
from vault.model import Json

_MM = 7200 / 25.4  # in hundredths of a point, as boxes come
_LEFT_MM, _RIGHT_MM = 30, 10
_SLACK_MM = 0.5
_CORNER_MM = (80, 55)
_SIZE_MAX = 1024 * 1024
_PICTURE = re.compile(rb"\bimage\b")
_PDF, _OURS = "trial.pdf", "ours.pdf"
_ROWS = 30
_REPEAT = 15


def try_template(path: Path, name: str, folder: Path) -> TemplateTrial:
    """Try the template at `path` as the form `name`; `folder` is for what is set on the way.

    Raises:
        UnfitTemplate: it cannot be set at all, or takes other slots than the form has.
    """
    press = Press()
    text = path.read_bytes()
    if len(text) > _SIZE_MAX:
        raise UnfitTemplate(name=name, reason="файл більший за 1 МБ")
    ours = press.ours(name)
    try:
        text.decode()
        own = press.read(name, text, own=True)
        press.tried(own, ours.sample)
        marks = _marked(press, own, ours, folder / _PDF)
    except (FormError, UnicodeDecodeError) as error:
        reason = error.details["reason"] if isinstance(error, FormError) else str(error)
        raise UnfitTemplate(name=name, reason=str(reason)[:300]) from error
    seen = _seen(folder / _PDF, marks)
    printed = _seen(folder / _OURS, _marked(press, ours, ours, folder / _OURS))
    return TemplateTrial(
        form=name,
        edition=own.edition,
        missing=tuple(sorted(printed.slots - seen.slots)),
        pictures=bool(_PICTURE.search(text)) or seen.pictures,
        margins=seen.margins or name in PIECES,  # laid over a page, they have none
        language=seen.language,
        corner=seen.corner,
        cut=tuple(_cut(press, own)),
    )


def _marked(press: Press, template: Template, like: Template, out: Path) -> Mapping[str, str]:
    """Set the form at `out` with a mark in every slot of `like`; which mark stands for which."""
    marks: dict[str, str] = {}
    slots = _with_marks(like.sample, "", marks, itertools.count(10))
    out.write_bytes(press.tried(template, slots)[0])
    return marks


def _with_marks(value: Json, where: str, marks: dict[str, str], count: Iterator[int]) -> Json:
    if isinstance(value, str):
        mark = next((m for m, slot in marks.items() if slot == where), f"§{next(count)}")
        marks[mark] = where
        return mark
    if isinstance(value, Mapping):
        return {
            key: _with_marks(one, f"{where}.{key}".strip("."), marks, count)
            for key, one in value.items()
        }
    if isinstance(value, list):
        return [_with_marks(one, f"{where}[]", marks, count) for one in value]
    return value


@dataclass(frozen=True, slots=True)
class _Seen:
    """What can be seen of a PDF with marks: which slots show, and facts of a `TemplateTrial`."""

    slots: frozenset[str]
    pictures: bool
    margins: bool
    language: str
    corner: bool


def _seen(path: Path, marks: Mapping[str, str]) -> _Seen:
    with pikepdf.open(path) as opened:
        sizes = [[100 * float(side) for side in page.mediabox[2:]] for page in opened.pages]
        pictures = any(page.get_images() for page in opened.pages)
        language = str(opened.Root.get("/Lang", ""))
    pages = [list(pdfium.word_boxes(str(path), number)) for number in range(len(sizes))]
    text = "".join(word for page in pages for word, *_ in page)
    least, most = (_LEFT_MM - _SLACK_MM) * _MM, (_RIGHT_MM - _SLACK_MM) * _MM
    across, down = (side * _MM for side in _CORNER_MM)
    return _Seen(
        slots=frozenset(slot for mark, slot in marks.items() if mark in text),
        pictures=pictures,
        margins=all(
            left >= least and right <= width - most
            for page, (width, _) in zip(pages, sizes, strict=True)
            for _, left, _, right, *_ in page
        ),
        language=language,
        corner=all(
            left > across or upper < sizes[0][1] - down for _, left, _, _, upper, _ in pages[0]
        ),
    )


def _cut(press: Press, own: Template) -> Iterator[str]:
    """Which extremes of data the template does not survive."""
    for name, slots in (("порожні дані", _emptied(own.sample)), ("довгі дані", _long(own.sample))):
        try:
            press.tried(own, slots)
        except FormError:
            yield name


def _emptied(value: Json) -> Json:
    if isinstance(value, str):
        return ""
    if isinstance(value, Mapping):
        return {key: _emptied(one) for key, one in value.items()}
    if isinstance(value, list):
        return value if value and isinstance(value[0], str) else []
    return value


def _long(value: Json, rows: int = _ROWS) -> Json:
    """Long texts everywhere, many rows in lists, few in the lists of each row."""
    if isinstance(value, str):
        return " ".join([value] * _REPEAT)
    if isinstance(value, Mapping):
        return {key: _long(one, rows) for key, one in value.items()}
    if isinstance(value, list):
        return [_long(one, 2) for one in value] * rows
    return value
