"""`sprava volume number …`: how sheets and volumes are really numbered, and what is fixed.

Knows: how volumes and their numbers are told. Does not know: what may be changed.
Keeps: the program only proposes to number anew; a person does it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import click
from sqlalchemy.engine import Connection

from desk.common import Desk, common, seen_option
from desk.days import day_of
from desk.exits import ends
from desk.names import VOLUME_STATES
from desk.views import called, volumes_json
from desk.wiring import Workbench
from inventory import note_numbering
from inventory.queries import get_case, plan_of, volume_facts
from inventory.service.sheet_numbers import (
    covers_to_print,
    letter_volume,
    record_counted,
    record_numbered,
    record_signed,
    renumber,
)
from inventory.service.volumes import volume_of
from inventory.volumes.sheets import VOLUME_LIMIT, odd_numbers, wants_renumbering
from vault import Json, Transaction

_STRIP = 25  # signs; ten sheets each
_NUMBER = click.argument("number")
_VOLUME = click.argument("volume_number", metavar="VOLUME", type=click.IntRange(min=1))
_ROW = click.option("--to-row", required=True, type=click.IntRange(min=1), help="Останній рядок.")


def show_volumes(desk: Desk, shown: Sequence[Json]) -> None:
    """The volumes, one line each."""
    desk.out.data(list(shown))
    for one in shown:
        desk.out.say(
            "Том {volume}: {sheets} арк., {state}",
            volume=called(desk.out, one),
            sheets=one["sheets"],
            state=desk.out.words(VOLUME_STATES[one["state"]]),
        )


def show_plan(desk: Desk, shown: Sequence[Json]) -> None:
    """The volumes as strips, with the first and last row of each: a plan before it is made."""
    desk.out.data(list(shown))
    for one in shown:
        rows = [entry for entry in one["documents"] if entry["position"]]
        fixed = sum(
            row["sheets"]
            for row in {entry["position"]: entry for entry in reversed(rows)}.values()
            if row["position"] <= one["fixed_rows"]
        )
        desk.out.say(
            "Том {volume}  {strip}  {sheets}/{limit} арк., рядків {rows}, "
            "з них закріплено {fixed}; {state}",
            volume=called(desk.out, one),
            strip=_strip(fixed, one["sheets"]),
            sheets=one["sheets"],
            limit=VOLUME_LIMIT,
            rows=max((entry["position"] for entry in rows), default=0),
            fixed=one["fixed_rows"],
            state=desk.out.words(VOLUME_STATES[one["state"]]),
        )
        for entry in rows[:1] + rows[1:][-1:]:
            desk.out.say(
                "    {position}. {title}: арк. {sheets}",
                position=entry["position"],
                title=entry["title"],
                sheets=_span(entry["first_sheet"], entry["last_sheet"]),
            )


def _span(first: str | None, last: str | None) -> str:
    return "–".join(dict.fromkeys(filter(None, (first, last)))) or "—"


def _strip(fixed: int, sheets: int) -> str:
    """Fixed, planned and free sheets of a volume."""
    scale = VOLUME_LIMIT // _STRIP
    full, planned = -(-fixed // scale), -(-sheets // scale)
    return "█" * full + "▒" * (planned - full) + "·" * (_STRIP - planned)


def hint_covers(desk: Desk, connection: Connection, number: str) -> None:
    """Say which covers are to be printed again: the number of volumes on them is no more true."""
    case = get_case(connection, number)
    plans = plan_of(connection, case)
    stale = covers_to_print(plans, volume_facts(connection, case.key))
    if stale:
        desk.out.say(
            "Томів тепер {count}: передрукуйте обкладинки томів {volumes} (sprava print cover).",
            count=len(plans),
            volumes=", ".join(volume.name for volume in stale),
        )


@ends(3, 5)
@click.command("number")
@_NUMBER
@_VOLUME
@click.option("--lettered", multiple=True, metavar="12а", help="Літерний номер; можна кілька.")
@click.option("--missing", multiple=True, type=click.IntRange(min=1), help="Пропущений номер.")
@click.option(
    "--repeated", multiple=True, type=click.IntRange(min=1), help="Номер, що стоїть на двох арк."
)
@seen_option
@common
def number_(
    desk: Desk,
    number: str,
    volume_number: int,
    *,
    lettered: tuple[str, ...],
    missing: tuple[int, ...],
    repeated: tuple[int, ...],
    seen: int | None,
) -> None:
    """Зазначити літерні, пропущені та повторені номери аркушів."""
    workbench = desk.workbench()
    with _changing(desk, number, show_volumes) as tx:
        note_numbering(tx, number, volume_number, lettered, missing, repeated=repeated, seen=seen)
    _propose(desk, workbench, number, volume_number)


def _propose(desk: Desk, workbench: Workbench, number: str, volume_number: int) -> None:
    """Say that there are many mistakes, where the court's settings call them many (VII.9)."""
    with workbench.vault.read() as connection:
        case = get_case(connection, number)
        volume = volume_of(plan_of(connection, case), case, volume_number)
    odd, limits = odd_numbers(volume.labels), workbench.settings.numbering
    if wants_renumbering(
        odd,
        volume.sheets,
        at_most=limits.corrections_max,
        percent=limits.corrections_percent,
    ):
        desk.out.say(
            "Виправлень у томі {volume} багато: {count} на {sheets} арк. Інструкція (814:VII.9) "
            "велить тоді нумерувати заново; вирішує людина: sprava volume renumber.",
            volume=volume.name,
            count=len(odd.lettered) + len(odd.missing),
            sheets=volume.sheets,
        )


@ends(3, 5)
@click.command("numbered")
@_NUMBER
@_VOLUME
@_ROW
@seen_option
@common
def numbered_(
    desk: Desk, number: str, volume_number: int, *, to_row: int, seen: int | None
) -> None:
    """Зазначити, що аркуші до цього рядка опису вже пронумеровано олівцем."""
    with _changing(desk, number, show_plan) as tx:
        record_numbered(tx, number, volume_number, to_row, seen=seen)


@ends(3, 5)
@click.command("signed")
@_NUMBER
@_VOLUME
@_ROW
@click.option("--judge", default=None, help="Суддя, який підписав; інакше з налаштувань.")
@click.option("--clerk", default=None, help="Працівник апарату; інакше з налаштувань.")
@click.option("--on", "day", default=None, help="День підписання; інакше сьогодні.")
@seen_option
@common
def signed_(
    desk: Desk,
    number: str,
    volume_number: int,
    *,
    to_row: int,
    judge: str | None,
    clerk: str | None,
    day: str | None,
    seen: int | None,
) -> None:
    """Зазначити, що внутрішній опис підписано до цього рядка."""
    head = desk.workbench().letterhead()
    with _changing(desk, number, show_plan) as tx:
        record_signed(
            tx,
            number,
            volume_number,
            to_row,
            judge=judge if judge is not None else head.judge.name,
            clerk=clerk if clerk is not None else head.clerk.name,
            on=day_of(day) if day else None,
            seen=seen,
        )


@ends(3, 5)
@click.command("count")
@_NUMBER
@_VOLUME
@click.argument("counted", metavar="SHEETS", type=click.IntRange(min=0))
@seen_option
@common
def count_(desk: Desk, number: str, volume_number: int, counted: int, *, seen: int | None) -> None:
    """Записати, скільки аркушів тому полічено руками: до засвідчення або після нього."""
    with _changing(desk, number, show_volumes) as tx:
        record_counted(tx, number, volume_number, counted, seen=seen)
    desk.out.say("Лічбу руками записано: {counted} арк.", counted=counted)


@ends(3, 5)
@click.command("renumber")
@_NUMBER
@_VOLUME
@seen_option
@common
def renumber_(desk: Desk, number: str, volume_number: int, *, seen: int | None) -> None:
    """Пронумерувати аркуші тому заново; старі номери зберігаються."""
    with _changing(desk, number, show_volumes) as tx:
        renumber(tx, number, volume_number, seen=seen)
    desk.out.say(
        "Старі номери закресліть однією похилою рискою й поставте нові поруч: "
        "sprava sheets history {number} {volume}",
        number=number,
        volume=volume_number,
    )


@ends(3, 5)
@click.command("label")
@_NUMBER
@_VOLUME
@click.argument("label")
@seen_option
@common
def label_(desk: Desk, number: str, volume_number: int, label: str, *, seen: int | None) -> None:
    """Дати тому літерний номер: «1а» томові, пропущеному при нумерації."""
    with _changing(desk, number, show_volumes) as tx:
        letter_volume(tx, number, volume_number, label, seen=seen)


@contextmanager
def _changing(
    desk: Desk, number: str, show: Callable[[Desk, Sequence[Json]], None]
) -> Iterator[Transaction]:
    """A change of a case file's volumes, committed and shown."""
    workbench = desk.workbench()
    with workbench.vault.transaction(workbench.actor) as tx:
        yield tx
        shown = volumes_json(workbench.reading(tx.connection), get_case(tx.connection, number))
        tx.commit()
    show(desk, shown)


COMMANDS = (number_, numbered_, signed_, count_, renumber_, label_)
