"""`sprava user …`, `sprava access …`: who works with the vault, and what is kept for named people.

Knows: how persons, rights and marks are named on the command line. Does not know: who may what.
Keeps: every change names the order or decision it rests on.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import click

from desk.common import Desk, common, options, seen_option
from desk.days import day_of
from desk.exits import ends
from desk.verbs.readers import reader_options, reader_said, readers
from desk.verbs.serving import forget_password, password
from inventory.access import Restriction, Right, Role, User
from inventory.access import service as access
from inventory.access.names import MARKS, ROLES
from inventory.access.orders import copies_of_orders
from inventory.access.queries import get_user, marks_of, rights_ever, users
from vault import Json, Transaction

_RESTRICTIONS = click.Choice([one.value for one in Restriction])
_ORDER = click.option(
    "--order", required=True, metavar="№ І ДАТА", help="Наказ, на якому це ґрунтується."
)
_BASIS = click.option(
    "--basis", required=True, metavar="ДОКУМЕНТ", help="Ухвала чи наказ, на якому це ґрунтується."
)
_what = options(
    click.option("--role", type=click.Choice([r.value for r in Role]), help="Роль."),
    click.option("--case", "number", metavar="НОМЕР", help="Доступ до цієї справи."),
    click.option("--mark", type=_RESTRICTIONS, help="Доступ до цього обмеження."),
    click.option("--act-for", "other", metavar="ІМ'Я", help="Право діяти від імені іншого."),
)


def _asked(
    role: str | None, number: str | None, mark: str | None, other: str | None
) -> tuple[str, str]:
    """Kind and value of the one right that was named."""
    kinds = {"role": role, "case": number, "mark": mark, "act-for": other}
    named = [(kind, value) for kind, value in kinds.items() if value]
    if len(named) != 1:
        raise click.UsageError("назвіть одне: --role, --case, --mark або --act-for")
    return named[0]


@click.group("user")
def user() -> None:
    """Користувачі: хто працює зі сховищем і які має права."""


def _changed(desk: Desk, change: Callable[[Transaction], User]) -> User:
    """Make one change of a person's rights, and tell what they are then."""
    workbench = desk.workbench()
    with workbench.vault.transaction(workbench.actor) as tx:
        person = change(tx)
        tx.commit()
    desk.out.data(_json(person))
    return person


@ends(3)
@user.command("add")
@click.argument("login")
@click.option("--name", required=True, help="Ініціали та прізвище.")
@click.option("--position", default="", help="Посада.")
@common
def user_add(desk: Desk, login: str, *, name: str, position: str) -> None:
    """Додати користувача; права надає user grant."""
    person = _changed(desk, lambda tx: access.add_user(tx, login, name=name, position=position))
    desk.out.say(
        "Користувача «{login}» додано: {name}. Прав ще немає.", login=login, name=person.name
    )


@ends()
@user.command("list")
@common
def user_list(desk: Desk) -> None:
    """Перелічити користувачів та їхні ролі."""
    workbench = desk.workbench()
    with workbench.vault.read() as connection:
        found = users(connection, workbench.today.isoformat())
    desk.out.data([_json(person) for person in found])
    for person in found:
        desk.out.say(
            "{login} · {name} · {roles}",
            login=person.login,
            name=person.name,
            roles=", ".join(desk.out.words(ROLES[role]) for role in sorted(person.roles))
            or desk.out.words("без ролі" if person.active else "не діє"),
        )


@ends()
@user.command("show")
@click.argument("login")
@common
def user_show(desk: Desk, login: str) -> None:
    """Показати права користувача з наказами, також скасовані."""
    workbench = desk.workbench()
    days, today = workbench.working_days(), workbench.today
    with workbench.vault.read() as connection:
        person = get_user(connection, login, today.isoformat())
        ever = rights_ever(connection, login)
        copies = copies_of_orders(connection, login, days, today)
    told = [
        {
            "kind": row.kind,
            "value": row.value,
            "unit": row.unit,
            "order": row.granted_by,
            "granted_at": row.granted_at,
            "until": row.until,
            "revoked_by": row.revoked_by,
            "revoked_at": row.revoked_at,
            "reader": json.loads(row.reader) if row.reader else None,
            "order_copy": None if row.reader else copies[str(row.granted_by)].document,
        }
        for row in ever
    ]
    doubts = [one for copy in copies.values() for one in copy.verdict.objections]
    findings = [{"clause": one.clause, "text": one.text} for one in doubts]
    desk.out.data(_json(person) | {"history": told, "findings": findings})
    desk.out.say("{login} · {name}", login=login, name=person.name)
    for row in ever:
        desk.out.say(
            "    {kind} {value} {unit}— {order}{end}",
            kind=row.kind,
            value=row.value,
            unit=f"({row.unit}) " if row.unit else "",
            order=row.granted_by,
            end=desk.out.words("; скасовано: {order}", order=row.revoked_by)
            if row.revoked_by
            else "",
        )
    for doubt in doubts:
        desk.out.say("{text} ({clause})", text=doubt.text, clause=doubt.clause)


@ends(3)
@user.command("grant")
@click.argument("login")
@_what
@click.option("--unit", default="", help="Лише для справ цього підрозділу (палати, судді).")
@click.option("--until", default=None, help="Останній день: РРРР-ММ-ДД або ДД.ММ.РРРР.")
@_ORDER
@reader_options
@common
def user_grant(
    desk: Desk,
    login: str,
    *,
    role: str | None,
    number: str | None,
    mark: str | None,
    other: str | None,
    unit: str,
    until: str | None,
    order: str,
    **said: Any,
) -> None:
    """Надати право за наказом; справу для ознайомлення — за резолюцією, з документами читача."""
    kind, value = _asked(role, number, mark, other)
    last = day_of(until).isoformat() if until else None
    reader = reader_said(**said)
    right = Right(kind=kind, value=value, unit=unit, order=order, until=last, reader=reader)
    _changed(desk, lambda tx: access.grant(tx, login, right))
    desk.out.say("«{login}»: право надано ({order}).", login=login, order=order)


@ends(3)
@user.command("revoke")
@click.argument("login")
@_what
@_ORDER
@common
def user_revoke(
    desk: Desk,
    login: str,
    *,
    role: str | None,
    number: str | None,
    mark: str | None,
    other: str | None,
    order: str,
) -> None:
    """Скасувати право за наказом."""
    kind, value = _asked(role, number, mark, other)
    _changed(desk, lambda tx: access.revoke(tx, login, kind, value, order=order))
    desk.out.say("«{login}»: право скасовано ({order}).", login=login, order=order)


@ends(3)
@user.command("end")
@click.argument("login")
@_ORDER
@common
def user_end(desk: Desk, login: str, *, order: str) -> None:
    """Людина звільнилася: усі права скасовано, ім'я лишається в історії."""
    _changed(desk, lambda tx: access.end_user(tx, login, order=order))
    forget_password(desk.workbench().vault, login)
    desk.out.say("«{login}» більше не діє ({order}).", login=login, order=order)


@ends(3)
@user.command("return")
@click.argument("login")
@_ORDER
@common
def user_return(desk: Desk, login: str, *, order: str) -> None:
    """Людина повернулася: права надають заново."""
    _changed(desk, lambda tx: access.return_user(tx, login, order=order))
    desk.out.say("«{login}» знову діє; права надає user grant.", login=login)


def _json(person: User) -> dict[str, Json]:
    return {
        "login": person.login,
        "name": person.name,
        "position": person.position,
        "active": person.active,
        "rights": [
            {
                "kind": r.kind,
                "value": r.value,
                "unit": r.unit,
                "order": r.order,
                "until": r.until,
                "reader": r.reader.as_json() if r.reader else None,
            }
            for r in person.rights
        ],
    }


@click.group("access")
def access_group() -> None:
    """Обмеження доступу до справ і документів; підрозділи справ."""


def _marked(
    desk: Desk, what: str, mark: str, basis: str, seen: int | None, *, lifted: bool = False
) -> None:
    workbench = desk.workbench()
    with workbench.vault.transaction(workbench.actor) as tx:
        subject = access.subject_of(tx, what)
        change = access.unmark if lifted else access.mark
        change(tx, subject, Restriction(mark), basis=basis, seen=seen)
        tx.commit()
    desk.out.data({"subject": subject, "mark": mark, "basis": basis})


@ends(3)
@access_group.command("restrict")
@click.argument("what", metavar="СПРАВА|ДОКУМЕНТ")
@click.argument("mark", metavar="ОБМЕЖЕННЯ", type=_RESTRICTIONS)
@_BASIS
@seen_option
@common
def restrict(desk: Desk, what: str, mark: str, *, basis: str, seen: int | None) -> None:
    """Зміст — лише для поіменно названих."""
    _marked(desk, what, mark, basis, seen)
    desk.out.say("Доступ обмежено: {mark} ({basis}).", mark=MARKS[Restriction(mark)], basis=basis)


@ends(3)
@access_group.command("lift")
@click.argument("what", metavar="СПРАВА|ДОКУМЕНТ")
@click.argument("mark", metavar="ОБМЕЖЕННЯ", type=_RESTRICTIONS)
@_BASIS
@seen_option
@common
def lift(desk: Desk, what: str, mark: str, *, basis: str, seen: int | None) -> None:
    """Зняти обмеження доступу."""
    _marked(desk, what, mark, basis, seen, lifted=True)
    desk.out.say("Обмеження знято: {mark} ({basis}).", mark=MARKS[Restriction(mark)], basis=basis)


@ends()
@access_group.command("list")
@common
def list_marks(desk: Desk) -> None:
    """Перелічити обмеження, що діють."""
    with desk.workbench().vault.read() as connection:
        found = list(marks_of(connection))
    desk.out.data([{"subject": s, "mark": m.value, "basis": b} for s, m, b in found])
    for subject, mark, basis in found:
        desk.out.say("{subject} · {mark} · {basis}", subject=subject, mark=MARKS[mark], basis=basis)


@ends(3)
@access_group.command("unit")
@click.argument("number")
@click.argument("unit")
@seen_option
@common
def unit_of(desk: Desk, number: str, unit: str, *, seen: int | None) -> None:
    """Сказати, в якого підрозділу справа: права бувають лише на справи підрозділу."""
    workbench = desk.workbench()
    with workbench.vault.transaction(workbench.actor) as tx:
        access.name_unit(tx, number, unit, seen=seen)
        tx.commit()
    desk.out.data({"case": number, "unit": unit})
    desk.out.say("Справа № {number}: підрозділ «{unit}».", number=number, unit=unit)


user.add_command(password)
access_group.add_command(readers)
COMMANDS = (user, access_group)
