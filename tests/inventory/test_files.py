"""Properties of generated case files: from two documents to five thousand."""

from __future__ import annotations

import random
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from inventory import Document
from inventory.arrangement.kinds import kinds
from inventory.arrangement.order import arrange
from inventory.model import FrozenVolume, Piece, VolumePlan
from inventory.volumes.plan import plan
from inventory.volumes.sheets import VOLUME_LIMIT, Numbering, odd_numbers, total
from tests.clauses import proves
from tests.inventory.documents import document
from tests.inventory.office import Office

CODES = sorted(kinds())
LENGTHS = (0, 1, 1, 2, 3, 5, 8, 40, 130, 250, 251, 700)


def case_file(seed: int, size: int) -> list[Document]:
    """Documents of every kind, some of them annexes of earlier ones, with any number of sheets."""
    chance = random.Random(seed)
    documents: list[Document] = []
    for serial in range(size):
        parent = chance.choice(documents).id if documents and chance.random() < 0.3 else None
        documents.append(
            document(
                f"d{serial}",
                chance.choice(CODES),
                serial,
                sheets=chance.choice(LENGTHS) if chance.random() < 0.1 else chance.randint(0, 6),
                parent=parent,
                when=f"2025-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
            )
        )
    return documents


def planned(
    documents: list[Document], frozen: list[FrozenVolume], numbering: dict[int, Numbering]
) -> tuple[VolumePlan, ...]:
    return plan(arrange(documents), frozen, numbering)


def declared_full(volumes: tuple[VolumePlan, ...]) -> list[FrozenVolume]:
    return [
        FrozenVolume(
            volume.number,
            tuple(
                Piece(member.document, row.document, len(member.labels))
                for row in volume.rows
                for member in row.members
            ),
        )
        for volume in volumes
    ]


def places(volumes: tuple[VolumePlan, ...]) -> list[tuple[int, str, str, str]]:
    """Where each sheet stands: volume, its row, its document, its number."""
    return [
        (volume.number, row.document, member.document, str(label))
        for volume in volumes
        for row in volume.rows
        for member in row.members
        for label in member.labels
    ]


@proves("814:VII.10", "814:VII.10-том", "814:VII.9-том")
@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([0, 1, 2, 30, 300, 1000, 5000]))
def test_814_vii_10__volumes_of_a_file_of_any_size(seed: int, size: int) -> None:
    documents = case_file(seed, size)

    volumes = planned(documents, [], {})

    assert all(volume.sheets <= VOLUME_LIMIT for volume in volumes)
    for volume in volumes:
        assert [str(e) for e in volume.labels] == [str(n + 1) for n in range(volume.sheets)]
        assert volume.sheets == total(volume.labels) == sum(row.sheets for row in volume.rows)
        assert [row.position for row in volume.rows] == list(range(1, len(volume.rows) + 1))
        assert len({row.document for row in volume.rows}) == len(volume.rows), "one row each"
    counted: dict[str, int] = dict.fromkeys((d.id for d in documents), 0)
    for _, _, held, _ in places(volumes):
        counted[held] += 1
    assert counted == {d.id: d.count.sheets for d in documents}
    stood = {m.document for v in volumes for row in v.rows for m in row.members}
    assert stood == set(counted), "documents without sheets have their row too"


@proves("814:VII.8-продовження")
@settings(max_examples=6, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([30, 300, 3000]), st.data())
def test_814_vii_8__numbered_sheets_stay_when_documents_arrive(
    seed: int, size: int, data: st.DataObject
) -> None:
    documents = case_file(seed, size)
    early = documents[: data.draw(st.integers(1, size))]
    before = planned(early, [], {})
    full = before[: data.draw(st.integers(0, len(before)))]
    odd = {volume.number: odd_numbers(volume.labels[: volume.sheets // 2]) for volume in full}

    after = planned(documents, declared_full(full), odd)

    assert places(after)[: len(places(full))] == places(full)
    assert planned(documents, declared_full(full), odd) == after, "planning again changes nothing"
    assert len(places(after)) == sum(d.count.sheets for d in documents)
    assert all(volume.sheets <= VOLUME_LIMIT for volume in after)


@proves("814:VII.10", "814:VII.9-том")
def test_814_vii_10__files_of_the_file_plan_have_volumes_of_250_too(tmp_path: Path) -> None:
    """№ 174, 14.4 said the same of them; it is repealed."""
    office = Office(tmp_path, number="01-05/2025", kind="nomenclature")
    for _ in range(3):
        office.add("letter", 100)

    assert [volume.sheets for volume in office.plan()] == [200, 100]
    assert [str(volume.labels[0]) for volume in office.plan()] == ["1", "1"]
