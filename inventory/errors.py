"""Errors of case files, volumes and sheets.

Knows: what the inventory refuses, and what to do about it. Does not know: when; rules and
services do. Keeps: a code names one error for ever.
"""

from __future__ import annotations

from vault.errors import Conflict, NotFound, RuleViolation, UsageError


class BadSheetLabel(UsageError):
    """A sheet number nobody could have written."""

    code = "N001"
    what = "«{label}» не є номером аркуша (наприклад: 12 або 12а)."


class NoSuchCase(NotFound):
    """No case file has the number."""

    code = "N002"
    what = "Справи № {name} у сховищі немає{nearest}."
    remedy = "Перевірте номер або відкрийте справу: sprava case open {name} --kind …"


class CaseExists(UsageError):
    """The case file is there already."""

    code = "N003"
    what = "Справу № {name} уже відкрито."
    remedy = "Користуйтеся наявною справою: sprava case show {name}"


class NoSuchVolume(NotFound):
    """The case file has no such volume."""

    code = "N004"
    what = "У справі № {name} немає тому {volume}."
    remedy = "Перегляньте томи: sprava case show {name}"


class NoSuchDocument(NotFound):
    """No document has the identifier."""

    code = "N005"
    what = "Документа «{name}» у сховищі немає."
    remedy = "Перевірте ідентифікатор: sprava case show НОМЕР"


class AmbiguousDocument(UsageError):
    """Several documents' identifiers begin so."""

    code = "N006"
    what = "З «{name}» починаються ідентифікатори кількох документів: {several}."
    remedy = "Допишіть ще кілька знаків ідентифікатора."


class BadCard(UsageError):
    """A registration card cannot be read."""

    code = "N007"
    what = "Реєстраційну картку не прийнято: {reason}."
    remedy = "Виправте картку і повторіть."


class BadCaseNumber(UsageError):
    """A number that cannot be a case number at all."""

    code = "N008"
    what = "«{name}» не може бути номером справи: {reason}."


class NotAdmissible(RuleViolation):
    """The document may not be taken so."""

    code = "L010"


class ClosingRefused(RuleViolation):
    """The volume may not be declared full."""

    code = "L011"


class CertifyingRefused(RuleViolation):
    """The volume may not be certified."""

    code = "L012"


class CopyRefused(RuleViolation):
    """The copy may not be certified."""

    code = "L013"


class NumberingRefused(RuleViolation):
    """The numbers of the volume's sheets may not be changed."""

    code = "L014"


class ChangeRefused(RuleViolation):
    """A change may not be entered in the certification note."""

    code = "L015"


class SigningRefused(RuleViolation):
    """This person may not sign, or not this document."""

    code = "L016"


class ImpossibleDay(UsageError):
    """A day that is understood and cannot be the one meant."""

    code = "N015"
    what = "Дата не підходить: {reason}."
    remedy = "Виправте дату і повторіть."


class AlreadyClosed(UsageError):
    """The case file is finished already."""

    code = "N011"
    what = "Справу № {name} уже закрито {on}."
    remedy = (
        "Повторювати не треба. Виправити дату: sprava case close {name} --on ДАТА --reason ЧОМУ"
    )


class NothingToShow(UsageError):
    """The document has no pages a copy could be made of."""

    code = "N010"
    what = "Копію документа «{name}» не виготовлено, показати його не можна: {reason}."
    remedy = "Виготовте копію з оригіналу документа поза програмою."


class ReadingCopyPending(NothingToShow):
    """The document is not read yet."""

    code = "N014"
    remedy = "Копію для читання створить sprava watch --once; після цього повторіть."


class ChangedMeanwhile(Conflict):
    """The case file is no longer as the person saw it who wants to change it."""

    code = "N190"
    what = "Справу № {number} тим часом змінено: {changes}"
    kept = "Вашу дію не виконано, нічого не змінено."
    remedy = "Перегляньте теперішній стан і повторіть: sprava case show {number}"
