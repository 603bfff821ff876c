"""`sprava shortage …`: acts on what lacked or was damaged when an item arrived.

Knows: how a person says what was found and who was present (`what; note`, `position; name`).
Does not know: what an act must have, how it is laid out.
Keeps: there is a place for the printed act before the act is made.
"""

from __future__ import annotations

from pathlib import Path

import click

from desk.common import Desk, common, require_words
from desk.exits import ends
from desk.files import require_place
from desk.finish import end, print_act, print_again, told
from desk.verbs.cases import day_in, day_of
from ingest import Defect, ShortageRequest, Shortfall, draw_up, get_shortage, shortages
from inventory.forms import Signatory

DEFECTS = {
    "missing": "відсутнє",
    "damaged": "пошкоджене",
    "illegible": "нечитне",
    "package": "пошкоджена упаковка",
}


@click.group("shortage")
def shortage() -> None:
    """Акти про нестачу чи пошкодження того, що надійшло."""


def _found(
    missing: tuple[str, ...],
    damaged: tuple[str, ...],
    illegible: tuple[str, ...],
    package: tuple[str, ...],
) -> tuple[Shortfall, ...]:
    said = (
        (Defect.PACKAGE, package),
        (Defect.MISSING, missing),
        (Defect.DAMAGED, damaged),
        (Defect.ILLEGIBLE, illegible),
    )
    return tuple(_finding(defect, text) for defect, texts in said for text in texts)


def _finding(defect: Defect, text: str) -> Shortfall:
    """`what: note`, or `what` alone."""
    item, _, note = text.partition("; ")
    return Shortfall(defect, item.strip(), note.strip())


def _person(text: str) -> Signatory:
    """`position; initials and surname`."""
    position, _, name = text.partition(";")
    return Signatory(position=position.strip(), name=name.strip())


@ends(3, 4, 5)
@shortage.command("record")
@click.option("--from", "sender", required=True, help="Відправник: йому йде один примірник.")
@click.option("--case", "number", default=None, help="Номер справи, якщо відомий.")
@click.option("--document", "documents", multiple=True, help="Що надійшло з цим; можна кілька.")
@click.option("--missing", multiple=True, metavar="ТЕКСТ", help="Чого бракує; можна кілька.")
@click.option("--damaged", multiple=True, metavar="ТЕКСТ", help="Що пошкоджено; можна кілька.")
@click.option("--illegible", multiple=True, metavar="ТЕКСТ", help="Що неможливо прочитати.")
@click.option("--package", multiple=True, metavar="ТЕКСТ", help="Яку упаковку пошкоджено.")
@click.option("--present", multiple=True, metavar="ПОСАДА; ПІБ", help="Хто ще складає акт.")
@click.option("--received", default=None, help="Дата надходження; інакше сьогодні.")
@click.option("--delivery", default="", help="Вид і номер поштового відправлення.")
@click.option("--place", default="", help="Місце складення.")
@click.option("--remarks", default="", help="Пояснення та висновки.")
@click.option("-o", "out_path", type=click.Path(path_type=Path), help="Куди записати акт.")
@common
def shortage_record(
    desk: Desk,
    *,
    sender: str,
    number: str | None,
    documents: tuple[str, ...],
    missing: tuple[str, ...],
    damaged: tuple[str, ...],
    illegible: tuple[str, ...],
    package: tuple[str, ...],
    present: tuple[str, ...],
    received: str | None,
    delivery: str,
    place: str,
    remarks: str,
    out_path: Path | None,
) -> None:
    """Скласти акт про нестачу чи пошкодження у двох примірниках.

    Після «; » у тексті можна додати примітку: --missing "Додаток 3; є в переліку". Акт складають
    секретар з налаштувань і ті, кого названо в --present.
    """
    if out_path is not None:
        require_place(out_path)
    texts = {"missing": missing, "damaged": damaged, "illegible": illegible, "package": package}
    require_words(**{"from": sender, **texts, "present": present})
    workbench = desk.workbench()
    head = workbench.letterhead()
    request = ShortageRequest(
        sender=sender,
        received_on=day_of(received) if received else None,
        delivery=delivery,
        number=number,
        documents=documents,
        found=_found(missing, damaged, illegible, package),
        present=(head.clerk, *map(_person, present)),
        place=place,
        remarks=remarks,
    )
    act, form = draw_up(workbench.vault, workbench.press, head, request, actor=workbench.actor)
    left = print_act(workbench.vault, form, out_path)
    desk.out.data(
        told({"act": act, "path": str(out_path) if out_path and not left else None}, left)
    )
    desk.out.say(
        "Акт № {act} складено; роздрукуйте два примірники: відправникові й до документів.", act=act
    )
    if left is not None:
        desk.out.say(
            "Акт у журналі, складати його ще раз не треба; файл акта не записано: {what} "
            "Надрукувати акт: sprava shortage print {act} -o ФАЙЛ",
            what=desk.out.what(left),
            act=act,
        )
    end(left)


@ends()
@shortage.command("list")
@common
def shortage_list(desk: Desk) -> None:
    """Перелічити акти."""
    workbench = desk.workbench()
    with workbench.vault.read() as connection:
        found = list(shortages(connection))
    desk.out.data(
        [
            {
                "act": act.number,
                "on": act.made_on,
                "received_on": act.received_on,
                "sender": act.sender,
                "case": act.case or None,
                "found": [one.as_json() for one in act.found],
            }
            for act in found
        ]
    )
    for act in found:
        desk.out.say(
            "№ {number} від {on}: {sender} — {found}",
            number=act.number,
            on=day_in(act.made_on, desk),
            sender=act.sender,
            found="; ".join(
                f"{desk.out.words(DEFECTS[one.defect.value])}: {one.item}" for one in act.found
            ),
        )


@ends()
@shortage.command("print")
@click.argument("act")
@click.option("-o", "out_path", required=True, type=click.Path(path_type=Path), help="Файл PDF.")
@common
def shortage_print(desk: Desk, act: str, *, out_path: Path) -> None:
    """Надрукувати акт."""
    workbench = desk.workbench()
    with workbench.vault.read() as connection:
        found = get_shortage(connection, act)
    print_again(desk, act, found.document, out_path)


COMMANDS = (shortage,)
