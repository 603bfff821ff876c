"""Which level a signature reaches, by what it carries.

Knows: the baseline and the extended levels of EN 319 122, EN 319 132 and EN 319 142.
Does not know: where CMS, XML or PDF keep what counts; whether any of it is true.
Keeps: only presence is looked at.
"""

from __future__ import annotations

from signing.model import Level


def baseline(*, timestamped: bool, evidence: bool, archived: bool) -> Level:
    """The highest baseline level of a signature that meets the demands on level B."""
    steps = (timestamped, evidence, archived)
    taken = next((n for n, step in enumerate(steps) if not step), len(steps))
    return (Level.B, Level.T, Level.LT, Level.LTA)[taken]


def unstamped(*, policy: bool) -> Level:
    """The extended level of a signature that carries nothing more."""
    return Level.EPES if policy else Level.BES


def extended(
    *,
    policy: bool,
    timestamped: bool,
    referred: bool,
    references_stamped: bool,
    values: bool,
    archived: bool,
) -> Level:
    """The highest extended level; `referred` and `values`: to and of certificates, revocation."""
    if archived:
        return Level.A
    if not timestamped:
        return unstamped(policy=policy)
    if not referred:
        return Level.T
    if values:
        return Level.XL
    return Level.X if references_stamped else Level.C
