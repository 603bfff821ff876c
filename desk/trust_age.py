"""What a person should know of the age of trusted lists.

Knows: when a list is old. Does not know: what makes it genuine.
Keeps: what nobody can mend is only told (`pressing`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from signing.projection import ListFacts
from vault import Json

_OLD_DAYS, _SOON_DAYS = 30, 14
_NONE, _OVER, _ENDING, _OLD = "S170", "S171", "S172", "S173"
SENTENCES = {
    _NONE: "Довірчих списків немає, тому кваліфікований статус підписів не визначається.",
    _OVER: "Список {territory} № {number} діяв до {until}. Завантажте новий:"
    " sprava trust import ФАЙЛ",
    _ENDING: "Список {territory} № {number} діє лише до {until}. Час завантажити новий.",
    _OLD: "Список {territory} № {number} видано {issued}, {days} дн. тому."
    " Перевірте, чи немає нового.",
}


@dataclass(frozen=True, slots=True)
class AgeFinding:
    """One thing to know.

    Attributes:
        code: of its sentence in `SENTENCES`.
        subject: territory of the list.
        values: of the sentence.
    """

    code: str
    subject: str = ""
    values: dict[str, Json] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The sentence."""
        return SENTENCES[self.code].format(**self.values)

    @property
    def pressing(self) -> bool:
        """Whether somebody has to act: of an old list nobody can do more than look for a newer."""
        return self.code != _OLD

    def as_json(self) -> Json:
        """For scripts."""
        return {"code": self.code, "subject": self.subject, "text": self.text}


def age_findings(lists: Sequence[ListFacts], now: dt.datetime) -> list[AgeFinding]:
    """What is to know of the age of these lists."""
    return [found for one in lists if (found := _finding(one, now)) is not None]


def trust_findings(current: Sequence[ListFacts], now: dt.datetime) -> list[AgeFinding]:
    """The same of all lists that count, or that there are none."""
    return age_findings(current, now) if current else [AgeFinding(_NONE)]


def _finding(facts: ListFacts, now: dt.datetime) -> AgeFinding | None:
    until = facts.next_update or facts.issued_at
    if now > until:
        code = _OVER
    elif until - now < dt.timedelta(days=_SOON_DAYS):
        code = _ENDING
    elif now - facts.issued_at > dt.timedelta(days=_OLD_DAYS):
        code = _OLD
    else:
        return None
    values = {
        "territory": facts.territory,
        "number": facts.number,
        "issued": f"{facts.issued_at:%d.%m.%Y}",
        "until": f"{until:%d.%m.%Y}",
        "days": (now - facts.issued_at).days,
    }
    return AgeFinding(code, facts.territory, values)
