"""Documents with restricted access: registered by their open data, their bytes never touched."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingest import State
from inventory import card_of
from tests.clauses import proves
from tests.ingest.court import CASE, Court
from tests.ingest.samples import pdf
from vault.errors import UsageError

SECRET = b"%PDF-1.7 the secret words of this document"
CARD = {
    "restricted": True,
    "title": "Документ з грифом",
    "date": "2025-03-01",
    "pages": 4,
    "index": "1-дск",
}


def everywhere(court: Court) -> list[Path]:
    """Files anywhere in the vault, but for the inbox, that hold the secret words."""
    files = [p for p in court.vault.layout.root.rglob("*") if p.is_file()]
    return [p for p in files if court.inbox not in p.parents and SECRET[9:] in p.read_bytes()]


@proves("814:XX1.4-заборона", "814:I.4", "814:I.4-ДТ")
def test_814_xx1_4__the_bytes_stay_where_they_are(court: Court) -> None:
    """«…до автоматизованої системи документообігу суду не вносяться.»"""
    path = court.put("secret.pdf", SECRET, card=CARD)
    before = path.stat()

    outcome = court.take_one()

    after = path.stat()
    assert path.read_bytes() == SECRET
    assert (after.st_ino, after.st_mtime_ns, after.st_ctime_ns) == (
        before.st_ino,
        before.st_mtime_ns,
        before.st_ctime_ns,
    )
    assert everywhere(court) == []
    document = court.document(outcome)
    assert document.restricted
    assert document.original is None
    assert (document.title, document.pages, document.count.sheets) == ("Документ з грифом", 4, 0)


def test_a_restricted_file_is_not_even_opened(court: Court) -> None:
    """The system notes a reading of a file that was not read since it was changed."""
    path = court.put("secret.pdf", SECRET, card=CARD)
    os.utime(path, ns=(1, 2))
    path.read_bytes()
    if path.stat().st_atime_ns == 1:
        pytest.skip("this filesystem does not note when a file is read")
    os.utime(path, ns=(1, 2))

    court.take()

    assert path.stat().st_atime_ns == 1


def test_it_is_registered_once_however_often_it_is_seen(court: Court) -> None:
    court.put("secret.pdf", SECRET, card=CARD)

    assert [o.state for o in court.take()] == [State.REGISTERED]
    assert court.take() == []
    assert court.reopened().take() == []
    assert court.intake().list_arrivals() == []
    assert len(court.documents()) == 1


def test_another_file_in_its_place_is_another_document(court: Court) -> None:
    path = court.put("secret.pdf", SECRET, card=CARD)
    court.take()
    other = path.with_name("other.pdf")
    other.write_bytes(SECRET)
    other.replace(path)

    assert [o.state for o in court.take()] == [State.REGISTERED]
    assert len(court.documents()) == 2


@pytest.mark.parametrize("card", ['{"restricted": "так"}', '{"restricted": true,', "[" * 50_000])
def test_a_card_nobody_understands_may_be_about_a_secret(court: Court, card: str) -> None:
    court.put("secret.pdf", SECRET, card=card)

    assert court.take_one().state is State.UNASSIGNED
    assert everywhere(court) == []
    assert court.left() == ["secret.pdf", "secret.pdf.card.json"]


def test_a_named_file_with_a_restricted_card_is_only_noted(court: Court, tmp_path: Path) -> None:
    path = tmp_path / "secret.pdf"
    path.write_bytes(SECRET)
    intake = court.intake()

    intake.add([path], CASE, card=card_of(CARD))
    intake.add([path], CASE, card=card_of(CARD))

    assert [o.state for o in court.told] == [State.REGISTERED, State.UNASSIGNED]
    assert everywhere(court) == []
    assert path.read_bytes() == SECRET


def test_what_lies_in_the_inbox_is_not_ours_to_reject(court: Court) -> None:
    court.put("x.pdf", pdf(), folder="1_1_11")
    intake = court.intake()
    [listed] = intake.list_arrivals()

    with pytest.raises(UsageError):
        intake.reject(listed.id, "не потрібен")
    with pytest.raises(UsageError):
        intake.retry(listed.id)
    assert court.left() == ["x.pdf"]
