"""The door of a full-text engine.

Knows: what goes in (documents of numbered pages, in batches), what comes out (documents, their
pages, how many), and what every engine promises.
Does not know: how one keeps its promises, what a document, a sheet or a permission is.
Keeps: which documents a reader gets, how many, on which pages, and what is suggested, is exactly
what an index of only those documents would answer which that reader may see.

This is the same for every engine. Scores, and so the order, are an engine's own (ours draws them,
too, from nothing but what may be seen); an engine whose library weighs words by all documents has
to say what its order may give away: docs/decisions/0005.

An index only follows the journal. It may be behind, and `stamp` says how far it is; it is made
anew whenever it is broken, and never answers from what is broken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from search.documents import Documents, Numbers, Rows
from search.query.nodes import Node

CARD = 0
"""The page number of a document's registration card (title, sender): found, but not a page."""


@dataclass(frozen=True, slots=True)
class Page:
    """The text of one page; pages of a document are read on from one to the next."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A document's text as it is from now on; without pages, the document leaves the index.

    Who leaves does so at once and from the disk too: its words are not only hidden.
    """

    document: str
    pages: tuple[Page, ...] = ()


@dataclass(frozen=True, slots=True)
class Stamp:
    """What state an index is in.

    Attributes:
        generation: goes up with every commit.
        documents: how many there are.
        sequence: of the last journal entry whose consequences are in the index.
    """

    generation: int
    documents: int
    sequence: int


@dataclass(frozen=True, slots=True)
class MarkedWords:
    """Where on a page what was asked for stands.

    Attributes:
        words: their positions, counted from the page's first, each with the number of the leaf
            (among the different ones that `query.wanted` gives) that wants it.
        length: how many positions the page has.
    """

    words: tuple[tuple[int, int], ...]
    length: int


@dataclass(frozen=True, slots=True)
class Found:
    """A document that matches.

    Attributes:
        document: its key.
        page: the number of the page that matches best; the first one when no words were asked.
        pages: numbers of all pages on which something asked for stands, in order.
        marked: what stands on the page that matches best.
        score: of the document (BM25), the engine's own; only its order means anything.
    """

    document: str
    page: int
    pages: tuple[int, ...]
    marked: MarkedWords
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """Some of the documents that match, best first, and how many do in all.

    Which is best is the engine's own opinion; that all join up as one list is not.

    Attributes:
        total: how many match.
        found: those asked for.
        matching: asked with sorted numbers (`documents.number_of`), where among them all that
            match stand, in no order; for when they are to be counted.
    """

    total: int
    found: tuple[Found, ...]
    matching: Callable[[Numbers], Rows] = field(compare=False, repr=False)


class Index(Protocol):
    """A full-text index. Any number of processes may read while one writes."""

    def apply(self, changes: Iterable[Change], *, sequence: int) -> Stamp:
        """Take a batch in durably; of several changes of one document the last counts.

        After a crash the batch is in or the stamp still says the sequence before; to repeat a
        batch does no harm. A batch that ends before the stamp is passed over: another process
        has taken in what came after it.

        Raises:
            IndexBusy: another process writes.
            IndexBroken: it must be made anew.
            DiskFull: nothing was taken in.
        """

    def search(self, tree: Node, allowed: Documents, *, limit: int, offset: int = 0) -> Answer:
        """The best documents that match a tree without unresolved filters.

        Raises:
            IndexBroken: it must be made anew.
            WordsTooCommon: too many allowed documents would have to be read.
        """

    def suggest(self, tree: Node, allowed: Documents) -> Node | None:
        """The tree with words that no allowed document has replaced by similar ones that some do.

        None when there is nothing to replace, or nothing would be found then either.

        Raises:
            IndexBroken: it must be made anew.
        """

    def stamp(self) -> Stamp:
        """How far the index is.

        Raises:
            IndexBroken: it must be made anew.
        """

    def verify(self) -> None:
        """Read everything and compare with what was written.

        Raises:
            IndexBroken: something differs.
        """
