"""CMS by kind: timestamp tokens, levels, spellings, and bytes that are no signature."""

from __future__ import annotations

import base64
from pathlib import Path
from random import Random

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st

from signing import (
    Format,
    GivenCertificates,
    Level,
    Qualification,
    SignatureReport,
    SubIndication,
    Trust,
)
from signing.cms.raw import encoded, read
from tests.signing import pki
from tests.signing.pki import SignerPart, attribute, clerk, octets, signed_data
from tests.signing.test_cms import TEXT, judged, only
from vault.errors import ExitCode

AA = "1.2.840.113549.1.9.16.2"


class TestTimestampToken:
    """A token in a file of its own says something about another file, and is no signature."""

    INFO = staticmethod(lambda: pki.tst_info(TEXT))

    def judged(self, folder: Path, info: bytes, content: bytes | None) -> SignatureReport:
        part = SignerPart(clerk(), info, content_type=pki.TST_INFO)
        data = signed_data(part, content=info, content_type=pki.TST_INFO)
        return judged(folder, data, content)

    def test_says_nothing_without_what_was_stamped(self, tmp_path: Path) -> None:
        report = self.judged(tmp_path, self.INFO(), None)

        assert report.signatures == ()
        assert report.timestamps[0].signature_intact is True
        assert report.timestamps[0].content_intact is None
        assert report.timestamps[0].qualification is Qualification.NOT_APPLICABLE

    def test_is_of_what_was_stamped_and_nothing_else(self, tmp_path: Path) -> None:
        right = self.judged(tmp_path, self.INFO(), TEXT).timestamps[0]
        wrong = self.judged(tmp_path, self.INFO(), b"x").timestamps[0]

        assert (right.content_intact, right.claimed_time) == (True, pki.NOON)
        assert wrong.sub_indication is SubIndication.HASH_FAILURE

    def test_nonsense_inside_is_a_format_failure(self, tmp_path: Path) -> None:
        one = self.judged(tmp_path, b"\x30\x03\x02\x01\x01", TEXT).timestamps[0]

        assert one.sub_indication is SubIndication.FORMAT_FAILURE


@pytest.mark.parametrize(
    ("unsigned", "signed", "crls", "level"),
    [
        ([], [], False, Level.B),
        (["14"], [], False, Level.T),
        (["14"], [], True, Level.LT),
        (["14", "0.4.0.1733.2.4"], [], True, Level.LTA),
        (["14", "21", "22"], [], False, Level.C),
        (["14", "21", "22", "25"], [], False, Level.X),
        (["14", "21", "22", "23", "24"], [], False, Level.XL),
        (["14", "21", "22", "23", "24", "48"], [], False, Level.A),
    ],
)
def test_the_level_is_named_after_the_attributes(
    unsigned: list[str], signed: list[str], crls: bool, level: Level, tmp_path: Path
) -> None:
    part = SignerPart(
        clerk(),
        TEXT,
        unsigned=[attribute(one if "." in one else f"{AA}.{one}", octets(b"")) for one in unsigned],
        more_signed=[attribute(one, octets(b"")) for one in signed],
    )
    data = signed_data(part, content=TEXT, crls=[_crl()] if crls else [])

    assert only(judged(tmp_path, data)).level is level


@pytest.mark.parametrize(
    ("drop", "more", "level"),
    [
        (["1.2.840.113549.1.9.5"], [], Level.BES),
        (["1.2.840.113549.1.9.5"], ["15"], Level.EPES),
        (["1.2.840.113549.1.9.16.2.47"], [], None),
    ],
)
def test_less_than_a_baseline_has_its_own_name(
    drop: list[str], more: list[str], level: Level | None, tmp_path: Path
) -> None:
    more_signed = [attribute(f"{AA}.{one}", octets(b"")) for one in more]
    part = SignerPart(clerk(), TEXT, drop=drop, more_signed=more_signed)

    assert only(judged(tmp_path, signed_data(part, content=TEXT))).level is level


def test_more_signers_than_anybody_needs_are_not_all_judged(tmp_path: Path) -> None:
    part = SignerPart(clerk(), TEXT).build()
    data = signed_data(*[part] * 201, content=TEXT, certificates=[clerk().der])
    report = judged(tmp_path, data)

    assert len(report.signatures) == 200
    assert [m.code for m in report.messages] == ["S004"]
    assert report.exit.value == 30


class TestSpellings:
    """The same signature in other encodings."""

    DATA = staticmethod(lambda: signed_data(SignerPart(clerk(), TEXT), content=TEXT))

    def test_pem(self, tmp_path: Path) -> None:
        body = base64.encodebytes(self.DATA())
        data = b"-----BEGIN PKCS7-----\n" + body + b"-----END PKCS7-----\n"
        assert only(judged(tmp_path, data)).content_intact is True

    def test_base64(self, tmp_path: Path) -> None:
        assert only(judged(tmp_path, base64.encodebytes(self.DATA()))).content_intact is True

    def test_indefinite_lengths_and_content_in_pieces(self, tmp_path: Path) -> None:
        whole = self.DATA()
        stored = encoded(0xA0, octets(TEXT))
        half = len(TEXT) // 2
        pieces = b"\xa0\x80\x24\x80" + octets(TEXT[:half]) + octets(TEXT[half:]) + bytes(4)
        inner = whole[whole.index(stored) - 11 :]
        assert inner.startswith(pki.oid(pki.DATA))
        outer = read(whole).parts()
        parts = outer[1].parts()[0].parts()
        body = b"".join(
            b"\x30\x80" + pki.oid(pki.DATA) + pieces + bytes(2) if n == 2 else one.raw
            for n, one in enumerate(parts)
        )
        data = b"\x30\x80" + outer[0].raw + b"\xa0\x80\x30\x80" + body + bytes(6)
        one = only(judged(tmp_path, data))
        assert (one.signature_intact, one.content_intact) == (True, True)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_damaged_bytes_never_crash_and_never_turn_other_content_valid(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    whole = bytearray(signed_data(SignerPart(clerk(), TEXT), content=TEXT, crls=[_crl()]))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at] = data.draw(st.integers(0, 255))
    del whole[data.draw(st.integers(len(whole) - 3, len(whole))) :]
    trust = Trust((GivenCertificates((pki.root().der,)),))
    report = judged(tmp_path_factory.mktemp("fuzz"), bytes(whole), trust=trust)

    if TEXT not in bytes(whole):
        assert not any(one.content_intact and one.signature_intact for one in report.signatures)
    assert SignatureReport.from_json(report.as_json()) == report


def _crl() -> bytes:
    return pki.crl_of(pki.root())


@pytest.mark.parametrize(
    "junk",
    [
        b"\x30\x82",
        b"\x30\x82\x00\x00",
        b"\x30\x82\x01\x90" + bytes(400),
        b"\x30\x82\x00\xff" + b"x" * 40,
        b"\x30\x80junk without an end",
        b"\x30\x82" + Random(7).randbytes(1000),
        base64.b64encode(b"\x30\x82" + Random(8).randbytes(100)),
    ],
)
def test_what_begins_as_a_signature_and_is_none_cannot_be_read(junk: bytes, tmp_path: Path) -> None:
    """Junk in a `.p7s` is a damaged signature, never a file without signatures."""
    report = judged(tmp_path, junk)

    assert (report.format, report.judged, report.exit) == (
        Format.UNREADABLE,
        False,
        ExitCode.NOT_JUDGED,
    )


@pytest.mark.parametrize("behind", [b"", b"\r\n", bytes(512)])
def test_a_certificate_alone_is_a_file_without_signatures(behind: bytes, tmp_path: Path) -> None:
    der = x509.load_pem_x509_certificate(pki.root().pem).public_bytes(Encoding.DER)

    assert judged(tmp_path, der + behind).format is Format.NONE


@pytest.mark.parametrize("after", [b"", b"\n", b"hidden"])
def test_bytes_after_the_end_are_counted(after: bytes, tmp_path: Path) -> None:
    report = judged(tmp_path, signed_data(SignerPart(clerk(), TEXT), content=TEXT) + after)

    assert report.signatures[0].signature_intact
    told = [one.text for one in report.messages if one.code == "S026"]
    assert [f"({len(after)})" in one for one in told] == [True] * bool(after)
