"""Pictures of pages for the screen, drawn once and kept while there is room; how large pages are.

Knows: which content shows a document, where pictures are kept and how many.
Does not know: who may see them (the page asks), pixels (the airlock's).
Keeps: named by the content they show, so a picture can never be of something else; the oldest go
when the folder passes its size; deleting it all costs only time.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import Connection

from inventory.model import Document
from inventory.service.leaves import blank_pages
from vault import Vault
from vault.airlock import Airlock, plain_file
from vault.errors import AirlockError, NotFound

WIDTHS = (180, 900, 1400)
_TASK = "vault.airlock.images:picture"
_MAX_BYTES = 512 * 1024 * 1024
_LOOK_EVERY = 200
_SIZES_TASK = "vault.airlock.images:sizes"
_AT_ONCE = 25  # files measured in one call: some milliseconds each
_KEPT = 2_000


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large the pages of a content are.

    Attributes:
        pages: width and height of each in points, as it is seen.
        reason: why none can be shown; empty otherwise.
    """

    pages: tuple[tuple[int, int], ...] = ()
    reason: str = ""


def shown_by(document: Document) -> str | None:
    """The content that shows a document: its reading copy, or else its original."""
    return document.reading_copy or document.original


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
        self._sizes: OrderedDict[str, Sizes] = OrderedDict()
        self._blank: OrderedDict[str, frozenset[int]] = OrderedDict()

    def warm(self) -> None:
        """Start what draws, so that the first who looks does not wait for it."""
        with contextlib.suppress(AirlockError):
            self._airlock.call(_SIZES_TASK, paths=[])

    def of(self, document: Document, page: int, width: int) -> tuple[str, bytes]:
        """The picture's tag and JPEG.

        Args:
            document: whose reading copy, or else original, is shown.
            page: from 0.
            width: one of `WIDTHS`.

        Raises:
            NotFound: the document has no content here. AirlockError: it cannot be drawn.
        """
        sha512 = shown_by(document)
        if sha512 is None:
            raise NotFound(what_for="зображення", name=f"{document.id}/{page}")
        return self.drawn(sha512, page, width)

    def drawn(self, sha512: str, page: int, width: int) -> tuple[str, bytes]:
        """The same of any PDF or image of the vault.

        Raises:
            NotFound: another width, or no such page. AirlockError: it cannot be drawn.
        """
        if width not in WIDTHS or page < 0:
            raise NotFound(what_for="зображення", name=str(page + 1))
        tag = f"{sha512[:40]}-{page}-{width}"
        kept = self._folder / tag[:2] / f"{tag}.jpg"
        with contextlib.suppress(FileNotFoundError):
            data = kept.read_bytes()
            os.utime(kept)
            return tag, data
        data = self._draw(self._vault.locate(sha512), page, width)
        self._keep(kept, data)
        return tag, data

    def sizes(self, contents: Collection[str]) -> dict[str, Sizes]:
        """How large the pages of PDFs and images of the vault are, by content."""
        with self._lock:
            known = {one: self._sizes[one] for one in contents if one in self._sizes}
        left = [one for one in dict.fromkeys(contents) if one not in known]
        for one in left:
            with contextlib.suppress(OSError, ValueError):
                pages = json.loads(self._sizes_file(one).read_bytes())
                known[one] = Sizes(tuple((width, height) for width, height in pages))
        left = [one for one in left if one not in known]
        for first in range(0, len(left), _AT_ONCE):
            known |= self._measure(left[first : first + _AT_ONCE])
        with self._lock:
            self._sizes |= {one: size for one, size in known.items() if size.pages}
            while len(self._sizes) > _KEPT:
                self._sizes.popitem(last=False)
        return known

    def blank(self, connection: Connection, document: Document) -> frozenset[int]:
        """Pages of a document on which nothing is written, from 1; read once for each text."""
        if document.text is None:
            return frozenset()
        with self._lock:
            known = self._blank.get(document.text)
        if known is None:
            known = blank_pages(self._vault, document, connection)
            with self._lock:
                self._blank[document.text] = known
                while len(self._blank) > _KEPT:
                    self._blank.popitem(last=False)
        return known

    def _measure(self, contents: list[str]) -> dict[str, Sizes]:
        paths = [str(self._vault.locate(one)) for one in contents]
        try:
            answers = self._airlock.call(_SIZES_TASK, paths=paths)
        except AirlockError as error:
            if len(contents) > 1:  # one of them must not hide the others
                return {k: v for one in contents for k, v in self._measure([one]).items()}
            answers = [error.sentences()[0]]
        found = {}
        for content, answer in zip(contents, answers, strict=True):
            if isinstance(answer, str):
                found[content] = Sizes(reason=answer)
                continue
            found[content] = Sizes(tuple((width, height) for width, height in answer))
            self._keep(self._sizes_file(content), json.dumps(answer).encode())
        return found

    def _sizes_file(self, content: str) -> Path:
        return self._folder / content[:2] / f"{content[:40]}.json"

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
        for path in self._folder.rglob("*.*"):
            with contextlib.suppress(OSError):
                found = path.stat()
                files.append((found.st_mtime_ns, found.st_size, path))
        left = sum(size for _, size, _ in files)
        for _, size, path in sorted(files):
            if left <= self._max_bytes:
                break
            path.unlink(missing_ok=True)
            left -= size
