"""What a form costs beside the typesetter alone.

Promise: an internal inventory of 120 rows as checked PDF/A-1b in at most 200 ms, warm. Sketch:
a bare table is some 37 ms; header, totals that wait for the last page, and cells that may not be
torn make it 85; checking 3,300 strings and the tags another 100: 5 floors. Past 7 the check or
the frame has gone wrong. Run with `python -m bench.bench_forms`.
"""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Callable

from inventory.forms import Form, InternalInventory, InventoryRow, Press, Signatory, VolumeName
from inventory.forms import internal_inventory as filled
from inventory.forms.fonts import FOLDER

import typst  # isort: skip

ROWS = 120
REPEAT = 15
AT = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)
FLOOR = """
#set page(paper: "a4", margin: (left: 30mm, right: 10mm, y: 20mm))
#set text(font: "Liberation Serif", size: 10.5pt, lang: "uk")
#table(columns: (11mm, 30mm, 22mm, 1fr, 21mm, 25mm), ..json(bytes(sys.inputs.slots)).flatten())
"""


def inventory(salt: int) -> Form:
    """New texts each time: the typesetter remembers what it has set before."""
    rows = tuple(
        InventoryRow(
            index=f"2-{row}/25",
            on=dt.date(2025, 5, 3),
            title=f"Ухвала про відкриття провадження {salt}-{row}",
            first=str(2 * row + 1),
            last=str(2 * row + 2),
        )
        for row in range(ROWS)
    )
    name = VolumeName(court="Зразківський районний суд", case="757/12345/25")
    nobody = Signatory("Суддя", "З. З. Зразок")
    return filled(InternalInventory(name=name, rows=rows, judge=nobody, clerk=nobody))


def median_cpu(run: Callable[[int], object]) -> float:
    """Seconds of this process's CPU, warm."""
    times = []
    for salt in range(REPEAT + 2):
        start = time.process_time()
        run(salt)
        times.append(time.process_time() - start)
    return statistics.median(times[2:])


def main() -> None:
    """Print both and their ratio."""
    press = Press()
    forms = [inventory(salt) for salt in range(REPEAT + 2)]
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)]
    )
    compiler = typst.Compiler(font_paths=fonts)

    def floor(salt: int) -> None:
        import json  # noqa: PLC0415  the floor's own

        rows = [list(row.values()) for row in forms[salt].slots["rows"]]
        compiler.compile(
            FLOOR.encode(),
            format="pdf",
            sys_inputs={"slots": json.dumps(rows)},
            pdf_standards="a-1b",
        )

    alone = median_cpu(floor)
    whole = median_cpu(lambda salt: press.print(forms[salt], at=AT, draft=False))
    print(f"internal inventory, {ROWS} rows, warm, CPU")
    print(f"  typst compile alone {alone * 1000:6.0f} ms")
    print(
        f"  checked PDF/A-1b    {whole * 1000:6.0f} ms  (promise 200)  {whole / alone:.1f} floors"
    )


if __name__ == "__main__":
    main()
