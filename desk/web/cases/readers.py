"""Who is given a case file to read, as a form on a page says it.

Knows: the fields of `reader_fields.html`. Does not know: what must be shown (814 X.1).
Keeps: a choice that no form of ours offers is refused.
"""

from __future__ import annotations

from desk.web.frame import Visit
from inventory.access.names import PAPERS, READERS, RESOLVERS
from inventory.access.readers import (
    ADVOCATES,
    IDENTITIES,
    MANDATES,
    CaseReader,
    PaperKind,
    ReaderKind,
    Resolver,
    ShownPaper,
)
from vault.errors import UsageError

OFFERED = {
    "readers": {kind.value: name for kind, name in READERS.items()},
    "identities": {kind.value: PAPERS[kind] for kind in IDENTITIES},
    "authorities": {
        kind.value: PAPERS[kind] for kind in dict.fromkeys((*ADVOCATES[:-1], *MANDATES))
    },
    "resolvers": {one.value: name for one, name in RESOLVERS.items()},
}
"""What the fields offer: codes and words."""


def reader_sent(visit: Visit) -> CaseReader | None:
    """The reader a form names; None when it is for somebody of the court's own staff.

    Raises:
        UsageError: a choice that is none.
    """
    if not visit.text("reader"):
        return None
    try:
        return CaseReader(
            kind=ReaderKind(visit.text("reader")),
            standing=visit.text("standing"),
            identity=_shown(visit, "identity"),
            authority=_shown(visit, "authority"),
            application=visit.text("application"),
            resolved_by=Resolver(visit.text("resolved_by")),
        )
    except ValueError as error:
        raise UsageError(reason="обрано те, чого форма не пропонує") from error


def _shown(visit: Visit, name: str) -> ShownPaper | None:
    """Raises: ValueError: there is no such kind."""
    details = visit.text(name)
    return ShownPaper(PaperKind(visit.text(f"{name}_kind")), details) if details else None
