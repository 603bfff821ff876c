"""Who looked at what: every view of a document becomes an entry of the journal (814 I.10).

Knows: how views are gathered. Does not know: pages. Keeps: one entry for a person and a document in
a while, written within seconds and in any case when the server stops; nobody waits for it.
What leaves the vault (an export) is recorded by its own service before it is handed out.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading

from inventory.access import events
from inventory.events import case_subject, document_subject
from vault import Vault, carries_out
from vault.errors import ArchiveError

_EVERY_S = 2.0
_AGAIN = dt.timedelta(minutes=15)
_REMEMBERED = 10_000
_log = logging.getLogger("sprava.traces")


class Viewings:
    """Views that wait for the journal."""

    def __init__(self, vault: Vault) -> None:
        """Nothing is written until `start`."""
        self._vault = vault
        self._lock = threading.Lock()
        self._waiting: list[tuple[str, str, str]] = []
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
        now = self._vault.clock()
        with self._lock:
            told = self._told.get((actor, document))
            if told is not None and now - told < _AGAIN:
                return
            if len(self._told) > _REMEMBERED:
                self._told.clear()
            self._told[actor, document] = now
            self._waiting.append((actor, case, document))

    def flush(self) -> None:
        """Write what waits; what cannot be written waits on, and that is logged."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
        for actor in dict.fromkeys(actor for actor, _, _ in waiting):
            theirs = [one for one in waiting if one[0] == actor]
            try:
                self._write(actor, theirs)
            except ArchiveError as error:
                _log.warning("%s", error)
                with self._lock:
                    self._waiting += theirs[-_REMEMBERED:]

    def _write(self, actor: str, views: list[tuple[str, str, str]]) -> None:
        with self._vault.transaction(actor) as tx:
            for _, case, document in views:
                tx.record(
                    events.VIEWED,
                    subjects=(document_subject(document), case_subject(case)),
                    payload={"case": case, "document": document},
                    cites=("814:I.10-доступ",),
                )
            tx.commit()

    def _run(self) -> None:
        while not self._over.wait(_EVERY_S):
            self.flush()
