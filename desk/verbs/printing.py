"""`sprava print …`: forms of a volume, separator sheets for scanning, labels.

Knows: how separators and labels are asked for. Does not know: what a form says.
Keeps: a separator is on paper only after the journal knows it.
"""

from __future__ import annotations

from itertools import zip_longest
from pathlib import Path

import click

from desk.common import Desk, common
from desk.exits import ends
from desk.files import write_new
from desk.verbs.volumes import print_form
from inventory.forms import labels
from inventory.papers import label_of
from inventory.queries import documents_of, get_case, plan_of
from inventory.service.separators import Wanted, print_separators
from vault.errors import UsageError


class _Forms(click.Group):
    """What is no subcommand is the name of a form."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] in self.commands:
            return super().resolve_command(ctx, args)
        return "", print_form, args


@click.group("print", cls=_Forms, context_settings={"ignore_unknown_options": True})
def print_() -> None:
    """Надрукувати форму тому, розділювачі чи ярлики як PDF/A.

    Форми тому: sprava print cover|inventory|certification-note|appeal-cover НОМЕР [ТОМ] -o ФАЙЛ.
    """


@ends(3)
@print_.command("separators")
@click.option("--case", "number", required=True, help="Номер справи.")
@click.option("--kind", "kinds", multiple=True, required=True, help="Вид документа; по одному.")
@click.option("--title", "titles", multiple=True, help="Назва; у тому самому порядку.")
@click.option("--index", "indexes", multiple=True, help="Реєстраційний індекс; так само.")
@click.option("--date", "dates", multiple=True, help="Дата документа; так само.")
@click.option(
    "--annex", "annexes", multiple=True, type=click.IntRange(min=1), help="Котрий є додатком (2)."
)
@click.option("--duplex", is_flag=True, help="Стос сканують з двох боків.")
@click.option("-o", "out_path", required=True, type=click.Path(path_type=Path), help="Файл PDF.")
@common
def separators(
    desk: Desk,
    *,
    number: str,
    kinds: tuple[str, ...],
    titles: tuple[str, ...],
    indexes: tuple[str, ...],
    dates: tuple[str, ...],
    annexes: tuple[int, ...],
    duplex: bool,
    out_path: Path,
) -> None:
    """Надрукувати розділювальні аркуші: один скан ділиться ними на документи."""
    if max(len(titles), len(indexes), len(dates), *annexes, 0) > len(kinds):
        raise UsageError(reason="назв, індексів чи дат більше, ніж видів (--kind)")
    wanted = [
        Wanted(kind=kind, title=title, index=index, date=date, annex=place in annexes)
        for place, (kind, title, index, date) in enumerate(
            zip_longest(kinds, titles, indexes, dates, fillvalue=""), 1
        )
    ]
    workbench = desk.workbench()
    printed, made = print_separators(
        workbench.vault,
        workbench.press,
        workbench.letterhead(),
        number,
        wanted,
        duplex=duplex,
        actor=workbench.actor,
    )
    write_new(out_path, printed.pdf)
    desk.out.data(
        {
            "path": str(out_path),
            "pages": printed.pages,
            "separators": [
                {"serial": one.serial, "kind": one.kind, "title": one.title, "annex": one.annex}
                for one in made
            ],
        }
    )
    desk.out.say(
        "Розділювачів надруковано: {count}, справа № {number}: {path}. Скануйте з роздільністю "
        "150 dpi або більше; друкуйте в натуральну величину.",
        count=len(made),
        number=number,
        path=out_path,
    )


@ends()
@print_.command("labels")
@click.argument("numbers", metavar="NUMBER", nargs=-1, required=True)
@click.option("-o", "out_path", required=True, type=click.Path(path_type=Path), help="Файл PDF.")
@common
def print_labels(desk: Desk, *, numbers: tuple[str, ...], out_path: Path) -> None:
    """Надрукувати ярлики на корінці всіх томів названих справ."""
    workbench = desk.workbench()
    made = []
    with workbench.vault.read() as connection:
        for number in numbers:
            case = get_case(connection, number)
            plans = plan_of(connection, case)
            dates = [one.date for one in documents_of(connection, case.key) if one.date]
            made += [label_of(case, volume, len(plans), dates) for volume in plans]
    head = workbench.letterhead()
    form = labels(head.court, made)
    printed = workbench.press.print(form, at=workbench.vault.clock(), draft=False)
    write_new(out_path, printed.pdf)
    desk.out.data({"path": str(out_path), "labels": len(made), "pages": printed.pages})
    desk.out.say("Ярликів надруковано: {count}: {path}", count=len(made), path=out_path)


COMMANDS = (print_,)
