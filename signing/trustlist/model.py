"""What a trusted list says (ETSI TS 119 612), as values.

Knows: services, their status over time, and what a status says about certificates.
Does not know: XML, signatures, or what follows for a signature.
Keeps: a service has exactly one status at a time, the latest that had begun; before the first
there is none.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from signing.trustlist.criteria import Criterion

LIST_OF_LISTS = "EUlistofthelists"
OPERATOR = "operator"
"""Who vouches for a list: a person who named its signer; else the key of a list of lists."""

# TS 119 612, 5.5.4 and annex J, with those of the Directive's time; Ukraine has the same.
GOOD = frozenset(
    {
        "granted",
        "recognisedatnationallevel",
        "setbynationallaw",
        "undersupervision",
        "supervisionincessation",
        "accredited",
    }
)


@dataclass(frozen=True, slots=True)
class Rule:
    """Qualifiers for the certificates that meet a criterion (TS 119 612, 5.5.9.2)."""

    qualifiers: frozenset[str]
    criterion: Criterion


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """What a list says of a service from `since` on.

    Attributes:
        name: the last part of the URI: `granted`, `withdrawn` …
        since: when it began.
        scopes: additional service information: `ForeSignatures`, `ForeSeals` …
        rules: the Qualifications extension.
        understood: False when a critical extension is none we know.
    """

    name: str
    since: dt.datetime
    scopes: frozenset[str] = frozenset()
    rules: tuple[Rule, ...] = ()
    understood: bool = True

    @property
    def good(self) -> bool:
        """Whether the service may be relied on while it has this status."""
        return self.name in GOOD and self.understood


@dataclass(frozen=True, slots=True)
class Service:
    """A trust service.

    Attributes:
        provider: its name, Ukrainian or English where the list has one.
        name: of the service.
        kind: the URI behind `Svctype/`: `CA/QC`, `TSA/QTST` …
        certificates: DER, what it is known by.
        history: newest first.
    """

    provider: str
    name: str
    kind: str
    certificates: tuple[bytes, ...]
    history: tuple[ServiceStatus, ...]

    @property
    def issues_qualified(self) -> bool:
        """Whether qualified certificates come from it; the second is Ukraine's for recognition."""
        return self.kind in {"CA/QC", "MR-CA/QC"}

    @property
    def stamps(self) -> bool:
        """Whether qualified time-stamps come from it."""
        return self.kind.endswith("TSA/QTST")

    @property
    def anchors(self) -> bool:
        """Whether a path may end at its certificates."""
        return self.kind.startswith(("CA/", "MR-CA/", "NationalRootCA")) or "TSA" in self.kind

    def status(self, at: dt.datetime) -> ServiceStatus | None:
        """What the list says of the time `at`."""
        return next((one for one in self.history if one.since <= at), None)


@dataclass(frozen=True, slots=True)
class Pointer:
    """Another list, and the certificates (DER) of those who may sign it."""

    territory: str
    kind: str
    certificates: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedList:
    """A trusted list.

    Attributes:
        territory: two letters.
        kind: the URI behind `TSLType/`.
        operator: name of who keeps it.
        sequence: grows with every issue.
        issued_at: when.
        next_update: by when the next one is due; None when there will be none.
    """

    territory: str
    kind: str
    operator: str
    sequence: int
    issued_at: dt.datetime
    next_update: dt.datetime | None
    services: tuple[Service, ...] = ()
    pointers: tuple[Pointer, ...] = ()

    @property
    def key(self) -> str:
        """What distinguishes it from other lists, whatever its number."""
        return f"{self.territory}/{self.kind}"

    @property
    def of_lists(self) -> bool:
        """Whether it names the signers of other lists (the EU list of lists)."""
        return self.kind == LIST_OF_LISTS

    def stale(self, at: dt.datetime) -> bool:
        """Whether the list no longer says anything of the time `at`."""
        return self.next_update is None or at > self.next_update

    def signers_of(self, other: TrustedList) -> list[bytes]:
        """Certificates that may sign `other`; only the EU list of lists vouches for others."""
        if not self.of_lists:
            return []
        return [
            certificate
            for pointer in self.pointers
            if (pointer.territory, pointer.kind) == (other.territory, other.kind)
            for certificate in pointer.certificates
        ]
