"""Errors of access.

Knows: what is refused, and what to do about it. Does not know: when; rules and services do.
Keeps: a code names one error for ever; a refusal does not say what it hides.
"""

from __future__ import annotations

from vault.errors import Conflict, NotFound, RuleViolation, UsageError


class AccessDenied(RuleViolation):
    """Somebody has no right to do this."""

    code = "A001"
    what = "Доступу немає: {objections}."
    kept = "Нічого не показано й не змінено."
    remedy = "Права надає адміністратор на підставі наказу керівника апарату."


class GrantRefused(RuleViolation):
    """A right may not be granted or revoked so."""

    code = "A002"
    what = "Право не змінено: {objections}."


class NoSuchPerson(NotFound):
    """Nobody has this login."""

    code = "A003"
    what = "Користувача «{name}» немає."
    remedy = "Перегляньте користувачів (sprava user list)."


class PersonChangedMeanwhile(Conflict):
    """Somebody's rights are no longer as the person saw them who wants to change them."""

    code = "A021"
    what = "Права особи «{name}» тим часом змінено: {changes}"
    kept = "Вашу дію не виконано, нічого не змінено."
    remedy = "Перегляньте теперішні права й повторіть (sprava user show {login})."


class PersonExists(UsageError):
    """The login is taken, maybe by somebody who left: it is never given to another."""

    code = "A004"
    what = "Ім'я входу «{name}» уже має {whose}."
    remedy = "Оберіть інше ім'я входу: вони не передаються від людини до людини."


class BadLogin(UsageError):
    """A login nobody could type."""

    code = "A005"
    what = "«{name}» не годиться для імені входу: 2–32 малі латинські літери, цифри, «.», «-», «_»."
    remedy = "Оберіть інше ім'я входу."
