"""PAdES, and older signatures in PDF.

Knows: what each `/SubFilter` puts into the signature value, and how fields become facts.
Does not know: trust, other formats.
Keeps: a value that verifies says nothing about the file: coverage and later changes always go
with it.
"""

from __future__ import annotations

from signing.facts import FileFacts, Submitted
from signing.kinds import SignedKind


def judges(kind: SignedKind) -> bool:
    """Whether this module knows files of `kind`."""
    return kind is SignedKind.PDF


def judge(submitted: Submitted) -> FileFacts:
    """Find out what the signatures of the PDF are worth before trust."""
    # Imported here: asking `judges` must not load the PDF library.
    from signing.pades.fields import judge_document  # noqa: PLC0415

    return judge_document(submitted)
