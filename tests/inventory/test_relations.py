"""Case files as wholes: the rules objection by objection, and what is recorded."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from inventory import NewCase, OriginalForm, close_case, close_volume, open_case
from inventory.errors import (
    CaseExists,
    ClosingRefused,
    FixingRefused,
    LeavingRefused,
    MergingRefused,
    NotAdmissible,
    ReopeningRefused,
    ReturningRefused,
    SeparatingRefused,
)
from inventory.model import CaseFile, CaseState, Document
from inventory.queries import expected_of, get_case, held_in, joined_into, relations_of
from inventory.rules.relations import (
    has_something_held,
    may_be_handed,
    may_be_left,
    may_be_linked,
    may_be_merged,
    may_be_reopened,
    may_be_returned,
    may_be_separated,
    may_be_stitched,
)
from inventory.service.relations import (
    Separation,
    cure_defects,
    leave_without_motion,
    merge_cases,
    reopen_case,
    return_to_applicant,
    separate_case,
)
from inventory.service.sheet_numbers import record_numbered
from tests.clauses import proves
from tests.inventory.documents import document
from tests.inventory.office import Office
from vault.errors import UsageError

DAY, TODAY = dt.date(2025, 5, 5), dt.date(2026, 11, 21)
RULING = "ухвала від 05.05.2025"


def case(number: str = "757/1/25", **said: Any) -> CaseFile:
    known = {
        "key": f"main:{number}:aaaaaa",
        "kind": "civil",
        "title": "",
        "state": CaseState.OPEN,
        "original_form": OriginalForm.PAPER,
        "opened_at": "2025-03-01T10:00:00+00:00",
        "received_on": "2025-03-01",
        "closed_on": None,
    }
    return CaseFile(number=number, **(known | said))


def opened(office: Office, number: str, received: str = "2025-03-02") -> CaseFile:
    with office.vault.transaction("тест") as tx:
        made = open_case(
            tx, NewCase(number=number, kind="civil", own="bbbbbb", received_on=received)
        )
        tx.commit()
    return made


@proves("814:III.6")
def test_814_iii_6__the_number_of_the_first_stays() -> None:
    first, second = case(received_on="2025-03-01"), case("757/2/25", received_on="2025-03-02")

    def told(into: CaseFile, *others: CaseFile, ruling: str = RULING, merged: Any = ()) -> int:
        verdict = may_be_merged(into, others, ruling=ruling, merged=merged)
        assert set(verdict.clauses) <= {"814:III.6"}
        return len(verdict.objections)

    closed = dataclasses.replace(second, state=CaseState.CLOSED)
    assert told(first, second) == 0
    assert told(second, first) == 1
    assert told(first) == 1
    assert told(first, first) == 1
    assert told(first, closed) == 1
    assert told(first, second, merged=["757/2/25"]) == 1
    assert told(first, second, ruling=" ") == 1


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


@proves("814:III.7", "814:III.9")
def test_814_iii_7__what_is_separated_has_a_number_and_day_of_its_own() -> None:
    def told(
        number: str = "757/9/25",
        on: dt.date = DAY,
        ruling: str = RULING,
        persons: tuple[str, ...] = (),
        *,
        suspended: bool = False,
        of: CaseFile | None = None,
    ) -> tuple[str, ...]:
        return may_be_separated(
            of or case(),
            number,
            on=on,
            today=TODAY,
            ruling=ruling,
            suspended=suspended,
            persons=persons,
        ).clauses

    assert told() == ()
    assert told("757/1/25") == ("814:III.7",)
    assert told(ruling=" ") == ("814:III.7",)
    assert told(on=dt.date(2025, 2, 1)) == ("814:III.7",)
    assert told(on=TODAY + dt.timedelta(days=1)) == ("814:III.7",)
    assert told(of=case(state=CaseState.TRANSFERRED)) == ("814:III.7",)
    assert told(suspended=True) == ("814:III.9",)
    assert told(suspended=True, persons=("Особа",)) == ()


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


@proves("814:III.8", "814:VII.7-інший суд", "814:VII.7-нововиявлені", "814:VII.7-виконання")
def test_814_iii_8__a_finished_file_is_taken_up_under_its_number() -> None:
    closed = case(state=CaseState.CLOSED)

    def told(
        of: CaseFile,
        why: str,
        number: str = "757/1/25",
        ruling: str = "заява",
        *,
        other: bool = False,
    ) -> tuple[str, ...]:
        return may_be_reopened(of, why, number=number, other_court=other, ruling=ruling).clauses

    assert told(closed, "new-trial") == ()
    assert told(closed, "new-trial", "757/2/25") == ("814:III.8",)
    assert told(case(), "new-trial") == ("814:III.8",)
    assert told(case(state=CaseState.DESTROYED), "jurisdiction") == ("814:III.8",)
    assert told(case(state=CaseState.ARCHIVED), "enforcement") == ()
    assert told(closed, "enforcement", other=True) == ("814:VII.7-інший суд",)
    assert told(closed, "new-circumstances", ruling=" ") == ("814:VII.7-нововиявлені",)
    assert told(closed, "enforcement", ruling=" ") == ("814:VII.7-виконання",)


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


@proves("814:III.10", "814:III.10-обкладинка")
def test_814_iii_10__what_is_without_motion_is_not_stitched() -> None:
    def told(
        of: CaseFile | None = None,
        ruling: str = RULING,
        until: dt.date | None = None,
        frozen: tuple[str, ...] = (),
        *,
        held: bool = False,
    ) -> tuple[str, ...]:
        return may_be_left(
            of or case(), ruling=ruling, on=DAY, until=until, frozen=frozen, held=held
        ).clauses

    assert told() == ()
    assert told(until=DAY) == ()
    assert told(case(state=CaseState.CLOSED)) == ("814:III.10",)
    assert told(ruling=" ") == ("814:III.10",)
    assert told(until=dt.date(2025, 5, 4)) == ("814:III.10",)
    assert told(frozen=("Позов",)) == ("814:III.10",)
    assert told(held=True) == ("814:III.10",)
    assert may_be_stitched(["Позов"], whole=False).clauses == ("814:III.10",)
    assert may_be_stitched([], whole=True).agrees
    assert has_something_held("757/1/25", held=False).clauses == ("814:III.10-обкладинка",)


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
def test_814_iii_13__originals_leave_by_a_ruling_and_a_letter() -> None:
    def told(
        of: CaseFile | None = None,
        ruling: str = RULING,
        on: dt.date = DAY,
        documents: int = 1,
        letter: str = "№ 1",
        *,
        numbered: bool = False,
    ) -> tuple[str, ...]:
        return may_be_returned(
            of or case(),
            ruling=ruling,
            on=on,
            today=TODAY,
            documents=documents,
            letter=letter,
            numbered=numbered,
        ).clauses

    assert told() == ()
    assert told(case(state=CaseState.CLOSED)) == ("814:III.13",)
    assert told(ruling="") == ("814:III.13",)
    assert told(on=dt.date(2025, 1, 1)) == ("814:III.13",)
    assert told(documents=0) == ("814:III.13",)
    assert told(letter=" ") == ("814:III.13",)
    assert told(numbered=True) == ("814:III.13",)


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
    assert original.note == "від представника; оригінал повернуто заявникові 05.05.2025"
    assert (original.copy, original.count.sheets, gone.count.sheets) == (True, 2, 0)
    assert office.vault.check().findings == []


def paper(direction: str = "incoming", **said: Any) -> Document:
    return dataclasses.replace(document("a", "motion", 1), direction=direction, **said)


@proves("814:II.6-конверт", "814:II.12-АСДС", "814:II.2-дубль", "814:XIV.8-відповідь")
def test_links_say_what_the_clauses_want() -> None:
    def told(
        kind: str,
        source: Document,
        target: Document,
        *,
        served: bool | None = None,
        back: str | None = None,
    ) -> tuple[str, ...]:
        return may_be_linked(kind, source, target, served=served, returned_on=back).clauses

    request = paper("incoming", date="2025-03-01")
    answer = paper("outgoing", date="2025-03-02")
    electronic = paper(original_form=OriginalForm.ELECTRONIC)
    printed = paper(original_form=OriginalForm.PAPER)
    envelope = paper(kind="envelope")
    assert told("envelope", envelope, request) == ()
    assert told("envelope", request, envelope) == ("814:II.6-конверт",)
    assert told("notice", request, answer, served=True, back="2025-03-09") == ()
    assert told("notice", request, answer, served=True) == ("814:II.12-АСДС",)
    assert told("notice", answer, request, served=False, back="2025-03-09") == ("814:II.12-АСДС",)
    assert told("twin", printed, electronic) == ()
    assert told("twin", printed, printed) == ("814:II.2-дубль",)
    assert told("answer", answer, request) == ()
    early = dataclasses.replace(answer, date="2025-02-01")
    assert told("answer", early, request) == ("814:XIV.8-відповідь",)
    assert told("answer", paper("incoming", date="2025-03-09"), request) == ("814:XIV.8-відповідь",)
    assert told("translation", request, answer) == ()


@proves("814:III.20", "814:III.2", "814:III.3")
def test_what_is_handed_over_is_ready_for_it() -> None:
    def told(kind: str, *, undecided: Any = (), unassigned: Any = (), idle: Any = ()) -> Any:
        return may_be_handed(kind, undecided=undecided, unassigned=unassigned, idle=idle).clauses

    assert told("registry", unassigned=["1"], idle=["2"]) == ()
    assert told("registry", undecided=["1"]) == ("814:III.20",)
    assert told("judge", unassigned=["1"]) == ("814:III.2",)
    assert told("documents", idle=["1"]) == ("814:III.3",)


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
