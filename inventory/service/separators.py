"""Printing separator sheets: the journal knows each before it is on paper.

Knows: how many are printed and what each says. Does not know: scans.
Keeps: no sheet is handed out whose serial is not durably recorded.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from inventory import events
from inventory.arrangement.kinds import Kind, find_kind, nearest_kinds
from inventory.errors import CaseTakesNothing
from inventory.forms import Press, Printed, SeparatorSheet, separators
from inventory.model import CaseState
from inventory.queries import get_case
from inventory.registration.card import moment
from inventory.registration.separators import Separator, new_serial
from inventory.volumes.papers import Letterhead
from vault import Vault, single_spaced
from vault.errors import UsageError

MOST = 200
"""Sheets in one printing."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NextDocument:
    """What a separator shall say about the next document; `Separator` has the words."""

    kind: str
    title: str = ""
    index: str = ""
    date: str = ""
    annex: bool = False


def print_separators(
    vault: Vault,
    press: Press,
    head: Letterhead,
    number: str,
    wanted: Sequence[NextDocument],
    *,
    duplex: bool,
    actor: str,
) -> tuple[Printed, list[Separator]]:
    """Record and set separator sheets for one case file.

    Args:
        vault: where.
        press: sets them.
        head: names the court.
        number: of the case file.
        wanted: one for each sheet, in order.
        duplex: whether the pile will be scanned on both sides.
        actor: of the journal entry.

    Raises:
        NoSuchCase, CaseTakesNothing, BadCard, UsageError: nothing is recorded.
    """
    if not 1 <= len(wanted) <= MOST:
        raise UsageError(reason=f"розділювачів за раз друкують від 1 до {MOST}")
    with vault.read() as connection:
        case = get_case(connection, number)
    if case.state is not CaseState.OPEN:
        raise CaseTakesNothing(name=number)
    made = [
        Separator(
            serial=new_serial(vault.random(16)),
            case_key=case.key,
            number=case.name,
            kind=_kind(one.kind).code,
            title=single_spaced(one.title),
            index=single_spaced(one.index),
            date=moment(one.date) if one.date else "",
            annex=one.annex,
            duplex=duplex,
        )
        for one in wanted
    ]
    sheets = [SeparatorSheet(separator=one, kind=_kind(one.kind).name) for one in made]
    printed = press.print(separators(head.court, sheets), at=vault.clock(), draft=False)
    with vault.transaction(actor) as tx:
        tx.record(
            events.SEPARATORS_PRINTED,
            subjects=(events.case_subject(case.key),),
            payload={
                "case": case.key,
                "number": case.name,
                "separators": [
                    {
                        "serial": one.serial,
                        "kind": one.kind,
                        "title": one.title,
                        "index": one.index,
                        "date": one.date,
                        "annex": one.annex,
                        "duplex": one.duplex,
                    }
                    for one in made
                ],
            },
        )
        tx.commit()
    return printed, made


def _kind(word: str) -> Kind:
    found = find_kind(word)
    if found is None:
        near = ", ".join(kind.name for kind in nearest_kinds(word))
        similar = f"; схожі: {near}" if near else ""
        raise UsageError(reason=f"виду документа «{word}» немає{similar}")
    return found
