"""Values of the domain: documents, case files, volumes.

Knows: what is recorded about each. Does not know: how it is stored or printed.
Keeps: what was registered never changes; everything later is an event of its own.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import islice

from inventory.arrangement.kinds import Kind, kind_of
from inventory.volumes.sheets import Label, Numbering
from vault import Content


class VolumeState(enum.StrEnum):
    """open → full → certified → deposited; a numbered sheet never moves from full on."""

    OPEN = "open"
    FULL = "full"
    CERTIFIED = "certified"
    DEPOSITED = "deposited"


class CaseState(enum.StrEnum):
    """The life of a case file."""

    OPEN = "open"
    CLOSED = "closed"
    ARCHIVED = "archived"
    TRANSFERRED = "transferred"
    DESTROYED = "destroyed"


class OriginalForm(enum.StrEnum):
    """In which form the original exists (814 II.1)."""

    PAPER = "paper"
    ELECTRONIC = "electronic"


class SheetBasis(enum.StrEnum):
    """Where a sheet count comes from; only a proposal waits for a person."""

    CARD = "card"
    DUPLEX = "duplex"
    PRINT = "print"
    PERSON = "person"
    NONE = "none"
    PROPOSAL = "proposal"


@dataclass(frozen=True, slots=True)
class SheetCount:
    """How many sheets a document takes in the volume, and why we think so."""

    sheets: int
    basis: SheetBasis

    @property
    def confirmed(self) -> bool:
        """Whether certification may rely on it."""
        return self.basis is not SheetBasis.PROPOSAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A registered document, as the catalogue knows it now.

    Attributes:
        when: chronology key, `2025-03-01T09:30`: receipt, else the document's own date.
        sequence: of the journal entry that registered it: the last tie-break.
        flags: large, pasted, illustration: for the certification note.
        reading_note: what there is to know about the reading copy; None while it is to be made.
        reading_failed: code of the reason why there is none; None when there is, or needs none.
        verdict: JSON summary of the signature report, None when nothing is signed.
        removed: what «Примітки» say of an original that left the case file; empty while it is
            there. What was scanned stays in the vault (814 VII.23).
    """

    id: str
    sequence: int
    case: str
    kind: str
    title: str
    index: str
    date: str | None
    received_at: str | None
    receipt_confirmed: bool
    sender: str
    direction: str
    original_form: OriginalForm
    copy: bool
    count: SheetCount
    pages: int
    parent: str | None
    restricted: bool
    place: int
    sub: int
    when: str
    flags: tuple[str, ...]
    note: str
    name: str
    format: str
    size: int
    original: str | None
    text: str | None
    reading_copy: str | None
    reading_note: str | None
    reading_failed: str | None
    report: str | None
    verdict: str | None
    removed: str = ""

    @property
    def kind_data(self) -> Kind:
        """What the table of kinds says about it."""
        return kind_of(self.kind)


def titles_of(documents: Iterable[Document]) -> str:
    """Titles of the first five, as an objection names them."""
    return "; ".join(f"«{one.title}»" for one in islice(documents, 5))


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """A case file (справа): the folder, not the lawsuit.

    Attributes:
        key: kind of container + number + own id, because a substitute file shares the number.
        instance: `first` or `appeal`: as which court it is tried here (814 VII.15–16).
        judge: the judge, or the composition of the court, the case is assigned to.
        heading: instead of «СПРАВА №…» on its cover (814 VII.21–22).
        source: key of the case file whose copies it holds; empty for a case file itself.
        ordinal: which container of its number it is, from 1, in the order of opening.
    """

    key: str
    number: str
    kind: str
    title: str
    state: CaseState
    original_form: OriginalForm
    opened_at: str
    received_on: str | None
    closed_on: str | None
    proceedings: tuple[str, ...] = ()
    claim: str = ""
    index: str = ""
    instance: str = "first"
    judge: str = ""
    heading: str = ""
    source: str = ""
    ordinal: int = 1

    @property
    def container(self) -> str:
        """What kind of container it is: `main`, `appeal-materials`, `control` …."""
        return self.key.partition(":")[0]

    @property
    def name(self) -> str:
        """What to call it by so that this container is found and no other: `757/1/25#2`."""
        return f"{self.number}#{self.ordinal}" if self.container != "main" else self.number


@dataclass(frozen=True, slots=True)
class Piece:
    """Consecutive sheets of one document in one volume.

    Attributes:
        row: id of the document whose inventory row it shares (814 VII.8).
        since: sequence of the journal entry that fixed its place; 0 while nothing did.
    """

    document: str
    row: str
    sheets: int
    since: int = 0


@dataclass(frozen=True, slots=True)
class FrozenVolume:
    """A volume declared full, or the numbered beginning of one that is open: it never moves again.

    Attributes:
        full: whether anything may still be put behind the pieces.
    """

    number: int
    pieces: tuple[Piece, ...]
    full: bool = True


@dataclass(frozen=True, slots=True)
class Member:
    """A document's sheets within a row."""

    document: str
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the internal inventory.

    Attributes:
        continued_from: label of the volume in which the document began.
        continues_in: label of the volume in which it goes on.
        listed: its number in the inventory on paper, where a volume that came formed has rows of
            its own before it (814 VII.20); 0 where that is its position.
    """

    position: int
    document: str
    members: tuple[Member, ...]
    continued_from: str | None = None
    continues_in: str | None = None
    listed: int = 0

    @property
    def number(self) -> int:
        """Its number in the inventory, as it is printed."""
        return self.listed or self.position

    @property
    def labels(self) -> tuple[Label, ...]:
        """All labels of the row, in order."""
        return tuple(entry for member in self.members for entry in member.labels)

    @property
    def sheets(self) -> int:
        """How many sheets the row covers."""
        return len(self.labels)


@dataclass(frozen=True, slots=True)
class VolumePlan:
    """A volume with its rows and labels, frozen or proposed.

    Attributes:
        number: its ordinal.
        frozen: whether it is full.
        fixed: how many of its rows, the first ones, never move again; all of a full volume.
        label: the number on its cover where that is not the ordinal: «1а» (814 VII.10).
    """

    number: int
    rows: tuple[Row, ...]
    frozen: bool
    fixed: int = 0
    label: str = ""

    @property
    def name(self) -> str:
        """The number on its cover."""
        return self.label or str(self.number)

    def first(self, rows: int | None) -> VolumePlan:
        """The volume without what is behind so many rows; all of it when None."""
        return self if rows is None else replace(self, rows=self.rows[:rows])

    def at(self, number: int) -> int:
        """The position of the row with that number in the inventory; 0 when there is none."""
        return next((row.position for row in self.rows if row.number == number), 0)

    def number_of(self, position: int) -> int:
        """The number in the inventory of the row at that position; 0 for none."""
        return self.rows[position - 1].number if position else 0

    @property
    def fixed_sheets(self) -> int:
        """How many sheets its fixed rows have."""
        return sum(row.sheets for row in self.rows[: self.fixed])

    @property
    def labels(self) -> tuple[Label, ...]:
        """Labels of all sheets, in order."""
        return tuple(entry for row in self.rows for entry in row.labels)

    @property
    def sheets(self) -> int:
        """How many sheets the volume holds."""
        return sum(row.sheets for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeChange:
    """A later change of a certified volume (814 VII.13): entered once, never altered.

    Attributes:
        on: ISO day of the entry.
        text: what changed.
        basis: the order or act it rests on.
        by: initials and surname of who entered it.
        position: of that person.
    """

    on: str
    text: str
    basis: str
    by: str
    position: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberingCorrection:
    """How the numbers of a volume's sheets were corrected at one time (814 VII.9).

    Attributes:
        on: the legal day.
        by: who did it.
        lettered, missing: of the volume from then on.
        repeated: numbers that stood on neighbouring sheets.
        sheets: when all were numbered anew: document, old and new number of each sheet.
    """

    on: dt.date
    by: str
    lettered: tuple[Label, ...] = ()
    missing: tuple[int, ...] = ()
    repeated: tuple[int, ...] = ()
    sheets: tuple[tuple[str, Label, Label], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InventorySigned:
    """Judge and clerk signed the internal inventory of a volume to a row (814 VII.8).

    Attributes:
        row: the last of the rows.
        on: ISO day.
        judge, clerk: names; the judge may be who signs instead.
        judge_position, clerk_position: empty when only names were recorded.
    """

    row: int
    on: str
    judge: str
    clerk: str
    judge_position: str = ""
    clerk_position: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeFacts:
    """What is recorded about a volume beyond its plan.

    Attributes:
        numbered_rows: rows whose sheets carry their numbers on paper (open volumes).
        signatures: of judge and clerk under the internal inventory, in order.
        of_volumes: how many volumes its certified cover says there are.
        counted: sheets counted by hand, blind; None when nobody has counted them yet.
        certified_rows: rows the certification note counts; those behind were joined by an act.
        forms: the stored forms by name; the first certification note stays what it was, and one
            with the table of changes stands beside it for each change.
        changes: entered after certification, in order.
    """

    number: int
    state: VolumeState = VolumeState.OPEN
    numbering: Numbering = field(default_factory=Numbering)
    numbered_rows: int = 0
    signatures: tuple[InventorySigned, ...] = ()
    of_volumes: int | None = None
    counted: int | None = None
    certified_rows: int | None = None
    inventory_sheets: int | None = None
    certified_by: str | None = None
    certified_position: str = ""
    certified_on: str | None = None
    forms: dict[str, Content] = field(default_factory=dict)
    object: str | None = None
    changes: tuple[VolumeChange, ...] = ()

    @property
    def signed_rows(self) -> int:
        """Rows of the internal inventory that judge and clerk signed."""
        return max((one.row for one in self.signatures), default=0)
