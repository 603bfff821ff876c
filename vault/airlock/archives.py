"""ZIP, the one archive a court takes; ASiC, DOCX and ODT are ZIP too. The home of zipfile.

Knows: how a ZIP lies to whoever unpacks it, and how to unpack none of the lies.
Does not know: what the members are (each is inspected on its own afterwards).
Keeps: no path from an archive is ever used as a path; what comes out is bounded while it comes
out, whatever the archive says about its size.
"""

from __future__ import annotations

import os
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from vault.airlock.encoding import decoded
from vault.airlock.errors import Ambiguous, UnsafeArchive, unreadable
from vault.airlock.limits import MIB, Limits
from vault.errors import Encrypted, TooLarge, Unreadable
from vault.model import Json
from vault.plain import clean

_CHUNK = 1 << 18
_UTF8 = 0x800
_ENCRYPTED = 0x1 | 0x40
_UNICODE_PATH = 0x7075  # APPNOTE 4.6.9
_DIRECTORY_MIB = 16
_ASIC = {
    "application/vnd.etsi.asic-s+zip": "asic-s",
    "application/vnd.etsi.asic-e+zip": "asic-e",
    "application/vnd.bdoc-1.0": "asic-e",
}
_ASIC_S = ("META-INF/signatures.xml", "META-INF/signature.p7s")
_EVIDENCE = re.compile(
    r"META-INF/[^/]*(signature|timestamp|evidencerecord)[^/]*\.(xml|p7s|tst|ers)", re.IGNORECASE
)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Archive:
    """A ZIP whose directory has been checked before anything is unpacked."""

    def __init__(self, file: IO[bytes], limits: Limits) -> None:
        """Read the directory of `file`; `opened` is the usual way in."""
        self._limits = limits
        self._left = limits.unpacked_mib * MIB
        self._packed = os.fstat(file.fileno()).st_size
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError) as error:
            raise unreadable("архів", error) from None
        self.members = [m for m in self._zip.infolist() if not m.is_dir()]
        self.names = {m.filename: m for m in self.members}
        self._check()
        self._check_extents(file)

    def mimetype(self) -> str:
        """What the archive calls itself, in the way of ODF and ASiC; empty when it does not."""
        member = self.names.get("mimetype")
        return self.head(member).decode("ascii", "replace").strip() if member else ""

    def kind(self) -> str:
        """`asic-s`, `asic-e` or `zip` (ETSI EN 319 162-1: by type, else by its signatures)."""
        declared = self.mimetype()
        if declared in _ASIC:
            return _ASIC[declared]
        signatures = [name for name in self.names if is_signature(name)]
        data = [n for n in self.names if "/" not in n and n != "mimetype"]
        if not signatures:
            return "zip"
        return "asic-s" if len(data) == 1 and signatures[0] in _ASIC_S else "asic-e"

    def read(self, member: zipfile.ZipInfo, most: int) -> bytes:
        """A member's bytes.

        Raises:
            TooLarge: there are more than `most`.
        """
        parts = bytearray()
        for part in self.stream(member):
            parts += part
            if len(parts) > most:
                raise TooLarge(reason=f"«{clean(member.filename, 80)}» понад {most} байтів")
        return bytes(parts)

    def head(self, member: zipfile.ZipInfo, most: int = 512) -> bytes:
        """The first bytes of a member."""
        try:
            with self._zip.open(member) as stream:
                return stream.read(most)
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError) as error:
            raise unreadable("архів", error) from None

    def stream(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        """A member's bytes as they come out, never more than it declares; the CRC is checked."""
        try:
            with self._zip.open(member) as stream:
                while part := stream.read(_CHUNK):
                    self._left -= len(part)
                    if self._left < 0:  # the same member read over and over
                        raise TooLarge(
                            reason=f"розпакований вміст понад {self._limits.unpacked_mib} МБ"
                        )
                    yield part
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError) as error:
            raise unreadable("архів", error) from None

    def _check(self) -> None:
        """What the directory itself gives away."""
        limits = self._limits
        if len(self._zip.infolist()) > limits.members:
            raise TooLarge(reason=f"в архіві понад {limits.members} файлів")
        if any(m.flag_bits & _ENCRYPTED for m in self.members):
            raise Encrypted
        if len(self.names) < len(self.members):
            raise UnsafeArchive(reason="кілька файлів мають одну назву")
        for member in self.members:
            mode = member.external_attr >> 16
            if mode and not stat.S_ISREG(mode) and stat.S_IFMT(mode):
                raise UnsafeArchive(reason="містить посилання або особливий файл")
            if member.compress_type not in _METHODS:
                raise Unreadable(reason=f"невідомий спосіб стиснення {member.compress_type}")
        declared = sum(m.file_size for m in self.members)
        if declared > limits.unpacked_mib * MIB:
            raise TooLarge(reason=f"розпакований вміст понад {limits.unpacked_mib} МБ")
        if declared > limits.free_mib * MIB and declared > limits.ratio * self._packed:
            raise TooLarge(reason=f"вміст стиснуто більш ніж у {limits.ratio} разів")

    def _check_extents(self, file: IO[bytes]) -> None:
        """Members must lie one after another from the first byte on, and share nothing.

        Overlapping members are how one kilobyte becomes a petabyte; space between them is where
        a second document hides that other programs would show.
        """
        end = 0
        for member in sorted(self._zip.infolist(), key=lambda m: m.header_offset):
            if member.header_offset < end:
                raise UnsafeArchive(reason="файли в архіві накладаються один на одного")
            self._refuse_hidden(file, end, member.header_offset)
            local = os.pread(file.fileno(), 30, member.header_offset)
            lengths = int.from_bytes(local[26:28], "little") + int.from_bytes(
                local[28:30], "little"
            )
            end = member.header_offset + 30 + lengths + member.compress_size
        if end > self._zip.start_dir:
            raise UnsafeArchive(reason="файли в архіві накладаються один на одного")
        self._refuse_hidden(file, end, self._zip.start_dir)

    def _refuse_hidden(self, file: IO[bytes], begin: int, end: int) -> None:
        if begin == 0 < end:
            raise Ambiguous(reason="перед архівом ZIP стоїть початок іншого файлу")
        gap = os.pread(file.fileno(), min(end - begin, MIB), begin)
        if b"%PDF-" in gap or b"PK\x03\x04" in gap or b"<html" in gap.lower():
            raise Ambiguous(reason="в архіві ZIP сховано інший файл")


@contextmanager
def opened(path: str, limits: Limits) -> Iterator[Archive]:
    """The archive at `path`, its directory checked.

    Raises:
        Encrypted, TooLarge, UnsafeArchive, Ambiguous, Unreadable: see `Archive`.
    """
    with Path(path).open("rb") as file:
        if os.fstat(file.fileno()).st_size > limits.file_mib * MIB:
            raise TooLarge(reason=f"розмір файлу понад {limits.file_mib} МБ")
        refuse_long_directory(file)
        yield Archive(file, limits)


def unpack(path: str, folder: str, limits: Limits) -> Json:
    """Task: unpack a ZIP or ASiC into `folder` as `0001`, `0002` …; one level.

    Returns:
        `{"members": [{"file", "name", "path", "size", "content"}]}`: the plain name, and the whole
        path in the archive, both as data, cleaned; `content` is false for what an ASiC says about
        itself (its type, manifests and signatures).

    Raises:
        Encrypted, TooLarge, UnsafeArchive, Ambiguous, Unreadable: nothing of it is to be used.
    """
    members = []
    with opened(path, limits) as archive:
        asic = archive.kind() != "zip"
        for number, member in enumerate(archive.members, 1):
            inside = member_path(member)
            file = f"{number:04}"
            size = 0
            with (Path(folder) / file).open("xb") as out:
                for part in archive.stream(member):
                    size += out.write(part)
            name = inside.rsplit("/", 1)[-1] or file
            about = asic and (inside == "mimetype" or inside.startswith("META-INF/"))
            members.append(
                {"file": file, "name": name, "path": inside, "size": size, "content": not about}
            )
    return {"members": members}


def is_signature(name: str) -> bool:
    """Whether an ASiC keeps signatures, time-stamps or evidence records under this name."""
    return _EVIDENCE.fullmatch(name) is not None


def member_path(member: zipfile.ZipInfo) -> str:
    """A member's path as people wrote it, `/` between its parts; data only, never opened.

    Raises:
        UnsafeArchive: it climbs out of its folder; no honest program writes such a path.
    """
    name = decoded_name(member).replace("\\", "/")
    parts = [clean(part, 200) for part in name.split("/")]
    if ".." in parts:
        raise UnsafeArchive(reason=f"шлях «{clean(name, 80)}» виходить за межі архіву")
    return "/".join(part for part in parts if part and not re.fullmatch(r"\.|[A-Za-z]:", part))


def decoded_name(member: zipfile.ZipInfo) -> str:
    """A member's path as it was most likely meant: not every program says in which encoding."""
    if member.flag_bits & _UTF8:
        return member.orig_filename
    raw = member.orig_filename.encode("cp437")  # zipfile read it as cp437
    extra = member.extra
    while len(extra) >= 4:
        kind, size = (int.from_bytes(extra[i : i + 2], "little") for i in (0, 2))
        body, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNICODE_PATH and body[1:5] == zlib.crc32(raw).to_bytes(4, "little"):
            return body[5:].decode("utf-8", "replace")
    return decoded(raw)[0]


def refuse_long_directory(file: IO[bytes]) -> None:
    """Zipfile reads the whole directory into objects before anyone can count them.

    Raises:
        TooLarge: it is longer than any honest directory.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 22 - 0xFFFF))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at >= 0 and int.from_bytes(tail[at + 12 : at + 16], "little") > _DIRECTORY_MIB * MIB:
        raise TooLarge(reason="зміст архіву завеликий")
