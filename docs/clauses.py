"""Which clause is carried out where and proved by which test: docs/generated/CLAUSES.md.

Knows: the `@rule` and `@carries_out` marks of the packages, the `@proves` marks of the tests, the
clause register.
Does not know: whether a proof is any good; tests/test_clauses.py tries that.
Keeps: the table is made from the code alone, so it cannot claim what is not there.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from inventory.law import clauses

ROOT = Path(__file__).parents[1]
PACKAGES = ("vault", "ingest", "signing", "inventory", "search", "retention", "desk")
TABLE = ROOT / "docs" / "generated" / "CLAUSES.md"

INSTEAD = {
    "174:8.9": "Лубни:3.2",
    "174:11.8": "814:XIV.9-відмітки",
    "174:14.1": "814:I.11",
    "174:14.2-оригінали": "814:I.2-1000/5",
    "174:14.2-чернетки": "814:I.2-1000/5",
    "174:14.2-рік": "814:I.2-1000/5",
    "174:14.2-порядок": "814:I.2-1000/5",
    "174:14.4": "814:VII.10",
    "174:14.4-вал": "814:VII.9-опис",
    "174:14.4-кут": "814:VII.9-кут",
    "174:14.4-томи": "814:VII.9-том",
    "174:14.4-фото": "814:VII.9-фото",
    "174:14.4-A3": "814:VII.9-A3",
    "174:14.4-наглухо": "814:VII.9-приклеєні",
    "174:14.4-конверти": "814:VII.9-конверти",
    "174:14.4-перенумерація": "814:VII.9-перенумерація",
    "174:14.4-літерні": "814:VII.9-літери",
    "174:14.5": "814:VII.8-додатки",
    "174:14.8": "814:I.2-1000/5",
    "174:14.9": "814:I.2-1000/5",
    "174:14.11": "814:I.2-1000/5",
}
"""Repealed clauses and what says the same today: that is cited and carried out, for files of the
file plan too."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A rule, what carries out a clause, or a test; and the clauses its mark names."""

    name: str
    clauses: tuple[str, ...]
    function: Callable[..., Any]
    is_rule: bool = False


def modules_of_the_house() -> Iterator[ModuleType]:
    """Every module of the packages, imported; what starts the program by itself is left out."""
    for package in map(importlib.import_module, PACKAGES):
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith(".__main__"):
                yield importlib.import_module(found.name)


def carriers() -> list[Marked]:
    """Every function marked with `@rule` or `@carries_out`."""
    return [
        Marked(f"{module.__name__}.{name}", getattr(function, mark), function, mark == "__rule__")
        for module in modules_of_the_house()
        for name, function in _functions(module)
        for mark in ("__rule__", "__carries_out__")
        if hasattr(function, mark)
    ]


def proofs() -> list[Marked]:
    """Every test marked with `@proves`, named as pytest names it."""
    found = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        relative = path.relative_to(ROOT)
        module = importlib.import_module(".".join(relative.with_suffix("").parts))
        found += [
            Marked(f"{relative}::{name.replace('.', '::')}", function.__proves__, function)
            for name, function in _functions(module)
            if hasattr(function, "__proves__")
        ]
    return found


def table() -> str:
    """The page, as Markdown."""
    carried, proved = _by_clause(carriers()), _by_clause(proofs())
    lines = [
        "# Clauses",
        "",
        "Made by `make docs` from the `@rule`, `@carries_out` and `@proves` marks; do not edit.",
        "",
        "| id | carried out by | test |",
        "|---|---|---|",
    ]
    lines += [
        f"| {clause} | {_cell(carried[clause])} | {_cell(proved[clause])} |"
        for clause in clauses()
        if clause in carried or clause in proved
    ]
    lines += ["", "## Repealed, and carried out as", "", "| id | clause in force |", "|---|---|"]
    lines += [f"| {repealed} | {now} |" for repealed, now in INSTEAD.items() if now in carried]
    done = {*carried, *(repealed for repealed, now in INSTEAD.items() if now in carried)}
    missing = [c for c in clauses().values() if c.priority == "core" and c.id not in done]
    lines += ["", f"## Core clauses nothing carries out yet ({len(missing)})", ""]
    lines += [f"* {c.id} ({c.area}): «{c.quotation}»" for c in missing]
    return "\n".join(lines) + "\n"


def _functions(module: ModuleType) -> Iterator[tuple[str, Callable[..., Any]]]:
    for name, value in vars(module).items():
        if getattr(value, "__module__", None) != module.__name__:
            continue
        if inspect.isclass(value):
            for method, function in inspect.getmembers(value, inspect.isfunction):
                yield f"{name}.{method}", function
        elif callable(value):
            yield name, value


def _by_clause(marked: list[Marked]) -> defaultdict[str, list[str]]:
    names: defaultdict[str, list[str]] = defaultdict(list)
    for one in marked:
        for clause in one.clauses:
            names[clause].append(one.name)
    return names


def _cell(names: list[str]) -> str:
    return "<br>".join(f"`{name}`" for name in names) or "—"


if __name__ == "__main__":
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text(table(), encoding="utf-8")
    print(TABLE)
