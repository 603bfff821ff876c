"""From the signing certificate to an anchor: RFC 5280 and ETSI EN 319 102-1, 5.2.6 and 5.6.2.

Knows: how a path is built and validated for a time, and what revocation data say of each part.
Does not know: where anchors come from, what a signature is, or how a time was proven.
Keeps: offline; a path that could not be validated names the sub-indication why.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from asn1crypto import algos, keys, x509
from cryptography.exceptions import InvalidSignature
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.authority import TrustAnchor
from pyhanko_certvalidator.errors import (
    DisallowedAlgorithmError,
    ExpiredError,
    InvalidCertificateError,
    NotYetValidError,
    PathBuildingError,
    ValidationError,
)
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.policy_decl import (
    NO_REVOCATION,
    AlgorithmUsageConstraint,
    CertRevTrustPolicy,
    DisallowWeakAlgorithmsPolicy,
)
from pyhanko_certvalidator.registry import CertificateRegistry, TrustManager
from pyhanko_certvalidator.sig_validate import (
    DEFAULT_VALIDATION_CONTEXT,
    SignatureValidationContext,
    SignatureValidator,
)

from signing.algorithms import SHA1, Unsupported, digest_of, key_of, scheme_of, signing_digest
from signing.cms.raw import HOSTILE
from signing.endurance import earliest
from signing.evidence import HARMLESS, Revocation, Statements, Status
from signing.facts import SignatureFacts
from signing.issued import is_signed
from signing.messages import day, say
from signing.model import Message, SubIndication
from signing.trust import Trust

_SIGNING_USES = {"digital_signature", "non_repudiation"}
_STEPS_MAX = 100
"""From one certificate to a possible issuer of it: an honest search takes a few, and among a dozen
certificates that may each have issued the other there are millions of ways."""


@dataclass(frozen=True, slots=True)
class When:
    """For which time a certificate is judged.

    Attributes:
        control: the signature is proven to exist then; the present without any proof.
        stamped: for a time-stamp, the time it names: its authority must have been good then.
        proofs: since when objects (certificates, CRLs, OCSP responses) are proven to exist.
    """

    control: dt.datetime
    stamped: dt.datetime | None = None
    proofs: Mapping[bytes, dt.datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Chain:
    """What became of the search for a path.

    Attributes:
        failure: why there is no valid path; None when there is one.
        certificates: DER from the signer's to the anchor; empty without a valid path.
        unproven: the same, of a path that lacks nothing but revocation data.
        revoked_at: of the signing certificate, also when that was after the time judged for.
        expires: end of the signing certificate's validity.
        told: how old the revocation data about the signing certificate are.
    """

    failure: SubIndication | None
    certificates: tuple[bytes, ...] = ()
    messages: tuple[Message, ...] = ()
    revoked_at: dt.datetime | None = None
    expires: dt.datetime | None = None
    told: dt.datetime | None = None
    unproven: tuple[bytes, ...] = ()


def chain_of(facts: SignatureFacts, trust: Trust, when: When) -> Chain:
    """Build and validate a path for the signing certificate in `facts`."""
    assert facts.certificate is not None, "a signature without its certificate has no chain"
    leaf = x509.Certificate.load(facts.certificate)
    if not trust.anchors(when.control):
        return Chain(SubIndication.NO_CERTIFICATE_CHAIN_FOUND, messages=(say("S060"),))
    trust = trust.about(facts.certificate, facts.pool)
    others = _readable(trust.near or ())
    anchors = _readable(trust.anchors(when.control))
    evidence = Statements(facts.crls, facts.ocsps, [one.dump() for one in anchors])
    try:
        expires = leaf.not_valid_after
        try:
            path = _path(leaf, anchors, others, when.control)
        except ExpiredError:
            return _expired(leaf, anchors, others, evidence, when)
    except (ValidationError, PathBuildingError, *HOSTILE) as error:
        lost = isinstance(error, PathBuildingError) and not isinstance(error, _TooManyPaths)
        if lost and _once_trusted(leaf, trust, others):
            failure = SubIndication.NO_CERTIFICATE_CHAIN_FOUND_NO_POE
            return Chain(failure, messages=(say("S191"),))
        return _failed(error, leaf)
    outside = _outside(leaf, when, trusted=len(path) == 1)
    return outside or _judged(path, evidence, when, expires)


def _outside(leaf: x509.Certificate, when: When, *, trusted: bool) -> Chain | None:
    """Whether the certificate was in force when it counted.

    A path is validated for the proven time, but a time-stamp may name an earlier one; and nobody
    looks at the dates of a certificate that is `trusted` itself. An authority that is trusted
    itself keeps what it stamped while in force: its list says that it may be relied on.
    """
    used = when.stamped or when.control
    if used < leaf.not_valid_before:
        message = say("S066", when=day(leaf.not_valid_before))
        return Chain(SubIndication.NOT_YET_VALID, messages=(message,))
    if trusted and used > leaf.not_valid_after:
        message = say("S065", when=day(leaf.not_valid_after))
        failure = SubIndication.OUT_OF_BOUNDS_NO_POE
        return Chain(failure, messages=(message,), expires=leaf.not_valid_after)
    return None


def _path(
    leaf: x509.Certificate,
    anchors: list[x509.Certificate],
    others: list[x509.Certificate],
    at: dt.datetime,
) -> list[x509.Certificate]:
    """A path valid at the time `at`, revocation left aside: the signer first, the anchor last."""
    context = ValidationContext(
        trust_roots=anchors,
        certificate_registry=_Bounded.build(others),
        moment=at,
        allow_fetching=False,
        revinfo_policy=CertRevTrustPolicy(NO_REVOCATION),
        algorithm_usage_policy=_AsOfThen(),  # type: ignore[no-untyped-call]
        signature_validator=_ByTheTable(),
    )
    validator = CertificateValidator(leaf, validation_context=context)
    path: ValidationPath = _driven(validator.async_validate_usage(set()))
    return list(reversed(list(path.iter_certs(include_root=True))))


def _driven(work: Coroutine[Any, Any, ValidationPath]) -> ValidationPath:
    """Run `work` without an event loop, whose sockets an airlock child may not open.

    Nothing is fetched, so there is nothing to wait for, and the first step is the last.
    """
    try:
        work.send(None)
    except StopIteration as done:
        result: ValidationPath = done.value
        return result
    msg = "path validation waited for something while offline"
    raise AssertionError(msg)


def _judged(
    path: list[x509.Certificate], evidence: Statements, when: When, expires: dt.datetime
) -> Chain:
    """What revocation data and key usage make of a valid path, from the anchor down."""
    leaf, told, revoked_at = path[0], None, None
    usable, limit = None, None
    for number in range(len(path) - 2, -1, -1):
        if limit is not None:
            # Whoever was revoked may have been forged since: only what is older counts.
            usable = [one for one, since in when.proofs.items() if since <= limit]
            if path[number].dump() not in usable:
                return Chain(
                    SubIndication.REVOKED_CA_NO_POE, messages=(say("S064"),), expires=expires
                )
        question = path[number], path[number + 1], when.stamped or when.control
        above = path[number + 2 :]
        found = evidence.about(*question, usable, above)
        against = _of_revocation(found, when, signing=number == 0)
        if found.status is Status.UNKNOWN and usable is not None:
            unlimited = evidence.about(*question, None, above)
            if unlimited.status is Status.GOOD:
                against = SubIndication.NO_POE, say("S193")
        if against is not None:
            at = found.at if number == 0 else None
            lacks = against[0] is SubIndication.TRY_LATER
            unproven = tuple(one.dump() for one in path) if lacks else ()
            return Chain(
                against[0],
                messages=(against[1],),
                revoked_at=at,
                expires=expires,
                unproven=unproven,
            )
        limit = min(filter(None, (limit, found.at)), default=None)
        told, revoked_at = found.told, found.at
    uses = leaf.key_usage_value
    if uses is not None and not _SIGNING_USES & set(uses.native):
        return Chain(SubIndication.CHAIN_CONSTRAINTS_FAILURE, messages=(say("S068"),))
    return Chain(
        None,
        tuple(one.dump() for one in path),
        revoked_at=revoked_at,
        expires=expires,
        told=told,
    )


def _of_revocation(
    found: Revocation, when: When, *, signing: bool
) -> tuple[SubIndication, Message] | None:
    """What `found` means for the certificate of the signer, or else of an issuer."""
    sub = SubIndication
    revoked = found.status is Status.REVOKED or (
        # A time-stamp made before its authority was revoked stands only where keys stayed safe.
        found.at is not None and found.at <= when.control and found.reason not in HARMLESS
    )
    if found.status is Status.HELD and found.at is not None:
        return sub.TRY_LATER, say("S189", when=day(found.at))
    if revoked and not signing:
        return sub.REVOKED_CA_NO_POE, say("S064")
    if revoked and found.at is not None:
        return sub.REVOKED_NO_POE, say("S063", when=day(found.at))
    if found.status is Status.OUT_OF_BOUNDS:
        return sub.REVOCATION_OUT_OF_BOUNDS_NO_POE, say("S190")
    return None if found.status is Status.GOOD else (sub.TRY_LATER, say("S062"))


def _expired(
    leaf: x509.Certificate,
    anchors: list[x509.Certificate],
    others: list[x509.Certificate],
    evidence: Statements,
    when: When,
) -> Chain:
    """An expired certificate: was it revoked before it expired (EN 319 102-1, 5.2.6.4)."""
    expires = leaf.not_valid_after
    message = say("S065", when=day(expires))
    path = _path(leaf, anchors, others, min(expires, when.control))
    before = When(min(expires, when.control), when.stamped, when.proofs)
    chain = _judged(path, evidence, before, expires)
    sub = SubIndication
    if chain.failure in {sub.REVOKED_NO_POE, sub.REVOKED_CA_NO_POE}:
        return chain
    known = sub.OUT_OF_BOUNDS_NO_POE if chain.failure else sub.OUT_OF_BOUNDS_NOT_REVOKED
    return Chain(known, messages=(message,), expires=expires)


def _once_trusted(leaf: x509.Certificate, trust: Trust, others: list[x509.Certificate]) -> bool:
    """Whether there was a path when the certificate was issued."""
    try:
        since = leaf.not_valid_before
        return bool(_path(leaf, _readable(trust.anchors(since)), others, since))
    except (ValidationError, PathBuildingError, *HOSTILE):
        return False


def _failed(error: Exception, leaf: x509.Certificate) -> Chain:
    """Why there is no valid path, in the words of EN 319 102-1."""
    sub = SubIndication
    if isinstance(error, InvalidCertificateError) and leaf.self_signed != "no":
        return Chain(sub.NO_CERTIFICATE_CHAIN_FOUND, messages=(say("S061"),))
    weak = say("S067", reason="слабкий алгоритм")
    many = say("S067", reason="шляхів між сертифікатами забагато")
    since, until = _validity(leaf)
    reasons: tuple[tuple[type[Exception], SubIndication, Message], ...] = (
        (ExpiredError, sub.OUT_OF_BOUNDS_NO_POE, say("S065", when=until)),
        (NotYetValidError, sub.NOT_YET_VALID, say("S066", when=since)),
        (_TooManyPaths, sub.CERTIFICATE_CHAIN_GENERAL_FAILURE, many),
        (PathBuildingError, sub.NO_CERTIFICATE_CHAIN_FOUND, say("S061")),
        (DisallowedAlgorithmError, sub.CRYPTO_CONSTRAINTS_FAILURE_NO_POE, weak),
        (InvalidCertificateError, sub.CHAIN_CONSTRAINTS_FAILURE, say("S067", reason=error)),
        (Exception, sub.CERTIFICATE_CHAIN_GENERAL_FAILURE, say("S067", reason=error)),
    )
    failure, message = next((f, m) for kind, f, m in reasons if isinstance(error, kind))
    return Chain(failure, messages=(message,))


def _validity(leaf: x509.Certificate) -> tuple[str, str]:
    try:
        return day(leaf.not_valid_before), day(leaf.not_valid_after)
    except HOSTILE:
        return "невідомо коли", "невідомо коли"


def _readable(stored: Sequence[bytes]) -> list[x509.Certificate]:
    """The certificates that can be read; hostile files carry others, too."""
    found: list[x509.Certificate] = []
    for one in dict.fromkeys(stored):
        try:
            certificate = x509.Certificate.load(one)
            # What the path builder will look at must be readable beforehand.
            if certificate.subject.hashable and certificate.issuer.hashable:
                _ = certificate.key_identifier, certificate.authority_key_identifier
                found.append(certificate)
        except HOSTILE:
            continue
    return found


class _TooManyPaths(PathBuildingError):
    """The certificates lead everywhere."""


class _Bounded(CertificateRegistry):
    """Certificates at hand, in which a search ends soon."""

    steps = 0

    def find_potential_issuers(
        self, cert: x509.Certificate, trust_manager: TrustManager
    ) -> Iterator[TrustAnchor | x509.Certificate]:
        """The same, while there are steps left.

        Raises:
            _TooManyPaths: there are none.
        """
        for issuer in super().find_potential_issuers(cert, trust_manager):
            self.steps += 1
            if self.steps > _STEPS_MAX:
                raise _TooManyPaths("too many paths")
            yield issuer


class _ByTheTable(SignatureValidator):
    """Certificates are verified by the same table as signatures."""

    def validate_signature(
        self,
        signature: bytes,
        signed_data: bytes,
        public_key_info: keys.PublicKeyInfo,
        signature_algorithm: algos.SignedDigestAlgorithm,
        context: SignatureValidationContext = DEFAULT_VALIDATION_CONTEXT,
    ) -> None:
        """Raise InvalidSignature unless the signature verifies; an unknown algorithm does not."""
        assert not context.prehashed, "certificates are small enough to be verified whole"
        if not is_signed(signed_data, signature, signature_algorithm, public_key_info):
            raise InvalidSignature


class _AsOfThen(DisallowWeakAlgorithmsPolicy):
    """What is weak today may have been good enough at the time a path is judged for."""

    def signature_algorithm_allowed(
        self,
        algo: algos.SignedDigestAlgorithm,
        moment: dt.datetime | None,
        public_key: keys.PublicKeyInfo | None,
    ) -> AlgorithmUsageConstraint:
        """Whether certificates may be signed so at `moment`."""
        allowed = super().signature_algorithm_allowed(algo, moment, public_key)
        if allowed or moment is None or public_key is None:
            return allowed
        try:
            scheme = scheme_of(algo["algorithm"].dotted)
            parameters = algo["parameters"].dump()
            digest = signing_digest(scheme, parameters, digest_of(SHA1))
            until = earliest(digest.until, key_of(public_key).until)
        except (Unsupported, *HOSTILE):
            return allowed
        return AlgorithmUsageConstraint(until is None or moment < until)
