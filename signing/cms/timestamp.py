"""What a time-stamp token says (RFC 3161): the time, and the digest of what was stamped.

Knows: the structure of a token and of TSTInfo; every format module reads its tokens here.
Does not know: whether the token's signature verifies, or whether its authority is trusted.
Keeps: a token speaks of the stamped bytes only where their digest is the one it holds.
"""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Iterable, Sequence
from typing import Protocol

from asn1crypto import tsp

from signing.algorithms import Digest, Unsupported, digest_of
from signing.cms.raw import HOSTILE, Malformed
from signing.cms.signed_data import TST_INFO, parse
from signing.cms.signer import Signed, broken, judge
from signing.facts import Pieces, SignatureFacts, StampKind, TimeStamp, unique
from signing.messages import say, say_damaged
from signing.model import Format, SubIndication


class Imprinted(Protocol):
    """What a time-stamp may be over: whatever has a digest."""

    def digest(self, algorithm: Digest) -> bytes:
        """The digest that the token has to hold."""


def stamp_of(
    kind: StampKind,
    token: bytes,
    messages: Sequence[Imprinted],
    *,
    format: Format,  # noqa: A002  the word of the contract
    certificates: Sequence[bytes] = (),
    crls: Sequence[bytes] = (),
    ocsps: Sequence[bytes] = (),
    proves: Iterable[bytes] = (),
) -> TimeStamp:
    """Read the time-stamp `token` (DER), which has to be over one of `messages`.

    `certificates`, `crls` and `ocsps` are what the file around it carries: much of what is needed
    to judge a token lies outside of it. `proves` see `TimeStamp`. A token that cannot be read is a
    broken one; nothing is raised.
    """
    facts = token_facts(token, messages, format=format, certificates=certificates)
    facts.pool = unique((*facts.pool, *certificates))
    facts.crls = unique((*facts.crls, *crls))
    facts.ocsps = unique((*facts.ocsps, *ocsps))
    return TimeStamp(kind=kind, facts=facts, token=token, proves=frozenset(proves))


def token_facts(
    token: bytes,
    messages: Sequence[Imprinted],
    *,
    format: Format,  # noqa: A002
    certificates: Sequence[bytes] = (),
) -> SignatureFacts:
    """The facts about the time-stamp `token` (DER) alone, which has to be over `messages`."""
    try:
        data = parse(token)
        if data.content_type != TST_INFO or data.content is None or len(data.signers) != 1:
            raise Malformed("not a time-stamp token")
        facts = judge(
            data,
            data.signers[0],
            Signed((Pieces((data.content,)),), data.content_type),
            format=format,
            certificates=certificates,
            level_of=lambda _data, _signer: None,
        )
    except HOSTILE as error:
        facts = broken(format, error)
        facts.stamp = True
        return facts
    return stamped(facts, data.content, messages)


def time_of(token: bytes) -> dt.datetime | None:
    """The time the `token` names, whether or not it is to be believed; UTC."""
    try:
        content = parse(token).content
        at: dt.datetime = tsp.TSTInfo.load(content)["gen_time"].native
    except HOSTILE:
        return None
    return at.astimezone(dt.UTC)


def stamped(facts: SignatureFacts, content: bytes, messages: Sequence[Imprinted]) -> SignatureFacts:
    """Complete `facts` of a token: it has this `content`, and is over one of `messages`."""
    facts.stamp = True
    try:
        info = tsp.TSTInfo.load(content)
        imprint = info["message_imprint"]
        oid = imprint["hash_algorithm"]["algorithm"].dotted
        wanted = bytes(imprint["hashed_message"].native)
        facts.claimed_time = info["gen_time"].native.astimezone(dt.UTC)
        found = [hmac.compare_digest(wanted, one.digest(digest_of(oid))) for one in messages]
    except Unsupported as error:
        facts.content_intact = None
        facts.fail(SubIndication.GENERIC, say("S014", algorithm=error.algorithm))
    except HOSTILE as error:
        facts.content_intact = False
        facts.fail(SubIndication.FORMAT_FAILURE, say_damaged("S010", error))
    else:
        if not found:
            facts.content_intact = None
            facts.fail(SubIndication.SIGNED_DATA_NOT_FOUND, say("S013"))
        elif facts.content_intact and not any(found):
            facts.content_intact = False
            facts.fail(SubIndication.HASH_FAILURE, say("S012"))
    return facts
