"""Proof of existence: what the time-stamps of a signature prove, each judged in its turn.

Knows: ETSI EN 319 102-1, 5.5 and 5.6.2.3: a later time-stamp proves the earlier ones and all that
they rest on.
Does not know: how a token is judged (it is told), or any format.
Keeps: only a time-stamp that passed proves anything, and never anything later than itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from signing.facts import StampKind, TimeStamp
from signing.model import Indication, Judgement

_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)
_ORDER = {
    StampKind.CONTENT: 0,
    StampKind.SIGNATURE: 1,
    StampKind.SIGNATURE_AND_REFERENCES: 2,
    StampKind.REFERENCES: 2,
    StampKind.ARCHIVE: 3,
    StampKind.DOCUMENT: 3,
}

Proofs = Mapping[bytes, dt.datetime]
"""Since when objects (DER) are proven to exist."""
JudgeStamp = Callable[[TimeStamp, Proofs], Judgement]


@dataclass(frozen=True, slots=True)
class Existence:
    """What the time-stamps of one signature prove.

    Attributes:
        proven: the earliest time at which the signature is proven to exist.
        not_before: the latest time after which it is proven to have been made.
        proofs: since when other objects are proven to exist.
        stamps: the verdicts on the time-stamps, the newest first.
        ordered: no time-stamp contradicts another (EN 319 102-1, 5.5.4, 6).
    """

    proven: dt.datetime | None = None
    not_before: dt.datetime | None = None
    proofs: Proofs = field(default_factory=dict)
    stamps: tuple[Judgement, ...] = ()
    ordered: bool = True


def existence_of(stamps: Sequence[TimeStamp], judge: JudgeStamp) -> Existence:
    """Judge `stamps` from the newest to the oldest, with what the newer ones prove."""
    proofs: dict[bytes, dt.datetime] = {}
    verdicts: list[Judgement] = []
    passed: list[tuple[TimeStamp, dt.datetime]] = []
    for stamp in sorted(stamps, key=_age, reverse=True):
        verdict = judge(stamp, proofs)
        verdicts.append(verdict)
        if verdict.indication is not Indication.TOTAL_PASSED or verdict.claimed_time is None:
            continue
        at = verdict.claimed_time
        passed.append((stamp, at))
        proofs.update({one: at for one in stamp.proves if at <= proofs.get(one, at)})
    over = [at for stamp, at in passed if stamp.kind.over_signature]
    content = [at for stamp, at in passed if stamp.kind is StampKind.CONTENT]
    return Existence(
        proven=min(over, default=None),
        not_before=max(content, default=None),
        proofs=proofs,
        stamps=tuple(verdicts),
        ordered=_ordered(passed),
    )


def _age(stamp: TimeStamp) -> tuple[dt.datetime, int]:
    return stamp.facts.claimed_time or _NEVER, _ORDER[stamp.kind]


def _ordered(passed: Sequence[tuple[TimeStamp, dt.datetime]]) -> bool:
    """Whether nothing that must be older than something else names a later time.

    Of several in one rank the first counts: more may be set at any time. What is on the content
    must all be there before the signature.
    """
    latest = _NEVER
    for rank in sorted({_ORDER[stamp.kind] for stamp, _ in passed}):
        times = [at for stamp, at in passed if _ORDER[stamp.kind] == rank]
        if min(times) < latest:
            return False
        latest = max(latest, max(times) if rank == 0 else min(times))
    return True
