"""Whether a court may call a kind of document by a name of its own.

Knows: 814 XVII.5. Does not know: the classifier ДК 010-98, which a person looks at.
Keeps: pure; every objection at once.
"""

from __future__ import annotations

from collections.abc import Collection

from vault import Verdict, demands, rule

_LETTERS_MIN = 3


@rule("814:XVII.5")
def may_be_called(name: str, *, known: Collection[str], ground: str) -> Verdict:
    """Whether `name` may join the list of names of kinds.

    Args:
        name: as it will stand on forms.
        known: names there are already, in lower case.
        ground: on which the court uses it: the classifier's class, an order.
    """
    letters = sum(sign.isalpha() for sign in name)
    return Verdict.of(
        demands(
            letters >= _LETTERS_MIN and name[:1].isupper(),
            "814:XVII.5",
            f"«{name}» не схоже на назву виду документа: потрібне слово з великої літери",
        ),
        demands(
            name.casefold() not in known,
            "814:XVII.5",
            f"вид «{name}» у переліку вже є",
        ),
        demands(
            bool(ground.strip()),
            "814:XVII.5",
            "не названо підстави: клас документів за ДК 010-98 або наказ суду",
        ),
    )
