"""A time-stamping authority, asked over HTTP (RFC 3161).

Knows: how it is asked, and what an answer must hold to be used.
Does not know: whether the authority is trusted: whoever judges the signature decides that.
Keeps: only a digest leaves this machine; an answer is bounded in time and size, and it is used
only when it is a whole token over that very digest.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import http.client
import urllib.error
from dataclasses import dataclass
from urllib.parse import urlsplit

from asn1crypto import cms, tsp, x509
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from signing.algorithms import Digest
from signing.cms.timestamp import token_facts
from signing.making.errors import AuthorityFailed
from signing.making.fetching import TooMuch, http_answer
from signing.model import Format
from vault import os_cause

_ANSWER_MAX = 256 * 1024
_QUERY = "application/timestamp-query"
DIGEST = "sha256"


@dataclass(frozen=True, slots=True)
class _Imprint:
    """A message of which only the digest is at hand."""

    value: bytes

    def digest(self, algorithm: Digest) -> bytes:
        """The digest that was asked about, where it can be one of `algorithm`."""
        return self.value if len(algorithm.new().digest()) == len(self.value) else b""


class Authority(TimeStamper):
    """The authority at `url`; answers are checked before anything is made of them."""

    def __init__(self, url: str, *, seconds: float = 20) -> None:
        """Remember where to ask, and how long to wait.

        Raises:
            AuthorityFailed: the address is not one of HTTP.
        """
        super().__init__()  # type: ignore[no-untyped-call]
        self.url, self.seconds = url, seconds
        self.certificates: tuple[bytes, ...] = ()
        if urlsplit(url).scheme not in {"http", "https"}:
            raise AuthorityFailed(url=url, reason="адреса має починатися з http:// або https://")

    @property
    def until(self) -> dt.datetime | None:
        """The end of the certificate of its last answer."""
        if not self.certificates:
            return None
        end: dt.datetime = x509.Certificate.load(self.certificates[0]).not_valid_after
        return end

    def leaf(self) -> bytes:
        """Its certificate (DER); it is asked for a time-stamp when it has not answered yet.

        Raises:
            AuthorityFailed: no usable answer.
        """
        if not self.certificates:
            self.stamp(bytes(32))
        return self.certificates[0]

    def stamp(self, digest: bytes) -> bytes:
        """A token (DER) over the SHA-256 `digest`.

        Raises:
            AuthorityFailed: no usable answer.
        """
        return bytes(asyncio.run(self.async_timestamp(digest, DIGEST)).dump())

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """A token over `message_digest`; pyHanko asks for it while it signs.

        Raises:
            AuthorityFailed: no usable answer.
        """
        try:
            token = await super().async_timestamp(message_digest, md_algorithm)
        except (TimestampRequestError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise AuthorityFailed(url=self.url, reason="служба відмовила в позначці") from error
        stored = bytes(token.dump())
        facts = token_facts(stored, (_Imprint(message_digest),), format=Format.CADES)
        if not (facts.signature_intact and facts.content_intact and facts.certificate):
            raise AuthorityFailed(url=self.url, reason="її відповідь пошкоджена або про інше")
        self.certificates = (facts.certificate, *facts.pool)
        return token

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Ask; one request at a time, so nothing else waits meanwhile.

        Raises:
            AuthorityFailed: no answer.
        """
        return tsp.TimeStampResp.load(self._answer(req.dump()), strict=True)

    def _answer(self, question: bytes) -> bytes:
        try:
            return http_answer(
                self.url, question, _QUERY, seconds=self.seconds, longest=_ANSWER_MAX
            )
        except TooMuch:
            raise AuthorityFailed(url=self.url, reason="відповідь завелика") from None
        except urllib.error.HTTPError as error:
            error.close()
            reason = f"служба відповіла кодом {error.code}"
            raise AuthorityFailed(url=self.url, reason=reason) from None
        except (OSError, http.client.HTTPException) as error:
            raise AuthorityFailed(url=self.url, reason=_cause(error)) from error


def _cause(error: Exception) -> str:
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, TimeoutError):
        return "вона не відповіла вчасно"
    return os_cause(cause) if isinstance(cause, OSError) else "вона недоступна"
