"""The shelf."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.vault.sample import accede, alter
from vault import Hold, Vault, content_of
from vault.errors import Conflict, FixityError, MissingContent


def test_bytes_files_and_streams_are_the_same_content(vault: Vault, tmp_path: Path) -> None:
    data = bytes(range(256)) * 10_000
    (tmp_path / "file").write_bytes(data)
    stored = {
        vault.store(data),
        vault.store(tmp_path / "file"),
        vault.store(io.BytesIO(data)),
        content_of(data),
    }
    assert len(stored) == 1
    (content,) = stored
    path = vault.locate(content.sha512)
    assert path.name == content.sha512
    assert path.read_bytes() == data
    assert path.stat().st_mode & 0o777 == 0o440
    assert not list(vault.shelf.temp.iterdir())


def test_the_same_bytes_again_do_not_cover_damage_up(vault: Vault) -> None:
    content = vault.store(b"original")
    alter(vault.locate(content.sha512), lambda data: data[:-1])
    with pytest.raises(FixityError):
        vault.store(b"original")
    assert vault.locate(content.sha512).read_bytes() == b"origina"
    assert not list(vault.shelf.temp.iterdir())
    vault.discard_unheld([content.sha512])


def test_what_nobody_holds_can_be_taken_off_and_what_somebody_holds_cannot(vault: Vault) -> None:
    held = accede(vault, "document:1", b"held")
    unheld = vault.store(b"stored for an entry that never came")
    vault.discard_unheld([held.sha512, unheld.sha512])
    with vault.open(held.sha512) as file:
        assert file.read() == b"held"
    with pytest.raises(MissingContent):
        vault.open(unheld.sha512)


def test_an_entry_cannot_hold_what_is_not_there(vault: Vault) -> None:
    vault.store(b"some")
    with pytest.raises(Conflict), vault.transaction("clerk") as tx:
        tx.record("accession", subjects=["d"], holds=[Hold("d", content_of(b"other"))])
    assert vault.check().journal_entries == 0
