"""`sprava case …`: case files.

Knows: how people name a case file, a day and a list of cases.
Does not know: what the law demands of them.
Keeps: a list is imported whole or not at all; an odd number is warned about, never refused.
"""

from __future__ import annotations

import datetime as dt

import click

from desk.common import Desk, common, require_words, seen_option
from desk.corrected import name_of, value_said
from desk.days import day_in, day_of
from desk.exits import ends
from desk.names import CASE_STATES, VOLUME_STATES
from desk.registered import related
from desk.rights import cases_seen, numbers_seen
from desk.verb_group import VerbGroup
from desk.views import called, case_json
from inventory import (
    CASE_KINDS,
    NewCase,
    OriginalForm,
    close_case,
    correct_closing,
    open_case,
)
from inventory.access.queries import who_is
from inventory.arrangement.kinds import find_case_kind
from inventory.audit.acts import act_name
from inventory.language.days import legal_day
from inventory.language.words import short_date
from inventory.queries import get_case
from inventory.service.cases import remarks_on
from inventory.service.series import outage_numbers
from vault import Json


class KindOfCase(click.Choice[str]):
    """A kind of case file, by its code or as courts call it («цивільна»)."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Its code."""
        return super().convert(find_case_kind(value) or value, param, ctx)


KIND = KindOfCase(sorted(CASE_KINDS))


@click.group("case", cls=VerbGroup)
def case() -> None:
    """Справи: відкрити, закрити, переглянути, імпортувати список."""


@ends()
@case.command("open")
@click.argument("number")
@click.option("--kind", required=True, type=KIND, help="Вид справи: кодом або словом «цивільна».")
@click.option("--title", default="", help="Сторони або особа (для обкладинки).")
@click.option("--claim", default="", help="Суть вимог або норма закону.")
@click.option(
    "--received", default=None, help="Дата надходження до суду: РРРР-ММ-ДД або ДД.ММ.РРРР."
)
@click.option("--proceeding", multiple=True, help="Номер провадження; можна кілька.")
@click.option("--index", default="", help="Індекс (додаток 3).")
@click.option("--original-form", type=click.Choice(["paper", "electronic"]), default="paper")
@click.option(
    "--instance",
    type=click.Choice(["first", "appeal"]),
    default=None,
    help="Як яка інстанція суд розглядає справу; інакше з налаштувань.",
)
@click.option("--judge", default="", help="Суддя або склад суду.")
@common
def case_open(
    desk: Desk,
    number: str,
    *,
    kind: str,
    title: str,
    claim: str,
    received: str | None,
    proceeding: tuple[str, ...],
    index: str,
    original_form: str,
    instance: str | None,
    judge: str,
) -> None:
    """Відкрити справу."""
    workbench = desk.workbench()
    new = NewCase(
        number=number,
        kind=kind,
        own=workbench.new_id()[:6],
        title=title,
        claim=claim,
        received_on=received,
        proceedings=proceeding,
        index=index,
        original_form=OriginalForm(original_form),
        instance=instance or workbench.settings.court.instance,
        judge=judge,
    )
    with workbench.vault.transaction(workbench.actor) as tx:
        opened = open_case(tx, new)
        reading = workbench.reading(tx.connection)
        shown, numbers = case_json(reading, opened), numbers_seen(reading)
        given = outage_numbers(tx.connection)
        tx.commit()
    on = dt.date.fromisoformat(opened.received_on) if opened.received_on else None
    on = on or workbench.today
    odd = remarks_on(opened, workbench.indexes(), on, numbers, given)
    remarks = [{"clause": one.clause, "text": one.text} for one in odd.objections]
    desk.out.data({**shown, "remarks": remarks})
    desk.out.say("Справу № {number} відкрито.", number=opened.number)
    for one in remarks:
        desk.out.say("Увага: {text} ({clause}).", **one)


@ends(5)
@case.command("close")
@click.argument("number")
@click.option("--on", "day", required=True, help="Дата закриття: РРРР-ММ-ДД або ДД.ММ.РРРР.")
@click.option("--reason", default=None, help="Для закритої справи: чому дату виправляють.")
@seen_option
@common
def case_close(desk: Desk, number: str, *, day: str, reason: str | None, seen: int | None) -> None:
    """Закрити справу в діловодстві або виправити дату закриття."""
    if reason is not None:
        require_words(reason=reason)
    workbench = desk.workbench()
    on = day_of(day)
    with workbench.vault.transaction(workbench.actor) as tx:
        was = get_case(tx.connection, number).closed_on
        if reason is None or was is None:
            closed = close_case(tx, number, on, seen=seen)
        else:
            closed = correct_closing(tx, number, on, reason, seen=seen)
        shown = case_json(workbench.reading(tx.connection), closed)
        tx.commit()
    desk.out.data(shown)
    if was is None:
        desk.out.say("Справу № {number} закрито {on}.", number=number, on=short_date(on))
        return
    desk.out.say(
        "Дату закриття справи № {number} виправлено: {on}; було {was}.",
        number=number,
        on=short_date(on),
        was=day_in(was, desk),
    )
    if any(one["certification"] for one in shown["volumes"]):
        desk.out.say(
            "Увага: на обкладинках засвідчених томів лишилася попередня дата; зазначте зміну: "
            "sprava volume change"
        )


@ends()
@case.command("list")
@common
def case_list(desk: Desk) -> None:
    """Перелічити справи."""
    workbench = desk.workbench()
    with workbench.vault.read() as connection:
        found = cases_seen(workbench.reading(connection))
    desk.out.data(
        [
            {
                "number": one.number,
                "name": one.name,
                "container": one.container,
                "kind": one.kind,
                "title": one.title,
                "state": one.state.value,
                "closed_on": one.closed_on,
            }
            for one in found
        ]
    )
    for one in found:
        desk.out.say(
            "{number}\t{state}\t{title}",
            number=one.name,
            state=desk.out.words(CASE_STATES[one.state.value]),
            title=one.heading or one.title,
        )


@ends()
@case.command("show")
@click.argument("number")
@common
def case_show(desk: Desk, number: str) -> None:
    """Показати справу: томи, документи, аркуші."""
    workbench = desk.workbench()
    with workbench.vault.read() as connection:
        shown = case_json(workbench.reading(connection), get_case(connection, number))
    desk.out.data(shown)
    desk.out.say(
        "Справа № {number}: {kind}, {state}",
        number=shown["name"],
        kind=desk.out.words(CASE_KINDS[shown["kind"]]),
        state=desk.out.words(CASE_STATES[shown["state"]]),
    )
    if shown["heading"]:
        desk.out.say("{heading}", heading=shown["heading"])
    if shown["title"]:
        desk.out.say("{title}", title=shown["title"])
    if shown["judge"]:
        desk.out.say("Суддя: {judge}", judge=shown["judge"])
    for one in shown["containers"]:
        if one["heading"]:
            desk.out.say("Окремо: {name} {heading}", name=one["name"], heading=one["heading"])
        else:
            desk.out.say("Сама справа: {name}", name=one["name"])
    _show_registration(desk, shown)
    show_acts(desk, shown["acts"])
    for volume in shown["volumes"]:
        _show_volume(desk, volume, paper=shown["original_form"] == "paper")


def _show_registration(desk: Desk, shown: dict[str, Json]) -> None:
    if shown["received_on"]:
        desk.out.say("Надійшла {on}", on=day_in(shown["received_on"], desk))
    if shown["proceedings"]:
        numbers = ", ".join(one["text"] for one in shown["proceedings"])
        desk.out.say("Провадження № {numbers}", numbers=numbers)
    if shown["former_numbers"]:
        desk.out.say("Попередній номер: {numbers}", numbers=", ".join(shown["former_numbers"]))
    for one in shown["relations"]:
        own = one["case"] == shown["number"]
        desk.out.say(
            "{on}: {what}{other}{note}",
            on=day_in(one["on"], desk),
            what=desk.out.words(related(one["kind"], own=own)),
            other=f" № {one['other'] if own else one['case']}" if one["other"] else "",
            note=f" ({', '.join(filter(None, (one['ruling'], one['note'])))})"
            if one["ruling"] or one["note"]
            else "",
        )
    for one in shown["without_motion"]:
        desk.out.say(
            "Без руху, не підшивати: {what}, строк {until}",
            what=one["document"] or desk.out.words("уся справа"),
            until=day_in(one["until"], desk),
        )
    for one in shown["expected"]:
        desk.out.say(
            "Чекає на файл: {index} {title} ({source})",
            index=one["index"],
            title=one["title"],
            source=one["source"],
        )
    for one in shown["corrections"]:
        if one["document"] is None:
            show_correction(desk, one)
    if shown["movements"]:
        last = shown["movements"][-1]
        desk.out.say("Де справа: {to}", to=last["to"])


def show_correction(desk: Desk, one: dict[str, Json]) -> None:
    """What was corrected, and how it was (Лубни 3.5)."""
    key = one["key"]
    with desk.workbench().vault.read() as connection:
        by = who_is(connection, one["by"])
    desk.out.say(
        "Виправлено {on}, {by}: {key}: «{was}» → «{now}». {reason}",
        on=short_date(legal_day(dt.datetime.fromisoformat(one["at"]))),
        by=by,
        key=desk.out.words(name_of(key, of_case=one["document"] is None)),
        was=value_said(one["was"], key),
        now=value_said(one["now"], key),
        reason=one["reason"],
    )


def _show_volume(desk: Desk, volume: dict[str, Json], *, paper: bool) -> None:
    desk.out.say(
        "Том {volume}: {sheets} арк., {state}",
        volume=called(desk.out, volume),
        sheets=volume["sheets"],
        state=desk.out.words(VOLUME_STATES[volume["state"]]),
    )
    if paper and volume["certification"] and volume["certification"]["counted"] is None:
        desk.out.say("      Увага: том засвідчено без лічби руками.")
    positions = set()
    for row in volume["documents"]:
        position = f"{row['position']}." if row["position"] not in positions else ""
        positions.add(row["position"])
        desk.out.say(
            "{position:>5} арк. {sheets:<9} {date:<10}  [{id}]  {title}{notes}",
            position=position,
            sheets=_range(row["first_sheet"], row["last_sheet"]),
            date=day_in(row["date"], desk),
            title=row["title"],
            id=row["id"],
            notes=f" ({row['notes']})" if row["notes"] else "",
        )
        if row["no_reading_copy"]:
            desk.out.say(
                "      Увага, копії для читання немає: {reason}",
                reason=row["no_reading_copy"]["text"],
            )


def _range(first: str | None, last: str | None) -> str:
    return (f"{first}–{last}" if first != last else first) or "—"


def show_acts(desk: Desk, marks: list[Json]) -> None:
    """The marks of acts on a record (814 I.10)."""
    for one in marks:
        desk.out.say(
            "Складено акт № {act} від {on} {name}",
            act=one["act"],
            on=day_in(one["on"], desk),
            name=desk.out.words(act_name(one["kind"])),
        )


COMMANDS = (case,)
