"""Which certificates a qualification of a trusted list is about (ETSI TS 119 612, 5.5.9.2.2).

Knows: the tree of criteria, and how a certificate meets it.
Does not know: XML, or what the qualifiers behind a criterion mean.
Keeps: a criterion that is not understood makes the answer `Undecidable`, never a guess.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from signing.trustlist.certificate import CertificateClaims


class Undecidable(Exception):
    """The criteria ask for something that we do not know how to look up."""


@dataclass(frozen=True, slots=True)
class KeyUsage:
    """Each named bit is as demanded."""

    bits: Mapping[str, bool]

    def met_by(self, claims: CertificateClaims) -> bool:
        """Whether the certificate has these bits set, and those not."""
        return all((bit in claims.key_usage) is wanted for bit, wanted in self.bits.items())


@dataclass(frozen=True, slots=True)
class Has:
    """All these identifiers are among the certificate's `what`."""

    what: str
    oids: frozenset[str]

    def met_by(self, claims: CertificateClaims) -> bool:
        """Whether the certificate has them all; no identifier at all asks for nothing known."""
        if not self.oids:
            raise Undecidable
        where = {
            "policies": claims.policies,
            "purposes": claims.purposes,
            "attributes": claims.attributes,
        }
        return self.oids <= where[self.what]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A criterion of a kind we do not know."""

    def met_by(self, claims: CertificateClaims) -> bool:  # noqa: ARG002  it is asked like the others
        """Nobody can say."""
        raise Undecidable


@dataclass(frozen=True, slots=True)
class All:
    """Criteria joined by `all`, `atLeastOne` or `none`."""

    how: str
    parts: tuple[Criterion, ...]

    def met_by(self, claims: CertificateClaims) -> bool:
        """Whether the certificate meets the parts as they are joined."""
        met = [part.met_by(claims) for part in self.parts]
        if not met:
            raise Undecidable
        match self.how:
            case "all":
                return all(met)
            case "atLeastOne":
                return any(met)
            case "none":
                return not any(met)
            case _:
                raise Undecidable


Criterion = KeyUsage | Has | Unknown | All
