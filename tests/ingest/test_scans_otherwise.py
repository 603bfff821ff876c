"""Scans divided by hand, and scans that were spoiled on the way."""

from __future__ import annotations

import random

import pytest

from ingest import Start, State
from ingest.errors import BadSplit
from inventory.forms import Press
from tests.ingest import samples
from tests.ingest.court import Court
from tests.ingest.scanner import scan, written
from tests.ingest.test_separators import CLAIM, on_paper, taken


@pytest.fixture(scope="module")
def press() -> Press:
    return Press()


def test_a_scan_is_split_by_hand(court: Court) -> None:
    pile = [written(f"page {n}") for n in range(9)]
    path = court.put("stos.pdf", scan(pile))
    [lying] = court.intake().list_arrivals()
    starts = [Start(1, "claim"), Start(4, "", "Довідка"), Start(9)]
    court.intake().split(lying.id, starts)

    assert sorted(document.pages for document in court.documents()) == [1, 3, 5]
    assert {"Позовна заява", "Довідка"} <= {document.title for document in court.documents()}
    assert not path.exists()


def test_separators_become_no_sheets_when_a_person_divides(court: Court, press: Press) -> None:
    """The scan of a pile whose separators were used before, divided by hand."""
    first, second = on_paper(court, press, CLAIM, CLAIM)
    pages = [first, written("one"), written("two"), second, written("three")]
    court.put("stos.pdf", scan(pages))
    [lying] = court.intake().list_arrivals()

    court.intake().split(lying.id, [Start(1, "letter"), Start(4, "motion")])

    assert sorted(document.pages for document in court.documents()) == [1, 2]


def test_only_scans_are_split_by_hand(court: Court) -> None:
    path = court.put("file.pdf", samples.pdf(pages=3))
    [lying] = court.intake().list_arrivals()
    court.intake().split(lying.id, [Start(1), Start(2)])

    [outcome] = court.told
    assert outcome.reason is not None
    assert outcome.reason.code == BadSplit.code
    assert path.exists()


@pytest.mark.parametrize("kind", ["PDF", "TIFF"])
@pytest.mark.parametrize("seed", range(4))
def test_a_spoiled_scan_ends_in_words_of_ours(
    court: Court, press: Press, kind: str, seed: int
) -> None:
    [sheet] = on_paper(court, press, CLAIM)
    data = bytearray(scan([sheet, written("claim"), written("more")], kind=kind))
    chance = random.Random(seed)
    for _ in range(40):
        data[chance.randrange(len(data))] = chance.randrange(256)
    outcomes = taken(court, bytes(data[: len(data) - 200 * seed]), f"stos.{kind.lower()}")

    assert outcomes
    for one in outcomes:
        assert one.state is State.REGISTERED or (one.reason and one.reason.code != "I049")
