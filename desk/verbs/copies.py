"""`sprava copy certify`: certified copies.

Knows: what the person who certifies is asked and may add. Does not know: what may be certified.
Keeps: whether the copy was compared with the original is the person's word, and it is recorded.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click

from desk.asking import can_ask, text, yes
from desk.common import Desk, common
from desk.exits import ends
from desk.files import copied, require_place
from ingest.reading import PICTURES
from inventory.forms.copy import FROM_ASDS
from inventory.queries import get_document
from inventory.service.copies import (
    CertifiedCopy,
    CopyRequest,
    Recipient,
    certify_copy,
    demand_copyable,
)
from vault.errors import UsageError


@click.group("copy")
def copy() -> None:
    """Копії документів."""


@ends(3, 40)
@copy.command("certify")
@click.argument("document")
@click.option("-o", "out_path", required=True, type=click.Path(path_type=Path), help="Файл PDF.")
@click.option("--to", default=None, help="Кому видають; без цього копія для потреб суду.")
@click.option("--standing", default=None, help="Хто це у справі чи за яким законом має право.")
@click.option("--not-issued", is_flag=True, help="Не видається, для потреб суду: не запитувати.")
@click.option("--by", default=None, help="Хто засвідчує; інакше з налаштувань.")
@click.option("--position", default=None, help="Посада того, хто засвідчує.")
@click.option("--mark", "marks", multiple=True, help="Додатковий рядок відмітки; можна кілька.")
@click.option("--from-system", is_flag=True, help="Роздруківка електронного оригіналу з АСДС.")
@click.option("--held-as-copy", is_flag=True, help="У справі копія, не засвідчена іншими.")
@click.option("--numbered", is_flag=True, help="Пронумерувати аркуші копії.")
@click.option("--duplex", is_flag=True, help="Друк із двох боків.")
@click.option("--compared", is_flag=True, help="Копію звірено з оригіналом: не запитувати.")
@click.option("--not-compared", is_flag=True, help="Копію не звірено з оригіналом.")
@common
def copy_certify(
    desk: Desk,
    document: str,
    *,
    out_path: Path,
    to: str | None,
    standing: str | None,
    not_issued: bool,
    by: str | None,
    position: str | None,
    marks: tuple[str, ...],
    from_system: bool,
    held_as_copy: bool,
    numbered: bool,
    duplex: bool,
    compared: bool,
    not_compared: bool,
) -> None:
    """Виготовити засвідчену копію.

    Хто дає цю команду, засвідчує, що звірив копію з оригіналом у справі; про це запитують на
    екрані, а де запитати нікого, сама команда є таким підтвердженням; це записують у журнал.
    Копія, для якої не названо, кому її видають, засвідчується для потреб суду.
    """
    require_place(out_path)
    if not_issued and (to is not None or standing is not None):
        raise UsageError(reason="потрібне щось одне: --to із --standing або --not-issued")
    workbench = desk.workbench()
    head = workbench.letterhead()
    certifier = dataclasses.replace(
        head.clerk, name=by or head.clerk.name, position=position or head.clerk.position
    )
    with workbench.vault.read() as connection:
        demand_copyable(get_document(connection, document))
    word = not not_compared and (compared or _compared(desk))
    recipient = None if not_issued else _recipient(desk, to, standing, asked=word)
    if from_system:
        marks = (FROM_ASDS, *marks)
    request = CopyRequest(
        document=document,
        compared=word,
        held_as_copy=held_as_copy,
        lines=marks,
        to=recipient,
        certifier=certifier,
        duplex=duplex,
        numbered=numbered,
        templates=workbench.press.replaced,
    )
    made = certify_copy(
        workbench.vault,
        workbench.airlock,
        head,
        request,
        actor=workbench.actor,
        pictures=PICTURES,
        deliver=lambda source: copied(source, out_path),
    )
    _tell(desk, made, request, out_path, on_both_sides=duplex or head.duplex)


def _tell(
    desk: Desk, made: CertifiedCopy, request: CopyRequest, path: Path, *, on_both_sides: bool
) -> None:
    """What was made, for whom, whose word it rests on, and how it is printed."""
    to = request.to
    desk.out.data(
        {
            "document": made.document.id,
            "path": str(path),
            "pages": made.pages,
            "sheets": made.leaves,
            "total_page": made.total_page,
            "duplex": on_both_sides,
            "compared": request.compared,
            "issued": to is not None,
            "to": to.name if to else None,
            "standing": to.standing if to else None,
        }
    )
    desk.out.say("Копію виготовлено: {path}, аркушів {sheets}.", path=path, sheets=made.leaves)
    desk.out.say(
        "У журналі записано: {who} засвідчує, що звірив(ла) копію з оригіналом у справі.",
        who=request.certifier.name or desk.workbench().actor,
    )
    if to is None:
        desk.out.say("Копію нікому не видано: вона для потреб суду.")
    if made.total_page is not None:
        _tell_printing(desk, made.total_page, on_both_sides=on_both_sides)


def _tell_printing(desk: Desk, page: int, *, on_both_sides: bool) -> None:
    """Where the number of leaves has to come out of the printer."""
    desk.out.say(
        "Друкуйте з двох боків: напис «Всього в копії …» (сторінка {page}) має бути на звороті "
        "останнього аркуша; копію прошнуруйте на три проколи (814 XI.10)."
        if on_both_sides
        else "Сторінку {page} («Всього в копії …») надрукуйте на звороті останнього аркуша, не "
        "на окремому; копію прошнуруйте на три проколи (814 XI.10).",
        page=page,
    )


def _compared(desk: Desk) -> bool:
    """The person's word; whoever cannot be asked gives it with the command."""
    return not can_ask(desk.out) or yes(
        desk.out, desk.out.words("Копію звірено з оригіналом у справі?")
    )


def _recipient(
    desk: Desk, to: str | None, standing: str | None, *, asked: bool
) -> Recipient | None:
    """Who gets it; where nobody is named, it is not issued."""
    if asked and can_ask(desk.out):
        if to is None:
            words = desk.out.words("Кому видають копію? (Enter: не видається, для потреб суду)")
            to = text(words) or None
        if to is not None and standing is None:
            words = desk.out.words("Хто це у справі або за яким законом має право на копію?")
            standing = text(words)
    return None if to is None and standing is None else Recipient(to or "", standing or "")


COMMANDS = (copy,)
