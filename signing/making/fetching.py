"""Asking the network about certificates: issuers, CRLs, OCSP responses.

Knows: where a certificate says its issuer, its CRLs and its responder are.
Does not know: whether any answer is true: chains are validated with it afterwards.
Keeps: nobody is asked unless the user allowed it; answers are bounded in time and size.
"""

from __future__ import annotations

import http.client
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from asn1crypto import algos, cms, core, crl, ocsp, x509

from signing.cms.raw import HOSTILE
from signing.making.evidence import Evidence

_ANSWER_MAX, _CHUNK = 32 * 1024 * 1024, 64 * 1024


@dataclass(frozen=True, slots=True)
class Network:
    """Asks over HTTP, each server no longer than `seconds`; one that fails is passed over."""

    seconds: float = 20

    def __call__(self, certificate: bytes, issuer: bytes | None) -> Evidence:
        """What the servers that `certificate` (DER) names say about it."""
        one = x509.Certificate.load(certificate)
        issuers = tuple(self._issuers(one)) if issuer is None else ()
        above = issuer or next(iter(issuers), None)
        ocsps = tuple(self._ocsps(one, x509.Certificate.load(above))) if above else ()
        return Evidence(issuers, () if ocsps else tuple(self._crls(one)), ocsps)

    def _issuers(self, one: x509.Certificate) -> Iterator[bytes]:
        for url in _access(one, "ca_issuers"):
            for stored in _certificates(self._got(url)):
                if stored.subject == one.issuer:
                    yield stored.dump()

    def _ocsps(self, one: x509.Certificate, issuer: x509.Certificate) -> Iterator[bytes]:
        for url in _access(one, "ocsp"):
            answer = self._got(url, _question(one, issuer), "application/ocsp-request")
            if _answers(answer):
                yield answer
                return

    def _crls(self, one: x509.Certificate) -> Iterator[bytes]:
        for point in one.crl_distribution_points:
            answer = self._got(point.url) if point.url else b""
            try:
                yield crl.CertificateList.load(answer, strict=True).dump()
            except HOSTILE:
                continue
            return

    def _got(self, url: str, question: bytes | None = None, kind: str = "") -> bytes:
        """The answer; nothing when there is none."""
        if urlsplit(url).scheme not in {"http", "https"}:
            return b""
        headers = {"Content-Type": kind} if kind else {}
        asked = urllib.request.Request(url, data=question, headers=headers)  # noqa: S310  checked
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        answer, end = b"", time.monotonic() + self.seconds
        try:
            with opener.open(asked, timeout=self.seconds) as response:
                while more := response.read1(_CHUNK):
                    answer += more
                    if len(answer) > _ANSWER_MAX or time.monotonic() > end:
                        return b""
        except (OSError, http.client.HTTPException):
            return b""
        return answer


def _access(one: x509.Certificate, method: str) -> list[str]:
    places = one.authority_information_access_value
    return [
        place["access_location"].native
        for place in places or ()
        if place["access_method"].native == method
        and place["access_location"].name == "uniform_resource_identifier"
    ]


def _certificates(stored: bytes) -> list[x509.Certificate]:
    """A certificate, or those of a PKCS #7 bundle."""
    try:
        return [x509.Certificate.load(stored, strict=True)]
    except HOSTILE:
        try:
            return [one.chosen for one in cms.ContentInfo.load(stored)["content"]["certificates"]]
        except HOSTILE:
            return []


def _question(one: x509.Certificate, issuer: x509.Certificate) -> bytes:
    """An OCSP request about `one`; SHA-1 names the issuer because every responder knows it."""
    named = ocsp.CertId(
        {
            "hash_algorithm": algos.DigestAlgorithm(
                {"algorithm": "sha1", "parameters": core.Null()}
            ),
            "issuer_name_hash": issuer.subject.sha1,
            "issuer_key_hash": issuer.public_key.sha1,
            "serial_number": one.serial_number,
        }
    )
    request = {"tbs_request": {"request_list": [{"req_cert": named}]}}
    return bytes(ocsp.OCSPRequest(request).dump())


def _answers(stored: bytes) -> bool:
    try:
        good: bool = ocsp.OCSPResponse.load(stored)["response_status"].native == "successful"
    except HOSTILE:
        return False
    return good
