"""The clause register is true: every rule cites law, is proved, and its proofs can fail."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import typing
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from docs.clauses import ROOT, TABLE, Marked, proofs, rules, table
from inventory.law import clause, clauses
from vault.verdict import Verdict

RULES = rules()
PROOFS = proofs()
VERDICTS = [r for r in RULES if typing.get_type_hints(r.function).get("return") is Verdict]


def test_the_table_is_up_to_date() -> None:
    assert TABLE.read_text(encoding="utf-8") == table(), "run `make docs`"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_cites_registered_law_in_force(rule: Marked) -> None:
    for cited in rule.clauses:
        assert cited in clauses(), f"{cited} is not in inventory/law/clauses.tsv"
        assert clause(cited).citable_on(dt.date(2026, 11, 1)), f"{cited}: no edition, or repealed"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_clause_of_a_rule_is_proved(rule: Marked) -> None:
    proved = {clause_id for proof in PROOFS for clause_id in proof.clauses}

    assert set(rule.clauses) <= proved


def test_every_proof_belongs_to_a_rule() -> None:
    carried = {clause_id for rule in RULES for clause_id in rule.clauses}

    assert [(p.name, c) for p in PROOFS for c in p.clauses if c not in carried] == []


def test_a_repealed_act_and_an_undated_source_are_not_citable() -> None:
    assert not clause("174:6.7.1").citable_on(dt.date(2020, 1, 1))
    assert clause("174:6.7.1").citable_on(dt.date(2019, 12, 31))
    assert not clause("ВС:канцелярія-3").citable_on(dt.date(2026, 11, 1))


@pytest.mark.parametrize("rule", VERDICTS, ids=lambda rule: rule.name)
def test_a_rule_that_always_agrees_fails_one_of_its_proofs(rule: Marked) -> None:
    """A proof that passes whatever the rule answers proves nothing."""
    with always_agreeing(rule.function):
        assert run(proofs_of(rule)) == pytest.ExitCode.TESTS_FAILED


def test_the_proofs_of_an_unchanged_rule_pass() -> None:
    """So what fails above fails because of the change."""
    proved = next(rule for rule in VERDICTS if proofs_of(rule))

    assert run(proofs_of(proved)) == pytest.ExitCode.OK


def proofs_of(rule: Marked) -> list[str]:
    """The tests that prove a clause of `rule`, those of its own package first: they are quick."""
    own = f"tests/{rule.name.partition('.')[0]}/"
    names = [proof.name for proof in PROOFS if set(proof.clauses) & set(rule.clauses)]
    return sorted(names, key=lambda name: not name.startswith(own))


@contextlib.contextmanager
def always_agreeing(function: Callable[..., Any]) -> Iterator[None]:
    """Have `function` agree to everything, whoever holds a reference to it."""

    def agrees(*_: object, **__: object) -> Verdict:
        from vault.verdict import Verdict  # noqa: PLC0415  runs with the globals of the rule

        return Verdict()

    original = function.__code__
    function.__code__ = agrees.__code__
    try:
        yield
    finally:
        function.__code__ = original


def run(tests: list[str]) -> int:
    """Run these tests inside this process, up to the first failure."""
    assert tests, "no test proves any clause of this rule"
    with contextlib.redirect_stdout(io.StringIO()):
        return pytest.main(
            ["--exitfirst", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "", "-o", "addopts="]
            + [str(ROOT / test) for test in tests]
        )
