"""Whether a certificate may be used for a signature or a seal today.

Knows: what RFC 5280 and ETSI EN 319 412-5 let a certificate say about its use.
Does not know: who holds it, or whether it was revoked.
Keeps: a certificate that says nothing about something is not refused for it.
"""

from __future__ import annotations

import datetime as dt

from asn1crypto import core, x509

from signing.library import QC_STATEMENTS
from signing.making.errors import UnfitCertificate
from signing.names import signer_of

_SIGNING_USES = {"digital_signature", "non_repudiation"}
_OTHER_PURPOSES = {"server_auth", "time_stamping", "ocsp_signing", "code_signing"}
_FOR_PERSONS = core.ObjectIdentifier("0.4.0.1862.1.6.1").dump()
_FOR_SEALS = core.ObjectIdentifier("0.4.0.1862.1.6.2").dump()


def require_fit(stored: bytes, *, seal: bool, now: dt.datetime) -> None:
    """The certificate `stored` (DER) allows a signature, or a seal, at the time `now`.

    Raises:
        UnfitCertificate: it does not, with the first reason.
    """
    certificate = x509.Certificate.load(stored)
    reason = _unfit(certificate, seal=seal, now=now)
    if reason:
        raise UnfitCertificate(name=signer_of(stored).name or "без імені", reason=reason)


def _unfit(certificate: x509.Certificate, *, seal: bool, now: dt.datetime) -> str:
    since, until = certificate.not_valid_before, certificate.not_valid_after
    if now < since:
        return f"він набуде чинності лише {since:%d.%m.%Y}"
    if until < now:
        return f"строк його чинності минув {until:%d.%m.%Y}"
    return _other_purpose(certificate) or _other_kind(_kinds(certificate), seal=seal)


def _other_purpose(certificate: x509.Certificate) -> str:
    uses, purposes = certificate.key_usage_value, certificate.extended_key_usage_value
    if certificate.ca or (uses is not None and not _SIGNING_USES & set(uses.native)):
        return "він не призначений для підписування"
    if purposes is not None and set(purposes.native) <= _OTHER_PURPOSES:
        return "він призначений для іншого, не для підписування документів"
    return ""


def _other_kind(kinds: bytes, *, seal: bool) -> str:
    if seal and _FOR_PERSONS in kinds and _FOR_SEALS not in kinds:
        return "це сертифікат підпису особи, а не печатки"
    if not seal and _FOR_SEALS in kinds and _FOR_PERSONS not in kinds:
        return "це сертифікат печатки, а не підпису особи"
    return ""


def _kinds(certificate: x509.Certificate) -> bytes:
    """The qualified statements as stored: the identifiers of kinds are looked for in them."""
    extensions = certificate["tbs_certificate"]["extensions"]
    values = (e["extn_value"].contents for e in extensions if e["extn_id"].dotted == QC_STATEMENTS)
    return next((bytes(one) for one in values), b"")
