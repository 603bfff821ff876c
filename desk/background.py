"""Background work: texts, reading copies, reports, deposits, the index: derived, so it resumes.

Knows: in which order the kinds of work follow one another. Does not know: how any is done.
Keeps: what is interrupted or fails is still there to be done next time.
"""

from __future__ import annotations

import logging
import threading
from contextlib import suppress

from desk.finish import deposit_ready
from desk.output import Tick
from desk.wiring import Workbench
from ingest import derive_pending, lacking
from search import follow_or_rebuild, followed, waiting
from vault import Finding
from vault.errors import DiskFull, VaultLocked

_PAUSE_S = 2.0
_log = logging.getLogger("sprava.background")


class Background:
    """The work that follows registration."""

    def __init__(self, workbench: Workbench, stop: threading.Event) -> None:
        """Work ends soon after `stop` is set."""
        self._workbench = workbench
        self._stop = stop

    def finish(self, tick: Tick) -> None:
        """Do everything there is to do now.

        Raises:
            VaultLocked, DiskFull: the rest is still there to be done.
        """
        workbench = self._workbench
        with followed(workbench.vault, workbench.index):
            if lacking(workbench.vault):
                derive_pending(workbench.deriving(self._stop), progress=tick)
            deposit_ready(workbench, self._stop)
        follow_or_rebuild(workbench.vault, workbench.index, tick, self._stop.is_set)

    def run(self) -> None:
        """Do what there is to do, until told to stop."""
        while not self._stop.is_set():
            try:
                self.finish(lambda _done, _total: None)
            except (VaultLocked, DiskFull) as error:
                _log.warning("%s", error)
            self._stop.wait(_PAUSE_S)


def catch_up_index(workbench: Workbench) -> None:
    """Let the index follow what is registered, before it is asked; quick when nothing is new.

    Where nothing can be written it stays behind, and that is said.
    """
    vault = workbench.vault
    if vault.staging.refusal is not None:
        with vault.read() as connection:
            behind = waiting(connection, workbench.index.stamp().sequence)
        if behind:
            text = f"Пошук ще не знає {behind} останніх документів: покажчик не записується."
            vault.notices.append(Finding("V039", "index", text, grave=False))
        return
    with suppress(VaultLocked):  # another process is at it: the answer may lag behind
        follow_or_rebuild(vault, workbench.index, lambda _d, _t: None, lambda: False)
