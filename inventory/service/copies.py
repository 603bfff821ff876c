"""Certifying copies of documents.

Knows: which file a copy is made from, what the marks say, what is recorded.
Does not know: how a copy is laid out. Keeps: a copy leaves only after it is in the journal.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from inventory import events
from inventory.errors import CopyRefused
from inventory.export import CopyOrder
from inventory.forms import CopyMark, Signatory
from inventory.forms.outside import told_apart
from inventory.language.days import legal_day
from inventory.model import Document
from inventory.queries import get_document
from inventory.rules.copies import may_be_copied, may_be_issued
from inventory.service.showing import to_copy
from inventory.volumes.papers import Letterhead
from vault import Hold, Vault, Verdict, single_spaced
from vault.airlock import Airlock, Limits, plain_file

COPY = "inventory.tasks:certify_copy"
LIMITS = Limits(seconds=120)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets a copy, and what gives them the right to it (814 XI.1)."""

    name: str
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyRequest:
    """What is asked for.

    Attributes:
        compared: the clerk attests the comparison with the original.
        held_as_copy: attests that the copy in the file was not certified by others (814 XI.7).
        lines: further lines of the mark: legal force, «Виготовлено з …».
        to: who gets it; None for the court's own use: it is not issued (decision 0035).
        certifier: who signs the copy.
        duplex: printed on both sides.
        numbered: sheets get numbers (814 XI.4).
        templates: the court's own, by the forms they are for.
    """

    document: str
    compared: bool
    held_as_copy: bool = False
    lines: tuple[str, ...] = ()
    to: Recipient | None = None
    certifier: Signatory
    duplex: bool = False
    numbered: bool = False
    templates: Mapping[str, Path] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CertifiedCopy:
    """What was made.

    Attributes:
        document: of which.
        pages: of the PDF.
        leaves: of paper.
        total_page: with «Всього в копії N арк.», from 1; None for a copy of one leaf.
    """

    document: Document
    pages: int
    leaves: int
    total_page: int | None


def demand_copyable(document: Document) -> None:
    """Refuse what no word of a clerk makes copyable, before anybody is asked to compare.

    Raises:
        CopyRefused.
    """
    may_be_copied(document, compared=True, held_as_copy=True).demand(CopyRefused)


def certify_copy(
    vault: Vault,
    airlock: Airlock,
    head: Letterhead,
    request: CopyRequest,
    *,
    actor: str,
    pictures: str,
    deliver: Callable[[Path], AbstractContextManager[None]],
) -> CertifiedCopy:
    """Make a certified copy ready for paper and record it.

    `deliver` gets the file before it is recorded, and may let it go out only after; `pictures` is
    the airlock's task that lays a picture file out as pages (see `shown`).

    Raises:
        NoSuchDocument, CopyRefused, NothingToShow, ReadingCopyPending: nothing changed.
        AirlockError: the document's pages cannot be taken. TemplateExhausted: a court's template.
    """
    with vault.read() as connection:
        document = get_document(connection, request.document)
    _judge(document, request)
    certifier = dataclasses.replace(request.certifier, on=legal_day(vault.clock()))
    lines = request.lines
    if document.copy or document.removed:
        lines = (*lines, "У справі зберігається копія документа")
    order = CopyOrder(
        title=document.title,
        mark=CopyMark(certifier=certifier, lines=lines),
        duplex=request.duplex or head.duplex,
        numbered=request.numbered,
    )
    with airlock.folder() as folder:
        source = to_copy(vault, airlock, document, pictures=pictures, folder=folder)
        out, work = folder / "copy.pdf", folder / "work"
        work.mkdir()
        with told_apart(airlock, request.templates):
            made = airlock.call(
                COPY,
                limits=LIMITS,
                order=order.as_json(),
                source=str(source),
                out=str(out),
                work=str(work),
                templates={name: str(path) for name, path in request.templates.items()},
            )
        finished = plain_file(folder, out.name)
        with deliver(finished):
            _record(vault, document, request, certifier, finished, made["leaves"], actor)
    return CertifiedCopy(document, made["pages"], made["leaves"], made["total_page"])


def _judge(document: Document, request: CopyRequest) -> None:
    copied = may_be_copied(document, compared=request.compared, held_as_copy=request.held_as_copy)
    to = request.to
    issued = may_be_issued(to=to.name, standing=to.standing) if to else Verdict()
    Verdict.all((copied, issued)).demand(CopyRefused)


def _record(
    vault: Vault,
    document: Document,
    request: CopyRequest,
    certifier: Signatory,
    finished: Path,
    leaves: int,
    actor: str,
) -> None:
    content = vault.store(finished)
    to = request.to or Recipient("", "")
    with vault.transaction(actor) as tx:
        now = get_document(tx.connection, document.id)
        _judge(now, request)
        subject = events.document_subject(document.id)
        tx.record(
            events.COPY_CERTIFIED,
            subjects=(subject, events.case_subject(document.case)),
            payload={
                "document": document.id,
                "case": document.case,
                "copy": content.as_json(),
                "leaves": leaves,
                "by": certifier.name,
                "position": certifier.position,
                "compared": request.compared,
                "held_as_copy": request.held_as_copy,
                "lines": list(request.lines),
                "issued": request.to is not None,
                "to": single_spaced(to.name),
                "standing": single_spaced(to.standing),
            },
            holds=(Hold(events.copies_subject(document.id), content),),
            cites=(*(("814:XI.1",) if request.to else ()), "814:XI.9", "814:XI.18"),
        )
        tx.commit()
