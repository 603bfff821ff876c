"""Writing what a person asked for to a place outside the vault."""

from __future__ import annotations

import os
from pathlib import Path

from vault.errors import UsageError


def write_new(path: Path, data: bytes) -> None:
    """Write `data` to `path`, whole or not at all; a file there is replaced.

    Raises:
        UsageError: the folder is not there or not writable.
    """
    partial = path.with_name(f".{path.name}.partial")
    try:
        with partial.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise UsageError(reason=f"не вдалося записати «{path}»: {error.strerror}") from error
