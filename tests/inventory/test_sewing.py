"""What is found before a volume is sewn: repetitions, narrow margins, what a person looks at."""

from __future__ import annotations

import dataclasses
import json
import random
import time
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from inventory import record_text
from inventory.arrangement.likeness import Alike, alike, same_content
from inventory.rules.sewing import (
    belongs_in_the_file,
    is_once,
    is_prepared,
    leaves_a_margin,
    near_the_edge,
)
from inventory.service.readiness import Looked, look_before_sewing
from tests.clauses import proves
from tests.inventory.documents import case_file, document
from tests.inventory.office import Office

WORDS = [f"слово{n}" for n in range(400)]


def prose(seed: int, count: int = 120) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=count))


@proves("814:VII.2")
def test_814_vii_2__the_same_document_twice_is_found_however_it_was_read() -> None:
    """Усі документи, що підшиваються до справи, мають бути лише в одному примірнику."""
    text = f"{prose(1)} {WORDS[17]} {prose(8)}"
    badly = text.replace(" ", "  ").upper().replace(WORDS[17].upper(), "СЛ0ВО", 1)
    texts = {"a": [text], "b": [badly], "c": [prose(2)], "short": ["Додаток"], "d": ["Додаток"]}

    (pair,) = alike(texts)

    assert (pair.one, pair.other) == ("a", "b")
    assert pair.percent >= 70
    documents = {name: document(name, "letter", n) for n, name in enumerate(texts)}
    assert is_once((), documents).agrees
    verdict = is_once([pair], documents)
    assert verdict.clauses == ("814:VII.2",)
    assert "«a»" in verdict.objections[0].text
    assert "«b»" in verdict.objections[0].text


@proves("814:VII.2")
def test_814_vii_2__a_page_bound_in_twice_and_the_same_bytes_are_found() -> None:
    twice = prose(3)
    texts = {"a": [prose(4), twice], "b": [prose(5), prose(6), twice, prose(7)]}

    assert alike(texts) == (Alike("a", "b", 100, (2, 3)),)
    assert list(same_content({"a": "x", "b": "y", "c": "x", "d": None})) == [Alike("a", "c", 100)]


@given(st.lists(st.text(alphabet="абв ", max_size=200), max_size=6))
def test_every_text_can_be_compared_and_pairs_are_of_two(texts: list[str]) -> None:
    found = alike({str(n): [text] for n, text in enumerate(texts)})

    assert all(pair.one != pair.other or pair.pages is not None for pair in found)


def test_a_thousand_documents_are_compared_at_once() -> None:
    texts = {str(n): [prose(n)] for n in range(1_000)}
    began = time.process_time()

    assert alike({**texts, "again": [prose(500)]}) == (Alike("500", "again", 100),)

    assert time.process_time() - began < 5


def word(left: int, confidence: int = 90) -> list[object]:
    return ["слово", left, 100, 200, 100, confidence]


@proves("814:VII.14-поле")
def test_814_vii_14__text_that_the_binding_would_cover_is_found() -> None:
    """20 мм — 567 десятих пункту; три слова, розпізнані впевнено."""
    clear = {"lines": [[word(600), word(900)]] * 5}
    near = {"lines": [[word(300), word(900)]] * 3}
    stains = {"lines": [[word(300, 20), word(900)]] * 3}
    assert near_the_edge([clear, near, stains, {"lines": []}]) == [2]
    documents = {"a": document("a", "letter", 1)}
    assert leaves_a_margin({"a": []}, documents).agrees
    verdict = leaves_a_margin({"a": [2, 7]}, documents)
    assert verdict.clauses == ("814:VII.14-поле",)
    assert "стор. 2, 7" in verdict.objections[0].text


@proves("814:VII.2-скріплення", "814:VII.14-проколи", "814:VII.14-уклеювання")
def test_814_vii_14__a_person_looks_at_fasteners_holes_and_glue() -> None:
    assert is_prepared(unfastened=True, holes=True, nothing_glued=True).agrees
    assert is_prepared(unfastened=False, holes=True, nothing_glued=True).clauses == (
        "814:VII.2-скріплення",
    )
    assert is_prepared(unfastened=True, holes=False, nothing_glued=True).clauses == (
        "814:VII.14-проколи",
    )
    assert is_prepared(unfastened=True, holes=True, nothing_glued=False).clauses == (
        "814:VII.14-уклеювання",
    )


@proves("814:I.2-1000/5", "814:I.11")
def test_174_14_2__a_file_of_the_plan_holds_one_year_of_originals_with_its_index() -> None:
    """Background 174:14.1, 14.2-оригінали, 14.2-чернетки, 14.2-рік; the law is 814 and 1000/5."""
    case = dataclasses.replace(case_file(kind="nomenclature"), index="01-05")
    one = document("a", "order", 1, when="2026-02-01")
    later = document("b", "order", 2, when="2027-02-01")
    copy = dataclasses.replace(one, copy=True)
    letter = dataclasses.replace(one, direction="outgoing", index="01-07/3/2026")

    def judged(*documents: object, **said: bool) -> tuple[str, ...]:
        asked = {"permanent": True, "carried": False} | said
        return belongs_in_the_file(case, documents, **asked).clauses  # type: ignore[arg-type]

    assert judged(one) == ()
    assert judged(one, later) == ("814:I.2-1000/5",)
    assert judged(one, later, carried=True) == ()
    assert judged(copy) == ("814:I.2-1000/5",)
    assert judged(dataclasses.replace(copy, flags=("certified-copy",))) == ()
    assert judged(copy, permanent=False) == ()
    for code in ("draft", "personal-paper", "multiplied-copy", "returnable"):
        assert judged(document("d", code, 1, when="2026-02-01")) == ("814:I.2-1000/5",)
    assert judged(letter) == ("814:I.11",)
    assert judged(dataclasses.replace(letter, index="01-05/3/2026")) == ()
    personnel = dataclasses.replace(case, kind="personnel")
    assert belongs_in_the_file(personnel, [one, later], permanent=True, carried=False).agrees
    assert belongs_in_the_file(case_file(), [one, later], permanent=True, carried=False).agrees


@proves("814:VII.2", "814:VII.14-поле")
def test_814_vii_2__all_is_looked_at_together_before_a_volume_is_closed(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.add("assignment-protocol", 1)
    one, other = office.add("claim", 1), office.add("motion", 1, title="Клопотання")
    pages = {"pages": [{"text": prose(1), "lines": [[word(300)]] * 3}], "version": 1}
    content = office.vault.store(json.dumps(pages).encode())
    with office.vault.transaction("читач") as tx:
        for document_ in (one, other):
            record_text(tx, document_, content, {})
        tx.commit()

    found = look_before_sewing(office.vault, office.number, Looked(holes=True))

    assert sorted(found.verdict.clauses) == [
        "814:VII.14-поле",
        "814:VII.14-поле",
        "814:VII.14-уклеювання",
        "814:VII.2",
        "814:VII.2-скріплення",
    ]
    assert len(found.unread) == 1
