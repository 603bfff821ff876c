"""What all acts have in common: chosen, numbered and typeset without the lock, recorded under it.

Knows: the numbers of acts, the entry of an act, the case files an act lists.
Does not know: what an act says, or which rules it must meet: whoever draws it up says that.
Keeps: what was typeset is what is recorded: everything is looked at again with the lock held, and
when something changed meanwhile, nothing is recorded (Conflict).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from inventory import CaseFile
from inventory.events import case_subject
from inventory.queries import get_case, revision
from retention.queries import acts
from vault import Content, Hold, Json, Vault
from vault.errors import Conflict, UsageError, VaultError


@dataclass(frozen=True, slots=True)
class Draft:
    """An act being drawn up: its number, its case files, and as which revisions they were read."""

    kind: str
    number: str
    on: dt.date
    cases: tuple[CaseFile, ...]
    revisions: tuple[int, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """Of the case files."""
        return tuple(case.key for case in self.cases)

    def require_unchanged(self, connection: Connection, *, reason: str) -> None:
        """The case files are as they were read, and the number is still free.

        Raises:
            Conflict: with this reason.
        """
        seen = tuple(revision(connection, key) for key in self.keys)
        if seen != self.revisions or self.number != next_number(
            connection, self.kind, self.on.year
        ):
            raise Conflict(reason=reason)


def begin(connection: Connection, kind: str, numbers: Sequence[str], on: dt.date) -> Draft:
    """Begin an act (`handover` or `transfer`) that lists these case files.

    Raises:
        NoSuchCase: one is not there. UsageError: one is named twice.
    """
    cases = tuple(get_case(connection, number) for number in numbers)
    if len({case.key for case in cases}) != len(cases):
        raise UsageError(reason="одну справу названо двічі")
    revisions = tuple(revision(connection, case.key) for case in cases)
    return Draft(kind, next_number(connection, kind, on.year), on, cases, revisions)


def next_number(connection: Connection, kind: str, year: int) -> str:
    """The next act number of the year: `2026/1` for handovers, `2026/П-1` for transfers."""
    prefix = f"{year}/" if kind == "handover" else f"{year}/П-"
    taken = [a.number for a in acts(connection) if a.kind == kind and a.number.startswith(prefix)]
    return f"{prefix}{len(taken) + 1}"


def record_act(
    vault: Vault,
    event: str,
    number: str,
    keys: Iterable[str],
    form: Content,
    payload: Mapping[str, Json],
    *,
    actor: str,
    clause: str,
    look_again: Callable[[Connection], None],
) -> None:
    """Record what became of an act, with the form that was typeset for it.

    Args:
        vault: where.
        event: its name.
        number: of the act.
        keys: of the case files it lists.
        form: the act as printed; kept for as long as the act is known.
        payload: what the entry says beside number and form.
        actor: of the entry.
        clause: it rests on.
        look_again: with the lock held; raises what speaks against recording.
    """
    subject = f"act:{number}"
    with vault.transaction(actor) as tx:
        look_again(tx.connection)
        tx.record(
            event,
            subjects=(subject, *(case_subject(key) for key in keys)),
            payload={"act": number, "document": form.as_json(), **payload},
            holds=(Hold(subject, form),),
            cites=(clause,),
        )
        tx.commit()


def may_count(vault: Vault, number: str, form: Content, actor: str) -> bool:
    """Whether an act counts although the disk failed: its commit may have reached the platter."""
    try:
        with vault.transaction(actor) as tx:  # puts the journal's end in order first
            return any((a.number, a.document) == (number, form.sha512) for a in acts(tx.connection))
    except VaultError:
        return True  # what nobody can know now is not destroyed
