"""Documents that tests put into the inbox; everything here is made up."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage

import pikepdf
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


CARD = '{"kind": "motion", "title": "Клопотання", "index": "вх. 17"}'
