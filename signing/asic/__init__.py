"""Signature containers: ASiC-S and ASiC-E, with CAdES, XAdES and time-stamp tokens.

This is the door: `judges` and `judge`.

Knows: ETSI EN 319 162-1 and, for older files, TS 102 918: which member of a container is what.
Does not know: how a CMS or XML signature is judged, whom to trust, what time it is.
Keeps: every document in the container is named in the report: as signed, by whom, or as not signed.
"""

from __future__ import annotations

from signing.asic import gathering
from signing.asic.container import opened
from signing.facts import FileFacts, Submitted
from signing.kinds import SignedKind
from signing.messages import say_damaged
from signing.model import Format
from vault.airlock import Limits
from vault.errors import Unreadable

_LIMITS = Limits()


def judges(kind: SignedKind) -> bool:
    """Whether this module knows files of `kind`."""
    return kind in {SignedKind.ASIC_S, SignedKind.ASIC_E, SignedKind.OPEN_DOCUMENT}


def judge(submitted: Submitted) -> FileFacts:
    """Find out what the signatures in the container are worth before trust.

    Raises:
        TooLarge: it has more members than any honest container.
    """
    assert submitted.path is not None, "a container is judged where it lies"
    try:
        with opened(submitted.path, _LIMITS) as container:
            return gathering.judge(container, submitted)
    except Unreadable as error:
        damaged = say_damaged("S003", error.details.get("said") or error.details.get("reason"))
        return FileFacts(format=Format.UNREADABLE, messages=[damaged], complete=False)
