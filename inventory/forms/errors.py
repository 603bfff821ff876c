"""What can go wrong between a form's data and its printed page, and with a court's own template.

Knows: the stable codes and Ukrainian sentences of the press, of exports and of templates.
Does not know: which form is printed or which file is exported.
Keeps: a form that fails is not printed at all; nothing half made leaves this package.
"""

from __future__ import annotations

from vault.errors import ArchiveError, BadConfig, ExitCode, NotFound, RuleViolation, UsageError


class FormError(ArchiveError):
    """A form could not be set, or what came out is not the PDF/A it must be."""

    code = "F001"
    what = "Бланк «{form}» не вдалося надрукувати: {reason}."
    kept = "Дані справи не змінено, нічого не надруковано."


class TemplateExhausted(FormError):
    """A court's own template takes more time or memory than a template may."""

    code = "F003"
    exit = ExitCode.USAGE
    what = "Шаблон суду для форми «{form}» не вкладається в дозволене: {reason}."
    kept = "Нічого не надруковано й не змінено."
    remedy = (
        "Виправте шаблон (безконечні повтори, надто довгі рядки) й прийміть його знову "
        "(sprava forms import). Доти друкуйте за шаблоном програми (sprava forms withdraw {form})."
    )


class TemplateRejected(BadConfig):
    """A court's own template cannot replace ours."""

    code = "F002"
    what = "Шаблон бланка «{path}» непридатний: {reason}."
    kept = "Жодного бланка не надруковано."
    remedy = "Виправте шаблон або приберіть його з каталогу, щоб повернутися до вбудованого."


class UnfitTemplate(UsageError):
    """A court's template of a form cannot be set, or wants other data than the form has."""

    code = "N170"
    what = "Шаблон форми «{name}» непридатний: {reason}."
    kept = "Форму друкують за чинним шаблоном, нічого не змінено."
    remedy = "Виправте шаблон за зразком (sprava forms export {name})."


class TemplateRefused(RuleViolation):
    """A court's template prints a form otherwise than the instruction wants."""

    code = "N171"
    kept = "Форму друкують за чинним шаблоном, нічого не змінено."


class NoSuchForm(NotFound):
    """There is no form of that name."""

    code = "N172"
    what = "Форми «{name}» немає."
    remedy = "Форму називає ім'я файла з її шаблоном: перегляньте форми (sprava forms list)."


class NothingToConfirm(UsageError):
    """A form cannot be confirmed so, or its template cannot be withdrawn."""

    code = "N173"
    what = "Із формою «{name}» цього зробити не можна: {reason}."
    remedy = "Перегляньте форми (sprava forms list)."
