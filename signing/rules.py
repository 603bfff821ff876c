"""What the instruction demands of a signed electronic document.

Knows: clause 814 II.11.
Does not know: where anything is stored, or how a signature is judged.
Keeps: pure: digests and a report in, a verdict out.
"""

from __future__ import annotations

from dataclasses import dataclass

from signing.model import SignatureReport
from vault.verdict import Verdict, demands, rule


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOriginal:
    """The three linked objects of an electronic original.

    Attributes:
        original: SHA-256 of the document.
        signature: SHA-256 of the signature in a file of its own; None when it is inside.
        report: on the results of validation; None when there is none yet.
    """

    original: str
    signature: str | None = None
    report: SignatureReport | None = None


@rule("814:II.11")
def is_complete(entered: SignedOriginal) -> Verdict:
    """Whether original, signature and report are there and belong together.

    What the signature is worth is not asked: a bad one is entered and shown, never left out.
    """
    report, clause = entered.report, "814:II.11"
    if report is None:
        return Verdict.of(
            demands(False, clause, "до оригіналу не додано звіту про перевірку підпису")
        )
    apart = entered.signature is not None
    about = (
        report.sha256 == entered.signature and entered.original in report.contents
        if apart
        else report.sha256 == entered.original
    )
    return Verdict.of(
        demands(bool(report.signatures), clause, "оригінал внесено без електронного підпису"),
        demands(about, clause, "звіт про перевірку стосується інших файлів"),
    )
