"""`sprava forms …`: the printed forms, their templates and the orders that confirm them.

Knows: how forms are told. Does not know: what a template may look like.
Keeps: an exported template is exactly what the form is printed with.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import click

from desk.common import Desk, common, require_words
from desk.days import day_of
from desk.exits import ends
from desk.files import write_new
from inventory.audit.wording import WORDINGS
from inventory.language.words import short_date
from inventory.service.forms import (
    FormInfo,
    adopt_template,
    adopt_wording,
    confirm_form,
    forms_in_use,
    template_in_use,
    withdraw_template,
)
from vault import Json
from vault.errors import NotFound


@click.group("forms")
def forms() -> None:
    """Друковані форми: шаблони, редакції, накази, якими їх затверджено."""


def _json(info: FormInfo) -> dict[str, Json]:
    return dataclasses.asdict(info)


def _state(desk: Desk, info: FormInfo) -> str:
    if not info.confirmable:
        return desk.out.words("наказу не потребує")
    if not info.confirmed:
        return desk.out.words("ПРОЄКТ: наказом не затверджено")
    if not info.order:
        return desk.out.words("затверджено наказом із налаштувань")
    assert info.ordered_on is not None
    day = short_date(dt.date.fromisoformat(info.ordered_on))
    return desk.out.words("затверджено наказом") + f" № {info.order}, {day}"


@ends()
@forms.command("list")
@common
def forms_list(desk: Desk) -> None:
    """Перелічити форми: редакція, чий шаблон, чи затверджено."""
    workbench = desk.workbench()
    infos = list(forms_in_use(workbench.vault, workbench.press))
    desk.out.data([_json(info) for info in infos])
    for info in infos:
        desk.out.say(
            "{name}  {edition}  {whose}  {state}  {title}",
            name=info.name,
            edition=info.edition,
            whose=desk.out.words("шаблон суду") if info.own else desk.out.words("шаблон програми"),
            state=_state(desk, info),
            title=info.title,
        )


@ends()
@forms.command("export")
@click.argument("form")
@click.option(
    "-o", "out_path", required=True, type=click.Path(path_type=Path), help="Файл .typ або .tsv."
)
@common
def forms_export(desk: Desk, form: str, *, out_path: Path) -> None:
    """Записати чинний шаблон форми у файл, щоб змінити його слова чи вигляд."""
    workbench = desk.workbench()
    template = template_in_use(workbench.vault, workbench.press, form)
    write_new(out_path, template.text)
    desk.out.data({"form": form, "edition": template.edition, "path": str(out_path)})
    desk.out.say(
        "Шаблон форми «{form}» ({edition}) записано: {path}. Змінивши його, назвіть нову редакцію.",
        form=form,
        edition=template.edition,
        path=out_path,
    )


@ends(3, 40)
@forms.command("import")
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--form", default=None, help="Назва форми; інакше з назви файла.")
@common
def forms_import(desk: Desk, source: Path, *, form: str | None) -> None:
    """Прийняти шаблон суду: його перевірять, а форма стане проєктом, доки її не затвердять."""
    if not source.is_file():
        raise NotFound(what_for="файл", name=source)
    workbench = desk.workbench()
    name = form or source.stem
    vault, actor = workbench.vault, workbench.actor
    if name in WORDINGS:
        edition = adopt_wording(vault, name, source, actor=actor)
    else:
        edition = adopt_template(
            vault, workbench.airlock, workbench.press, name, source, actor=actor
        ).edition
    press = workbench.press
    confirmed = press.is_confirmed(template_in_use(vault, press, name))
    desk.out.data({"form": name, "edition": edition, "confirmed": confirmed})
    if confirmed:
        desk.out.say(
            "Форму «{form}» друкуватимуть за шаблоном суду, редакція «{edition}»; наказу більше "
            "не треба.",
            form=name,
            edition=edition,
        )
        return
    desk.out.say(
        "Форму «{form}» друкуватимуть за шаблоном суду, редакція «{edition}», із написом «ПРОЄКТ», "
        "доки її не затверджено: sprava forms confirm {form} --order № --on ДАТА",
        form=name,
        edition=edition,
    )


@ends()
@forms.command("withdraw")
@click.argument("form")
@common
def forms_withdraw(desk: Desk, form: str) -> None:
    """Повернутися до шаблону програми; шаблон суду лишається у сховищі."""
    workbench = desk.workbench()
    withdraw_template(workbench.vault, form, actor=workbench.actor)
    infos = {info.name: info for info in forms_in_use(workbench.vault, workbench.press)}
    desk.out.data(_json(infos[form]))
    desk.out.say(
        "Форму «{form}» знову друкують за шаблоном програми ({edition}).",
        form=form,
        edition=infos[form].edition,
    )


@ends(5)
@forms.command("confirm")
@click.argument("form")
@click.option("--order", required=True, help="Номер наказу.")
@click.option("--on", "day", required=True, help="Дата наказу.")
@click.option("--by", default=None, help="Хто підписав наказ; інакше голова суду з налаштувань.")
@common
def forms_confirm(desk: Desk, form: str, *, order: str, day: str, by: str | None) -> None:
    """Записати наказ, яким суд затвердив форму в теперішній редакції."""
    require_words(order=order)
    workbench = desk.workbench()
    info = confirm_form(
        workbench.vault,
        workbench.press,
        form,
        order=order,
        on=day_of(day),
        by=by if by is not None else workbench.letterhead().head.name,
        actor=workbench.actor,
    )
    desk.out.data(_json(info))
    desk.out.say(
        "Форму «{form}», редакція «{edition}», затверджено наказом № {order}: надалі без «ПРОЄКТ».",
        form=form,
        edition=info.edition,
        order=info.order,
    )


COMMANDS = (forms,)
