"""Slow work that is stopped, or done by two: nothing is lost, nothing is made twice."""

from __future__ import annotations

import dataclasses
import threading

import pytest

from ingest import Deriving, derive_pending
from ingest.projection import pending_signatures
from tests.ingest.court import Court
from tests.ingest.samples import cms_with, pdf, scan
from vault import Json, events_of
from vault.airlock import Airlock, Limits


def test_it_goes_on_where_it_stopped(court: Court, work: Deriving) -> None:
    for number in range(30):
        court.put(f"{number}.pdf", pdf(f"N{number}"))
    court.take()
    steps: list[int] = []

    def one_commit(done: int, _total: int | None) -> None:
        steps.append(done)
        court.stop.set()

    derive_pending(work, progress=one_commit)
    assert court.unread() > 0

    court.stop.clear()
    derive_pending(work)
    assert court.unread() == 0
    assert all(d.text and d.reading_note for d in court.documents())


class Slow(Airlock):
    """An airlock in which one task takes a minute, as OCR of a poor page may."""

    slow = ""
    began = threading.Event()

    def call(self, task: str, *, limits: Limits | None = None, **arguments: Json) -> Json:
        if not task.endswith(self.slow):
            return super().call(task, limits=limits, **arguments)
        self.began.set()
        return super().call("tests.vault.airlock.probes:sleep", limits=limits, seconds=60)


@pytest.mark.parametrize("slow", ["text", "read_page", "copy_pdf"])
def test_work_on_a_long_document_ends_soon_when_told_to_stop_and_is_done_next_time(
    court: Court, work: Deriving, slow: str
) -> None:
    court.put("scan.pdf", scan(4))
    court.put("x.pdf", pdf("Claim"))
    court.take()
    with Slow(workers=2, limits=Limits(), scratch=court.vault.layout.scratch) as airlock:
        airlock.slow, airlock.began = slow, threading.Event()
        stopped = dataclasses.replace(work, airlock=airlock, stop=threading.Event())
        thread = threading.Thread(target=derive_pending, args=[stopped])
        thread.start()
        assert airlock.began.wait(20)
        stopped.stop.set()
        thread.join(30)  # half of what the task would take

        assert not thread.is_alive()
    documents = {document.name: document for document in court.documents()}
    assert not documents["scan.pdf"].reading_copy
    assert court.unread() >= 1, "the other one may have been quicker"
    assert not documents["scan.pdf"].reading_note, "nothing is held against the file"
    derive_pending(work)
    assert court.unread() == 0
    assert {d.name: bool(d.reading_copy) for d in court.documents()}["scan.pdf"]


def test_a_signature_that_takes_long_is_judged_next_time(court: Court, work: Deriving) -> None:
    with Slow(workers=2, limits=Limits(), scratch=court.vault.layout.scratch) as airlock:
        airlock.slow, airlock.began = "judge", threading.Event()
        court.airlock, wide = airlock, court.airlock
        court.put("x.p7s", cms_with(pdf("Signed")))
        court.take()
        court.airlock = wide
        with court.vault.read() as connection:
            pending = pending_signatures(connection, limit=9)
        airlock.began.clear()
        judge = dataclasses.replace(work.judge, airlock=airlock)
        stopped = dataclasses.replace(work, judge=judge, stop=threading.Event())
        thread = threading.Thread(target=derive_pending, args=[stopped])
        thread.start()
        assert airlock.began.wait(20)
        stopped.stop.set()
        thread.join(30)
        assert not thread.is_alive()

    with court.vault.read() as connection:
        assert pending_signatures(connection, limit=9) == pending != []
    derive_pending(work)
    with court.vault.read() as connection:
        assert pending_signatures(connection, limit=9) == []


def test_two_backgrounds_at_once_do_no_harm(court: Court, work: Deriving) -> None:
    for number in range(12):
        court.put(f"{number}.pdf", pdf(f"N{number}"))
    court.take()
    threads = [threading.Thread(target=derive_pending, args=[work]) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert court.unread() == 0
    assert all(d.text and d.reading_note for d in court.documents())
    for document in court.documents():
        with court.vault.read() as connection:
            names = [event.event for event in events_of(connection, f"document:{document.id}")]
        assert sorted(names) == ["accession", "normalization", "text read"]
