"""What is printed of a volume: its forms, and all of it as one PDF.

Knows: names and types of what goes out. Does not know: how forms are set or volumes bound.
Keeps: whoever is kept from one document of a volume gets no paper that names or shows it; the
export is recorded, and so judged, before the first byte goes out.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from desk.volume_forms import CONTINUED, volume_form
from desk.web.cases.casework import newest_case_at, shielded
from desk.web.frame import Visit, page, post
from desk.web.frame.sending import file_headers, send_pdf
from desk.web.frame.turns import Work
from ingest.reading import PICTURES
from inventory import CaseFile
from inventory.access import Action
from inventory.registration.numbers import folder_name
from inventory.service.binding import export_volume
from inventory.service.certification import NOTE, VolumeView, look
from inventory.service.exporting import record_volume_export
from vault import content_of
from vault.errors import NotFound
from vault.staging import discard

FORMS = {
    "cover": "Обкладинка",
    "inventory": "Внутрішній опис",
    CONTINUED: "Продовження опису",
    NOTE: "Засвідчувальний напис",
}


def form(visit: Visit) -> Response:
    """A form of a volume, to be shown by the browser and printed."""
    name, number = visit.request.path_params["form"], int(visit.request.path_params["volume"])
    if name not in FORMS:
        raise NotFound(what_for="форму", name=name)
    case, view = _allowed(visit, number, Action.READ)
    workbench = visit.workbench
    pdf, _ = volume_form(workbench, name, view, workbench.letterhead())
    called = f"{FORMS[name]} {folder_name(case.number)} т. {view.volume.name}.pdf"
    return send_pdf(pdf, called, shown=True)


def _allowed(visit: Visit, number: int, action: Action) -> tuple[CaseFile, VolumeView]:
    """The case file, and a volume of it all of which the reader may read or take away.

    Raises:
        NoSuchVolume, UsageError. AccessDenied: a document of it is for others.
    """
    with visit.reading() as reading:
        case = newest_case_at(visit, reading, action)
        view = look(reading.connection, case.name, number)
        for document in _inside(view):
            reading.demand(action, case.key, document)
    return case, view


def _inside(view: VolumeView) -> list[str]:
    return list(dict.fromkeys(m.document for row in view.volume.rows for m in row.members))


def export(visit: Visit) -> Response:
    """A whole volume as one PDF."""
    number, workbench = int(visit.request.path_params["volume"]), visit.workbench
    case, view = _allowed(visit, number, Action.EXPORT)
    folder = workbench.vault.staging.new_scratch()
    out = folder / "volume.pdf"

    def deliver(source: Path) -> None:
        shutil.copyfile(source, out)

    try:
        export_volume(
            workbench.vault,
            workbench.airlock,
            workbench.press,
            workbench.letterhead(),
            case.name,
            number,
            pictures=PICTURES,
            deliver=deliver,
        )
        with workbench.vault.transaction(visit.actor) as tx:
            record_volume_export(tx, case.key, number, _inside(view), content_of(out))
            tx.commit()
    except BaseException:
        discard(folder)
        raise
    called = f"Справа {folder_name(case.number)} т. {view.volume.name}.pdf"
    return FileResponse(
        out,
        media_type="application/pdf",
        headers=file_headers(called),
        background=BackgroundTask(discard, folder),
    )


ROUTES = [
    page("/case/{key:case}/print/{volume:int}/{form}", shielded(form), work=Work.FILES),
    post(
        "/case/{key:case}/volume/{volume:int}/export",
        shielded(export),
        work=Work.FILES,
    ),
]
