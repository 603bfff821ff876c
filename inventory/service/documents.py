"""Registering documents and recording what is learnt about them later.

Knows: the accession of one document. Does not know: files, formats, OCR.
Keeps: registered once, immutable; each later finding is an event of its own.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from inventory import events
from inventory.arrangement.kinds import kind_of
from inventory.errors import NotAdmissible
from inventory.language.days import wall_time
from inventory.language.spelling import title_of
from inventory.model import CaseFile, Document, OriginalForm
from inventory.queries import find_same, joined_into, state_of
from inventory.queries.registration import find_by_identifier, find_expected
from inventory.registration.card import (
    PARTICULARS,
    RegistrationCard,
    card_json,
    card_of,
    count_sheets,
)
from inventory.registration.directions import direction_of
from inventory.rules.correspondence import is_addressed_here
from inventory.rules.registration import may_be_registered, may_keep_content
from inventory.service.kinds import in_the_courts_words
from vault import Content, Hold, Json, Transaction, Verdict, carries_out


@dataclass(frozen=True, slots=True)
class Companion:
    """Something kept beside the original: role is signature, member, timestamp or page."""

    role: str
    name: str
    content: Content


@dataclass(frozen=True, slots=True)
class Report:
    """A stored signature report and its summary for lists and pages.

    `pictures` show the pages that look different since the document was signed.
    """

    content: Content
    verdict: Mapping[str, Json]
    pictures: tuple[Companion, ...] = ()

    def __post_init__(self) -> None:
        """There are no more pictures than the catalogue has places for."""
        assert len(self.pictures) <= events.PICTURES_MAX, "they would take the next report's places"

    @property
    def contents(self) -> list[Content]:
        """All that is kept of it."""
        return [self.content, *(picture.content for picture in self.pictures)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Accession:
    """A document ready to be registered.

    Attributes:
        id: new and random; the document's name for ever.
        arrived_at: ISO time the file was first seen: the receipt when the card has none.
        content: the file as received; None for a restricted document.
        pages: pages of the content, 0 when it has none, None when they are known only after it
            has been laid out (`count_laid_out`).
        form: form of the original, when the card does not say.
        flags: found by looking (large), joined with the card's.
        parent: id of the document it came with.
        proposed_title, proposed_date: what the document itself says, when its card does not.
        expected: id of what the register of АСДС said of it before it came (`completed`).
    """

    id: str
    case: CaseFile
    card: RegistrationCard
    arrived_at: str
    name: str
    format: str
    content: Content | None
    pages: int | None
    form: OriginalForm
    print_duplex: bool
    parts: tuple[Companion, ...] = ()
    report: Report | None = None
    flags: tuple[str, ...] = ()
    parent: str | None = None
    facts: Mapping[str, Json] | None = None
    proposed_title: str = ""
    proposed_date: str | None = None
    expected: str | None = None


@carries_out("814:II.2-АСДС")
def completed(tx: Transaction, accession: Accession) -> Accession:
    """The accession with what the register of АСДС said of the document before its file came.

    What its own card says comes first. The register's row is found by the identifier or the
    registration number, said on the card or as the file's name (`1234_25.pdf`).
    """
    accession = dataclasses.replace(accession, card=in_the_courts_words(tx, accession.card))
    card = accession.card
    stem = title_of(accession.name)
    raw = accession.name.rpartition(".")[0] or accession.name
    names = (card.index, card.asds_number, stem, raw, raw.replace("_", "/"))
    expected = find_expected(
        tx.connection, accession.case.key, asds_id=card.asds_id, indexes=[n for n in names if n]
    )
    if expected is None:
        return accession
    own = {k: v for k, v in card_json(card).items() if (k, v) != ("kind", "other")}
    merged = card_of(expected.card | own)
    return dataclasses.replace(
        accession,
        card=dataclasses.replace(merged, unknown=card.unknown, cut=card.cut),
        expected=expected.id,
    )


def judge(tx: Transaction, accession: Accession) -> Verdict:
    """What the rules say about registering it now."""
    state = state_of(tx.connection, accession.case.key)  # as it is now, not as it was seen
    case = dataclasses.replace(accession.case, state=state)
    same: list[Document] = []
    if accession.content is not None:
        same = find_same(tx.connection, case.key, accession.content.sha512)
    explained = accession.card.explains_repetition and not any(
        _says_the_same(accession, document) for document in same
    )
    asds_id = accession.card.asds_id
    return Verdict.all(
        (
            may_be_registered(
                case,
                same=same[0].id if same else None,
                explained=explained,
                identified=find_by_identifier(tx.connection, asds_id) if asds_id else None,
                joined=joined_into(tx.connection, case.key),
                act=accession.card.act,
            ),
            may_keep_content(
                restricted=accession.card.restricted, has_content=accession.content is not None
            ),
            is_addressed_here(accession.card.intake),
        )
    )


def _says_the_same(accession: Accession, document: Document) -> bool:
    """Whether the card only repeats what is registered: the same command given again."""
    card = accession.card
    return (
        card.title in ("", document.title)
        and card.index in ("", document.index)
        and card.note in ("", document.note)
        and card.copy == document.copy
        and accession.parent == document.parent
    )


@carries_out(
    "814:I.1-реєстрація",
    "814:II.1",
    "814:II.2-АСДС",
    "814:II.8",
    "814:II.11",
    "Лубни:3.2",
    "Лубни:13.2",
    "Лубни:14.1",
    "Лубни:15.4",
)
def register(tx: Transaction, accession: Accession) -> str:
    """Register a document; it is filed in the open volume by the same entry.

    Raises:
        NotAdmissible: the rules object; nothing is recorded.
    """
    judge(tx, accession).demand(NotAdmissible)
    holds = [
        Hold(events.document_subject(accession.id), content)
        for content in (
            accession.content,
            *(part.content for part in accession.parts),
            *(accession.report.contents if accession.report else ()),
        )
        if content is not None
    ]
    tx.record(
        events.ACCESSION,
        subjects=(
            events.document_subject(accession.id),
            events.case_subject(accession.case.key),
        ),
        payload=_payload(accession),
        holds=holds,
        cites=("814:II.2-раз", "814:VII.10"),
    )
    return accession.id


def _payload(a: Accession) -> dict[str, Json]:
    card = a.card
    kind = kind_of(card.kind)
    form = card.original_form or a.form
    pages = card.pages if card.restricted and card.pages is not None else a.pages
    count = count_sheets(
        card, trait=kind.trait, pages=pages, form=form, print_duplex=a.print_duplex
    )
    received_at = card.received_at or a.arrived_at
    return {
        "document": a.id,
        "case": a.case.key,
        "kind": kind.code,
        "title": card.title or a.proposed_title or _title_from(card, a.name),
        "index": card.index,
        "date": card.date or a.proposed_date,
        "received_at": received_at,
        "receipt_confirmed": card.received_at is not None,
        "arrived_at": a.arrived_at,
        "sender": card.sender,
        "direction": direction_of(kind, card.direction),
        "original_form": form.value,
        "copy": card.copy,
        "sheets": count.sheets,
        "sheets_basis": count.basis.value,
        "pages": pages or 0,
        "parent": a.parent,
        "restricted": card.restricted,
        "place": kind.place,
        "sub": kind.sub,
        "when": wall_time(card.received_at or card.date or a.arrived_at),
        "flags": sorted({*card.flags, *a.flags, *_flags_of(kind.trait)}),
        "note": card.note,
        "name": a.name,
        "format": a.format,
        "original": a.content.as_json() if a.content else None,
        "parts": [
            {"role": p.role, "name": p.name, "content": p.content.as_json()} for p in a.parts
        ],
        "report": _report_json(a.report, 0),
        "facts": dict(a.facts or {}),
        "card": card_json(card) if card.given else None,
        "registration": {
            **{k: getattr(card, k) for k in PARTICULARS if getattr(card, k)},
            **({"intake": list(card.intake)} if card.intake else {}),
        },
        **({"expected": a.expected} if a.expected else {}),
    }


def _title_from(card: RegistrationCard, name: str) -> str:
    kind = kind_of(card.kind)
    if kind.code != "other":
        return kind.name
    return title_of(name)


def _flags_of(trait: str) -> tuple[str, ...]:
    return ("illustration",) if trait == "illustration" else ()


def _report_json(report: Report | None, ordinal: int) -> dict[str, Json] | None:
    if report is None:
        return None
    return {
        "content": report.content.as_json(),
        "verdict": dict(report.verdict),
        "ordinal": ordinal,
        **_pictures_json(report),
    }


def _pictures_json(report: Report) -> dict[str, Json]:
    """Left out where there are none, as in most reports."""
    if not report.pictures:
        return {}
    return {"pictures": [{"name": p.name, "content": p.content.as_json()} for p in report.pictures]}


def record_validation(
    tx: Transaction, case_key: str, document: str, report: Report, ordinal: int
) -> None:
    """Keep a signature report made after registration beside the earlier ones (814 II.11)."""
    tx.record(
        events.VALIDATION,
        subjects=(events.document_subject(document), events.case_subject(case_key)),
        payload={"document": document, "report": _report_json(report, ordinal)},
        holds=[Hold(events.document_subject(document), one) for one in report.contents],
        cites=("814:II.11",),
    )


def record_text(
    tx: Transaction, document: str, content: Content, made_with: Mapping[str, Json]
) -> None:
    """Keep the text read from a document; it is derived and replaceable."""
    tx.record(
        events.TEXT_READ,
        subjects=(events.document_subject(document),),
        payload={"document": document, "content": content.as_json(), "with": dict(made_with)},
        holds=(Hold(events.document_subject(document), content),),
    )


def record_reading_copy(
    tx: Transaction,
    document: str,
    content: Content | None,
    note: str,
    made_with: Mapping[str, Json],
) -> None:
    """Keep the PDF/A copy for reading, or the reason for having none."""
    tx.record(
        events.READING_COPY,
        subjects=(events.document_subject(document),),
        payload={
            "document": document,
            "content": content.as_json() if content else None,
            "note": note,
            "with": dict(made_with),
        },
        holds=(Hold(events.document_subject(document), content),) if content else (),
    )
