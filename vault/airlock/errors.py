"""Errors that only the airlock raises, and how an error crosses the pipe.

Knows: which errors a child may raise in its parent, and how they are written down.
Does not know: what happens to the file afterwards (ingest puts it into quarantine).
Keeps: a child cannot claim that the vault itself is broken, and its words are cut and cleaned.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from vault.causes import cause
from vault.errors import (
    ArchiveError,
    ExitCode,
    IntegrityError,
    RuleViolation,
    Unreadable,
)
from vault.model import Json
from vault.plain import clean


class NotAccepted(Unreadable):
    """The format is known or unknown, but none of those a court files."""

    code = "I011"
    what = "Формат файлу не приймається: {reason}. Приймаються: {accepted}."
    remedy = "Попросіть відправника надіслати документ в одному з названих форматів."


class Ambiguous(Unreadable):
    """The bytes are two formats at once; different programs would show different documents."""

    code = "I012"
    what = "Файл можна прочитати по-різному: {reason}."
    remedy = "Попросіть відправника надіслати документ, збережений наново в одному форматі."


class UnsafeArchive(Unreadable):
    """An archive built to mislead whoever unpacks it."""

    code = "I013"
    what = "Архів побудовано небезпечно: {reason}."
    remedy = "Попросіть відправника надіслати файли окремо або в новому архіві."


class Interrupted(ArchiveError):
    """Work that can be done again was told to stop; nothing is known about the file."""

    code = "I024"
    exit = ExitCode.INTERRUPTED
    what = "Роботу перервано."
    kept = "Прийняте раніше збережено; перерване буде зроблено наступного разу."
    remedy = "Запустіть програму знову: робота продовжиться."


def unreadable(what: str, error: object, path: str = "", where: str = "") -> Unreadable:
    """`Unreadable` in our words; the detail `said` keeps a library's own, without the path."""
    told = clean(str(error).replace(path, "") if path else error, 150).strip(": ")
    known = cause(error if isinstance(error, OSError) else told)
    reason = f"{what} не читається" + (f" ({known})" if known else "")
    return Unreadable(reason=reason, said=told, **({"where": where} if where else {}))


def written(error: ArchiveError) -> dict[str, Json]:
    """`error` as JSON for the pipe."""
    details = {
        name: value if isinstance(value, int) else clean(value)
        for name, value in error.details.items()
    }
    return {"code": error.code, "details": details}


_OURS_ALONE = (IntegrityError, RuleViolation, Interrupted)
"""What no child may say: about the vault, about the law, about being told to stop."""


def revived(value: Mapping[str, Json]) -> ArchiveError:
    """The error a child wrote; `Unreadable` when it is none that a child may raise."""
    for kind in _kinds(ArchiveError):
        if kind.code == value.get("code") and not issubclass(kind, _OURS_ALONE):
            details = {
                str(k): v if isinstance(v, int) else clean(v) for k, v in value["details"].items()
            }
            try:
                return kind(**details)
            except (KeyError, ValueError, TypeError):  # a template without its details
                break
    return Unreadable(reason=clean(f"невідома відповідь: {value.get('code')}"))


def _kinds(root: type[ArchiveError]) -> Iterator[type[ArchiveError]]:
    yield root
    for kind in root.__subclasses__():
        yield from _kinds(kind)
