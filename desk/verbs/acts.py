"""`sprava act …` and `sprava shortage …`: acts on losses, shortages, damage, state, removals.

Knows: how a person says what was found and who was present (`what; note`, `position; name`).
Does not know: what an act must have, how it is laid out.
Keeps: there is a place for the printed act before the act is made; `shortage` is the act on an
arrival by its shorter name.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from desk.common import Desk, common, options, require_words
from desk.days import day_in, day_of
from desk.exits import ends
from desk.files import require_place
from desk.finish import end, print_act, print_again, told
from desk.names import DEFECTS
from desk.rights import act_seen
from desk.signatories import person_of
from desk.verbs.series import series_of
from inventory.audit.acts import (
    HANDOVER,
    ActRequest,
    Defect,
    Dissent,
    DrawnAct,
    Shortfall,
    act_kinds,
    act_name,
)
from inventory.errors import NoSuchRecordedAct
from inventory.queries import acts, get_act
from inventory.service.acts import draw_act
from vault import Json

ARRIVAL = "arrival"


@click.group("act")
def act() -> None:
    """Акти: втрата, нестача, пошкодження, стан справи, вилучення документів."""


@click.group("shortage")
def shortage() -> None:
    """Акти про нестачу чи пошкодження того, що надійшло."""


_FOUND = {
    "missing": "Чого бракує; можна кілька.",
    "damaged": "Що пошкоджено; можна кілька.",
    "illegible": "Що неможливо прочитати.",
    "package": "Яку упаковку пошкоджено.",
    "lost": "Що втрачено.",
    "replaced": "Що замінено.",
    "resewn": "Що перепідшито.",
    "defect": "Який недолік формування.",
    "removed": "Що вилучено.",
}


def _found_options(*defects: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return options(
        *(
            click.option(f"--{one}", multiple=True, metavar="ТЕКСТ", help=_FOUND[one])
            for one in defects
        )
    )


_shared_options = options(
    click.option("--case", "number", default=None, help="Номер справи, якщо відомий."),
    click.option("--document", "documents", multiple=True, help="Документ, якого стосується."),
    click.option("--present", multiple=True, metavar="ПОСАДА; ПІБ", help="Хто ще складає."),
    click.option("--dissent", multiple=True, metavar="ПІБ; ТЕКСТ", help="Чиї зауваження."),
    click.option("--number", "own_number", default=None, help="Номер акта, якщо його дано."),
    click.option("--series", default=None, help="Послідовність, яка дає номер акта."),
    click.option("--place", default="", help="Місце складення."),
    click.option("--remarks", default="", help="Пояснення та висновки."),
    click.option("-o", "out_path", type=click.Path(path_type=Path), help="Куди записати акт."),
)


def _found(texts: dict[str, tuple[str, ...]]) -> tuple[Shortfall, ...]:
    return tuple(_shortfall(Defect(name), text) for name in texts for text in texts[name])


def _shortfall(defect: Defect, text: str) -> Shortfall:
    """`what; note`, or `what` alone; a part `арк. 5–8` says its sheets by the inventory."""
    item, *parts = text.split("; ")
    sheets = [part for part in parts if part.startswith("арк.")]
    note = "; ".join(part.strip() for part in parts if part not in sheets)
    return Shortfall(defect, item.strip(), note, ", ".join(s[4:].strip() for s in sheets))


def _dissent(text: str) -> Dissent:
    name, _, said = text.partition(";")
    return Dissent(name.strip(), said.strip())


@ends(3, 4, 5)
@act.command("draw")
@click.argument("kind", type=click.Choice(sorted(act_kinds())))
@click.option("--party", default="", help="Кого стосується: відправник, підрозділ, орган, особа.")
@click.option("--on", "day", default=None, help="Дата події; інакше сьогодні.")
@click.option("--details", default="", help="Яким відправленням, за яким листом.")
@click.option("--ground", default="", help="Заява, резолюція, наказ, на підставі яких складено.")
@click.option("--file", "filed", is_flag=True, help="Зареєструвати примірник документом справи.")
@_found_options(*DEFECTS)
@_shared_options
@common
def act_draw(desk: Desk, kind: str, *, out_path: Path | None, **said: Any) -> None:
    """Скласти акт і надрукувати його у стількох примірниках, скількох вимагає Інструкція.

    У тексті після «; » можна додати аркуші за описом і примітку:
    --missing "Квитанція; арк. 17–18; є в описі". Акт складають секретар з налаштувань і ті, кого
    названо в --present.
    """
    draw(desk, _request(desk, kind, **said), out_path)


@ends(3, 4, 5)
@shortage.command("record")
@click.option("--from", "sender", required=True, help="Відправник: йому йде один примірник.")
@click.option("--received", default=None, help="Дата надходження; інакше сьогодні.")
@click.option("--delivery", default="", help="Вид і номер поштового відправлення.")
@_found_options("package", "missing", "damaged", "illegible")
@_shared_options
@common
def shortage_record(
    desk: Desk,
    *,
    sender: str,
    received: str | None,
    delivery: str,
    out_path: Path | None,
    **said: Any,
) -> None:
    """Скласти акт про нестачу чи пошкодження у двох примірниках.

    Після «; » у тексті можна додати примітку: --missing "Додаток 3; є в переліку". Акт складають
    секретар з налаштувань і ті, кого названо в --present.
    """
    require_words(**{"from": sender})
    request = _request(desk, ARRIVAL, party=sender, day=received, details=delivery, **said)
    draw(desk, request, out_path)


def _request(
    desk: Desk,
    kind: str,
    *,
    party: str,
    day: str | None,
    details: str,
    number: str | None,
    documents: tuple[str, ...],
    present: tuple[str, ...],
    dissent: tuple[str, ...],
    own_number: str | None,
    series: str | None,
    place: str,
    remarks: str,
    ground: str = "",
    filed: bool = False,
    **texts: tuple[str, ...],
) -> ActRequest:
    """The act that the options ask for; `texts` are what was found, by its kind."""
    require_words(**texts, present=present, dissent=dissent)
    return ActRequest(
        kind=kind,
        number=own_number,
        series=series_of(desk.workbench(), series) if series else None,
        case=number,
        documents=documents,
        found=_found(texts),
        party=party,
        on=day_of(day) if day else None,
        details=details,
        ground=ground,
        place=place,
        present=(desk.workbench().letterhead().clerk, *map(person_of, present)),
        dissents=tuple(map(_dissent, dissent)),
        remarks=remarks,
        filed=filed,
    )


def draw(desk: Desk, request: ActRequest, out_path: Path | None) -> None:
    """Draw an act up, print it when there is a place for it, and say so."""
    if out_path is not None:
        require_place(out_path)
    told_by_options = {
        "party": request.party,
        "details": request.details,
        "ground": request.ground,
        "place": request.place,
        "remarks": request.remarks,
        "number": request.number or "",
    }
    require_words(**{name: text for name, text in told_by_options.items() if text})
    workbench = desk.workbench()
    made = draw_act(
        workbench.vault,
        workbench.press,
        workbench.letterhead(),
        request,
        actor=workbench.actor,
    )
    say_made(desk, made, out_path)


def say_made(desk: Desk, made: DrawnAct, out_path: Path | None) -> None:
    """Print a recorded act when there is a place for it, and say so."""
    left = print_act(desk.workbench().vault, made.document, out_path)
    printed = {"path": str(out_path) if out_path and not left else None}
    desk.out.data(told({**act_json(made), **printed}, left))
    desk.out.say(
        "Складено акт № {act} {name}; роздрукуйте примірників: {count}.",
        act=made.number,
        name=desk.out.words(act_name(made.kind)),
        count=len(made.copies),
    )
    for place, holder in enumerate(made.copies, 1):
        desk.out.say("{place}-й — {holder}", place=place, holder=holder)
    if made.filed_as is not None:
        desk.out.say("Примірник зареєстровано документом справи: {id}", id=made.filed_as)
    if left is not None:
        desk.out.say(
            "Акт у журналі, складати його ще раз не треба; файл акта не записано: {what} "
            "Надрукувати акт: sprava act print {act} -o ФАЙЛ",
            what=desk.out.what(left),
            act=made.number,
        )
    end(left)


def act_json(one: DrawnAct) -> dict[str, Json]:
    """An act for scripts."""
    return {
        "act": one.number,
        "kind": one.kind,
        "on": one.on,
        "received_on": one.occurred_on,
        "sender": one.party,
        "case": one.case or None,
        "documents": list(one.documents),
        "found": [found.as_json() for found in one.found],
        "copies": list(one.copies),
        "filed_as": one.filed_as,
    }


def _list(desk: Desk, kind: str | None) -> None:
    workbench = desk.workbench()
    with workbench.vault.read() as connection:
        reading = workbench.reading(connection)
        found = [one for one in acts(connection, kind=kind) if act_seen(reading, one)]
    desk.out.data([act_json(one) for one in found])
    for one in found:
        desk.out.say(
            "№ {number} від {on} {name}: {party} — {found}",
            number=one.number,
            on=day_in(one.on, desk),
            name=desk.out.words(act_name(one.kind)),
            party=one.party or one.case,
            found="; ".join(
                f"{desk.out.words(DEFECTS[shortfall.defect.value])}: {shortfall.item}"
                for shortfall in one.found
            ),
        )


def _print(desk: Desk, number: str, out_path: Path) -> None:
    workbench = desk.workbench()
    with workbench.vault.read() as connection:
        found = get_act(connection, number)
        if not act_seen(workbench.reading(connection), found):
            raise NoSuchRecordedAct(what_for="акт", name=number)
    print_again(desk, number, found.document, out_path)


@ends()
@act.command("list")
@click.option(
    "--kind", type=click.Choice(sorted({*act_kinds(), HANDOVER})), default=None, help="Вид."
)
@common
def act_list(desk: Desk, *, kind: str | None) -> None:
    """Перелічити акти."""
    _list(desk, kind)


@ends()
@shortage.command("list")
@common
def shortage_list(desk: Desk) -> None:
    """Перелічити акти."""
    _list(desk, ARRIVAL)


@ends()
@act.command("print")
@click.argument("number")
@click.option("-o", "out_path", required=True, type=click.Path(path_type=Path), help="Файл PDF.")
@common
def act_print(desk: Desk, number: str, *, out_path: Path) -> None:
    """Надрукувати складений акт."""
    _print(desk, number, out_path)


@ends()
@shortage.command("print")
@click.argument("number", metavar="ACT")
@click.option("-o", "out_path", required=True, type=click.Path(path_type=Path), help="Файл PDF.")
@common
def shortage_print(desk: Desk, number: str, *, out_path: Path) -> None:
    """Надрукувати акт."""
    _print(desk, number, out_path)


COMMANDS = (act, shortage)
