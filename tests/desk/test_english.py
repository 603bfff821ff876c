"""Every sentence has an English one, none is left over, and both want the same values."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.corrected import CASE_NAMES, DOCUMENT_NAMES
from desk.english import english, said_in_english
from desk.names import ACT_KINDS, CASE_STATES, DEFECTS, ORDERS, VOLUME_STATES
from desk.output import Output
from desk.registered import DIRECTIONS, RELATIONS, RELATIONS_BACK
from desk.trust_age import SENTENCES
from desk.verbs.again import CHANGES
from desk.verbs.history import COLUMNS
from desk.verbs.inbox import OUTCOMES
from desk.verbs.relations import DUE
from docs.clauses import PACKAGES, ROOT
from docs.exit_codes import error_classes
from ingest import State
from ingest.errors import Repeated, SignatureAlone
from ingest.model import reason_of
from inventory import CASE_KINDS
from inventory.access.names import MARKS, READERS, RESOLVERS, ROLES
from inventory.audit.acts import act_kinds, handover_kinds
from inventory.audit.faults import OCCASIONS, Occasion
from inventory.audit.history import sentences
from inventory.audit.inspection import questions
from inventory.model import CaseState, VolumeState
from inventory.registration.intake import ANSWERS
from inventory.registration.links import KINDS
from inventory.volumes.leaves import FLAGS
from retention.model import BODIES
from search import FACETS
from signing import messages, words
from signing.asic import coverage
from signing.judge import STAMP_REASONS
from vault.causes import BY_WORDS, OS_CAUSES, OTHER_OS_CAUSE
from vault.errors import BadConfig, TooLarge, Unreadable, UsageError

CYRILLIC = re.compile("[а-яіїєґ]", re.IGNORECASE)
SPEAKS = {"say", "words", "progress"}
TABLES = (
    FLAGS,
    CASE_KINDS,
    CASE_STATES,
    VOLUME_STATES,
    OUTCOMES,
    ORDERS,
    ACT_KINDS,
    DEFECTS,
    SENTENCES,
    OCCASIONS,
    BODIES,
    DUE,
    DIRECTIONS,
    RELATIONS,
    RELATIONS_BACK,
    CASE_NAMES,
    DOCUMENT_NAMES,
    {f"{n}{i}": t for n, k in KINDS.items() for i, t in enumerate((k.forth, k.back))},
    ANSWERS,
    CHANGES,
    words.VERDICTS,
    READERS,
    RESOLVERS,
    ROLES,
    MARKS,
    words.STATUSES,
    FACETS,
)
FILES = [p for p in sorted((ROOT / "desk").rglob("*.py")) if "demo" not in p.parts]


def called(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call in a file, with the last word of what is called."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func).rpartition(".")[2], node


def assigned(path: Path) -> Iterator[tuple[str, ast.expr]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign):
            yield ast.unparse(node.targets[0]), node.value


def literals(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def spoken() -> Iterator[str]:
    """What verbs say: first arguments, and what a name that is said was given before."""
    for path in FILES:
        said = [call.args[0] for name, call in called(path) if name in SPEAKS and call.args]
        names = {one.id for one in said if isinstance(one, ast.Name)}
        given = [value for name, value in assigned(path) if name in names]
        for one in (*said, *given):
            yield from literals(one)


def costs() -> Iterator[str]:
    """What a missing part costs, as `doctor` says it."""
    for name, call in called(ROOT / "desk" / "doctor.py"):
        if name == "Component":
            yield from literals(call.args[3])


def reasons() -> Iterator[str]:
    """What stands in another sentence for {reason}, as it is or with values put in there."""
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            pages = "web" in path.parts  # they speak Ukrainian alone
            given = [v.value for _, c in called(path) for v in c.keywords if v.arg == "reason"]
            given += [value for name, value in assigned(path) if name == "reason" and not pages]
            for one in given:
                if isinstance(one, ast.Constant):
                    yield from literals(one)
                elif isinstance(one, ast.JoinedStr) and not pages:
                    yield lettered(one)


def lettered(said: ast.JoinedStr) -> str:
    """The template of a sentence with values: {a}, {b}, …"""
    letters = iter("abcdefgh")
    return "".join(
        str(part.value).replace("{", "{{").replace("}", "}}")
        if isinstance(part, ast.Constant)
        else f"{{{next(letters)}}}"
        for part in said.values
    )


def judged() -> Iterator[str]:
    """What a judgement of a signature says beside its verdict."""
    yield from (words.MATCHES, words.STATUS_OPEN, *words.PART)
    for table in (words.REASONS, words.CHANGES, words.QUALIFIED_OPEN):
        for said in table.values():
            yield from said


def remarked() -> Iterator[str]:
    """The remarks of signature reports, and what of ours stands in them."""
    yield from (*messages.TEXTS.values(), messages.KYIV_TIME, messages.DAMAGED)
    yield from (messages.UNTIMED, *(told for _, told in BY_WORDS))
    yield from (*STAMP_REASONS.values(), *coverage.SIGNATURE, *coverage.STAMP)
    for path in (ROOT / "signing").rglob("*.py"):
        for name, call in called(path):
            for keyword in call.keywords if name == "say" else ():
                if isinstance(keyword.value, ast.Constant | ast.BoolOp):
                    yield from literals(keyword.value)


def templates() -> set[str]:
    found = {*spoken(), *costs(), *reasons(), *judged(), *remarked()}
    found |= {word for table in TABLES for word in table.values()}
    found |= {sentence for told in sentences().values() for sentence in told}
    found |= {kind.name for kind in (*act_kinds().values(), *handover_kinds().values())}
    found |= {one.text for occasion in Occasion for one in questions(occasion, carriers=True)}
    found |= set(COLUMNS)
    found |= {*OS_CAUSES.values(), OTHER_OS_CAUSE}
    found |= {text for one in error_classes() for text in (one.what, one.kept, one.remedy)}
    return {text for text in found if CYRILLIC.search(text)}


def wants(template: str) -> set[tuple[str | None, str | None]]:
    return {(name, spec) for _, name, spec, _ in string.Formatter().parse(template) if name}


def test_every_sentence_has_an_english_one() -> None:
    assert templates() - set(english()) == set()


def test_no_english_sentence_is_left_over() -> None:
    assert set(english()) - templates() == set()


def test_both_want_the_same_values() -> None:
    assert [uk for uk, en in english().items() if wants(uk) != wants(en)] == []


def test_english_sentences_are_english() -> None:
    shown = {
        uk: re.sub("12а|справа:757/12345/25|дата:2025", "", en) for uk, en in english().items()
    }
    assert [uk for uk, en in shown.items() if CYRILLIC.search(en) or not en.strip()] == []


def test_every_state_has_a_word() -> None:
    assert {state.value for state in CaseState} == set(CASE_STATES)
    assert {state.value for state in VolumeState} == set(VOLUME_STATES)
    assert set(State) == set(OUTCOMES)


def test_a_reason_inside_a_sentence_is_told_in_english(capsys: pytest.CaptureFixture[str]) -> None:
    reason = "файла немає; його створить sprava init"
    Output(as_json=False, lang="en").error(BadConfig(path="a.toml", reason=reason))

    assert "cannot be used: there is no such file; sprava init makes it." in capsys.readouterr().err


def test_every_reason_with_values_is_told_in_english_with_them() -> None:
    with_values = [one for one in templates() if "{a}" in one]
    assert len(with_values) > 100
    for template in with_values:
        values = {letter: f"{number}-x" for number, letter in enumerate("abcdefgh")}
        told = said_in_english(template.format(**values))
        assert not CYRILLIC.search(told), template
        assert told == english()[template].format(**values)


def test_a_reason_with_values_is_told_in_english_by_a_refusal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = Output(as_json=False, lang="en")
    out.error(UsageError(reason="у томі 2 лише 17 арк.: такого номера немає"))
    assert "volume 2 has only 17 sheets: there is no such number" in capsys.readouterr().err

    refused = TooLarge(reason="понад 100 сторінок")
    recorded = reason_of(refused)
    told = out.reason({"code": recorded.code, "text": recorded.text})
    assert "more than 100 pages" in told
    assert said_in_english("чого ніхто не казав") == "чого ніхто не казав"


def test_a_recorded_reason_is_told_in_english_with_its_values() -> None:
    out = Output(as_json=False, lang="en")
    for error in (
        Unreadable(reason="файл порожній"),
        Repeated(document="abc", arrival="def"),
        SignatureAlone(),
    ):
        told = out.reason({"code": error.code, "text": reason_of(error).text})
        assert not CYRILLIC.search(told), told
    assert "sprava inbox retry def" in out.reason(
        reason_of(Repeated(document="a", arrival="def")).as_json()
    )
    assert out.reason({"code": "Z999", "text": "як було"}) == " — як було"
    assert out.reason(None) == ""


def test_an_error_is_told_in_english(capsys: pytest.CaptureFixture[str]) -> None:
    Output(as_json=False, lang="en").error(BadConfig(path="a.toml", reason="R"))

    assert capsys.readouterr().err == (
        '[U002] The settings in "a.toml" cannot be used: R. The vault is unchanged. '
        "Correct the settings file and try again.\n"
    )
