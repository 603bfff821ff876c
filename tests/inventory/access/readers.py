"""Invented readers of case files, each as 814 X.1 wants them."""

from __future__ import annotations

from inventory.access.readers import CaseReader, PaperKind, ReaderKind, Resolver, ShownPaper

PASSPORT = ShownPaper(PaperKind.PASSPORT, "№ 000000000, видав орган 0000")
SERVICE = ShownPaper(PaperKind.SERVICE_CARD, "№ 0001")
CARD = ShownPaper(PaperKind.ADVOCATE_CARD, "№ 00000, видала вигадана рада")
MANDATE = ShownPaper(PaperKind.MANDATE, "від 01.03.2026")
_SHOWN: dict[ReaderKind, tuple[ShownPaper | None, ShownPaper | None]] = {
    ReaderKind.PROSECUTOR: (SERVICE, None),
    ReaderKind.ADVOCATE: (None, CARD),
    ReaderKind.PARTY: (PASSPORT, None),
    ReaderKind.REPRESENTATIVE: (PASSPORT, MANDATE),
    ReaderKind.AFFECTED: (PASSPORT, None),
    ReaderKind.OFFICIAL: (SERVICE, None),
}


def reader(kind: ReaderKind = ReaderKind.ADVOCATE) -> CaseReader:
    """Somebody of that kind who showed what is asked for, in a case that is not finished."""
    identity, authority = _SHOWN[kind]
    return CaseReader(
        kind=kind,
        standing="представник позивача",
        identity=identity,
        authority=authority,
        application="№ 3 від 01.03.2026",
        resolved_by=Resolver.JUDGE,
    )
