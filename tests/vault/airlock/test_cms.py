"""CMS: the content comes out exactly, in every encoding people send."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from tests.vault.airlock import good
from vault.airlock import Airlock
from vault.errors import Unreadable
from vault.model import Json


def unpack(airlock: Airlock, folder: Path, data: bytes, name: str = "позов.pdf.p7s") -> Json:
    path = folder / "cms"
    path.write_bytes(data)
    return airlock.call("vault.airlock.cms:unpack", path=str(path), name=name, folder=str(folder))


def indefinite(der: bytes) -> bytes:
    """SignedData around `content` in the indefinite lengths that streaming programs write."""
    octets = b"".join(b"\x04\x03" + der[i : i + 3] for i in range(0, len(der), 3))
    data_oid = bytes.fromhex("06092a864886f70d010701")
    encapsulated = b"\x30\x80" + data_oid + b"\xa0\x80\x24\x80" + octets + bytes(6)
    signed = b"\x30\x80\x02\x01\x01\x31\x00" + encapsulated + b"\x31\x00" + bytes(2)
    return b"\x30\x80" + bytes.fromhex("06092a864886f70d010702") + b"\xa0\x80" + signed + bytes(4)


@pytest.mark.parametrize(
    "wrap",
    [
        bytes,
        base64.b64encode,
        base64.encodebytes,
        lambda der: b"-----BEGIN PKCS7-----\n" + base64.encodebytes(der) + b"-----END PKCS7-----\n",
    ],
    ids=["der", "base64", "base64 in lines", "pem"],
)
def test_attached_content_comes_out(airlock: Airlock, folder: Path, wrap: object) -> None:
    assert callable(wrap)
    answer = unpack(airlock, folder, wrap(good.signed(good.pdf())))

    assert answer == {
        "detached": False,
        "signers": 0,
        "members": [{"file": "0001", "name": "позов.pdf", "size": len(good.pdf())}],
    }
    assert (folder / "0001").read_bytes() == good.pdf()


def test_content_in_pieces_is_put_together(airlock: Airlock, folder: Path) -> None:
    unpack(airlock, folder, indefinite(b"123456789"))

    assert (folder / "0001").read_bytes() == b"123456789"


def test_a_detached_signature_has_no_members(airlock: Airlock, folder: Path) -> None:
    answer = unpack(airlock, folder, good.signed(None))

    assert answer == {"detached": True, "signers": 0, "members": []}


def test_empty_content_is_content(airlock: Airlock, folder: Path) -> None:
    assert unpack(airlock, folder, good.signed(b""))["members"][0]["size"] == 0


def test_other_bytes_are_unreadable(airlock: Airlock, folder: Path) -> None:
    for data in (b"", b"\x30\x80", b"text", good.signed(good.pdf())[:100]):
        with pytest.raises(Unreadable):
            unpack(airlock, folder, data)
