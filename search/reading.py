"""The pages of a document as they were read, from its text content.

Knows: how `record_text` keeps them; recognised words and their places are read only when asked for.
Does not know: who may see them, the index.
Keeps: of a scan of 500 pages, whose words take 10 MB, a result needs a page of text: what is passed
over costs a tenth of what is read.
"""

from __future__ import annotations

import msgspec
from sqlalchemy.engine import Connection

from inventory import Document
from search.model import Box
from vault import Vault


class WrittenPage(msgspec.Struct, frozen=True):
    """A page as it was read.

    Attributes:
        text: its words.
        ink: of a scanned page, what is on it.
        width: of the places of its words; likewise its height.
    """

    text: str
    ink: str | None = None
    width: int = 0
    height: int = 0
    words: msgspec.Raw = msgspec.field(name="lines", default=msgspec.Raw(b"[]"))

    @property
    def blank(self) -> bool:
        """Whether it was looked at and nothing is written on it."""
        return self.ink == "blank"

    @property
    def lines(self) -> tuple[tuple[tuple[str, Box], ...], ...]:
        """Recognised words on their places, by line; empty for a page with a text of its own."""
        wide, high = max(self.width, 1), max(self.height, 1)
        return tuple(
            tuple(
                (word, Box(left / wide, top / high, width / wide, height / high))
                for word, left, top, width, height, *_ in line
            )
            for line in _LINES.decode(self.words)
        )


class _Read(msgspec.Struct):
    pages: list[WrittenPage]


_READ = msgspec.json.Decoder(_Read)
_LINES = msgspec.json.Decoder(list[list[tuple[str, int, int, int, int, int]]])


def read_pages(vault: Vault, connection: Connection, document: Document) -> list[WrittenPage]:
    """Each page as read from the document; empty until it was read."""
    if document.text is None or document.restricted:
        return []
    return _READ.decode(vault.locate(document.text, connection).read_bytes()).pages
