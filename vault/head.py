"""The head: where the journal ends, recorded outside the journal.

Knows: two slots in one small file, written in turn, so that one is whole whatever happens.
Does not know: what a journal line is.
Keeps: the newer slot names the last acknowledged commit, so a cut tail is told from a torn one.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from vault.canonical import canonical
from vault.disk import Disk
from vault.errors import BrokenJournal, VaultError

GENESIS = "0" * 64
"""What the first entry names as the digest of the entry before."""

_SLOT = 512  # bytes
_FEW = 8  # bytes


@dataclass(frozen=True, slots=True)
class Head:
    """An end of the journal: an entry and where its line ends.

    Attributes:
        sequence: of the entry; 0 before the first.
        digest: of the entry.
        segment: the month whose file holds the line.
        offset: where the line ends in that file, in bytes.
    """

    sequence: int = 0
    digest: str = GENESIS
    segment: str = ""
    offset: int = 0


class HeadFile:
    """The file `journal.head`."""

    def __init__(self, path: Path, disk: Disk) -> None:
        """Nothing is read or written here."""
        self.path = path
        self._disk = disk

    def make(self) -> None:
        """The head of an empty journal, in both slots."""
        self._disk.create(self.path, [slot(Head()) * 2])

    def read(self) -> tuple[Head, bool]:
        """The newer slot, and whether both slots are whole.

        Raises:
            BrokenJournal: neither slot is whole.
        """
        slots = [head for head in self._slots() if head is not None]
        if not slots:
            raise BrokenJournal(segment=self.path.name, line=1, reason="голову не прочитано")
        return max(slots, key=lambda head: head.sequence), len(slots) == 2

    def damaged(self) -> bytes | None:
        """The bytes of the one slot that is not whole; None when both are, or neither is."""
        slots = self._slots()
        if slots.count(None) != 1:
            return None
        offset = slots.index(None) * _SLOT
        return self.path.read_bytes()[offset : offset + _SLOT]

    def record(self, head: Head) -> None:
        """Write `head` over the slot that is damaged or older, never over the newest.

        Raises:
            DiskFailed: the slot has its old bytes again, if the disk took at least those.
        """
        first, second = self._slots()
        keep_first = first is not None and (second is None or first.sequence >= second.sequence)
        offset = _SLOT if keep_first else 0
        before = self.path.read_bytes()[offset : offset + _SLOT]
        try:
            self._disk.overwrite(self.path, offset, slot(head))
        except BaseException:
            with contextlib.suppress(OSError, VaultError):
                self._disk.overwrite(self.path, offset, before)
            raise

    def _slots(self) -> tuple[Head | None, Head | None]:
        raw = self.path.read_bytes() if self.path.is_file() else b""
        if len(raw) != 2 * _SLOT:
            return None, None
        return _head(raw[:_SLOT]), _head(raw[_SLOT:])


def slot(head: Head) -> bytes:
    """A slot: SHA-256 of the JSON, a space, the JSON, spaces, a line feed; 512 bytes."""
    body = canonical(asdict(head))
    line = hashlib.sha256(body).hexdigest().encode() + b" " + body
    assert len(line) < _SLOT, "a head is short"
    return line.ljust(_SLOT - 1) + b"\n"


def _head(raw: bytes) -> Head | None:
    check, _, body = raw.rstrip().partition(b" ")
    if hashlib.sha256(body).hexdigest().encode() != check:
        return None
    head = Head(**json.loads(body))
    return head if slot(head) == raw else None  # a flipped bit in the padding counts too


def is_like(found: bytes, head: Head) -> bool:
    """Whether a damaged slot was that of `head`; those of two heads differ in far more bytes."""
    return sum(a != b for a, b in zip(found, slot(head), strict=True)) <= _FEW


def is_torn(found: bytes, meant: Head, before: Iterable[bytes]) -> bool:
    """Whether `found` is what a power cut leaves while the slot of `meant` is written.

    That is a beginning of the new slot and then what was there (one of `before`) or nothing. A
    single wrong byte is never taken for that: a write that ends one byte early is less likely
    than a flipped bit.
    """
    new = slot(meant)
    wrong = [place for place in range(_SLOT) if found[place] != new[place]]
    if len(wrong) < 2:
        return False
    rest = found[wrong[0] :]
    return not any(rest) or any(old[wrong[0] :] == rest for old in before)
