"""From facts to verdicts: ETSI EN 319 102-1, basic signature validation (5.3).

Knows: in which order checks decide, and how a file's signatures become one report.
Does not know: any signature format, where anchors come from, what time it is.
Keeps: pure: the same bytes, trust and time give the same report; nothing is called valid or
qualified that was not proven.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

from signing import formats
from signing.errors import SigningError
from signing.facts import Separate, SignatureFacts, Submitted, read_file, sha256_of
from signing.kinds import is_zip
from signing.messages import say
from signing.model import (
    Changed,
    Indication,
    Judgement,
    Qualification,
    SignatureReport,
    SubIndication,
)
from signing.names import claims_qualified, signer_of
from signing.trust import Trust
from vault import os_cause

_DECIDES_AGAINST = {
    SubIndication.FORMAT_FAILURE,
    SubIndication.HASH_FAILURE,
    SubIndication.SIG_CRYPTO_FAILURE,
}


def verify(
    path: Path,
    *,
    contents: Sequence[Path] = (),
    trust: Trust | None = None,
    at: dt.datetime | None = None,
    now: Callable[[], dt.datetime],
) -> SignatureReport:
    """Judge every signature in the file `path`, as of `at` (the present by default).

    `contents` are the files a detached signature may be over. Opens hostile bytes: call it in an
    airlock child (`signing.tasks:judge`).

    Raises:
        TooLarge: the file passes the size limit.
        SigningError: the file, or a content, cannot be read.
    """
    try:
        return _report(path, contents, trust or Trust(), at or now())
    except OSError as error:
        reason = f"«{error.filename}» не читається ({os_cause(error)})"
        raise SigningError(reason=reason) from error


def _report(path: Path, contents: Sequence[Path], trust: Trust, at: dt.datetime) -> SignatureReport:
    submitted = Submitted(
        name=path.name,
        data=b"" if is_zip(path) else read_file(path),
        path=path,
        contents=[Separate(one) for one in contents],
        certificates=trust.certificates(),
    )
    found = formats.judge(submitted)
    return SignatureReport(
        file=path.name,
        format=found.format,
        sha256=sha256_of(path),
        contents=tuple(sha256_of(one) for one in contents),
        at=at,
        signatures=tuple(judgement(one, trust, at) for one in found.signatures),
        timestamps=tuple(judgement(one, trust, at) for one in found.timestamps),
        messages=tuple(found.messages),
        complete=found.complete,
    )


def judgement(facts: SignatureFacts, trust: Trust, at: dt.datetime) -> Judgement:
    """What a signature of these facts is worth to somebody who has this trust."""
    messages = [*facts.messages]
    if facts.claimed_time is not None:
        messages.append(say("S053" if facts.stamp else "S050"))
    if facts.timestamped:
        messages.append(say("S051"))
    if facts.weak:
        messages.append(say("S052", algorithm=facts.algorithm))
    failure, qualification = facts.failure, Qualification.UNKNOWN
    if facts.certificate is not None and facts.failure not in _DECIDES_AGAINST:
        # Imported here: most reports are made without anchors, and the library loads slowly.
        from signing.chain import chain_of  # noqa: PLC0415

        chain = chain_of(facts, trust, at)
        messages += chain.messages
        failure = failure or _unfit(facts) or chain.failure or _weak(facts)
        if chain.failure is None:
            standing = trust.qualification(chain.certificates, at)
            qualification = standing.qualification
            messages += standing.messages
    if facts.stamp:
        qualification = Qualification.NOT_APPLICABLE
    if (
        facts.certificate is not None
        and qualification is Qualification.UNKNOWN
        and claims_qualified(facts.certificate)
    ):
        messages.append(say("S069"))
    return Judgement(
        format=facts.format,
        level=facts.level,
        signer=signer_of(facts.certificate),
        algorithm=facts.algorithm,
        claimed_time=facts.claimed_time,
        proven_time=None,
        signature_intact=facts.signature_intact,
        content_intact=facts.content_intact,
        covers=facts.covers,
        changed_after_signing=facts.changed,
        indication=_indication(failure),
        sub_indication=failure,
        qualification=qualification,
        messages=tuple(dict.fromkeys(messages)),
        countersigns=facts.countersigns,
        field=facts.field,
    )


def _unfit(facts: SignatureFacts) -> SubIndication | None:
    """A file changed after signing is not what was signed, whatever the cryptography says."""
    changed = facts.changed in {Changed.NOT_ALLOWED, Changed.UNKNOWN}
    return SubIndication.SIG_CONSTRAINTS_FAILURE if changed else None


def _weak(facts: SignatureFacts) -> SubIndication | None:
    return SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE if facts.weak else None


def _indication(failure: SubIndication | None) -> Indication:
    if failure is None:
        return Indication.TOTAL_PASSED
    if failure in _DECIDES_AGAINST:
        return Indication.TOTAL_FAILED
    return Indication.INDETERMINATE
