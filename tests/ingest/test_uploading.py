"""Files from a browser: whole, under a clean name, with who brought them in the journal."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import UploadRefused
from ingest.inbox import ignored
from ingest.uploading import UNSORTED, Uploaded, clean_name, receive
from tests.ingest.court import FOLDER, Court
from tests.ingest.samples import pdf
from vault.errors import DiskFull
from vault.history import events_of

LARGE = 1 << 40


def send(court: Court, name: str, data: bytes = b"abc", *, known: bool = True) -> Uploaded:
    return receive(
        court.vault,
        [data[:2], data[2:]],
        name=name,
        case=court.case() if known else None,
        actor="server as kants",
        max_bytes=1000_000,
        size=len(data),
    )


def test_a_file_lies_whole_in_the_folder_of_its_case_and_is_registered(court: Court) -> None:
    sent = send(court, "позов.pdf", pdf())

    assert sent == Uploaded(f"{FOLDER}/позов.pdf", len(pdf()))
    assert court.left() == ["позов.pdf"]
    assert court.bytes_of(court.document(court.take_one())) == pdf()


def test_the_journal_says_who_brought_what(court: Court) -> None:
    send(court, "x.pdf", b"abc")

    with court.vault.read() as connection:
        *_, last = events_of(connection, f"case:{court.case().key}")
    entry = court.vault.entry_at(last.end)
    assert (entry.event, entry.actor) == ("file uploaded", "server as kants")
    assert entry.payload["path"] == f"{FOLDER}/x.pdf"
    assert entry.payload["sha512"] == hashlib.sha512(b"abc").hexdigest()


def test_without_a_case_it_waits_in_a_folder_of_its_own(court: Court) -> None:
    send(court, "x.pdf", known=False)

    [listed] = court.intake().list_arrivals()
    assert (listed.path, listed.state.value) == (f"{UNSORTED}/x.pdf", "unassigned")


def test_nothing_that_lies_there_is_replaced(court: Court) -> None:
    send(court, "x.pdf", b"one")
    again = send(court, "x.pdf", b"two")

    assert again.path == f"{FOLDER}/x (2).pdf"
    assert (court.inbox / FOLDER / "x.pdf").read_bytes() == b"one"


def test_a_file_never_takes_over_a_card_that_waits_for_another(court: Court) -> None:
    (court.inbox / FOLDER).mkdir()
    (court.inbox / FOLDER / "x.pdf.card.json").write_text('{"restricted": true}')

    assert send(court, "x.pdf").path == f"{FOLDER}/x (2).pdf"


@pytest.mark.parametrize(
    "name", ["", "..", "/", "x.pdf.card.json", "x.pdf.READY", "Thumbs.db", "x.tmp", "~$x.docx"]
)
def test_names_no_document_has_are_refused(court: Court, name: str) -> None:
    with pytest.raises(UploadRefused):
        send(court, name)
    assert court.left() == []


def test_a_broken_off_empty_or_overlong_sending_leaves_nothing(court: Court) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionError

    def sent(chunks: Iterator[bytes], size: int | None = None) -> None:
        receive(court.vault, chunks, name="x.pdf", case=None, actor="a", max_bytes=10, size=size)

    with pytest.raises(ConnectionError):
        sent(broken())
    with pytest.raises(UploadRefused):
        sent(iter([]))
    with pytest.raises(UploadRefused):
        sent(iter([b"123456", b"789012"]))
    with pytest.raises(UploadRefused):
        sent(iter([b"1"]), LARGE)
    assert court.left() == []


def test_no_room_is_told_before_anything_is_sent(court: Court) -> None:
    def never() -> Iterator[bytes]:
        raise AssertionError("something was read")
        yield b""

    with pytest.raises(DiskFull):
        receive(
            court.vault, never(), name="x", case=None, actor="a", max_bytes=1 << 60, size=1 << 59
        )
    assert court.left() == []


@given(st.text(max_size=300))
def test_whatever_a_browser_calls_it_it_is_one_plain_name(name: str) -> None:
    try:
        clean = clean_name(name)
    except UploadRefused:
        return
    assert clean not in {"", ".", ".."}
    assert not {"/", "\\", "\0"} & set(clean)
    assert not ignored(clean)
    assert len(clean.encode()) <= 200
    assert clean.isprintable()
