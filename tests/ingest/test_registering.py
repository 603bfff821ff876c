"""The commit: what nobody foresaw about one arrival is that arrival's trouble alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from ingest import State
from ingest.errors import IngestError, Unprocessed
from tests.ingest.court import CASE, PROJECTIONS, Court, new_court
from tests.ingest.samples import pdf
from vault import Head, JournalEntry, Rows, open_vault
from vault.airlock import Airlock


class Touchy:
    """A projection with a mistake in it: it cannot follow some entries."""

    name = "touchy"
    version = 1
    metadata = sa.MetaData()

    def __init__(self, fails: Callable[[JournalEntry], Exception | None]) -> None:
        self.fails = fails

    def apply(self, entry: JournalEntry, _end: Head, _rows: Rows) -> None:
        error = self.fails(entry)
        if error is not None:
            raise error


@pytest.fixture
def touchy(tmp_path: Path, airlock: Airlock) -> Iterator[tuple[Court, Touchy]]:
    """A court whose catalogue follows everything until it is told otherwise."""
    touchy = Touchy(lambda _entry: None)
    court = new_court(tmp_path / "vault", airlock)
    court.vault.close()
    court.vault = open_vault(court.vault.layout.root, (*PROJECTIONS, touchy))
    yield court, touchy
    touchy.fails = lambda _entry: None
    report = court.vault.check()
    assert report.ok
    assert not [f for f in report.findings if f.code == "V030"], "stored and left lying"
    court.vault.close()


def named(name: str, *events: str) -> Callable[[JournalEntry], Exception | None]:
    """Fails on these events about the file of that name."""
    return lambda entry: (
        ValueError("mistake of ours")
        if entry.event in events and name in str(entry.payload)
        else None
    )


def test_one_that_cannot_be_registered_goes_to_quarantine_the_others_are_registered(
    touchy: tuple[Court, Touchy],
) -> None:
    court, projection = touchy
    projection.fails = named("bad", "accession")
    for name in ("a", "bad 1", "b", "bad 2", "c"):
        court.put(f"{name}.pdf", pdf(name))

    outcomes = court.take()

    states = {o.path.rpartition("/")[2]: o.state for o in outcomes}
    good = dict.fromkeys(("a.pdf", "b.pdf", "c.pdf"), State.REGISTERED)
    assert states == good | dict.fromkeys(("bad 1.pdf", "bad 2.pdf"), State.QUARANTINED)
    reasons = [o.reason for o in outcomes if o.reason]
    assert {r.code for r in reasons} == {Unprocessed.code}
    assert all("mistake of ours" in r.text for r in reasons)
    assert sorted(d.name for d in court.documents()) == ["a.pdf", "b.pdf", "c.pdf"]
    assert court.left() == []
    kept = sorted(p.name for p in court.vault.layout.quarantine.rglob("*.pdf"))
    assert kept == ["bad 1.pdf", "bad 2.pdf"]


def test_it_is_registered_once_when_the_mistake_is_gone(touchy: tuple[Court, Touchy]) -> None:
    court, projection = touchy
    projection.fails = named("x.pdf", "accession")
    court.put("x.pdf", pdf())
    arrival = str(court.take_one().id)

    court.told.clear()
    court.intake().retry(arrival)
    assert [o.state for o in court.told] == [State.QUARANTINED], "the mistake is still there"
    projection.fails = lambda _entry: None
    court.intake().retry(arrival)

    assert [d.id for d in court.documents()] == [arrival]
    assert court.intake().list_arrivals() == []


def test_one_that_cannot_even_be_quarantined_stays_in_the_inbox(
    touchy: tuple[Court, Touchy],
) -> None:
    court, projection = touchy
    projection.fails = named("bad", "accession", "quarantine")
    court.put("a.pdf", pdf("A"))
    court.put("bad.pdf", pdf("B"))

    states = {o.path.rpartition("/")[2]: o.state for o in court.take()}

    assert states == {"a.pdf": State.REGISTERED, "bad.pdf": State.UNASSIGNED}
    assert court.left() == ["bad.pdf"]
    assert list(court.vault.layout.quarantine.iterdir()) == []


def test_a_restricted_one_that_cannot_be_registered_never_goes_to_quarantine(
    touchy: tuple[Court, Touchy],
) -> None:
    court, projection = touchy
    projection.fails = named("secret", "accession")
    court.put("secret.pdf", b"%PDF-1.7 secret", card={"restricted": True})
    court.put("a.pdf", pdf("A"))

    outcomes = {o.path.rpartition("/")[2]: o for o in court.take()}

    assert outcomes["a.pdf"].state is State.REGISTERED
    refused = outcomes["secret.pdf"]
    assert refused.reason
    assert (refused.state, refused.reason.code) == (State.UNASSIGNED, Unprocessed.code)
    assert court.left() == ["secret.pdf", "secret.pdf.card.json"]
    assert list(court.vault.layout.quarantine.iterdir()) == []


def test_what_keeps_all_of_them_out_is_nobodys_fault(touchy: tuple[Court, Touchy]) -> None:
    court, projection = touchy
    projection.fails = lambda entry: (
        sqlite3.OperationalError("disk I/O error") if entry.event == "accession" else None
    )
    court.put("a.pdf", pdf("A"))

    with pytest.raises(sqlite3.OperationalError):
        court.take()
    projection.fails = lambda _entry: None

    assert [o.state for o in court.take()] == [State.REGISTERED], "nothing was lost"
    assert court.left() == []


def test_a_named_file_that_cannot_be_registered_does_not_stop_the_others(
    touchy: tuple[Court, Touchy], tmp_path: Path
) -> None:
    court, projection = touchy
    projection.fails = named("bad", "accession")
    files = [tmp_path / "a.pdf", tmp_path / "bad.pdf", tmp_path / "b.pdf"]
    for path in files:
        path.write_bytes(pdf(path.stem))

    court.intake().add(files, CASE)

    assert sorted(o.state for o in court.told) == [State.QUARANTINED, *[State.REGISTERED] * 2]
    assert all(path.exists() for path in files)
    assert IngestError.code not in {o.reason.code for o in court.told if o.reason}
