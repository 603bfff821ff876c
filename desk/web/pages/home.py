"""The first page: where somebody's work begins.

Knows: which page is whose daily work. Does not know: that page. Keeps: nobody lands on a refusal.
"""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from desk.web.frame import Visit, page

_PLACES = (
    ("register", "/arrivals"),
    ("archive", "/archive"),
    ("form", "/cases"),
    ("see", "/cases"),
    ("rights", "/people"),
)


def home(visit: Visit) -> Response:
    """Go where the person's daily work is."""
    may = visit.may
    return RedirectResponse(next((to for act, to in _PLACES if may[act]), "/password"), 303)


ROUTES = [page("/", home)]
