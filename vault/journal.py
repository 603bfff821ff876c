"""The journal: append-only, hash-chained, one JSON line an entry, one segment a month.

Knows: how entries become lines, how the chain and the head are checked.
Does not know: what any event means.
Keeps: what lies at or before the recorded head must be whole (IntegrityError otherwise). A commit
is acknowledged once its lines and then the head are on the platter, so bytes after the head are a
commit nobody was told of, perhaps a part of one: they are saved aside and reported. Only when the
head file itself was caught in the middle of a write is the commit it was about to name taken up.

A line is `{"digest":"<64 hex>","entry":{…}}`; the digest is the SHA-256 of exactly the bytes of
the entry object (RFC 8785), so that `sha256sum` can check it (docs/VAULT_FORMAT.md).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from vault.canonical import canonical
from vault.disk import Disk
from vault.errors import BrokenJournal
from vault.head import Head, HeadFile, is_like, is_torn, slot
from vault.model import Content, Finding, Hold, JournalEntry

MENDED = "recovery"
"""The event of an entry that was made when a damaged head was put in order (PREMIS 3)."""

HEAD = "journal.head"
_OPENING = b'{"digest":"'
_MIDDLE = b'","entry":'
_BODY = len(_OPENING) + 64 + len(_MIDDLE)
_SEGMENT = re.compile(r"\d{4}-\d{2}\.jsonl\Z")


@dataclass(frozen=True, slots=True)
class Ending:
    """How the journal ends on the disk.

    Attributes:
        head: the last entry that counts.
        damaged: the bytes of the slot of the head that is not whole, if one is not.
        torn: it is as a power cut leaves it; otherwise it was damaged.
        trailing: files go on past the head, with a commit nobody was told of.
    """

    head: Head
    damaged: bytes | None = None
    torn: bool = False
    trailing: bool = False

    def findings(self) -> list[Finding]:
        """What a person should know; nothing of it has been put in order."""
        if self.damaged is None:
            return []
        if self.torn:
            text = "Запис голови журналу перервано; наступна зміна завершить його."
            return [Finding("V024", HEAD, text, grave=False)]
        text = (
            "Одну з двох копій голови журналу пошкоджено; друга ціла. Наступна зміна впорядкує "
            "її і лишить про це запис у журналі."
        )
        return [Finding("V024", HEAD, text)]


class Journal:
    """The folder `journal/` and the file `journal.head` beside it."""

    def __init__(self, root: Path, head_file: Path, disk: Disk) -> None:
        """Nothing is read or written here."""
        self.root = root
        self.recorded = HeadFile(head_file, disk)
        self._disk = disk

    def make(self) -> None:
        """An empty journal; its folder is there already."""
        self.recorded.make()

    def segments(self) -> list[str]:
        """Names of the segments (`2026-11`), oldest first."""
        return sorted(p.stem for p in self.root.glob("*.jsonl") if _SEGMENT.match(p.name))

    def path(self, segment: str) -> Path:
        """The file of a segment."""
        return self.root / f"{segment}.jsonl"

    # -- writing: under the commit lock ------------------------------------------------------------

    def append(self, head: Head, end: Head, lines: bytes) -> None:
        """Make `lines`, which lead from `head` to `end`, durable; the return is the commit.

        All entries of a commit carry one time, so they lie in one segment.

        Raises:
            BrokenJournal: the journal no longer ends at `head`: the lock did not hold, as on a
                network share without locks. Nothing was written.
            DiskFull: nothing was added.
        """
        if self.recorded.read() != (head, True):
            raise BrokenJournal(
                segment=end.segment, line=end.sequence, reason="журнал змінено повз блокування"
            )
        self._add(end, lines)

    def _add(self, end: Head, lines: bytes) -> None:
        path = self.path(end.segment)
        new = not path.exists()
        self._disk.append(path, lines)
        if new:
            self._disk.sync_folder(self.root)
        self.recorded.record(end)

    def settle(self, mended: Callable[[Ending], JournalEntry]) -> tuple[Head, list[Finding]]:
        """Put the end in order, so that it can be appended to; what had to be settled.

        A slot that was torn by a power cut is written again. One that was damaged otherwise is
        evidence: the entry `mended` makes of it is appended with the same commit that writes the
        slot again.

        Raises:
            BrokenJournal: the journal does not reach its recorded head.
        """
        found = self.ending()
        head = found.head
        if found.damaged is None:
            return head, self._save_tail_aside(head) if found.trailing else []
        if found.torn:
            self.recorded.record(head)
            text = f"Перерваний запис голови журналу завершено (запис {head.sequence})."
            return head, [Finding("V024", self.recorded.path.name, text, grave=False)]
        aside = self._save_tail_aside(head) if found.trailing else []
        entry = mended(found)
        head, line = extended(head, entry)
        self._add(head, line)
        text = f"Пошкоджену голову журналу впорядковано; слід лишено в записі {entry.sequence}."
        return head, [*aside, Finding("V038", self.recorded.path.name, text)]

    def reached(self, *, at_rest: bool) -> Head | None:
        """The head, if it is whole and the journal reaches it; quick, and without the commit lock.

        Args:
            at_rest: nothing may follow it either, as when somebody commits or was killed.
        """
        try:
            head, whole = self.recorded.read()
        except BrokenJournal:
            return None
        path = self.path(head.segment)
        reached = head.sequence == 0 or (path.is_file() and path.stat().st_size >= head.offset)
        return head if whole and reached and (not at_rest or self._ends_at(head)) else None

    def _ends_at(self, head: Head) -> bool:
        segments = self.segments()
        if not segments:
            return head.sequence == 0
        size = self.path(segments[-1]).stat().st_size
        return (segments[-1], size) == (head.segment, head.offset)

    def _save_tail_aside(self, head: Head) -> list[Finding]:
        findings = []
        for name in [n for n in self.segments() if n >= head.segment]:
            path, start = self.path(name), head.offset if name == head.segment else 0
            with path.open("rb") as file:
                file.seek(start)
                tail = file.read()
            if tail:
                aside = self.root / f"{name}.torn-{hashlib.sha256(tail).hexdigest()[:16]}"
                if not aside.is_file() or aside.read_bytes() != tail:  # else settled before
                    self._disk.unlink(aside)
                    self._disk.create(aside, [tail])
                    self._disk.sync_folder(self.root)
                text = (
                    f"Незавершений запис ({len(tail)} байтів) відкладено; "
                    "його нікому не було підтверджено."
                )
                findings.append(Finding("V023", f"journal/{aside.name}", text, grave=False))
            if start:
                self._disk.truncate(path, start)
            else:
                self._disk.unlink(path)
        return findings

    # -- reading -----------------------------------------------------------------------------------

    def ending(self) -> Ending:
        """How the journal ends; nothing is altered. Under the commit lock, so that it holds still.

        Raises:
            BrokenJournal: the journal does not reach its recorded head, or goes on past it with
                more than the one commit that can be unfinished: the head is an old one.
        """
        head, whole = self.recorded.read()
        if whole and self._ends_at(head):
            return Ending(head)
        self.verify_head(head)
        if whole:
            self._require_one_commit(head)
            return Ending(head, trailing=True)
        damaged = self.recorded.damaged()
        assert damaged is not None, "a head that is not whole has a damaged slot"
        return self._ending_despite(damaged, head)

    def _ending_despite(self, damaged: bytes, head: Head) -> Ending:
        """The end by the whole slot, the lines past it, and what the damaged one still tells."""
        past: list[tuple[Head, JournalEntry]] = []
        broken = None
        try:
            past.extend(self.read(head))  # a commit or two; keeps what came before it breaks off
        except BrokenJournal as error:
            broken = error
        earlier = [Head(), *(end for end, _ in self.read(until=head))]
        if past and not broken:
            before = [bytes.fromhex(e.payload["found"]) for _, e in past if e.event == MENDED]
            if is_torn(damaged, past[-1][0], chain(before, map(slot, earlier))):
                return Ending(past[-1][0], damaged, torn=True)
        for end in (*(end for end, _ in past), head, *earlier):
            if is_like(damaged, end):  # was it the newer slot, or the older?
                newest = max(head, end, key=lambda one: one.sequence)
                return Ending(newest, damaged, trailing=not self._ends_at(newest))
        if broken is not None:
            raise broken  # were those lines acknowledged? A person must decide
        return Ending(past[-1][0] if past else head, damaged)

    def _require_one_commit(self, head: Head) -> None:
        times = set()
        with contextlib.suppress(BrokenJournal):  # it breaks off: nobody was told of that
            for _, entry in self._lines(head):
                times.add(entry.at)
        if len(times) > 1:
            raise BrokenJournal(
                segment=self.recorded.path.name,
                line=head.sequence,
                reason="голова старіша за журнал: після неї є ще кілька змін",
            )

    def verify_head(self, head: Head) -> None:
        """The line that ends at `head` is there and is the one recorded.

        Raises:
            BrokenJournal: it is not.
        """
        if head.sequence:
            self.entry_at(head)

    def entry_at(self, end: Head) -> JournalEntry:
        """The entry whose line ends at `end`.

        Raises:
            BrokenJournal: another line, or none, ends there.
        """
        path = self.path(end.segment)
        if not path.is_file() or path.stat().st_size < end.offset:
            raise BrokenJournal(
                segment=end.segment, line=end.sequence, reason="кінець журналу втрачено"
            )
        line = _line_ending_at(path, end.offset)
        digest, entry = _entry_of(line, end.segment, end.sequence)
        if digest != end.digest:
            raise BrokenJournal(segment=end.segment, line=end.sequence, reason="запис змінено")
        return entry

    def read(
        self, after: Head | None = None, *, until: Head | None = None
    ) -> Iterator[tuple[Head, JournalEntry]]:
        """Entries after `after` (default: all), each with the end of its line; chain checked.

        Raises:
            BrokenJournal: a line is not what the chain says, or `until` is never reached.
        """
        at = after or Head()
        if until is None or at.sequence < until.sequence:
            for end, entry in self._lines(at):
                yield end, entry
                at = end
                if until is not None and at.sequence == until.sequence:
                    break
        if until is not None and at != until:
            lost = at.sequence < until.sequence
            raise BrokenJournal(
                segment=until.segment,
                line=until.sequence,
                reason="кінець журналу втрачено" if lost else "голова називає інший запис",
            )

    def _lines(self, end: Head) -> Iterator[tuple[Head, JournalEntry]]:
        start = end
        for name in [n for n in self.segments() if n >= start.segment]:
            offset = start.offset if name == start.segment else 0
            with self.path(name).open("rb") as file:
                file.seek(offset)
                for line in file:
                    digest, entry = _entry_of(line, name, end.sequence + 1)
                    if (entry.sequence, entry.previous) != (end.sequence + 1, end.digest):
                        raise BrokenJournal(
                            segment=name, line=end.sequence + 1, reason="ланцюг записів розірвано"
                        )
                    offset += len(line)
                    end = Head(entry.sequence, digest, name, offset)
                    yield end, entry


def extended(head: Head, entry: JournalEntry) -> tuple[Head, bytes]:
    """Where the journal ends with `entry` after `head`, and the entry's line."""
    assert (entry.sequence, entry.previous) == (head.sequence + 1, head.digest), "not chained"
    month = f"{entry.at.astimezone(dt.UTC):%Y-%m}"
    segment = max(month, head.segment)  # a clock set back opens no older segment
    body = entry_bytes(entry)
    digest = hashlib.sha256(body).hexdigest()
    line = _line(digest, body)
    offset = head.offset if segment == head.segment else 0
    return Head(entry.sequence, digest, segment, offset + len(line)), line


def entry_in(line: bytes) -> JournalEntry:
    """The entry that a line of `extended` holds, as everybody reads it from the journal."""
    return _entry(json.loads(line[_BODY:-2]))


def _entry_of(line: bytes, segment: str, number: int) -> tuple[str, JournalEntry]:
    """The digest and the entry that a line holds.

    Raises:
        BrokenJournal: it is not a line of ours, or its digest is another.
    """
    body = line[_BODY:-2]
    digest = hashlib.sha256(body).hexdigest()
    cause = None
    if line == _line(digest, body):
        try:
            return digest, _entry(json.loads(body))
        except (ValueError, TypeError, KeyError) as error:
            cause = error
    raise BrokenJournal(segment=segment, line=number, reason="запис пошкоджено") from cause


def _line(digest: str, body: bytes) -> bytes:
    return b"".join((_OPENING, digest.encode(), _MIDDLE, body, b"}\n"))


def _line_ending_at(path: Path, offset: int) -> bytes:
    with path.open("rb") as file:
        start = offset
        block = b""
        while start > 0 and block.find(b"\n", 0, -1) < 0:
            step = min(8192, start)
            start -= step
            file.seek(start)
            block = file.read(step) + block
        return block[block.rfind(b"\n", 0, -1) + 1 :]


def entry_bytes(entry: JournalEntry) -> bytes:
    """The canonical bytes of an entry, over which its digest is taken."""
    return canonical(
        {
            "actor": entry.actor,
            "at": entry.at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "cites": list(entry.cites),
            "event": entry.event,
            "holds": [{"content": h.content.as_json(), "subject": h.subject} for h in entry.holds],
            "payload": dict(entry.payload),
            "previous": entry.previous,
            "releases": [list(pair) for pair in entry.releases],
            "sequence": entry.sequence,
            "subjects": list(entry.subjects),
            "version": entry.version,
        }
    )


def _entry(value: dict[str, Any]) -> JournalEntry:
    data = dict(value)
    data["at"] = dt.datetime.fromisoformat(value["at"])
    data["holds"] = tuple(
        Hold(hold["subject"], Content.from_json(hold["content"])) for hold in value["holds"]
    )
    data["releases"] = tuple((subject, sha512) for subject, sha512 in value["releases"])
    data["subjects"] = tuple(value["subjects"])
    data["cites"] = tuple(value["cites"])
    return JournalEntry(**data)
