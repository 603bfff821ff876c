"""Засвідчена копія: a document is chosen, the comparison attested, the copy made.

Knows: the three steps. Does not know: what may be copied, how a copy is laid out.
Keeps: whether the copy was compared with the original is the person's word, given by a tick that
nothing sets beforehand; the copy that is handed out is the one in the journal.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import Connection
from starlette.responses import Response

from desk.web.cases.caseview import shown_documents
from desk.web.cases.casework import address, case_page, open_case_at, shielded, who
from desk.web.documents import looking
from desk.web.frame import Visit, page, post
from desk.web.frame.sending import send_pdf
from desk.web.frame.turns import Work
from ingest.reading import PICTURES
from inventory import Document
from inventory.access import Action
from inventory.access.reading import HIDDEN
from inventory.events import COPY_CERTIFIED, document_subject
from inventory.forms.copy import FROM_ASDS
from inventory.rules.copies import may_be_copied
from inventory.service.copies import CopyRequest, Recipient, certify_copy, demand_copyable
from vault import Json, content_of, events_of
from vault.errors import NotFound


def choose(visit: Visit) -> Response:
    """Step one: which document of the case file."""
    with visit.reading() as reading:
        case = open_case_at(visit, reading)
        reading.demand(Action.COPY, case.key)
        shown, readable = shown_documents(reading, case)
        places = visit.seat.places.case(reading.connection, case.key)
        rows = [
            (shown[one], [label for _, label in labels if label], _kept_from_copying(shown[one]))
            for one, labels in places.labels.items()
            if one in readable and shown[one].title != HIDDEN
        ]
        return case_page(visit, reading, case, "copy_choose.html", "copy", rows=rows)


def _kept_from_copying(document: Document) -> str:
    """Why no copy can be made of it, whatever a clerk attests; nothing when one can."""
    verdict = may_be_copied(document, compared=True, held_as_copy=True)
    return "; ".join(one.text for one in verdict.objections)


def attest(visit: Visit) -> Response:
    """Step two: the comparison is attested, the grounds are named."""
    with visit.reading() as reading:
        document = looking.readable(reading, visit.request.path_params["document"])
        reading.demand(Action.COPY, document.case, document.id)
        case = reading.case_of(document.case)
    demand_copyable(document)
    return visit.page(
        "copy_attest.html",
        document=document,
        case=case,
        back=address(case, f"document/{document.id}"),
        me=who(visit),
        duplex=visit.workbench.letterhead().duplex,
    )


def make(visit: Visit) -> Response:
    """Step three: the copy is made and recorded; on to where it is handed out."""
    with visit.reading() as reading:
        document = looking.readable(reading, visit.request.path_params["document"])
        reading.demand(Action.COPY, document.case, document.id)
    workbench, made_as = visit.workbench, ""
    lines = [line.strip() for line in visit.text("lines").splitlines() if line.strip()]
    if visit.text("from_system"):
        lines = [FROM_ASDS, *lines]

    @contextmanager
    def deliver(source: Path) -> Iterator[None]:
        nonlocal made_as
        made_as = content_of(source).sha512
        yield

    made = certify_copy(
        workbench.vault,
        workbench.airlock,
        dataclasses.replace(workbench.letterhead(), duplex=bool(visit.text("duplex"))),
        CopyRequest(
            document=document.id,
            compared=bool(visit.text("compared")),
            held_as_copy=bool(visit.text("held_as_copy")),
            lines=tuple(lines),
            to=_recipient(visit),
            certifier=who(visit),
            duplex=bool(visit.text("duplex")),
            numbered=bool(visit.text("numbered")),
            templates=workbench.press.replaced,
        ),
        actor=visit.actor,
        pictures=PICTURES,
        deliver=deliver,
    )
    asked = f"?total={made.total_page or 0}" + ("&duplex=1" if visit.text("duplex") else "")
    return visit.go(f"/copy/{document.id}/{made_as}{asked}", "Копію виготовлено й записано.")


def _recipient(visit: Visit) -> Recipient | None:
    """For whom it is; who chose neither is told what an issue wants."""
    if visit.text("issued") == "no":
        return None
    return Recipient(visit.text("to"), visit.text("standing"))


def ready(visit: Visit) -> Response:
    """The copy, and how it is printed."""
    with visit.reading() as reading:
        document = looking.readable(reading, visit.request.path_params["document"])
        case = reading.case_of(document.case)
        copy = _recorded(visit, reading.connection, document.id)
    return visit.page(
        "copy_ready.html",
        document=document,
        back=address(case, f"document/{document.id}"),
        again=f"/copy/{document.id}",
        pdf=f"/copy/{document.id}/{copy['copy']['sha512']}/pdf",
        copy=copy,
        total=visit.number("total", 0),
        duplex=visit.query("duplex"),
    )


def pdf(visit: Visit) -> Response:
    """The copy itself, to be printed."""
    with visit.reading() as reading:
        document = looking.readable(reading, visit.request.path_params["document"])
        reading.demand(Action.COPY, document.case, document.id)
        copy = _recorded(visit, reading.connection, document.id)
    path = visit.workbench.vault.locate(copy["copy"]["sha512"])
    return send_pdf(path, f"Засвідчена копія {document.title or document.id}.pdf", shown=True)


def _recorded(visit: Visit, connection: Connection, document: str) -> Mapping[str, Json]:
    """What the journal says of the copy that the address names.

    Raises:
        NotFound: no such copy was made.
    """
    wanted = visit.request.path_params["copy"]
    for event in reversed(list(events_of(connection, document_subject(document)))):
        if event.event == COPY_CERTIFIED:
            payload = visit.workbench.vault.entry_at(event.end).payload
            if payload["copy"]["sha512"] == wanted:
                return payload
    raise NotFound(what_for="копію", name=wanted[:16])


ROUTES = [
    page("/case/{key:case}/copy", shielded(choose)),
    page("/copy/{document}", shielded(attest)),
    post("/copy/{document}", shielded(make), work=Work.FILES),
    page("/copy/{document}/{copy}", shielded(ready)),
    page("/copy/{document}/{copy}/pdf", shielded(pdf), work=Work.FILES),
]
