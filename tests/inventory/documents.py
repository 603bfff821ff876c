"""Documents as the catalogue would give them, without a vault."""

from __future__ import annotations

from inventory import CaseFile, CaseState, Document, OriginalForm, SheetBasis, SheetCount, kind_of


def document(
    name: str,
    kind: str,
    sequence: int,
    *,
    sheets: int = 1,
    parent: str | None = None,
    when: str = "2025-03-01",
    title: str | None = None,
    file: str | None = None,
) -> Document:
    """A document of that kind."""
    known = kind_of(kind)
    return Document(
        id=name,
        sequence=sequence,
        case="main:757/1/25:a",
        kind=kind,
        title=name if title is None else title,
        index="",
        date=None,
        received_at=when,
        receipt_confirmed=True,
        sender="",
        direction="incoming",
        original_form=OriginalForm.PAPER,
        copy=False,
        count=SheetCount(sheets, SheetBasis.CARD),
        pages=sheets,
        parent=parent,
        restricted=False,
        place=known.place,
        sub=known.sub,
        when=when,
        flags=(),
        note="",
        name=f"{name}.pdf" if file is None else file,
        format="fmt/95",
        size=1,
        original=None,
        text=None,
        reading_copy=None,
        reading_note=None,
        reading_failed=None,
        report=None,
        verdict=None,
    )


def case_file(
    *,
    key: str = "main:757/1/25:a",
    kind: str = "civil",
    instance: str = "first",
    state: CaseState = CaseState.OPEN,
) -> CaseFile:
    """A case file as the catalogue would give it."""
    return CaseFile(
        key=key,
        number="757/1/25",
        kind=kind,
        title="",
        state=state,
        original_form=OriginalForm.PAPER,
        opened_at="2025-03-01T10:00:00+00:00",
        received_on=None,
        closed_on=None,
        instance=instance,
    )
