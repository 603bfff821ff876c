"""Tantivy: what it promises beyond the contract: crashes, damage, what leaves, the order."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from search import Analysis
from search.documents import EVERYTHING, Documents
from search.engines.door import Change, Stamp
from search.engines.tantivy.masks import Masks
from search.errors import EngineMissing, IndexBroken, IndexBusy, WordsTooCommon
from search.index.serving import TANTIVY, WHOOSH, VaultIndex
from search.query.parsing import parse
from tests.search.engines import writer
from tests.search.engines.test_engines import document, keys

tantivy = pytest.importorskip("tantivy", reason="an extra that is not installed")


@pytest.fixture
def root(tmp_path: Path, analysis: Analysis) -> Path:
    root = tmp_path / "index"
    root.mkdir()
    index = VaultIndex(root, analysis)
    assert index.adopt(index.anew(TANTIVY))
    return root


@pytest.fixture
def index(root: Path, analysis: Analysis) -> VaultIndex:
    return VaultIndex(root, analysis, patience_s=0.2)


def folder_of(root: Path) -> Path:
    return root / (root / "CURRENT").read_text()


# The library


def test_every_lemma_at_one_position_is_found_in_a_phrase() -> None:
    """What both engines rest on: several terms at one position, in words and in phrases."""
    schema = tantivy.SchemaBuilder().add_text_field("text", tokenizer_name="raw").build()
    index = tantivy.Index(schema)
    made = index.writer(15_000_000, 1)
    tokens = [("суддя", 0), ("суддів", 0), ("ухвала", 1), ("ухвалити", 1)]
    one = tantivy.Document()
    one.add_pre_tokenized_text(
        "text",
        tantivy.PreTokenizedString("", [tantivy.Token(word, at, 0, 0) for word, at in tokens]),
    )
    made.add_document(one)
    made.commit()
    index.reload()
    phrase = tantivy.Query.phrase_query

    def count(query: object) -> int:
        return int(index.searcher().search(query).count)

    for first in ("суддя", "суддів"):
        for second in ("ухвала", "ухвалити"):
            assert count(phrase(schema, "text", [first, second])) == 1
            assert count(phrase(schema, "text", [second, first])) == 0


# Engines side by side


def test_another_engine_takes_the_place_of_the_one_that_serves(
    tmp_path: Path, analysis: Analysis
) -> None:
    index = VaultIndex(tmp_path, analysis)
    index.adopt(index.anew())
    index.apply([document("а", "суд")], sequence=1)
    assert index.engine == WHOOSH
    fresh = index.anew(TANTIVY)
    fresh.apply([document("а", "суд")], sequence=1)
    assert keys(index, "суд") == ["а"]

    assert index.adopt(fresh)
    assert index.engine == TANTIVY
    assert keys(VaultIndex(tmp_path, analysis), "суд") == ["а"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["CURRENT", "REBUILD", "tantivy-2"]


def test_without_its_library_the_index_is_made_anew_by_the_engine_that_is_there(
    root: Path, analysis: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = VaultIndex(root, analysis)
    monkeypatch.setattr("search.index.serving.installed", lambda engine: engine == WHOOSH)

    with pytest.raises(IndexBroken, match="не встановлено"):
        index.stamp()
    with pytest.raises(EngineMissing, match=r"\[Q005\]"):
        index.anew(TANTIVY)
    assert index.anew().path.name.startswith(WHOOSH)


# Crashes, damage, writers


def test_a_killed_writer_loses_nothing_it_promised(root: Path, analysis: Analysis) -> None:
    rng = random.Random(9)
    for _ in range(3):
        index = writer.killed(root, analysis, rng.uniform(0.05, 0.8))
        assert len(keys(index, "позов")) == 1


@pytest.mark.parametrize("suffix", ["idx", "pos", "term", "store", "fast", "fieldnorm", "json"])
@pytest.mark.parametrize("damage", ["gone", "empty", "half", "flipped"])
def test_what_is_torn_is_never_served(
    index: VaultIndex, root: Path, analysis: Analysis, suffix: str, damage: str
) -> None:
    index.apply([document("а", "суд ухвалив")], sequence=1)
    name = "meta.json" if suffix == "json" else f"*.{suffix}"
    path = next(folder_of(root).glob(name))
    data = bytearray(path.read_bytes())
    if damage == "gone":
        path.unlink()
    else:
        data[len(data) // 3] ^= 4
        path.write_bytes(bytes({"empty": b"", "half": data[: len(data) // 2]}.get(damage, data)))
    torn = VaultIndex(root, analysis)

    for use in (torn.verify, torn.stamp, lambda: keys(torn, "суд")):
        with pytest.raises(IndexBroken, match=r"\[Q010\]"):
            use()
    new = torn.anew(TANTIVY)
    new.apply([document("а", "суд")], sequence=1)
    assert torn.adopt(new)
    assert keys(torn, "суд") == ["а"]


def test_an_index_of_another_analysis_is_not_used(index: VaultIndex, root: Path) -> None:
    index.apply([document("а", "суд")], sequence=1)
    later = Analysis()
    later.version = "2/0.3"

    with pytest.raises(IndexBroken, match="іншою версією"):
        VaultIndex(root, later).stamp()


def test_a_second_writer_waits_and_is_told(
    index: VaultIndex, root: Path, analysis: Analysis
) -> None:
    with VaultIndex(root, analysis)._current().writing(), pytest.raises(IndexBusy):
        index.apply([document("а", "суд")], sequence=1)
    index.apply([document("а", "суд")], sequence=1)
    assert keys(index, "суд") == ["а"]


# What leaves


def segments(root: Path) -> set[str]:
    return {path.stem for path in folder_of(root).glob("*.idx")}


def test_what_leaves_is_off_the_disk_at_once(index: VaultIndex, root: Path) -> None:
    batch = [document(f"д{n}", f"суд слово{n}") for n in range(5)]
    index.apply([*batch, document("таємний", "усиновлення дитини")], sequence=1)
    held = segments(root)

    index.apply([Change("таємний")], sequence=2)

    assert segments(root).isdisjoint(held), "the files that had the text are gone"
    assert not (folder_of(root) / "LEAVING").exists()
    assert keys(index, "усиновлення") == []
    assert sorted(keys(index, "суд")) == [f"д{n}" for n in range(5)]
    assert index.stamp() == Stamp(3, 5, 2)
    index.verify()


def test_a_crash_between_hiding_and_removing_is_made_good(
    index: VaultIndex, root: Path, analysis: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.apply([document("а", "суд"), document("б", "усиновлення")], sequence=1)
    held = segments(root)
    with monkeypatch.context() as patched:
        patched.setattr("search.engines.tantivy.folder.TantivyFolder._purge", lambda _self: None)
        index.apply([Change("б")], sequence=2)
    assert segments(root) & held, "as after a crash"

    again = VaultIndex(root, analysis)
    again.apply([], sequence=3)
    assert segments(root).isdisjoint(held)
    assert keys(again, "суд") == ["а"]


# The order


def test_the_order_does_not_tell_which_word_is_rarer_among_hidden_documents(
    index: VaultIndex,
) -> None:
    """Two documents a reader may see, a word each; hidden ones make either the commoner word."""
    texts = [document("а", "позов"), document("б", "скарга")]
    hidden = [document(f"х{n}", "позов") for n in range(9)]
    hidden += [document(f"ц{n}", "скарга") for n in range(3)]
    index.apply([*texts, *hidden], sequence=1)
    may = Documents.of(["а", "б"])

    found = index.search(parse("позов OR скарга"), may, limit=9).found
    assert {one.document for one in found} == {"а", "б"}
    assert found[0].score == pytest.approx(found[1].score)
    everything = index.search(parse("позов OR скарга"), EVERYTHING, limit=99).found
    by_key = {one.document: one.score for one in everything}
    assert by_key["б"] > by_key["а"]


@pytest.mark.parametrize("query", ['"суд позов"~3', '"суд позов ухвала"~9'])
@pytest.mark.parametrize("may", [EVERYTHING, Documents.of("абв")])
def test_near_words_are_ordered_by_how_often_they_stand(
    index: VaultIndex, query: str, may: Documents
) -> None:
    row = "суд позов ухвала "
    texts = {"а": row + "слово " * 9, "б": row * 4, "в": row * 2 + "слово " * 6}
    index.apply([document(key, text) for key, text in texts.items()], sequence=1)
    index.apply([document("г", row * 5)], sequence=2)

    found = [one.document for one in index.search(parse(query), may, limit=9).found]
    assert [key for key in found if key != "г"] == ["б", "в", "а"]


NEAR = '"суд позов ухвала"~9'


@pytest.fixture
def few_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.engines.tantivy.engine.READ_MAX", 3)


@pytest.fixture
def near(index: VaultIndex) -> VaultIndex:
    """Five documents with three words near, one with every two of them, one more with a rare."""
    apart = ["суд", "позов", *["слово"] * 15, "позов", "ухвала", *["слово"] * 15, "суд", "ухвала"]
    texts = dict.fromkeys("абвгд", "суд позов ухвала") | {"е": " ".join(apart)}
    texts["ж"] = "суд позов ухвала яблуко"
    index.apply([document(key, text) for key, text in texts.items()], sequence=1)
    return index


@pytest.mark.usefixtures("few_are_read")
def test_nearness_is_read_only_where_all_else_holds_and_a_reader_may(near: VaultIndex) -> None:
    for query in (NEAR, f"NOT {NEAR}", f"{NEAR} OR яблуко", f"{NEAR} {NEAR.replace('9', '8')}"):
        with pytest.raises(WordsTooCommon, match="понад 3 документах"):
            near.search(parse(query), EVERYTHING, limit=9)
    assert keys(near, f"{NEAR} яблуко") == ["ж"]
    assert keys(near, f"яблуко NOT {NEAR}") == []
    assert keys(near, f"яблуко ({NEAR} OR груша)") == ["ж"]
    may = Documents.of(["а", "е", "ж"])
    found = near.search(parse(NEAR), may, limit=9).found
    assert {one.document for one in found} == {"а", "ж"}


@pytest.mark.usefixtures("few_are_read")
def test_what_others_asked_changes_no_refusal(near: VaultIndex) -> None:
    for some in ("абв", "где"):
        assert near.search(parse(NEAR), Documents.of(some), limit=9).total
    with pytest.raises(WordsTooCommon):
        near.search(parse(NEAR), Documents.of("абвг"), limit=9)


@pytest.mark.usefixtures("few_are_read")
def test_a_suggestion_that_cannot_be_asked_is_none(near: VaultIndex) -> None:
    assert near.search(parse(f"позвов {NEAR}"), EVERYTHING, limit=9).total == 0
    assert near.suggest(parse(f"позвов {NEAR}"), EVERYTHING) is None
    assert near.suggest(parse(f"позвов {NEAR}"), Documents.of("абв")) is not None


def test_nearness_that_was_read_is_read_anew_where_a_text_is_new(near: VaultIndex) -> None:
    assert sorted(keys(near, NEAR)) == [*"абвгдж"]
    changes = [document("а", "суд"), document("е", "суд позов ухвала"), Change("б")]
    near.apply([*changes, document("з", "ухвала позов суд")], sequence=2)
    assert sorted(keys(near, NEAR)) == [*"вгдежз"]


def test_terms_of_new_documents_are_added_to_those_that_are_known(index: VaultIndex) -> None:
    index.apply([document("а", "рішення")], sequence=1)
    assert keys(index, "*ішен*") == ["а"]
    index.apply([document("б", "вирішення"), document("в", "усиновлення")], sequence=2)
    assert sorted(keys(index, "*ішен*")) == ["а", "б"]
    index.apply([document("г", "завершення")], sequence=3)
    index.apply([document("д", "перерішення")], sequence=4)

    assert str(index.suggest(parse("усиновленя"), EVERYTHING)) == "усиновлення"
    assert sorted(keys(index, "*ішен*")) == ["а", "б", "д"]


def test_terms_are_found_by_how_they_begin_whatever_word_is_commonest(index: VaultIndex) -> None:
    """Tantivy tells the commonest terms first."""
    others = [document(str(n), "яблуко та суд") for n in range(9)]
    index.apply([*others, document("а", "суд/позивач"), document("б", "аркуш")], sequence=1)

    assert keys(index, "суд/поз*") == ["а"]


def test_what_a_state_knows_of_an_earlier_one_is_what_is_read_anew(
    root: Path, analysis: Analysis
) -> None:
    """Whoever asks after every commit, or not after each, and whoever has just begun."""
    always, now_and_then, other = (VaultIndex(root, analysis) for _ in range(3))
    may = Documents.of(["а", "б", "г"])
    batches = [
        [document("а", "суд"), document("б", "позов")],
        [document("в", "суд"), document("а", "суд і позов")],
        [Change("б")],
        [document("г", "позов"), document("б", "суд")],
        [Change("в"), document("д", "суд")],
        [document(name, "суд") for name in "вежз"],
    ]
    for sequence, batch in enumerate(batches):
        other.apply(batch, sequence=sequence)
        begun = VaultIndex(root, analysis)
        asked = (always, begun, now_and_then) if sequence % 3 == 2 else (always, begun)
        found = [
            [
                sorted(one.document for one in index.search(parse(query), among, limit=9).found)
                for query in ("суд", "позов", "суд NOT позов")
                for among in (EVERYTHING, may)
            ]
            for index in asked
        ]
        assert all(one == found[0] for one in found)


def test_what_is_rewritten_while_it_is_opened_is_opened_once_more(
    root: Path, analysis: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    index, other = VaultIndex(root, analysis), VaultIndex(root, analysis)
    other.apply([document("а", "суд"), document("б", "позов")], sequence=1)

    def meanwhile(_path: Path) -> None:
        monkeypatch.undo()
        other.apply([Change("а")], sequence=2)

    monkeypatch.setattr("search.engines.tantivy.folder._check_sum", meanwhile)
    assert keys(index, "позов") == ["б"]


def test_few_that_may_be_seen_among_many_that_match(index: VaultIndex) -> None:
    index.apply([document(f"д{n:04}", "суд " * (1 + n % 7)) for n in range(900)], sequence=1)
    may = Documents.of(["д0003", "д0500", "д0899"])

    answer = index.search(parse("суд"), may, limit=2)
    assert answer.total == 3
    rest = index.search(parse("суд"), may, limit=2, offset=2)
    assert {f.document for f in answer.found + rest.found} == {"д0003", "д0500", "д0899"}
    assert sorted(answer.matching(may.numbers).tolist()) == [0, 1, 2]


@pytest.mark.parametrize("every", [1, 2, 50])
def test_a_mask_of_a_later_generation_is_as_long_as_an_earlier_one_wants(every: int) -> None:
    kept, mask = Masks(), np.arange(300) % every == 0
    kept.put("слово", mask, 7)
    for count in (0, 99, 300, 301):
        found = kept.get("слово", count)
        assert found is not None
        assert found[0] == 7
        assert found[1].tolist() == [*mask[:count].tolist(), *([False] * (count - 300))]
