"""`sprava inspect`, `act inspected`, `case formation`: case files looked over, and what was found.

Knows: how a person answers (a file, or on the screen), how findings become an act in one step.
Does not know: what is looked at, what the law says of it.
Keeps: an act that could not be drawn up is refused before the inspection is recorded.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from pathlib import Path

import click

from desk.asking import can_ask, yes
from desk.common import Desk, common, require_words, seen_option
from desk.days import day_of
from desk.exits import ends
from desk.files import require_place, write_new
from desk.signatories import person_of
from desk.verbs.acts import act, draw
from desk.verbs.cases import case
from desk.wiring import Workbench
from inventory.access.queries import target_of
from inventory.audit.acts import ActRequest
from inventory.audit.faults import OCCASIONS, CaseInspection, Occasion
from inventory.audit.inspection import ACT_OF
from inventory.errors import ActNotDrawn
from inventory.queries import case_by_key, cases, get_case
from inventory.service.acts import judge_act
from inventory.service.formation import formation_report
from inventory.service.inspections import (
    Inspecting,
    InspectionView,
    found_in,
    inspect,
    look_over,
    objections,
)
from vault import Json, content_of
from vault.errors import UsageError


@ends(3, 4, 5)
@click.command("inspect")
@click.argument("number")
@click.option("--occasion", required=True, type=click.Choice([*OCCASIONS]), help="Нагода огляду.")
@click.option(
    "--answers", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Файл JSON."
)
@click.option("--look", is_flag=True, help="Лише показати, що бачить програма й про що запитає.")
@click.option("--by", default=None, metavar="ПОСАДА; ПІБ", help="Хто оглядає; інакше секретар.")
@click.option("--unit", default=None, help="Підрозділ, у якому сформовано справу.")
@click.option("--responsible", default="", help="Хто формував справу.")
@click.option(
    "--files",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Каталог файлів, що повернулися: звірити їхній вміст із тим, що вибув.",
)
@click.option("--act", "with_act", is_flag=True, help="Одразу скласти акт про виявлене.")
@click.option("--party", default="", help="Для акта: від кого справа надійшла, хто ознайомився.")
@click.option("--present", multiple=True, metavar="ПОСАДА; ПІБ", help="Для акта: хто ще складає.")
@click.option("--ground", default="", help="Для акта: резолюція, лист.")
@click.option("--file", "filed", is_flag=True, help="Для акта: зареєструвати документом справи.")
@click.option("-o", "out_path", type=click.Path(path_type=Path), help="Куди записати акт.")
@seen_option
@common
def inspect_case(
    desk: Desk,
    number: str,
    *,
    occasion: str,
    answers: Path | None,
    look: bool,
    by: str | None,
    unit: str | None,
    responsible: str,
    files: Path | None,
    with_act: bool,
    party: str,
    present: tuple[str, ...],
    ground: str,
    filed: bool,
    out_path: Path | None,
    seen: int | None,
) -> None:
    """Оглянути справу й записати, хто, коли та що виявив.

    Відповіді — JSON: {"stitched": true, "signed": "том 2 не підписано", "sheets": {"1": "1–4, 6"}}.
    Перелік запитань: --look. Без --answers про кожне запитують на екрані.
    """
    require_words(present=present)
    if out_path is not None:
        require_place(out_path)
    workbench = desk.workbench()
    said = Inspecting(
        occasion=Occasion(occasion),
        answers=_read(answers),
        by=person_of(by) if by else workbench.letterhead().clerk,
        unit=_unit(workbench, number) if unit is None else unit,
        responsible=responsible,
        contents=_contents(files),
        seen=seen,
    )
    view = _look(workbench, number, said)
    if look:
        _show(desk, view)
        return
    if answers is None and can_ask(desk.out):
        given = {one.code: yes(desk.out, one.text) for one in view.asked}
        said = dataclasses.replace(said, answers=given)
        view = _look(workbench, number, said)
    request = ActRequest(
        kind=_act_kind(said.occasion) if with_act else "",
        case=number,
        found=tuple(fault.shortfall() for fault in view.faults),
        party=party,
        ground=ground,
        present=(said.by, *map(person_of, present)),
        filed=filed,
    )
    if with_act and view.faults and not view.missing:
        judge_act(request, case=True).demand(ActNotDrawn)
    done = inspect(workbench.vault, number, said, actor=workbench.actor)
    if with_act and view.faults:
        _say_inspected(desk, number, done)
        found = dataclasses.replace(request, inspection=done.sequence)
        draw(desk, found, out_path)
        return
    desk.out.data(inspection_json(done, number))
    _say_inspected(desk, number, done)


def _look(workbench: Workbench, number: str, said: Inspecting) -> InspectionView:
    vault = workbench.vault
    with vault.read() as connection:
        return look_over(vault, connection, number, said, vault.entry_at)


def _unit(workbench: Workbench, number: str) -> str:
    with workbench.vault.read() as connection:
        return target_of(connection, get_case(connection, number).key).unit


def _act_kind(occasion: Occasion) -> str:
    if occasion not in ACT_OF:
        raise UsageError(reason="за таким оглядом акта не складають: виправте недоліки й повторіть")
    return ACT_OF[occasion]


def _read(path: Path | None) -> dict[str, Json]:
    if path is None:
        return {}
    try:
        given = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise UsageError(reason=f"«{path.name}» не є файлом JSON у кодуванні UTF-8") from error
    if not isinstance(given, dict):
        raise UsageError(reason=f"у «{path.name}» має бути об'єкт: запитання та відповіді")
    return given


def _contents(folder: Path | None) -> dict[str, str] | None:
    if folder is None:
        return None
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.name: content_of(path).sha512 for path in files}


def _show(desk: Desk, view: InspectionView) -> None:
    found = [{"clause": o.clause, "text": o.text} for o in view.verdict.objections]
    asked = [{"code": one.code, "text": one.text} for one in view.asked]
    desk.out.data({"questions": asked, "findings": found})
    for one in view.asked:
        desk.out.say("{code}\t{text}", code=one.code, text=desk.out.words(one.text))
    for fault in view.faults:
        desk.out.say("Виявлено: {text}", text=fault.text)


def _say_inspected(desk: Desk, number: str, done: CaseInspection) -> None:
    desk.out.say(
        "Огляд справи № {number} ({occasion}) записано: № {sequence}, недоліків {count}.",
        number=number,
        occasion=desk.out.words(OCCASIONS[done.occasion]),
        sequence=done.sequence,
        count=len(done.findings),
    )
    for fault in done.findings:
        desk.out.say("Виявлено: {text}", text=fault.text)


def inspection_json(done: CaseInspection, number: str) -> dict[str, Json]:
    """An inspection for scripts."""
    return {
        "inspection": done.sequence,
        "case": number,
        "occasion": done.occasion.value,
        "on": done.on,
        "by": done.by,
        "position": done.position,
        "unit": done.unit,
        "responsible": done.responsible,
        "findings": [
            {"clause": objection.clause, **fault.as_json(), "text": fault.text}
            for objection, fault in zip(objections(done), done.findings, strict=True)
        ],
    }


@ends(3, 4, 5)
@act.command("inspected")
@click.argument("sequence", metavar="ОГЛЯД", type=click.IntRange(min=1))
@click.option("--party", default="", help="Від кого справа надійшла, хто ознайомився.")
@click.option("--present", multiple=True, metavar="ПОСАДА; ПІБ", help="Хто ще складає акт.")
@click.option("--ground", default="", help="Резолюція, лист.")
@click.option("--file", "filed", is_flag=True, help="Зареєструвати документом справи.")
@click.option("-o", "out_path", type=click.Path(path_type=Path), help="Куди записати акт.")
@common
def act_inspected(
    desk: Desk,
    sequence: int,
    *,
    party: str,
    present: tuple[str, ...],
    ground: str,
    filed: bool,
    out_path: Path | None,
) -> None:
    """Скласти акт про виявлене під час записаного огляду."""
    require_words(present=present)
    workbench = desk.workbench()
    with workbench.vault.read() as connection:
        done = found_in(connection, sequence)
        number = case_by_key(connection, done.case).number
    request = ActRequest(
        kind=_act_kind(done.occasion),
        case=number,
        found=tuple(fault.shortfall() for fault in done.findings),
        party=party,
        ground=ground,
        on=dt.date.fromisoformat(done.on),
        present=(person_of(f"{done.position}; {done.by}"), *map(person_of, present)),
        inspection=sequence,
        filed=filed,
    )
    draw(desk, request, out_path)


@ends()
@case.command("formation")
@click.option("--from", "first", required=True, help="Перший день періоду.")
@click.option("--to", "last", required=True, help="Останній день періоду.")
@click.option("-o", "out_path", required=True, type=click.Path(path_type=Path), help="Файл PDF.")
@common
def case_formation(desk: Desk, *, first: str, last: str, out_path: Path) -> None:
    """Довідка про стан формування справ для керівника апарату: недоліки за підрозділами."""
    require_place(out_path)
    workbench = desk.workbench()
    with workbench.vault.read() as connection:
        units = {one.key: target_of(connection, one.key).unit for one in cases(connection)}
    period = (day_of(first), day_of(last))
    head = workbench.letterhead()
    printed, rows = formation_report(workbench.vault, workbench.press, head, *period, units)
    write_new(out_path, printed.pdf)
    desk.out.data({"path": str(out_path), "rows": [row.as_json() for row in rows]})
    desk.out.say("Довідку записано: {path}", path=out_path)
    for row in rows:
        desk.out.say(
            "{unit} · {person}: справ {cases}, недоліків {faults}",
            unit=row.unit,
            person=row.responsible,
            cases=row.files,
            faults=row.total,
        )


COMMANDS = (inspect_case,)
