"""Історія: what happened to a case file, entry by entry, the newest first.

Knows: which entries are whose to see. Does not know: how an entry becomes a sentence.
Keeps: only the entries of a page are read; who looked at what is told to those who may restrict.
"""

from __future__ import annotations

from starlette.responses import Response

from desk.discretion import hidden_titles, kept_back, without
from desk.web.cases.casework import case_page, open_case_at, shielded
from desk.web.frame import Visit, page
from inventory.access import Action
from inventory.access.events import EXPORTED, VIEWED
from inventory.access.queries import who_is
from inventory.access.reading import HIDDEN
from inventory.audit.history import told
from inventory.events import case_subject
from vault import Event, events_of

PAGE = 100
_TRACES = {VIEWED, EXPORTED}


def history(visit: Visit) -> Response:
    """The tab; `before` of the address is an entry to go on behind."""
    before, person = visit.number("before"), visit.query("by")
    looked = visit.query("traces") != ""
    with visit.reading() as reading:
        case = open_case_at(visit, reading)
        hidden = hidden_titles(reading)
        watched = reading.may(Action.MARK, case.key)
        every = [
            one
            for one in events_of(reading.connection, case_subject(case.key))
            if one.event not in _TRACES or (watched and looked)
        ]
        acted = {_login(one) for one in every}
        found = [
            one
            for one in every
            if (before is None or one.end.sequence < before)
            and (not person or person == _login(one))
        ]
        newest = found[::-1][:PAGE]
        entries = [
            told(reading.connection, visit.workbench.vault.entry_at(one.end)) for one in newest
        ]
        kept = kept_back(reading, case)
        rows = [
            (
                one.sequence,
                one.when,
                one.who,
                HIDDEN if kept & set(one.subjects) else without(one.text, hidden),
                one.cites,
            )
            for one in entries
        ]
        return case_page(
            visit,
            reading,
            case,
            "case_history.html",
            "history",
            rows=rows,
            older=newest[-1].end.sequence if len(found) > PAGE else None,
            watched=watched,
            looked=looked,
            person=person,
            people={one: who_is(reading.connection, one) for one in sorted(acted)},
            before=before,
        )


def _login(event: Event) -> str:
    return event.actor.rpartition(" as ")[2]


ROUTES = [page("/case/{key:case}/history", shielded(history))]
