"""Writing what a person asked for, outside the vault (and the settings, which a person edits).

Knows: how a file is written whole, and what the system says when it cannot be.
Does not know: what is written.
Keeps: at the place asked for lies the old file or the whole new one, never a part of it; from the
moment at which something else may rest on it, the new one is on the platter, there or beside it.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from vault import Layout, os_cause
from vault.disk import Disk
from vault.errors import ArchiveError, DiskFailed, DiskFull, ExitCode, ReadOnly, UsageError

_CHUNK = 1 << 20


class Undelivered(ArchiveError):
    """What was asked for is done and written, but could not get its name."""

    code = "U005"
    exit = ExitCode.ATTENTION
    what = "Файл не дістав назви «{path}»: {reason}."
    kept = "Усе зроблено й записано; готовий файл лежить у «{beside}»."
    remedy = "Перейменуйте його; повторювати команду не треба."


def require_place(path: Path) -> None:
    """There is a place to write `path` to; asked before something that cannot be undone.

    Raises:
        UsageError: the folder is not there or not writable, or belongs to a vault.
    """
    require_outside(path)
    if not os.access(path.absolute().parent, os.W_OK) or path.is_dir():
        raise UsageError(reason=f"не вдасться записати «{path}»: перевірте каталог і права")


def require_new(path: Path) -> None:
    """Nothing lies at `path` yet.

    Raises:
        UsageError: something does.
    """
    if os.path.lexists(path):
        raise UsageError(
            reason=f"«{path}» уже є; назвіть інший файл або додайте --force, щоб замінити його"
        )


def require_outside(path: Path) -> None:
    """`path` lies in no vault: what is there is written by the vault alone.

    Raises:
        UsageError: it does.
    """
    if any(Layout(folder).marker.exists() for folder in path.resolve().parents):
        raise UsageError(reason=f"«{path}» лежить у сховищі, а туди пише лише воно саме")


def write_settings(path: Path, data: bytes) -> None:
    """Write the one file of a vault that a person edits, whole or not at all.

    Raises:
        UsageError: the folder is not there or not writable.
    """
    with _placing(path, [data]):
        pass


def write_new(path: Path, data: bytes) -> None:
    """Write `data` to `path`, whole or not at all; a file there is replaced.

    Raises:
        UsageError: the folder is not there or not writable, or belongs to a vault.
    """
    with written(path, data):
        pass


def copy_new(source: Path, path: Path) -> None:
    """Copy a file to `path`, whole or not at all; a file there is replaced.

    Raises:
        UsageError: the folder is not there or not writable.
    """
    with copied(source, path):
        pass


@contextmanager
def copied(
    source: Path, path: Path, *, replacing: bool = True, disk: Disk | None = None
) -> Iterator[None]:
    """Copy a file beside `path`; it gets that name when what is done meanwhile has gone well.

    Args:
        source: what is copied.
        path: to where.
        replacing: a file that lies there is replaced; otherwise it stays, and so does the copy,
            under the name that the error tells.
        disk: what is written to; the system's own by default.

    Raises:
        UsageError: the folder is not there or not writable. DiskFull: no space.
    """
    require_outside(path)
    with (
        source.open("rb") as opened,
        _placing(path, _chunks(opened), replacing=replacing, disk=disk),
    ):
        yield


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk


@contextmanager
def written(path: Path, data: bytes) -> Iterator[None]:
    """The same for `data`."""
    require_outside(path)
    with _placing(path, [data]):
        yield


@contextmanager
def _placing(
    path: Path, chunks: Iterable[bytes], *, replacing: bool = True, disk: Disk | None = None
) -> Iterator[None]:
    disk, beside = disk or Disk(), _beside(path)
    with _naming_failures(path):
        disk.create(beside, chunks, mode=0o666)
    try:
        with _naming_failures(path):
            disk.sync_folder(beside.parent)
        yield
    except BaseException:
        with suppress(OSError, ArchiveError):
            disk.unlink(beside)
        raise
    # Something may rest on the bytes now: whatever fails from here on, they stay.
    try:
        if not replacing and _linked(disk, beside, path):
            return
        disk.rename(beside, path)
        disk.sync_folder(beside.parent)
    except (OSError, ArchiveError) as error:
        raise Undelivered(path=path, beside=beside, reason=_cause(error)) from error


def _beside(path: Path) -> Path:
    """A name in the same folder that no file has, such as one of a process that was killed."""
    numbers = itertools.chain([""], map(".{}".format, itertools.count(2)))
    names = (path.with_name(f".{path.name}{number}.partial").absolute() for number in numbers)
    return next(name for name in names if not name.is_file())


def _linked(disk: Disk, beside: Path, path: Path) -> bool:
    """Name the file `path`; False where files have one name only, and none lies there.

    Raises:
        FileExistsError: one does.
    """
    try:
        disk.link(beside, path)
    except OSError:
        if os.path.lexists(path):
            raise
        return False
    disk.sync_folder(beside.parent)  # a cut may keep the next step and lose the last one
    disk.unlink(beside)
    return True


@contextmanager
def _naming_failures(path: Path) -> Iterator[None]:
    try:
        yield
    except DiskFull as error:
        raise DiskFull(path=path) from error
    except (OSError, DiskFailed, ReadOnly) as error:
        if not path.absolute().parent.is_dir():
            raise UsageError(
                reason=f"файл «{path}» нікуди записати: каталогу «{path.parent}» немає"
            ) from error
        raise UsageError(reason=f"не вдалося записати «{path}»: {_cause(error)}") from error


def _cause(error: OSError | ArchiveError) -> str:
    if isinstance(error, OSError):
        return os_cause(error)
    return str(error.details.get("reason") or error.sentences()[0].removesuffix("."))
