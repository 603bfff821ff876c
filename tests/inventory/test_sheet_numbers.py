"""Rows that are fixed, sheets numbered anew, volumes with letters: through the vault."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import TypedDict

import pytest

from inventory import close_volume, confirm_sheets, note_numbering
from inventory.errors import ChangedMeanwhile, FixingRefused, NumberingRefused, RenumberingRefused
from inventory.model import CaseState, VolumeFacts, VolumePlan, VolumeState
from inventory.queries import corrections, revision, volume_facts
from inventory.rules.numbering import (
    may_be_fixed,
    may_be_joined,
    may_be_lettered,
    may_be_noted,
    may_be_numbered_anew,
    may_be_signed,
)
from inventory.service.certification import look, named_view
from inventory.service.leaves import draw_leaves
from inventory.service.sheet_numbers import (
    covers_to_print,
    letter_volume,
    record_numbered,
    record_signed,
    renumber,
)
from inventory.volumes.leaves import read_line
from inventory.volumes.papers import Letterhead
from inventory.volumes.sheets import Label, Numbering, label, wants_renumbering
from tests.clauses import proves
from tests.inventory.documents import document
from tests.inventory.office import Office
from tests.inventory.test_volumes import a_volume
from vault import Transaction
from vault.errors import UsageError


class Signatures(TypedDict):
    judge: str
    clerk: str


SIGNED: Signatures = {"judge": "С. Суддя", "clerk": "П. Приклад"}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def number_to(office: Office, row: int, volume: int = 1) -> None:
    with office.vault.transaction("тест") as tx:
        record_numbered(tx, office.number, volume, row)
        tx.commit()


def sign_to(office: Office, row: int) -> None:
    with office.vault.transaction("тест") as tx:
        record_signed(tx, office.number, 1, row, **SIGNED)
        tx.commit()


def close(office: Office, volume: int = 1) -> None:
    with office.vault.transaction("тест") as tx:
        close_volume(tx, office.number, volume)
        tx.commit()


def facts(office: Office, volume: int = 1) -> VolumeFacts:
    with office.vault.read() as connection:
        return volume_facts(connection, office.case.key)[volume]


def labels(office: Office, volume: int = 1) -> list[str]:
    return [str(entry) for entry in office.plan()[volume - 1].labels]


@proves("814:VII.8-продовження", "814:VII.20")
def test_814_vii_8__numbered_rows_of_an_open_volume_stay_when_documents_arrive(
    office: Office,
) -> None:
    office.add("motion", 100)
    office.add("motion", 20)
    number_to(office, 2)
    before = office.plan()[0].rows

    office.add("claim", 5)  # its legal place is before the motions

    [volume] = office.plan()
    assert volume.rows[:2] == before
    assert (volume.fixed, volume.frozen, volume.fixed_sheets) == (2, False, 120)
    assert [str(entry) for entry in volume.rows[2].labels] == ["121", "122", "123", "124", "125"]
    close(office)
    assert office.plan()[0].rows == volume.rows


@proves("814:VII.8-підпис", "814:VII.8-продовження")
def test_814_vii_8__signed_rows_stay_and_the_inventory_goes_on(office: Office) -> None:
    claim = office.add("claim", 3)
    sign_to(office, 1)
    annex = office.add("annex", 2, parent=claim)

    [volume] = office.plan()
    assert [(row.position, row.document) for row in volume.rows] == [(1, claim), (2, annex)]
    assert (facts(office).signed_rows, facts(office).numbered_rows) == (1, 0)
    with pytest.raises(UsageError), office.vault.transaction("тест") as tx:
        record_signed(tx, office.number, 1, 2, **SIGNED, on=dt.date(2999, 1, 1))
    sign_to(office, 2)
    close(office)
    assert facts(office).signed_rows == 2
    with pytest.raises(FixingRefused):
        sign_to(office, 2)


@proves("814:VII.8-продовження", "814:VII.10-нумерація томів", "814:VII.13")
def test_814_vii_8__only_rows_of_the_first_open_volume_whose_sheets_are_known_are_fixed(
    office: Office,
) -> None:
    for _ in range(2):
        office.add("motion", 200)
    plans = office.plan()
    known = document("a", "motion", 1)
    guessed = office.document(office.add("motion", pages=3))

    assert may_be_fixed(plans, 1, 1, [known]).agrees
    assert may_be_fixed(plans, 1, 2, [known]).clauses == ("814:VII.8-продовження",)
    assert may_be_fixed(plans, 1, 0, [known]).clauses == ("814:VII.8-продовження",)
    assert may_be_fixed(plans, 2, 1, [known]).clauses == ("814:VII.10-нумерація томів",)
    assert may_be_fixed(plans, 1, 1, [guessed]).clauses == ("814:VII.13",)
    number_to(office, 1)
    with pytest.raises(UsageError):
        number_to(office, 1)


@proves("814:VII.8-підпис")
def test_814_vii_8__judge_and_clerk_sign_and_more_rows_than_before() -> None:
    assert may_be_signed(2, 1, judge="С", clerk="П").agrees
    for said in ({"judge": "", "clerk": "П"}, {"judge": "С", "clerk": ""}):
        assert may_be_signed(2, 1, **said).clauses == ("814:VII.8-підпис",)
    assert may_be_signed(1, 1, judge="С", clerk="П").clauses == ("814:VII.8-підпис",)


@proves("814:VII.9-літери")
def test_814_vii_9__a_sheet_found_among_numbered_ones_takes_a_letter(office: Office) -> None:
    first = office.add("claim", 2)
    office.add("motion", 2)
    office.add("motion", 1)
    number_to(office, 2)

    with office.vault.transaction("тест") as tx:
        confirm_sheets(tx, first, 3)
        tx.commit()

    assert labels(office) == ["1", "2", "2а", "3", "4", "5"]


@proves("814:VII.9-літери")
def test_814_vii_9__numbers_on_paper_are_not_noted_otherwise(office: Office) -> None:
    office.add("claim", 5)
    office.add("motion", 5)
    number_to(office, 1)
    [volume] = office.plan()

    assert may_be_noted(volume, Numbering((label("5а"),))).agrees
    assert may_be_noted(volume, Numbering((label("4а"),))).clauses == ("814:VII.9-літери",)
    with pytest.raises(NumberingRefused), office.vault.transaction("тест") as tx:
        note_numbering(tx, office.number, 1, [], [3])
    with office.vault.transaction("тест") as tx:
        note_numbering(tx, office.number, 1, [], [7])
        tx.commit()
    assert labels(office)[4:] == ["5", "6", "8", "9", "10", "11"]


@proves("814:VII.9-повтор", "814:VII.13-помилки")
def test_814_vii_9__a_repeated_number_is_told_and_takes_letters(office: Office) -> None:
    office.add("claim", 6)
    with office.vault.transaction("тест") as tx:
        note_numbering(tx, office.number, 1, [], [2], repeated=[3, 3])
        tx.commit()

    assert labels(office) == ["1", "3", "3а", "3б", "4", "5"]
    with office.vault.read() as connection:
        told = look(connection, office.number, 1).peculiar.corrections
    assert told == (
        "на повторених номерах додано літери: 3а, 3б; пропущено номер 2 (21.11.2026, тест)",
    )
    with office.vault.read() as connection:
        view = look(connection, office.number, 1)
    named = Letterhead(court="Вигаданівський суд", people={"тест": "П. Приклад"})
    assert [one.by for one in named_view(view, named).corrections] == ["П. Приклад"]
    assert [
        one.by for one in named_view(view, Letterhead(court="Вигаданівський суд")).corrections
    ] == [""]


@proves("814:VII.9-перенумерація", "814:VII.13-помилки")
def test_814_vii_9__numbered_anew_each_sheet_keeps_its_old_number(office: Office) -> None:
    first = office.add("claim", 3)
    second = office.add("motion", 2)
    number_to(office, 2)
    with office.vault.transaction("тест") as tx:
        confirm_sheets(tx, first, 4)
        tx.commit()
    assert labels(office) == ["1", "2", "3", "3а", "4", "5"]

    with office.vault.transaction("тест") as tx:
        renumber(tx, office.number, 1)
        tx.commit()

    assert labels(office) == ["1", "2", "3", "4", "5", "6"]
    with office.vault.read() as connection:
        *_, made = corrections(connection, office.case.key, 1)
        told = look(connection, office.number, 1).peculiar.corrections
    assert [(d, str(old), str(new)) for d, old, new in made.sheets][3:] == [
        (first, "3а", "4"),
        (second, "4", "5"),
        (second, "5", "6"),
    ]
    assert (made.by, made.on) == ("тест", dt.date(2026, 11, 21))
    assert told == (
        "аркуші пронумеровано заново (21.11.2026, тест); старі й нові номери: 3а→4, 4-5→5-6",
    )


@proves("814:VII.9-перенумерація", "814:VII.13-зміни")
def test_814_vii_9__only_what_is_wrong_and_not_certified_is_numbered_anew(office: Office) -> None:
    odd = a_volume(2, frozen=True, labels=(Label(1), Label(3)))

    assert may_be_numbered_anew(odd, VolumeState.FULL).agrees
    right = may_be_numbered_anew(a_volume(2, frozen=True), VolumeState.FULL)
    assert right.clauses == ("814:VII.9-перенумерація",)
    assert may_be_numbered_anew(odd, VolumeState.CERTIFIED).clauses == ("814:VII.13-зміни",)
    office.add("claim", 2)
    with pytest.raises(RenumberingRefused), office.vault.transaction("тест") as tx:
        renumber(tx, office.number, 1)


@pytest.mark.parametrize(
    ("letters", "sheets", "many"), [(0, 20, False), (1, 20, False), (2, 20, True), (11, 250, True)]
)
def test_many_mistakes_are_what_the_court_calls_so(
    letters: int, sheets: int, *, many: bool
) -> None:
    odd = Numbering(missing=tuple(range(2, 2 + letters)))

    assert wants_renumbering(odd, sheets, at_most=10, percent=5) is many


@proves("814:VII.10-нумерація томів")
def test_814_vii_10__a_volume_left_out_of_the_numbering_takes_a_letter(office: Office) -> None:
    for _ in range(3):
        office.add("motion", 200)
    with office.vault.transaction("тест") as tx:
        letter_volume(tx, office.number, 2, "1а")
        tx.commit()

    assert [(v.number, v.name) for v in office.plan()] == [(1, "1"), (2, "1а"), (3, "2")]
    names = [label("1"), label("1а")]
    assert may_be_lettered(names, 3, label("1б")).agrees
    for wrong in ("1а", "1в", "2", "2а"):
        assert may_be_lettered(names, 3, label(wrong)).clauses == ("814:VII.10-нумерація томів",)
    assert not may_be_lettered([], 1, label("1а")).agrees
    with pytest.raises(NumberingRefused), office.vault.transaction("тест") as tx:
        letter_volume(tx, office.number, 1, "1а")


@proves("814:VII.10-нумерація томів")
def test_814_vii_10__a_torn_row_names_the_volume_as_its_cover_does(office: Office) -> None:
    office.add("motion", 400)
    with office.vault.transaction("тест") as tx:
        letter_volume(tx, office.number, 2, "1а")
        tx.commit()

    first, second = (volume.rows[0] for volume in office.plan())
    assert (first.continues_in, second.continued_from) == ("1а", "1")


@proves("814:VII.14-том")
def test_814_vii_14__covers_are_printed_again_when_volumes_are_added() -> None:
    plans = [a_volume(3, frozen=True)]
    two = [*plans, VolumePlan(number=2, rows=(), frozen=False)]
    certified = {1: VolumeFacts(number=1, state=VolumeState.CERTIFIED, of_volumes=1)}

    assert covers_to_print(plans, certified) == []
    assert covers_to_print(two, certified) == plans
    assert covers_to_print(two, {1: VolumeFacts(number=1)}) == []


@proves("814:VII.13-зміни", "814:VII.10")
def test_814_vii_13__what_may_be_joined_to_which_volume(office: Office) -> None:
    office.add("claim", 240)
    close(office)
    late = office.document(office.add("receipt", 5))
    plans, case = office.plan(), office.case
    state = VolumeState.CERTIFIED

    assert may_be_joined(case, plans, 1, state, late).agrees
    refused = may_be_joined(case, plans, 1, VolumeState.FULL, late)
    assert refused.clauses == ("814:VII.13-зміни",)
    gone = replace(case, state=CaseState.TRANSFERRED)
    assert may_be_joined(gone, plans, 1, state, late).clauses == ("814:VII.13-зміни",)
    assert may_be_joined(case, plans, 2, state, late).clauses == ("814:VII.13-зміни",)
    inside = replace(late, id=plans[0].rows[0].document)
    assert may_be_joined(case, plans, 1, state, inside).clauses == ("814:VII.13-зміни",)
    guessed = office.document(office.add("receipt", pages=2))
    assert may_be_joined(case, plans, 1, state, guessed).clauses == ("814:VII.13-зміни",)
    long = office.document(office.add("receipt", 11))
    assert may_be_joined(case, plans, 1, state, long).clauses == ("814:VII.10",)


def act_upon(tx: Transaction, act: str, number: str, document: str, seen: int) -> None:
    match act:
        case "fix":
            record_numbered(tx, number, 1, 1, seen=seen)
        case "sign":
            record_signed(tx, number, 1, 1, **SIGNED, seen=seen)
        case "renumber":
            renumber(tx, number, 1, seen=seen)
        case "letter":
            letter_volume(tx, number, 1, "1а", seen=seen)
        case "draw":
            draw_leaves(tx, document, read_line("1-2"), seen=seen)


@pytest.mark.parametrize("act", ["fix", "sign", "renumber", "letter", "draw"])
def test_a_clerk_who_saw_another_state_is_told_what_changed(office: Office, act: str) -> None:
    first = office.add("claim", 2)
    with office.vault.read() as connection:
        seen = revision(connection, office.case.key)
    office.add("motion", 3, title="Клопотання іншої особи")
    before = office.vault.journal.ending().head

    with pytest.raises(ChangedMeanwhile) as told, office.vault.transaction("тест") as tx:
        act_upon(tx, act, office.number, first, seen)

    assert "Клопотання іншої особи" in str(told.value)
    assert office.vault.journal.ending().head == before
