"""From a claimed group to accessions: looked at, unpacked, its signatures judged, its bytes stored.

Knows: the order of these steps and what becomes a document of its own.
Does not know: the rules on registering (the commit asks those), or where the file came from.
Keeps: nothing here is a commit: whatever is stored belongs to nobody until the journal says so;
what was looked at is what is stored, or the file goes back as still being written.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.clamd import Clamd
from ingest.errors import IngestError, SignatureAlone
from ingest.judging import REGISTRATION_WAITS_S, Judge, Question
from ingest.look import Look, look
from ingest.model import SIGNATURE, Arrival, reason_of, shown
from ingest.prepared import Prepared, PutBack, Refused, Result
from ingest.projection import PENDING
from ingest.scans import aside_of, cut, facts_of, name_of, nothing_behind, split_of
from ingest.settle import demand_unchanged
from ingest.splitting import Split
from inventory import Accession, Companion, RegistrationCard, Report, title_of
from inventory.language.days import legal_day
from inventory.registration.card import TITLE_MAX
from vault import Content, Json, Vault, os_cause
from vault.airlock import Airlock, plain_file
from vault.errors import AirlockError, ChildDied, Encrypted, TooLarge, Unreadable

_UNPACKERS = {
    "zip": "vault.airlock.archives:unpack",
    "asic": "vault.airlock.archives:unpack",
    "cms": "vault.airlock.cms:unpack",
    "eml": "vault.airlock.mail:unpack",
}
_NOTHING_PROPOSED = {"proposed_title": "", "proposed_date": None}
_SIGNED_WRAPPERS = {"asic", "cms"}


@dataclass(frozen=True, slots=True)
class _Member:
    """A file that came out of a container."""

    path: Path
    name: str
    inside: str


@dataclass(frozen=True, slots=True)
class Preparing:
    """Prepares arrivals; used by several threads at once.

    Attributes:
        scanner: for viruses; None when the court has none.
    """

    vault: Vault
    airlock: Airlock
    judge: Judge
    print_duplex: bool
    scanner: Clamd | None = None

    def result(self, arrival: Arrival) -> Result:
        """Everything up to the commit, or why it ends before.

        Raises:
            VaultError, UsageError: nothing can be taken now.
        """
        result = self._tried(arrival)
        if isinstance(result, Refused) and isinstance(result.error, ChildDied):
            # The system may have killed the child for want of memory, or could not start one.
            return self._tried(arrival)
        return result

    def _tried(self, arrival: Arrival) -> Result:
        prepared = Prepared(arrival)
        try:
            self._prepare(prepared)
        except AirlockError as error:
            return Refused(arrival, error, prepared.stored)
        except IngestError as error:
            return PutBack(arrival, error, prepared.stored)
        except OSError as error:
            return PutBack(arrival, IngestError(reason=os_cause(error)), prepared.stored)
        return prepared

    def _prepare(self, prepared: Prepared) -> None:
        arrival = prepared.arrival
        found = self._attached(arrival.source, arrival.name)
        split = split_of(self.vault, self.airlock, arrival, found)
        if split is not None:
            self._pieces(prepared, found, split)
            demand_unchanged(arrival.files)
            return
        parts = tuple(
            Companion("signature", shown(held.name), self._store(prepared, held.path))
            for held in arrival.signatures
        )
        self._add(
            prepared,
            arrival.source,
            found,
            Accession(
                id=arrival.id,
                case=arrival.case,
                card=arrival.card,
                arrived_at=arrival.arrived_at,
                name=arrival.name,
                format=found.format,
                content=None,
                pages=0,
                form=found.form,
                print_duplex=self.print_duplex,
                parts=parts,
                **self._proposed(arrival.source, found),
            ),
            signatures=[held.path for held in arrival.signatures],
        )
        if found.holds_documents:
            self._unpack(prepared, arrival.source, found, prepared.accessions[0], depth=1)
        demand_unchanged(arrival.files)

    def _store(self, prepared: Prepared, path: Path) -> Content:
        """Everything that came from outside passes here before it is on the shelf."""
        if self.scanner is not None:
            self.scanner.demand_clean(path)
        content = self.vault.store(path)
        prepared.stored.append(content.sha512)
        return content

    def _attached(self, path: Path, name: str) -> Look:
        """Look at a file that has to be a document by itself."""
        found = look(self.airlock, path, name)
        if found.detached:
            raise SignatureAlone
        return found

    def _add(
        self,
        prepared: Prepared,
        path: Path,
        found: Look,
        accession: Accession,
        *,
        signatures: Sequence[Path],
    ) -> None:
        """Store one document with its reports and put it on the list."""
        reports, pending = self._judged(path, found, accession.name, signatures)
        facts = {**(accession.facts or {}), **found.facts, **({PENDING: True} if pending else {})}
        prepared.stored += [one.sha512 for report in reports for one in report.contents]
        content = self._store(prepared, path)
        prepared.signatures += found.signatures + len(signatures)
        prepared.accessions.append(
            dataclasses.replace(
                accession,
                content=content,
                pages=found.pages,
                report=reports[0] if reports else None,
                flags=("large",) if found.large else (),
                facts=facts,
            )
        )
        if accession.id == prepared.arrival.id:
            prepared.more_reports = reports[1:]

    def _proposed(self, path: Path, found: Look) -> dict[str, Any]:
        """A letter says what it is about and when it was sent."""
        if found.kind != "eml":
            return {}
        said = self.airlock.call("vault.airlock.mail:headers", path=str(path))
        if not isinstance(said, dict):
            raise Unreadable(reason="відповідь про файл незрозуміла")
        title, sent = said.get("subject"), said.get("date")
        try:
            on = legal_day(dt.datetime.fromisoformat(sent)).isoformat() if sent else None
        except (TypeError, ValueError, OverflowError):
            on = None
        return {
            "proposed_title": " ".join(str(title or "").split())[:TITLE_MAX],
            "proposed_date": on,
        }

    def _judged(
        self, path: Path, found: Look, name: str, signatures: Sequence[Path]
    ) -> tuple[list[Report], bool]:
        """The reports, and whether one has to be made later (all of them, then)."""
        questions = [Question(path, name)] if found.signatures else []
        questions += [
            Question(one, f"{name}{SIGNATURE}", [path, *(s for s in signatures if s != one)])
            for one in signatures
        ]
        try:
            return [self.judge.report(q, seconds=REGISTRATION_WAITS_S) for q in questions], False
        except AirlockError:
            return [], True

    # -- a scan of several documents ---------------------------------------------------------

    def _pieces(self, prepared: Prepared, found: Look, split: Split) -> None:
        """Each piece a document of its own; the scan is kept beside the first."""
        arrival = prepared.arrival
        prepared.scan = True
        prepared.refused = nothing_behind(arrival, split)
        ids: dict[int, str] = {}
        with self.airlock.folder() as folder:
            files = cut(self.airlock, arrival, found.kind, split, folder)
            scan = self._store(prepared, arrival.source)
            whole = Companion("scan", f"scan{Path(arrival.name).suffix.lower()}", scan)
            for piece, path in zip(split.pieces, files, strict=True):
                if piece.error is not None:
                    content, own_id = self._store(prepared, path), self.vault.random(8).hex()
                    prepared.aside.append(aside_of(arrival, piece, content, own_id))
                    continue
                ids[id(piece)] = self.vault.random(8).hex() if ids else arrival.id
                looked = self._attached(path, name := name_of(arrival, piece))
                accession = Accession(
                    id=ids[id(piece)],
                    case=arrival.case,
                    card=piece.card,
                    arrived_at=arrival.arrived_at,
                    name=name,
                    format=looked.format,
                    content=None,
                    pages=0,
                    form=looked.form,
                    print_duplex=self.print_duplex,
                    parts=() if prepared.accessions else (whole,),
                    parent=ids[id(piece.parent)] if piece.parent else None,
                    facts=facts_of(scan, piece, arrival.id),
                )
                self._add(prepared, path, looked, accession, signatures=())

    # -- what is inside ----------------------------------------------------------------------

    def _unpack(
        self, prepared: Prepared, path: Path, found: Look, parent: Accession, *, depth: int
    ) -> None:
        if depth > self.airlock.limits.nesting:
            raise TooLarge(reason=f"вкладеність понад {self.airlock.limits.nesting}")
        with self.airlock.folder() as folder:
            extra: dict[str, Json] = {"name": parent.name} if found.kind == "cms" else {}
            answer = self.airlock.call(
                _UNPACKERS[found.kind], path=str(path), folder=str(folder), **extra
            )
            members = _members(answer, folder)
            signatures = _beside(members)
            beside = {one for group in signatures.values() for one in group}
            for member in members:
                if member not in beside:
                    group = signatures.get(member.inside, [])
                    self._member(prepared, found, parent, member, group, depth=depth)

    def _member(
        self,
        prepared: Prepared,
        container: Look,
        parent: Accession,
        member: _Member,
        beside: Sequence[_Member],
        *,
        depth: int,
    ) -> None:
        if len(prepared.accessions) > self.airlock.limits.members:
            raise TooLarge(reason=f"понад {self.airlock.limits.members} документів в одному файлі")
        try:
            found = self._attached(member.path, member.name)
        except (Unreadable, Encrypted, SignatureAlone) as error:
            # What runs or blows up refuses the whole; what only cannot be read is named.
            prepared.refused[member.inside] = reason_of(error)
            return
        parts = tuple(Companion("signature", s.name, self._store(prepared, s.path)) for s in beside)
        accession = dataclasses.replace(
            prepared.accessions[0],
            id=self.vault.random(8).hex(),
            card=_card_inside(container, parent, member.name),
            name=member.name,
            format=found.format,
            form=found.form,
            facts=None,
            parts=parts,
            parent=parent.id,
            **(_NOTHING_PROPOSED | self._proposed(member.path, found)),
        )
        self._add(prepared, member.path, found, accession, signatures=[s.path for s in beside])
        if found.holds_documents:
            self._unpack(prepared, member.path, found, prepared.accessions[-1], depth=depth + 1)


def _members(answer: Json, folder: Path) -> list[_Member]:
    """The documents among what came out: no manifest of a container, no picture of a mail."""
    try:
        return [
            _Member(
                plain_file(folder, one["file"]),
                str(one["name"]),
                str(one.get("path") or one["name"]),
            )
            for one in answer["members"]
            if one.get("content", True) and not one.get("inline", False)
        ]
    except (KeyError, TypeError, AttributeError):
        raise Unreadable(reason="відповідь про вміст незрозуміла") from None


def _beside(members: Sequence[_Member]) -> Mapping[str, list[_Member]]:
    """Members that are by their names detached signatures of others, by the path of the other."""
    paths = {member.inside for member in members}
    found: dict[str, list[_Member]] = {}
    for member in members:
        stem = member.inside[: -len(SIGNATURE)]
        if member.inside.lower().endswith(SIGNATURE) and stem in paths:
            found.setdefault(stem, []).append(member)
    return found


def _card_inside(container: Look, parent: Accession, name: str) -> RegistrationCard:
    """What is known of a document that came inside another one."""
    card = parent.card
    wrapped = container.kind in _SIGNED_WRAPPERS
    return RegistrationCard(
        kind=card.kind if wrapped else "annex",
        title=title_of(name),
        date=card.date if wrapped else None,
        received_at=card.received_at,
        sender=card.sender,
        direction=card.direction,
        original_form=None,
        parent=parent.name,
        given=True,
    )
