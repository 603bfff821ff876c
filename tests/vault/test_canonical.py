"""Canonical JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault import Json
from vault.canonical import canonical

keys = st.text(st.characters(min_codepoint=32, max_codepoint=126))
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(keys, inner),
    max_leaves=20,
)


@given(values)
def test_reading_back_and_writing_again_gives_the_same_bytes(value: Json) -> None:
    written = canonical(value)
    assert json.loads(written) == value
    assert canonical(json.loads(written)) == written


def test_rfc_8785_strings_and_order() -> None:
    value = {"b": '\u20ac$\u000f\nA\'B"\\"/', "a": [None, True, -1], "B": {}}
    assert (
        canonical(value) == '{"B":{},"a":[null,true,-1],"b":"€$\\u000f\\nA\'B\\"\\\\\\"/"}'.encode()
    )


@pytest.mark.parametrize("value", [1.5, 2**53, -(2**53), {"ключ": 1}, {1: 2}, [float("nan")]])
def test_what_has_no_exact_form_is_refused(value: Json) -> None:
    with pytest.raises(TypeError):
        canonical(value)
