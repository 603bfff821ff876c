"""Values on the way from the inbox to a registered document.

Knows: what is seen (`Sighting`), what has come to rest (`SettledFile`), what this process alone
holds (`Arrival`), and what became of it (`Outcome`).
Does not know: how any of it is found out.
Keeps: a path people read is clean text; the path the system uses is a `Path` and never shown.
"""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
import os
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from ingest.reading import Reason
from ingest.splitting import Start
from inventory import CaseFile, RegistrationCard
from inventory.language.days import KYIV
from vault import Json
from vault.errors import ArchiveError

CARD = ".card.json"
SIGNATURE = ".p7s"
READY = ".ready"


class State(enum.StrEnum):
    """What became of an arrival."""

    REGISTERED = "registered"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"
    UNASSIGNED = "unassigned"
    WORKING = "working"


@dataclass(frozen=True, slots=True)
class FileStamp:
    """What the file system says about a file: enough to see that it has not changed.

    Attributes:
        mtime_ns: nanoseconds; programs may set it.
        ctime_ns: nanoseconds; the system sets it, also on a rename.
    """

    device: int
    inode: int
    size: int
    mtime_ns: int
    ctime_ns: int

    @classmethod
    def of(cls, status: os.stat_result) -> Self:
        """From a stat result."""
        return cls(
            status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
        )

    def same_file(self, other: FileStamp) -> bool:
        """Whether it is the same file with the same bytes, wherever it has been moved."""
        mine = (self.device, self.inode, self.size, self.mtime_ns)
        return mine == (other.device, other.inode, other.size, other.mtime_ns)


@dataclass(frozen=True, slots=True)
class Group:
    """Names in one folder that belong together: a document, its card, signatures, markers."""

    name: str
    card: str | None = None
    signatures: tuple[str, ...] = ()
    ready: tuple[str, ...] = ()
    partial: bool = False

    @property
    def members(self) -> tuple[str, ...]:
        """All names that are claimed with the document, the document first."""
        card = () if self.card is None else (self.card,)
        return (self.name, *card, *self.signatures, *self.ready)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A group as it lies in the inbox now.

    Attributes:
        folder: name of the case folder.
        paths: of the group's members, in their order.
        stamps: of the same.
    """

    folder: str
    group: Group
    paths: tuple[Path, ...]
    stamps: tuple[FileStamp, ...]

    @property
    def path(self) -> str:
        """Relative to the inbox, for people."""
        return shown(f"{self.folder}/{self.group.name}")


@dataclass(frozen=True, slots=True)
class SettledFile:
    """A sighting that has come to rest, its card read, its case file known."""

    sighting: Sighting
    card: RegistrationCard
    case: CaseFile


@dataclass(frozen=True, slots=True)
class Held:
    """A file that nobody else works on: its name in the inbox, and where it is now."""

    name: str
    path: Path
    stamp: FileStamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A group that nobody else works on.

    Attributes:
        id: the id of the document it becomes.
        case: as it was when the file was taken; looked up again for the commit.
        path: what people call it: relative to the inbox, or as given.
        files: the document first.
        arrived_at: ISO time, Kyiv.
        split: where a person says that documents begin in it; empty when nobody says.
        whole: whether it is one document, whatever codes are on its pages.
    """

    id: str
    case: CaseFile
    path: str
    card: RegistrationCard
    files: tuple[Held, ...]
    arrived_at: str
    split: tuple[Start, ...] = ()
    whole: bool = False

    @property
    def source(self) -> Path:
        """The document's file."""
        return self.files[0].path

    @property
    def name(self) -> str:
        """The document's file name, as text."""
        return shown(self.files[0].name)

    @property
    def signatures(self) -> tuple[Held, ...]:
        """The detached signatures that came beside the document."""
        return tuple(f for f in self.files[1:] if f.name.lower().endswith(SIGNATURE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one file.

    Attributes:
        id: of the arrival where a person may have to act on it.
        document: id of the registered document; of the first one for a duplicate.
        members: documents found inside and registered with it.
        refused: files found inside that were not registered, by name, with the reason.
        doubts: what its card says that nobody understands.
        aside: pages of a scan that wait for a person, each with its own outcome.
    """

    path: str
    state: State
    id: str | None = None
    document: str | None = None
    case: str | None = None
    sheets: int | None = None
    format: str | None = None
    signatures: int = 0
    reason: Reason | None = None
    members: tuple[str, ...] = ()
    refused: Mapping[str, Reason] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()
    aside: tuple[Outcome, ...] = ()

    def as_json(self) -> dict[str, Json]:
        """For scripts."""
        return {
            "path": self.path,
            "outcome": self.state.value,
            "id": self.id,
            "document": self.document,
            "case": self.case,
            "sheets": self.sheets,
            "format": self.format,
            "signatures": self.signatures,
            "reason": self.reason.as_json() if self.reason else None,
            "members": list(self.members),
            "refused": [{"name": n, **r.as_json()} for n, r in self.refused.items()],
            "doubts": list(self.doubts),
            "aside": [one.id for one in self.aside],
        }


@dataclass(slots=True)
class Summary:
    """How many files ended how."""

    counts: dict[State, int] = field(default_factory=dict)

    def add(self, outcome: Outcome) -> None:
        """Count one more."""
        self.counts[outcome.state] = self.counts.get(outcome.state, 0) + 1

    def as_json(self) -> dict[str, Json]:
        """Counts by outcome, all of them named."""
        states = (State.REGISTERED, State.DUPLICATE, State.QUARANTINED, State.UNASSIGNED)
        return {state.value: self.counts.get(state, 0) for state in states}


def shown(path: str) -> str:
    """A path from the file system as clean text: odd bytes and control characters replaced."""
    text = unicodedata.normalize("NFC", os.fsencode(path).decode("utf-8", "replace"))
    if text.isprintable():  # quick, and so for nearly all
        return text
    return "".join("\ufffd" if unicodedata.category(c)[0] == "C" else c for c in text)


def id_of(path: str) -> str:
    """A stable short name for a file that only has its place in the inbox."""
    return hashlib.sha256(path.encode()).hexdigest()[:16]


def local(at: dt.datetime) -> str:
    """A moment as documents carry it: Kyiv time, so that its first ten signs are the legal day."""
    return at.astimezone(KYIV).isoformat(timespec="microseconds")


def reason_of(error: ArchiveError) -> Reason:
    """What happened and what to do, with the error's code."""
    what, _, remedy = error.sentences()
    return Reason(error.code, f"{what} {remedy}", str(error.details.get("said", "")))
