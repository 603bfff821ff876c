"""Values the vault deals in: digests, contents, journal entries, findings.

Knows: identity of bytes and the shape of one line of history.
Does not know: what a document, a case file or a court is.
Keeps: a value that is wrong cannot exist.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_SHA512 = re.compile(r"[0-9a-f]{128}\Z")
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")

Json = Any
"""A JSON value: None, bool, int, str, list, dict. Never float: canonical JSON stays exact."""


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes by their names: SHA-512 is the name, SHA-256 is recorded beside it.

    Attributes:
        sha512: lower-case hex.
        sha256: lower-case hex.
        size: in bytes.
    """

    sha512: str
    sha256: str
    size: int

    def __post_init__(self) -> None:
        """Refuse what is not a digest; a path is built from it."""
        if not (_SHA512.match(self.sha512) and _SHA256.match(self.sha256) and self.size >= 0):
            msg = f"not a content: {self.sha512!r} {self.sha256!r} {self.size!r}"
            raise ValueError(msg)

    def as_json(self) -> dict[str, Json]:
        """The form in which payloads carry a content."""
        return {"sha256": self.sha256, "sha512": self.sha512, "size": self.size}

    @classmethod
    def from_json(cls, value: Mapping[str, Json]) -> Content:
        """Read what `as_json` wrote."""
        return cls(sha512=value["sha512"], sha256=value["sha256"], size=value["size"])


@dataclass(frozen=True, slots=True)
class Hold:
    """A subject's claim on a content: while any claim stands, the shelf keeps the bytes."""

    subject: str
    content: Content


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry:
    """One line of the vault's history. Appended once; never edited, never deleted.

    Attributes:
        sequence: 1, 2, 3 … over all segments.
        at: UTC, from the injected clock; local time exists only on forms.
        actor: who acted, and for whom: `petrenko` or `root as petrenko`.
        event: a PREMIS 3 event type where one exists.
        version: of the payload's shape; every version ever written stays readable.
        subjects: what it is about: `document:…`, `case:…`, `volume:…`.
        payload: all that a rebuild needs; texts and images by digest.
        holds: contents that a subject needs from now on.
        releases: (subject, sha512) of claims that end with this entry.
        cites: clauses: why we were allowed to.
        previous: SHA-256 of the entry before: the chain.
    """

    sequence: int
    at: dt.datetime
    actor: str
    event: str
    version: int = 1
    subjects: tuple[str, ...] = ()
    payload: Mapping[str, Json] = field(default_factory=dict)
    holds: tuple[Hold, ...] = ()
    releases: tuple[tuple[str, str], ...] = ()
    cites: tuple[str, ...] = ()
    previous: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something `check` or a start found.

    Attributes:
        code: stable, as of errors.
        subject: path or id it is about.
        text: Ukrainian sentence.
        grave: whether integrity is broken (exit 20), or it is only reported.
    """

    code: str
    subject: str
    text: str
    grave: bool = True
