"""The certification note of a volume (814 VII.13, annex 7).

Knows: which particulars the note lists, how sheets are added up.
Does not know: the vault, case files, volumes; it is told values.
Keeps: the total is counted here from the numbers that are printed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from inventory.forms.slots import NONE, Signatory, day, form
from inventory.forms.volume import DOCUMENT, SHEET, VolumeName
from inventory.language.listing import listed
from inventory.language.words import Gender, figures_and_words, label_key
from vault.model import Json
from vault.verdict import carries_out

_MASCULINE = Gender.MASCULINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """An envelope bound into the volume: its number and how many sheets are in it."""

    label: str
    enclosed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterChange:
    """A later change of the volume; appended, never altered (814 VII.13).

    Attributes:
        on: the day of the entry.
        text: what changed.
        basis: the order or act it rests on.
        by: who made the entry.
    """

    on: dt.date
    text: str
    basis: str
    by: Signatory


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificationNote:
    """Засвідчувальний напис справи (814 VII.13, додаток 7).

    Attributes:
        name: court, case number, volume.
        last: the largest sheet number, letters left aside; 0 for an empty volume.
        lettered, missing: labels of lettered sheets; numbers that were skipped.
        inventory_sheets: sheets of the internal inventory.
        unnumbered: enclosures that cannot be numbered, each with where it lies.
        pasted, large: labels of sheets with pasted items; of sheets larger than A4.
        envelopes: with enclosures.
        corrections: mistakes and corrections of the numbering, a sentence each.
        compiler: who made the note, the only signature.
        changes: later changes, in order.
        documents: how many an electronic volume has: it has no sheets.
    """

    name: VolumeName
    last: int
    inventory_sheets: int
    compiler: Signatory
    lettered: tuple[str, ...] = ()
    missing: tuple[int, ...] = ()
    unnumbered: tuple[str, ...] = ()
    pasted: tuple[str, ...] = ()
    large: tuple[str, ...] = ()
    envelopes: tuple[Envelope, ...] = ()
    corrections: tuple[str, ...] = ()
    changes: tuple[LaterChange, ...] = ()
    documents: int | None = None

    def __post_init__(self) -> None:
        """Refuse labels that cannot be: the note's arithmetic rests on them."""
        distinct = {label_key(label) for label in self.lettered}
        assert len(distinct) == len(self.lettered), "a letter is used twice"
        assert all(0 < key[0] <= self.last and key[1][0] for key in distinct)
        assert all(0 < number < self.last for number in self.missing), "skipped numbers lie inside"
        assert len(set(self.missing)) == len(self.missing)

    @property
    def sheets(self) -> int:
        """Sheets of the volume: the largest number, less the skipped, plus the lettered."""
        return self.last - len(self.missing) + len(self.lettered)


def _units(value: CertificationNote) -> str:
    """What is counted: numbered sheets, or the documents of an electronic file."""
    if value.documents is not None:
        documents = figures_and_words(value.documents, _MASCULINE, DOCUMENT)
        return f"електронна справа, одиниці обліку — електронні документи: {documents}"
    return f"з № 1 по № {value.last}" if value.last else ""


@carries_out(
    "814:VII.13-аркуш",
    "814:VII.13-плюс",
    "814:VII.13-літерні",
    "814:VII.13-вкладення",
    "814:VII.13-наклеєні",
    "814:VII.13-великі",
    "814:VII.13-конверти",
    "814:VII.13-помилки",
    "814:VII.13-підпис",
    "814:VII.13-зміни",
)
@form("certification_note", "Засвідчувальний напис справи")
def certification_note(value: CertificationNote) -> dict[str, Json]:
    """Засвідчувальний напис: how many sheets, in figures and words, and what is odd."""
    envelopes = sorted(value.envelopes, key=lambda envelope: label_key(envelope.label))
    return {
        **value.name.slots(),
        "total": figures_and_words(value.sheets, _MASCULINE),
        "inventory": figures_and_words(value.inventory_sheets, _MASCULINE),
        "range": _units(value),
        "lettered": listed(value.lettered) or NONE,
        "missing": listed(map(str, value.missing)) or NONE,
        "unnumbered": "; ".join(value.unnumbered) or NONE,
        "pasted": listed(value.pasted) or NONE,
        "large": listed(value.large) or NONE,
        "envelopes": "; ".join(
            f"№ {one.label} — {figures_and_words(one.enclosed, _MASCULINE, SHEET)}"
            for one in envelopes
        )
        or NONE,
        "corrections": "; ".join(value.corrections) or NONE,
        "compiler": value.compiler.slots(),
        "changes": [
            {"date": day(one.on), "text": one.text, "basis": one.basis, "by": one.by.slots()}
            for one in value.changes
        ],
    }
