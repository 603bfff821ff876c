"""Verbs run in this process: what they print and how they end."""

from __future__ import annotations

import io
import json
import re
import shutil
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desk.__main__ import run

CASE = "757/12345/25"
FOLDER = "757_12345_25"
ISSUED = ("--to", "В. В. Вигаданенко", "--standing", "позивач")
"""For whom a copy of a decision is made."""
TOLD = {
    "court": "Вигаданівський районний суд",
    "clerk": "П. П. Приклад",
}


@dataclass(frozen=True)
class Ran:
    """A verb that has ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def error(self) -> dict[str, Any]:
        [error] = self.json.values()
        assert shaped(error, ERROR), error
        assert error["exit"] == self.code
        return dict(error)


def sprava(*arguments: object) -> Ran:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run([str(argument) for argument in arguments])
    assert "Traceback" not in err.getvalue(), err.getvalue()
    return Ran(code, out.getvalue(), err.getvalue())


@dataclass(frozen=True)
class Office:
    """A vault and the command line before it."""

    vault: Path

    def __call__(self, *arguments: object) -> Ran:
        return sprava("--vault", self.vault, *arguments)

    def json(self, *arguments: object, code: int = 0) -> Any:
        ran = self(*arguments, "--json")
        assert ran.code == code, ran
        return ran.json

    def put(self, name: str, data: bytes, card: object = None, folder: str = FOLDER) -> Path:
        place = self.vault / "inbox" / folder
        place.mkdir(parents=True, exist_ok=True)
        if card is not None:
            text = json.dumps(card, ensure_ascii=False)
            (place / f"{name}.card.json").write_text(text, encoding="utf-8")
        (place / name).write_bytes(data)
        return place / name

    def documents(self, number: str = CASE) -> dict[str, dict[str, Any]]:
        """The documents of a case file by title."""
        volumes = self.json("case", "show", number)["volumes"]
        return {d["title"]: d for volume in volumes for d in volume["documents"]}

    def copy(self, to: Path) -> Office:
        shutil.copytree(self.vault, to)
        return Office(to)


def shaped(value: Any, shape: Any) -> bool:
    """Whether `value` has at least what `shape` says: types, alternatives (tuples), keys, items.

    A text in a shape is a pattern that the whole of the value must match.
    """
    match shape:
        case dict():
            return isinstance(value, dict) and all(
                key in value and shaped(value[key], inner) for key, inner in shape.items()
            )
        case [inner]:
            return isinstance(value, list) and all(shaped(one, inner) for one in value)
        case tuple():
            return any(shaped(value, inner) for inner in shape)
        case str():
            return isinstance(value, str) and re.fullmatch(shape, value) is not None
        case None:
            return value is None
        case type():
            return type(value) is shape
    raise AssertionError(shape)


DATE = r"\d{4}-\d\d-\d\d"
REASON = {"code": r"[A-Z]\d{3}", "text": str}
OUTCOME = {
    "path": str,
    "outcome": "registered|duplicate|quarantined|unassigned",
    "document": (str, None),
    "case": (str, None),
    "sheets": (int, None),
    "format": (r"x?-?fmt/\d+", None),
    "signatures": (int, None),
    "reason": (REASON, None),
}
SUMMARY = {
    "registered": int,
    "duplicate": int,
    "quarantined": int,
    "unassigned": int,
    "seconds": float,
}
ARRIVAL = {
    "id": str,
    "path": str,
    "state": "unassigned|duplicate|quarantined|working",
    "reason": (REASON, None),
    "nearest": [str],
}
DOCUMENT = {
    "position": int,
    "parent": (str, None),
    "id": str,
    "index": str,
    "date": (DATE, None),
    "title": str,
    "first_sheet": (str, None),
    "last_sheet": (str, None),
    "sheets": int,
    "notes": str,
    "no_reading_copy": (REASON, None),
}
CERTIFICATION = {
    "sheets": int,
    "inventory_sheets": int,
    "lettered": [str],
    "missing": [int],
    "by": str,
    "on": DATE,
}
VOLUME = {
    "number": int,
    "state": "open|full|certified|deposited",
    "sheets": int,
    "inventory_sheets": (int, None),
    "documents": [DOCUMENT],
    "certification": (CERTIFICATION, None),
}
CASE_FILE = {
    "number": str,
    "kind": str,
    "title": str,
    "state": "open|closed|archived|transferred|destroyed",
    "volumes": [VOLUME],
}
HIT = {
    "document": str,
    "case": str,
    "volume": (int, None),
    "sheet": (str, None),
    "title": str,
    "date": (DATE, None),
    "snippet": str,
    "score": float,
}
FOUND = {"query": str, "total": int, "hits": [HIT], "suggestion": (str, None)}
SIGNER = {
    "name": (str, None),
    "organisation": (str, None),
    "rnokpp": (str, None),
    "edrpou": (str, None),
    "certificate_sha256": (str, None),
}
SIGNATURE = {
    "format": str,
    "level": ("B|T|LT|LTA|BES|EPES|C|X|XL|A", None),
    "signer": SIGNER,
    "algorithm": (str, None),
    "claimed_time": (str, None),
    "proven_time": (str, None),
    "signature_intact": (bool, None),
    "content_intact": (bool, None),
    "covers": "whole|part|unknown",
    "changed_after_signing": "none|allowed|not-allowed|unknown|n/a",
    "indication": "TOTAL-PASSED|INDETERMINATE|TOTAL-FAILED",
    "sub_indication": (str, None),
    "qualification": "QES|QESeal|AdESQC|AdES|unknown|n/a",
    "messages": [{"code": str, "text": str}],
}
JUDGED = {
    "file": str,
    "format": "PAdES|CAdES|XAdES|ASiC-S|ASiC-E|none|unreadable",
    "signatures": [SIGNATURE],
    "messages": [{"code": str, "text": str}],
}
DUE = {
    "case": str,
    "first_act_year": (int, None),
    "item": str,
    "verified": bool,
    "blocks": [{"code": str, "clause": str, "text": str}],
}
CHECKED = {
    "ok": bool,
    "journal_entries": int,
    "contents": int,
    "objects": int,
    "findings": [{"code": str, "subject": str, "text": str}],
}
ERROR = {
    "code": r"[A-Z]\d{3}",
    "exit": int,
    "what": str,
    "kept": str,
    "remedy": str,
    "findings": [{"clause": str, "text": str}],
}
