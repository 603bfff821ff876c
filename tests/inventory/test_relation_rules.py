"""Case files as wholes and links: the rules, objection by objection."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from inventory import OriginalForm
from inventory.model import CaseFile, CaseState, Document
from inventory.rules.links import may_be_linked
from inventory.rules.relations import (
    has_something_held,
    may_be_handed,
    may_be_left,
    may_be_merged,
    may_be_reopened,
    may_be_returned,
    may_be_separated,
    may_be_stitched,
)
from tests.clauses import proves
from tests.inventory.documents import document

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


def paper(direction: str = "incoming", **said: Any) -> Document:
    return dataclasses.replace(document("a", "motion", 1), direction=direction, **said)


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
    assert told(first, dataclasses.replace(second, key="control:757/2/25:bbbbbb")) == 1
    assert told(first, second, merged=["757/2/25"]) == 1
    assert told(first, second, ruling=" ") == 1


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


@proves("814:III.13")
def test_814_iii_13__originals_leave_by_a_ruling_and_a_letter() -> None:
    def told(
        of: CaseFile | None = None,
        ruling: str = RULING,
        on: dt.date = DAY,
        documents: int = 1,
        letter: str = "№ 1",
        *,
        numbered: tuple[str, ...] = (),
        not_brought: tuple[str, ...] = (),
    ) -> tuple[str, ...]:
        return may_be_returned(
            of or case(),
            ruling=ruling,
            on=on,
            today=TODAY,
            documents=documents,
            letter=letter,
            numbered=numbered,
            not_brought=not_brought,
        ).clauses

    assert told() == ()
    assert told(case(state=CaseState.CLOSED)) == ()
    assert told(case(state=CaseState.ARCHIVED)) == ("814:III.13",)
    assert told(ruling="") == ("814:III.13",)
    assert told(on=dt.date(2025, 1, 1)) == ("814:III.13",)
    assert told(documents=0) == ("814:III.13",)
    assert told(letter=" ") == ("814:III.13",)
    assert told(numbered=("Позов",)) == ("814:III.13",)
    assert told(not_brought=("Ухвала",)) == ("814:III.13",)


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


@proves("814:III.11", "814:VI.9", "814:XIV.12")
def test_receipts_and_notices_join_the_file_from_which_was_sent() -> None:
    """«…долучаються до матеріалів судової справи»: to that very file, not to another."""

    def told(source: Document, sent: Document) -> tuple[str, ...]:
        back = "2025-03-09"
        return may_be_linked("notice", source, sent, served=True, returned_on=back).clauses

    elsewhere = dataclasses.replace(paper(kind="receipt"), case="main:757/2/25:bbbbbb")
    for kind, clause in (
        ("summons", "814:VI.9"),
        ("ruling-without-motion", "814:III.11"),
        ("decision", "814:XIV.12"),
    ):
        sent = paper("outgoing", kind=kind)
        assert told(paper(kind="receipt"), sent) == ()
        assert told(elsewhere, sent) == (clause,)


@proves("814:XIV.15")
def test_814_xiv_15__a_mailing_list_joins_the_file_of_what_was_mailed() -> None:
    """«…список розсилки після відправлення долучається до матеріалів справи.»"""

    def told(source: Document, sent: Document) -> tuple[str, ...]:
        return may_be_linked("mailing", source, sent, served=None, returned_on=None).clauses

    sent, mailed = paper("outgoing", kind="decision"), paper("internal", kind="mailing-list")
    assert told(mailed, sent) == ()
    assert told(paper(kind="letter"), sent) == ("814:XIV.15",)
    assert told(mailed, paper("incoming")) == ("814:XIV.15",)


@proves("814:III.20", "814:III.2", "814:III.3")
def test_what_is_handed_over_is_ready_for_it() -> None:
    def told(kind: str, *, undecided: Any = (), unassigned: Any = (), idle: Any = ()) -> Any:
        return may_be_handed(kind, undecided=undecided, unassigned=unassigned, idle=idle).clauses

    assert told("registry", unassigned=["1"], idle=["2"]) == ()
    assert told("registry", undecided=["1"]) == ("814:III.20",)
    assert told("judge", unassigned=["1"]) == ("814:III.2",)
    assert told("documents", idle=["1"]) == ("814:III.3",)
