"""Pictures of pages for the screen, drawn once and kept while there is room.

Knows: which content shows a document, where pictures are kept and how many.
Does not know: who may see them (the page asks), pixels (the airlock's).
Keeps: named by the content they show, so a picture can never be of something else; the oldest go
when the folder passes its size; deleting it all costs only time.
"""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path

from inventory.model import Document
from vault import Vault
from vault.airlock import Airlock, plain_file
from vault.errors import NotFound

WIDTHS = (180, 900, 1400)
_TASK = "vault.airlock.images:picture"
_MAX_BYTES = 512 * 1024 * 1024
_LOOK_EVERY = 200


class Pictures:
    """The folder of pictures; any number of threads may ask."""

    def __init__(self, vault: Vault, airlock: Airlock, *, max_bytes: int = _MAX_BYTES) -> None:
        """Nothing is made until a picture is asked for."""
        self._vault = vault
        self._airlock = airlock
        self._folder = vault.layout.desk / "pictures"
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._made = 0

    def of(self, document: Document, page: int, width: int) -> tuple[str, bytes]:
        """The picture's tag and JPEG.

        Args:
            document: whose reading copy, or else original, is shown.
            page: from 0.
            width: one of `WIDTHS`.

        Raises:
            NotFound: the document has no content here. AirlockError: it cannot be drawn.
        """
        sha512 = document.reading_copy or document.original
        if sha512 is None or width not in WIDTHS or page < 0:
            raise NotFound(what_for="зображення", name=f"{document.id}/{page}")
        tag = f"{sha512[:40]}-{page}-{width}"
        kept = self._folder / tag[:2] / f"{tag}.jpg"
        with contextlib.suppress(FileNotFoundError):
            data = kept.read_bytes()
            os.utime(kept)
            return tag, data
        data = self._draw(self._vault.locate(sha512), page, width)
        self._keep(kept, data)
        return tag, data

    def _draw(self, path: Path, page: int, width: int) -> bytes:
        with self._airlock.folder() as folder:
            made = self._airlock.call(
                _TASK, path=str(path), page=page, width=width, folder=str(folder)
            )
            return plain_file(folder, made["file"]).read_bytes()

    def _keep(self, path: Path, data: bytes) -> None:
        """Keep it whole or not at all; that it is kept is no promise."""
        with contextlib.suppress(OSError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            beside = path.with_name(f".{path.name}.{threading.get_ident()}")
            beside.write_bytes(data)
            beside.replace(path)
        with self._lock:
            self._made += 1
            due = self._made % _LOOK_EVERY == 1
        if due:
            self.tidy()

    def tidy(self) -> None:
        """Remove what was not looked at for longest, until the rest fits."""
        files = []
        for path in self._folder.rglob("*.jpg"):
            with contextlib.suppress(OSError):
                found = path.stat()
                files.append((found.st_mtime_ns, found.st_size, path))
        left = sum(size for _, size, _ in files)
        for _, size, path in sorted(files):
            if left <= self._max_bytes:
                break
            path.unlink(missing_ok=True)
            left -= size
