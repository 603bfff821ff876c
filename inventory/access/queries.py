"""Reading persons, rights and marks.

Knows: the tables. Does not know: rules. Keeps: of two rights that are alike the later holds on.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from inventory.access.errors import NoSuchPerson
from inventory.access.model import Restriction, Right, Target, User
from inventory.access.readers import CaseReader
from inventory.access.tables import mark_table, person_table, right_table, unit_table
from inventory.events import case_subject, document_subject
from inventory.language.words import collation_key
from inventory.model import CaseState
from inventory.tables import case_table


def anybody(connection: Connection) -> bool:
    """Whether the court has named its persons; until then the vault is one person's."""
    return connection.execute(sa.select(person_table.c.login).limit(1)).first() is not None


def find_user(connection: Connection, login: str, day: str) -> User | None:
    """The person of that login with the rights that hold on `day` (ISO)."""
    row = connection.execute(sa.select(person_table).where(person_table.c.login == login)).first()
    if row is None:
        return None
    query = (
        sa.select(right_table)
        .where(right_table.c.login == login, right_table.c.revoked_by.is_(None))
        .order_by(right_table.c.sequence)
    )
    rights = (
        Right(
            kind=r.kind,
            value=r.value,
            unit=r.unit,
            order=r.granted_by,
            until=r.until,
            reader=reader_of(r.reader),
        )
        for r in connection.execute(query)
    )
    return User(
        login=row.login,
        name=row.name,
        position=row.position,
        active=bool(row.active),
        rights=tuple(right for right in rights if right.holds_on(day)),
    )


def get_user(connection: Connection, login: str, day: str) -> User:
    """The person of that login.

    Raises:
        NoSuchPerson.
    """
    found = find_user(connection, login, day)
    if found is None:
        raise NoSuchPerson(name=login)
    return found


def users(connection: Connection, day: str) -> list[User]:
    """Everybody there is or was, by surname."""
    logins = connection.execute(sa.select(person_table.c.login)).scalars().all()
    found = [get_user(connection, login, day) for login in logins]
    return sorted(found, key=_by_surname)


def _by_surname(user: User) -> tuple[tuple[int, ...], str, str]:
    return collation_key(user.name.rpartition(" ")[2]), user.name, user.login


def names_of(connection: Connection) -> dict[str, str]:
    """The names of everybody there is or was, by login."""
    query = sa.select(person_table.c.login, person_table.c.name)
    return {row.login: row.name for row in connection.execute(query)}


def who_is(connection: Connection, actor: str) -> str:
    """Who an actor of the journal («user», «user as login») is: name and position of the person.

    Whoever the court named nobody for is told by login. As whom the operating system knew them is
    told, in brackets, when it is another of the court's persons, or nobody was named.
    """
    system, _, other = actor.partition(" as ")
    login = other or system
    query = sa.select(person_table).where(person_table.c.login.in_({system, login}))
    known = {
        row.login: ", ".join(filter(None, (row.name, row.position)))
        for row in connection.execute(query)
    }
    through = known.get(system, "" if login in known else system) if login != system else ""
    return f"{known.get(login, login)}{f' ({through})' if through else ''}"


def rights_ever(connection: Connection, login: str) -> list[sa.Row[tuple[object, ...]]]:
    """Every right a person ever had, with the orders that gave and took it, oldest first."""
    query = sa.select(right_table).where(right_table.c.login == login)
    return list(connection.execute(query.order_by(right_table.c.sequence)))


def reader_of(kept: str | None) -> CaseReader | None:
    """Who a case file was given to, as the table keeps it."""
    return CaseReader.from_json(json.loads(kept)) if kept else None


def rights_numbered(connection: Connection, numbers: Collection[int]) -> list[tuple[str, str]]:
    """Kind and value of the rights that these entries granted."""
    query = sa.select(right_table).where(right_table.c.sequence.in_(numbers))
    return [(row.kind, row.value) for row in connection.execute(query)]


def marks_on(connection: Connection, *subjects: str) -> frozenset[Restriction]:
    """The marks on any of the subjects."""
    query = sa.select(mark_table.c.mark).where(mark_table.c.subject.in_(subjects))
    return frozenset(Restriction(mark) for mark in connection.execute(query).scalars())


def marks_of(connection: Connection) -> Iterator[tuple[str, Restriction, str]]:
    """Every mark there is: subject, mark, basis."""
    query = sa.select(mark_table).order_by(mark_table.c.subject, mark_table.c.mark)
    for row in connection.execute(query):
        yield row.subject, Restriction(row.mark), row.basis


def target_of(connection: Connection, key: str, documents: Collection[str] = ()) -> Target:
    """A case file, and documents in it, as far as rights care."""
    unit = sa.select(unit_table.c.unit).where(unit_table.c.case_key == key).scalar_subquery()
    row = connection.execute(
        sa.select(case_table.c.state, unit.label("unit")).where(case_table.c.key == key)
    ).first()
    return Target(
        case=key,
        unit=(row.unit or "") if row else "",
        closed=row is not None and row.state != CaseState.OPEN.value,
        marks=marks_on(connection, case_subject(key), *map(document_subject, documents)),
    )
