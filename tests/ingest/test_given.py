"""Files that are named: registered like arrivals, and left where they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest import State
from ingest.errors import (
    Vanished,
)
from inventory import card_of
from inventory.errors import NoSuchCase
from tests.ingest.court import CASE, Court
from tests.ingest.samples import pdf
from vault.errors import UsageError


def test_named_files_are_registered_and_stay(court: Court, tmp_path: Path) -> None:
    files = [tmp_path / "a.pdf", tmp_path / "b.pdf", tmp_path / "bad.pdf"]
    for number, path in enumerate(files):
        path.write_bytes(pdf(f"N{number}"))
    files[2].write_bytes(b"%PDF-")

    summary = court.intake().add(files, CASE, kind="motion")

    assert summary.as_json() == {
        "registered": 2,
        "duplicate": 0,
        "quarantined": 1,
        "unassigned": 0,
    }
    assert [o.path for o in court.told if o.state is State.QUARANTINED] == [str(files[2])]
    assert {d.kind for d in court.documents()} == {"motion"}
    assert all(path.exists() for path in files)


def test_named_files_keep_their_company(court: Court, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf("A"))
    (tmp_path / "annex.pdf").write_bytes(pdf("B"))
    (tmp_path / "annex.pdf.card.json").write_text('{"parent": "a.pdf", "kind": "annex"}')

    court.intake().add(sorted(tmp_path.glob("a*")), CASE)

    by_name = {d.name: d for d in court.documents()}
    assert by_name["annex.pdf"].parent == by_name["a.pdf"].id


def test_a_mistake_among_named_files_registers_none(court: Court, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf())
    (tmp_path / "alone.pdf.card.json").write_text("{}")
    intake = court.intake()

    with pytest.raises(Vanished):
        intake.add([tmp_path / "a.pdf", tmp_path / "gone.pdf"], CASE)
    with pytest.raises(UsageError):
        intake.add([tmp_path / "a.pdf", tmp_path / "alone.pdf.card.json"], CASE)
    with pytest.raises(NoSuchCase):
        intake.add([tmp_path / "a.pdf"], "1/1/11")
    assert court.documents() == []


def test_a_card_given_by_word_describes_named_files(court: Court, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf())

    court.intake().add([tmp_path / "a.pdf"], CASE, card=card_of({"title": "Лист", "sheets": 2}))

    assert [(d.title, d.count.sheets) for d in court.documents()] == [("Лист", 2)]
