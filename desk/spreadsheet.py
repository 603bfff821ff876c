"""Tables as a spreadsheet opens them: CSV in UTF-8 with its mark, between semicolons.

Knows: what a spreadsheet takes for a formula or a day. Does not know: what is in the table.
Keeps: words stay words: no cell of them is computed, and no number of a case file becomes a day.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence

from inventory.language.words import short_date

_FORMULA = tuple("=+-@＝＋－＠")  # the wide ones count in some spreadsheets
_BLANKS = ("\t", "\r", "\n")
_DAY = re.compile(r"\d{1,2}([-/.])(?:\d{1,2}\1)?\d{1,4}|\d{4}([-/.])\d{1,2}(?:\2\d{1,2})?")


def csv_table(
    columns: Sequence[str], rows: Iterable[Sequence[str | int | dt.date | None]]
) -> bytes:
    """The table as a file; None is an empty cell, a date a day."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(map(_cell, row) for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _cell(value: str | int | dt.date | None) -> str | int:
    match value:
        case None:
            return ""
        case dt.date():
            return short_date(value)
        case int():
            return value
        case _:
            return _harmless(value)


def _harmless(text: str) -> str:
    """With an apostrophe before what a spreadsheet takes for a formula or a day."""
    taken = text.lstrip()[:1] in _FORMULA or text[:1] in _BLANKS or _DAY.fullmatch(text.strip())
    return f"'{text}" if taken else text
