"""Case files as wholes: what is recorded, and what follows from it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from inventory import NewCase, close_case, close_volume, open_case
from inventory.errors import (
    CaseExists,
    ChangedMeanwhile,
    ClosingRefused,
    FixingRefused,
    LeavingRefused,
    MergingRefused,
    NotAdmissible,
    ReopeningRefused,
    ReturningRefused,
    SeparatingRefused,
)
from inventory.model import CaseFile, CaseState
from inventory.queries import (
    expected_of,
    get_case,
    held_in,
    joined_into,
    relations_of,
    revision,
)
from inventory.service.relations import (
    Separation,
    cure_defects,
    leave_without_motion,
    merge_cases,
    reopen_case,
    separate_case,
)
from inventory.service.returning import return_to_applicant
from inventory.service.sheet_numbers import record_numbered
from tests.clauses import proves
from tests.inventory.office import Office
from vault.errors import UsageError

DAY, TODAY = dt.date(2025, 5, 5), dt.date(2026, 11, 21)
RULING = "ухвала від 05.05.2025"


def opened(office: Office, number: str, received: str = "2025-03-02") -> CaseFile:
    with office.vault.transaction("тест") as tx:
        made = open_case(
            tx, NewCase(number=number, kind="civil", own="bbbbbb", received_on=received)
        )
        tx.commit()
    return made


@proves("814:III.6")
def test_814_iii_6__what_joined_refers_to_what_stays_and_takes_nothing(tmp_path: Path) -> None:
    office = Office(tmp_path)
    later = opened(office, "757/2/25")
    with office.vault.transaction("тест") as tx:
        stays = merge_cases(tx, [later.number, office.number], on=DAY, ruling=RULING)
        tx.commit()

    assert stays.number == office.number
    with office.vault.transaction("тест") as tx:
        assert joined_into(tx.connection, later.key) == office.number
        assert [one.kind for one in relations_of(tx.connection, later.key)] == ["merged"]
        with pytest.raises(MergingRefused):
            merge_cases(tx, [later.number, office.number], on=DAY, ruling=RULING)
        with pytest.raises(UsageError):
            merge_cases(tx, [office.number], on=TODAY + dt.timedelta(days=1), ruling=RULING)
    office.case = later
    with pytest.raises(NotAdmissible) as refused:
        office.add("motion", 1)
    assert refused.value.verdict.clauses == ("814:III.6",)


def test_of_merged_files_each_is_to_be_as_it_was_seen(tmp_path: Path) -> None:
    office = Office(tmp_path)
    later = opened(office, "757/2/25")
    numbers = [later.number, office.number]
    with office.vault.read() as connection:
        seen = [revision(connection, case.key) for case in (later, office.case)]
    office.add("motion", 1, title="Клопотання")
    with office.vault.transaction("тест") as tx:
        with pytest.raises(ChangedMeanwhile) as refused:
            merge_cases(tx, numbers, on=DAY, ruling=RULING, seen=seen)
        with pytest.raises(UsageError):
            merge_cases(tx, numbers, on=DAY, ruling=RULING, seen=seen[:1])
        now = [seen[0], revision(tx.connection, office.case.key)]
        stays = merge_cases(tx, numbers, on=DAY, ruling=RULING, seen=now)

    assert office.number in refused.value.sentences()[0]
    assert "Клопотання" in refused.value.sentences()[0]
    assert stays.number == office.number


@proves("814:III.7", "814:III.7-копії", "814:III.9")
def test_814_iii_7__the_new_file_waits_for_certified_copies(tmp_path: Path) -> None:
    office = Office(tmp_path, kind="criminal")
    paper = office.add("indictment", 3, title="Обвинувальний акт")
    new = NewCase(number="757/9/25", kind="criminal", own="cccccc", received_on=DAY.isoformat())
    parted = Separation(
        new=new,
        on=DAY,
        ruling=RULING,
        suspended=True,
        persons=("Особа",),
        copies=(paper,),
        ids=("e1",),
    )
    with office.vault.transaction("тест") as tx:
        made = separate_case(tx, office.number, parted)
        tx.commit()
        [expected] = expected_of(tx.connection, made.key)
        [relation] = relations_of(tx.connection, made.key)
    with office.vault.transaction("тест") as tx:
        with pytest.raises(SeparatingRefused):
            separate_case(tx, office.number, dataclasses.replace(parted, persons=()))
        with pytest.raises(CaseExists):
            separate_case(tx, office.number, parted)

    assert made.received_on == "2025-05-05"
    assert (expected.card["title"], expected.card["copy"]) == ("Обвинувальний акт", True)
    assert (relation.number, relation.other_number, relation.note) == (
        office.number,
        "757/9/25",
        "Особа",
    )


@proves("814:III.8", "814:VII.7-нововиявлені", "814:VII.7-виконання", "814:VII.7-окрема")
@pytest.mark.parametrize(
    "why", ["new-trial", "jurisdiction", "new-circumstances", "enforcement", "court-order"]
)
def test_814_vii_7__what_comes_later_joins_the_file_it_concerns(tmp_path: Path, why: str) -> None:
    office = Office(tmp_path)
    office.add("decision", 2, date="2025-04-01")
    with office.vault.transaction("тест") as tx:
        with pytest.raises(ReopeningRefused):
            reopen_case(tx, office.number, why, on=DAY, ruling="заява")
        close_case(tx, office.number, dt.date(2025, 4, 30))
        again = reopen_case(
            tx, office.number, why, on=DAY, ruling="заява", proceedings=["8/757/1/25"]
        )
        with pytest.raises(UsageError):
            reopen_case(tx, office.number, "anything", on=DAY)
        tx.commit()
    joined = office.add("review-application", 1)

    assert (again.number, again.state, again.closed_on) == (office.number, CaseState.OPEN, None)
    assert again.proceedings == ("8/757/1/25",)
    assert joined in [row.document for volume in office.plan() for row in volume.rows]


@proves("814:III.10")
def test_814_iii_10__one_complaint_in_a_file_waits_and_the_rest_does_not(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.add("claim", 200)
    complaint = office.add("appeal", 100, title="Апеляційна скарга")

    with office.vault.transaction("тест") as tx:
        leave_without_motion(
            tx,
            office.number,
            on=DAY,
            ruling=RULING,
            until=None,
            judge="Суддя",
            documents=[complaint],
        )
        close_volume(tx, office.number, 1)
        with pytest.raises(ClosingRefused) as refused:
            close_volume(tx, office.number, 2)
        with pytest.raises(FixingRefused) as unfixed:
            record_numbered(tx, office.number, 2, 1)
        with pytest.raises(LeavingRefused):
            leave_without_motion(
                tx,
                office.number,
                on=DAY,
                ruling=RULING,
                until=None,
                judge="",
                documents=[complaint],
            )
        with pytest.raises(UsageError):
            cure_defects(tx, office.number, on=dt.date(2025, 5, 4), ruling="")
        cure_defects(tx, office.number, on=DAY, ruling="заява")
        assert held_in(tx.connection, office.case.key) == []
        with pytest.raises(UsageError):
            cure_defects(tx, office.number, on=DAY, ruling="")
        close_volume(tx, office.number, 2)

    assert unfixed.value.verdict.clauses == ("814:III.10",)
    assert refused.value.verdict.clauses == ("814:III.10",)
    assert "Апеляційна скарга" in refused.value.verdict.objections[0].text


@proves("814:III.13")
def test_814_iii_13__copies_stay_and_the_file_is_in_order_of_time(tmp_path: Path) -> None:
    office = Office(tmp_path)
    claim = office.add("claim", 2, received_at="2025-05-01", note="від представника")
    bare = office.add("annex", 5, parent=claim)
    said = {"on": DAY, "ruling": RULING, "letter": "№ 0100"}
    with office.vault.transaction("тест") as tx:
        with pytest.raises(ReturningRefused):
            return_to_applicant(tx, office.number, documents=[], **said)  # type: ignore[arg-type]
        kept = return_to_applicant(
            tx, office.number, documents=[claim], without_copy=[bare], **said  # type: ignore[arg-type]
        )  # fmt: skip
        tx.commit()

    assert kept.kind == "refusal"
    original, gone = office.document(claim), office.document(bare)
    assert (original.note, original.removed) == (
        "від представника",
        "оригінал повернуто заявникові 05.05.2025",
    )
    assert gone.removed == "оригінал повернуто заявникові 05.05.2025, копії немає"
    assert (original.copy, original.count.sheets, gone.count.sheets) == (True, 2, 0)
    assert office.vault.check().findings == []


@proves("814:VII.7-банкрутство", "814:II.16-банкрутство")
def test_814_vii_7__a_dispute_within_bankruptcy_is_a_file_of_its_own(tmp_path: Path) -> None:
    office = Office(tmp_path, number="910/1/20", kind="commercial")
    within = opened(office, "910/1/20 (757/5/25)")
    lonely = opened(office, "911/1/20 (757/6/25)")

    with office.vault.read() as connection:
        [relation] = relations_of(connection, within.key)
        assert relations_of(connection, lonely.key) == []
        assert get_case(connection, "910/1/20").key == office.case.key
    assert (relation.kind, relation.number, relation.other_number) == (
        "within",
        "910/1/20",
        "910/1/20 (757/5/25)",
    )
