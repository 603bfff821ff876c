"""The column «Примітки» of the internal inventory.

Knows: what 814 VII.1, VII.8 and XX¹.2 want written there. Does not know: forms.
Keeps: the same words stand on paper and on the screen; pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from inventory.language.words import Noun, noun
from inventory.model import Document, Row
from vault import carries_out

PAGE: Noun = ("сторінка", "сторінки", "сторінок")
_ANNEXES = {False: "з додатками згідно з переліком", True: "з укладеннями"}
"""What is said of annexes, by whether they are enclosures."""


@carries_out(
    "814:VII.8-копія",
    "814:VII.8-додатки",
    "814:VII.1-диски-опис",
    "814:XX1.2-сторінки",
    "814:XX1.2-опис",
    "814:VII.23-заміна",
)
def row_notes(row: Row, leading: Document, documents: Mapping[str, Document]) -> str:
    """What stands in «Примітки» of the row."""
    notes = []
    if leading.copy:
        notes.append("копія")
    if leading.kind_data.trait == "media":
        notes.append("у конверті в кінці тому")
    if leading.restricted:
        notes.append(f"документ з обмеженим доступом, {leading.pages} {noun(leading.pages, PAGE)}")
    annexes = {
        documents[m.document].kind_data.trait == "enclosure"
        for m in row.members
        if m.document != leading.id
    }
    notes += [said for enclosed, said in _ANNEXES.items() if enclosed in annexes]
    notes += _gone([documents[member.document] for member in row.members], leading)
    if row.continued_from is not None:
        notes.append(f"продовження, початок див. т. {row.continued_from}")
    if row.continues_in is not None:
        notes.append(f"продовження див. т. {row.continues_in}")
    if leading.note and leading.note not in notes:
        notes.append(leading.note)
    return "; ".join(notes)


def _gone(members: Sequence[Document], leading: Document) -> list[str]:
    """What became of originals: once for all of the row, else with their titles."""
    told: dict[str, list[Document]] = {}
    for one in members:
        if one.removed:
            told.setdefault(one.removed, []).append(one)
    notes = []
    for text, gone in told.items():
        if gone == [leading]:
            notes.append(text)
        elif len(gone) == len(members):
            notes.append(f"{text} (разом з додатками)")
        else:
            notes.append(f"{', '.join(f'«{one.title}»' for one in gone)}: {text}")
    return notes
