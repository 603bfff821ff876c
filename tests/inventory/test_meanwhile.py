"""Whoever changes a case file says which state was seen, and is told what changed since."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from docs.clauses import ROOT
from inventory import (
    CaseFile,
    close_volume,
    confirm_sheets,
    note_numbering,
    record_reading_copy,
)
from inventory.access import Restriction
from inventory.access import service as access
from inventory.errors import ChangedMeanwhile
from inventory.events import document_subject
from inventory.forms import Press, Signatory
from inventory.queries import revision
from inventory.service.certification import certify_volume
from inventory.service.deposit import deposit_volume
from inventory.service.meanwhile import case_as_seen
from inventory.volumes.papers import Letterhead
from tests.inventory import clerks
from tests.inventory.office import Office
from tests.inventory.test_processes import SPAWN, at_once
from vault import Transaction

HEAD = Letterhead(court="Вигаданівський районний суд", draft=False)
WHO = Signatory(position="Секретар", name="П. П. Приклад")

# They only add to a case file, or are about no case file, or about many at once.
ADDS_ONLY = {
    "acts",
    "copies",
    "documents",
    "exporting",
    "forms",
    "kinds",
    "separators",
    "series",
    "signing",
}


def revision_of(office: Office) -> int:
    with office.vault.read() as connection:
        return revision(connection, office.case.key)


def seen_now(office: Office, seen: int | None) -> CaseFile:
    with office.vault.transaction("петренко") as tx:
        return case_as_seen(tx, office.number, seen)


def test_who_saw_the_present_state_is_let_through(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.add("motion", 3)

    assert seen_now(office, revision_of(office)).key == office.case.key
    assert seen_now(office, None).key == office.case.key


def test_the_deposit_that_follows_stops_nobody(tmp_path: Path, press: Press) -> None:
    office = Office(tmp_path)
    document = office.add("motion", 3)
    with office.vault.transaction("клерк") as tx:
        close_volume(tx, office.number, 1)
        record_reading_copy(tx, document, None, "не потрібна", {})
        tx.commit()
    certify_volume(office.vault, press, HEAD, office.number, 1, actor="клерк", compiler=WHO)
    seen = revision_of(office)

    assert deposit_volume(office.vault, office.number, 1, actor="служба")

    assert revision_of(office) > seen
    assert seen_now(office, seen).key == office.case.key
    office.add("motion", 1)
    with pytest.raises(ChangedMeanwhile):
        seen_now(office, seen)


def test_who_saw_an_earlier_state_is_told_what_changed_who_did_it_and_when(tmp_path: Path) -> None:
    office = Office(tmp_path)
    document = office.add("motion", 3, title="Клопотання про витребування")
    seen = revision_of(office)
    with office.vault.transaction("root as петренко") as tx:
        confirm_sheets(tx, document, 5)
        tx.commit()
    with office.vault.transaction("шевчук") as tx:
        note_numbering(tx, office.number, 1, ["3а"], [2])
        tx.commit()
    before = revision_of(office)

    with (
        pytest.raises(ChangedMeanwhile) as refused,
        office.vault.transaction("коваль") as tx,
    ):
        close_volume(tx, office.number, 1, seen=seen)

    assert refused.value.exit == 5
    what, kept, remedy = refused.value.sentences()
    assert what == (
        "Справу № 757/12345/25 тим часом змінено: "
        "21.11.2026 12:00, петренко (root): Підтверджено кількість аркушів документа "
        "«Клопотання про витребування»: 5, було 3. "
        "21.11.2026 12:00, шевчук: У томі 1 зазначено літерні номери аркушів (3а) і пропущені (2)."
    )
    assert kept == "Вашу дію не виконано, нічого не змінено."
    assert remedy == "Перегляньте теперішній стан і повторіть (sprava case show 757/12345/25)."
    assert revision_of(office) == before
    assert office.vault.check().findings == []


def test_a_unit_and_a_mark_are_changes_of_the_case_file(tmp_path: Path) -> None:
    office = Office(tmp_path)
    document = office.add("motion", 1, title="Клопотання")
    about, basis = document_subject(document), "ухвала від 01.07.2026"

    def changed(change: Callable[[Transaction, int], None], seen: int) -> int:
        """The revision after a change; the same change on what was seen before it is refused."""
        with office.vault.transaction("петренко") as tx:
            change(tx, seen)
            tx.commit()
        with (
            office.vault.transaction("шевчук") as tx,
            pytest.raises(ChangedMeanwhile, match="петренко"),
        ):
            change(tx, seen)
        assert revision_of(office) > seen
        return revision_of(office)

    seen = revision_of(office)
    seen = changed(lambda tx, at: access.name_unit(tx, office.number, "Палата", seen=at), seen)
    seen = changed(
        lambda tx, at: access.mark(tx, about, Restriction.ADOPTION, basis=basis, seen=at), seen
    )
    changed(
        lambda tx, at: access.unmark(tx, about, Restriction.ADOPTION, basis=basis, seen=at), seen
    )


def test_of_two_clerks_on_one_file_the_second_is_told_what_the_first_did(tmp_path: Path) -> None:
    """Twelve rounds, two processes, each change meant for the same state of the file."""
    office = Office(tmp_path)
    document = office.add("motion", 1, title="Клопотання")
    root, start, rounds = office.vault.layout.root, SPAWN.Barrier(2), 12
    names = ("петренко", "шевчук")
    told = {name: tmp_path / name for name in names}

    at_once(
        clerks.change_as_seen,
        *((root, office.number, document, name, rounds, start, told[name]) for name in names),
    )

    lines = {name: path.read_text(encoding="utf-8").split("\n") for name, path in told.items()}
    assert [len(several) for several in lines.values()] == [rounds, rounds]
    for turn in range(rounds):
        said = {name: lines[name][turn] for name in names}
        [winner] = [name for name, line in said.items() if line == "done"]
        [loser] = set(names) - {winner}
        change = f"{winner}: Підтверджено кількість аркушів документа «Клопотання»: {turn + 2}, "
        assert change in said[loser]
    assert office.document(document).count.sheets == rounds + 1
    assert office.vault.check().findings == []


def test_every_service_that_changes_a_case_file_can_be_told_which_state_was_seen() -> None:
    """Who changes what, and asks; what only adds to a file, or is about many, need not."""
    asking: set[str] = set()
    silent: set[str] = set()
    for path in sorted((ROOT / "inventory" / "service").glob("*.py")):
        source = path.read_text(encoding="utf-8")
        if "tx.record(" in source:
            (asking if "as_seen(" in source else silent).add(path.stem)
    assert silent == ADDS_ONLY
    assert asking >= {"cases", "certification", "corrections", "order", "relations", "volumes"}
