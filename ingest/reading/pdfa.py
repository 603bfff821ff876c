"""PDF/A: the reading copy's format.

Knows: in which order the flavours are tried, and how the validator's findings are told to people.
Does not know: what can be left out (`easing` does), nor whether the copy still looks like the
original (`same` does).
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
from pikepdf.pdfa import Finding, PdfaError

from ingest.reading import easing
from vault.airlock.errors import unreadable
from vault.errors import Encrypted

_TRIED = ("1b", "2b")
_WRITTEN = re.compile(rb"(?<=<xmp:MetadataDate>)[^<]*")
_LEVEL = re.compile(r"pdfaid:conformance is '[AU]'")
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
            notes = tuple(easing.left_out(pdf))
            change(pdf)
            easing.ease(pdf, part=flavour[0])
            try:
                notes += _save(pdf, target, flavour, at)
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
        raise unreadable("PDF", error, str(path)) from None
    with pdf:
        yield pdf


def _save(pdf: pikepdf.Pdf, target: Path, flavour: str, at: dt.datetime) -> tuple[str, ...]:
    """Write and check; what was left out on the way, in Ukrainian."""
    intent = None if easing.has_intent(pdf) else "sRGB"
    prepared = pikepdf.pdfa.prepare(pdf, flavour, output_intent=intent)
    metadata = pdf.Root.Metadata  # names the machine's clock; the moment is given to us instead
    metadata.write(_WRITTEN.sub(at.isoformat().encode(), metadata.read_bytes()))
    pikepdf.pdfa.save(pdf, target, flavour, repair=False, deterministic_id=True)
    return ("приховані примітки лишилися в оригіналі",) if prepared.annotations_removed else ()


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
