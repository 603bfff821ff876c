"""Declaring volumes full, noting how sheets are really numbered, confirming counts.

Knows: what freezes and what may still change. Does not know: forms (certification.py).
Keeps: a numbered sheet never moves; whatever paper does differently is noted, not repaired.
"""

from __future__ import annotations

from collections.abc import Sequence

from inventory import events
from inventory.errors import ClosingRefused, NoSuchVolume, NumberingRefused
from inventory.model import (
    CaseFile,
    Document,
    FrozenVolume,
    Row,
    SheetBasis,
    VolumeFacts,
    VolumePlan,
)
from inventory.queries import (
    case_by_key,
    documents_by_id,
    frozen_volumes,
    get_document,
    held_in,
    plan_of,
    volume_facts,
)
from inventory.registration.card import RegistrationCard, count_sheets
from inventory.rules.numbering import may_be_noted
from inventory.rules.relations import may_be_stitched
from inventory.rules.volumes import may_be_closed, may_be_numbered, may_be_renumbered
from inventory.service.meanwhile import as_seen, case_as_seen
from inventory.service.order import order_is_explained
from inventory.volumes.sheets import Label, Numbering, label, next_letters, odd_numbers, take
from vault import Json, Transaction, Verdict, carries_out
from vault.errors import UsageError


def volume_of(plans: Sequence[VolumePlan], case: CaseFile, number: int) -> VolumePlan:
    """The volume of that number.

    Raises:
        NoSuchVolume: the case file has none.
    """
    for volume in plans:
        if volume.number == number:
            return volume
    raise NoSuchVolume(name=case.number, volume=number)


def pieces_json(rows: Sequence[Row]) -> list[Json]:
    """What rows hold, as payloads carry it."""
    return [
        {"document": member.document, "row": row.document, "sheets": len(member.labels)}
        for row in rows
        for member in row.members
    ]


def unstitched(tx: Transaction, case: CaseFile, rows: Sequence[Row]) -> Verdict:
    """What of the rows is left without motion, and so may not be numbered (814 III.10)."""
    held = {one.document for one in held_in(tx.connection, case.key)}
    members = [member.document for row in rows for member in row.members]
    documents = documents_by_id(tx.connection, [d for d in members if "" in held or d in held])
    titles = [document.title or document.name for document in documents.values()]
    return may_be_stitched(titles, whole="" in held)


@carries_out("814:VII.10", "814:VII.8-продовження")
def close_volume(
    tx: Transaction, number: str, volume: int, *, seen: int | None = None
) -> VolumePlan:
    """Declare a volume full: its rows and sheet numbers are fixed from now on.

    Raises:
        NoSuchCase, NoSuchVolume, ClosingRefused.
        ChangedMeanwhile: the case file is no longer as `seen`.
    """
    case = case_as_seen(tx, number, seen)
    plans = plan_of(tx.connection, case)
    chosen = volume_of(plans, case, volume)
    verdicts = (
        may_be_closed(plans, volume),
        unstitched(tx, case, chosen.rows),
        order_is_explained(tx.connection, case),
    )
    Verdict.all(verdicts).demand(ClosingRefused)
    tx.record(
        events.VOLUME_CLOSED,
        subjects=(events.case_subject(case.key), events.volume_subject(case.key, volume)),
        payload={
            "case": case.key,
            "volume": volume,
            "pieces": pieces_json(chosen.rows),
            "sheets": chosen.sheets,
        },
        cites=("814:VII.10",),
    )
    return volume_of(plan_of(tx.connection, case), case, volume)


@carries_out("814:VII.9-літери", "814:VII.13-помилки")
def note_numbering(
    tx: Transaction,
    number: str,
    volume: int,
    lettered: Sequence[str],
    missing: Sequence[int],
    *,
    repeated: Sequence[int] = (),
    seen: int | None = None,
) -> VolumePlan:
    """Note lettered and missing numbers of a volume whose sheets are numbered otherwise.

    A number in `repeated` stands on neighbouring sheets, on as many as it is named and one more:
    from the second sheet on they take letters (814 VII.9).

    Raises:
        NoSuchCase, NoSuchVolume: not there. NumberingRefused: the volume is full already.
        UsageError: a letter or a missing number is beyond its sheets.
        ChangedMeanwhile: the case file is no longer as `seen`.
    """
    case = case_as_seen(tx, number, seen)
    chosen = volume_of(plan_of(tx.connection, case), case, volume)
    may_be_numbered(chosen).demand(NumberingRefused)
    labels = _with_repeated([label(text) for text in lettered], repeated)
    numbering = Numbering(labels, tuple(sorted(set(missing))))
    _check_letters(numbering)
    may_be_noted(chosen, numbering).demand(NumberingRefused)
    if odd_numbers(take(numbering.labels(), chosen.sheets)) != numbering:
        raise UsageError(reason=f"у томі {volume} лише {chosen.sheets} арк.: такого номера немає")
    _record_numbering(tx, case, volume, numbering, repeated)
    return volume_of(plan_of(tx.connection, case), case, volume)


@carries_out("814:VII.9-повтор")
def _with_repeated(lettered: Sequence[Label], repeated: Sequence[int]) -> tuple[Label, ...]:
    """All letters of a volume, those of repeated numbers among them."""
    labels = list(lettered)
    for number in repeated:
        last = max((one for one in labels if one.number == number), key=Label.key, default=None)
        labels += next_letters(last or Label(number), 1)
    return tuple(sorted(labels, key=Label.key))


def _check_letters(numbering: Numbering) -> None:
    by_number: dict[int, list[str]] = {}
    for entry in numbering.lettered:
        by_number.setdefault(entry.number, []).append(entry.letter)
    for number, letters in by_number.items():
        wanted = [entry.letter for entry in next_letters(Label(number), len(letters))]
        if letters != wanted or number in numbering.missing:
            raise UsageError(
                reason=f"літери після аркуша {number} мають іти підряд: {', '.join(wanted)}"
            )
    if any(number < 1 for number in numbering.missing):
        raise UsageError(reason="пропущений номер має бути додатним")


def _record_numbering(
    tx: Transaction,
    case: CaseFile,
    volume: int,
    numbering: Numbering,
    repeated: Sequence[int],
) -> None:
    tx.record(
        events.NUMBERING_NOTED,
        subjects=(events.case_subject(case.key), events.volume_subject(case.key, volume)),
        payload={"case": case.key, "repeated": sorted(repeated)}
        | numbering_json(volume, numbering),
        cites=("814:VII.9-літери",),
    )


def numbering_json(volume: int, numbering: Numbering) -> dict[str, Json]:
    """A volume's numbering as payloads carry it."""
    return {
        "volume": volume,
        "lettered": [str(entry) for entry in numbering.lettered],
        "missing": list(numbering.missing),
    }


def confirm_sheets(
    tx: Transaction, document: str, sheets: int, *, seen: int | None = None
) -> Document:
    """A person says how many sheets a document has.

    In a full volume the numbers of all other sheets stay: surplus sheets take letters, absent
    ones become missing numbers (814 VII.9).

    Raises:
        NoSuchDocument: not there. UsageError: the count cannot be.
        NumberingRefused: its volume is certified, or would pass 250 sheets.
        ChangedMeanwhile: the case file is no longer as `seen`.
    """
    found = get_document(tx.connection, document)
    case = as_seen(tx, case_by_key(tx.connection, found.case), seen)
    fixed = found.count.basis is SheetBasis.NONE  # an envelope that stays closed, a disc
    if sheets != found.count.sheets and (sheets < 1 or fixed):
        raise UsageError(reason=f"кількість аркушів «{sheets}» неможлива для цього документа")
    changes, numbering = in_numbered_volume(tx, case, found, sheets)
    tx.record(
        events.SHEETS_CONFIRMED,
        subjects=(events.document_subject(found.id), events.case_subject(case.key)),
        payload={
            "case": case.key,
            "document": found.id,
            "sheets": sheets,
            "was": found.count.sheets,
            "pieces": changes,
            "numbering": numbering,
        },
        cites=("814:VII.9-літери", "814:VII.13"),
    )
    return get_document(tx.connection, found.id)


def count_laid_out(
    tx: Transaction, document: str, pages: int, *, duplex: bool | None, print_duplex: bool
) -> Document:
    """Count the sheets of a document whose pages are known only now that it has been laid out.

    What a person has said stays, and so does a count in a volume that is numbered already: then
    only a person may change it.

    Args:
        tx: an open transaction.
        document: id.
        pages: of its reading copy.
        duplex: what the card says about its leaves, if anything.
        print_duplex: the court's print setting.
    """
    found = get_document(tx.connection, document)
    frozen = frozen_volumes(tx.connection, found.case)
    if found.count.confirmed or found.pages or any(_holds(v, found.id) for v in frozen):
        return found
    count = count_sheets(
        RegistrationCard(duplex=duplex),
        trait=found.kind_data.trait,
        pages=max(pages, 1),
        form=found.original_form,
        print_duplex=print_duplex,
    )
    tx.record(
        events.SHEETS_COUNTED,
        subjects=(events.document_subject(found.id), events.case_subject(found.case)),
        payload={
            "case": found.case,
            "document": found.id,
            "pages": max(pages, 1),
            "sheets": count.sheets,
            "basis": count.basis.value,
            "was": found.count.sheets,
            "pieces": [],
            "numbering": [],
        },
    )
    return get_document(tx.connection, found.id)


def in_numbered_volume(
    tx: Transaction, case: CaseFile, document: Document, sheets: int
) -> tuple[list[Json], list[Json]]:
    """What a new count changes where the document's last fixed sheets are, if it has some.

    Raises:
        NumberingRefused, UsageError: as `confirm_sheets`.
    """
    surplus = sheets - document.count.sheets
    frozen = [v for v in frozen_volumes(tx.connection, case.key) if _holds(v, document.id)]
    held = sum(p.sheets for v in frozen for p in v.pieces if p.document == document.id)
    if not frozen or not surplus:
        return [], []
    volume = frozen[-1]
    facts = volume_facts(tx.connection, case.key)[volume.number]
    goes_on = held < document.count.sheets  # in a volume that is not full: there it may change
    if goes_on and sheets >= held:
        return [], []
    present = sum(piece.sheets for piece in volume.pieces)
    may_be_renumbered(volume.number, facts.state, present if goes_on else present + surplus).demand(
        NumberingRefused
    )
    if goes_on:
        raise UsageError(reason=f"{held} арк. документа вже пронумеровано")
    return _renumbered(tx, case, document, volume, facts, surplus)


def _renumbered(
    tx: Transaction,
    case: CaseFile,
    document: Document,
    volume: FrozenVolume,
    facts: VolumeFacts,
    surplus: int,
) -> tuple[list[Json], list[Json]]:
    ordinal, piece = next((i, p) for i, p in enumerate(volume.pieces) if p.document == document.id)
    labels = [
        entry
        for row in volume_of(plan_of(tx.connection, case), case, volume.number).rows
        for member in row.members
        if member.document == document.id
        for entry in member.labels
    ]
    if surplus > 0:
        more = _letters_after(labels, surplus, facts.numbering)
        numbering = Numbering((*facts.numbering.lettered, *more), facts.numbering.missing)
    else:
        gone = labels[surplus:]
        if len(gone) >= len(labels):
            raise UsageError(reason="у тому мусить лишитися хоч один аркуш документа")
        absent = [e.number for e in gone if not e.letter]
        if not volume.full and piece is volume.pieces[-1]:
            absent = []  # the next sheet takes the number: none has it yet
        numbering = Numbering(
            tuple(entry for entry in facts.numbering.lettered if entry not in gone),
            (*facts.numbering.missing, *absent),
        )
    change = {
        "volume": volume.number,
        "ordinal": ordinal,
        "sheets": piece.sheets + surplus,
    }
    return [change], [numbering_json(volume.number, numbering)]


def _letters_after(labels: Sequence[Label], count: int, numbering: Numbering) -> tuple[Label, ...]:
    """Labels for sheets found after the document's last one.

    Raises:
        UsageError: there is no sheet to follow, or the next document has these letters.
    """
    if not labels:
        raise UsageError(reason="документ не має пронумерованих аркушів у завершеному томі")
    more = next_letters(labels[-1], count)
    taken = [str(entry) for entry in more if entry in numbering.lettered]
    if taken:
        raise UsageError(reason=f"номер {taken[0]} уже має аркуш наступного документа")
    return more


def _holds(volume: FrozenVolume, document: str) -> bool:
    return any(piece.document == document for piece in volume.pieces)
