"""What is not registered: misdelivered, damaged, advertising."""

from __future__ import annotations

import pytest

from ingest.errors import NotARetry, RejectionRefused
from ingest.rules import RefusalKind, may_be_rejected
from tests.clauses import proves
from tests.ingest.court import Court
from tests.ingest.samples import pdf
from vault.history import events_of


@pytest.fixture
def lying(court: Court) -> tuple[Court, str]:
    """A file in the folder of a case that is not here."""
    court.put("x.pdf", pdf(), folder="1_1_11")
    [listed] = court.intake().list_arrivals()
    return court, listed.id


@proves("814:II.5")
def test_814_ii_5__what_was_misdelivered_is_sent_on_and_leaves_a_trace(
    lying: tuple[Court, str],
) -> None:
    court, arrival = lying
    intake = court.intake()

    with pytest.raises(RejectionRefused) as refused:
        intake.reject(arrival, "іншому суду", why=RefusalKind.MISDELIVERED)
    assert court.left() == ["x.pdf"]
    intake.reject(arrival, "іншому суду", why=RefusalKind.MISDELIVERED, to="Уявний суд")

    assert refused.value.verdict.clauses == ("814:II.5",)
    assert court.left() == []
    assert intake.list_arrivals() == []
    [folder] = court.vault.layout.quarantine.iterdir()
    assert sorted(path.name for path in folder.iterdir()) == ["card.json", "x.pdf"]
    assert (folder / "x.pdf").read_bytes() == pdf()
    with court.vault.read() as connection:
        history = list(events_of(connection, f"arrival:{folder.name}"))
    entry = court.vault.entry_at(history[-1].end)
    assert [one.event for one in history] == ["quarantine", "arrival rejected"]
    assert entry.payload["to"] == "Уявний суд"
    assert entry.payload["why"] == "misdelivered"


@proves("814:II.7-не реєструються")
def test_814_ii_7__advertising_is_not_registered_but_a_claim_is(court: Court) -> None:
    court.put("x.pdf", pdf(), folder="1_1_11")
    court.put("x.pdf.card.json", b'{"kind": "claim"}', folder="1_1_11")
    court.put("y.pdf", pdf("advertising"), folder="1_1_11")
    intake = court.intake()
    listed = {one.path.rpartition("/")[2]: one.id for one in intake.list_arrivals()}

    with pytest.raises(RejectionRefused):
        intake.reject(listed["x.pdf"], "реклама", why=RefusalKind.ADVERTISING)
    intake.reject(listed["y.pdf"], "реклама", why=RefusalKind.ADVERTISING)

    assert court.left() == ["x.pdf", "x.pdf.card.json"]


@proves("814:II.6-пошкоджені")
def test_814_ii_6__what_nobody_can_read_needs_its_act(lying: tuple[Court, str]) -> None:
    court, arrival = lying

    with pytest.raises(RejectionRefused):
        court.intake().reject(arrival, "залито", why=RefusalKind.DAMAGED, act="2025/Н-1")
    verdict = may_be_rejected(RefusalKind.DAMAGED, to="", act=True, kind="other")

    assert verdict.agrees
    assert court.left() == ["x.pdf"]


def test_what_is_restricted_is_never_touched(court: Court) -> None:
    court.put("x.pdf", b"secret", folder="1_1_11")
    court.put("x.pdf.card.json", b'{"restricted": true, "title": "A"}', folder="1_1_11")
    [listed] = court.intake().list_arrivals()

    with pytest.raises(NotARetry):
        court.intake().reject(listed.id, "іншому", why=RefusalKind.MISDELIVERED, to="Суд")

    assert court.left() == ["x.pdf", "x.pdf.card.json"]
