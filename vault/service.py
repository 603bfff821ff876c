"""The vault: how it changes, and how it starts.

Knows: the one order in which the vault changes (bytes, journal, catalogue) and how it starts.
Does not know: what a document or a court is.
Keeps: whoever was told of a commit finds it again, whatever happened since.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from types import TracebackType
from typing import Self, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from vault.catalogue import naming_failures, said
from vault.check import CheckReport, Progress, check, no_progress
from vault.errors import ArchiveError, BrokenCatalogue
from vault.follow import follow, make_anew
from vault.head import Head
from vault.history import DEPOSIT, is_held, recorded_version
from vault.lock import commit_lock, lock_unless
from vault.mending import entry_of
from vault.model import Finding, Json
from vault.ocfl import DepositFile
from vault.parts import Parts
from vault.staging import LooseEnd
from vault.transaction import Transaction

T = TypeVar("T")


class Vault(Parts):
    """One vault, opened; `open_vault` and `make_vault` are the ways in."""

    @contextmanager
    def transaction(self, actor: str) -> Iterator[Transaction]:
        """Hold the commit lock, catch up, and let the caller look, record and commit."""
        done: list[tuple[LooseEnd, set[str]]] = []
        try:
            with self._locked(), self.catalogue.connected() as connection:
                head = self._follow(connection, self._settle(actor))
                connection.begin()
                tx = Transaction(self, connection, head, actor)
                try:
                    yield tx
                finally:
                    connection.rollback()
                    done += self._tidy(connection, [tx.loose_end] if tx.loose_end else [])
        finally:
            self._forget(done)

    def deposit(
        self,
        object_id: str,
        files: Sequence[DepositFile],
        *,
        actor: str,
        event: str,
        subjects: Sequence[str],
        payload: Mapping[str, Json],
        releases: Sequence[tuple[str, str]] = (),
        cites: Sequence[str] = (),
        message: str,
        demand: Callable[[Transaction], None] | None = None,
    ) -> int:
        """Make `files` the next version of an object in the stacks, and record it.

        Content that an earlier version has is not copied again. With the commit, contents that
        nobody holds any more leave the shelf.

        Args:
            object_id: of the object; the first deposit makes it.
            files: the whole state of the new version, in order.
            actor: who acts.
            event: of the journal entry; its payload gets the key `deposit`.
            subjects: of the entry.
            payload: of the entry.
            releases: claims (subject, SHA-512) that end with it.
            cites: clauses.
            message: what changed, for a reader of the object.
            demand: judges again under the lock, and raises to refuse.

        Returns:
            The number of the version.

        Raises:
            Conflict: somebody deposited the object meanwhile. FixityError, MissingContent: a
                content is not what it was. DiskFull. Nothing changed in any case.
        """
        with self.read() as connection:
            base = self.inventory_of(object_id, connection)
        staged = self.stacks.stage(
            object_id,
            files,
            base=base,
            locate=self.locate,
            at=self.clock(),
            actor=actor,
            message=message,
        )
        try:
            with self.transaction(actor) as tx:
                if demand is not None:
                    demand(tx)
                tx.install(staged)
                tx.record(
                    event,
                    subjects=subjects,
                    payload={**payload, DEPOSIT: staged.version.as_json()},
                    releases=releases,
                    cites=cites,
                )
                tx.commit()
        except BaseException:
            self.disk.remove_tree(staged.folder)
            raise
        return staged.version.number

    def discard_unheld(self, digests: Sequence[str]) -> None:
        """Take contents off the shelf that were stored for an entry that never came."""
        with self._locked(), self.catalogue.connected() as connection:
            self._follow(connection)
            removed = self._remove_unheld(connection, digests)
        self._sync_shelf(removed)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.staging.require_seat()
        with commit_lock(self.layout.lock, wait_s=self._lock_wait_s):
            yield

    # -- loose ends: what the disk still has to do to agree with the journal -----------------------

    def _tidy(
        self, connection: Connection, loose_ends: Iterable[LooseEnd]
    ) -> Iterator[tuple[LooseEnd, set[str]]]:
        """Make the disk agree with the journal about each loose end; yields those that do now.

        After a commit this takes released contents away, after a failure it takes back what was
        installed: in both cases the journal decides. Must one wait (no space, no catalogue), it
        stays for the next start.
        """
        for loose_end in loose_ends:
            try:
                with naming_failures(self.catalogue.path):
                    self._follow(connection)
                for object_id in loose_end.objects:
                    self.stacks.agree(object_id, recorded_version(connection, object_id)[0])
                yield loose_end, self._remove_unheld(connection, loose_end.contents)
            except (ArchiveError, OSError, sqlite3.Error, sa.exc.DBAPIError) as error:
                self._postpone(loose_end, error)

    def _postpone(self, loose_end: LooseEnd, error: Exception) -> None:
        text = f"Прибирання після зміни відкладено до наступного відкриття: {said(error)}"
        self.notices.append(Finding("V027", loose_end.path.name, text, grave=False))

    def _remove_unheld(self, connection: Connection, digests: Sequence[str]) -> set[str]:
        unheld = [digest for digest in digests if not is_held(connection, digest)]
        for sha512 in unheld:
            self.shelf.remove(sha512)
        return set(unheld)

    def _forget(self, tidied: Iterable[tuple[LooseEnd, set[str]]]) -> None:
        """Outside the lock: nobody waits for these folders to reach the platter."""
        for loose_end, removed in tidied:
            try:
                self._sync_shelf(removed)
                self.staging.forget(loose_end)
            except (ArchiveError, OSError) as error:  # the commit stands all the same
                self._postpone(loose_end, error)

    def _sync_shelf(self, removed: set[str]) -> None:
        for folder in sorted({self.shelf.path(sha512).parent for sha512 in removed}):
            self.disk.sync_folder(folder)

    # -- following the journal ---------------------------------------------------------------

    def _settle(self, actor: str) -> Head:
        """Put the journal's end in order before it is appended to; the commit lock is held."""
        head, noticed = self.journal.settle(partial(entry_of, clock=self.clock, actor=actor))
        self.notices += noticed
        return head

    def _follow(self, connection: Connection, settled: Head | None = None) -> Head:
        """Bring the catalogue to the journal's end; the commit lock is held."""
        noticed = []
        if settled is None:
            ending = self.journal.ending()
            settled, noticed = ending.head, ending.findings()
        noticed += follow(connection, self.catalogue, self.journal, settled)
        self.notices += [finding for finding in noticed if finding not in self.notices]
        return settled

    def start(self) -> None:
        """What opening does: sit down, sweep, follow the journal, tie up loose ends.

        Journal and head stay as they are; a change puts them in order. When the catalogue shows all
        that was acknowledged, nobody waits for the commit lock.

        Raises:
            BrokenJournal, BrokenCatalogue: a person must decide. VaultLocked.
        """
        self.staging.sit_down()
        self.staging.sweep()
        if self._shows_everything(at_rest=True) and not any(self.staging.loose_ends()):
            return
        lock, wait_s = self.layout.lock, self._lock_wait_s
        with lock_unless(self._shows_everything, lock, wait_s=wait_s) as held:
            tidied = self._despite_damage(self._catch_up) if held else []
        self._forget(tidied)

    def _shows_everything(self, *, at_rest: bool = False) -> bool:
        """Whether the catalogue stands where the head says (`at_rest`: and nobody is at work)."""
        head = self.journal.reached(at_rest=at_rest)
        return head is not None and self.catalogue.stands_at(head)

    def _despite_damage(self, work: Callable[[], T]) -> T:
        """Do it once more with a new catalogue when the old one's file is damaged."""
        try:
            return work()
        except BrokenCatalogue as error:
            if not self.staging.alone():
                raise
            self.catalogue.discard()
            self.notices.append(Finding("V025", "catalogue.sqlite", f"{error}", grave=False))
            return work()

    def _catch_up(self) -> list[tuple[LooseEnd, set[str]]]:
        with self.catalogue.connected() as connection:
            self._follow(connection)
            return list(self._tidy(connection, self.staging.loose_ends()))

    def rebuild(self, *, also: Sequence[Callable[[], None]] = ()) -> int:
        """Make the catalogue anew from the journal, then whatever else follows it (`also`).

        Returns how many entries the journal has.

        Raises:
            BrokenJournal: the journal does not hold. BrokenCatalogue: others have the damaged
                file open.
        """
        with self._locked():
            sequence = self._despite_damage(self._make_anew)
        for rest in also:
            rest()
        return sequence

    def _make_anew(self) -> int:
        with self.catalogue.connected() as connection:
            head = self.journal.ending().head
            make_anew(connection, self.catalogue, self.journal, head)
        return head.sequence

    def check(self, *, quick: bool = False, progress: Progress = no_progress) -> CheckReport:
        """What `check` sees of this vault, while it is open."""
        above, now = self.catalogue.projections[1:], self.clock()
        return check(self.layout.root, above, quick=quick, now=now, progress=progress)

    def close(self) -> None:
        """Let go of the catalogue and the seat."""
        self.catalogue.close()
        self.staging.leave()

    def __enter__(self) -> Self:
        """The vault itself; it is closed at the end."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
