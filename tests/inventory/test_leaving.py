"""Originals leave by law before the end, from the archive, back to the applicant, to the army."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from inventory import CaseState
from inventory.errors import RemovalRefused, ReturningRefused
from inventory.events import ACT_DRAWN_UP, CASE_ARCHIVED, case_subject
from inventory.forms import Press, Signatory
from inventory.queries import get_case, relations_of, removals, volume_facts
from inventory.rules.numbering import may_be_joined
from inventory.rules.removal import is_documented, may_leave
from inventory.service.binding import is_outdated, last_continuation
from inventory.service.certification import look, newest_inventory
from inventory.service.joining import Joining, join_document
from inventory.service.removal import Removed
from inventory.service.returning import Return, return_to_applicant
from tests.clauses import proves
from tests.inventory.conftest import pages_of
from tests.inventory.documents import case_file, document
from tests.inventory.leaving import CLERK, CLOSED, HEAD, WISH, Archive


@pytest.fixture
def office(tmp_path: Path, press: Press) -> Archive:
    return Archive(tmp_path, press)


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
    ground = _ground(office, removed)
    assert ground.startswith("пункт 13 розділу III Інструкції з діловодства")
    assert "пункт 23" not in ground
    drawn = [e for _, e in office.vault.journal.read() if e.event == ACT_DRAWN_UP]
    assert [one.cites for one in drawn] == [("814:III.13",)]
    assert office.vault.check().findings == []


def _ground(office: Archive, removed: Removed) -> str:
    """What the act rests on, as it is printed; the journal cites the same."""
    pages = pages_of(office.vault.locate(removed.act.document).read_bytes())
    told = " ".join(pages[0].split()).partition("Підстава: ")[2]
    return told.partition(" Особи, які склали акт")[0]


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
    ground = _ground(office, removed)
    assert ground.startswith("пункт 24 розділу VII Інструкції з діловодства")
    assert ground.endswith("України; військово-облікові документи засудженого.")
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
