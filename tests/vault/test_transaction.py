"""Transactions: all or nothing, in the journal's order."""

from __future__ import annotations

import json
import sqlite3

import pytest

from tests.vault.sample import accede, rows_of
from vault import Hold, Transaction, Vault, content_of, events_of
from vault.errors import MissingContent


class Mishap(Exception):
    """Anything that goes wrong above the vault."""


def _record_and_fail(tx: Transaction) -> None:
    tx.record("accession", subjects=["failing"], payload={"title": "t"})
    raise Mishap


def test_leaving_without_a_commit_changes_nothing(vault: Vault) -> None:
    with vault.transaction("clerk") as tx:
        tx.record("accession", subjects=["s"], payload={"title": "t"})
        assert list(events_of(tx.connection, "s")), "one sees one's own entries"
    assert rows_of(vault) == []
    with pytest.raises(Mishap), vault.transaction("clerk") as tx:
        _record_and_fail(tx)
    assert rows_of(vault) == []
    assert vault.check().journal_entries == 0


def test_what_follows_an_entry_reads_it_as_the_journal_has_it(vault: Vault) -> None:
    with vault.transaction("clerk") as tx:
        entry = tx.record("accession", subjects=["s"], payload={"b": {"d": 1, "c": 2}, "a": 3})
        tx.commit()

    assert json.dumps(entry.payload) == '{"a": 3, "b": {"c": 2, "d": 1}}'


def test_a_part_may_fail_alone(vault: Vault) -> None:
    with vault.transaction("clerk") as tx:
        tx.record("accession", subjects=["first"], payload={"title": "1"})
        with pytest.raises(Mishap), tx.attempt():
            _record_and_fail(tx)
        with tx.attempt():
            tx.record("accession", subjects=["third"], payload={"title": "3"})
        entries = tx.commit()
    assert [entry.subjects for entry in entries] == [("first",), ("third",)]
    assert [row[0] for row in rows_of(vault)] == ["first", "third"]


def test_a_content_leaves_the_shelf_with_its_last_hold(vault: Vault) -> None:
    one = accede(vault, "document:1", b"shared")
    accede(vault, "document:2", b"shared")
    for subject, stays in (("document:1", True), ("document:2", False)):
        with vault.transaction("archivist") as tx:
            tx.record("deletion", subjects=[subject], releases=[(subject, one.sha512)])
            assert vault.shelf.has(one.sha512), "nothing goes before the commit"
            tx.commit()
        assert vault.shelf.has(one.sha512) is stays
    with pytest.raises(MissingContent):
        vault.locate(one.sha512)
    assert not list(vault.layout.staging.glob("loose-*"))


def test_released_and_held_again_in_one_commit_stays(vault: Vault) -> None:
    content = accede(vault, "document:1", b"bytes")
    with vault.transaction("clerk") as tx:
        tx.record("moved", subjects=["document:1"], releases=[("document:1", content.sha512)])
        tx.record("moved", subjects=["document:2"], holds=[Hold("document:2", content)])
        tx.commit()
    assert vault.shelf.has(content.sha512)


def test_a_catalogue_that_cannot_follow_now_follows_later(vault: Vault) -> None:
    """The journal line is the commit: SQLite failing after it loses nothing."""
    accede(vault, "document:1", b"1")
    content = content_of(b"1")
    outside = sqlite3.connect(vault.layout.catalogue)
    outside.execute(
        "CREATE TRIGGER refuse BEFORE INSERT ON catalogue_position"
        " BEGIN SELECT RAISE(ABORT, 'refused by the test'); END"
    )
    with vault.transaction("clerk") as tx:
        tx.record("deletion", subjects=["document:1"], releases=[("document:1", content.sha512)])
        tx.commit()
    assert {notice.code for notice in vault.notices} == {"V027", "V028"}
    said = " ".join(notice.text for notice in vault.notices)
    assert "(refused by the test)" in said, "the driver's own words, without a library's links"
    assert "http" not in said
    assert vault.shelf.has(content.sha512), "taken away only when the catalogue says so too"
    outside.execute("DROP TRIGGER refuse")
    outside.close()
    accede(vault, "document:2", b"2")
    assert [row[0] for row in rows_of(vault)] == ["document:1", "document:2"]
    vault.close()
    vault.start()
    assert not vault.shelf.has(content.sha512)
    assert vault.check().findings == []
