"""Who is given a case file to read: which kind of reader, what they showed, who allowed it.

Knows: 814 X.1: kinds of readers, documents they show, whose resolution. Does not know: when that
is enough (rules.py). Keeps: a document is named by its kind and by what is written in it.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from vault import Json


class ReaderKind(enum.StrEnum):
    """To whom a case file is given (814 X.1)."""

    PROSECUTOR = "prosecutor"
    ADVOCATE = "advocate"
    PARTY = "party"
    REPRESENTATIVE = "representative"
    AFFECTED = "affected"
    OFFICIAL = "official"


class PaperKind(enum.StrEnum):
    """What a reader shows (814 X.1)."""

    PASSPORT = "passport"
    SERVICE_CARD = "service-card"
    PENSION_CARD = "pension-card"
    ADVOCATE_CARD = "advocate-card"
    CONTRACT = "contract"
    ATTORNEY = "power-of-attorney"
    WARRANT = "warrant"
    LEGAL_AID = "legal-aid"
    MANDATE = "mandate"
    OTHER = "other"


IDENTITIES = (
    PaperKind.PASSPORT,
    PaperKind.SERVICE_CARD,
    PaperKind.PENSION_CARD,
    PaperKind.ADVOCATE_CARD,
    PaperKind.OTHER,
)
"""Documents that say who somebody is; the clause's list is open («тощо»)."""

ADVOCATES = (
    PaperKind.ADVOCATE_CARD,
    PaperKind.CONTRACT,
    PaperKind.ATTORNEY,
    PaperKind.WARRANT,
    PaperKind.LEGAL_AID,
    PaperKind.OTHER,
)
"""Documents of an advocate's authority; the clause's list is open («зокрема»)."""

MANDATES = (PaperKind.MANDATE, PaperKind.ATTORNEY, PaperKind.CONTRACT, PaperKind.OTHER)
"""Documents of a representative's authority."""


class Resolver(enum.StrEnum):
    """Whose resolution allows it (814 X.1)."""

    JUDGE = "judge"
    PRESIDENT = "president"
    DEPUTY = "deputy"
    CHAMBER = "chamber"


@dataclass(frozen=True, slots=True)
class ShownPaper:
    """A document that somebody showed; `details`: series, number, who gave it and when."""

    kind: PaperKind
    details: str

    def as_json(self) -> dict[str, Json]:
        """As the journal has it."""
        return {"kind": self.kind.value, "details": self.details}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReader:
    """Somebody who is given a case file to read.

    Attributes:
        standing: what the person has to do with the case: the party, who is represented, the
            decision on somebody's rights, an official's purpose.
        identity: who they are; None when nothing was shown.
        authority: of an advocate or a representative.
        application: number and day of the written application.
        resolved_by: whose resolution; its text and day are the right's `order`.
    """

    kind: ReaderKind
    standing: str
    identity: ShownPaper | None = None
    authority: ShownPaper | None = None
    application: str
    resolved_by: Resolver

    def as_json(self) -> dict[str, Json]:
        """As the journal has it."""
        return {
            "kind": self.kind.value,
            "standing": self.standing,
            "identity": self.identity.as_json() if self.identity else None,
            "authority": self.authority.as_json() if self.authority else None,
            "application": self.application,
            "resolved_by": self.resolved_by.value,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Json]) -> Self:
        """Read what `as_json` wrote."""
        return cls(
            kind=ReaderKind(value["kind"]),
            standing=value["standing"],
            identity=_shown(value["identity"]),
            authority=_shown(value["authority"]),
            application=value["application"],
            resolved_by=Resolver(value["resolved_by"]),
        )


def _shown(value: Mapping[str, Json] | None) -> ShownPaper | None:
    return ShownPaper(PaperKind(value["kind"]), value["details"]) if value else None
