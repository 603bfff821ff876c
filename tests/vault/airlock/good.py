"""Small sound files of every accepted kind, made here; the names in them are invented."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from functools import cache
from types import MappingProxyType
from typing import Any

import pikepdf
from asn1crypto import algos, cms
from PIL import Image, ImageDraw

TEXT = "Позовна заява про стягнення аліментів. Справа № 757/12345/25, суддя Ґалаґан П'ята Їжакова."
ODT = "application/vnd.oasis.opendocument.text"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DOCX_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def zipped(members: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            stored = zipfile.ZIP_STORED if name == "mimetype" else method
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=stored)
    return out.getvalue()


@cache
def pdf(pages: int = 2) -> bytes:
    made = pikepdf.Pdf.new()
    font = made.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
    )
    for number in range(pages):
        page = made.add_blank_page(page_size=(595, 842))
        words = f"BT /F1 14 Tf 72 760 Td (Page {number + 1} of the claim) Tj ET".encode()
        page.Contents = made.make_stream(words)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    return saved(made)


def saved(made: pikepdf.Pdf, **how: Any) -> bytes:
    out = io.BytesIO()
    made.save(out, deterministic_id="encryption" not in how, **how)
    return out.getvalue()


def picture(size: tuple[int, int] = (320, 200)) -> Image.Image:
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    for at in range(0, size[0], 7):
        draw.line((at, 0, size[0] - at, size[1]), fill=(at % 255, 20, 90))
    return image


def image(kind: str, frames: int = 1, **how: Any) -> bytes:
    out = io.BytesIO()
    if kind == "TIFF":
        how |= {
            "save_all": True,
            "append_images": [picture()] * (frames - 1),
            "compression": "tiff_lzw",
        }
    picture().save(out, kind, dpi=(150, 150), **how)
    return out.getvalue()


def docx(
    body: str = f"<w:p><w:r><w:t>{TEXT}</w:t></w:r></w:p>",
    parts: Mapping[str, bytes | str] = MappingProxyType({}),
) -> bytes:
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{DOCX_MAIN}"/></Types>'
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Target="word/document.xml" Type="http://schemas.openxmlformats.org/'
        'officeDocument/2006/relationships/officeDocument"/></Relationships>'
    )
    return zipped(
        {
            "[Content_Types].xml": types,
            "_rels/.rels": relations,
            "word/document.xml": f'<w:document xmlns:w="{WORD}">'
            f"<w:body>{body}</w:body></w:document>",
            **parts,
        }
    )


def odt(
    body: str = f"<text:p>{TEXT}</text:p>",
    prolog: str = "",
    parts: Mapping[str, bytes | str] = MappingProxyType({}),
) -> bytes:
    names = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'{prolog}<office:document-content xmlns:office="{names}:office:1.0" '
        f'xmlns:text="{names}:text:1.0" office:version="1.3">'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return zipped({"mimetype": ODT, "content.xml": content, **parts})


def rtf() -> bytes:
    words = "".join(f"\\'{byte:02x}" if byte > 127 else chr(byte) for byte in TEXT.encode("cp1251"))
    return (
        rb"{\rtf1\ansi\ansicpg1251\deff0{\fonttbl{\f0\fcharset204 Times;}}"
        rb"{\*\generator sprava;}\f0 " + words.encode() + rb"\par \u1168?\u8217?}"
    )


def eml(*attachments: tuple[str, bytes]) -> bytes:
    message = EmailMessage()
    message["From"] = "Марко Вигаданий <marko@example.org>"
    message["To"] = "court@example.org"
    message["Subject"] = "Позовна заява"
    message["Date"] = "Thu, 20 Nov 2025 10:00:00 +0200"
    message["Message-ID"] = "<1@example.org>"
    message.set_content(TEXT)
    for name, data in attachments:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def signed(content: bytes | None) -> bytes:
    """A CMS of signed data with no signer: enough for whoever does not judge."""
    encapsulated = {"content_type": "data"} | ({"content": content} if content is not None else {})
    data = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [algos.DigestAlgorithm({"algorithm": "sha256"})],
            "encap_content_info": encapsulated,
            "signer_infos": [],
        }
    )
    made: bytes = cms.ContentInfo({"content_type": "signed_data", "content": data}).dump()
    return made


def asic(name: str = "позов.pdf") -> bytes:
    return zipped(
        {
            "mimetype": "application/vnd.etsi.asic-e+zip",
            name: pdf(),
            "META-INF/signatures001.xml": "<a/>",
        },
        zipfile.ZIP_STORED,
    )


GOOD: dict[str, Callable[[], bytes]] = {
    "pozov.pdf": pdf,
    "skan.tif": lambda: image("TIFF", frames=3),
    "foto.jpg": lambda: image("JPEG"),
    "foto.png": lambda: image("PNG"),
    "zayava.docx": docx,
    "zayava.odt": odt,
    "zayava.rtf": rtf,
    "lyst.eml": lambda: eml(("додаток.pdf", pdf())),
    "zapyska.txt": (TEXT * 3).encode,
    "dodatky.zip": lambda: zipped({"позов.pdf": pdf(), "папка/фото.png": image("PNG")}),
    "pidpys.p7s": lambda: signed(None),
    "pozov.pdf.p7m": lambda: signed(pdf()),
    "pozov.asice": asic,
}
"""File name → the bytes of a sound file."""
