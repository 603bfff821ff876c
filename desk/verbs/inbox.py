"""`sprava watch`, `add`, `inbox …`: how documents get in.

Knows: how outcomes and their sum are told, and what signals mean. Does not know: how files are
taken. Keeps: told to stop, work in hand is finished or left to be taken up again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from itertools import zip_longest
from pathlib import Path

import click

from desk.background import Background
from desk.common import Desk, Done, common, require_words
from desk.discretion import arrivals_seen
from desk.exits import ends
from desk.finish import end, told
from desk.stopping import stopping
from desk.watching import watching
from desk.wiring import Workbench
from ingest import Intake, Outcome, Start, State, Summary
from ingest.reading import AS_GOOD
from ingest.rules import RefusalKind
from inventory import Document, RegistrationCard, read_card
from inventory.arrangement.kinds import find_kind
from inventory.queries import without_reading_copy
from vault.errors import (
    ArchiveError,
    DiskFull,
    ExitCode,
    NotFound,
    UsageError,
    VaultLocked,
)


def _tell(desk: Desk, outcome: Outcome) -> None:
    value = outcome.as_json()
    desk.out.line(value)
    desk.out.say(
        "{outcome}: {path}{reason}",
        outcome=desk.out.words(OUTCOMES[outcome.state]),
        path=value["path"],
        reason=desk.out.reason(value["reason"]),
    )
    if outcome.members:
        desk.out.say("    Документів: {count}", count=1 + len(outcome.members))
    for name, reason in outcome.refused.items():
        desk.out.say(
            "    Не зареєстровано: {name}{reason}",
            name=name,
            reason=desk.out.reason(reason.as_json()),
        )
    for doubt in outcome.doubts:
        desk.out.say("    Увага, картка: {doubt}", doubt=doubt)


OUTCOMES = {
    State.REGISTERED: "зареєстровано",
    State.DUPLICATE: "повторно",
    State.QUARANTINED: "карантин",
    State.UNASSIGNED: "чекає",
    State.WORKING: "в роботі",
}


@ends(4)
@click.command("watch")
@click.option("--once", is_flag=True, help="Узяти все наявне, виготовити похідне і завершити.")
@common
def watch(desk: Desk, *, once: bool) -> None:
    """Приймати документи зі скриньки."""
    workbench = desk.workbench()
    with stopping() as stop:
        intake = workbench.intake(tell=lambda outcome: _tell(desk, outcome), stop=stop)
        if once:
            _drain(desk, intake, stop)
            return
        background = threading.Thread(target=Background(workbench, stop).run, daemon=True)
        background.start()
        desk.out.say("Скринька: {path}. Зупинити: Ctrl-C.", path=workbench.inbox)
        with watching(workbench.vault.layout):
            intake.watch(desk.out.error)
        background.join()


def _drain(desk: Desk, intake: Intake, stop: threading.Event) -> None:
    started = time.monotonic()
    summary = intake.take_inbox()
    left = _derive(desk, stop)
    seconds = time.monotonic() - started
    if left is not None:  # draining is all of it: what was taken is told, then why it stopped
        with suppress(Done):
            _summarise(desk, summary, seconds, stopped=stop.is_set(), left=left)
        raise left
    _summarise(desk, summary, seconds, stopped=stop.is_set())


def _derive(desk: Desk, stop: threading.Event) -> ArchiveError | None:
    """Make what follows registration; what kept it from that.

    Nothing is raised: what is registered is told all the same, and `add` given once more would
    take every file for a repeated one.
    """
    workbench = desk.workbench()
    before = {one.id for one in _unread(workbench)}
    try:
        with desk.out.progress("Тексти й копії для читання") as tick:
            Background(workbench, stop).finish(tick)
    except (VaultLocked, DiskFull) as error:
        return error
    finally:
        _tell_unread(desk, [one for one in _unread(workbench) if one.id not in before])
    return None


def _unread(workbench: Workbench) -> list[Document]:
    with workbench.vault.read() as connection:
        return without_reading_copy(connection, but=AS_GOOD)


def _tell_unread(desk: Desk, documents: Sequence[Document]) -> None:
    """Which documents just remained without a reading copy, and why."""
    for one in documents:
        desk.out.say(
            "Увага, копії для читання немає: [{document}] {title}: {reason}",
            document=one.id,
            title=one.title,
            reason=one.reading_note,
        )


def _summarise(
    desk: Desk,
    summary: Summary,
    seconds: float,
    *,
    stopped: bool,
    left: ArchiveError | None = None,
) -> None:
    value = {**summary.as_json(), "seconds": round(seconds, 1)}
    desk.out.line({"summary": told(value, left)})
    desk.out.say(
        "Зареєстровано файлів {registered}, повторних {duplicate}, у карантині {quarantined}, "
        "чекають {unassigned}; {seconds} с.",
        **value,
    )
    if left is not None:
        desk.out.say(
            "Зареєстроване збережено, додавати його знову не треба. Тексти, копії для читання "
            "й покажчик буде завершено згодом: {what} Усуньте причину й виконайте: sprava "
            "watch --once",
            what=desk.out.what(left),
        )
    if stopped:
        raise Done(ExitCode.INTERRUPTED)
    end(left)
    if value["duplicate"] or value["quarantined"] or value["unassigned"]:
        raise Done(ExitCode.ATTENTION)


@ends(4)
@click.command("add")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--case", "number", required=True, help="Номер справи.")
@click.option("--kind", default=None, help="Вид документа: код або назва; усі види: sprava kinds.")
@click.option("--card", "card_path", type=click.Path(path_type=Path), help="Картка JSON.")
@click.option("--split-at", default="", help="Скан ділити на документи з цих сторінок: 1,4,9.")
@common
def add(
    desk: Desk,
    files: Sequence[Path],
    *,
    number: str,
    kind: str | None,
    card_path: Path | None,
    split_at: str,
) -> None:
    """Зареєструвати названі файли; вони лишаються на місці."""
    for path in files:
        if not path.is_file():
            raise NotFound(what_for="файл", name=path)
    started = time.monotonic()
    workbench = desk.workbench()
    card = _card(card_path)
    starts = _starts(split_at, (), ())
    with stopping() as stop:
        intake = workbench.intake(tell=lambda outcome: _tell(desk, outcome), stop=stop)
        summary = intake.add(files, number, kind=kind, card=card, split=starts)
        left = _derive(desk, stop)
        _summarise(desk, summary, time.monotonic() - started, stopped=stop.is_set(), left=left)


def _card(path: Path | None) -> RegistrationCard | None:
    if path is None:
        return None
    try:
        return read_card(path.read_bytes())
    except OSError as error:
        raise NotFound(what_for="картку", name=path) from error


@click.group("inbox")
def inbox() -> None:
    """Скринька: що надійшло й не зареєстровано."""


@ends()
@inbox.command("list")
@common
def inbox_list(desk: Desk) -> None:
    """Перелічити незареєстроване."""
    workbench = desk.workbench()
    intake = workbench.intake(tell=lambda _outcome: None, stop=threading.Event())
    with workbench.vault.read() as connection:
        seen = arrivals_seen(workbench.reading(connection), intake.list_arrivals())
        listed = [one.as_json() for one in seen]
    desk.out.data(listed)
    for one in listed:
        desk.out.say(
            "{id}  {outcome}: {path}{reason}",
            id=one["id"],
            outcome=desk.out.words(OUTCOMES[State(one["state"])]),
            path=one["path"],
            reason=desk.out.reason(one["reason"]),
        )


def _starts(at: str, kinds: Sequence[str], titles: Sequence[str]) -> list[Start]:
    """Where documents begin, as `1,4,9` says.

    Raises:
        UsageError: these are no page numbers, or more kinds or titles than pages.
    """
    try:
        pages = [int(page) for page in at.split(",")] if at else []
    except ValueError as error:
        raise UsageError(reason=f"«{at}» не є переліком сторінок (1,4,9)") from error
    if max(len(kinds), len(titles)) > len(pages):
        raise UsageError(reason="видів чи назв більше, ніж документів у --at")
    for kind in kinds:
        if find_kind(kind) is None:
            raise UsageError(reason=f"виду документа «{kind}» немає")
    rest = zip_longest(pages, kinds, titles, fillvalue="")
    return [Start(int(page), str(kind), str(title)) for page, kind, title in rest]


@ends(4, 5)
@inbox.command("split")
@click.argument("arrival", metavar="ID")
@click.option("--at", required=True, help="Перші сторінки документів: 1,4,9.")
@click.option("--kind", "kinds", multiple=True, help="Вид документа; по одному, за порядком.")
@click.option("--title", "titles", multiple=True, help="Назва документа; так само.")
@common
def inbox_split(
    desk: Desk, arrival: str, *, at: str, kinds: tuple[str, ...], titles: tuple[str, ...]
) -> None:
    """Поділити скан без розділювачів на документи."""
    started = time.monotonic()
    workbench = desk.workbench()
    starts = _starts(at, kinds, titles)
    with stopping() as stop:
        intake = workbench.intake(tell=lambda outcome: _tell(desk, outcome), stop=stop)
        summary = intake.split(arrival, starts)
        _summarise(desk, summary, time.monotonic() - started, stopped=stop.is_set())


@ends(4, 5)
@inbox.command("retry")
@click.argument("arrival", metavar="ID")
@click.option("--note", default="", help="Примітка до картки; чому реєструють повторне.")
@common
def inbox_retry(desk: Desk, arrival: str, *, note: str) -> None:
    """Спробувати зареєструвати ще раз; повторне — з поясненням."""
    started = time.monotonic()
    workbench = desk.workbench()
    with stopping() as stop:
        intake = workbench.intake(tell=lambda outcome: _tell(desk, outcome), stop=stop)
        summary = intake.retry(arrival, note=note.strip())
        _summarise(desk, summary, time.monotonic() - started, stopped=stop.is_set())


@ends(3, 5)
@inbox.command("reject")
@click.argument("arrival", metavar="ID")
@click.option("--reason", required=True, help="Чому не реєструють.")
@click.option(
    "--kind",
    type=click.Choice([why.value for why in RefusalKind]),
    default=RefusalKind.OTHER.value,
    help="Вид підстави: помилково доставлене, пошкоджене, рекламне, повторне, інше.",
)
@click.option("--to", default="", help="Кому пересилають або повертають.")
@click.option("--act", default="", help="Номер акта про пошкодження.")
@common
def inbox_reject(desk: Desk, arrival: str, *, reason: str, kind: str, to: str, act: str) -> None:
    """Відмовити в реєстрації; файли лишаються в карантині, запис — у журналі."""
    require_words(reason=reason)
    workbench = desk.workbench()
    intake = workbench.intake(tell=lambda _outcome: None, stop=threading.Event())
    intake.reject(arrival, reason, why=RefusalKind(kind), to=to, act=act)
    desk.out.data({"id": arrival, "rejected": reason, "kind": kind, "to": to, "act": act})
    desk.out.say("Відмовлено в реєстрації: {id}. {reason}", id=arrival, reason=reason)
    if kind == RefusalKind.MISDELIVERED.value:
        desk.out.say(
            "Надішліть із супровідним листом за підписом керівника апарату (814 II.5): {to}", to=to
        )


COMMANDS = (watch, add, inbox)
