"""Containers of copies: materials of an appeal against a ruling, a control proceeding, what stays.

Knows: what each is headed, that copies are documents linked to their originals.
Does not know: how a volume is printed or certified. Keeps: originals stay where they are; a copy
has the content its original has here, and says from which sheets it was made.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from inventory import events
from inventory.arrangement.order import order_of
from inventory.errors import ContainerRefused
from inventory.forms import Signatory
from inventory.forms.volume import appeal_of_ruling
from inventory.language.days import wall_time
from inventory.model import CaseFile, Document
from inventory.queries import (
    case_by_key,
    contents_of,
    copies_in,
    documents_of,
    get_document,
    plan_of,
)
from inventory.registration.card import card_of
from inventory.rules.containers import (
    may_be_appealed_with,
    may_be_copied_into,
    may_certify_for_control,
)
from inventory.rules.parts import has_its_parts
from inventory.service.documents import (
    Accession,
    record_reading_copy,
    record_text,
    register,
)
from inventory.service.meanwhile import case_as_seen
from inventory.volumes.plan import label_range
from vault import Content, Transaction, Verdict, carries_out, single_spaced
from vault.errors import UsageError

_FLAGS = {"large", "pasted", "illustration", "certified-copy"}
HEADINGS = {
    "control": "Контрольне провадження",
    "retained": "Копії матеріалів, залишені в суді",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """Which copies are wanted, and by whom they are certified.

    Attributes:
        documents: ids of the originals.
        certifier: position and name.
        new_id: gives new random ids.
    """

    documents: tuple[str, ...]
    certifier: Signatory
    new_id: Callable[[], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiesMade:
    """A container with its copies.

    Attributes:
        copies: by id, of which document each is.
        lacking: what the law wants in it and is not there yet.
    """

    case: CaseFile
    copies: dict[str, str]
    lacking: Verdict


@carries_out("814:VII.21", "814:VII.21-обкладинка", "814:VII.21-копія")
def make_appeal_materials(
    tx: Transaction,
    number: str,
    filing: Filing,
    *,
    ruling: str,
    complainant: str,
    court: str,
    own: str,
    seen: int | None = None,
) -> CopiesMade:
    """Materials of an appeal against a ruling: a volume of copies of its own (814 VII.21).

    Raises:
        NoSuchCase, NoSuchDocument: not there. ContainerRefused: a rule objects.
        UsageError: no complainant, or a document of another case file.
    """
    source = case_as_seen(tx, number, seen)
    if not complainant.strip():
        raise UsageError(reason="не сказано, хто подав апеляційну скаргу")
    documents = _chosen(tx, source, filing.documents)
    against = get_document(tx.connection, ruling)
    Verdict.all(
        (
            may_be_appealed_with(against, documents, position=filing.certifier.position),
            may_be_copied_into(documents),
        )
    ).demand(ContainerRefused)
    heading = appeal_of_ruling(
        court=court,
        on=dt.date.fromisoformat((against.date or against.when)[:10]),
        case=source.number,
        complainant=single_spaced(complainant),
    )
    made = _open(tx, source, f"appeal-materials:{source.number}:{own}", heading)
    return _filed(tx, made, documents, filing)


@carries_out("814:VII.22")
def make_control(
    tx: Transaction, number: str, filing: Filing, *, own: str, seen: int | None = None
) -> CopiesMade:
    """A control proceeding: copies in a cover of their own, as in the case file (814 VII.22).

    Raises:
        NoSuchCase, NoSuchDocument: not there. ContainerRefused: a rule objects.
        UsageError: a document of another case file.
    """
    source = case_as_seen(tx, number, seen)
    documents = _chosen(tx, source, filing.documents)
    _judge_control(documents, filing)
    made = _open(tx, source, f"control:{source.number}:{own}", HEADINGS["control"])
    return _filed(tx, made, documents, filing)


@carries_out("814:VII.7-підсудність")
def make_retained(
    tx: Transaction, number: str, filing: Filing, *, own: str, seen: int | None = None
) -> CopiesMade:
    """Copies that stay when the case file goes to another court or body, by time (814 VII.7).

    Raises:
        NoSuchCase, NoSuchDocument: not there. ContainerRefused: a rule objects.
        UsageError: a document of another case file.
    """
    source = case_as_seen(tx, number, seen)
    documents = _chosen(tx, source, filing.documents)
    may_be_copied_into(documents).demand(ContainerRefused)
    made = _open(tx, source, f"retained:{source.number}:{own}", HEADINGS["retained"])
    return _filed(tx, made, documents, filing)


def add_copies(
    tx: Transaction, number: str, filing: Filing, *, seen: int | None = None
) -> CopiesMade:
    """More copies for a container that is there already.

    Raises:
        NoSuchCase, NoSuchDocument: not there. ContainerRefused: a rule objects.
        UsageError: it is no container of copies, or has a copy of that document.
    """
    case = case_as_seen(tx, number, seen)
    if not case.source:
        raise UsageError(reason=f"«{case.name}» не містить копій: назвіть контейнер, як НОМЕР#2")
    documents = _chosen(tx, case_by_key(tx.connection, case.source), filing.documents)
    there = set(copies_in(tx.connection, case.key).values())
    if any(document.id in there for document in documents):
        raise UsageError(reason="копія цього документа вже є: усі документи в одному примірнику")
    if case.container == "control":
        _judge_control(documents, filing)
    may_be_copied_into(documents).demand(ContainerRefused)
    return _filed(tx, case, documents, filing)


def _judge_control(documents: Sequence[Document], filing: Filing) -> None:
    Verdict.all(
        (
            may_certify_for_control(documents, position=filing.certifier.position),
            may_be_copied_into(documents),
        )
    ).demand(ContainerRefused)


def _chosen(tx: Transaction, source: CaseFile, wanted: Iterable[str]) -> list[Document]:
    """The documents whose copies are wanted, as they stand in the case file, with their annexes."""
    found = {get_document(tx.connection, one).id for one in wanted}
    if not found:
        raise UsageError(reason="не названо жодного документа")
    documents = {d.id: d for d in documents_of(tx.connection, source.key)}
    if found - documents.keys():
        raise UsageError(reason=f"серед документів є такі, що не зі справи № {source.name}")
    stand = dict.fromkeys(
        member.document
        for volume in plan_of(tx.connection, source)
        for row in volume.rows
        for member in row.members
    )
    chosen = set(found)
    for one in stand:
        if documents[one].parent in chosen and documents[one].kind_data.trait in {"annex", ""}:
            chosen.add(one)  # «з додатками»
    return [documents[one] for one in stand if one in chosen]


def _open(tx: Transaction, source: CaseFile, key: str, heading: str) -> CaseFile:
    tx.record(
        events.CASE_OPENED,
        subjects=(events.case_subject(key), events.case_subject(source.key)),
        payload={
            "key": key,
            "number": source.number,
            "kind": source.kind,
            "title": source.title,
            "claim": source.claim,
            "original_form": source.original_form.value,
            "received_on": source.received_on,
            "proceedings": list(source.proceedings),
            "index": source.index,
            "instance": source.instance,
            "judge": source.judge,
            "heading": heading,
            "source": source.key,
        },
        cites=("814:VII.21" if key.startswith("appeal") else "814:VII.22",),
    )
    return case_by_key(tx.connection, key)


def _filed(
    tx: Transaction, case: CaseFile, documents: Sequence[Document], filing: Filing
) -> CopiesMade:
    ids = {document.id: filing.new_id() for document in documents}
    sheets = _sheets(tx, case)
    for document in documents:
        _copied(tx, case, document, ids, sheets.get(document.id, ""))
    tx.record(
        events.COPIES_FILED,
        subjects=(events.case_subject(case.key), *map(events.document_subject, ids.values())),
        payload={
            "case": case.key,
            "copies": [{"document": copy, "original": of} for of, copy in ids.items()],
            "by": filing.certifier.name,
            "position": filing.certifier.position,
        },
        cites=("814:VII.21-копія",),
    )
    held = documents_of(tx.connection, case.key)
    return CopiesMade(
        case=case_by_key(tx.connection, case.key),
        copies={copy: of for of, copy in ids.items()},
        lacking=has_its_parts(case, order_of(case), held),
    )


def _sheets(tx: Transaction, case: CaseFile) -> dict[str, str]:
    """Where each document lies in the case file that is copied."""
    source = case_by_key(tx.connection, case.source)
    said: dict[str, str] = {}
    for volume in plan_of(tx.connection, source):
        for row in volume.rows:
            for member in row.members:
                first, last = label_range(member.labels)
                if volume.frozen and first is not None:
                    place = first if first == last else f"{first}–{last}"
                    said.setdefault(member.document, f"т. {volume.name}, арк. {place}")
    return said


def _copied(
    tx: Transaction, case: CaseFile, document: Document, ids: dict[str, str], sheets: str
) -> None:
    """A certified copy as a document of the container, with what is known of its original."""
    contents = {role: one for role, _, one in contents_of(tx.connection, document.id)}
    for role in {"original", "text", "reading-copy"} & contents.keys():
        tx.shelve(contents[role])  # the original may lie in a deposited volume
    card = card_of(
        {
            "kind": document.kind,
            "title": document.title,
            "index": document.index,
            "date": document.date,
            "received_at": document.received_at,
            "sender": document.sender,
            "direction": document.direction,
            "original_form": document.original_form.value,
            "copy": True,
            "sheets": document.count.sheets or None,
            "flags": sorted({*document.flags, "certified-copy"} & _FLAGS),
            "note": f"оригінал: {sheets}" if sheets else "",
        }
    )
    accession = Accession(
        id=ids[document.id],
        case=case,
        card=card,
        arrived_at=wall_time(tx.now.isoformat()),
        name=document.name,
        format=document.format,
        content=contents["original"],
        pages=document.pages,
        form=document.original_form,
        print_duplex=False,
        parent=ids.get(document.parent or ""),
    )
    register(tx, accession)
    _read_alike(tx, accession.id, document, contents)


def _read_alike(
    tx: Transaction, copy: str, document: Document, contents: dict[str, Content]
) -> None:
    """What was read from the original is what the copy says: nothing is read twice."""
    told = {"copied_from": document.id}
    if document.text is not None:
        record_text(tx, copy, contents["text"], told)
    if document.reading_note is not None:
        kept = contents.get("reading-copy")
        record_reading_copy(tx, copy, kept, document.reading_note, told)
