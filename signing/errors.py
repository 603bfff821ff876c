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
    remedy = (
        "Укажіть сертифікат X.509 (PEM, DER), набір .p7b, Довірчий список або каталог із такими"
        " файлами."
    )


class ListRefused(SigningError):
    """A trusted list is not what its operator signed, or no list at all."""

    code = "G011"
    what = "Довірчий список «{path}» не прийнято: {reason}."
    kept = "Нічого з нього не використано, у сховищі нічого не змінено."
    remedy = "Завантажте список наново з офіційного сайту й повторіть."


class OperatorUnknown(SigningError):
    """A trusted list is signed, but nobody has named its signer as trusted."""

    code = "G012"
    what = (
        "За підписувача Довірчого списку «{path}» ніхто не поручився: {signer},"
        " SHA-256 сертифіката {sha256}."
    )
    kept = "Нічого з нього не використано, у сховищі нічого не змінено."
    remedy = (
        "Звірте цей відбиток з оператором списку іншим шляхом, наприклад телефоном,"
        " і повторіть, назвавши його (--operator {sha256})."
    )


class ListOlder(SigningError):
    """A trusted list is older than the one at hand: a newer one may have withdrawn a service."""

    code = "G013"
    what = "Довірчий список «{path}» має № {sequence}, а у сховищі вже є новіший, № {stored}."
    kept = "У сховищі нічого не змінено."
    remedy = "Завантажте найновіший список з офіційного сайту."


class ListConflict(SigningError):
    """Two different lists have one number: only one of them can be the operator's."""

    code = "G016"
    what = (
        "Довірчий список «{path}» має № {sequence}, але це не той список, який уже є у сховищі"
        " під цим номером."
    )
    kept = "У сховищі нічого не змінено."
    remedy = (
        "Порівняйте обидва файли й з'ясуйте в оператора списку, який із них справжній; нові списки"
        " мають більший номер."
    )


class NotTrusted(UsageError):
    """What a person named is nothing that is trusted, or it could be several things."""

    code = "G014"
    what = "Серед довіреного немає «{name}», або так можна назвати кілька записів."
    kept = "У сховищі нічого не змінено."
    remedy = "Перегляньте назви й відбитки (sprava trust list)."


class BadEvidence(UsageError):
    """What was given as revocation data is none."""

    code = "G015"
    what = "«{path}» не є ні списком відкликаних сертифікатів (CRL), ні відповіддю OCSP."
    kept = "Підписи не перевірялися, файли не змінено."
    remedy = "Укажіть файл, завантажений у надавача довірчих послуг (DER або PEM)."
