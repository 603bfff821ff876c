"""The query language: what is typed, what is understood, and that nothing can break it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import examples
from search.errors import QuerySyntaxError
from search.query.nodes import (
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
from search.query.parsing import DEPTH_MAX, LENGTH_MAX, WORDS_MAX, brief, parse, substitute, wanted


def test_every_example_of_the_help_can_be_read() -> None:
    assert len({str(parse(one.example)) for one in examples()}) >= len(examples()) - 1


A, B, C = Word("позов"), Word("суд"), Word("757/12345/25-ц")
ARTICLE = Or((Word("ст"), Word("стаття")))
PART = Or((Word("ч"), Word("частина")))
DAY = Or((Phrase("01.03.2025"), Phrase("1 березня 2025"), Phrase("01 березня 2025")))
POINT = Or((Word("п"), Word("пункт")))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("позов суд", And((A, B))),
        ("позов AND суд", And((A, B))),
        ("позов OR суд", Or((A, B))),
        ("позов суд OR 757/12345/25-ц", And((A, Or((B, C))))),
        ("позов AND суд OR 757/12345/25-ц", Or((And((A, B)), C))),
        ("позов (суд OR 757/12345/25-ц)", And((A, Or((B, C))))),
        ("позов NOT суд", And((A, Not(B)))),
        ("NOT (позов OR суд)", Not(Or((A, B)))),
        ("позов АND суд", And((A, B))),  # Cyrillic А
        ("позов ОR суд", Or((A, B))),  # Cyrillic О
        ("позов NОТ суд", And((A, Not(B)))),  # Cyrillic О, Т
        ("позов АБО суд", Or((A, B))),
        ("позов НЕ суд", And((A, Not(B)))),
        ("позов І суд", And((A, B))),
        ("том І", And((Word("том"), Word("і")))),
        ("ПОЗОВ АБО СУД", And((Word("ПОЗОВ"), Word("або"), Word("СУД")))),
        ('"позов АБО суд"', Phrase("позов АБО суд")),
        ("позов NEAR суд", Near("позов суд", 5)),
        ("позов NEAR/9 суд", Near("позов суд", 9)),
        ("позов NEAR суд NEAR/7 заява", Near("позов суд заява", 7)),
        ("NEAR позов", And((Word("near"), A))),
        ("ст 185", And((ARTICLE, Word("185")))),
        ("статті 185-3", And((ARTICLE, Word("185-3")))),
        (
            "ст 185 3 купап",
            And(
                (
                    ARTICLE,
                    Or((Word("185-3"), Near("3 185", 4), Near("третій 185", 4))),
                    Word("купап"),
                )
            ),
        ),
        ("ст. 41, 42", And((ARTICLE, Word("41"), Word("42")))),
        ("ст. 15 ст. 16", And((ARTICLE, Word("15"), ARTICLE, Word("16")))),
        ("ст 185?", And((ARTICLE, Word("185")))),
        ("ст 18*", And((Word("ст"), Prefix("18")))),
        ("ч. 1", And((PART, Word("1")))),
        (
            "ч 1 ст 130 купап",
            And((PART, ARTICLE, Or((Near("1 130", 4), Near("перший 130", 4))), Word("купап"))),
        ),
        (
            "статті 130-1 частина 12",
            And((ARTICLE, PART, Near("130-1 12", 4))),
        ),
        (
            "п. 3 ч. 2 ст. 17",
            And((POINT, PART, ARTICLE, Or((Near("3 2 17", 6), Near("3 другий 17", 6))))),
        ),
        ("ч 1 OR ст 130", Or((And((PART, Word("1"))), And((ARTICLE, Word("130")))))),
        ("позов НЕ ст 185", And((A, Not(And((ARTICLE, Word("185"))))))),
        ("2-п/757/3", Word("2-п/757/3")),
        ("позов and суд", And((A, Word("and"), B))),
        ('"рішення суду"', Phrase("рішення суду")),
        ("«рішення суду»", Phrase("рішення суду")),
        ("„рішення суду“", Phrase("рішення суду")),
        ("позив*", Prefix("позив")),
        ("757/123*", Prefix("757/123")),
        ("поз?в суд", And((Wildcard("поз?в"), B))),
        ("поз??в", Wildcard("поз??в")),
        ("*давач", Wildcard("*давач")),
        ("позив~", Fuzzy("позив", 1)),
        ("позив~9", Fuzzy("позив", 2)),
        ('"позов суд"~5', Near("позов суд", 5)),
        ("№ 757/12345/25-ц", C),
        ("Справа № 757/12345/25-ц", C),
        ("позов у справі №757/12345/25-ц", And((A, Word("у"), C))),
        ("справа 757/123*", Prefix("757/123")),
        ('"справа № 757/12345/25-ц"', Phrase("справа № 757/12345/25-ц")),
        ("«справа № 757/1» справа № 2/3", And((Phrase("справа № 757/1"), Word("2/3")))),
        ("справа суд", And((Word("справа"), B))),
        ("справа 757", And((Word("справа"), Word("757")))),
        ("п'ять", Word("п'ять")),
        ("позов ТА суд", And((A, B))),
        ("позов ПОРУЧ суд", Near("позов суд", 5)),
        ("позов ПОРУЧ/1 суд", Near("позов суд", 1)),
        ('"позов суд"~1', Near("позов суд", 1)),
        ('"позов"~3', Phrase("позов")),
        ("ПОЗОВ ПОРУЧ СУД", And((Word("ПОЗОВ"), Word("поруч"), Word("СУД")))),
        ("ПОЗОВ ПОРУЧ/2 СУД", Near("ПОЗОВ СУД", 2)),
        ("41 АБО 42", Or((Word("41"), Word("42")))),
        ("«рішення суду» І позов", And((Phrase("рішення суду"), A))),
        ("НЕ(позов АБО суд)", Not(Or((A, B)))),
        ("«ТОВ «Вигадка»» позов", And((Phrase("ТОВ Вигадка"), A))),
        ('ТОВ «Фірма "Вигадка"»', And((Word("ТОВ"), Phrase("Фірма Вигадка")))),
        ("«рішення суду», позов", And((Phrase("рішення суду"), A))),
        ("позов « ст 185", And((A, ARTICLE, Word("185")))),
        ("ЄУН 757/12345/25-ц", C),
        ("єдиний унікальний номер справи № 757/12345/25-ц", C),
        ("спр. N 757/12345/25-ц", C),
        ("лист № 5", And((Word("лист"), Word("5")))),
        ("лист No 5", And((Word("лист"), Word("5")))),
        ("01.03.2025", DAY),
        ("1 березня 2025 року позов", And((DAY, A))),
        ("позов від 1.3.2025р.", And((A, Word("від"), DAY))),
        ("«01» березня 2025 року", DAY),
        ("Cправа 757/12345/25-ц", C),  # Latin C
        ("справа суд номер справи 757/12345/25-ц", And((Word("справа"), B, C))),
        ("ст.ст. 15, 16", And((ARTICLE, Word("15"), Word("16")))),
        ("ст. 185¹", And((ARTICLE, Word("185¹")))),
        ("ЦК України", And((Or((Phrase("ЦК"), Near("цивільний кодекс", 1))), Word("України")))),
        ("цк", Word("цк")),
        ("01.03.25", Or((*DAY.parts, Phrase("01.03.25")))),
        ("п. 1.2.13", And((POINT, Word("1.2.13")))),
        ("31.02.2025", Word("31.02.2025")),
        ("10.03.2025", Or((Phrase("10.03.2025"), Phrase("10 березня 2025")))),
        ("позов😀 😀", Word("позов😀")),
        ("справа:757/12345/25-ц позов", And((Field(FieldName.CASE, C.text), A))),
        ("Cправа: 757/12345/25-ц", Field(FieldName.CASE, C.text)),  # Latin C
        ('сторона:"Вигадко Іван"', Field(FieldName.PARTY, "Вигадко Іван")),
        ("підписувач:Вигад*", Field(FieldName.SIGNER, "Вигад*")),
        (
            "вид:(ухвала OR рішення)",
            Or((Field(FieldName.KIND, "ухвала"), Field(FieldName.KIND, "рішення"))),
        ),
        ("кому:", Word("кому")),
    ],
)
def test_what_is_typed_is_understood(text: str, tree: Node) -> None:
    assert parse(text) == tree
    assert parse(str(tree)) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("позов AND", A),
        ("OR позов", A),
        ("AND OR позов", A),
        ("позов AND OR суд", And((A, B))),
        ("позов AND NOT", A),
        ("NOT NOT позов", A),
        ("NOT AND позов", Not(A)),
        ('позов" суд', And((A, B))),
        ("(позов (суд", And((A, B))),
        ("позов) суд", And((A, B))),
        ("позов () * ~ ^2 : суд", And((A, Word("2"), B))),
        ("позов [суд]", And((A, B))),
        ("хто позов?", And((Word("хто"), A))),
    ],
)
def test_what_makes_no_sense_in_its_place_is_passed_over(text: str, tree: Node) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize("text", ["", " \t\n", "№", "()", '""', "AND", "* ?", "а*", "-", "№ №"])
def test_a_query_without_words_is_refused_kindly(text: str) -> None:
    with pytest.raises(QuerySyntaxError, match=r"\[Q001\]"):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "справа:",
        "справа:(",
        "справа:()",
        'справа:""',
        "справа:№",
        "справа: AND позов",
        "справа: том:1",
        "позов справа:",
        "(позов том:)",
        "NOT справа:",
        "сторона: )",
    ],
)
def test_a_filter_without_a_value_is_refused(text: str) -> None:
    """Taken for a word it would find what it was meant to keep out."""
    with pytest.raises(QuerySyntaxError, match=r"після «(справа|том|сторона):» нічого немає"):
        parse(text)


@pytest.mark.parametrize("text", ["сторона:*", 'позов підписувач:"*"', "вид:?"])
def test_a_filter_with_nothing_but_a_pattern_says_what_it_lacks(text: str) -> None:
    with pytest.raises(QuerySyntaxError, match=r"у шаблоні «\w+:[*?]» замало літер"):
        parse(text)


def test_too_long_and_too_deep_are_refused() -> None:
    with pytest.raises(QuerySyntaxError, match=f"понад {LENGTH_MAX} знаків"):
        parse("а" * (LENGTH_MAX + 1))
    with pytest.raises(QuerySyntaxError, match=f"понад {DEPTH_MAX} дужок"):
        parse("(" * (DEPTH_MAX + 1) + "позов")


@pytest.mark.parametrize(
    "text",
    [
        "ст 1 2 " * 60,
        " ".join(f"ч {n} ст {n}" for n in range(40)),
        "аб " * 299,
        "НЕ а б АБО в " * 60,
        "довгеслово " * 90,
    ],
)
def test_a_long_query_can_be_asked_again_as_it_was_understood(text: str) -> None:
    try:
        tree = parse(text)
    except QuerySyntaxError as refused:
        assert "знаків" in str(refused) or "слів" in str(refused)  # noqa: PT017
    else:
        assert parse(str(tree)) == tree


def test_many_words_are_refused() -> None:
    assert parse("слово " * WORDS_MAX)
    with pytest.raises(QuerySyntaxError, match=f"понад {WORDS_MAX} слів"):
        parse("слово " * (WORDS_MAX + 1))
    with pytest.raises(QuerySyntaxError, match="слів"):
        parse('"' + "слово " * (WORDS_MAX + 1) + '"')


def test_few_words_may_begin_with_a_pattern() -> None:
    """Each looks at every word there is; those that begin with letters do not."""
    loose = ["*давач", "?озов", "*рішен?", "-*ухвал"]

    assert parse(" ".join([*loose, "поз?в", "суд*", "позов?", "п*зов"]))
    for one_more in ("*суд", "НЕ *суд", "(позов АБО ?уд*а)"):
        with pytest.raises(QuerySyntaxError, match=r"понад 4 шаблони із зірочкою"):
            parse(" ".join([*loose, one_more]))


def test_brackets_beside_one_another_are_not_deep() -> None:
    many = " ".join(["(позов АБО суд)"] * (DEPTH_MAX + 5))

    assert parse(str(parse(many))) == parse(many)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("позов суд", "позов суд"),
        ("позов OR суд NOT ухвала", "(позов АБО суд) НЕ ухвала"),
        ("позов AND суд OR ухвала", "(позов суд) АБО ухвала"),
        ('"рішення суду"', "«рішення суду»"),
        ("позов NEAR суд", "позов ПОРУЧ/5 суд"),
        ('"позов суд"~4', "позов ПОРУЧ/4 суд"),
        ("ст 185", "(ст АБО стаття) 185"),
        ("КОПІЯ ІПН", "КОПІЯ ІПН"),
        ("x:ст 185", "x (ст АБО стаття) 185"),
        ("ст AND 185", "ст ТА 185"),  # without ТА a provision would be read
        ("ПОЗОВ OR СУД", "ПОЗОВ OR СУД"),  # in capitals АБО is a word
        ("справа:757/1/25-ц вид:ухвала", "справа:757/1/25-ц вид:ухвала"),
        ('сторона:"Вигадко Іван"', "сторона:«Вигадко Іван»"),
        ("дата:2025-03", "дата:03.2025"),
        ("дата:2025-03-01", "дата:01.03.2025"),
        ("дата:2025-03..2026", "дата:03.2025..2026"),
        ("дата: 1 березня 2025 року", "дата:01.03.2025"),
        ('дата:"Березень 2025"', "дата:03.2025"),
        ("дата:у березні 2025", "дата:у березні 2025"),
    ],
)
def test_what_is_understood_is_said_in_ukrainian(text: str, said: str) -> None:
    assert brief(str(parse(text))) == said
    assert parse(said) == parse(text)


def test_a_heading_in_capitals_has_no_operators() -> None:
    words = "ПОЗОВ", "і", "СУД", "або", "не"

    assert parse("ПОЗОВ І СУД АБО НЕ") == And(tuple(map(Word, words)))


def test_what_is_wanted_leaves_out_what_is_not() -> None:
    tree = parse("позов справа:1 NOT суд OR 757/12345/25-ц")

    assert list(wanted(tree)) == [A, C]


def test_a_word_can_be_put_in_place_of_another() -> None:
    tree = parse("(позоф AND суд) OR NOT позоф")

    assert str(substitute(tree, Word("позоф"), A)) == "(позов ТА суд) АБО НЕ позов"


# Properties

LETTERS = "абвгґіїєя'’abXYІ№0129/.,-"
words = st.text(LETTERS, min_size=2, max_size=8).filter(
    lambda w: sum(map(str.isalnum, w)) >= 2 and w[0].isalnum() and w[-1].isalnum()
)
phrases = st.lists(words, min_size=2, max_size=4).map(" ".join)
leaves: st.SearchStrategy[Node] = st.one_of(
    words.map(Word),
    phrases.map(Phrase),
    words.map(Prefix),
    st.tuples(words, st.sampled_from("*?"), words).map("".join).map(Wildcard),
    st.builds(Fuzzy, words, st.integers(1, 2)),
    st.builds(Near, phrases, st.integers(2, 50)),
    st.builds(
        Field,
        st.sampled_from(sorted(set(FieldName) - {FieldName.DATE})),
        st.one_of(words, phrases, words.map("{}*".format)),
    ),
    st.dates().map(lambda day: Field(FieldName.DATE, f"{day:%d.%m.}{day.year:04}")),
)


def _grown(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    def of(kind: type[And | Or]) -> st.SearchStrategy[Node]:
        parts = inner.filter(lambda node: not isinstance(node, kind))
        return st.lists(parts, min_size=2, max_size=3).map(lambda nodes: kind(tuple(nodes)))

    return of(And) | of(Or) | inner.filter(lambda node: not isinstance(node, Not)).map(Not)


trees = st.recursive(leaves, _grown, max_leaves=6)


@given(trees)
def test_str_and_parse_are_inverse(tree: Node) -> None:
    assert parse(str(tree)) == tree


SIGNS = """
    AND OR NOT NEAR NEAR/4 І ТА АБО НЕ ПОРУЧ ПОРУЧ/3 TO справа: вид: дата: сторона: x: " « » “ (
    ) * ? ~ ~1 ~3 ^ [ ] { } : ; , ' \\ / . - № N слово СУД 757/1/25-ц ст ст. ст185 ч 3 185 п. 41,42
    ЦК КК стст ¹ справа справі ЄУН 01.03.25 01.03.2025 2025-03-01 березня 2025 року р. ё 😀
"""
SYNTAX = [*SIGNS.split(), " ", " ", "\n", "1 березня 2025"]


@given(st.lists(st.sampled_from(SYNTAX) | st.text(max_size=3), max_size=20).map("".join))
def test_any_text_gives_a_tree_or_our_error(text: str) -> None:
    try:
        tree = parse(text)
    except QuerySyntaxError:
        return
    assert parse(str(tree)) == tree
