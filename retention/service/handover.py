"""Handing certified volumes from the registry to the court archive (814 XXI).

Knows: the act and what it lists. Does not know: the state archive (transfer.py).
Keeps: the act is typeset from the state that is recorded, or nothing is (Conflict).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.engine import Connection

from inventory import CaseFile
from inventory.days import legal_day
from inventory.events import CASE_ARCHIVED, case_subject
from inventory.forms import ActHead, HandedFile, HandedVolume, HandoverAct, Press, handover_act
from inventory.papers import Letterhead
from inventory.queries import documents_of, get_case, plan_of, revision, volume_facts
from retention.errors import HandoverRefused
from retention.queries import acts
from retention.rules import may_be_archived
from vault import Content, Hold, Vault, Verdict, carries_out
from vault.errors import Conflict, UsageError


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
                label=str(volume.number),
                sheets=volume.sheets,
                inventory_sheets=facts[volume.number].inventory_sheets or 0,
            )
            for volume in plan_of(connection, case)
        ),
    )


def chosen_files(connection: Connection, numbers: Sequence[str]) -> list[CaseFile]:
    """The case files an act shall list.

    Raises:
        NoSuchCase: one is not there. UsageError: one is named twice.
    """
    chosen = [get_case(connection, number) for number in numbers]
    if len({case.key for case in chosen}) != len(chosen):
        raise UsageError(reason="одну справу названо двічі")
    return chosen


def next_number(connection: Connection, kind: str, year: int) -> str:
    """The next act number of the year: `2026/1` for handovers, `2026/П-1` for transfers."""
    prefix = f"{year}/" if kind == "handover" else f"{year}/П-"
    taken = [a.number for a in acts(connection) if a.kind == kind and a.number.startswith(prefix)]
    return f"{prefix}{len(taken) + 1}"


def verdict(connection: Connection, chosen: Sequence[CaseFile]) -> Verdict:
    """What the rules say about handing these files over."""
    verdicts = []
    for case in chosen:
        facts = volume_facts(connection, case.key)
        states = [
            facts[v.number].state if v.number in facts else None for v in plan_of(connection, case)
        ]
        verdicts.append(may_be_archived(case, [s for s in states if s] if all(states) else []))
    return Verdict.all(verdicts)


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
        chosen = chosen_files(connection, numbers)
        verdict(connection, chosen).demand(HandoverRefused)
        act_number = next_number(connection, "handover", on.year)
        files = tuple(handed_file(connection, case) for case in chosen)
        seen = [revision(connection, case.key) for case in chosen]
    act = HandoverAct(
        head=ActHead(
            court=head.court,
            number=act_number,
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
    with vault.transaction(actor) as tx:
        verdict(tx.connection, chosen).demand(HandoverRefused)
        if seen != [revision(tx.connection, case.key) for case in chosen] or (
            act_number != next_number(tx.connection, "handover", on.year)
        ):
            raise Conflict(reason="справи змінено, поки складався акт")
        subject = f"act:{act_number}"
        tx.record(
            CASE_ARCHIVED,
            subjects=(subject, *(case_subject(case.key) for case in chosen)),
            payload={
                "act": act_number,
                "on": on.isoformat(),
                "cases": [case.key for case in chosen],
                "document": form.as_json(),
                "basis": basis,
            },
            holds=(Hold(subject, form),),
            cites=("814:XXI.1",),
        )
        tx.commit()
    return act_number, form
