"""`sprava case remove-originals`: originals leave by an act, copies take their place.

Knows: how documents, their copies and persons are named on the command line.
Does not know: what may leave. Keeps: there is a place for the printed act before it is made.
"""

from __future__ import annotations

import re
from pathlib import Path

import click

from desk.common import Desk, common, require_words, seen_option
from desk.days import day_of
from desk.exits import ends
from desk.files import require_place
from desk.finish import deposit_now, end, print_act, told
from desk.signatories import person_of
from desk.verbs.cases import case
from desk.wiring import Workbench
from inventory.queries import get_case, removals
from inventory.service.removal import RemovalRequest, remove_originals
from inventory.service.returning import Return
from vault import single_spaced
from vault.errors import UsageError

_NAMED = re.compile(r"([0-9a-zA-Z-]+)(?::(\d{1,5}))?\Z")


@ends(3, 4, 5)
@case.command("remove-originals")
@click.argument("number")
@click.option(
    "--document",
    "documents",
    multiple=True,
    required=True,
    metavar="DOCUMENT[:SHEETS]",
    help="Документ, оригінал якого вилучають; після двокрапки — аркушів у копії.",
)
@click.option("--application", default=None, help="Заява про вилучення: документ справи.")
@click.option("--resolution", default="", help="Текст резолюції на заяві.")
@click.option("--resolved-by", default="", metavar="ПОСАДА; ПІБ", help="Хто наклав резолюцію.")
@click.option("--to", "receiver", required=True, help="Хто одержує оригінали.")
@click.option("--present", multiple=True, metavar="ПОСАДА; ПІБ", help="Хто ще складає акт.")
@click.option("--military", is_flag=True, help="Військово-облікові документи засудженого (VII.24).")
@click.option(
    "--by-law", default="", help="Норма закону, за якою вилучають до закінчення провадження."
)
@click.option("--ruling", default="", help="Ухвала про повернення чи відмову (III.13): без заяви.")
@click.option("--letter", default="", help="Рекомендоване відправлення, яким повернуто.")
@click.option("--on", "day", default=None, help="Дата ухвали; інакше сьогодні.")
@click.option("-o", "out_path", type=click.Path(path_type=Path), help="Куди записати акт.")
@seen_option
@common
def case_remove(
    desk: Desk,
    number: str,
    *,
    documents: tuple[str, ...],
    application: str | None,
    resolution: str,
    resolved_by: str,
    receiver: str,
    present: tuple[str, ...],
    military: bool,
    by_law: str,
    ruling: str,
    letter: str,
    day: str | None,
    out_path: Path | None,
    seen: int | None,
) -> None:
    """Вилучити оригінали за актом: їх замінюють засвідчені копії під тими самими номерами.

    Акт складають секретар з налаштувань і ті, кого названо в --present.
    """
    require_words(to=receiver, present=present)
    if out_path is not None:
        require_place(out_path)
    workbench = desk.workbench()
    removed = remove_originals(
        workbench.vault,
        workbench.press,
        workbench.letterhead(),
        RemovalRequest(
            case=number,
            documents=tuple(map(_document, documents)),
            application=application,
            resolution=resolution,
            resolved_by=person_of(resolved_by),
            to=receiver,
            present=(workbench.letterhead().clerk, *map(person_of, present)),
            military=military,
            by_law=by_law,
            returned=_return(workbench, ruling, letter, day),
        ),
        actor=workbench.actor,
        seen=seen,
    )
    left = print_act(workbench.vault, removed.act.document, out_path)
    for volume in removed.volumes:
        left = deposit_now(desk, number, volume) or left
    with workbench.vault.read() as connection:
        notes = removals(connection, get_case(connection, number).key)
    desk.out.data(
        told(
            {
                "act": removed.act.number,
                "filed_as": removed.act.filed_as,
                "volumes": list(removed.volumes),
                "documents": [{"document": one, **notes[one]} for one in removed.documents],
            },
            left,
        )
    )
    desk.out.say(
        "Оригінали вилучено за актом № {act}: документів {count}; зображення лишилися у сховищі.",
        act=removed.act.number,
        count=len(removed.documents),
    )
    end(left)


def _return(workbench: Workbench, ruling: str, letter: str, day: str | None) -> Return | None:
    """The ruling by which the claim goes back, where one was named."""
    if not (ruling.strip() or letter.strip() or day):
        return None
    on = day_of(day) if day else workbench.today
    return Return(on=on, ruling=single_spaced(ruling), letter=single_spaced(letter))


def _document(text: str) -> tuple[str, int | None]:
    said = _NAMED.match(text)
    if said is None:
        raise UsageError(reason=f"«{text}» не є документом: потрібно ДОКУМЕНТ або ДОКУМЕНТ:АРКУШІВ")
    return said[1], int(said[2]) if said[2] else None
