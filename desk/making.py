"""What makes signatures in this vault: settings, network, trust, clock.

Knows: which settings there are, and what a command may change for once.
Does not know: keys; what is signed. Keeps: the network is asked only where settings or the command
allow it; time-stamps alone always need it.
"""

from __future__ import annotations

from desk.wiring import Workbench
from signing.making import Authority, Maker
from signing.network import Network
from vault.errors import BadConfig

LEVELS = ("B", "T", "LT", "LTA")


def maker_of(workbench: Workbench, *, tsa: str | None, fetch: bool) -> Maker:
    """A maker as the settings want it, with what the command says instead.

    Raises:
        AuthorityFailed: the address of the time-stamping authority is none.
    """
    settings, root = workbench.settings.signing, workbench.vault.layout.root
    address = tsa or settings.tsa
    return Maker(
        airlock=workbench.airlock,
        now=workbench.vault.clock,
        judging=workbench.judging(),
        authority=Authority(address) if address else None,
        evidence=[root / path for path in settings.revocation],
        ask=Network() if fetch or settings.fetch else None,
    )


def level_of(workbench: Workbench, wanted: str | None) -> str:
    """The level that is wanted, or that of the settings.

    Raises:
        BadConfig: the settings name something else.
    """
    level = wanted or workbench.settings.signing.level
    if level not in LEVELS:
        reason = f"signing.level «{level}» має бути одним із {', '.join(LEVELS)}"
        raise BadConfig(path=workbench.vault.layout.settings, reason=reason)
    return level
