"""Writing what a person asked for, outside the vault (and the settings, which a person edits).

Knows: how a file is written whole, and what the system says when it cannot be.
Does not know: what is written.
Keeps: at the place asked for lies the old file or the whole new one, never a part of it.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO

from vault import Layout, os_cause
from vault.errors import DiskFull, UsageError


def require_place(path: Path) -> None:
    """There is a place to write `path` to; asked before something that cannot be undone.

    Raises:
        UsageError: the folder is not there or not writable, or belongs to a vault.
    """
    require_outside(path)
    if not os.access(path.absolute().parent, os.W_OK) or path.is_dir():
        raise UsageError(reason=f"не вдасться записати «{path}»: перевірте каталог і права")


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
    with _placing(path, lambda file: file.write(data)):
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
def copied(source: Path, path: Path) -> Iterator[None]:
    """Copy a file beside `path`; it gets that name when what is done meanwhile has gone well.

    Raises:
        UsageError: the folder is not there or not writable. DiskFull: no space.
    """
    require_outside(path)
    with source.open("rb") as opened, _placing(path, partial(shutil.copyfileobj, opened)):
        yield


@contextmanager
def written(path: Path, data: bytes) -> Iterator[None]:
    """The same for `data`."""
    require_outside(path)
    with _placing(path, lambda file: file.write(data)):
        yield


@contextmanager
def _placing(path: Path, write: Callable[[BinaryIO], object]) -> Iterator[None]:
    beside = path.with_name(f".{path.name}.partial")
    try:
        with _naming_failures(path), beside.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        yield
        with _naming_failures(path):
            beside.replace(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise


@contextmanager
def _naming_failures(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFull(path=path) from error
        raise UsageError(reason=f"не вдалося записати «{path}»: {os_cause(error)}") from error
