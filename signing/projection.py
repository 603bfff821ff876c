"""Whom the court trusts, as the journal tells it.

Knows: who may sign trusted lists, the snapshots of each list, certificates trusted by themselves.
Does not know: what is in a list (it is read in an airlock child), or what follows from it.
Keeps: rows are a function of the entries alone; a list counts only while somebody vouches for it.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from signing import events
from signing.errors import NotTrusted
from vault import Content, Head, JournalEntry, Rows
from vault.model import Json

tables = sa.MetaData()

operator_table = sa.Table(
    "trust_operator",
    tables,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("named_at", sa.Text, nullable=False),
)
list_table = sa.Table(
    "trust_list",
    tables,
    sa.Column("sequence", sa.Integer, primary_key=True),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("current", sa.Integer, nullable=False),
    sa.Column("accepted_at", sa.Text, nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
)
certificates_table = sa.Table(
    "trust_certificates",
    tables,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("trusted_at", sa.Text, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFacts:
    """What the journal keeps about one snapshot of a trusted list.

    Attributes:
        territory: two letters.
        kind: of the list: `UAlist`, `EUgeneric`, `EUlistofthelists` …
        operator: who keeps it, as it says.
        number: of the issue; grows.
        issued_at: when, UTC.
        next_update: by when a newer one is due; None when there will be none.
        services: how many.
        signer: SHA-256 of the signer's certificate, lower-case hex.
        vouched: `signing.trustlist.model.OPERATOR`, or the key of the list that names the signer.
    """

    territory: str
    kind: str
    operator: str
    number: int
    issued_at: dt.datetime
    next_update: dt.datetime | None
    services: int
    signer: str
    vouched: str

    @property
    def key(self) -> str:
        """What distinguishes it from other lists."""
        return f"{self.territory}/{self.kind}"

    def as_json(self) -> dict[str, Json]:
        """The form in which the journal, and an airlock child, tell it."""
        return {
            "territory": self.territory,
            "kind": self.kind,
            "operator": self.operator,
            "number": self.number,
            "issued_at": self.issued_at.isoformat(),
            "next_update": self.next_update.isoformat() if self.next_update else None,
            "services": self.services,
            "signer": self.signer,
            "vouched": self.vouched,
        }

    @classmethod
    def from_json(cls, p: Json) -> ListFacts:
        """Read what `as_json` wrote."""
        later = p["next_update"]
        return cls(
            territory=p["territory"],
            kind=p["kind"],
            operator=p["operator"],
            number=p["number"],
            issued_at=dt.datetime.fromisoformat(p["issued_at"]),
            next_update=dt.datetime.fromisoformat(later) if later else None,
            services=p["services"],
            signer=p["signer"],
            vouched=p["vouched"],
        )


@dataclass(frozen=True, slots=True)
class Operator:
    """Somebody who may sign trusted lists: SHA-256 of the certificate, and its name if known."""

    sha256: str
    name: str
    named_at: str


@dataclass(frozen=True, slots=True)
class ListSnapshot:
    """A trusted list as it was accepted.

    Attributes:
        current: it is the newest one of its kind and somebody vouches for it.
    """

    facts: ListFacts
    content: Content
    accepted_at: str
    current: bool


@dataclass(frozen=True, slots=True)
class Certificates:
    """A file of certificates that are trusted by themselves."""

    name: str
    content: Content
    subjects: tuple[str, ...]
    trusted_at: str


class SigningProjection:
    """Operators of trusted lists, snapshots of the lists, trusted certificates."""

    name = "signing"
    version = 1
    metadata = tables

    def apply(self, entry: JournalEntry, _end: Head, rows: Rows) -> None:
        """Follow one entry."""
        p, at = entry.payload, entry.at.isoformat()
        if entry.event == events.OPERATOR_NAMED:
            rows.insert(operator_table, sha256=p["sha256"], name=p["name"], named_at=at)
        elif entry.event == events.LIST_ACCEPTED:
            key = ListFacts.from_json(p["list"]).key
            rows.update(list_table, {"key": key}, current=0)
            rows.insert(
                list_table,
                sequence=entry.sequence,
                key=key,
                current=1,
                accepted_at=at,
                payload=_text(p),
            )
        elif entry.event == events.CERTIFICATES_TRUSTED:
            rows.insert(
                certificates_table,
                sha256=p["content"]["sha256"],
                sequence=entry.sequence,
                payload=_text(p),
                trusted_at=at,
            )
        elif entry.event == events.TRUST_ENDED:
            rows.delete(operator_table, {"sha256": p["ended"]})
            rows.delete(certificates_table, {"sha256": p["ended"]})
            rows.update(list_table, {"key": p["ended"]}, current=0)


def _text(value: Json) -> str:
    """The same for the same value, whether it comes from the journal or just now."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def operators(connection: Connection) -> list[Operator]:
    """Who may sign trusted lists."""
    query = sa.select(operator_table).order_by(operator_table.c.named_at, operator_table.c.sha256)
    return [Operator(row.sha256, row.name, row.named_at) for row in connection.execute(query)]


def snapshots(connection: Connection) -> list[ListSnapshot]:
    """Every snapshot of every trusted list, oldest first."""
    named = {one.sha256 for one in operators(connection)}
    query = sa.select(list_table).order_by(list_table.c.sequence)
    rows = list(connection.execute(query))
    vouching = {row.key for row in rows if row.current and _named(_facts(row), named)}
    return [
        ListSnapshot(
            facts=_facts(row),
            content=Content.from_json(json.loads(row.payload)["content"]),
            accepted_at=row.accepted_at,
            current=bool(row.current)
            and (_named(_facts(row), named) or _facts(row).vouched in vouching),
        )
        for row in rows
    ]


def trusted_certificates(connection: Connection) -> list[Certificates]:
    """The files of certificates that are trusted, in the order in which they came."""
    query = sa.select(certificates_table).order_by(certificates_table.c.sequence)
    found = []
    for row in connection.execute(query):
        p = json.loads(row.payload)
        content = Content.from_json(p["content"])
        found.append(Certificates(p["name"], content, tuple(p["subjects"]), row.trusted_at))
    return found


def newest(connection: Connection, key: str) -> ListSnapshot | None:
    """The newest snapshot of a list, whether anybody vouches for it still or not."""
    found = [one for one in snapshots(connection) if one.facts.key == key]
    return found[-1] if found else None


def key_of(connection: Connection, name: str) -> str:
    """What a person means by a territory, a fingerprint or its beginning, or a file's name.

    Raises:
        NotTrusted: nothing, or several things.
    """
    wanted = name.casefold()
    current = [one.facts for one in snapshots(connection) if one.current]
    found = {facts.key for facts in current if facts.territory.casefold() == wanted}
    if len(wanted) >= 8:
        found |= {one.sha256 for one in operators(connection) if one.sha256.startswith(wanted)}
    for one in trusted_certificates(connection):
        if one.name.casefold() == wanted or (
            len(wanted) >= 8 and one.content.sha256.startswith(wanted)
        ):
            found.add(one.content.sha256)
    if len(found) != 1:
        raise NotTrusted(name=name)
    return found.pop()


def _facts(row: Any) -> ListFacts:
    return ListFacts.from_json(json.loads(row.payload)["list"])


def _named(facts: ListFacts, operators: set[str]) -> bool:
    """Whether its signer is one of those a person named; that always counts."""
    return facts.signer in operators
