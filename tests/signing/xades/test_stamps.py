"""Time-stamps in XML signatures: each is over what its kind must be over, or is not."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any

from signing.facts import StampKind
from tests.signing import pki
from tests.signing.authority import token
from tests.signing.said import codes
from tests.signing.xades.maker import DS, ENVELOPED, ETSI, EXC, Recipe, Ref, b64, good, of

LATER = pki.NOON + dt.timedelta(hours=1)
CONTENT = "<a><b>1</b></a>"
_METHOD = (
    f'<ds:CanonicalizationMethod xmlns:ds="{DS}" Algorithm="{EXC}"></ds:CanonicalizationMethod>'
)
_ETSI_141 = ETSI.replace("1.3.2", "1.4.1")


def _stamp(name: str, message: str, *, at: dt.datetime = LATER, space: str = ETSI) -> str:
    """A time-stamp property in canonical form."""
    inner = f' xmlns:xades="{ETSI}"' if space != ETSI else ""
    prefix = "xades" if space == ETSI else "newer"
    return (
        f'<{prefix}:{name} xmlns:{prefix}="{space}">{_METHOD}'
        f"<xades:EncapsulatedTimeStamp{inner}>{b64(token(message.encode(), at))}"
        f"</xades:EncapsulatedTimeStamp></{prefix}:{name}>"
    )


def _part(text: str, name: str) -> str:
    """An element of the written signature in the canonical form of a part of a document."""
    found = re.search(rf"<ds:{name}[ >].*?</ds:{name}>", text, re.DOTALL)
    assert found
    head = found[0].partition(">")[0]
    space = "" if "xmlns:ds" in head else f' xmlns:ds="{DS}"'
    return found[0].replace(f"<ds:{name}", f"<ds:{name}{space}", 1)


def _write(recipe: Recipe) -> str:
    signature = recipe.write(Ref("", CONTENT.encode(), (ENVELOPED, EXC)))
    return CONTENT.replace("</a>", signature + "</a>")


def _only(text: str) -> Any:
    facts = of(text)
    assert good(facts), facts.messages
    (stamp,) = facts.stamps
    return stamp


def _intact(stamp: Any) -> tuple[bool | None, bool | None]:
    return stamp.facts.signature_intact, stamp.facts.content_intact


def test_a_signature_time_stamp_is_over_the_value() -> None:
    value = _part(_write(Recipe()), "SignatureValue")
    stamp = _only(_write(Recipe(unsigned=_stamp("SignatureTimeStamp", value))))
    other = _only(_write(Recipe(unsigned=_stamp("SignatureTimeStamp", value + " "))))

    assert stamp.kind is StampKind.SIGNATURE
    assert stamp.facts.claimed_time == LATER
    assert _intact(stamp) == (True, True)
    assert _intact(other) == (True, False)


def test_a_content_time_stamp_is_over_what_is_signed() -> None:
    stamp, other = (
        _only(_write(Recipe(data_properties=made.replace(f' xmlns:xades="{ETSI}"', ""))))
        for made in (_stamp("AllDataObjectsTimeStamp", over) for over in (CONTENT, "<a></a>"))
    )

    assert stamp.kind is StampKind.CONTENT
    assert _intact(stamp) == (True, True)
    assert _intact(other) == (True, False)


def test_an_archive_time_stamp_is_over_everything_before_it() -> None:
    issuer = pki.root()
    values = (
        f'<xades:CertificateValues xmlns:xades="{ETSI}"><xades:EncapsulatedX509Certificate>'
        f"{b64(issuer.der)}</xades:EncapsulatedX509Certificate></xades:CertificateValues>"
    )
    text = _write(Recipe())
    first = _stamp("SignatureTimeStamp", _part(text, "SignatureValue"))
    before = first + values
    signed = CONTENT + Recipe().signed_properties() + _part(text, "SignedInfo")
    message = signed + _part(text, "SignatureValue") + _part(text, "KeyInfo") + before
    archive = _stamp("ArchiveTimeStamp", message, space=_ETSI_141)
    unsigned = _write(Recipe(unsigned=before + archive))
    moved = _write(Recipe(unsigned=first + archive + values))
    found, stray = of(unsigned).stamps[1], of(moved).stamps[1]

    assert found.kind is StampKind.ARCHIVE
    assert _intact(found) == (True, True)
    assert {issuer.der, pki.clerk().der} <= found.proves
    assert len(found.proves) == 3  # and the token before it
    assert _intact(stray) == (True, False)
    assert issuer.der not in stray.proves


def test_references_are_covered_by_digest() -> None:
    crl = pki.crl_of(pki.root())
    text = _write(Recipe())
    lists = "".join(
        f'<xades:{name} xmlns:xades="{ETSI}"><xades:{inner}><xades:{ref}><xades:{digest}>'
        f'<ds:DigestMethod xmlns:ds="{DS}" Algorithm="http://www.w3.org/2001/04/xmlenc#sha256">'
        f'</ds:DigestMethod><ds:DigestValue xmlns:ds="{DS}">{b64(_digest(value))}</ds:DigestValue>'
        f"</xades:{digest}></xades:{ref}></xades:{inner}></xades:{name}>"
        for name, inner, ref, digest, value in (
            ("CompleteCertificateRefs", "CertRefs", "Cert", "CertDigest", pki.clerk().der),
            ("CompleteRevocationRefs", "CRLRefs", "CRLRef", "DigestAlgAndValue", crl),
        )
    )
    values = (
        f'<xades:RevocationValues xmlns:xades="{ETSI}"><xades:CRLValues>'
        f"<xades:EncapsulatedCRLValue>{b64(crl)}</xades:EncapsulatedCRLValue></xades:CRLValues>"
        "</xades:RevocationValues>"
    )
    first = _stamp("SignatureTimeStamp", _part(text, "SignatureValue"))
    over = _part(text, "SignatureValue") + first + lists
    both = _stamp("SigAndRefsTimeStampV2", over, space=_ETSI_141)
    only = _stamp("RefsOnlyTimeStamp", lists)
    _, found, references = of(_write(Recipe(unsigned=first + lists + both + only + values))).stamps

    assert found.kind is StampKind.SIGNATURE_AND_REFERENCES
    assert references.kind is StampKind.REFERENCES
    assert _intact(found) == _intact(references) == (True, True)
    assert {pki.clerk().der, crl} <= found.proves
    assert references.proves == {pki.clerk().der, crl}


def _digest(data: bytes) -> bytes:
    return Recipe().digest(data)


def test_what_is_no_token_is_said_to_be_none() -> None:
    broken = re.sub(r"(TimeStamp>)MI[^<]*", r"\1AAAA", _stamp("SignatureTimeStamp", ""))
    stamp = _only(_write(Recipe(unsigned=broken)))

    assert _intact(stamp) == (False, False)


def test_a_policy_that_is_named_is_told() -> None:
    named = (
        "<xades:SignaturePolicyIdentifier><xades:SignaturePolicyId><xades:SigPolicyId>"
        "<xades:Identifier>urn:oid:1.2.3</xades:Identifier></xades:SigPolicyId>"
        "</xades:SignaturePolicyId></xades:SignaturePolicyIdentifier>"
    )
    facts = of(_write(replace(Recipe(), signature_properties=named)))

    assert good(facts)
    assert str(facts.level) == "EPES"
    assert "S117" in codes(facts)
