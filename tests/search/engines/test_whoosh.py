"""The embedded engine: durable, checked before it is believed, never in anybody's way."""

from __future__ import annotations

import ast
import contextlib
import errno
import hashlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis import Analysis
from search.documents import EVERYTHING, Documents
from search.engines.door import Change, Stamp
from search.engines.whoosh.engine import WhooshFolder
from search.engines.whoosh.ranking import Ranking
from search.engines.whoosh.storage import DurableStorage
from search.errors import IndexBroken
from search.index.serving import VaultIndex
from search.query.nodes import Node
from search.query.parsing import parse
from tests.search.engines import writer
from tests.search.engines.test_engines import after, batches, document, keys, names, trees
from vault.errors import DiskFull

ROOT = Path(__file__).parents[3]


@pytest.fixture
def index(root: Path, analysis: Analysis) -> VaultIndex:
    return VaultIndex(root, analysis, patience_s=0.2)


def folder_of(root: Path) -> Path:
    return root / (root / "CURRENT").read_text()


def segments(root: Path) -> list[str]:
    return [path.name for path in folder_of(root).glob("*.terms")]


# What is not seen


@settings(max_examples=50, deadline=None)
@given(batches=batches, asked=st.lists(trees, min_size=3, max_size=8), hidden=st.sets(names))
def test_hidden_documents_change_no_score_and_no_order(
    analysis: Analysis, batches: list[list[Change]], asked: list[Node], hidden: set[str]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        index, only_visible = (
            WhooshFolder(Path(folder) / name, analysis) for name in ("all", "visible")
        )
        index.create()
        only_visible.create()
        for number, batch in enumerate(batches):
            index.apply(batch, sequence=number)
        visible = {key: pages for key, pages in after(batches).items() if key not in hidden}
        only_visible.apply([Change(key, pages) for key, pages in visible.items()], sequence=0)
        for tree in asked:
            answer = index.search(tree, Documents.of(visible), limit=99)
            assert only_visible.search(tree, EVERYTHING, limit=99) == answer


def test_a_word_common_among_hidden_documents_is_still_rare(index: VaultIndex) -> None:
    seen = [document("а", "позов"), document("б", "ухвала"), document("в", "ухвала")]
    index.apply([*seen, *(document(f"тайна{n}", "позов") for n in range(30))], sequence=1)

    assert keys(index, "позов OR ухвала", "абв") == ["а", "б", "в"]


# What Whoosh is used for


def test_no_searcher_is_carried_over_to_the_next_generation() -> None:
    """In whoosh-reloaded 2.7.5 and whoosh3 3.54 `refresh()` brings deleted documents back."""
    for path in (ROOT / "search").rglob("*.py"):
        names = [getattr(n, "attr", "") for n in ast.walk(ast.parse(path.read_text("utf-8")))]
        assert "refresh" not in names


def test_whoosh_is_imported_in_one_place() -> None:
    for path in (ROOT / "search").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("whoosh"):
                assert path.name == "whoosh_import.py"


def test_its_import_is_quiet() -> None:
    code = "import search.whoosh_import"
    run = [sys.executable, "-B", "-W", "error", "-X", "pycache_prefix=/nonexistent", "-c", code]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


# Generations


def test_every_generation_shows_exactly_its_documents(root: Path, analysis: Analysis) -> None:
    """The reader of another process, over commits that add, replace and remove, with merging."""
    writing, reading = VaultIndex(root, analysis), VaultIndex(root, analysis)
    rng = random.Random(4)
    history = []
    for number in range(40):
        some = [f"д{rng.randrange(60)}" for _ in range(rng.randrange(1, 6))]
        history.append(
            [
                document(k, f"суд слово{number} {k}") if rng.random() < 0.8 else Change(k)
                for k in some
            ]
        )
        writing.apply(history[-1], sequence=number)

        truth = after(history)
        assert sorted(keys(reading, "суд")) == sorted(truth)
        word = f"слово{rng.randrange(number + 1)}"
        expected = {k for k, pages in truth.items() if word in pages[0].text}
        assert set(keys(reading, word)) == expected
    reading.verify()
    assert len(segments(root)) < 20


def test_a_state_outlives_its_files(index: VaultIndex, root: Path, analysis: Analysis) -> None:
    index.apply([document("а", "суд")], sequence=1)
    reader = WhooshFolder(folder_of(root), analysis)
    state = reader._fresh()
    shutil.rmtree(folder_of(root))

    ranking = Ranking(state.segments, state.living, state.roll, EVERYTHING, analysis)
    assert ranking.answer(parse("суд"), limit=9, offset=0).total == 1


def test_many_small_segments_become_few(index: VaultIndex, root: Path) -> None:
    for number in range(80):
        index.apply([document(f"д{number}", "суд " * (1 + number % 3))], sequence=number)

    assert len(segments(root)) <= 16
    assert index.search(parse("суд"), EVERYTHING, limit=1).total == 80
    assert sum(path.is_file() for path in folder_of(root).iterdir()) <= 2 * 16 + 3


def test_segments_too_large_to_merge_are_left(
    index: VaultIndex, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.engines.whoosh.codec.STREAM_MAX", 300)
    for number in range(12):
        index.apply([document(f"д{number}", "суд")], sequence=number)

    assert len(segments(root)) > 3
    assert index.search(parse("суд"), EVERYTHING, limit=1).total == 12


def test_a_large_batch_is_committed_in_parts(root: Path, analysis: Analysis) -> None:
    folder = WhooshFolder(folder_of(root), analysis, memory_mib=0)
    stamp = folder.apply([document(f"д{n}", "суд") for n in range(5)], sequence=9)

    assert (stamp.documents, stamp.sequence) == (5, 9)
    assert stamp.generation > 5
    assert folder.search(parse("суд"), EVERYTHING, limit=1).total == 5


def test_who_leaves_leaves_no_word_on_the_disk(index: VaultIndex, root: Path) -> None:
    others = [document(f"а{n}", "суд") for n in range(20)]
    index.apply([*others, document("тайна", "усиновлення Вигаденка")], sequence=1)
    index.apply([Change("тайна")], sequence=2)

    left = b"".join(p.read_bytes() for p in folder_of(root).iterdir() if p.is_file())
    assert "вигаденк".encode() not in left
    assert "тайна".encode() not in left
    assert len(keys(index, "суд")) == 20


def test_no_text_is_kept(index: VaultIndex, root: Path) -> None:
    index.apply([document("а", "позивач просить стягнути борг")], sequence=1)

    left = b"".join(p.read_bytes() for p in folder_of(root).iterdir() if p.is_file())
    assert "позивач просить".encode() not in left


# Durability


@contextlib.contextmanager
def watched_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, str, int]]]:
    """What was synced and renamed, in order: (act, path, size)."""
    log: list[tuple[str, str, int]] = []
    fsync, rename = os.fsync, os.rename

    def synced(descriptor: int) -> None:
        path = str(Path(f"/proc/self/fd/{descriptor}").readlink())
        log.append(("sync", path, os.fstat(descriptor).st_size if Path(path).is_file() else 0))
        fsync(descriptor)

    def renamed(old: str, new: str) -> None:
        log.append(("rename", str(old), 0))
        rename(old, new)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", synced)
        patched.setattr(os, "rename", renamed)
        yield log


def test_all_a_commit_names_is_synced_before_it_and_its_name_after(
    index: VaultIndex, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.apply([document("а", "суд")], sequence=1)
    before = set(folder_of(root).iterdir())
    with watched_disk(monkeypatch) as log:
        index.apply([document("б", "позов")], sequence=2)

    commit = next(i for i, (act, *_) in enumerate(log) if act == "rename")
    synced = {path: size for act, path, size in log[:commit] if act == "sync"}
    toc = Path(log[commit][1])
    for path in set(folder_of(root).iterdir()) - before:
        name = str(toc) if path.suffix == ".toc" else str(path)
        assert synced.get(name) == path.stat().st_size, path
    assert log[commit - 1][:2] == ("sync", str(folder_of(root)))
    assert log[commit + 1][:2] == ("sync", str(folder_of(root)))


def test_a_killed_writer_loses_nothing_it_promised(root: Path, analysis: Analysis) -> None:
    rng = random.Random(9)
    for _ in range(4):
        writer.killed(root, analysis, rng.uniform(0.05, 0.4))
        names = {path.name for path in folder_of(root).iterdir()}
        assert sum(name.startswith(("_MAIN_", "stamp_")) for name in names) == 2


def test_litter_of_a_crash_is_swept(index: VaultIndex, root: Path) -> None:
    for name in ("MAIN_abc.terms", "_MAIN_9.toc.17", "stamp_7.json"):
        (folder_of(root) / name).write_bytes(b"?")
    index.apply([document("а", "суд")], sequence=1)

    assert sorted(p.suffix for p in folder_of(root).iterdir()) == [
        "",
        ".docs",
        ".json",
        ".terms",
        ".toc",
    ]


DAMAGES: dict[str, Callable[[Path], object]] = {
    "gone": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "zeros": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"\0"),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("suffix", [".terms", ".docs", ".toc", ".json"])
def test_what_is_torn_is_never_served(
    index: VaultIndex, root: Path, analysis: Analysis, suffix: str, damage: str
) -> None:
    index.apply([document("а", "суд")], sequence=1)
    (path,) = folder_of(root).glob(f"*{suffix}")
    DAMAGES[damage](path)

    torn = VaultIndex(root, analysis)
    for use in (
        torn.stamp,
        torn.verify,
        lambda: keys(torn, "суд"),
        lambda: torn.apply([], sequence=2),
    ):
        with pytest.raises(IndexBroken, match=r"\[Q010\]"):
            use()
    new = torn.anew()
    new.apply([document("а", "суд")], sequence=1)
    assert torn.adopt(new)
    assert keys(torn, "суд") == ["а"]


def test_any_changed_byte_is_noticed(index: VaultIndex, root: Path, analysis: Analysis) -> None:
    index.apply([document("а", "суд ухвалив рішення")], sequence=1)
    rng = random.Random(3)
    for path in folder_of(root).glob("*.*"):
        sound = path.read_bytes()
        for place in rng.sample(range(len(sound)), min(40, len(sound))):
            torn = bytearray(sound)
            torn[place] ^= 1 << rng.randrange(8)
            path.write_bytes(torn)
            with pytest.raises(IndexBroken):
                VaultIndex(root, analysis).stamp()
        path.write_bytes(sound)
    VaultIndex(root, analysis).verify()


def test_a_stamp_that_counts_otherwise_is_not_believed(
    index: VaultIndex, root: Path, analysis: Analysis
) -> None:
    index.apply([document("а", "суд")], sequence=1)
    storage = DurableStorage(folder_of(root), analysis.version)
    storage.documents = 2
    toc = folder_of(root) / "_MAIN_1.toc"
    storage._write_stamp(1, hashlib.sha256(toc.read_bytes()).hexdigest())

    with pytest.raises(IndexBroken, match="кількість"):
        VaultIndex(root, analysis).stamp()


def test_an_index_of_another_analysis_is_not_used(index: VaultIndex, root: Path) -> None:
    index.apply([document("а", "суд")], sequence=1)
    later = Analysis()
    later.version = "2/0.3"

    with pytest.raises(IndexBroken, match="іншою версією"):
        VaultIndex(root, later).stamp()


def test_no_index_is_not_an_empty_index(tmp_path: Path, analysis: Analysis) -> None:
    with pytest.raises(IndexBroken, match="покажчика немає"):
        VaultIndex(tmp_path, analysis).search(parse("суд"), EVERYTHING, limit=1)


@pytest.mark.parametrize("name", [b"", b"\xff", b"../..", b"whoosh-7"])
def test_a_pointer_that_points_nowhere_is_noticed(
    index: VaultIndex, root: Path, name: bytes
) -> None:
    index.apply([document("а", "суд")], sequence=1)
    (root / "CURRENT").write_bytes(name)

    with pytest.raises(IndexBroken):
        index.stamp()
    new = index.anew()
    new.apply([document("а", "суд")], sequence=1)
    assert index.adopt(new)
    assert keys(index, "суд") == ["а"]


def test_a_full_disk_changes_nothing(
    index: VaultIndex, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.apply([document("а", "суд")], sequence=1)
    before = sorted(folder_of(root).iterdir())

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(DiskFull):
            index.apply([document("б", "позов")], sequence=2)

    assert sorted(folder_of(root).iterdir()) == before
    assert index.stamp() == Stamp(1, 1, 1)
    index.apply([document("б", "позов")], sequence=2)
    assert keys(index, "позов") == ["б"]
