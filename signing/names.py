"""Who the signer is, as the certificate says.

Knows: where Ukrainian and European certificates put names and registration numbers.
Does not know: whether the certificate is to be believed.
Keeps: a number is taken only from a place where its meaning is fixed; nothing is guessed.
"""

from __future__ import annotations

import hashlib
import re

from asn1crypto import core, x509

from signing.cms.raw import HOSTILE, BerValue, Malformed, read
from signing.model import Signer
from signing.trustlist.certificate import claims_of
from vault import clean

_SUBJECT_DIRECTORY_ATTRIBUTES = "2.5.29.9"
_RNOKPP = "1.2.804.2.1.1.1.11.1.4.1.1"
_EDRPOU = "1.2.804.2.1.1.1.11.1.4.2.1"
# ETSI EN 319 412-1, 5.1.3 and 5.1.4: tax number of a person, trade register number of an entity.
_PERSON = re.compile(r"TINUA-([0-9]{10}|[А-ЯІЇЄҐ]{2}[0-9]{6}|[0-9]{9})\Z")
_ENTITY = re.compile(r"NTRUA-([0-9]{8}|[0-9]{10})\Z")
# Before that, Ukrainian providers' certificates have the code in the serial number of the name: in
# every certificate of theirs that has both, the two agree (432 of 432).
_PROVIDER = re.compile(r"UA-([0-9]{8})(?:-[0-9A-Za-z]+)?\Z")
_LONGEST = 200


def signer_of(stored: bytes | None) -> Signer:
    """What the certificate `stored` (DER) says about its owner; nothing when there is none."""
    if stored is None:
        return Signer()
    digest = hashlib.sha256(stored).hexdigest()
    try:
        certificate = x509.Certificate.load(stored)
        subject = _attributes(certificate.subject)
        issuer = _attributes(certificate.issuer)
        serial = f"{certificate.serial_number:X}"
        directory = _directory(certificate)
    except HOSTILE:
        return Signer(certificate_sha256=digest)
    return Signer(
        name=subject.get("common_name") or _person(subject),
        organisation=subject.get("organization_name"),
        rnokpp=directory.get(_RNOKPP) or _match(_PERSON, subject.get("serial_number")),
        edrpou=directory.get(_EDRPOU)
        or _match(_ENTITY, subject.get("organization_identifier"))
        or _of_provider(subject),
        issuer=issuer.get("common_name") or " ".join(issuer.values()) or None,
        serial=serial,
        certificate_sha256=digest,
    )


def claims_qualified(stored: bytes) -> bool:
    """Whether the certificate calls itself qualified."""
    claims = claims_of(stored)
    return claims is not None and claims.qualified


def stamps_time(stored: bytes) -> bool:
    """Whether the certificate is one of a time-stamping authority (RFC 3161, 2.3)."""
    try:
        uses = x509.Certificate.load(stored).extended_key_usage_value
    except HOSTILE:
        return False
    return uses is not None and "time_stamping" in uses.native


def _attributes(name: x509.Name) -> dict[str, str]:
    """The first value of each attribute of a name."""
    found: dict[str, str] = {}
    for names in name.chosen:
        for one in names:
            found.setdefault(one["type"].native, clean(one["value"].native, _LONGEST))
    return found


def _of_provider(subject: dict[str, str]) -> str | None:
    """The code of a legal entity alone: in a person's name the same form may mean another."""
    if "organization_name" not in subject or {"surname", "given_name"} & set(subject):
        return None
    return _match(_PROVIDER, subject.get("serial_number"))


def _person(subject: dict[str, str]) -> str | None:
    parts = [subject[key] for key in ("surname", "given_name") if subject.get(key)]
    return " ".join(parts) or None


def _directory(certificate: x509.Certificate) -> dict[str, str]:
    """The subject directory attributes that are plain strings."""
    extension = _extension(certificate, _SUBJECT_DIRECTORY_ATTRIBUTES)
    found: dict[str, str] = {}
    try:
        for attribute in read(extension).parts() if extension else ():
            oid, values = attribute.parts()[:2]
            dotted = core.ObjectIdentifier.load(oid.raw).dotted
            if dotted in {_RNOKPP, _EDRPOU} and (text := _string(values.parts())):
                found.setdefault(dotted, text)
    except (Malformed, ValueError):
        return {}
    return found


def _string(values: list[BerValue]) -> str | None:
    """The first value, of whatever string type it is; an empty one is none."""
    if not values:
        return None
    return clean(values[0].octets().decode("utf-8", "replace"), _LONGEST) or None


def _extension(certificate: x509.Certificate, oid: str) -> bytes | None:
    extensions = certificate["tbs_certificate"]["extensions"]
    if not isinstance(extensions, x509.Extensions):
        return None
    return next(
        (bytes(one["extn_value"].contents) for one in extensions if one["extn_id"].dotted == oid),
        None,
    )


def _match(pattern: re.Pattern[str], text: str | None) -> str | None:
    found = pattern.match(text) if text else None
    return found.group(1) if found else None
