"""Intake: everything that brings files into the vault.

Knows: the ways in (inbox, named files, what a person admits after all), and what each does with
its source.
Does not know: what is in the files, or what becomes of a document afterwards.
Keeps: a source in the inbox is removed only after its journal line is durable; named files stay
where they are; whatever stops, the next start takes it up again.
"""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

from ingest import given
from ingest.arrivals import Arrivals, Listed, find_sighting
from ingest.claims import Claim, Claims
from ingest.clamd import Clamd
from ingest.errors import IngestError, NoInbox, StillWritten
from ingest.gather import Gathering
from ingest.inbox import Inbox
from ingest.judging import Judge
from ingest.model import Arrival, Outcome, State, Summary, id_of
from ingest.prepare import Preparing
from ingest.prepared import Result, failed
from ingest.quarantine import Quarantine
from ingest.recording import unassigned
from ingest.refusing import Refusal, Refusing
from ingest.registering import Registrar
from ingest.rules import RefusalKind
from ingest.settings import IntakeSettings
from ingest.settle import Settling
from ingest.splitting import Start
from ingest.watch.hints import Hints
from ingest.watch.line import Line
from inventory import CaseFile, RegistrationCard
from inventory.queries import get_case
from vault import Vault, os_cause
from vault.airlock import Airlock
from vault.errors import ArchiveError, DiskFull, VaultLocked

Tell = Callable[[Outcome], None]
_LOOK_AGAIN_S = 0.5
_NAP_S = 0.05
_PATIENCE_S = 5.0
_TROUBLE_S = 10.0


class Intake:
    """The way in; several may work on one vault at once, each in its own process or thread."""

    def __init__(
        self,
        vault: Vault,
        airlock: Airlock,
        *,
        actor: str,
        settings: IntakeSettings,
        tell: Tell,
        stop: threading.Event,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`tell` hears of every outcome; when `stop` is set, what is in work is finished."""
        self._vault = vault
        self._settings = settings
        self._tell = tell
        self._stop = stop
        self._monotonic = monotonic
        self._inbox = Inbox(vault.layout.inbox)
        self._claims = Claims(vault, self._inbox)
        self._quarantine = Quarantine(vault)
        self._registrar = Registrar(vault, actor, self._quarantine)
        self._summary = Summary()
        self._done = 0
        self._starts: dict[str, tuple[Start, ...]] = {}
        self._telling = threading.Lock()
        self._gathering = Gathering(
            vault,
            self._inbox,
            self._claims,
            Settling(settings.settle_s, monotonic, ready_only=settings.ready_only),
            self._registrar,
            self._told,
        )
        judge = Judge(vault, airlock, settings.judging)
        scanner = Clamd(settings.clamd) if settings.clamd else None
        self._preparing = Preparing(vault, airlock, judge, settings.print_duplex, scanner)
        self._line = Line(settings.workers, settings.batch_documents, settings.batch_s)
        self._refusing = Refusing(vault, self._inbox, self._claims, self._quarantine, actor=actor)
        self._arrivals = Arrivals(vault, self._inbox, self._claims, airlock)

    # -- the inbox -------------------------------------------------------------------------

    def _recover(self) -> None:
        """Take up what processes that are gone had claimed."""
        self._registrar.catch_up()  # an entry that the catalogue lacks would be taken twice
        self._quarantine.clear()
        self._work(self._gathering.abandoned())

    def take_inbox(self) -> Summary:
        """Take everything that is in the inbox now, and say what could not be taken.

        Raises:
            NoInbox, VaultLocked, DiskFull: what was not taken is still there.
        """
        self._demand_inbox()
        self._summary = Summary()
        patience = self._settings.settle_s + _PATIENCE_S
        with self._letting_go():
            self._recover()
            until = self._monotonic() + patience
            while not self._stop.is_set():
                if self._work(self._gathering.look(None)):
                    until = self._monotonic() + patience
                elif not self._gathering.restless or self._monotonic() > until:
                    break
                else:
                    self._stop.wait(min(_LOOK_AGAIN_S, max(_NAP_S, self._settings.settle_s / 5)))
        for outcome in self._gathering.waiting.values():
            self._told(outcome)
        return self._summary

    def watch(self, trouble: Callable[[ArchiveError], None]) -> None:
        """Take what comes, until told to stop; `trouble` hears what kept it from working.

        Raises:
            NoInbox: it is not there to begin with. IntegrityError: the vault is not what it
                recorded; a person must look.
        """
        self._demand_inbox()
        told: dict[str, str] = {}
        with Hints(self._inbox.root, polling=self._settings.polling) as hints:
            due = self._monotonic()
            while not self._stop.is_set():
                if self._monotonic() >= due:
                    hints.look_everywhere()
                    due = self._monotonic() + self._pause_s
                try:
                    told = self._round(hints.take(), told)
                except (IngestError, VaultLocked, DiskFull) as error:
                    trouble(error)
                    hints.look_everywhere()
                    self._stop.wait(_TROUBLE_S)
                hints.wait(_LOOK_AGAIN_S)

    def _demand_inbox(self) -> None:
        if not self._inbox.root.is_dir():
            raise NoInbox(path=self._inbox.root)

    @property
    def _pause_s(self) -> float:
        return self._settings.poll_s if self._settings.polling else self._settings.rescan_s

    def _round(self, folders: set[str] | None, told: Mapping[str, str]) -> dict[str, str]:
        """One look; what waits is told once for each reason.

        Returns:
            What has been told by now: code of the reason, by path.
        """
        gathering = self._gathering
        if folders is None:
            gathering.try_again()
        elif not (folders := folders | gathering.restless):
            return dict(told)
        self._demand_inbox()
        try:
            with self._letting_go():
                if folders is None:
                    self._recover()
                self._work(gathering.look(folders))
        except OSError as error:  # a share may go away at any moment
            raise IngestError(reason=os_cause(error)) from error
        now = {p: o.reason.code for p, o in gathering.waiting.items() if o.reason is not None}
        for path, code in now.items():
            if code not in (StillWritten.code, told.get(path)):
                self._told(gathering.waiting[path])
        return now if folders is None else {**told, **now}

    @contextmanager
    def _letting_go(self) -> Iterator[None]:
        """Whatever is still claimed at the end waits for recovery, by us or by others."""
        # Freeing the blocks of a file takes as long as committing it: the next batch need not wait.
        self._removing = ThreadPoolExecutor(1, "ingest-removing")
        try:
            yield
        finally:
            self._removing.shutdown()
            self._gathering.held.clear()
            self._claims.close()

    def _work(self, arrivals: Iterator[Arrival]) -> int:
        before = self._done
        self._run(self._until_stopped(arrivals), self._commit_claimed)
        return self._done - before

    def _run(self, arrivals: Iterator[Arrival], commit: Callable[[Sequence[Result]], None]) -> None:
        self._line.run(arrivals, self._preparing.result, failed, commit)

    def _until_stopped(self, arrivals: Iterator[Arrival]) -> Iterator[Arrival]:
        while not self._stop.is_set():
            arrival = next(arrivals, None)
            if arrival is None:
                return
            starts = self._starts.get(id_of(arrival.path))
            yield dataclasses.replace(arrival, split=starts) if starts else arrival

    def _commit_claimed(self, batch: Sequence[Result]) -> None:
        held = self._gathering.held
        claims = [held[item.arrival.id] for item in batch]
        outcomes = self._registrar.commit(batch, before=lambda: self._claims.make_durable(claims))
        taken = []
        for item, claim, outcome in zip(batch, claims, outcomes, strict=True):
            if outcome.state is State.UNASSIGNED:
                self._gathering.returned(item.arrival, outcome)
                with suppress(OSError):  # what cannot be moved now, recovery finds again
                    self._claims.put_back(claim)
            else:
                taken.append(claim)
                self._gathering.taken(item.arrival)
                self._told(outcome)
            del held[claim.id]
        self._removing.submit(self._remove, taken)

    def _remove(self, claims: Sequence[Claim]) -> None:
        for claim in claims:
            with suppress(OSError):  # recovery finds it again
                self._claims.finish(claim)

    def _told(self, outcome: Outcome) -> None:
        with self._telling:  # restricted documents are told of by the thread that looks
            self._done += outcome.state is not State.UNASSIGNED
            for one in (outcome, *outcome.aside):
                self._summary.add(one)
                self._tell(one)

    # -- named files -----------------------------------------------------------------------

    def add(
        self,
        files: Sequence[Path],
        number: str,
        *,
        kind: str | None = None,
        card: RegistrationCard | None = None,
        split: Sequence[Start] = (),
    ) -> Summary:
        """Register named files, scans divided where `split` says; they stay where they are.

        Raises:
            NoSuchCase, UsageError, Vanished: nothing is registered.
            VaultLocked, DiskFull: those told before are registered.
        """
        self._summary = Summary()
        case = self._case(number)
        named = given.named(self._vault, files, case, kind=kind, card=card)
        arrivals = [dataclasses.replace(one, split=tuple(split)) for one in named]
        for with_parent in (False, True):  # what came with another document comes after it
            some = (a for a in arrivals if (a.card.parent is not None) is with_parent)
            self._run(self._until_stopped(self._open(some)), self._commit_given)
        return self._summary

    def _case(self, number: str) -> CaseFile:
        with self._vault.read() as connection:
            return get_case(connection, number)

    def _open(self, arrivals: Iterator[Arrival]) -> Iterator[Arrival]:
        """Those that are not restricted; the others are registered by their open data."""
        for arrival in arrivals:
            if not arrival.card.restricted:
                yield arrival
                continue
            outcome = self._registrar.register_restricted(arrival)
            error = IngestError(reason="його вже зареєстровано за відкритими даними")
            self._told(outcome or unassigned(arrival, error))

    def _commit_given(self, batch: Sequence[Result]) -> None:
        for outcome in self._registrar.commit(batch):
            self._told(outcome)

    # -- what a person decides ---------------------------------------------------------------

    def list_arrivals(self) -> list[Listed]:
        """What has arrived and is not registered."""
        return self._arrivals.listed()

    def split(self, arrival: str, starts: Sequence[Start]) -> Summary:
        """Divide a scan where a person says: one that waits, or one that lies in the inbox.

        What else lies in the inbox is taken with it.

        Raises:
            NoSuchArrival, NotARetry, NoSuchCase. Conflict: decided meanwhile.
        """
        lying = (one for one in self.list_arrivals() if one.id == arrival)
        if any(one.returned or one.state is State.WORKING for one in lying):
            self._gathering.try_again()
            self._starts = {arrival: tuple(starts)}
            try:
                return self.take_inbox()
            finally:
                self._starts = {}
        return self.retry(arrival, starts)

    def assign(
        self, arrival: str, number: str, card: RegistrationCard, starts: Sequence[Start] = ()
    ) -> Summary:
        """Register an arrival in the case file and with the card that a person names.

        Raises:
            NoSuchArrival, NotARetry, NoSuchCase, StillWritten. Conflict: decided meanwhile.
            NotExplained: it repeats a document of the case file, and the card does not say why.
        """
        self._summary = Summary()
        found = self._arrivals.recorded(arrival)
        if found is not None:
            again = given.admitted(
                self._vault, self._quarantine, found, starts, number=number, card=card
            )
            self._run(iter([again]), self._commit_admitted)
            return self._summary
        case = self._case(number)
        sighting = find_sighting(self._inbox, arrival)
        with self._letting_go():
            self._work(self._gathering.assigned(sighting, case, card, starts))
        for outcome in self._gathering.waiting.values():
            self._told(outcome)
        return self._summary

    def retry(self, arrival: str, starts: Sequence[Start] = (), *, note: str = "") -> Summary:
        """Try again to register what is in quarantine, or register a repeated receipt after all.

        `note` is for its card; what repeats a document needs one.

        Raises:
            NotExplained: it repeats a document, and nobody says why.
            NoSuchArrival, NotARetry, NoSuchCase. Conflict: decided meanwhile.
        """
        self._summary = Summary()
        found = self._arrivals.find(arrival)
        again = given.admitted(self._vault, self._quarantine, found, starts, note=note)
        self._run(iter([again]), self._commit_admitted)
        return self._summary

    def _commit_admitted(self, batch: Sequence[Result]) -> None:
        for item in batch:
            outcome = self._registrar.admit(item)
            if outcome.state in {State.REGISTERED, State.DUPLICATE}:
                self._quarantine.discard(item.arrival.id)
            self._told(outcome)

    def reject(
        self,
        arrival: str,
        reason: str,
        *,
        why: RefusalKind = RefusalKind.OTHER,
        to: str = "",
        act: str = "",
    ) -> None:
        """A person says that the arrival is not to be registered; what there is of it stays.

        What still lies in the inbox goes to quarantine, and its trace to the journal.

        Args:
            arrival: its id.
            reason: in words.
            why: the kind of reason.
            to: to whom it is sent on or back.
            act: number of the act on it.

        Raises:
            NoSuchArrival, NotARetry, UsageError. Conflict: decided meanwhile.
            RejectionRefused: a rule objects.
        """
        self._refusing.reject(arrival, Refusal(reason=reason, why=why, to=to, act=act))
