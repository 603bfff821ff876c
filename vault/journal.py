"""The journal: append-only, hash-chained, one JSON line an entry, one segment a month.

Knows: how entries become lines, how the chain and the head are checked.
Does not know: what any event means.
Keeps: the line is the commit. What lies at or before the recorded head must be whole
(IntegrityError otherwise); bytes after it are a commit nobody was told of: a whole entry is
taken, a torn one is saved aside and reported.

A line is `{"digest":"<64 hex>","entry":{…}}`; the digest is the SHA-256 of exactly the bytes of
the entry object (RFC 8785), so that `sha256sum` can check it (docs/VAULT_FORMAT.md).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from vault.canonical import canonical
from vault.disk import Disk
from vault.errors import BrokenJournal
from vault.model import Content, Finding, Hold, JournalEntry

_OPENING = b'{"digest":"'
_MIDDLE = b'","entry":'
_BODY = len(_OPENING) + 64 + len(_MIDDLE)
_SLOT = 512  # bytes; two slots in the head file, the newer valid one counts
GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the journal: the last entry and where its line ends."""

    sequence: int = 0
    digest: str = GENESIS
    segment: str = ""
    offset: int = 0


class Journal:
    """The folder `journal/` and the file `journal.head` beside it."""

    def __init__(self, root: Path, head_file: Path, disk: Disk) -> None:
        """Nothing is read or written here."""
        self.root = root
        self._head_file = head_file
        self._disk = disk

    def make(self) -> None:
        """An empty journal."""
        self._disk.mkdir(self.root)
        self._disk.create(self._head_file, [_slot(Head()) * 2])

    def head(self) -> Head:
        """The recorded end.

        Raises:
            BrokenJournal: neither slot of the head file is valid.
        """
        try:
            raw = self._head_file.read_bytes()
        except FileNotFoundError:
            raw = b""
        heads = [h for i in (0, 1) if (h := _read_slot(raw[i * _SLOT : (i + 1) * _SLOT]))]
        if not heads:
            raise BrokenJournal(segment=self._head_file.name, line=1, reason="голову не прочитано")
        return max(heads, key=lambda h: h.sequence)

    def segments(self) -> list[str]:
        """Names of the segments (`2026-11`), oldest first."""
        return sorted(path.stem for path in self.root.glob("*.jsonl"))

    def append(self, head: Head, entries: Sequence[JournalEntry]) -> Head:
        """Make `entries` durable after `head`; the return is the commit.

        Each entry must already carry its sequence and, through `chain`, its previous digest.
        """
        lines: dict[str, list[bytes]] = {}
        digest, offset, segment = head.digest, head.offset, head.segment
        for entry in entries:
            assert entry.previous == digest, "entries must be chained"
            name = max(f"{entry.at:%Y-%m}", head.segment)  # a clock set back opens no older segment
            if name != segment:
                segment, offset = name, 0
            digest, line = line_of(entry)
            offset += len(line)
            lines.setdefault(name, []).append(line)
        for name, parts in lines.items():
            path = self.path(name)
            new = not path.exists()
            self._disk.append(path, b"".join(parts))
            if new:
                self._disk.sync_folder(self.root)
        return self._record(Head(entries[-1].sequence, digest, segment, offset))

    def _record(self, head: Head) -> Head:
        raw = self._head_file.read_bytes()
        first = _read_slot(raw[:_SLOT])
        second = _read_slot(raw[_SLOT:])
        newer_is_first = first is not None and (second is None or first.sequence >= second.sequence)
        self._disk.overwrite(self._head_file, _SLOT if newer_is_first else 0, _slot(head))
        return head

    def settle(self) -> tuple[Head, list[Finding]]:
        """The true end of the journal; to be called under the commit lock.

        Raises:
            BrokenJournal: the journal does not reach its recorded head.
        """
        head = self.head()
        if self._ends_at(head):
            return head, []
        self.verify_head(head)
        findings: list[Finding] = []
        end = head
        segment = head.segment
        for name in [n for n in self.segments() if n >= segment]:
            start = head.offset if name == segment else 0
            torn_from = None
            for end_of_line, _entry in self._lines_of(name, start, end):
                if end_of_line is None:
                    torn_from = end.offset if end.segment == name else 0
                    break
                end = end_of_line
            if torn_from is not None:
                findings.append(self._save_aside(name, torn_from))
        if end != head:
            self._record(end)
        return end, findings

    def verify_head(self, head: Head) -> None:
        """The line that ends at the head is there and is the one recorded.

        Raises:
            BrokenJournal: it is not.
        """
        if head.sequence == 0:
            return
        path = self.path(head.segment)
        size = path.stat().st_size if path.exists() else 0
        if size < head.offset:
            raise BrokenJournal(
                segment=head.segment, line=head.sequence, reason="кінець журналу втрачено"
            )
        line = _line_ending_at(path, head.offset)
        parsed = _parse(line)
        if parsed is None or parsed[0] != head.digest:
            raise BrokenJournal(
                segment=head.segment, line=head.sequence, reason="останній запис змінено"
            )

    def _ends_at(self, head: Head) -> bool:
        segments = self.segments()
        if not segments:
            return head.sequence == 0
        size = self.path(segments[-1]).stat().st_size
        return (segments[-1], size) == (head.segment, head.offset)

    def read(self, after: Head | None = None) -> Iterator[tuple[Head, JournalEntry]]:
        """Entries after `after` (default: all), each with the end of its line; chain checked.

        Raises:
            BrokenJournal: a line is not what the chain says.
        """
        end = after or Head()
        start = end
        for name in [n for n in self.segments() if n >= start.segment]:
            offset = start.offset if name == start.segment else 0
            for end_of_line, entry in self._lines_of(name, offset, end):
                if end_of_line is None or entry is None:
                    raise BrokenJournal(
                        segment=name, line=end.sequence + 1, reason="ланцюг записів розірвано"
                    )
                end = end_of_line
                yield end, entry

    def entry_at(self, end: Head) -> JournalEntry:
        """The entry whose line ends at `end`."""
        parsed = _parse(_line_ending_at(self.path(end.segment), end.offset))
        if parsed is None:
            raise BrokenJournal(segment=end.segment, line=end.sequence, reason="запис змінено")
        return _entry(json.loads(parsed[1]))

    def _lines_of(
        self, segment: str, offset: int, end: Head
    ) -> Iterator[tuple[Head | None, JournalEntry | None]]:
        """Each good line; then (None, None) once when the next is not a good continuation."""
        sequence, digest = end.sequence, end.digest
        with self.path(segment).open("rb") as file:
            file.seek(offset)
            for line in file:
                parsed = _parse(line)
                value = json.loads(parsed[1]) if parsed else None
                if (
                    parsed is None
                    or value is None
                    or value["sequence"] != sequence + 1
                    or value["previous"] != digest
                ):
                    yield None, None
                    return
                sequence, digest, offset = sequence + 1, parsed[0], offset + len(line)
                yield Head(sequence, digest, segment, offset), _entry(value)

    def _save_aside(self, segment: str, offset: int) -> Finding:
        path = self.path(segment)
        with path.open("rb") as file:
            file.seek(offset)
            torn = file.read()
        name = f"{segment}.torn-{hashlib.sha256(torn).hexdigest()[:16]}"
        aside = self.root / name
        if not aside.exists():
            self._disk.create(aside, [torn])
            self._disk.sync_folder(self.root)
        self._disk.truncate(path, offset)
        return Finding(
            code="V023",
            subject=f"journal/{name}",
            text=f"Незавершений запис ({len(torn)} байтів) відкладено; він не був підтверджений.",
            grave=False,
        )

    def path(self, segment: str) -> Path:
        """The file of a segment."""
        return self.root / f"{segment}.jsonl"


def line_of(entry: JournalEntry) -> tuple[str, bytes]:
    """The digest of an entry and its line."""
    body = canonical(_value(entry))
    digest = hashlib.sha256(body).hexdigest()
    return digest, b"".join((_OPENING, digest.encode(), _MIDDLE, body, b"}\n"))


def _parse(line: bytes) -> tuple[str, bytes] | None:
    if not (line.startswith(_OPENING) and line.endswith(b"}\n")):
        return None
    body = line[_BODY:-2]
    digest = hashlib.sha256(body).hexdigest()
    return (digest, body) if line[:_BODY] == _OPENING + digest.encode() + _MIDDLE else None


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


def _value(entry: JournalEntry) -> dict[str, object]:
    return {
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


def _entry(value: dict[str, object]) -> JournalEntry:
    data: dict[str, object] = dict(value)
    data["at"] = dt.datetime.fromisoformat(str(value["at"]))
    data["holds"] = tuple(
        Hold(h["subject"], Content.from_json(h["content"]))
        for h in value["holds"]  # type: ignore[attr-defined]
    )
    data["releases"] = tuple((s, d) for s, d in value["releases"])  # type: ignore[attr-defined]
    data["subjects"] = tuple(value["subjects"])  # type: ignore[arg-type]
    data["cites"] = tuple(value["cites"])  # type: ignore[arg-type]
    return JournalEntry(**data)  # type: ignore[arg-type]


def _slot(head: Head) -> bytes:
    body = canonical(
        {
            "digest": head.digest,
            "offset": head.offset,
            "segment": head.segment,
            "sequence": head.sequence,
        }
    )
    line = hashlib.sha256(body).hexdigest().encode() + b" " + body
    assert len(line) < _SLOT
    return line.ljust(_SLOT - 1) + b"\n"


def _read_slot(raw: bytes) -> Head | None:
    check, _, body = raw.rstrip().partition(b" ")
    if hashlib.sha256(body).hexdigest().encode() != check:
        return None
    return Head(**json.loads(body))
