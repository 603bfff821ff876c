"""Files that come formed, and documents that come bound: inventory and numbers go on.

Knows: a volume that came stands for the rows and sheets it has; what another court bound in stays
as it bound it. Does not know: how a continued inventory is printed (papers.py).
Keeps: nothing that has a number gets another (814 VII.20, VII.25).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from inventory import events
from inventory.arrangement.kinds import kinds
from inventory.errors import ContainerRefused
from inventory.language.days import wall_time
from inventory.language.words import Noun, noun
from inventory.model import CaseFile
from inventory.queries import case_by_key, documents_of, get_document
from inventory.registration.card import card_of
from inventory.rules.containers import may_be_received
from inventory.service.documents import Accession, register
from inventory.service.meanwhile import case_as_seen
from inventory.service.order import OrderView, look_at_order, move_document
from inventory.service.sheet_numbers import record_numbered
from inventory.service.volumes import close_volume
from vault import Transaction, carries_out
from vault.errors import UsageError

_ROW: Noun = ("рядок", "рядки", "рядків")
_SHEET: Noun = ("аркуш", "аркуші", "аркушів")
_MANY = 10_000


@dataclass(frozen=True, slots=True)
class Came:
    """A volume as it came.

    Attributes:
        sheets: that are numbered in it.
        rows: of its internal inventory.
        inventory_sheets: of that inventory.
    """

    sheets: int
    rows: int
    inventory_sheets: int = 1


@carries_out("814:VII.20", "814:VII.25")
def receive_volumes(
    tx: Transaction,
    number: str,
    volumes: Sequence[Came],
    *,
    new_id: Callable[[], str],
    cover: bool = False,
    sound: bool = False,
    seen: int | None = None,
) -> CaseFile:
    """Note the volumes a case file came in; ours go on after the last one's rows and sheets.

    Args:
        tx: an open transaction.
        number: of the case file, which is open and empty.
        volumes: as they came, in order; the last one is continued.
        new_id: gives new random ids.
        cover: the cover they came in is used (814 VII.25).
        sound: a clerk says that it is whole and of good quality.
        seen: the revision the case file was seen at.

    Raises:
        NoSuchCase: not there. ContainerRefused: a rule objects. UsageError: no volume, or no row.
        ChangedMeanwhile: not as it was seen.
    """
    case = case_as_seen(tx, number, seen)
    if not volumes or any(not 1 <= v.rows <= _MANY or v.inventory_sheets < 1 for v in volumes):
        raise UsageError(reason="для кожного тому потрібні аркуші й рядки опису, від 1")
    empty = not documents_of(tx.connection, case.key)
    may_be_received(
        case, [v.sheets for v in volumes], empty=empty, cover=cover, sound=sound
    ).demand(ContainerRefused)
    told = []
    for ordinal, volume in enumerate(volumes, start=1):
        document = _volume(tx, case, ordinal, volume, new_id())
        told.append(
            {
                "document": document,
                "sheets": volume.sheets,
                "rows": volume.rows,
                "inventory_sheets": volume.inventory_sheets,
            }
        )
        if ordinal < len(volumes):
            close_volume(tx, case.name, ordinal)
        else:
            record_numbered(tx, case.name, ordinal, 1)
    tx.record(
        events.VOLUMES_RECEIVED,
        subjects=(events.case_subject(case.key),),
        payload={"case": case.key, "volumes": told, "cover": cover},
        cites=("814:VII.25",) if cover else ("814:VII.20",),
    )
    return case_by_key(tx.connection, case.key)


def _volume(tx: Transaction, case: CaseFile, ordinal: int, volume: Came, new: str) -> str:
    """The document that stands for a volume that came."""
    kind = kinds()["received-volume"]
    rows = f"{volume.rows} {noun(volume.rows, _ROW)}"
    sheets = f"{volume.sheets} {noun(volume.sheets, _SHEET)}"
    accession = Accession(
        id=new,
        case=case,
        card=card_of(
            {
                "kind": kind.code,
                "title": f"{kind.name}: том {ordinal} ({rows} опису, {sheets})",
                "sheets": volume.sheets,
                "original_form": "paper",
                "received_at": case.received_on,
            }
        ),
        arrived_at=wall_time(tx.now.isoformat()),
        name=f"volume-{ordinal}",
        format="",
        content=None,
        pages=0,
        form=case.original_form,
        print_duplex=False,
    )
    return register(tx, accession)


@carries_out("814:VII.20")
def bring_back(
    tx: Transaction,
    number: str,
    documents: Sequence[str],
    reason: str,
    *,
    seen: int | None = None,
) -> OrderView:
    """Put documents first in the tail as another court bound them: behind what is numbered.

    Raises:
        NoSuchCase, NoSuchDocument: not there. MoveRefused: one is numbered, or is an annex.
        UsageError: none is named, or one is of another case file.
    """
    case = case_as_seen(tx, number, seen)
    if not documents:
        raise UsageError(reason="не названо жодного документа")
    before: str | None = None
    for one in documents:
        document = get_document(tx.connection, one)
        if document.case != case.key:
            raise UsageError(reason=f"документ «{document.id}» не зі справи № {case.name}")
        move_document(tx, document.id, before, reason)
        before = document.id
    return look_at_order(tx.connection, case)
