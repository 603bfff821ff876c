"""Acts on what lacked or was damaged when an item arrived (814 II.6, annex 1).

Knows: what a clerk found, which rules the act must meet, where its two copies go.
Does not know: how the act is laid out; what becomes of it once it is signed.
Keeps: an act that is printed is the act that is in the journal, under the same number.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from ingest import events, rules
from ingest.errors import NoSuchShortage, ShortageRefused
from ingest.model import Shortage, Shortfall
from ingest.projection import shortages
from inventory import CaseFile, Document
from inventory.days import legal_day
from inventory.events import case_subject, document_subject
from inventory.forms import ActHead, ArrivalAct, Lacking, Press, Signatory, arrival_act
from inventory.papers import Letterhead
from inventory.queries import case_by_key, get_case, get_document
from inventory.words import short_date
from vault import Content, Hold, Vault
from vault.errors import Conflict, UsageError

BASIS = "пункт 6 розділу II Інструкції з діловодства в місцевих та апеляційних судах України"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortageRequest:
    """What a clerk says about an item that came.

    Attributes:
        sender: from whom it came.
        received_on: when; today when None.
        delivery: how it came: kind and number of the postal item.
        number: of the case file, if it is known.
        documents: ids of what came with it and is registered.
        found: what lacks or is damaged.
        present: who draws the act up or is there.
        place: where it is drawn up.
        remarks: explanations and conclusions.
    """

    sender: str
    received_on: dt.date | None = None
    delivery: str = ""
    number: str | None = None
    documents: tuple[str, ...] = ()
    found: tuple[Shortfall, ...]
    present: tuple[Signatory, ...]
    place: str = ""
    remarks: str = ""


def draw_up(
    vault: Vault, press: Press, head: Letterhead, request: ShortageRequest, *, actor: str
) -> tuple[str, Content]:
    """Draw up, record and print an act; its number and its form.

    Raises:
        ShortageRefused, NoSuchCase, NoSuchDocument, UsageError: nothing changed.
        Conflict: another act took the number meanwhile; nothing changed.
    """
    at = vault.clock()
    on = legal_day(at)
    received_on = request.received_on or on
    if received_on > on:
        raise UsageError(reason=f"дата надходження {short_date(received_on)} ще не настала")
    rules.may_be_drawn_up(
        request.found,
        sender=request.sender,
        present=len({one.name.strip().casefold() for one in request.present} - {""}),
        registered=bool(request.documents),
    ).demand(ShortageRefused)
    with vault.read() as connection:
        documents = [get_document(connection, document) for document in request.documents]
        case = _case(connection, request, documents)
        number = _next_number(connection, on.year)
    act = _act(head, request, number, on, received_on, case, documents)
    printed = press.print(arrival_act(act), at=at, draft=head.draft)
    form = vault.store(printed.pdf)
    subject = f"act:{number}"
    with vault.transaction(actor) as tx:
        if number != _next_number(tx.connection, on.year):
            raise Conflict(reason=f"номер акта {number} вже зайнято")
        tx.record(
            events.SHORTAGE,
            subjects=(
                subject,
                *((case_subject(case.key),) if case else ()),
                *(document_subject(document.id) for document in documents),
            ),
            payload={
                "act": number,
                "on": on.isoformat(),
                "received_on": received_on.isoformat(),
                "sender": request.sender.strip(),
                "delivery": request.delivery,
                "case": case.key if case else None,
                "number": case.number if case else None,
                "documents": [document.id for document in documents],
                "found": [finding.as_json() for finding in request.found],
                "present": [{"position": p.position, "name": p.name} for p in request.present],
                "copies": list(act.head.copies),
                "remarks": request.remarks,
                "document": form.as_json(),
            },
            holds=(Hold(subject, form),),
            cites=rules.cited(request.found),
        )
        tx.commit()
    return number, form


def get_shortage(connection: Connection, number: str) -> Shortage:
    """The act of that number.

    Raises:
        NoSuchShortage: there is none.
    """
    for one in shortages(connection):
        if one.number == number:
            return one
    raise NoSuchShortage(what_for="акт", name=number)


def _next_number(connection: Connection, year: int) -> str:
    prefix = f"{year}/Н-"
    return f"{prefix}{1 + sum(one.number.startswith(prefix) for one in shortages(connection))}"


def _case(
    connection: Connection, request: ShortageRequest, documents: Sequence[Document]
) -> CaseFile | None:
    """The case file named, or the one of the documents named."""
    if request.number is not None:
        case = get_case(connection, request.number)
    elif documents:
        case = case_by_key(connection, documents[0].case)
    else:
        return None
    for document in documents:
        if document.case != case.key:
            raise UsageError(reason=f"документ «{document.id}» не зі справи № {case.number}")
    return case


def _act(
    head: Letterhead,
    request: ShortageRequest,
    number: str,
    on: dt.date,
    received_on: dt.date,
    case: CaseFile | None,
    documents: Sequence[Document],
) -> ArrivalAct:
    sender = request.sender.strip()
    return ArrivalAct(
        head=ActHead(
            court=head.court,
            number=number,
            on=on,
            place=request.place,
            basis=BASIS,
            copies=rules.copies_of_act(request.found, sender, case.number if case else ""),
        ),
        received_on=received_on,
        sender=sender,
        delivery=request.delivery,
        case=case.number if case else "",
        documents=tuple(map(_named, documents)),
        found=tuple(
            Lacking(item=one.item, fact=rules.FACTS[one.defect], notes=one.note)
            for one in request.found
        ),
        remarks=request.remarks,
        present=tuple(dataclasses.replace(one, on=on) for one in request.present),
    )


def _named(document: Document) -> str:
    """As the inventory names it."""
    date = short_date(dt.date.fromisoformat(document.date[:10])) if document.date else ""
    said = ", ".join(filter(None, (date, f"№ {document.index}" if document.index else "")))
    return f"{document.title} ({said})" if said else document.title
