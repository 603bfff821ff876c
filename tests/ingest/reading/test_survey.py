"""Which pages are looked at by eye: not those on which text is all that is drawn."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import typst

from ingest.reading import FileKind, Reader, Tools
from ingest.reading.tasks import survey
from tests.ingest.reading.conftest import AT
from tests.ingest.samples import pdf, scan
from vault.airlock import Limits


def test_a_page_of_a_few_letters_and_nothing_else_needs_no_eye(tmp_path: Path) -> None:
    path = tmp_path / "short.pdf"
    path.write_bytes(typst.compile(b'#set text(lang: "uk")\nA 1\n#pagebreak()\n#rect()[2 B]'))

    pages = survey(str(path), "pdf", Limits())

    assert [page["by_eye"] for page in pages] == [False, True]
    assert pages[0]["text"] == "A 1"


def test_pages_read_by_eye_are_told_one_after_the_other(reader: Reader, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []

    for number, data in enumerate((scan(3), pdf("Claim " * 20, 2))):
        source = tmp_path / f"{number}.pdf"
        source.write_bytes(data)
        with reader.airlock.folder() as folder:
            bare = dataclasses.replace(reader, tools=Tools())
            bare.read(source, FileKind.PDF, folder, at=AT, tell=lambda *counts: told.append(counts))

    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]  # and nothing of a text that brings its words
