"""Help pages: complete, in Ukrainian, and quick."""

from __future__ import annotations

import subprocess
import sys
import tomllib

import click
import pytest

from desk.__main__ import cli
from docs.clauses import ROOT
from tests.desk.cli import sprava


def test_the_page_of_all_verbs_says_of_each_what_its_own_page_says() -> None:
    told = " ".join(sprava("--help").out.split())
    context = click.Context(cli)

    assert cli.list_commands(context)
    for verb in cli.list_commands(context):
        command = cli.get_command(context, verb)
        assert command is not None
        assert f"{verb} {command.get_short_help_str(200)}" in told


@pytest.mark.parametrize("words", [(), ("case",), ("case", "close"), ("search",)])
def test_help_has_no_word_of_the_library(words: tuple[str, ...]) -> None:
    told = sprava(*words, "--help").out

    assert told.startswith("Використання: sprava")
    assert "Показати цю довідку." in told
    for english in ("Usage", "Options", "Commands", "Show this", "required]", "OPTIONS"):
        assert english not in told


def test_the_version_is_the_projects() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

    assert sprava("--version").out == f"Справа {project['version']}\n"


def loaded_by(program: str, *words: str) -> str:
    """Which of what is slow to import a program loads."""
    asked = "print(sorted({'numpy', 'pikepdf', 'fontTools', 'typst'} & set(sys.modules)))"
    ran = subprocess.run(
        [sys.executable, "-c", f"import sys; {program}; {asked}", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout.splitlines()[-1]


@pytest.mark.parametrize("words", [["--help"], ["case", "show", "--help"]])
def test_help_loads_neither_forms_nor_searching(words: list[str]) -> None:
    assert loaded_by("from desk.__main__ import run; run(sys.argv[1:])", *words) == "[]"


@pytest.mark.parametrize("module", ["inventory.queries", "inventory.service.documents"])
def test_who_asks_or_registers_loads_no_forms(module: str) -> None:
    assert loaded_by(f"import {module}") == "[]"
