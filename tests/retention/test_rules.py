"""Terms: when a file may be listed, archived, transferred."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory import CaseFile, CaseState, OriginalForm, VolumeState
from retention import Keeping, ScheduleItem, first_act_year, may_be_electronic_only, may_be_listed
from retention.errors import BadSchedule
from retention.rules import may_be_archived, may_be_transferred
from retention.schedule import from_json, read_schedule, shipped_schedule
from tests.clauses import proves

CASE = CaseFile(
    key="main:757/1/20:aaaaaa",
    number="757/1/20",
    kind="civil",
    title="",
    state=CaseState.ARCHIVED,
    original_form=OriginalForm.PAPER,
    opened_at="2019-05-01T10:00:00+00:00",
    received_on="2019-05-01",
    closed_on="2020-06-30",
)
ITEM = ScheduleItem(
    item="1",
    title="Справи",
    term_years=3,
    mark="",
    start="closed",
    source="",
    verified=True,
    note="",
)
CLOSED = dt.date(2020, 6, 30)


@proves("814:I.13")
def test_814_i_13__a_file_closed_in_2020_with_three_years_is_listed_in_2024() -> None:
    keeping = Keeping(CASE, ITEM, CLOSED)

    assert first_act_year(keeping) == 2024
    assert may_be_listed(keeping, 2023).clauses == ("814:I.13",)
    assert may_be_listed(keeping, 2024).agrees


@proves("814:I.13")
@given(st.dates(dt.date(1992, 1, 1), dt.date(2100, 1, 1)), st.integers(1, 500))
def test_814_i_13__a_term_runs_whole_calendar_years(day: dt.date, term: int) -> None:
    keeping = Keeping(CASE, dataclasses.replace(ITEM, term_years=term), day)
    year = first_act_year(keeping)

    assert year is not None
    # From 1 January after the event up to 1 January of the act lie exactly `term` years.
    assert year - (day.year + 1) == term
    assert not may_be_listed(keeping, year - 1).agrees


@proves("814:I.13")
@pytest.mark.parametrize(
    "keeping",
    [
        Keeping(CASE, None, CLOSED),
        Keeping(CASE, dataclasses.replace(ITEM, verified=False), CLOSED),
        Keeping(CASE, dataclasses.replace(ITEM, term_years=None), CLOSED),
        Keeping(CASE, ITEM, None),
    ],
    ids=["no item", "unverified", "permanent", "event not come"],
)
def test_814_i_13__what_is_not_known_blocks(keeping: Keeping) -> None:
    assert may_be_listed(keeping, 2050).clauses == ("814:I.13",)


@proves("814:XXI.1-збереженість")
def test_814_xxi_1__the_mark_of_the_commission_and_an_open_file_block() -> None:
    marked = Keeping(CASE, dataclasses.replace(ITEM, mark="ЕПК"), CLOSED)
    opened = Keeping(dataclasses.replace(CASE, state=CaseState.OPEN), ITEM, CLOSED)

    assert may_be_listed(marked, 2030).clauses == ("814:XXI.1-збереженість",)
    assert may_be_listed(opened, 2030).clauses == ("814:XXI.1-збереженість",)


@proves("814:I.3-10 років")
def test_814_i_3__only_ten_years_and_less_may_be_electronic_alone() -> None:
    ten, eleven, ever = (dataclasses.replace(ITEM, term_years=n) for n in (10, 11, None))

    assert may_be_electronic_only(OriginalForm.ELECTRONIC, ten).agrees
    assert may_be_electronic_only(OriginalForm.ELECTRONIC, eleven).clauses == ("814:I.3-10 років",)
    assert not may_be_electronic_only(OriginalForm.ELECTRONIC, ever).agrees
    assert may_be_electronic_only(OriginalForm.PAPER, ever).agrees


@proves("814:XXI.1", "814:VII.13")
def test_814_xxi_1__a_file_goes_to_the_archive_closed_and_certified() -> None:
    closed = dataclasses.replace(CASE, state=CaseState.CLOSED)

    assert may_be_archived(closed, [VolumeState.CERTIFIED, VolumeState.DEPOSITED]).agrees
    assert may_be_archived(closed, [VolumeState.FULL]).clauses == ("814:VII.13",)
    assert may_be_archived(closed, []).clauses == ("814:VII.13",)
    opened = dataclasses.replace(CASE, state=CaseState.OPEN)
    [not_yet] = may_be_archived(opened, [VolumeState.CERTIFIED]).objections
    [done] = may_be_archived(CASE, [VolumeState.CERTIFIED]).objections
    assert (not_yet.clause, done.clause) == ("814:XXI.1", "814:XXI.1")
    assert "ще не закрито" in not_yet.text
    assert "уже передано" in done.text
    assert "archived" not in done.text


@proves("814:XXI.2", "814:XXI.1-збереженість")
def test_814_xxi_2__only_permanent_deposited_files_of_the_archive_are_transferred() -> None:
    permanent = dataclasses.replace(ITEM, term_years=None)

    kept = Keeping(CASE, permanent, CLOSED)
    assert may_be_transferred(kept, [VolumeState.DEPOSITED], prepared=None).agrees
    listed = may_be_transferred(kept, [VolumeState.DEPOSITED], prepared="2026/П-1")
    assert listed.clauses == ("814:XXI.1-збереженість",)
    refused = may_be_transferred(
        Keeping(dataclasses.replace(CASE, state=CaseState.CLOSED), ITEM, CLOSED),
        [VolumeState.CERTIFIED],
        prepared=None,
    )
    assert refused.clauses == ("814:XXI.1-збереженість", "814:XXI.2", "814:XXI.2")


def test_what_ships_is_marked_unverified() -> None:
    assert not any(item.verified for item in shipped_schedule())


def test_a_schedule_survives_the_journal() -> None:
    items = shipped_schedule()

    assert from_json([item.as_json() for item in items]) == items


@pytest.mark.parametrize(
    "text",
    [
        "",
        "item\ttitle\n1\tx\n",
        "item\ttitle\tterm\n1\tx\tдовго\n",
        "item\ttitle\tterm\n1\tx\t0\n",
        "item\ttitle\tterm\n1\tx\t3\n1\ty\t3\n",
        "item\ttitle\tterm\tstart\n1\tx\t3\tколись\n",
    ],
)
def test_a_schedule_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(BadSchedule):
        read_schedule(text)
