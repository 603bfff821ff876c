"""`sprava sheets …`: the leaves of a document, how many there are, which numbers they had.

Knows: the line in which a person writes a leaf map, how leaves and numbers are told. Does not
know: when a person must confirm, or what follows from it. Keeps: only a person's word comes this
way; what is counted by itself does not.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from desk.common import Desk, common, seen_option
from desk.exits import ends
from desk.wiring import Workbench
from inventory import confirm_sheets
from inventory.access.queries import names_of
from inventory.language.words import short_date
from inventory.queries import corrections, documents_of, get_case
from inventory.service.leaves import LeafMap, draw_leaves, leaf_map
from inventory.volumes.leaves import FLAGS, line_of, read_line
from inventory.volumes.sheets import label
from vault import Json
from vault.errors import UsageError


@click.group("sheets")
def sheets() -> None:
    """Аркуші документа."""


@ends(3, 5)
@sheets.command("confirm")
@click.argument("document")
@click.argument("count", type=click.IntRange(min=0))
@seen_option
@common
def sheets_confirm(desk: Desk, document: str, count: int, *, seen: int | None) -> None:
    """Підтвердити кількість аркушів документа."""
    workbench = desk.workbench()
    with workbench.vault.transaction(workbench.actor) as tx:
        confirmed = confirm_sheets(tx, document, count, seen=seen)
        tx.commit()
    desk.out.data({"document": confirmed.id, "sheets": confirmed.count.sheets})
    desk.out.say(
        "Документ {id}: підтверджено {sheets} арк.", id=confirmed.id, sheets=confirmed.count.sheets
    )


@ends()
@sheets.command("map")
@click.argument("document")
@common
def sheets_map(desk: Desk, document: str) -> None:
    """Показати карту аркушів: де лицьовий бік, де зворот, який номер."""
    _show(desk, leaf_map(desk.workbench().vault, document))


@ends(3, 5)
@sheets.command("set")
@click.argument("document")
@click.option("--leaf", "words", multiple=True, metavar="1-2", help="Аркуш; можна кілька.")
@click.option("--from", "path", type=click.Path(path_type=Path), help="Файл із рядком карти.")
@click.option("--proposed", is_flag=True, help="Прийняти карту, яку пропонує програма.")
@seen_option
@common
def sheets_set(
    desk: Desk,
    document: str,
    *,
    words: tuple[str, ...],
    path: Path | None,
    proposed: bool,
    seen: int | None,
) -> None:
    """Накреслити карту аркушів: «1-2 3 4-5:large 6:pasted -*3».

    1-2 — лицьовий бік і зворот; 3 — без звороту; 4-5:large — великий аркуш двома частинами;
    -*3 — три аркуші без зображення. Позначки: large, pasted, glued, illustration, envelope,
    enclosed, sealed, unnumbered.
    """
    if sum((bool(words), path is not None, proposed)) != 1:
        raise UsageError(reason="потрібне одне з: --leaf, --from, --proposed")
    workbench = desk.workbench()
    if proposed:
        known = leaf_map(workbench.vault, document)
        leaves = known.suggested or known.proposed
    else:
        leaves = read_line(_line_in(path) if path else " ".join(words))
    with workbench.vault.transaction(workbench.actor) as tx:
        drawn = draw_leaves(tx, document, leaves, seen=seen)
        tx.commit()
    _show(desk, leaf_map(workbench.vault, drawn.id))


def _line_in(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(reason=f"файл карти «{path.name}» не читається") from error


def _show(desk: Desk, shown: LeafMap) -> None:
    document = shown.document
    pairs = list(zip(shown.leaves, shown.labels, strict=True))
    desk.out.data(
        {
            "document": document.id,
            "sheets": document.count.sheets,
            "sheets_confirmed": document.count.confirmed,
            "pages": document.pages,
            "drawn": shown.drawn,
            "map": line_of(shown.leaves),
            "suggested": line_of(shown.suggested) or None,
            "leaves": [
                {
                    "volume": place[0] if place else None,
                    "number": str(place[1]) if place else None,
                    **leaf.as_json(),
                }
                for leaf, place in pairs
            ],
        }
    )
    desk.out.say(
        "Документ {id}: {sheets} арк., сторінок {pages}; {how}.",
        id=document.id,
        sheets=document.count.sheets,
        pages=document.pages,
        how=desk.out.words("карту накреслено" if shown.drawn else "карту запропоновано"),
    )
    for leaf, place in pairs:
        desk.out.say(
            "  арк. {number}: лицьовий бік {face}, зворот {back}{flags}",
            number=place[1] if place else "б/н",
            face=_pages(leaf.faces),
            back=_pages(leaf.backs),
            flags="".join(f", {desk.out.words(FLAGS[flag])}" for flag in leaf.flags),
        )
    desk.out.say("Рядок карти: {line}", line=line_of(shown.leaves))
    if shown.suggested:
        desk.out.say(
            "За порожніми зворотами аркушів було б {count}: {line}. "
            "Прийняти: sprava sheets set {id} --proposed",
            count=len(shown.suggested),
            line=line_of(shown.suggested),
            id=document.id,
        )


def _pages(pages: tuple[int, ...]) -> str:
    if not pages:
        return "—"
    return "с. " + (str(pages[0]) if len(pages) == 1 else f"{pages[0]}-{pages[-1]}")


@ends()
@sheets.command("history")
@click.argument("number")
@click.argument("volume_number", metavar="VOLUME", type=click.IntRange(min=1))
@click.option("--sheet", default=None, metavar="12а", help="Лише аркуш, що має чи мав цей номер.")
@common
def sheets_history(desk: Desk, number: str, volume_number: int, *, sheet: str | None) -> None:
    """Як виправляли номери аркушів тому: літери, пропуски, старі й нові номери."""
    told = _history(desk.workbench(), number, volume_number, sheet)
    desk.out.data(told)
    for one in told:
        day = short_date(dt.date.fromisoformat(one["on"]))
        desk.out.say("{on}, {by}:", on=day, by=one["name"] or one["by"])
        for caption, which in (
            ("  літерні номери: {which}", one["lettered"]),
            ("  пропущені номери: {which}", one["missing"]),
            ("  повторені номери: {which}", one["repeated"]),
        ):
            if which:
                desk.out.say(caption, which=", ".join(map(str, which)))
        for entry in one["sheets"]:
            desk.out.say("  аркуш {new}, був {old}: {title}", **entry)
    if not told:
        desk.out.say("Номерів аркушів цього тому не виправляли.")


def _history(workbench: Workbench, number: str, volume: int, sheet: str | None) -> list[Json]:
    wanted = label(sheet) if sheet else None
    with workbench.vault.read() as connection:
        case = get_case(connection, number)
        every = documents_of(connection, case.key)
        titles = {one.id: one.title for one in workbench.reading(connection).shown_documents(every)}
        made = corrections(connection, case.key, volume)
        names = names_of(connection)
    told: list[Json] = []
    for one in made:
        moved = [
            {"document": document, "title": titles[document], "old": str(old), "new": str(new)}
            for document, old, new in one.sheets
            if old != new and wanted in {None, old, new}
        ]
        about = wanted is None or moved or wanted in one.lettered or wanted.number in one.missing
        if about:
            told.append(
                {
                    "on": one.on.isoformat(),
                    "by": one.by,
                    "name": names.get(one.by, ""),
                    "lettered": [str(entry) for entry in one.lettered],
                    "missing": list(one.missing),
                    "repeated": list(one.repeated),
                    "sheets": moved,
                }
            )
    return told


COMMANDS = (sheets,)
