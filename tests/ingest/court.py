"""A vault with open case files and an intake, as tests of ingest need them."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from pathlib import Path

from ingest import IngestProjection, Intake, IntakeSettings, Outcome, State
from ingest.projection import count_unread
from inventory import CaseFile, Document, InventoryProjection, NewCase, open_case
from inventory.events import document_subject
from inventory.queries import documents_of, get_case
from vault import Content, Vault, holds_of, make_vault, open_vault
from vault.airlock import Airlock

CASE = "757/12345/25"
FOLDER = "757_12345_25"
PROJECTIONS = (InventoryProjection(), IngestProjection())


@dataclass
class Court:
    """One vault and what was told about its arrivals."""

    vault: Vault
    airlock: Airlock
    settings: IntakeSettings = field(default_factory=lambda: IntakeSettings(settle_s=0))
    told: list[Outcome] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def inbox(self) -> Path:
        return self.vault.layout.inbox

    def intake(self) -> Intake:
        return Intake(
            self.vault,
            self.airlock,
            actor="clerk",
            settings=self.settings,
            tell=self.told.append,
            stop=self.stop,
        )

    def put(self, name: str, data: bytes, *, card: object = None, folder: str = FOLDER) -> Path:
        """Lay a file into the inbox as a program that knows its manners does."""
        place = self.inbox / folder
        place.mkdir(exist_ok=True)
        if card is not None:
            text = card if isinstance(card, str) else json.dumps(card, ensure_ascii=False)
            (place / f"{name}.card.json").write_text(text, encoding="utf-8")
        path = place / name
        path.write_bytes(data)
        return path

    def take(self) -> list[Outcome]:
        """Drain the inbox; what was told about it."""
        self.told.clear()
        self.intake().take_inbox()
        return list(self.told)

    def take_one(self) -> Outcome:
        [outcome] = self.take()
        return outcome

    def case(self, number: str = CASE) -> CaseFile:
        with self.vault.read() as connection:
            return get_case(connection, number)

    def documents(self, number: str = CASE) -> list[Document]:
        with self.vault.read() as connection:
            return documents_of(connection, get_case(connection, number).key)

    def document(self, outcome: Outcome) -> Document:
        assert outcome.state is State.REGISTERED, outcome
        return next(d for d in self.documents(str(outcome.case)) if d.id == outcome.document)

    def open_case(self, number: str, kind: str = "civil") -> None:
        with self.vault.transaction("clerk") as tx:
            open_case(tx, NewCase(number=number, kind=kind, own="a"))
            tx.commit()

    def bytes_of(self, document: Document) -> bytes:
        assert document.original is not None
        return self.vault.locate(document.original).read_bytes()

    def unread(self) -> int:
        """How many documents the slow work still owes something."""
        with self.vault.read() as connection:
            return count_unread(connection)

    def holds(self, document: str) -> list[Content]:
        """What the shelf keeps for a document."""
        with self.vault.read() as connection:
            return list(holds_of(connection, document_subject(document)))

    def left(self) -> list[str]:
        """All files in the inbox and among the claims."""
        places = (self.inbox, self.vault.layout.claimed)
        return sorted(p.name for place in places for p in place.rglob("*") if p.is_file())

    def reopened(self) -> Court:
        """As after a restart."""
        root = self.vault.layout.root
        self.vault.close()
        return Court(open_vault(root, PROJECTIONS), self.airlock, self.settings)


def new_court(root: Path, airlock: Airlock) -> Court:
    court = Court(make_vault(root, PROJECTIONS), airlock)
    court.open_case(CASE)
    return court
