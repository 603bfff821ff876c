"""Signatures: what they are worth.

This is the door: other packages use these names and `signing.errors`; an airlock child comes in by
`signing.tasks`. Importing it loads no PDF and no certificate library: `verify` does when it is
called. Hostile bytes are judged in an airlock child:
`airlock.call(JUDGE, path=…, now=…, contents=[…], trust=[…])` answers with what
`SignatureReport.from_json` reads.

Knows: what a signature proves, and how sure that is. Does not know: who may sign what.
Keeps: nothing is said to be valid that was not judged as a whole.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

from signing.errors import BadTrust, SigningError
from signing.model import (
    Changed,
    Covers,
    Format,
    Indication,
    Judgement,
    Level,
    Message,
    Qualification,
    SignatureReport,
    Signer,
    SubIndication,
)
from signing.online import Ask, fetched
from signing.pages import PagePicture, changed_after_signing, with_pages
from signing.report.differences import Difference, differences
from signing.trust import GivenCertificates, Trust, TrustSource
from signing.words import Plain, plain, sentence, sentences

JUDGE = "signing.tasks:judge"
"""The task for `Airlock.call`; its arguments are those of `signing.tasks.judge`."""

__all__ = [
    "JUDGE",
    "Ask",
    "BadTrust",
    "Changed",
    "Covers",
    "Difference",
    "Format",
    "GivenCertificates",
    "Indication",
    "Judgement",
    "Level",
    "Message",
    "PagePicture",
    "Plain",
    "Qualification",
    "SignatureReport",
    "Signer",
    "SigningError",
    "SubIndication",
    "Trust",
    "TrustSource",
    "changed_after_signing",
    "differences",
    "fetched",
    "plain",
    "sentence",
    "sentences",
    "to_xml",
    "verify",
    "with_pages",
]


def verify(
    path: Path,
    *,
    contents: Sequence[Path] = (),
    trust: Trust | None = None,
    at: dt.datetime | None = None,
    now: Callable[[], dt.datetime],
) -> SignatureReport:
    """Judge every signature in the file `path`; see `signing.judge.verify`."""
    from signing import judge  # noqa: PLC0415  loads the certificate library

    return judge.verify(path, contents=contents, trust=trust, at=at, now=now)


def to_xml(report: SignatureReport) -> bytes:
    """The report as ETSI TS 119 102-2 has it; see `signing.report.xml.to_xml`."""
    from signing.report import xml  # noqa: PLC0415  loads the XML library

    return xml.to_xml(report)
