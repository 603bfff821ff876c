"""Links between documents: which kinds there are, and how each is said from either side.

Knows: the kinds, the keys of a card that make them, Ukrainian words. Does not know: storage.
Keeps: one table of kinds; a link points from a paper (an envelope, a notice, a twin, an answer, a
translation, a mailing list, an annex) to the document it belongs to, whichever came first.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LinkKind:
    """A kind of link.

    Attributes:
        forth: what the source is to the target; back: what the target is to the source.
        clause: where the Instruction asks for it.
    """

    forth: str
    back: str
    clause: str


KINDS = {
    "envelope": LinkKind("конверт документа", "надійшов у конверті", "814:II.6-конверт"),
    "notice": LinkKind("повідомлення про вручення", "повідомлення про вручення", "814:II.12-АСДС"),
    "twin": LinkKind("паперовий примірник", "є паперовий примірник", "814:II.2-дубль"),
    "answer": LinkKind("відповідь на", "є відповідь", "814:XIV.8-відповідь"),
    "translation": LinkKind("переклад", "є переклад", "814:I.8-переклад"),
    "mailing": LinkKind("список розсилки документа", "є список розсилки", "814:XIV.15"),
    "annex": LinkKind("додаток до", "має додаток", ""),
}

FROM_FACTS = {
    "same_as": "twin",
    "about": "notice",
    "answers": "answer",
    "translation_of": "translation",
}
"""Key of a card, and of an accession's facts: kind of the link it makes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLink:
    """A link as it is kept: `source` is what its kind says (`LinkKind.forth`) to `target`.

    Attributes:
        target: id of the other document; None when only its name is known.
        named: what the card called it then.
        served: of a delivery notice: whether it was handed over.
        returned_on: of a delivery notice: ISO day on which it came back to the court.
    """

    kind: str
    source: str
    target: str | None
    named: str = ""
    served: bool | None = None
    returned_on: str | None = None
    at: str = ""
    actor: str = ""
