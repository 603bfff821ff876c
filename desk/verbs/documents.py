"""`sprava document …`: everything about one document, its links, corrections, movements.

Knows: how people name a document, a value, a unit. Does not know: what the law demands of them.
Keeps: what is told is what was recorded; nothing here changes or removes content.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from desk.common import Desk, common, require_words, seen_option
from desk.corrected import name_of
from desk.days import day_in, moment_in
from desk.exits import ends
from desk.files import copied, require_place
from desk.registered import DIRECTIONS, document_json, expected_json, link_json, register_json
from desk.rights import cases_seen, links_shown
from desk.verbs.cases import show_acts, show_correction
from desk.verbs.correcting import pairs, tell_certified
from desk.verbs.history import document
from ingest.reading import PICTURES
from inventory.access import Reading
from inventory.access.queries import who_is
from inventory.language.days import legal_day, wall_time
from inventory.language.words import short_date
from inventory.queries import (
    documents_by_id,
    expected_of,
    get_case,
    get_document,
    particulars_of,
)
from inventory.queries.registration import RegistrationData
from inventory.registration.intake import ANSWERS
from inventory.registration.links import KINDS
from inventory.registration.working_days import WorkingDays
from inventory.rules.registration import is_registered_in_time
from inventory.service.corrections import correct_document
from inventory.service.exporting import record_printing
from inventory.service.links import link_documents, move
from inventory.service.registration_mark import marked
from vault import Json, content_of


@ends()
@document.command("show")
@click.argument("document_id", metavar="ДОКУМЕНТ")
@common
def document_show(desk: Desk, document_id: str) -> None:
    """Показати все про документ."""
    workbench = desk.workbench()
    with workbench.vault.read() as connection:
        shown = document_json(connection, get_document(connection, document_id))
        shown["links"] = links_shown(workbench.reading(connection), shown["links"])
        registrar = who_is(connection, shown["registration"]["registered_by"])
    desk.out.data(shown)
    desk.out.say("[{id}] {title}, справа № {case}", **_some(shown, "id", "title", "case"))
    desk.out.say(
        "{direction}, індекс {index}, дата {date}, надходження {received}",
        direction=desk.out.words(DIRECTIONS[shown["direction"]]),
        index=shown["index"] or "—",
        date=day_in(shown["date"] and shown["date"][:10], desk),
        received=_received(desk, shown) or "—",
    )
    registration = shown["registration"]
    desk.out.say(
        "Зареєстрував {by} {on}",
        by=registrar,
        on=_day(registration["registered_at"]),
    )
    seen = (desk.out.words(ANSWERS[word]) for word in (registration["intake"] or "").split())
    came = [one for one in (registration["channel"], registration["mailbox"], *seen) if one]
    if came:
        desk.out.say("Як надійшов: {said}", said=", ".join(came))
    if registration["asds_number"] or registration["asds_id"]:
        desk.out.say(
            "АСДС: № {number}, {id}",
            number=registration["asds_number"] or "—",
            id=registration["asds_id"] or "—",
        )
    for link in shown["links"]:
        desk.out.say(
            "{said}: «{title}» [{other}]{served}",
            said=desk.out.words(link["said"]),
            title=link["title"],
            other=link["other"] or "—",
            served=_served(desk, link),
        )
    show_acts(desk, shown["acts"])
    for one in shown["corrections"]:
        show_correction(desk, one)
    for one in shown["movements"]:
        desk.out.say(
            "{at}: {left} → {to}", at=moment_in(one["at"]), left=one["from"] or "—", to=one["to"]
        )


def _some(value: dict[str, Json], *keys: str) -> dict[str, Json]:
    return {key: value[key] for key in keys}


def _day(at: str) -> str:
    return short_date(legal_day(dt.datetime.fromisoformat(at)))


def _received(desk: Desk, row: dict[str, Json]) -> str:
    """When a document came; one the court made did not."""
    if row["direction"] != "incoming":
        return ""
    doubtful = "" if row["receipt_confirmed"] else desk.out.words(" (не підтверджено)")
    return f"{moment_in(row['received_at'])}{doubtful}"


def _served(desk: Desk, link: dict[str, Json]) -> str:
    if link["served"] is None:
        return ""
    said = desk.out.words("вручено" if link["served"] else "не вручено")
    day = moment_in(link["returned_on"])
    return f" ({said}, {day})" if day else f" ({said})"


@ends(3, 40)
@document.command("print")
@click.argument("document_id", metavar="ДОКУМЕНТ")
@click.option("-o", "out_path", required=True, type=click.Path(path_type=Path), help="Файл PDF.")
@common
def document_print(desk: Desk, document_id: str, *, out_path: Path) -> None:
    """Надрукувати вхідний електронний документ із реєстраційною позначкою суду."""
    require_place(out_path)
    workbench = desk.workbench()
    with (
        marked(
            workbench.vault,
            workbench.airlock,
            workbench.letterhead(),
            document_id,
            pictures=PICTURES,
            templates=workbench.press.replaced,
        ) as made,
        copied(made.path, out_path),
        workbench.vault.transaction(workbench.actor) as tx,
    ):
        record_printing(tx, made.document.id, content_of(made.path))
        tx.commit()
    desk.out.data({"document": made.document.id, "path": str(out_path), "free": made.free})
    desk.out.say("Копію з позначкою записано: {path}", path=out_path)
    if not made.free:
        desk.out.say("Вільного місця на першому аркуші немає: перевірте, чи текст видно.")


@ends()
@document.command("list")
@click.option("--case", "number", default=None, help="Лише цієї справи.")
@click.option("--direction", type=click.Choice(sorted(DIRECTIONS)), help="Які саме.")
@common
def document_list(desk: Desk, *, number: str | None, direction: str | None) -> None:
    """Перелічити вхідні, вихідні чи внутрішні документи."""
    workbench = desk.workbench()
    with workbench.vault.read() as connection:
        listed = _register(workbench.reading(connection), number, direction)
    desk.out.data(listed)
    for row in listed:
        desk.out.say(
            "{direction}\t{index}\t{received}\t№ {case}\t[{id}] {title}",
            direction=desk.out.words(DIRECTIONS[row["direction"]]),
            received=_received(desk, row) or moment_in(row["date"]),
            **_some(row, "index", "case", "id", "title"),
        )


def _register(reading: Reading, number: str | None, direction: str | None) -> list[Json]:
    """Documents of one or all case files the person may see."""
    connection = reading.connection
    chosen = [get_case(connection, number)] if number else cases_seen(reading)
    rows: list[Json] = register_json(connection, chosen, direction)
    ids = [row["id"] for row in rows]
    shown = reading.shown_documents(documents_by_id(connection, ids).values())
    named = {one.id: one for one in shown}
    return [{**r, "title": named[r["id"]].title, "sender": named[r["id"]].sender} for r in rows]


@ends()
@document.command("expected")
@click.option("--case", "number", default=None, help="Лише цієї справи.")
@common
def document_expected(desk: Desk, *, number: str | None) -> None:
    """Перелічити документи з АСДС, файлів яких ще немає."""
    workbench = desk.workbench()
    with workbench.vault.read() as connection:
        reading = workbench.reading(connection)
        numbers = {one.key: one.number for one in cases_seen(reading)}
        key = get_case(connection, number).key if number else None
        every = expected_of(connection, key)
        found = [expected_json(one, numbers[one.case]) for one in every if one.case in numbers]
    desk.out.data(found)
    for row in found:
        desk.out.say("№ {case}\t{index}\t{title}\t{source}", **row)


@ends(3)
@document.command("link")
@click.argument("source", metavar="ДОКУМЕНТ")
@click.option("--to", "target", required=True, help="Документ, якого це стосується.")
@click.option(
    "--kind",
    "kind",
    required=True,
    type=click.Choice([kind for kind in KINDS if kind != "annex"]),
    help="Чим один документ є для другого.",
)
@click.option("--served/--not-served", default=None, help="Для notice: чи вручено.")
@click.option("--returned", default=None, help="Для notice: коли повернулося до суду.")
@common
def document_link(
    desk: Desk,
    source: str,
    *,
    target: str,
    kind: str,
    served: bool | None,
    returned: str | None,
) -> None:
    """Пов'язати документ з іншим: конверт, повідомлення, відповідь, переклад."""
    workbench = desk.workbench()
    with workbench.vault.transaction(workbench.actor) as tx:
        link = link_documents(tx, source, target, kind, served=served, returned_on=returned)
        ids = [one for one in (link.source, link.target) if one]
        named = {d.id: d.title for d in documents_by_id(tx.connection, ids).values()}
        tx.commit()
    shown = link_json(link, link.source, named)
    desk.out.data(shown)
    desk.out.say(
        "Пов'язано: {said} «{title}».", said=desk.out.words(shown["said"]), title=shown["title"]
    )


@ends(3, 5)
@document.command("correct")
@click.argument("document_id", metavar="ДОКУМЕНТ")
@click.option("--set", "values", multiple=True, required=True, metavar="КЛЮЧ=ЗНАЧЕННЯ")
@click.option("--reason", required=True, help="Чому дані виправляють.")
@seen_option
@common
def document_correct(
    desk: Desk, document_id: str, *, values: tuple[str, ...], reason: str, seen: int | None
) -> None:
    """Виправити реєстраційні дані документа; попереднє значення зберігається."""
    require_words(reason=reason)
    changes = pairs(values)
    if "copy" in changes:
        changes["copy"] = changes["copy"] in {"true", "так", "1"}
    workbench = desk.workbench()
    with workbench.vault.transaction(workbench.actor) as tx:
        corrected = correct_document(tx, document_id, changes, reason, seen=seen)
        tx.commit()
        found = get_document(tx.connection, document_id)
        shown = document_json(tx.connection, found)
    odd = corrected.odd.objections
    desk.out.data(
        {
            **shown,
            "frozen": list(corrected.frozen),
            "certified": list(corrected.certified),
            "remarks": [{"clause": one.clause, "text": one.text} for one in odd],
        }
    )
    desk.out.say(
        "Документ {id} виправлено: {keys}.",
        id=found.id,
        keys=", ".join(desk.out.words(name_of(key)) for key in corrected.changed),
    )
    if corrected.frozen:
        desk.out.say(
            "У пронумерованих томах {volumes} рядок опису лишається, як був.",
            volumes=", ".join(map(str, corrected.frozen)),
        )
    tell_certified(desk, corrected.certified)
    for one in odd:
        desk.out.say("Увага: {text} ({clause}).", text=one.text, clause=one.clause)


@ends()
@document.command("move")
@click.argument("documents", nargs=-1, metavar="ДОКУМЕНТ…")
@click.option("--case", "numbers", multiple=True, help="Справа, яку передають; можна кілька.")
@click.option("--from", "left", default="", help="Хто передає.")
@click.option("--to", required=True, help="Кому передають: підрозділ або особа.")
@click.option("--at", "moved_at", default=None, help="Коли; інакше зараз.")
@click.option("--note", default="", help="Примітка.")
@common
def document_move(
    desk: Desk,
    documents: tuple[str, ...],
    *,
    numbers: tuple[str, ...],
    left: str,
    to: str,
    moved_at: str | None,
    note: str,
) -> None:
    """Зазначити передавання документа чи справи іншому підрозділу."""
    workbench = desk.workbench()
    with workbench.vault.transaction(workbench.actor) as tx:
        count = move(
            tx, numbers=numbers, documents=documents, left=left, to=to, at=moved_at, note=note
        )
        tx.commit()
    desk.out.data({"moved": count, "to": to})
    desk.out.say("Зазначено передавання: {count}, {to}.", count=count, to=to)


@ends()
@document.command("late")
@click.option("--case", "number", default=None, help="Лише цієї справи.")
@common
def document_late(desk: Desk, *, number: str | None) -> None:
    """Перелічити документи, зареєстровані не в день надходження чи підписання."""
    workbench = desk.workbench()
    days, closes = workbench.working_days(), workbench.settings.registration.closes
    with workbench.vault.read() as connection:
        listed = _register(workbench.reading(connection), number, None)
        particulars = particulars_of(connection, [row["id"] for row in listed])
        came = {row["id"]: row["received_at"] for row in listed}
        late: list[Json] = []
        for row in listed:
            if row["parent"] and came.get(row["parent"]) == row["received_at"]:
                continue  # it was registered with the document it came with
            told = _late(row, particulars[row["id"]], days, closes)
            late += [{**row, "findings": told}] if told else []
    desk.out.data(late)
    for row in late:
        for finding in row["findings"]:
            desk.out.say(
                "[{id}] {title}: {text} ({clause})",
                **_some(row, "id", "title"),
                text=finding["text"],
                clause=finding["clause"],
            )


def _late(
    row: dict[str, Json], one: RegistrationData, days: WorkingDays, closes: str
) -> list[Json]:
    created = row["direction"] != "incoming"
    came = row["date"] if created else row["received_at"]
    if not came:
        return []
    verdict = is_registered_in_time(
        came_on=dt.date.fromisoformat(came[:10]),
        registered_on=_registered_on(one),
        created=created,
        order=one.late_order or "",
        reason=one.late_reason or "",
        days=days,
        after_hours=not created
        and bool(closes)
        and len(came) > 10
        and wall_time(came)[11:16] > closes,
    )
    return [{"clause": one.clause, "text": one.text} for one in verdict.objections]


def _registered_on(one: RegistrationData) -> dt.date:
    """A document is registered once: in АСДС where it was, else here (814 II.2)."""
    if one.asds_date:
        return dt.date.fromisoformat(one.asds_date[:10])
    return legal_day(dt.datetime.fromisoformat(one.registered_at))


COMMANDS = (document,)
