"""Gathering: from what lies in the inbox to arrivals that this process alone holds.

Knows: in which order a sighting is examined before it may be claimed, and why it may have to wait.
Does not know: what is in the files (only the card is read), or what becomes of an arrival.
Keeps: nothing is claimed before it has come to rest, its case file is known and its card has been
read: the bytes of a restricted document are never touched.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from ingest.arrivals import is_shut
from ingest.claims import Claim, Claims
from ingest.errors import IngestError, NotARetry, NotReady, ParentMissing, StillWritten
from ingest.examine import UnknownCase, case_of, examine
from ingest.inbox import Inbox, Oddity
from ingest.model import (
    CARD,
    Arrival,
    FileStamp,
    Held,
    Outcome,
    SettledFile,
    Sighting,
    State,
    id_of,
    local,
    reason_of,
    shown,
)
from ingest.projection import is_known, is_registered
from ingest.registering import Registrar
from ingest.returned import Returned
from ingest.settle import Settling, has_writer
from ingest.splitting import Start
from inventory import CaseFile, RegistrationCard, read_card
from inventory.errors import BadCard
from vault import Vault, os_cause
from vault.errors import ArchiveError, Conflict


class Gathering:
    """Looks through the inbox and claims what may be taken; one thread looks, another commits.

    Attributes:
        held: the claims of arrivals that were handed on, by id; whoever commits removes them.
        waiting: what could not be taken in the last look, by path.
        restless: folders that hold something which may soon be taken.
    """

    def __init__(
        self,
        vault: Vault,
        inbox: Inbox,
        claims: Claims,
        settling: Settling,
        registrar: Registrar,
        tell: Callable[[Outcome], None],
    ) -> None:
        """`tell` hears of restricted documents, which are registered without being claimed."""
        self._vault = vault
        self._inbox = inbox
        self._claims = claims
        self._settling = settling
        self._registrar = registrar
        self._tell = tell
        self.held: dict[str, Claim] = {}
        self.waiting: dict[str, Outcome] = {}
        self.restless: set[str] = set()
        self._lying: set[str] = set()
        self._tried: dict[str, tuple[tuple[FileStamp, ...], Outcome]] = {}
        self._returned = Returned(vault)

    # -- what lies in the inbox ------------------------------------------------------------

    def look(self, folders: set[str] | None) -> Iterator[Arrival]:
        """Claim what may be taken from these folders; from all of them when None."""
        self.waiting.clear()
        self.restless.clear()
        self._lying.clear()
        if folders is None:
            left = self._inbox.left_behind(self._vault.clock())
            for oddity in itertools.chain(self._inbox.misplaced(), left):
                self._wait(oddity.path, oddity.error)
        for name in self._inbox.folders() if folders is None else sorted(folders):
            yield from self._look_into(name)
        if folders is None:
            self._returned.keep_only(self._lying)

    def _look_into(self, folder: str) -> Iterator[Arrival]:
        seen = []
        case: CaseFile | UnknownCase | None = None
        for sighting in self._inbox.sightings(folder):
            if isinstance(sighting, Oddity):
                self._wait(sighting.path, sighting.error)
                continue
            seen.append(sighting.group.name)
            self._lying.add(sighting.path)
            case = case or case_of(self._vault, folder)
            if isinstance(case, UnknownCase):
                self._wait(sighting.path, case.error)
                continue
            try:
                arrival = self._taken(sighting, case)
            except (IngestError, BadCard) as error:
                self._wait(sighting.path, error)
                continue
            except OSError as error:
                self._wait(sighting.path, IngestError(reason=os_cause(error)))
                continue
            if arrival is not None:
                yield arrival
        self._settling.keep(folder, seen)

    def _taken(self, sighting: Sighting, case: CaseFile) -> Arrival | None:
        """The arrival; None when it was put back before, is registered, or others were quicker.

        Raises:
            IngestError, BadCard: why it cannot be taken as it lies there.
        """
        if self._is_returned(sighting):
            return None
        if not self._settling.settled(sighting):
            if self._settling.lacks_marker(sighting):
                raise NotReady(name=shown(sighting.group.name))
            self.restless.add(sighting.folder)
            raise StillWritten
        try:
            settled = examine(self._vault, sighting, case)
        except ParentMissing as missing:
            if self._may_come(sighting.folder, str(missing.details["parent"])):
                self.restless.add(sighting.folder)
            raise
        if settled is None:
            return None
        if settled.card.restricted:
            self._register_restricted(settled)
            return None
        claimed = self._claims.claim(sighting, self._vault.random(8).hex())
        if claimed is None:
            return None
        return self._arrival(*claimed, settled.card, case, sighting.stamps[0])

    def _may_come(self, folder: str, parent: str) -> bool:
        """Whether the document another one came with is on its way."""
        beside = os.path.lexists(self._inbox.root / folder / parent)
        return beside or any(claim.folder == folder for claim in list(self.held.values()))

    def _arrival(
        self,
        claim: Claim,
        files: tuple[Held, ...],
        card: RegistrationCard,
        case: CaseFile,
        stamp: FileStamp,
    ) -> Arrival:
        self.held[claim.id] = claim
        return Arrival(
            id=claim.id,
            case=case,
            path=shown(f"{claim.folder}/{claim.name}"),
            card=card,
            files=files,
            arrived_at=self._arrived_at(stamp),
        )

    def _arrived_at(self, stamp: FileStamp) -> str:
        """When the system saw the file last change its place or bytes: it may have lain for days.

        The programs that copied it may have set its modification time; nobody sets this one.
        """
        lay = dt.datetime.fromtimestamp(stamp.ctime_ns / 1e9, tz=dt.UTC)
        return local(min(lay, self._vault.clock()))

    def _register_restricted(self, settled: SettledFile) -> None:
        """Register it where it lies: its bytes stay (814 XX¹.4)."""
        sighting = settled.sighting
        arrival = Arrival(
            id=self._vault.random(8).hex(),
            case=settled.case,
            path=sighting.path,
            card=settled.card,
            files=(Held(sighting.group.name, sighting.paths[0], sighting.stamps[0]),),
            arrived_at=self._arrived_at(sighting.stamps[0]),
        )
        outcome = self._registrar.register_restricted(arrival)
        if outcome is not None and outcome.state is State.UNASSIGNED:
            self.waiting[sighting.path] = outcome
        elif outcome is not None:
            self._tell(outcome)

    # -- what a person assigns -------------------------------------------------------------

    def assigned(
        self, sighting: Sighting, case: CaseFile, card: RegistrationCard, split: Sequence[Start]
    ) -> Iterator[Arrival]:
        """Claim what lies there for a case file and with a card that a person names.

        Raises:
            NotARetry: it is restricted, or may be. StillWritten: somebody is writing it.
            Conflict: somebody else was quicker.
        """
        arrival = id_of(sighting.path)
        if is_shut(sighting):
            raise NotARetry(name=arrival, reason="документ з обмеженим доступом не забирають")
        if sighting.group.partial or any(map(has_writer, sighting.paths)):
            raise StillWritten
        claimed = self._claims.claim(sighting, self._vault.random(8).hex())
        if claimed is None:
            raise Conflict(reason=f"надходження «{arrival}» тим часом забрано")
        taken = self._arrival(*claimed, card, case, sighting.stamps[0])
        yield dataclasses.replace(taken, split=tuple(split))

    # -- what came back ----------------------------------------------------------------------

    def returned(self, arrival: Arrival, outcome: Outcome) -> None:
        """Remember what was put back: it is not tried again while nothing about it changes.

        What was still being written is forgotten at once: it is tried when it has come to rest.
        """
        assert outcome.reason is not None
        if outcome.reason.code == StillWritten.code:
            self.restless.add(self.held[arrival.id].folder)
        else:
            stamps = tuple(held.stamp for held in arrival.files)
            self._tried[arrival.path] = stamps, outcome
            if not arrival.split:  # else it says what was wrong with what a person asked for
                self._returned.note(arrival.path, stamps, outcome.reason)
        self.waiting[arrival.path] = outcome

    def try_again(self) -> None:
        """Forget what was put back: cases may have been opened, disks emptied."""
        self._tried.clear()

    def taken(self, arrival: Arrival) -> None:
        """It is in the journal: why it once went back is of no interest any more."""
        self._returned.forget(arrival.path)

    def _is_returned(self, sighting: Sighting) -> bool:
        stamps, outcome = self._tried.get(sighting.path, ((), None))
        if outcome is None:
            return False
        same = len(stamps) == len(sighting.stamps) and all(
            a.same_file(b) for a, b in zip(stamps, sighting.stamps, strict=True)
        )
        if same:
            self.waiting[sighting.path] = outcome
        else:
            del self._tried[sighting.path]
            self._returned.forget(sighting.path)
        return same

    def _wait(self, path: str, error: ArchiveError) -> None:
        self.waiting[path] = Outcome(path=path, state=State.UNASSIGNED, reason=reason_of(error))

    # -- what a crash left ---------------------------------------------------------------------

    def abandoned(self) -> Iterator[Arrival]:
        """Arrivals of processes that are gone; what they had committed is only cleared away."""
        for claim in self._claims.abandoned():
            if self._is_in_journal(claim.id):
                self._claims.finish(claim)
                continue
            case = case_of(self._vault, claim.folder)
            card = _card_among(claim.files)
            # The power may have gone between the renames of a group, one way or the other.
            torn = self._claims.is_put_back(claim) or self._inbox.belongs_to_another(
                claim.folder, claim.name
            )
            if torn or isinstance(case, UnknownCase) or card is None or card.restricted:
                with suppress(OSError):
                    self._claims.put_back(claim)
            else:
                files = claim.held()
                yield self._arrival(claim, files, card, case, files[0].stamp)

    def _is_in_journal(self, own_id: str) -> bool:
        with self._vault.read() as connection:
            return is_known(connection, own_id) or is_registered(connection, own_id)


def _card_among(files: Mapping[str, Path]) -> RegistrationCard | None:
    """The card of a claimed group; None when it cannot be understood."""
    name = min(files, key=len)
    for each, path in files.items():
        if each.lower() == f"{name}{CARD}".lower():
            try:
                return read_card(path.read_bytes())
            except (OSError, BadCard):
                return None
    return RegistrationCard()
