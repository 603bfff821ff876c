"""Until when algorithms and key sizes could, or can, be relied on.

Knows: the limits that editions of ETSI's recommendations set, each with its source; those of today
are TS 119 312 V1.5.1 (2024): whatever it still allows has no limit here before the next edition.
Does not know: a particular signature, or whether any time is proven.
Keeps: nothing that a source does not say; of two limits the earlier counts.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

NEVER: Final = dt.datetime.min.replace(tzinfo=dt.UTC)
"""The end of what could not be relied on at any time."""


def _year(number: int) -> dt.datetime:
    return dt.datetime(number, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Limit:
    """What could be relied on before `until`, and no longer.

    Attributes:
        of: name of a digest, or family of keys.
        below: keys of fewer bits; None for a digest.
    """

    of: str
    below: int | None
    until: dt.datetime
    source: str


_OLD, _OLDER, _FIRST = "TS 102 176-1 V2.1.1", "TS 102 176-1 V2.0.0", "TS 119 312 V1.1.1"
_ANALOGY = f"none speaks of ДСТУ 4145; as ECDSA in {_OLD}"
LIMITS: Final = (
    Limit("MD5", None, _year(2005), _OLD),
    Limit("SHA1", None, _year(2009), _OLDER),
    Limit("RSA", 1024, NEVER, _OLDER),
    Limit("RSA", 1536, _year(2009), _OLDER),
    Limit("RSA", 1900, _year(2016), _FIRST),
    Limit("DSA", 1024, NEVER, _OLD),
    Limit("DSA", 2048, _year(2013), _OLD),
    Limit("ECDSA", 160, NEVER, _OLD),
    Limit("ECDSA", 224, _year(2013), _OLD),
    Limit("ECDSA", 256, _year(2016), _FIRST),
    Limit("DSTU4145", 160, NEVER, _ANALOGY),
    Limit("DSTU4145", 224, _year(2013), _ANALOGY),
)
"""The years are those of the validation policy that DSS ships, which names these documents."""


def end_of_digest(name: str) -> dt.datetime | None:
    """Until when the digest `name` could be relied on; None when it still can."""
    return next((one.until for one in LIMITS if one.of == name), None)


def end_of_key(family: str, bits: int) -> dt.datetime | None:
    """Until when keys of so many bits could be relied on; None when they still can."""
    limits = (one for one in LIMITS if one.of == family and one.below is not None)
    return earliest(*(one.until for one in limits if bits < (one.below or 0)))


def earliest(*ends: dt.datetime | None) -> dt.datetime | None:
    """The first of them; None when none is limited."""
    return min(filter(None, ends), default=None)
