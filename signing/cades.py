"""CAdES and plain CMS signatures in files of their own: attached (`.p7m`) and detached (`.p7s`).

Knows: how such a file is written, and which content its signers signed.
Does not know: PDF, containers, trust.
Keeps: one unreadable signer never hides the others.
"""

from __future__ import annotations

from signing.algorithms import Message
from signing.cms.raw import Malformed
from signing.cms.signed_data import TST_INFO, SignedData, parse
from signing.cms.signer import Signed, judge_all
from signing.facts import SIGNATURES_MAX, Found, Pieces, Question
from signing.kinds import Kind, cms_bytes
from signing.messages import say
from signing.model import Format


def judges(kind: Kind) -> bool:
    """Whether this module knows files of `kind`."""
    return kind is Kind.CMS


def judge(question: Question) -> Found:
    """Find out what the signatures of the CMS file are worth before trust."""
    try:
        data = parse(cms_bytes(question.data))
    except Malformed as error:
        return Found(format=Format.UNREADABLE, messages=[say("S003", reason=error)], complete=False)
    found = Found(format=Format.CADES)
    facts = judge_all(
        data,
        Signed(_candidates(data, question, found), data.content_type),
        format=Format.CADES,
        certificates=question.certificates,
    )
    (found.timestamps if data.content_type == TST_INFO else found.signatures).extend(facts)
    if data.more_signers:
        found.messages.append(say("S004", most=SIGNATURES_MAX))
        found.complete = False
    return found


def _candidates(data: SignedData, question: Question, found: Found) -> tuple[Message, ...]:
    """The messages that may have been signed: the content inside, else those given."""
    if data.content is None:
        return tuple(question.contents)
    given = [one.read() for one in question.contents]
    if given:
        found.messages.append(say("S008" if data.content in given else "S007"))
    return (Pieces((data.content,)),)
