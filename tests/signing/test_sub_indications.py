"""The page about sub-indications says what is so."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from signing import SubIndication

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "SUB_INDICATIONS.md"
ROWS = {
    cells[0]: cells[1:]
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and (cells := [c.strip() for c in line.strip("|").split("|")])
    if cells[0] != "sub-indication"
}


def test_the_page_has_each_sub_indication_once() -> None:
    assert sorted(ROWS) == sorted(SubIndication)


@pytest.mark.parametrize("name", SubIndication)
def test_the_test_of_a_sub_indication_is_about_it(name: SubIndication) -> None:
    file, _, test = ROWS[name][-1].strip("`").partition("::")
    source = (ROOT / file).read_text(encoding="utf-8")
    found = [
        one
        for one in ast.walk(ast.parse(source))
        if isinstance(one, ast.FunctionDef) and one.name == test
    ]

    assert len(found) == 1
    whole = [found[0], *found[0].decorator_list]
    text = "\n".join(ast.get_source_segment(source, one) or "" for one in whole)
    assert re.search(rf"SubIndication\.{name.value}\b", text)
    assert not any(mark in text for mark in ("skip", "xfail", "slow"))
