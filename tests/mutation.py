"""Changing what carries out a clause, to see which of its proofs notice.

A rule is tried objection by objection: each `demands(…)` in turn is always satisfied. What is no
rule (a service, a form) is tried as a whole: it raises instead of doing its work.
"""

from __future__ import annotations

import ast
import contextlib
import inspect
import io
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import CodeType
from typing import Any

import pytest

from docs.clauses import ROOT, Marked


@dataclass(frozen=True, slots=True)
class Mutant:
    """A rule without one of its objections, or what carries out a clause without its work.

    Attributes:
        of: what is changed.
        name: of the change, as the test shows it.
        clauses: each must have a proof that notices.
    """

    of: Marked
    name: str
    clauses: tuple[str, ...]
    code: CodeType


def mutants(marked: Iterable[Marked]) -> Iterator[Mutant]:
    """All changes that proofs must notice."""
    for one in marked:
        if one.is_rule:
            yield from _without_an_objection(one)
        else:
            yield Mutant(one, one.name, one.clauses, _raises.__code__)


def _raises(*_: object, **__: object) -> None:
    message = "the work is not done"
    raise AssertionError(message)


def _without_an_objection(rule: Marked) -> Iterator[Mutant]:
    source = textwrap.dedent(inspect.getsource(rule.function))
    for place in range(len(_demands(ast.parse(source)))):
        tree = ast.parse(source)
        demand = _demands(tree)[place]
        cited = ast.literal_eval(demand.args[1])  # written where it is demanded
        assert cited in rule.clauses, f"{rule.name} does not name {cited}"
        demand.args[0] = ast.Constant(value=True)
        yield Mutant(rule, f"{rule.name}[{place}]", (cited,), _compiled(tree, rule))


def _demands(tree: ast.AST) -> list[ast.Call]:
    """The objections of a rule, in the order in which they stand."""
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "demands"
    ]
    return sorted(calls, key=lambda call: (call.lineno, call.col_offset))


def _compiled(tree: ast.Module, rule: Marked) -> CodeType:
    (definition,) = tree.body
    assert isinstance(definition, ast.FunctionDef)
    definition.decorator_list = []
    module = compile(ast.fix_missing_locations(tree), inspect.getfile(rule.function), "exec")
    return next(
        c for c in module.co_consts if isinstance(c, CodeType) and c.co_name == definition.name
    )


@contextlib.contextmanager
def changed(mutant: Mutant) -> Iterator[None]:
    """The function changed, whoever holds a reference to it."""
    function: Any = inspect.unwrap(mutant.of.function)  # a form is wrapped by what prints it
    original = function.__code__
    function.__code__ = mutant.code
    try:
        yield
    finally:
        function.__code__ = original


class _Failures:
    def __init__(self) -> None:
        self.tests: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.tests.add(report.nodeid.partition("[")[0])


def noticing(mutant: Mutant, proofs: Iterable[Marked]) -> set[str]:
    """The clauses of `mutant` of which a proof fails, each proof run inside this process."""
    left = list(proofs)
    noticed: set[str] = set()
    with changed(mutant):
        for clause in mutant.clauses:
            if clause in noticed:
                continue
            tests = [proof for proof in _nearest_first(mutant.of, left) if clause in proof.clauses]
            failed = run([proof.name for proof in tests])
            noticed.update(c for proof in tests if proof.name in failed for c in proof.clauses)
    return noticed & set(mutant.clauses)


def _nearest_first(of: Marked, proofs: Iterable[Marked]) -> list[Marked]:
    """Proofs of its own package first: they are quick."""
    own = f"tests/{of.name.partition('.')[0]}/"
    return sorted(proofs, key=lambda proof: not proof.name.startswith(own))


def run(tests: list[str]) -> set[str]:
    """Those of the tests that fail, up to the first."""
    failures = _Failures()
    if tests:
        with contextlib.redirect_stdout(io.StringIO()):
            pytest.main(
                [
                    "--exitfirst",
                    "-p",
                    "no:cacheprovider",
                    "-p",
                    "no:xdist",
                    "-m",
                    "",
                    "-o",
                    "addopts=",
                ]
                + [str(ROOT / test) for test in tests],
                plugins=[failures],
            )
    return failures.tests
