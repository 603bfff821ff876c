"""What part of a PDF a signature covers (ISO 32000-2, 12.8.1; ETSI EN 319 142-1, 5.3).

Knows: byte ranges, the gap for the signature value, and where revisions end.
Does not know: what later revisions changed, or whether the value verifies.
Keeps: the gap holds this signature's value and nothing else; `REVISION` means everything that a
reader of the signed revision could see is signed.
"""

from __future__ import annotations

import enum
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader, process_data_at_eof

from signing.pades.document import SignatureField, SignedPdf, entry

_HEX_STRING = re.compile(rb"\s*<([0-9A-Fa-f\s]*)>\s*\Z")
BLANK = b"\x00\t\n\x0c\r "


class Extent(enum.Enum):
    """How much is covered."""

    FILE = enum.auto()
    REVISION = enum.auto()
    PART = enum.auto()
    BROKEN = enum.auto()


@dataclass(frozen=True, slots=True)
class Coverage:
    """The signed byte ranges of one signature, and what they amount to.

    Attributes:
        ranges: the signed bytes.
        end: offset of the first byte after them.
        revision: the newest that is wholly signed.
        problem: what is wrong with the byte ranges, in Ukrainian; empty when nothing is.
    """

    extent: Extent
    ranges: tuple[memoryview, ...] = ()
    end: int = 0
    revision: int = 0
    problem: str = ""


def coverage_of(document: SignedPdf, field: SignatureField, value: bytes) -> Coverage:
    """Which bytes `field` covers, given its signature value as the reader decoded it."""
    data = document.data
    numbers = _numbers(field)
    if numbers is None:
        return Coverage(Extent.BROKEN, problem="записано не чотири невід'ємні числа")
    view = memoryview(data)
    first, length, second, rest = numbers
    end = second + rest
    if first != 0 or length == 0 or second < length or end > len(data):
        return Coverage(
            Extent.BROKEN, problem="вони не починаються з початку файлу або перетинаються"
        )
    ranges = (view[:length], view[second:end])
    gap = _HEX_STRING.match(bytes(view[length:second]))
    if gap is None or _unhexed(gap.group(1)) != value:
        problem = "між підписаними частинами є не лише значення підпису"
        return Coverage(Extent.BROKEN, ranges, end, problem=problem)
    if not data[end:].strip(BLANK):
        return Coverage(Extent.FILE, ranges, end)
    revision = _signed_revision(document.reader, field.revision, data, end)
    if revision is None:
        return Coverage(Extent.PART, ranges, end)
    return Coverage(Extent.REVISION, ranges, end, revision)


def _numbers(field: SignatureField) -> Sequence[int] | None:
    numbers = entry(field.signature, "/ByteRange")
    if not isinstance(numbers, list) or len(numbers) != 4:
        return None
    if not all(isinstance(n, int) and n >= 0 for n in numbers):
        return None
    return [int(n) for n in numbers]


def _unhexed(digits: bytes) -> bytes:
    text = b"".join(digits.split())
    return bytes.fromhex((text + b"0" * (len(text) % 2)).decode("ascii"))


def _signed_revision(reader: PdfFileReader, written: int, data: bytes, end: int) -> int | None:
    """The revision that ends where the signed bytes end; None when none does.

    The end must point to the very cross-reference data that was read for that revision, which may
    be newer than the one in which the signature was `written` (a linearized file has two); and no
    older revision may have its cross-reference data outside the signed bytes.
    """
    stream = io.BytesIO(data)
    stream.seek(end)
    xrefs = reader.xrefs
    try:
        declared = process_data_at_eof(stream)
        numbers = range(written, xrefs.total_revisions)
        revision = next(n for n in numbers if xrefs.get_startxref_for_revision(n) == declared)
        ends = [xrefs.get_xref_container_info(n).end_location for n in range(revision + 1)]
    except (PdfReadError, StopIteration, ValueError):
        return None
    return revision if max(ends) <= end else None
