"""What kind of signed file a file is, by its first bytes and its structure, never by its name.

Knows: how PDF, CMS, XML signatures and signature containers begin.
Does not know: how any of them is judged.
Keeps: recognising costs no more than a look: nothing is unpacked or decoded.
"""

from __future__ import annotations

import base64
import binascii
import enum
import io
import re
import zipfile

from signing.cms.raw import Malformed, read
from signing.model import Format

_PDF_HEADER_WITHIN = 1024
_SIGNED_DATA_OID = bytes.fromhex("06092a864886f70d010702")
_PEM = re.compile(rb"-----BEGIN (?:PKCS7|CMS|PKCS #7 SIGNED DATA)-----(.+?)-----END ", re.DOTALL)
_BASE64 = re.compile(rb"\s*MI[A-Za-z0-9+/=\s]+\Z")
_XMLDSIG = b"http://www.w3.org/2000/09/xmldsig#"
# OpenDocument and Java packages keep signatures of their own in META-INF: those are no ASiC.
_SIGNATURE_FILE = re.compile(
    r"META-INF/(?!document|macro)(.*signature.*\.(xml|p7s)|.*timestamp.*\.tst|.*evidence.*)\Z",
    re.IGNORECASE,
)
_LONG_LENGTHS = {b"\x80", b"\x81", b"\x82", b"\x83", b"\x84"}
_PADDING = b"\0\r\n\t "
_XML_LOOK = 4 * 1024 * 1024


class SignedKind(enum.Enum):
    """What the bytes are."""

    PDF = enum.auto()
    CMS = enum.auto()
    XADES = enum.auto()
    ASIC_S = enum.auto()
    ASIC_E = enum.auto()
    OTHER = enum.auto()

    @property
    def format(self) -> Format:
        """What a report calls a file of this kind that holds a signature."""
        return _FORMATS[self]


_FORMATS = {
    SignedKind.PDF: Format.PADES,
    SignedKind.CMS: Format.CADES,
    SignedKind.XADES: Format.XADES,
    SignedKind.ASIC_S: Format.ASIC_S,
    SignedKind.ASIC_E: Format.ASIC_E,
    SignedKind.OTHER: Format.NONE,
}


def kind_of(data: bytes) -> SignedKind:
    """The kind of file `data` is."""
    # CMS first: a signed PDF may begin within the first bytes of the CMS that holds it.
    if _SIGNED_DATA_OID in cms_bytes(data)[:32]:
        return SignedKind.CMS
    if b"%PDF-" in data[:_PDF_HEADER_WITHIN]:
        return SignedKind.PDF
    if data.startswith(b"PK"):
        return _container(data)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and _XMLDSIG in data[:_XML_LOOK]:
        return SignedKind.XADES
    return SignedKind.CMS if _broken_sequence(cms_bytes(data)) else SignedKind.OTHER


def _broken_sequence(data: bytes) -> bool:
    """Whether `data` begins as a long BER sequence, as CMS files do, and then is none.

    Such a file is a damaged signature, not a file without signatures. What holds together (a
    certificate, an encrypted message) says by its structure that it is something else.
    """
    if data[:1] != b"\x30" or data[1:2] not in _LONG_LENGTHS:
        return False
    try:
        whole = read(data)
        tags = [part.tag for part in whole.parts()]
    except Malformed:
        return True
    return not tags or 0 in tags or bool(data[whole.end :].strip(_PADDING))


def cms_bytes(data: bytes) -> bytes:
    """`data` without the PEM or base64 armour in which a CMS file may come."""
    if data.startswith(b"\x30"):
        return data
    pem = _PEM.search(data) if b"-----BEGIN " in data[:_PDF_HEADER_WITHIN] else None
    text = pem.group(1) if pem else data if _BASE64.match(data) else b""
    try:
        return base64.b64decode(b"".join(text.split()), validate=True) or data
    except binascii.Error:
        return data


def _container(data: bytes) -> SignedKind:
    """A ZIP with signatures in META-INF (ETSI EN 319 162-1), or any other ZIP."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            names = container.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return SignedKind.OTHER
    inside = [name for name in names if name.upper().startswith("META-INF/")]
    signatures = [name for name in inside if _SIGNATURE_FILE.match(name)]
    if not signatures:
        return SignedKind.OTHER
    simple = b"application/vnd.etsi.asic-s+zip" in data[:200] or (
        len([n for n in names if n not in inside and n != "mimetype" and not n.endswith("/")]) == 1
        and not any("manifest" in n.lower() for n in inside)
    )
    return SignedKind.ASIC_S if simple else SignedKind.ASIC_E
