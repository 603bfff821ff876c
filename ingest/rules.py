"""What the law says about things as they arrive: twins, notices, receipts.

Knows: 814 II.2 (paper after e-mail), II.12 (postal notices).
Does not know: storage, files.
Keeps: pure; what is linked is said in the inventory's note, so that paper shows it too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from inventory import Document, RegistrationCard, kind_of
from vault import Json, carries_out

SAME_AS = "same_as"
"""Card key: file name or index of the document that came before by electronic mail."""
ABOUT = "about"
"""Card key of a postal notice: file name or index of the document that was sent."""
SERVED = "served"
"""Card key of a postal notice: whether it was handed over."""

_NOTICES = {"postal-notice", "postal-notice-decision", "receipt", "receipt-decision", "summons"}


@dataclass(frozen=True, slots=True)
class Link:
    """What a document says about another one: for the inventory's note and for the journal."""

    notes: tuple[str, ...] = ()
    facts: Mapping[str, Json] = field(default_factory=dict)


def named(card: RegistrationCard, key: str) -> str | None:
    """The document a card names under `key`, as it names it."""
    value = card.other.get(key)
    return value.strip() or None if isinstance(value, str) else None


def find(documents: Sequence[Document], name: str) -> Document | None:
    """The newest document of that file name or index."""
    return next((d for d in reversed(documents) if name in {d.name, d.index}), None)


@carries_out("814:II.2-дубль")
def paper_twin(card: RegistrationCard, documents: Sequence[Document]) -> Link:
    """A document that came by electronic mail comes on paper too: both receipts are kept.

    The paper one goes on as addressed, with the date of the electronic one noted on it.
    """
    name = named(card, SAME_AS)
    if name is None:
        return Link()
    twin = find(documents, name)
    if twin is None or not twin.received_at:
        return Link((f"надходив раніше в електронній формі («{name}»)",), {SAME_AS: name})
    day = dt.date.fromisoformat(twin.received_at[:10])
    return Link((f"електронне повідомлення одержано {day:%d.%m.%Y}",), {SAME_AS: twin.id})


@carries_out("814:II.12")
def postal_notice(card: RegistrationCard, documents: Sequence[Document]) -> Link:
    """A notice that came back says what was sent and whether it was handed over."""
    if kind_of(card.kind).code not in _NOTICES:
        return Link()
    notes: list[str] = []
    facts: dict[str, Json] = {}
    name = named(card, ABOUT)
    if name is not None:
        sent = find(documents, name)
        facts[ABOUT] = sent.id if sent else name
        notes.append(f"до документа «{sent.title if sent else name}»")
    served = card.other.get(SERVED)
    if isinstance(served, bool):
        facts[SERVED] = served
        notes.append("вручено" if served else "не вручено")
    return Link(tuple(notes), facts)


def links(card: RegistrationCard, documents: Sequence[Document]) -> Link:
    """All that a card says about other documents of the case file."""
    found = (paper_twin(card, documents), postal_notice(card, documents))
    return Link(
        tuple(note for link in found for note in link.notes),
        {key: value for link in found for key, value in link.facts.items()},
    )


def refers(card: RegistrationCard) -> bool:
    """Whether the card says anything about another document."""
    return any(key in card.other for key in (SAME_AS, ABOUT, SERVED))
