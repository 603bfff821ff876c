"""Depositing a certified volume in the stacks.

Knows: which files make a volume readable by itself, and when it is ready. Does not know: OCFL.
Keeps: an object is self-contained; the shelf gives up a content only when every volume that
needs it is deposited.
"""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePath

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from inventory import events
from inventory.errors import DeletionRefused
from inventory.model import Document, VolumePlan, VolumeState
from inventory.queries import (
    as_bound,
    cases_by_key,
    contents_of,
    frozen_volumes,
    volume_facts,
)
from inventory.rules.deletion import may_be_let_go
from inventory.service.certification import VolumeView, look
from inventory.service.volumes import volume_of
from inventory.tables import volume_table
from inventory.volumes.leaves import line_of, map_of
from inventory.volumes.premis import PremisFile, premis
from signing import SignatureReport, to_xml
from vault import DepositFile, Json, Transaction, Vault, carries_out, events_of, holds_of
from vault.canonical import canonical
from vault.errors import Conflict

_REPORT = "validation.json"


def not_ready(view: VolumeView) -> list[Document]:
    """Documents that still lack a reading copy or a recorded reason for having none."""
    return [
        document
        for document in _documents(view)
        if document.original is not None
        and document.reading_copy is None
        and document.reading_note is None
    ]


def awaiting_deposit(connection: Connection) -> list[tuple[str, int]]:
    """Certified volumes that are not deposited yet: what their case file is called, and number."""
    query = (
        sa.select(volume_table.c.case_key, volume_table.c.number)
        .where(volume_table.c.state == VolumeState.CERTIFIED.value)
        .order_by(volume_table.c.case_key, volume_table.c.number)
    )
    waiting = connection.execute(query).all()
    found = cases_by_key(connection, {row.case_key for row in waiting})
    return [(found[row.case_key].name, row.number) for row in waiting]


@carries_out("814:I.3-ЕД", "814:II.11", "814:XXI.1-збереженість")
def deposit_volume(vault: Vault, number: str, volume: int, *, actor: str) -> bool:
    """Make the volume an object of the stacks; False when a document is not ready yet.

    Raises:
        NoSuchCase, NoSuchVolume, Conflict, DiskFull. DeletionRefused: something would be lost.
    """
    with vault.read() as connection:
        view = look(connection, number, volume)
        if view.facts.state is not VolumeState.CERTIFIED or not_ready(view):
            return view.facts.state is VolumeState.DEPOSITED
        files = list(_files(connection, view))
        history = list(events_of(connection, events.case_subject(view.case.key)))
        bound = volume_of(as_bound(connection, view.case, view.plans), view.case, volume)
        releases = _releases(connection, view)
        derived = _derived(vault, connection, view)
    files += [(told, "fmt/101") for file, _ in files for told in _as_xml(vault, file)]
    described = [PremisFile(f"{file.path}", file.content, puid) for file, puid in files]
    deposit = [file for file, _ in files]
    deposit.append(DepositFile("volume.json", vault.store(canonical(_volume_json(view, bound)))))
    deposit.append(DepositFile("premis.xml", vault.store(premis(described, history))))
    kept = {file.content.sha512 for file in deposit}
    released = [sha512 for _, sha512 in releases if sha512 not in derived]
    may_be_let_go(released, kept, approved=False).demand(DeletionRefused)
    subject = events.volume_subject(view.case.key, volume)
    vault.deposit(
        f"{view.case.key}/{volume}",
        deposit,
        actor=actor,
        event=events.VOLUME_DEPOSITED,
        subjects=(events.case_subject(view.case.key), subject),
        payload={"case": view.case.key, "volume": volume},
        releases=releases,
        cites=("814:VII.13",),
        message=f"Том {volume} справи № {number}",
        demand=lambda tx: _demand_same(tx, view, releases),
    )
    return True


def _demand_same(tx: Transaction, seen: VolumeView, releases: Sequence[tuple[str, str]]) -> None:
    """What leaves the shelf is what is in the object, and lies wholly in the stacks, still now."""
    now = look(tx.connection, seen.case.name, seen.volume.number)
    if _releases(tx.connection, now) != releases:
        raise Conflict(reason=f"справу № {seen.case.number} змінено, поки готувався том")


def _documents(view: VolumeView) -> Iterator[Document]:
    for row in view.volume.rows:
        for member in row.members:
            yield view.documents[member.document]


def _files(connection: Connection, view: VolumeView) -> Iterator[tuple[DepositFile, str]]:
    for ordinal, document in enumerate(_documents(view), start=1):
        folder = f"documents/{ordinal:03d} {_component(document.title)}"
        for role, name, content in contents_of(connection, document.id):
            puid = document.format if role == "original" else ""
            yield DepositFile(f"{folder}/{_file_name(role, name)}", content), puid
    for name, form in sorted(view.facts.forms.items()):
        yield DepositFile(f"{name}.pdf", form), "fmt/95"


def _as_xml(vault: Vault, file: DepositFile) -> Iterator[DepositFile]:
    """A signature report as other programs read it: ETSI TS 119 102-2."""
    if PurePath(file.path).name != _REPORT:
        return
    stored = vault.locate(file.content.sha512).read_bytes()
    try:
        report = SignatureReport.from_json(json.loads(stored))
    except (KeyError, TypeError, ValueError):
        return  # not as we write reports: it is kept as it is
    told = to_xml(report)
    if told:  # the standard has no report without a signature
        yield DepositFile(str(PurePath(file.path).with_suffix(".xml")), vault.store(told))


def _file_name(role: str, name: str) -> str:
    suffix = PurePath(name).suffix.lower()
    plain = suffix[1:].isascii() and suffix[1:].isalnum()
    names = {"original": "original", "signature": "signature", "member": "member"}
    return f"{names[role]}{suffix if plain else ''}" if role in names else name


def _component(title: str) -> str:
    """The title as one component of a path: no separator, no control or edge character.

    No `%` either: BagIt escapes it in manifests, and widespread validators forget to undo that.
    """
    kept = "".join("_" if c in '/\\:*?"<>|%' or ord(c) < 32 else c for c in title)
    return kept.strip(" .") or "документ"


def _releases(connection: Connection, view: VolumeView) -> list[tuple[str, str]]:
    """Claims that end: of the volume's forms, and of documents wholly in the stacks by now."""
    subject = events.volume_subject(view.case.key, view.volume.number)
    ended = [(subject, content.sha512) for content in holds_of(connection, subject)]
    facts = volume_facts(connection, view.case.key)
    inside: Counter[str] = Counter()
    for volume in frozen_volumes(connection, view.case.key):
        if volume.number == view.volume.number or (
            facts[volume.number].state is VolumeState.DEPOSITED
        ):
            for piece in volume.pieces:
                inside[piece.document] += piece.sheets
    for document in _documents(view):
        if inside[document.id] >= document.count.sheets:
            holder = events.document_subject(document.id)
            ended += [(holder, content.sha512) for content in holds_of(connection, holder)]
    return ended


def _derived(vault: Vault, connection: Connection, view: VolumeView) -> set[str]:
    """Texts and reading copies, those too that a later reading replaced: they may be made again."""
    found = set()
    for document in _documents(view):
        for event in events_of(connection, events.document_subject(document.id)):
            if event.event in {events.TEXT_READ, events.READING_COPY}:
                content = vault.entry_at(event.end).payload["content"]
                found.add(content["sha512"] if content else "")
    return found


def _volume_json(view: VolumeView, bound: VolumePlan) -> dict[str, Json]:
    """The volume as it was certified; `bound` is how it lies since copies stand in it (VII.23)."""
    now = {member.document: member.labels for row in bound.rows for member in row.members}
    rows: list[Json] = []
    for row in view.volume.rows:
        for member in row.members:
            document = view.documents[member.document]
            lies = [str(entry) for entry in now[member.document]]
            certified = [str(entry) for entry in member.labels]
            rows.append(
                {
                    "position": row.number,
                    "document": document.id,
                    "kind": document.kind,
                    "title": document.title,
                    "index": document.index,
                    "date": document.date,
                    "parent": document.parent,
                    "restricted": document.restricted,
                    **({"removed": document.removed} if document.removed else {}),
                    "sheets": certified,
                    **({"sheets_now": lies} if lies != certified else {}),
                    "leaves": line_of(map_of(document, view.drawn.get(document.id))),
                }
            )
    return {
        "court_case": view.case.number,
        "case": view.case.key,
        "kind": view.case.kind,
        "title": view.case.title,
        "volume": view.volume.number,
        "label": view.volume.name,
        "sheets": view.volume.sheets,
        "inventory_sheets": view.facts.inventory_sheets,
        "counted": view.facts.counted,
        "certified_by": view.facts.certified_by,
        "certified_on": view.facts.certified_on,
        "changes": [dataclasses.asdict(change) for change in view.facts.changes],
        "rows": rows,
    }
