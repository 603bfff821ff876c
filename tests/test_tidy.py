"""Signs to look twice. A number here is no reason to cut one thing in two: then it gets a line in
the ratchet tables below. What they say must be so to the line, and they may only shrink."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from docs.clauses import PACKAGES, ROOT
from docs.exit_codes import PAGE, error_classes, page
from vault.errors import ExitCode

FILE_LINES = 400
FUNCTION_LINES = 50
LONGER_FILES: dict[str, int] = {}
LONGER_FUNCTIONS: dict[str, int] = {}

# How often a file catches everything and does not raise again: where hostile bytes are parsed in
# an airlock child, where one file's trouble must not end the watcher, where our own bugs are told.
CATCHES_EVERYTHING = {
    "desk/__main__.py": 1,
    "ingest/watch/line.py": 1,
    "signing/evidence.py": 2,
    "signing/pades/changes.py": 2,
    "signing/pades/document.py": 7,
    "signing/pades/fields.py": 2,
    "signing/pades/pages.py": 1,
    "vault/airlock/child.py": 1,
}
EVERYTHING = {"Exception", "BaseException"}

# Names that stand for more than one public class.
SHARED_NAMES: dict[str, int] = {}

PARTS = ("Knows:", "Does not know:", "Keeps:")

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
    long = {name_of(p): len(p.read_text(encoding="utf-8").splitlines()) for p in CODE}
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


def names_everything(caught: ast.expr | None, aliases: set[str]) -> bool:
    """Whether `Exception` or more is named, alone, in a tuple, or by another name."""
    return caught is None or any(
        getattr(node, "id", getattr(node, "attr", "")) in EVERYTHING | aliases
        for node in ast.walk(caught)
    )


def catches_everything(tree: ast.Module) -> int:
    """How many `except` and `suppress` there are for everything that do not raise again."""
    aliases = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name | ast.Tuple)
        for target in node.targets
        if isinstance(target, ast.Name) and names_everything(node.value, set())
    }
    count = 0
    for node in ast.walk(tree):
        match node:
            case ast.ExceptHandler(type=caught, body=body):
                raised = any(isinstance(line, ast.Raise) for line in body)
                count += names_everything(caught, aliases) and not raised
            case ast.Call(func=func, args=args):
                suppressing = getattr(func, "id", getattr(func, "attr", "")) == "suppress"
                count += suppressing and any(names_everything(arg, aliases) for arg in args)
    return count


def test_everything_is_caught_only_where_hostile_bytes_are_opened() -> None:
    found = {name_of(path): catches_everything(tree_of(path)) for path in HOUSE}

    assert {name: count for name, count in found.items() if count} == CATCHES_EVERYTHING


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ("try: f()\nexcept: pass", 1),
        ("try: f()\nexcept Exception: pass", 1),
        ("try: f()\nexcept (OSError, builtins.Exception): pass", 1),
        ("ALL = (Exception,)\ntry: f()\nexcept ALL: pass", 1),
        ("with suppress(Exception): f()", 1),
        ("with contextlib.suppress(OSError, BaseException): f()", 1),
        ("try: f()\nexcept BaseException:\n    g()\n    raise", 0),
        ("try: f()\nexcept (OSError, ValueError): pass\nwith suppress(KeyError): f()", 0),
    ],
)
def test_a_handler_of_everything_is_seen(code: str, count: int) -> None:
    assert catches_everything(ast.parse(code)) == count


def test_a_public_class_has_a_name_of_its_own() -> None:
    """One term per concept: a name that stands for two things stands in the ratchet table."""
    found = Counter(
        node.name
        for path in HOUSE
        for node in tree_of(path).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )

    assert {name: count for name, count in found.items() if count > 1} == SHARED_NAMES


def test_a_module_says_what_it_knows_what_not_and_what_it_keeps() -> None:
    silent = []
    for path in HOUSE:
        tree = tree_of(path)
        said = " ".join((ast.get_docstring(tree) or "").split())
        if len(tree.body) > 1 and not all(part in said for part in PARTS):
            silent.append(name_of(path))

    assert silent == []


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
