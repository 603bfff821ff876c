"""A person moves what has no numbers yet, with a reason; the law's objections are kept with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from inventory import CaseState, close_volume
from inventory.arrangement.order import LegalOrder
from inventory.errors import ClosingRefused, FixingRefused, MoveRefused, NothingMoved
from inventory.model import OriginalForm
from inventory.queries import get_case
from inventory.rules.order import may_be_moved
from inventory.rules.parts import has_its_parts
from inventory.service.order import OrderView, look_at_order, move_document, restore_order
from inventory.service.sheet_numbers import record_numbered
from tests.clauses import proves
from tests.inventory.documents import case_file, document
from tests.inventory.office import Office
from vault.errors import UsageError


class Moving(Office):
    """An office whose clerk moves documents."""

    def move(
        self, document: str, after: str | None, reason: str = "так стоїть у суді"
    ) -> OrderView:
        with self.vault.transaction("клерк") as tx:
            view = move_document(tx, document, after, reason)
            tx.commit()
        return view

    def lawful(self, document: str) -> OrderView:
        with self.vault.transaction("клерк") as tx:
            view = restore_order(tx, get_case(tx.connection, self.number), [document])
            tx.commit()
        return view

    def close(self, volume: int) -> None:
        with self.vault.transaction("клерк") as tx:
            close_volume(tx, self.number, volume)
            tx.commit()

    def look(self) -> OrderView:
        with self.vault.read() as connection:
            return look_at_order(connection, get_case(connection, self.number))

    @property
    def stand(self) -> list[str]:
        return [m.document for v in self.plan() for row in v.rows for m in row.members]


@pytest.fixture
def office(tmp_path: Path) -> Moving:
    return Moving(tmp_path)


@proves("814:VII.1")
def test_814_vii_1__what_the_law_says_is_shown_at_once_and_recorded_with_the_reason(
    office: Moving,
) -> None:
    claim = office.add("claim", 2)
    annex = office.add("annex", 1, parent=claim)
    ruling = office.add("ruling-opening", 1)
    decision = office.add("decision", 3)

    view = office.move(claim, ruling, "долучено пізніше за вказівкою судді")

    assert office.stand == [ruling, claim, annex, decision]
    (objection,) = view.found
    assert (objection.document, objection.clause) == (claim, "814:VII.1-02")
    assert view.verdict.agrees
    (kept,) = office.look().placements
    assert kept.reason == "долучено пізніше за вказівкою судді"
    assert kept.by == "клерк"
    assert [one.clause for one in kept.objections] == ["814:VII.1-02"]
    office.close(1)
    assert office.vault.check().findings == []


@proves("814:VII.1")
def test_814_vii_1__a_volume_is_not_full_while_an_order_is_not_explained(office: Moving) -> None:
    """A reason is for what was said when it was given; what arrives later may want another."""
    motion = office.add("motion", 1, received_at="2025-03-02")
    defence = office.add("defence", 1, received_at="2025-03-04")
    assert office.move(motion, defence).found
    again = office.lawful(motion)
    assert again.found == ()
    assert office.stand == [motion, defence]

    office.move(motion, None, "і так перше")
    office.add("claim", 1)
    view = office.look()

    assert view.verdict.clauses[-1] == "814:VII.1"
    before = office.stand
    with (
        pytest.raises(FixingRefused, match="VII"),
        office.vault.transaction("клерк") as tx,
    ):
        record_numbered(tx, office.number, 1, 1)
    with pytest.raises(ClosingRefused) as refused:
        office.close(1)
    assert "«Клопотання»" in str(refused.value)
    assert office.stand == before
    office.move(motion, None, "так велів суддя")
    office.close(1)


@proves("814:VII.3", "814:VII.8-додатки")
def test_814_vii_3__the_envelope_of_a_numbered_document_is_where_it_should_be(
    office: Moving,
) -> None:
    """The row was numbered, what came with it was not: nothing in that order asks for a reason."""
    defence = office.add("defence", 2)
    envelope = office.add("envelope", 1, parent=defence)
    office.add("decision", 1)
    with office.vault.transaction("клерк") as tx:
        record_numbered(tx, office.number, 1, 1)
        tx.commit()
    late = office.add("annex", 1, parent=defence)

    view = office.look()

    assert view.found == ()
    assert view.fixed == {defence}
    assert office.stand[:3] in ([defence, envelope, late], [defence, late, envelope])
    office.close(1)


def test_what_arrives_later_finds_its_place_and_what_was_moved_stays(office: Moving) -> None:
    claim = office.add("claim", 1)
    motion = office.add("motion", 1)
    office.move(claim, motion)

    ruling = office.add("ruling-opening", 1)
    decision = office.add("decision", 1)

    assert office.stand == [ruling, motion, claim, decision]


@proves("814:VII.8-продовження", "814:VII.8-додатки", "814:VII.13-зміни")
def test_814_vii_8__numbered_sheets_annexes_and_files_that_left_are_not_moved(
    office: Moving,
) -> None:
    claim = office.add("claim", 1)
    annex = office.add("annex", 1, parent=claim)
    ruling = office.add("ruling-opening", 1)
    with pytest.raises(MoveRefused) as refused:
        office.move(annex, ruling)
    assert refused.value.verdict.clauses == ("814:VII.8-додатки",)
    office.close(1)
    late = office.add("motion", 1)
    for moved, after in ((claim, late), (late, claim)):
        with pytest.raises(MoveRefused) as refused:
            office.move(moved, after)
        assert refused.value.verdict.clauses == ("814:VII.8-продовження",)
    assert office.stand == [claim, annex, ruling, late]

    gone = case_file(state=CaseState.TRANSFERRED)
    one = document("a", "motion", 1)
    verdict = may_be_moved(gone, one, fixed=False, anchor_fixed=False, annex=False)
    assert verdict.clauses == ("814:VII.13-зміни",)


def test_a_move_wants_a_reason_and_a_place_in_the_same_file(office: Moving) -> None:
    claim = office.add("claim", 1)
    annex = office.add("annex", 1, parent=claim)
    for after, reason in ((None, "  "), (claim, "причина"), (annex, "причина")):
        with pytest.raises(UsageError):
            office.move(claim, after, reason)
    with pytest.raises(NothingMoved):
        office.lawful(claim)


@proves("814:VII.1-03")
def test_814_vii_1__a_missing_protocol_of_assignment_is_remarked_on(office: Moving) -> None:
    assert office.look().lacking.agrees
    office.add("claim", 1)
    assert office.look().lacking.clauses == ("814:VII.1-03",)
    office.add("assignment-protocol", 1)
    assert office.look().lacking.agrees


@proves("814:VII.6-склад")
def test_814_vii_6__what_is_returned_leaves_ruling_letter_and_copies(tmp_path: Path) -> None:
    office = Moving(tmp_path, kind="refusal")
    wanted = ["ruling-refusal", "letter", "claim"]
    for left in range(3, 0, -1):
        assert office.look().lacking.clauses == ("814:VII.6-склад",) * left
        office.add(wanted[left - 1], 1, copy=wanted[left - 1] == "claim")
    assert office.look().lacking.agrees


@proves("814:VII.6-склад")
def test_814_vii_6__an_original_on_paper_is_no_copy(tmp_path: Path) -> None:
    """«разом із супровідним листом та копіями позовної заяви»"""
    office = Moving(tmp_path, kind="refusal")
    for kind in ("ruling-refusal", "letter", "claim"):
        office.add(kind, 1)
    assert office.look().lacking.clauses == ("814:VII.6-склад",)
    office.add("appeal", form=OriginalForm.ELECTRONIC)
    assert office.look().lacking.agrees


@proves("814:VII.18")
def test_814_vii_18__documents_of_the_appeal_are_originals(office: Moving) -> None:
    office.add("resolution-appeal", 1)
    assert office.look().lacking.agrees
    office.add("annex", 1, copy=True)
    assert office.look().lacking.agrees
    office.add("appeal-document", 1, copy=True)
    assert office.look().lacking.clauses == ("814:VII.18",)


@proves("814:VII.22-склад")
def test_814_vii_22__a_control_proceeding_has_its_four_parts() -> None:
    wanted = ["appeal", "claim", "minutes-appeal", "resolution-appeal"]
    control = case_file(key="control:757/1/25:a")
    for left in range(4, 0, -1):
        held = [document(code, code, n) for n, code in enumerate(wanted[: 4 - left])]
        found = has_its_parts(control, LegalOrder.CONTROL, held).clauses
        assert found == ("814:VII.22-склад",) * left
    held = [document(code, code, n) for n, code in enumerate(wanted)]
    assert has_its_parts(control, LegalOrder.CONTROL, held).agrees


@proves("814:VII.22-склад")
def test_814_vii_22__the_decision_appealed_against_is_not_that_of_the_appeal() -> None:
    """«копію судового рішення апеляційної інстанції»"""
    control = case_file(key="control:757/1/25:a")
    held = [document("d", "decision", 1, when="2025-03-01T00:00:00")]
    held += [
        document(code, code, n, when="2025-04-01T00:00:00")
        for n, code in enumerate(("appeal", "minutes"), 2)
    ]
    assert has_its_parts(control, LegalOrder.CONTROL, held).clauses == ("814:VII.22-склад",)
    held.append(document("s", "sentence", 9, when="2025-05-01T00:00:00"))
    assert has_its_parts(control, LegalOrder.CONTROL, held).agrees


@proves("814:VII.21")
def test_814_vii_21__materials_of_an_appeal_are_copies_alone() -> None:
    materials = case_file(key="appeal-materials:757/1/25:a")
    held = [document("claim", "claim", 1)]
    assert has_its_parts(materials, LegalOrder.FIRST, held).clauses == ("814:VII.21",)


def test_an_electronic_file_is_ordered_alike(tmp_path: Path) -> None:
    office = Moving(tmp_path)
    claim = office.add("claim", form=OriginalForm.ELECTRONIC)
    decision = office.add("decision", form=OriginalForm.ELECTRONIC)
    office.move(decision, None)
    assert office.stand == [decision, claim]
