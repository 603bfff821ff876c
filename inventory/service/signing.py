"""Signatures of the court: who may make them, what is kept of them.

Knows: which rule is asked, and what is recorded. Does not know: keys and formats; it is given
what was made. Keeps: the signed content is never replaced: what is made is kept beside it, with the
report of its judgement; a file leaves only after it is in the journal.
"""

from __future__ import annotations

import datetime as dt
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import Connection

from inventory import events
from inventory.errors import SigningRefused
from inventory.forms import Signatory
from inventory.model import Document
from inventory.queries import contents_of, deposited_with, get_document
from inventory.rules.signing import may_carry_signature, may_seal, may_sign
from signing import SignatureReport, Signer
from vault import Content, Hold, Json, Transaction, Vault, carries_out, events_of
from vault.canonical import canonical
from vault.errors import Conflict, NotFound

SIGNED, SIGNATURE, REPORT = "signed", "own-signature", "own-report"
"""Roles of what is kept: a signed PDF, a detached signature, the report about either."""
_PROVABLE = {"original", "signature", "timestamp", SIGNED, SIGNATURE}


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningAct:
    """Who signs or seals, and with what.

    Attributes:
        seal: a seal of the court, not a person's signature.
        signer: what the certificate says of its owner.
        signatory: who has to sign by the settings; who seals.
        basis: on what another person is authorised.
        court: as the settings name it.
        level: B, T, LT or LTA.
    """

    seal: bool
    signer: Signer
    signatory: Signatory
    basis: str
    court: str
    level: str


def require_right(act: SigningAct) -> None:
    """The holder of the certificate may sign, or seal.

    Raises:
        SigningRefused: every objection under its clause.
    """
    verdict = (
        may_seal(act.court, act.signer.organisation or act.signer.name or "")
        if act.seal
        else may_sign(act.signatory, act.signer.name or "", basis=act.basis)
    )
    verdict.demand(SigningRefused)


def to_be_signed(vault: Vault, document: str, *, copy: bool) -> tuple[Document, Content, Path]:
    """The document, and the content of it that is signed: as received, or its last certified copy.

    Raises:
        NoSuchDocument, SigningRefused, NotFound: there is nothing to sign.
    """
    with vault.read() as connection:
        found = get_document(connection, document)
        may_carry_signature(found).demand(SigningRefused)
        kept = contents_of(connection, found.id)
        content = next(one for role, _, one in kept if role == "original")
        if copy:
            content = _last_copy(vault, connection, found)
        return found, content, vault.locate(content.sha512, connection)


def _last_copy(vault: Vault, connection: Connection, document: Document) -> Content:
    subject = events.document_subject(document.id)
    copies = [e for e in events_of(connection, subject) if e.event == events.COPY_CERTIFIED]
    if not copies:
        raise NotFound(what_for="засвідчену копію документа", name=document.id)
    return Content.from_json(vault.entry_at(copies[-1].end).payload["copy"])


@carries_out("Лубни:13.1", "814:II.11")
def keep_signature(
    vault: Vault,
    document: Document,
    of: Content,
    made: Path,
    report: SignatureReport,
    act: SigningAct,
    *,
    actor: str,
    delivering: AbstractContextManager[None],
) -> str:
    """Keep what was made beside the document, with its report; answer with its name.

    Raises:
        SigningRefused, Conflict, DiskFull: nothing is kept.
    """
    role = SIGNED if made.suffix == ".pdf" else SIGNATURE
    content, judged = vault.store(made), vault.store(canonical(report.as_json()))
    with delivering, vault.transaction(actor) as tx:
        now = get_document(tx.connection, document.id)
        may_carry_signature(now).demand(SigningRefused)
        ordinal = _count(tx, document, role)
        name = f"{role}-{ordinal + 1}{made.suffix}"
        subject = events.document_subject(document.id)
        tx.record(
            events.SIGNATURE_MADE,
            subjects=(subject, events.case_subject(document.case)),
            payload={
                "document": document.id,
                "case": document.case,
                "of": of.sha512,
                "volumes": deposited_with(tx.connection, document.case, document.id),
                "kept": [
                    _kept(role, ordinal, name, content),
                    _kept(REPORT, _count(tx, document, REPORT), f"{name}.validation.json", judged),
                ],
                **_act_json(act),
            },
            holds=(Hold(subject, content), Hold(subject, judged)),
            cites=_cites(act),
        )
        tx.commit()
    return name


def record_outside(
    vault: Vault,
    source: Content,
    made: Content,
    act: SigningAct,
    *,
    actor: str,
    delivering: AbstractContextManager[None],
) -> None:
    """Record that a file outside the vault was signed or sealed: whose key, which bytes.

    Raises:
        Conflict, DiskFull: nothing was delivered.
    """
    with delivering, vault.transaction(actor) as tx:
        tx.record(
            events.SIGNATURE_MADE,
            subjects=(events.signature_subject(made.sha256),),
            payload={
                "document": None,
                "of": source.sha512,
                "made": made.as_json(),
                **_act_json(act),
            },
            cites=_cites(act),
        )
        tx.commit()


@dataclass(frozen=True, slots=True)
class Provable:
    """A signed content of a document and its newest proof.

    Attributes:
        root: what is proved.
        newest: its newest proof, or the root itself.
        place: of `newest` on the disk.
        contents: files a detached signature may be over.
    """

    root: Content
    newest: Content
    place: Path
    contents: tuple[Path, ...]


def provable(vault: Vault, document: str) -> tuple[Document, list[Provable]]:
    """What of the document may hold signatures, each with its newest proof.

    Raises:
        NoSuchDocument: there is none.
    """
    with vault.read() as connection:
        found = get_document(connection, document)
        kept = contents_of(connection, found.id)
        original = [one for role, _, one in kept if role == "original"]
        paths = tuple(vault.locate(one.sha512, connection) for one in original)
        parts = []
        for role, _, root in kept:
            if role not in _PROVABLE:
                continue
            proofs = [one for known, _, one in kept if known == _proof_of(root)]
            newest = (proofs or [root])[-1]
            place = vault.locate(newest.sha512, connection)
            parts.append(Provable(root, newest, place, () if role == "original" else paths))
        return found, parts


@carries_out("814:II.11")
def keep_proof(
    vault: Vault,
    document: Document,
    part: Provable,
    made: Path,
    ends: dt.datetime | None,
    *,
    actor: str,
) -> str:
    """Keep a longer proof beside the document; answer with its name.

    Raises:
        Conflict: somebody kept another one meanwhile. DiskFull: nothing is kept.
    """
    role, content = _proof_of(part.root), vault.store(made)
    with vault.transaction(actor) as tx:
        now = get_document(tx.connection, document.id)
        may_carry_signature(now).demand(SigningRefused)
        proofs = [one for k, _, one in contents_of(tx.connection, document.id) if k == role]
        if (proofs or [part.root])[-1] != part.newest:
            raise Conflict(reason="доказ цього підпису тим часом уже подовжено")
        name = f"{role[:14]}-{len(proofs) + 1}{made.suffix}"
        subject = events.document_subject(document.id)
        tx.record(
            events.PROOF_EXTENDED,
            subjects=(subject, events.case_subject(document.case)),
            payload={
                "document": document.id,
                "case": document.case,
                "of": part.newest.sha512,
                "ends": ends.isoformat() if ends else None,
                "volumes": deposited_with(tx.connection, document.case, document.id),
                "kept": [_kept(role, len(proofs), name, content)],
            },
            holds=(Hold(subject, content),),
            cites=("814:II.11",),
        )
        tx.commit()
    return name


def _proof_of(root: Content) -> str:
    """The role of a content's proofs: it says whose they are."""
    return f"proof-{root.sha512[:16]}"


def _kept(role: str, ordinal: int, name: str, content: Content) -> dict[str, Json]:
    return {"role": role, "ordinal": ordinal, "name": name, "content": content.as_json()}


def _count(tx: Transaction, document: Document, role: str) -> int:
    return sum(known == role for known, _, _ in contents_of(tx.connection, document.id))


def _act_json(act: SigningAct) -> dict[str, Json]:
    return {
        "seal": act.seal,
        "level": act.level,
        "by": act.signatory.name,
        "position": act.signatory.position,
        "holder": act.signer.name,
        "certificate_sha256": act.signer.certificate_sha256,
        "basis": act.basis,
    }


def _cites(act: SigningAct) -> tuple[str, ...]:
    return ("814:XI.9-печатка",) if act.seal else ("Лубни:13.1",)
