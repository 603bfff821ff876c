"""Inspections of case files: on receipt, before they leave, when they come back."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from inventory import confirm_sheets, record_text
from inventory.audit.acts import Defect
from inventory.audit.faults import FormationFault, Occasion
from inventory.audit.inspection import labels_of, questions
from inventory.errors import BadSheetLabel, ChangedMeanwhile, InspectionRefused
from inventory.forms import Signatory
from inventory.queries import inspections, revision
from inventory.rules.inspection import is_in_order, may_be_recorded
from inventory.service.inspections import Inspecting, InspectionView, inspect, look_over
from tests.clauses import proves
from tests.inventory.office import Office
from vault import Json, events_of
from vault.errors import UsageError

CLERK = Signatory("Секретар суду", "П. П. Приклад")
FAULT = FormationFault("stitched", Defect.DEFECT, "Матеріали підшито не повністю")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    office.add("claim", 4, title="Позовна заява")
    office.add("motion", 3, title="Клопотання")
    return office


def yes(occasion: Occasion, **otherwise: Json) -> Mapping[str, Json]:
    return {one.code: True for one in questions(occasion, carriers=True)} | otherwise


def saying(occasion: Occasion, **otherwise: Json) -> Inspecting:
    return Inspecting(occasion=occasion, answers=yes(occasion, **otherwise), by=CLERK)


def seen(office: Office, said: Inspecting) -> InspectionView:
    with office.vault.read() as connection:
        return look_over(office.vault, connection, office.number, said, office.vault.entry_at)


def codes(view: InspectionView) -> set[str]:
    return {fault.code for fault in view.faults}


def recorded(office: Office) -> int:
    with office.vault.read() as connection:
        return len(list(inspections(connection)))


@proves("814:II.7-огляд")
def test_814_ii_7__a_file_received_is_inspected_question_by_question(office: Office) -> None:
    """«…здійснюється огляд стану справи (наявність томів, повнота підшивання матеріалів справи,
    наявність опису, відповідність змісту опису фактичній наявності документів, належність
    оформлення і засвідчення підписами опису справи).»"""
    asked = [one.code for one in questions(Occasion.RECEIPT, carriers=False)]
    assert asked == ["volumes", "enclosed", "stitched", "inventory", "matching", "signed"]
    said = saying(Occasion.RECEIPT, stitched="аркуші 5–7 не підшито", volumes=False)

    done = inspect(office.vault, office.number, said, actor="root as приклад")

    told = {fault.code: fault.text for fault in done.findings}
    assert told["stitched"] == "Матеріали справи підшито не повністю, аркуші 5–7 не підшито"
    assert told["volumes"] == "Наявні не всі томи справи"
    assert told["unsigned"] == "Внутрішній опис тому 1 не підписано, підписано рядків 0 із 2"
    assert (done.by, done.position, done.on) == ("П. П. Приклад", "Секретар суду", "2026-11-21")
    with office.vault.read() as connection:
        last = list(events_of(connection, f"case:{office.case.key}"))[-1]
    entry = office.vault.entry_at(last.end)
    assert (entry.event, entry.actor) == ("inspection", "root as приклад")
    assert entry.cites == ("814:II.7-огляд",)
    assert is_in_order(Occasion.RECEIPT, [FAULT]).clauses == ("814:II.7-огляд",)
    [one, *_] = questions(Occasion.RECEIPT, carriers=False)
    assert may_be_recorded(Occasion.RECEIPT, [one], by="П. П.").clauses == ("814:II.7-огляд",)


@proves("814:IX.5")
def test_814_ix_5__a_file_is_inspected_by_a_named_person_before_it_is_sent(
    office: Office,
) -> None:
    """«Відповідальна особа здійснює перевірку стану справи, яка направляється за межі суду.»"""
    nobody = dataclasses.replace(saying(Occasion.SENDING), by=Signatory("Секретар"))
    with pytest.raises(InspectionRefused) as refused:
        inspect(office.vault, office.number, nobody, actor="clerk")
    assert refused.value.verdict.clauses == ("814:IX.5",)
    assert recorded(office) == 0

    done = inspect(office.vault, office.number, saying(Occasion.SENDING), actor="clerk")

    assert (done.by, done.on) == ("П. П. Приклад", "2026-11-21")
    assert is_in_order(Occasion.SENDING, [FAULT]).clauses == ("814:IX.5",)


@proves("814:X.4")
def test_814_x_4__a_file_is_inspected_before_it_is_read(office: Office) -> None:
    unconfirmed = office.add("letter", None, pages=5, title="Лист")

    view = seen(office, saying(Occasion.ISSUE))

    assert {f.document for f in view.faults if f.code == "count"} == {unconfirmed}
    assert set(view.verdict.clauses) == {"814:X.4"}
    assert is_in_order(Occasion.ISSUE, [FAULT]).clauses == ("814:X.4",)
    empty = Inspecting(occasion=Occasion.ISSUE, by=CLERK)
    with pytest.raises(InspectionRefused) as refused:
        inspect(office.vault, office.number, empty, actor="clerk")
    assert refused.value.verdict.clauses == ("814:X.4",)
    assert "Усі матеріали справи підшито? (stitched)" in str(refused.value)


@proves("814:X.4-носії")
def test_814_x_4__discs_are_there_and_their_recordings_play(office: Office) -> None:
    """«…наявність та цілісність наявних у справі технічних носіїв…»"""
    no_disc = {one.code for one in seen(office, saying(Occasion.ISSUE)).asked}
    disc = office.add("media", title="Диск", content=b"recording")
    office.vault.locate(office.document(disc).original or "").write_bytes(b"scratched")

    view = seen(office, saying(Occasion.ISSUE, carriers="диск тріснув"))

    assert "carriers" not in no_disc
    assert "carriers" in {one.code for one in view.asked}
    carriers = [f for f in view.faults if f.carrier]
    assert {(f.code, f.document) for f in carriers} == {("fixity", disc), ("carriers", "")}
    assert is_in_order(Occasion.ISSUE, carriers).clauses == ("814:X.4-носії",) * 2


@proves("814:X.7")
def test_814_x_7__after_reading_everything_is_looked_at_with_the_reader_there(
    office: Office,
) -> None:
    inspect(office.vault, office.number, saying(Occasion.ISSUE), actor="clerk")
    said = saying(Occasion.READING, sheets={"1": "1–5, 7"}, present=False)

    view = seen(office, said)

    assert {(f.code, f.sheets) for f in view.faults} == {("compare", "6"), ("present", "")}
    assert set(view.verdict.clauses) == {"814:X.7"}
    assert is_in_order(Occasion.READING, [FAULT]).clauses == ("814:X.7",)
    silent = dataclasses.replace(said, answers={})
    with pytest.raises(InspectionRefused) as refused:
        inspect(office.vault, office.number, silent, actor="clerk")
    assert refused.value.verdict.clauses == ("814:X.7",)


@proves("814:IX.8")
def test_814_ix_8__what_came_back_is_compared_sheet_by_sheet_with_what_left(
    office: Office,
) -> None:
    """«При поверненні справи до суду перевіряється наявність документів та їх відповідність
    опису.»"""
    inspect(office.vault, office.number, saying(Occasion.SENDING), actor="clerk")
    with office.vault.transaction("clerk") as tx:
        confirm_sheets(tx, "d000000002", 4)
        tx.commit()
    office.add("letter", 2, title="Лист, що надійшов пізніше")
    said = saying(Occasion.RETURN, sheets={"1": "1-3, 5, 7, 7а"}, own="довідку замінено")

    done = inspect(office.vault, office.number, said, actor="clerk")

    found = {(f.code, f.defect, f.item, f.sheets) for f in done.findings}
    assert found == {
        ("compare", Defect.MISSING, "Позовна заява", "4"),
        ("compare", Defect.MISSING, "Клопотання", "6"),
        ("compare", Defect.RESEWN, "У томі 1 є аркуші, яких не було", "7а"),
        ("own", Defect.REPLACED, "Документи замінено", ""),
    }
    assert is_in_order(Occasion.RETURN, done.findings).clauses == ("814:IX.8",) * 4
    whole = saying(Occasion.RETURN, sheets={"1": "1–7"})
    assert seen(office, whole).faults == ()
    continued = saying(Occasion.RETURN, sheets={"1": "1–12"})  # another court went on (VII.20)
    assert seen(office, continued).faults == ()
    unsaid = dataclasses.replace(said, answers={})
    with pytest.raises(InspectionRefused) as refused:
        inspect(office.vault, office.number, unsaid, actor="clerk")
    assert refused.value.verdict.clauses == ("814:IX.8",)


@proves("814:IX.8")
def test_814_ix_8__files_that_came_back_are_compared_by_their_digests(office: Office) -> None:
    inspect(office.vault, office.number, saying(Occasion.SENDING), actor="clerk")
    claim, motion = (office.document(f"d00000000{n}") for n in (1, 2))
    said = saying(Occasion.RETURN)
    same = {claim.name: claim.original or "", "інша назва.pdf": motion.original or ""}
    other = {claim.name: "ab" * 64}

    assert seen(office, dataclasses.replace(said, contents=same)).faults == ()
    faults = seen(office, dataclasses.replace(said, contents=other)).faults
    assert {(f.document, f.defect) for f in faults} == {
        (claim.id, Defect.REPLACED),
        (motion.id, Defect.MISSING),
    }


@proves("814:IX.8")
def test_814_ix_8__without_an_inspection_at_sending_the_inventory_is_compared(
    office: Office,
) -> None:
    """A file sent before the program was there, or in a hurry, is checked all the same."""
    said = saying(Occasion.RETURN, sheets={"1": "1–3, 5–7"})

    done = inspect(office.vault, office.number, said, actor="clerk")

    assert {(f.code, f.item, f.sheets) for f in done.findings} == {
        ("compare", "Позовна заява", "4")
    }


@pytest.mark.parametrize(
    ("error", "answers"),
    [
        (UsageError, {"sheets": {"перший": "1"}}),
        (BadSheetLabel, {"sheets": {"1": "1; 2"}}),
        (UsageError, {"found": [{"defect": "eaten", "item": "Лист"}]}),
        (UsageError, {"found": ["Лист"]}),
    ],
)
def test_an_answer_that_makes_no_sense_is_refused(
    office: Office, error: type[Exception], answers: Mapping[str, Json]
) -> None:
    inspect(office.vault, office.number, saying(Occasion.SENDING), actor="clerk")
    with pytest.raises(error):
        inspect(office.vault, office.number, saying(Occasion.RETURN, **answers), actor="clerk")
    assert recorded(office) == 1


def test_an_inspection_of_another_state_is_not_recorded(office: Office) -> None:
    with office.vault.read() as connection:
        before = revision(connection, office.case.key)
    office.add("letter", 2)
    said = dataclasses.replace(saying(Occasion.SENDING), seen=before)

    with pytest.raises(ChangedMeanwhile):
        inspect(office.vault, office.number, said, actor="clerk")
    assert recorded(office) == 0


def test_sheets_are_listed_as_people_list_them() -> None:
    assert labels_of("1–3, 5, 7а") == ["1", "2", "3", "5", "7а"]
    assert labels_of(" 12-13 ,,") == ["12", "13"]
    assert labels_of("11–12а") == ["11", "12", "12а"]
    assert labels_of("12-а") == ["12а"]
    for wrong in ("7–5", "7а–9", "x", "1–"):
        with pytest.raises(BadSheetLabel):
            labels_of(wrong)


def test_inspections_are_there_again_after_the_catalogue_is_made_anew(office: Office) -> None:
    done = inspect(office.vault, office.number, saying(Occasion.SENDING), actor="clerk")

    office.vault.rebuild()

    with office.vault.read() as connection:
        assert list(inspections(connection)) == [done]
    assert office.vault.check().findings == []
    assert json.dumps(done.findings[0].as_json())


def test_what_was_sewn_twice_is_found_before_a_file_leaves(office: Office) -> None:
    office.add("letter", 2, title="Лист", content=b"the same")
    office.add("letter", 2, title="Той самий лист", content=b"the same", copy=True)

    view = seen(office, saying(Occasion.SENDING))

    assert "814:VII.2" in {fault.note for fault in view.faults if fault.code == "order"}


def test_what_cannot_be_read_is_named_and_does_not_stop_the_inspection(office: Office) -> None:
    letter = office.add("letter", 2, title="Лист", content=b"with a text")
    text = office.vault.store(b'{"pages": [{"text": "words"}]}')
    with office.vault.transaction("clerk") as tx:
        record_text(tx, letter, text, {})
        tx.commit()
    office.vault.locate(text.sha512).write_bytes(b"not json")

    view = seen(office, saying(Occasion.SENDING))

    assert {fault.document for fault in view.faults if fault.code == "fixity"} == {letter}
