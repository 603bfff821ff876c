"""What errors and rules say, as pages say it: without commands of a terminal, with a place to go.

Knows: that our sentences have in brackets what terminals and cards want: commands «(sprava …)»,
«(--option)», keys «(late_order)»; which page does what a command does. Does not know: the
sentences themselves.
Keeps: no page names a command; a place is offered only to whoever may go there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from desk.web.frame.admission import SessionOver
from desk.web.frame.turns import Busy
from ingest.errors import NoSuchArrival
from inventory.access.errors import AccessDenied, NoSuchPerson
from inventory.errors import (
    CaseExists,
    ChangedMeanwhile,
    NoSuchCase,
    NoSuchDocument,
    NoSuchVolume,
)
from retention.errors import NoSuchAct, NoSuchItem
from vault.errors import (
    AirlockError,
    ArchiveError,
    Conflict,
    DiskFull,
    IntegrityError,
    NotFound,
    RuleViolation,
    UsageError,
    VaultLocked,
)

_NAMED = re.compile(r"\bsprava [a-z…]|(?<![\w-])--[a-z]")
_COMMAND = re.compile(r"\s*\([^()]*(?:\bsprava |(?<![\w-])--[a-z])[^()]*\)")
_KEY = re.compile(r"\s*\((?:mailbox|(?:[a-z]+\.)?[a-z]+(?:_[a-z]+)+)\)")
_SHARE = re.compile(r"\b((?:814|174|Лубни|ЗапАС|ВС):[^\s,;()-]+)-[^\W\d][\w-]*")
_DOCUMENT = re.compile(r" ?\(документ [0-9a-f]{16}\)")
_SENTENCE = re.compile(r"(?<=[.!?]) +(?=[«A-ZА-ЯІЇЄҐ])")
_STATUSES: tuple[tuple[type[ArchiveError], int], ...] = (
    (AccessDenied, 403),
    (SessionOver, 403),
    (NotFound, 404),
    (RuleViolation, 422),
    (Conflict, 409),
    (UsageError, 400),
    (DiskFull, 507),
    (VaultLocked, 503),
    (Busy, 503),
    (AirlockError, 422),  # a file that cannot be read is no mistake of ours
)


class ProgramFault(ArchiveError):
    """A mistake of ours, on a page; the server's own log has the rest."""

    code = "A015"
    what = "Сталася помилка програми, {at}."
    kept = "Записане раніше збережено."
    remedy = (
        "Перегляньте, чи записано останню дію, і за потреби повторіть. Якщо помилка повертається, "
        "скажіть адміністраторові час і що ви робили."
    )


@dataclass(frozen=True, slots=True)
class Goal:
    """A page where what a remedy advises can be done.

    Attributes:
        action: which somebody needs for it; empty when anybody may.
        aside: it opens beside the page, which has what somebody typed.
    """

    label: str
    path: str
    action: str = ""
    aside: bool = False

    def at(self, details: Mapping[str, object]) -> Goal:
        """The page for this very error."""
        said = {name: quote(str(value), safe="") for name, value in details.items()}
        return Goal(self.label, self.path.format_map(said), self.action, self.aside)


_VAULT = Goal("Стан сховища", "/vault", "keep")
GOALS: dict[type[ArchiveError], Goal] = {
    NoSuchCase: Goal("Знайти справу", "/cases?number={name}", "see"),
    CaseExists: Goal("До наявної справи", "/cases?number={name}", "see"),
    NoSuchVolume: Goal("До справи", "/cases?number={name}", "see"),
    NoSuchDocument: Goal("Пошук", "/search", "read"),
    ChangedMeanwhile: Goal("До справи", "/cases?number={number}", "see"),
    NoSuchArrival: Goal("До надходжень", "/arrivals", "register"),
    NoSuchPerson: Goal("Люди", "/people", "rights"),
    NoSuchAct: Goal("Акти архіву", "/archive/acts", "archive"),
    NoSuchItem: Goal("Перелік строків", "/archive/schedule", "archive"),
    SessionOver: Goal("Увійти в новій вкладці", "/sign-in", aside=True),
    IntegrityError: _VAULT,
}


def for_pages(text: str) -> str:
    """A sentence without commands and keys; one recorded in another form loses the sentence.

    Of a clause only its number is left: which of its demands is meant (814:VII.8-продовження) is
    what our own table of clauses calls it.
    """
    told = _SHARE.sub(r"\1", _KEY.sub("", _COMMAND.sub("", text)))
    if not names_command(told):
        return told.strip()
    return " ".join(one for one in _SENTENCE.split(told) if not names_command(one)).strip()


@lru_cache(maxsize=1024)
def for_lists(text: str) -> str:
    """The same, and without ids of documents, which nobody reads."""
    return for_pages(_DOCUMENT.sub("", text))


def names_command(text: str) -> bool:
    """Whether it names a command of a terminal or an option of one."""
    return _NAMED.search(text) is not None


def status_of(error: ArchiveError) -> int:
    """As HTTP has it."""
    return next((number for kind, number in _STATUSES if isinstance(error, kind)), 500)


def goal_of(error: ArchiveError, may: Mapping[str, bool]) -> Goal | None:
    """Where somebody who `may` do these actions can go after an error."""
    for kind in type(error).__mro__:
        found = GOALS.get(kind) if issubclass(kind, ArchiveError) else None
        if found is not None and (not found.action or may.get(found.action)):
            return found.at(error.details)
    return None
