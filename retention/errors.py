"""Errors of retention and transfer.

Knows: what retention refuses, and what to do about it. Does not know: when; rules and services do.
Keeps: a code names one error for ever.
"""

from __future__ import annotations

from vault.errors import DiskFull, NotFound, RuleViolation, UsageError


class BadSchedule(UsageError):
    """A retention schedule cannot be read."""

    code = "R001"
    what = "Перелік зі строками зберігання не прийнято: {reason}."
    remedy = "Виправте файл переліку і повторіть."


class NoSuchItem(NotFound):
    """The schedule has no such item."""

    code = "R002"
    what = "У чинному переліку немає статті «{name}»."
    remedy = "Перегляньте статті (sprava retain items)."


class NoSuchAct(NotFound):
    """No transfer act has the number."""

    code = "R003"
    what = "Акта № {name} у сховищі немає."
    remedy = "Перегляньте акти (sprava transfer list)."


class PackageStays(DiskFull):
    """No space for a package, and what was written of it cannot be removed."""

    code = "R004"
    kept = "Усе прийняте раніше збережено; незавершений пакет лишився: «{folder}»."
    remedy = "Вилучіть його, звільніть місце й повторіть."


class HandoverRefused(RuleViolation):
    """The files may not go to the court archive yet."""

    code = "L020"


class TransferRefused(RuleViolation):
    """The files may not go to the state archive yet."""

    code = "L021"


class ActRefused(RuleViolation):
    """The act may not be approved, carried out or cancelled so."""

    code = "L022"
