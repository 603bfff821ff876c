"""From the signing certificate to an anchor: RFC 5280 and ETSI EN 319 102-1, 5.2.6.

Knows: how a path is built and validated from what is at hand.
Does not know: where anchors come from, or what a signature is.
Keeps: offline; a path that could not be validated names the sub-indication why.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from asn1crypto import algos, keys, x509
from cryptography.exceptions import InvalidSignature
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    DisallowedAlgorithmError,
    ExpiredError,
    InsufficientRevinfoError,
    InvalidCertificateError,
    NotYetValidError,
    PathBuildingError,
    RevokedError,
    ValidationError,
)
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.sig_validate import (
    DEFAULT_VALIDATION_CONTEXT,
    SignatureValidationContext,
    SignatureValidator,
)

from signing.algorithms import Unsupported, digest_of, key_of, scheme_of, signing_digest
from signing.cms.raw import HOSTILE
from signing.facts import Pieces, SignatureFacts
from signing.messages import say
from signing.model import Message, SubIndication
from signing.trust import Trust

_SIGNING_USES = {"digital_signature", "non_repudiation"}


@dataclass(frozen=True, slots=True)
class Chain:
    """What became of the search for a path.

    Attributes:
        failure: why there is no valid path; None when there is one.
        certificates: DER from the signer's to the anchor; empty without a valid path.
    """

    failure: SubIndication | None
    certificates: tuple[bytes, ...] = ()
    messages: tuple[Message, ...] = ()


def chain_of(facts: SignatureFacts, trust: Trust, at: dt.datetime) -> Chain:
    """Build and validate a path for the signing certificate in `facts` as of `at`."""
    if not trust.anchors(at):
        return Chain(SubIndication.NO_CERTIFICATE_CHAIN_FOUND, messages=(say("S060"),))
    assert facts.certificate is not None, "a signature without its certificate has no chain"
    leaf = x509.Certificate.load(facts.certificate)
    near, known = trust.near((facts.certificate, *facts.pool), at)
    anchors, others = _readable(near), _readable((*facts.pool, *known))
    try:
        path = _validated(leaf, anchors, others, facts, at)
    except InsufficientRevinfoError:
        return Chain(SubIndication.TRY_LATER, messages=(say("S062"),))
    except (ValidationError, PathBuildingError, *HOSTILE) as error:
        return _failed(error, leaf)
    return _found(path)


def _validated(
    leaf: x509.Certificate,
    anchors: list[x509.Certificate],
    others: list[x509.Certificate],
    facts: SignatureFacts,
    at: dt.datetime,
) -> ValidationPath:
    context = ValidationContext(
        trust_roots=anchors,
        other_certs=others,
        moment=at,
        crls=facts.crls,
        ocsps=facts.ocsps,
        allow_fetching=False,
        revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO),
        signature_validator=_ByTheTable(),
    )
    validator = CertificateValidator(leaf, validation_context=context)
    path: ValidationPath = _driven(validator.async_validate_usage(set()))
    return path


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


def _found(path: ValidationPath) -> Chain:
    certificates = tuple(one.dump() for one in reversed(list(path.iter_certs(include_root=True))))
    leaf = x509.Certificate.load(certificates[0])
    uses = leaf.key_usage_value
    if uses is not None and not _SIGNING_USES & set(uses.native):
        return Chain(SubIndication.CHAIN_CONSTRAINTS_FAILURE, messages=(say("S068"),))
    return Chain(None, certificates)


def _failed(error: Exception, leaf: x509.Certificate) -> Chain:
    """Why there is no valid path, in the words of EN 319 102-1."""
    sub = SubIndication
    if isinstance(error, RevokedError):
        if error.is_ee_cert:
            message = say("S063", when=_day(error.revocation_dt))
            return Chain(sub.REVOKED_NO_POE, messages=(message,))
        return Chain(sub.REVOKED_CA_NO_POE, messages=(say("S064"),))
    weak = say("S067", reason="слабкий алгоритм")
    since, until = _validity(leaf)
    reasons: tuple[tuple[type[Exception], SubIndication, Message], ...] = (
        (ExpiredError, sub.OUT_OF_BOUNDS_NO_POE, say("S065", when=until)),
        (NotYetValidError, sub.NOT_YET_VALID, say("S066", when=since)),
        (PathBuildingError, sub.NO_CERTIFICATE_CHAIN_FOUND, say("S061")),
        (DisallowedAlgorithmError, sub.CRYPTO_CONSTRAINTS_FAILURE_NO_POE, weak),
        (InvalidCertificateError, sub.CHAIN_CONSTRAINTS_FAILURE, say("S067", reason=error)),
        (Exception, sub.CERTIFICATE_CHAIN_GENERAL_FAILURE, say("S067", reason=error)),
    )
    failure, message = next((f, m) for kind, f, m in reasons if isinstance(error, kind))
    return Chain(failure, messages=(message,))


def _validity(leaf: x509.Certificate) -> tuple[str, str]:
    try:
        return _day(leaf.not_valid_before), _day(leaf.not_valid_after)
    except HOSTILE:
        return "невідомо коли", "невідомо коли"


def _day(at: dt.datetime) -> str:
    return f"{at:%d.%m.%Y}"


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


class _ByTheTable(SignatureValidator):
    """Certificates, CRLs and OCSP responses are verified by the same table as signatures."""

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
        parameters = signature_algorithm["parameters"]
        stored = b"" if parameters.dump() in (b"", b"\x05\x00") else parameters.dump()
        try:
            scheme = scheme_of(signature_algorithm["algorithm"].dotted)
            digest = signing_digest(scheme, stored, digest_of("2.16.840.1.101.3.4.2.1"))
            verified = scheme.verify(
                key_of(public_key_info), signature, Pieces((signed_data,)), digest, stored
            )
        except (Unsupported, *HOSTILE) as error:
            raise InvalidSignature(str(error)) from error
        if not verified:
            raise InvalidSignature
