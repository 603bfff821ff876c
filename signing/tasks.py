"""Signature work as the airlock runs it: JSON values in, JSON values out.

Knows: how a question travels to a child process and a report comes back.
Does not know: how a signature is judged, or what the airlock limits.
Keeps: everything the judgement depends on is in the arguments, the time included.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from signing.collecting import Evidence, read_files
from signing.errors import BadEvidence
from signing.judge import verify
from signing.missing import missing
from signing.trustlist.given import trust_in
from vault.model import Json


def judge(
    path: str,
    now: str,
    contents: Sequence[str] = (),
    trust: Sequence[str] = (),
    at: str | None = None,
    operators: Sequence[str] = (),
    lists: Sequence[str] = (),
    evidence: Sequence[str] = (),
    given: Sequence[str] = (),
) -> Json:
    """Judge the file at `path`; times are ISO 8601 with a zone, `trust` are `--trust` paths.

    `operators` are certificates or fingerprints of those who may sign trusted lists, `lists` the
    paths of trusted lists that were verified when they were accepted, `evidence` paths of CRLs,
    OCSP responses and certificates that were fetched, `given` of such as a person gave.

    Returns `SignatureReport.as_json`.

    Raises:
        TooLarge: the file passes the size limit.
        BadEvidence: something in `given` is neither a CRL nor an OCSP response.
        BadTrust: a trusted path holds neither certificates nor a trusted list.
        ListRefused: a trusted list is not as its operator signed it.
    """
    moment = dt.datetime.fromisoformat(now)
    report = verify(
        Path(path),
        contents=[Path(one) for one in contents],
        trust=trust_in(trust, operators=operators, lists=lists),
        at=dt.datetime.fromisoformat(at) if at else None,
        now=lambda: moment,
        evidence=_at_hand(evidence, given),
    )
    return report.as_json()


def questions(
    path: str,
    now: str,
    contents: Sequence[str] = (),
    trust: Sequence[str] = (),
    at: str | None = None,
    operators: Sequence[str] = (),
    lists: Sequence[str] = (),
    evidence: Sequence[str] = (),
    given: Sequence[str] = (),
) -> Json:
    """What would help to judge the file: addresses (`url`), and what to send (`request`, Base64).

    The arguments are those of `judge`.
    """
    found = missing(
        Path(path),
        contents=[Path(one) for one in contents],
        trust=trust_in(trust, operators=operators, lists=lists),
        at=dt.datetime.fromisoformat(at or now),
        evidence=_at_hand(evidence, given),
    )
    return [one.as_json() for one in found]


def require_evidence(given: Sequence[str]) -> None:
    """These files hold revocation data; asked once before many judgements.

    Raises:
        BadEvidence: one of them does not.
    """
    _at_hand((), given)


def _at_hand(fetched: Sequence[str], given: Sequence[str]) -> Evidence:
    found = read_files([Path(one) for one in fetched])[0]
    for one in given:
        more, _ = read_files([Path(one)])
        if not (more.crls or more.ocsps):
            raise BadEvidence(path=one)
        found += more
    return found
