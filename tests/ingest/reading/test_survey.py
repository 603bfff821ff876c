"""Which pages are looked at by eye: not those on which text is all that is drawn."""

from __future__ import annotations

from pathlib import Path

import typst

from ingest.reading.tasks import survey
from vault.airlock import Limits


def test_a_page_of_a_few_letters_and_nothing_else_needs_no_eye(tmp_path: Path) -> None:
    path = tmp_path / "short.pdf"
    path.write_bytes(typst.compile(b'#set text(lang: "uk")\nA 1\n#pagebreak()\n#rect()[2 B]'))

    pages = survey(str(path), "pdf", Limits())

    assert [page["by_eye"] for page in pages] == [False, True]
    assert pages[0]["text"] == "A 1"
