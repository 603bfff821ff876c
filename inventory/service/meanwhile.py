"""What changed since somebody looked: whoever changes a case file says which state was seen.

Knows: the revision of a case file, what happened to it, or to somebody's rights, since. Does not
know: what is changed. Keeps: with the lock held, a change meant for another state is refused and
told what that was.
"""

from __future__ import annotations

from inventory import events
from inventory.access.errors import PersonChangedMeanwhile
from inventory.access.events import SIGN_IN_CHANGED, person_subject
from inventory.access.model import User
from inventory.audit.history import Happenings, changes_of, happenings
from inventory.errors import ChangedMeanwhile
from inventory.model import CaseFile
from inventory.queries import get_case, revision
from vault import Transaction

_FOLLOWS = {events.VOLUME_DEPOSITED}
"""What follows by itself from what the person did, and changes nothing of what they saw."""


def as_seen(tx: Transaction, case: CaseFile, seen: int | None) -> CaseFile:
    """The case file, if it is as it was at the revision `seen`; None asks for nothing.

    Every service that changes a case file calls this (or `case_as_seen`) before its rules.

    Raises:
        ChangedMeanwhile: it is not; says what changed, who did it and when.
    """
    if seen is not None and revision(tx.connection, case.key) > seen:
        changes = changes_of(tx.connection, tx.entry_at, case.key, after=seen)
        if changes and all(one.event in _FOLLOWS for one in changes):
            return case
        raise ChangedMeanwhile(number=case.number, changes=changes)
    return case


def case_as_seen(tx: Transaction, number: str, seen: int | None) -> CaseFile:
    """The newest case file of that number, as it was seen.

    Raises:
        NoSuchCase: it is not there. ChangedMeanwhile: it was changed since.
    """
    return as_seen(tx, get_case(tx.connection, number), seen)


def person_as_seen(tx: Transaction, person: User, seen: int | None) -> None:
    """Nobody changed the person's rights since the entry `seen`; None asks for nothing.

    Raises:
        PersonChangedMeanwhile: somebody did; says what, who and when.
    """
    if seen is None:
        return
    since = happenings(tx.connection, tx.entry_at, person_subject(person.login), after=seen)
    changes = Happenings(one for one in since if one.event != SIGN_IN_CHANGED)
    if changes:
        raise PersonChangedMeanwhile(name=person.name, login=person.login, changes=changes)
