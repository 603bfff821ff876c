"""Office files, letters by e-mail and plain text, written from scratch.

Knows: the smallest DOCX, ODT, RTF and EML that every program opens.
Does not know: styles. Keeps: the same words give the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from xml.sax.saxutils import escape

_WORD = "http://schemas.openxmlformats.org"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_XML = '<?xml version="1.0" encoding="UTF-8"?>'


def docx(paragraphs: Sequence[str]) -> bytes:
    """A Word document."""
    body = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(words)}</w:t></w:r></w:p>'
        for words in paragraphs
    )
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return _zipped(
        {
            "[Content_Types].xml": f'{_XML}<Types xmlns="{_WORD}/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/'
            'vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
            "_rels/.rels": f'{_XML}<Relationships xmlns="{_WORD}/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{_WORD}/officeDocument/2006/relationships/officeDocument"'
            ' Target="word/document.xml"/></Relationships>',
            "word/document.xml": f"{_XML}<w:document "
            f'xmlns:w="{_WORD}/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>',
        }
    )


def odt(paragraphs: Sequence[str]) -> bytes:
    """An OpenDocument text."""
    kind = "application/vnd.oasis.opendocument.text"
    body = "".join(f"<text:p>{escape(words)}</text:p>" for words in paragraphs)
    return _zipped(
        {
            "mimetype": kind,
            "META-INF/manifest.xml": f'{_XML}<manifest:manifest manifest:version="1.3" '
            f'xmlns:manifest="{_OASIS}:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
            "</manifest:manifest>",
            "content.xml": f'{_XML}<office:document-content office:version="1.3" '
            f'xmlns:office="{_OASIS}:office:1.0" xmlns:text="{_OASIS}:text:1.0">'
            f"<office:body><office:text>{body}</office:text></office:body>"
            "</office:document-content>",
        }
    )


def rtf(paragraphs: Sequence[str]) -> bytes:
    """A Rich Text document; letters beyond ASCII as RTF's signed 16-bit numbers."""

    def written(letter: str) -> str:
        if letter in "\\{}":
            return f"\\{letter}"
        return letter if letter.isascii() else f"\\u{ord(letter)}?"

    body = "\\par\n".join("".join(map(written, words)) for words in paragraphs)
    return f"{{\\rtf1\\ansi\\ansicpg1251\\uc1\n{body}\\par\n}}".encode("ascii")


def txt(paragraphs: Sequence[str]) -> bytes:
    """A plain text in UTF-8."""
    return ("\n\n".join(paragraphs) + "\n").encode()


def eml(
    headers: Mapping[str, str], words: str, attachments: Mapping[str, tuple[str, bytes]]
) -> bytes:
    """A letter by e-mail.

    Args:
        headers: From, To, Subject, Date, Message-ID.
        words: the text of the letter.
        attachments: file name → (`type/subtype`, bytes).
    """
    letter = EmailMessage(policy=SMTP)
    for name, value in headers.items():
        letter[name] = value
    letter.set_content(words)
    for name, (media, content) in attachments.items():
        kind, _, subtype = media.partition("/")
        letter.add_attachment(content, maintype=kind, subtype=subtype, filename=name)
    if letter.is_multipart():
        letter.set_boundary("=_sprava_demonstration_=")
    return letter.as_bytes()


def _zipped(members: Mapping[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as box:
        for name, text in members.items():
            entry = zipfile.ZipInfo(name, (2026, 1, 5, 8, 0, 0))
            entry.external_attr = 0o644 << 16
            # OpenDocument wants its first member stored, so that its type can be read off.
            stored = name == "mimetype"
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            box.writestr(entry, text.encode())
    return out.getvalue()
