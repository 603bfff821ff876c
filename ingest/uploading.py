"""Files that come from a browser: into the inbox, and who brought them into the journal.

Knows: which names may lie in a case folder, how a file appears there whole.
Does not know: browsers, what is in the file, when it is taken (the watcher's work).
Keeps: a file appears in the inbox only after the journal says durably who brought it; a name comes
from the browser, a place never; nothing that lies there is replaced. Restricted documents do not
come this way: their bytes would be read (814 XX¹.4), so no card is taken that could say so.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ingest import events
from ingest.errors import UploadRefused
from ingest.inbox import ignored
from ingest.model import CARD, READY, SIGNATURE
from inventory import CaseFile, folder_name
from inventory.events import case_subject
from vault import Vault, single_spaced
from vault.errors import DiskFull, VaultError

UNSORTED = "без справи"
"""Folder of the inbox for what nobody has assigned to a case file yet."""
_NAME_MAX_BYTES = 180
_KEPT_FREE = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file that lies in the inbox now; `path` is relative to it."""

    path: str
    size: int


def receive(
    vault: Vault,
    chunks: Iterable[bytes],
    *,
    name: str,
    case: CaseFile | None,
    actor: str,
    max_bytes: int,
    size: int | None = None,
) -> Uploaded:
    """Take a file that somebody sends, chunk by chunk, into the inbox.

    Args:
        vault: whose inbox.
        chunks: its bytes.
        name: as the sender calls it.
        case: into whose folder it goes; None while nobody knows.
        actor: who sends it, as the journal names them.
        max_bytes: how large it may be.
        size: bytes it is said to have.

    Raises:
        UploadRefused: its name or size will not do. DiskFull: there is no room.
        AccessDenied: the person may not register there. In each case nothing is left of it.
    """
    clean = clean_name(name)
    _require_room(vault, size, max_bytes)
    folder = vault.layout.inbox / (folder_name(case.name) if case else UNSORTED)
    vault.disk.make_folders(folder)
    own = vault.random(8).hex()
    beside = folder / f".{own}.{clean}.part"  # hidden: nobody takes it before it is whole
    counted = _Counted(chunks, max_bytes)
    vault.disk.create(beside, counted)
    try:
        target = _free(folder, clean)
        with vault.transaction(actor) as tx:
            tx.record(
                events.UPLOADED,
                subjects=(
                    events.upload_subject(own),
                    *((case_subject(case.key),) if case else ()),
                ),
                payload={
                    "upload": own,
                    "path": f"{folder.name}/{target.name}",
                    "number": case.number if case else "",
                    "size": counted.size,
                    "sha512": counted.sha512.hexdigest(),
                },
            )
            tx.commit()
        _appear(vault, beside, target)
    finally:
        with suppress(OSError, VaultError):
            vault.disk.unlink(beside)
    return Uploaded(f"{folder.name}/{target.name}", counted.size)


class _Counted:
    """Chunks, counted and digested as they go by."""

    def __init__(self, chunks: Iterable[bytes], max_bytes: int) -> None:
        self.size = 0
        self.sha512 = hashlib.sha512()
        self._chunks = chunks
        self._max_bytes = max_bytes

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self.size += len(chunk)
            if self.size > self._max_bytes:
                raise _too_large(self._max_bytes)
            self.sha512.update(chunk)
            yield chunk
        if self.size == 0:
            raise UploadRefused(reason="файл порожній")


def _too_large(max_bytes: int) -> UploadRefused:
    return UploadRefused(reason=f"він більший за {max_bytes // (1024 * 1024)} МБ (limits.file_mib)")


def _require_room(vault: Vault, size: int | None, max_bytes: int) -> None:
    """Raises: UploadRefused, DiskFull: before gigabytes are sent in vain."""
    if size is None:
        return
    if size > max_bytes:
        raise _too_large(max_bytes)
    inbox = vault.layout.inbox
    if shutil.disk_usage(inbox).free < size + _KEPT_FREE:
        raise DiskFull(path=inbox)


def clean_name(name: str) -> str:
    """The name as it may lie in a folder: one plain name, whatever the browser says.

    Raises:
        UploadRefused: no document has such a name.
    """
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    name = "".join("_" if unicodedata.category(c)[0] == "C" else c for c in name)
    name = single_spaced(name).strip(" .")
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, f".{ending}") if dot and len(ending) <= 12 else (name, "")
    while len((stem + ending).encode()) > _NAME_MAX_BYTES:
        stem = stem[:-1]
    name = stem.rstrip() + ending
    if not stem or ignored(name):
        raise UploadRefused(reason="така назва в системних і тимчасових файлів, а не в документів")
    if name.lower().endswith((CARD, READY)):
        raise UploadRefused(
            reason="картки й позначки через браузер не надсилають: картку заповнюють на сторінці, "
            "а документ з обмеженим доступом реєструють за відкритими даними без його файла"
        )
    return name


def _free(folder: Path, name: str) -> Path:
    """A name nothing there has; «x (2).pdf» when «x.pdf» or something of it is there.

    Raises:
        UploadRefused: of a signature, which would lose its document by another name.
    """
    if not _taken(folder, name):
        return folder / name
    if name.lower().endswith(SIGNATURE):
        raise UploadRefused(reason=f"«{name}» уже лежить у скриньці й чекає, поки його заберуть")
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, f".{ending}") if dot else (name, "")
    number = 2
    while _taken(folder, f"{stem} ({number}){ending}"):
        number += 1
    return folder / f"{stem} ({number}){ending}"


def _taken(folder: Path, name: str) -> bool:
    """Whether the name, or a card for it, is there."""
    return any(os.path.lexists(folder / each) for each in (name, f"{name}{CARD}"))


def _appear(vault: Vault, beside: Path, target: Path) -> None:
    """Give it its name, whole at once."""
    try:
        vault.disk.link(beside, target)
    except FileExistsError:
        raise UploadRefused(reason="файл з такою назвою щойно поклав хтось інший") from None
    except (OSError, VaultError):  # the filesystem knows no links
        vault.disk.rename(beside, target)
    vault.disk.sync_folder(target.parent)
