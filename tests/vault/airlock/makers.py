"""Makers of bad bytes: what `hostile` names and judges."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
from asn1crypto import cms

from tests.vault.airlock import good

MIB = 1 << 20
EXE = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200) + b"This program cannot be run in DOS mode"
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1 if n else str()};" * 10}">' for n in range(9))
    + "]>"
)
XXE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def zeros(size: int, *, raw: bool = False) -> bytes:
    """A deflate stream of `size` zero bytes (whole MiB), made without compressing them all."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(MIB)) + packer.flush(zlib.Z_FULL_FLUSH)
    stream = block * (size // MIB) + b"\x03\x00"
    return stream if raw else b"\x78\x9c" + stream + struct.pack(">I", (size % 65521) << 16 | 1)


def raw_zip(
    *members: tuple[bytes, bytes], flags: int = 0, size: int | None = None, mode: int = 0
) -> bytes:
    """A ZIP of deflated members whose headers say what we like."""
    body, directory = bytearray(), bytearray()
    for name, packed in members:
        unpacked = len(packed) if size is None else size
        common = struct.pack(
            "<HHHHHIIIHH", 20, flags, 8, 0, 0x21, 0, len(packed), unpacked, len(name), 0
        )
        directory += b"PK\x01\x02\x14\x03" + common
        directory += struct.pack("<HHHII", 0, 0, 0, mode << 16, len(body)) + name
        body += b"PK\x03\x04" + common + name + packed
    return bytes(body + directory) + _end(len(members), len(directory), len(body))


def overlapping_zip(names: int) -> bytes:
    """Many names for the same bytes: a kilobyte that unpacks to as much as one likes."""
    packed = zeros(64 * MIB, raw=True)
    common = [
        struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0x21, 0, len(packed), 64 * MIB, 4, 0)
        for _ in range(names)
    ]
    body = b"PK\x03\x04" + common[0] + b"0000" + packed
    directory = b"".join(
        b"PK\x01\x02\x14\x03" + c + struct.pack("<HHHII", 0, 0, 0, 0, 0) + b"%04d" % n
        for n, c in enumerate(common)
    )
    return body + directory + _end(names, len(directory), len(body))


def zip_in_zip(levels: int) -> bytes:
    inner = b"the end"
    for _ in range(levels):
        inner = good.zipped({"inner.zip": inner, "letter.txt": "лист"})
    return inner


def zip_hiding_a_pdf() -> bytes:
    """A PDF between the members: a ZIP to some programs, a PDF to others."""
    made = good.zipped({"letter.txt": "лист"})
    at = made.index(b"PK\x01\x02")
    hidden = good.pdf()
    end = _end(1, len(made) - 22 - at, at + len(hidden))
    return made[:at] + hidden + made[at:-22] + end


def quine_like_zip() -> bytes:
    """A ZIP that holds a copy of a ZIP that holds a copy …, deeper than anyone follows."""
    return zip_in_zip(40)


def truncated(data: bytes, share: float = 0.6) -> bytes:
    return data[: int(len(data) * share)]


def pdf_with(change: Callable[[pikepdf.Pdf], None], **how: Any) -> bytes:
    made = pikepdf.open(io.BytesIO(good.pdf()))
    change(made)
    return good.saved(made, **how)


def pdf_action(kind: str, **more: Any) -> bytes:
    def change(made: pikepdf.Pdf) -> None:
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name(f"/{kind}"), **more)

    return pdf_with(change)


def pdf_attachment(name: str, data: bytes) -> bytes:
    def change(made: pikepdf.Pdf) -> None:
        made.attachments[name] = data

    return pdf_with(change)


def pdf_bomb(size: int) -> bytes:
    """A page whose content unpacks to `size` bytes."""

    def change(made: pikepdf.Pdf) -> None:
        made.pages[0].Contents = pikepdf.Stream(made, b"")
        made.pages[0].Contents.write(zeros(size), filter=pikepdf.Name.FlateDecode)

    made = pikepdf.open(io.BytesIO(good.pdf()))
    change(made)
    return good.saved(made, compress_streams=False)


def pdf_object_stream_bomb(size: int) -> bytes:
    """Its objects lie in a stream that unpacks to `size` bytes: opening it is enough."""
    packed = zeros(size)
    body = b"%PDF-1.5\n"
    at = len(body)
    body += b"1 0 obj\n<</Type/ObjStm/N 3/First 20/Filter/FlateDecode/Length %d>>\nstream\n" % len(
        packed
    )
    body += packed + b"\nendstream\nendobj\n"
    table = len(body)
    entries = bytes([1, *at.to_bytes(4, "big"), 0]) + b"".join(
        bytes([2, 0, 0, 0, 1, index]) for index in range(3)
    )
    entries = bytes(6) + entries + bytes([1, *table.to_bytes(4, "big"), 0])
    body += b"5 0 obj\n<</Type/XRef/Size 6/W[1 4 1]/Root 2 0 R/Length %d>>\nstream\n" % len(entries)
    body += entries + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % table
    return body


def pdf_loop() -> bytes:
    """A page tree that is its own child."""

    def change(made: pikepdf.Pdf) -> None:
        tree = made.Root.Pages
        tree.Kids.append(tree)
        tree.Count = 2_000_000_000

    return pdf_with(change)


def pdf_huge_page() -> bytes:
    def change(made: pikepdf.Pdf) -> None:
        made.pages[0].obj.MediaBox = pikepdf.Array([0, 0, 10_000_000, 10_000_000])

    return pdf_with(change)


def pdf_huge_picture() -> bytes:
    """A page with a picture of four billion pixels, nearly all of them missing."""

    def change(made: pikepdf.Pdf) -> None:
        picture = pikepdf.Stream(made, b"")
        picture.write(zeros(4 * MIB), filter=pikepdf.Name.FlateDecode)
        picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        picture.Width, picture.Height, picture.BitsPerComponent = 65_000, 65_000, 8
        picture.ColorSpace = pikepdf.Name.DeviceRGB
        made.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=picture))
        made.pages[0].Contents = made.make_stream(b"q 500 0 0 500 0 0 cm /P Do Q")

    return pdf_with(change)


def pdf_deep_arrays() -> bytes:
    data = good.pdf()
    return data.replace(b"/Type /Catalog", b"/Type /Catalog /Deep " + b"[" * 50_000 + b"]" * 50_000)


def png(width: int, height: int, data: bytes = b"") -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + data + chunk(b"IDAT", zeros(MIB)) + chunk(b"IEND", b"")


def png_text_bomb() -> bytes:
    body = b"Comment\0\0" + zeros(256 * MIB)
    chunk = b"zTXt" + body
    return png(10, 10, struct.pack(">I", len(body)) + chunk + struct.pack(">I", zlib.crc32(chunk)))


def tiff_loop() -> bytes:
    """Its only directory names itself as the next."""
    data = bytearray(good.image("TIFF"))
    at = int.from_bytes(data[4:8], "little")
    entries = int.from_bytes(data[at : at + 2], "little")
    data[at + 2 + 12 * entries : at + 6 + 12 * entries] = at.to_bytes(4, "little")
    return bytes(data)


def eml_nested(levels: int) -> bytes:
    head = b"From: a@example.org\r\nDate: Thu, 20 Nov 2025 10:00:00 +0200\r\n"
    for level in range(levels):
        head += b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level)
    return head + b"Content-Type: text/plain\r\n\r\nthe end\r\n"


def rtf_object(data: bytes) -> bytes:
    return rb"{\rtf1\ansi{\object\objemb{\*\objdata " + data.hex().encode() + rb"}}}"


def enveloped() -> bytes:
    made: bytes = cms.ContentInfo(
        {
            "content_type": "enveloped_data",
            "content": {
                "version": "v0",
                "recipient_infos": [],
                "encrypted_content_info": {
                    "content_type": "data",
                    "content_encryption_algorithm": {
                        "algorithm": "aes256_cbc",
                        "parameters": bytes(16),
                    },
                    "encrypted_content": b"secret",
                },
            },
        }
    ).dump()
    return made


def deep_der(levels: int) -> bytes:
    """SEQUENCE in SEQUENCE …, behind the beginning of a CMS."""
    inner = b""
    for _ in range(levels):
        inner = b"\x30\x84" + len(inner).to_bytes(4, "big") + inner
    body = (
        bytes.fromhex("06092a864886f70d010702")
        + b"\xa0\x84"
        + len(inner).to_bytes(4, "big")
        + inner
    )
    return b"\x30\x84" + len(body).to_bytes(4, "big") + body


def macro_docx() -> bytes:
    return good.docx(parts={"word/vbaProject.bin": b"\xd0\xcf\x11\xe0macro"})


def template_docx() -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" TargetMode="External" Target="http://192.0.2.1/t" Type="{kind}"/>'
        "</Relationships>"
    )
    return good.docx(parts={"word/_rels/settings.xml.rels": relations})


def encrypted_odt() -> bytes:
    manifest = (
        '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<m:file-entry m:full-path="content.xml"><m:encryption-data/></m:file-entry></m:manifest>'
    )
    return good.odt(parts={"META-INF/manifest.xml": manifest})


def encrypted_docx() -> bytes:
    """As Word writes it: OLE2 whose directory names an encrypted package."""
    return (
        bytes.fromhex("d0cf11e0a1b11ae1")
        + bytes(1016)
        + "EncryptedPackage".encode("utf-16-le")
        + bytes(480)
    )


def _end(count: int, size: int, offset: int) -> bytes:
    return b"PK\x05\x06" + struct.pack(
        "<HHHHIIH", 0, 0, count % 65536, count % 65536, size, offset, 0
    )
