"""Canonical JSON (RFC 8785) for the journal.

Knows: one way to write a value as bytes. Does not know: what the value means.
Keeps: equal values give equal bytes; floats, huge integers and non-ASCII keys are refused, so
that plain `sort_keys` is exactly the order RFC 8785 section 3.2.3 asks for.
"""

from __future__ import annotations

import json

from vault.model import Json

_INEXACT = 1 << 53  # RFC 8785 numbers are IEEE 754 doubles


def canonical(value: Json) -> bytes:
    """`value` as RFC 8785 bytes.

    Raises:
        TypeError: a float, an integer past 2^53, a non-ASCII key, a value JSON does not know.
    """
    _refuse_inexact(value)
    return json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    ).encode()


def _refuse_inexact(value: Json) -> None:
    if value is None or isinstance(value, str):
        return
    if isinstance(value, dict):
        for key, item in value.items():
            if not (isinstance(key, str) and key.isascii()):
                msg = f"not an ASCII key: {key!r}"
                raise TypeError(msg)
            _refuse_inexact(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _refuse_inexact(item)
    elif isinstance(value, float) or (isinstance(value, int) and abs(value) >= _INEXACT):
        msg = f"a number without a canonical form here: {value!r}"
        raise TypeError(msg)
