"""Every event is told as a sentence; a history reads only its own entries."""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
import string
from pathlib import Path

import pytest

from docs.clauses import PACKAGES, ROOT
from inventory import confirm_sheets, note_numbering
from inventory.access import Restriction, Right
from inventory.access import service as access
from inventory.audit.history import find, happenings, sentences, told
from inventory.queries import get_document
from tests.clauses import proves
from tests.inventory.office import Office
from tests.inventory.test_payloads import JOURNALS, entries, replayed
from vault import Head, JournalEntry

CASE = "case:main:757/12345/25:aaaaaa"


def events_named() -> set[str]:
    """What any package calls an event: its names stand in a module of their own or beside it."""
    found = set()
    for package in map(importlib.import_module, PACKAGES):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name.endswith(".events"):
                names = vars(importlib.import_module(module.name))
                found |= {v for k, v in names.items() if k.isupper() and isinstance(v, str)}
    return found


def test_every_event_has_a_sentence() -> None:
    recorded = {entry.event for folder in JOURNALS for entry in entries(folder)}

    assert (events_named() | recorded) - sentences().keys() == set()


@pytest.mark.parametrize("folder", JOURNALS, ids=lambda folder: folder.name)
def test_every_entry_ever_written_is_told_in_full(folder: Path) -> None:
    connection = replayed(folder)
    for entry in entries(folder):
        one = told(connection, entry)
        assert "—" not in one.values.values(), (entry.event, entry.payload)
        assert "{" not in one.text


def test_the_last_sentence_of_an_event_wants_least() -> None:
    """So that an old or odd payload is told, too."""
    wants = {
        event: [{n for _, n, _, _ in string.Formatter().parse(one) if n} for one in several]
        for event, several in sentences().items()
    }
    assert [e for e, several in wants.items() if len(several[-1]) > min(map(len, several))] == []


@proves("814:XIV.9-відмітки", "814:II.18-працівник")
def test_814_xiv_9__every_mark_has_a_date_and_an_author(tmp_path: Path) -> None:
    """«Обов'язковому датуванню і підписанню підлягають усі службові відмітки на документах…»"""
    office = Office(tmp_path)
    document = office.add("letter", 3, title="Лист")
    with office.vault.transaction("root as петренко") as tx:
        confirm_sheets(tx, document, 5)
        tx.commit()

    with office.vault.read() as connection:
        history = list(happenings(connection, office.vault.entry_at, CASE))

    assert [one.event for one in history] == ["case opened", "accession", "sheets confirmed"]
    assert all(one.person and one.at.tzinfo for one in history)
    last = history[-1]
    assert (last.person, last.system_user) == ("петренко", "root")
    assert last.who == "петренко (root)"
    assert last.when == "21.11.2026 12:00"
    assert last.text == "Підтверджено кількість аркушів документа «Лист»: 5, було 3."


def test_what_was_counted_and_found_right_did_not_change(tmp_path: Path) -> None:
    office = Office(tmp_path)
    document = office.add("letter", pages=4, title="Лист")
    with office.vault.transaction("петренко") as tx:
        confirm_sheets(tx, document, get_document(tx.connection, document).count.sheets)
        tx.commit()

    with office.vault.read() as connection:
        *_, last = happenings(connection, office.vault.entry_at, CASE)
    assert last.text == "Підтверджено кількість аркушів документа «Лист»: 4."


def test_nobody_records_without_a_name(tmp_path: Path) -> None:
    office = Office(tmp_path)
    for nobody in ("", "  "):
        with pytest.raises(AssertionError), office.vault.transaction(nobody):
            pass
    assert office.vault.check().findings == []


def test_174_11_8__what_happened_is_told_in_order_and_can_be_chosen(tmp_path: Path) -> None:
    """«…у хронологічному порядку їх руху, вчинення дій судом та порядку розгляду»"""
    office = Office(tmp_path)
    office.add("letter", 3)
    office.vault.clock = lambda: dt.datetime(2026, 11, 21, 22, 30, tzinfo=dt.UTC)
    with office.vault.transaction("коваль") as tx:
        note_numbering(tx, office.number, 1, [], [2])
        tx.commit()
    with office.vault.read() as connection:
        history = list(happenings(connection, office.vault.entry_at, CASE))

    assert [one.sequence for one in history] == sorted(one.sequence for one in history)
    assert find(history, person="коваль") == history[-1:]
    assert find(history, events=["accession"]) == history[1:2]
    in_kyiv = dt.date(2026, 11, 22)  # half past midnight there
    assert find(history, since=in_kyiv) == history[-1:]
    assert find(history, until=dt.date(2026, 11, 21)) == history[:-1]


def test_only_entries_about_the_subject_are_read(tmp_path: Path) -> None:
    """A long journal of other case files costs nothing."""
    office = Office(tmp_path)
    other = Office(tmp_path / "other", number="757/1/26")
    for serial in range(30):
        other.add("letter", 1, title=f"Лист {serial}")
    document = other.add("motion", 2)
    read: list[int] = []

    def counted(end: Head) -> JournalEntry:
        read.append(end.sequence)
        return other.vault.entry_at(end)

    with other.vault.read() as connection:
        [one] = happenings(connection, counted, f"document:{document}")
    assert read == [one.sequence]
    assert office.number != other.number


def test_the_names_are_those_of_the_packages() -> None:
    """A sentence for an event that nobody records is a slip."""
    source = "".join(
        path.read_text(encoding="utf-8")
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
    )
    assert [event for event in sentences() if f'"{event}"' not in source] == []


def test_rights_and_marks_are_told_with_names_of_persons_roles_and_marks(tmp_path: Path) -> None:
    office = Office(tmp_path)
    role = Right(kind="role", value="registry", unit="палата 1", order="№ 1 від 02.03.2026")
    other = Right(kind="act-for", value="sekretar", order="№ 1 від 02.03.2026")
    mark = Right(kind="mark", value="adoption", order="№ 1 від 02.03.2026")
    with office.vault.transaction("система") as tx:
        access.add_user(tx, "sekretar", name="С. С. Вигадка", position="")
        access.add_user(tx, "kants", name="К. К. Вигаданко", position="секретар суду")
        for right in (role, other, mark):
            access.grant(tx, "kants", right)
        access.revoke(tx, "kants", "role", "registry", order="№ 2")
        tx.commit()
    with office.vault.transaction("система as kants") as tx:
        access.mark(tx, CASE, Restriction.ADOPTION, basis="ухвала")
        tx.commit()

    with office.vault.read() as connection:
        read = office.vault.entry_at
        rights = [one.text for one in happenings(connection, read, "person:kants")]
        marks = find(happenings(connection, read, CASE), person="К. К. Вигаданко")

    assert rights == [
        "Додано користувача kants: К. К. Вигаданко.",
        (
            "Користувачеві «К. К. Вигаданко» надано право: канцелярія, підрозділ палата 1 "
            "(№ 1 від 02.03.2026)."
        ),
        (
            "Користувачеві «К. К. Вигаданко» надано право: "
            "діяти від імені: С. С. Вигадка (№ 1 від 02.03.2026)."
        ),
        "Користувачеві «К. К. Вигаданко» надано право: таємниця усиновлення (№ 1 від 02.03.2026).",
        "Право користувача «К. К. Вигаданко» припинено: канцелярія (№ 2).",
    ]
    [marked] = marks
    assert marked.text == "Доступ обмежено (таємниця усиновлення): ухвала."
    assert marked.as_json()["who"] == "К. К. Вигаданко, секретар суду"
    assert (marked.as_json()["person"], marked.as_json()["system_user"]) == ("kants", "система")
