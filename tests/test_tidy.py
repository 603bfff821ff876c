"""Signs to look twice. A number here is no reason to cut one thing in two: then it gets a line in
the ratchet tables below, which may only shrink."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from docs.clauses import PACKAGES, ROOT
from docs.exit_codes import PAGE, error_classes, page
from vault.errors import ExitCode

FILE_LINES = 400
FUNCTION_LINES = 50
LONGER_FILES: dict[str, int] = {}
LONGER_FUNCTIONS: dict[str, int] = {}

# Where hostile bytes are parsed, or where one file's trouble must not end the watcher.
CATCHES_EVERYTHING = ("vault/airlock/", "signing/pades/", "desk/__main__.py", "ingest/watch")

HOUSE = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
CODE = HOUSE + sorted(
    path for top in ("tests", "bench", "docs") for path in (ROOT / top).rglob("*.py")
)
NOT_OURS = {".git", ".venv", ".hypothesis", "demo", "build", "dist"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def nodes(paths: list[Path], *kinds: type[ast.AST]) -> Iterator[tuple[str, ast.AST]]:
    """Every node of these kinds, with the place it stands at."""
    for path in paths:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, kinds):
                yield f"{name_of(path)}:{getattr(node, 'lineno', 0)}", node


def functions() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for path in CODE:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{name_of(path)}::{node.name}", node


def test_files_are_short() -> None:
    long = {name_of(p): len(p.read_text(encoding="utf-8").splitlines()) for p in HOUSE}
    long = {name: lines for name, lines in long.items() if lines > FILE_LINES}

    assert long == LONGER_FILES


def test_functions_are_short() -> None:
    long = {}
    for name, function in functions():
        first = function.body[0]
        documented = ast.get_docstring(function) is not None and len(function.body) > 1
        start = function.body[1].lineno - 1 if documented else first.lineno - 1
        if (lines := (function.end_lineno or start) - start) > FUNCTION_LINES:
            long[name] = lines

    assert long == LONGER_FUNCTIONS


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b|raise NotImplemented" r"Error")

    assert [name_of(p) for p in CODE if later.search(p.read_text(encoding="utf-8"))] == []


def test_only_the_desk_prints() -> None:
    elsewhere = [path for path in HOUSE if not name_of(path).startswith("desk/")]
    printing = [
        where
        for where, call in nodes(elsewhere, ast.Call)
        if isinstance(call, ast.Call) and getattr(call.func, "id", None) == "print"
    ]

    assert printing == []


def test_only_the_desk_reads_the_environment() -> None:
    elsewhere = [path for path in HOUSE if not name_of(path).startswith("desk/")]
    known = {
        id(node.value)
        for _, node in nodes(elsewhere, ast.Subscript)
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)
    }  # what is set for a library is not read
    reading = [
        where
        for where, node in nodes(elsewhere, ast.Attribute)
        if isinstance(node, ast.Attribute)
        and node.attr in {"environ", "getenv"}
        and id(node) not in known
    ]

    assert reading == []


def test_everything_is_caught_only_where_hostile_bytes_are_opened() -> None:
    broad = [
        where
        for where, handler in nodes(HOUSE, ast.ExceptHandler)
        if isinstance(handler, ast.ExceptHandler)
        and (
            handler.type is None
            or getattr(handler.type, "id", "") in {"Exception", "BaseException"}
        )
        and not any(isinstance(node, ast.Raise) for node in handler.body)
        and not where.startswith(CATCHES_EVERYTHING)
    ]

    assert broad == []


def test_identifiers_have_no_look_alikes() -> None:
    """«с» and «c» look alike; identifiers are ASCII, so there is nothing to confuse."""
    fields = ("id", "name", "attr", "arg", "asname")
    odd = [
        where
        for where, node in nodes(CODE, ast.AST)
        for field in fields
        if isinstance(value := getattr(node, field, None), str) and not value.isascii()
    ]

    assert odd == []


def test_what_is_public_is_documented_and_typed() -> None:
    bare = []
    for path in HOUSE:
        tree = tree_of(path)
        if ast.get_docstring(tree) is None and tree.body:
            bare.append(name_of(path))
        owners: list[ast.Module | ast.ClassDef] = [tree]
        owners += [
            node
            for node in tree.body
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
        ]
        for owner in owners:
            for node in owner.body:
                if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                    continue
                public = not node.name.startswith("_")
                undocumented = public and ast.get_docstring(node) is None
                untyped = not isinstance(node, ast.ClassDef) and node.returns is None
                if undocumented or untyped:
                    bare.append(f"{name_of(path)}:{node.lineno} {node.name}")

    assert bare == []


def test_the_tree_names_no_machine_and_no_registry() -> None:
    told = re.compile(
        r"(?<![\w./])/(work|root|home/\w+)/|index"
        r"-url\s*[=:]|py"
        r"pi\.org|python"
        r"hosted\.org|npm"
        r"js\.org"
    )
    files = (
        path
        for path in ROOT.rglob("*")
        if path.is_file()
        and not NOT_OURS.intersection(path.relative_to(ROOT).parts[:1])
        and not any(part.startswith(".") and part.endswith("_cache") for part in path.parts)
        and path.suffix in {".py", ".md", ".toml", ".txt", ".tsv", ".typ", ".service", ".json", ""}
    )

    assert [name_of(p) for p in files if told.search(p.read_text(encoding="utf-8"))] == []


def test_links_in_the_documents_lead_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{name_of(page)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]

    assert broken == []


def test_error_codes_are_stable_names() -> None:
    codes = [one.code for one in error_classes()]

    assert sorted(set(codes)) == sorted(codes), "two errors share a code"
    assert all(re.fullmatch(r"[A-Z]\d{3}", code) for code in codes)


def test_errors_speak_ukrainian_and_end_the_process_by_a_known_code() -> None:
    for error in error_classes():
        assert isinstance(error.exit, ExitCode)
        for sentence in (error.what, error.kept, error.remedy):
            words = re.sub(r"\{[^}]*\}", "", sentence)
            assert re.search("[а-щьюяєіїґ]", words, re.IGNORECASE), sentence
            mixed = re.search("[ыэъё]|[а-яєіїґ][a-z]|[a-z][а-яєіїґ]", words, re.IGNORECASE)
            assert not mixed, sentence


def test_the_page_of_exit_codes_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make docs`"
