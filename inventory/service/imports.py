"""Taking lists from АСДС: case files are opened, documents expected, data corrected.

Knows: what a row is to what is registered: new, the same, or different.
Does not know: columns, encodings (inventory/registration/lists.py).
Keeps: all or nothing: one mistake, and no row is taken; nothing is corrected without a reason;
a register's row without its file is a document that is expected, never one that is there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from inventory.arrangement.kinds import kind_of
from inventory.errors import ImportRefused
from inventory.model import CaseFile
from inventory.queries import expected_of, find_case, get_case, get_document, particulars_of
from inventory.queries.documents import find_numbered
from inventory.queries.registration import Expected, find_by_identifier
from inventory.registration.lists import CaseRow, DocumentRow, Mistake
from inventory.service.cases import NewCase, open_case
from inventory.service.corrections import DOCUMENT_KEYS, correct_case, correct_document
from inventory.service.relations import expect
from vault import Json, Transaction, carries_out
from vault.errors import ArchiveError, UsageError

_SHOWN_MAX = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a row.

    Attributes:
        outcome: opened, expected, corrected or unchanged.
        document: id of the registered document, when there is one.
        strange: columns of its list that are not ours; nothing of them was taken.
    """

    line: int
    outcome: str
    number: str
    kind: str = ""
    index: str = ""
    document: str | None = None
    strange: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """Lists as they were read.

    Attributes:
        name: of the file, for sources and mistakes.
        mistakes: found while reading.
        strange: columns that are not ours; nothing of them is taken.
        correct: why registered data may be corrected by the lists; None when they may not.
    """

    name: str
    cases: Sequence[CaseRow] = ()
    documents: Sequence[DocumentRow] = ()
    mistakes: Sequence[Mistake] = ()
    strange: tuple[str, ...] = ()
    correct: str | None = None


@carries_out("814:I.3", "814:II.2-АСДС", "814:II.16")
def take_lists(tx: Transaction, lists: Lists, new_id: Callable[[], str]) -> list[Taken]:
    """Take every row of the lists, or none.

    Raises:
        ImportRefused: naming the lines that are wrong; nothing is to be committed.
    """
    mistakes = list(lists.mistakes)
    taken: list[Taken] = []
    for row in lists.cases:
        _tried(tx, taken, mistakes, row.line, partial(_case, tx, lists, row))
    waiting = {one.id: one for one in expected_of(tx.connection)}
    for entry in lists.documents:
        _tried(
            tx,
            taken,
            mistakes,
            entry.line,
            partial(_document, tx, lists, entry, waiting, new_id),
        )
    if mistakes:
        mistakes.sort(key=lambda one: one.line)
        more = len(mistakes) - _SHOWN_MAX
        told = "; ".join(one.said.rstrip(".") for one in mistakes[:_SHOWN_MAX])
        raise ImportRefused(
            name=lists.name,
            count=len(mistakes),
            lines=f"{told}; і ще {more}." if more > 0 else f"{told}.",
        )
    return [replace(one, strange=lists.strange) for one in taken]


def _tried(
    tx: Transaction,
    taken: list[Taken],
    mistakes: list[Mistake],
    line: int,
    take: Callable[[], Taken],
) -> None:
    try:
        with tx.attempt():
            taken.append(take())
    except ArchiveError as error:
        mistakes.append(Mistake(line, error.sentences()[0]))


def _case(tx: Transaction, lists: Lists, row: CaseRow) -> Taken:
    new = row.new
    found = find_case(tx.connection, new.number)
    if found is None:
        opened = open_case(tx, new)
        return Taken(line=row.line, outcome="opened", number=opened.number, kind=opened.kind)
    changes = _case_changes(found, new, row.said)
    if changes:
        correct_case(tx, found.number, changes, _reason(lists, row.line, changes))
    outcome = "corrected" if changes else "unchanged"
    return Taken(line=row.line, outcome=outcome, number=new.number, kind=new.kind)


def _case_changes(found: CaseFile, new: NewCase, said: frozenset[str]) -> dict[str, Json]:
    wanted: dict[str, Json] = {
        "kind": new.kind,
        "title": new.title,
        "claim": new.claim,
        "received_on": new.received_on,
        "index": new.index,
        "judge": new.judge,
    }
    changes = {k: v for k, v in wanted.items() if k in said and v != getattr(found, k)}
    if "proceedings" in said and set(new.proceedings) - set(found.proceedings):
        added = [one for one in new.proceedings if one not in found.proceedings]
        changes["proceedings"] = [*found.proceedings, *added]
    return changes


def _reason(lists: Lists, line: int, changes: Mapping[str, Json]) -> str:
    if lists.correct is None:
        raise UsageError(
            reason=f"інше, ніж зареєстровано: {', '.join(sorted(changes))}; "
            f"щоб виправити, назвіть підставу (--correct)"
        )
    return f"{lists.correct} ({lists.name}, рядок {line})"


def _document(
    tx: Transaction,
    lists: Lists,
    row: DocumentRow,
    waiting: dict[str, Expected],
    new_id: Callable[[], str],
) -> Taken:
    case = get_case(tx.connection, row.case)
    card = dict(row.card)
    index = str(card.get("index", ""))
    there = _registered(tx, case, card)
    if there is not None:
        changes = _document_changes(tx, there, card)
        if changes:
            correct_document(tx, there, changes, _reason(lists, row.line, changes))
        return Taken(
            line=row.line,
            outcome="corrected" if changes else "unchanged",
            number=case.number,
            index=index,
            document=there,
        )
    known = [one for one in waiting.values() if one.case == case.key and _same(one.card, card)]
    if known and known[0].card == card:
        return Taken(line=row.line, outcome="unchanged", number=case.number, index=index)
    own = known[0].id if known else new_id()
    expect(tx, case, own, card, f"{lists.name}, рядок {row.line}")
    return Taken(line=row.line, outcome="expected", number=case.number, index=index)


def _same(one: Mapping[str, Json], other: Mapping[str, Json]) -> bool:
    key = "asds_id" if one.get("asds_id") and other.get("asds_id") else "index"
    return bool(one.get(key)) and one.get(key) == other.get(key)


def _registered(tx: Transaction, case: CaseFile, card: Mapping[str, Json]) -> str | None:
    asds_id = card.get("asds_id")
    found = find_by_identifier(tx.connection, str(asds_id)) if asds_id else None
    if found is not None:
        if get_document(tx.connection, found).case != case.key:
            raise UsageError(reason=f"документ «{asds_id}» зареєстровано в іншій справі ({found})")
        return found
    if not card.get("index"):
        return None
    numbered = find_numbered(tx.connection, case.key, str(card["index"]))
    leading = [document for document in numbered if document.parent is None]
    return leading[0].id if len(leading) == 1 else None


def _document_changes(tx: Transaction, document: str, card: Mapping[str, Json]) -> dict[str, Json]:
    found = get_document(tx.connection, document)
    particulars = particulars_of(tx.connection, [found.id])[found.id]
    changes: dict[str, Json] = {}
    for key in DOCUMENT_KEYS:
        if key not in card:
            continue
        now = kind_of(str(card[key])).code if key == "kind" else card[key]
        was = getattr(found, key, None) if hasattr(found, key) else getattr(particulars, key)
        if now != was:
            changes[key] = card[key]
    return changes
