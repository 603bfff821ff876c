"""An office from whose case file originals leave, for tests of that."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from inventory import CaseState, close_case, close_volume
from inventory.forms import Press, Signatory
from inventory.rules.removal import Wish
from inventory.service.certification import certify_volume
from inventory.service.removal import RemovalRequest, Removed, remove_originals
from inventory.volumes.papers import Letterhead
from tests.inventory.documents import case_file, document
from tests.inventory.office import Office

CLERK = Signatory(position="Секретар суду", name="П. Приклад")
OTHER = Signatory(position="Помічник судді", name="Н. Наступна")
HEAD_OF_COURT = Signatory(position="Голова суду", name="Г. Головний")
HEAD = Letterhead(court="Вигаданівський районний суд", clerk=CLERK, draft=False)
WISH = Wish(
    application=document("a", "removal-application", 9),
    resolution="Вилучити",
    resolved_by="Голова суду",
    military=False,
    kinds={"claim"},
)
CLOSED = case_file(state=CaseState.CLOSED)


class Archive(Office):
    """An office from whose closed case file originals leave."""

    def __init__(self, root: Path, press: Press, kind: str = "civil") -> None:
        super().__init__(root, kind=kind)
        self.press = press

    def finish(self) -> None:
        with self.vault.transaction("клерк") as tx:
            close_case(tx, self.number, dt.date(2026, 11, 20))
            tx.commit()

    def full(self) -> None:
        with self.vault.transaction("клерк") as tx:
            close_volume(tx, self.number, 1)
            tx.commit()

    def certified(self) -> None:
        self.full()
        self.finish()
        certify_volume(self.vault, self.press, HEAD, self.number, 1, actor="клерк", compiler=CLERK)

    def remove(
        self, *documents: tuple[str, int | None], application: str | None, **said: object
    ) -> Removed:
        asked = {
            "resolution": "Вилучити, замінити копією",
            "resolved_by": HEAD_OF_COURT,
            "to": "Позивач Вигаданко В. В.",
            "present": (CLERK, OTHER),
        } | said
        request = RemovalRequest(
            case=self.number,
            documents=documents,
            application=application,
            **asked,  # type: ignore[arg-type]
        )
        return remove_originals(self.vault, self.press, HEAD, request, actor="клерк")

    def sheets(self, document: str) -> list[str]:
        return [
            str(label)
            for volume in self.plan()
            for row in volume.rows
            for member in row.members
            if member.document == document
            for label in member.labels
        ]
