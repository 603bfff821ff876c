"""Who looked at what: every view of a document becomes an entry of the journal (814 I.10).

What has arrived and is no document yet, and acts, are looked at alike.

Knows: how views are gathered. Does not know: pages. Keeps: one entry for a person and a thing in a
while, written within seconds and in any case when the server stops; nobody waits for it.
What leaves the vault (an export) is recorded by its own service before it is handed out.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Collection
from dataclasses import dataclass

from ingest.events import arrival_subject
from inventory.access import events
from inventory.events import act_subject, case_subject, document_subject
from vault import Json, Vault, carries_out
from vault.errors import ArchiveError

_EVERY_S = 2.0
_AGAIN = dt.timedelta(minutes=15)
_REMEMBERED = 10_000
_log = logging.getLogger("sprava.traces")


@dataclass(frozen=True, slots=True)
class _View:
    actor: str
    subjects: tuple[str, ...]
    payload: dict[str, Json]


class Viewings:
    """Views that wait for the journal."""

    def __init__(self, vault: Vault) -> None:
        """Nothing is written until `start`."""
        self._vault = vault
        self._lock = threading.Lock()
        self._waiting: list[_View] = []
        self._told: dict[tuple[str, str], dt.datetime] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="traces", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def stop(self) -> None:
        """Write what waits, and end."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()
        self.flush()

    @carries_out("814:I.10-доступ")
    def viewed(self, actor: str, case: str, document: str) -> None:
        """Somebody was shown a document."""
        subjects = (document_subject(document), case_subject(case))
        self._seen(_View(actor, subjects, {"case": case, "document": document}))

    @carries_out("814:I.10-доступ")
    def opened(self, actor: str, arrival: str, case: str = "") -> None:
        """Somebody was shown what has arrived; `case` is its case file's key, if it is known."""
        subjects = (arrival_subject(arrival), *([case_subject(case)] if case else []))
        self._seen(_View(actor, subjects, {"arrival": arrival}))

    @carries_out("814:I.10-доступ")
    def read_act(self, actor: str, act: str, cases: Collection[str]) -> None:
        """Somebody was shown an act; `cases` are the keys of what it lists."""
        self._seen(_View(actor, (act_subject(act), *map(case_subject, cases)), {"act": act}))

    def _seen(self, view: _View) -> None:
        now, about = self._vault.clock(), (view.actor, view.subjects[0])
        with self._lock:
            told = self._told.get(about)
            if told is not None and now - told < _AGAIN:
                return
            if len(self._told) > _REMEMBERED:
                self._told.clear()
            self._told[about] = now
            self._waiting.append(view)

    def flush(self) -> None:
        """Write what waits; what cannot be written waits on, and that is logged."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
        for actor in dict.fromkeys(view.actor for view in waiting):
            theirs = [view for view in waiting if view.actor == actor]
            try:
                self._write(actor, theirs)
            except ArchiveError as error:
                _log.warning("%s", error)
                with self._lock:
                    self._waiting += theirs[-_REMEMBERED:]

    def _write(self, actor: str, views: list[_View]) -> None:
        with self._vault.transaction(actor) as tx:
            for view in views:
                tx.record(
                    events.VIEWED,
                    subjects=view.subjects,
                    payload=view.payload,
                    cites=("814:I.10-доступ",),
                )
            tx.commit()

    def _run(self) -> None:
        while not self._over.wait(_EVERY_S):
            self.flush()
