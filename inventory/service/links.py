"""Linking documents to one another, and moving papers between units.

Knows: what a link and a movement must say. Does not know: cards, forms.
Keeps: a link is only added; what a card said stays beside it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from inventory import events
from inventory.errors import LinkRefused
from inventory.language.days import KYIV, wall_time
from inventory.queries import get_case, get_document
from inventory.registration.card import moment
from inventory.registration.links import KINDS, DocumentLink
from inventory.rules.links import may_be_linked
from inventory.service.meanwhile import case_as_seen
from vault import Json, Transaction, carries_out, single_spaced
from vault.errors import UsageError


@carries_out("814:II.12-АСДС", "814:XIV.8-відповідь")
def link_documents(
    tx: Transaction,
    source: str,
    target: str,
    kind: str,
    *,
    served: bool | None = None,
    returned_on: str | None = None,
) -> DocumentLink:
    """DocumentLink the later paper `source` to what it is about.

    Raises:
        NoSuchDocument. LinkRefused: a rule objects. UsageError: no such kind, or to itself.
    """
    if kind not in KINDS or kind == "annex":
        raise UsageError(reason=f"зв'язок може бути: {', '.join(k for k in KINDS if k != 'annex')}")
    first, second = get_document(tx.connection, source), get_document(tx.connection, target)
    if first.id == second.id:
        raise UsageError(reason="документ не пов'язують із самим собою")
    day = moment(returned_on, "returned_on")[:10] if returned_on else None
    may_be_linked(kind, first, second, served=served, returned_on=day).demand(LinkRefused)
    cases = list(dict.fromkeys((first.case, second.case)))
    tx.record(
        events.DOCUMENTS_LINKED,
        subjects=(
            events.document_subject(first.id),
            events.document_subject(second.id),
            *map(events.case_subject, cases),
        ),
        payload={
            "kind": kind,
            "source": first.id,
            "target": second.id,
            "served": served,
            "returned_on": day,
            "cases": cases,
        },
        cites=(KINDS[kind].clause,) if KINDS[kind].clause else (),
    )
    return DocumentLink(
        kind=kind, source=first.id, target=second.id, served=served, returned_on=day
    )


def moved_json(
    tx: Transaction, numbers: Sequence[str], documents: Sequence[str]
) -> tuple[list[Json], tuple[str, ...]]:
    """What is moved, as payloads carry it, and its subjects.

    Raises:
        NoSuchCase, NoSuchDocument. UsageError: nothing is named.
    """
    if not numbers and not documents:
        raise UsageError(reason="не названо ні справи, ні документа")
    files = [get_case(tx.connection, number) for number in numbers]
    papers = [get_document(tx.connection, document) for document in documents]
    moved = [{"case": case.key} for case in files]
    moved += [{"case": paper.case, "document": paper.id} for paper in papers]
    keys = dict.fromkeys([case.key for case in files] + [paper.case for paper in papers])
    subjects = (
        *map(events.case_subject, keys),
        *(events.document_subject(paper.id) for paper in papers),
    )
    return moved, subjects


@carries_out("814:II.2-передача", "814:XIV.9-відмітки")
def move(
    tx: Transaction,
    *,
    numbers: Sequence[str] = (),
    documents: Sequence[str] = (),
    left: str,
    to: str,
    at: str | None = None,
    note: str = "",
    seen: int | None = None,
) -> int:
    """Note that case files or documents went from one unit to another; how many.

    `seen` is the revision at which the first of the case files was seen.

    Raises:
        ChangedMeanwhile: it is no longer as `seen`.
        NoSuchCase, NoSuchDocument, BadCard: the time cannot be understood.
        UsageError: nothing, or nobody to whom it went, is named; the time has not come.
    """
    if not to.strip():
        raise UsageError(reason="не названо, кому передано")
    when = minute_of(at) if at else local_minute(tx.now)
    if when[:10] > local_minute(tx.now)[:10]:
        raise UsageError(reason="час передавання ще не настав")
    if numbers:
        case_as_seen(tx, numbers[0], seen)
    moved, subjects = moved_json(tx, numbers, documents)
    tx.record(
        events.MOVED,
        subjects=subjects,
        payload={
            "moved": moved,
            "from": single_spaced(left),
            "to": single_spaced(to),
            "at": when,
            "note": single_spaced(note),
        },
        cites=("814:II.2-передача",),
    )
    return len(moved)


def local_minute(at: dt.datetime) -> str:
    """An instant by Kyiv's clock, to the minute."""
    return at.astimezone(KYIV).replace(tzinfo=None).isoformat(timespec="minutes")


def minute_of(text: str) -> str:
    """A day, or a time to the minute by Kyiv's clock, as people write it.

    Raises:
        BadCard: it is neither.
    """
    return wall_time(moment(text, "at"))[:16]
