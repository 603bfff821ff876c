"""Tables for spreadsheets: words stay words."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest

from desk.spreadsheet import csv_table

FORMULAS = "=1+1", "+380", "-5", "@sum", " =cmd", "\t=1", "＝1", "\r\n1"
DAYS = ("1/12/25", "2/2012", "12-5", "3.5.25", "2012/1/5", "2012-01")
NUMBERS = ("757/1/25-ц", "757/12345/25", "2-1/2012", "2а-17/10", "1-кп/5")


def taken(cell: str) -> str:
    text = csv_table(["Назва"], [[cell]]).decode("utf-8-sig")
    [_, [told]] = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    return told


@pytest.mark.parametrize("cell", [*FORMULAS, *DAYS])
def test_no_words_are_a_formula_or_become_a_day(cell: str) -> None:
    assert taken(cell) == f"'{cell}"


@pytest.mark.parametrize("number", NUMBERS)
def test_a_case_number_stands_as_it_is(number: str) -> None:
    assert taken(number) == number


def test_numbers_and_days_are_what_they_are() -> None:
    written = csv_table(["№", "Дата", "Том"], [[-1, dt.date(2026, 3, 1), None]])

    assert written == "\ufeff№;Дата;Том\r\n-1;01.03.2026;\r\n".encode()
