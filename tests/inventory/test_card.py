"""Cards and numbers: whatever is typed is kept plainly or refused."""

from __future__ import annotations

import json

import pytest

from inventory.errors import BadCard, BadCaseNumber
from inventory.language.spelling import doubts, title_of
from inventory.registration.card import TITLE_MAX, card_json, read_card
from inventory.registration.numbers import checked
from vault.canonical import canonical


@pytest.mark.parametrize(
    "raw",
    [
        b'{"x": 99999999999999999999}',
        '{"x": {"ключ": 1}}'.encode(),
        b'{"x": NaN}',
        b'{"x": 1.5}',
        b'{"y": "\\udc80"}',
        '{"ключ": 1, "x": [[[]]]}'.encode(),
    ],
)
def test_whatever_an_unknown_key_says_the_journal_can_keep_it(raw: bytes) -> None:
    assert canonical(card_json(read_card(raw)))


@pytest.mark.parametrize("raw", [b'{"title": "\\ud800"}', b'{"flags": [[1]]}', b'{"flags": [1]}'])
def test_what_no_form_could_print_is_refused(raw: bytes) -> None:
    with pytest.raises(BadCard):
        read_card(raw)


@pytest.mark.parametrize(
    "number", ["1/1/25\u200b", "5\u202e/1/25", "６/1/25", "../../x", "..", "1/\x00/25", "1/\udcff"]
)
def test_a_number_that_hides_what_it_is_is_refused(number: str) -> None:
    with pytest.raises(BadCaseNumber):
        checked(number)


def test_what_a_card_says_and_nobody_understands_is_told() -> None:
    said = '{"kind": "позов", "sheet": 5, "аркушів": 5, "title": "Позов"}'.encode()

    kind, sheet, sheets = doubts(read_card(said))

    assert "«позов» немає" in kind
    assert "claim (Позовна заява)" in kind
    assert "«sheet»" in sheet
    assert "можливо, «sheets»" in sheet
    assert "«аркушів»" in sheets
    assert "unknown" not in card_json(read_card(said))
    assert doubts(read_card('{"kind": "позовна заява", "sheets": 5}'.encode())) == ()


def test_a_title_too_long_to_be_kept_is_told_of() -> None:
    kept = read_card(json.dumps({"kind": "claim", "title": "А" * TITLE_MAX}).encode())
    cut = read_card(json.dumps({"kind": "claim", "title": "А" * (TITLE_MAX + 1)}).encode())

    assert doubts(kept) == ()
    assert len(cut.title) == TITLE_MAX
    [said] = doubts(cut)
    assert str(TITLE_MAX + 1) in said
    assert card_json(cut) == card_json(kept)
    assert "потрібно ціле число" in str(refusal(b'{"sheets": "5"}'))


def refusal(raw: bytes) -> BadCard:
    with pytest.raises(BadCard) as refused:
        read_card(raw)
    return refused.value


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Позовна_заява.pdf", "Позовна заява"),
        ("Відзив.PDF.p7s", "Відзив"),
        ("Договір від 01.02.2025", "Договір від 01.02.2025"),
        ("лист т.1.docx", "лист т.1"),
        (".pdf", ".pdf"),
    ],
)
def test_a_title_from_a_name_has_no_extension(name: str, title: str) -> None:
    assert title_of(name) == title


@pytest.mark.parametrize("key", ["Restricted", "restriced", "RESTRICTED", " restricted"])
def test_a_key_that_may_mean_restricted_lets_nothing_in(key: str) -> None:
    with pytest.raises(BadCard):
        read_card(b'{"%s": true}' % key.encode())
