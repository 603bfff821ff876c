"""Containers that two programs may read in two ways: told of, and never taken for whole."""

from __future__ import annotations

import io
import struct
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from signing import Changed, SignatureReport, verify
from tests.signing.asic import containers
from tests.signing.asic.containers import ASIC_E, CLAIM, packed
from tests.signing.pki import file_of, noon
from tests.signing.said import codes

Judge = Callable[[bytes], SignatureReport]
FLAGGED = {Changed.NOT_ALLOWED, Changed.UNKNOWN}


@pytest.fixture
def judged(tmp_path: Path) -> Judge:
    return lambda data: verify(file_of(tmp_path, data, "контейнер.asice"), now=noon)


def good() -> bytes:
    return packed(containers.extended())


def _patched(data: bytes, sign: bytes, at: int, value: bytes, which: int = 1) -> bytes:
    """`value` in the `which`-th header that begins with `sign`, `at` bytes from its start."""
    start = -1
    for _ in range(which + 1):
        start = data.index(sign, start + 1)
    return data[: start + at] + value + data[start + at + len(value) :]


def _local(at: int, value: bytes, which: int = 1) -> Callable[[bytes], bytes]:
    return lambda data: _patched(data, b"PK\3\4", at, value, which)


def _central(at: int, value: bytes, which: int = 1) -> Callable[[bytes], bytes]:
    return lambda data: _patched(data, b"PK\1\2", at, value, which)


def _name_in_local_header(data: bytes) -> bytes:
    name = CLAIM.encode()
    return data.replace(name, b"Z" + name[1:], 1)


def _hidden_entry(data: bytes) -> bytes:
    """A member that only programs reading from the front can see."""
    other = packed({"x.txt": b"hidden"})
    hidden = other[: other.index(b"PK\1\2")]
    begin = data.index(b"PK\1\2")
    end = data.rindex(b"PK\5\6")
    offset = struct.pack("<L", begin + len(hidden))
    return data[:begin] + hidden + data[begin : end + 16] + offset + data[end + 20 :]


def _twice(data: bytes) -> bytes:
    with pytest.warns(UserWarning, match="Duplicate"):
        return packed([*containers.extended().items(), (CLAIM, b"another claim")])


def _signature_twice(data: bytes) -> bytes:
    place = "META-INF/signature.p7s"
    with pytest.warns(UserWarning, match="Duplicate"):
        return packed([*containers.extended().items(), (place, containers.cades(b"other"))])


def _overlapping(data: bytes) -> bytes:
    """The second document begins inside the first."""
    first = struct.unpack("<L", data[(c := _central_of(data, 1)) + 42 : c + 46])[0]
    return _central(42, struct.pack("<L", first), 2)(data)


def _central_of(data: bytes, which: int) -> int:
    start = -1
    for _ in range(which + 1):
        start = data.index(b"PK\1\2", start + 1)
    return start


def _link(data: bytes) -> bytes:
    return _central(38, struct.pack("<L", 0o120777 << 16))(data)


TRICKS: dict[str, Callable[[bytes], bytes]] = {
    "a name twice": _twice,
    "a signature twice": _signature_twice,
    "another name in the local header": _name_in_local_header,
    "another method in the local header": _local(8, b"\0\0"),
    "another size in the local header": _local(22, b"\xff\0\0\0"),
    "another checksum in the local header": _local(14, b"\1\2\3\4"),
    "encrypted in the local header only": _local(6, b"\1\0"),
    "no local header": _local(0, b"PK\7\7"),
    "overlapping members": _overlapping,
    "a member only streaming programs see": _hidden_entry,
    "bytes before": lambda data: b"MZ" + b"\0" * 100 + data,
    "an archive before": lambda data: packed({"x": b"y"}) + data,
    "bytes after": lambda data: data + b"trailing",
    "an archive in the comment": lambda data: packed(
        containers.extended(), comment=packed({"x": b"y"})[:40]
    ),
    "a wrong number of members": lambda data: (
        data[: data.rindex(b"PK\5\6") + 10] + b"\3\0" + data[data.rindex(b"PK\5\6") + 12 :]
    ),
    "a member that is a link": _link,
    "a name that begins with a zero": lambda data: data.replace(CLAIM.encode(), b"\0" * 14),
}


def test_a_good_container_has_no_remarks_of_its_kind(judged: Judge) -> None:
    report = judged(good())

    assert report.messages == ()
    assert [one.changed_after_signing for one in report.signatures] == [Changed.NONE]


@pytest.mark.parametrize("trick", TRICKS)
def test_what_can_be_read_in_two_ways_is_told_and_never_counts_as_unchanged(
    trick: str, judged: Judge
) -> None:
    report = judged(TRICKS[trick](good()))

    assert codes(report) & {"S003", "S130", "S131", "S132", "S134"}
    accepted = [
        one
        for one in report.signatures
        if one.signature_intact and one.content_intact and one.changed_after_signing not in FLAGGED
    ]
    assert not accepted


def test_data_descriptors_and_comments_are_honest(judged: Judge) -> None:
    class Pipe(io.RawIOBase):
        """What cannot be rewound makes zipfile write data descriptors."""

        def __init__(self) -> None:
            self.written = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: object, /) -> int:
            part = bytes(data)  # type: ignore[call-overload]
            self.written += part
            return len(part)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w") as archive:
        for name, data in containers.extended().items():
            archive.writestr(name, data)
        archive.comment = b"mimetype=" + ASIC_E
    assert b"PK\7\x08" in pipe.written

    report = judged(bytes(pipe.written))

    assert report.messages == ()
    assert report.signatures[0].changed_after_signing is Changed.NONE


@pytest.mark.parametrize(
    "wrong",
    [b"", struct.pack("<2HQ", 1, 16, 999), struct.pack("<2HQ", 1, 999, 999)],
    ids=["honest", "another size", "field cut short"],
)
def test_the_sizes_of_large_archives_are_compared(wrong: bytes, judged: Judge) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, value in containers.extended().items():
            with archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as stream:
                stream.write(value)
    data = made.getvalue()
    size = struct.pack("<2HQ", 1, 16, len(containers.FILES[CLAIM]))
    assert size in data
    report = judged(data.replace(size, wrong or size, 1))

    assert ("S131" in codes(report)) is bool(wrong)
    assert (report.signatures[0].changed_after_signing in FLAGGED) is bool(wrong)


@pytest.mark.parametrize(
    ("flags", "method", "reason"),
    [(b"\1\0", b"\x08\0", "паролем"), (b"\0\x08", b"\x63\0", "спосіб стиснення")],
    ids=["encrypted", "unknown method"],
)
def test_a_member_that_cannot_be_opened_is_named(
    flags: bytes, method: bytes, reason: str, judged: Judge
) -> None:
    data = _local(6, flags + method)(_central(8, flags + method)(good()))
    report = judged(data)

    assert any(reason in message.text and CLAIM in message.text for message in report.messages)
    (one,) = report.signatures
    assert one.content_intact is None
    assert not report.judged


@pytest.mark.parametrize(
    ("other", "code"),
    [
        (CLAIM.upper(), "S133"),
        (unicodedata.normalize("NFD", "й") + ".txt", "S133"),
        ("../../etc/cron.d/x", "S134"),
        ("/tmp/x", "S134"),
        ("C:/x.txt", "S134"),
        ("a\\b.txt", "S134"),
        ("рахунок\u202efdp.exe", "S134"),
    ],
)
def test_names_that_mislead_are_told_even_when_signed(other: str, code: str, judged: Judge) -> None:
    files = {CLAIM: b"claim", "й.txt": b"x", other: b"other"}
    report = judged(packed(containers.extended(files)))

    assert code in codes(report)
    assert report.signatures[0].content_intact is True


@pytest.mark.parametrize(
    ("stored", "code"),
    [
        (None, "S135"),
        (b"", "S136"),
        (b"application/zip", "S136"),
        (b"mimetype=" + ASIC_E, "S136"),
        (ASIC_E + b"\r\n", None),
        (b"\xef\xbb\xbf" + ASIC_E, None),
        (b"application/vnd.bdoc-1.0", None),
    ],
)
def test_the_type_is_told_where_it_is_missing_or_wrong(
    stored: bytes | None, code: str | None, judged: Judge
) -> None:
    members = containers.extended()
    if stored is None:
        del members["mimetype"]
    else:
        members["mimetype"] = stored
    report = judged(packed(members))

    assert codes(report) == ({code} if code else set())
    assert report.format.value == "ASiC-E"
    assert report.signatures[0].signature_intact is True


def test_a_bomb_is_not_unpacked(judged: Judge) -> None:
    members = containers.extended({CLAIM: bytes(64 * 2**20)})
    report = judged(packed(members))

    (one,) = report.signatures
    assert one.content_intact is None
    assert any("стиснуто" in message.text for message in one.messages)


def test_a_container_cut_short_is_unreadable_not_unsigned(judged: Judge) -> None:
    report = judged(good()[:-30])

    assert report.format.value == "unreadable"
    assert not report.complete


def test_an_ordinary_archive_has_no_signatures(judged: Judge) -> None:
    report = judged(packed({"a.txt": b"a", "META-INF/MANIFEST.MF": b"x"}))

    assert report.format.value == "none"
    assert codes(report) == {"S001"}
