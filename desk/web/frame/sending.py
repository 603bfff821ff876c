"""Files as a browser gets them: under which name, shown or saved.

Knows: the header that names a file, how long a browser keeps a picture. Does not know: who may have
it, what is recorded of that.
Keeps: a name is percent-encoded whole (RFC 8187): nothing of a title becomes a header.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, Response

_PDF = "application/pdf"


def file_headers(name: str, *, shown: bool = False) -> dict[str, str]:
    """The header of a file of this name; `shown` by the browser instead of saved."""
    how = "inline" if shown else "attachment"
    return {"content-disposition": f"{how}; filename*=UTF-8''{quote(name, safe='')}"}


def send_picture(request: Request, data: bytes, tag: str = "") -> Response:
    """A JPEG; browsers keep it for minutes and for this session alone, proxies never.

    A `tag` tells what is in it, for who has it already.
    """
    headers = {"cache-control": "private, max-age=300", "vary": "cookie"}
    if tag:
        headers["etag"] = f'"{tag}"'
        if request.headers.get("if-none-match") == headers["etag"]:
            return Response(status_code=304, headers=headers)
    return Response(data, media_type="image/jpeg", headers=headers)


def send_pdf(pdf: bytes | Path, name: str, *, shown: bool = False) -> Response:
    """A PDF, from memory or from its file."""
    headers = file_headers(name, shown=shown)
    if isinstance(pdf, Path):
        return FileResponse(pdf, media_type=_PDF, headers=headers)
    return Response(pdf, media_type=_PDF, headers=headers)
