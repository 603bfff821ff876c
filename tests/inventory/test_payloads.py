"""Every version of every event ever written is readable for ever.

tests/data/journals/<name>/ is the journal of a small vault as the program of its day wrote it. Such
a file never changes. Whoever adds an event, or a version of one, adds the journal of a vault in
which it was written.
"""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from docs.clauses import ROOT, modules_of_the_house
from ingest import IngestProjection
from inventory import CaseState, InventoryProjection, SheetBasis, VolumeState
from inventory.access import AccessProjection
from inventory.queries import (
    cases,
    contents_of,
    copies_in,
    corrections,
    documents_of,
    expected_of,
    former_numbers,
    issued_numbers,
    leaf_maps,
    links_of,
    movements_of,
    outages,
    particulars_of,
    plan_of,
    registers,
    relations_of,
    revision,
    signed_documents,
    volume_facts,
)
from inventory.queries.order import court_kinds, placements, received_volumes, removals
from inventory.volumes.leaves import line_of
from retention import RetentionProjection, acts, schedule_in_force
from retention.queries import all_keepings
from search.projection import SearchProjection
from signing.projection import SigningProjection
from tests.crash.powercut import QuickDisk
from vault import JournalEntry, Rows
from vault.history import History
from vault.journal import Journal

JOURNALS = sorted((ROOT / "tests" / "data" / "journals").iterdir())
PROJECTIONS = (
    History(),
    SigningProjection(),
    InventoryProjection(),
    AccessProjection(),
    IngestProjection(),
    RetentionProjection(),
    SearchProjection(),
)


def entries(folder: Path) -> Iterator[JournalEntry]:
    for _, entry in journal(folder).read():
        yield entry


def journal(folder: Path) -> Journal:
    return Journal(folder, folder / "no-head", QuickDisk())


def replayed(folder: Path) -> Connection:
    connection = sa.create_engine("sqlite://").connect()
    for projection in PROJECTIONS:
        projection.metadata.create_all(connection)
    connection.exec_driver_sql("BEGIN")
    rows = Rows(connection)
    for end, entry in journal(folder).read():
        for projection in PROJECTIONS:
            projection.apply(entry, end, rows)
    return connection


def written_by_the_code() -> set[tuple[str, int]]:
    """Event and version of every `….record(EVENT, …)` and `….deposit(…, event=EVENT)`."""
    found = set()
    for module in modules_of_the_house():
        if module.__file__ is None or not module.__file__.endswith(".py"):  # compiled
            continue
        for call in ast.walk(ast.parse(Path(module.__file__).read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
                named = {keyword.arg: keyword.value for keyword in call.keywords}
                first = call.args[0] if call.args and call.func.attr == "record" else None
                event = _constant(named.get("event", first), module.__name__)
                version = named.get("version", ast.Constant(1))
                if event is not None and call.func.attr in {"record", "deposit"}:
                    found.add((event, int(ast.literal_eval(version))))
    return found


def _constant(node: ast.expr | None, module: str) -> str | None:
    """The text of a literal, a constant, or a constant of an imported module."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.Name):
        value = getattr(importlib.import_module(module), node.id, None)
        return value if isinstance(value, str) else None
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        home = getattr(importlib.import_module(module), node.value.id, None)
        value = getattr(home, node.attr, None)
        return value if isinstance(value, str) else None
    return None


def test_every_event_the_code_writes_has_a_sample() -> None:
    sampled = {(e.event, e.version) for folder in JOURNALS for e in entries(folder)}
    written = written_by_the_code()

    assert {("accession", 1), ("replication", 1), ("volume deposited", 1)} <= written
    assert written - sampled == set(), "add the journal of a vault in which it was written"


@pytest.mark.parametrize("folder", JOURNALS, ids=lambda folder: folder.name)
def test_a_stored_journal_replays_and_what_it_tells_can_be_read(folder: Path) -> None:
    connection = replayed(folder)

    for case in cases(connection):
        stood = {document.id for document in documents_of(connection, case.key)}
        planned = [
            m.document for v in plan_of(connection, case) for row in v.rows for m in row.members
        ]
        assert stood == set(planned)
        volumes = {volume.number for volume in plan_of(connection, case)}
        assert volume_facts(connection, case.key).keys() <= volumes
    assert schedule_in_force(connection)[1]
    list(all_keepings(connection)), acts(connection)  # read without an error, if there are any


def test_the_first_journal_tells_what_it_told_when_it_was_written() -> None:
    connection = replayed(ROOT / "tests" / "data" / "journals" / "first")

    [case] = cases(connection)
    assert (case.number, case.state, case.closed_on) == (
        "757/12345/25",
        CaseState.TRANSFERRED,
        "2026-11-20",
    )
    [volume] = plan_of(connection, case)
    labels = [str(label) for label in volume.labels]
    assert (volume.frozen, volume.sheets, labels[0], labels[-1]) == (True, 17, "1", "16а")
    assert ("3а" in labels, "7" in labels) == (True, False)
    facts = volume_facts(connection, case.key)[1]
    assert (facts.state, facts.inventory_sheets) == (VolumeState.DEPOSITED, 1)
    assert facts.certified_by == "О. Писар"
    documents = documents_of(connection, case.key)
    assert {d.count.basis for d in documents} == {SheetBasis.PERSON}
    assert all(d.text for d in documents)
    assert [(d.title, d.sender) for d in documents if d.sender] == [("Довгий", "Особа Вигадана")]
    handover, transfer = acts(connection)
    assert (handover.number, handover.kind, handover.done_on) == (
        "2026/1",
        "handover",
        "2026-11-21",
    )
    assert [one.body for one in transfer.approvals] == ["ek", "epk", "court", "archive"]
    assert transfer.done_on == "2026-11-21"
    [keeping] = all_keepings(connection)
    assert keeping.item is not None
    assert keeping.item.term_years is None


def test_the_journal_of_a_changed_volume_tells_what_was_entered_and_cancelled() -> None:
    connection = replayed(ROOT / "tests" / "data" / "journals" / "changed")

    [case] = cases(connection)
    facts = volume_facts(connection, case.key)[1]
    [change] = facts.changes
    assert (change.on, change.text, change.basis, change.by, change.position) == (
        "2026-11-21",
        "пошкоджено аркуш 3",
        "акт № 7",
        "О. Писар",
        "Секретар",
    )
    assert (facts.state, facts.certified_by) == (VolumeState.DEPOSITED, "О. Писар")
    assert {"certification-note", "certification-note-1"} <= set(facts.forms)
    _, cancelled, prepared = acts(connection)
    assert (cancelled.cancelled_on, cancelled.is_prepared) == ("2026-11-21", False)
    assert (prepared.is_prepared, prepared.cases) == (True, (case.key,))


def test_the_journal_of_signatures_tells_what_is_kept_beside_a_document() -> None:
    connection = replayed(ROOT / "tests" / "data" / "journals" / "signed")

    [case] = cases(connection)
    document = signed_documents(connection)[0]
    kept = {role: name for role, name, _ in contents_of(connection, document)}
    assert kept["own-signature"] == "own-signature-1.p7s"
    assert kept["own-report"] == "own-signature-1.p7s.validation.json"
    [proof] = [name for role, name in kept.items() if role.startswith("proof-")]
    assert proof.endswith("-1.p7s")
    assert volume_facts(connection, case.key)[1].state is VolumeState.CERTIFIED  # to be kept anew


def test_the_journal_of_a_numbered_volume_tells_what_was_fixed_corrected_and_joined() -> None:
    connection = replayed(ROOT / "tests" / "data" / "journals" / "numbered")

    [case] = cases(connection)
    first, second = plan_of(connection, case)
    assert [(v.name, v.frozen, v.sheets) for v in (first, second)] == [
        ("1", True, 8),
        ("1а", False, 246),
    ]
    facts = volume_facts(connection, case.key)[1]
    assert (facts.numbered_rows, facts.signed_rows, facts.certified_rows) == (2, 1, 2)
    assert (facts.of_volumes, len(facts.changes)) == (2, 1)
    [drawn] = leaf_maps(connection, case.key).values()
    assert line_of(drawn) == "1-2 3-4:large"
    found, anew = corrections(connection, case.key, 1)
    assert [str(entry) for entry in found.lettered] == ["5а"]
    assert [(str(old), str(new)) for _, old, new in anew.sheets][-2:] == [("5", "5"), ("5а", "6")]


def test_the_journal_of_a_signed_inventory_tells_who_signed_which_rows() -> None:
    connection = replayed(ROOT / "tests" / "data" / "journals" / "inventory-signed")

    [case] = cases(connection)
    facts = volume_facts(connection, case.key)[1]
    assert [(one.row, one.judge, one.judge_position) for one in facts.signatures] == [
        (1, "І. Інша", ""),
        (3, "С. Суддівський", "Суддя"),
        (4, "С. Суддівський", "Суддя"),
    ]


def test_the_journal_of_a_counted_volume_tells_how_many_sheets_there_were() -> None:
    connection = replayed(ROOT / "tests" / "data" / "journals" / "counted")

    [case] = cases(connection)
    assert volume_facts(connection, case.key)[1].counted == 12


def test_the_journal_of_registration_tells_what_became_of_case_files_and_papers() -> None:
    connection = replayed(ROOT / "tests" / "data" / "journals" / "registration")
    by_number = {case.number: case for case in cases(connection)}
    first = by_number["757/12345/25"]

    assert first.kind == "refusal"
    assert [one.kind for one in relations_of(connection, first.key)] == [
        "without-motion",
        "cured",
        "merged",
        "separated",
        "within",
        "returned",
    ]
    parted = by_number["757/10/25"]
    assert (parted.state, parted.title) == (CaseState.OPEN, "Вигаданенко")
    assert former_numbers(connection, parted.key) == ["757/9/25"]
    assert [one.card["title"] for one in expected_of(connection, parted.key)] == ["Позов"]
    claim, _, sent, notice, envelope = documents_of(connection, first.key)
    assert (claim.title, claim.copy) == ("Позов", True)
    told = {(one.kind, one.source, one.target) for one in links_of(connection, [claim.id, sent.id])}
    assert told == {("envelope", envelope.id, claim.id), ("notice", notice.id, sent.id)}
    particulars = particulars_of(connection, [claim.id])[claim.id]
    assert (particulars.language, particulars.asds_id) == ("en", "757/12/2/1")
    assert [one.number for one in issued_numbers(connection)] == ["1-ОД", "тимч-1/2025"]
    assert [one.tied for one in issued_numbers(connection, "outage")] == ["7/25-вх"]
    assert [one.ended_at for one in outages(connection)] == ["2025-05-05T12:00"]
    assert [one.to for one in movements_of(connection, first.key)] == ["Суддя", "Суддя"]
    assert [one.number for one in registers(connection)] == ["2026/С-1"]


def test_the_journal_of_order_tells_what_was_moved_copied_received_and_removed() -> None:
    connection = replayed(ROOT / "tests" / "data" / "journals" / "ordered")

    main, materials, came = cases(connection)
    assert (materials.name, materials.source) == ("757/12345/25#2", main.key)
    assert materials.heading.startswith("Матеріали оскарження ухвали (Вигаданівський")
    assert (came.instance, received_volumes(connection, came.key).popitem()[1].entries) == (
        "appeal",
        7,
    )
    [placed] = placements(connection, main.key)
    assert (placed.reason, placed.move.after) == ("за вказівкою судді", None)
    assert [one.clause for one in placed.objections] == ["814:VII.1-11"]
    assert set(copies_in(connection, materials.key).values()) <= {
        document.id for document in documents_of(connection, main.key)
    }
    [gone] = removals(connection, main.key).values()
    assert (gone["sheets"], gone["copy_sheets"], gone["to"]) == ("2–3", 3, "Вигаданко В. В.")
    assert court_kinds(connection) == {"Заява про відвід": "motion"}


def test_the_journal_of_correspondence_tells_how_it_came_and_what_goes_with_it() -> None:
    connection = replayed(ROOT / "tests" / "data" / "journals" / "correspondence")

    [case] = cases(connection)
    found = {one.title: one for one in documents_of(connection, case.key)}
    came = found["Клопотання"]
    said = particulars_of(connection, [came.id])[came.id]
    assert (said.channel, said.mailbox) == ("електронна пошта", "inbox@sud.example")
    assert said.intake == "addressed enclosures-match envelope-whole"
    links = links_of(connection, [one.id for one in found.values()])
    linked = {(one.kind, one.target) for one in links}
    assert linked == {("translation", came.id), ("mailing", found["Рішення"].id)}


def test_the_journal_of_access_counts_units_and_marks_among_the_changes_of_a_file() -> None:
    folder = ROOT / "tests" / "data" / "journals" / "access"
    connection = replayed(folder)

    changed = {
        subject.removeprefix("case:"): entry.sequence
        for entry in entries(folder)
        if entry.event in {"case unit named", "access restricted", "access restriction lifted"}
        for subject in entry.subjects
        if subject.startswith("case:")
    }
    assert changed
    assert all(revision(connection, key) >= sequence for key, sequence in changed.items())
