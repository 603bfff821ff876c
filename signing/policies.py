"""Signature policies that a signer names: is the document there, and is it the one that was meant?

Knows: ETSI EN 319 102-1, 5.2.4; what a signer may name (EN 319 122-1 and EN 319 132-1, 5.2.9).
Does not know: what a policy demands, or where formats keep what they name.
Keeps: a document counts only by the digest that was signed; without a digest nothing is concluded.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from signing.algorithms import Digest
from signing.cms.raw import HOSTILE, read
from signing.facts import Pieces, SignatureFacts
from signing.messages import say
from signing.model import SubIndication


@dataclass(frozen=True, slots=True)
class NamedPolicy:
    """A policy that a signature names.

    Attributes:
        identifier: object identifier or URI.
        digest: the algorithm of `value`; None when it is not one of ours.
        value: the digest that was signed; empty, or zeros, when the signer did not know it.
        document: what the signature carries as the policy; None when it carries none.
        transformed: the digest is over something made of the document.
    """

    identifier: str
    digest: Digest | None = None
    value: bytes = b""
    document: bytes | None = None
    transformed: bool = False


def note(facts: SignatureFacts, named: NamedPolicy) -> None:
    """Say what can be said about the policy, and what of it stands in the way of a verdict."""
    if not any(named.value):
        facts.messages.append(say("S117", policy=named.identifier))
    elif named.document is None:
        facts.policy = SubIndication.SIGNATURE_POLICY_NOT_AVAILABLE
        facts.messages.append(say("S118", policy=named.identifier))
    elif _is_meant(named, named.document):
        facts.messages.append(say("S119", policy=named.identifier))
    else:
        facts.policy = SubIndication.POLICY_PROCESSING_ERROR
        facts.messages.append(say("S120", policy=named.identifier))


def _is_meant(named: NamedPolicy, document: bytes) -> bool:
    if named.digest is None or named.transformed:
        return False
    digest = named.digest
    forms = (document, _inside(document))
    return any(hmac.compare_digest(Pieces((one,)).digest(digest), named.value) for one in forms)


def _inside(document: bytes) -> bytes:
    """What is digested of a policy in ASN.1: without its frame (ETSI TR 102 272, 6.1)."""
    try:
        return b"".join(part.raw for part in read(document).parts()[:2])
    except HOSTILE:
        return document
