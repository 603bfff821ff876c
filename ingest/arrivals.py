"""What has arrived and is not registered: the list a person works through.

Knows: the three places where an arrival may be: in the inbox, in a process's hands, in the journal
as waiting for a person; that a detached signature waits for its file.
Does not know: how files are taken.
Keeps: listing changes nothing; a file in the inbox belongs to whoever put it there.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.claims import Claims
from ingest.errors import NoSuchArrival, NotARetry, SignatureAlone
from ingest.examine import UnknownCase, case_of, examine
from ingest.inbox import Inbox, Oddity
from ingest.look import look
from ingest.model import SIGNATURE, SettledFile, Sighting, State, reason_of, shown
from ingest.projection import Waiting, waiting
from ingest.reading import Reason
from inventory.errors import BadCard
from vault import Json, Vault
from vault.airlock import Airlock
from vault.errors import AirlockError, ArchiveError

_MAYBE_DETACHED = (SIGNATURE, ".sig", ".cms", ".p7", ".p7m", ".pkcs7")
"""What programs call a detached signature; a list does not open everything that lies there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One line of `inbox list`."""

    id: str
    path: str
    state: State
    reason: Reason | None = None
    nearest: Sequence[str] = ()

    def as_json(self) -> dict[str, Json]:
        """The form of CONTRACT.md."""
        return {
            "id": self.id,
            "path": self.path,
            "state": self.state.value,
            "reason": self.reason.as_json() if self.reason else None,
            "nearest": list(self.nearest),
        }


class Arrivals:
    """Arrivals that are not registered, and what a person decides about them."""

    def __init__(
        self,
        vault: Vault,
        inbox: Inbox,
        claims: Claims,
        airlock: Airlock,
    ) -> None:
        """Nothing is looked at yet."""
        self._vault = vault
        self._airlock = airlock
        self._inbox = inbox
        self._claims = claims

    def listed(self) -> list[Listed]:
        """Everything that is not registered, as it is now."""
        with self._vault.read() as connection:
            recorded = [
                Listed(id=w.id, path=w.path, state=w.state, reason=w.reason)
                for w in waiting(connection)
            ]
        in_hand = [
            Listed(id=own_id, path=shown(path), state=State.WORKING)
            for own_id, path in self._claims.in_hand()
        ]
        return [*recorded, *in_hand, *self._in_the_inbox()]

    def _in_the_inbox(self) -> Iterator[Listed]:
        left = self._inbox.left_behind(self._vault.clock())
        for oddity in itertools.chain(self._inbox.misplaced(), left):
            yield _lying(oddity.path, oddity.error)
        for folder in self._inbox.folders():
            case = None
            for sighting in self._inbox.sightings(folder):
                if isinstance(sighting, Oddity):
                    yield _lying(sighting.path, sighting.error)
                    continue
                case = case or case_of(self._vault, folder)
                if isinstance(case, UnknownCase):
                    yield _lying(sighting.path, case.error, case.nearest)
                    continue
                try:
                    settled = examine(self._vault, sighting, case)
                    if settled is not None:
                        yield self._coming(settled)
                except (ArchiveError, BadCard) as error:
                    yield _lying(sighting.path, error)

    def _coming(self, settled: SettledFile) -> Listed:
        """It will be taken, unless it is a signature that waits for its file."""
        sighting = settled.sighting
        if settled.card.restricted or not self._is_detached(sighting):
            return Listed(id=id_of(sighting.path), path=sighting.path, state=State.WORKING)
        return _lying(sighting.path, SignatureAlone())

    def _is_detached(self, sighting: Sighting) -> bool:
        name = sighting.group.name
        if not name.lower().endswith(_MAYBE_DETACHED):
            return False
        try:
            return look(self._airlock, sighting.paths[0], name).detached
        except AirlockError:  # taking it will say why
            return False

    def find(self, arrival: str) -> Waiting:
        """The arrival that waits for a person.

        Raises:
            NoSuchArrival: there is none. NotARetry: it still lies in the inbox.
        """
        with self._vault.read() as connection:
            for one in waiting(connection):
                if one.id == arrival:
                    return one
        if any(one.id == arrival for one in self._in_the_inbox()):
            raise NotARetry(name=arrival, reason="файл ще лежить у скриньці й нікуди не подівся")
        raise NoSuchArrival(what_for="надходження", name=arrival)


def _lying(path: str, error: ArchiveError, near: Sequence[str] = ()) -> Listed:
    return Listed(
        id=id_of(path), path=path, state=State.UNASSIGNED, reason=reason_of(error), nearest=near
    )


def id_of(path: str) -> str:
    """A stable short name for a file that only has its place in the inbox."""
    return hashlib.sha256(path.encode()).hexdigest()[:16]
