"""The clause register is true: what carries out a clause cites law in force, and is proved.

A proof counts for what it notices: without one objection of a rule, or without the work of what
carries out a clause, a test that names this very clause must fail. (That something raises shows
that the proof goes through it, not that the proof looks at each thing it does.)
"""

from __future__ import annotations

import ast
import datetime as dt
import inspect
import textwrap
import typing
from pathlib import Path

import pytest

from docs.clauses import PACKAGES, ROOT, TABLE, Marked, carriers, proofs, table
from inventory.law import clause, clauses
from tests.mutation import Mutant, mutants, noticing, run
from vault.verdict import Verdict

CARRIERS = carriers()
PROOFS = proofs()
MUTANTS = list(mutants(CARRIERS))
PURE = ("inventory.rules.", "retention.rules.", "signing.rules.", "inventory.language.words.")
SAMPLE = [mutant for mutant in MUTANTS if mutant.name.startswith(PURE)][::6]
"""Quick enough for every run; all of them are a slow sweep."""


def citable(clause_id: str, day: dt.date) -> bool:
    """Whether a refusal or a form of that day may cite the clause as law."""
    cited = clause(clause_id)
    repealed = cited.act.repealed_on
    return cited.edition_on is not None and (repealed is None or day < repealed)


def test_the_table_is_up_to_date() -> None:
    assert TABLE.read_text(encoding="utf-8") == table(), "run `make docs`"


@pytest.mark.parametrize("carrier", CARRIERS, ids=lambda carrier: carrier.name)
def test_what_carries_out_a_clause_cites_registered_law_in_force(carrier: Marked) -> None:
    for cited in carrier.clauses:
        assert cited in clauses(), f"{cited} is not in inventory/law/clauses.tsv"
        assert citable(cited, dt.date(2026, 11, 1)), f"{cited}: no edition, or repealed"


@pytest.mark.parametrize("carrier", CARRIERS, ids=lambda carrier: carrier.name)
def test_a_rule_answers_with_a_verdict_and_nothing_else_does(carrier: Marked) -> None:
    answer = typing.get_type_hints(carrier.function).get("return")

    assert (answer is Verdict) == carrier.is_rule


@pytest.mark.parametrize("carrier", CARRIERS, ids=lambda carrier: carrier.name)
def test_every_clause_is_proved(carrier: Marked) -> None:
    proved = {clause_id for proof in PROOFS for clause_id in proof.clauses}

    assert set(carrier.clauses) <= proved


def test_a_rule_demands_under_each_of_its_clauses() -> None:
    demanded = {(m.of.name, clause_id) for m in MUTANTS for clause_id in m.clauses}

    assert [
        (rule.name, clause_id)
        for rule in CARRIERS
        for clause_id in rule.clauses
        if rule.is_rule and (rule.name, clause_id) not in demanded
    ] == []


def test_every_proof_is_of_something() -> None:
    carried = {clause_id for carrier in CARRIERS for clause_id in carrier.clauses}

    assert [(p.name, c) for p in PROOFS for c in p.clauses if c not in carried] == []


def test_a_repealed_act_and_an_undated_source_are_not_citable() -> None:
    assert not citable("174:6.7.1", dt.date(2020, 1, 1))
    assert citable("174:6.7.1", dt.date(2019, 12, 31))
    assert not citable("ВС:канцелярія-3", dt.date(2026, 11, 1))


def test_what_carries_out_a_clause_is_used_by_the_program() -> None:
    """What only tests call carries out nothing."""
    used = {name for path in _house() for name in _names_used(path)}

    assert [c.name for c in CARRIERS if c.name.rpartition(".")[2] not in used] == []


def _house() -> list[Path]:
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def _names_used(path: Path) -> set[str]:
    """Names that are read in a module; to import, define or list one is not to use it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    return names | {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}


@pytest.mark.parametrize("mutant", SAMPLE, ids=lambda mutant: mutant.name)
def test_some_changes_are_noticed_by_a_proof(mutant: Mutant) -> None:
    assert noticing(mutant, PROOFS) == set(mutant.clauses)


@pytest.mark.slow
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_every_change_is_noticed_by_a_proof_of_its_clause(mutant: Mutant) -> None:
    """A proof that passes whatever is answered or done proves nothing."""
    assert noticing(mutant, PROOFS) == set(mutant.clauses)


def test_unchanged_proofs_pass() -> None:
    """So what fails above fails because of the change."""
    quick = [p.name for p in PROOFS if p.name.startswith("tests/retention/test_rules.py")]

    assert quick
    assert run(quick) == set()


def test_every_objection_is_written_as_a_demand() -> None:
    """So that none escapes being left out above."""
    for rule in CARRIERS:
        if rule.is_rule:
            source = textwrap.dedent(inspect.getsource(rule.function))
            assert "Objection(" not in source, rule.name
