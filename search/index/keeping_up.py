"""Making an index anew, and letting it follow: when which of the two is due.

Knows: when the index must be made anew, and that it may follow beside other work.
Does not know: what is in it, any engine. Keeps: the old index serves until the new one has caught
up with it; what was done before a stop is not done again.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from search.engines.door import Index
from search.errors import IndexBroken
from search.index.following import REBUILT, Progress, follow, newest
from search.index.serving import VaultIndex
from vault import Vault
from vault.errors import ArchiveError

_FOLLOW_S = 0.5
_TURN_S = 0.0005  # of a thread, while the index follows


def rebuild(
    vault: Vault,
    index: VaultIndex,
    progress: Progress,
    stopped: Callable[[], bool] = lambda: False,
    *,
    engine: str | None = None,
) -> int:
    """Make the index anew beside the serving one and let it serve; how many documents it has.

    By the same engine as before, unless one is named.

    What a rebuild has done before it was stopped is used by the next one.
    """
    with suppress(IndexBroken):
        if _is_ahead(vault, index):
            index.discard()
    fresh = index.anew(engine)
    if _is_ahead(vault, fresh):
        fresh.remove()
        fresh = index.anew(engine)
    while True:
        follow(vault, fresh, progress=progress, stopped=stopped, batch=REBUILT)
        if stopped() or index.adopt(fresh):
            return fresh.stamp().documents
        # The old one went on meanwhile.


def follow_or_rebuild(
    vault: Vault, index: VaultIndex, progress: Progress, stopped: Callable[[], bool]
) -> int:
    """Let the index follow; one that is missing, broken or of another journal is made anew."""
    with suppress(IndexBroken):
        if not _is_ahead(vault, index):
            return follow(vault, index, progress=progress, stopped=stopped)
    return rebuild(vault, index, progress, stopped)


@contextmanager
def followed(vault: Vault, index: VaultIndex) -> Iterator[None]:
    """Let the index follow beside other work: what is read is found before the last is read.

    It may lag behind at the end, and its failures are not told: `follow_or_rebuild` then says.
    """
    over = threading.Event()

    def keep_up() -> None:
        while not over.wait(_FOLLOW_S):
            with suppress(ArchiveError):
                follow_or_rebuild(vault, index, lambda _done, _total: None, over.is_set)

    beside = threading.Thread(target=keep_up, name="index")
    turns = sys.getswitchinterval()
    beside.start()
    # The index only computes: whoever feeds the children would wait a whole turn after every call
    # of the system.
    sys.setswitchinterval(_TURN_S)
    try:
        yield
    finally:
        sys.setswitchinterval(turns)
        over.set()
        beside.join()


def _is_ahead(vault: Vault, index: Index) -> bool:
    """Whether an index knows more than the journal: the journal was put back to an older state."""
    return index.stamp().sequence > newest(vault)
