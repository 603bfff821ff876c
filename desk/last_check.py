"""The answer of the last whole check, whoever asked for it: a terminal, a timer, a page.

Knows: where it is kept, what it comes to. Does not know: how a vault is checked.
Keeps: a check alters nothing of the vault: the answer lies in the desk's folder, and only where
there is one already; where it cannot be written, nobody is told less for that.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from contextlib import suppress

from vault import Json, Layout
from vault.mending import UNSEEN

_NAME = "check.json"


def remember(layout: Layout, answer: Mapping[str, Json], at: dt.datetime) -> None:
    """Keep what a check said, in the shape of `check --json`; `at` is when it ended."""
    kept = layout.desk / _NAME
    beside = kept.with_suffix(".part")
    with suppress(OSError):
        text = json.dumps({**answer, "at": at.isoformat()}, ensure_ascii=False)
        beside.write_text(text, encoding="utf-8")
        beside.replace(kept)


def last_check(layout: Layout) -> dict[str, Json] | None:
    """The last answer with `at`, `ok` and `state`; None before the first."""
    try:
        found: dict[str, Json] = json.loads((layout.desk / _NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return {"findings": [], **found, "state": _state(found), "ok": _state(found) == "whole"}


def _state(answer: Mapping[str, Json]) -> str:
    """`whole`, `damaged`, `unfinished`, or `unseen`: mended, but by nobody acknowledged."""
    if "error" in answer:
        return "unfinished"
    if answer["ok"]:
        return "whole"
    grave = {one["code"] for one in answer["findings"] if one.get("grave", True)}
    return "unseen" if grave == {UNSEEN} else "damaged"
