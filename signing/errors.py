"""Errors of judging signatures.

Knows: what can go wrong before a verdict is reached.
Does not know: verdicts: a bad signature is a value in a report, not an error.
Keeps: every error says what was kept and what to do next.
"""

from __future__ import annotations

from vault.errors import ArchiveError, ExitCode, UsageError


class SigningError(ArchiveError):
    """A signature could not be judged."""

    code = "G001"
    exit = ExitCode.NOT_JUDGED
    what = "Підпис не вдалося перевірити: {reason}."
    kept = "Файл і підпис не змінено."
    remedy = "Перевірте файл у програмі, якою його підписано, і повторіть."


class BadTrust(UsageError):
    """What was given as a trusted certificate is none."""

    code = "G010"
    what = "Серед довірених сертифікатів «{path}» непридатний: {reason}."
    kept = "Підписи не перевірялися, файли не змінено."
    remedy = "Укажіть сертифікат X.509 у форматі PEM чи DER або каталог із такими файлами."
