"""Collecting evidence from both sides of the airlock: children read, this process asks.

Knows: how questions come out of a child and answers go in. Does not know: what they say.
Keeps: the network is asked only when it may be, about each thing once; nothing that came from
outside is read in this process.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

from signing.collecting import Evidence
from signing.making.errors import NoEvidence
from signing.online import Ask, Asking
from vault import os_cause
from vault.airlock import Airlock
from vault.model import Json

_COLLECT = "signing.making.tasks:collect_evidence"
_ROUNDS = 6


def gather(
    airlock: Airlock,
    leaves: Sequence[bytes],
    others: Sequence[bytes],
    files: Sequence[Path],
    judging: Mapping[str, Json],
    at: dt.datetime,
    ask: Ask | None,
) -> Evidence:
    """What proves the chains of `leaves` (DER) valid at the time `at`.

    Args:
        airlock: whose children read everything.
        leaves: certificates of signers and time-stamping authorities.
        others: further certificates at hand.
        files: files and folders with CRLs, OCSP responses, certificates.
        judging: whom the court trusts, as `signing.tasks.judge` is told.
        at: the moment for which the chains have to be valid.
        ask: how to ask the network; None when it may not be asked.

    Raises:
        NoEvidence: something is missing.
    """
    with airlock.folder() as folder:
        asking = Asking(folder, ask) if ask else None
        offered: list[str] = []
        for left in range(_ROUNDS, -1, -1):  # what the last round brings is looked at, too
            answer = airlock.call(
                _COLLECT,
                leaves=encoded(leaves),
                others=encoded(others),
                files=[str(one) for one in _listed(files)],
                offered=offered,
                at=at.isoformat(),
                judging=dict(judging),
            )
            if not answer["name"]:
                return evidence_of(answer["found"])
            answers = asking.about(answer["questions"]) if asking and left else []
            if not answers:
                break
            offered += answers
    raise NoEvidence(name=answer["name"], reason=answer["reason"])


def _listed(paths: Sequence[Path]) -> list[Path]:
    """The files that are meant.

    Raises:
        NoEvidence: a folder or file cannot be read.
    """
    try:
        folders = {path: path.is_dir() for path in paths if path.stat()}
        return [
            file
            for path, is_folder in folders.items()
            for file in (sorted(f for f in path.iterdir() if f.is_file()) if is_folder else [path])
        ]
    except OSError as error:
        reason = f"«{error.filename}» не читається ({os_cause(error)})"
        raise NoEvidence(name="—", reason=reason) from error


def encoded(values: Sequence[bytes]) -> list[str]:
    """As JSON carries bytes."""
    return [base64.b64encode(one).decode() for one in values]


def decoded(values: Sequence[str]) -> tuple[bytes, ...]:
    """Read what `encoded` wrote."""
    return tuple(base64.b64decode(one) for one in values)


def evidence_json(evidence: Evidence) -> dict[str, Json]:
    """As JSON carries evidence."""
    return {
        "certificates": encoded(evidence.certificates),
        "crls": encoded(evidence.crls),
        "ocsps": encoded(evidence.ocsps),
    }


def evidence_of(stored: Mapping[str, Json]) -> Evidence:
    """Read what `evidence_json` wrote."""
    return Evidence(**{name: decoded(values) for name, values in stored.items()})
