"""Whether a case file is ready to be sewn: what the vault sees, and what a person looked at.

Knows: which rules are asked before a volume is declared full. Does not know: who closes it.
Keeps: nothing is changed or recorded; texts are read once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from inventory.arrangement.likeness import alike, same_content
from inventory.model import CaseFile, Document
from inventory.queries import documents_of, get_case
from inventory.rules.sewing import (
    belongs_in_the_file,
    is_once,
    is_prepared,
    leaves_a_margin,
    near_the_edge,
)
from inventory.service.order import look_at_order
from vault import Json, Vault, Verdict, carries_out


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a person says to have looked at."""

    unfastened: bool = False
    holes: bool = False
    nothing_glued: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """What was found, each under its clause; `unread` have no text to compare yet."""

    case: CaseFile
    verdict: Verdict
    unread: tuple[str, ...]


@carries_out("814:VII.2", "814:VII.14-поле")
def look_before_sewing(
    vault: Vault, number: str, looked: Looked, *, permanent: bool = True, carried: bool = False
) -> Readiness:
    """Everything the law has against sewing the case file as it is.

    Args:
        vault: where.
        number: of the case file.
        looked: what a person saw to.
        permanent: the file is kept for ever, or nobody has said how long.
        carried: a file of the plan that goes over from one year to the next.

    Raises:
        NoSuchCase: not there.
    """
    with vault.read() as connection:
        case = get_case(connection, number)
        documents = {one.id: one for one in documents_of(connection, case.key)}
        order = look_at_order(connection, case)
        read = {one.id: _pages(vault, connection, one) for one in documents.values() if one.text}
    texts = {one: [str(page["text"]) for page in pages] for one, pages in read.items()}
    same = list(same_content({one.id: one.original for one in documents.values()}))
    known = {(pair.one, pair.other) for pair in same}
    near = {one: near_the_edge(pages) for one, pages in read.items()}
    found = [*same, *(pair for pair in alike(texts) if (pair.one, pair.other) not in known)]
    held = list(documents.values())
    return Readiness(
        case=case,
        verdict=Verdict.all(
            (
                order.verdict,
                order.lacking,
                is_once(found, documents),
                leaves_a_margin({one: pages for one, pages in near.items() if pages}, documents),
                is_prepared(
                    unfastened=looked.unfastened,
                    holes=looked.holes,
                    nothing_glued=looked.nothing_glued,
                ),
                belongs_in_the_file(case, held, permanent=permanent, carried=carried),
            )
        ),
        unread=tuple(one.id for one in held if one.text is None and one.original is not None),
    )


def _pages(vault: Vault, connection: Connection, document: Document) -> list[Mapping[str, Json]]:
    assert document.text is not None, "asked only of what was read"
    stored = vault.locate(document.text, connection).read_bytes()
    pages: list[Mapping[str, Json]] = json.loads(stored)["pages"]
    return pages
