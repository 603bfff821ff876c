"""Documents that tests put into the inbox; everything here is made up."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from email.message import EmailMessage
from functools import cache

import pikepdf
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID
from PIL import Image


def pdf(text: str = "Claim", pages: int = 1, *, size_mm: tuple[int, int] = (210, 297)) -> bytes:
    """A born-digital PDF: every page says `text` and its number."""
    document = pikepdf.new()
    width, height = (round(mm / 25.4 * 72) for mm in size_mm)
    font = document.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
    )
    for number in range(pages):
        page = document.add_blank_page(page_size=(width, height))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        words = f"BT /F1 12 Tf 72 700 Td ({text} page {number + 1}) Tj ET"
        page.Contents = document.make_stream(words.encode("ascii"))
    out = io.BytesIO()
    document.save(out, deterministic_id=True)
    return out.getvalue()


def scan(pages: int = 1) -> bytes:
    """A PDF of pages that are pictures only."""
    pictures = [Image.new("L", (827, 1169), 255 - number) for number in range(pages)]
    out = io.BytesIO()
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:], resolution=100)
    return out.getvalue()


def searchable_scan(pages: int = 1) -> bytes:
    """A scan as many machines make it: the recognised words lie over the pictures."""
    with pikepdf.open(io.BytesIO(scan(pages))) as document:
        font = document.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
            )
        )
        for page in document.pages:
            page.Resources.Font = pikepdf.Dictionary(F1=font)
            page.contents_add(document.make_stream(b"BT 3 Tr /F1 12 Tf 72 700 Td (Words) Tj ET"))
        out = io.BytesIO()
        document.save(out, deterministic_id=True)
    return out.getvalue()


def tiff(pages: int = 1) -> bytes:
    pictures = [Image.new("L", (827, 1169), 200 - number) for number in range(pages)]
    out = io.BytesIO()
    pictures[0].save(out, "TIFF", save_all=True, append_images=pictures[1:], dpi=(100, 100))
    return out.getvalue()


def archive(**members: bytes) -> bytes:
    """A ZIP; the names' `__` become dots."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, data in members.items():
            file.writestr(name.replace("__", "."), data)
    return out.getvalue()


def mail(subject: str = "Клопотання", **attachments: bytes) -> bytes:
    message = EmailMessage()
    message["From"] = "sender@example.test"
    message["To"] = "court@example.test"
    message["Date"] = "Mon, 02 Nov 2026 10:00:00 +0200"
    message["Subject"] = subject
    message.set_content("Прошу долучити до матеріалів справи.")
    for name, data in attachments.items():
        message.add_attachment(
            data, maintype="application", subtype="pdf", filename=name.replace("__", ".")
        )
    return bytes(message)


def cms_with(data: bytes, *, signer: int = 1) -> bytes:
    """A CMS signature that carries what it signs."""
    return _cms(data, signer, [pkcs7.PKCS7Options.Binary])


def detached_cms(data: bytes, *, signer: int = 1) -> bytes:
    """A CMS signature that lies beside what it signs."""
    return _cms(data, signer, [pkcs7.PKCS7Options.Binary, pkcs7.PKCS7Options.DetachedSignature])


def asic(**members: bytes) -> bytes:
    """An ASiC-S with a CAdES signature over its one member; the names' `__` become dots."""
    out = io.BytesIO()
    [(name, data)] = members.items()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("mimetype", "application/vnd.etsi.asic-s+zip")
        file.writestr(name.replace("__", "."), data)
        file.writestr("META-INF/signature.p7s", detached_cms(data))
    return out.getvalue()


def _cms(data: bytes, signer: int, options: list[pkcs7.PKCS7Options]) -> bytes:
    certificate, key = _identity(signer)
    builder = pkcs7.PKCS7SignatureBuilder().set_data(data)
    builder = builder.add_signer(certificate, key, hashes.SHA256())
    return builder.sign(serialization.Encoding.DER, options)


@cache
def _identity(signer: int) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Особа Вигадана {signer}")])
    begin = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(signer)
        .not_valid_before(begin)
        .not_valid_after(begin + dt.timedelta(days=36500))
        .sign(key, hashes.SHA256())
    )
    return certificate, key
