"""`sprava volume …` and `sprava print …`: volumes and their forms.

Knows: which form is typeset from what, how volumes are told. Does not know: what may be certified.
Keeps: of a certified volume the form that was certified is printed, never one made anew.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import click

from desk.asking import can_ask
from desk.asking import number as number_of
from desk.common import Desk, common, require_words, seen_option
from desk.days import day_of
from desk.exits import ends
from desk.files import copied
from desk.finish import deposit_now, end, told
from desk.names import VOLUME_STATES
from desk.rights import bound
from desk.signatories import signatories, signed_by
from desk.verbs.numbering import COMMANDS as NUMBERING
from desk.verbs.numbering import hint_covers, show_plan, show_volumes
from desk.verbs.papers import signed_instead
from desk.views import volume_json, volumes_json
from desk.wiring import Workbench
from ingest.reading import PICTURES
from inventory import OriginalForm, close_volume
from inventory.forms import Signatory, StandIn
from inventory.language.listing import listed
from inventory.queries import get_case, get_document, volume_facts
from inventory.service.binding import export_volume
from inventory.service.certification import (
    VolumeView,
    certify_volume,
    look,
)
from inventory.service.changes import enter_change
from inventory.service.exporting import record_volume_export
from inventory.service.joining import Joining, join_document
from vault import Json, content_of
from vault.errors import ArchiveError


@click.group("volume")
def volume() -> None:
    """Томи: спланувати, завершити, засвідчити, вивести одним PDF."""


for _command in NUMBERING:
    volume.add_command(_command)


def _volumes(workbench: Workbench, number: str) -> list[Json]:
    with workbench.vault.read() as connection:
        return volumes_json(workbench.reading(connection), get_case(connection, number))


@ends()
@volume.command("build")
@click.argument("number")
@click.option("--plan", is_flag=True, help="Показати смугами: закріплене, заплановане, вільне.")
@common
def volume_build(desk: Desk, number: str, *, plan: bool) -> None:
    """Спланувати ще не пронумеровані аркуші за томами."""
    workbench = desk.workbench()
    (show_plan if plan else show_volumes)(desk, _volumes(workbench, number))
    with workbench.vault.read() as connection:
        hint_covers(desk, connection, number)


@ends(3, 5)
@volume.command("close")
@click.argument("number")
@click.argument("volume_number", metavar="VOLUME", type=click.IntRange(min=1))
@seen_option
@common
def volume_close(desk: Desk, number: str, volume_number: int, *, seen: int | None) -> None:
    """Завершити том: номери аркушів більше не змінюються."""
    workbench = desk.workbench()
    with workbench.vault.transaction(workbench.actor) as tx:
        closed = close_volume(tx, number, volume_number, seen=seen)
        shown = volumes_json(workbench.reading(tx.connection), get_case(tx.connection, number))
        tx.commit()
    desk.out.data(shown[volume_number - 1])
    desk.out.say("Том {volume} завершено: {sheets} арк.", volume=closed.name, sheets=closed.sheets)


@ends(3, 4, 5)
@volume.command("certify")
@click.argument("number")
@click.argument("volume_number", metavar="VOLUME", type=click.IntRange(min=1))
@click.option("--by", "by", default=None, help="Хто складає напис; інакше з налаштувань.")
@click.option("--judge", help="Суддя, який підписує опис; інакше суддя справи чи налаштувань.")
@click.option("--counted", type=click.IntRange(min=0), help="Скільки аркушів полічено руками.")
@seen_option
@signed_instead
@common
def volume_certify(
    desk: Desk,
    number: str,
    volume_number: int,
    *,
    by: str | None,
    judge: str | None,
    counted: int | None,
    seen: int | None,
    instead: tuple[Signatory, str] | None,
) -> None:
    """Скласти засвідчувальний напис; депонування — слідом.

    Аркуші лічать руками, не дивлячись на число програми; без --counted про це запитують на екрані.
    """
    workbench = desk.workbench()
    head = signatories(workbench.letterhead(), instead)
    with workbench.vault.read() as connection:
        case = get_case(connection, number)
        before = volume_facts(connection, case.key).get(volume_number)
    paper = case.original_form is OriginalForm.PAPER
    known = counted is not None or (before is not None and before.counted is not None)
    asked = paper and not known and can_ask(desk.out)
    if asked:
        counted = number_of(desk.out, desk.out.words("Скільки аркушів у томі ви полічили руками?"))
    compiler = dataclasses.replace(head.clerk, name=by) if by else head.clerk
    certified = certify_volume(
        workbench.vault,
        workbench.press,
        signed_by(head, judge or case.judge or None, compiler),
        number,
        volume_number,
        actor=workbench.actor,
        compiler=compiler,
        counted=counted,
        count_required=asked or workbench.settings.numbering.blind_count == "required",
        signed_before=workbench.settings.numbering.inventory_signed == "before",
        seen=seen,
    )
    left = deposit_now(desk, number, volume_number)
    shown = _shown(workbench, number, certified, left)
    counted = certified.facts.counted
    desk.out.data(told({**shown, "counted": counted}, left))
    desk.out.say(
        "Том {volume} засвідчено: {sheets} арк. і {inventory} арк. опису; тепер {state}.",
        volume=certified.volume.name,
        sheets=shown["sheets"],
        inventory=shown["inventory_sheets"],
        state=desk.out.words(VOLUME_STATES[shown["state"]]),
    )
    _tell_signing(desk, certified)
    if counted is None and paper:
        desk.out.say(
            "Увага: лічби руками не вказано (--counted); напис складено за обліком програми, "
            "так і записано. Перелічіть аркуші, перш ніж підписувати напис, і запишіть лічбу: "
            "sprava volume count {number} {volume} АРКУШІВ",
            number=number,
            volume=volume_number,
        )
    _end(desk, left)


def _tell_signing(desk: Desk, certified: VolumeView) -> None:
    """Whose signatures the printed inventory waits for, if it does (814 VII.8)."""
    last, signatures = len(certified.volume.rows), certified.facts.signatures
    rows = certified.volume.number_of(last)
    if certified.facts.signed_rows < last:
        desk.out.say(
            "Увага: внутрішній опис тому {volume} не підписано: суддю чи працівника апарату не "
            "названо. Роздрукуйте опис, підпишіть і зазначте це: sprava volume signed {number} "
            "{volume} --to-row {rows} --judge … --clerk …",
            number=certified.case.name,
            volume=certified.volume.number,
            rows=rows,
        )
    elif signatures[-1].on == certified.facts.certified_on:
        desk.out.say(
            "Опис до рядка {rows} підписують {judge} і {clerk}: роздрукуйте його "
            "(sprava print inventory).",
            rows=rows,
            judge=signatures[-1].judge,
            clerk=signatures[-1].clerk,
        )


def _shown(
    workbench: Workbench, number: str, recorded: VolumeView, left: ArchiveError | None
) -> dict[str, Json]:
    """The volume; as it was recorded when something is left: the catalogue may not show it yet."""
    if left is not None:
        return volume_json(recorded.volume, recorded.facts, recorded.documents)
    shown: dict[str, Json] = _volumes(workbench, number)[recorded.volume.number - 1]
    return shown


def _end(desk: Desk, left: ArchiveError | None) -> None:
    """Say that the deposit is still to come, when it is."""
    if left is not None:
        desk.out.say(
            "Записане в журнал чинне, повторювати не треба. Том буде депоновано згодом: {what} "
            "Усуньте причину й виконайте: sprava watch --once",
            what=desk.out.what(left),
        )
    end(left)


@ends(3, 4, 5)
@volume.command("change")
@click.argument("number")
@click.argument("volume_number", metavar="VOLUME", type=click.IntRange(min=1))
@click.option("--text", required=True, help="Що змінено: «пошкоджено аркуш 17».")
@click.option("--basis", required=True, help="Підтверджувальний документ: наказ, акт.")
@click.option("--on", "day", default=None, help="Дата запису; інакше сьогодні.")
@click.option("--by", default=None, help="Хто вносить запис; інакше з налаштувань.")
@seen_option
@common
def volume_change(
    desk: Desk,
    number: str,
    volume_number: int,
    *,
    text: str,
    basis: str,
    day: str | None,
    by: str | None,
    seen: int | None,
) -> None:
    """Зазначити подальшу зміну тому в засвідчувальному написі."""
    require_words(text=text, basis=basis)
    workbench = desk.workbench()
    head = workbench.letterhead()
    changed = enter_change(
        workbench.vault,
        workbench.press,
        head,
        number,
        volume_number,
        text=text,
        basis=basis,
        on=day_of(day) if day else None,
        by=dataclasses.replace(head.clerk, name=by) if by else head.clerk,
        actor=workbench.actor,
        seen=seen,
    )
    left = deposit_now(desk, number, volume_number)
    desk.out.data(told(_shown(workbench, number, changed, left), left))
    desk.out.say(
        "Зміну зазначено в засвідчувальному написі тому {volume}: усього записів {count}.",
        volume=volume_number,
        count=len(changed.facts.changes),
    )
    _end(desk, left)


@ends(3, 4, 5)
@volume.command("join")
@click.argument("number")
@click.argument("volume_number", metavar="VOLUME", type=click.IntRange(min=1))
@click.argument("document")
@click.option("--basis", required=True, help="Акт, за яким приєднують.")
@click.option("--on", "day", default=None, help="Дата запису; інакше сьогодні.")
@click.option("--by", default=None, help="Хто вносить запис; інакше з налаштувань.")
@seen_option
@common
def volume_join(
    desk: Desk,
    number: str,
    volume_number: int,
    document: str,
    *,
    basis: str,
    day: str | None,
    by: str | None,
    seen: int | None,
) -> None:
    """Приєднати документ до засвідченого тому за актом: за останнім аркушем."""
    require_words(basis=basis)
    workbench = desk.workbench()
    head = workbench.letterhead()
    with workbench.vault.read() as connection:
        found = get_document(connection, document)
    order = Joining(
        number=number,
        volume=volume_number,
        document=found.id,
        basis=basis,
        by=dataclasses.replace(head.clerk, name=by) if by else head.clerk,
        on=day_of(day) if day else None,
    )
    joined = join_document(
        workbench.vault, workbench.press, head, order, actor=workbench.actor, seen=seen
    )
    left = deposit_now(desk, number, volume_number)
    desk.out.data(told(_shown(workbench, number, joined, left), left))
    desk.out.say(
        "Внесено до засвідчувального напису тому {volume}: {change}.",
        volume=joined.volume.name,
        change=joined.facts.changes[-1].text,
    )
    _end(desk, left)


@ends(40)
@volume.command("export")
@click.argument("number")
@click.argument("volume_number", metavar="VOLUME", type=click.IntRange(min=1))
@click.option("-o", "out_path", required=True, type=click.Path(path_type=Path), help="Файл PDF.")
@common
def volume_export(desk: Desk, number: str, volume_number: int, *, out_path: Path) -> None:
    """Вивести том одним PDF з номерами аркушів."""
    workbench = desk.workbench()
    made = export_volume(
        workbench.vault,
        workbench.airlock,
        workbench.press,
        workbench.letterhead(),
        number,
        volume_number,
        pictures=PICTURES,
        deliver=lambda source: _deliver(workbench, number, volume_number, source, out_path),
    )
    desk.out.data(
        {
            "path": str(out_path),
            "pages": made.pages,
            "sheets": made.sheets,
            "missing": [dataclasses.asdict(one) for one in made.missing],
            "leaves": [
                {"document": document, "number": number or None, "face": face, "back": back}
                for document, number, face, back in made.leaves
            ],
        }
    )
    desk.out.say(
        "Том виведено: {path}, аркушів {sheets}, сторінок {pages}.",
        path=out_path,
        sheets=made.sheets,
        pages=made.pages,
    )
    _tell_missing(desk, made.missing)


def _deliver(workbench: Workbench, number: str, volume: int, source: Path, to: Path) -> None:
    """Hand the file out once that is recorded; a vault that nobody can write only reads.

    Raises:
        AccessDenied.
    """
    with copied(source, to):
        if workbench.vault.staging.refusal is not None and not bound(workbench):
            return
        with workbench.vault.transaction(workbench.actor) as tx:
            view = look(tx.connection, number, volume)
            members = (member for row in view.volume.rows for member in row.members)
            documents = dict.fromkeys(member.document for member in members)
            record_volume_export(tx, view.case.key, volume, documents, content_of(source))
            tx.commit()


def _tell_missing(desk: Desk, missing: Sequence[StandIn]) -> None:
    """Which sheets have a page with the reason instead of a picture."""
    if missing:
        desk.out.say(
            "Увага: аркушів без зображення {count}; на місці кожного — сторінка з поясненням.",
            count=len(missing),
        )
    for one, sheets in groupby(missing, key=lambda one: dataclasses.replace(one, sheet="")):
        desk.out.say(
            "  арк. {sheets}  [{document}]  {title}: {reason}",
            sheets=listed(sheet.sheet for sheet in sheets),
            document=one.document,
            title=one.title,
            reason=one.reason,
        )


COMMANDS = (volume,)
