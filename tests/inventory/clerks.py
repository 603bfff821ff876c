"""What one clerk's process does while another works on the same vault."""

from __future__ import annotations

import datetime as dt
from multiprocessing.synchronize import Barrier
from pathlib import Path

from inventory import (
    Accession,
    InventoryProjection,
    OriginalForm,
    card_of,
    close_volume,
    confirm_sheets,
    register,
)
from inventory.access import AccessProjection
from inventory.errors import ChangedMeanwhile, ClosingRefused
from inventory.queries import get_case, plan_of, revision
from inventory.registration.series import Series, SeriesKind
from inventory.service.series import issue_number
from vault import Vault, open_vault


def fill(root: Path, number: str, clerk: str, sheets: list[int], start: Barrier) -> None:
    """Register documents of so many sheets, and declare each volume full once another began."""
    with open_vault(root, [InventoryProjection(), AccessProjection()]) as vault:
        start.wait()
        for serial, count in enumerate(sheets):
            _add(vault, number, f"{clerk}{serial:09d}", count)
            _declare_full(vault, number)


def close(root: Path, number: str, volume: int, start: Barrier, told: Path) -> None:
    """Declare a volume full at the same moment as somebody else, and say how it went."""
    with open_vault(root, [InventoryProjection(), AccessProjection()]) as vault:
        start.wait()
        try:
            with vault.transaction("clerk") as tx:
                close_volume(tx, number, volume)
                tx.commit()
            told.write_text("closed")
        except ClosingRefused as refused:
            told.write_text(", ".join(refused.verdict.clauses))


def _add(vault: Vault, number: str, document: str, sheets: int) -> None:
    content = vault.store(document.encode())
    with vault.read() as connection:
        case = get_case(connection, number)
    with vault.transaction("clerk") as tx:
        register(
            tx,
            Accession(
                id=document,
                case=case,
                card=card_of({"kind": "motion", "sheets": sheets}),
                arrived_at="2025-03-01T10:00:00",
                name=f"{document}.pdf",
                format="fmt/95",
                content=content,
                pages=1,
                form=OriginalForm.PAPER,
                print_duplex=False,
            ),
        )
        tx.commit()


def _declare_full(vault: Vault, number: str) -> None:
    with vault.read() as connection:
        open_ones = [
            v.number for v in plan_of(connection, get_case(connection, number)) if not v.frozen
        ]
    if len(open_ones) < 2:
        return
    try:
        with vault.transaction("clerk") as tx:
            close_volume(tx, number, open_ones[0])
            tx.commit()
    except ClosingRefused:
        pass  # the other clerk was quicker


def number(root: Path, count: int, start: Barrier) -> None:
    """Give so many numbers of one series while somebody else does the same."""
    order = Series("order", "Накази", SeriesKind.ORDER, "{n}-ОД")
    with open_vault(root, [InventoryProjection(), AccessProjection()]) as vault:
        start.wait()
        for _ in range(count):
            with vault.transaction("clerk") as tx:
                issue_number(tx, order, on=dt.date(2026, 1, 9), purpose="Наказ")
                tx.commit()


def change_as_seen(
    root: Path, number: str, document: str, name: str, rounds: int, start: Barrier, told: Path
) -> None:
    """Change the file as this clerk sees it, round for round; say what came of each."""
    lines = []
    with open_vault(root, [InventoryProjection(), AccessProjection()]) as vault:
        for turn in range(rounds):
            with vault.read() as connection:
                seen = revision(connection, get_case(connection, number).key)
            start.wait(30)  # both have seen the same
            try:
                with vault.transaction(name) as tx:
                    confirm_sheets(tx, document, turn + 2, seen=seen)
                    tx.commit()
                lines.append("done")
            except ChangedMeanwhile as error:
                lines.append(error.sentences()[0])
            start.wait(30)
    told.write_text("\n".join(lines), encoding="utf-8")
