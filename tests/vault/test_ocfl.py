"""Names, paths and inventories of objects."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from ocfl.layout_0003_hash_and_id_n_tuple import Layout_0003_Hash_And_Id_N_Tuple

from vault.ocfl import COMPONENT_BYTES_MAX, fitting, object_root

names = st.text(min_size=1).filter(lambda name: name not in {".", ".."} and "/" not in name)


@given(st.text(min_size=1))
@example("757/12345/25 т. 1")
@example("x" * 300)
def test_objects_lie_where_extension_0003_says(object_id: str) -> None:
    layout = Layout_0003_Hash_And_Id_N_Tuple()
    layout.tuple_size, layout.number_of_tuples = 2, 1
    assert object_root(object_id) == layout.identifier_to_path(object_id)


@given(st.lists(st.lists(names, min_size=1, max_size=3), max_size=8))
@example([["й" * 200 + ".pdf"], ["й" * 201 + ".pdf"], ["Й" * 200 + ".PDF"]])
@example([["a"], ["a", "b"], ["A", "B"]])
@example([["a" * 149 + "и\u0306" + "b"], ["CON:"], [" . "]])
def test_fitted_paths_are_short_unique_and_usable_anywhere(paths: list[list[str]]) -> None:
    fitted = fitting(["/".join(parts) for parts in paths])
    assert len({path.casefold() for path in fitted}) == len(paths)
    folders = {path.rpartition("/")[0].casefold() for path in fitted}
    assert not folders & {path.casefold() for path in fitted}, "a file where a folder is"
    for path, parts in zip(fitted, paths, strict=True):
        assert path.count("/") == len(parts) - 1
        for name in path.split("/"):
            assert 0 < len(name.encode()) <= COMPONENT_BYTES_MAX
            assert name == unicodedata.normalize("NFC", name)
            assert not set(name) & set('\\:*?"<>|\0\n')
            assert name not in {".", ".."}


def test_names_stay_readable() -> None:
    title = "Позовна заява про стягнення заборгованості " * 5
    folder = f"documents/003 {title}"
    assert fitting(["documents/003 Позовна заява/original.pdf"]) == [
        "documents/003 Позовна заява/original.pdf"
    ]
    first, second, third = fitting([f"{folder}/original.pdf", f"{folder}/a.p7s", f"{folder}!/b"])
    assert first.startswith("documents/003 Позовна заява про стягнення")
    assert first.endswith("/original.pdf")
    assert second.rpartition("/")[0] == first.rpartition("/")[0]
    assert third.rpartition("/")[0].endswith(" (2)"), "another folder, though cut the same"


@pytest.mark.parametrize("path", ["", "/a", "a//b", "a/", "../a", "a/./b"])
def test_what_is_no_path_is_our_mistake(path: str) -> None:
    with pytest.raises(ValueError, match="logical path"):
        fitting([path])
