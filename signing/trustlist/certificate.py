"""What a certificate says of itself about being qualified.

Knows: QC statements of ETSI EN 319 412-5 and of Ukraine, certificate policies, key purposes.
Does not know: whether any of it is true: a trusted list says that.
Keeps: what cannot be read is not claimed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from asn1crypto import core, x509

from signing.cms.raw import HOSTILE, read
from signing.library import QC_STATEMENTS

_QC = "0.4.0.1862.1"
_UA = "1.2.804.2.1.1.1"
_COMPLIANCE = {f"{_QC}.1", f"{_UA}.2.1"}
_SSCD = f"{_QC}.4"
_TYPE = f"{_QC}.6"
_STAMP_PURPOSE = f"{_UA}.3.9"  # the electronic seal, before there were QC types
# ETSI TS 101 456: before eIDAS a policy could stand in for the statement.
_QCP, _QCP_SSCD = "0.4.0.1456.1.2", "0.4.0.1456.1.1"

SIGNATURE, SEAL, WEB = "ForeSignatures", "ForeSeals", "ForWebSiteAuthentication"
_TYPES = {f"{_TYPE}.1": SIGNATURE, f"{_TYPE}.2": SEAL, f"{_TYPE}.3": WEB}


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateClaims:
    """What the certificate claims.

    Attributes:
        issued_at: from when it is valid.
        key_usage: names as TS 119 612 writes the bits: `nonRepudiation` …
        policies: certificate policies, dotted.
        purposes: extended key usage, dotted.
        attributes: of the subject's name, dotted.
        statements: QC statements, dotted.
        types: what it is for, as far as its QC types say.
    """

    issued_at: dt.datetime
    key_usage: frozenset[str]
    policies: frozenset[str]
    purposes: frozenset[str]
    attributes: frozenset[str]
    statements: frozenset[str]
    types: frozenset[str]

    @property
    def qualified(self) -> bool:
        """It calls itself qualified (EN 319 412-5, 4.2.1, or the Ukrainian statement)."""
        return bool(self.statements & _COMPLIANCE)

    @property
    def qualified_by_policy(self) -> bool:
        """It called itself qualified in the way of before eIDAS."""
        return bool(self.policies & {_QCP, _QCP_SSCD})

    @property
    def device(self) -> bool:
        """It says that the key is in a qualified device."""
        return _SSCD in self.statements

    @property
    def device_by_policy(self) -> bool:
        """It said so in the way of before eIDAS."""
        return _QCP_SSCD in self.policies

    @property
    def kind(self) -> str | None:
        """`SIGNATURE`, `SEAL` or `WEB`; None when it says several things at once.

        Without a type a qualified certificate is for signatures (EN 319 412-5, 4.2.3), except that
        a Ukrainian one may have the seal's key purpose.
        """
        if len(self.types) > 1:
            return None
        return next(iter(self.types), SEAL if _STAMP_PURPOSE in self.purposes else SIGNATURE)


def claims_of(stored: bytes) -> CertificateClaims | None:
    """What the certificate `stored` (DER) claims; None when it cannot be read."""
    try:
        certificate = x509.Certificate.load(stored)
        statements = _statements(certificate)
        purposes = certificate.extended_key_usage_value
        policies = certificate.certificate_policies_value
        usage = certificate.key_usage_value
        return CertificateClaims(
            issued_at=certificate.not_valid_before,
            key_usage=frozenset(_camel(bit) for bit in usage.native) if usage else frozenset(),
            policies=frozenset(p["policy_identifier"].dotted for p in policies or ()),
            purposes=frozenset(purpose.dotted for purpose in purposes or ()),
            attributes=frozenset(
                one["type"].dotted for names in certificate.subject.chosen for one in names
            ),
            statements=frozenset(statements),
            types=frozenset(_TYPES.get(oid, oid) for oid in statements.get(_TYPE, ())),
        )
    except HOSTILE:
        return None


def _statements(certificate: x509.Certificate) -> dict[str, list[str]]:
    """The QC statements, each with the identifiers it lists (the types list theirs)."""
    extensions = certificate["tbs_certificate"]["extensions"]
    if not isinstance(extensions, x509.Extensions):
        return {}
    found: dict[str, list[str]] = {}
    for extension in extensions:
        if extension["extn_id"].dotted == QC_STATEMENTS:
            for statement in read(bytes(extension["extn_value"].contents)).parts():
                oid, *info = statement.parts()
                name = core.ObjectIdentifier.load(oid.raw).dotted
                listed = info[0].parts() if name == _TYPE and info else []
                found[name] = [core.ObjectIdentifier.load(one.raw).dotted for one in listed]
    return found


def _camel(bit: str) -> str:
    first, *rest = bit.split("_")
    return first + "".join(word.capitalize() for word in rest)
