"""Transfer to the state archive: the act, its approvals, the package.

Knows: what an act of transfer lists and which approvals make it more than a draft.
Does not know: OCFL, BagIt's bytes. Keeps: «ПРОЄКТ» stands on the act until both heads and the
expert commissions are recorded; nothing of the vault is removed by preparing a transfer.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import Connection

from inventory import CaseFile, folder_name
from inventory.errors import ImpossibleDay
from inventory.events import CASE_TRANSFERRED, case_subject
from inventory.forms import (
    ActHead,
    Approver,
    Press,
    Printed,
    Signatory,
    TransferAct,
    TransferredInventory,
    transfer_act,
)
from inventory.language.days import legal_day
from inventory.language.words import short_date
from inventory.queries import case_by_key, documents_of, revision, volume_facts
from inventory.volumes.papers import Letterhead
from retention.bag import Payload, give_up, write_bag
from retention.errors import ActRefused, TransferRefused
from retention.model import BODIES, Act, Approval
from retention.projection import ACT_CANCELLED, APPROVAL, TRANSFER_PREPARED
from retention.queries import get_act, keeping_of, prepared_for
from retention.rules import (
    may_be_approved,
    may_be_cancelled,
    may_be_finished,
    may_be_transferred,
)
from retention.service.acts import begin, may_count, record_act
from vault import Content, Json, Transaction, Vault, Verdict, carries_out, single_spaced
from vault.errors import ArchiveError, Conflict, DiskFull, IntegrityError, UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedTransfer:
    """A prepared transfer: the act's number, its form, and the package's payload manifest."""

    act: str
    form: Content
    package: Path
    manifest: Content


def verdict(connection: Connection, chosen: Sequence[CaseFile]) -> Verdict:
    """What the rules say about transferring these files."""
    return Verdict.all(
        may_be_transferred(
            keeping_of(connection, case),
            [fact.state for fact in volume_facts(connection, case.key).values()],
            prepared=prepared_for(connection, case.key),
        )
        for case in chosen
    )


@carries_out("814:XXI.1-збереженість", "814:XXI.2")
def prepare_transfer(
    vault: Vault,
    press: Press,
    head: Letterhead,
    numbers: Sequence[str],
    *,
    actor: str,
    package: Path,
) -> PreparedTransfer:
    """Make the draft act and the package of the deposited volumes.

    Raises:
        NoSuchCase, TransferRefused, UsageError: nothing changed. Conflict: changed meanwhile.
    """
    at = vault.clock()
    on = legal_day(at)
    with vault.read() as connection:
        draft = begin(connection, "transfer", numbers, on)
        verdict(connection, draft.cases).demand(TransferRefused)
        act = _act(connection, head, draft.cases, draft.number, on)
        files = list(_payload(vault, connection, draft.cases))
    printed = press.print(transfer_act(act), at=at, draft=True)
    form = vault.store(printed.pdf)
    files.append(Payload("акт-передавання-ПРОЄКТ.pdf", printed.pdf, form.sha512))
    manifest = write_bag(vault.disk, package, files, _info(head, draft.number, on.isoformat()))

    def look_again(connection: Connection) -> None:
        verdict(connection, draft.cases).demand(TransferRefused)
        draft.require_unchanged(
            connection, reason="справи змінено, поки складався пакет; пакет прибрано"
        )

    try:
        record_act(
            vault,
            TRANSFER_PREPARED,
            draft.number,
            draft.keys,
            form,
            {
                "on": on.isoformat(),
                "cases": list(draft.keys),
                "manifest": manifest.as_json(),
                "revisions": list(draft.revisions),
            },
            actor=actor,
            clause="814:XXI.1-збереженість",
            look_again=look_again,
        )
    except ArchiveError as error:  # a package whose act nobody recorded must not leave the court
        if not (
            isinstance(error, DiskFull | IntegrityError)
            and may_count(vault, draft.number, form, actor)
        ):
            give_up(vault.disk, package, error)
        raise
    return PreparedTransfer(act=draft.number, form=form, package=package, manifest=manifest)


def _act(
    connection: Connection,
    head: Letterhead,
    chosen: Sequence[CaseFile],
    number: str,
    on: dt.date,
    approvals: Sequence[Approval] = (),
) -> TransferAct:
    years = sorted(
        document.date[:4]
        for case in chosen
        for document in documents_of(connection, case.key)
        if document.date
    )
    given = {one.body: one for one in approvals}
    heads = {"court": head.head, "archive": Signatory(position="Керівник державного архіву")}
    return TransferAct(
        head=ActHead(
            court=head.court,
            number=number,
            on=on,
            basis="плану передавання документів Національного архівного фонду",
            copies=("суду", "державного архіву"),
        ),
        archive=head.state_archive,
        fonds=(head.fonds, head.court),
        years=(years[0], years[-1]) if years else None,
        inventories=(
            TransferredInventory(
                title="Опис справ постійного зберігання", number="1", copies=1, units=len(chosen)
            ),
        ),
        finding_aids="внутрішні описи томів",
        commissions=tuple(
            _approver(Signatory(position=BODIES[body]), given.get(body)) for body in ("ek", "epk")
        ),
        heads=tuple(_approver(heads[body], given.get(body)) for body in ("court", "archive")),
        giver=head.archivist,
        taker=Signatory(),
    )


def _approver(who: Signatory, approval: Approval | None) -> Approver:
    """Who approves, as recorded; what is not recorded yet is a line to be filled in."""
    if approval is None:
        return Approver(position=who.position, name=who.name)
    return Approver(
        position=who.position,
        name=approval.by.removeprefix(who.position).lstrip(" ,") or who.name,
        on=dt.date.fromisoformat(approval.on),
        document=approval.number,
    )


def _payload(vault: Vault, connection: Connection, chosen: Sequence[CaseFile]) -> Iterator[Payload]:
    for case in chosen:
        for number, fact in sorted(volume_facts(connection, case.key).items()):
            assert fact.object is not None, "the rule asked for deposited volumes"
            for file in vault.object_files(fact.object, connection):
                path = f"{folder_name(case.name)}/том {number}/{file.logical}"
                yield Payload(path, file.path, file.sha512)


def _info(head: Letterhead, act: str, on: str) -> dict[str, str]:
    return {
        "Source-Organization": head.court,
        "Bagging-Date": on,
        "External-Identifier": f"act {act}",
        "External-Description": f"Справи постійного зберігання за актом № {act} (ПРОЄКТ)",
        "Bag-Software-Agent": "Sprava",
    }


@carries_out("814:XXI.1-збереженість")
def approve_transfer(
    vault: Vault,
    press: Press,
    head: Letterhead,
    number: str,
    approval: Approval,
    *,
    actor: str,
) -> Act:
    """Record that a body approved the act; with the last one the act is printed without «ПРОЄКТ».

    Raises:
        NoSuchAct: no such act. ActRefused: approvals come in their order, each once.
        ImpossibleDay: it is dated before the act or the approval before.
        Conflict: changed meanwhile.
    """
    with vault.read() as connection:
        act = get_act(connection, number)
        approvals = _with(act, approval)
        printed = _typeset(connection, press, head, act, approvals, vault)
    form = vault.store(printed.pdf)
    approved = [dataclasses.asdict(one) for one in approvals]
    return _record(vault, APPROVAL, act, form, {"approvals": approved}, actor=actor)


@carries_out("814:XXI.1-збереженість")
def finish_transfer(tx: Transaction, number: str, on: dt.date) -> Act:
    """Record that the state archive took the files of an approved act on that day.

    Raises:
        NoSuchAct: no such act. ActRefused: it is no transfer, not approved by everyone, done or
            cancelled already, or a file changed since the package was made.
        ImpossibleDay: the day is before the last approval or has not come.
    """
    act = get_act(tx.connection, number)
    changed = [
        case_by_key(tx.connection, key).number
        for key, seen in zip(act.cases, act.revisions, strict=False)  # old acts kept none
        if act.is_prepared and revision(tx.connection, key) != seen
    ]
    may_be_finished(act, changed).demand(ActRefused)
    if not act.approvals[-1].on <= on.isoformat() <= legal_day(tx.now).isoformat():
        raise ImpossibleDay(
            reason=f"дата передання {short_date(on)} раніша за погодження або ще не настала"
        )
    tx.record(
        CASE_TRANSFERRED,
        subjects=(f"act:{number}", *(case_subject(key) for key in act.cases)),
        payload={"act": number, "on": on.isoformat(), "cases": list(act.cases)},
        cites=("814:XXI.1-збереженість",),
    )
    return get_act(tx.connection, number)


@carries_out("814:XXI.1-збереженість")
def cancel_transfer(
    vault: Vault, press: Press, head: Letterhead, number: str, reason: str, *, actor: str
) -> Act:
    """Cancel a prepared transfer: its files may stand in another act, it is «ПРОЄКТ» again.

    Raises:
        NoSuchAct: no such act. ActRefused: it is done or cancelled, or no transfer.
        UsageError: no reason is given. Conflict: changed meanwhile.
    """
    reason = single_spaced(reason)
    if not reason:
        raise UsageError(reason="не сказано, чому акт скасовують")
    with vault.read() as connection:
        act = get_act(connection, number)
        may_be_cancelled(act).demand(ActRefused)
        printed = _typeset(connection, press, head, act, (), vault)
    form = vault.store(printed.pdf)
    said: dict[str, Json] = {"on": legal_day(vault.clock()).isoformat(), "reason": reason}
    return _record(vault, ACT_CANCELLED, act, form, said, actor=actor)


def _record(
    vault: Vault, event: str, act: Act, form: Content, payload: dict[str, Json], *, actor: str
) -> Act:
    """Record what became of an act, unless something else became of it meanwhile."""

    def look_again(connection: Connection) -> None:
        if get_act(connection, act.number) != act:
            raise Conflict(reason=f"акт № {act.number} тим часом змінено")

    record_act(
        vault,
        event,
        act.number,
        act.cases,
        form,
        payload,
        actor=actor,
        clause="814:XXI.1-збереженість",
        look_again=look_again,
    )
    with vault.read() as connection:
        return get_act(connection, act.number)


def _with(act: Act, approval: Approval) -> tuple[Approval, ...]:
    may_be_approved(act, approval.body).demand(ActRefused)
    if approval.on < act.made_on:
        raise ImpossibleDay(
            reason=f"акт № {act.number} складено {short_date(dt.date.fromisoformat(act.made_on))}; "
            "раніше його не могли погодити"
        )
    if act.approvals and approval.on < act.approvals[-1].on:
        raise ImpossibleDay(reason="погодження не може бути датоване раніше за попереднє")
    return (*act.approvals, approval)


def _typeset(
    connection: Connection,
    press: Press,
    head: Letterhead,
    act: Act,
    approvals: Sequence[Approval],
    vault: Vault,
) -> Printed:
    chosen = [case_by_key(connection, key) for key in act.cases]
    made_on = dt.date.fromisoformat(act.made_on)
    form = transfer_act(_act(connection, head, chosen, act.number, made_on, approvals))
    draft = head.draft or len(approvals) < len(BODIES)
    return press.print(form, at=vault.clock(), draft=draft)
