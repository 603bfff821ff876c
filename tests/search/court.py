"""A vault whose index follows it, for tests of finding."""

from __future__ import annotations

import json
from pathlib import Path

from inventory import (
    Accession,
    InventoryProjection,
    NewCase,
    OriginalForm,
    Report,
    card_of,
    open_case,
    record_text,
    register,
)
from inventory.access import AccessProjection
from inventory.queries import get_case, get_document
from inventory.service.documents import record_validation
from search import Analysis, Filters, Finder, SearchProjection, SearchResult, VaultIndex
from search.index.keeping_up import follow_or_rebuild
from vault import Json, make_vault


class Court:
    """Case files and documents in a line each."""

    def __init__(self, root: Path, analysis: Analysis) -> None:
        self.vault = make_vault(
            root / "vault", [InventoryProjection(), AccessProjection(), SearchProjection()]
        )
        self.index = VaultIndex(self.vault.layout.index, analysis)
        self.finder = Finder(self.vault, self.index, analysis)
        self._serial = 0

    def open(self, number: str, title: str) -> None:
        self._serial += 1
        new = NewCase(
            number=number,
            kind="civil",
            own=f"{self._serial:06d}",
            title=title,
            received_on="2025-03-01",
        )
        with self.vault.transaction("тест") as tx:
            open_case(tx, new)
            tx.commit()

    def add(self, number: str, *pages: str, sheets: int = 1, **card: Json) -> str:
        """Register a document; its text is read when there is any."""
        self._serial += 1
        said = card_of({"sheets": sheets, **card})
        content = None if said.restricted else self.vault.store(f"{self._serial}".encode())
        with self.vault.read() as connection:
            case = get_case(connection, number)
        accession = Accession(
            id=f"d{self._serial:09d}",
            case=case,
            card=said,
            arrived_at=f"2025-03-01T10:{self._serial:02d}:00",
            name=f"{self._serial}.pdf",
            format="fmt/95",
            content=content,
            pages=max(len(pages), 1),
            form=OriginalForm.PAPER,
            print_duplex=False,
            parent=None,
        )
        with self.vault.transaction("тест") as tx:
            register(tx, accession)
            tx.commit()
        if pages:
            self.read(accession.id, *pages)
        return accession.id

    def read(self, document: str, *pages: str) -> None:
        text = json.dumps({"pages": [{"text": page} for page in pages]}, ensure_ascii=False)
        content = self.vault.store(text.encode())
        with self.vault.transaction("тест") as tx:
            record_text(tx, document, content, {"tool": "тест"})
            tx.commit()

    def judge(self, document: str, *signers: str) -> None:
        """Keep a report that tells of these signatures."""
        with self.vault.read() as connection:
            case = get_document(connection, document).case
        signatures = [{"signer": name, "indication": "TOTAL-PASSED"} for name in signers]
        report = Report(self.vault.store(document.encode()), {"signatures": signatures})
        with self.vault.transaction("тест") as tx:
            record_validation(tx, case, document, report, 1)
            tx.commit()

    def follow(self) -> int:
        return follow_or_rebuild(self.vault, self.index, lambda _d, _t: None, lambda: False)

    def find(self, query: str, **filters: object) -> SearchResult:
        self.follow()
        return self.finder.find(query, Filters(**filters))  # type: ignore[arg-type]

    def found(self, query: str, **filters: object) -> set[str]:
        return {hit.document for hit in self.find(query, **filters).hits}
