"""Case files as wholes: merged, separated, reopened, left without motion, cured.

Knows: what of III.6–III.13 and VII.7 is recorded, and what follows for the case file.
Does not know: documents' bytes, forms.
Keeps: a unique number never changes by any of these; each rests on a named ruling.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from inventory import events
from inventory.errors import (
    CaseExists,
    LeavingRefused,
    MergingRefused,
    ReopeningRefused,
    SeparatingRefused,
)
from inventory.language.days import legal_day
from inventory.language.words import short_date
from inventory.model import CaseFile, Document
from inventory.queries import (
    case_by_key,
    documents_of,
    find_case,
    frozen_volumes,
    get_case,
    get_document,
    held_in,
    joined_into,
)
from inventory.registration.numbers import checked
from inventory.rules.relations import (
    REASONS,
    earliest,
    may_be_left,
    may_be_merged,
    may_be_reopened,
    may_be_separated,
)
from inventory.service.cases import NewCase, open_case
from inventory.service.meanwhile import case_as_seen
from vault import Json, Transaction, carries_out, single_spaced
from vault.errors import UsageError


@carries_out("814:III.6")
def merge_cases(
    tx: Transaction,
    numbers: Sequence[str],
    *,
    on: dt.date,
    ruling: str,
    into: str | None = None,
    seen: Sequence[int] = (),
) -> CaseFile:
    """Merge case files: the number of the one that came first stays; the others refer to it.

    `seen` are the revisions of the case files, in the order of `numbers`, if they matter.

    Raises:
        NoSuchCase. MergingRefused: a rule objects. ChangedMeanwhile: one is no longer as `seen`.
        UsageError: the day has not come; not as many revisions as numbers.
    """
    _require_past(tx, on)
    if seen and len(seen) != len(numbers):
        raise UsageError(reason=f"справ {len(numbers)}, а ревізій (--seen) {len(seen)}")
    found = [
        case_as_seen(tx, number, revision)
        for number, revision in itertools.zip_longest(numbers, seen)
    ]
    if not found:
        raise UsageError(reason="не названо справ")
    stays = get_case(tx.connection, into) if into else earliest(found)
    others = [case for case in found if case.key != stays.key]
    merged = [c.number for c in (stays, *others) if joined_into(tx.connection, c.key)]
    may_be_merged(stays, others, ruling=ruling, merged=merged).demand(MergingRefused)
    tx.record(
        events.CASES_MERGED,
        subjects=[events.case_subject(case.key) for case in (stays, *others)],
        payload={
            "case": stays.key,
            "joined": [case.key for case in others],
            "numbers": [case.number for case in others],
            "on": on.isoformat(),
            "ruling": single_spaced(ruling),
        },
        cites=("814:III.6",),
    )
    return stays


@dataclass(frozen=True, slots=True, kw_only=True)
class Separation:
    """What is separated from a case file.

    Attributes:
        new: the case file it becomes; received on the day of the ruling (814 III.7).
        persons: whose proceeding stands still; empty unless `suspended` (814 III.9).
        copies: ids of documents of which certified copies go to the new one (814 III.7).
        ids: new short ids for these, in their order.
    """

    new: NewCase
    on: dt.date
    ruling: str
    suspended: bool = False
    persons: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()


@carries_out("814:III.7", "814:III.7-копії", "814:III.9")
def separate_case(
    tx: Transaction, number: str, separation: Separation, *, seen: int | None = None
) -> CaseFile:
    """Separate materials into a case file of their own with a new number.

    Copies the new one wants are expected there until their files come.

    Raises:
        NoSuchCase, NoSuchDocument, CaseExists. SeparatingRefused: a rule objects.
        ChangedMeanwhile: the case file is no longer as `seen`.
    """
    case = case_as_seen(tx, number, seen)
    on = separation.on
    new_number = checked(separation.new.number)
    may_be_separated(
        case,
        new_number,
        on=on,
        today=legal_day(tx.now),
        ruling=separation.ruling,
        suspended=separation.suspended,
        persons=separation.persons,
    ).demand(SeparatingRefused)
    if find_case(tx.connection, new_number) is not None:
        raise CaseExists(name=new_number)
    copies = [get_document(tx.connection, document) for document in separation.copies]
    opened = open_case(tx, separation.new)
    tx.record(
        events.CASE_SEPARATED,
        subjects=(events.case_subject(case.key), events.case_subject(opened.key)),
        payload={
            "case": case.key,
            "new": opened.key,
            "on": on.isoformat(),
            "ruling": single_spaced(separation.ruling),
            "note": "; ".join(map(single_spaced, separation.persons)),
            "suspended": separation.suspended,
        },
        cites=("814:III.9" if separation.suspended else "814:III.7",),
    )
    for document, own in zip(copies, separation.ids, strict=False):
        expect(tx, opened, own, _copy_of(document), f"справа № {case.number}, {document.id}")
    return opened


def _copy_of(document: Document) -> dict[str, Json]:
    card: dict[str, Json] = {"kind": document.kind, "title": document.title, "copy": True}
    card |= {"index": document.index} if document.index else {}
    card |= {"date": document.date} if document.date else {}
    return card | {"flags": ["certified-copy"], "direction": "internal"}


@carries_out("814:II.2-АСДС", "814:III.7-копії")
def expect(tx: Transaction, case: CaseFile, own: str, card: dict[str, Json], source: str) -> None:
    """Note that a document is to come: its file, or its copy, is not there yet."""
    tx.record(
        events.DOCUMENT_EXPECTED,
        subjects=(events.case_subject(case.key),),
        payload={"expected": own, "case": case.key, "card": card, "source": source},
        cites=("814:II.2-АСДС",),
    )


@carries_out("814:III.8", "814:VII.7-нововиявлені", "814:VII.7-виконання", "814:VII.7-окрема")
def reopen_case(
    tx: Transaction,
    number: str,
    why: str,
    *,
    on: dt.date,
    ruling: str = "",
    proceedings: Sequence[str] = (),
    other_court: bool = False,
    under: str | None = None,
    seen: int | None = None,
) -> CaseFile:
    """Take a finished case file up again under its number; what comes now joins it.

    `under` is the number the arriving case has, if another is said.

    Raises:
        NoSuchCase. ReopeningRefused: a rule objects. UsageError: no such reason; a day to come.
        ChangedMeanwhile: the case file is no longer as `seen`.
    """
    _require_past(tx, on)
    if why not in REASONS:
        raise UsageError(reason=f"підстава може бути: {', '.join(REASONS)}")
    case = case_as_seen(tx, number, seen)
    may_be_reopened(
        case, why, number=checked(under or case.number), other_court=other_court, ruling=ruling
    ).demand(ReopeningRefused)
    named = map(single_spaced, proceedings)
    added = [one for one in named if one not in case.proceedings]
    tx.record(
        events.CASE_REOPENED,
        subjects=(events.case_subject(case.key),),
        payload={
            "case": case.key,
            "why": why,
            "on": on.isoformat(),
            "ruling": single_spaced(ruling),
            "closed_on": case.closed_on,
            "proceedings": [*case.proceedings, *added],
        },
        cites=("814:III.8" if why in {"new-trial", "jurisdiction"} else "814:VII.7-виконання",),
    )
    return case_by_key(tx.connection, case.key)


@carries_out("814:III.10")
def leave_without_motion(
    tx: Transaction,
    number: str,
    *,
    on: dt.date,
    ruling: str,
    until: dt.date | None,
    judge: str,
    documents: Sequence[str] = (),
    seen: int | None = None,
) -> CaseFile:
    """Note what is left without motion: it lies unstitched with the judge until cured.

    Without `documents` it is the whole case file (a claim that just came).

    Raises:
        NoSuchCase, NoSuchDocument. LeavingRefused: a rule objects. UsageError: a day to come.
        ChangedMeanwhile: the case file is no longer as `seen`.
    """
    _require_past(tx, on)
    case = case_as_seen(tx, number, seen)
    papers = [document_of(tx, case, document) for document in documents]
    pieces = {p.document for v in frozen_volumes(tx.connection, case.key) for p in v.pieces}
    meant = papers or documents_of(tx.connection, case.key)
    held = {one.document for one in held_in(tx.connection, case.key)}
    may_be_left(
        case,
        ruling=ruling,
        on=on,
        until=until,
        frozen=[paper.title or paper.name for paper in meant if paper.id in pieces],
        held=bool(held & {"", *(paper.id for paper in papers)}),
    ).demand(LeavingRefused)
    tx.record(
        events.LEFT_WITHOUT_MOTION,
        subjects=(
            events.case_subject(case.key),
            *(events.document_subject(paper.id) for paper in papers),
        ),
        payload={
            "case": case.key,
            "documents": [paper.id for paper in papers],
            "on": on.isoformat(),
            "until": until.isoformat() if until else None,
            "ruling": single_spaced(ruling),
            "judge": single_spaced(judge),
        },
        cites=("814:III.10",),
    )
    return case


def cure_defects(
    tx: Transaction,
    number: str,
    *,
    on: dt.date,
    ruling: str,
    documents: Sequence[str] = (),
    seen: int | None = None,
) -> CaseFile:
    """Note that the defects were cured: the materials are stitched as all others are.

    Args:
        tx: the transaction.
        number: of the case file.
        on: day on which that was found.
        ruling: what it rests on (what came, or the ruling).
        documents: of those left without motion; all of them when empty.
        seen: the revision of the case file this was decided on, if it matters.

    Raises:
        NoSuchCase, NoSuchDocument. UsageError: nothing is without motion; a day to come.
        ChangedMeanwhile: the case file is no longer as `seen`.
    """
    _require_past(tx, on)
    case = case_as_seen(tx, number, seen)
    held = {one.document: one for one in held_in(tx.connection, case.key)}
    chosen = [document_of(tx, case, document).id for document in documents] or list(held)
    if not chosen or not held.keys() >= set(chosen):
        raise UsageError(reason=f"у справі № {case.number} такого без руху немає")
    if on.isoformat() < max(held[one].since for one in chosen):
        raise UsageError(reason="недоліки усунуто раніше, ніж залишено без руху")
    tx.record(
        events.DEFECTS_CURED,
        subjects=(events.case_subject(case.key),),
        payload={
            "case": case.key,
            "documents": [one for one in chosen if one],
            "on": on.isoformat(),
            "ruling": single_spaced(ruling),
        },
        cites=("814:III.10",),
    )
    return case


def document_of(tx: Transaction, case: CaseFile, document: str) -> Document:
    """The document, which must be of this case file.

    Raises:
        NoSuchDocument. UsageError: it is of another.
    """
    found = get_document(tx.connection, document)
    if found.case != case.key:
        raise UsageError(reason=f"документ «{found.id}» не зі справи № {case.number}")
    return found


def _require_past(tx: Transaction, on: dt.date) -> None:
    if on > legal_day(tx.now):
        raise UsageError(reason=f"дата {short_date(on)} ще не настала")
