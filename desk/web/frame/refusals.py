"""Errors as pages: what happened, what was kept, what to do.

Knows: how our errors are told to who may read them, and which page mends what they say.
Does not know: why anything is refused. Keeps: every ArchiveError has its three sentences and a
status; what was typed can be sent again, secrets and files cannot.
"""

from __future__ import annotations

from starlette.responses import Response

from desk.web.frame.admission import SessionOver
from desk.web.frame.advice import for_pages, goal_of, status_of
from desk.web.frame.visit import Visit
from vault.errors import ArchiveError, RuleViolation

_SECRET = {"old", "new", "again", "password"}


def error_page(visit: Visit, error: ArchiveError) -> Response:
    """What happened, what was kept, what to do; a part of a page when htmx asked."""
    error = visit.discreet(error)
    objections = error.verdict.objections if isinstance(error, RuleViolation) else ()
    what, kept, remedy = map(for_pages, error.sentences())
    may = visit.may_now
    answer = visit.page(
        "said.html" if visit.partial else "error.html",
        status_of(error),
        may=may,
        said="",
        code=error.code,
        what=what,
        kept=kept,
        remedy=remedy,
        goal=goal_of(error, may),
        again=_sent(visit) if isinstance(error, SessionOver) else [],
        objections=[(one.clause, for_pages(one.text)) for one in objections],
    )
    if visit.partial:
        answer.headers.update({"HX-Retarget": "#said", "HX-Reswap": "innerHTML"})
    return answer


def _sent(visit: Visit) -> list[tuple[str, str]]:
    """A form as it can be sent again from another page: without files, without secrets."""
    fields = visit.form.multi_items()
    told = [(name, value) for name, value in fields if isinstance(value, str)]
    return told if len(told) == len(fields) and not _SECRET & set(visit.form) else []
