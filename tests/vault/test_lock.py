"""Who waits for the commit lock, and for how long."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from vault.errors import VaultLocked
from vault.layout import Layout
from vault.lock import commit_lock


def _held(layout: Layout, seconds: float, *, writing: bool) -> threading.Thread:
    """Somebody who holds the lock so long; what follows a long journal writes meanwhile."""
    holding = threading.Event()

    def hold() -> None:
        with commit_lock(layout.lock):
            holding.set()
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                if writing:
                    layout.catalogue_log.write_bytes(b"%f" % time.monotonic())
                time.sleep(0.01)

    holder = threading.Thread(target=hold)
    holder.start()
    assert holding.wait(60)
    return holder


def test_nobody_gives_up_while_the_catalogue_is_written(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    holder = _held(layout, 1.5, writing=True)
    with commit_lock(layout.lock, wait_s=0.5):
        holder.join()


def test_who_holds_it_and_does_nothing_is_not_waited_for(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    holder = _held(layout, 1.5, writing=False)
    with pytest.raises(VaultLocked), commit_lock(layout.lock, wait_s=0.2):
        pass
    holder.join()
