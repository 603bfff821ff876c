"""Ukrainian text: what is one word, and which spellings are the same."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from search.analysis import Analysis, fold, no_occurrences


def exact_forms(analysis: Analysis, text: str) -> list[str]:
    return [token.exact for token in analysis.tokens(text)]


def lemmas(analysis: Analysis, text: str) -> set[str]:
    return {lemma for token in analysis.tokens(text) for lemma in token.lemmas}


@pytest.mark.parametrize(
    "forms",
    [
        ("позивач", "позивача", "позивачем", "Позивачі", "ПОЗИВАЧЕВІ"),
        ("суддя", "судді", "суддів", "суддею"),
        ("рішення", "рішенням", "рішень"),
        ("Шевчук", "Шевчуком", "Шевчука"),
        ("зобов'язання", "зобов’язання", "зобовʼязання", "зобов`язаннями", "зобовязання"),
        ("п'ять", "пʼять", "п′ять"),
        ("ґрунт", "грунт", "ґрунту"),
        ("віце-прем'єр", "віцепрем'єр", "віце-прем’єром"),
        ("будь-який", "будь-якого", "будь‑якому"),
        ("онлайн-засідання", "онлайн-засіданням"),
        ("позивач", "пози\u00adвач", "позива-\nча", "позива\u00ad\r\n  чем"),
        ("замок", "за\u0301мок"),
        ("ухвала", "yxвaлa", "УXBAЛА"),
    ],
)
def test_forms_of_a_word_find_each_other(analysis: Analysis, forms: tuple[str, ...]) -> None:
    found = [lemmas(analysis, form) for form in forms]

    assert all(found[0] & other for other in found)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("757/12345/25-ц", "757/12345/25–ц"),
        ("757/12345/25-ц", "757\\12345\\25-Ц"),
        ("757/12345/25-ц", "757/12345/25-\nц"),
        ("757/12345/25-c", "757/12345/25-с"),
        ("№ 174", "№174"),
        ("№№ 174", "174"),
        ("N 174", "№ 174"),
        ("No. 174", "№ 174"),
        ("стаття 185¹", "стаття 185¹"),
        ("ІІ інстанція", "II інстанція"),
        ("ХІV", "XIV"),
        ("Wоrd", "word"),
        ("HP", "hp"),
        ("й", "й"),
        ("Straße", "STRASSE"),
    ],
)
def test_spellings_of_the_same(analysis: Analysis, one: str, other: str) -> None:
    assert exact_forms(analysis, one) == exact_forms(analysis, other)


@pytest.mark.parametrize(
    ("one", "other"), [("185-1", "1851"), ("N95", "95"), ("суд", "суть"), ("hp", "нр")]
)
def test_what_is_not_the_same(analysis: Analysis, one: str, other: str) -> None:
    assert not set(exact_forms(analysis, one)) & set(exact_forms(analysis, other))


def test_a_case_number_is_a_token_and_its_parts(analysis: Analysis) -> None:
    tokens = list(analysis.tokens("справа № 757/12345/25-ц."))

    assert [(t.position, t.exact, t.whole) for t in tokens] == [
        (0, "справа", False),
        (1, "757/12345/25ц", True),
        (1, "757", False),
        (2, "12345", False),
        (3, "25", False),
        (4, "ц", False),
    ]


def test_every_lemma_of_every_reading_stands_at_one_position(analysis: Analysis) -> None:
    (token,) = analysis.tokens("суддів")

    assert set(token.lemmas) == {"суддя", "суддів"}


def test_words_without_a_whole_keep_their_parts(analysis: Analysis) -> None:
    assert exact_forms(analysis, "та/або") == ["та", "або"]


def test_a_lost_apostrophe_is_given_back(analysis: Analysis) -> None:
    assert analysis.readable("зобовязання") == "зобов'язання"
    assert analysis.readable("позивач") == "позивач"
    assert analysis.readable("757/1/25ц") == "757/1/25ц"


def test_memory_is_bounded() -> None:
    analysis = Analysis(remembered=20)
    for number in range(100):
        analysis.collect(f"{number} а{'б' * number}", 0, no_occurrences(), no_occurrences())

    assert analysis._terms_of_letters.cache_info().currsize == 20
    assert analysis._terms.cache_info().currsize == 1


# Properties

LETTERS = "абгґеєіїйь'’ʼ`\u0301\u00ad\u200b-–/\\.,: \n№NoIXaceHP0129¹_«»"
texts = st.text(LETTERS, max_size=40) | st.text(max_size=20)


@settings(max_examples=300)
@given(st.text(LETTERS, max_size=12) | st.text(max_size=8))
def test_folding_twice_changes_nothing(word: str) -> None:
    assert fold(fold(word)) == fold(word)


@given(text=texts)
def test_offsets_point_at_the_word(analysis: Analysis, text: str) -> None:
    last = -1
    for token in analysis.tokens(text):
        written = text[token.start : token.end]
        assert token.exact
        assert token.position in (last, last + 1)
        if not token.whole:
            assert fold(written) == token.exact
            assert token.position == last + 1
            last = token.position


@given(text=texts)
def test_every_letter_belongs_to_a_word(analysis: Analysis, text: str) -> None:
    """Nothing written can get lost, number signs and the tail of endless words apart."""
    covered = {i for t in analysis.tokens(text) for i in range(t.start, t.end)}
    lost = "".join(c for i, c in enumerate(text) if i not in covered and c.isalnum())

    assert set(lost) <= set("NoоºʼʹN")


@given(text=texts)
def test_composition_makes_no_difference(analysis: Analysis, text: str) -> None:
    """In scripts whose marks are of the common block; those of Asia are not read."""
    composed, apart = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    marks = {c for c in apart if unicodedata.combining(c)}
    assume(all("\u0300" <= mark <= "\u036f" for mark in marks))

    assert exact_forms(analysis, composed) == exact_forms(analysis, apart)


def test_a_part_has_a_hundred_letters_and_marks_at_most(analysis: Analysis) -> None:
    assert exact_forms(analysis, "а" * 130 + " б") == ["а" * 100, "б"]
    assert exact_forms(analysis, "а\u0301" + "а" * 130) == ["а" * 99]


@given(text=texts, at=st.integers(0, 1000))
def test_an_index_gets_what_tokens_say(analysis: Analysis, text: str, at: int) -> None:
    exact, lemma = no_occurrences(), no_occurrences()
    end = analysis.collect(text, at, exact, lemma)

    tokens = list(analysis.tokens(text))
    told = {(t.exact.encode(), at + t.position) for t in tokens}
    assert told == {(term, p) for term, positions in exact.items() for p in positions}
    told = {(form.encode(), at + t.position) for t in tokens for form in t.lemmas}
    assert told == {(term, p) for term, positions in lemma.items() for p in positions}
    assert end == at + 1 + max((t.position for t in tokens), default=-1)
