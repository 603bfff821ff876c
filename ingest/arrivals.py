"""What has arrived and is not registered: the list a person works through.

Knows: the three places where an arrival may be: in the inbox, in a process's hands, in the journal
as waiting for a person; that a detached signature waits for its file.
Does not know: how files are taken.
Keeps: listing changes nothing; a file in the inbox belongs to whoever put it there.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.claims import Claims
from ingest.errors import NoSuchArrival, NotARetry, SignatureAlone
from ingest.examine import UnknownCase, case_of, examine
from ingest.inbox import Inbox, Oddity
from ingest.look import look
from ingest.model import (
    CARD,
    SIGNATURE,
    SettledFile,
    Sighting,
    State,
    id_of,
    local,
    reason_of,
    shown,
)
from ingest.projection import Waiting, waiting
from ingest.reading import Reason
from ingest.returned import Returned
from inventory import CaseFile, RegistrationCard, read_card
from inventory.errors import BadCard
from inventory.registration.card import SIZE_MAX_BYTES
from vault import Json, Vault
from vault.airlock import Airlock
from vault.errors import AirlockError, ArchiveError

_MAYBE_DETACHED = (SIGNATURE, ".sig", ".cms", ".p7", ".p7m", ".pkcs7")
"""What programs call a detached signature; a list does not open everything that lies there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One line of `inbox list`.

    Attributes:
        number: of the case file it is for; empty while nobody knows.
        since: ISO time since when it is here; empty where nothing says so.
        shut: whether its card says, or may say, that it is restricted: not even its name is shown.
        document: the registered one that it repeats, or with whose scan it came.
        returned: whether it could not be taken and was put back into the inbox.
    """

    id: str
    path: str
    state: State
    reason: Reason | None = None
    nearest: Sequence[str] = ()
    number: str = ""
    since: str = ""
    shut: bool = False
    document: str | None = None
    returned: bool = False

    def as_json(self) -> dict[str, Json]:
        """For scripts."""
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
        self._returned = Returned(vault)

    def listed(self) -> list[Listed]:
        """Everything that is not registered, as it is now."""
        with self._vault.read() as connection:
            recorded = [
                Listed(
                    id=w.id,
                    path=w.path,
                    state=w.state,
                    reason=w.reason,
                    number=w.number,
                    since=w.arrived_at,
                    document=w.document,
                )
                for w in waiting(connection)
            ]
        numbers: dict[str, str] = {}
        in_hand = []
        for own_id, path in self._claims.in_hand():
            folder = path.partition("/")[0]
            if folder not in numbers:
                numbers[folder] = self._number_of(folder)
            in_hand.append(
                Listed(id=own_id, path=shown(path), state=State.WORKING, number=numbers[folder])
            )
        return [*recorded, *in_hand, *self._in_the_inbox()]

    def _number_of(self, folder: str) -> str:
        case = case_of(self._vault, folder)
        return "" if isinstance(case, UnknownCase) else case.name

    def _in_the_inbox(self) -> Iterator[Listed]:
        left = self._inbox.left_behind(self._vault.clock())
        for oddity in itertools.chain(self._inbox.misplaced(), left):
            yield self._odd(oddity)
        for folder in self._inbox.folders():
            case = None
            for sighting in self._inbox.sightings(folder):
                if isinstance(sighting, Oddity):
                    yield self._odd(sighting)
                    continue
                case = case or case_of(self._vault, folder)
                for one in self._lies(sighting, case):
                    yield dataclasses.replace(
                        one,
                        number="" if isinstance(case, UnknownCase) else case.name,
                        since=since(sighting),
                        shut=is_shut(sighting),
                    )

    def _odd(self, oddity: Oddity) -> Listed:
        folder, inside, _ = oddity.path.partition("/")
        return dataclasses.replace(
            _lying(oddity.path, oddity.error),
            number=self._number_of(folder) if inside else "",
            shut=_shut_beside(self._inbox.root / oddity.path),
        )

    def _lies(self, sighting: Sighting, case: CaseFile | UnknownCase) -> Iterator[Listed]:
        """What is to be said of it; nothing when it is registered by its open data."""
        if isinstance(case, UnknownCase):
            yield _lying(sighting.path, case.error, case.nearest)
            return
        try:
            settled = examine(self._vault, sighting, case)
            if settled is not None:
                yield self._coming(settled)
        except (ArchiveError, BadCard) as error:
            yield _lying(sighting.path, error)

    def _coming(self, settled: SettledFile) -> Listed:
        """It will be taken, unless it went back, or is a signature that waits for its file."""
        sighting = settled.sighting
        if reason := self._returned.reason(sighting):
            own_id = id_of(sighting.path)
            return Listed(
                id=own_id, path=sighting.path, state=State.UNASSIGNED, reason=reason, returned=True
            )
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

    def recorded(self, arrival: str) -> Waiting | None:
        """The arrival as the journal has it waiting for a person, if it has."""
        with self._vault.read() as connection:
            return next((one for one in waiting(connection) if one.id == arrival), None)

    def find(self, arrival: str) -> Waiting:
        """The arrival that waits for a person.

        Raises:
            NoSuchArrival: there is none. NotARetry: it still lies in the inbox.
        """
        found = self.recorded(arrival)
        if found is not None:
            return found
        if any(one.id == arrival for one in self._in_the_inbox()):
            raise NotARetry(name=arrival, reason="файл ще лежить у скриньці й нікуди не подівся")
        raise NoSuchArrival(what_for="надходження", name=arrival)


def _lying(path: str, error: ArchiveError, near: Sequence[str] = ()) -> Listed:
    return Listed(
        id=id_of(path), path=path, state=State.UNASSIGNED, reason=reason_of(error), nearest=near
    )


def since(sighting: Sighting) -> str:
    """When the file last changed its place or bytes, ISO."""
    at = dt.datetime.fromtimestamp(sighting.stamps[0].ctime_ns / 1e9, tz=dt.UTC)
    return local(at)


def is_shut(sighting: Sighting) -> bool:
    """Whether its card says that it is restricted, or cannot be understood and may say so."""
    if sighting.group.card is None:
        return False
    try:
        return card_of_group(sighting).restricted
    except NotARetry:
        return True


def _shut_beside(path: Path) -> bool:
    """Whether a card lies there for it, or is it, that says or may say that it is restricted."""
    try:
        cards = [each for each in path.parent.iterdir() if each.name.lower().endswith(CARD)]
    except OSError:
        return True
    name = path.name.lower()  # of the document, its signature, or half of it: «x.pdf.part»
    return any(_shuts(card) for card in cards if card.name.lower().removesuffix(CARD) in name)


def _shuts(card: Path) -> bool:
    """Whether a card without its document says that it is restricted, or may say so."""
    try:
        with card.open("rb") as file:
            return read_card(file.read(SIZE_MAX_BYTES + 1)).restricted
    except (OSError, BadCard):
        return True


def card_of_group(sighting: Sighting) -> RegistrationCard:
    """The card that lies beside it; an empty one when none does.

    Raises:
        NotARetry: it cannot be understood.
    """
    if sighting.group.card is None:
        return RegistrationCard()
    try:
        with sighting.paths[1].open("rb") as file:
            return read_card(file.read(SIZE_MAX_BYTES + 1))
    except (OSError, BadCard) as error:
        raise NotARetry(name=id_of(sighting.path), reason="його картки не прочитати") from error


def find_sighting(inbox: Inbox, arrival: str) -> Sighting:
    """What lies in a folder of the inbox under this id.

    Raises:
        NoSuchArrival: nothing. NotARetry: it cannot be taken as it lies there.
    """
    for oddity in inbox.misplaced():
        if id_of(oddity.path) == arrival:
            reason = (
                "файл лежить просто у скриньці; перекладіть його до каталогу справи, а те, чого не "
                "реєструватимуть, — до будь-якого"
            )
            raise NotARetry(name=arrival, reason=reason)
    for folder in inbox.folders():
        for sighting in inbox.sightings(folder):
            if isinstance(sighting, Oddity):
                if id_of(sighting.path) == arrival:
                    raise NotARetry(name=arrival, reason=sighting.error.sentences()[0].rstrip("."))
            elif id_of(sighting.path) == arrival:
                return sighting
    raise NoSuchArrival(what_for="надходження", name=arrival)
