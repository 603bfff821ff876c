"""What a long-term signature carries: the certificates of its chains, and that none was revoked.

Knows: how a chain is followed from a certificate to an anchor, and which CRLs and OCSP responses
speak of it. Does not know: where these come from when they are not at hand (the fetcher does).
Keeps: a collection is handed out only when our own judgement finds a whole valid chain with it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from asn1crypto import crl, ocsp, pem, x509

from signing.chain import Chain, chain_of
from signing.cms.raw import HOSTILE
from signing.facts import SignatureFacts, unique
from signing.making.errors import NoEvidence
from signing.model import Format
from signing.names import signer_of
from signing.trust import Trust
from vault import os_cause

_FILE_MAX = 32 * 1024 * 1024
_LONGEST = 8
_BEGIN = re.compile(rb"-----BEGIN ")


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


Fetch = Callable[[bytes, bytes | None], Evidence]
"""Asks the network about a certificate (DER) whose issuer is the second one, when it is known."""


def read_evidence(paths: Iterable[Path]) -> Evidence:
    """What lies in these files and folders: CRLs and OCSP responses, DER or PEM.

    Raises:
        NoEvidence: one is neither, or cannot be read.
    """
    crls: list[bytes] = []
    ocsps: list[bytes] = []
    for path in paths:
        try:
            files = sorted(p for p in path.iterdir() if p.is_file()) if path.is_dir() else [path]
            stored = [(file, file.read_bytes()) for file in files if _small(file)]
        except OSError as error:
            reason = f"«{path}» не читається ({os_cause(error)})"
            raise NoEvidence(name="—", reason=reason) from error
        for file, data in stored:
            _sort(file, data, crls, ocsps)
    return Evidence((), tuple(crls), tuple(ocsps))


def _small(file: Path) -> bool:
    return file.stat().st_size <= _FILE_MAX


def _sort(file: Path, data: bytes, crls: list[bytes], ocsps: list[bytes]) -> None:
    if _BEGIN.match(data):
        data = pem.unarmor(data)[2]
    try:
        crls.append(crl.CertificateList.load(data, strict=True).dump())
        crl.CertificateList.load(data)["tbs_cert_list"]["issuer"].hashable  # noqa: B018
    except HOSTILE:
        try:
            ocsp.OCSPResponse.load(data, strict=True)["response_status"].native  # noqa: B018
        except HOSTILE:
            reason = f"«{file}» не є ні CRL, ні відповіддю OCSP"
            raise NoEvidence(name="—", reason=reason) from None
        ocsps.append(data)


def collect(
    leaves: Sequence[bytes],
    known: Evidence,
    trust: Trust,
    at: dt.datetime,
    fetch: Fetch | None = None,
) -> Evidence:
    """All that proves the chains of `leaves` (DER) valid at the time `at`, and nothing else.

    Args:
        leaves: certificates of signers and time-stamping authorities.
        known: what is at hand.
        trust: anchors.
        at: the moment for which the chains have to be valid.
        fetch: how to ask the network; nobody is asked when None.

    Raises:
        NoEvidence: something is missing, with its name and the reason.
    """
    found = Evidence()
    for leaf in unique(leaves):
        chain = _chain(leaf, known, trust, at)
        if chain.failure is not None and fetch is not None:
            known += _fetched(leaf, known, trust, at, fetch)
            chain = _chain(leaf, known, trust, at)
        if chain.failure is not None:
            why = "; ".join(message.text for message in chain.messages).rstrip(".")
            raise NoEvidence(name=signer_of(leaf).name or "без імені", reason=why)
        found += _about(chain.certificates, known)
    return found


def _chain(leaf: bytes, known: Evidence, trust: Trust, at: dt.datetime) -> Chain:
    facts = SignatureFacts(
        format=Format.CADES,
        certificate=leaf,
        pool=list(known.certificates),
        crls=list(known.crls),
        ocsps=list(known.ocsps),
    )
    return chain_of(facts, trust, at)


def _fetched(leaf: bytes, known: Evidence, trust: Trust, at: dt.datetime, fetch: Fetch) -> Evidence:
    """What the network says about each certificate on the way up."""
    more, one = Evidence(), x509.Certificate.load(leaf)
    anchors = set(trust.anchors(at))
    for _ in range(_LONGEST):
        if one.dump() in anchors or one.subject == one.issuer:
            break
        issuer = _issuer(one, (*known.certificates, *more.certificates, *trust.certificates()))
        more += fetch(one.dump(), issuer.dump() if issuer else None)
        issuer = issuer or _issuer(one, more.certificates)
        if issuer is None:
            break
        one = issuer
    return more


def _issuer(one: x509.Certificate, others: Iterable[bytes]) -> x509.Certificate | None:
    certificates = (x509.Certificate.load(other) for other in others)
    named = (other for other in certificates if other.subject == one.issuer)
    wanted = one.authority_key_identifier
    return next((o for o in named if wanted is None or o.key_identifier == wanted), None)


def _about(chain: Sequence[bytes], known: Evidence) -> Evidence:
    """The chain, and of what is known the part that speaks of it."""
    certificates = [x509.Certificate.load(one) for one in chain]
    names = {one.subject.hashable for one in certificates}
    serials = {one.serial_number for one in certificates}
    return Evidence(
        tuple(chain),
        tuple(one for one in known.crls if _crl_issuer(one) in names),
        tuple(one for one in known.ocsps if _ocsp_serials(one) & serials),
    )


def _crl_issuer(stored: bytes) -> str:
    name: str = crl.CertificateList.load(stored).issuer.hashable
    return name


def _ocsp_serials(stored: bytes) -> set[int]:
    try:
        answers = ocsp.OCSPResponse.load(stored).response_data["responses"]
        return {one["cert_id"]["serial_number"].native for one in answers}
    except HOSTILE:
        return set()
