"""ZIP comes out under our names; what it calls its members is only data."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from tests.vault.airlock import good
from tests.vault.airlock.makers import raw_zip
from vault.airlock import Airlock, Limits, plain_file
from vault.airlock.archives import member_path
from vault.errors import TooLarge
from vault.model import Json


def unpack(airlock: Airlock, folder: Path, data: bytes) -> list[Json]:
    path = folder / "archive"
    path.write_bytes(data)
    out = folder / "out"
    out.mkdir()
    members: list[Json] = airlock.call(
        "vault.airlock.archives:unpack", path=str(path), folder=str(out)
    )["members"]
    return members


def test_members_come_out_numbered_with_their_names_as_data(airlock: Airlock, folder: Path) -> None:
    data = good.zipped({"позов.pdf": b"1", "папка/": b"", "папка/докази/фото 1.jpg": b"22"})
    members = unpack(airlock, folder, data)

    assert members == [
        {"file": "0001", "name": "позов.pdf", "path": "позов.pdf", "size": 1, "content": True},
        {
            "file": "0002",
            "name": "фото 1.jpg",
            "path": "папка/докази/фото 1.jpg",
            "size": 2,
            "content": True,
        },
    ]
    assert plain_file(folder / "out", "0002").read_bytes() == b"22"
    assert sorted(p.name for p in (folder / "out").iterdir()) == ["0001", "0002"]


@pytest.mark.parametrize("encoding", ["cp866", "cp1125", "cp1251", "utf-8"])
def test_names_in_the_code_pages_of_ukrainian_windows(encoding: str) -> None:
    name = "Відзив на позовну заяву Єременка.docx"
    if encoding == "cp866":  # which has no і
        name = name.replace("і", "i")
    member = zipfile.ZipInfo(name.encode(encoding).decode("cp437"))

    assert member_path(member) == name


def test_the_unicode_path_field_wins_when_it_belongs_to_the_name() -> None:
    member = zipfile.ZipInfo("???.pdf")
    body = b"\x01" + struct.pack("<I", zlib.crc32(b"???.pdf")) + "їжа.pdf".encode()
    member.extra = struct.pack("<HH", 0x7075, len(body)) + body
    assert member_path(member) == "їжа.pdf"

    member.orig_filename = "other.pdf"
    assert member_path(member) == "other.pdf"


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Temp\\позов.pdf", "Temp/позов.pdf"),
        ("./a//b.pdf", "a/b.pdf"),
        ("a\x00\x1b[31m.pdf", "a [31m.pdf"),
    ],
)
def test_names_are_cleaned(name: str, path: str) -> None:
    member = zipfile.ZipInfo()
    member.orig_filename, member.flag_bits = name, 0x800

    assert member_path(member) == path


def test_what_an_asic_says_about_itself_is_no_content(airlock: Airlock, folder: Path) -> None:
    members = unpack(airlock, folder, good.asic())

    assert [m["path"] for m in members if m["content"]] == ["позов.pdf"]
    assert [m["path"] for m in members if not m["content"]] == [
        "mimetype",
        "META-INF/signatures001.xml",
    ]


def test_a_member_with_another_checksum_is_unreadable(airlock: Airlock, folder: Path) -> None:
    packed = zlib.compress(b"words", wbits=-15)
    with pytest.raises(Exception, match="контрольна сума"):
        unpack(airlock, folder, raw_zip((b"a.txt", packed), size=5))


def test_containers_in_containers_share_the_limits() -> None:
    limits = Limits(nesting=3, members=10, unpacked_mib=10)
    inside = limits.inside(members=4, unpacked=5 * 1024 * 1024 + 1)

    assert (inside.nesting, inside.members, inside.unpacked_mib) == (2, 6, 4)
    for members, unpacked in ((6, 0), (0, 4 * 1024 * 1024)):
        with pytest.raises(TooLarge):
            inside.inside(members=members, unpacked=unpacked)
    with pytest.raises(TooLarge):
        inside.inside(members=0, unpacked=0).inside(members=0, unpacked=0)
