"""Signature work as the airlock runs it: JSON values in, JSON values out.

Knows: how a question travels to a child process and a report comes back.
Does not know: how a signature is judged, or what the airlock limits.
Keeps: everything the judgement depends on is in the arguments, the time included.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from signing.judge import verify
from signing.trust import GivenCertificates, Trust
from vault.model import Json


def judge(
    path: str,
    now: str,
    contents: Sequence[str] = (),
    trust: Sequence[str] = (),
    at: str | None = None,
) -> Json:
    """Judge the file at `path`; times are ISO 8601 with a zone, `trust` are `--trust` paths.

    Returns `SignatureReport.as_json`.

    Raises:
        TooLarge: the file passes the size limit.
        BadTrust: a trusted path holds no certificates.
    """
    moment = dt.datetime.fromisoformat(now)
    report = verify(
        Path(path),
        contents=[Path(one) for one in contents],
        trust=Trust(tuple(GivenCertificates.at(Path(one)) for one in trust)),
        at=dt.datetime.fromisoformat(at) if at else None,
        now=lambda: moment,
    )
    return report.as_json()
