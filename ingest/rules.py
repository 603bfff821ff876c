"""What the law says about things as they arrive: twins, notices, receipts, answers.

Knows: 814 II.2 (paper after e-mail), II.12 (postal notices), XIV.8 (answers).
Does not know: storage, files.
Keeps: pure; what is linked is said in the inventory's note, so that paper shows it too.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from inventory import Document, RegistrationCard, kind_of
from vault import Json, Verdict, carries_out, demands, rule

_NOTICES = {"postal-notice", "postal-notice-decision", "receipt", "receipt-decision", "summons"}


class RefusalKind(enum.StrEnum):
    """Why an item is not registered."""

    MISDELIVERED = "misdelivered"
    DAMAGED = "damaged"
    ADVERTISING = "advertising"
    REPEATED = "repeated"
    OTHER = "other"


CLAUSES = {
    RefusalKind.MISDELIVERED: "814:II.5",
    RefusalKind.DAMAGED: "814:II.6-пошкоджені",
    RefusalKind.ADVERTISING: "814:II.7-не реєструються",
    RefusalKind.REPEATED: "814:VII.2-повернення",
}
"""Under which clause each is refused; what a person says otherwise needs none."""


@dataclass(frozen=True, slots=True)
class Link:
    """What a document says about another one: for the inventory's note and for the journal."""

    notes: tuple[str, ...] = ()
    facts: Mapping[str, Json] = field(default_factory=dict)


def find(documents: Sequence[Document], name: str) -> Document | None:
    """The newest document of that file name or index."""
    return next((d for d in reversed(documents) if name in {d.name, d.index}), None)


@carries_out("814:II.2-дубль")
def paper_twin(card: RegistrationCard, documents: Sequence[Document]) -> Link:
    """A document that came by electronic mail comes on paper too: both receipts are kept.

    The paper one goes on as addressed, with the date of the electronic one noted on it.
    """
    name = card.same_as
    if not name:
        return Link()
    twin = find(documents, name)
    if twin is None or not twin.received_at:
        return Link((f"надходив раніше в електронній формі («{name}»)",), {"same_as": name})
    day = dt.date.fromisoformat(twin.received_at[:10])
    return Link((f"електронне повідомлення одержано {day:%d.%m.%Y}",), {"same_as": twin.id})


@carries_out("814:II.12")
def postal_notice(card: RegistrationCard, documents: Sequence[Document]) -> Link:
    """A notice that came back says what was sent, whether it was handed over, when it came."""
    if kind_of(card.kind).code not in _NOTICES:
        return Link()
    notes: list[str] = []
    facts: dict[str, Json] = {}
    if card.about:
        sent = find(documents, card.about)
        facts["about"] = sent.id if sent else card.about
        notes.append(f"до документа «{sent.title if sent else card.about}»")
    if card.served is not None:
        facts["served"] = card.served
        notes.append("вручено" if card.served else "не вручено")
    back = card.returned_on or card.received_at
    if back and facts:
        facts["returned_on"] = back[:10]
    return Link(tuple(notes), facts)


@carries_out("814:XIV.8-відповідь")
def answer(card: RegistrationCard, documents: Sequence[Document]) -> Link:
    """An answer says to what, a translation says of what."""
    notes: list[str] = []
    facts: dict[str, Json] = {}
    for key, said in (("answers", "відповідь на"), ("translation_of", "переклад документа")):
        name = getattr(card, key)
        if name:
            found = find(documents, name)
            facts[key] = found.id if found else name
            notes.append(f"{said} «{found.title if found else name}»")
    return Link(tuple(notes), facts)


def links(card: RegistrationCard, documents: Sequence[Document]) -> Link:
    """All that a card says about other documents of the case file."""
    found = (
        paper_twin(card, documents),
        postal_notice(card, documents),
        answer(card, documents),
    )
    return Link(
        tuple(note for link in found for note in link.notes),
        {key: value for link in found for key, value in link.facts.items()},
    )


def refers(card: RegistrationCard) -> bool:
    """Whether the card says anything about another document."""
    said = (card.same_as, card.about, card.answers, card.translation_of)
    return any(said) or card.served is not None


@rule("814:II.5", "814:II.6-пошкоджені", "814:II.7-не реєструються")
def may_be_rejected(why: RefusalKind, *, to: str, act: bool, kind: str) -> Verdict:
    """Whether an item may be refused registration for that reason.

    Args:
        why: the reason.
        to: where it is sent on or back.
        act: whether the act that is named is here.
        kind: of document, as its card says; «other» when it says nothing.
    """
    return Verdict.of(
        demands(
            why is not RefusalKind.MISDELIVERED or bool(to.strip()),
            "814:II.5",
            "помилково доставлене пересилають адресатові або повертають відправникові: "
            "не названо кому (--to)",
        ),
        demands(
            why is not RefusalKind.DAMAGED or act,
            "814:II.6-пошкоджені",
            "про забруднене чи пошкоджене складають акт у двох примірниках "
            "(sprava shortage record --illegible …): назвіть його номер (--act)",
        ),
        demands(
            why is not RefusalKind.ADVERTISING or kind == "other",
            "814:II.7-не реєструються",
            f"картка каже, що це «{kind_of(kind).name}»: таке реєструють",
        ),
    )
