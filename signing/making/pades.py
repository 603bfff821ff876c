"""Signed PDFs: PAdES B-B, B-T, B-LT and B-LTA (ETSI EN 319 142-1).

Knows: in which order room, signature, evidence and time-stamps come into the file.
Does not know: how a PDF is built: children of the airlock open it (tasks.py) and get no secret.
Keeps: the source is only read; here nothing of a PDF is parsed, only the room that was kept is
filled in.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from signing.collecting import Evidence
from signing.making.authority import DIGEST, Authority
from signing.making.errors import MakingError
from signing.making.gathering import evidence_json
from signing.making.keys import SigningKey
from vault.airlock import Airlock
from vault.model import Json

_TASKS = "signing.making.tasks"
_ROOM, _STAMP_ROOM = 8 * 1024, 24 * 1024


@dataclass(frozen=True, slots=True)
class Mark:
    """A visible mark: a PDF of one page, to be shown in `box` of page `page` (from 0).

    Attributes:
        box: hundredths of a point.
    """

    pdf: Path
    page: int
    box: tuple[int, int, int, int]

    def as_json(self) -> dict[str, Json]:
        """As a child is told."""
        return {"pdf": str(self.pdf), "page": self.page, "box": list(self.box)}


def find_place(
    airlock: Airlock, source: Path, page: int | None, mark: Path
) -> tuple[int, tuple[int, int, int, int]]:
    """A free place for the picture `mark` on `page` (from 1; the last when None).

    Raises:
        NoRoom, NotSignable, AirlockError.
    """
    found = airlock.call(f"{_TASKS}:find_place", path=str(source), page=page, mark=str(mark))
    x0, y0, x1, y1 = found["box"]
    return found["page"], (x0, y0, x1, y1)


def signed(
    airlock: Airlock,
    source: Path,
    out: Path,
    key: SigningKey,
    *,
    at: dt.datetime,
    authority: Authority | None,
    mark: Mark | None = None,
    said: Mapping[str, str],
) -> None:
    """Write `source` to `out` with one signature more: B-T with an `authority`, else B-B.

    `said` may have `reason` and `location`. `out` must lie in a folder of the airlock.

    Raises:
        NotSignable, AuthorityFailed, MakingError, AirlockError.
    """
    digest = key.digest
    carried = sum(map(len, (key.certificate, *key.others)))
    ready = airlock.call(
        f"{_TASKS}:prepare",
        path=str(source),
        out=str(out),
        room=_ROOM + carried + (_STAMP_ROOM if authority else 0),
        digest=digest,
        at=at.isoformat(),
        said={"name": key.name, **said},
        mark=mark.as_json() if mark else None,
    )
    cms = asyncio.run(
        key.signer.async_sign(
            bytes.fromhex(ready["digest"]), digest, use_pades=True, timestamper=authority
        )
    )
    _fill(out, ready, cms.dump())


def stored(airlock: Airlock, source: Path, out: Path, evidence: Evidence) -> None:
    """Write `source` to `out` with `evidence` in its document security store.

    Raises:
        NotSignable, AirlockError.
    """
    airlock.call(
        f"{_TASKS}:store",
        path=str(source),
        out=str(out),
        evidence=evidence_json(evidence),
    )


def stamped(airlock: Airlock, source: Path, out: Path, authority: Authority) -> None:
    """Write `source` to `out` with a document time-stamp over all of it.

    Raises:
        NotSignable, AuthorityFailed, MakingError, AirlockError.
    """
    ready = airlock.call(
        f"{_TASKS}:prepare",
        path=str(source),
        out=str(out),
        room=_STAMP_ROOM,
        digest=DIGEST,
        at=None,
    )
    _fill(out, ready, authority.stamp(bytes.fromhex(ready["digest"])))


def _fill(path: Path, ready: Mapping[str, Json], value: bytes) -> None:
    """Put `value` into the room that was kept for it."""
    start, end = ready["start"], ready["end"]
    digits = value.hex().encode()
    if len(digits) > end - start - 2:
        raise MakingError(reason="підпис не вміщується у відведене місце: забагато сертифікатів")
    with path.open("r+b") as file:
        file.seek(start + 1)
        file.write(digits)
