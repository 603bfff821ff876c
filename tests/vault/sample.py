"""A small package above the vault: what others bring, in its smallest form."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import sqlalchemy as sa

from vault import (
    Content,
    DepositFile,
    Head,
    Hold,
    JournalEntry,
    Rows,
    Vault,
    content_of,
    holds_of,
)
from vault.layout import Layout

START = dt.datetime(2026, 11, 30, 10, 0, tzinfo=dt.UTC)

tables = sa.MetaData()
register = sa.Table(
    "register",
    tables,
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("times", sa.Integer, nullable=False),
)


class Register:
    """Counts what happened to a subject."""

    name = "register"
    version = 1
    metadata = tables

    def apply(self, entry: JournalEntry, end: Head, rows: Rows) -> None:
        if entry.event == "accession":
            title = entry.payload.get("title", "")
            rows.insert(register, subject=entry.subjects[0], title=title, times=1)
        elif entry.event == "noted":
            ((times,),) = rows.all(register, {"subject": entry.subjects[0]}, "times")
            rows.update(register, {"subject": entry.subjects[0]}, times=times + 1)


PROJECTIONS = (Register(),)


class Ticking:
    """A clock that goes on by a minute whenever somebody looks."""

    def __init__(self, at: dt.datetime = START) -> None:
        self.at = at

    def __call__(self) -> dt.datetime:
        self.at += dt.timedelta(minutes=1)
        return self.at


def accede(vault: Vault, name: str, data: bytes) -> Content:
    content = vault.store(data)
    with vault.transaction("clerk") as tx:
        payload = {"title": f"Заява {name}"}
        tx.record("accession", subjects=[name], payload=payload, holds=[Hold(name, content)])
        tx.commit()
    return content


def deposit(
    vault: Vault, object_id: str, files: dict[str, bytes], *, releases: Sequence[str] = ()
) -> int:
    """Of contents that lie on the shelf or in the stacks; `releases` names subjects."""
    with vault.read() as connection:
        ended = [(s, content.sha512) for s in releases for content in holds_of(connection, s)]
    return vault.deposit(
        object_id,
        [DepositFile(path, content_of(data)) for path, data in files.items()],
        actor="archivist",
        event="volume deposited",
        subjects=[object_id],
        payload={"case": "757/12345/25"},
        releases=ended,
        cites=("814:VII.13",),
        message="Том засвідчено",
    )


def withdraw(vault: Vault, object_id: str) -> None:
    with vault.transaction("archivist") as tx:
        tx.record("deletion", subjects=[object_id], payload={"withdraw": [object_id]})
        tx.commit()


def rows_of(vault: Vault) -> list[tuple[str, str, int]]:
    with vault.read() as connection:
        query = sa.select(register).order_by(register.c.subject)
        return [tuple(row) for row in connection.execute(query)]


def picture(root: Path) -> dict[str, tuple[int, bytes]]:
    """Every file below `root`: when it was changed, and its digest."""
    return {
        path.relative_to(root).as_posix(): (
            path.stat().st_mtime_ns,
            hashlib.sha256(path.read_bytes()).digest(),
        )
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def alter(path: Path, change: Callable[[bytes], bytes]) -> None:
    """Change a file behind the vault's back."""
    data = path.read_bytes()
    path.chmod(0o640)
    path.write_bytes(change(data))


def last_segment(layout: Layout) -> Path:
    return max(layout.journal.glob("*.jsonl"))
