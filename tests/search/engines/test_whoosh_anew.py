"""A Whoosh index that several use at once, and one that is made anew beside it."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from search.analysis import Analysis
from search.documents import EVERYTHING
from search.engines.door import Stamp
from search.engines.whoosh.engine import WhooshFolder
from search.errors import IndexBroken, IndexBusy
from search.index.serving import VaultIndex
from search.query.parsing import parse
from search.whoosh_import import FileStorage
from tests.search.engines.test_engines import document, keys
from tests.search.engines.test_whoosh import folder_of


@pytest.fixture
def index(root: Path, analysis: Analysis) -> VaultIndex:
    return VaultIndex(root, analysis, patience_s=0.2)


# Several at once


def test_a_second_writer_waits_and_is_told(
    index: VaultIndex, root: Path, analysis: Analysis
) -> None:
    with WhooshFolder(folder_of(root), analysis).writing():
        with pytest.raises(IndexBusy, match=r"\[Q011\]"):
            index.apply([document("а", "суд")], sequence=1)
        patient = VaultIndex(root, analysis, patience_s=20)
        waiting = threading.Thread(
            target=patient.apply, args=([document("б", "суд")],), kwargs={"sequence": 1}
        )
        waiting.start()
    waiting.join(20)

    assert keys(index, "суд") == ["б"]


def test_readers_see_whole_commits_while_one_writes(root: Path, analysis: Analysis) -> None:
    stop = threading.Event()
    wrong: list[object] = []

    def read() -> None:
        reader = VaultIndex(root, analysis)
        last = 0
        while not stop.is_set():
            found = reader.search(parse("пара"), EVERYTHING, limit=999)
            documents = {f.document for f in found.found}
            if found.total % 2 or len(documents) != found.total or found.total < last:
                wrong.append(found)
            last = found.total

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    index = VaultIndex(root, analysis)
    for number in range(40):
        index.apply([document(f"{side}{number}", "пара") for side in "лп"], sequence=number)
    stop.set()
    for reader in readers:
        reader.join(20)

    assert wrong == []
    assert index.stamp().documents == 80


# Making anew


def test_the_old_one_serves_until_the_new_one_knows_as_much(
    index: VaultIndex, root: Path, analysis: Analysis
) -> None:
    index.apply([document("а", "суд")], sequence=3)
    new = index.anew()
    assert not index.adopt(new)
    new.apply([document("а", "суд"), document("б", "суд")], sequence=2)
    index.apply([document("в", "позов")], sequence=4)
    assert not index.adopt(new)
    assert keys(index, "суд") == ["а"]

    new.apply([document("в", "позов")], sequence=4)
    assert index.adopt(new)
    assert sorted(keys(index, "суд OR позов")) == ["а", "б", "в"]
    assert sorted(path.name for path in root.iterdir()) == ["CURRENT", "REBUILD", "whoosh-2"]
    assert keys(VaultIndex(root, analysis), "позов") == ["в"]


def test_an_interrupted_rebuild_goes_on_where_it_stopped(
    index: VaultIndex, root: Path, analysis: Analysis
) -> None:
    index.anew().apply([document("а", "суд")], sequence=5)

    again = VaultIndex(root, analysis).anew()
    assert again.stamp().sequence == 5
    (next(again.path.glob("*.terms"))).write_bytes(b"")
    assert VaultIndex(root, analysis).anew().stamp().sequence == 0


def test_who_used_the_old_one_goes_over_to_the_new(root: Path, analysis: Analysis) -> None:
    reader, index = VaultIndex(root, analysis), VaultIndex(root, analysis)
    index.apply([document("а", "суд")], sequence=1)
    assert keys(reader, "суд") == ["а"]
    new = index.anew()
    new.apply([document("б", "суд")], sequence=1)
    index.adopt(new)

    assert keys(reader, "суд") == ["б"]
    reader.apply([document("в", "суд")], sequence=2)
    assert sorted(keys(index, "суд")) == ["б", "в"]


def test_only_one_begins_a_new_one_at_a_time(index: VaultIndex, root: Path) -> None:
    lock = FileStorage(str(root)).lock("REBUILD")
    assert lock.acquire()
    with pytest.raises(IndexBusy):
        index.anew()
    lock.release()
    index.anew()


def test_what_follows_another_journal_is_discarded(index: VaultIndex, root: Path) -> None:
    index.apply([document("а", "суд")], sequence=9)
    index.anew()
    index.discard()

    assert [path.name for path in root.iterdir()] == ["REBUILD"]
    with pytest.raises(IndexBroken):
        index.stamp()
    assert index.adopt(index.anew())
    assert index.stamp() == Stamp(0, 0, 0)


def test_a_damaged_new_one_is_not_adopted(index: VaultIndex) -> None:
    new = index.anew()
    new.apply([document("а", "суд")], sequence=1)
    next(new.path.glob("*.docs")).write_bytes(b"")

    with pytest.raises(IndexBroken):
        index.adopt(new)
    assert index.stamp().sequence == 0
