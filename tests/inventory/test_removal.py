"""Originals leave by an act, certified copies take their place under the same numbers."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from inventory import CaseState, OriginalForm
from inventory.errors import ActNotDrawn, RemovalRefused
from inventory.forms import Press
from inventory.queries import documents_of, get_case, removals, volume_facts
from inventory.rules.copies import may_be_copied
from inventory.rules.removal import is_documented, may_leave
from inventory.service.certification import certify_volume
from inventory.service.volumes import note_numbering
from inventory.volumes.notes import row_notes
from tests.clauses import proves
from tests.inventory.documents import case_file, document
from tests.inventory.leaving import CLERK, CLOSED, HEAD, OTHER, WISH, Archive


@pytest.fixture
def office(tmp_path: Path, press: Press) -> Archive:
    return Archive(tmp_path, press)


@proves("814:VII.23", "814:VII.23-заміна", "814:VII.23-акт")
def test_814_vii_23__a_certified_copy_takes_the_numbers_and_the_act_joins_the_file(
    office: Archive,
) -> None:
    claim = office.add("claim", 2, title="Позовна заява")
    passport = office.add("incoming", 3, pages=3, title="Паспорт виробу")
    decision = office.add("decision", 1)
    application = office.add("removal-application", 1, title="Заява про вилучення")
    office.full()
    office.finish()
    before = {d: office.sheets(d) for d in (claim, passport, decision, application)}

    removed = office.remove((passport, None), application=application)

    assert {d: office.sheets(d) for d in before} == before
    gone = office.document(passport)
    assert gone.removed.startswith("оригінал вилучено, замінено засвідченою копією (акт від 21.11")
    assert gone.original is not None
    assert removed.act.number in gone.removed
    assert removed.act.filed_as is not None
    assert office.document(removed.act.filed_as).title.startswith("Акт")
    rows = [row for volume in office.plan() for row in volume.rows]
    with office.vault.read() as connection:
        held = {d.id: d for d in documents_of(connection, office.case.key)}
        said = removals(connection, office.case.key)[passport]
    noted = next(row for row in rows if row.document == passport)
    assert gone.removed in row_notes(noted, gone, held)
    assert (said["application"], said["sheets"], said["resolution"]) == (
        application,
        "3–5",
        "Вилучити, замінити копією",
    )
    assert not may_be_copied(gone, compared=True, held_as_copy=False).agrees
    assert may_be_copied(gone, compared=True, held_as_copy=True).agrees
    with pytest.raises(RemovalRefused):
        office.remove((passport, None), application=application)
    assert office.vault.check().findings == []


@proves("814:VII.23-заміна")
@pytest.mark.parametrize(("copied", "labels"), [(4, ["3", "4", "5", "5а"]), (2, ["3", "4"])])
def test_814_vii_23__a_longer_copy_takes_letters_a_shorter_one_leaves_gaps(
    office: Archive, copied: int, labels: list[str]
) -> None:
    office.add("claim", 2)
    passport = office.add("incoming", 3)
    decision = office.add("decision", 1)
    application = office.add("removal-application", 1)
    office.full()
    office.finish()

    office.remove((passport, copied), application=application)

    assert office.sheets(passport) == labels
    assert office.sheets(decision) == ["6"]
    [volume, *_] = office.plan()
    assert volume.sheets == 2 + copied + 2


@proves("814:VII.23-заміна")
def test_814_vii_13__of_a_certified_volume_the_note_gets_an_entry(office: Archive) -> None:
    claim = office.add("claim", 2, title="Позовна заява")
    passport = office.add("incoming", 3, title="Паспорт виробу")
    application = office.add("removal-application", 1)
    office.full()
    office.finish()
    certify_volume(
        office.vault, office.press, HEAD, office.number, 1, actor="клерк", compiler=CLERK
    )
    before = (office.sheets(claim), office.sheets(passport))

    removed = office.remove((passport, 4), application=application, present=(OTHER, CLERK))

    assert removed.volumes == (1,)
    assert (office.sheets(claim), office.sheets(passport)) == before
    with office.vault.read() as connection:
        facts = volume_facts(connection, office.case.key)[1]
    [change] = facts.changes
    assert "арк. 3–5 («Паспорт виробу»)" in change.text
    assert "4 аркуші замість 3: зайвий аркуш має номер 5а" in change.text
    assert removed.act.number in change.basis
    assert (change.by, change.position) == (OTHER.name, OTHER.position), "who drew the act up"
    assert {"certification-note", "certification-note-1"} <= set(facts.forms)
    assert office.vault.check().findings == []


@proves("814:VII.23-заміна")
@pytest.mark.parametrize(
    ("copied", "said"),
    [
        (5, "5 аркушів замість 3: зайві аркуші мають номери 5а, 5б"),
        (2, "2 аркуші замість 3: пропущено номер 5"),
        (1, "1 аркуш замість 3: пропущено номери 4, 5"),
    ],
)
def test_814_vii_13__the_entry_names_letters_and_gaps(
    office: Archive, copied: int, said: str
) -> None:
    office.add("claim", 2)
    passport = office.add("incoming", 3)
    application = office.add("removal-application", 1)
    office.certified()

    office.remove((passport, copied), application=application)

    with office.vault.read() as connection:
        [change] = volume_facts(connection, office.case.key)[1].changes
    assert change.text.endswith(said)


@proves("814:VII.9-літери", "814:VII.10")
def test_814_vii_9__no_copy_takes_the_letter_of_another_sheet(office: Archive) -> None:
    office.add("claim", 2)
    passport = office.add("incoming", 3)
    office.add("incoming", 1)
    application = office.add("removal-application", 1)
    with office.vault.transaction("клерк") as tx:
        note_numbering(tx, office.number, 1, ["5а"], [])
        tx.commit()
    office.certified()

    with pytest.raises(RemovalRefused) as refused:
        office.remove((passport, 4), application=application)

    assert refused.value.verdict.clauses == ("814:VII.9-літери",)
    assert office.document(passport).removed == ""
    office.remove((passport, 3), application=application)


@proves("814:VII.10", "814:VII.9-літери")
def test_814_vii_10__copies_do_not_carry_a_certified_volume_over_its_limit(
    office: Archive,
) -> None:
    office.add("claim", 243)
    first = office.add("incoming", 2)
    second = office.add("incoming", 1)
    application = office.add("removal-application", 1)
    office.certified()
    with pytest.raises(RemovalRefused) as together:
        office.remove((first, 4), (second, 3), application=application)
    office.remove((first, 4), application=application)
    with pytest.raises(RemovalRefused) as later:
        office.remove((second, 3), application=application)
    for refused in (together, later):
        assert refused.value.verdict.clauses == ("814:VII.10",)
        assert "стало б 251 арк." in str(refused.value.verdict.objections[0].text)

    office.remove((second, 2), application=application)

    assert office.vault.check().findings == []


@proves("814:VII.23-акт")
def test_814_vii_23__without_application_resolution_and_two_persons_nothing_leaves(
    office: Archive,
) -> None:
    passport = office.add("incoming", 3)
    application = office.add("removal-application", 1)
    with pytest.raises(RemovalRefused) as refused:
        office.remove((passport, None), application=None, resolution="")
    assert set(refused.value.verdict.clauses) == {"814:VII.23", "814:VII.23-акт"}
    office.finish()
    with pytest.raises(RemovalRefused) as itself:
        office.remove((passport, None), application=passport)
    assert itself.value.verdict.clauses == ("814:VII.23-акт",)
    with pytest.raises(ActNotDrawn):
        office.remove((passport, None), application=application, present=(CLERK,))
    assert office.document(passport).removed == ""
    with office.vault.read() as connection:
        assert len(documents_of(connection, get_case(connection, office.number).key)) == 2
    assert office.vault.check().findings == []


@proves("814:VII.23")
def test_814_vii_23__only_originals_on_paper_not_made_by_the_court_after_the_end() -> None:
    paper = document("p", "incoming", 1)
    assert may_leave(CLOSED, paper, WISH).agrees
    assert may_leave(case_file(state=CaseState.ARCHIVED), paper, WISH).agrees
    for state in (CaseState.OPEN, CaseState.TRANSFERRED, CaseState.DESTROYED):
        assert may_leave(case_file(state=state), paper, WISH).clauses == ("814:VII.23",)
    for code in ("decision", "minutes", "assignment-protocol", "summons", "ruling-hearing"):
        assert may_leave(CLOSED, document("d", code, 1), WISH).clauses == ("814:VII.23",)
    for odd in (
        dataclasses.replace(paper, copy=True),
        dataclasses.replace(paper, removed="вилучено"),
        dataclasses.replace(paper, restricted=True),
        dataclasses.replace(paper, original_form=OriginalForm.ELECTRONIC),
    ):
        assert may_leave(CLOSED, odd, WISH).clauses == ("814:VII.23",)
    control = case_file(key="control:1:a", state=CaseState.CLOSED)
    assert may_leave(control, paper, WISH).clauses == ("814:VII.23",)


@proves("814:VII.23-акт", "814:VII.23-заміна")
def test_814_vii_23__the_head_of_the_court_resolves_and_a_copy_is_there() -> None:
    assert is_documented(CLOSED, WISH, copy_sheets=1, same_case=True).agrees
    lacking = (
        (dataclasses.replace(WISH, application=None), 1, True, "814:VII.23-акт"),
        (WISH, 1, False, "814:VII.23-акт"),
        (dataclasses.replace(WISH, resolution=" "), 1, True, "814:VII.23-акт"),
        (dataclasses.replace(WISH, resolved_by="Суддя"), 1, True, "814:VII.23-акт"),
        (WISH, 0, True, "814:VII.23-заміна"),
        (
            dataclasses.replace(WISH, application=document("d", "media", 9)),
            1,
            True,
            "814:VII.23-акт",
        ),
        (
            dataclasses.replace(WISH, application=document("r", "decision", 9)),
            1,
            True,
            "814:VII.23-акт",
        ),
    )
    for wish, copied, same, clause in lacking:
        verdict = is_documented(CLOSED, wish, copy_sheets=copied, same_case=same)
        assert verdict.clauses == (clause,)
