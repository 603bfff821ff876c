"""What leaves the vault from the viewer: contents of a document, reports on its signatures.

Knows: which bytes an address means, under which name and type they go. Does not know: rights.
Keeps: the export is recorded, and so judged, before the first byte goes out; nothing that came from
outside is shown by the browser as a page.
"""

from __future__ import annotations

import datetime as dt

from starlette.responses import FileResponse, Response

from desk.judged import Printing, form_of, judged_files
from desk.web.documents import looking
from desk.web.frame import Visit, page, post
from desk.web.frame.sending import file_headers, send_pdf, send_picture
from desk.web.frame.turns import Work
from ingest.reading import PICTURES
from inventory.queries import reports_of
from inventory.service.exporting import record_export, record_printing
from inventory.service.registration_mark import marked
from inventory.service.showing import shown
from signing import to_xml
from vault import Content, content_of
from vault.errors import NotFound

_TYPES = {".pdf": "application/pdf", ".xml": "application/xml"}
_TRUST = "кому довіряв суд на час перевірки (за журналом сховища)"


def download(visit: Visit) -> Response:
    """A content of a document: the original, its reading copy, a signature beside it."""
    params = visit.request.path_params
    with visit.reading() as reading:
        document = looking.readable(reading, params["document"])
    role, name, content = _taken(visit, document.id, params["content"])
    path = visit.workbench.vault.locate(content.sha512)
    if role == "reading-copy":
        name = f"{document.name or document.id}.pdf"
    kind = "application/pdf" if role == "reading-copy" else "application/octet-stream"
    return FileResponse(path, media_type=kind, headers=file_headers(name or document.id))


def with_mark(visit: Visit) -> Response:
    """An incoming electronic document for paper, with the court's registration mark (814 II.9)."""
    with visit.reading() as reading:
        document = looking.readable(reading, visit.request.path_params["document"])
    bench = visit.workbench
    with marked(
        bench.vault,
        bench.airlock,
        bench.letterhead(),
        document.id,
        pictures=PICTURES,
        templates=bench.press.replaced,
    ) as made:
        with visit.workbench.vault.transaction(visit.actor) as tx:
            record_printing(tx, document.id, content_of(made.path))
            tx.commit()
        data = made.path.read_bytes()
    name = f"{document.title or document.id} з позначкою.pdf"
    return send_pdf(data, name)


def _taken(visit: Visit, document: str, sha512: str) -> tuple[str, str, Content]:
    """Record that the person takes it away, and what it is."""
    with visit.workbench.vault.transaction(visit.actor) as tx:
        taken = record_export(tx, document, sha512)
        tx.commit()
    return taken


def printed(visit: Visit) -> Response:
    """The document as a PDF to be printed: what its pages show, recorded before it goes out."""
    workbench = visit.workbench
    with visit.reading() as reading:
        document = looking.readable(reading, visit.request.path_params["document"])
    with workbench.airlock.folder() as folder:
        seen = shown(workbench.vault, workbench.airlock, document, pictures=PICTURES, folder=folder)
        if seen.path is None:
            raise NotFound(what_for="сторінки для друку", name=document.title or document.name)
        file = content_of(seen.path)
        with workbench.vault.transaction(visit.actor) as tx:
            record_printing(tx, document.id, file)
            tx.commit()
        data = seen.path.read_bytes()
    # What came from outside and has no reading copy is opened by no browser by itself.
    name = f"{document.title or document.name}.pdf"
    return send_pdf(data, name, shown=file.sha512 != document.original)


def protocol(visit: Visit) -> Response:
    """A report on signatures as the printed form, or as XML by ETSI TS 119 102-2."""
    params = visit.request.path_params
    vault, ending = visit.workbench.vault, f".{params['ending']}"
    with visit.reading() as reading:
        document = looking.readable(reading, params["document"])
        judged = looking.judged_at(vault, reading.connection, document.id, params["content"])
    if not judged or ending not in _TYPES:
        raise NotFound(what_for="звіт", name=params["content"][:16])
    report = looking.read_report(vault, params["content"])
    if not report.signatures:
        raise NotFound(what_for="підпис, про який складають звіт", name=report.file)
    if ending == ".xml":
        data = to_xml(report)
    else:
        title = document.title or document.name
        printing = Printing(
            pdf=None,
            xml=None,
            document=f"{title}, № {document.index}" if document.index else title,
            files=judged_files(vault, document.id, report),
            trust=[_TRUST],
            now=dt.datetime.fromisoformat(judged),
            press=lambda: visit.workbench.press,
            head=visit.workbench.letterhead(),
        )
        data = form_of(report, printing)
    _taken(visit, document.id, params["content"])
    headers = file_headers(f"Звіт про підписи {report.file}{ending}")
    return Response(data, media_type=_TYPES[ending], headers=headers)


def changed(visit: Visit) -> Response:
    """A page as it was signed, or as it is now, drawn anew from the stored picture."""
    params = visit.request.path_params
    with visit.reading() as reading:
        document = looking.readable(reading, params["document"])
        kept = {
            one.sha512
            for report in reports_of(reading.connection, document.id)
            for _, one in report.pictures
        }
    if params["content"] not in kept:
        raise NotFound(what_for="зображення", name=params["content"][:16])
    tag, data = visit.seat.pictures.drawn(params["content"], 0, 900)
    visit.viewed(document.case, document.id)
    return send_picture(visit.request, data, tag)


ROUTES = [
    post("/view/{document}/print", printed, work=Work.FILES),
    post("/view/{document}/take/{content}", download),
    post("/view/{document}/marked", with_mark, work=Work.FILES),
    post("/view/{document}/report/{content}.{ending}", protocol, work=Work.FILES),
    page("/view/{document}/changed/{content}", changed, work=Work.FILES),
]
