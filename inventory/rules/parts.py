"""Whether a container has what the law wants in it.

Knows: 814 VII.1, VII.6, VII.14, VII.18, VII.21, VII.22. Does not know: in which order they stand.
Keeps: pure; every objection at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from inventory.arrangement.order import LegalOrder, began_on
from inventory.language.words import short_date
from inventory.model import CaseFile, Document, OriginalForm, titles_of
from vault import Verdict, demands, rule

_REFUSALS = {"ruling-return", "ruling-refusal"}
_LETTERS = {"letter-without-motion", "letter"}
_APPEALS = {"appeal", "appeal-cured"}
_SUBMITTED = _APPEALS | {"claim", "application", "complaint", "motion-initial"}
_ENDING = {"decision", "sentence", "resolution", "ruling-final"}
_BESIDE = {"annex", "court-fee", "envelope", "ruling-opening"}
_OF_APPEAL = {
    "ruling-appeal",
    "resolution-appeal",
    "ruling-appeal-opening",
    "ruling-appeal-without-motion",
    "minutes-appeal",
}
_OF_CONTROL = _OF_APPEAL | _APPEALS | _BESIDE | {"minutes"}


def has_its_parts(case: CaseFile, order: LegalOrder, documents: Sequence[Document]) -> Verdict:
    """What is missing in a container: for a person to see to, nothing is stopped by it."""
    kinds = {document.kind for document in documents}
    began = bool(kinds & {"claim", "appeal", "application", "indictment", "complaint"})
    main = order in {LegalOrder.FIRST, LegalOrder.APPEAL} and case.container == "main"
    verdicts = []
    if case.container == "main" and case.kind != "refusal":
        verdicts.append(appeal_documents_are_originals(documents))
    if main and began:
        verdicts.append(was_assigned(kinds))
        verdicts.append(came_with_its_first_document(case, began_on(documents)))
    if case.kind == "refusal":
        verdicts.append(refusal_has_its_parts(documents))
    if case.container == "control":
        verdicts.append(control_has_its_parts(documents))
    if case.container == "appeal-materials":
        verdicts.append(holds_copies_only(documents))
    return Verdict.all(verdicts)


@rule("814:VII.1-03")
def was_assigned(kinds: set[str]) -> Verdict:
    """Whether the protocol of automatic assignment is there."""
    return Verdict.of(
        demands(
            "assignment-protocol" in kinds,
            "814:VII.1-03",
            "немає протоколу автоматизованого розподілу судової справи",
        )
    )


@rule("814:VII.14-дата")
def came_with_its_first_document(case: CaseFile, began: str | None) -> Verdict:
    """Whether the day on the cover is no later than that on which its first document came."""
    told = case.received_on
    late = told is not None and began is not None and told > began
    return Verdict.of(
        demands(
            not late,
            "814:VII.14-дата",
            f"на обкладинці днем надходження справи стоїть {_day(told)}, "
            f"а перший документ надійшов {_day(began)}; виправте дані справи "
            f"(sprava case correct {case.name} --set received_on=…)",
        )
    )


def _day(iso: str | None) -> str:
    return short_date(dt.date.fromisoformat(iso)) if iso else ""


@rule("814:VII.6-склад")
def refusal_has_its_parts(documents: Sequence[Document]) -> Verdict:
    """Whether what was refused or returned has the ruling, its letter and copies."""
    kinds = {document.kind for document in documents}
    copied = any(one.kind in _SUBMITTED and not _on_paper(one) for one in documents)
    return Verdict.of(
        demands(
            bool(kinds & _REFUSALS),
            "814:VII.6-склад",
            "немає ухвали про відмову у відкритті провадження чи про повернення заяви",
        ),
        demands(
            bool(kinds & _LETTERS),
            "814:VII.6-склад",
            "немає супровідного листа про надіслання ухвали",
        ),
        demands(
            copied,
            "814:VII.6-склад",
            "немає копії позовної заяви (заяви, скарги): оригінал повертають заявникові",
        ),
    )


def _on_paper(document: Document) -> bool:
    """Whether the original itself lies here."""
    gone = document.copy or bool(document.removed)
    return document.original_form is OriginalForm.PAPER and not gone


@rule("814:VII.18")
def appeal_documents_are_originals(documents: Sequence[Document]) -> Verdict:
    """Whether decisions and documents of the appeal are originals, and no copies."""
    kinds = _OF_APPEAL | _APPEALS | {"appeal-document"}
    copies = [d for d in documents if d.kind in kinds and d.copy and not d.removed]
    named = titles_of(copies)
    return Verdict.of(
        demands(
            not copies,
            "814:VII.18",
            f"документи апеляційного провадження мають бути оригіналами, а це копії: {named}",
        )
    )


@rule("814:VII.22-склад")
def control_has_its_parts(documents: Sequence[Document]) -> Verdict:
    """Whether a control proceeding has all that it must have."""
    kinds = {document.kind for document in documents}
    appealed = min((one.when for one in documents if one.kind in _APPEALS), default="9")
    later = {one.kind for one in documents if one.when > appealed}  # a first decision came before
    return Verdict.of(
        demands(
            bool(kinds & _APPEALS),
            "814:VII.22-склад",
            "немає копії апеляційної скарги з додатками",
        ),
        demands(
            bool(kinds - _OF_CONTROL),
            "814:VII.22-склад",
            "немає копій документів, які були предметом розгляду",
        ),
        demands(
            bool(kinds & {"minutes", "minutes-appeal"}),
            "814:VII.22-склад",
            "немає копії журналу (протоколу) судового засідання",
        ),
        demands(
            bool(kinds & {"ruling-appeal", "resolution-appeal"} or later & _ENDING),
            "814:VII.22-склад",
            "немає копії судового рішення апеляційної інстанції",
        ),
    )


@rule("814:VII.21")
def holds_copies_only(documents: Sequence[Document]) -> Verdict:
    """Whether nothing but copies is in the materials of an appeal against a ruling."""
    originals = [document for document in documents if not document.copy]
    named = titles_of(originals)
    return Verdict.of(
        demands(
            not originals,
            "814:VII.21",
            f"матеріали оскарження ухвали формують лише з копій, а це оригінали: {named}",
        )
    )
