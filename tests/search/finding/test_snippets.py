"""Snippets: the words around what was found, safe to put on a page."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import Analysis
from search.engines.door import MarkedWords
from search.finding.snippets import snippet
from search.model import Hit, SearchResult
from search.query.parsing import parse

PIECES = ["суд", "суду", "<b>", "&", "рішення", "757/1/25-ц", "\n", "-", "«", '"', "'", "за́мок"]


@pytest.mark.parametrize(
    ("text", "query", "shown"),
    [
        ("рішення суду", "суд", "рішення <b>суду</b>"),
        ("рішення суду", '"рішення суду"', "<b>рішення</b> <b>суду</b>"),
        ("суд рішення суду", '"рішення суду"', "суд <b>рішення</b> <b>суду</b>"),
        ("справа № 757/1/25-ц", "757/1/25", "справа № <b>757/1/25-ц</b>"),
        ("віце-прем’єра", "віцепрем'єр", "<b>віце-прем’єра</b>"),
        ("рішення позивача", "позив*", "рішення <b>позивача</b>"),
        ("рішення позивача", "позивоч~", "рішення <b>позивача</b>"),
        ("рішення позивача", "р*ня", "<b>рішення</b> позивача"),
        ("суд і ще позов", '"позов суд"~5', "<b>суд</b> і ще <b>позов</b>"),
        ("суд і позов", "суд NOT позов", "<b>суд</b> і позов"),
        ("позива-\nчем", "позивач", "<b>позива- чем</b>"),
        ("<b>суд</b> & «ТОВ»", "суд", "&lt;b&gt;<b>суд</b>&lt;/b&gt; &amp; «ТОВ»"),
        ("нічого тут", "суд", "нічого тут"),
        ("", "суд", ""),
    ],
)
def test_what_is_found_is_bold(analysis: Analysis, text: str, query: str, shown: str) -> None:
    assert snippet(text, parse(query), analysis) == shown


def test_it_is_cut_where_most_was_found(analysis: Analysis) -> None:
    filler = "інше слово тут " * 30
    text = f"{filler} суд {filler} рішення суду про позов {filler}"

    shown = snippet(text, parse("суд позов рішення"), analysis, width=80)
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert "<b>рішення</b> <b>суду</b> про <b>позов</b>" in shown
    assert len(re.sub(r"</?b>", "", shown)) < 100


@given(text=st.text() | st.lists(st.sampled_from(PIECES)).map("".join))
def test_every_position_has_its_place_in_the_text(analysis: Analysis, text: str) -> None:
    spans, tokens = analysis.spans(text), list(analysis.tokens(text))

    assert len(spans) == 1 + max((token.position for token in tokens), default=-1)
    for token in tokens:
        begin, end = spans[token.position]
        assert begin <= token.start < token.end <= end or token.whole
    wholes = {token.position: (token.start, token.end) for token in tokens if token.whole}
    assert wholes.items() <= dict(enumerate(spans)).items()


def test_what_the_index_found_is_not_looked_for_again(analysis: Analysis) -> None:
    text = "рішення суду та/або ухвала"

    known = MarkedWords(((1, 0), (3, 1)), len(analysis.spans(text)))
    assert snippet(text, parse("щось інше"), analysis, known=known) == (
        "рішення <b>суду</b> та/<b>або</b> ухвала"
    )


def test_a_text_that_changed_since_is_looked_at_anew(analysis: Analysis) -> None:
    known = MarkedWords(((0, 0), (400, 0)), 500)
    assert snippet("рішення суду", parse("суд"), analysis, known=known) == "рішення <b>суду</b>"


def test_words_are_not_cut(analysis: Analysis) -> None:
    text = "щось " * 100 + "суд " + "потому " * 100

    shown = re.sub(r"</?b>|… | …", "", snippet(text, parse("суд"), analysis))
    assert set(shown.split()) == {"щось", "суд", "потому"}


@given(text=st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=40).map(" ".join))
def test_the_text_is_kept_and_only_our_tags_are_added(analysis: Analysis, text: str) -> None:
    shown = snippet(text, parse("суд OR рішення OR 757*"), analysis, width=40)

    bare = re.sub(r"</?b>", "", shown)
    assert "<" not in bare
    inner = html.unescape(bare.removeprefix("… ").removesuffix(" …").removesuffix("…"))
    assert " ".join(inner.split()) in " ".join(text.split())
    assert shown.count("<b>") == shown.count("</b>")


def test_the_shape_scripts_rely_on() -> None:
    hit = Hit(
        document="д1",
        case="757/1/25",
        case_key="main:757/1/25:1",
        volume=1,
        sheet="17",
        page=3,
        pages=(2, 3),
        title="Позов",
        kind="Позовна заява",
        date=None,
        snippet="…",
        score=3.14159,
    )

    assert SearchResult(query="суд", total=12, hits=(hit,)).as_json() == {
        "query": "суд",
        "understood": "",
        "total": 12,
        "hits": [
            {
                "document": "д1",
                "case": "757/1/25",
                "volume": 1,
                "sheet": "17",
                "page": 3,
                "pages": [2, 3],
                "title": "Позов",
                "kind": "Позовна заява",
                "date": None,
                "snippet": "…",
                "score": 3.142,
            }
        ],
        "suggestion": None,
        "facets": [],
        "groups": [],
    }
