"""The court's own names of kinds of documents: a list that only grows by a person's word.

Knows: each is treated like a kind of the table. Does not know: where documents stand.
Keeps: what was registered under a name stays what it was; a name that is dropped is only no longer
offered.
"""

from __future__ import annotations

import dataclasses

from inventory import events
from inventory.arrangement.kinds import find_kind, kinds, nearest_kinds
from inventory.errors import KindRefused
from inventory.queries.order import court_kinds
from inventory.registration.card import RegistrationCard
from inventory.rules.kinds import may_be_called
from vault import Transaction, carries_out, single_spaced
from vault.errors import UsageError


@carries_out("814:XVII.5")
def name_kind(tx: Transaction, name: str, like: str, ground: str) -> dict[str, str]:
    """Add a name; what is registered under it is treated like the kind `like`.

    Raises:
        KindRefused: a rule objects. UsageError: there is no kind `like`.
    """
    name = single_spaced(name)
    alike = find_kind(like)
    if alike is None:
        near = ", ".join(f"{kind.code} ({kind.name})" for kind in nearest_kinds(like))
        raise UsageError(reason=f"виду «{like}» немає" + (f"; схожі: {near}" if near else ""))
    known = {kind.name.casefold() for kind in kinds().values()} | set(kinds())
    known |= {one.casefold() for one in court_kinds(tx.connection)}
    may_be_called(name, known=known, ground=ground).demand(KindRefused)
    payload = {"name": name, "like": alike.code, "ground": single_spaced(ground)}
    tx.record(events.KIND_NAMED, subjects=(f"kind:{name}",), payload=payload, cites=("814:XVII.5",))
    return court_kinds(tx.connection)


def drop_kind(tx: Transaction, name: str) -> dict[str, str]:
    """Offer a name no longer.

    Raises:
        UsageError: it is not on the court's list.
    """
    if name not in court_kinds(tx.connection):
        raise UsageError(reason=f"назви «{name}» у переліку суду немає")
    payload = {"name": name, "like": None, "ground": ""}
    tx.record(events.KIND_NAMED, subjects=(f"kind:{name}",), payload=payload)
    return court_kinds(tx.connection)


def in_the_courts_words(tx: Transaction, card: RegistrationCard) -> RegistrationCard:
    """The card with the kind of the table where it has a name of the court's; that is its title."""
    if find_kind(card.kind) is not None:
        return card
    own = {name.casefold(): (name, like) for name, like in court_kinds(tx.connection).items()}
    found = own.get(single_spaced(card.kind).casefold())
    if found is None:
        return card
    return dataclasses.replace(card, kind=found[1], title=card.title or found[0])
