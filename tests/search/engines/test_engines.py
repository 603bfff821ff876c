"""One suite for every engine: the same documents, the same questions, the same answers."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.analysis import Analysis
from search.documents import EVERYTHING, Documents
from search.engines.door import CARD, Answer, Change, Index, Page
from search.engines.matching import ways
from search.query.nodes import (
    Among,
    And,
    Field,
    FieldName,
    Fuzzy,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Wildcard,
    Word,
)
from search.query.parsing import parse
from tests.search.conftest import MakeIndex
from tests.search.engines.oracle import Oracle


def document(key: str, *texts: str, card: str | None = None) -> Change:
    pages = [Page(number, text) for number, text in enumerate(texts, start=1)]
    return Change(key, tuple([Page(CARD, card), *pages] if card else pages))


def keys(index: Index, query: str, allowed: Iterable[str] | None = None) -> list[str]:
    may = EVERYTHING if allowed is None else Documents.of(allowed)
    return [found.document for found in index.search(parse(query), may, limit=100).found]


def unordered(answer: Answer) -> tuple[int, list[tuple[str, int, tuple[int, ...]]]]:
    """All that is the same for every engine: the order is its own."""
    return answer.total, sorted((f.document, f.page, f.pages) for f in answer.found)


def among(*documents: str) -> Among:
    return Among(Documents.of(documents), Field(FieldName.KIND, "лист"))


COURT = (
    document(
        "позов",
        "Позивачем подано позов у справі № 757/12345/25-ц",
        "до суддів суду",
        card="Позовна заява",
    ),
    document("ухвала", "Суд ухвалив: позов позивача залишити без руху", "від 01.03.2025 року"),
    document("відзив", "Відповідач просить відмовити. Позивач не довів", "сторінка без слів суду"),
    document("лист", "Лист щодо ст. 185-1 КУпАП, №174 та N 22-ц/824/77/2025, court"),
)


@pytest.fixture
def court(index: Index) -> Index:
    index.apply(COURT, sequence=7)
    return index


def test_a_document_made_anew_stays_found_by_its_readers_and_by_nobody_else(court: Index) -> None:
    court.apply([document("позов", "розпізнаний договір підряду")], sequence=8)
    assert keys(court, "підряду", ["позов"]) == ["позов"]
    assert keys(court, "підряду", ["лист"]) == []
    others = Documents(Documents.of(["позов"]).numbers, but=True)
    assert court.search(parse("підряду"), others, limit=9).total == 0


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("позивач", {"позов", "ухвала", "відзив"}),
        ("позивача", {"позов", "ухвала", "відзив"}),
        ("позивачем", {"позов", "ухвала", "відзив"}),
        ('"позивача"', {"ухвала"}),
        ('"суд ухвалив"', {"ухвала"}),
        ('"ухвалив суд"', set()),
        ('"до суддів суду"', {"позов"}),
        ('"до суддя суду"', set()),  # exact forms only
        ("суддя", {"позов"}),
        ("позив*", {"позов", "ухвала", "відзив"}),
        ("п?зов", {"позов", "ухвала"}),
        ("*давач", set()),
        ("co*", {"лист"}),  # Latin, though each letter looks Cyrillic
        ("со?rt", {"лист"}),
        ("відповід*ч", {"відзив"}),
        ("позивоч~", {"позов", "ухвала", "відзив"}),
        ("позов AND суд", {"позов", "ухвала"}),
        ("позов OR відзив OR лист", {"позов", "ухвала", "лист"}),
        ("позивач NOT позов", {"відзив"}),
        ("NOT позивач", {"лист"}),
        ('"подати суддя"~9', {"позов"}),
        ('"суддя подати"~9', {"позов"}),  # in any order
        ('"подати суддя"~3', set()),
        ("757/12345/25-ц", {"позов"}),
        ("757/12345/25", {"позов"}),
        ("757/12345/25ц", {"позов"}),
        ("№ 757/12345/25–ц", {"позов"}),
        ("757/123*", {"позов"}),
        ("12345", {"позов"}),
        ("22-ц/824/77/2025", {"лист"}),
        ("22-ц*", {"лист"}),
        ("№ 174", {"лист"}),
        ("185¹", {"лист"}),
        ("01.03.2025", {"ухвала"}),
        ('"від 01.03.2025 року"', {"ухвала"}),
        ("заява", {"позов"}),  # on the card
        ('"заява позивачем"', set()),  # the card is not the page before the first
        ('"25-ц до суддів"', {"позов"}),  # pages are read on from one to the next
    ],
)
def test_a_question_and_its_answer(court: Index, query: str, found: set[str]) -> None:
    assert set(keys(court, query)) == found


@pytest.mark.parametrize(
    "pattern", ["по" + "*о" * 120 + "в", "по" + "?" * 400 + "в", "по" * 400 + "*"]
)
def test_a_pattern_as_long_as_a_query_may_be_is_answered(court: Index, pattern: str) -> None:
    assert court.search(parse(pattern), EVERYTHING, limit=1).total == 0


def test_a_word_named_twice_must_be_near_nothing_more(analysis: Analysis) -> None:
    assert ways(Near("суд суду суд", 5), analysis) == ways(Near("суд", 5), analysis)


def test_words_of_a_document_may_stand_on_different_pages(court: Index) -> None:
    (found,) = court.search(parse("подати суддя"), EVERYTHING, limit=9).found

    assert (found.document, found.pages) == ("позов", (1, 2))


def test_the_best_page_has_most_of_what_was_asked(index: Index) -> None:
    index.apply([document("а", "суд суд суд", "суд і позов", "позов")], sequence=1)

    (found,) = index.search(parse("суд позов"), EVERYTHING, limit=9).found
    assert (found.page, found.pages) == (2, (1, 2, 3))


def test_the_rarer_word_and_the_shorter_text_rank_first(index: Index) -> None:
    long = "суд " + "інше слово " * 50
    index.apply(
        [document("довгий", long), document("короткий", "суд"), document("інший", "позов")],
        sequence=1,
    )

    assert keys(index, "суд") == ["короткий", "довгий"]
    assert keys(index, "суд OR позов")[0] == "інший"


def test_total_counts_all_and_pages_of_results_join_up(index: Index) -> None:
    index.apply([document(f"д{n:02}", "суд " * (1 + n % 3)) for n in range(25)], sequence=1)

    whole = index.search(parse("суд"), EVERYTHING, limit=25)
    parts = [index.search(parse("суд"), EVERYTHING, limit=10, offset=n) for n in (0, 10, 20)]
    assert whole.total == 25
    assert [part.total for part in parts] == [25, 25, 25]
    assert sum((part.found for part in parts), ()) == whole.found
    assert index.search(parse("суд"), EVERYTHING, limit=10, offset=30).found == ()


def test_a_filter_of_the_catalogue_is_a_leaf_like_others(court: Index) -> None:
    tree = And((among("ухвала", "лист", "чужий"), Not(Word("лист"))))

    assert [f.document for f in court.search(tree, EVERYTHING, limit=9).found] == ["ухвала"]


def test_a_document_without_words_can_be_found_by_a_filter(index: Index) -> None:
    index.apply([document("скан", "")], sequence=1)

    (found,) = index.search(among("скан"), EVERYTHING, limit=9).found
    assert (found.page, found.pages) == (1, ())


# Taking in


def test_replacing_leaves_nothing_of_before(court: Index) -> None:
    court.apply([document("позов", "зовсім інше")], sequence=8)

    assert keys(court, "757/12345/25-ц") == []
    assert keys(court, "інше") == ["позов"]
    assert court.stamp().documents == 4


def test_the_last_of_several_changes_counts(index: Index) -> None:
    index.apply([document("а", "суд"), document("а", "позов"), Change("б")], sequence=1)
    index.apply([document("б", "суд"), Change("б")], sequence=2)

    assert keys(index, "суд OR позов") == ["а"]
    assert keys(index, "суд") == []
    assert index.stamp().documents == 1


def test_to_repeat_a_batch_does_no_harm(court: Index) -> None:
    before = court.search(parse("суд"), EVERYTHING, limit=9)
    court.apply(COURT, sequence=7)

    assert court.search(parse("суд"), EVERYTHING, limit=9) == before


def test_the_stamp_tells_how_far_it_is(court: Index) -> None:
    first = court.stamp()
    second = court.apply([Change("лист")], sequence=12)

    assert (first.documents, first.sequence) == (4, 7)
    assert (second.documents, second.sequence) == (3, 12)
    assert second.generation > first.generation
    assert court.stamp() == second


def test_an_empty_batch_moves_only_the_stamp(court: Index) -> None:
    court.apply([], sequence=99)

    assert court.stamp().sequence == 99
    assert set(keys(court, "позивач")) == {"позов", "ухвала", "відзив"}
    court.verify()


def test_an_empty_index_answers(index: Index) -> None:
    assert index.search(parse("суд"), EVERYTHING, limit=9).total == 0
    assert index.suggest(parse("суд"), EVERYTHING) is None
    assert keys(index, "NOT суд") == []


def test_a_batch_somebody_has_overtaken_is_passed_over(court: Index) -> None:
    stamp = court.stamp()

    assert court.apply([document("позов", "старе")], sequence=6) == stamp
    assert keys(court, "старе") == []


# Permissions


def test_what_is_not_allowed_is_not_found_and_not_counted(court: Index) -> None:
    answer = court.search(parse("позивач"), Documents.of({"ухвала", "лист"}), limit=9)

    assert answer.total == 1
    assert [found.document for found in answer.found] == ["ухвала"]


def test_a_suggestion_comes_from_what_is_allowed(index: Index) -> None:
    index.apply([document("а", "рішення про усиновлення"), document("б", "рішення")], sequence=1)

    assert str(index.suggest(parse("рішеня усиновленя"), EVERYTHING)) == "рішення ТА усиновлення"
    assert index.suggest(parse("усиновленя"), Documents.of({"б"})) is None
    assert str(index.suggest(parse("рішеня"), Documents.of({"б"}))) == "рішення"


def test_a_suggestion_keeps_its_filters(index: Index) -> None:
    index.apply([document("а", "рішення")], sequence=1)

    assert (
        str(index.suggest(And((among("а"), Word("рішеня"))), EVERYTHING)) == "вид:лист ТА рішення"
    )
    assert index.suggest(And((among("б"), Word("рішеня"))), EVERYTHING) is None


def test_a_suggestion_only_when_a_word_is_nowhere_and_something_would_be_found(
    index: Index,
) -> None:
    index.apply([document("а", "зобов'язання"), document("б", "договір")], sequence=1)

    assert str(index.suggest(parse("зобовязаня"), EVERYTHING)) == "зобов'язання"
    assert index.suggest(parse("зобов'язання договір"), EVERYTHING) is None
    assert index.suggest(parse("зобовязаня договір"), EVERYTHING) is None
    assert index.suggest(parse("щось"), EVERYTHING) is None


def test_a_word_that_is_right_and_only_absent_is_not_called_a_mistake(index: Index) -> None:
    index.apply([document("а", "договір про позику 2026"), document("б", "суд")], sequence=1)

    for right in ("договори", "позиція", "судно", "2025", "договір позиція"):
        assert index.suggest(parse(right), EVERYTHING) is None, right
    assert index.suggest(parse("позиція OR суд"), EVERYTHING) is None
    assert str(index.suggest(parse("позиція OR догавір"), EVERYTHING)) == "позиція АБО договір"


@pytest.mark.parametrize(
    "written", ["ч. 1 ст. 130 КУпАП", "частиною першою статті 130 КУпАП", "ст. 130 ч. 1 КУпАП"]
)
def test_a_provision_is_found_in_every_spelling(index: Index, written: str) -> None:
    far = "ст. 1 і ч. 2 КУпАП, а ще й за всі наявні 130 гривень"
    index.apply([document("а", written), document("б", far)], sequence=1)

    for asked in ("ч 1 ст 130 купап", "ч.1 ст.130", "стаття 130 частина 1", "ст 130 1"):
        assert keys(index, asked) == ["а"], asked


# Against a second opinion

WORDS = ["позивач", "позивача", "позивачем", "суд", "суду", "суддів", "рішення", "і", "court"]
WORDS += ["757/1/25-ц", "25-ц", "25", "віце-прем'єр", "віцепрем'єра", "№", "II", "ст.185-1"]
texts = st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join)
pages = st.lists(texts, min_size=1, max_size=3).flatmap(
    lambda t: st.integers(0, 1).map(
        lambda first: tuple(Page(n, text) for n, text in enumerate(t, start=first))
    )
)
names = st.sampled_from("абвгд")
changes = st.builds(Change, names, pages | pages | st.just(()))
batches = st.lists(st.lists(changes, max_size=4), min_size=1, max_size=4)

one = st.sampled_from([w for w in WORDS if w != "№"])
several = st.lists(one, min_size=2, max_size=3).map(" ".join)
simple = st.sampled_from([w for w in WORDS if w.isalpha() and len(w) > 2])
leaves: st.SearchStrategy[Node] = st.one_of(
    one.map(Word),
    st.one_of(one, several).map(Phrase),
    st.builds(Near, several, st.integers(2, 6)),
    st.builds(lambda word, n: Prefix(word[:n]), simple, st.integers(2, 4)),
    st.builds(lambda word: Wildcard(f"{word[:2]}*{word[-1]}"), simple),
    st.builds(lambda word: Wildcard(f"?{word[1:]}"), simple),
    st.builds(Fuzzy, simple, st.integers(1, 2)),
    st.frozensets(names).map(lambda keys: among(*keys)),
)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=2, max_size=3).map(lambda nodes: And(tuple(nodes))),
        st.lists(inner, min_size=2, max_size=3).map(lambda nodes: Or(tuple(nodes))),
    ),
    max_leaves=4,
)


def after(batches: Iterable[Iterable[Change]]) -> Mapping[str, tuple[Page, ...]]:
    state: dict[str, tuple[Page, ...]] = {}
    for batch in batches:
        for change in batch:
            state.pop(change.document, None)
            if change.pages:
                state[change.document] = change.pages
    return state


@pytest.fixture
def eager_merging() -> Iterator[None]:
    """Merge two alike segments, in small pieces, so that few documents go through all of it."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("search.engines.whoosh.codec._FAN_IN", 2)
        patched.setattr("search.engines.whoosh.segment._CHUNK", 3)
        yield


@pytest.mark.usefixtures("eager_merging")
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(batches=batches, asked=st.lists(trees, min_size=3, max_size=8), hidden=st.sets(names))
def test_every_engine_agrees_with_the_oracle(
    make_index: MakeIndex,
    analysis: Analysis,
    batches: list[list[Change]],
    asked: list[Node],
    hidden: set[str],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        index = make_index(Path(folder) / "all")
        for number, batch in enumerate(batches):
            index.apply(batch, sequence=number)
        visible = {key: pages for key, pages in after(batches).items() if key not in hidden}
        only_visible = make_index(Path(folder) / "visible")
        only_visible.apply([Change(key, pages) for key, pages in visible.items()], sequence=0)

        oracle, may = Oracle(visible, analysis), Documents.of(visible)
        for tree in asked:
            answer = index.search(tree, may, limit=99)
            assert {found.document for found in answer.found} == oracle.documents(tree), tree
            for found in answer.found:
                assert set(found.pages) == oracle.pages(tree, found.document), tree
                assert found.marked == oracle.marked(tree, found.document, found.page), tree
            # The hidden documents change nothing.
            assert unordered(only_visible.search(tree, EVERYTHING, limit=99)) == unordered(answer)
            assert only_visible.suggest(tree, EVERYTHING) == index.suggest(tree, may)
        index.verify()
        assert index.stamp().documents == len(after(batches))
