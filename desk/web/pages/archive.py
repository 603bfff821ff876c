"""Архів: terms and what falls due, the schedule, handover and transfer with their acts.

Knows: the pages and their forms. Does not know: terms, what may be listed in an act.
Keeps: an act is made by its service alone; its printed form goes only to whoever may know of every
file it lists; a package lies in the desk's folder, never where a browser says.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from urllib.parse import quote

from starlette.datastructures import UploadFile
from starlette.responses import Response

from desk.days import day_of
from desk.names import ACT_KINDS, CASE_STATES
from desk.web import archive as views
from desk.web.cases.drafts import is_draft
from desk.web.frame import Visit, page, post
from desk.web.frame.sending import send_pdf
from desk.web.frame.turns import Work
from inventory.access import Action, Reading
from inventory.errors import ImpossibleDay
from inventory.language.words import short_date
from inventory.service.exporting import record_act_export
from retention import (
    Approval,
    adopt_schedule,
    assign_item,
    get_act,
    read_schedule,
    schedule_in_force,
)
from retention.model import BODIES
from retention.service.handover import hand_over
from retention.service.transfer import (
    approve_transfer,
    cancel_transfer,
    finish_transfer,
    prepare_transfer,
)
from vault import content_of
from vault.errors import UsageError

BASIS = "закінчення справ у діловодстві"
_SCHEDULE_MAX = 4 * 1024 * 1024


def _admit(reading: Reading) -> None:
    """Raises: AccessDenied: neither archivist nor member of the commission."""
    if not reading.may(Action.APPRAISE):
        reading.demand(Action.ARCHIVE)


# -- terms -------------------------------------------------------------------------------------


def terms(visit: Visit) -> Response:
    """The timeline, and the files of one place on it."""
    year = visit.seat.today.year
    with visit.reading() as reading:
        _admit(reading)
        found = views.kept(reading)
        dated, others = views.timeline(found, year)
        names = [slot.name for slot in (*dated, *others)]
        chosen = visit.query("of")
        if chosen not in names:
            chosen = names[0] if names else ""
        rows, total = views.due(reading, found, chosen, year)
        _, items = schedule_in_force(reading.connection)
    return visit.page(
        "archive_terms.html",
        dated=dated,
        others=others,
        chosen=chosen,
        title=next((slot.title for slot in (*dated, *others) if slot.name == chosen), ""),
        rows=rows,
        total=total,
        items=items,
        states=CASE_STATES,
        unverified=not all(item.verified for item in items.values()),
    )


def assign(visit: Visit) -> Response:
    """Say by which item a file is kept."""
    start = visit.text("start")
    with visit.workbench.vault.transaction(visit.actor) as tx:
        keeping = assign_item(
            tx,
            visit.text("case"),
            visit.text("item"),
            started_on=day_of(start) if start else None,
            basis=visit.text("basis"),
        )
        tx.commit()
    slot = views.slot_of(keeping, visit.seat.today.year)
    said = f"Справа № {keeping.case.number}: статтю визначено."
    return visit.go(f"/archive?of={slot}" if slot else "/archive", said)


def schedule(visit: Visit) -> Response:
    """The schedule in force."""
    with visit.reading() as reading:
        _admit(reading)
        name, items = schedule_in_force(reading.connection)
    return visit.page("archive_schedule.html", name=name, items=items)


def adopt(visit: Visit) -> Response:
    """Put another schedule in force, from a file.

    Raises:
        UsageError: there is no file, or it is no text. BadSchedule.
    """
    file, name = visit.form.get("file"), visit.text("name")
    if not isinstance(file, UploadFile) or not file.filename or not name:
        raise UsageError(reason="потрібні назва переліку і файл TSV")
    data = file.file.read(_SCHEDULE_MAX + 1)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(reason=f"«{file.filename}» не в кодуванні UTF-8") from error
    if len(data) > _SCHEDULE_MAX:
        raise UsageError(reason=f"«{file.filename}» завеликий для переліку")
    items = read_schedule(text)
    with visit.workbench.vault.transaction(visit.actor) as tx:
        adopt_schedule(tx, name, items)
        tx.commit()
    return visit.go("/archive/schedule", f"Перелік введено в дію, статей: {len(items)}.")


# -- handover and transfer -----------------------------------------------------------------------


def handing(visit: Visit) -> Response:
    """What may be handed to the court archive."""
    with visit.reading() as reading:
        reading.demand(Action.ARCHIVE)
        found = views.for_handover(reading)
    draft = is_draft(visit, "handover_act")
    return visit.page(
        "archive_handover.html", found=found, basis=BASIS, shown=views.SHOWN, draft=draft
    )


def hand(visit: Visit) -> Response:
    """Hand files over by an act."""
    numbers, basis = _numbers(visit), visit.text("basis")
    if not basis:
        raise UsageError(reason="не сказано, на якій підставі передають справи")
    bench = visit.workbench
    act, _ = hand_over(
        bench.vault, bench.press, bench.letterhead(), numbers, actor=visit.actor, basis=basis
    )
    return visit.go(_act_page(act), f"Акт № {act}: до архіву суду передано справ: {len(numbers)}.")


def leaving(visit: Visit) -> Response:
    """What may be transferred to the state archive."""
    with visit.reading() as reading:
        reading.demand(Action.ARCHIVE)
        found = views.for_transfer(reading)
    draft = is_draft(visit, "transfer_act")
    return visit.page("archive_transfer.html", found=found, shown=views.SHOWN, draft=draft)


def prepare(visit: Visit) -> Response:
    """Make the draft act and the package."""
    numbers, bench = _numbers(visit), visit.workbench
    with visit.reading() as reading:
        reading.demand(Action.ARCHIVE)
    folder = _packages(visit)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = prepare_transfer(
        bench.vault,
        bench.press,
        bench.letterhead(),
        numbers,
        actor=visit.actor,
        package=folder / bench.new_id(),
    )
    made.package.rename(_package(visit, made.act))
    return visit.go(_act_page(made.act), "Проєкт акта і пакет складено.")


def _numbers(visit: Visit) -> list[str]:
    numbers = visit.texts("case")
    if not numbers:
        raise UsageError(reason="не вибрано жодної справи")
    return numbers


def _packages(visit: Visit) -> Path:
    return visit.workbench.vault.layout.desk / "packages"


def _package(visit: Visit, act: str) -> Path:
    return _packages(visit) / act.replace("/", "_")


# -- acts ----------------------------------------------------------------------------------------


def _act_page(number: str) -> str:
    return f"/archive/acts/{quote(number, safe='')}"


def all_acts(visit: Visit) -> Response:
    """Every act, and how far it has come."""
    with visit.reading() as reading:
        _admit(reading)
        found = [views.shown(reading, act) for act in views.seen_acts(reading)]
    return visit.page("archive_acts.html", found=found, kinds=ACT_KINDS)


def one_act(visit: Visit) -> Response:
    """One act: its files, approvals, what may be done next."""
    with visit.reading() as reading:
        _admit(reading)
        act = get_act(reading.connection, visit.request.path_params["number"])
        seen = views.shown(reading, act)
    package = _package(visit, act.number)
    return visit.page(
        "archive_act.html",
        seen=seen,
        act=act,
        kinds=ACT_KINDS,
        bodies=BODIES,
        package=package if package.is_dir() else None,
    )


def print_act(visit: Visit) -> Response:
    """The act as a PDF."""
    with visit.reading() as reading:
        _admit(reading)
        act = get_act(reading.connection, visit.request.path_params["number"])
        seen = views.shown(reading, act)
        if not seen.whole:
            mine = {case.key for case in seen.cases}
            for key in act.cases:
                if key not in mine:
                    reading.demand(Action.ARCHIVE, key)
        taken = all(reading.may(Action.EXPORT, key) for key in act.cases)
    path = visit.workbench.vault.locate(act.document)
    if taken:
        with visit.workbench.vault.transaction(visit.actor) as tx:
            record_act_export(tx, act.number, act.cases, content_of(path))
            tx.commit()
    else:  # who only agrees to an act reads it
        visit.seat.traces.read_act(visit.actor, act.number, act.cases)
    return send_pdf(path, f"Акт {act.number.replace('/', '_')}.pdf", shown=not taken)


def approve(visit: Visit) -> Response:
    """Record an approval."""
    number, bench = visit.request.path_params["number"], visit.workbench
    on = _past_day(visit)
    approval = Approval(
        body=visit.text("body"),
        protocol=visit.text("protocol"),
        on=on.isoformat(),
        by=visit.text("by"),
    )
    if not approval.number:
        raise UsageError(reason="не названо протоколу чи іншого документа про погодження")
    approved = approve_transfer(
        bench.vault, bench.press, bench.letterhead(), number, approval, actor=visit.actor
    )
    left = len(BODIES) - len(approved.approvals)
    said = "Погодження записано." if left else "Акт погоджено повністю."
    return visit.go(_act_page(number), said)


def finish(visit: Visit) -> Response:
    """Record that the state archive took the files."""
    number = visit.request.path_params["number"]
    on = _past_day(visit)
    with visit.workbench.vault.transaction(visit.actor) as tx:
        finish_transfer(tx, number, on)
        tx.commit()
    return visit.go(_act_page(number), "Записано: справи прийняв державний архів.")


def _past_day(visit: Visit) -> dt.date:
    day = day_of(visit.text("on"))
    if day > visit.seat.today:
        raise ImpossibleDay(reason=f"{short_date(day)} ще не настала")
    return day


def cancel(visit: Visit) -> Response:
    """Cancel a prepared transfer."""
    number, bench = visit.request.path_params["number"], visit.workbench
    cancel_transfer(
        bench.vault,
        bench.press,
        bench.letterhead(),
        number,
        visit.text("reason"),
        actor=visit.actor,
    )
    return visit.go(_act_page(number), "Акт скасовано; пакет за ним не передавайте.")


ROUTES = [
    page("/archive", terms),
    post("/archive/item", assign, action=Action.ARCHIVE),
    page("/archive/schedule", schedule),
    post("/archive/schedule", adopt, action=Action.ARCHIVE),
    page("/archive/handover", handing),
    post("/archive/handover", hand, action=Action.ARCHIVE, work=Work.FILES),
    page("/archive/transfer", leaving),
    post("/archive/transfer", prepare, action=Action.ARCHIVE, work=Work.FILES),
    page("/archive/acts", all_acts),
    post("/archive/acts/{number:path}/print", print_act, work=Work.FILES),
    post(
        "/archive/acts/{number:path}/approve",
        approve,
        action=Action.APPRAISE,
        work=Work.FILES,
    ),
    post("/archive/acts/{number:path}/finish", finish, action=Action.ARCHIVE),
    post(
        "/archive/acts/{number:path}/cancel",
        cancel,
        action=Action.ARCHIVE,
        work=Work.FILES,
    ),
    page("/archive/acts/{number:path}", one_act),
]
