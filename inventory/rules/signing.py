"""Who may sign and seal in the court's name, and what.

Knows: Лубни 13.1, 814 XIV.8, XI.9, XX¹.4. Does not know: keys, formats, what a signature is worth.
Keeps: pure; every objection at once.
"""

from __future__ import annotations

import re

from inventory.forms import Signatory
from inventory.model import Document
from vault import Verdict, demands, rule

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")
_APOSTROPHES = str.maketrans("’ʼ`", "'''")


@rule("Лубни:13.1", "Лубни:13.1-уповноважений", "814:XIV.8")
def may_sign(signatory: Signatory, holder: str, *, basis: str) -> Verdict:
    """Whether the holder of a certificate may sign where `signatory` has to.

    Args:
        signatory: who has to sign, by the settings.
        holder: name in the certificate.
        basis: on what somebody else is authorised; empty when nobody says so.
    """
    position = signatory.position.strip().casefold()
    return Verdict.of(
        demands(
            bool(signatory.name.strip()),
            "Лубни:13.1",
            "у налаштуваннях (signatories) не названо, хто підписує",
        ),
        demands(
            not signatory.name.strip()
            or same_person(signatory.name, holder)
            or bool(basis.strip()),
            "Лубни:13.1-уповноважений",
            f"сертифікат видано на ім'я «{holder}», а підписує {signatory.name}; уповноважена "
            "особа підписує лише з названою підставою",
        ),
        demands(
            not position.startswith("за "),
            "814:XIV.8",
            "перед назвою посади не ставлять «за»",
        ),
    )


@rule("814:XI.9-печатка")
def may_seal(court: str, organisation: str) -> Verdict:
    """Whether a seal whose certificate names `organisation` is that of `court`."""
    return Verdict.of(
        demands(
            _plain(court) == _plain(organisation) and bool(_plain(court)),
            "814:XI.9-печатка",
            f"печатка належить «{organisation}», а суд у налаштуваннях — «{court}»",
        )
    )


@rule("814:XX1.4-заборона")
def may_carry_signature(document: Document) -> Verdict:
    """Whether a stored document may be signed: its content has to be in the system."""
    return Verdict.of(
        demands(
            not document.restricted,
            "814:XX1.4-заборона",
            "документ з обмеженим доступом: його вмісту в системі немає, підписувати нічого",
        )
    )


def same_person(name: str, holder: str) -> bool:
    """Whether initials and surname («З. З. Зразковий») can be those of the full name `holder`.

    The surname is the same, and the initials begin the other names in their order.
    """
    short = [word for word in _words(name) if len(word) == 1]
    long = [word for word in _words(name) if len(word) > 1]
    held = _words(holder)
    if not long or not held or (long[0] not in held and long[-1] not in held):
        return False
    surname = long[-1] if long[-1] in held else long[0]
    given = [word for word in long if word != surname]
    others = [word for word in held if word != surname]
    initials = short or [word[0] for word in given]
    return all(word in others for word in given) and all(
        other.startswith(initial) for initial, other in zip(initials, others, strict=False)
    )


def _words(text: str) -> list[str]:
    return _WORD.findall(text.translate(_APOSTROPHES).casefold())


def _plain(text: str) -> str:
    return " ".join(_words(text))
