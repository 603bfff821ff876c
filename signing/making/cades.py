"""Detached signatures over any file: CAdES B-B, B-T and B-LT (ETSI EN 319 122-1).

Knows: how such a signature is put together from what pyHanko signs.
Does not know: what the file is: of a file only the digest is looked at.
Keeps: what was signed is never re-encoded; evidence is added beside it.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path

from asn1crypto import cms, crl, ocsp, x509
from cryptography.hazmat.primitives import hashes
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko_certvalidator.util import get_pyca_cryptography_hash

from signing.making.authority import Authority
from signing.making.evidence import Evidence
from signing.making.keys import Key

_OCSP_RESPONSE = "1.3.6.1.5.5.7.16.2"  # RFC 5940
_CHUNK = 1024 * 1024


def signed(source: Path, key: Key, *, at: dt.datetime, authority: Authority | None) -> bytes:
    """A detached signature (DER) over the file: B-T with an `authority`, else B-B.

    Raises:
        AuthorityFailed: no time-stamp; there is no signature either.
    """
    digest = key.digest
    hasher = hashes.Hash(get_pyca_cryptography_hash(digest))
    with source.open("rb") as file:
        while chunk := file.read(_CHUNK):
            hasher.update(chunk)
    made = asyncio.run(
        key.signer.async_sign(
            hasher.finalize(),
            digest,
            use_pades=True,
            is_pdf_sig=False,
            timestamper=authority,
            signed_attr_settings=PdfCMSSignedAttributes(signing_time=at.replace(microsecond=0)),
        )
    )
    return bytes(made.dump())


def with_evidence(signature: bytes, evidence: Evidence) -> bytes:
    """The same signature with certificates, CRLs and OCSP responses in its SignedData (B-LT)."""
    info = cms.ContentInfo.load(signature)
    data = info["content"]
    known = {one.dump() for one in data["certificates"]}
    for one in evidence.certificates:
        if one not in known:
            data["certificates"].append(
                cms.CertificateChoices(name="certificate", value=x509.Certificate.load(one))
            )
    choices = [
        cms.RevocationInfoChoice(name="crl", value=crl.CertificateList.load(one))
        for one in evidence.crls
    ]
    choices += [
        cms.RevocationInfoChoice(
            name="other",
            value=cms.OtherRevocationInfoFormat(
                {
                    "other_rev_info_format": _OCSP_RESPONSE,
                    "other_rev_info": ocsp.OCSPResponse.load(one),
                }
            ),
        )
        for one in evidence.ocsps
    ]
    data["crls"] = choices
    data["version"] = "v5" if evidence.ocsps else data["version"]  # RFC 5652, 5.1
    return bytes(info.dump(force=True))
