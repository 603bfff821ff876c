"""What the words of a document say about it: proposals for its registration card.

Knows: how Ukrainian court papers name themselves, their dates, numbers and parties.
Does not know: where the text comes from, which case files there are.
Keeps: pure; everything here is a proposal with the words it rests on, for a person to confirm:
nothing of it is ever written into a card by itself.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from inventory import MONTHS
from inventory.arrangement.kinds import kinds
from vault import single_spaced

_HEAD_LINES = 60
_MOST = 5
_SAID = 90
_DASH = re.compile("[\u2010-\u2015\u2212]")
_SPACED = re.compile(r"\b(?:[А-ЯІЇЄҐ] ){3,}[А-ЯІЇЄҐ]\b")
_CASE = re.compile(r"(?<![\d/.])([1-9]\d{0,3}) ?/ ?(\d{1,7}) ?/ ?(\d{2})(?:-([цкпа]))?(?![\d/])")
_DATE = re.compile(
    r"(?<![\d.])(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})(?!\d)"
    rf"|[«\"“„]? ?(?P<d2>\d{{1,2}}) ?[»\"”]? (?P<month>{'|'.join(MONTHS)}) (?P<y2>\d{{4}})",
    re.IGNORECASE,
)
_NOT_ITS_OWN = re.compile(
    r"р\. ?н|народж|договор|договір|контракт|паспорт|вступ\w+ в силу|станом на|до \d", re.IGNORECASE
)
_INDEX = re.compile(
    r"(?P<way>вх(?:ід)?|вих(?:ід)?)[а-яіїє]*\.? ?(?:№|N|номер)? ?(?P<of>\d[\w/.-]*\w|\d)"
    r"|№ ?(?P<plain>\d[\w/.-]*\w|\d) +від|від .{6,24}? № ?(?P<after>\d[\w/.-]*\w|\d)",
    re.IGNORECASE,
)
_PARTIES = (
    "представник позивача",
    "представник відповідача",
    "третя особа",
    "позивач",
    "позивачка",
    "відповідач",
    "відповідачка",
    "заявник",
    "заявниця",
    "скаржник",
    "скаржниця",
    "апелянт",
    "боржник",
    "стягувач",
    "захисник",
    "від кого",
    "відправник",
)
_PARTY = re.compile(
    rf"^(?P<role>{'|'.join(sorted(_PARTIES, key=len, reverse=True))})(?:\(\w+\))? ?"
    r"(?:[:—–-] ?(?P<name>.*))?$",
    re.IGNORECASE,
)
_NAME_ENDS = re.compile(
    r"[,;(]|\b(?:адреса|код|РНОКПП|ІПН|ЄДРПОУ|тел|місце|прож|зареєстр)", re.IGNORECASE
)
_INITIAL = re.compile(r"\b\w\.$")
# What a heading begins with, and the kind it says; the longest that fits wins.
_HEADINGS = {
    "позовна заява": "claim",
    "позов": "claim",
    "заява": "application",
    "скарга": "complaint",
    "апеляційна скарга": "appeal",
    "касаційна скарга": "cassation",
    "клопотання": "motion",
    "відзив": "defence",
    "відповідь на відзив": "response",
    "заперечення": "objection",
    "заява про забезпечення": "interim-motion",
    "заява про ознайомлення": "reading-application",
    "клопотання про ознайомлення": "reading-application",
    "заява про видачу копії": "copy-application",
    "заява про перегляд": "review-application",
    "ухвала": "ruling-hearing",
    "рішення": "decision",
    "додаткове рішення": "decision-supplementary",
    "заочне рішення": "decision",
    "вирок": "sentence",
    "постанова": "resolution",
    "судовий наказ": "court-order",
    "окрема ухвала": "ruling-separate",
    "ухвала про відкриття провадження": "ruling-opening",
    "ухвала про залишення без руху": "ruling-without-motion",
    "протокол судового засідання": "minutes",
    "протокол про адміністративне правопорушення": "offence-protocol",
    "висновок експерта": "expert-opinion",
    "висновок": "expert-opinion",
    "обвинувальний акт": "indictment",
    "супровідний лист": "letter",
    "лист": "letter",
    "запит": "request",
    "розписка": "receipt",
    "повідомлення про вручення": "postal-notice",
    "квитанція": "court-fee",
    "платіжна інструкція": "court-fee",
    "платіжне доручення": "court-fee",
    "договір": "annex",
    "довіреність": "annex",
    "ордер": "annex",
    "наказ": "order",
    "акт": "act",
    "фотографія": "photo",
}
_SENDERS = {"defence": "відповідач", "objection": "відповідач", "complaint": "скаржник"}
_BODY_STARTS = re.compile(r"[.!?;:]$|^(?:прошу|просить|на підставі|відповідно|керуючись)\b")


@dataclass(frozen=True, slots=True)
class Proposed:
    """A value for a key of the card.

    Attributes:
        value: as the card wants it: an ISO date, a kind's code, words.
        said: the line of the text it was found in.
    """

    value: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposals:
    """What a text proposes, the likeliest first; empty where it says nothing.

    Attributes:
        cases: case numbers.
        kinds: codes of kinds of documents.
        parties: role and name, as «Позивач: Вигаданенко В. В.».
    """

    cases: tuple[Proposed, ...] = ()
    kinds: tuple[Proposed, ...] = ()
    titles: tuple[Proposed, ...] = ()
    dates: tuple[Proposed, ...] = ()
    indexes: tuple[Proposed, ...] = ()
    senders: tuple[Proposed, ...] = ()
    parties: tuple[Proposed, ...] = ()


def propose(text: str, *, today: dt.date) -> Proposals:
    """What the text of a document's first pages says about it.

    Args:
        text: as read or recognised.
        today: dates after it are no date of the document.
    """
    lines = [line for line in map(_clean, text.splitlines()) if line]
    heading = _heading(lines[:_HEAD_LINES])
    found_kinds = _best([Proposed(kind, said) for kind, said, _ in heading])
    parties = _best(_parties(lines[:_HEAD_LINES]))
    return Proposals(
        cases=_best(_cases(lines)),
        kinds=found_kinds,
        titles=_best([Proposed(title, said) for _, said, title in heading]),
        dates=_best(_dates(lines, today)),
        indexes=_best(_indexes(lines)),
        senders=_senders(parties, found_kinds[0].value if found_kinds else ""),
        parties=parties,
    )


def _clean(line: str) -> str:
    line = _DASH.sub("-", single_spaced(line)).strip(" _*|")
    return _SPACED.sub(lambda found: found[0].replace(" ", ""), line)


def _best(found: Iterable[Proposed]) -> tuple[Proposed, ...]:
    """Each value once, the first few."""
    once: dict[str, Proposed] = {}
    for one in found:
        if one.value:
            once.setdefault(one.value, Proposed(one.value, one.said[:_SAID]))
    return tuple(itertools.islice(once.values(), _MOST))


# -- what kind of document it is -----------------------------------------------------------


def _heading(lines: Sequence[str]) -> list[tuple[str, str, str]]:
    """Kind, line and title of each line that names a kind; what is in capitals first."""
    found = []
    for at, line in enumerate(lines):
        kind = _kind_in(line)
        if kind is None or len(line) > _SAID:
            continue
        capital = line.isupper() or _first_word(line).isupper()
        alone = len(line.split()) <= 6
        if capital or alone:
            found.append((not capital, at, kind, line))
    found.sort(key=lambda one: one[:2])
    return [(kind, line, _title(lines, at)) for _, at, kind, line in found]


def _first_word(line: str) -> str:
    return line.split(maxsplit=1)[0]


def _kind_in(line: str) -> str | None:
    low = f"{line.casefold()} "
    said = dict(_HEADINGS)
    for kind in kinds().values():
        name = kind.name.casefold()
        if "(" not in name and kind.code != "other":
            said.setdefault(name, kind.code)
    fits = [words for words in said if low.startswith(words) and not low[len(words)].isalnum()]
    return said[max(fits, key=len)] if fits else None


def _title(lines: Sequence[str], at: int) -> str:
    """The heading with what follows of it: «Позовна заява про стягнення боргу»."""
    words = [lines[at]]
    for line in lines[at + 1 : at + 4]:
        goes_on = line[0].islower() or (line.isupper() and line.casefold().startswith("про "))
        if not goes_on or _BODY_STARTS.search(words[-1]) or _BODY_STARTS.match(line):
            break
        words.append(line)
    title = " ".join(word.lower() if word.isupper() else word for word in words).rstrip(" .:")
    return title[:1].upper() + title[1:300]


# -- numbers and dates ---------------------------------------------------------------------


def _cases(lines: Sequence[str]) -> Iterator[Proposed]:
    found = [
        (not _names_case(line[: match.start()]), _number(match), line)
        for line in lines
        for match in _CASE.finditer(line)
    ]
    for _, number, line in sorted(found, key=lambda one: one[0]):
        yield Proposed(number, line)


def _names_case(before: str) -> bool:
    return "справ" in before.casefold()[-24:] or before.rstrip().endswith("№")


def _number(match: re.Match[str]) -> str:
    court, ordinal, year, suffix = match.groups()
    return f"{court}/{ordinal}/{year}" + (f"-{suffix}" if suffix else "")


def _dates(lines: Sequence[str], today: dt.date) -> list[Proposed]:
    """Its own date stands with its number, alone on a line, or at its end."""
    found = []
    for at, line in enumerate(lines):
        for match in _DATE.finditer(line):
            day = _day(match)
            about = line[max(0, match.start() - 40) : match.end() + 40]
            if day is None or day > today or day.year < 1900 or _NOT_ITS_OWN.search(about):
                continue
            numbered = bool(_INDEX.search(line)) and at < _HEAD_LINES
            alone = len(line) - len(match[0]) <= 30
            rank = 0 if numbered else 1 if alone else 2
            found.append((rank, -at if rank == 1 else at, day.isoformat(), line))
    found.sort(key=lambda one: one[:2])
    return [Proposed(day, line) for _, _, day, line in found]


def _day(match: re.Match[str]) -> dt.date | None:
    try:
        if match["month"]:
            month = MONTHS.index(match["month"].casefold()) + 1
            return dt.date(int(match["y2"]), month, int(match["d2"]))
        return dt.date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return None


def _indexes(lines: Sequence[str]) -> list[Proposed]:
    """The court's own stamp («вх.») before what others gave."""
    found = []
    for line in lines[:_HEAD_LINES]:
        for match in _INDEX.finditer(line):
            number = match["of"] or match["plain"] or match["after"]
            if "справ" in line[: match.end()].casefold() or _CASE.fullmatch(number):
                continue
            stamped = (match["way"] or "").casefold().startswith("вх")
            found.append((not stamped, Proposed(number, line)))
    return [one for _, one in sorted(found, key=lambda one: one[0])]


# -- people --------------------------------------------------------------------------------


def _parties(lines: Sequence[str]) -> Iterator[Proposed]:
    for line, after in itertools.zip_longest(lines, lines[1:], fillvalue=""):
        match = _PARTY.match(line)
        if match is None:
            continue
        name = _name(match["name"] or after)
        if name and name[0].isupper() | name.startswith(("«", '"')) and not _PARTY.match(name):
            yield Proposed(f"{match['role'].capitalize()}: {name}", line)


def _name(text: str) -> str:
    end = _NAME_ENDS.search(text)
    name = text[: end.start() if end else len(text)].strip(" :-")[:120]
    return name if _INITIAL.search(name) else name.rstrip(" .")


def _senders(parties: Sequence[Proposed], kind: str) -> tuple[Proposed, ...]:
    """Who probably sent it: the party that files such documents, then the others."""
    wanted = _SENDERS.get(kind, "")
    theirs = [one for one in parties if wanted and one.value.casefold().startswith(wanted)]
    return _best(Proposed(one.value.partition(": ")[2], one.said) for one in (*theirs, *parties))
