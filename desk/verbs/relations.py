"""`sprava case merge`, `separate`, `reopen`, `without-motion`, `cured`, `return`, `correct`, `due`.

Knows: how people name rulings, days and documents. Does not know: what the law demands of them.
Keeps: what is told is what was recorded, with the clause where one objects.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import click

from desk.common import Desk, common, seen_option
from desk.days import day_of
from desk.exits import ends
from desk.files import require_place, write_new
from desk.rights import sees
from desk.verbs.cases import KIND, case
from desk.views import case_json
from inventory import CaseFile, NewCase
from inventory.access import Action
from inventory.language.words import short_date
from inventory.queries import get_case
from inventory.rules.relations import REASONS
from inventory.service.deadlines import Deadline, deadlines
from inventory.service.held_cover import print_held_cover
from inventory.service.relations import (
    Separation,
    cure_defects,
    leave_without_motion,
    merge_cases,
    reopen_case,
    separate_case,
)
from inventory.service.returning import return_to_applicant
from vault import Json, Transaction

_RULING = click.option("--ruling", required=True, help="Ухвала (постанова): дата й суть.")
_ON = click.option("--on", "day", required=True, help="Дата: РРРР-ММ-ДД або ДД.ММ.РРРР.")
_DOCUMENTS = click.option("--document", "documents", multiple=True, help="Документ; можна кілька.")


def _changed(desk: Desk, change: Callable[[Transaction], CaseFile]) -> CaseFile:
    """Make one change of a case file, and tell what it is then."""
    workbench = desk.workbench()
    with workbench.vault.transaction(workbench.actor) as tx:
        changed = change(tx)
        tx.commit()
        _shown(desk, tx, changed)
    return changed


def _shown(desk: Desk, tx: Transaction, changed: CaseFile) -> None:
    reading = desk.workbench().reading(tx.connection)
    desk.out.data(case_json(reading, get_case(tx.connection, changed.number)))


@ends(3, 5)
@case.command("merge")
@click.argument("numbers", nargs=-1, required=True)
@click.option("--into", default=None, help="Номер, що лишається; інакше тієї, що надійшла першою.")
@_RULING
@_ON
@click.option(
    "--seen",
    multiple=True,
    type=click.IntRange(min=1),
    metavar="РЕВІЗІЯ",
    help="Ревізія кожної справи, яку ви бачили, у порядку номерів (case show --json).",
)
@common
def case_merge(
    desk: Desk,
    numbers: tuple[str, ...],
    *,
    into: str | None,
    ruling: str,
    day: str,
    seen: tuple[int, ...],
) -> None:
    """Об'єднати справи: лишається номер тієї, що надійшла першою."""
    stays = _changed(
        desk,
        lambda tx: merge_cases(tx, numbers, on=day_of(day), ruling=ruling, into=into, seen=seen),
    )
    others = ", ".join(number for number in numbers if number != stays.number)
    desk.out.say(
        "Об'єднано: справа № {number}; до неї приєднано № {others}.",
        number=stays.number,
        others=others,
    )


@ends(3, 5)
@case.command("separate")
@click.argument("number")
@click.argument("new_number", metavar="NEW")
@click.option("--kind", default=None, type=KIND, help="Вид справи.")
@click.option("--title", default="", help="Сторони або особа нової справи.")
@click.option("--claim", default="", help="Суть вимог або норма закону.")
@click.option("--suspended", multiple=True, metavar="ОСОБА", help="Щодо кого зупинено.")
@click.option("--copy", "copies", multiple=True, help="Документ, завірена копія якого йде туди.")
@_RULING
@_ON
@seen_option
@common
def case_separate(
    desk: Desk,
    number: str,
    new_number: str,
    *,
    kind: str | None,
    title: str,
    claim: str,
    suspended: tuple[str, ...],
    copies: tuple[str, ...],
    ruling: str,
    day: str,
    seen: int | None,
) -> None:
    """Виділити матеріали в окрему справу з новим номером."""
    workbench = desk.workbench()
    on = day_of(day)
    with workbench.vault.transaction(workbench.actor) as tx:
        old = get_case(tx.connection, number)
        new = NewCase(
            number=new_number,
            kind=kind or old.kind,
            own=workbench.new_id()[:6],
            title=title,
            claim=claim,
            original_form=old.original_form,
            received_on=on.isoformat(),
        )
        separation = Separation(
            new=new,
            on=on,
            ruling=ruling,
            suspended=bool(suspended),
            persons=suspended,
            copies=copies,
            ids=tuple(workbench.new_id() for _ in copies),
        )
        opened = separate_case(tx, number, separation, seen=seen)
        tx.commit()
        _shown(desk, tx, opened)
    desk.out.say(
        "Зі справи № {number} виділено справу № {new}; надійшла {on}.",
        number=old.number,
        new=opened.number,
        on=short_date(on),
    )
    if copies:
        desk.out.say("Чекають на завірені копії: {count}.", count=len(copies))


@ends(3, 5)
@case.command("reopen")
@click.argument("number")
@click.option("--for", "why", required=True, type=click.Choice(sorted(REASONS)), help="Підстава.")
@click.option("--ruling", default="", help="Заява, ухвала чи супровідний лист.")
@click.option("--proceeding", multiple=True, help="Новий номер провадження; можна кілька.")
@click.option("--other-court", is_flag=True, help="Рішення ухвалив інший суд чи орган.")
@click.option("--under", default=None, help="Номер, під яким справа надійшла.")
@_ON
@seen_option
@common
def case_reopen(
    desk: Desk,
    number: str,
    *,
    why: str,
    ruling: str,
    proceeding: tuple[str, ...],
    other_court: bool,
    under: str | None,
    day: str,
    seen: int | None,
) -> None:
    """Прийняти до закінченої справи нові матеріали; номер не змінюється."""
    opened = _changed(
        desk,
        lambda tx: reopen_case(
            tx,
            number,
            why,
            on=day_of(day),
            ruling=ruling,
            proceedings=proceeding,
            other_court=other_court,
            under=under,
            seen=seen,
        ),
    )
    desk.out.say("Справа № {number} знову в провадженні.", number=opened.number)


@ends(3, 5)
@case.command("without-motion")
@click.argument("number")
@_DOCUMENTS
@click.option("--until", default=None, help="Строк на усунення недоліків.")
@click.option("--judge", default="", help="У кого зберігаються матеріали.")
@_RULING
@_ON
@seen_option
@common
def case_without_motion(
    desk: Desk,
    number: str,
    *,
    documents: tuple[str, ...],
    until: str | None,
    judge: str,
    ruling: str,
    day: str,
    seen: int | None,
) -> None:
    """Зазначити, що матеріали залишено без руху: їх не підшивають і не нумерують."""
    left = _changed(
        desk,
        lambda tx: leave_without_motion(
            tx,
            number,
            on=day_of(day),
            ruling=ruling,
            until=day_of(until) if until else None,
            judge=judge or desk.workbench().letterhead().judge.name,
            documents=documents,
            seen=seen,
        ),
    )
    desk.out.say(
        "Справа № {number}: матеріали залишено без руху; обкладинку надрукує "
        "sprava case held-cover {number} -o обкладинка.pdf",
        number=left.number,
    )


@ends(3)
@case.command("held-cover")
@click.argument("number")
@click.option("-o", "out_path", required=True, type=click.Path(path_type=Path), help="Файл PDF.")
@common
def case_held_cover(desk: Desk, number: str, *, out_path: Path) -> None:
    """Надрукувати окрему обкладинку залишених без руху матеріалів."""
    require_place(out_path)
    workbench = desk.workbench()
    printed = print_held_cover(workbench.vault, workbench.press, workbench.letterhead(), number)
    write_new(out_path, printed.pdf)
    desk.out.data({"path": str(out_path), "form": "held-cover"})
    desk.out.say("Форму надруковано: {path}", path=out_path)


@ends(3, 5)
@case.command("cured")
@click.argument("number")
@_DOCUMENTS
@click.option("--by", "ruling", default="", help="Що надійшло на усунення недоліків.")
@_ON
@seen_option
@common
def case_cured(
    desk: Desk,
    number: str,
    *,
    documents: tuple[str, ...],
    ruling: str,
    day: str,
    seen: int | None,
) -> None:
    """Зазначити, що недоліки усунуто."""
    cured = _changed(
        desk,
        lambda tx: cure_defects(
            tx, number, on=day_of(day), ruling=ruling, documents=documents, seen=seen
        ),
    )
    desk.out.say("Справа № {number}: недоліки усунуто.", number=cured.number)


@ends(3, 5)
@case.command("return")
@click.argument("number")
@click.option("--document", "documents", multiple=True, help="Оригінал, який повертають.")
@click.option("--without-copy", multiple=True, help="Повертають, не лишаючи копії.")
@click.option("--letter", required=True, help="Рекомендоване відправлення, яким надіслано.")
@_RULING
@_ON
@seen_option
@common
def case_return(
    desk: Desk,
    number: str,
    *,
    documents: tuple[str, ...],
    without_copy: tuple[str, ...],
    letter: str,
    ruling: str,
    day: str,
    seen: int | None,
) -> None:
    """Зазначити повернення заяви: оригінали йдуть, копії лишаються."""
    returned = _changed(
        desk,
        lambda tx: return_to_applicant(
            tx,
            number,
            on=day_of(day),
            ruling=ruling,
            letter=letter,
            documents=documents,
            without_copy=without_copy,
            seen=seen,
        ),
    )
    desk.out.say("Справа № {number}: оригінали повернуто заявникові.", number=returned.number)


@ends()
@case.command("due")
@common
def case_due(desk: Desk) -> None:
    """Що й до якого дня передати до канцелярії; строки, що спливають."""
    workbench = desk.workbench()
    today = workbench.today
    with workbench.vault.read() as connection:
        reading = workbench.reading(connection)
        found = [
            one
            for one in deadlines(connection, workbench.working_days(), today)
            if sees(reading, one.case) or (not one.case and reading.may(Action.REGISTER))
        ]
    desk.out.data([_deadline(one) for one in found])
    for one in found:
        desk.out.say(
            "{due}\t{what}\t{number}\t{title}{late}",
            due=short_date(one.due_on) if one.due_on else desk.out.words("без дати"),
            what=desk.out.words(DUE[one.what]),
            number=one.case,
            title=one.title,
            late=desk.out.words(" (прострочено)") if one.overdue else "",
        )
    for remark in dict.fromkeys(one.remark for one in found if one.remark):
        desk.out.say("Строки пораховано так: {remark}.", remark=remark)


def _deadline(one: Deadline) -> dict[str, Json]:
    return {
        **dataclasses.asdict(one),
        "decided_on": one.decided_on.isoformat() if one.decided_on else None,
        "due_on": one.due_on.isoformat() if one.due_on else None,
    }


DUE = {
    "registry": "передати до канцелярії",
    "without-motion": "усунути недоліки",
    "outage-number": "внести до АСДС",
}
