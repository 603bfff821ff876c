"""Documents with restricted access: registered by their open data, their bytes never touched."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import pytest

from ingest import State
from ingest.errors import RestrictedAgain
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


def copied(path: Path, to: Path, *, times: bool = True) -> Path:
    """As `cp -a` (or without times, `cp`) makes it: another inode."""
    to.parent.mkdir(parents=True, exist_ok=True)
    (shutil.copy2 if times else shutil.copy)(path, to)
    if not times:
        os.utime(to, ns=(1, path.stat().st_mtime_ns + 5_000_000))
    return to


def test_an_inbox_that_was_copied_or_mounted_anew_brings_nothing_twice(
    court: Court, other_filesystem: Path
) -> None:
    """Another device, other inodes, the same files."""
    path = court.put("secret.pdf", SECRET, card=CARD)
    court.take()
    for file in (path, path.with_name("secret.pdf.card.json")):
        moved = copied(file, other_filesystem / file.name)
        file.unlink()
        shutil.copy2(moved, file)

    assert court.take() == []
    assert court.intake().list_arrivals() == []
    assert len(court.documents()) == 1
    court.vault.rebuild()
    assert court.take() == []


def test_a_restricted_file_that_got_another_name_is_the_same(court: Court) -> None:
    path = court.put("secret.pdf", SECRET, card=CARD)
    court.take()
    path.rename(path.with_name("other.pdf"))
    path.with_name("secret.pdf.card.json").rename(path.with_name("other.pdf.card.json"))

    assert court.take() == []
    assert len(court.documents()) == 1


def test_a_copy_that_may_be_another_document_waits_for_a_person(court: Court) -> None:
    path = court.put("secret.pdf", SECRET, card=CARD)
    [first] = court.take()
    copied(path, path.with_name("copy.pdf"), times=False).replace(path)

    outcome = court.take_one()

    assert outcome.reason
    assert (outcome.state, outcome.reason.code) == (State.UNASSIGNED, RestrictedAgain.code)
    assert str(first.document) in outcome.reason.text
    [listed] = court.intake().list_arrivals()
    assert (listed.state, listed.reason) == (State.UNASSIGNED, outcome.reason)
    court.put("secret.pdf", SECRET, card=CARD | {"index": "2-дск"})
    assert [o.state for o in court.take()] == [State.REGISTERED]
    assert [d.index for d in court.documents()] == ["1-дск", "2-дск"]


def test_two_files_with_the_same_bare_card_are_two_documents(court: Court) -> None:
    for name in ("a.pdf", "b.pdf"):
        path = court.put(name, SECRET, card={"restricted": True})
        os.utime(path, ns=(1, 2))

    assert [o.state for o in court.take()] == [State.REGISTERED] * 2


def test_the_same_restricted_file_belongs_to_two_cases(court: Court) -> None:
    court.open_case("1/1/11")
    path = court.put("secret.pdf", SECRET, card=CARD)
    other = court.put("secret.pdf", SECRET, card=CARD, folder="1_1_11")
    os.utime(other, ns=(1, path.stat().st_mtime_ns))

    assert [o.state for o in court.take()] == [State.REGISTERED] * 2


def test_nothing_of_its_bytes_is_in_the_journal(court: Court) -> None:
    """Not even a digest: who has the file could tell by it that the court has it too."""
    court.put("secret.pdf", SECRET, card=CARD)
    court.take()

    journal = b"".join(p.read_bytes() for p in court.vault.layout.root.glob("journal/*"))
    assert b"secret.pdf" in journal
    for digest in ("sha256", "sha512", "sha1", "md5"):
        assert hashlib.new(digest, SECRET).hexdigest().encode() not in journal


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
