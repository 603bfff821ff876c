"""A person says where an arrival belongs, and fills in its card."""

from __future__ import annotations

import pytest

from ingest import Start, State
from ingest.errors import NotARetry
from inventory import card_of
from inventory.errors import NoSuchCase
from tests.ingest.court import CASE, Court
from tests.ingest.samples import pdf, scan

CARD = card_of({"kind": "claim", "title": "Позовна заява", "index": "7/25"})


def only(court: Court) -> str:
    [listed] = court.intake().list_arrivals()
    return listed.id


def test_what_lies_in_a_strange_folder_is_registered_where_a_person_says(court: Court) -> None:
    court.put("x.pdf", pdf(), folder="1_1_11")

    court.intake().assign(only(court), CASE, CARD)

    [document] = court.documents()
    assert (document.kind, document.title, document.index) == ("claim", "Позовна заява", "7/25")
    assert court.bytes_of(document) == pdf()
    assert court.left() == []


def test_a_case_that_is_not_there_leaves_it_where_it_lies(court: Court) -> None:
    court.put("x.pdf", pdf(), folder="1_1_11")

    with pytest.raises(NoSuchCase):
        court.intake().assign(only(court), "1/2/25", CARD)

    assert court.left() == ["x.pdf"]


def test_what_a_rule_refuses_goes_back_and_says_why(court: Court) -> None:
    court.put("x.pdf", pdf(), folder="1_1_11")
    card = card_of({"kind": "annex", "parent": "nema.pdf"})

    court.intake().assign(only(court), CASE, card)

    [told] = court.told
    assert told.state is State.UNASSIGNED
    assert told.reason is not None
    assert "nema.pdf" in told.reason.text
    assert court.left() == ["x.pdf"]
    assert court.documents() == []


@pytest.mark.parametrize("card", ['{"restricted": true}', "{"])
def test_what_is_or_may_be_restricted_is_not_touched(court: Court, card: str) -> None:
    court.put("x.pdf", b"words that stay", card=card, folder="1_1_11")
    [listed] = court.intake().list_arrivals()

    with pytest.raises(NotARetry):
        court.intake().assign(listed.id, CASE, CARD)

    assert listed.shut
    assert court.left() == ["x.pdf", "x.pdf.card.json"]


def test_a_repeated_receipt_is_admitted_with_what_a_person_says_of_it(court: Court) -> None:
    court.put("x.pdf", pdf())
    court.take_one()
    court.put("again.pdf", pdf())
    repeated = court.take_one()
    assert repeated.state is State.DUPLICATE

    card = card_of({"title": "Позовна заява, другий примірник", "copy": True})
    court.intake().assign(str(repeated.id), CASE, card)

    first, second = court.documents()
    assert second.title == "Позовна заява, другий примірник"
    assert second.copy
    assert second.original == first.original
    assert court.intake().list_arrivals() == []


def test_a_scan_is_divided_as_it_is_assigned(court: Court) -> None:
    court.put("s.pdf", scan(3), folder="1_1_11")
    starts = [Start(1, "claim", "Позов"), Start(3, "annex", "Додаток")]

    court.intake().assign(only(court), CASE, card_of({}), starts)

    assert [document.title for document in court.documents()] == ["Позов", "Додаток"]
    assert court.left() == []
