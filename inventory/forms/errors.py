"""What can go wrong between a form's data and its printed page.

Knows: the stable codes and Ukrainian sentences of the press and of exports.
Does not know: which form is printed or which file is exported.
Keeps: a form that fails is not printed at all; nothing half made leaves this package.
"""

from __future__ import annotations

from vault.errors import ArchiveError, BadConfig, ExitCode


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
