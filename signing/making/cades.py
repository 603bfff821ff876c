"""Detached signatures over any file: CAdES B-B and B-T (ETSI EN 319 122-1).

Knows: how such a signature is put together from what pyHanko signs.
Does not know: what the file is: of a file only the digest is looked at.
Keeps: a file of any size is read a piece at a time. Evidence is added by archive.py.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko_certvalidator.util import get_pyca_cryptography_hash

from signing.making.authority import Authority
from signing.making.keys import SigningKey

_CHUNK = 1024 * 1024


def signed(source: Path, key: SigningKey, *, at: dt.datetime, authority: Authority | None) -> bytes:
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
