"""A trusted list as a place that says whom to trust.

Knows: which of a list's certificates a path may end at, at a time, and whose a path is.
Does not know: how the list came here and who vouches for it, beyond being told so.
Keeps: a list nobody vouches for proves no qualified status; certificates of a service that was not
in good standing at the time asked about are no anchors.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from asn1crypto import x509

from signing.cms.raw import HOSTILE
from signing.messages import say
from signing.model import Message, Qualification
from signing.trust import UNKNOWN, Standing
from signing.trustlist.certificate import claims_of
from signing.trustlist.model import Service, TrustedList
from signing.trustlist.qualifying import standing


@dataclass(frozen=True, slots=True)
class ListTrust:
    """What one trusted list is worth.

    Attributes:
        vouched: somebody named its signer as trusted (else it is only a heap of anchors).
    """

    trusted: TrustedList
    vouched: bool

    def anchors(self, at: dt.datetime) -> list[bytes]:
        """Certificates of the services in good standing at `at`."""
        return [
            certificate
            for service in self.trusted.services
            if service.anchors and (status := service.status(at)) is not None and status.good
            for certificate in service.certificates
        ]

    def certificates(self) -> list[bytes]:
        """Those of time-stamping and status services: some tokens leave their signer's out."""
        return [
            certificate
            for service in self.trusted.services
            if "TSA" in service.kind or "OCSP" in service.kind
            for certificate in service.certificates
        ]

    def qualification(self, chain: Sequence[bytes], at: dt.datetime) -> Standing:
        """What a valid signature is whose path is `chain`, the signer's certificate first."""
        above = self._of(chain[1:])
        if not above:
            return UNKNOWN
        if not self.vouched:
            message = say("S166", territory=self.trusted.territory)
            return Standing(Qualification.UNKNOWN, (message,))
        services = [one for one in above if one.issues_qualified]
        if not services:
            message = say("S156", territory=self.trusted.territory)
            return Standing(Qualification.UNKNOWN, (message,))
        claims = claims_of(chain[0])
        if claims is None:
            return Standing(Qualification.UNKNOWN, (say("S167"),))
        return standing(self.trusted, services, claims, at)

    def stamping(self, chain: Sequence[bytes], at: dt.datetime) -> Message | None:
        """That time-stamps of this path are qualified at `at`; None where it is not proven."""
        if not self.vouched or self.trusted.stale(at):
            return None
        for service in self._of(chain):
            status = service.status(at)
            if service.stamps and status is not None and status.good:
                return say("S168", service=service.name, provider=service.provider)
        return None

    def _of(self, chain: Sequence[bytes]) -> list[Service]:
        """The services that have a certificate of the path, by the certificate or its key."""
        wanted = set(chain)
        keys = {key for one in chain if (key := _identity(one)) is not None}
        subjects = {subject for subject, _ in keys}
        return [
            service
            for service in self.trusted.services
            if any(
                one in wanted or (any(name in one for name in subjects) and _identity(one) in keys)
                for one in service.certificates
            )
        ]


def _identity(stored: bytes) -> tuple[bytes, bytes] | None:
    """Subject and public key: the same service may have several certificates for one key."""
    try:
        certificate = x509.Certificate.load(stored)
        return certificate.subject.dump(), certificate.public_key.dump()
    except HOSTILE:
        return None
