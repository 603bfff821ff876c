"""The index follows the journal: what changed since its stamp, in batches.

Knows: where a document's words come from (its card, its text content).
Does not know: how an engine works, or when an index must be made anew (keeping_up.py).
Keeps: nothing of a restricted document reaches the index; what was taken in before a stop stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from inventory import CaseFile, Document
from inventory.queries import case_by_key, documents_by_id
from search.engines.door import CARD, Change, Index, Page
from search.projection import change_table
from search.reading import read_pages
from vault import Vault

BATCH = 200
REBUILT = 2_000  # in a batch, when nobody waits for the first of them: commits are dear

Progress = Callable[[int, int | None], None]


def waiting(connection: Connection, sequence: int) -> int:
    """How many documents changed after `sequence`."""
    query = sa.select(sa.func.count()).where(change_table.c.sequence > sequence)
    return int(connection.execute(query).scalar_one())


def newest(vault: Vault) -> int:
    """The last entry that changed what can be found."""
    with vault.read() as connection:
        last = connection.execute(sa.select(sa.func.max(change_table.c.sequence))).scalar_one()
    return int(last or 0)


def follow(
    vault: Vault,
    index: Index,
    *,
    progress: Progress = lambda _done, _total: None,
    stopped: Callable[[], bool] = lambda: False,
    batch: int = BATCH,
) -> int:
    """Take in everything that changed since the index's stamp; how many documents that were.

    So many are in memory at once, and lost when it is stopped the hard way: a `batch`.

    Raises:
        IndexBusy, IndexBroken, DiskFull: what was taken in stays.
    """
    done = 0
    sequence = index.stamp().sequence
    while not stopped():
        with vault.read() as connection:
            left = waiting(connection, sequence)
            some = _next(connection, sequence, batch)
            if not some:
                break
            changes = list(_changes(vault, connection, [document for document, _ in some]))
        sequence = some[-1][1]
        index.apply(changes, sequence=sequence)
        done += len(some)
        progress(done, done + left - len(some))
    return done


def _next(connection: Connection, sequence: int, batch: int) -> Sequence[tuple[str, int]]:
    """The next documents, with all others that changed by the same entry as the last of them."""
    after = sa.select(change_table).where(change_table.c.sequence > sequence)
    some = after.order_by(change_table.c.sequence).limit(batch).subquery()
    upto = sa.select(sa.func.max(some.c.sequence)).scalar_subquery()
    query = after.where(change_table.c.sequence <= upto).order_by(change_table.c.sequence)
    return [(row.document, row.sequence) for row in connection.execute(query)]


def _changes(vault: Vault, connection: Connection, documents: Sequence[str]) -> Iterator[Change]:
    found = documents_by_id(connection, documents)
    cases: dict[str, CaseFile] = {}
    for key in documents:
        document = found[key]
        if document.restricted:
            yield Change(key)
            continue
        if document.case not in cases:
            cases[document.case] = case_by_key(connection, document.case)
        pages = enumerate(read_pages(vault, connection, document), start=1)
        card = Page(CARD, card_text(document, cases[document.case]))
        yield Change(key, (card, *(Page(n, page.text) for n, page in pages)))


def card_text(document: Document, case: CaseFile) -> str:
    """What the registration card says: title, index, sender, kind, and the case's number.

    The number stands alone: with the words «справа №», which nobody wrote, every document would
    have the word «справа» and the phrase «справа № …».
    """
    said = (
        document.title,
        document.index,
        document.sender,
        document.kind_data.name,
        case.number,
    )
    return "\n".join(dict.fromkeys(filter(None, said)))
