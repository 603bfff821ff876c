"""What a valid signature is, as far as one trusted list proves it (ETSI TS 119 615, 4.4 and 4.5).

Knows: which statements of list and certificate together make a signature qualified, in the EU and
in Ukraine, and from when on the laws know the word.
Does not know: how the path was built, or whether the time it is asked about is proven.
Keeps: qualified is only what the list granted both when the certificate was issued and at the time
asked about; contradictions, gaps and criteria we cannot follow make it unknown.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from signing.messages import day, say
from signing.model import Message, Qualification
from signing.trust import UNKNOWN, Standing
from signing.trustlist.certificate import SEAL, SIGNATURE, WEB, CertificateClaims
from signing.trustlist.criteria import Undecidable
from signing.trustlist.model import Service, ServiceStatus, TrustedList

EIDAS_AT = dt.datetime(2016, 6, 30, 22, tzinfo=dt.UTC)  # 1 July in Brussels (910/2014, art. 52)
UA_AT = dt.datetime(2018, 11, 6, 22, tzinfo=dt.UTC)  # 7 November in Kyiv (2155-VIII, VII.1)
# 2155-VIII, VII.5: what was made with certificates of the law before, for two years.
UA_FORMER_UNTIL = dt.datetime(2020, 11, 6, 22, tzinfo=dt.UTC)

_KINDS = {
    "QCForESig": SIGNATURE,
    "QCForESeal": SEAL,
    "QCForLegalPerson": SEAL,  # the Directive's word
    "QCForWSA": WEB,
}
_NO_DEVICE = {"QCNoQSCD", "QCNoSSCD"}
_DEVICE = {"QCWithQSCD", "QCQSCDManagedOnBehalf", "QCWithSSCD"}


@dataclass(frozen=True, slots=True)
class _Found:
    """What list and certificate together say of one time."""

    qualified: bool
    kind: str | None
    device: bool
    by_list: bool


class _NotCovered(Exception):
    """The service's entry is about certificates of another kind."""


def standing(
    trusted: TrustedList, services: Sequence[Service], claims: CertificateClaims, at: dt.datetime
) -> Standing:
    """What a valid signature with such a certificate, issued under `services`, is at `at`."""
    if trusted.stale(at):
        until = day(trusted.next_update or trusted.issued_at)
        return Standing(Qualification.UNKNOWN, (say("S161", **_list(trusted), when=until),))
    answers: list[Standing] = []
    not_covered: Message | None = None
    for service in services:
        try:
            answers.append(_by(trusted, service, claims, at))
        except _NotCovered:
            not_covered = say("S158", service=service.name)
        except Undecidable:
            answers.append(Standing(Qualification.UNKNOWN, (say("S162", service=service.name),)))
    if not answers:
        assert not_covered is not None, "asked without services"
        return Standing(Qualification.ADES, (not_covered,))
    if len({one.qualification for one in answers}) > 1:
        return Standing(Qualification.UNKNOWN, (say("S163", **_list(trusted)),))
    answer = answers[0]
    return dataclasses.replace(answer, messages=(say("S150", **_list(trusted)), *answer.messages))


def _by(
    trusted: TrustedList, service: Service, claims: CertificateClaims, at: dt.datetime
) -> Standing:
    ukrainian = trusted.territory == "UA"
    then = service.status(at)
    former = ukrainian and claims.issued_at < UA_AT
    refused = _before_the_law(former, at) if ukrainian else None
    refused = refused or _refused("S152", service, then, at)
    if not former:
        first = service.status(claims.issued_at)
        refused = refused or _refused("S153", service, first, claims.issued_at)
        refused = refused or _not_qualified(first, claims, ukrainian=ukrainian)
    refused = refused or _not_qualified(then, claims, ukrainian=ukrainian)
    if refused is not None or then is None:
        return refused or UNKNOWN
    found = _looked_up(then, claims, ukrainian=ukrainian)
    notes = [
        say("S151", service=service.name, provider=service.provider, since=day(then.since)),
        *([say("S164")] if former else []),
        *([say("S165")] if found.by_list else []),
    ]
    return _of(found, then, at, notes, ukrainian=ukrainian)


def _before_the_law(former: bool, at: dt.datetime) -> Standing | None:
    """What Ukraine's first law on signatures, and the two years after it, leave unproven."""
    if at < UA_AT:
        return Standing(Qualification.UNKNOWN, (say("S159"),))
    if former and at >= UA_FORMER_UNTIL:
        return Standing(Qualification.UNKNOWN, (say("S160"),))
    return None


def _not_qualified(
    status: ServiceStatus | None, claims: CertificateClaims, *, ukrainian: bool
) -> Standing | None:
    if status is None or _looked_up(status, claims, ukrainian=ukrainian).qualified:
        return None
    return Standing(Qualification.ADES, (say("S154"),))


def _of(
    found: _Found, then: ServiceStatus, at: dt.datetime, notes: list[Message], *, ukrainian: bool
) -> Standing:
    """The kind of signature a qualified certificate makes."""
    if found.kind not in {SIGNATURE, SEAL}:
        return Standing(Qualification.ADES, (say("S157"),))
    scoped = then.scopes & {SIGNATURE, SEAL, WEB}
    if scoped and found.kind not in scoped and (ukrainian or at >= EIDAS_AT):
        raise _NotCovered
    if not found.device:
        return Standing(Qualification.ADES_QC, (*notes, say("S155")))
    qualified = Qualification.QESEAL if found.kind == SEAL else Qualification.QES
    return Standing(qualified, tuple(notes))


def _looked_up(status: ServiceStatus, claims: CertificateClaims, *, ukrainian: bool) -> _Found:
    """The certificate's own words, corrected by the list's (TS 119 615, 4.4.4).

    Raises:
        Undecidable: a criterion of the list cannot be followed.
    """
    said = {
        name for rule in status.rules if rule.criterion.met_by(claims) for name in rule.qualifiers
    }
    # A certificate of the Directive stays what it was made as (910/2014, art. 51(2)).
    before = not ukrainian and claims.issued_at < EIDAS_AT
    claimed = claims.qualified or (before and claims.qualified_by_policy)
    if said & _NO_DEVICE and said & _DEVICE:
        raise Undecidable
    kinds = {_KINDS[name] for name in said & set(_KINDS)}
    if len(kinds) > 1:
        raise Undecidable
    own_device = claims.device or (before and claims.device_by_policy)
    return _Found(
        qualified="NotQualified" not in said and (claimed or "QCStatement" in said),
        kind=next(iter(kinds), claims.kind),
        device=bool(said & _DEVICE) or (own_device and not said & _NO_DEVICE),
        by_list=not claimed and "QCStatement" in said,
    )


def _refused(
    code: str, service: Service, status: ServiceStatus | None, at: dt.datetime
) -> Standing | None:
    """That the service was in no good standing, if so."""
    if status is not None and status.good:
        return None
    name = status.name if status else "—"
    message = say(code, service=service.name, when=day(at), status=name)
    known = status is not None and status.understood
    return Standing(Qualification.ADES if known else Qualification.UNKNOWN, (message,))


def _list(trusted: TrustedList) -> dict[str, object]:
    return {
        "territory": trusted.territory,
        "sequence": trusted.sequence,
        "issued": day(trusted.issued_at),
    }
