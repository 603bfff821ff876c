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
from desk.signatories import signatories
from desk.verbs.papers import signed_instead
from desk.volume_forms import APPEAL, MOTIONLESS, NAMES, Told, volume_form
from inventory.forms import Signatory, labels
from inventory.queries import documents_of, get_case, plan_of
from inventory.service.certification import look
from inventory.service.separators import NextDocument, print_separators
from inventory.volumes.papers import label_of
from vault.errors import UsageError


@ends(3)
@click.command("print")
@click.argument("form", type=click.Choice(NAMES))
@click.argument("number")
@click.argument("volume_number", metavar="[VOLUME]", type=click.IntRange(min=1), default=1)
@click.option("--ruling", default="", help="Для appeal-cover: дата оскаржуваної ухвали.")
@click.option("--complainant", default="", help="Для appeal-cover: хто подав апеляційну скаргу.")
@click.option("--document", default="", help="Для motionless-cover: що залишено без руху.")
@click.option("--whole", is_flag=True, help="Для reused-cover: обкладинка ціла і якісна.")
@click.option("-o", "out_path", required=True, type=click.Path(path_type=Path), help="Файл PDF.")
@signed_instead
@common
def print_form(
    desk: Desk,
    form: str,
    number: str,
    volume_number: int,
    *,
    ruling: str,
    complainant: str,
    document: str,
    whole: bool,
    instead: tuple[Signatory, str] | None,
    out_path: Path,
) -> None:
    """Надрукувати форму тому як PDF/A."""
    workbench = desk.workbench()
    if (form == APPEAL) != bool(ruling and complainant):
        raise UsageError(reason=f"--ruling і --complainant потрібні для {APPEAL} і лише для нього")
    if (form == MOTIONLESS) != bool(document.strip()):
        raise UsageError(reason=f"--document потрібен для {MOTIONLESS} і лише для нього")
    told = Told(ruling=ruling, complainant=complainant, document=document.strip(), whole=whole)
    head = workbench.letterhead()
    if form == "inventory":  # a continuation was signed when it was made
        head = signatories(head, instead)
    with workbench.vault.read() as connection:
        view = look(connection, number, volume_number)
    pdf, certified = volume_form(workbench, form, view, head, told)
    write_new(out_path, pdf)
    desk.out.data({"path": str(out_path), "form": form, "certified": certified})
    desk.out.say("Форму надруковано: {path}", path=out_path)


class _Forms(click.Group):
    """What is no subcommand is the name of a form."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] in self.commands:
            return super().resolve_command(ctx, args)
        if args[0] not in NAMES and not args[0].startswith("-"):
            known = ", ".join(NAMES)
            raise UsageError(reason=f"форми «{args[0]}» немає; можливі: {known}")
        return "", print_form, args


@click.group("print", cls=_Forms, context_settings={"ignore_unknown_options": True})
def print_() -> None:
    """Надрукувати форму тому, розділювачі чи ярлики як PDF/A.

    Форми тому: sprava print cover|inventory|certification-note|… НОМЕР [ТОМ] -o ФАЙЛ.
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
        NextDocument(kind=kind, title=title, index=index, date=date, annex=place in annexes)
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
