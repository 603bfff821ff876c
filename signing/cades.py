"""CAdES and plain CMS signatures in files of their own: attached (`.p7m`) and detached (`.p7s`).

Knows: how such a file is written, and which content its signers signed.
Does not know: PDF, containers, trust.
Keeps: one unreadable signer never hides the others.
"""

from __future__ import annotations

import hashlib

from signing.algorithms import SignedMessage
from signing.cms.raw import Malformed, read
from signing.cms.signed_data import TST_INFO, SignedData, parse
from signing.cms.signer import Signed
from signing.cms.signers import judge_all
from signing.cms.timestamp import stamped
from signing.facts import (
    SIGNATURES_MAX,
    FileFacts,
    Pieces,
    Remembered,
    Submitted,
    sha256_of,
)
from signing.kinds import SignedKind, cms_bytes
from signing.messages import say, say_damaged
from signing.model import Format, Message


def judges(kind: SignedKind) -> bool:
    """Whether this module knows files of `kind`."""
    return kind is SignedKind.CMS


def judge(submitted: Submitted) -> FileFacts:
    """Find out what the signatures of the CMS file are worth before trust."""
    stored = cms_bytes(submitted.data)
    try:
        data = parse(stored)
    except Malformed as error:
        return FileFacts(
            format=Format.UNREADABLE, messages=[say_damaged("S003", error)], complete=False
        )
    found = FileFacts(format=Format.CADES)
    facts = judge_all(
        data,
        Signed(_candidates(data, submitted), data.content_type),
        format=Format.CADES,
        certificates=submitted.certificates,
    )
    if data.content_type == TST_INFO and data.content is not None:
        found.timestamps = [stamped(one, data.content, submitted.contents) for one in facts]
    else:
        found.signatures = facts
        if data.content is not None and submitted.contents:
            found.messages.append(_compared(data.content, submitted))
    if after := len(stored) - read(stored).end:
        found.messages.append(say("S026", count=after))
    if data.more_signers:
        found.messages.append(say("S004", most=SIGNATURES_MAX))
        found.complete = False
    return found


def _candidates(data: SignedData, submitted: Submitted) -> tuple[SignedMessage, ...]:
    """The messages that may have been signed: the content inside, else those given."""
    inside = () if data.content is None else (Pieces((data.content,)),)
    return tuple(Remembered(one) for one in inside or submitted.contents)


def _compared(content: bytes, submitted: Submitted) -> Message:
    """Whether a content that was given needlessly is at least the one inside."""
    inside = hashlib.sha256(content).hexdigest()
    given = {sha256_of(one.path) for one in submitted.contents}
    return say("S008" if inside in given else "S007")
