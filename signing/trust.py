"""Whom we trust, passed in as a value.

Knows: where anchors come from.
Does not know: how a path is built from a certificate to an anchor.
Keeps: nothing is trusted by default, and nothing is ever fetched from a network.
"""

from __future__ import annotations

import base64
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from signing.cms.raw import HOSTILE, SEQUENCE, read
from signing.errors import BadTrust
from signing.model import Message, Qualification
from vault import os_cause

_PEM = re.compile(rb"-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----(.+?)-----END", re.DOTALL)
_BUNDLE = re.compile(rb"-----BEGIN (?:PKCS7|CMS)-----(.+?)-----END", re.DOTALL)
SUFFIXES = {".cer", ".crt", ".der", ".pem", ".p7b", ".p7c"}
_CERTIFICATE_FILE_MAX = 4 * 1024 * 1024
_LONGEST_PATH = 8
_AT_HAND = 40
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_CERTIFICATES, _VERSION = 0xA0, 0xA0


@dataclass(frozen=True, slots=True)
class Standing:
    """What a valid signature is under the law on trust services, and why."""

    qualification: Qualification
    messages: tuple[Message, ...] = ()


UNKNOWN = Standing(Qualification.UNKNOWN)


class TrustSource(Protocol):
    """A place that says which certificates are trusted, and what they stand for."""

    def anchors(self, at: dt.datetime) -> Sequence[bytes]:
        """DER of the certificates trusted at the time `at`."""

    def certificates(self) -> Sequence[bytes]:
        """DER of certificates it knows without trusting them: signers', intermediate ones."""

    def qualification(self, chain: Sequence[bytes], at: dt.datetime) -> Standing:
        """What a valid signature is whose certificate is `chain[0]` and whose anchor is the last.

        `at` is the earliest time at which the signature is proven to exist, or the time of judging.
        `UNKNOWN` unless the source proves more.
        """

    def stamping(self, chain: Sequence[bytes], at: dt.datetime) -> Message | None:
        """That time-stamps of the authority `chain[0]` are qualified at `at`, if that is proven."""


@dataclass(frozen=True, slots=True)
class GivenCertificates:
    """Certificates somebody handed in as trusted; they prove nothing about qualified status."""

    trusted: tuple[bytes, ...]
    others: tuple[bytes, ...] = ()

    @classmethod
    def at(cls, path: Path) -> GivenCertificates:
        """Those in the file `path` (PEM or DER), or in the certificate files of the folder `path`.

        Of a bundle (PKCS #7) only the authorities' certificates are trusted; others are known.

        Raises:
            BadTrust: the path does not exist or holds something else than certificates.
        """
        if path.is_dir():
            files = sorted(p for p in path.iterdir() if p.suffix.lower() in SUFFIXES)
        else:
            files = [path]
        found = [_certificates_in(file) for file in files]
        trusted = tuple(one for several, _ in found for one in several)
        if not trusted:
            raise BadTrust(path=path, reason="сертифікатів немає")
        return cls(trusted, tuple(one for _, several in found for one in several))

    def anchors(self, at: dt.datetime) -> Sequence[bytes]:  # noqa: ARG002  trusted at any time
        """All of them."""
        return self.trusted

    def certificates(self) -> Sequence[bytes]:
        """All of them: a signer's own certificate may have been given."""
        return (*self.trusted, *self.others)

    def qualification(
        self,
        chain: Sequence[bytes],  # noqa: ARG002
        at: dt.datetime,  # noqa: ARG002
    ) -> Standing:
        """Unknown: being trusted by somebody is not being qualified."""
        return UNKNOWN

    def stamping(self, chain: Sequence[bytes], at: dt.datetime) -> Message | None:  # noqa: ARG002
        """Never: the same."""
        return None


@dataclass(frozen=True, slots=True)
class Trust:
    """All sources together.

    Attributes:
        near: when given, the certificates (DER) that a path may pass below its anchor, and only
            what concerns them is answered: lists have thousands, and a path needs few.
    """

    sources: tuple[TrustSource, ...] = ()
    near: tuple[bytes, ...] | None = None

    def about(self, certificate: bytes, pool: Sequence[bytes]) -> Trust:
        """The same trust, as far as it concerns paths from `certificate`.

        `pool` is at hand; what is in it only because a source knows it has to be reached, as has
        everything when there is more than any honest file carries.
        """
        known = self.certificates()
        others = set(known)
        own = [one for one in pool if one not in others and one != certificate]
        if len(own) > _AT_HAND:
            own = _reached(certificate, own)
        reached = [certificate, *own]
        last = reached
        for _ in range(_LONGEST_PATH):
            last = [one for one in _above(known, last) if one not in reached]
            if not last:
                break
            reached += last
        return Trust(self.sources, tuple(reached))

    def anchors(self, at: dt.datetime) -> list[bytes]:
        """DER of the certificates any source trusts at the time `at`."""
        found = [one for source in self.sources for one in source.anchors(at)]
        return found if self.near is None else _above(found, self.near)

    def certificates(self) -> list[bytes]:
        """DER of all certificates any source knows."""
        found = [one for source in self.sources for one in source.certificates()]
        return found if self.near is None else _above(found, self.near)

    def qualification(self, chain: Sequence[bytes], at: dt.datetime) -> Standing:
        """The answer of the first source that knows more than `UNKNOWN`, else all reasons."""
        answers = [source.qualification(chain, at) for source in self.sources]
        known = (a for a in answers if a.qualification is not Qualification.UNKNOWN)
        reasons = tuple(message for answer in answers for message in answer.messages)
        return next(known, Standing(Qualification.UNKNOWN, reasons))

    def stamping(self, chain: Sequence[bytes], at: dt.datetime) -> Message | None:
        """The first answer there is."""
        answers = (source.stamping(chain, at) for source in self.sources)
        return next((one for one in answers if one is not None), None)


def _reached(certificate: bytes, pool: Sequence[bytes]) -> list[bytes]:
    """Those that a path from `certificate` may pass, by the names in them; not too many."""
    by_subject: dict[bytes, list[tuple[bytes, bytes]]] = {}
    for stored in pool:
        issuer, subject = _names(stored)
        by_subject.setdefault(subject, []).append((stored, issuer))
    found: dict[bytes, None] = {}
    names = {_names(certificate)[0]}
    while names and len(found) < _AT_HAND:
        met = [one for name in names for one in by_subject.pop(name, ())]
        found |= dict.fromkeys(stored for stored, _ in met)
        names = {issuer for _, issuer in met}
    return list(found)[:_AT_HAND]


@lru_cache(2048)  # two hundred signers may carry the same thousand certificates
def _names(stored: bytes) -> tuple[bytes, bytes]:
    """Issuer and subject, as they are encoded; empty where it is no certificate."""
    try:
        fields = [one for one in read(stored).parts()[0].parts() if one.tag != _VERSION]
        return fields[2].raw, fields[4].raw
    except HOSTILE:
        return b"", b""


def _above(among: Sequence[bytes], certificates: Sequence[bytes]) -> list[bytes]:
    """Those that are in `certificates`, or may have issued one of them.

    The issuer's name stands in what it issued as it stands in its own certificate, byte for byte
    (RFC 5280, 4.1.2.6).
    """
    from asn1crypto import x509  # noqa: PLC0415  the door of the package stays cheap to import

    given, issuers = set(certificates), set()
    for stored in given:
        try:
            issuers.add(x509.Certificate.load(stored).issuer.dump())
        except HOSTILE:
            continue
    return [one for one in among if one in given or any(name in one for name in issuers)]


def _certificates_in(path: Path) -> tuple[list[bytes], list[bytes]]:
    """The certificates that a file gives as trusted, and those it only makes known."""
    try:
        if path.stat().st_size > _CERTIFICATE_FILE_MAX:
            raise BadTrust(path=path, reason="файл завеликий")
        data = path.read_bytes()
    except OSError as error:
        raise BadTrust(path=path, reason=os_cause(error)) from error
    bundle = _bundled(data)
    if bundle is None:
        stored = [base64.b64decode(body) for body in _PEM.findall(data)] or [data]
        for one in stored:
            _require_certificate(one, path)
        return stored, []
    authorities = [one for one in bundle if _is_authority(one)]
    return authorities, [one for one in bundle if one not in authorities]


def _bundled(data: bytes) -> list[bytes] | None:
    """The certificates in a PKCS #7 bundle, as stored; None when it is none (RFC 5652, 5.1).

    What somebody has signed is none: it carries certificates of whoever made it.
    """
    armoured = _BUNDLE.search(data)
    try:
        kind, content = read(base64.b64decode(armoured[1]) if armoured else data).parts()[:2]
        if kind.raw != _SIGNED_DATA:
            return None
        fields = content.parts()[0].parts()
        if fields[-1].parts():
            return None
        listed = next((field.parts() for field in fields if field.tag == _CERTIFICATES), [])
        return [one.raw for one in listed if one.tag == SEQUENCE]
    except HOSTILE:
        return None


def _is_authority(stored: bytes) -> bool:
    from asn1crypto import x509  # noqa: PLC0415

    try:
        return bool(x509.Certificate.load(stored).ca)
    except HOSTILE:
        return False


def _require_certificate(stored: bytes, path: Path) -> None:
    from asn1crypto import x509  # noqa: PLC0415

    try:
        if not x509.Certificate.load(stored, strict=True).subject.native:
            raise BadTrust(path=path, reason="сертифікат без імені власника")
    except (ValueError, TypeError) as error:
        raise BadTrust(path=path, reason="це не сертифікат X.509") from error
