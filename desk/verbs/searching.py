"""`sprava search`: full text.

Knows: how hits are told. Does not know: the query language, ranking, what a reader may see.
Keeps: the index has followed the journal before it is asked.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

import click

from desk.background import catch_up_index
from desk.common import Desk, common
from desk.days import day_of
from desk.exits import ends
from inventory.language.words import short_date
from search import FACETS, Filters, Hit, Sort, brief, examples

_TAG = re.compile(r"</?b>")


def _how(context: click.Context, _option: click.Parameter, asked: bool) -> None:
    """Tell the query language instead of searching."""
    if asked:
        width = max(len(one.example) for one in examples())
        for one in examples():
            click.echo(f"{one.example.ljust(width)}  {one.meaning}")
        context.exit()


@ends()
@click.command("search")
@click.argument("query")
@click.option("--case", "number", default=None, help="Лише в цій справі.")
@click.option("--kind", default=None, help="Лише цього виду: код або назва; усі: sprava kinds.")
@click.option("--from", "first", default=None, help="Від цієї дати: РРРР-ММ-ДД або ДД.ММ.РРРР.")
@click.option("--to", "last", default=None, help="До цієї дати включно: РРРР-ММ-ДД або ДД.ММ.РРРР.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, help="Скільки показати.")
@click.option("--offset", type=click.IntRange(min=0), default=0, help="Скільки пропустити.")
@click.option(
    "--sort",
    type=click.Choice([sort.value for sort in Sort]),
    default=Sort.RELEVANCE.value,
    help="Порядок: за відповідністю, новіші чи старіші спочатку, за справами.",
)
@click.option("--grouped", is_flag=True, help="За справами: скільки в кожній і найкращі з них.")
@click.option("--facets", is_flag=True, help="Як знайдене ділиться за справами, видами, роками…")
@click.option(
    "--how", is_flag=True, is_eager=True, expose_value=False, callback=_how, help="Мова запитів."
)
@common
def search(
    desk: Desk,
    query: str,
    *,
    number: str | None,
    kind: str | None,
    first: str | None,
    last: str | None,
    limit: int,
    offset: int,
    sort: str,
    grouped: bool,
    facets: bool,
) -> None:
    """Шукати в текстах документів.

    Слова — у всіх формах; "точна фраза", початок*, ТА АБО НЕ, справа:757/12345/25.
    """
    workbench = desk.workbench()
    filters = Filters(
        case=number,
        kind=kind,
        first=day_of(first) if first else None,
        last=day_of(last) if last else None,
    )
    catch_up_index(workbench)
    with workbench.vault.read() as connection:
        reading = workbench.reading(connection)
    result = workbench.finder.find(
        query,
        filters,
        reading=reading,
        sort=Sort(sort),
        limit=limit,
        offset=offset,
        facets=facets,
        grouped=grouped,
    )
    desk.out.data(result.as_json())
    desk.out.say("Знайдено: {total}", total=result.total)
    for group in result.groups:
        desk.out.say(
            "Справа № {case} · {title}: {total}",
            case=group.case,
            title=group.title,
            total=group.total,
        )
        _tell(desk, group.hits)
    _tell(desk, result.hits)
    for facet in result.facets:
        values = ", ".join(f"{choice.label} ({choice.count})" for choice in facet.choices)
        desk.out.say("{facet}: {values}", facet=desk.out.words(FACETS[facet.name]), values=values)
    if result.suggestion:
        desk.out.say("Можливо, ви шукали: {suggestion}", suggestion=brief(result.suggestion))


def _tell(desk: Desk, hits: Sequence[Hit]) -> None:
    for hit in hits:
        desk.out.say(
            "№ {case}, т. {volume}, арк. {sheet} · {date} · {title} [{id}]",
            case=hit.case,
            volume=hit.volume or "—",
            sheet=hit.sheet or "—",
            date=short_date(hit.date) if hit.date else desk.out.words("без дати"),
            title=hit.title,
            id=hit.document,
        )
        desk.out.say("    {snippet}", snippet=html.unescape(_TAG.sub("", hit.snippet)))


COMMANDS = (search,)
