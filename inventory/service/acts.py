"""Drawing up acts on losses, shortages, damage, state, removals (814, annex 1).

Knows: which rules an act must meet, how it is numbered, where it is recorded and filed.
Does not know: how it is laid out; what becomes of it once it is signed.
Keeps: an act that is printed is the act that is in the journal, under the same number; what was
typeset is recorded only if everything is still as it was (Conflict).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from inventory import events
from inventory.audit.acts import FACTS, ActKind, ActRequest, DrawnAct, act_kinds, said
from inventory.audit.wording import WITNESSED, ActWording
from inventory.errors import ActNotDrawn
from inventory.forms import ActHead, Position, Press, Printed, Signatory, WitnessAct, witness_act
from inventory.language.days import KYIV, legal_day
from inventory.language.words import long_date, short_date
from inventory.model import CaseFile, Document, OriginalForm
from inventory.queries import case_by_key, get_case, get_document, issued_numbers
from inventory.queries.audit import find_act, get_act, next_act_number
from inventory.registration.card import card_of
from inventory.registration.series import Series, next_number
from inventory.rules.acts import cited, copies_of_act, may_be_drawn_up, may_witness
from inventory.service.documents import Accession, register
from inventory.service.series import issue_number
from inventory.service.wording import as_template, wording_in_use
from inventory.volumes.papers import Letterhead
from vault import Content, Hold, Json, Transaction, Vault, Verdict, carries_out, single_spaced
from vault.errors import Conflict, UsageError


@dataclass(frozen=True, slots=True)
class PreparedAct:
    """An act that is typeset and not yet recorded.

    Attributes:
        number: it gets when it is recorded.
        wording: whose words it is printed with.
        filed_as: id of the document it becomes in the case file, if it does.
    """

    request: ActRequest
    number: str
    wording: ActWording
    on: dt.date
    occurred_on: dt.date
    case: CaseFile | None
    documents: tuple[Document, ...]
    copies: tuple[str, ...]
    printed: Printed
    form: Content
    filed_as: str | None


def judge_act(request: ActRequest, *, case: bool) -> Verdict:
    """What the rules say about an act; `case` whether it is about a case file that is there."""
    kind = _kind(request)
    return Verdict.all((may_witness(kind, request, case=case), may_be_drawn_up(request)))


def prepare_act(vault: Vault, press: Press, head: Letterhead, request: ActRequest) -> PreparedAct:
    """Judge, number and typeset an act, without the lock; `record_act` records it.

    Raises:
        ActNotDrawn, NoSuchCase, NoSuchDocument, UsageError: nothing changed.
    """
    kind, at = _kind(request), vault.clock()
    on = legal_day(at)
    occurred_on = request.on or on
    if occurred_on > on:
        raise UsageError(reason=f"дата події {short_date(occurred_on)} ще не настала")
    with vault.read() as connection:
        documents = tuple(get_document(connection, one) for one in request.documents)
        case = _case(connection, request, documents)
        judge_act(request, case=case is not None).demand(ActNotDrawn)
        number = _number(connection, kind, request, on)
        wording = wording_in_use(vault, connection, WITNESSED)
    kind = wording.kinds[kind.code]
    copies = copies_of_act(kind, said(request, occurred_on, case.number if case else ""))
    act = _form(head, kind, request, number, on, occurred_on, case, documents, copies)
    draft = head.draft or not press.is_confirmed(as_template(wording))
    printed = press.print(witness_act(act), at=at, draft=draft)
    filed_as = vault.random(8).hex() if request.filed and case else None
    form = vault.store(printed.pdf)
    return PreparedAct(
        request, number, wording, on, occurred_on, case, documents, copies, printed, form, filed_as
    )


@carries_out("814:I.10-відмітка", "814:XVIII.4-акт")
def record_act(tx: Transaction, act: PreparedAct) -> DrawnAct:
    """Record a prepared act, mark the case file and documents it is about, file it if so asked.

    Raises:
        Conflict: another act took the number meanwhile. NotAdmissible: it cannot be filed now.
        NumberRefused: the series gives no number of this day.
    """
    if find_act(tx.connection, act.number) is not None:
        raise Conflict(reason=f"номер акта {act.number} вже зайнято")
    if act.request.series is not None:
        _issue(tx, act, act.request.series)
    subject = events.act_subject(act.number)
    about = (
        *((events.case_subject(act.case.key),) if act.case else ()),
        *(events.document_subject(document.id) for document in act.documents),
    )
    tx.record(
        events.ACT_DRAWN_UP,
        subjects=(subject, *about),
        payload=_payload(act),
        holds=(Hold(subject, act.form),),
        cites=cited(act.request),
    )
    if act.filed_as is not None:
        _file(tx, act, act.filed_as)
    return get_act(tx.connection, act.number)


def _issue(tx: Transaction, act: PreparedAct, series: Series) -> None:
    """The number of the series that was typeset is given to this act now, and to no other."""
    purpose = f"акт {act.wording.kinds[act.request.kind].title}"
    case = act.case.number if act.case else None
    issued = issue_number(tx, series, on=act.on, purpose=purpose, number=case)
    if issued.number != act.number:
        raise Conflict(reason=f"номер {act.number} тим часом дано іншому документу")


def draw_act(
    vault: Vault, press: Press, head: Letterhead, request: ActRequest, *, actor: str
) -> DrawnAct:
    """Draw up, print and record an act.

    Raises:
        ActNotDrawn, NotAdmissible, NoSuchCase, NoSuchDocument, UsageError: nothing changed.
        Conflict: another act took the number meanwhile; nothing changed.
    """
    prepared = prepare_act(vault, press, head, request)
    with vault.transaction(actor) as tx:
        act = record_act(tx, prepared)
        tx.commit()
    return act


def _kind(request: ActRequest) -> ActKind:
    kind = act_kinds().get(request.kind)
    if kind is None:
        raise UsageError(reason=f"вид акта може бути: {', '.join(act_kinds())}")
    return kind


def _number(connection: Connection, kind: ActKind, request: ActRequest, on: dt.date) -> str:
    given = single_spaced(request.number or "")
    if request.series is not None:
        if given:
            raise UsageError(reason="номер акта або дано, або його дає послідовність номерів")
        issued = issued_numbers(connection, request.series.code)
        given = next_number(request.series, on, issued).number
    if not given:
        return next_act_number(connection, f"{on.year}/{kind.series}-")
    if find_act(connection, given) is not None:
        raise UsageError(reason=f"акт № {given} уже є")
    return given


def _case(
    connection: Connection, request: ActRequest, documents: Sequence[Document]
) -> CaseFile | None:
    """The case file named, or the one of the documents named."""
    if request.case is not None:
        case = get_case(connection, request.case)
    elif documents:
        case = case_by_key(connection, documents[0].case)
    else:
        return None
    for document in documents:
        if document.case != case.key:
            raise UsageError(reason=f"документ «{document.id}» не зі справи № {case.number}")
    return case


def _form(
    head: Letterhead,
    kind: ActKind,
    request: ActRequest,
    number: str,
    on: dt.date,
    occurred_on: dt.date,
    case: CaseFile | None,
    documents: Sequence[Document],
    copies: tuple[str, ...],
) -> WitnessAct:
    values = said(request, occurred_on, case.number if case else "")
    basis = request.point[1] if request.point else kind.basis
    grounds = filter(None, (basis, single_spaced(request.ground)))
    return WitnessAct(
        head=ActHead(
            court=head.court,
            number=number,
            on=on,
            place=request.place,
            basis="; ".join(grounds),
            copies=copies,
        ),
        title=kind.title,
        opening=kind.opening.format(**values),
        documents=tuple(map(_named, documents)),
        found=tuple(
            Position(item=one.item, fact=FACTS[one.defect], sheets=one.sheets, notes=one.note)
            for one in request.found
        ),
        remarks=request.remarks,
        report=kind.report,
        present=tuple(dataclasses.replace(one, on=on) for one in request.present),
        dissents=tuple(
            (dataclasses.replace(_who(request, one.name), on=on), one.text)
            for one in request.dissents
        ),
    )


def _who(request: ActRequest, name: str) -> Signatory:
    """The one of those present who has that name; the rule asked for one."""
    wanted = single_spaced(name).casefold()
    return next(p for p in request.present if single_spaced(p.name).casefold() == wanted)


def _named(document: Document) -> str:
    """As the inventory names it."""
    date = long_date(dt.date.fromisoformat(document.date[:10])) if document.date else ""
    parts = ", ".join(filter(None, (date, f"№ {document.index}" if document.index else "")))
    return f"{document.title} ({parts})" if parts else document.title


def _payload(act: PreparedAct) -> dict[str, Json]:
    request, case = act.request, act.case
    return {
        "act": act.number,
        "kind": request.kind,
        "on": act.on.isoformat(),
        "occurred_on": act.occurred_on.isoformat(),
        "party": request.party.strip(),
        "details": request.details.strip(),
        "ground": single_spaced(request.ground),
        "case": case.key if case else None,
        "number": case.number if case else None,
        "documents": [document.id for document in act.documents],
        "found": [one.as_json() for one in request.found],
        "present": [{"position": p.position, "name": p.name} for p in request.present],
        "dissents": [{"name": one.name, "text": one.text} for one in request.dissents],
        "copies": list(act.copies),
        "remarks": request.remarks,
        "inspection": request.inspection,
        "filed_as": act.filed_as,
        "edition": act.printed.edition,
        "wording": {"edition": act.wording.edition, "sha512": act.wording.sha512},
        "document": act.form.as_json(),
    }


def _file(tx: Transaction, act: PreparedAct, document: str) -> None:
    """Register the copy that is joined to the case file."""
    assert act.case is not None, "only what is about a case file is filed"
    drawn_at = tx.now.astimezone(KYIV).isoformat(timespec="microseconds")
    card = {
        "kind": "act",
        "title": f"Акт {act.wording.kinds[act.request.kind].title}",
        "index": act.number,
        "date": act.on.isoformat(),
        "received_at": drawn_at,  # so that it stands behind what it rests on of the same day
        "direction": "internal",
        "sheets": act.printed.sheets,
        "act": f"акт № {act.number}",  # it joins a file that is in the archive by itself (VII.13)
    }
    register(
        tx,
        Accession(
            id=document,
            case=act.case,
            card=card_of(card),
            arrived_at=drawn_at,
            name="act.pdf",
            format="fmt/95",
            content=act.form,
            pages=act.printed.pages,
            form=OriginalForm.PAPER,
            print_duplex=False,
        ),
    )
