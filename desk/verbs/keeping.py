"""`sprava init`, `doctor`, `check`, `rebuild`, `backup`, `restore`: the vault as a whole.

Knows: how their reports are told. Does not know: how a vault is checked, copied or made anew.
Keeps: a vault is not opened, and so not put in order, where it is only looked at (`doctor`,
`check`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import click
from sqlalchemy.engine import Connection

from desk.common import Desk, Done, common
from desk.doctor import APT, BY_APT, examine
from desk.exits import ends
from desk.last_check import remember
from desk.output import Tick
from desk.settings import read_settings
from desk.wiring import Workbench, projections
from ingest.reading import AS_GOOD
from inventory.queries import without_reading_copy
from search import advised, engine_at
from vault import Finding, Layout, utc_now
from vault.backup import CopyReport, backup, restore
from vault.check import check
from vault.errors import BadConfig, ExitCode, NoVault
from vault.mending import UNSEEN

_NAMED = 5


@ends(10, 13, vault=False)
@click.command("init")
@click.option("--court", default="Назва суду не вказана", help="Назва суду.")
@click.option("--court-code", default="", help="Код суду.")
@click.option("--fonds", default="", help="Номер архівного фонду.")
@common
def init(desk: Desk, *, court: str, court_code: str, fonds: str) -> None:
    """Створити сховище."""
    workbench = Workbench.make(
        desk.vault_dir, desk.actor, court=court, code=court_code, fonds=fonds
    )
    workbench.close()
    desk.out.data({"vault": str(desk.vault_dir), "settings": str(workbench.vault.layout.settings)})
    desk.out.say("Сховище створено: {path}", path=desk.vault_dir)
    desk.out.say("Налаштування: {path}", path=workbench.vault.layout.settings)


@ends(4, vault=False)
@click.command("doctor")
@common
def doctor(desk: Desk) -> None:
    """Що встановлено, чого бракує і що це коштує."""
    parts = examine(_clamd(desk), _engine(desk))
    missing = [part for part in parts if not part.there]
    by_apt = any(part.name in BY_APT for part in missing)
    desk.out.data({"parts": [part.as_json() for part in parts], "install": APT if by_apt else None})
    for part in parts:
        if part.there:
            desk.out.say("є      {name}: {found}", name=part.name, found=part.found)
        else:
            cost = desk.out.words(part.cost)
            desk.out.say(
                "немає  {name} ({found}): {cost}", name=part.name, found=part.found, cost=cost
            )
    if by_apt:
        desk.out.say("Встановити: {line}", line=APT)
    if missing:
        raise Done(ExitCode.ATTENTION)


def _engine(desk: Desk) -> str:
    """Which engine serves the vault that was named; nothing where there is none."""
    try:
        return engine_at(Layout(desk.vault_dir).index) or ""
    except NoVault:
        return ""


def _clamd(desk: Desk) -> str:
    """Where the vault's settings say that a scanner listens, if a vault was named."""
    try:
        return read_settings(Layout(desk.vault_dir).settings).antivirus.clamd
    except (NoVault, BadConfig):
        return ""


def _staged(tick: Tick) -> Callable[[str, int, int], None]:
    """The vault's progress (stage, done, of how many) on one bar."""
    return lambda _stage, done, total: tick(done, total)


@ends(4, 10, 12, 20, vault=False)
@click.command("check")
@click.option("--quick", is_flag=True, help="Усе на місці; вміст — лише частина.")
@common
def check_vault(desk: Desk, *, quick: bool) -> None:
    """Перевірити все сховище, нічого не змінюючи."""
    with desk.out.progress("Перевірка") as tick:
        report = check(
            desk.vault_dir,
            projections(),
            quick=quick,
            now=utc_now(),
            progress=_staged(tick),
            remarks=_unread,
        )
    if not quick:
        remember(Layout(desk.vault_dir), report.as_json(), utc_now())
    desk.out.data(report.as_json())
    for finding in report.findings:
        desk.out.say(
            "[{code}] {subject}: {text}",
            code=finding.code,
            subject=finding.subject,
            text=finding.text,
        )
    if not report.ok:
        if all(finding.code == UNSEEN for finding in report.findings if finding.grave):
            desk.out.say("Пошкодження впорядковано, але його ще ніхто не підтвердив.")
        else:
            desk.out.say("Цілісність порушено. Нічого не виправлялося; sprava restore.")
        raise Done(ExitCode.INTEGRITY)
    desk.out.say(
        "Усе гаразд: записів журналу {entries}, вмістів {contents}, об'єктів {objects}.",
        entries=report.journal_entries,
        contents=report.contents,
        objects=report.objects,
    )


def _unread(connection: Connection) -> list[Finding]:
    """Documents that nobody can read in a copy, in one sentence."""
    found = without_reading_copy(connection, but=AS_GOOD)
    if not found:
        return []
    some = ", ".join(f"[{one.id}] {one.title}" for one in found[:_NAMED])
    more = "…" if found[_NAMED:] else ""
    text = (
        f"Документів без копії для читання: {len(found)}: {some}{more}. Причини: sprava case show."
    )
    return [Finding("N013", "копії для читання", text, grave=False)]


@ends()
@click.command("rebuild")
@click.option(
    "--engine",
    type=click.Choice(["whoosh", "tantivy"]),
    default=None,
    help="Рушій пошуку; без цього — той, що й досі.",
)
@common
def rebuild(desk: Desk, *, engine: str | None) -> None:
    """Створити каталог і пошуковий покажчик заново.

    Досі наявний покажчик служить, доки новий не наздожене його; перерване продовжиться.
    """
    workbench = desk.workbench()
    with desk.out.progress("Покажчик") as tick:
        entries = workbench.vault.rebuild()
        indexed = workbench.rebuild_index(tick, engine)
    serving = workbench.index.engine
    desk.out.data({"journal_entries": entries, "documents": indexed, "engine": serving})
    desk.out.say(
        "Створено заново: записів журналу {entries}, документів у покажчику {documents}; "
        "рушій {engine}.",
        entries=entries,
        documents=indexed,
        engine=serving,
    )
    if advised(serving, indexed):
        desk.out.say("Для такого сховища швидший інший рушій: sprava rebuild --engine tantivy")


@ends()
@click.command("backup")
@click.argument("to", type=click.Path(path_type=Path))
@common
def backup_vault(desk: Desk, to: Path) -> None:
    """Зробити страхову копію сховища; повторна лише доповнює."""
    workbench = desk.workbench()
    with desk.out.progress("Копіювання") as tick:
        made = backup(workbench.vault, to.absolute(), actor=workbench.actor, progress=_staged(tick))
    _told(desk, made, to)
    desk.out.say("Страхову копію зроблено: {path}", path=to)


def _told(desk: Desk, made: CopyReport, path: Path) -> None:
    desk.out.data({"path": str(path), **dataclasses.asdict(made)})


@ends(10, 12, 13, 20, vault=False)
@click.command("restore")
@click.argument("source", metavar="FROM", type=click.Path(path_type=Path))
@common
def restore_vault(desk: Desk, source: Path) -> None:
    """Відновити сховище зі страхової копії в новий каталог."""
    with desk.out.progress("Відновлення") as tick:
        made = restore(source.absolute(), desk.vault_dir, now=utc_now(), progress=_staged(tick))
    desk.workbench()  # makes the catalogue from the journal
    _told(desk, made, desk.vault_dir)
    desk.out.say("Сховище відновлено: {path}", path=desk.vault_dir)


COMMANDS = (init, doctor, check_vault, rebuild, backup_vault, restore_vault)
