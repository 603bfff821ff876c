"""What in the bytes of a ZIP lets two programs see two different archives.

Knows: local headers, the list of contents at the end, and what may stand between them (APPNOTE).
Does not know: what the members are.
Keeps: nothing is unpacked; the file is read a few bytes at a time.
"""

from __future__ import annotations

import os
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

_MIB = 1 << 20
_LOCAL = struct.Struct("<4s5H3L2H")
_LOCAL_SIGNATURE, _END_SIGNATURE = b"PK\3\4", b"PK\5\6"
_END = 22
_DESCRIBED_LATER, _UTF8 = 0x8, 0x800
_TAIL = _END + 0xFFFF
_UNKNOWN_SIZE = 0xFFFFFFFF
_ZIP64 = 1
_OTHER_FILES = (_LOCAL_SIGNATURE, b"%PDF-", b"<html", b"<HTML")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something no honest program writes.

    Attributes:
        member: the member that cannot be relied on; None when it is the archive as a whole.
        reason: to be put into a sentence.
    """

    member: zipfile.ZipInfo | None
    reason: str


def faults(archive: zipfile.ZipFile, file: IO[bytes]) -> Iterator[Fault]:
    """All faults of the open `archive`, whose bytes `file` holds."""
    size = os.fstat(file.fileno()).st_size
    end = 0
    for info in sorted(archive.infolist(), key=lambda one: one.header_offset):
        start = info.header_offset
        if start < 0:
            yield Fault(info, "його місця в архіві немає")
            continue
        if start < end:
            yield Fault(info, "його дані накладаються на дані іншого файлу")
        elif reason := _hidden(file, end, start, first=end == 0):
            yield Fault(None, reason)
        header = os.pread(file.fileno(), _LOCAL.size, start)
        if len(header) < _LOCAL.size or header[:4] != _LOCAL_SIGNATURE:
            yield Fault(info, "на його місці в архіві лежить щось інше")
            continue
        fields = _LOCAL.unpack(header)
        name = os.pread(file.fileno(), fields[9], start + _LOCAL.size)
        extra = os.pread(file.fileno(), fields[10], start + _LOCAL.size + fields[9])
        if not _agrees(info, _with_large_sizes(fields, extra), name):
            yield Fault(info, "відомості про нього на початку й наприкінці архіву різняться")
        end = max(end, start + _LOCAL.size + fields[9] + fields[10] + info.compress_size)
    begin = archive.start_dir
    if end > begin:
        yield Fault(None, "дані файлів накладаються на зміст архіву")
    elif reason := _hidden(file, end, begin, first=False):
        yield Fault(None, reason)
    yield from _end_faults(archive, file, size)


def _agrees(info: zipfile.ZipInfo, fields: tuple[int, ...], name: bytes) -> bool:
    """Whether the local header says what the list of contents says."""
    flags, method, crc, packed, unpacked = fields[2], fields[3], *fields[6:9]
    written = info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8 else "cp437")
    later = bool(flags & _DESCRIBED_LATER)
    listed = (info.CRC, info.compress_size, info.file_size)
    sizes = zip((crc, packed, unpacked), listed, strict=True)
    return (
        name == written
        and method == info.compress_type
        and flags & 0x1 == info.flag_bits & 0x1
        and all(one == said or (later and not one) for one, said in sizes)
    )


def _with_large_sizes(fields: tuple[int, ...], extra: bytes) -> tuple[int, ...]:
    """The local header with the sizes that a ZIP64 archive keeps in the extra field."""
    found = list(fields)
    while len(extra) >= 4:
        kind, size = struct.unpack("<2H", extra[:4])
        body = extra[4 : 4 + size]
        if kind == _ZIP64:
            values = [n for (n,) in struct.iter_unpack("<Q", body[: len(body) // 8 * 8])]
            for place in (8, 7):  # unpacked first, and each only where it is needed
                if found[place] == _UNKNOWN_SIZE and values:
                    found[place] = values.pop(0)
        extra = extra[4 + size :]
    return tuple(found)


def _hidden(file: IO[bytes], begin: int, end: int, *, first: bool) -> str:
    """Why the bytes between two parts of the archive are suspicious; empty when they are not."""
    if begin >= end:
        return ""
    if first:
        return "перед архівом стоять сторонні дані"
    gap = os.pread(file.fileno(), min(end - begin, _MIB), begin)
    if end - begin > _MIB or any(one in gap for one in _OTHER_FILES):
        return "між файлами архіву сховано сторонні дані"
    # A data descriptor, or the room an old directory left; nothing that opens by itself.
    return ""


def _end_faults(archive: zipfile.ZipFile, file: IO[bytes], size: int) -> Iterator[Fault]:
    begin = max(0, size - _TAIL)
    tail = os.pread(file.fileno(), size - begin, begin)
    at = tail.rfind(_END_SIGNATURE, 0, len(tail) - len(archive.comment))
    record = tail[at : at + _END]
    if at < 0 or len(record) < _END:
        yield Fault(None, "кінець архіву записано не за правилами")
        return
    count, comment = struct.unpack("<H8xH", record[10:22])
    if at + _END + comment != len(tail):
        yield Fault(None, "після архіву стоять сторонні дані")
    elif any(one in archive.comment for one in (_END_SIGNATURE, *_OTHER_FILES)):
        yield Fault(None, "у коментарі архіву сховано інші дані")
    if count not in (0xFFFF, len(archive.infolist()) & 0xFFFF):
        yield Fault(None, "кількість файлів у змісті архіву вказано неправильно")
