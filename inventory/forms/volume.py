"""The forms of a volume: cover and internal inventory; the certification note is note.py.

Knows: which fields 814 VII.8 and VII.14 name, in which order, and how they are counted.
Does not know: the vault, case files, volumes; it is told values.
Keeps: every total is counted here from the rows and labels that are printed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from inventory.forms.slots import Signatory, day, form, span
from inventory.language.words import Gender, Noun, figures_and_words, long_date
from vault.model import Json
from vault.verdict import carries_out

DOCUMENT: Noun = ("документ", "документи", "документів")
SHEET: Noun = ("аркуш", "аркуші", "аркушів")

_MASCULINE = Gender.MASCULINE
_PAGE_CHARS = 1_500
"""No page of the inventory holds less of one row's text than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeName:
    """The volume a form belongs to.

    Attributes:
        court: full name.
        case: number of the case file, verbatim (ЄУН).
        volume: its label: «2», «2а».
        volumes: how many the case file has; the volume is named only when more than one.
        heading: what is kept apart under the number (814 VII.21–22); empty for the case file.
    """

    court: str
    case: str
    volume: str = "1"
    volumes: int = 1
    heading: str = ""

    def slots(self) -> dict[str, Json]:
        """Court, case and volume lines."""
        named = self.volumes > 1
        volume = f"Том {self.volume} з {self.volumes}" if named else ""
        said = ". ".join(filter(None, (self.heading, volume)))
        return {"court": self.court, "case": self.case, "volume": said}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """Обкладинка судової справи (814 VII.14, додаток 5).

    Attributes:
        name: court, case number, volume.
        proceedings: numbers of proceedings as in АСДС.
        subject: what the cover says between number and date: captions and texts, made by
            `persons`, `measure`, `complaint`, `claim` or `other`.
        received_on: date of receipt by the court.
        heading: instead of «СПРАВА №…»: `appeal_of_ruling`, `left_without_motion`,
            «Контрольне провадження» (VII.21–22).
        reused: whether its data go onto the cover in which the materials came (VII.25).
        finished_on, sheets, retention, reference: the lower block «для архіву», printed when
            any of it is given. `reference` is fonds, inventory and file number.
    """

    name: VolumeName
    proceedings: tuple[str, ...] = ()
    subject: tuple[tuple[str, str], ...] = ()
    received_on: dt.date
    heading: str = ""
    reused: bool = False
    finished_on: dt.date | None = None
    sheets: int | None = None
    retention: str = ""
    reference: tuple[str, str, str] | None = None


@carries_out(
    "814:VII.14",
    "814:VII.14-суд",
    "814:VII.14-номер",
    "814:VII.14-том",
    "814:VII.14-дата",
    "814:VII.14-кут",
)
@form("cover", "Обкладинка судової справи")
def cover(value: Cover) -> dict[str, Json]:
    """Обкладинка: all fields of 814 VII.14 in its order."""
    fonds, inventory, number = value.reference or ("", "", "")
    archived = (value.finished_on, value.sheets, value.retention, value.reference)
    return {
        **value.name.slots(),
        "heading": value.heading,
        "proceedings": list(value.proceedings),
        "reused": value.reused,
        "subject": _captioned(value.subject),
        "received": long_date(value.received_on),
        "archive": any(part is not None and part != "" for part in archived),
        "finished": long_date(value.finished_on) if value.finished_on else "",
        "sheets": "" if value.sheets is None else str(value.sheets),
        "retention": value.retention,
        "fonds": fonds,
        "inventory": inventory,
        "number": number,
    }


def _captioned(subject: tuple[tuple[str, str], ...]) -> list[Json]:
    """Captions and texts; a caption that is the one before it is not said again."""
    before = ("", *(caption for caption, _ in subject))
    return [
        {"caption": "" if caption == last else caption, "text": text}
        for last, (caption, text) in zip(before, subject, strict=False)
    ]


@carries_out("814:VII.14-особи")
def persons(*people: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """Subject of a criminal or offence case: full name and norm of law of each person."""
    return tuple(("Особа, норма закону", ", ".join(filter(None, pair))) for pair in people)


@carries_out("814:VII.14-забезпечення")
def measure(*, applicant: str, kind: str, person: str) -> tuple[tuple[str, str], ...]:
    """Subject of a motion for a measure securing criminal proceedings."""
    return (
        ("Суб'єкт звернення за клопотанням", applicant),
        ("Вид заходу забезпечення", kind),
        ("Особа, стосовно якої вирішується питання", person),
    )


@carries_out("814:VII.14-скарга")
def complaint(*, complainant: str, respondent: str, matter: str) -> tuple[tuple[str, str], ...]:
    """Subject of a complaint on decisions, acts or omissions of an investigator or prosecutor."""
    return (
        ("Особа, яка подала скаргу", complainant),
        ("Чиї рішення, дії чи бездіяльність оскаржуються", respondent),
        ("Предмет оскарження", matter),
    )


@carries_out("814:VII.14-сторони", "814:VII.14-зустрічний")
def claim(
    *parties: tuple[str, str], gist: str, counterclaim: str = ""
) -> tuple[tuple[str, str], ...]:
    """Subject of a civil, commercial or administrative case.

    Args:
        parties: role and name: («Позивач», …), («Відповідач», …), («Заявник», …).
        gist: of the claims.
        counterclaim: gist of a counter-claim, when there is one.
    """
    counter = (("Пред'явлено зустрічний позов", counterclaim),) if counterclaim else ()
    return (*parties, ("Суть вимог", gist), *counter)


@carries_out("814:VII.14-інша")
def other(*, person: str, gist: str) -> tuple[tuple[str, str], ...]:
    """Subject of a case of another category."""
    return ("Особа, стосовно якої надійшла справа", person), ("Суть справи", gist)


@carries_out("814:VII.21-обкладинка")
def appeal_of_ruling(*, court: str, on: dt.date, case: str, complainant: str) -> str:
    """The heading 814 VII.21 fixes for a volume of copies sent with a complaint on a ruling."""
    return (
        f"Матеріали оскарження ухвали ({court}, {day(on)}, справа № {case}) "
        f"за апеляційною скаргою ({complainant})"
    )


@carries_out("814:III.10-обкладинка")
def left_without_motion(document: str) -> str:
    """The heading of a separate cover for what a ruling left without motion (814 III.10)."""
    return f"Матеріали, залишені без руху: {document}"


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryRow:
    """One row: a document with everything that came with it.

    Attributes:
        index: registration index.
        on: date of the document.
        title: short title; says «копія» and «з додатками згідно з переліком» where so.
        first, last: labels of its sheets; empty when it has none.
        notes: «у конверті в кінці тому» and the like.
    """

    index: str
    on: dt.date | None
    title: str
    first: str = ""
    last: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedTo:
    """Judge and clerk signed the inventory to this row, one day."""

    row: int
    on: dt.date
    judge: str
    clerk: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InternalInventory:
    """Внутрішній опис документів справи (814 VII.8, додаток 6).

    Attributes:
        name: court, case number, volume.
        rows: in order; their ordinal numbers are counted.
        earlier_rows, earlier_sheets: of sheets signed before, when only their continuation is
            printed (814 VII.8: inventory and numbering continue).
        duplex: whether the inventory is printed on both sides of its sheets.
        signed: to which rows it was signed before, in order.
        sheets: of the inventory, when that was certified and this is printed for its remarks.
        judge, clerk: the two who sign, or signed the last of the rows.
    """

    name: VolumeName
    rows: tuple[InventoryRow, ...]
    judge: Signatory
    clerk: Signatory
    earlier_rows: int = 0
    earlier_sheets: int = 0
    duplex: bool = False
    signed: tuple[SignedTo, ...] = ()
    sheets: int | None = None


@carries_out(
    "814:VII.8",
    "814:VII.8-підпис",
    "814:VII.8-підсумок",
    "814:VII.8-продовження",
    "814:VII.9-опис",
)
@form("inventory", "Внутрішній опис документів справи")
def internal_inventory(value: InternalInventory) -> dict[str, Json]:
    """Внутрішній опис: six columns; documents and inventory sheets in figures and words.

    How many sheets it has is known only to the typesetter, so the words of every possible number
    go along and the template takes the one that is true.
    """
    rows = [
        {
            "position": str(position),
            "index": row.index,
            "date": day(row.on),
            "title": row.title,
            "sheets": span(row.first, row.last),
            "notes": row.notes,
        }
        for position, row in enumerate(value.rows, value.earlier_rows + 1)
    ]
    chars = sum(len(text) for row in rows for text in row.values())
    most = len(rows) + chars // _PAGE_CHARS + 3
    return {
        **value.name.slots(),
        "rows": rows,
        "documents": figures_and_words(value.earlier_rows + len(rows), _MASCULINE, DOCUMENT),
        "sheets": [
            figures_and_words(value.sheets or value.earlier_sheets + sheets, _MASCULINE)
            for sheets in range(1, most + 1)
        ],
        "first_sheet": value.earlier_sheets + 1,
        "signed": _signed_to(value),
        "duplex": value.duplex,
        "judge": value.judge.slots(),
        "clerk": value.clerk.slots(),
    }


def _signed_to(value: InternalInventory) -> str:
    """The mark on rows that were signed before; nothing where all of them are signed at once."""
    last = value.earlier_rows + len(value.rows)
    before = [one for one in value.signed if one.row < last]
    if not before:
        return ""
    told = ", ".join(
        f"до рядка {one.row} включно — {day(one.on)} ({one.judge}, {one.clerk})" for one in before
    )
    first = before[-1].row + 1
    added = f"рядок {first}" if first == last else f"рядки {first}–{last}"
    return f"Опис підписано раніше {told}; додано {added}."
