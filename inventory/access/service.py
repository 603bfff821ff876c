"""Changing who may do what; what restricts access to case files and documents.

Knows: persons come and go, rights are granted and revoked by an order, marks have a basis.
Does not know: passwords (the desk keeps them). Keeps: a login is one person's for ever; a right
that ended stays known, with the order that ended it. Where `seen` is asked for, it is the newest
entry when the page was made: what others changed since is told, not overwritten.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from inventory.access import events
from inventory.access.errors import BadLogin, GrantRefused, PersonExists
from inventory.access.model import Restriction, Right, Role, User
from inventory.access.queries import find_user, get_user, marks_on, rights_ever
from inventory.access.rules import (
    may_be_a_reviewer,
    may_be_changed,
    may_be_given_to,
    may_be_granted,
)
from inventory.events import case_subject, document_subject
from inventory.language.days import legal_day
from inventory.model import CaseState
from inventory.queries import case_by_key, find_case, get_case, get_document
from inventory.service.meanwhile import as_seen, case_as_seen, person_as_seen
from vault import Transaction, carries_out, single_spaced
from vault.errors import UsageError

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}\Z")
_KINDS = ("role", "case", "mark", "act-for")


def _today(tx: Transaction) -> str:
    return legal_day(tx.now).isoformat()


def _by(tx: Transaction) -> str:
    return tx.actor.rpartition(" as ")[2]


def add_user(tx: Transaction, login: str, *, name: str, position: str) -> User:
    """Make somebody known; they may do nothing yet.

    Raises:
        BadLogin, PersonExists. UsageError: no name.
    """
    if not _LOGIN.match(login):
        raise BadLogin(name=login)
    known = find_user(tx.connection, login, _today(tx))
    if known is not None:
        raise PersonExists(name=login, whose=known.name)
    if not name.strip():
        raise UsageError(reason="не названо ініціалів і прізвища")
    tx.record(
        events.PERSON_ADDED,
        subjects=(events.person_subject(login),),
        payload={
            "login": login,
            "name": single_spaced(name),
            "position": single_spaced(position),
        },
        cites=("Лубни:2.1",),
    )
    return get_user(tx.connection, login, _today(tx))


def end_user(tx: Transaction, login: str, *, order: str, seen: int | None = None) -> User:
    """Somebody left: their rights end by an order, their name stays (Лубни 2.1).

    Raises:
        NoSuchPerson, GrantRefused. PersonChangedMeanwhile: not as `seen`.
    """
    person = get_user(tx.connection, login, _today(tx))
    person_as_seen(tx, person, seen)
    _revoke(tx, person, person.rights, order)
    tx.record(
        events.PERSON_ENDED,
        subjects=(events.person_subject(login),),
        payload={"login": login, "order": order},
        cites=("Лубни:2.1",),
    )
    return get_user(tx.connection, login, _today(tx))


def return_user(tx: Transaction, login: str, *, order: str, seen: int | None = None) -> User:
    """Somebody came back: they may act again once they are granted rights anew.

    Raises:
        NoSuchPerson. PersonChangedMeanwhile: not as `seen`. UsageError: they never left, or no
        order is named.
    """
    person = get_user(tx.connection, login, _today(tx))
    person_as_seen(tx, person, seen)
    if person.active or not order.strip():
        raise UsageError(reason=f"«{login}» уже діє" if person.active else "не названо наказу")
    tx.record(
        events.PERSON_RETURNED,
        subjects=(events.person_subject(login),),
        payload={"login": login, "order": order},
        cites=("Лубни:2.1",),
    )
    return get_user(tx.connection, login, _today(tx))


@carries_out("Лубни:2.1", "ЗапАС:2.1")
def grant(tx: Transaction, login: str, right: Right, *, seen: int | None = None) -> User:
    """Grant a right by an order; what they have already is not granted twice.

    Raises:
        NoSuchPerson, NoSuchCase, GrantRefused. PersonChangedMeanwhile: their rights are not as
        `seen`. UsageError: there is no such role, mark or kind.
    """
    person = get_user(tx.connection, login, _today(tx))
    person_as_seen(tx, person, seen)
    if not person.active:
        raise UsageError(reason=f"обліковий запис «{login}» не діє")
    value = _value(tx, right)
    may_be_changed(person, right.order, by=_by(tx)).demand(GrantRefused)
    may_be_granted(person, right).demand(GrantRefused)
    _require_reader(tx, person, right, value)
    if any((r.kind, r.value, r.unit) == (right.kind, value, right.unit) for r in person.rights):
        raise UsageError(reason=f"«{login}» уже має це право")
    tx.record(
        events.RIGHT_GRANTED,
        subjects=(events.person_subject(login), *_case_of(right.kind, value)),
        payload={
            "login": login,
            "kind": right.kind,
            "value": value,
            "unit": right.unit,
            "order": right.order,
            "until": right.until,
            **({"reader": right.reader.as_json()} if right.reader else {}),
        },
        cites=("Лубни:2.1", "814:X.1") if right.reader else ("Лубни:2.1",),
    )
    return get_user(tx.connection, login, _today(tx))


def _require_reader(tx: Transaction, person: User, right: Right, value: str) -> None:
    """Case files are given to somebody from outside only as 814 X.1 says.

    Raises:
        GrantRefused. UsageError: what is said of a reader belongs to a right to a case file.
    """
    if right.kind != "case" and right.reader is not None:
        raise UsageError(reason="відомості про читача подають лише разом із доступом до справи")
    if right.kind == "case" and (right.reader is not None or Role.REVIEWER in person.roles):
        closed = case_by_key(tx.connection, value).state is not CaseState.OPEN
        may_be_given_to(right.reader, closed=closed).demand(GrantRefused)
    if (right.kind, value) == ("role", Role.REVIEWER):
        may_be_a_reviewer(person).demand(GrantRefused)


def _case_of(kind: str, value: str) -> tuple[str, ...]:
    return (case_subject(value),) if kind == "case" else ()


def _value(tx: Transaction, right: Right) -> str:
    """The right's value as it is kept.

    Raises:
        NoSuchCase, NoSuchPerson. UsageError.
    """
    match right.kind:
        case "role" if right.value in set(Role):
            return right.value
        case "mark" if right.value in set(Restriction):
            return right.value
        case "case":
            return get_case(tx.connection, right.value).key
        case "act-for":
            return get_user(tx.connection, right.value, _today(tx)).login
    reason = f"«{right.kind} {right.value}» не є правом; права: {', '.join(_KINDS)}"
    raise UsageError(reason=reason)


@carries_out("Лубни:2.1")
def revoke(tx: Transaction, login: str, kind: str, value: str, *, order: str) -> User:
    """Revoke a right by an order.

    Raises:
        NoSuchPerson, NoSuchCase, GrantRefused. UsageError: they do not have it.
    """
    return revoke_value(
        tx, login, kind, _value(tx, Right(kind=kind, value=value, order=order)), order=order
    )


@carries_out("Лубни:2.1")
def revoke_value(
    tx: Transaction, login: str, kind: str, wanted: str, *, order: str, seen: int | None = None
) -> User:
    """Revoke a right named by its kept value (a case file by its key).

    Raises:
        NoSuchPerson, GrantRefused. PersonChangedMeanwhile: their rights are not as `seen`.
        UsageError: they do not have it.
    """
    person = get_user(tx.connection, login, _today(tx))
    person_as_seen(tx, person, seen)
    gone = [right for right in person.rights if (right.kind, right.value) == (kind, wanted)]
    if not gone:
        raise UsageError(reason=f"«{login}» не має цього права")
    _revoke(tx, person, gone, order)
    return get_user(tx.connection, login, _today(tx))


def _revoke(tx: Transaction, person: User, gone: Sequence[Right], order: str) -> None:
    may_be_changed(person, order, by=_by(tx)).demand(GrantRefused)
    taken = {(right.kind, right.value, right.unit) for right in gone}
    numbers = [
        row.sequence
        for row in rights_ever(tx.connection, person.login)
        if row.revoked_by is None and (row.kind, row.value, row.unit) in taken
    ]
    if numbers:
        tx.record(
            events.RIGHT_REVOKED,
            subjects=(events.person_subject(person.login),),
            payload={"login": person.login, "rights": numbers, "order": order},
            cites=("Лубни:2.1",),
        )


@carries_out("814:I.4")
def mark(
    tx: Transaction, subject: str, value: Restriction, *, basis: str, seen: int | None = None
) -> None:
    """Keep a case file's or a document's content for named people; `subject` from `subject_of`.

    Raises:
        ChangedMeanwhile: the case file is no longer as `seen`. UsageError: it is marked so already,
        or no basis is named.
    """
    key = _seen_key(tx, subject, seen)
    if not basis.strip():
        raise UsageError(reason="не названо підстави обмеження (ухвали, наказу)")
    if value in marks_on(tx.connection, subject):
        raise UsageError(reason="це обмеження вже діє")
    _record_mark(tx, events.MARKED, subject, key, value, basis)


def unmark(
    tx: Transaction, subject: str, value: Restriction, *, basis: str, seen: int | None = None
) -> None:
    """Lift a restriction.

    Raises:
        ChangedMeanwhile: the case file is no longer as `seen`. UsageError: there is none, or no
        basis is named.
    """
    key = _seen_key(tx, subject, seen)
    if not basis.strip():
        raise UsageError(reason="не названо підстави зняття обмеження")
    if value not in marks_on(tx.connection, subject):
        raise UsageError(reason="такого обмеження немає")
    _record_mark(tx, events.UNMARKED, subject, key, value, basis)


def _seen_key(tx: Transaction, subject: str, seen: int | None) -> str:
    """Of the case file that the subject is or belongs to, which is as it was seen."""
    kind, _, name = subject.partition(":")
    key = name if kind == "case" else get_document(tx.connection, name).case
    return as_seen(tx, case_by_key(tx.connection, key), seen).key


def _record_mark(
    tx: Transaction, event: str, subject: str, key: str, value: Restriction, basis: str
) -> None:
    tx.record(
        event,
        subjects=tuple(dict.fromkeys((subject, case_subject(key)))),
        payload={"subject": subject, "mark": value.value, "basis": basis},
        cites=("814:I.4",),
    )


def subject_of(tx: Transaction, name: str) -> str:
    """The subject that a case number or a document's id names.

    Raises:
        NoSuchDocument: neither.
    """
    case = find_case(tx.connection, name)
    if case is not None:
        return case_subject(case.key)
    return document_subject(get_document(tx.connection, name).id)


def name_unit(tx: Transaction, number: str, unit: str, *, seen: int | None = None) -> None:
    """Say which unit (chamber, judge's office) has a case file: rights may be limited to units.

    Raises:
        NoSuchCase. ChangedMeanwhile: it is no longer as `seen`.
    """
    case = case_as_seen(tx, number, seen)
    tx.record(
        events.UNIT_NAMED,
        subjects=(case_subject(case.key),),
        payload={"case": case.key, "unit": single_spaced(unit)},
    )


def note_sign_in(tx: Transaction, login: str) -> None:
    """Leave a trace that somebody was given a password, or their sessions were ended.

    Raises:
        NoSuchPerson.
    """
    user = get_user(tx.connection, login, _today(tx))
    tx.record(
        events.SIGN_IN_CHANGED,
        subjects=(events.person_subject(user.login),),
        payload={"login": user.login},
    )
