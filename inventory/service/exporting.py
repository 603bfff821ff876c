"""Recording what leaves the vault: which bytes of a document were handed to whom (814 I.10).

Knows: what an entry about it says. Does not know: how bytes are handed out.
Keeps: it is recorded before the bytes go, and judged there: who may read need not be one who may
take away.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from inventory.access.events import EXPORTED
from inventory.errors import NoSuchDocument
from inventory.events import act_subject, case_subject, document_subject, volume_subject
from inventory.queries import contents_of, get_document
from vault import Content, Transaction, carries_out


@carries_out("814:I.10-доступ")
def record_export(tx: Transaction, document: str, sha512: str) -> tuple[str, str, Content]:
    """Record that a content of a document leaves the vault; its role, name and itself.

    Raises:
        NoSuchDocument: there is none, or the content is not one of its own.
        AccessDenied: the person may not take it away.
    """
    found = get_document(tx.connection, document)
    kept = contents_of(tx.connection, found.id)
    taken = next((one for one in kept if one[2].sha512 == sha512), None)
    if taken is None:
        raise NoSuchDocument(name=document)
    role, _, content = taken
    tx.record(
        EXPORTED,
        subjects=(document_subject(found.id), case_subject(found.case)),
        payload={
            "case": found.case,
            "document": found.id,
            "role": role,
            "content": content.as_json(),
        },
        cites=("814:I.10-доступ",),
    )
    return taken


@carries_out("814:I.10-доступ")
def record_printing(tx: Transaction, document: str, file: Content) -> None:
    """Record that a document is handed out to be printed, as the PDF that shows it.

    Raises:
        NoSuchDocument: there is none. AccessDenied: the person may not take it away.
    """
    found = get_document(tx.connection, document)
    tx.record(
        EXPORTED,
        subjects=(document_subject(found.id), case_subject(found.case)),
        payload={
            "case": found.case,
            "document": found.id,
            "role": "print",
            "content": file.as_json(),
        },
        cites=("814:I.10-доступ",),
    )


@carries_out("814:I.10-доступ")
def record_act_export(tx: Transaction, act: str, cases: Collection[str], file: Content) -> None:
    """Record that the printed form of an act leaves the vault; `cases` are the files it lists.

    Raises:
        AccessDenied: the person may not take away what is told of one of them.
    """
    tx.record(
        EXPORTED,
        subjects=(act_subject(act), *map(case_subject, cases)),
        payload={"act": act, "content": file.as_json()},
        cites=("814:I.10-доступ",),
    )


@carries_out("814:I.10-доступ")
def record_volume_export(
    tx: Transaction, key: str, volume: int, documents: Collection[str], file: Content
) -> None:
    """Record that a whole volume leaves the vault as one file, with all documents that are in it.

    Raises:
        AccessDenied: the person may not take it, or one of the documents, away.
    """
    tx.record(
        EXPORTED,
        subjects=(
            case_subject(key),
            volume_subject(key, volume),
            *map(document_subject, documents),
        ),
        payload={"case": key, "volume": volume, "content": file.as_json()},
        cites=("814:I.10-доступ",),
    )


@carries_out("814:I.10-доступ")
def record_list_export(
    tx: Transaction, query: str, found: Mapping[str, str], *, ending: str
) -> None:
    """Record that a list of found documents, with words of them, leaves the vault.

    Args:
        tx: where.
        query: what was asked for.
        found: key of the case file by document.
        ending: of the file.

    Raises:
        AccessDenied: the person may not take words of one of them away.
    """
    tx.record(
        EXPORTED,
        subjects=(
            *map(document_subject, found),
            *map(case_subject, dict.fromkeys(found.values())),
        ),
        payload={"query": query, "documents": len(found), "list": ending},
        cites=("814:I.10-доступ",),
    )
