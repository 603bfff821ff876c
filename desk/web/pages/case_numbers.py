"""Історія номерів аркушів: how the numbers of a volume's sheets were corrected.

Knows: the page. Does not know: when numbers may be changed.
Keeps: documents kept from the reader have their row without a title.
"""

from __future__ import annotations

from starlette.responses import Response

from desk.web.cases.caseview import shown_documents, strips
from desk.web.cases.casework import case_page, open_case_at, shielded
from desk.web.frame import Visit, page
from inventory.queries import corrections
from inventory.volumes.sheets import label
from vault.errors import NotFound


def numbers(visit: Visit) -> Response:
    """All corrections of a volume, or those of the sheet that has or had a number."""
    number, asked = int(visit.request.path_params["volume"]), visit.query("sheet")
    wanted = label(asked) if asked else None
    with visit.reading() as reading:
        case = open_case_at(visit, reading)
        volume = next((one for one in strips(reading, case) if one.number == number), None)
        if volume is None:
            raise NotFound(what_for="том", name=str(number))
        shown, _ = shown_documents(reading, case)
        made = []
        for one in corrections(reading.connection, case.key, number):
            moved = [
                (shown[document].title or shown[document].name, old, new)
                for document, old, new in one.sheets
                if old != new and wanted in {None, old, new}
            ]
            named = wanted is None or wanted in one.lettered or wanted.number in one.missing
            if moved or named:
                made.append((one, moved))
        return case_page(
            visit,
            reading,
            case,
            "case_numbers.html",
            "numbers",
            volume=volume,
            sheet=asked,
            made=list(reversed(made)),
        )


ROUTES = [
    page("/case/{key:case}/numbers/{volume:int}", shielded(numbers)),
]
