"""All signers of a SignedData, with their counter-signatures and time-stamps.

Knows: who signs beside whom, who confirms whom, and which attributes hold further signers.
Does not know: trust, time, or where the CMS was found.
Keeps: one unreadable or hostile signer never hides the others; depth and number are bounded.
"""

from __future__ import annotations

from collections.abc import Sequence

from signing.cms import attributes as attr
from signing.cms.raw import HOSTILE, Malformed, read
from signing.cms.signed_data import SignedData, SignerInfo, signer_info
from signing.cms.signer import LevelOf, Signed, broken, judge
from signing.cms.stamps import stamps_of
from signing.facts import SIGNATURES_MAX, Pieces, SignatureFacts
from signing.messages import say
from signing.model import Format

_DEEPEST_COUNTER = 3


def judge_all(
    data: SignedData,
    signed: Signed,
    *,
    format: Format,  # noqa: A002
    certificates: Sequence[bytes] = (),
    level_of: LevelOf = attr.level_of,
    start: int = 0,
) -> list[SignatureFacts]:
    """All signers of `data`, each before its counter-signatures; the first is number `start`."""
    found: list[SignatureFacts] = []

    def add(signer: SignerInfo, over: Signed, parent: int | None, depth: int) -> None:
        try:
            facts = judge(
                data, signer, over, format=format, certificates=certificates, level_of=level_of
            )
            facts.stamps = stamps_of(data, signer, over, facts)
        except HOSTILE as error:
            facts = broken(format, f"{type(error).__name__}: {error}")
        facts.countersigns = parent
        found.append(facts)
        number = start + len(found) - 1
        stored = signer.unsigned.all(attr.COUNTER_SIGNATURE) if depth < _DEEPEST_COUNTER else []
        if stored:
            facts.messages.append(say("S080", count=len(stored)))
        if parent is not None:
            facts.messages.append(say("S081"))
        for one in stored[: SIGNATURES_MAX - len(found)]:
            try:
                counter = signer_info(read(one))
            except Malformed as error:
                unreadable = broken(format, error)
                unreadable.countersigns = number
                found.append(unreadable)
                continue
            add(counter, Signed((Pieces((signer.signature,)),), None), number, depth + 1)

    for signer in data.signers:
        add(signer, signed, None, 0)
    return found + [broken(format, reason) for reason in data.unreadable]
