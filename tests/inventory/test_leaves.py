"""Leaf maps: faces, backs, what is special about a leaf, and what the note says of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory import SheetBasis, close_volume
from inventory.errors import BadLeafMap, DrawingRefused, NumberingRefused
from inventory.rules.numbering import may_be_drawn
from inventory.service.certification import look
from inventory.service.leaves import draw_leaves, leaf_map
from inventory.volumes.leaves import (
    FLAGS,
    MappedLeaf,
    by_ink,
    line_of,
    map_of,
    numbered,
    part_of,
    proposed,
    read_line,
    require_whole,
)
from tests.clauses import proves
from tests.inventory.documents import document
from tests.inventory.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def draw(office: Office, name: str, line: str) -> None:
    with office.vault.transaction("тест") as tx:
        draw_leaves(tx, name, read_line(line))
        tx.commit()


@st.composite
def maps(draw: st.DrawFn) -> tuple[MappedLeaf, ...]:
    """Leaves whose pages follow one another."""
    leaves, page = [], 1
    for _ in range(draw(st.integers(1, 12))):
        flags = tuple(sorted(draw(st.sets(st.sampled_from(sorted(FLAGS)), max_size=2))))
        large = "large" in flags
        faces = draw(st.integers(0, 3 if large else 1))
        backs = draw(st.integers(0, 2 if large else 1)) if faces else 0
        pages = range(page, page + faces + backs)
        leaves.append(MappedLeaf(tuple(pages[:faces]), tuple(pages[faces:]), flags))
        page += faces + backs
    return tuple(leaves)


@given(maps())
def test_a_map_and_its_line_say_the_same(leaves: tuple[MappedLeaf, ...]) -> None:
    assert read_line(line_of(leaves)) == leaves


@given(st.integers(0, 60), st.integers(1, 40), st.sets(st.integers(1, 60), max_size=20))
def test_a_proposed_map_has_every_sheet_and_every_page_once(
    pages: int, sheets: int, blank: set[int]
) -> None:
    leaves = proposed(pages, sheets, blank={page for page in blank if page <= pages})

    assert len(numbered(leaves)) == sheets
    assert sorted(page for leaf in leaves for page in leaf.pages) == list(range(1, pages + 1))


@given(maps(), st.data())
def test_parts_of_a_map_are_the_map(leaves: tuple[MappedLeaf, ...], data: st.DataObject) -> None:
    count = len(numbered(leaves))
    cut = data.draw(st.integers(1, max(count, 1)))

    parts = part_of(leaves, 0, min(cut, count)) + (
        part_of(leaves, cut, count - cut) if cut < count else []
    )

    assert tuple(parts) == leaves if count else parts == list(leaves)


@pytest.mark.parametrize(
    ("line", "leaves"),
    [
        ("3", [MappedLeaf((3,))]),
        ("1-2 3", [MappedLeaf((1,), (2,)), MappedLeaf((3,))]),
        ("1-2:large", [MappedLeaf((1, 2), (), ("large",))]),
        ("1-2/3-4:large", [MappedLeaf((1, 2), (3, 4), ("large",))]),
        ("1/3", [MappedLeaf((1,), (3,))]),
        ("-*2", [MappedLeaf(()), MappedLeaf(())]),
        ("1:pasted,large", [MappedLeaf((1,), (), ("large", "pasted"))]),
    ],
)
def test_what_a_line_means(line: str, leaves: list[MappedLeaf]) -> None:
    assert read_line(line) == tuple(leaves)


@pytest.mark.parametrize(
    "line", ["", "0", "x", "1-", "1:gold", "1 1", "1-3", "9", "1/2-3", "-/1", "2", "1 3"]
)
def test_what_is_no_map_of_three_pages(line: str) -> None:
    with pytest.raises(BadLeafMap):
        require_whole(read_line(line), 3)


def test_blank_backs_betray_how_many_leaves_there_are() -> None:
    assert line_of(by_ink(4, {2, 4})) == "1-2 3-4"
    assert line_of(by_ink(5, {4})) == "1-2 3-4 5", "both sides were scanned"
    assert line_of(by_ink(4, {3})) == "1 2-3 4", "not all were"
    assert line_of(by_ink(3, set())) == "1 2 3"
    assert line_of(proposed(4, 3, blank={3})) == "1 2-3 4"
    assert line_of(proposed(4, 2, blank={3})) == "1-2 3-4", "the number was confirmed otherwise"


def test_a_drawing_holds_while_the_number_is_the_drawn_one() -> None:
    drawn = read_line("1-2 3:large")
    three = document("a", "claim", 1, sheets=3)
    two = document("b", "claim", 1, sheets=2)

    assert line_of(map_of(three, drawn)) == "1 2 3"
    assert map_of(two, drawn, pages=3) == drawn
    assert line_of(map_of(two, drawn, pages=5)) == "1-2 3/4-5:large", "every page is shown"
    assert line_of(map_of(two, drawn, pages=2)) == "1-2 -:large", "what is not there is not"


@proves("814:VII.9-A3", "814:VII.13-великі")
def test_814_vii_9__a_large_sheet_scanned_in_parts_is_one_sheet(office: Office) -> None:
    office.add("claim", 3)
    plan = office.add("motion", pages=4)

    draw(office, plan, "1-2 3-4:large")

    assert office.document(plan).count.sheets == 2
    assert [str(one) for one in office.plan()[0].labels] == ["1", "2", "3", "4", "5"]
    with office.vault.read() as connection:
        peculiar = look(connection, office.number, 1).peculiar
    assert [str(one) for one in peculiar.large] == ["5"], "the sheet, not the document"


@proves("814:VII.9-приклеєні", "814:VII.13-наклеєні")
def test_814_vii_9__a_sheet_with_pasted_items_is_one_and_is_listed(office: Office) -> None:
    letter = office.add("motion", pages=3)

    draw(office, letter, "1 2:pasted 3")

    assert office.document(letter).count.sheets == 3
    with office.vault.read() as connection:
        peculiar = look(connection, office.number, 1).peculiar
    assert [str(one) for one in peculiar.pasted] == ["2"]


@proves("814:VII.9-підклеєні")
def test_814_vii_9__what_is_glued_on_by_one_edge_has_a_number_of_its_own(office: Office) -> None:
    letter = office.add("motion", pages=3)

    draw(office, letter, "1 2:glued 3:glued")

    count = office.document(letter).count
    assert (count.sheets, count.basis) == (3, SheetBasis.PERSON)
    shown = leaf_map(office.vault, letter)
    assert [str(place[1]) for place in shown.labels if place] == ["1", "2", "3"]


@proves("814:VII.13-вкладення", "814:VII.9-приклеєні", "814:VII.9-підклеєні")
def test_814_vii_13__what_cannot_be_numbered_takes_none_and_is_listed(office: Office) -> None:
    letter = office.add("motion", pages=3, title="Лист")
    office.add("claim", 2)

    draw(office, letter, "1 2:unnumbered 3")

    assert office.document(letter).count.sheets == 2
    with office.vault.read() as connection:
        peculiar = look(connection, office.number, 1).peculiar
    assert peculiar.unnumbered == ("вкладення до документа «Лист» після арк. 3 (рядок 2 опису)",)


@proves("814:VII.9-конверти", "814:VII.13-конверти")
def test_814_vii_13__an_envelope_bound_in_a_document_is_listed_with_what_is_in_it(
    office: Office,
) -> None:
    letter = office.add("motion", pages=4)
    envelope = office.add("envelope", pages=3)

    draw(office, letter, "1 2:envelope 3:enclosed 4:enclosed")
    draw(office, envelope, "1 2 3")

    with office.vault.read() as connection:
        peculiar = look(connection, office.number, 1).peculiar
    assert [(str(n), count) for n, count in peculiar.envelopes] == [("2", 2), ("5", 2)]


@proves("814:VII.9-опечатані", "814:VII.9-конверти", "814:VII.13-вкладення")
def test_814_vii_9__envelopes_and_what_takes_no_number() -> None:
    sealed = document("s", "closed-envelope", 1)
    assert may_be_drawn(sealed, read_line("1 2")).clauses == ("814:VII.9-опечатані",)
    assert may_be_drawn(sealed, read_line("1/2")).agrees

    letter = document("l", "motion", 1)
    assert may_be_drawn(letter, read_line("1 2:enclosed")).clauses == ("814:VII.9-конверти",)
    assert may_be_drawn(letter, read_line("1:envelope 2:enclosed")).agrees
    assert may_be_drawn(document("v", "enclosure", 1), read_line("1:enclosed")).agrees

    disc = document("d", "media", 1)
    assert may_be_drawn(disc, read_line("1")).clauses == ("814:VII.13-вкладення",)
    assert may_be_drawn(disc, read_line("1:unnumbered")).agrees
    assert may_be_drawn(letter, read_line("1:unnumbered")).clauses == ("814:VII.13-вкладення",)


def test_a_map_the_law_does_not_know_changes_nothing(office: Office) -> None:
    letter = office.add("motion", pages=2)
    before = office.vault.journal.ending().head

    with pytest.raises(DrawingRefused):
        draw(office, letter, "1:unnumbered 2:unnumbered")
    with pytest.raises(BadLeafMap):
        draw(office, letter, "1")

    assert office.vault.journal.ending().head == before


@proves("814:VII.9-літери")
def test_814_vii_9__a_drawing_in_a_full_volume_takes_letters_like_any_count(office: Office) -> None:
    first = office.add("claim", 2, pages=3)
    office.add("motion", 2)
    with office.vault.transaction("тест") as tx:
        close_volume(tx, office.number, 1)
        tx.commit()

    draw(office, first, "1 2 3")

    assert [str(one) for one in office.plan()[0].labels] == ["1", "2", "2а", "3", "4"]
    with pytest.raises(NumberingRefused):
        draw(office, first, "1-2 3 -*250")
