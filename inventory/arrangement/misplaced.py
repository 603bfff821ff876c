"""What stands out of its place in an order that a person made, and by which clause.

Knows: the fewest documents that would have to move for the order to be lawful, and the clause that
gives each its place. Does not know: why somebody wanted it so, or whether it is allowed (rules/).
Keeps: pure; an order that `arrange` made has nothing out of its place.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inventory.arrangement.order import HEARING, LegalOrder, family, place_key, place_of
from inventory.model import Document

_APPEAL = {
    1: "814:VII.15-01",
    2: "814:VII.15-a",
    3: "814:VII.15",
    4: "814:VII.15-04",
    5: "814:VII.15-05",
    6: "814:VII.15-06",
    7: "814:VII.15-06",
    8: "814:VII.15-06",
    9: "814:VII.15-b",
    10: "814:VII.15-10",
    11: "814:VII.15-11",
    12: "814:VII.15-12",
    13: "814:VII.15-13",
    14: "814:VII.15-14",
}
_AROUND_MINUTES = {2: "814:VII.4-кілька", 3: "814:VII.4-відкладення"}
_WITHOUT_PLACES = {
    LegalOrder.TIME: "814:VII.6",
    LegalOrder.CONTROL: "814:VII.22",
    LegalOrder.ISSUE: "814:I.2-1000/5",
    LegalOrder.SURNAME: "814:I.2-1000/5",
}
_CARRIER = "814:VII.1-диски-опис"
_DECISIONS = {14, 15}
_HEARD = {"evidence-hearing", "ruling-hearing"}
_ENVELOPES = {"envelope", "closed-envelope"}
_TOLD = 3


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A document out of its place.

    Attributes:
        document: which.
        clause: that gives it another place.
        text: beside what it should stand, as part of a sentence.
    """

    document: str
    clause: str
    text: str


def misplaced(
    sequence: Sequence[Document], order: LegalOrder, moved: Collection[str] = ()
) -> tuple[Misplaced, ...]:
    """Every document that would have to move for `sequence` to be lawful, and no other.

    What a person moved (`moved`) is blamed before anything else.
    """
    leading, children = family(sequence)
    root = {d.id: d for d in leading}
    for document in sequence:  # parents were registered before, but may stand anywhere
        _root(document, root, children)
    torn = list(_torn(sequence, root, order))
    stand = [d for d in leading if d.kind_data.trait != "received-volume"]
    keys = [place_key(document, order) for document in stand]
    kept = _longest(keys, [i for i, document in enumerate(stand) if document.id not in moved])
    kept = _joined(keys, kept, [i for i, document in enumerate(stand) if document.id in moved])
    return (*torn, *_out_of_place(stand, keys, kept, order))


def _root(
    document: Document, root: dict[str, Document], children: Mapping[str, Sequence[Document]]
) -> None:
    if document.id in root:
        below = [document]
        while below:
            for child in children.get(below.pop().id, ()):
                root[child.id] = root[document.id]
                below.append(child)


def _torn(
    sequence: Sequence[Document], root: Mapping[str, Document], order: LegalOrder
) -> Sequence[Misplaced]:
    """What stands apart from the document it came with."""
    found = []
    last = None
    for document in sequence:
        leader = root[document.id]
        if leader is not document and (last is None or root[last.id] is not leader):
            clause = _beside(document)
            if (
                clause == "814:VII.3"
                and order is LegalOrder.APPEAL
                and leader.kind_data.appeal == 8
            ):
                clause = "814:VII.15-b"
            text = f"{_named(document)} має стояти разом із {_named(leader)}"
            found.append(Misplaced(document.id, clause, text))
        last = document
    return found


def _joined(keys: Sequence[Any], kept: list[int], others: Sequence[int]) -> list[int]:
    """`kept`, and those of the others that stand in order among them."""
    for index in others:
        at = bisect_left(kept, index)
        behind = at == 0 or keys[kept[at - 1]] <= keys[index]
        if behind and (at == len(kept) or keys[index] <= keys[kept[at]]):
            kept.insert(at, index)
    return kept


def _longest(keys: Sequence[Any], among: Sequence[int]) -> list[int]:
    """Indexes of a longest run among these that is in order already (patience sorting)."""
    tails: list[Any] = []
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for index in among:
        key = keys[index]
        at = bisect_right(tails, key)
        before[index] = ends[at - 1] if at else None
        tails[at : at + 1] = [key]
        ends[at : at + 1] = [index]
    chain: list[int] = []
    index_ = ends[-1] if ends else None
    while index_ is not None:
        chain.append(index_)
        index_ = before[index_]
    return chain[::-1]


def _out_of_place(
    stand: Sequence[Document],
    keys: Sequence[Any],
    kept: Sequence[int],
    order: LegalOrder,
) -> Sequence[Misplaced]:
    found = []
    kept_keys = [keys[index] for index in kept]
    held = set(kept)
    for index, document in enumerate(stand):
        if index in held:
            continue
        at = bisect_right(kept_keys, keys[index])
        # Lawfully behind kept[at - 1] and before kept[at]; one of the two stands on the wrong side.
        late = at < len(kept) and kept[at] < index
        other = stand[kept[at] if late else kept[at - 1]]
        side = "перед" if late else "після"
        text = f"{_named(document)} має стояти {side} {_named(other)}"
        found.append(Misplaced(document.id, _clause(document, other, order), text))
    return found


def _clause(document: Document, other: Document, order: LegalOrder) -> str:
    """The clause that tells the two apart; the more special one where there is one."""
    if order in _WITHOUT_PLACES:
        return _WITHOUT_PLACES[order]
    place, beside = place_of(document, order), place_of(other, order)
    if place == beside == HEARING[order] and document.when[:10] == other.when[:10]:
        return _around_minutes(document, other)
    if order is LegalOrder.APPEAL:
        return _APPEAL[place]
    return _around_decisions(document, other) or f"814:VII.1-{place:02}"


def _around_decisions(document: Document, other: Document) -> str:
    """What 814 VII.4 says of decisions, beside what VII.1 does."""
    one, two = document.kind_data, other.kind_data
    if one.place == two.place == 15 and 1 in {one.sub, two.sub}:
        return "814:VII.4-розписки"
    if one.place == two.place and one.place in _DECISIONS:
        return "814:VII.4-кілька"
    if one.place in _DECISIONS and two.place == HEARING["first"]:
        return "814:VII.4-рішення"
    return ""


def _around_minutes(document: Document, other: Document) -> str:
    """Of two documents of one hearing, at least one is not its minutes."""
    told = document if document.kind_data.sub != 1 else other
    if told.kind_data.trait == "media":
        return _CARRIER
    if told.kind_data.sub:
        return _AROUND_MINUTES.get(told.kind_data.sub, "814:VII.4-докази")
    return "814:VII.4-ухвала" if told.kind_data.decision else "814:VII.4-докази"


def _named(document: Document) -> str:
    return f"«{document.title or document.kind_data.name}»"


def clauses_of(documents: Sequence[Document], order: LegalOrder) -> dict[str, str]:
    """The clause that gives each document its place; what came with another has it from that."""
    leading, _ = family(documents)
    placed = documents if order in _WITHOUT_PLACES else leading
    own = {one.id: _clause_of(one, order) for one in placed}
    heard = {one.when[:10] for one in leading if _of_hearing(one, order, 1)}
    for one in leading:
        if _of_hearing(one, order, 3) and one.when[:10] not in heard:
            own[one.id] = "814:VII.5"  # a notice that comes back on a day of its own
    return {one.id: own.get(one.id) or _beside(one) for one in documents}


def _of_hearing(document: Document, order: LegalOrder, sub: int) -> bool:
    return place_of(document, order) == HEARING.get(order) and document.kind_data.sub == sub


def _beside(document: Document) -> str:
    """The clause that keeps a document with the one it came with."""
    return "814:VII.3" if document.kind_data.trait in _ENVELOPES else "814:VII.8-додатки"


def _clause_of(document: Document, order: LegalOrder) -> str:
    kind = document.kind_data
    if kind.trait == "received-volume":
        return "814:VII.20"
    if order in _WITHOUT_PLACES:
        return _WITHOUT_PLACES[order]
    place = place_of(document, order)
    if place == HEARING[order] and (kind.code in _HEARD or kind.sub):
        minutes = "814:VII.1-13" if order is LegalOrder.FIRST else "814:VII.15-14"
        return minutes if kind.sub == 1 else _around_minutes(document, document)
    if order is LegalOrder.APPEAL:
        return _APPEAL[place]
    return "814:VII.4-розписки" if (place, kind.sub) == (15, 1) else f"814:VII.1-{place:02}"


def by_clause(found: Sequence[Misplaced]) -> dict[str, str]:
    """What is out of its place under each clause, as one sentence."""
    texts: dict[str, list[str]] = {}
    for one in found:
        texts.setdefault(one.clause, []).append(one.text)
    return {
        clause: "; ".join(said[:_TOLD])
        + (f"; і ще {len(said) - _TOLD}" if len(said) > _TOLD else "")
        for clause, said in texts.items()
    }
