"""From facts to verdicts: ETSI EN 319 102-1, basic signature validation (5.3).

Knows: in which order checks decide, and how a file's signatures become one report.
Does not know: any signature format, where anchors come from, what time it is.
Keeps: pure: the same bytes, trust and time give the same report; nothing is called valid or
qualified that was not proven.
"""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from signing import formats
from signing.endurance import NEVER
from signing.errors import SigningError
from signing.existence import Existence, Proofs, existence_of
from signing.facts import (
    FileFacts,
    Gathered,
    Separate,
    SignatureFacts,
    StampKind,
    Submitted,
    TimeStamp,
    read_file,
    sha256_of,
    unique,
)
from signing.kinds import is_zip
from signing.messages import day, moment, say
from signing.model import (
    Changed,
    Indication,
    Judgement,
    Message,
    Qualification,
    SignatureReport,
    SubIndication,
    proof_of,
)
from signing.names import claims_qualified, signer_of, stamps_time
from signing.trust import Trust
from vault import os_cause

# The library for certificates loads slowly, and most reports are made without anchors.
if TYPE_CHECKING:
    from signing.chain import Chain

_SKEW = dt.timedelta(minutes=5)
_OLD_NEWS = dt.timedelta(days=1)
DECIDES_AGAINST = {
    SubIndication.FORMAT_FAILURE,
    SubIndication.HASH_FAILURE,
    SubIndication.SIG_CRYPTO_FAILURE,
}

_OF_QUALIFIED = {Qualification.QES, Qualification.QESEAL, Qualification.ADES_QC}


def verify(
    path: Path,
    *,
    contents: Sequence[Path] = (),
    trust: Trust | None = None,
    at: dt.datetime | None = None,
    now: Callable[[], dt.datetime],
    evidence: Gathered | None = None,
) -> SignatureReport:
    """Judge every signature in the file `path`, as of `at` (the present by default).

    `contents` are the files a detached signature may be over, `evidence` is what was fetched
    besides what the file carries. Opens hostile bytes: call it in an
    airlock child (`signing.tasks:judge`).

    Raises:
        TooLarge: the file passes the size limit.
        SigningError: the file, or a content, cannot be read.
    """
    try:
        return _report(path, contents, trust or Trust(), at or now(), evidence)
    except OSError as error:
        reason = f"«{error.filename}» не читається ({os_cause(error)})"
        raise SigningError(reason=reason) from error


def submitted(path: Path, contents: Sequence[Path], trust: Trust) -> Submitted:
    """The question about the file `path`, as format modules are asked it.

    Raises:
        TooLarge: the file passes the size limit.
    """
    return Submitted(
        name=path.name,
        data=b"" if is_zip(path) else read_file(path),
        path=path,
        contents=[Separate(one) for one in contents],
        certificates=trust.certificates(),
    )


def supply(found: FileFacts, evidence: Gathered) -> None:
    """Add what was fetched to the facts of each signature and time-stamp."""
    every = [*found.signatures, *found.timestamps]
    for facts in [*every, *(stamp.facts for one in every for stamp in one.stamps)]:
        facts.pool = unique((*facts.pool, *evidence.certificates))
        facts.crls = unique((*facts.crls, *evidence.crls))
        facts.ocsps = unique((*facts.ocsps, *evidence.ocsps))


def _report(
    path: Path,
    contents: Sequence[Path],
    trust: Trust,
    at: dt.datetime,
    evidence: Gathered | None,
) -> SignatureReport:
    found, judging = formats.judge(submitted(path, contents, trust)), Judging(trust, at)
    if evidence is not None:
        supply(found, evidence)
    return SignatureReport(
        file=path.name,
        format=found.format,
        sha256=sha256_of(path),
        contents=tuple(sha256_of(one) for one in contents),
        at=at,
        signatures=tuple(judging.signature(one) for one in found.signatures),
        timestamps=tuple(judging.document_stamp(one) for one in found.timestamps),
        messages=tuple(found.messages),
        complete=found.complete,
    )


class Judging:
    """Comes to verdicts for somebody who has this trust, as of the time `at`."""

    def __init__(self, trust: Trust, at: dt.datetime) -> None:
        """Nothing is judged yet."""
        self._trust = trust
        self._at = at
        # A time-stamp on a document is one of every signature in it, and judged once.
        self._stamps: dict[tuple[bytes, object], Judgement] = {}

    def signature(self, facts: SignatureFacts) -> Judgement:
        """What a signature of these facts is worth.

        Its time-stamps are judged first: they say for which time it is judged.
        """
        return self._verdict(facts, existence_of(facts.stamps, self._stamp))

    def document_stamp(self, facts: SignatureFacts) -> Judgement:
        """What a time-stamp that stands in the file by itself is worth."""
        verdict = self.signature(facts)
        return dataclasses.replace(verdict, stamp=verdict.stamp or StampKind.DOCUMENT.value)

    def _stamp(self, stamp: TimeStamp, proofs: Proofs) -> Judgement:
        key = (stamp.token, (stamp.kind, stamp.facts.content_intact, frozenset(proofs.items())))
        if key not in self._stamps:
            known = Existence(proven=proofs.get(stamp.token), proofs=proofs)
            verdict = self._verdict(stamp.facts, known)
            self._stamps[key] = dataclasses.replace(verdict, stamp=stamp.kind.value)
        return self._stamps[key]

    def _verdict(self, facts: SignatureFacts, existence: Existence) -> Judgement:
        control = existence.proven or self._at
        weak = _weakness(facts, existence, control)
        messages = [*facts.messages, *_of_times(facts, existence)]
        if facts.weak:
            messages.append(say("S052" if weak else "S185", algorithm=facts.algorithm))
        failure = facts.failure
        qualification = Qualification.NOT_APPLICABLE if facts.stamp else Qualification.UNKNOWN
        if facts.certificate is not None and facts.failure not in DECIDES_AGAINST:
            failure, qualification, said = self._of_certificate(facts, existence, weak)
            messages += said
            looked_up = "S169" in {one.code for one in said}
            unknown = qualification is Qualification.UNKNOWN and not looked_up
            if unknown and claims_qualified(facts.certificate):
                messages.append(say("S069"))
        return Judgement(
            format=facts.format,
            level=facts.level,
            signer=signer_of(facts.certificate),
            algorithm=facts.algorithm,
            claimed_time=facts.claimed_time,
            proven_time=existence.proven,
            signature_intact=facts.signature_intact,
            content_intact=facts.content_intact,
            covers=facts.covers,
            changed_after_signing=facts.changed,
            indication=_indication(failure, existence),
            sub_indication=failure,
            qualification=qualification,
            messages=tuple(dict.fromkeys(messages)),
            countersigns=facts.countersigns,
            field=facts.field,
            value=base64.b64encode(facts.value).decode("ascii") or None,
            timestamps=existence.stamps,
        )

    def _of_certificate(
        self, facts: SignatureFacts, existence: Existence, weak: SubIndication | None
    ) -> tuple[SubIndication | None, Qualification, list[Message]]:
        """What decides, and under which law, where everything rests on the certificate."""
        from signing.chain import When, chain_of  # noqa: PLC0415  see above

        control = existence.proven or self._at
        stamped = facts.claimed_time if facts.stamp else None
        chain = chain_of(facts, self._trust, When(control, stamped, existence.proofs))
        late, said = _too_late(chain, existence)
        said = [*chain.messages, *_since_then(chain, control, self._at), *said]
        failure = (
            facts.failure
            or _unfit(facts)
            or (None if existence.ordered else SubIndication.TIMESTAMP_ORDER_FAILURE)
            or late
            or chain.failure
            or weak
            or facts.policy
        )
        if facts.stamp and failure is None:
            failure, more = _stamp_failure(facts, chain, self._at)
            said += more
        qualification = Qualification.NOT_APPLICABLE if facts.stamp else Qualification.UNKNOWN
        if chain.failure is None:
            qualification, reasons = self._standing(facts, chain, control)
            said += reasons
        elif chain.unproven and not facts.stamp:
            said += self._would_be(chain, control)
        return failure, qualification, said

    def _would_be(self, chain: Chain, control: dt.datetime) -> list[Message]:
        """That only revocation data lack where a trusted list proves the rest."""
        standing = self._trust.qualification(chain.unproven, control)
        if standing.qualification in _OF_QUALIFIED:
            return [*standing.messages, say("S169")]
        return list(standing.messages)

    def _standing(
        self, facts: SignatureFacts, chain: Chain, control: dt.datetime
    ) -> tuple[Qualification, tuple[Message, ...]]:
        """What the law makes of a signature, or a time-stamp, whose certificate holds."""
        if facts.stamp:
            qualified = self._trust.stamping(chain.certificates, facts.claimed_time or control)
            return Qualification.NOT_APPLICABLE, (qualified,) if qualified else ()
        standing = self._trust.qualification(chain.certificates, control)
        return standing.qualification, standing.messages


def _of_times(facts: SignatureFacts, existence: Existence) -> list[Message]:
    """What is to be said about the time, and about each time-stamp that proves none."""
    messages = [] if existence.ordered else [say("S182")]
    messages += [
        say("S181", when=moment(stamp.claimed_time), reason=reason_of(stamp))
        for stamp in existence.stamps
        if stamp.indication is not Indication.TOTAL_PASSED
    ]
    proof = proof_of(existence.proven, existence.stamps)
    if proof is not None:
        who = proof.signer
        authority = who.name or who.issuer
        messages.append(
            say("S180", when=moment(existence.proven), authority=authority or "без імені")
        )
    elif facts.claimed_time is not None and not facts.stamp:
        messages.append(say("S050"))
    return messages


def _since_then(chain: Chain, control: dt.datetime, at: dt.datetime) -> list[Message]:
    """What happened to the certificate after the proven time, and does no harm."""
    messages = []
    if chain.failure is None and chain.revoked_at is not None and control < chain.revoked_at <= at:
        messages.append(say("S186", when=day(chain.revoked_at)))
    if chain.failure is None and chain.expires is not None and control <= chain.expires < at:
        messages.append(say("S187", when=day(chain.expires)))
    return messages


def _weakness(
    facts: SignatureFacts, existence: Existence, control: dt.datetime
) -> SubIndication | None:
    """What follows from an algorithm or key that was not reliable at the time judged for.

    Without proof it may have been made earlier, except where it is proven to be younger, or nothing
    of that kind was ever reliable (EN 319 102-1, 5.2.7.4 and 5.3.4).
    """
    until, after = facts.reliable_until, existence.not_before
    if until is None or control < until:
        return None
    if until == NEVER or (after is not None and after >= until):
        return SubIndication.CRYPTO_CONSTRAINTS_FAILURE
    return SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE


def _too_late(chain: Chain, existence: Existence) -> tuple[SubIndication | None, list[Message]]:
    """A signature proven to be younger than what speaks against it (EN 319 102-1, 5.3.4)."""
    sub, after = SubIndication, existence.not_before
    bounds = {sub.OUT_OF_BOUNDS_NO_POE, sub.OUT_OF_BOUNDS_NOT_REVOKED}
    revoked, expires = chain.revoked_at, chain.expires
    if after is None:
        return None, []
    if chain.failure is sub.REVOKED_NO_POE and revoked is not None and revoked <= after:
        return sub.REVOKED, [say("S188", when=day(revoked))]
    if chain.failure in bounds and expires is not None and expires < after:
        return sub.EXPIRED, [say("S188", when=day(expires))]
    return None, []


def _stamp_failure(
    facts: SignatureFacts, chain: Chain, at: dt.datetime
) -> tuple[SubIndication | None, list[Message]]:
    """What else a time-stamp has to be, before it proves a time (RFC 3161, 2.3)."""
    made = facts.claimed_time
    if made is None:
        return SubIndication.FORMAT_FAILURE, []
    if made > at + _SKEW:
        return SubIndication.TIMESTAMP_ORDER_FAILURE, [say("S192")]
    if facts.certificate is not None and not stamps_time(facts.certificate):
        return SubIndication.CHAIN_CONSTRAINTS_FAILURE, [say("S183")]
    if chain.told is not None and chain.told < at - _OLD_NEWS:
        return None, [say("S184", when=moment(chain.told))]
    return None, []


STAMP_REASONS: Final = {
    SubIndication.FORMAT_FAILURE: "її записано з порушенням формату",
    SubIndication.HASH_FAILURE: "вона не від цього підпису або вмісту",
    SubIndication.SIG_CRYPTO_FAILURE: "її власний підпис недійсний",
    SubIndication.NO_CERTIFICATE_CHAIN_FOUND: "її надавача немає серед довірених",
    SubIndication.TRY_LATER: "невідомо, чи не відкликано сертифікат її надавача",
    SubIndication.REVOKED_NO_POE: "сертифікат її надавача відкликано",
    SubIndication.REVOKED_CA_NO_POE: "сертифікат, яким видано сертифікат її надавача, відкликано",
    SubIndication.OUT_OF_BOUNDS_NO_POE: "строк дії сертифіката її надавача минув",
    SubIndication.OUT_OF_BOUNDS_NOT_REVOKED: "строк дії сертифіката її надавача минув",
    SubIndication.CHAIN_CONSTRAINTS_FAILURE: "її сертифікат не призначено для позначок часу",
    SubIndication.CRYPTO_CONSTRAINTS_FAILURE: "її алгоритм був ненадійним уже тоді",
    SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE: "її алгоритм уже ненадійний",
    SubIndication.TIMESTAMP_ORDER_FAILURE: "вона показує час, який ще не настав",
    SubIndication.GENERIC: "її не вдалося перевірити",
}
"""Why a time-stamp proves nothing, as part of a sentence."""


def reason_of(stamp: Judgement) -> str:
    """Why this time-stamp proves nothing, as part of a sentence."""
    unknown = STAMP_REASONS[SubIndication.GENERIC]
    return STAMP_REASONS.get(stamp.sub_indication or SubIndication.GENERIC, unknown)


def _unfit(facts: SignatureFacts) -> SubIndication | None:
    """A file changed after signing is not what was signed, whatever the cryptography says."""
    changed = facts.changed in {Changed.NOT_ALLOWED, Changed.UNKNOWN}
    return SubIndication.SIG_CONSTRAINTS_FAILURE if changed else None


def _indication(failure: SubIndication | None, existence: Existence) -> Indication:
    if failure is None:
        return Indication.TOTAL_PASSED
    if failure in DECIDES_AGAINST or failure in {SubIndication.REVOKED, SubIndication.EXPIRED}:
        return Indication.TOTAL_FAILED
    if failure is SubIndication.NOT_YET_VALID and existence.proven is not None:
        return Indication.TOTAL_FAILED
    return Indication.INDETERMINATE
