"""`sprava number …`, `outage …`, `index …`: numbers Sprava gives, and indexes of annex 3.

Knows: the series of the settings. Does not know: which number comes next.
Keeps: all other numbers come from АСДС or a clerk and are kept as written.
"""

from __future__ import annotations

import dataclasses

import click

from desk.common import Desk, common, require_words
from desk.days import day_of, moment_in
from desk.exits import ends
from desk.wiring import Workbench
from inventory.access import Action
from inventory.errors import NoSuchSeries
from inventory.queries import issued_numbers, outages
from inventory.queries.registration import Issued, Outage
from inventory.registration.indexes import in_force
from inventory.registration.series import OUTAGE, OUTAGE_SERIES, Series, SeriesKind
from inventory.service.series import begin_outage, end_outage, issue_number, tie_number
from vault import Json
from vault.errors import UsageError


def series_of(workbench: Workbench, code: str) -> Series:
    """The series of that name in the settings.

    Raises:
        NoSuchSeries, UsageError: it is not there, or not as it can be.
    """
    if code == OUTAGE:
        return OUTAGE_SERIES
    known = workbench.settings.registration.series
    if code not in known:
        raise NoSuchSeries(name=code, known=", ".join((*known, OUTAGE)))
    section = known[code]
    if section.kind not in {"order", "protocol", "other"}:
        raise UsageError(reason=f"послідовність «{code}»: kind — order, protocol або other")
    return Series(code, section.name, SeriesKind(section.kind), section.pattern, section.term)


@click.group("number")
def number() -> None:
    """Номери, які дає програма: накази, протоколи, час збою АСДС."""


@ends(3)
@number.command("issue")
@click.argument("series")
@click.option("--for", "purpose", required=True, help="Якому документу.")
@click.option("--on", "day", default=None, help="Дата документа; інакше сьогодні.")
@click.option("--case", "case_number", default=None, help="Справа, якої це стосується.")
@click.option("--document", default=None, help="Документ, якщо його вже зареєстровано.")
@common
def number_issue(
    desk: Desk,
    series: str,
    *,
    purpose: str,
    day: str | None,
    case_number: str | None,
    document: str | None,
) -> None:
    """Дати наступний номер послідовності."""
    require_words(**{"for": purpose})
    workbench = desk.workbench()
    chosen = series_of(workbench, series)
    on = day_of(day) if day else workbench.today
    with workbench.vault.transaction(workbench.actor) as tx:
        issued = issue_number(
            tx, chosen, on=on, purpose=purpose, number=case_number, document=document
        )
        tx.commit()
    desk.out.data(_issued(issued))
    desk.out.say("Номер {number}: {purpose}.", number=issued.number, purpose=issued.purpose)


def _issued(one: Issued) -> dict[str, Json]:
    return dataclasses.asdict(one)


@ends()
@number.command("list")
@click.argument("series", required=False)
@common
def number_list(desk: Desk, series: str | None) -> None:
    """Перелічити дані номери."""
    workbench = desk.workbench()
    with workbench.vault.read() as connection:
        found = issued_numbers(connection, series)
        if not workbench.reading(connection).may(Action.REGISTER):
            found = []
    desk.out.data([_issued(one) for one in found])
    for one in found:
        desk.out.say(
            "{number}\t{on}\t{purpose}{tied}",
            number=one.number,
            on=f"{one.on[8:]}.{one.on[5:7]}.{one.on[:4]}",
            purpose=one.purpose,
            tied=f" → {one.tied}" if one.tied else "",
        )


@ends()
@number.command("tie")
@click.argument("issued", metavar="НОМЕР")
@click.option("--asds", required=True, help="Номер, який дала АСДС.")
@click.option("--on", "day", default=None, help="Коли; інакше сьогодні.")
@common
def number_tie(desk: Desk, issued: str, *, asds: str, day: str | None) -> None:
    """Пов'язати номер часу збою з номером АСДС."""
    workbench = desk.workbench()
    on = day_of(day) if day else workbench.today
    with workbench.vault.transaction(workbench.actor) as tx:
        tied = tie_number(tx, issued, asds, on)
        tx.commit()
    desk.out.data(_issued(tied))
    desk.out.say("Номер {number} — в АСДС № {asds}.", number=tied.number, asds=tied.tied)


@click.group("outage")
def outage() -> None:
    """Збої АСДС: коли система не працювала."""


@ends()
@outage.command("begin")
@click.option("--at", "began_at", required=True, help="Коли: РРРР-ММ-ДДTГГ:ХХ.")
@click.option("--reason", required=True, help="Що сталося.")
@common
def outage_begin(desk: Desk, *, began_at: str, reason: str) -> None:
    """Зазначити, що АСДС не працює."""
    require_words(reason=reason)
    workbench = desk.workbench()
    with workbench.vault.transaction(workbench.actor) as tx:
        began = begin_outage(tx, began_at, reason)
        tx.commit()
    desk.out.data(_outage(began))
    desk.out.say("Зазначено збій АСДС; номери: sprava number issue outage --for …")


@ends(3)
@outage.command("end")
@click.option("--at", "ended_at", required=True, help="Коли: РРРР-ММ-ДДTГГ:ХХ.")
@click.option("--measures", required=True, help="Яких заходів вжито.")
@click.option("--act", default="", help="Акт комісії (понад 5 робочих днів): дата й номер.")
@common
def outage_end(desk: Desk, *, ended_at: str, measures: str, act: str) -> None:
    """Зазначити, що АСДС працює; номери слід внести наступного робочого дня."""
    workbench = desk.workbench()
    with workbench.vault.transaction(workbench.actor) as tx:
        ended, late = end_outage(
            tx, ended_at, measures=measures, act=act, days=workbench.working_days()
        )
        loose = [one for one in issued_numbers(tx.connection, OUTAGE) if one.tied is None]
        tx.commit()
    findings = [{"clause": one.clause, "text": one.text} for one in late.objections]
    untied: list[Json] = [one.number for one in loose]
    desk.out.data({**_outage(ended), "untied": untied, "findings": findings})
    for one in late.objections:
        desk.out.say("{text} ({clause})", text=one.text, clause=one.clause)
    desk.out.say("Збій усунуто; не внесено до АСДС номерів: {count}.", count=len(loose))


@ends()
@outage.command("list")
@common
def outage_list(desk: Desk) -> None:
    """Перелічити збої АСДС."""
    workbench = desk.workbench()
    with workbench.vault.read() as connection:
        found = outages(connection)
    desk.out.data([_outage(one) for one in found])
    for one in found:
        desk.out.say(
            "{began} — {ended}: {reason}",
            began=moment_in(one.began_at),
            ended=moment_in(one.ended_at) if one.ended_at else "…",
            reason=one.reason,
        )


def _outage(one: Outage) -> dict[str, Json]:
    return dataclasses.asdict(one)


@click.group("index")
def index() -> None:
    """Індекси справ (додаток 3): перелік, який суд може замінити своїм."""


@ends()
@index.command("list")
@click.option("--on", "day", default=None, help="Чинні на цю дату; інакше сьогодні.")
@common
def index_list(desk: Desk, *, day: str | None) -> None:
    """Перелічити чинні індекси."""
    workbench = desk.workbench()
    on = day_of(day) if day else workbench.today
    every = workbench.indexes()
    found = [one for one in every if in_force(every, one.index, on) is one]
    desk.out.data(
        [
            {
                "index": one.index,
                "name": one.name,
                "from_on": one.first.isoformat(),
                "verified": one.verified,
            }
            for one in found
        ]
    )
    for one in found:
        desk.out.say(
            "{index}\t{name}{note}",
            index=one.index,
            name=one.name,
            note="" if one.verified else desk.out.words(" (не звірено)"),
        )


COMMANDS = (number, outage, index)
