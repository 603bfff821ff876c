"""The clause that is told to give each document its place, and what the court made that day."""

from __future__ import annotations

import dataclasses

from inventory import Document
from inventory.arrangement.misplaced import clauses_of
from inventory.arrangement.order import LegalOrder, arrange
from tests.clauses import proves
from tests.inventory.documents import document


@proves("814:VII.3", "814:VII.8-додатки")
def test_814_vii_3__what_came_with_a_document_has_its_place_from_that() -> None:
    defence = document("відзив", "defence", 1)
    annex = document("додаток", "annex", 2, parent="відзив")
    envelope = document("конверт", "envelope", 3, parent="відзив")

    told = clauses_of([defence, annex, envelope], LegalOrder.FIRST)

    assert told == {
        "відзив": "814:VII.1-11",
        "додаток": "814:VII.8-додатки",
        "конверт": "814:VII.3",
    }
    assert set(clauses_of([defence, annex], LegalOrder.TIME).values()) == {"814:VII.6"}


@proves("814:VII.5")
def test_814_vii_5__a_notice_of_no_hearing_stands_in_time() -> None:
    minutes = document("протокол", "minutes", 1, when="2025-04-08T12:00")
    receipt = document("розписка", "receipt", 2, when="2025-04-08")
    notice = document("повідомлення", "postal-notice", 3, when="2025-04-10")

    told = clauses_of([minutes, receipt, notice], LegalOrder.FIRST)

    assert told["розписка"] == "814:VII.4-відкладення"
    assert told["повідомлення"] == "814:VII.5"


@proves("814:VII.20")
def test_814_vii_20__volumes_that_came_formed_stand_first_by_their_own_clause() -> None:
    volume = document("том 1", "received-volume", 1)
    letter = document("лист", "covering-letter-initial", 2)

    told = clauses_of([volume, letter], LegalOrder.APPEAL)

    assert told == {"том 1": "814:VII.20", "лист": "814:VII.15-01"}


@proves("814:VII.6")
def test_814_vii_6__what_the_court_made_at_no_said_hour_is_after_what_came_that_day() -> None:
    def made(name: str, kind: str, sequence: int) -> Document:
        one = document(name, kind, sequence, when="2026-01-13")
        return dataclasses.replace(one, direction="internal")

    letter = made("лист", "letter-without-motion", 1)
    protocol = made("протокол", "assignment-protocol", 2)
    claim = document("позов", "claim", 3, when="2026-01-13T09:30")

    stood = [i.document for i in arrange([letter, protocol, claim], LegalOrder.TIME)]

    assert stood == ["позов", "протокол", "лист"]
