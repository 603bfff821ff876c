"""Writing what a person asked for, outside the vault (and the settings, which a person edits).

Knows: how a file is written whole, and what the system says when it cannot be.
Does not know: what is written.
Keeps: at the place asked for lies the old file or the whole new one, never a part of it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from vault.errors import UsageError


def require_place(path: Path) -> None:
    """There is a place to write `path` to; asked before something that cannot be undone.

    Raises:
        UsageError: the folder is not there or not writable.
    """
    if not os.access(path.absolute().parent, os.W_OK) or path.is_dir():
        raise UsageError(reason=f"не вдасться записати «{path}»: перевірте каталог і права")


def write_new(path: Path, data: bytes) -> None:
    """Write `data` to `path`, whole or not at all; a file there is replaced.

    Raises:
        UsageError: the folder is not there or not writable.
    """
    _whole(path, lambda file: file.write(data))


def copy_new(source: Path, path: Path) -> None:
    """Copy a file to `path`, whole or not at all; a file there is replaced.

    Raises:
        UsageError: the folder is not there or not writable.
    """
    with source.open("rb") as opened:
        _whole(path, lambda file: shutil.copyfileobj(opened, file))


def _whole(path: Path, write: Callable[[BinaryIO], object]) -> None:
    partial = path.with_name(f".{path.name}.partial")
    try:
        with partial.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise UsageError(reason=f"не вдалося записати «{path}»: {error.strerror}") from error
