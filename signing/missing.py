"""What a judgement lacks, and who could be asked for it.

Knows: which certificates a file's signatures and time-stamps rest on.
Does not know: the network. Runs in a child, like the judgement itself.
Keeps: only about certificates whose chain is not complete is anybody asked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

from signing import formats
from signing.collecting import Evidence, Inquiry, collect
from signing.facts import FileFacts, SignatureFacts
from signing.judge import DECIDES_AGAINST, submitted, supply
from signing.trust import Trust


def missing(
    path: Path, *, contents: Sequence[Path], trust: Trust, at: dt.datetime, evidence: Evidence
) -> list[Inquiry]:
    """Whom to ask about the signatures in `path`, given the `evidence` fetched so far."""
    found = formats.judge(submitted(path, contents, trust))
    supply(found, evidence)
    questions: list[Inquiry] = []
    for facts, when in _resting_on(found, at):
        if facts.certificate is not None and facts.failure not in DECIDES_AGAINST:
            known = Evidence(tuple(facts.pool), tuple(facts.crls), tuple(facts.ocsps))
            questions += collect([facts.certificate], known, trust, when).questions
    return list(dict.fromkeys(questions))


def _resting_on(found: FileFacts, at: dt.datetime) -> Iterator[tuple[SignatureFacts, dt.datetime]]:
    """Signatures and time-stamps, each with the time for which its certificate counts."""
    for one in (*found.signatures, *found.timestamps):
        times = [stamp.facts.claimed_time or at for stamp in one.stamps]
        own = one.claimed_time if one.stamp else None
        yield one, min((*times, own or at, at))
        for stamp in one.stamps:
            yield stamp.facts, min(stamp.facts.claimed_time or at, at)
