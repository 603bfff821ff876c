"""Справа: a case file at a glance, the inventory and the sheets of one of its volumes.

Knows: what stands on the first tab. Does not know: how anything is changed.
Keeps: sheets are drawn only when somebody gets to them, and only those of documents that the reader
may read; the page itself opens no document.
"""

from __future__ import annotations

from starlette.responses import Response

from desk.names import VOLUME_STATES
from desk.settings import NumberingSection
from desk.web.cases.caseview import Strip, chosen, inventory, shown_documents, strips
from desk.web.cases.casework import case_at, case_page, is_stub, open_case_at, shielded, who
from desk.web.cases.drafts import VOLUME, is_draft
from desk.web.documents.leafing import leafed, of_volume
from desk.web.frame import Visit, page
from inventory.volumes.sheets import odd_numbers, wants_renumbering
from vault.errors import NotFound


def case(visit: Visit) -> Response:
    """The first tab: volumes, the inventory of one of them, what may be done with it."""
    with visit.reading() as reading:
        found = case_at(visit, reading)
        if is_stub(reading, found):
            return case_page(visit, reading, found, "case_frame.html", "")
        volumes = strips(reading, found)
        strip = chosen(volumes, visit.number("volume"))
        documents, readable = shown_documents(reading, found)
        settings = visit.workbench.settings
        lines = inventory(strip, documents, readable, settings.numbering.joiner) if strip else []
        return case_page(
            visit,
            reading,
            found,
            "case.html",
            "",
            volumes=volumes,
            volume=strip,
            lines=lines,
            odd=odd_numbers(strip.plan.labels) if strip else None,
            corrections=_many_corrections(strip, settings.numbering) if strip else 0,
            joinable=[documents[one] for one in _unsewn(volumes) if one in readable],
            unconfirmed=[one for one in lines if not one.document.count.confirmed],
            volume_states=VOLUME_STATES,
            me=who(visit),
            head=visit.workbench.letterhead(),
            today=visit.seat.today,
            draft=is_draft(visit, *VOLUME),
            paper=found.original_form.value == "paper",
        )


def _many_corrections(strip: Strip, limits: NumberingSection) -> int:
    """How many corrections of numbers there are, where that is many; else 0 (814 VII.9)."""
    odd = odd_numbers(strip.plan.labels)
    many = strip.is_open and wants_renumbering(
        odd,
        strip.plan.sheets,
        at_most=limits.corrections_max,
        percent=limits.corrections_percent,
    )
    return len(odd.lettered) + len(odd.missing) if many else 0


def _unsewn(volumes: list[Strip]) -> list[str]:
    """Documents that no full volume holds: what can still be joined to a certified one."""
    return [
        member.document
        for one in volumes
        if not one.plan.frozen
        for row in one.plan.rows
        for member in row.members
    ]


def sheets(visit: Visit) -> Response:
    """The sheets of a volume as small pictures with their numbers."""
    number = int(visit.request.path_params["volume"])
    with visit.reading() as reading:
        found = open_case_at(visit, reading)
        places = visit.seat.places.case(reading.connection, found.key)
        documents = of_volume(reading.connection, places, number)
        if not documents:
            raise NotFound(what_for="том", name=str(number))
        shown, readable = shown_documents(reading, found)
        mine = [one for one in documents if one.id in readable]
        seen = {
            part.document.id: part
            for part in leafed(visit, reading.connection, places, mine, volume=number)
        }
        parts = [(shown[one.id], seen.get(one.id)) for one in documents]
    return visit.page("case_sheets.html", parts=parts)


ROUTES = [
    page("/case/{key:case}", shielded(case)),
    page("/case/{key:case}/sheets/{volume:int}", shielded(sheets)),
]
