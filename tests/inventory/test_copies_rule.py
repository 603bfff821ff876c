"""Whether a copy may be certified."""

from __future__ import annotations

from pathlib import Path

import pytest

from inventory.rules.copies import may_be_copied, may_be_issued
from tests.clauses import proves
from tests.inventory.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


@proves("814:XI.18")
def test_814_xi_18__no_copy_is_certified_from_a_copy_certified_by_others(office: Office) -> None:
    document = office.document(office.add("annex", 2, pages=2, copy=True, flags=["certified-copy"]))

    assert may_be_copied(document, compared=True, held_as_copy=True).clauses == ("814:XI.18",)


@proves("814:XI.18")
def test_814_xi_18__a_copy_in_the_file_is_copied_only_when_said_so(office: Office) -> None:
    document = office.document(office.add("annex", 2, pages=2, copy=True))

    assert may_be_copied(document, compared=True, held_as_copy=False).clauses == ("814:XI.18",)
    assert may_be_copied(document, compared=True, held_as_copy=True).agrees


@proves("814:XI.9")
def test_814_xi_9__the_clerk_attests_the_comparison_with_the_original(office: Office) -> None:
    document = office.document(office.add("decision", 3, pages=3))

    assert may_be_copied(document, compared=False, held_as_copy=False).clauses == ("814:XI.9",)
    assert may_be_copied(document, compared=True, held_as_copy=False).agrees


@proves("814:XI.1")
def test_814_xi_1__a_copy_is_issued_to_somebody_who_has_a_right_to_it() -> None:
    for to, standing, missing in (
        ("", "", 2),
        ("В. В. Вигаданенко", " ", 1),
        (" ", "позивач", 1),
        ("В. В. Вигаданенко", "позивач", 0),
    ):
        verdict = may_be_issued(to=to, standing=standing)
        assert verdict.clauses == ("814:XI.1",) * missing


@proves("814:XX1.4-заборона")
def test_814_xx1_4__restricted_documents_are_never_copied(office: Office) -> None:
    document = office.document(office.add("letter", restricted=True, pages=5, title="Лист"))

    verdict = may_be_copied(document, compared=True, held_as_copy=False)
    assert verdict.clauses == ("814:XX1.4-заборона",)


@proves("814:I.1-копія")
def test_814_i_1__a_copy_reproduces_the_whole_document(office: Office) -> None:
    first_page_only = office.document(office.add("decision", 6, pages=1))

    verdict = may_be_copied(first_page_only, compared=True, held_as_copy=False)
    assert verdict.clauses == ("814:I.1-копія",)
