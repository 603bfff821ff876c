"""Looking on: how a vault is read where nothing can be written.

Knows: that the catalogue follows from the journal, so that a private one is as good as the file.
Does not know: why nothing can be written. Keeps: nothing is made or altered; what is shown is a
state that was committed; whoever wants to change something is told why that is not possible.
"""

from __future__ import annotations

import contextlib
import sqlite3

import sqlalchemy as sa

from vault.catalogue import Snapshot
from vault.compare import opened_read_only
from vault.errors import NoAccess, VaultError
from vault.follow import follow
from vault.lock import no_commit
from vault.model import Finding
from vault.service import Vault
from vault.staging import nobody_seated


def look_on(vault: Vault, refusal: VaultError) -> None:
    """Read the vault from a private catalogue; `refusal` is raised by what has to write.

    It begins with a copy of the catalogue's file, which is quick; where that is of no use, with
    nothing. Others may go on writing: this shows what was committed until now.

    Raises:
        NoAccess: it may not be read either. BrokenJournal. VaultLocked.
    """
    vault.staging.leave()
    vault.staging.refusal = refusal
    vault.notices.append(Finding(refusal.code, "vault", refusal.sentences()[0], grave=False))
    try:
        with no_commit(vault.layout.lock):
            try:
                _fill(vault, copied=True)
            except (VaultError, sqlite3.Error, sa.exc.DBAPIError):
                _fill(vault, copied=False)
    except PermissionError as error:
        raise NoAccess(path=error.filename) from error


def _fill(vault: Vault, *, copied: bool) -> None:
    file = vault.layout.catalogue
    vault.catalogue.close()
    vault.catalogue = snapshot = Snapshot(vault.catalogue.projections)
    ending = vault.journal.ending()
    with snapshot.connected() as connection:
        if copied:
            in_use = not nobody_seated(vault.layout.staging)
            with contextlib.closing(opened_read_only(file, in_use=in_use)) as kept:
                snapshot.take(kept, connection)
        noticed = follow(connection, snapshot, vault.journal, ending.head)
    vault.notices += [*ending.findings(), *noticed]
