"""BER as it is stored: tags, lengths and offsets, nothing decoded.

Knows: how to find the parts of a BER value without copying or re-encoding any of them.
Does not know: what any part means.
Keeps: bytes that are hashed are the bytes that were stored; every length is checked against the
buffer, and depth and number of parts are bounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_DEEPEST = 24
_MOST_PARTS = 20_000

SEQUENCE, SET, INTEGER, OCTET_STRING, OID = 0x30, 0x31, 0x02, 0x04, 0x06


HOSTILE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What the libraries throw when a structure is not what it claims to be."""


class Malformed(ValueError):
    """The bytes are not BER, or not the structure that was expected."""


@dataclass(frozen=True, slots=True)
class BerValue:
    """One BER value inside a buffer.

    Attributes:
        data: the whole buffer.
        start: of the identifier octet.
        body: where the contents begin.
        body_end: where the contents end; end-of-contents octets are not part of them.
        end: where the next value begins.
    """

    data: memoryview
    start: int
    body: int
    body_end: int
    end: int

    @property
    def tag(self) -> int:
        """The identifier octet: class, constructed bit and number in one."""
        return self.data[self.start]

    @property
    def constructed(self) -> bool:
        """Whether the contents are BER values."""
        return bool(self.tag & 0x20)

    @property
    def raw(self) -> bytes:
        """All octets, as stored."""
        return bytes(self.data[self.start : self.end])

    @property
    def contents(self) -> bytes:
        """The contents octets, as stored."""
        return bytes(self.data[self.body : self.body_end])

    def parts(self) -> list[BerValue]:
        """The values inside.

        Raises:
            Malformed: they are not well formed, or too many.
        """
        found: list[BerValue] = []
        at = self.body
        while at < self.body_end:
            found.append(_at(self.data, at, self.body_end, 0))
            at = found[-1].end
            if len(found) > _MOST_PARTS:
                raise Malformed("too many values")
        return found

    def octets(self) -> bytes:
        """The value of a string that may be stored in pieces (X.690, 8.7.3)."""
        if not self.constructed:
            return self.contents
        return b"".join(_pieces(self, 0))

    def expect(self, tag: int) -> BerValue:
        """This value, if it has the identifier octet `tag`."""
        if self.tag != tag:
            raise Malformed(f"expected {tag:#x}, found {self.tag:#x}")
        return self


def read(data: bytes) -> BerValue:
    """The first value in `data`; what follows it is the caller's concern.

    Raises:
        Malformed: there is none.
    """
    view = memoryview(data)
    return _at(view, 0, len(view), 0)


def encoded(tag: int, contents: bytes) -> bytes:
    """`contents` under the identifier octet `tag`, with a DER length."""
    size = len(contents)
    if size < 0x80:
        return bytes((tag, size)) + contents
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + contents


def _pieces(part: BerValue, depth: int) -> Iterator[bytes]:
    if depth > _DEEPEST:
        raise Malformed("nested too deeply")
    for piece in part.parts():
        if piece.constructed:
            yield from _pieces(piece, depth + 1)
        else:
            yield piece.contents


def _at(data: memoryview, start: int, limit: int, depth: int) -> BerValue:
    if depth > _DEEPEST:
        raise Malformed("nested too deeply")
    if start + 2 > limit:
        raise Malformed("cut short")
    if data[start] & 0x1F == 0x1F:
        raise Malformed("long tags are not used in signatures")
    first, body = data[start + 1], start + 2
    if first == 0x80:
        return _open_ended(data, start, body, limit, depth)
    if first > 0x80:
        octets = first & 0x7F
        if octets > 6 or body + octets > limit:
            raise Malformed("bad length")
        size, body = int.from_bytes(data[body : body + octets], "big"), body + octets
    else:
        size = first
    if body + size > limit:
        raise Malformed("cut short")
    return BerValue(data, start, body, body + size, body + size)


def _open_ended(data: memoryview, start: int, body: int, limit: int, depth: int) -> BerValue:
    at = body
    while True:
        if at + 2 > limit:
            raise Malformed("cut short")
        if data[at] == 0 and data[at + 1] == 0:
            return BerValue(data, start, body, at, at + 2)
        at = _at(data, at, limit, depth + 1).end
