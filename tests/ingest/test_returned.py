"""Why a file went back to the inbox is known to lists and to whoever looks after a restart."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest import Listed, Start, State
from ingest.errors import OnlySeparators, ParentMissing, TwinPieces
from inventory.forms import Press
from tests.ingest import samples
from tests.ingest.court import Court
from tests.ingest.scanner import scan, written
from tests.ingest.test_separators import CLAIM, MOTION, on_paper, taken


@pytest.fixture(scope="module")
def press() -> Press:
    return Press()


def listed(court: Court) -> Listed:
    [one] = court.intake().list_arrivals()
    return one


def records(court: Court) -> list[Path]:
    folder = court.vault.layout.returned
    return list(folder.iterdir()) if folder.is_dir() else []


def separators_alone(court: Court, press: Press) -> bytes:
    first, second = on_paper(court, press, CLAIM, MOTION)
    return scan([first, second])


def test_a_scan_that_cannot_be_filed_says_why_after_a_restart(court: Court, press: Press) -> None:
    data = separators_alone(court, press)
    [outcome] = taken(court, data)
    one = listed(court.reopened())

    assert one.state is State.UNASSIGNED
    assert one.reason == outcome.reason
    assert one.reason is not None
    assert one.reason.code == OnlySeparators.code
    assert one.returned


def test_two_documents_that_are_the_same_say_so(court: Court, press: Press) -> None:
    first, second = on_paper(court, press, CLAIM, MOTION)
    taken(court, scan([first, written("twice"), second, written("twice")]))
    one = listed(court)

    assert one.reason is not None
    assert one.reason.code == TwinPieces.code
    assert "с. 2 і с. 4" in one.reason.text


def test_a_scan_that_went_back_is_divided_by_hand(court: Court, press: Press) -> None:
    first, second = on_paper(court, press, CLAIM, MOTION)
    for words in ("a", "b"):  # the second time the separators are used ones
        taken(court, scan([first, written(f"claim {words}"), second, written(f"motion {words}")]))
    intake = court.intake()
    intake.take_inbox()  # one that tried it before is told to try it otherwise
    intake.split(listed(court).id, [Start(1, "claim"), Start(3)])

    assert [document.pages for document in court.documents()] == [1, 1, 1, 1]
    assert court.left() == []
    assert records(court) == []


def test_wrong_pages_of_a_person_are_no_reason_of_the_scan(court: Court, press: Press) -> None:
    taken(court, separators_alone(court, press))
    before = listed(court).reason
    court.intake().split(listed(court).id, [Start(1), Start(9)])

    assert listed(court).reason == before


def test_what_was_changed_is_in_work_again(court: Court, press: Press) -> None:
    taken(court, separators_alone(court, press))
    court.put("stos.pdf", samples.pdf())

    assert (listed(court).state, listed(court).reason) == (State.WORKING, None)
    assert court.take_one().state is State.REGISTERED
    assert records(court) == []


def test_what_got_a_card_is_in_work_again(court: Court, press: Press) -> None:
    taken(court, separators_alone(court, press))
    court.put("stos.pdf", separators_alone(court, press), card={"title": "Пачка"})

    assert listed(court).reason is None


def test_a_record_goes_with_its_file(court: Court, press: Press) -> None:
    path = court.put("stos.pdf", separators_alone(court, press))
    court.take()
    assert len(records(court)) == 1
    path.unlink()
    court.take()

    assert records(court) == []


def test_a_record_that_the_power_cut_short_is_none(court: Court, press: Press) -> None:
    taken(court, separators_alone(court, press))
    [record] = records(court)
    record.write_bytes(record.read_bytes()[:20])

    assert listed(court).state is State.WORKING
    [again] = court.take()
    assert listed(court).reason == again.reason


def test_what_waits_for_another_document_is_no_record(court: Court) -> None:
    """It is seen from the file that it cannot be taken: nothing needs to be remembered."""
    court.put("annex.pdf", samples.pdf(), card={"kind": "annex", "parent": "claim.pdf"})
    [outcome] = court.take()

    assert outcome.reason is not None
    assert outcome.reason.code == ParentMissing.code
    assert records(court) == []
