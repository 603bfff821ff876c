"""What planning the volumes of a large case file costs beside sorting its documents.

Promise: 5,000 documents, some 25,000 sheets in a hundred volumes, planned in less than 1 CPU
second, and again as quickly when a half is numbered. Sketch: two passes over the documents, one
over the sheets; sorting the documents by their place is the floor, and labels are made for every
sheet: about 40 floors. Past the promise something is done for each pair of documents.
Run with `python -m bench.bench_planning`.
"""

from __future__ import annotations

import dataclasses
import random
import time
from collections.abc import Callable, Sequence

from inventory import Document
from inventory.arrangement.kinds import kinds
from inventory.arrangement.order import LegalOrder, arrange
from inventory.model import FrozenVolume, Piece, VolumePlan
from inventory.volumes.plan import plan
from inventory.volumes.sheets import VOLUME_LIMIT
from tests.inventory.documents import document

DOCUMENTS = 5_000
PROMISE_S = 1.0


def documents() -> list[Document]:
    """Of every kind, a third of them annexes, 1 to 9 sheets each and now and then 400."""
    chance = random.Random(814)
    codes = sorted(kinds())
    made: list[Document] = []
    for serial in range(DOCUMENTS):
        parent = made[-1].id if made and chance.random() < 1 / 3 else None
        code = "annex" if parent else chance.choice(codes)
        day = f"2025-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        sheets = 400 if chance.random() < 0.002 else chance.randint(1, 9)
        title = f"Документ {serial}"
        one = document(
            f"d{serial:05}", code, serial + 1, sheets=sheets, parent=parent, when=day, title=title
        )
        made.append(dataclasses.replace(one, date=day))
    return made


def planned(made: Sequence[Document], frozen: Sequence[FrozenVolume]) -> tuple[VolumePlan, ...]:
    """All volumes, as `volume build` wants them."""
    fixed = {piece.document for volume in frozen for piece in volume.pieces}
    return plan(arrange(made, LegalOrder.FIRST, (), fixed), frozen, {})


def half_numbered(volumes: Sequence[VolumePlan]) -> list[FrozenVolume]:
    """The first half full, the next one numbered in its beginning."""
    half = len(volumes) // 2
    frozen = []
    for volume in volumes[: half + 1]:
        rows = volume.rows if volume.number <= half else volume.rows[:3]
        pieces = (
            Piece(member.document, row.document, len(member.labels), DOCUMENTS + volume.number)
            for row in rows
            for member in row.members
        )
        frozen.append(FrozenVolume(volume.number, tuple(pieces), full=volume.number <= half))
    return frozen


def best_of(work: Callable[[], object]) -> float:
    """CPU seconds of the quickest of three runs."""
    times = []
    for _ in range(3):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def main() -> None:
    """Print CPU seconds beside the floor, and whether the promises hold."""
    made = documents()
    volumes = planned(made, [])
    frozen = half_numbered(volumes)
    assert all(volume.sheets <= VOLUME_LIMIT for volume in volumes)
    again = planned(made, frozen)
    assert [v.labels for v in again] == [v.labels for v in volumes], "nothing moved"
    floor = best_of(lambda: sorted(made, key=lambda one: (one.place, one.sub, one.when)))
    sheets = sum(volume.sheets for volume in volumes)
    print(f"volumes of {DOCUMENTS} documents, {sheets} sheets, {len(volumes)} volumes, CPU")
    print(f"  documents sorted   {floor:6.3f} s")
    for name, work in (
        ("all planned", lambda: planned(made, [])),
        ("half numbered", lambda: planned(made, frozen)),
    ):
        cost = best_of(work)
        kept = "kept" if cost < PROMISE_S else "BROKEN"
        print(
            f"  {name:18} {cost:6.3f} s  (promise {PROMISE_S}: {kept})  {cost / floor:.0f} floors"
        )


if __name__ == "__main__":
    main()
