"""Handing over under signature: registers, and what must be handed to the registry by when.

Knows: 814 III.2, III.3, III.20; how a register is numbered. Does not know: its layout.
Keeps: a register that is printed is the register that is in the journal, under the same number;
what it names is moved by the same entry.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from inventory import events
from inventory.errors import HandingRefused
from inventory.forms import Press, Printed, Signatory
from inventory.forms.registers import HandedItem, HandingRegister, handing_register
from inventory.language.days import KYIV, legal_day
from inventory.model import CaseFile, CaseState, Document, OriginalForm
from inventory.queries import as_bound, case_by_key, get_case, get_document, registers
from inventory.registration.card import card_of
from inventory.registration.working_days import WorkingDays
from inventory.rules.relations import may_be_handed, may_keep_registers
from inventory.service.documents import Accession, register
from inventory.service.links import local_minute, moved_json
from inventory.service.meanwhile import case_as_seen
from inventory.tables import case_table, document_table
from inventory.tables.registration import movement_table, particulars_table
from inventory.volumes.papers import Letterhead
from vault import Content, Hold, Transaction, Vault, carries_out, single_spaced
from vault.errors import Conflict, UsageError

FINAL = ("decision", "sentence", "resolution", "court-order", "ruling-final")
"""Kinds of decisions that end a case."""
TERM_DAYS = 5
"""Working days from the full text of the decision to the registry (814 III.20)."""
KINDS = ("registry", "judge", "documents")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryTerm:
    """A case file that is to be handed to the registry.

    Attributes:
        decided_on: day of the full text; of several decisions the last.
        due_on: the last day of the term.
        overdue: whether that day is past.
        remark: what a person should know about the count of days.
    """

    number: str
    title: str
    decision: str
    decided_on: dt.date
    due_on: dt.date
    overdue: bool
    remark: str


@dataclass(frozen=True, slots=True)
class _Decision:
    document: str
    title: str
    on: dt.date


def _decisions(connection: Connection) -> dict[str, _Decision]:
    """The last decision of each case file that is not in the archive, by key."""
    full = sa.func.coalesce(particulars_table.c.full_text_on, document_table.c.date)
    query = (
        sa.select(document_table.c.case_key, document_table.c.id, document_table.c.title, full)
        .join(case_table, case_table.c.key == document_table.c.case_key)
        .join(particulars_table, particulars_table.c.document == document_table.c.id)
        .where(
            document_table.c.kind.in_(FINAL),
            document_table.c.direction != "incoming",
            case_table.c.state.in_((CaseState.OPEN.value, CaseState.CLOSED.value)),
            full.is_not(None),
        )
        .order_by(full, document_table.c.sequence)
    )
    found = {}
    for key, document, title, day in connection.execute(query):
        found[key] = _Decision(document, title, dt.date.fromisoformat(day[:10]))
    return found


def _handed(connection: Connection) -> dict[str, str]:
    """ISO day of the last handing to the registry of each case file, by key."""
    query = sa.select(movement_table.c.case_key, sa.func.max(movement_table.c.moved_at)).where(
        movement_table.c.document == "", movement_table.c.register.like("%/К-%")
    )
    grouped = query.group_by(movement_table.c.case_key)
    return {key: str(at)[:10] for key, at in connection.execute(grouped)}


@carries_out("814:III.20")
def due_for_registry(
    connection: Connection, days: WorkingDays, today: dt.date
) -> list[RegistryTerm]:
    """Case files decided and not yet handed to the registry, the most urgent first."""
    handed = _handed(connection)
    found = []
    for key, decision in _decisions(connection).items():
        if handed.get(key, "") >= decision.on.isoformat():
            continue
        case = case_by_key(connection, key)
        due_on = days.after(decision.on, TERM_DAYS)
        found.append(
            RegistryTerm(
                number=case.number,
                title=case.title,
                decision=decision.document,
                decided_on=decision.on,
                due_on=due_on,
                overdue=due_on < today,
                remark=days.remark(decision.on, due_on),
            )
        )
    return sorted(found, key=lambda due: (due.due_on, due.number))


@dataclass(frozen=True, slots=True, kw_only=True)
class Handing:
    """What a clerk says about handing over.

    Attributes:
        kind: one of `KINDS`.
        numbers: of case files; documents: ids, for `documents`.
        left, to: from which unit or person to which.
        seen: the revisions the case files were seen at, by number, where it matters.
        kept_in: number of the file of the plan in which registers are kept; empty when the printed
            one is put there by hand.
    """

    kind: str
    numbers: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    left: str
    to: str
    seen: Mapping[str, int] = field(default_factory=dict)
    kept_in: str = ""


@carries_out("814:III.2-реєстри")
def hand_over(
    vault: Vault,
    press: Press,
    head: Letterhead,
    handing: Handing,
    days: WorkingDays,
    *,
    actor: str,
) -> tuple[str, Content]:
    """Number, print and record a register; its number and its form.

    Raises:
        HandingRefused: a rule objects. NoSuchCase, NoSuchDocument, UsageError: nothing changed.
        ChangedMeanwhile, Conflict: not as it was seen, or another register took the number;
            nothing changed.
    """
    if handing.kind not in KINDS or not handing.to.strip():
        raise UsageError(reason="не названо, кому передають")
    at = vault.clock()
    on = legal_day(at)
    with vault.read() as connection:
        cases, documents = _judged(connection, handing)
        number = _next_number(connection, handing.kind, on.year)
        items = _items(connection, cases, documents, handing.kind, days)
    filled = HandingRegister(
        court=head.court,
        number=number,
        on=on,
        documents=handing.kind == "documents",
        left=handing.left,
        to=handing.to,
        items=items,
        giver=Signatory(head.clerk.position, head.clerk.name, on),
    )
    printed = press.print(handing_register(filled), at=at, draft=head.draft)
    form = vault.store(printed.pdf)
    subject = f"register:{number}"
    with vault.transaction(actor) as tx:
        if number != _next_number(tx.connection, handing.kind, on.year):
            raise Conflict(reason=f"номер реєстру {number} вже зайнято")
        for name, seen in handing.seen.items():
            case_as_seen(tx, name, seen)
        _judged(tx.connection, handing)
        moved, subjects = moved_json(tx, handing.numbers, handing.documents)
        tx.record(
            events.HANDED_OVER,
            subjects=(subject, *subjects),
            payload={
                "register": number,
                "kind": handing.kind,
                "moved": moved,
                "from": single_spaced(handing.left),
                "to": single_spaced(handing.to),
                "at": local_minute(tx.now),
                "note": "",
                "form": form.as_json(),
            },
            holds=(Hold(subject, form),),
            cites=(_CLAUSES[handing.kind],),
        )
        if handing.kept_in:
            _keep(tx, vault.random(8).hex(), number, handing, form, printed)
        tx.commit()
    return number, form


def _keep(
    tx: Transaction, own: str, number: str, handing: Handing, form: Content, printed: Printed
) -> None:
    """Register the register in its file of the plan (814 III.2).

    Raises:
        NoSuchCase, NotAdmissible. HandingRefused: it is no file of the plan.
    """
    kept_in = get_case(tx.connection, handing.kept_in)
    may_keep_registers(kept_in).demand(HandingRefused)
    what = "документів" if handing.kind == "documents" else "судових справ"
    card = {
        "kind": "handing-register",
        "title": f"Реєстр переданих {what}",
        "index": number,
        "date": legal_day(tx.now).isoformat(),
        "direction": "internal",
        "sheets": printed.sheets,
    }
    register(
        tx,
        Accession(
            id=own,
            case=kept_in,
            card=card_of(card),
            arrived_at=tx.now.astimezone(KYIV).isoformat(timespec="microseconds"),
            name="register.pdf",
            format="fmt/95",
            content=form,
            pages=printed.pages,
            form=OriginalForm.PAPER,
            print_duplex=False,
        ),
    )


_CLAUSES = {"registry": "814:III.20", "judge": "814:III.2", "documents": "814:III.3"}
_LETTERS = {"registry": "К", "judge": "С", "documents": "Д"}


def _next_number(connection: Connection, kind: str, year: int) -> str:
    prefix = f"{year}/{_LETTERS[kind]}-"
    return f"{prefix}{1 + sum(one.number.startswith(prefix) for one in registers(connection))}"


def _judged(
    connection: Connection, handing: Handing
) -> tuple[Sequence[CaseFile], Sequence[Document]]:
    cases = [get_case(connection, number) for number in dict.fromkeys(handing.numbers)]
    documents = [get_document(connection, one) for one in dict.fromkeys(handing.documents)]
    decided = _decisions(connection)
    assigned = sa.select(document_table.c.case_key).where(
        document_table.c.kind == "assignment-protocol"
    )
    with_protocol = set(connection.execute(assigned).scalars())
    open_ones = {
        document.id
        for document in documents
        if case_by_key(connection, document.case).state is CaseState.OPEN
    }
    if bool(cases) == bool(documents) or bool(documents) != (handing.kind == "documents"):
        raise UsageError(reason="реєстр має або справи, або (documents) документи")
    may_be_handed(
        handing.kind,
        undecided=[case.number for case in cases if case.key not in decided],
        unassigned=[case.number for case in cases if case.key not in with_protocol],
        idle=[d.title or d.name for d in documents if d.id not in open_ones],
    ).demand(HandingRefused)
    return cases, documents


def _items(
    connection: Connection,
    cases: Sequence[CaseFile],
    documents: Sequence[Document],
    kind: str,
    days: WorkingDays,
) -> tuple[HandedItem, ...]:
    decided = _decisions(connection) if kind == "registry" else {}
    items = []
    for case in cases:
        volumes = as_bound(connection, case)
        extent = f"томів {len(volumes)}, {sum(v.sheets for v in volumes)} арк."
        decision = decided.get(case.key)
        term = days.after(decision.on, TERM_DAYS) if decision else None
        items.append(HandedItem(number=case.number, title=case.title, extent=extent, term=term))
    for document in documents:
        number = case_by_key(connection, document.case).number
        said = f"{document.index}; справа № {number}" if document.index else f"справа № {number}"
        extent = f"{document.count.sheets} арк."
        items.append(HandedItem(number=said, title=document.title, extent=extent))
    return tuple(items)
