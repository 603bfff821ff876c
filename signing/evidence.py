"""Whether a certificate was revoked: what CRLs and OCSP responses say, and who says it.

Knows: RFC 5280, 5 and 6.3; RFC 6960; which statements hold for which time (EN 319 102-1, 5.2.5).
Does not know: how a path is built, or what the certificate signed.
Keeps: only statements with a good signature of somebody who may make them count; of two that
disagree, the one that says "revoked" counts.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from asn1crypto import core, crl, ocsp, x509
from cryptography import x509 as pyca

from signing.algorithms import Unsupported, digest_of
from signing.facts import Pieces
from signing.issued import is_issued, is_signed

_NO_REVOCATION = {"2.5.29.56", "0.4.0.194121.2.1"}
"""noRevAvail (RFC 9608) and validity-assured short-term (ETSI EN 319 412-1)."""
_SKEW = dt.timedelta(minutes=5)
_WITHOUT_NEXT_UPDATE = dt.timedelta(hours=1)
_HELD, _REMOVED = "certificate_hold", "remove_from_crl"
HARMLESS = {"affiliation_changed", "superseded", "cessation_of_operation"}
"""Reasons that leave what was stamped before the revocation as it is (RFC 3161, 4)."""


class Status(enum.Enum):
    """What is known of a certificate at a time."""

    GOOD = enum.auto()
    REVOKED = enum.auto()
    HELD = enum.auto()
    UNKNOWN = enum.auto()
    OUT_OF_BOUNDS = enum.auto()
    """All there is was signed by a certificate that was not valid then."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What one CRL or OCSP response says of a certificate.

    Attributes:
        stored: DER of the CRL or OCSP response.
        reason: of the revocation, as asn1crypto names it.
        complete: absence of a revocation means that there is none.
        expired_since: certificates that expired from then on are still spoken of.
        in_bounds: who signed it had a valid certificate then.
    """

    stored: bytes
    this_update: dt.datetime
    next_update: dt.datetime | None
    revoked_at: dt.datetime | None = None
    reason: str = "unspecified"
    complete: bool = True
    expired_since: dt.datetime | None = None
    in_bounds: bool = True

    def tells(self, at: dt.datetime, expires: dt.datetime) -> bool:
        """Whether it says that a certificate, valid until `expires`, was good at the time `at`.

        It does while it is fresh, and when it was made later and still speaks of the certificate.
        """
        if not self.complete or (self.revoked_at is not None and self.revoked_at <= at):
            return False
        until = self.next_update or self.this_update + _WITHOUT_NEXT_UPDATE
        if self.this_update - _SKEW <= at <= until:
            return True
        if self.this_update < at:
            return False
        speaks = self.this_update <= expires or self.revoked_at is not None
        return speaks or (self.expired_since is not None and self.expired_since <= expires)


@dataclass(frozen=True, slots=True)
class Revocation:
    """What the statements about a certificate amount to.

    Attributes:
        at: when it was revoked, also when that was after the time that was asked about.
        told: when the newest statement that says "good" was made.
        by: the statements that the answer rests on, DER.
    """

    status: Status
    at: dt.datetime | None = None
    reason: str = ""
    told: dt.datetime | None = None
    by: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Statements:
    """CRLs, OCSP responses and certificates at hand, DER.

    Attributes:
        anchors: trusted certificates near the path, which may sign its CRLs.
        trusted: all trusted certificates, which may sign any OCSP response.
    """

    crls: Sequence[bytes] = ()
    ocsps: Sequence[bytes] = ()
    anchors: Sequence[bytes] = ()
    trusted: frozenset[bytes] = frozenset()

    def about(
        self,
        certificate: x509.Certificate,
        issuer: x509.Certificate,
        at: dt.datetime,
        usable: Iterable[bytes] | None = None,
        above: Sequence[x509.Certificate] = (),
    ) -> Revocation:
        """What is known at the time `at` of `certificate`, issued by `issuer`.

        `above` are the authorities above the issuer: whom one of them named as a responder is
        heard as well (RFC 6960 knows the issuer only, some authorities have one for all).
        `usable` limits the statements that may say "good" (see `signing.chain`).
        """
        if _never_revoked(certificate):
            return Revocation(Status.GOOD)
        issuers = (issuer, *above)
        statements = [*self._by_ocsp(certificate, issuers), *self._by_crl(certificate, issuer)]
        return _summed_up(statements, at, certificate.not_valid_after, usable)

    def _by_crl(
        self, certificate: x509.Certificate, issuer: x509.Certificate
    ) -> Iterator[Statement]:
        signers = [issuer.dump(), *self.anchors]
        for stored in self.crls:
            try:
                found = _in_crl(stored, certificate, signers)
            except Exception:  # noqa: BLE001, S112  hostile bytes: such a list says nothing
                continue
            if found is not None:
                yield found

    def _by_ocsp(
        self, certificate: x509.Certificate, issuers: Sequence[x509.Certificate]
    ) -> Iterator[Statement]:
        for stored in self.ocsps:
            try:
                basic, responses = _responses(stored)
                mine = [one for one in responses if _is_about(one, certificate, issuers[0])]
                signer = self._responder(basic, issuers) if mine else None
                if signer is not None:
                    yield from (_said(stored, basic, one, signer) for one in mine)
            except Exception:  # noqa: BLE001, S112  see above
                continue

    def _responder(
        self, basic: Any, issuers: Sequence[x509.Certificate]
    ) -> x509.Certificate | None:
        """Who signed the response, if it is somebody who may (RFC 6960, 4.2.2.2)."""
        certs = basic["certs"]
        given = list(certs) if isinstance(certs, ocsp.Certificates) else []
        allowed = [one for one in given if self._may_respond(one, issuers)]
        allowed.append(issuers[0])
        data, signature = basic["tbs_response_data"].dump(), basic["signature"].native
        algorithm = basic["signature_algorithm"]
        return next(
            (one for one in allowed if is_signed(data, signature, algorithm, one.public_key)),
            None,
        )

    def _may_respond(self, one: x509.Certificate, issuers: Sequence[x509.Certificate]) -> bool:
        if one.dump() in self.trusted:
            return True
        named = (by for by in issuers if by.subject == one.issuer and is_issued(one, by))
        by = next(named, None)
        if by is None or not _responds(one):
            return False
        if "ocsp_no_check" in _extensions(one):
            return True
        return all(told.revoked_at is None for told in self._by_crl(one, by))


def _summed_up(
    statements: list[Statement],
    at: dt.datetime,
    expires: dt.datetime,
    usable: Iterable[bytes] | None,
) -> Revocation:
    statements.sort(key=lambda one: one.this_update)
    newest = statements[-1] if statements else None
    lifted = newest is not None and newest.revoked_at is None
    revoked = [
        one
        for one in statements
        if one.revoked_at is not None
        and one.reason != _REMOVED
        and not (one.reason == _HELD and lifted)
    ]
    first = min(revoked, key=lambda one: one.revoked_at or at, default=None)
    if first is not None and first.revoked_at is not None and first.revoked_at <= at:
        status = Status.HELD if first.reason == _HELD else Status.REVOKED
        return Revocation(status, first.revoked_at, first.reason, by=(first.stored,))
    limited = None if usable is None else set(usable)
    good = [
        one
        for one in statements
        if one.tells(at, expires) and (limited is None or one.stored in limited)
    ]
    sound = [one for one in good if one.in_bounds]
    revoked_at, reason = (first.revoked_at, first.reason) if first else (None, "")
    if sound:
        told = sound[-1]
        return Revocation(Status.GOOD, revoked_at, reason, told.this_update, (told.stored,))
    return Revocation(Status.OUT_OF_BOUNDS if good else Status.UNKNOWN, revoked_at, reason)


def _never_revoked(certificate: x509.Certificate) -> bool:
    extensions = certificate["tbs_certificate"]["extensions"]
    return isinstance(extensions, x509.Extensions) and any(
        one["extn_id"].dotted in _NO_REVOCATION for one in extensions
    )


# --- certificate revocation lists -----------------------------------------------------------------


def _in_crl(
    stored: bytes, certificate: x509.Certificate, signers: Sequence[bytes]
) -> Statement | None:
    """What the list says of `certificate`; None when it does not speak of it."""
    listed = _crl(stored)
    if listed.issuer != certificate.issuer.dump():
        return None
    if not any(_crl_is_signed(stored, one) for one in signers):
        return None
    scope = listed.scope
    ca = bool(certificate.ca)
    if scope is not None and (
        scope.indirect_crl
        or scope.only_contains_attribute_certs
        or (ca and scope.only_contains_user_certs)
        or (not ca and scope.only_contains_ca_certs)
    ):
        return None
    entry = listed.parsed.get_revoked_certificate_by_serial_number(certificate.serial_number)
    return Statement(
        stored,
        listed.parsed.last_update_utc,
        listed.parsed.next_update_utc,
        entry.revocation_date_utc if entry is not None else None,
        _reason(entry),
        complete=not listed.delta and not (scope is not None and scope.only_some_reasons),
        expired_since=listed.expired_since,
    )


@dataclass(frozen=True, slots=True)
class _Crl:
    parsed: pyca.CertificateRevocationList
    issuer: bytes
    scope: pyca.IssuingDistributionPoint | None
    delta: bool
    expired_since: dt.datetime | None


@lru_cache(maxsize=1024)
def _crl(stored: bytes) -> _Crl:
    parsed = pyca.load_der_x509_crl(stored)
    extensions = {one.oid.dotted_string: one.value for one in parsed.extensions}
    issuer = crl.CertificateList.load(stored)["tbs_cert_list"]["issuer"].dump()
    return _Crl(
        parsed,
        issuer,
        _scope(extensions.get("2.5.29.28")),
        "2.5.29.27" in extensions,
        _generalized(extensions.get("2.5.29.60")),
    )


def _scope(extension: object) -> pyca.IssuingDistributionPoint | None:
    return extension if isinstance(extension, pyca.IssuingDistributionPoint) else None


@lru_cache(maxsize=2048)
def _crl_is_signed(stored: bytes, signer: bytes) -> bool:
    one, by = crl.CertificateList.load(stored), x509.Certificate.load(signer)
    if one["tbs_cert_list"]["issuer"] != by.subject:
        return False
    uses = by.key_usage_value
    if uses is not None and "crl_sign" not in uses.native:
        return False
    tbs, value = one["tbs_cert_list"].dump(), one["signature"].native
    return is_signed(tbs, value, one["signature_algorithm"], by.public_key)


def _reason(entry: pyca.RevokedCertificate | None) -> str:
    if entry is None:
        return "unspecified"
    try:
        found = entry.extensions.get_extension_for_class(pyca.CRLReason).value.reason
    except pyca.ExtensionNotFound:
        return "unspecified"
    return found.name  # `certificate_hold`: asn1crypto's names for OCSP are the same


def _generalized(extension: Any) -> dt.datetime | None:
    """ExpiredCertsOnCRL (X.509) and the archive cutoff (RFC 6960, 4.4.4): one time."""
    value = getattr(extension, "value", None)
    return core.GeneralizedTime.load(value).native if isinstance(value, bytes) else None


# --- OCSP -----------------------------------------------------------------------------------------


@lru_cache(maxsize=1024)
def _responses(stored: bytes) -> tuple[Any, tuple[Any, ...]]:
    response = ocsp.OCSPResponse.load(stored)
    if response["response_status"].native != "successful":
        return None, ()
    basic = response["response_bytes"]["response"].parsed
    return basic, tuple(basic["tbs_response_data"]["responses"])


def _is_about(one: Any, certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    named = one["cert_id"]
    if named["serial_number"].native != certificate.serial_number:
        return False
    try:
        digest = digest_of(named["hash_algorithm"]["algorithm"].dotted)
    except Unsupported:
        return False
    key = issuer["tbs_certificate"]["subject_public_key_info"]["public_key"]
    wanted = (
        Pieces((certificate.issuer.dump(),)).digest(digest),
        Pieces((bytes(key.contents)[1:],)).digest(digest),
    )
    return wanted == (named["issuer_name_hash"].native, named["issuer_key_hash"].native)


def _said(stored: bytes, basic: Any, one: Any, signer: x509.Certificate) -> Statement:
    status, produced = one["cert_status"], basic["tbs_response_data"]["produced_at"].native
    revoked = status.chosen if status.name == "revoked" else None
    reason = revoked["revocation_reason"].native if revoked is not None else None
    extensions = one["single_extensions"]
    cutoff = [
        _generalized_in(x)
        for x in (extensions if isinstance(extensions, ocsp.SingleResponseExtensions) else ())
        if x["extn_id"].dotted == "1.3.6.1.5.5.7.48.1.6"
    ]
    return Statement(
        stored,
        one["this_update"].native,
        one["next_update"].native,
        revoked["revocation_time"].native if revoked is not None else None,
        reason or "unspecified",
        complete=status.name != "unknown",
        expired_since=next(iter(cutoff), None),
        in_bounds=signer.not_valid_before <= produced <= signer.not_valid_after,
    )


def _generalized_in(extension: Any) -> dt.datetime | None:
    at: dt.datetime = core.GeneralizedTime.load(extension["extn_value"].contents).native
    return at


def _responds(one: x509.Certificate) -> bool:
    uses = one.extended_key_usage_value
    return uses is not None and "ocsp_signing" in uses.native


def _extensions(one: x509.Certificate) -> set[str]:
    return {x["extn_id"].native for x in one["tbs_certificate"]["extensions"]}
