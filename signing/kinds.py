"""What kind of signed file a file is, by its first bytes and its structure, never by its name.

Knows: how PDF, CMS, XML signatures and signature containers begin.
Does not know: how any of them is judged.
Keeps: recognising costs no more than a look: nothing is unpacked or decoded.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import enum
import re
import zipfile
import zlib
from pathlib import Path

from signing.cms.raw import Malformed, read
from signing.model import Format
from vault.airlock.archives import refuse_long_directory

_PDF_HEADER_WITHIN = 1024
_SIGNED_DATA_OID = bytes.fromhex("06092a864886f70d010702")
_PEM = re.compile(rb"-----BEGIN (?:PKCS7|CMS|PKCS #7 SIGNED DATA)-----(.+?)-----END ", re.DOTALL)
_BASE64 = re.compile(rb"\s*MI[A-Za-z0-9+/=\s]+\Z")
_BEFORE_XML = codecs.BOM_UTF8 + b" \t\r\n"
_XML_BEGINS_WITHIN = 1024
_XMLDSIG = b"http://www.w3.org/2000/09/xmldsig#"
_SIGNATURE_FILE = re.compile(
    r"META-INF/(.*signature.*\.(xml|p7s)|.*timestamp.*\.tst|.*evidence.*)\Z", re.IGNORECASE
)
_OFFICE_SIGNATURE = re.compile(r"_xmlsignatures/.*\.xml\Z", re.IGNORECASE)
_OFFICE_PARTS = "[Content_Types].xml"
_OPEN_DOCUMENT_SIGNATURE = re.compile(
    r"META-INF/(?:document|macro)signatures\.xml\Z", re.IGNORECASE
)
_ASIC_TYPES = (b"application/vnd.etsi.asic-", b"application/vnd.bdoc-")
_OPEN_DOCUMENT_TYPE = b"application/vnd.oasis.opendocument."
_ASIC_S_TYPE = b"application/vnd.etsi.asic-s+zip"
_ZIP_STARTS = (b"PK\3\4", b"PK\5\6")
_LONG_LENGTHS = {b"\x80", b"\x81", b"\x82", b"\x83", b"\x84"}
_PADDING = b"\0\r\n\t "
_HEAD = 256


class SignedKind(enum.Enum):
    """What the bytes are."""

    PDF = enum.auto()
    CMS = enum.auto()
    XADES = enum.auto()
    ASIC_S = enum.auto()
    ASIC_E = enum.auto()
    OPEN_DOCUMENT = enum.auto()
    OFFICE = enum.auto()
    OTHER = enum.auto()

    @property
    def format(self) -> Format:
        """What a report calls a file of this kind that holds a signature."""
        return _FORMATS[self]

    @property
    def title(self) -> str:
        """What people call such a file."""
        return _TITLES.get(self, self.format.value)


_FORMATS = {
    SignedKind.PDF: Format.PADES,
    SignedKind.CMS: Format.CADES,
    SignedKind.XADES: Format.XADES,
    SignedKind.ASIC_S: Format.ASIC_S,
    SignedKind.ASIC_E: Format.ASIC_E,
    SignedKind.OPEN_DOCUMENT: Format.XADES,
    SignedKind.OFFICE: Format.XADES,
    SignedKind.OTHER: Format.NONE,
}
_TITLES = {SignedKind.OPEN_DOCUMENT: "OpenDocument", SignedKind.OFFICE: "Office Open XML"}


def kind_of(data: bytes, path: Path | None = None) -> SignedKind:
    """The kind of file `data` is; a ZIP is not read into memory but looked at where it lies.

    Raises:
        TooLarge: it is a ZIP with a list of contents no honest program writes.
    """
    if path is not None and is_zip(path):
        return _container(path)
    # CMS first: a signed PDF may begin within the first bytes of the CMS that holds it.
    if _SIGNED_DATA_OID in cms_bytes(data)[:32]:
        return SignedKind.CMS
    if b"%PDF-" in data[:_PDF_HEADER_WITHIN]:
        return SignedKind.PDF
    if _is_signed_xml(data):
        return SignedKind.XADES
    if _broken_sequence(cms_bytes(data)):
        return SignedKind.CMS
    # Programs open a ZIP by its end, whatever stands before it.
    return SignedKind.OTHER if path is None else _container(path)


def _is_signed_xml(data: bytes) -> bool:
    """Whether `data` is XML that names the signatures' namespace, often only at its end."""
    if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        encoding = "utf-16-le" if data[:2] == codecs.BOM_UTF16_LE else "utf-16-be"
        start, name = "<".encode(encoding), _XMLDSIG.decode().encode(encoding)
        return data[2:].startswith(start) and name in data
    return data[:_XML_BEGINS_WITHIN].lstrip(_BEFORE_XML).startswith(b"<") and _XMLDSIG in data


def is_zip(path: Path) -> bool:
    """Whether the file begins as a ZIP."""
    with path.open("rb") as stream:
        return stream.read(4) in _ZIP_STARTS


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


def begins_signed(head: bytes) -> bool:
    """Whether a file with these first bytes says that it is a CMS or a container."""
    return (head.startswith(b"PK") and any(one in head for one in _ASIC_TYPES)) or (
        _SIGNED_DATA_OID in cms_bytes(head)[:32]
    )


def _container(path: Path) -> SignedKind:
    """A ZIP that calls itself ASiC or has signatures in META-INF (ETSI EN 319 162-1), or none.

    OpenDocument keeps its signatures there, too (ODF 1.2, part 3, 5); what an Office file has there
    no Office program reads.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
        refuse_long_directory(stream)
        try:
            with zipfile.ZipFile(stream) as container:
                names = container.namelist()
                comment = container.comment
                declared = _declared(container)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            # Cut short, or compressed in a way zipfile does not know (its NotImplementedError):
            # what is left may still say what it was.
            names, declared, comment = [], b"", head
    if any(map(_OFFICE_SIGNATURE.match, names)):
        return SignedKind.OFFICE
    inside = [name for name in names if name.upper().startswith("META-INF/")]
    if not any(one in declared + comment for one in _ASIC_TYPES):
        if not any(map(_SIGNATURE_FILE.match, inside)):
            return SignedKind.OTHER
        # A document stays one, whatever was put into it beside its parts.
        if _OFFICE_PARTS in names:
            return SignedKind.OFFICE
        of_open_document = any(map(_OPEN_DOCUMENT_SIGNATURE.match, inside))
        if of_open_document or declared.startswith(_OPEN_DOCUMENT_TYPE):
            return SignedKind.OPEN_DOCUMENT
    if any(one in declared for one in _ASIC_TYPES):
        return SignedKind.ASIC_S if _ASIC_S_TYPE in declared else SignedKind.ASIC_E
    others = [n for n in names if n not in inside and n != "mimetype" and not n.endswith("/")]
    simple = len(others) == 1 and not any("manifest" in n.lower() for n in inside)
    return SignedKind.ASIC_S if simple or _ASIC_S_TYPE in comment else SignedKind.ASIC_E


def _declared(container: zipfile.ZipFile) -> bytes:
    """What the container calls itself."""
    try:
        with container.open("mimetype") as stream:
            return stream.read(_PDF_HEADER_WITHIN).lstrip()
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError):
        return b""
