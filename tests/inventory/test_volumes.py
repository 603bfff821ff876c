"""Closing, numbering, confirming, certifying: through the vault."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from inventory import (
    OriginalForm,
    VolumeFacts,
    VolumeState,
    close_volume,
    confirm_sheets,
    note_numbering,
)
from inventory.errors import CertifyingRefused, ClosingRefused, NotAdmissible
from inventory.model import Member, Row, VolumePlan
from inventory.queries import volume_facts
from inventory.rules.volumes import may_be_certified, may_be_closed, may_be_counted
from inventory.service.sheet_numbers import record_counted
from inventory.volumes.sheets import LETTERS, Label
from tests.clauses import proves
from tests.inventory.office import Office
from vault.errors import UsageError


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def close(office: Office, volume: int) -> None:
    with office.vault.transaction("тест") as tx:
        close_volume(tx, office.number, volume)
        tx.commit()


@proves("814:VII.10")
def test_814_vii_10__a_file_of_612_sheets_stands_in_three_volumes(office: Office) -> None:
    for _ in range(6):
        office.add("motion", 102)

    assert [volume.sheets for volume in office.plan()] == [204, 204, 204]


@proves("814:VII.10", "814:VII.10-нумерація томів")
def test_814_vii_10__volumes_are_declared_full_in_their_order(office: Office) -> None:
    for _ in range(3):
        office.add("motion", 200)

    assert may_be_closed(office.plan(), 2).clauses == ("814:VII.10-нумерація томів",)
    with pytest.raises(ClosingRefused), office.vault.transaction("тест") as tx:
        close_volume(tx, office.number, 2)
    close(office, 1)
    close(office, 2)
    assert [volume.frozen for volume in office.plan()] == [True, True, False]


@proves("814:VII.10", "814:VII.13-зміни")
def test_814_vii_10__a_full_volume_is_not_declared_full_again(office: Office) -> None:
    office.add("motion", 20)
    close(office, 1)

    assert may_be_closed(office.plan(), 1).clauses == ("814:VII.13-зміни",)


@proves("814:VII.8-продовження")
def test_814_vii_8__rows_of_a_full_volume_stay_when_documents_arrive(office: Office) -> None:
    office.add("motion", 100)
    close(office, 1)
    before = office.plan()[0]

    office.add("claim", 5)  # its legal place is before the motion

    assert office.plan()[0] == before
    assert office.plan()[1].sheets == 5


@proves("814:VII.13")
def test_814_vii_13__an_unconfirmed_count_blocks_certification(office: Office) -> None:
    scan = office.add("claim", pages=3)
    close(office, 1)
    volume, document = office.plan()[0], office.document(scan)
    facts = VolumeFacts(number=1, state=VolumeState.FULL)

    assert may_be_certified(volume, facts, [document], counted=None).clauses == ("814:VII.13",)

    with office.vault.transaction("тест") as tx:
        confirm_sheets(tx, scan, 3)
        tx.commit()
    document = office.document(scan)
    assert may_be_certified(volume, facts, [document], counted=None).agrees


@proves("814:VII.13")
def test_814_vii_13__a_hand_count_that_differs_blocks_certification(office: Office) -> None:
    office.add("claim", 4)
    close(office, 1)
    facts = VolumeFacts(number=1, state=VolumeState.FULL)
    volume = office.plan()[0]

    assert may_be_certified(volume, facts, [], counted=5).clauses == ("814:VII.13",)
    assert may_be_certified(volume, facts, [], counted=4).agrees


@proves("814:VII.9-літери", "814:VII.13-помилки")
def test_814_vii_9__a_sheet_found_later_takes_a_letter_and_nothing_moves(office: Office) -> None:
    first = office.add("claim", 12)
    office.add("motion", 8)
    close(office, 1)

    with office.vault.transaction("тест") as tx:
        confirm_sheets(tx, first, 14)
        tx.commit()

    row, other = office.plan()[0].rows
    assert [str(entry) for entry in row.labels[-3:]] == ["12", "12а", "12б"]
    assert str(other.labels[0]) == "13"


def test_814_vii_9__past_the_last_letter_come_two(office: Office) -> None:
    first = office.add("claim", 2)
    close(office, 1)
    with office.vault.transaction("тест") as tx:
        confirm_sheets(tx, first, 3 + len(LETTERS))
        tx.commit()
    assert [str(entry) for entry in office.plan()[0].labels[-2:]] == ["2я", "2аа"]


def test_814_vii_9__a_sheet_that_is_not_there_leaves_a_missing_number(office: Office) -> None:
    first = office.add("claim", 12)
    office.add("motion", 8)
    close(office, 1)

    with office.vault.transaction("тест") as tx:
        confirm_sheets(tx, first, 11)
        tx.commit()

    row, other = office.plan()[0].rows
    assert (str(row.labels[-1]), str(other.labels[0])) == ("11", "13")


@proves("814:VII.9-літери", "814:VII.13-помилки")
def test_814_vii_13__lettered_and_missing_numbers_are_noted_as_they_stand(office: Office) -> None:
    office.add("claim", 21)
    with office.vault.transaction("тест") as tx:
        note_numbering(tx, office.number, 1, ["12б", "12а"], [7])
        tx.commit()

    labels = [str(entry) for entry in office.plan()[0].labels]
    assert "7" not in labels
    assert labels[-1] == "20"
    assert labels[labels.index("12") : labels.index("13")] == ["12", "12а", "12б"]


@pytest.mark.parametrize(("lettered", "missing"), [(["12б"], []), (["7а"], [7]), ([], [0])])
def test_letters_that_follow_no_sheet_are_refused(
    office: Office, lettered: list[str], missing: list[int]
) -> None:
    office.add("claim", 21)
    with pytest.raises(UsageError), office.vault.transaction("тест") as tx:
        note_numbering(tx, office.number, 1, lettered, missing)


@proves("814:II.2-раз")
def test_814_ii_2__the_same_document_is_registered_once(office: Office) -> None:
    office.add("claim", 2, content=b"the same")

    with pytest.raises(NotAdmissible) as refused:
        office.add("claim", 2, content=b"the same")

    assert "814:II.2-раз" in refused.value.verdict.clauses
    assert office.plan()[0].sheets == 2


def a_volume(sheets: int, *, frozen: bool, labels: tuple[Label, ...] = ()) -> VolumePlan:
    """A plan made by hand: one row; its labels are 1, 2, 3 … unless given."""
    labels = labels or tuple(Label(number) for number in range(1, sheets + 1))
    rows = (Row(1, "документ", (Member("документ", labels),)),) if labels else ()
    return VolumePlan(number=1, rows=rows, frozen=frozen)


FULL = VolumeFacts(number=1, state=VolumeState.FULL)


@proves("814:VII.10")
def test_814_vii_10__a_volume_without_documents_is_not_declared_full() -> None:
    assert may_be_closed([a_volume(0, frozen=False)], 1).clauses == ("814:VII.10",)
    assert may_be_closed([], 1).clauses == ("814:VII.10",)


@proves("814:VII.10")
@pytest.mark.parametrize("sheets", [250, 251])
def test_814_vii_10__no_volume_is_declared_full_or_certified_over_250_sheets(sheets: int) -> None:
    expected = () if sheets == 250 else ("814:VII.10",)

    assert may_be_closed([a_volume(sheets, frozen=False)], 1).clauses == expected
    certified = may_be_certified(a_volume(sheets, frozen=True), FULL, [], counted=None)
    assert certified.clauses == expected


@proves("814:VII.13")
def test_814_vii_13__an_open_volume_is_not_certified() -> None:
    facts = VolumeFacts(number=1, state=VolumeState.OPEN)

    verdict = may_be_certified(a_volume(3, frozen=False), facts, [], counted=None)

    assert verdict.clauses == ("814:VII.13",)


@proves("814:VII.9-том")
def test_814_vii_9__numbers_that_do_not_add_up_block_certification() -> None:
    repeated = (Label(1), Label(2), Label(2))

    verdict = may_be_certified(a_volume(3, frozen=True, labels=repeated), FULL, [], counted=None)

    assert verdict.clauses == ("814:VII.9-том",)


@proves("814:VII.13-зміни")
@pytest.mark.parametrize("state", [VolumeState.CERTIFIED, VolumeState.DEPOSITED])
def test_814_vii_13__a_certified_volume_is_not_certified_again(state: VolumeState) -> None:
    facts = VolumeFacts(number=1, state=state)

    verdict = may_be_certified(a_volume(3, frozen=True), facts, [], counted=None)

    assert verdict.clauses == ("814:VII.13-зміни",)


@proves("814:VII.13")
def test_814_vii_13__a_count_by_hand_is_recorded_when_it_agrees(office: Office) -> None:
    """Before the note or after it; the number it should be is not told, nor is a screen counted."""
    paper, volume = office.case, a_volume(3, frozen=True)
    electronic = dataclasses.replace(paper, original_form=OriginalForm.ELECTRONIC)

    for state in (VolumeState.FULL, VolumeState.CERTIFIED, VolumeState.DEPOSITED):
        assert may_be_counted(paper, volume, state, 3).agrees
        differs = may_be_counted(paper, volume, state, 5)
        assert differs.clauses == ("814:VII.13",)
        assert "3" not in differs.objections[0].text
    assert may_be_counted(paper, volume, VolumeState.OPEN, 3).clauses == ("814:VII.13",)
    assert may_be_counted(electronic, volume, VolumeState.FULL, 3).clauses == ("814:VII.13",)


@proves("814:VII.13")
def test_814_vii_13__a_count_is_a_fact_of_the_volume(office: Office) -> None:
    office.add("claim", 12)
    close(office, 1)
    with pytest.raises(CertifyingRefused), office.vault.transaction("тест") as tx:
        record_counted(tx, office.number, 1, 11)
    with office.vault.transaction("тест") as tx:
        record_counted(tx, office.number, 1, 12)
        tx.commit()

    with office.vault.read() as connection:
        assert volume_facts(connection, office.case.key)[1].counted == 12


@proves("814:VII.13")
def test_814_vii_13__what_was_counted_before_counts_unless_it_is_counted_again() -> None:
    volume, before = a_volume(3, frozen=True), dataclasses.replace(FULL, counted=3)

    def judged(facts: VolumeFacts, counted: int | None = None) -> tuple[str, ...]:
        return may_be_certified(volume, facts, [], counted=counted, count_required=True).clauses

    assert judged(before) == ()
    assert judged(before, 5) == ("814:VII.13",)
    assert judged(dataclasses.replace(FULL, counted=5)) == ("814:VII.13",)
    assert judged(dataclasses.replace(FULL, counted=5), 3) == ()


@proves("814:VII.13")
def test_814_vii_13__where_the_court_wants_a_count_none_is_no_count() -> None:
    """And what the number should be is not told: a count that knows it is none."""
    volume = a_volume(3, frozen=True)

    refused = may_be_certified(volume, FULL, [], counted=None, count_required=True)
    differs = may_be_certified(volume, FULL, [], counted=5, count_required=True)

    assert refused.clauses == differs.clauses == ("814:VII.13",)
    assert "3" not in differs.objections[0].text
    assert may_be_certified(volume, FULL, [], counted=3, count_required=True).agrees
