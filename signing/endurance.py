"""Until when algorithms that are weak today could be relied on.

Knows: the years in which ETSI TS 102 176-1 and TS 119 312 stopped recommending them.
Does not know: a particular signature, or whether any time is proven.
Keeps: what is not in the table has been weak from the beginning.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

_UNTIL: Final = (
    ("MD5", dt.datetime(2005, 1, 1, tzinfo=dt.UTC)),
    ("SHA1", dt.datetime(2010, 1, 1, tzinfo=dt.UTC)),
    ("SHA-1", dt.datetime(2010, 1, 1, tzinfo=dt.UTC)),
)
_SHORT_KEYS = dt.datetime(2010, 1, 1, tzinfo=dt.UTC)


def was_weak(algorithm: str, at: dt.datetime) -> bool:
    """Whether `algorithm`, weak today by its digest or its key, was so at the time `at`.

    The names of digests are recognised within `RSA-SHA1`, `sha1_rsa` and the like; with any other
    digest it is the key that is too short.
    """
    name = algorithm.upper()
    until = next((until for digest, until in _UNTIL if digest in name), _SHORT_KEYS)
    return at >= until
