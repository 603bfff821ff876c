"""What a long-term signature carries: the certificates of its chains, and that none was revoked.

Knows: which CRLs and OCSP responses speak of a chain, and whom to ask when some are missing.
Does not know: how the network is asked. Runs in a child: what is read here came from outside.
Keeps: a collection is complete only when our own judgement finds a valid chain with it.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from asn1crypto import algos, cms, core, crl, ocsp, pem, x509

from signing.chain import Chain, When, chain_of
from signing.cms.raw import HOSTILE
from signing.facts import SignatureFacts, unique
from signing.model import Format
from signing.names import signer_of
from signing.trust import Trust
from vault.model import Json

_FILE_MAX = 32 * 1024 * 1024
_LONGEST = 8


@dataclass(frozen=True, slots=True)
class Evidence:
    """Certificates, CRLs and OCSP responses, DER."""

    certificates: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()
    ocsps: tuple[bytes, ...] = ()

    def __add__(self, other: Evidence) -> Evidence:
        """Both, nothing twice."""
        return Evidence(
            tuple(unique((*self.certificates, *other.certificates))),
            tuple(unique((*self.crls, *other.crls))),
            tuple(unique((*self.ocsps, *other.ocsps))),
        )


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What to ask whom: an address, a request for OCSP (nothing for a plain GET)."""

    url: str
    request: bytes | None = None

    def as_json(self) -> dict[str, Json]:
        """For the parent; the request in Base64."""
        return {"url": self.url, "request": base64.b64encode(self.request or b"").decode()}


@dataclass(frozen=True, slots=True)
class Collected:
    """How far the search came.

    Attributes:
        found: what proves the chains that are complete.
        name: owner of the first certificate whose chain is not; empty when all are.
        reason: why not, in Ukrainian.
        questions: what would help.
    """

    found: Evidence
    name: str = ""
    reason: str = ""
    questions: tuple[Inquiry, ...] = ()


def read_files(paths: Iterable[Path]) -> tuple[Evidence, list[Path]]:
    """Certificates, CRLs and OCSP responses in these files, and the files that hold none."""
    found, others = Evidence(), []
    for path in paths:
        data = path.read_bytes() if path.stat().st_size <= _FILE_MAX else b""
        one = _read(data)
        found += one or Evidence()
        if one is None:
            others.append(path)
    return found, others


def _read(data: bytes) -> Evidence | None:
    try:
        if pem.detect(data[:200]):
            data = pem.unarmor(data)[2]
    except HOSTILE:
        return None
    for reader in (_crl, _ocsp, _certificate, _bundle):
        try:
            return reader(data)
        except HOSTILE:
            continue
    return None


def _crl(data: bytes) -> Evidence:
    assert crl.CertificateList.load(data, strict=True).issuer.hashable
    return Evidence(crls=(data,))


def _ocsp(data: bytes) -> Evidence:
    if ocsp.OCSPResponse.load(data, strict=True)["response_status"].native != "successful":
        raise ValueError(data[:1])
    return Evidence(ocsps=(data,))


def _certificate(data: bytes) -> Evidence:
    assert x509.Certificate.load(data, strict=True).subject.hashable
    return Evidence(certificates=(data,))


def _bundle(data: bytes) -> Evidence:
    held = cms.ContentInfo.load(data, strict=True)["content"]["certificates"]
    return Evidence(certificates=tuple(one.chosen.dump() for one in held))


def collect(leaves: Sequence[bytes], known: Evidence, trust: Trust, at: dt.datetime) -> Collected:
    """All that proves the chains of `leaves` (DER) valid at the time `at`, and nothing else."""
    found = Evidence()
    questions: list[Inquiry] = []
    name = reason = ""
    for leaf in unique(leaves):
        facts = SignatureFacts(
            format=Format.CADES,
            certificate=leaf,
            pool=list(known.certificates),
            crls=list(known.crls),
            ocsps=list(known.ocsps),
        )
        chain = chain_of(facts, trust, When(at))
        if chain.failure is None:
            found += _about(chain.certificates, known)
            continue
        if not name:
            name, reason = signer_of(leaf).name or "без імені", _why(chain)
        questions += _questions(leaf, (*known.certificates, *trust.about(leaf, ()).certificates()))
    return Collected(found, name, reason, tuple(dict.fromkeys(questions)))


def _why(chain: Chain) -> str:
    text = "; ".join(message.text for message in chain.messages).rstrip(".")
    return text[:1].lower() + text[1:]  # it goes on after a colon


def _about(chain: Sequence[bytes], known: Evidence) -> Evidence:
    """The chain, and of what is known the part that speaks of it."""
    certificates = [x509.Certificate.load(one) for one in chain]
    names = {one.subject.hashable for one in certificates}
    serials = {one.serial_number for one in certificates}
    return Evidence(
        tuple(chain),
        tuple(one for one in known.crls if crl.CertificateList.load(one).issuer.hashable in names),
        tuple(one for one in known.ocsps if _serials(one) & serials),
    )


def _serials(stored: bytes) -> set[int]:
    answers = ocsp.OCSPResponse.load(stored).response_data["responses"]
    return {one["cert_id"]["serial_number"].native for one in answers}


def _questions(leaf: bytes, known: Sequence[bytes]) -> Iterator[Inquiry]:
    """Whom to ask about `leaf` and the certificates above it, as far as they are known."""
    one: x509.Certificate | None = x509.Certificate.load(leaf)
    for _ in range(_LONGEST):
        if one is None or one.subject == one.issuer:
            return
        issuer = _issuer(one, known)
        if issuer is None:
            yield from (Inquiry(url) for url in _places(one, "ca_issuers"))
        else:
            request = _request(one, issuer)
            yield from (Inquiry(url, request) for url in _places(one, "ocsp"))
        yield from (Inquiry(p.url) for p in one.crl_distribution_points if p.url)
        one = issuer


def _issuer(one: x509.Certificate, others: Iterable[bytes]) -> x509.Certificate | None:
    certificates = (x509.Certificate.load(other) for other in others)
    named = (other for other in certificates if other.subject == one.issuer)
    wanted = one.authority_key_identifier
    return next((o for o in named if wanted is None or o.key_identifier == wanted), None)


def _places(one: x509.Certificate, method: str) -> list[str]:
    return [
        place["access_location"].native
        for place in one.authority_information_access_value or ()
        if place["access_method"].native == method
        and place["access_location"].name == "uniform_resource_identifier"
    ]


def _request(one: x509.Certificate, issuer: x509.Certificate) -> bytes:
    """An OCSP request about `one`; SHA-1 names the issuer because every responder knows it."""
    sha1 = algos.DigestAlgorithm({"algorithm": "sha1", "parameters": core.Null()})
    named = ocsp.CertId(
        {
            "hash_algorithm": sha1,
            "issuer_name_hash": issuer.subject.sha1,
            "issuer_key_hash": issuer.public_key.sha1,
            "serial_number": one.serial_number,
        }
    )
    request = {"tbs_request": {"request_list": [{"req_cert": named}]}}
    return bytes(ocsp.OCSPRequest(request).dump())
