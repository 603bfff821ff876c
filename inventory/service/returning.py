"""What a ruling of return or refusal sends back to who brought it (814 III.13, VII.6).

Knows: that a claim goes with all that was added to it, and that copies stay.
Does not know: acts; what is numbered leaves by one (removal.py). Keeps: what was scanned stays in
the vault; of what left the case file says when and by which ruling.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from inventory import events
from inventory.errors import ReturningRefused
from inventory.language.days import legal_day
from inventory.language.words import short_date
from inventory.model import CaseFile, Document, SheetBasis
from inventory.queries import case_by_key, documents_of, frozen_volumes
from inventory.rules.relations import may_be_returned
from inventory.service.meanwhile import case_as_seen
from inventory.service.relations import document_of
from vault import Json, Transaction, Verdict, carries_out, single_spaced

_STAYS = {"envelope", "closed-envelope", "receipt", "reply"}
"""What comes with a claim and is none of its annexes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """On what originals go back.

    Attributes:
        on: day of the ruling.
        ruling: of return or refusal.
        letter: number of the registered letter.
    """

    on: dt.date
    ruling: str
    letter: str

    @property
    def told(self) -> str:
        """As the inventory says it."""
        return f"оригінал повернуто заявникові {short_date(self.on)}"


def with_annexes(connection: Connection, case: CaseFile, chosen: Iterable[str]) -> list[Document]:
    """The documents and all that was added to them, in the order of registration (814 III.13)."""
    going = set(chosen)
    found = []
    for one in sorted(documents_of(connection, case.key), key=lambda one: one.sequence):
        added = one.parent in going and one.kind_data.trait not in _STAYS
        if one.id in going or (added and not (one.removed or one.kind_data.court)):
            going.add(one.id)
            found.append(one)
    return found


def judge_return(
    case: CaseFile,
    what: Return,
    papers: Sequence[Document],
    today: dt.date,
    numbered: Sequence[str] = (),
) -> Verdict:
    """What the law has against it; `numbered` are titles of papers whose sheets have numbers."""
    return may_be_returned(
        case,
        ruling=what.ruling,
        on=what.on,
        today=today,
        documents=len(papers),
        letter=what.letter,
        numbered=numbered,
        not_brought=[one.title for one in papers if one.kind_data.court or one.removed],
    )


@carries_out("814:III.13")
def return_to_applicant(
    tx: Transaction,
    number: str,
    *,
    on: dt.date,
    ruling: str,
    letter: str,
    documents: Sequence[str],
    without_copy: Sequence[str] = (),
    seen: int | None = None,
) -> CaseFile:
    """Note that originals were sent back with the ruling; of them copies stay (814 VII.6).

    What was added to them goes along. The case file is put in order by time alone from now on. Of
    `without_copy` nothing stays: they take no sheet.

    Raises:
        NoSuchCase, NoSuchDocument. ReturningRefused: a rule objects.
        ChangedMeanwhile: the case file is no longer as `seen`.
    """
    case = case_as_seen(tx, number, seen)
    what = Return(on=on, ruling=single_spaced(ruling), letter=single_spaced(letter))
    bare = {document_of(tx, case, document).id for document in without_copy}
    named = [document_of(tx, case, document).id for document in documents]
    papers = with_annexes(tx.connection, case, (*named, *bare))
    fixed = {p.document for v in frozen_volumes(tx.connection, case.key) for p in v.pieces}
    numbered = [one.title or one.name for one in papers if one.id in fixed]
    judge_return(case, what, papers, legal_day(tx.now), numbered).demand(ReturningRefused)
    rows = [
        {"document": paper.id, "row": _left_row(what, copied=paper.id not in bare)}
        for paper in papers
    ]
    return record_return(tx, case, what, rows)


def record_return(
    tx: Transaction, case: CaseFile, what: Return, rows: Sequence[dict[str, Json]]
) -> CaseFile:
    """Record it; `rows` say what becomes of each document that leaves without an act."""
    tx.record(
        events.RETURNED_TO_APPLICANT,
        subjects=(
            events.case_subject(case.key),
            *(events.document_subject(row["document"]) for row in rows),
        ),
        payload={
            "case": case.key,
            "kind": "refusal",
            "on": what.on.isoformat(),
            "ruling": what.ruling,
            "note": what.letter,
            "documents": list(rows),
        },
        cites=("814:III.13", "814:VII.6"),
    )
    return case_by_key(tx.connection, case.key)


def _left_row(what: Return, *, copied: bool) -> dict[str, Json]:
    if copied:
        return {"copy": 1, "removed": what.told}
    gone = f"{what.told}, копії немає"
    return {"sheets": 0, "sheets_basis": SheetBasis.NONE.value, "removed": gone}
