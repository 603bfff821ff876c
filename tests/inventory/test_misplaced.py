"""What stands out of its place, and by which clause; and that a lawful order has nothing so."""

from __future__ import annotations

import dataclasses
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory import Document
from inventory.arrangement.kinds import kinds
from inventory.arrangement.misplaced import misplaced
from inventory.arrangement.order import LegalOrder, Move, arrange, order_of, place_of
from inventory.language.words import collation_key
from inventory.rules.order import is_explained, objections_of
from tests.clauses import proves
from tests.inventory.documents import case_file, document
from vault import Verdict

DAY = "2025-03-05"
ONE_OF_EACH = {
    LegalOrder.FIRST: [
        "claim",
        "assignment-protocol",
        "ruling-without-motion",
        "letter-without-motion",
        "cured-defects",
        "ruling-opening",
        "minutes-preparatory",
        "ruling-after-preparatory",
        "notice-preparatory",
        "motion",
        "expert-opinion",
        "minutes",
        "operative-part",
        "decision",
        "appeal",
        "other",
    ],
    LegalOrder.APPEAL: [
        "covering-letter-initial",
        "appeal",
        "assignment-protocol",
        "ruling-appeal-opening",
        "incoming",
        "ruling-appeal-without-motion",
        "letter-without-motion",
        "appeal-cured",
        "letter-opening",
        "interim-motion",
        "motion",
        "receipt",
        "other",
    ],
}
APPEAL_CLAUSES = {
    "covering-letter-initial": "814:VII.15-01",
    "appeal": "814:VII.15-a",
    "assignment-protocol": "814:VII.15",
    "ruling-appeal-opening": "814:VII.15-04",
    "incoming": "814:VII.15-05",
    "ruling-appeal-without-motion": "814:VII.15-06",
    "letter-without-motion": "814:VII.15-06",
    "appeal-cured": "814:VII.15-06",
    "letter-opening": "814:VII.15-10",
    "interim-motion": "814:VII.15-11",
    "motion": "814:VII.15-12",
    "receipt": "814:VII.15-13",
    "other": "814:VII.15-14",
}


def lawful(order: LegalOrder) -> list[Document]:
    return [document(code, code, serial) for serial, code in enumerate(ONE_OF_EACH[order], 1)]


def elsewhere(documents: list[Document], code: str) -> list[Document]:
    """The document of that kind last; the last two first."""
    moved = next(d for d in documents if d.kind == code)
    rest = [d for d in documents if d is not moved]
    return [moved, *rest] if moved in documents[-2:] else [*rest, moved]


def objections_to(documents: list[Document], order: LegalOrder) -> Verdict:
    return objections_of(misplaced(documents, order))


@proves(*(f"814:VII.1-{place:02}" for place in range(2, 18)))
@pytest.mark.parametrize(("place", "code"), list(enumerate(ONE_OF_EACH[LegalOrder.FIRST], 2)))
def test_814_vii_1__each_of_the_places_is_missed_when_it_is_left(place: int, code: str) -> None:
    verdict = objections_to(elsewhere(lawful(LegalOrder.FIRST), code), LegalOrder.FIRST)

    assert verdict.clauses == (f"814:VII.1-{place:02}",)
    assert f"«{code}»" in verdict.objections[0].text


@proves(*set(APPEAL_CLAUSES.values()))
@pytest.mark.parametrize("code", ONE_OF_EACH[LegalOrder.APPEAL])
def test_814_vii_15__each_place_of_the_appeal_order_is_missed(code: str) -> None:
    assert objections_to(lawful(LegalOrder.APPEAL), LegalOrder.APPEAL).agrees

    verdict = objections_to(elsewhere(lawful(LegalOrder.APPEAL), code), LegalOrder.APPEAL)

    assert verdict.clauses == (APPEAL_CLAUSES[code],)


@proves("814:VII.15")
def test_814_vii_15__fourteen_places_whatever_comes_first() -> None:
    documents = lawful(LegalOrder.APPEAL)
    for seed in range(20):
        shuffled = random.Random(seed).sample(documents, len(documents))
        again = [dataclasses.replace(d, sequence=n) for n, d in enumerate(shuffled, 1)]

        stood = [item.document for item in arrange(again, LegalOrder.APPEAL)]

        assert stood == ONE_OF_EACH[LegalOrder.APPEAL]


@proves(
    "814:VII.15-01",
    "814:VII.15-a",
    "814:VII.15-04",
    "814:VII.15-05",
    "814:VII.15-06",
    "814:VII.15-10",
    "814:VII.15-11",
    "814:VII.15-12",
    "814:VII.15-13",
    "814:VII.15-14",
)
def test_814_vii_15__kinds_have_the_place_the_appeal_order_gives_them() -> None:
    places = [place_of(d, LegalOrder.APPEAL) for d in lawful(LegalOrder.APPEAL)]

    assert places == [1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14]
    assert [i.document for i in arrange(lawful(LegalOrder.APPEAL)[::-1], LegalOrder.APPEAL)][
        1
    ] == "appeal"
    assert {kind.appeal for kind in kinds().values()} == set(range(1, 15)) - {9}


@proves("814:VII.15-b")
def test_814_vii_15__the_envelope_of_a_cured_complaint_follows_it() -> None:
    documents = [
        document("cured", "appeal-cured", 1),
        document("annex", "annex", 2, parent="cured"),
        document("envelope", "envelope", 3, parent="cured"),
        document("letter", "letter-opening", 4),
    ]

    assert [i.document for i in arrange(documents, LegalOrder.APPEAL)] == [d.id for d in documents]
    apart = [documents[0], documents[1], documents[3], documents[2]]
    assert objections_to(apart, LegalOrder.APPEAL).clauses == ("814:VII.15-b",)


def hearing() -> list[Document]:
    said = [
        ("evidence", "evidence-hearing", "10:00"),
        ("ruling", "ruling-hearing", "11:00"),
        ("minutes", "minutes", "09:00"),
        ("adjourned", "ruling-end-hearing", "13:00"),
        ("summons", "summons", "14:00"),
    ]
    found = [document(n, k, s, when=f"{DAY}T{at}") for s, (n, k, at) in enumerate(said, 1)]
    return [
        *found,
        document("operative", "operative-part", 6, when=f"{DAY}T15:00"),
        document("first", "decision", 7, when=f"{DAY}T15:00"),
        document("second", "ruling-separate", 8, when=f"{DAY}T16:00"),
        document("got it", "receipt-decision", 9, when=f"{DAY}T17:00"),
    ]


@proves(
    "814:VII.4-докази",
    "814:VII.4-ухвала",
    "814:VII.4-відкладення",
    "814:VII.4-рішення",
    "814:VII.4-кілька",
    "814:VII.4-розписки",
)
@pytest.mark.parametrize(
    ("moved", "behind", "clause"),
    [
        ("evidence", "summons", "814:VII.4-докази"),
        ("ruling", "minutes", "814:VII.4-ухвала"),
        ("summons", None, "814:VII.4-відкладення"),
        ("operative", "evidence", "814:VII.4-рішення"),
        ("second", "operative", "814:VII.4-кілька"),
        ("got it", "operative", "814:VII.4-розписки"),
    ],
)
def test_814_vii_4__what_belongs_around_the_minutes_of_a_hearing(
    moved: str, behind: str | None, clause: str
) -> None:
    documents = hearing()
    assert [i.document for i in arrange(documents)] == [d.id for d in documents]
    assert objections_to(documents, LegalOrder.FIRST).agrees

    items = arrange(documents, LegalOrder.FIRST, [Move(moved, behind)])
    by_id = {d.id: d for d in documents}
    verdict = objections_to([by_id[i.document] for i in items], LegalOrder.FIRST)

    assert verdict.clauses == (clause,)


@proves("814:VII.4-кілька")
def test_814_vii_4__several_decisions_follow_as_they_were_announced() -> None:
    documents = [
        document("later", "ruling-separate", 1, when=f"{DAY}T16:00"),
        document("sooner", "sentence", 2, when=f"{DAY}T15:00"),
    ]

    assert [i.document for i in arrange(documents)] == ["sooner", "later"]


@proves("814:VII.4-розписки")
def test_814_vii_4__a_receipt_registered_with_its_decision_stands_behind_it_in_its_own_row() -> (
    None
):
    documents = [
        document("one", "decision", 1, when="2025-03-05"),
        document("two", "decision", 2, when="2025-04-05"),
        document("got one", "receipt-decision", 3, parent="one", when="2025-06-01"),
    ]

    items = arrange(documents)

    assert [(i.document, i.row) for i in items] == [
        ("one", "one"),
        ("got one", "got one"),
        ("two", "two"),
    ]


@proves("814:VII.3", "814:VII.8-додатки")
def test_814_vii_3__what_came_together_is_missed_when_it_is_torn_apart() -> None:
    claim = document("claim", "claim", 1)
    annex = document("annex", "annex", 2, parent="claim")
    envelope = document("envelope", "envelope", 3, parent="claim")
    motion = document("motion", "motion", 4)

    assert objections_to([claim, annex, envelope, motion], LegalOrder.FIRST).agrees
    torn = objections_to([claim, envelope, motion, annex], LegalOrder.FIRST)
    assert torn.clauses == ("814:VII.8-додатки",)
    torn = objections_to([claim, annex, motion, envelope], LegalOrder.FIRST)
    assert torn.clauses == ("814:VII.3",)


@proves("814:VII.6", "814:VII.22", "814:I.2-1000/5")
@pytest.mark.parametrize(
    ("order", "clause"),
    [
        (LegalOrder.TIME, "814:VII.6"),
        (LegalOrder.CONTROL, "814:VII.22"),
        (LegalOrder.ISSUE, "814:I.2-1000/5"),
    ],
)
def test_814_vii_6__without_places_time_alone_is_missed(order: LegalOrder, clause: str) -> None:
    sooner = document("decision", "decision", 2, when="2025-03-01")
    later = document("claim", "claim", 1, when="2025-03-02")

    assert objections_to([sooner, later], order).agrees
    assert objections_to([later, sooner], order).clauses == (clause,)


@proves("814:VII.5", "814:XIX.7", "814:XX.10", "814:VII.7-окрема")
def test_814_vii_7__letters_on_carrying_out_follow_in_time() -> None:
    """Листування щодо виконання окремої ухвали, рішення; ухвали про виконання; повідомлення."""
    documents = [
        document("released", "ruling-enforcement", 1, when="2027-01-01"),
        document("done", "letter-enforcement", 2, when="2025-12-01"),
        document("measures", "letter-separate-ruling", 3, when="2025-06-01"),
        document("ruling", "ruling-separate", 4, when=DAY),
        document("late", "postal-notice", 5, when="2025-03-04"),
        document("soon", "postal-notice", 6, when="2025-03-03"),
    ]

    stood = [i.document for i in arrange(documents)]

    assert stood == ["soon", "late", "ruling", "measures", "done", "released"]


@proves("814:VII.16")
def test_814_vii_16__an_appeal_court_of_first_instance_keeps_the_first_order() -> None:
    assert order_of(case_file(instance="appeal")) is LegalOrder.APPEAL
    assert order_of(case_file(instance="first")) is LegalOrder.FIRST
    assert order_of(case_file(kind="refusal", instance="appeal")) is LegalOrder.TIME
    assert order_of(case_file(key="control:1:a", instance="appeal")) is LegalOrder.CONTROL
    assert order_of(case_file(key="appeal-materials:1:a", instance="first")) is LegalOrder.FIRST


@proves("814:VII.22")
def test_814_vii_22__a_control_proceeding_goes_as_the_case_file_then_by_time() -> None:
    documents = [
        dataclasses.replace(document("ruling", "ruling-final", 1, when="2025-05-01"), copy=True),
        dataclasses.replace(document("claim", "claim", 2, when="2025-01-01"), copy=True),
        document("late", "letter", 3, when="2025-08-01"),
        document("sooner", "letter", 4, when="2025-07-01"),
    ]

    stood = [i.document for i in arrange(documents, LegalOrder.CONTROL)]

    assert stood == ["ruling", "claim", "sooner", "late"]


@proves("814:I.2-1000/5")
def test_174_14_2__in_a_file_of_the_plan_an_answer_follows_what_it_answers() -> None:
    """Background: «на початку справи вміщують ініціативний документ, а потім документ-відповідь
    та всі інші документи в логічній послідовності та хронології їх видання» (174:14.2-порядок,
    14.5, 14.7, 14.9, 14.11), where 814 and the Rules 1000/5 stand now."""
    order = document("order", "order", 1, when="2026-02-01")
    documents = [
        document("other", "letter", 5, when="2026-01-20"),
        document("request", "request", 2, when="2026-01-10"),
        document("answer", "reply", 3, parent="request", when="2026-03-01"),
        order,
        document("rules", "regulation", 4, parent="order", when="2025-12-31"),
    ]

    assert order_of(case_file(kind="nomenclature")) is LegalOrder.ISSUE
    items = arrange(documents, LegalOrder.ISSUE)
    assert [(i.document, i.row) for i in items] == [
        ("request", "request"),
        ("answer", "answer"),
        ("other", "other"),
        ("order", "order"),
        ("rules", "order"),
    ]


@proves("814:I.2-1000/5")
def test_174_14_11__accounts_stand_by_surname_in_ukrainian_order() -> None:
    names = ["Ґалаґан Я.", "Єжевика Б.", "Гай В.", "Дуб А.", "Їжак О.", "Ящірка Ю.", "Іва Н."]
    documents = [document(n, "personal-account", s, title=n) for s, n in enumerate(names, 1)]

    assert order_of(case_file(kind="alphabetical")) is LegalOrder.SURNAME
    stood = [i.document for i in arrange(documents, LegalOrder.SURNAME)]
    assert [name[0] for name in stood] == list("ГҐДЄІЇЯ")
    assert objections_to([documents[0], documents[2]], LegalOrder.SURNAME).clauses == (
        "814:I.2-1000/5",
    )


@given(st.lists(st.text(alphabet="абгґдеєиіїкя' ’", min_size=1, max_size=8)))
def test_names_alike_but_for_their_size_and_apostrophe_are_one(names: list[str]) -> None:
    assert [collation_key(name) for name in names] == [
        collation_key(name.upper().replace("’", "'")) for name in names
    ]


@proves("814:VII.1")
def test_814_vii_1__each_objection_wants_its_own_reason() -> None:
    sequence = elsewhere(lawful(LegalOrder.FIRST), "claim")
    (found,) = misplaced(sequence, LegalOrder.FIRST)

    assert is_explained((), {}).agrees
    assert is_explained([found], {"claim": ["814:VII.1-02"]}).agrees
    verdict = is_explained([found], {"claim": ["814:VII.1-03"]})
    assert verdict.clauses == ("814:VII.1-02", "814:VII.1")
    assert "«claim»" in verdict.objections[0].text
    assert "--lawful" in verdict.objections[1].text


@proves("814:VII.1-диски-опис")
def test_814_vii_1__a_disc_stands_behind_the_minutes_of_its_hearing() -> None:
    minutes = document("протокол", "minutes", 1, when="2025-04-08T12:00")
    disc = document("диск", "media", 2, when="2025-04-08")
    later = document("докази", "evidence-hearing", 3, when="2025-05-06")
    decision = document("рішення", "decision", 4, when="2025-05-07")
    order = [item.document for item in arrange([decision, later, disc, minutes])]

    assert order == ["протокол", "диск", "докази", "рішення"]
    verdict = objections_to([disc, minutes, later, decision], LegalOrder.FIRST)
    assert verdict.clauses == ("814:VII.1-диски-опис",)
