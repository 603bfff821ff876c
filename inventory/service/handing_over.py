"""Handing files and documents from one person to another inside the court (814 I.12, annex 2).

Knows: what the act lists and who must sign. Does not know: its layout and words; the archive's
acts (retention). Keeps: what was typeset is what is recorded: a file that changed stops it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.engine import Connection

from inventory import events
from inventory.audit.acts import BLANK, ActKind, DrawnAct, persons_among
from inventory.audit.wording import HANDED
from inventory.errors import ActNotDrawn
from inventory.forms import ActHead, FilesAct, HandedPosition, Press, Signatory, files_act
from inventory.language.days import legal_day
from inventory.language.words import long_date
from inventory.model import CaseFile, CaseState, Document
from inventory.queries import (
    as_bound,
    find_act,
    get_act,
    get_case,
    get_document,
    next_act_number,
    revision,
)
from inventory.rules.handing_over import HandingReason, may_be_handed_over
from inventory.service.meanwhile import as_seen
from inventory.service.wording import as_template, wording_in_use
from inventory.volumes.papers import Letterhead
from vault import Hold, Json, Vault, Verdict, carries_out
from vault.errors import Conflict, UsageError

STATES = {
    CaseState.OPEN: "у провадженні",
    CaseState.CLOSED: "закінчена",
    CaseState.ARCHIVED: "в архіві суду",
    CaseState.TRANSFERRED: "передана",
    CaseState.DESTROYED: "знищена",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HandingOver:
    """What is said about the handing over.

    Attributes:
        numbers: of the case files; documents: ids of documents handed over by themselves.
        giver, taker: who; unit: that takes the files.
        registry, staff: who sign besides, those of the registry and the others.
        order: of the court's head.
        leaves_on: the day of the dismissal.
        number: of the act, if one was given.
        seen: the revisions the case files were seen at, by number, where it matters.
    """

    reason: HandingReason
    numbers: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    giver: Signatory
    taker: Signatory
    unit: str = ""
    registry: tuple[Signatory, ...]
    staff: tuple[Signatory, ...] = ()
    order: str = ""
    leaves_on: dt.date | None = None
    number: str | None = None
    place: str = ""
    seen: Mapping[str, int] = field(default_factory=dict)

    @property
    def signing(self) -> tuple[Signatory, ...]:
        """Members of the staff who sign: giver and taker are among them when named there."""
        return (*self.registry, *self.staff)


@carries_out("814:I.12-звільнення", "814:I.12-суддя", "814:I.12-ліквідація")
def hand_over(
    vault: Vault, press: Press, head: Letterhead, said: HandingOver, *, actor: str
) -> DrawnAct:
    """Draw up the act, print and record it.

    Raises:
        ActNotDrawn, NoSuchCase, NoSuchDocument, UsageError: nothing changed.
        ChangedMeanwhile, Conflict: a file changed, or another act took the number; nothing changed.
    """
    at = vault.clock()
    on = legal_day(at)
    with vault.read() as connection:
        cases = [get_case(connection, number) for number in said.numbers]
        documents = [get_document(connection, one) for one in said.documents]
        if not cases and not documents:
            raise UsageError(reason="не названо жодної справи чи документа")
        if len({case.key for case in cases}) != len(cases):
            raise UsageError(reason="одну справу названо двічі")
        _judge(said, cases, on).demand(ActNotDrawn)
        items = _items(connection, cases, documents)
        seen = {c.key: said.seen.get(c.name, revision(connection, c.key)) for c in cases}
        wording = wording_in_use(vault, connection, HANDED)
        kind = wording.kinds[said.reason.value]
        number = said.number or next_act_number(connection, f"{on.year}/{kind.series}-")
    act = _form(head, kind, said, number, on, items)
    draft = head.draft or not press.is_confirmed(as_template(wording))
    printed = press.print(files_act(act), at=at, draft=draft)
    form = vault.store(printed.pdf)
    with vault.transaction(actor) as tx:
        for case in cases:
            as_seen(tx, case, seen[case.key])
        if find_act(tx.connection, number) is not None:
            raise Conflict(reason=f"номер акта {number} вже зайнято")
        subject = events.act_subject(number)
        tx.record(
            events.FILES_HANDED_OVER,
            subjects=(
                subject,
                *(events.case_subject(case.key) for case in cases),
                *(events.document_subject(one.id) for one in documents),
            ),
            payload={
                **_payload(said, number, on, act),
                "cases": [case.key for case in cases],
                "documents": [one.id for one in documents],
                "edition": printed.edition,
                "wording": {"edition": wording.edition, "sha512": wording.sha512},
                "document": form.as_json(),
            },
            holds=(Hold(subject, form),),
            cites=("814:I.12-підписи",),
        )
        made = get_act(tx.connection, number)
        tx.commit()
    return made


def _judge(said: HandingOver, cases: Sequence[CaseFile], on: dt.date) -> Verdict:
    return may_be_handed_over(
        said.reason,
        staff=len(persons_among(said.signing)),
        of_registry=len(persons_among(said.registry)),
        order=said.order,
        unit=said.unit,
        on=on,
        leaves_on=said.leaves_on,
        finished=sum(case.state is not CaseState.OPEN for case in cases),
    )


def _items(
    connection: Connection, cases: Sequence[CaseFile], documents: Sequence[Document]
) -> tuple[HandedPosition, ...]:
    items = []
    for case in cases:
        plans = as_bound(connection, case)
        items.append(
            HandedPosition(
                number=case.number,
                title="; ".join(filter(None, (case.title, case.claim))),
                received_on=dt.date.fromisoformat(case.received_on) if case.received_on else None,
                volumes=max(len(plans), 1),
                sheets=sum(volume.sheets for volume in plans),
                state=STATES[case.state],
            )
        )
    items += [
        HandedPosition(
            number=one.index,
            title=one.title,
            received_on=dt.date.fromisoformat(one.received_at[:10]) if one.received_at else None,
            volumes=0,
            sheets=one.count.sheets,
            state="документ",
        )
        for one in documents
    ]
    return tuple(items)


def _form(
    head: Letterhead,
    kind: ActKind,
    said: HandingOver,
    number: str,
    on: dt.date,
    items: tuple[HandedPosition, ...],
) -> FilesAct:
    dated = [dataclasses.replace(one, on=on) for one in said.signing]
    sides = persons_among((said.giver, said.taker))
    values = {
        "giver": _person(said.giver),
        "taker": _person(said.taker),
        "unit": said.unit.strip() or BLANK,
        "on": long_date(on),
        "leaves_on": long_date(said.leaves_on) if said.leaves_on else BLANK,
    }
    return FilesAct(
        head=ActHead(
            court=head.court,
            number=number,
            on=on,
            place=said.place,
            basis="; ".join(filter(None, (kind.basis, said.order.strip()))),
            copies=tuple(holder.format(**values) for holder in kind.holders),
        ),
        title=kind.title,
        opening=kind.opening.format(**values),
        report=kind.report,
        items=items,
        giver=dataclasses.replace(said.giver, on=on),
        taker=dataclasses.replace(said.taker, on=on),
        staff=tuple(one for one in dated if not persons_among((one,)) <= sides),
    )


def _person(one: Signatory) -> str:
    return " ".join(filter(None, (one.position, one.name))) or BLANK


def _payload(said: HandingOver, number: str, on: dt.date, act: FilesAct) -> dict[str, Json]:
    def people(several: Sequence[Signatory]) -> list[dict[str, str]]:
        return [{"position": one.position, "name": one.name} for one in several]

    return {
        "act": number,
        "on": on.isoformat(),
        "reason": said.reason.value,
        "ground": said.order.strip(),
        "unit": said.unit,
        "leaves_on": said.leaves_on.isoformat() if said.leaves_on else None,
        "giver": people([said.giver])[0],
        "taker": people([said.taker])[0],
        "registry": people(said.registry),
        "staff": people(said.staff),
        "copies": list(act.head.copies),
    }
