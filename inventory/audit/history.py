"""What happened to a case file or a document: each journal entry as one plain sentence.

Knows: a sentence for every event of every package (data/history.tsv), and how values of a payload
are said. Does not know: who may read it; in which language it is asked for.
Keeps: no event is passed over, an old payload says no less than it can: of an event's sentences
the first is taken whose values are all there.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
import string
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from sqlalchemy.engine import Connection

from inventory.access import events as access
from inventory.access.model import Restriction, Role
from inventory.access.names import MARKS, ROLES
from inventory.access.queries import names_of, rights_numbered, who_is
from inventory.arrangement.kinds import CASE_KINDS, kinds
from inventory.audit.acts import act_kinds
from inventory.audit.faults import OCCASIONS
from inventory.events import case_subject
from inventory.language.days import wall_time
from inventory.language.words import short_date
from inventory.queries import case_by_key, documents_by_id
from vault import Head, JournalEntry, Json, carries_out, events_of

Read = Callable[[Head], JournalEntry]
"""Reads the entry that ends there: `Vault.entry_at`, or that of a transaction."""

Words = Callable[..., str]
"""Fills a Ukrainian template, in whatever language is asked for."""

_TIME = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}\S*)?\Z")
_ITEM = ("item", "name", "title", "text", "number")  # what a list of things names them by


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One entry of the journal, told.

    Attributes:
        sequence: of the entry; a case file's revision is one of them.
        at: UTC.
        person: login of who acted.
        system_user: as whom the operating system knew them.
        who: the same for people: name and position, or the login when nobody was named.
        event: as in the journal.
        template, values: the Ukrainian sentence and what fills it.
        subjects, cites: of the entry.
    """

    sequence: int
    at: dt.datetime
    person: str
    system_user: str
    who: str
    event: str
    template: str
    values: Mapping[str, str]
    subjects: tuple[str, ...]
    cites: tuple[str, ...]

    @property
    def text(self) -> str:
        """The sentence, in Ukrainian."""
        return self.template.format(**self.values)

    @property
    def when(self) -> str:
        """As Kyiv's clocks showed it."""
        return _said_time(self.at.isoformat())

    def as_json(self, words: Words = str.format) -> dict[str, Json]:
        """For scripts; the sentence by `words`."""
        return {
            "sequence": self.sequence,
            "at": self.at.isoformat(),
            "person": self.person,
            "system_user": self.system_user,
            "who": self.who,
            "event": self.event,
            "text": words(self.template, **self.values),
            "subjects": list(self.subjects),
            "cites": list(self.cites),
        }


class Happenings(tuple[Happening, ...]):
    """Several, as one value of an error's sentence."""

    __slots__ = ()

    def said(self, words: Words) -> str:
        """All of them: when, who, what."""
        return " ".join(f"{h.when}, {h.who}: {words(h.template, **h.values)}" for h in self)

    def __str__(self) -> str:
        """In Ukrainian."""
        return self.said(str.format)


@cache
def sentences() -> dict[str, tuple[str, ...]]:
    """The sentences of each event, the fullest first."""
    text = resources.files("inventory").joinpath("data/history.tsv").read_text(encoding="utf-8")
    found: dict[str, tuple[str, ...]] = {}
    for row in csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        found[row["event"]] = (*found.get(row["event"], ()), row["sentence"])
    return found


@cache
def _wanted(template: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)


def happenings(
    connection: Connection, read: Read, subject: str, *, after: int = 0
) -> Iterator[Happening]:
    """What happened to a subject, oldest first; only its own entries are read.

    Args:
        connection: to the catalogue, which knows where they lie.
        read: reads one.
        subject: `case:…`, `document:…`.
        after: only entries with a greater sequence.
    """
    for event in events_of(connection, subject, after=after):
        yield told(connection, read(event.end))


_LEAVE_ALL_AS_IT_IS = frozenset({"dissemination", "export", "inspection"})


def changes_of(connection: Connection, read: Read, key: str, *, after: int) -> Happenings:
    """What changed a case file after an entry: not who looked at it."""
    since = happenings(connection, read, case_subject(key), after=after)
    return Happenings(one for one in since if one.event not in _LEAVE_ALL_AS_IT_IS)


@carries_out("814:XIV.9-відмітки", "814:II.18-працівник")
def told(connection: Connection, entry: JournalEntry) -> Happening:
    """An entry as a sentence."""
    values = _values(connection, entry.payload) | _of_access(connection, entry)
    if values.get("was") == values.get("sheets"):  # counted, and found as it was said to be
        values.pop("was", None)
    possible = sentences()[entry.event]
    template = next((one for one in possible if _wanted(one) <= values.keys()), possible[-1])
    system_user, _, person = entry.actor.partition(" as ")
    return Happening(
        sequence=entry.sequence,
        at=entry.at,
        person=person or system_user,
        system_user=system_user,
        who=who_is(connection, entry.actor),
        event=entry.event,
        template=template,
        values={name: values.get(name, "—") for name in _wanted(template)},
        subjects=entry.subjects,
        cites=entry.cites,
    )


def _of_access(connection: Connection, entry: JournalEntry) -> dict[str, str]:
    """What is said of rights and marks: persons by name, roles and marks as pages call them."""
    p, found = entry.payload, dict[str, str]()
    if isinstance(login := p.get("login"), str):
        found["whom"] = names_of(connection).get(login, login)
    match entry.event:
        case access.RIGHT_GRANTED:
            found["value"] = _right(connection, p["kind"], p["value"])
        case access.RIGHT_REVOKED:
            gone = rights_numbered(connection, p["rights"])
            found["rights"] = "; ".join(_right(connection, *one) for one in gone)
        case access.MARKED | access.UNMARKED:
            found["mark"] = MARKS[Restriction(p["mark"])]
    return found


def _right(connection: Connection, kind: str, value: str) -> str:
    match kind:
        case "role":
            return ROLES[Role(value)]
        case "mark":
            return MARKS[Restriction(value)]
        case "case":
            return f"№ {case_by_key(connection, value).number}"
    return f"діяти від імені: {who_is(connection, value)}"


def _values(connection: Connection, payload: Mapping[str, Json]) -> dict[str, str]:
    """What a sentence may say of a payload: only what is there and says something."""
    found: dict[str, str] = {}
    for name, value in payload.items():
        if isinstance(value, Mapping):
            found |= {f"{name}_{part}": said for part, said in _values(connection, value).items()}
        elif said := _said(connection, name, value):
            found[name] = said
        elif value is False:
            found[f"not_{name}"] = ""  # says nothing by itself; chooses the sentence that tells it
    return found


def _said(connection: Connection, name: str, value: Json) -> str:
    match value:
        case None | bool():
            return ""
        case int():
            return str(value)
        case str():
            return _said_text(connection, name, value)
    return ", ".join(filter(None, (_said_item(connection, name, one) for one in value)))


def _said_item(connection: Connection, name: str, value: Json) -> str:
    if not isinstance(value, Mapping):
        return _said(connection, name, value)
    if value.keys() >= {"key", "was", "now"}:
        was = _said(connection, value["key"], value["was"]) or "—"
        return f"{value['key']}: {_said(connection, value['key'], value['now'])} (було {was})"
    for about in ("document", "case"):
        if isinstance(value.get(about), str):
            return _said_text(connection, about, value[about])
    named = (value[key] for key in _ITEM if value.get(key))
    return str(next(named, "")) or _kind(str(value.get("kind", "")))


def _said_text(connection: Connection, name: str, value: str) -> str:
    if name in {"document", "documents", "parent", "source", "target", "after"}:
        return _title(connection, value)
    if name in {"case", "cases", "new", "sub"} and ":" in value:
        return case_by_key(connection, value).number
    if name == "kind":
        return _kind(value)
    if name == "occasion":
        return OCCASIONS.get(value, value)
    return _said_time(value) if _TIME.match(value) else value.rstrip(".")


def _kind(code: str) -> str:
    """Of a case file, an act or a document."""
    if code in act_kinds():
        return act_kinds()[code].name
    return CASE_KINDS.get(code) or (kinds()[code].name if code in kinds() else code)


def _title(connection: Connection, document: str) -> str:
    found = documents_by_id(connection, [document]).get(document)
    return f"«{found.title or found.name}»" if found else document


def _said_time(value: str) -> str:
    wall = wall_time(value)
    day = short_date(dt.date.fromisoformat(wall[:10]))
    return f"{day} {wall[11:16]}" if len(wall) > 10 else day


def find(
    all_of_them: Iterable[Happening],
    *,
    events: Sequence[str] = (),
    person: str | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> list[Happening]:
    """Those of these events, of this person (login, name) or system user, and on these days."""
    return [
        one
        for one in all_of_them
        if (not events or one.event in events)
        and (person is None or person in {one.person, one.system_user, one.who.partition(",")[0]})
        and (since is None or since.isoformat() <= wall_time(one.at.isoformat())[:10])
        and (until is None or wall_time(one.at.isoformat())[:10] <= until.isoformat())
    ]
