"""Handing certified volumes from the registry to the court archive (814 XXI).

Knows: the act and what it lists. Does not know: the state archive (transfer.py).
Keeps: the act is typeset from the state that is recorded, or nothing is (Conflict).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from sqlalchemy.engine import Connection

from inventory import CaseFile
from inventory.events import CASE_ARCHIVED
from inventory.forms import ActHead, HandedFile, HandedVolume, HandoverAct, Press, handover_act
from inventory.language.days import legal_day
from inventory.queries import as_bound, documents_of, plans_of, volume_facts
from inventory.volumes.papers import Letterhead
from retention.errors import HandoverRefused
from retention.rules import may_be_archived
from retention.service.acts import begin, record_act
from vault import Content, Vault, Verdict, carries_out


def handed_file(connection: Connection, case: CaseFile) -> HandedFile:
    """A case file as acts list it, with its volumes."""
    facts = volume_facts(connection, case.key)
    dates = sorted(d.date[:10] for d in documents_of(connection, case.key) if d.date)
    return HandedFile(
        number=case.number,
        title="; ".join(filter(None, (case.title, case.claim))),
        first_on=dt.date.fromisoformat(dates[0]) if dates else None,
        last_on=dt.date.fromisoformat(dates[-1]) if dates else None,
        volumes=tuple(
            HandedVolume(
                label=volume.name,
                sheets=volume.sheets,
                inventory_sheets=facts[volume.number].inventory_sheets or 0,
            )
            for volume in as_bound(connection, case)
        ),
    )


def verdict(connection: Connection, chosen: Sequence[CaseFile]) -> Verdict:
    """What the rules say about handing these files over."""
    return Verdict.all(verdicts(connection, chosen))


def verdicts(connection: Connection, chosen: Sequence[CaseFile]) -> Iterator[Verdict]:
    """The same of each of them; their volumes are read at once."""
    plans = plans_of(connection, chosen)
    for case in chosen:
        facts = volume_facts(connection, case.key)
        states = [facts[v.number].state if v.number in facts else None for v in plans[case.key]]
        yield may_be_archived(case, [s for s in states if s] if all(states) else [])


@carries_out("814:XXI.1", "814:I.11")
def hand_over(
    vault: Vault, press: Press, head: Letterhead, numbers: Sequence[str], *, actor: str, basis: str
) -> tuple[str, Content]:
    """Hand case files to the court archive; answers with the act's number and its form.

    Raises:
        NoSuchCase, HandoverRefused: nothing changed. Conflict: changed meanwhile.
    """
    at = vault.clock()
    on = legal_day(at)
    with vault.read() as connection:
        draft = begin(connection, "handover", numbers, on)
        verdict(connection, draft.cases).demand(HandoverRefused)
        files = tuple(handed_file(connection, case) for case in draft.cases)
    act = HandoverAct(
        head=ActHead(
            court=head.court,
            number=draft.number,
            on=on,
            basis=basis,
            copies=("канцелярії суду", "архіву суду"),
        ),
        handed_by="канцелярія суду",
        taken_by="архів суду",
        files=files,
        giver=head.clerk,
        taker=head.archivist,
    )
    printed = press.print(handover_act(act), at=at, draft=head.draft)
    form = vault.store(printed.pdf)

    def look_again(connection: Connection) -> None:
        verdict(connection, draft.cases).demand(HandoverRefused)
        draft.require_unchanged(connection, reason="справи змінено, поки складався акт")

    record_act(
        vault,
        CASE_ARCHIVED,
        draft.number,
        draft.keys,
        form,
        {"on": on.isoformat(), "cases": list(draft.keys), "basis": basis},
        actor=actor,
        clause="814:XXI.1",
        look_again=look_again,
    )
    return draft.number, form
