"""Whose document it is, and what of it and around it somebody may see.

Knows: rights as `Reading` gives them. Does not know: pages, bytes.
Keeps: a document is named by its whole id; of documents the reader may not see, nothing is said,
not even within the history of another one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from inventory import Document
from inventory.access import Action, Reading
from inventory.access.events import EXPORTED, VIEWED
from inventory.access.model import STUBS
from inventory.access.queries import marks_of
from inventory.access.reading import HIDDEN
from inventory.audit.history import Happening, told
from inventory.errors import NoSuchDocument
from inventory.events import COPY_CERTIFIED, case_subject, document_subject
from inventory.queries import documents_by_id, documents_of, links_of, reports_of
from inventory.registration.links import KINDS
from signing import Judgement, SignatureReport, plain
from signing.words import Plain
from vault import Content, Vault, events_of

_TRACES = {VIEWED, EXPORTED}
_TONES = {"valid": "good", "valid-seal": "good", "changed": "bad", "bad": "bad"}
_TOLD_MAX = 300


def exactly(reading: Reading, document: str) -> Document:
    """The document of this id; what the reader may not even see is not there.

    Raises:
        NoSuchDocument.
    """
    found = documents_by_id(reading.connection, [document]).get(document)
    if found is None or not reading.may(Action.SEE, found.case):
        raise NoSuchDocument(name=document)
    return found


def readable(reading: Reading, document: str) -> Document:
    """A document whose content the reader may see.

    Raises:
        NoSuchDocument, AccessDenied.
    """
    found = exactly(reading, document)
    reading.demand(Action.READ, found.case, found.id)
    return found


# -- links ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Linked:
    """A link as seen from a document: what the other one is, and itself as the reader sees it."""

    said: str
    title: str
    document: Document | None


def linked(reading: Reading, document: Document) -> Iterator[Linked]:
    """Links of a document, both ways, but to what the reader may not even know of."""
    links = links_of(reading.connection, [document.id])
    ids = {one for link in links for one in (link.source, link.target) if one}
    named = documents_by_id(reading.connection, ids)
    for link in links:
        forth = link.source == document.id
        other = named.get((link.target if forth else link.source) or "")
        kind = KINDS[link.kind]
        said = kind.forth if forth else kind.back
        if other is None:
            yield Linked(said, link.named, None)
        elif reading.may(Action.SEE, other.case):
            shown = reading.shown_document(other)
            yield Linked(said, shown.title or shown.name, shown)


# -- history -------------------------------------------------------------------------------


def happened(reading: Reading, vault: Vault, document: Document) -> list[Happening]:
    """The newest of what happened to a document, the last first; who looked only for who may ask.

    Nothing is said of documents whose very titles are kept from the reader.
    """
    connection = reading.connection
    hidden = _hidden(reading, document)
    watched = reading.may(Action.MARK, document.case)
    found = []
    for event in reversed(list(events_of(connection, document_subject(document.id)))):
        if event.event in _TRACES and not watched:
            continue
        one = told(connection, vault.entry_at(event.end))
        if not any(title in one.text for title in hidden):
            found.append(one)
        if len(found) == _TOLD_MAX:
            break
    return found


def _hidden(reading: Reading, document: Document) -> set[str]:
    """Titles the reader may not see of documents beside this one."""
    marks = marks_of(reading.connection)
    marked = {subject for subject, mark, _ in marks if mark in STUBS}
    if reading.viewer.person is None or not marked:
        return set()
    beside = {one.id: one for one in documents_of(reading.connection, document.case)}
    links = links_of(reading.connection, [document.id])
    ids = {one for link in links for one in (link.source, link.target) if one}
    beside |= documents_by_id(reading.connection, ids)
    return {
        title
        for one in beside.values()
        if marked & {document_subject(one.id), case_subject(one.case)}
        if reading.shown_document(one).title == HIDDEN
        for title in (one.title, one.name, one.id)
        if title
    }


def copies(vault: Vault, connection: Connection, document: Document) -> list[Happening]:
    """Certified copies made of a document, oldest first."""
    return [
        told(connection, vault.entry_at(event.end))
        for event in events_of(connection, document_subject(document.id))
        if event.event == COPY_CERTIFIED
    ]


# -- signatures ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SignatureVerdict:
    """One signature, with its verdict in words and its tone: good, warn or bad."""

    judgement: Judgement
    plain: Plain
    tone: str


@dataclass(frozen=True, slots=True)
class Reported:
    """A report on the signatures of a document.

    Attributes:
        newest: whether no later one is about the same file.
        pictures: of pages that look different since; before and after, where both are there.
    """

    content: Content
    report: SignatureReport
    verdicts: tuple[SignatureVerdict, ...]
    newest: bool
    pictures: tuple[tuple[str, str, str], ...]


def reported(vault: Vault, connection: Connection, document: Document) -> list[Reported]:
    """All reports on a document's signatures, the latest first."""
    found: list[Reported] = []
    files: set[str] = set()
    for kept in reversed(reports_of(connection, document.id)):
        report = read_report(vault, kept.content.sha512)
        verdicts = tuple(
            SignatureVerdict(one, said, _TONES.get(said.code, "warn"))
            for one in report.signatures
            for said in (plain(one),)
        )
        pictures = _pairs({name: content.sha512 for name, content in kept.pictures})
        newest = report.file not in files
        files.add(report.file)
        found.append(Reported(kept.content, report, verdicts, newest, pictures))
    return found


def read_report(vault: Vault, sha512: str) -> SignatureReport:
    """A stored report."""
    return SignatureReport.from_json(json.loads(vault.locate(sha512).read_bytes()))


def _pairs(pictures: dict[str, str]) -> tuple[tuple[str, str, str], ...]:
    """Page number, picture before, picture after; an empty one where the page was not there."""
    pages = dict.fromkeys(name.rpartition("-")[0] for name in pictures)
    return tuple(
        (
            page.rpartition("-")[2].lstrip("0"),
            pictures.get(f"{page}-before.png", ""),
            pictures.get(f"{page}-after.png", ""),
        )
        for page in pages
    )


def judged_at(vault: Vault, connection: Connection, document: str, sha512: str) -> str:
    """The ISO time at which the report with this content was made; empty if nobody says."""
    for event in events_of(connection, document_subject(document)):
        entry = vault.entry_at(event.end)
        report = entry.payload.get("report")
        if report and report["content"]["sha512"] == sha512:
            return entry.at.isoformat()
    return ""
