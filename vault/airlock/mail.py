"""E-mail as a file (EML): headers, words, attachments.

Knows: MIME as people's programs write it, with wrong encodings and names.
Does not know: what the attachments are (each is inspected on its own afterwards).
Keeps: no name from a message is ever used as a path; parts and nesting are bounded.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from email import policy
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from pathlib import Path

from vault.airlock.encoding import decoded
from vault.airlock.facts import Inside
from vault.airlock.limits import MIB, Limits
from vault.airlock.xml import html_text
from vault.errors import TooLarge, Unreadable
from vault.model import Json
from vault.plain import clean

_HEADERS = {
    "from": "from",
    "to": "to",
    "cc": "cc",
    "subject": "subject",
    "date": "date",
    "message-id": "message_id",
}
_LONGEST_HEADER = 2_000


@dataclass(slots=True)
class _Parts:
    """What a walk over a message gathers."""

    bodies: list[str] = field(default_factory=list)
    attachments: list[Message] = field(default_factory=list)
    count: int = 0


def facts(path: str, limits: Limits) -> Inside:
    """Look for attachments and what they are called.

    Raises:
        Unreadable: it has no sender and no date, so it is no message.
        TooLarge: too many parts, or nested too deeply.
    """
    message = _message(path, limits)
    headers = _headers(message)
    if not (headers["from"] or headers["date"]):
        raise Unreadable(reason="немає ні відправника, ні дати листа")
    parts = _gather(message, limits)
    inside = Inside(text=True, container="eml" if parts.attachments else None)
    for attachment in parts.attachments:
        data = _bytes_of(attachment)
        inside.embed(_name_of(attachment), len(data), data[:512])
    return inside


def unpack(path: str, folder: str, limits: Limits) -> Json:
    """Task: a message's headers and words; its attachments into `folder` as `0001` and so on.

    Returns:
        `{"headers": {"from", "to", "cc", "subject", "date" (ISO 8601 or null), "message_id"},
        "body": str, "members": [{"file", "name", "size", "type", "inline"}]}`.

    Raises:
        TooLarge: too many parts, or nested too deeply.
    """
    message = _message(path, limits)
    parts = _gather(message, limits)
    members = []
    for number, attachment in enumerate(parts.attachments, 1):
        data = _bytes_of(attachment)
        file = f"{number:04}"
        (Path(folder) / file).write_bytes(data)
        members.append(
            {
                "file": file,
                "name": _name_of(attachment) or file,
                "size": len(data),
                "type": clean(attachment.get_content_type(), 100),
                "inline": attachment.get_content_disposition() != "attachment"
                and "content-id" in attachment,
            }
        )
    return {
        "headers": _headers(message),
        "body": "\n".join(parts.bodies)[: limits.text_chars],
        "members": members,
    }


def headers(path: str, limits: Limits) -> Json:
    """Task: a message's headers, as `unpack` has them."""
    return dict(_headers(_message(path, limits)))


def body_text(path: str, limits: Limits) -> str:
    """Subject and words of a message."""
    message = _message(path, limits)
    subject = _headers(message)["subject"]
    return "\n".join([subject or "", *_gather(message, limits).bodies])


def _message(path: str, limits: Limits) -> Message:
    if Path(path).stat().st_size > limits.file_mib * MIB:
        raise TooLarge(reason=f"розмір файлу понад {limits.file_mib} МБ")
    # compat32 keeps headers as they are; the newer policies parse them and fail on bad ones
    with Path(path).open("rb") as file:
        return BytesParser(policy=policy.compat32).parse(file)


def _gather(message: Message, limits: Limits) -> _Parts:
    parts = _Parts()
    _walk(message, parts, limits, 0)
    return parts


def _walk(part: Message, parts: _Parts, limits: Limits, depth: int) -> None:
    parts.count += 1
    if parts.count > limits.members:
        raise TooLarge(reason=f"у листі понад {limits.members} частин")
    if depth > limits.nesting:
        raise TooLarge(reason=f"вкладеність листа понад {limits.nesting}")
    kind = part.get_content_type()
    if part.is_multipart() and kind != "message/rfc822":
        inner = [p for p in part.get_payload() if isinstance(p, Message)]
        if kind == "multipart/alternative":
            inner = _best(inner)
        for each in inner:
            _walk(each, parts, limits, depth + 1)
    elif (
        kind in ("text/plain", "text/html")
        and part.get_content_disposition() != "attachment"
        and not part.get_filename()
    ):
        words = decoded(_bytes_of(part), part.get_content_charset())[0]
        parts.bodies.append(html_text(words) if kind == "text/html" else words)
    else:
        parts.attachments.append(part)


def _best(alternatives: list[Message]) -> list[Message]:
    """The plain text where there is one, else the last: the richest by RFC 2046, 5.1.4.

    What lies beside the text as one more alternative (a calendar entry) is kept as well.
    """
    plain = [p for p in alternatives if p.get_content_type() == "text/plain"]
    texts = [p for p in alternatives if p.get_content_maintype() in ("text", "multipart")]
    others = [p for p in alternatives if p not in texts]
    related = [p for p in texts if p.is_multipart()]
    return (plain[:1] + related if plain else texts[-1:]) + others


def _bytes_of(part: Message) -> bytes:
    if part.get_content_type() == "message/rfc822" and part.is_multipart():
        inner = part.get_payload()
        return b"".join(m.as_bytes() for m in inner if isinstance(m, Message))
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _name_of(part: Message) -> str:
    readable = Message()  # the same two headers, their raw eight-bit bytes read as text
    for header, value in part.raw_items():
        if header.lower() in ("content-disposition", "content-type"):
            readable[header] = _eight_bit(str(value))
    name = readable.get_filename()
    if name is None and part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else None
        subject = _headers(first)["subject"] if isinstance(first, Message) else None
        name = f"{subject or 'message'}.eml"
    words = _words(name) if name else ""
    return clean(words.replace("\\", "/").rsplit("/", 1)[-1], 200)


def _headers(message: Message) -> dict[str, str | None]:
    found: dict[str, str | None] = dict.fromkeys(_HEADERS.values(), "")
    for name, value in message.raw_items():
        key = _HEADERS.get(name.lower())
        if key and not found[key]:
            found[key] = clean(_words(str(value)), _LONGEST_HEADER)
    found["date"] = _date(found["date"] or "")
    return found


def _words(value: str) -> str:
    """A header's value with its encoded words (RFC 2047) and raw eight-bit bytes read."""
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError):
        pieces = [(value, None)]
    words = ""
    for piece, charset in pieces:
        data = piece if isinstance(piece, bytes) else piece.encode("utf-8", "surrogateescape")
        words += decoded(data, charset)[0]
    return words


def _eight_bit(value: str) -> str:
    """A raw header as text: compat32 keeps bytes above 127 as surrogates."""
    return decoded(value.encode("utf-8", "surrogateescape"))[0]


def _date(value: str) -> str | None:
    try:
        when = parsedate_to_datetime(value)
        return (when if when.tzinfo else when.replace(tzinfo=dt.UTC)).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
