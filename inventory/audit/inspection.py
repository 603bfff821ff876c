"""Inspections (огляд) of a case file: what is looked at on which occasion, and what is found.

Knows: the questions a person answers (data/inspection.tsv), the faults the vault itself sees, how
a file that was away is compared with what left. Does not know: storage; which clause is broken
(rules). Keeps: pure; whatever is found names the document and the sheets, so that an act can be
drawn from it.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from inventory.audit.acts import Defect
from inventory.audit.faults import FormationFault, Occasion
from inventory.errors import BadSheetLabel
from inventory.language.listing import listed
from inventory.language.words import label_key
from inventory.model import CaseFile, CaseState, Document, VolumeFacts, VolumePlan
from inventory.volumes.plan import label_range
from inventory.volumes.sheets import label
from vault import Json, Objection

LEAVING = frozenset({Occasion.SENDING, Occasion.ISSUE})
"""Occasions on which the file goes out of hand: a snapshot is kept."""
COMING_BACK = {Occasion.RETURN: Occasion.SENDING, Occasion.READING: Occasion.ISSUE}
"""Occasions on which it is compared, and with the snapshot of which."""
ACT_OF = {Occasion.RECEIPT: "state", Occasion.RETURN: "return", Occasion.READING: "reading"}
"""Kinds of act that the findings of an occasion ask for."""


@dataclass(frozen=True, slots=True)
class InspectionQuestion:
    """Something only a person can see.

    Attributes:
        code: key of its answer.
        defect: what the act calls it when the answer is no.
        text: asked so that «yes» is in order; fault: what is found otherwise.
    """

    code: str
    defect: Defect
    text: str
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectedFile:
    """A case file as the vault knows it, read in one state.

    Attributes:
        sewing: what the law says against how it is sewn: order, repetitions, margins.
        expected: titles of documents the register knows and nobody brought.
        spoiled: ids of documents whose bytes are missing or not those recorded.
    """

    case: CaseFile
    plans: Sequence[VolumePlan]
    facts: Mapping[int, VolumeFacts]
    documents: Mapping[str, Document]
    sewing: Sequence[Objection] = ()
    expected: Sequence[str] = ()
    spoiled: Collection[str] = ()

    @property
    def has_carriers(self) -> bool:
        """Whether there are discs in it."""
        return any(one.kind_data.trait == "media" for one in self.documents.values())


@cache
def _table() -> tuple[tuple[InspectionQuestion, frozenset[str], str], ...]:
    text = resources.files("inventory").joinpath("data/inspection.tsv").read_text(encoding="utf-8")
    return tuple(
        (
            InspectionQuestion(row["code"], Defect(row["defect"]), row["question"], row["fault"]),
            frozenset(row["occasions"].split()),
            row["when"],
        )
        for row in csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    )


def questions(occasion: Occasion, *, carriers: bool) -> tuple[InspectionQuestion, ...]:
    """What a person answers on this occasion; of carriers only where the file has any."""
    return tuple(
        question
        for question, occasions, when in _table()
        if occasion.value in occasions and (carriers or when != "media")
    )


def fault_names() -> dict[str, str]:
    """What a report calls the faults of each check."""
    asked = {question.code: question.fault for question, _, _ in _table()}
    return asked | {
        "fixity": "вміст у сховищі пошкоджено",
        "count": "кількість аркушів не підтверджено",
        "unsigned": "внутрішній опис не підписано",
        "note": "немає засвідчувального напису",
        "order": "недоліки порядку, повторення або поля документів",
        "expected": "документ зареєстровано, а файлу немає",
        "compare": "склад справи змінився, поки вона була за межами суду чи в ознайомленні",
    }


def unanswered(
    asked: Sequence[InspectionQuestion], answers: Mapping[str, Json]
) -> tuple[InspectionQuestion, ...]:
    """Questions without an answer: neither yes, nor no, nor what was seen instead."""
    return tuple(
        one
        for one in asked
        if not isinstance(answers.get(one.code), bool)
        and not (isinstance(answers.get(one.code), str) and str(answers[one.code]).strip())
    )


def answered_no(
    asked: Sequence[InspectionQuestion], answers: Mapping[str, Json]
) -> Iterator[FormationFault]:
    """What the person saw: an answer that is no «yes» is a fault, its text is the note."""
    for one in asked:
        said = answers.get(one.code)
        if said is True or said is None:
            continue
        note = said.strip() if isinstance(said, str) else ""
        yield FormationFault(one.code, one.defect, one.fault, note, carrier=one.code == "carriers")


def seen_by_the_vault(occasion: Occasion, state: InspectedFile) -> Iterator[FormationFault]:
    """What needs no person: the same on every occasion, as far as it matters there."""
    where = _sheets(state.plans)
    for document in state.documents.values():
        if document.id in state.spoiled:
            carrier = document.kind_data.trait == "media"
            note = "вміст у сховищі пошкоджено або його немає"
            yield _about(document, where, "fixity", Defect.DAMAGED, note, carrier=carrier)
        if not document.count.confirmed:
            note = "кількість аркушів не підтверджено"
            yield _about(document, where, "count", Defect.DEFECT, note)
    if occasion in COMING_BACK:
        return
    for volume in state.plans:
        facts = state.facts.get(volume.number) or VolumeFacts(number=volume.number)
        certified = facts.certified_on is not None
        if not certified and facts.signed_rows < len(volume.rows):
            text = f"Внутрішній опис тому {volume.name} не підписано"
            note = f"підписано рядків {facts.signed_rows} із {len(volume.rows)}"
            yield FormationFault("unsigned", Defect.DEFECT, text, note)
        if not certified and state.case.state is not CaseState.OPEN:
            text = f"Том {volume.name} не має засвідчувального напису"
            yield FormationFault("note", Defect.DEFECT, text)
    for objection in state.sewing:
        yield FormationFault("order", Defect.DEFECT, objection.text, objection.clause)
    for title in state.expected:
        yield FormationFault("expected", Defect.MISSING, title, "зареєстровано, а файлу немає")


def _sheets(plans: Sequence[VolumePlan]) -> dict[str, str]:
    """Where each document lies: «т. 1, арк. 5–8»."""
    found: dict[str, list[str]] = {}
    for volume in plans:
        for row in volume.rows:
            for member in row.members:
                first, last = label_range(member.labels)
                span = (first if first == last else f"{first}–{last}") if first else ""
                if span:
                    name = f"т. {volume.name}: {span}" if len(plans) > 1 else span
                    found.setdefault(member.document, []).append(name)
    return {document: "; ".join(spans) for document, spans in found.items()}


def _about(
    document: Document,
    where: Mapping[str, str],
    code: str,
    defect: Defect,
    note: str,
    *,
    carrier: bool = False,
) -> FormationFault:
    title = document.title or document.name
    return FormationFault(
        code, defect, title, note, where.get(document.id, ""), document.id, carrier
    )


# -- leaving and coming back -----------------------------------------------------------------------


def snapshot(state: InspectedFile) -> dict[str, Json]:
    """The case file as it leaves: every sheet, and the digest of every content."""
    volumes = [
        {
            "number": volume.number,
            "pieces": [
                {"document": member.document, "labels": [str(entry) for entry in member.labels]}
                for row in volume.rows
                for member in row.members
            ],
        }
        for volume in state.plans
    ]
    documents = [
        {
            "document": one.id,
            "title": one.title or one.name,
            "name": one.name,
            "sha512": one.original,
        }
        for one in state.documents.values()
    ]
    return {"volumes": volumes, "documents": documents}


def compared(
    left: Mapping[str, Json],
    state: InspectedFile,
    sheets: Mapping[int, Sequence[str]],
    contents: Mapping[str, str] | None,
    *,
    continued: bool = False,
) -> Iterator[FormationFault]:
    """What is otherwise than when it left.

    Args:
        left: the snapshot.
        state: the file now.
        sheets: labels of the sheets that were counted in a volume that came back.
        contents: names of the files that came back and their SHA-512; None when none were given.
        continued: whether another court may have gone on numbering (814 VII.20).
    """
    last = max((volume["number"] for volume in left["volumes"]), default=0)
    titles = {one["document"]: one["title"] for one in left["documents"]}
    for document in titles.keys() - state.documents.keys():
        yield FormationFault("compare", Defect.MISSING, titles[document], document=document)
    for volume in left["volumes"]:
        if volume["number"] in sheets:
            seen = sheets[volume["number"]]
            if continued and volume["number"] == last:
                seen = [*_without_tail(volume, seen)]
            yield from _sheets_compared(volume, seen, titles)
    if contents is not None:
        yield from _contents_compared(left["documents"], contents)


def _sheets_compared(
    volume: Mapping[str, Json], seen: Sequence[str], titles: Mapping[str, str]
) -> Iterator[FormationFault]:
    number, there = volume["number"], set(seen)
    for piece in volume["pieces"]:
        gone = [one for one in piece["labels"] if one not in there]
        if gone:
            note = f"том {number}"
            title, document = titles[piece["document"]], piece["document"]
            yield FormationFault("compare", Defect.MISSING, title, note, listed(gone), document)
    known = {one for piece in volume["pieces"] for one in piece["labels"]}
    more = sorted(there - known, key=label_key)
    if more:
        text = f"У томі {number} є аркуші, яких не було"
        yield FormationFault("compare", Defect.RESEWN, text, sheets=listed(more))


def _without_tail(volume: Mapping[str, Json], seen: Sequence[str]) -> Iterator[str]:
    """The labels without those that go on where the volume ended when it left."""
    known = [label(one).number for piece in volume["pieces"] for one in piece["labels"]]
    for one in seen:
        if not one.isdecimal() or int(one) <= max(known, default=0):
            yield one


def _contents_compared(
    documents: Sequence[Mapping[str, Json]], contents: Mapping[str, str]
) -> Iterator[FormationFault]:
    there = set(contents.values())
    for one in documents:
        if one["sha512"] is None or one["sha512"] in there:
            continue
        replaced = one["name"] in contents
        defect = Defect.REPLACED if replaced else Defect.MISSING
        note = "вміст файлу інший" if replaced else "файлу немає"
        yield FormationFault("compare", defect, one["title"], note, document=one["document"])


def labels_of(text: str) -> list[str]:
    """Sheet numbers as a person lists them: `1–4, 6, 12а`.

    Raises:
        BadSheetLabel: one is none.
    """
    found: list[str] = []
    for part in filter(None, (one.strip() for one in text.split(","))):
        try:
            found.append(str(label(part)))
        except BadSheetLabel:
            found += _run(part)
    return found


def _run(part: str) -> list[str]:
    first, dash, last = part.replace("-", "–").partition("–")
    low, high = label(first), label(last if dash else first)
    if low.letter or low.number > high.number:
        raise BadSheetLabel(label=part)
    letter = [str(high)] if high.letter else []
    return [str(number) for number in range(low.number, high.number + 1)] + letter
