"""The order of documents in a case file, and what stays together."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from inventory.arrangement.kinds import kinds
from inventory.arrangement.order import arrange
from tests.clauses import proves
from tests.inventory.documents import document
from tests.inventory.office import Office

HEARING = "2025-03-05"


@proves("814:VII.1", *(f"814:VII.1-{place:02}" for place in range(2, 18)))
def test_814_vii_1__seventeen_places_whatever_comes_first() -> None:
    """One document of each place, registered in any order, stands in the order of the law."""
    one_of_each = {kind.place: code for code, kind in reversed(kinds().items()) if not kind.trait}
    assert sorted(one_of_each) == list(range(2, 18))
    for seed in range(20):
        shuffled = random.Random(seed).sample(sorted(one_of_each), 16)
        documents = [
            document(f"d{place}", one_of_each[place], serial)
            for serial, place in enumerate(shuffled)
        ]

        items = arrange(documents)

        assert [item.document for item in items] == [f"d{place}" for place in range(2, 18)]


@pytest.mark.parametrize(
    ("place", "code"),
    [
        (2, "claim"),
        (3, "assignment-protocol"),
        (4, "ruling-return"),
        (5, "letter-without-motion"),
        (6, "cured-defects"),
        (7, "ruling-opening"),
        (8, "minutes-preparatory"),
        (9, "ruling-after-preparatory"),
        (10, "notice-preparatory"),
        (11, "received-on-ruling"),
        (11, "defence"),
        (11, "ruling-on-motion"),
        (12, "expert-opinion"),
        (13, "minutes"),
        (14, "operative-part"),
        (15, "decision"),
        (16, "appeal"),
        (17, "reading-application"),
        (17, "letter-separate-ruling"),
        (17, "letter-enforcement"),
        (17, "ruling-enforcement"),
    ],
)
def test_kinds_have_the_place_the_law_gives_them(place: int, code: str) -> None:
    assert kinds()[code].place == place


@proves("814:VII.1-02")
def test_814_vii_1__the_fee_and_annexes_follow_what_was_submitted() -> None:
    documents = [
        document("fee", "court-fee", 1),
        document("claim", "claim", 2),
        document("contract", "annex", 3, parent="claim"),
        document("envelope", "envelope", 4, parent="claim"),
        document("motion", "motion", 5),
    ]

    order = [item.document for item in arrange(documents)]

    assert order == ["claim", "contract", "envelope", "fee", "motion"]


@proves("814:VII.4-докази", "814:VII.4-ухвала", "814:VII.4-відкладення", "814:VII.4-рішення")
def test_814_vii_4__around_the_minutes_of_each_hearing() -> None:
    """Evidence and rulings before the minutes by their hours, summonses after, decisions last."""
    documents = [
        document("decision", "decision", 1, when=f"{HEARING}T12:00:00"),
        document("minutes", "minutes", 2, when=f"{HEARING}T09:00:00"),
        document("summons", "summons", 3, when=f"{HEARING}T08:00:00"),
        document("ruling", "ruling-hearing", 4, when=f"{HEARING}T11:00:00"),
        document("evidence", "evidence-hearing", 5, when=f"{HEARING}T10:00:00"),
        document("later minutes", "minutes", 6, when="2025-04-01"),
        document("later evidence", "evidence-hearing", 7, when="2025-04-01T15:00:00"),
    ]

    order = [item.document for item in arrange(documents)]

    assert order == [
        "evidence",
        "ruling",
        "minutes",
        "summons",
        "later evidence",
        "later minutes",
        "decision",
    ]


@proves("814:VII.4-розписки")
def test_814_vii_4__receipts_of_the_decision_follow_it() -> None:
    documents = [
        document("receipt", "receipt-decision", 1, when="2025-03-01"),
        document("decision", "decision", 2, when="2025-03-05"),
    ]

    order = [item.document for item in arrange(documents)]

    assert order == ["decision", "receipt"]


@proves("814:VII.6")
def test_814_vii_6__what_was_refused_or_returned_stands_by_time_alone(tmp_path: Path) -> None:
    office = Office(tmp_path, kind="refusal")
    ruling = office.add("ruling-return", 2, received_at="2025-03-03")
    letter = office.add("letter", 1, received_at="2025-03-02")
    claim = office.add("claim", 4, received_at="2025-03-04")

    [volume] = office.plan()

    assert [row.document for row in volume.rows] == [letter, ruling, claim]


@proves("814:VII.3", "814:II.6-конверт")
def test_814_vii_3__an_envelope_stands_after_what_it_came_with_even_as_an_enclosure() -> None:
    documents = [
        document("outer", "envelope", 1, parent="none such"),
        document("claim", "claim", 2),
        document("annex", "annex", 3, parent="claim"),
        document("inner", "envelope", 4, parent="annex"),
        document("second annex", "annex", 5, parent="claim"),
        document("own", "envelope", 6, parent="claim"),
    ]

    items = arrange(documents)

    assert [(i.document, i.row) for i in items] == [
        ("claim", "claim"),
        ("annex", "claim"),
        ("second annex", "claim"),
        ("own", "own"),
        ("inner", "inner"),
        ("outer", "outer"),
    ]


@proves("814:VII.8-додатки")
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"title": "Додаток № 2", "file": "z.pdf"}, {"title": "Додаток № 10", "file": "a.pdf"}),
        ({"title": "додаток 1 до позову"}, {"title": "Квитанція"}),
        ({"file": "dodatok-9.pdf"}, {"file": "Dodatok-10.pdf"}),
        ({"file": "б.pdf", "when": "2025-03-01"}, {"file": "а.pdf", "when": "2025-03-02"}),
        ({"file": "1.pdf", "when": "2025-03-01T18:00"}, {"file": "2.pdf", "when": "2025-03-01T09"}),
    ],
)
def test_814_vii_8__annexes_follow_their_document_in_the_order_given(
    first: dict[str, str], second: dict[str, str]
) -> None:
    """Whichever was read sooner: their own numbers decide, then their names within one day."""
    documents = [
        document("claim", "claim", 1),
        *(
            document(
                name,
                "annex",
                sequence,
                parent="claim",
                title=said.get("title", "Додаток"),
                file=said.get("file"),
                when=said.get("when", "2025-03-01"),
            )
            for sequence, (name, said) in enumerate((("second", second), ("first", first)), 2)
        ),
    ]

    order = [item.document for item in arrange(documents)]

    assert order == ["claim", "first", "second"]


def test_what_came_inside_a_message_keeps_the_order_it_had_there() -> None:
    names = ["позов.pdf", "квитанція.pdf", "акт.pdf"]
    documents = [document("mail", "letter", 1)]
    documents += [
        document(name, "annex", n, parent="mail", title=name, file=name)
        for n, name in enumerate(names, 2)
    ]

    assert [i.document for i in arrange(documents)] == ["mail", *names]


@proves("814:VII.9-конверти")
def test_814_vii_9__an_open_envelope_is_numbered_before_what_is_in_it(tmp_path: Path) -> None:
    office = Office(tmp_path)
    claim = office.add("claim", 2)
    envelope = office.add("envelope", 1, parent=claim)
    inside = office.add("enclosure", 3, parent=envelope)

    row = office.plan()[0].rows[1]

    assert [(m.document, [str(e) for e in m.labels]) for m in row.members] == [
        (envelope, ["3"]),
        (inside, ["4", "5", "6"]),
    ]


def test_circles_and_unknown_parents_hide_no_document() -> None:
    documents = [
        document("a", "letter", 1, parent="b"),
        document("b", "letter", 2, parent="a"),
        document("c", "letter", 3, parent="c"),
        document("d", "letter", 4, parent="in another case file"),
    ]

    items = arrange(documents)

    assert [(i.document, i.unit) for i in items] == [("a", "a"), ("b", "a"), ("c", "c"), ("d", "d")]


def test_a_long_chain_of_annexes_is_one_row() -> None:
    documents = [document("d0", "letter", 0)]
    documents += [document(f"d{n}", "annex", n, parent=f"d{n - 1}") for n in range(1, 3000)]

    items = arrange(documents)

    assert [item.document for item in items] == [f"d{n}" for n in range(3000)]
    assert {(item.unit, item.row) for item in items} == {("d0", "d0")}
