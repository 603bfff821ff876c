"""What a time-stamp token says (RFC 3161): the time, and the digest of what was stamped.

Knows: the structure of TSTInfo.
Does not know: whether the token's signature verifies, or whether its authority is trusted.
Keeps: a token speaks of the stamped bytes only where their digest is the one it holds.
"""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Sequence

from asn1crypto import tsp

from signing.algorithms import SignedMessage, Unsupported, digest_of
from signing.cms.raw import HOSTILE
from signing.facts import SignatureFacts
from signing.messages import say, say_damaged
from signing.model import SubIndication


def stamped(
    facts: SignatureFacts, content: bytes, messages: Sequence[SignedMessage]
) -> SignatureFacts:
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
