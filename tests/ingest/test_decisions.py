"""What a person decides about arrivals: trying again, rejecting."""

from __future__ import annotations

import json

import pytest

from ingest import State
from ingest.errors import NoSuchArrival, NotARetry, NotExplained
from inventory import RegistrationCard, read_card
from tests.clauses import proves
from tests.ingest.court import CASE, FOLDER, Court
from tests.ingest.samples import pdf
from vault import events_of
from vault.airlock import Airlock, Limits
from vault.errors import Conflict, TooLarge, UsageError


def journalled(court: Court, arrival: str) -> list[str]:
    with court.vault.read() as connection:
        return [event.event for event in events_of(connection, f"arrival:{arrival}")]


@pytest.fixture
def too_large(court: Court) -> str:
    """A document quarantined because a setting was too narrow."""
    scratch = court.vault.layout.scratch
    wide = court.airlock
    with Airlock(workers=1, limits=Limits(pages=2), scratch=scratch) as narrow:
        court.airlock = narrow
        court.put("long.pdf", pdf("A", 3), card={"title": "Довгий", "sender": "Особа Вигадана"})
        outcome = court.take_one()
    court.airlock = wide
    assert outcome.reason
    assert (outcome.state, outcome.reason.code) == (State.QUARANTINED, TooLarge.code)
    return str(outcome.id)


def test_what_was_refused_by_a_setting_is_registered_when_that_has_changed(
    court: Court, too_large: str
) -> None:
    court.told.clear()

    court.intake().retry(too_large)

    document = court.document(court.told[0])
    assert (document.id, document.name, document.title) == (too_large, "long.pdf", "Довгий")
    assert court.told[0].path == f"{FOLDER}/long.pdf"
    assert court.bytes_of(document) == pdf("A", 3)
    assert journalled(court, too_large) == ["quarantine", "arrival admitted"]
    assert list(court.vault.layout.quarantine.iterdir()) == []
    assert court.intake().list_arrivals() == []


def test_what_is_refused_again_stays_in_quarantine(court: Court) -> None:
    court.put("x.pdf", b"%PDF-1.7 rubbish")
    arrival = str(court.take_one().id)
    court.told.clear()

    court.intake().retry(arrival)

    assert [o.state for o in court.told] == [State.QUARANTINED]
    assert (court.vault.layout.quarantine / arrival / "x.pdf").read_bytes() == b"%PDF-1.7 rubbish"
    assert journalled(court, arrival) == ["quarantine"]
    assert [one.id for one in court.intake().list_arrivals()] == [arrival]


def test_what_is_in_quarantine_and_came_again_meanwhile_is_a_repetition(
    court: Court, too_large: str
) -> None:
    court.put("long.pdf", pdf("A", 3))
    first = court.take_one()

    court.told.clear()
    court.intake().retry(too_large)
    assert court.told[0].state is State.REGISTERED, "its card explains it"
    assert court.told[0].document != first.document


def test_a_repeated_receipt_may_be_registered_after_all(court: Court) -> None:
    court.put("a.pdf", pdf())
    court.take()
    court.put("b.pdf", pdf())
    arrival = str(court.take_one().id)
    court.told.clear()

    court.intake().retry(arrival, note="другий примірник")

    document = court.document(court.told[0])
    assert (document.id, document.name, document.note) == (arrival, "b.pdf", "другий примірник")
    assert journalled(court, arrival) == ["receipt repeated", "arrival admitted"]
    assert court.intake().list_arrivals() == []


@proves("814:II.2-раз")
def test_814_ii_2__what_repeats_a_document_is_registered_only_when_a_person_says_why(
    court: Court,
) -> None:
    """«Кожен документ реєструється в суді лише один раз»; a program's own word is no reason."""
    card = {"title": "Лист", "note": "з конверта"}
    for name in ("a.pdf", "b.pdf"):
        court.put(name, pdf(), card=card)
        court.take()
    (waiting,) = court.intake().list_arrivals()
    assert waiting.state is State.DUPLICATE
    same = read_card(json.dumps(card).encode())

    with pytest.raises(NotExplained) as bare:
        court.intake().retry(waiting.id)
    with pytest.raises(NotExplained):
        court.intake().assign(waiting.id, CASE, same)

    assert f"sprava inbox retry {waiting.id} --note" in bare.value.sentences()[2]
    assert len(court.documents()) == 1
    assert journalled(court, waiting.id) == ["receipt repeated"]
    assert [one.id for one in court.intake().list_arrivals()] == [waiting.id]


def test_for_another_case_file_a_repeated_receipt_repeats_nothing(court: Court) -> None:
    court.open_case("757/1/25")
    court.put("a.pdf", pdf())
    court.put("b.pdf", pdf())
    court.take()
    (waiting,) = court.intake().list_arrivals()
    court.told.clear()

    court.intake().assign(waiting.id, "757/1/25", RegistrationCard())

    assert court.document(court.told[0]).note == ""


@proves("814:VII.2-повернення")
def test_814_vii_2__a_repeated_document_may_be_returned_without_registration(
    court: Court,
) -> None:
    """«…може бути повернутий особі, яка подала цей документ, без реєстрації.»"""
    court.put("a.pdf", pdf())
    court.take()
    court.put("b.pdf", pdf())
    arrival = str(court.take_one().id)

    court.intake().reject(arrival, "такий примірник уже у справі")

    assert len(court.documents()) == 1
    assert journalled(court, arrival) == ["receipt repeated", "arrival rejected"]
    assert court.intake().list_arrivals() == []
    with court.vault.read() as connection:
        *_, last = events_of(connection, f"arrival:{arrival}")
    entry = court.vault.entry_at(last.end)
    assert entry.payload == {"arrival": arrival, "reason": "такий примірник уже у справі"}
    assert entry.cites == ("814:VII.2-повернення",)


def test_what_was_rejected_from_quarantine_is_still_kept(court: Court) -> None:
    court.put("x.exe", b"MZ")
    arrival = str(court.take_one().id)

    court.intake().reject(arrival, "програма")

    folder = court.vault.layout.quarantine / arrival
    assert (folder / "x.exe").read_bytes() == b"MZ"
    assert json.loads((folder / "card.json").read_text())["arrival"] == arrival
    assert court.intake().list_arrivals() == []


def test_a_decision_is_made_once_and_with_a_reason(court: Court) -> None:
    court.put("x.exe", b"MZ")
    arrival = str(court.take_one().id)
    intake = court.intake()

    with pytest.raises(UsageError):
        intake.reject(arrival, "  ")
    intake.reject(arrival, "програма")
    with pytest.raises(NoSuchArrival):
        intake.reject(arrival, "ще раз")
    with pytest.raises(NoSuchArrival):
        intake.retry(arrival)
    with pytest.raises(NoSuchArrival):
        intake.retry("nothing")


def test_a_decision_made_meanwhile_is_a_conflict(court: Court) -> None:
    court.put("a.pdf", pdf())
    court.take()
    court.put("b.pdf", pdf())
    arrival = str(court.take_one().id)
    slow, quick = court.intake(), court.intake()
    commit = slow._commit_admitted

    def too_late(batch: object) -> None:
        quick.reject(arrival, "відхилено іншою особою")
        commit(batch)  # type: ignore[arg-type]

    slow._commit_admitted = too_late  # type: ignore[method-assign]
    with pytest.raises(Conflict):
        slow.retry(arrival, note="другий примірник")
    assert len(court.documents(CASE)) == 1


def test_an_empty_quarantine_cannot_be_tried_again(court: Court, too_large: str) -> None:
    court.vault.disk.remove_tree(court.vault.layout.quarantine / too_large)

    with pytest.raises(NotARetry):
        court.intake().retry(too_large)
