"""What the certification note says of originals that copies replaced (814 VII.13, VII.23).

Knows: which sheets a copy takes, and that more of them take letters and fewer leave gaps.
Does not know: whether an original may leave, or the act; how the entry is recorded (changes.py).
Keeps: the sheets that stay keep their numbers.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from inventory.forms import Press
from inventory.language.days import legal_day
from inventory.language.words import Noun, noun, short_date
from inventory.model import Document, VolumeChange
from inventory.service.acts import PreparedAct
from inventory.service.certification import (
    VolumeView,
    note_with,
    remarked,
    typeset_remarks,
)
from inventory.service.changes import NoteEntry, judge_change, printed_note
from inventory.volumes.papers import Letterhead
from inventory.volumes.plan import label_range
from inventory.volumes.sheets import Label, next_letters
from vault import Vault

SHEET: Noun = ("аркуш", "аркуші", "аркушів")


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """One original: its sheets and their numbers, those of its copy, the volumes where it lies.

    Attributes:
        parts: of each volume the name and the numbers of its sheets there.
    """

    document: Document
    copy_sheets: int
    volumes: tuple[int, ...]
    parts: tuple[tuple[str, tuple[Label, ...]], ...]

    @property
    def numbers(self) -> tuple[Label, ...]:
        """The numbers of all its sheets, in order."""
        return tuple(entry for _, labels in self.parts for entry in labels)

    @property
    def labels(self) -> str:
        """Where it lies: «3–5», «5–250 (т. 1), 1–54 (т. 2)»."""
        said = [(name, label_range(labels)) for name, labels in self.parts]
        return ", ".join(
            (a if a == b else f"{a}–{b}") + self.within(name) for name, (a, b) in said if a and b
        )

    def within(self, volume: str) -> str:
        """Names the volume where the same numbers stand in several."""
        return f" (т. {volume})" if len(self.parts) > 1 else ""

    @property
    def surplus(self) -> int:
        """Sheets the copy has beyond the original; negative when it has fewer."""
        return self.copy_sheets - self.document.count.sheets


def prepare_entry(
    vault: Vault,
    press: Press,
    head: Letterhead,
    view: VolumeView,
    leaving: Sequence[Leaving],
    act: PreparedAct,
    remark: str,
) -> NoteEntry:
    """The note of a certified volume with this change; its sheets keep the numbers they have.

    `remark` stands in «Примітки» of the inventory, which is printed with it (814 VII.23). Who
    draws the act up makes the entry: the first of those present.
    """
    inside = [one for one in leaving if view.volume.number in one.volumes]
    text = "; ".join(_replaced(one) for one in inside)
    one, many = "оригінал засвідченою копією", "оригінали засвідченими копіями"
    said = f"Замінено {one if len(inside) == 1 else many}"
    drawing = act.request.present[0]
    change = VolumeChange(
        on=act.on.isoformat(),
        text=f"{said}: {text}",
        basis=f"акт від {short_date(act.on)} № {act.number}",
        by=drawing.name,
        position=drawing.position,
    )
    judge_change(view, change, legal_day(vault.clock()))
    count, at = len(view.facts.changes) + 1, vault.clock()
    gone = [one.document.id for one in inside]
    now = {name: dataclasses.replace(view.documents[name], removed=remark) for name in gone}
    printed = {
        note_with(count): printed_note(press, head, view, at, change),
        remarked(count): typeset_remarks(press, head, view, {**view.documents, **now}, at),
    }
    forms = {name: vault.store(form.pdf) for name, form in printed.items()}
    return NoteEntry(view=view, change=change, printed=printed, forms=forms)


def _replaced(one: Leaving) -> str:
    """What the note says of the sheets: more of the copy take letters, fewer leave gaps."""
    said = f"арк. {one.labels} («{one.document.title}»)" if one.labels else one.document.title
    if not one.surplus:
        return said
    said += f", копія — {one.copy_sheets} {noun(one.copy_sheets, SHEET)} "
    said += f"замість {one.document.count.sheets}"
    if not one.numbers:
        return said
    if one.surplus > 0:
        letters = next_letters(one.numbers[-1], one.surplus)
        named = ", ".join(map(str, letters)) + one.within(one.parts[-1][0])
        if len(letters) == 1:
            return f"{said}: зайвий аркуш має номер {named}"
        return f"{said}: зайві аркуші мають номери {named}"
    return f"{said}: пропущено {'номер' if one.surplus == -1 else 'номери'} {_gaps(one)}"


def _gaps(one: Leaving) -> str:
    """Which numbers have no sheet any more, from the last one back."""
    fewer, named = -one.surplus, []
    for name, labels in reversed(one.parts):
        gone = labels[max(len(labels) - fewer, 0) :]
        fewer -= len(gone)
        if gone:
            named.append(", ".join(map(str, gone)) + one.within(name))
    return ", ".join(reversed(named))
