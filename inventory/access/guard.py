"""The guard at the vault's one door: nobody records what they may not do.

Knows: who acts (`user`, or `user as login`), which action an event is, what it is about.
Does not know: pages, verbs: they cannot get round it. Keeps: judged under the commit lock, on the
state that is changed; an event that the table does not know is refused to every person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from inventory.access.errors import AccessDenied, NoSuchPerson
from inventory.access.matrix import action_of
from inventory.access.model import Action, Viewer
from inventory.access.queries import anybody, find_user, target_of
from inventory.access.rules import may_act, may_act_for, may_open_restricted
from inventory.events import ACCESSION
from inventory.language.days import legal_day
from inventory.tables import document_table
from vault import Json

Admit = Callable[[str, Sequence[str], Mapping[str, Json]], None]


def viewer_of(connection: Connection, actor: str, day: str) -> Viewer:
    """Who acts: «user» of the operating system, or «user as login».

    Raises:
        NoSuchPerson: the court has named its persons, and this is none of them.
        AccessDenied: the system's user is a person who may not act as that other one.
    """
    system, _, login = actor.partition(" as ")
    own = find_user(connection, system, day)
    if not login:
        return Viewer(actor, own)
    may_act_for(own, login).demand(AccessDenied)
    person = find_user(connection, login, day)
    if person is None and anybody(connection):
        raise NoSuchPerson(name=login)
    return Viewer(actor, person)


def guard(connection: Connection, actor: str, now: dt.datetime) -> Admit:
    """What judges each entry of a transaction before it is recorded.

    Raises:
        NoSuchPerson, AccessDenied: see `viewer_of`.
    """
    viewer = viewer_of(connection, actor, legal_day(now).isoformat())

    def admit(event: str, subjects: Sequence[str], payload: Mapping[str, Json]) -> None:
        person = viewer.person
        if person is None:
            return
        action = action_of(event) or Action.KEEP
        if event == ACCESSION and payload.get("restricted"):
            may_open_restricted(person).demand(AccessDenied)
        for key, documents in _about(connection, subjects, payload).items():
            may_act(person, action, target_of(connection, key, documents)).demand(AccessDenied)

    return admit


def _about(
    connection: Connection, subjects: Sequence[str], payload: Mapping[str, Json]
) -> dict[str, list[str]]:
    """Case files an entry is about, each with the documents it names; «» when it is about none."""
    about: dict[str, list[str]] = {}
    documents = [s.partition(":")[2] for s in subjects if s.startswith(("document:", "copies:"))]
    for subject in subjects:
        kind, _, value = subject.partition(":")
        if kind == "case":
            about.setdefault(value, [])
        elif kind == "volume":
            about.setdefault(value.rpartition("/")[0], [])
    query = sa.select(document_table.c.id, document_table.c.case_key).where(
        document_table.c.id.in_(documents)
    )
    for row in connection.execute(query):
        about.setdefault(row.case_key, []).append(row.id)
    named = payload.get("case")
    if not about and isinstance(named, str):
        about[named] = []
    return about or {"": []}
