"""Forms as they come: how much of one is read.

Knows: bodies, charsets. Does not know: who may send how much. Keeps: no more of a body is read, in
memory or into a file, than was allowed before its first byte.
"""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.types import Message

from vault.errors import UsageError

FILES_MAX = 50
BODY_MAX_BYTES = 8 * 1024 * 1024
"""Of whoever signed in and sends no files to be registered."""
STRANGERS_MAX_BYTES = 16 * 1024
_FIELD_MAX_BYTES = 1024 * 1024


class TooLong(UsageError):
    """More than a form of ours ever has."""

    code = "A018"
    what = "Надіслано більше, ніж приймає ця сторінка."
    remedy = "Надсилайте файли на сторінці «Надходження»."


async def read_form(request: Request, most: int) -> FormData:
    """The form of at most so many bytes; of one that is not in UTF-8 nothing is read.

    Raises:
        TooLong.
    """
    if not _in_utf_8(request):
        return FormData()
    heard = 0

    async def receive() -> Message:
        nonlocal heard
        message = await request.receive()
        heard += len(message.get("body", b""))
        if heard > most:
            raise TooLong
        return message

    bounded = Request(request.scope, receive)
    return await bounded.form(max_files=FILES_MAX, max_part_size=_FIELD_MAX_BYTES)


def _in_utf_8(request: Request) -> bool:
    """Whether a form is written as browsers write ours."""
    _, _, said = request.headers.get("content-type", "").lower().partition("charset=")
    return said.partition(";")[0].strip(' "') in ("", "utf-8")
