"""Originals leave by an act, certified copies take their place under the same numbers."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from inventory import CaseState, OriginalForm, close_case, close_volume
from inventory.errors import ActNotDrawn, RemovalRefused, ReturningRefused
from inventory.events import CASE_ARCHIVED, case_subject
from inventory.forms import Press, Signatory
from inventory.queries import documents_of, get_case, relations_of, removals, volume_facts
from inventory.rules.copies import may_be_copied
from inventory.rules.numbering import may_be_joined
from inventory.rules.removal import Wish, is_documented, may_leave, may_run_on
from inventory.service.binding import is_outdated, last_continuation
from inventory.service.certification import certify_volume, look, newest_inventory
from inventory.service.joining import Joining, join_document
from inventory.service.removal import RemovalRequest, Removed, remove_originals
from inventory.service.returning import Return, return_to_applicant
from inventory.service.volumes import note_numbering
from inventory.volumes.notes import row_notes
from inventory.volumes.papers import Letterhead
from tests.clauses import proves
from tests.inventory.conftest import pages_of
from tests.inventory.documents import case_file, document
from tests.inventory.office import Office

CLERK = Signatory(position="Секретар суду", name="П. Приклад")
OTHER = Signatory(position="Помічник судді", name="Н. Наступна")
HEAD_OF_COURT = Signatory(position="Голова суду", name="Г. Головний")
HEAD = Letterhead(court="Вигаданівський районний суд", clerk=CLERK, draft=False)
WISH = Wish(
    application=document("a", "removal-application", 9),
    resolution="Вилучити",
    resolved_by="Голова суду",
    military=False,
    kinds={"claim"},
)
_ACT = "814:VII.23-акт"
CLOSED = case_file(state=CaseState.CLOSED)


class Archive(Office):
    """An office from whose closed case file originals leave."""

    def __init__(self, root: Path, press: Press, kind: str = "civil") -> None:
        super().__init__(root, kind=kind)
        self.press = press

    def finish(self) -> None:
        with self.vault.transaction("клерк") as tx:
            close_case(tx, self.number, dt.date(2026, 11, 20))
            tx.commit()

    def full(self) -> None:
        with self.vault.transaction("клерк") as tx:
            close_volume(tx, self.number, 1)
            tx.commit()

    def certified(self) -> None:
        self.full()
        self.finish()
        certify_volume(self.vault, self.press, HEAD, self.number, 1, actor="клерк", compiler=CLERK)

    def remove(
        self, *documents: tuple[str, int | None], application: str | None, **said: object
    ) -> Removed:
        asked = {
            "resolution": "Вилучити, замінити копією",
            "resolved_by": HEAD_OF_COURT,
            "to": "Позивач Вигаданко В. В.",
            "present": (CLERK, OTHER),
        } | said
        request = RemovalRequest(
            case=self.number,
            documents=documents,
            application=application,
            **asked,  # type: ignore[arg-type]
        )
        return remove_originals(self.vault, self.press, HEAD, request, actor="клерк")

    def sheets(self, document: str) -> list[str]:
        return [
            str(label)
            for volume in self.plan()
            for row in volume.rows
            for member in row.members
            if member.document == document
            for label in member.labels
        ]


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

    removed = office.remove((passport, 4), application=application)

    assert removed.volumes == (1,)
    assert (office.sheets(claim), office.sheets(passport)) == before
    with office.vault.read() as connection:
        facts = volume_facts(connection, office.case.key)[1]
    [change] = facts.changes
    assert "арк. 3–5 («Паспорт виробу»)" in change.text
    assert "4 аркуші замість 3: зайвий аркуш має номер 5а" in change.text
    assert removed.act.number in change.basis
    assert {"certification-note", "certification-note-1"} <= set(facts.forms)
    assert office.vault.check().findings == []


@proves("814:VII.23-заміна", "814:VII.13-зміни", "814:VII.10")
def test_814_vii_23__the_inventory_is_printed_with_the_remark_and_joining_counts_the_copy(
    office: Archive,
) -> None:
    passport = office.add("incoming", 3, title="Паспорт виробу")
    application = office.add("removal-application", 1)
    office.certified()
    with office.vault.read() as connection:
        assert not is_outdated(look(connection, office.number, 1))
    removed = office.remove((passport, 4), application=application)
    assert removed.act.filed_as is not None
    with office.vault.read() as connection:
        view = look(connection, office.number, 1)
    assert is_outdated(view), "the act began another volume"
    assert newest_inventory(view.facts) == ("inventory-remarked-1", 1)
    assert "inventory" in view.facts.forms, "the first one stays"

    order = Joining(
        number=office.number, volume=1, document=removed.act.filed_as, basis="акт", by=CLERK
    )
    joined = join_document(office.vault, office.press, HEAD, order, actor="клерк")

    assert joined.facts.changes[-1].text.endswith("(арк. 5); аркушів у томі стало 6")
    kept = office.vault.locate(view.facts.forms["inventory-remarked-1"].sha512).read_bytes()
    text = " ".join(" ".join(pages_of(kept)).split())
    assert f"замінено засвідченою копією (акт від 21.11.2026 № {removed.act.number})" in text
    assert "Разом: 2 (два) документи. Кількість аркушів внутрішнього опису: 1 (один)." in text
    assert last_continuation(joined) == "inventory-2"
    assert newest_inventory(joined.facts) == ("inventory-remarked-1", 1)
    with pytest.raises(RemovalRefused):
        office.remove((passport, 4), application=application)
    assert (
        may_be_joined(
            joined.case, joined.plans, 1, joined.facts.state, joined.documents[passport], 250
        ).clauses[-1]
        == "814:VII.10"
    )


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


@proves("814:VII.9-літери")
def test_814_vii_9__the_alphabet_has_an_end(office: Archive) -> None:
    office.add("incoming", 3)
    [volume] = office.plan()
    last = volume.labels[-1]
    assert may_run_on(volume, last, 32, 35).agrees
    assert may_run_on(volume, last, 33, 36).clauses == ("814:VII.9-літери",)
    assert may_run_on(volume, last, -1, 251).agrees


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
        (dataclasses.replace(WISH, application=document("d", "media", 9)), 1, True, _ACT),
        (dataclasses.replace(WISH, application=document("r", "decision", 9)), 1, True, _ACT),
    )
    for wish, copied, same, clause in lacking:
        verdict = is_documented(CLOSED, wish, copy_sheets=copied, same_case=same)
        assert verdict.clauses == (clause,)


@proves("814:VII.23", "814:VII.23-акт")
def test_814_vii_23__in_a_case_the_law_names_the_judge_resolves_before_the_end() -> None:
    """«У виняткових випадках, визначених законодавством, … за резолюцією судді, у провадженні якого
    перебуває судова справа, або голови суду, якщо провадження у справі закінчено»"""
    paper, open_ = document("p", "incoming", 1), case_file(state=CaseState.OPEN)
    wish = dataclasses.replace(WISH, by_law="ст. 1 Закону «Про вигадане»", resolved_by="Суддя")

    assert may_leave(open_, paper, wish).agrees
    assert is_documented(open_, wish, copy_sheets=1, same_case=True).agrees
    by_head = is_documented(
        open_, dataclasses.replace(wish, resolved_by="Голова суду"), copy_sheets=1, same_case=True
    )
    assert by_head.clauses == ("814:VII.23-акт",)
    assert may_leave(open_, document("d", "decision", 1), wish).clauses == ("814:VII.23",)


@proves("814:VII.23", "814:VII.23-акт")
def test_814_vii_23__from_an_open_file_an_original_leaves_by_the_law_that_is_named(
    office: Archive,
) -> None:
    passport = office.add("incoming", 3)
    application = office.add("removal-application", 1)

    removed = office.remove(
        (passport, None),
        application=application,
        by_law="ст. 1 Закону «Про вигадане»",
        resolved_by=Signatory(position="Суддя", name="С. Суддівський"),
    )

    with office.vault.read() as connection:
        told = removals(connection, office.case.key)[passport]
    assert told["by_law"] == "ст. 1 Закону «Про вигадане»"
    assert office.document(passport).removed
    assert removed.act.filed_as is not None


@proves("814:VII.23", "814:VII.23-акт", "814:VII.13-зміни")
def test_814_vii_23__from_a_file_in_the_archive_the_act_joins_the_file(office: Archive) -> None:
    office.add("claim", 2)
    passport = office.add("incoming", 3)
    application = office.add("removal-application", 1)
    office.certified()
    with office.vault.transaction("архіваріус") as tx:
        tx.record(
            CASE_ARCHIVED,
            subjects=(case_subject(office.case.key),),
            payload={"cases": [office.case.key]},
        )
        tx.commit()

    removed = office.remove((passport, None), application=application)

    assert removed.volumes == (1,)
    assert removed.act.filed_as is not None
    assert office.document(removed.act.filed_as).title.startswith("Акт")
    assert office.vault.check().findings == []


@proves("814:III.13", "814:VII.23-заміна")
def test_814_iii_13__numbered_originals_go_back_by_an_act_with_all_that_was_added(
    office: Archive,
) -> None:
    """«разом з позовною заявою/заявою/скаргою та всіма доданими до неї документами»"""
    claim = office.add("claim", 2, title="Позовна заява")
    annex = office.add("annex", 3, parent=claim, title="Додаток")
    envelope = office.add("envelope", 1, parent=claim)
    ruling = office.add("ruling-return", 1)
    office.certified()
    back = Return(on=dt.date(2026, 11, 20), ruling="ухвала від 20.11.2026", letter="№ 0100")
    before = {one: office.sheets(one) for one in (claim, annex, envelope, ruling)}
    with pytest.raises(ReturningRefused), office.vault.transaction("клерк") as tx:
        return_to_applicant(
            tx,
            office.number,
            on=back.on,
            ruling=back.ruling,
            letter=back.letter,
            documents=[claim],
        )
    with pytest.raises(RemovalRefused) as refused:
        office.remove((claim, None), (ruling, None), application=None, resolution="", returned=back)
    assert set(refused.value.verdict.clauses) == {"814:III.13", "814:VII.23"}

    removed = office.remove((claim, None), application=None, resolution="", returned=back)

    assert removed.documents == (claim, annex)
    assert {one: office.sheets(one) for one in before} == before
    said = (
        "оригінал повернуто заявникові 20.11.2026, замінено засвідченою копією "
        f"(акт від 21.11.2026 № {removed.act.number})"
    )
    assert (office.document(claim).removed, office.document(annex).removed) == (said, said)
    assert office.document(envelope).removed == ""
    with office.vault.read() as connection:
        [relation] = relations_of(connection, office.case.key)
        told = removals(connection, office.case.key)[annex]
        assert get_case(connection, office.number).kind == "refusal"
    assert (relation.kind, relation.ruling, relation.note) == ("returned", back.ruling, "№ 0100")
    assert told["clause"] == "814:III.13"
    assert office.vault.check().findings == []


@proves("814:VII.24")
def test_814_vii_24__military_papers_of_the_convicted_leave_ex_officio(
    tmp_path: Path, press: Press
) -> None:
    office = Archive(tmp_path, press, kind="criminal")
    paper = office.add("military-id", 1, title="Військовий квиток")
    wish = dataclasses.replace(WISH, application=None, resolution="", military=True)
    with pytest.raises(RemovalRefused) as refused:
        office.remove(
            (paper, None), application=None, resolution="", military=True, to="Районний ТЦК"
        )
    assert refused.value.verdict.clauses == ("814:VII.24",)
    office.add("sentence", 3)

    removed = office.remove(
        (paper, None), application=None, resolution="", military=True, to="Районний ТЦК"
    )

    assert office.document(paper).removed
    assert removed.act.filed_as is not None
    sentenced = dataclasses.replace(wish, kinds={"sentence"}, to="Зразківський районний ТЦК та СП")
    elsewhere = dataclasses.replace(sentenced, to="Позивач Вигаданко В. В.")
    paper_ = document("p", "military-id", 1)
    assert may_leave(CLOSED, paper_, sentenced).agrees
    assert may_leave(CLOSED, paper_, elsewhere).clauses == ("814:VII.24",)
    other = may_leave(CLOSED, document("p", "incoming", 1), sentenced)
    assert other.clauses == ("814:VII.24",)
    gone = case_file(state=CaseState.DESTROYED)
    late = may_leave(gone, document("p", "military-id", 1), sentenced)
    assert late.clauses == ("814:VII.24",)


@proves("814:VII.23-заміна", "814:VII.8-підсумок")
def test_814_vii_23__the_remark_stands_in_an_inventory_of_all_rows_joined_ones_too(
    office: Archive,
) -> None:
    """«про що зазначається у внутрішньому описі справи у графі «Примітки»»"""
    office.add("claim", 2)
    application = office.add("removal-application", 1)
    office.certified()
    late = office.add("incoming", 3, title="Паспорт виробу")
    order = Joining(number=office.number, volume=1, document=late, basis="акт № 3", by=CLERK)
    join_document(office.vault, office.press, HEAD, order, actor="клерк")

    removed = office.remove((late, None), application=application)

    with office.vault.read() as connection:
        facts = volume_facts(connection, office.case.key)[1]
    assert newest_inventory(facts) == ("inventory-remarked-2", 2)
    kept = office.vault.locate(facts.forms["inventory-remarked-2"].sha512).read_bytes()
    text = " ".join(" ".join(pages_of(kept)).split())
    assert removed.act.number in text
    assert "Разом: 3 (три) документи. Кількість аркушів внутрішнього опису: 2 (два)." in text
