"""Recording whom the court trusts.

Knows: in which order what is trusted enters the journal, and that no older list replaces a newer.
Does not know: whether a list is genuine: that was judged in an airlock child before.
Keeps: every snapshot is held for ever, because reports rest on it; each function takes an open
transaction and never commits it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import Connection

from signing import events
from signing.errors import ListConflict, ListOlder
from signing.projection import (
    ListFacts,
    key_of,
    newest,
    operators,
    snapshots,
    trusted_certificates,
)
from vault import Content, Hold, Json, Transaction, Vault


def name_operator(tx: Transaction, sha256: str, name: str) -> bool:
    """Let lists signed with this certificate be accepted; False when they are already."""
    if any(one.sha256 == sha256 for one in operators(tx.connection)):
        return False
    tx.record(
        events.OPERATOR_NAMED,
        subjects=[events.operator_subject(sha256)],
        payload={"sha256": sha256, "name": name},
    )
    return True


def accept_list(tx: Transaction, facts: ListFacts, content: Content, name: str) -> bool:
    """Keep a snapshot of a trusted list and use it from now on; False when it is in use already.

    Raises:
        ListOlder: the one at hand is newer.
        ListConflict: the one at hand is another of the same number (ETSI TS 119 612, 5.3.2).
    """
    before = newest(tx.connection, facts.key)
    if before is not None:
        if before.content == content and before.current:
            return False
        was = (before.facts.number, before.facts.issued_at)
        if (facts.number, facts.issued_at) < was:
            raise ListOlder(path=name, sequence=facts.number, stored=before.facts.number)
        if before.content != content and facts.number == before.facts.number:
            raise ListConflict(path=name, sequence=facts.number)
    subject = events.list_subject(facts.key)
    tx.record(
        events.LIST_ACCEPTED,
        subjects=[subject],
        payload={"list": facts.as_json(), "name": name, "content": content.as_json()},
        holds=[Hold(subject, content)],
    )
    return True


def trust_certificates(
    tx: Transaction, content: Content, *, name: str, subjects: Sequence[str]
) -> bool:
    """Trust the certificates in a file; False when they are already trusted."""
    if any(one.content == content for one in trusted_certificates(tx.connection)):
        return False
    subject = events.certificates_subject(content.sha256)
    tx.record(
        events.CERTIFICATES_TRUSTED,
        subjects=[subject],
        payload={"name": name, "subjects": list(subjects), "content": content.as_json()},
        holds=[Hold(subject, content)],
    )
    return True


@dataclass(frozen=True, slots=True)
class Ended:
    """What is not trusted any more: its key, and the lists that only it vouched for."""

    key: str
    lists: tuple[ListFacts, ...] = ()


def end_trust(tx: Transaction, name: str) -> Ended:
    """Stop trusting a list, an operator or certificates; what was kept stays.

    Raises:
        NotTrusted: `name` means none of them, or several.
    """
    key, before = key_of(tx.connection, name), _current(tx.connection)
    tx.record(events.TRUST_ENDED, subjects=[f"trust:{key}"], payload={"ended": key})
    stay = {key, *(one.key for one in _current(tx.connection))}
    return Ended(key, tuple(one for one in before if one.key not in stay))


def _current(connection: Connection) -> list[ListFacts]:
    return [one.facts for one in snapshots(connection) if one.current]


def judging(vault: Vault, anchors: Sequence[Path] = ()) -> dict[str, Json]:
    """Whom the court trusts now, as arguments of `signing.tasks:judge`; `anchors` are files.

    Raises:
        MissingContent: something that was kept is gone.
    """
    with vault.read() as connection:
        kept = [vault.locate(one.content.sha512) for one in trusted_certificates(connection)]
        lists = [vault.locate(one.content.sha512) for one in snapshots(connection) if one.current]
        named = [one.sha256 for one in operators(connection)]
    return {
        "trust": [str(path) for path in (*anchors, *kept)],
        "lists": [str(path) for path in lists],
        "operators": named,
    }


def trusted_names(vault: Vault) -> list[str]:
    """Whom the court trusts now, as a report names it."""
    with vault.read() as connection:
        lists = _current(connection)
        files = trusted_certificates(connection)
    return [
        *(
            f"Довірчий список {one.territory} № {one.number} від {one.issued_at:%d.%m.%Y}"
            for one in lists
        ),
        *(one.name for one in files),
    ]
