"""A small vault for tests of the inventory: cases and documents in a line each."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from pathlib import Path

from inventory import (
    Accession,
    CaseFile,
    Document,
    InventoryProjection,
    NewCase,
    OriginalForm,
    VolumePlan,
    card_of,
    open_case,
    register,
)
from inventory.access import AccessProjection
from inventory.queries import find_case, get_document, plan_of
from vault import Json, Projection, Vault, make_vault
from vault.disk import Disk
from vault.guard import Guard, no_guard

NOON = dt.datetime(2026, 11, 21, 10, 0, tzinfo=dt.UTC)


class Office:
    """A vault with one case file, and short ways to fill it."""

    def __init__(
        self,
        root: Path,
        *,
        number: str = "757/12345/25",
        kind: str = "civil",
        projections: Sequence[Projection] = (InventoryProjection(), AccessProjection()),
        guard: Guard = no_guard,
        disk: Disk | None = None,
    ) -> None:
        self.vault: Vault = make_vault(
            root / "vault", projections, guard=guard, disk=disk or Disk()
        )
        self.vault.clock = lambda: NOON
        self.number = number
        self._serial = itertools.count(1)
        with self.vault.transaction("тест") as tx:
            self.case: CaseFile = open_case(
                tx,
                NewCase(
                    number=number,
                    kind=kind,
                    own="aaaaaa",
                    title="Позивач: Вигаданко В. В.; відповідач: ТОВ «Вигадка»",
                    received_on="2025-03-01",
                ),
            )
            tx.commit()

    def add(
        self,
        kind: str,
        sheets: int | None = None,
        *,
        pages: int = 1,
        parent: str | None = None,
        form: OriginalForm = OriginalForm.PAPER,
        content: bytes | None = None,
        **card: Json,
    ) -> str:
        """Register a document with this card; answers with its id."""
        serial = next(self._serial)
        said = card_of({"kind": kind, "sheets": sheets, **card})
        bytes_ = content or f"document {serial}".encode()
        accession = Accession(
            id=f"d{serial:09d}",
            case=self.case,
            card=said,
            arrived_at=f"2025-03-01T10:{serial % 60:02d}:00",
            name=f"document-{serial}.pdf",
            format="fmt/95",
            content=None if said.restricted else self.vault.store(bytes_),
            pages=pages,
            form=form,
            print_duplex=False,
            parent=parent,
        )
        with self.vault.transaction("тест") as tx:
            register(tx, accession)
            tx.commit()
        return accession.id

    def plan(self) -> Sequence[VolumePlan]:
        """The volumes as they stand."""
        with self.vault.read() as connection:
            case = find_case(connection, self.number)
            assert case is not None
            return plan_of(connection, case)

    def document(self, document: str) -> Document:
        """A document as the catalogue knows it."""
        with self.vault.read() as connection:
            return get_document(connection, document)
