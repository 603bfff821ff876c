"""English for `--lang en`: the Ukrainian sentence is the key (tests hold the table complete)."""

from __future__ import annotations

ENGLISH: dict[str, str] = {}
