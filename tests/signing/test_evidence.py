"""Who may say that a certificate was revoked, and for which time that counts (RFC 5280, 6960)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from signing.evidence import Statements, Status
from tests.signing import pki
from tests.signing.authority import DAY
from tests.signing.pki import NOON, YEAR, Identity

RESPONDS = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING])
WEEK = 7 * DAY


def crl(
    *revoked: tuple[Identity, x509.ReasonFlags],
    by: Identity | None = None,
    at: dt.datetime = NOON,
    extensions: Sequence[x509.ExtensionType] = (),
) -> bytes:
    signer = by or pki.root()
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(signer.certificate.subject)
        .last_update(at)
        .next_update(at + WEEK)
    )
    for one, reason in revoked:
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder()
            .serial_number(one.certificate.serial_number)
            .revocation_date(at - DAY)
            .add_extension(x509.CRLReason(reason), critical=False)
            .build()
        )
    for extension in extensions:
        builder = builder.add_extension(extension, critical=True)
    return builder.sign(signer.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def response(
    by: Identity,
    *,
    at: dt.datetime = NOON,
    status: ocsp.OCSPCertStatus = ocsp.OCSPCertStatus.GOOD,
    until: dt.timedelta | None = WEEK,
) -> bytes:
    revoked = status is ocsp.OCSPCertStatus.REVOKED
    return (
        ocsp.OCSPResponseBuilder()
        .add_response(
            cert=pki.clerk().certificate,
            issuer=pki.root().certificate,
            algorithm=hashes.SHA256(),
            cert_status=status,
            this_update=at,
            next_update=at + until if until else None,
            revocation_time=at - DAY if revoked else None,
            revocation_reason=None,
        )
        .responder_id(ocsp.OCSPResponderEncoding.HASH, by.certificate)
        .certificates([by.certificate])
        .sign(by.key, hashes.SHA256())
    ).public_bytes(serialization.Encoding.DER)


def status(
    *,
    crls: Sequence[bytes] = (),
    ocsps: Sequence[bytes] = (),
    at: dt.datetime = NOON,
    trusted: Sequence[Identity] = (),
) -> Status:
    statements = Statements(crls, ocsps, trusted=frozenset(one.der for one in trusted))
    return statements.about(pki.clerk().asn1, pki.root().asn1, at).status


def responder(name: str, *, issuer: Identity | None = None, **more: object) -> Identity:
    issued = partial(pki.issue, name, issuer=issuer or pki.root())
    return issued(**{"extensions": [RESPONDS, x509.OCSPNoCheck()], **more})  # type: ignore[arg-type]


class TestResponders:
    def test_the_issuer_itself(self) -> None:
        assert status(ocsps=[response(pki.root())]) is Status.GOOD

    def test_whom_the_issuer_named(self) -> None:
        assert status(ocsps=[response(responder("Відповідач"))]) is Status.GOOD

    def test_nobody_whom_the_issuer_did_not_name_for_it(self) -> None:
        plain = responder("Не відповідач", extensions=[])

        assert status(ocsps=[response(plain)]) is Status.UNKNOWN

    def test_nobody_of_another_issuer_unless_he_is_trusted(self) -> None:
        other = responder("Чужий відповідач", issuer=pki.issue("Інший корінь", ca=True))

        assert status(ocsps=[response(other)]) is Status.UNKNOWN
        assert status(ocsps=[response(other)], trusted=[other]) is Status.GOOD

    def test_whom_an_authority_above_the_issuer_named(self) -> None:
        above = pki.issue("Вищий корінь", ca=True)
        one = response(responder("Спільний відповідач", issuer=above))
        asked = pki.clerk().asn1, pki.root().asn1, NOON

        assert Statements(ocsps=[one]).about(*asked).status is Status.UNKNOWN
        assert Statements(ocsps=[one]).about(*asked, above=[above.asn1]).status is Status.GOOD

    def test_nobody_who_was_revoked(self) -> None:
        one = responder("Відкликаний відповідач", extensions=[RESPONDS])
        gone = (one, x509.ReasonFlags.key_compromise)
        revoked = crl(gone, extensions=[x509.DeltaCRLIndicator(1)])

        assert status(ocsps=[response(one)]) is Status.GOOD
        assert status(ocsps=[response(one)], crls=[revoked]) is Status.UNKNOWN

    def test_an_expired_responder_is_told_apart(self) -> None:
        old = responder("Давній відповідач", until=NOON - DAY)

        assert status(ocsps=[response(old)]) is Status.OUT_OF_BOUNDS

    def test_an_altered_response_says_nothing(self) -> None:
        altered = bytearray(response(pki.root()))
        altered[altered.index(b"20260601120000Z") + 3] ^= 1

        assert status(ocsps=[bytes(altered)]) is Status.UNKNOWN


class TestTimes:
    def test_what_is_fresh_counts_and_what_is_stale_does_not(self) -> None:
        assert status(ocsps=[response(pki.root())], at=NOON + WEEK) is Status.GOOD
        assert status(ocsps=[response(pki.root())], at=NOON + WEEK + DAY) is Status.UNKNOWN

    def test_without_a_next_update_it_is_fresh_for_an_hour(self) -> None:
        one = response(pki.root(), until=None)

        assert status(ocsps=[one], at=NOON + DAY / 24) is Status.GOOD
        assert status(ocsps=[one], at=NOON + DAY / 12) is Status.UNKNOWN

    def test_what_is_younger_than_the_time_asked_about_counts(self) -> None:
        assert status(ocsps=[response(pki.root())], at=NOON - DAY) is Status.GOOD

    def test_a_list_made_after_the_expiry_may_have_dropped_the_certificate(self) -> None:
        late = NOON + 2 * YEAR

        assert status(crls=[crl(at=late)], at=NOON) is Status.UNKNOWN

    def test_revoked_is_revoked_from_then_on(self) -> None:
        one = response(pki.root(), status=ocsp.OCSPCertStatus.REVOKED)

        assert status(ocsps=[one]) is Status.REVOKED
        assert status(ocsps=[one], at=NOON + YEAR) is Status.REVOKED
        assert status(ocsps=[one], at=NOON - 2 * DAY) is Status.GOOD

    def test_unknown_to_the_responder_is_not_good(self) -> None:
        one = response(pki.root(), status=ocsp.OCSPCertStatus.UNKNOWN)

        assert status(ocsps=[one]) is Status.UNKNOWN


class TestLists:
    def test_somebody_elses_list_says_nothing(self) -> None:
        other = pki.issue("Навчальний корінь", ca=True, key=pki.rsa_key("other crl"))

        assert status(crls=[crl(by=other)]) is Status.UNKNOWN
        assert status(crls=[crl()]) is Status.GOOD

    def test_held_until_a_newer_list_lets_go(self) -> None:
        hold = (pki.clerk(), x509.ReasonFlags.certificate_hold)

        assert status(crls=[crl(hold)]) is Status.HELD
        assert status(crls=[crl(hold), crl(at=NOON + DAY)], at=NOON + DAY) is Status.GOOD
        assert status(crls=[crl(), crl(hold, at=NOON + DAY)], at=NOON + DAY) is Status.HELD

    def test_revoked_for_good_stays_so(self) -> None:
        gone = (pki.clerk(), x509.ReasonFlags.key_compromise)

        assert status(crls=[crl(gone), crl(at=NOON + DAY)], at=NOON + DAY) is Status.REVOKED

    @pytest.mark.parametrize(
        ("scope", "expected"),
        [
            ({"only_contains_user_certs": True}, Status.GOOD),
            ({"only_contains_ca_certs": True}, Status.UNKNOWN),
            ({"only_contains_attribute_certs": True}, Status.UNKNOWN),
            ({"indirect_crl": True}, Status.UNKNOWN),
            ({"only_some_reasons": frozenset({x509.ReasonFlags.superseded})}, Status.UNKNOWN),
        ],
        ids=str,
    )
    def test_a_list_says_nothing_beyond_its_scope(
        self, scope: dict[str, bool], expected: Status
    ) -> None:
        nothing = {
            "full_name": None,
            "relative_name": None,
            "only_contains_user_certs": False,
            "only_contains_ca_certs": False,
            "only_some_reasons": None,
            "indirect_crl": False,
            "only_contains_attribute_certs": False,
        }
        point = x509.IssuingDistributionPoint(**{**nothing, **scope})  # type: ignore[arg-type]

        assert status(crls=[crl(extensions=[point])]) is expected

    def test_a_delta_list_can_only_say_revoked(self) -> None:
        gone = (pki.clerk(), x509.ReasonFlags.key_compromise)
        delta = x509.DeltaCRLIndicator(1)

        assert status(crls=[crl(extensions=[delta])]) is Status.UNKNOWN
        assert status(crls=[crl(gone, extensions=[delta])]) is Status.REVOKED

    def test_nonsense_says_nothing(self) -> None:
        assert status(crls=[b"", b"\x30\x00", crl()[:-5]], ocsps=[b"\x30\x00"]) is Status.UNKNOWN


def test_a_short_lived_certificate_needs_no_word() -> None:
    never = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.56"), b"\x05\x00")
    one = pki.issue("Зразок Короткий", issuer=pki.root(), extensions=[never])

    assert Statements().about(one.asn1, pki.root().asn1, NOON).status is Status.GOOD
