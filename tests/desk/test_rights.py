"""Every verb asks for the rights of whoever it is used for: a matrix of verbs and people.

Knows: the whole command line, walked. Keeps: a verb that is added without a line of its own in
rights.tsv is found here, and so is one that tells what a mark keeps back.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from desk.__main__ import cli
from desk.asked import NOTHING, verbs
from desk.wiring import Workbench
from inventory.access import Action, Right, service
from inventory.access.events import EXPORTED
from tests.clauses import proves
from tests.desk.cli import CASE
from tests.desk.conftest import Built
from tests.desk.marks import COVERT, SECRETS, Marked, with_marks
from tests.desk.web.site import ORDER
from vault import events_of

PEOPLE = (
    "kants",
    "chytach",
    *(pytest.param(one, marks=pytest.mark.slow) for one in ("sekretar", "suddia", "arkhiv")),
    pytest.param("kerivnyk", marks=pytest.mark.slow),  # named for the marks: everything is made
    "admin",
)
_NAMES_CASES = {"number", "numbers", "into", "case_number"}
_NAMES_DOCUMENTS = {"document", "documents", "document_id", "source", "target", "after"}
_NAMES_OTHERS = {
    "act print": "number",
    "shortage print": "number",
    "handover print": "number",
    "case open": "number",
    "user grant": "number",
    "user revoke": "number",
    "forms import": "source",
    "restore": "source",
}


def every(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, set[str]]]:
    """All verbs, each with the names of its arguments."""
    if not isinstance(command, click.Group):
        yield " ".join(path), {one.name or "" for one in command.params}
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        assert found is not None
        yield from every(found, (*path, name))


def test_every_verb_says_what_it_asks() -> None:
    walked = dict(every(cli))
    assert walked.keys() | {"print"} == verbs().keys()
    for verb, names in walked.items():
        asked = verbs()[verb]
        others = {_NAMES_OTHERS.get(verb)}
        assert set(asked.cases) == (names & _NAMES_CASES) - others, verb
        assert set(asked.documents) == (names & _NAMES_DOCUMENTS) - others, verb
        if asked.action != NOTHING:
            assert Action(asked.action)


@pytest.fixture(scope="module")
def marked(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Marked:
    """A vault with people and marks; the head of staff alone is named for the marks."""
    office = built.office.copy(tmp_path_factory.mktemp("rights") / "vault")
    made = with_marks(office)
    office("search", "договір")
    return made


def reading_verbs(marked: Marked, out: Path) -> list[tuple[object, ...]]:
    """Every way to read, for both case files and for all documents."""
    named: list[tuple[object, ...]] = []
    for number in (CASE, COVERT):
        named += [
            ("case", "show", number),
            ("case", "history", number),
            ("case", "order", number),
            ("document", "list", "--case", number),
            ("document", "late", "--case", number),
            ("document", "expected", "--case", number),
            ("volume", "build", number),
            ("volume", "export", number, "1", "-o", out),
            ("print", "cover", number, "1", "-o", out),
            ("print", "inventory", number, "1", "-o", out),
            ("print", "labels", number, "-o", out),
            ("sheets", "history", number, "1"),
            ("inspect", number, "--occasion", "receipt", "--look"),
            ("search", "договір OR рішення OR заява", "--case", number),
        ]
    for document in (marked.contract, marked.decision, marked.claim):
        named += [
            ("document", "show", document),
            ("document", "history", document),
            ("sheets", "map", document),
            ("copy", "certify", document, "-o", out),
            ("verify-again", document),
            ("timestamp", document, "--list"),
        ]
    lists = ("case list", "case due", "document list", "document late", "document expected")
    more = ("act list", "shortage list", "handover list", "transfer list", "number list")
    rest = ("inbox list", "user list", "access list", "retain due --all", "timestamp --list")
    named += [tuple(one.split()) for one in (*lists, *more, *rest)]
    return [*named, ("search", "договір"), ("search", "рішення"), ("verify-again", "--all")]


def test_a_document_named_with_its_sheets_is_found_for_a_person_too(marked: Marked) -> None:
    named = ("--document", f"{marked.claim}:3", "--to", "Н. Н.")
    ran = marked.as_("kants", "case", "remove-originals", CASE, *named)

    assert "N005" not in ran.out + ran.err, "the document is there"


@proves("Лубни:2.2")
@proves("814:I.10-доступ")
@pytest.mark.parametrize("login", PEOPLE)
def test_no_verb_tells_what_a_mark_keeps_back(marked: Marked, login: str, tmp_path: Path) -> None:
    out = tmp_path / "out.pdf"
    told = {}
    for verb in reading_verbs(marked, out):
        ran = marked.as_(login, *verb)
        assert ran.code in {0, 2, 3, 4, 30, 40}, (verb, ran)
        text = ran.out + ran.err
        asked_for = " ".join(map(str, verb))
        told[asked_for] = [one for one in SECRETS if one in text]
        if login != "kerivnyk" and out.exists():
            assert verb[1] in {"cover", "labels"}, verb
            assert verb[2] == CASE, verb
        out.unlink(missing_ok=True)
    leaked = {verb: words for verb, words in told.items() if words}
    if login == "kerivnyk":
        assert {"case list", f"case show {CASE}", f"case show {COVERT}"} <= leaked.keys()
    else:
        assert leaked == {}


@proves("814:I.10-доступ")
def test_an_administrator_reads_nothing_and_a_reader_only_what_was_granted(marked: Marked) -> None:
    assert marked.as_("admin", "case", "show", CASE).code == 3
    assert marked.as_("admin", "case", "list").code == 3
    assert CASE in marked.as_("chytach", "case", "list").out
    assert COVERT not in marked.as_("chytach", "case", "list").out
    assert marked.as_("chytach", "case", "show", CASE).code == 0
    assert COVERT not in marked.as_("chytach", "case", "show", "757/777/18").err
    assert marked.as_("chytach", "document", "list", "--case", COVERT).code == 3


def test_the_systems_own_user_is_not_bound(marked: Marked) -> None:
    shown = marked.office.json("case", "show", COVERT)
    assert shown["title"] == "Заява Зразкової"
    assert "Договір підряду" in marked.office.documents()


@proves("814:I.10-доступ")
def test_an_exported_volume_is_in_the_history(marked: Marked, tmp_path: Path) -> None:
    assert marked.as_("kants", "volume", "export", CASE, "1", "-o", tmp_path / "a.pdf").code == 3
    assert not (tmp_path / "a.pdf").exists()
    before = exports(marked)
    made = marked.as_("kerivnyk", "volume", "export", CASE, "1", "-o", tmp_path / "b.pdf")
    assert made.code in {0, 40}, made
    assert exports(marked) == before + 1


def exports(marked: Marked) -> int:
    """How often the claim has left the vault."""
    workbench = Workbench.open(marked.office.vault, "система")
    try:
        with workbench.vault.read() as connection:
            about = events_of(connection, f"document:{marked.claim}")
            return sum(one.event == EXPORTED for one in about)
    finally:
        workbench.close()


@proves("Лубни:2.2")
def test_lubny_2_2__what_waits_is_listed_for_whom_it_may_be(built: Built, tmp_path: Path) -> None:
    """Of another chamber nothing, of what repeats a marked document only that it is there."""
    marked = with_marks(built.office.copy(tmp_path / "vault"))
    workbench = Workbench.open(marked.office.vault, "система")
    with workbench.vault.transaction("система") as tx:
        service.name_unit(tx, CASE, "палата 1")
        service.add_user(tx, "druha", name="Д. Д. Другенко", position="")
        right = Right(kind="role", value="registry", unit="палата 2", order=ORDER)
        service.grant(tx, "druha", right)
        tx.commit()
    workbench.close()

    def told(login: str) -> list[str]:
        ran = marked.as_(login, "inbox", "list", "--json")
        assert ran.code == 0
        assert len(ran.json) == len(marked.as_(login, "inbox", "list").out.splitlines())
        return [one["path"] for one in ran.json] + [ran.out]

    *head, all_of_it = told("kerivnyk")
    *clerk, of_ours = told("kants")
    *other, of_others = told("druha")
    assert "757_12345_25/zz-again.pdf" in head
    assert [one for one in head if one not in clerk] == ["757_12345_25/zz-again.pdf"]
    assert "доступ обмежено" in clerk
    assert "Такий самий файл" in all_of_it
    assert "Такий самий файл" not in of_ours
    assert not [one for one in other if one.startswith("757_12345_25/")]
    assert f"схожі: {CASE}" in of_ours
    assert f"схожі: {CASE}" not in of_others
