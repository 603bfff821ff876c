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
    remedy = "Перевірте номер або відкрийте справу (sprava case open {name} --kind …)."


class NoSuchContainer(NoSuchCase):
    """No case file of the number was opened beside it as that one."""

    code = "N196"
    what = "Окремо сформованих матеріалів № {name} у сховищі немає."
    remedy = "Перегляньте, що є під номером (sprava case show {number})."


class CaseExists(UsageError):
    """The case file is there already."""

    code = "N003"
    what = "Справу № {name} уже відкрито."
    remedy = "Користуйтеся наявною справою (sprava case show {name})."


class NoSuchVolume(NotFound):
    """The case file has no such volume."""

    code = "N004"
    what = "У справі № {name} немає тому {volume}."
    remedy = "Перегляньте томи (sprava case show {name})."


class NoSuchDocument(NotFound):
    """No document has the identifier."""

    code = "N005"
    what = "Документа «{name}» у сховищі немає."
    remedy = "Перевірте ідентифікатор (sprava case show НОМЕР)."


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


class MarkRefused(RuleViolation):
    """The printed copy gets no registration mark."""

    code = "N176"
    remedy = (
        "Копію без позначки друкує сторінка перегляду; засвідчують окремо (sprava copy certify)."
    )


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
        "Повторювати не треба. Дату можна виправити "
        "(sprava case close {name} --on ДАТА --reason ЧОМУ)."
    )


class NothingToShow(UsageError):
    """The document has no pages a copy could be made of."""

    code = "N010"
    what = "Копію документа «{name}» не виготовлено, показати його не можна: {reason}."
    remedy = "Виготовте копію з оригіналу документа поза програмою."


class ReadingCopyPending(NothingToShow):
    """The document is not read yet."""

    code = "N014"
    remedy = (
        "Копію для читання створить фонова робота (sprava watch --once); після цього повторіть."
    )


class CaseTakesNothing(UsageError):
    """The case file takes no documents any more."""

    code = "N174"
    what = "Справа № {name} уже закрита: розділювачі друкують для відкритої справи."
    remedy = "Перевірте номер (sprava case show {name})."


class PaperRefused(RuleViolation):
    """A form may not be printed so."""

    code = "N175"
    kept = "Нічого не надруковано й не записано."


class ChangedMeanwhile(Conflict):
    """The case file is no longer as the person saw it who wants to change it."""

    code = "N190"
    what = "Справу № {number} тим часом змінено: {changes}"
    kept = "Вашу дію не виконано, нічого не змінено."
    remedy = "Перегляньте теперішній стан і повторіть (sprava case show {number})."


class BadLeafMap(UsageError):
    """A leaf map nobody could draw of this document."""

    code = "N150"
    what = "Карту аркушів не прийнято: {reason}."
    kept = "Попередню карту збережено."
    remedy = "Перегляньте карту, яку пропонує програма (sprava sheets map ДОКУМЕНТ)."


class FixingRefused(RuleViolation):
    """Rows may not be recorded as numbered or signed."""

    code = "N151"
    remedy = (
        "Усуньте названі причини й повторіть. Хто підписує опис, зазначають у розділі "
        "[signatories] файла sprava.toml або називають тут же (--judge, --clerk)."
    )


class RenumberingRefused(RuleViolation):
    """The volume may not be numbered anew."""

    code = "N152"


class DrawingRefused(RuleViolation):
    """The leaves cannot be as they were drawn."""

    code = "N153"


class JoiningRefused(RuleViolation):
    """The document may not be joined to the certified volume."""

    code = "N154"


class NoSuchRecordedAct(NotFound):
    """No act has the number."""

    code = "N191"
    what = "Акта № {name} у сховищі немає."
    remedy = "Перегляньте акти (sprava act list)."


class ActNotDrawn(RuleViolation):
    """An act may not be drawn up so."""

    code = "N192"
    remedy = (
        "Усуньте названі причини й повторіть. Хто складає акт, зазначають у розділі [signatories] "
        "файла sprava.toml, хто ще — називають тут же (--present «ПОСАДА; ПІБ»)."
    )


class CorrectionRefused(RuleViolation):
    """Registered data may not be corrected so."""

    code = "N100"


class MergingRefused(RuleViolation):
    """These case files may not be merged so."""

    code = "N101"


class SeparatingRefused(RuleViolation):
    """Materials may not be separated so."""

    code = "N102"


class ReopeningRefused(RuleViolation):
    """The finished case file may not be taken up again so."""

    code = "N103"


class LeavingRefused(RuleViolation):
    """The materials may not be noted as left without motion."""

    code = "N104"


class ReturningRefused(RuleViolation):
    """The materials may not be noted as returned."""

    code = "N105"


class LinkRefused(RuleViolation):
    """The documents may not be linked so."""

    code = "N106"


class NumberRefused(RuleViolation):
    """The number may not be given."""

    code = "N107"


class OutageRefused(RuleViolation):
    """The end of the outage may not be recorded so."""

    code = "N108"


class HandingRefused(RuleViolation):
    """The case files or documents may not be handed over so."""

    code = "N109"


class ImportRefused(UsageError):
    """A list from АСДС has mistakes; nothing of it is taken."""

    code = "N110"
    what = "Список «{name}» не прийнято, помилок: {count}. {lines}"
    remedy = "Виправте названі рядки й повторіть; спершу можна спробувати без запису (--dry-run)."


class NoSuchSeries(NotFound):
    """The settings have no such series of numbers."""

    code = "N111"
    what = "Послідовності номерів «{name}» у налаштуваннях немає; є: {known}."
    remedy = "Опишіть її в розділі [registration.series] файла sprava.toml."


class NoSuchNumber(NotFound):
    """Sprava gave no such number."""

    code = "N112"
    what = "Номера «{name}» програма не давала."
    remedy = "Перегляньте дані номери (sprava number list)."


class MoveRefused(RuleViolation):
    """The document may not stand elsewhere."""

    code = "N130"


class NothingMoved(UsageError):
    """Nobody moved what should stand lawfully again."""

    code = "N131"
    what = "У справі № {name} цих документів ніхто не переставляв, або їх уже пронумеровано."
    remedy = "Перегляньте порядок (sprava case order {name})."


class ContainerRefused(RuleViolation):
    """A container of copies may not be made so."""

    code = "N132"


class RemovalRefused(RuleViolation):
    """The original may not leave the case file."""

    code = "N133"


class InspectionRefused(RuleViolation):
    """An inspection may not be recorded so."""

    code = "N193"


class DeletionRefused(RuleViolation):
    """Content would leave the vault for good without an approved act."""

    code = "N195"
    remedy = "Повідомте адміністратора: програма не видаляє документів без акта про знищення."


class KindRefused(RuleViolation):
    """The court may not call a kind of document so."""

    code = "N134"
