"""The column «Примітки»: each remark stands there for its own reason and for no other."""

from __future__ import annotations

import dataclasses

import pytest

from inventory import Document
from inventory.model import Member, Row
from inventory.volumes.notes import row_notes
from tests.clauses import proves
from tests.inventory.documents import document

LETTER = document("лист", "letter", 1)


def notes(leading: Document, *annexes: Document) -> str:
    row = Row(1, leading.id, tuple(Member(one.id, ()) for one in (leading, *annexes)))
    return row_notes(row, leading, {one.id: one for one in (leading, *annexes)})


@proves("814:VII.8-додатки")
@pytest.mark.parametrize(
    ("kinds", "told"),
    [
        ([], ""),
        (["annex"], "з додатками згідно з переліком"),
        (["enclosure"], "з укладеннями"),
        (["annex", "enclosure"], "з додатками згідно з переліком; з укладеннями"),
    ],
)
def test_814_vii_8__annexes_and_what_lies_in_an_envelope_are_told_apart(
    kinds: list[str], told: str
) -> None:
    """«…не перелічуються, але обов'язково зазначається про їх наявність…»"""
    annexes = [document(f"a{n}", kind, n, parent="лист") for n, kind in enumerate(kinds, 2)]

    assert notes(LETTER, *annexes) == told


@proves("814:VII.8-копія", "814:VII.1-диски-опис", "814:XX1.2-опис", "814:XX1.2-сторінки")
def test_each_remark_has_its_own_reason() -> None:
    assert notes(dataclasses.replace(LETTER, copy=True)) == "копія"
    assert notes(document("диск", "media", 1)) == "у конверті в кінці тому"
    restricted = dataclasses.replace(LETTER, restricted=True, pages=5)
    assert notes(restricted) == "документ з обмеженим доступом, 5 сторінок"


def test_a_note_of_the_card_is_not_said_twice() -> None:
    copy = dataclasses.replace(LETTER, copy=True, note="копія")

    assert notes(copy) == "копія"
    assert notes(dataclasses.replace(copy, note="без печатки")) == "копія; без печатки"


@proves("814:VII.23-заміна")
def test_what_became_of_originals_is_said_once_of_what_went_together() -> None:
    gone = "оригінал повернуто заявникові 16.01.2026"
    letter = dataclasses.replace(LETTER, removed=gone)
    kept, *left = (
        document(f"a{n}", "annex", n, parent="лист", title=f"Додаток {n}") for n in (2, 3, 4)
    )
    left = [dataclasses.replace(one, removed=gone) for one in left]
    annexes = "з додатками згідно з переліком; "

    assert notes(letter) == gone
    assert notes(letter, *left) == f"{annexes}{gone} (разом з додатками)"
    assert notes(letter, kept) == f"{annexes}{gone}"
    assert notes(LETTER, kept, *left) == f"{annexes}«Додаток 3», «Додаток 4»: {gone}"


def test_the_volumes_of_a_long_document_are_named() -> None:
    row = Row(1, LETTER.id, (Member(LETTER.id, ()),), continued_from="1", continues_in="3")

    told = row_notes(row, LETTER, {LETTER.id: LETTER})

    assert told == "продовження, початок див. т. 1; продовження див. т. 3"
