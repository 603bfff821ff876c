"""Which module judges which kind of file.

Knows: the modules, one per format; each answers `judges(kind)` and `judge(submitted)`.
Does not know: what any of them does.
Keeps: a kind without a module is named in the report, never passed over; heavy libraries are
imported only when a file needs them.
"""

from __future__ import annotations

import importlib
from typing import Protocol, cast

from signing.facts import FileFacts, Submitted
from signing.kinds import SignedKind, kind_of
from signing.messages import say
from signing.model import Format


class FormatModule(Protocol):
    """What a format module offers."""

    def judges(self, kind: SignedKind) -> bool:
        """Whether the module knows files of `kind`."""

    def judge(self, submitted: Submitted) -> FileFacts:
        """Find out what the signatures in the file are worth before trust."""


MODULES = ("signing.cades", "signing.pades", "signing.xades", "signing.asic")


def judge(submitted: Submitted) -> FileFacts:
    """Let the module that knows this kind of file judge it."""
    kind = kind_of(submitted.data, submitted.path)
    if kind is SignedKind.OTHER:
        return FileFacts(format=Format.NONE, messages=[say("S001")])
    for name in MODULES:
        module = cast("FormatModule", importlib.import_module(name))
        if module.judges(kind):
            return module.judge(submitted)
    return FileFacts(format=kind.format, messages=[say("S002", format=kind.title)], complete=False)
