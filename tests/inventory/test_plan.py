"""The plan of volumes: properties over generated files, and the cases the law names."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.arrangement.order import Item, arrange
from inventory.model import FrozenVolume, Piece, VolumePlan
from inventory.volumes.plan import plan
from inventory.volumes.sheets import VOLUME_LIMIT
from tests.clauses import proves
from tests.inventory.documents import document


@st.composite
def files(draw: st.DrawFn) -> list[Item]:
    """Units of a document and up to three annexes each."""
    items: list[Item] = []
    for unit in range(draw(st.integers(0, 30))):
        leading = f"u{unit}"
        items.append(Item(leading, draw(st.integers(0, 320)), leading, leading))
        items += [
            Item(f"{leading}.{annex}", draw(st.integers(0, 120)), leading, leading)
            for annex in range(draw(st.integers(0, 3)))
        ]
    return items


def labels_by_volume(volumes: tuple[VolumePlan, ...]) -> list[list[str]]:
    return [[str(entry) for entry in volume.labels] for volume in volumes]


def frozen_from(volumes: tuple[VolumePlan, ...], count: int) -> list[FrozenVolume]:
    return [
        FrozenVolume(
            v.number,
            tuple(
                Piece(m.document, row.document, len(m.labels))
                for row in v.rows
                for m in row.members
            ),
        )
        for v in volumes[:count]
    ]


@proves("814:VII.10")
@given(files())
def test_814_vii_10__no_volume_passes_250_and_no_sheet_is_lost(items: list[Item]) -> None:
    volumes = plan(items, (), {})

    assert all(volume.sheets <= VOLUME_LIMIT for volume in volumes)
    assert sum(volume.sheets for volume in volumes) == sum(item.sheets for item in items)
    assert [v.number for v in volumes] == list(range(1, len(volumes) + 1))


@proves("814:VII.9-том")
@given(files())
def test_814_vii_9_tom__each_volume_is_numbered_from_one_without_gaps(items: list[Item]) -> None:
    for labels in labels_by_volume(plan(items, (), {})):
        assert labels == [str(n) for n in range(1, len(labels) + 1)]


@given(files())
def test_every_sheet_stands_in_exactly_one_row(items: list[Item]) -> None:
    for volume in plan(items, (), {}):
        row_labels = [entry for row in volume.rows for entry in row.labels]
        assert len(row_labels) == len(set(row_labels)) == volume.sheets


@proves("814:VII.10")
@given(files())
def test_814_vii_10__a_unit_that_fits_a_volume_is_not_torn(items: list[Item]) -> None:
    volumes = plan(items, (), {})
    sizes: dict[str, int] = {}
    for item in items:
        sizes[item.unit] = sizes.get(item.unit, 0) + item.sheets
    unit_of = {item.document: item.unit for item in items}
    for unit, size in sizes.items():
        holding = {
            volume.number
            for volume in volumes
            for row in volume.rows
            for member in row.members
            if unit_of[member.document] == unit
        }
        assert size > VOLUME_LIMIT or len(holding) == 1


@settings(max_examples=60)
@given(files(), st.data())
def test_frozen_volumes_never_move_and_planning_again_changes_nothing(
    items: list[Item], data: st.DataObject
) -> None:
    volumes = plan(items, (), {})
    count = data.draw(st.integers(0, len(volumes)))
    frozen = frozen_from(volumes, count)

    assert labels_by_volume(plan(items, frozen, {})) == labels_by_volume(volumes)

    late = [Item("late", data.draw(st.integers(1, 300)), "late", "late"), *items]
    again = plan(late, frozen, {})
    assert [v.rows for v in again[:count]] == [
        v.rows if not any(r.continues_in for r in v.rows) else a.rows
        for v, a in zip(volumes[:count], again[:count], strict=True)
    ]
    assert labels_by_volume(again)[:count] == labels_by_volume(volumes)[:count]
    assert sum(v.sheets for v in again) == sum(v.sheets for v in volumes) + late[0].sheets


@proves("814:VII.8-продовження", "814:VII.20")
@settings(max_examples=100)
@given(files(), st.data())
def test_814_vii_8__a_numbered_beginning_changes_nothing_and_never_moves(
    items: list[Item], data: st.DataObject
) -> None:
    """What arrives later stands behind it, or in the next volume."""
    items = [replace(item, sequence=1) for item in items]
    volumes = plan(items, (), {})
    count = data.draw(st.integers(0, max(len(volumes) - 1, 0)))
    frozen = frozen_from(volumes, count)
    if len(volumes) > count:
        begun = volumes[count]
        rows = data.draw(st.integers(1, len(begun.rows)))
        whole = FrozenVolume(
            begun.number, frozen_from(volumes, count + 1)[count].pieces, full=False
        )
        pieces = sum(len(row.members) for row in begun.rows[:rows])
        frozen.append(replace(whole, pieces=whole.pieces[:pieces]))

    again = plan(items, [_since(volume, 2) for volume in frozen], {})

    assert again == tuple(
        replace(v, frozen=v.number <= count, fixed=now.fixed)
        for v, now in zip(volumes, again, strict=True)
    )
    late = [Item("late", 200, "late", "late", 3), *items]
    after = plan(late, [_since(volume, 2) for volume in frozen], {})
    for before, now in zip(again, after, strict=False):
        assert now.rows[: before.fixed] == before.rows[: before.fixed]
        assert now.labels[: before.fixed_sheets] == before.labels[: before.fixed_sheets]


def _since(volume: FrozenVolume, sequence: int) -> FrozenVolume:
    return replace(volume, pieces=tuple(replace(p, since=sequence) for p in volume.pieces))


@proves("814:VII.10", "814:VII.8-додатки")
@settings(max_examples=200)
@given(
    st.lists(
        st.tuples(st.integers(1, 300), st.lists(st.integers(1, 120), max_size=5)), max_size=12
    ),
    st.randoms(use_true_random=False),
)
def test_814_vii_10__documents_with_annexes_in_whatever_order_they_were_read(
    given_files: list[tuple[int, list[int]]], chance: Random
) -> None:
    """Annexes in their order; torn only when too long, and then where a document ends."""
    documents, units = [], []
    for number, (sheets, annexes) in enumerate(given_files):
        day = f"2025-03-{number + 1:02}"
        main = f"m{number}"
        documents.append(document(main, "motion", number, sheets=sheets, when=day))
        names = [f"{main}/{annex}" for annex in range(1, len(annexes) + 1)]
        sequences = chance.sample(range(100, 200), len(names))
        documents += [
            document(name, "annex", sequence, sheets=count, parent=main, title=f"Додаток {place}")
            for place, (name, count, sequence) in enumerate(
                zip(names, annexes, sequences, strict=True), 1
            )
        ]
        units.append([main, *names])

    volumes = plan(arrange(documents), (), {})

    placed = [
        (m.document, volume.number, str(label))
        for volume in volumes
        for row in volume.rows
        for m in row.members
        for label in m.labels
    ]
    size = {one.id: one.count.sheets for one in documents}
    where = {name: {v for d, v, _ in placed if d == name} for name in size}
    assert all(volume.sheets <= VOLUME_LIMIT for volume in volumes)
    assert len({(v, label) for _, v, label in placed}) == len(placed) == sum(size.values())
    assert list(dict.fromkeys(name for name, *_ in placed)) == [n for unit in units for n in unit]
    for name, sheets in size.items():
        assert sheets > VOLUME_LIMIT or len(where[name]) == 1
    for unit in units:
        held = set().union(*(where[name] for name in unit))
        assert sum(size[name] for name in unit) > VOLUME_LIMIT or len(held) == 1


@proves("814:VII.10")
def test_814_vii_10__the_second_annex_alone_goes_to_the_next_volume() -> None:
    """240, 8 and 5 sheets: 248 and 5, cut where the first annex ends."""
    documents = [
        document("claim", "claim", 1, sheets=240),
        document("second", "annex", 2, sheets=5, parent="claim", title="Додаток 2"),
        document("first", "annex", 3, sheets=8, parent="claim", title="Додаток 1"),
    ]

    first, second = plan(arrange(documents), (), {})

    assert [(m.document, len(m.labels)) for m in first.rows[0].members] == [
        ("claim", 240),
        ("first", 8),
    ]
    assert [(m.document, len(m.labels)) for m in second.rows[0].members] == [("second", 5)]


@proves("814:VII.10")
def test_814_vii_10__what_must_be_torn_is_torn_as_seldom_as_can_be() -> None:
    """With 20 sheets left, 15 + 200 + 60 would lie in three volumes; begun anew, in two."""
    items = [Item("before", 230, "before", "before")]
    items += [Item(name, n, "u", "u") for name, n in (("u", 15), ("u1", 200), ("u2", 60))]

    assert [volume.sheets for volume in plan(items, (), {})] == [230, 215, 60]


def test_a_document_longer_than_a_volume_says_where_it_continues() -> None:
    volumes = plan([Item("a", 10, "a", "a"), Item("long", 600, "long", "long")], (), {})

    assert [v.sheets for v in volumes] == [250, 250, 110]
    rows = [next(r for r in v.rows if r.document == "long") for v in volumes]
    assert [(r.continued_from, r.continues_in) for r in rows] == [
        (None, "2"),
        ("1", "3"),
        ("2", None),
    ]
