"""Until when the signatures in a file can be proved, and how their proof is made longer.

Knows: that a proof ends with the certificate of the last time-stamp over it, or with the signer's
where there is none. Does not know: whom to trust. Runs in a child.
Keeps: what cannot be told is said not to be known.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from asn1crypto import x509

from signing import formats
from signing.cms.raw import HOSTILE, Malformed
from signing.cms.signed_data import parse
from signing.facts import SignatureFacts, unique
from signing.judge import Judging, submitted
from signing.kinds import cms_bytes
from signing.making.archive import can_be_archived
from signing.making.errors import NotArchivable
from signing.model import Format, Indication, Judgement
from signing.trust import Trust


class Way(StrEnum):
    """How the proof of a file is made longer."""

    PDF = "pdf"
    """A document time-stamp (PAdES B-LTA)."""
    CMS = "cms"
    """An archive time-stamp in the signature (CAdES B-LTA)."""
    BESIDE = "beside"
    """A time-stamp token beside the file, over all its bytes."""


@dataclass(frozen=True, slots=True)
class Endurance:
    """Until when a file's signatures can be proved.

    Attributes:
        way: how that is made longer; None when the file has no signature.
        ends: the earliest end among its signatures; None when it cannot be told.
        broken: a signature is not confirmed, so there is nothing to prove.
        closed: why nothing may be added to the file; empty when it may.
        leaves: certificates (DER) of signers and authorities that are valid at the time asked for.
        pool: further certificates that the file carries.
    """

    way: Way | None
    ends: dt.datetime | None = None
    broken: bool = False
    closed: str = ""
    leaves: tuple[bytes, ...] = ()
    pool: tuple[bytes, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether the proof cannot be made longer, whoever gives the time-stamp."""
        return self.broken or bool(self.closed)

    def require_open(self) -> None:
        """The proof can be made longer, as far as the file tells.

        Raises:
            NotArchivable: it cannot.
        """
        if self.broken:
            raise NotArchivable(reason="підпис не підтверджується, доводити нічого")
        if self.closed:
            raise NotArchivable(reason=self.closed)


def endurance(path: Path, contents: Sequence[Path], trust: Trust, at: dt.datetime) -> Endurance:
    """Look at the signatures in `path`, as of `at`."""
    asked, judging = submitted(path, contents, trust), Judging(trust, at)
    found = formats.judge(asked)
    stamped = found.signatures or found.timestamps
    if not stamped:
        return Endurance(None)
    judged = [judging.signature(one) for one in stamped]
    ends = list(map(_end, stamped, judged))
    leaves = [one for facts in stamped for one in _certificates(facts)]
    way = _way(found.format, asked.data) if found.signatures else _alone(found.format)
    broken = bool(found.signatures) and not all(map(_is_whole, judged))
    return Endurance(
        way,
        None if None in ends else min(one for one in ends if one is not None),
        broken=broken and way is not Way.BESIDE,
        leaves=tuple(one for one in unique(leaves) if _is_valid(one, at)),
        pool=tuple(unique([one for facts in stamped for one in facts.pool])),
    )


def _is_whole(judged: Judgement) -> bool:
    return bool(judged.signature_intact and judged.content_intact)


def _way(kind: Format, data: bytes) -> Way:
    if kind is Format.PADES:
        return Way.PDF
    try:
        if kind is Format.CADES and can_be_archived(parse(cms_bytes(data))):
            return Way.CMS
    except Malformed:
        pass
    return Way.BESIDE


def _alone(kind: Format) -> Way:
    """Time-stamps without a signature: in a PDF, or a token of its own."""
    return Way.PDF if kind is Format.PADES else Way.BESIDE


def _end(facts: SignatureFacts, judged: Judgement) -> dt.datetime | None:
    """When the last certificate ends that vouches for the signature.

    Only time-stamps that are proved good count: a stranger's may promise any year.
    """
    good = {
        one.signer.certificate_sha256
        for one in judged.timestamps
        if one.indication is Indication.TOTAL_PASSED
    }
    stamps = (one.facts.certificate for one in facts.stamps if one.kind.over_signature)
    known = [one for one in stamps if one and hashlib.sha256(one).hexdigest() in good]
    if not known and facts.certificate is not None:
        known = [facts.certificate]
    ends = [end for one in known if (end := _not_after(one)) is not None]
    return max(ends, default=None)


def _certificates(facts: SignatureFacts) -> list[bytes]:
    held = [facts.certificate, *(one.facts.certificate for one in facts.stamps)]
    return [one for one in held if one is not None]


def _not_after(stored: bytes) -> dt.datetime | None:
    try:
        end: dt.datetime = x509.Certificate.load(stored).not_valid_after
    except HOSTILE:
        return None
    return end


def _is_valid(stored: bytes, at: dt.datetime) -> bool:
    try:
        one = x509.Certificate.load(stored)
        return bool(one.not_valid_before <= at <= one.not_valid_after)
    except HOSTILE:
        return False
