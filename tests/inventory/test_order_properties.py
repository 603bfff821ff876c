"""What holds of every order: whatever arrives, whatever a person moves."""

from __future__ import annotations

import dataclasses
import random
import time
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from inventory import Document
from inventory.arrangement.kinds import kinds
from inventory.arrangement.misplaced import misplaced
from inventory.arrangement.order import LegalOrder, Move, arrange
from tests.inventory.documents import document

LAWFUL = [
    "claim",
    "assignment-protocol",
    "ruling-opening",
    "motion",
    "minutes",
    "decision",
    "other",
]
CODES = sorted(code for code, kind in kinds().items() if kind.trait != "annex")
ORDERS = list(LegalOrder)


@st.composite
def files(draw: st.DrawFn) -> list[Document]:
    """Documents of one case file, each of its own minute, some with a parent."""
    chosen = draw(st.lists(st.sampled_from(CODES), max_size=30))
    minutes = draw(st.permutations(range(len(chosen))))
    made: list[Document] = []
    for serial, code in enumerate(chosen):
        parents = [d.id for d in made if d.parent is None]
        parent = draw(st.sampled_from([None, None, *parents]))
        when = f"2025-03-{1 + minutes[serial] // 10:02}T10:{minutes[serial] % 10:02}"
        made.append(document(f"d{serial}", code, serial, parent=parent, when=when))
    return made


@given(documents=files(), order=st.sampled_from(ORDERS), data=st.data())
def test_the_same_documents_in_any_order_of_arrival_stand_alike(
    documents: list[Document], order: LegalOrder, data: st.DataObject
) -> None:
    if order is LegalOrder.CONTROL:
        documents = [dataclasses.replace(d, copy=False) for d in documents]
    arrived = data.draw(st.permutations(documents))
    known: set[str] = set()
    again: list[Document] = []
    while arrived:  # a parent is registered before what came with it
        for one in list(arrived):
            if one.parent is None or one.parent in known:
                again.append(dataclasses.replace(one, sequence=len(again)))
                known.add(one.id)
                arrived.remove(one)

    one_, other = arrange(documents, order), arrange(again, order)

    leaders = [i.document for i in one_ if i.unit == i.document]
    assert leaders == [i.document for i in other if i.unit == i.document]
    assert sorted(i.document for i in one_) == sorted(d.id for d in documents)


@given(documents=files(), order=st.sampled_from(ORDERS))
def test_what_the_law_arranged_has_no_objection(
    documents: list[Document], order: LegalOrder
) -> None:
    by_id = {d.id: d for d in documents}

    assert misplaced([by_id[i.document] for i in arrange(documents, order)], order) == ()


@given(documents=files(), order=st.sampled_from(ORDERS), data=st.data())
def test_what_was_moved_stays_where_it_was_put_when_more_arrives(
    documents: list[Document], order: LegalOrder, data: st.DataObject
) -> None:
    leaders = [d for d in documents if d.parent is None]
    if len(leaders) < 2:
        return
    moved, anchor = data.draw(st.permutations(leaders))[:2]
    more = [document(f"more {n}", "motion", 100 + n, when="2025-03-02T09:00") for n in range(3)]

    items = arrange([*documents, *more], order, [Move(moved.id, anchor.id)])

    units = _units([i.unit for i in items])
    assert units.index(moved.id) == units.index(anchor.id) + 1
    rest = [u for u in units if u != moved.id]
    lawful_ = _units([i.unit for i in arrange([*documents, *more], order)])
    assert rest == [u for u in lawful_ if u != moved.id]


def _units(named: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(named))


def test_nothing_is_moved_before_what_is_numbered() -> None:
    documents = [document(code, code, n) for n, code in enumerate(LAWFUL, 1)]
    fixed = {d.id for d in documents[:4]}

    items = arrange(
        documents, LegalOrder.FIRST, [Move("other", "claim"), Move("claim", None)], fixed
    )

    stood = [i.document for i in items]
    assert stood[:5] == [*(d.id for d in documents[:4]), "other"]


def test_five_thousand_documents_are_arranged_and_judged_at_once() -> None:
    codes = [c for c in CODES if not kinds()[c].trait]
    chance = random.Random(1)
    documents = [
        document(f"d{n}", chance.choice(codes), n, when=f"2025-03-{1 + n % 28:02}T10:{n % 60:02}")
        for n in range(5_000)
    ]
    began = time.process_time()

    arrange(documents)
    assert misplaced(documents, LegalOrder.FIRST)

    assert time.process_time() - began < 2
