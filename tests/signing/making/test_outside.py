"""Authorities that fail or lie, evidence that is fetched, proofs beside other formats."""

from __future__ import annotations

import dataclasses
import hashlib
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID

from signing.collecting import Evidence
from signing.making import Authority, Maker, Reach, Secret, SigningKey, Way, open_file
from signing.making.errors import AuthorityFailed, NoAuthority, NoEvidence
from signing.making.gathering import gather
from signing.network import Network
from tests.signing import pki
from tests.signing.making import world
from vault.airlock import Airlock

WHO = "Зразкова Ольга Вигаданівна"
DIGEST = hashlib.sha256(b"what is stamped").digest()


def refusing(_path: str, _body: bytes) -> tuple[int, bytes]:
    """A TimeStampResp with status 2 (rejection)."""
    return 200, bytes.fromhex("30053003020102")


def slow(_path: str, _body: bytes) -> tuple[int, bytes]:
    time.sleep(1.5)
    return 200, b""


@pytest.mark.parametrize(
    "answer",
    [
        refusing,
        slow,
        lambda _path, _body: (500, b"out of order"),
        lambda _path, _body: (200, b""),
        lambda _path, _body: (200, b"<html>no authority here</html>"),
        lambda _path, _body: (200, bytes(300_000)),
    ],
    ids=["refuses", "is slow", "fails", "says nothing", "is none", "says too much"],
)
def test_an_authority_without_a_usable_answer_is_named(answer: object) -> None:
    with world.serving(answer) as server, pytest.raises(AuthorityFailed) as refused:
        Authority(server.url, seconds=1).stamp(DIGEST)

    assert refused.value.details["url"] == server.url


def test_an_answer_to_another_question_is_not_taken(tmp_path: Path, tsa: world.Server) -> None:
    """The same authority, the same nonce, another digest: whoever sits between changed it."""
    honest = world.openssl_tsa(tmp_path)

    def lying(path: str, body: bytes) -> tuple[int, bytes]:
        other = hashlib.sha256(b"something else").digest()
        status, answer = honest(path, body.replace(DIGEST, other))  # type: ignore[operator]
        return status, answer

    with world.serving(lying) as server, pytest.raises(AuthorityFailed):
        Authority(server.url).stamp(DIGEST)
    assert Authority(tsa.url).stamp(DIGEST)


def test_an_address_that_is_none_is_refused_at_once() -> None:
    for url in ("ftp://tsa.example/", "/etc/passwd", ""):
        with pytest.raises(AuthorityFailed):
            Authority(url)


def test_without_an_authority_there_is_no_time_stamp(
    maker: Maker, key: SigningKey, shop: Path, room: Path
) -> None:
    alone = dataclasses.replace(maker, authority=None)

    with pytest.raises(NoAuthority):
        alone.detached(shop / "answer.txt", room, key, Reach.T)
    assert alone.detached(shop / "answer.txt", room, key, Reach.B)


def test_evidence_is_fetched_only_where_it_may_be(
    maker: Maker, shop: Path, room: Path, subfolder: Callable[[str], Path]
) -> None:
    """The chain goes by an intermediate authority that only its address in the leaf leads to."""

    def answer(path: str, _body: bytes) -> tuple[int, bytes]:
        known = {"/middle.crl": middle_crl, "/middle.cer": middle.der}
        return (200, known[path]) if path in known else (404, b"")

    middle = world.issue("Проміжний ЦСК", ca=True, issuer=world.root())
    middle_crl = pki.crl_of(middle, at=world.NOW)
    with world.serving(answer) as server:
        holder = world.issue(WHO, issuer=middle, extensions=places(server.url))
        (room / "key.p12").write_bytes(world.container(holder))
        key = open_file(room / "key.p12", Secret(world.PASSWORD))

        with pytest.raises(NoEvidence):
            maker.detached(shop / "answer.txt", subfolder("offline"), key, Reach.LT)
        assert server.asked == []
        online = dataclasses.replace(maker, ask=Network(private=True))
        made = online.detached(shop / "answer.txt", subfolder("online"), key, Reach.LT)

    [one] = made.report.signatures
    assert one.indication == "TOTAL-PASSED"
    assert {"/middle.crl", "/middle.cer"} <= set(server.asked)


@pytest.mark.parametrize(("between", "enough"), [(5, True), (6, False)])
def test_what_the_last_round_of_questions_brings_is_used(
    between: int, enough: bool, airlock: Airlock, shop: Path
) -> None:
    """Each authority is known only by the address in the certificate below it."""
    issuer, known = world.root(), {"http://ca/0.crl": world.crl()}
    addresses: list[x509.ExtensionType] = places("http://ca/", "root.cer", "0.crl")
    for n in range(between):
        issuer = world.issue(f"Проміжний {n}", ca=True, issuer=issuer, extensions=addresses)
        known[f"http://ca/{n}.cer"] = issuer.der
        known[f"http://ca/{n + 1}.crl"] = pki.crl_of(issuer, at=world.NOW)
        addresses = places("http://ca/", f"{n}.cer", f"{n + 1}.crl")
    leaf = world.issue(WHO, issuer=issuer, extensions=addresses)

    def ask(url: str, _request: bytes | None, _kind: str) -> bytes:
        return known.get(url, b"")

    def found() -> Evidence:
        trusting = {"trust": [str(shop / "root.pem")]}
        return gather(airlock, [leaf.der], [], [], trusting, world.NOW, ask)

    if enough:
        assert len(found().certificates) >= between
    else:
        with pytest.raises(NoEvidence):
            found()


def places(
    url: str, certificate: str = "middle.cer", crl: str = "middle.crl"
) -> list[x509.ExtensionType]:
    def at(name: str) -> x509.UniformResourceIdentifier:
        return x509.UniformResourceIdentifier(url + name)

    issuers = AuthorityInformationAccessOID.CA_ISSUERS
    access = x509.AccessDescription(issuers, at(certificate))
    point = x509.DistributionPoint([at(crl)], None, None, None)
    return [x509.AuthorityInformationAccess([access]), x509.CRLDistributionPoints([point])]


def test_a_file_that_is_no_evidence_is_named(
    maker: Maker, key: SigningKey, shop: Path, room: Path
) -> None:
    strange = dataclasses.replace(maker, evidence=[shop / "answer.txt"])
    missing = dataclasses.replace(maker, evidence=[shop / "nothing.crl"])

    for one in (strange, missing):
        with pytest.raises(NoEvidence) as refused:
            one.pdf(shop / "page.pdf", room, key, Reach.LT)
        assert "«" in str(refused.value.details["reason"])


def test_a_token_beside_a_file_is_stamped_again_itself(
    maker: Maker, shop: Path, subfolder: Callable[[str], Path]
) -> None:
    authority = maker.require_authority()
    token = subfolder("token") / "stamp.tst"
    token.write_bytes(authority.stamp(hashlib.sha256(b"any file").digest()))

    state = maker.endurance(token)
    longer = maker.extend(token, [], subfolder("longer"))

    assert (state.way, state.ends) == (Way.BESIDE, world.tsa().certificate.not_valid_after_utc)
    assert longer.path.suffix == ".tst"
    assert hashlib.sha256(token.read_bytes()).digest() in longer.path.read_bytes()
