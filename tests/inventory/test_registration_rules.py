"""The rules of registration, objection by objection."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.arrangement.kinds import kind_of
from inventory.language.words import long_date, short_date
from inventory.model import CaseFile, CaseState, OriginalForm
from inventory.queries.registration import Issued
from inventory.registration.directions import direction_of
from inventory.registration.indexes import in_force, read_indexes
from inventory.registration.numbers import (
    bankruptcy_number,
    by_look,
    checked,
    look_of,
    looks_unlike,
    looks_usual,
    proceeding_parts,
    unique_parts,
    year_of,
)
from inventory.registration.series import OUTAGE_SERIES, Series, SeriesKind, next_number
from inventory.registration.working_days import read_holidays
from inventory.rules.registration import (
    identifier_is_whole,
    is_of_its_type,
    is_outage_entered_in_time,
    is_registered_in_time,
    may_be_corrected,
    may_be_numbered,
    may_be_registered,
    may_end_outage,
    names_are_in_full,
    proceeding_is_usual,
)
from tests.clauses import proves
from vault.errors import UsageError

CASE = CaseFile(
    key="main:757/1/25:aaaaaa",
    number="757/1/25",
    kind="civil",
    title="",
    state=CaseState.OPEN,
    original_form=OriginalForm.PAPER,
    opened_at="2025-03-01T10:00:00+00:00",
    received_on="2025-03-01",
    closed_on=None,
)
DAYS = read_holidays()
MONDAY, FRIDAY, SATURDAY = dt.date(2025, 3, 3), dt.date(2025, 3, 7), dt.date(2025, 3, 8)


@proves("814:III.6")
def test_814_iii_6__a_merged_file_takes_no_document() -> None:
    verdict = may_be_registered(CASE, same=None, explained=False, joined="757/2/25")

    assert verdict.clauses == ("814:III.6",)
    assert "757/2/25" in verdict.objections[0].text
    assert may_be_registered(CASE, same=None, explained=False).agrees


@proves("Лубни:13.2")
def test_lubny_13_2__one_identifier_is_one_document_and_has_four_parts() -> None:
    again = may_be_registered(CASE, same=None, explained=False, identified="abc")

    assert again.clauses == ("Лубни:13.2",)
    assert identifier_is_whole("999/123/2/1").agrees
    assert identifier_is_whole("").agrees
    assert identifier_is_whole("999/123").clauses == ("Лубни:13.2",)


@proves("814:II.2-типи", "814:I.1-вхідна")
def test_814_ii_2__incoming_outgoing_and_internal_are_told_apart() -> None:
    def remarked(direction: str, *, made_here: bool, dated: bool) -> tuple[str, ...]:
        return is_of_its_type(
            direction=direction, made_here=made_here, dated=dated, kind="Рішення"
        ).clauses

    assert remarked("incoming", made_here=True, dated=True) == ("814:II.2-типи",)
    assert remarked("internal", made_here=True, dated=False) == ("814:II.2-типи",)
    assert remarked("incoming", made_here=False, dated=False) == ()
    assert [direction_of(kind_of(code), "") for code in ("claim", "decision", "summons")] == [
        "incoming",
        "internal",
        "outgoing",
    ]
    assert direction_of(kind_of("ruling-appeal"), "") == "incoming"
    assert direction_of(kind_of("decision"), "incoming") == "incoming"


@proves("Лубни:3.1", "814:II.2-день", "814:II.2-відстрочка")
def test_814_ii_2__a_document_is_registered_on_its_day_or_by_an_order() -> None:
    def told(
        came: dt.date,
        entered: dt.date,
        order: str = "",
        reason: str = "",
        *,
        made: bool = False,
        late: bool = False,
    ) -> tuple[str, ...]:
        return is_registered_in_time(
            came_on=came,
            registered_on=entered,
            created=made,
            order=order,
            reason=reason,
            days=DAYS,
            after_hours=late,
        ).clauses

    next_monday = FRIDAY + dt.timedelta(days=3)
    assert told(MONDAY, MONDAY) == ()
    assert told(MONDAY, FRIDAY) == ("Лубни:3.1",)
    assert told(MONDAY, FRIDAY, "№ 5", "кінець дня") == ()
    assert told(MONDAY, FRIDAY, "№ 5") == ("814:II.2-відстрочка",)
    assert told(FRIDAY, next_monday, late=True) == (), "it came when the day's work was over"
    tuesday = next_monday + dt.timedelta(days=1)
    assert told(FRIDAY, tuesday, late=True) == ("814:II.2-день",)
    assert told(SATURDAY, next_monday) == ()
    assert told(SATURDAY, next_monday + dt.timedelta(days=1)) == ("814:II.2-день",)
    assert told(SATURDAY, next_monday, made=True) == ("814:II.2-день",)


@proves("814:II.18-скорочення")
@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Вигаданенко Василь Васильович", None),
        ("Позивач: Вигаданенко В. В.", "В. В."),
        ("Вигаданенко В.В.", "В.В."),
        ("ТОВ «Уявний будівельник»", "ТОВ"),
        ("Товариство з обмеженою відповідальністю «АТОВ»", None),
        ("Прикладна обл., ФОП Зразкова", "ФОП"),
    ],
)
def test_814_ii_18__abbreviations_in_names_are_remarked_on(title: str, found: str | None) -> None:
    verdict = names_are_in_full(title)

    assert verdict.agrees is (found is None)
    if found:
        assert found in verdict.objections[0].text


@proves("Лубни:3.4", "814:II.17", "814:II.16")
def test_lubny_3_4__a_proceeding_number_has_index_court_ordinal_year() -> None:
    on = dt.date(2025, 3, 1)
    indexes = read_indexes()
    claim = proceeding_parts("2/757/4006/25")
    appeal = proceeding_parts("22-ц/803/10703/25")
    old = proceeding_parts("як завгодно")

    assert (claim.index, claim.court, claim.ordinal, claim.year) == ("2", "757", 4006, 2025)
    assert (appeal.index, appeal.court) == ("22-ц", "803")
    assert proceeding_parts("2-о/17/2009").year == 2009
    assert proceeding_is_usual(claim, indexes, on).agrees
    assert proceeding_is_usual(old, indexes, on).clauses == ("Лубни:3.4",)
    strange = proceeding_parts("99-я/757/1/25")
    assert proceeding_is_usual(strange, indexes, on).clauses == ("814:II.17",)


@proves("814:II.17")
def test_814_ii_17__indexes_have_days_of_effect() -> None:
    indexes = read_indexes()

    assert in_force(indexes, "1-кп", dt.date(2010, 1, 1)) is None
    assert in_force(indexes, "1-кп", dt.date(2025, 1, 1)) is not None
    assert not any(one.verified for one in indexes)


@proves("Лубни:3.3", "814:II.16-банкрутство", "814:II.15")
@pytest.mark.parametrize("suffix", ["", "-ц", "-к", "-п", "-а"])
def test_lubny_3_3__a_number_is_kept_verbatim_whichever_court_gave_it(suffix: str) -> None:
    number = f"357/8141/25{suffix}"
    parts = unique_parts(number)

    assert checked(number) == number
    assert parts is not None
    assert (parts.court, parts.ordinal, parts.year) == ("357", 8141, 2025)
    assert looks_usual(number).agrees
    double = f"910/12/20 ({number})"
    within = unique_parts(double)
    assert within is not None
    assert (within.within, bankruptcy_number(double)) == (number, "910/12/20")
    assert looks_usual(double).agrees
    assert (bankruptcy_number(number), year_of(double)) == (None, 2020)
    assert checked("2-17/2009") == "2-17/2009"
    assert looks_usual("2-17/2009").clauses == ("814:II.15",)


@proves("814:II.15")
@pytest.mark.parametrize(
    ("number", "alike"),
    [
        ("757/1/25-k", ("757/1/25-к",)),
        ("757/1/25-K", ("757/1/25-к",)),
        ("757/1/25 – к", ("757/1/25-к",)),
        ("757/01/2025", ("757/1/25-к",)),
        ("757/2/25-c", ("757/2/25-ц",)),
        ("2-a-15/10/0101", ("2-а-15/10/0101",)),
        ("757/1/25-ц", ()),
        ("757/12/25-к", ()),
        ("910/1/20 (757/1/25)", ()),
        ("757/1/25-к", ()),
    ],
)
def test_814_ii_15__one_number_written_twice_is_remarked(number: str, alike: tuple[str]) -> None:
    others = ["757/1/25-к", "757/2/25-ц", "2-а-15/10/0101", "2-17/2009"]

    verdict = looks_unlike(number, others)

    assert verdict.clauses == (("814:II.15",) if alike else ())
    assert [one for one in others if any(one in o.text for o in verdict.objections)] == [*alike]
    assert looks_unlike(number, by_look(others).get(look_of(number), ())) == verdict


@proves("814:I.10-заборона", "Лубни:3.5", "814:VII.13-зміни")
def test_lubny_3_5__data_are_corrected_with_a_reason_and_content_never() -> None:
    def told(changes: dict[str, object], reason: str = "описка", **case: object) -> tuple[str, ...]:
        state = case.get("state", CaseState.OPEN)
        assert isinstance(state, CaseState)
        return may_be_corrected(changes, ("title",), reason=reason, state=state).clauses

    assert told({"title": "А"}) == ()
    assert told({"title": "А"}, " ") == ("Лубни:3.5",)
    assert told({"text": "А"}) == ("814:I.10-заборона",)
    assert told({"nothing": "А"}) == ("Лубни:3.5",)
    for gone in (CaseState.TRANSFERRED, CaseState.DESTROYED):
        assert told({"title": "А"}, state=gone) == ("814:VII.13-зміни",)


ORDER = Series("order", "Накази", SeriesKind.ORDER, "{n}-ОД")


@proves("814:XVIII.1-нумерація", "Лубни:15.4")
def test_814_xviii_1__orders_are_numbered_as_they_are_issued() -> None:
    def told(
        series: Series, on: dt.date, last: dt.date | None = None, *, outage: bool = True
    ) -> tuple[str, ...]:
        return may_be_numbered(series, on, last_on=last, today=FRIDAY, outage=outage).clauses

    assert told(ORDER, MONDAY, MONDAY) == ()
    assert told(ORDER, MONDAY, FRIDAY) == ("814:XVIII.1-нумерація",)
    assert told(ORDER, SATURDAY) == ("814:XVIII.1-нумерація",)
    protocol = dataclasses.replace(ORDER, kind=SeriesKind.PROTOCOL)
    assert told(protocol, MONDAY, FRIDAY) == ()
    assert told(OUTAGE_SERIES, MONDAY, outage=False) == ("Лубни:15.4",)
    assert told(OUTAGE_SERIES, MONDAY, FRIDAY) == ("Лубни:15.4",)


@proves("Лубни:15.1")
def test_lubny_15_1__the_end_of_an_outage_names_measures_and_act() -> None:
    def told(measures: str, act: str, *, long: bool = True) -> tuple[str, ...]:
        return may_end_outage(measures=measures, act=act, long=long).clauses

    assert told("полагоджено", "№ 1") == ()
    assert told(" ", "№ 1") == ("Лубни:15.1",)
    assert told("полагоджено", "") == ("Лубни:15.1",)
    assert told("полагоджено", "", long=False) == ()


@proves("Лубни:15.1-строк")
def test_lubny_15_1__the_act_is_entered_by_the_next_working_day() -> None:
    def told(entered: dt.date) -> tuple[str, ...]:
        last = DAYS.next_worked(FRIDAY)
        return is_outage_entered_in_time(ended_on=FRIDAY, entered_on=entered, last=last).clauses

    next_monday = FRIDAY + dt.timedelta(days=3)
    assert told(next_monday) == ()
    assert told(next_monday + dt.timedelta(days=1)) == ("Лубни:15.1-строк",)


def issued(period: str, ordinal: int, on: str) -> Issued:
    return Issued(
        series="order",
        period=period,
        ordinal=ordinal,
        number=f"{ordinal}-ОД",
        on=on,
        purpose="",
        tied=None,
        tied_on=None,
        actor="",
    )


@proves("814:XVIII.1-нумерація", "814:XVIII.2-нумерація")
def test_814_xviii_2__numbers_begin_anew_with_the_year_or_the_powers() -> None:
    given = [issued("2024", n, "2024-05-05") for n in (1, 2)]
    body = Series("zbory", "Протоколи", SeriesKind.PROTOCOL, "{n}", term="2024–2027")

    assert next_number(ORDER, dt.date(2024, 6, 1), given).number == "3-ОД"
    assert next_number(ORDER, dt.date(2025, 1, 2), given).number == "1-ОД"
    held = [issued("2024–2027", 1, "2024-05-05")]
    following = next_number(body, dt.date(2025, 1, 2), held)
    assert (following.period, following.number) == ("2024–2027", "2")
    assert Series("x", "", pattern="№ {n:03}/{year}").pattern
    for odd in ("без номера", "{n", "{n}{m}", "{}", "{n!r}", "{n:>9999999}", "{{n}}", "{n.real}"):
        with pytest.raises(UsageError):
            Series("x", "", SeriesKind.OTHER, pattern=odd)


@given(st.lists(st.dates(dt.date(2024, 1, 1), dt.date(2026, 12, 31)), max_size=30))
def test_numbers_of_a_period_have_no_gap_and_no_twin(days: list[dt.date]) -> None:
    given_numbers: list[Issued] = []
    for day in days:
        following = next_number(ORDER, day, given_numbers)
        given_numbers.append(issued(following.period, following.ordinal, day.isoformat()))

    for year in {str(day.year) for day in days}:
        ordinals = [one.ordinal for one in given_numbers if one.period == year]
        assert ordinals == list(range(1, len(ordinals) + 1))


@proves("814:III.20")
def test_814_iii_20__five_working_days_do_not_count_weekends_and_holidays() -> None:
    assert DAYS.after(dt.date(2025, 4, 4), 5) == dt.date(2025, 4, 11)
    # In peace holidays are not worked, and one on a weekend is made up for.
    assert DAYS.after(dt.date(2021, 4, 30), 1) == dt.date(2021, 5, 5)
    assert DAYS.after(dt.date(2020, 12, 31), 1) == dt.date(2021, 1, 4)
    assert not DAYS.is_worked(dt.date(2021, 8, 24))
    assert not DAYS.is_worked(dt.date(2021, 3, 8))
    # Under martial law they are, weekends are not.
    assert DAYS.is_worked(dt.date(2023, 8, 24))
    assert not DAYS.is_worked(dt.date(2023, 8, 26))
    assert "Воєнний стан" in DAYS.remark(dt.date(2023, 8, 1), dt.date(2023, 8, 9))
    assert "не звірено" in DAYS.remark(dt.date(2021, 8, 1), dt.date(2021, 8, 9))
    assert "Воєнний" not in DAYS.remark(dt.date(2021, 8, 1), dt.date(2021, 8, 9))


@given(st.dates(dt.date(2005, 1, 1), dt.date(2040, 12, 31)), st.integers(0, 30))
def test_working_days_are_counted_one_by_one(day: dt.date, count: int) -> None:
    last = DAYS.after(day, count)
    between = (day + dt.timedelta(days=n + 1) for n in range((last - day).days))

    assert sum(DAYS.is_worked(one) for one in between) == count
    assert count == 0 or DAYS.is_worked(last)


@proves("814:XIV.9")
@given(st.dates())
def test_814_xiv_9__digits_in_two_pairs_and_four_without_a_final_dot(day: dt.date) -> None:
    assert short_date(dt.date(2018, 5, 3)) == "03.05.2018"
    told = short_date(day)
    assert len(told) == 10
    assert dt.date(int(told[6:]), int(told[3:5]), int(told[:2])) == day


@proves("814:XIV.9-словесно")
@given(st.dates())
def test_814_xiv_9__words_keep_the_zero_of_the_day(day: dt.date) -> None:
    assert long_date(dt.date(2018, 5, 3)) == "03 травня 2018 року"
    number, month, year, word = long_date(day).split()
    assert (number, year, word) == (f"{day:%d}", f"{day.year:04}", "року")
    assert month == long_date(day.replace(year=2000, day=1)).split()[1]
