"""How the vault is: what a keeper looks at in the morning.

Knows: where each sign of health is read. Does not know: pages.
Keeps: nothing here changes the vault; what costs long (the whole check) runs in a process of its
own, one at a time, and its answer is kept with its day in the desk's folder.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from desk.doctor import Component, examine
from desk.last_check import last_check, remember
from desk.trust_age import trust_findings
from desk.watching import is_watched
from desk.wiring import Workbench
from ingest.projection import unread
from inventory import VolumeState
from inventory.tables import volume_table
from search import advised, waiting
from signing.projection import ListFacts, snapshots
from vault import Json, Layout
from vault.errors import ArchiveError
from vault.history import entry_table

_NEARLY_FULL_BYTES = 2 * 1024**3
_OLD_CHECK = dt.timedelta(days=30)
_COUNTED = 1_000
_OLD_PARTS_S = 60.0
_CHECKED = {
    "damaged": "Остання перевірка знайшла пошкодження: не продовжуйте роботу.",
    "unseen": "Пошкодження впорядковано, але його ще ніхто не підтвердив.",
    "unfinished": "Остання перевірка не завершилася.",
}


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a person should know: how grave, and the sentence."""

    grave: bool
    text: str


@dataclass(frozen=True, slots=True)
class Health:
    """All that is told.

    Attributes:
        head: digest of the last journal entry; empty before the first.
        lists: trusted lists that count now.
        checked: the answer of the last whole check, and when; None before the first.
        watched: whether somebody takes documents in from the inbox.
        behind: documents the index does not know yet.
        unread: documents without text or reading copy; `_COUNTED` means that many or more.
        deposits: certified volumes on their way to the stacks.
    """

    entries: int
    last: str | None
    head: str
    free_bytes: int
    total_bytes: int
    engine: str
    indexed: int
    behind: int
    unread: int
    deposits: int
    lists: tuple[ListFacts, ...]
    checked: dict[str, Json] | None
    checking: bool
    watched: bool
    warnings: tuple[Remark, ...]


class Checker:
    """Runs the whole check beside the server, and looks what is installed once a minute."""

    def __init__(self, layout: Layout) -> None:
        """`layout` of the vault."""
        self._layout = layout
        self._parts: tuple[float, list[Component]] = (-_OLD_PARTS_S, [])
        self._thread: threading.Thread | None = None

    @property
    def running(self) -> bool:
        """Whether a check is under way."""
        return self._thread is not None and self._thread.is_alive()

    def parts(self, clamd: str) -> list[Component]:
        """What is installed; asking every program anew cost each look 60 ms."""
        looked, found = self._parts
        if time.monotonic() - looked >= _OLD_PARTS_S:
            found = examine(clamd)
            self._parts = (time.monotonic(), found)
        return found

    def start(self, clock: Callable[[], dt.datetime]) -> None:
        """Begin a check, unless one is under way."""
        if not self.running:
            self._thread = threading.Thread(target=self._run, args=(clock,), daemon=True)
            self._thread.start()

    def _run(self, clock: Callable[[], dt.datetime]) -> None:
        root = self._layout.root
        self._layout.desk.mkdir(mode=0o700, exist_ok=True)
        command = ["nice", sys.executable, "-m", "desk", "--vault", str(root), "check", "--json"]
        ran = subprocess.run(
            command, capture_output=True, check=False, cwd=Path(__file__).parents[3]
        )
        try:
            answer = json.loads(ran.stdout)
        except ValueError:
            answer = {"error": {"what": f"Перевірка обірвалася (код {ran.returncode})."}}
        if "error" in answer:  # a check that comes to its end keeps its answer itself
            remember(self._layout, answer, clock())


def look(workbench: Workbench, checker: Checker) -> Health:
    """How the vault is now."""
    vault = workbench.vault
    disk = shutil.disk_usage(vault.layout.root)
    with vault.read() as connection:
        last = connection.execute(
            sa.select(entry_table.c.sequence, entry_table.c.at, entry_table.c.digest)
            .order_by(entry_table.c.sequence.desc())
            .limit(1)
        ).first()
        certified = volume_table.c.state == VolumeState.CERTIFIED.value
        count = sa.select(sa.func.count()).select_from(volume_table).where(certified)
        deposits = int(connection.execute(count).scalar_one())
        lacking = len(unread(connection, after=0, limit=_COUNTED))
        lists = [one.facts for one in snapshots(connection) if one.current]
        indexed = behind = 0
        unusable: tuple[Remark, ...] = ()
        try:
            stamp = workbench.index.stamp()
            indexed, behind = stamp.documents, waiting(connection, stamp.sequence)
        except ArchiveError as error:
            unusable = (Remark(True, f"Пошук не працює. {' '.join(error.sentences())}"),)
    checked = last_check(vault.layout)
    watched = is_watched(vault.layout)
    warnings = (
        *_of_disk(disk.free),
        *_of_inbox(watched=watched),
        *unusable,
        *_of_check(checked, vault.clock()),
        *(Remark(False, one.text) for one in trust_findings(lists, vault.clock())),
        *_of_parts(checker.parts(workbench.settings.antivirus.clamd)),
        *of_size(workbench.index.engine, indexed),
        *(Remark(finding.grave, finding.text) for finding in vault.notices),
    )
    return Health(
        entries=last.sequence if last else 0,
        last=last.at if last else None,
        head=last.digest if last else "",
        free_bytes=disk.free,
        total_bytes=disk.total,
        engine=workbench.index.engine,
        indexed=indexed,
        behind=behind,
        unread=lacking,
        deposits=deposits,
        lists=tuple(lists),
        checked=checked,
        checking=checker.running,
        watched=watched,
        warnings=warnings,
    )


def _of_disk(free: int) -> Iterator[Remark]:
    if free < _NEARLY_FULL_BYTES:
        yield Remark(True, f"На диску лишилося {free // 1024**2} МБ: звільніть місце.")


def _of_check(checked: dict[str, Json] | None, now: dt.datetime) -> Iterator[Remark]:
    if checked is None:
        yield Remark(False, "Сховище ще не перевіряли цілком.")
    elif checked["state"] in _CHECKED:
        why = f" {checked['error']['what']}" if "error" in checked else ""
        yield Remark(checked["state"] == "damaged", _CHECKED[checked["state"]] + why)
    elif now - dt.datetime.fromisoformat(checked["at"]) > _OLD_CHECK:
        yield Remark(False, "Останній раз сховище перевіряли понад місяць тому.")


def _of_inbox(*, watched: bool) -> Iterator[Remark]:
    if not watched:
        yield Remark(False, "Приймання зі скриньки не працює: документи лежать на місці й чекають.")


def _of_parts(parts: list[Component]) -> Iterator[Remark]:
    for part in parts:
        if not part.there:
            yield Remark(False, f"Немає {part.name}: {part.cost}.")


def of_size(engine: str, documents: int) -> Iterator[Remark]:
    """The advice to change the engine, where that would help."""
    if advised(engine, documents):
        yield Remark(
            False,
            f"У покажчику {documents} документів: рушій tantivy шукатиме швидше; "
            "його вмикають на сервері.",
        )
