"""Values of access: persons, roles, rights, marks.

Knows: what a person of the court may be, and what a person may want to do.
Does not know: which role may do what (data/roles.tsv), storage.
Keeps: a right names the order it rests on (Лубни 2.1); one that ended stays known.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from inventory.access.readers import CaseReader


class Role(enum.StrEnum):
    """What somebody is in the court; a person may be several things."""

    REGISTRY = "registry"
    FORMER = "former"
    JUDGE = "judge"
    PRESIDENT = "president"
    CHAMBER = "chamber"
    REVIEWER = "reviewer"
    ARCHIVIST = "archivist"
    EVIDENCE = "evidence"
    COMMISSION = "commission"
    HEAD = "head"
    ADMINISTRATOR = "administrator"


class Action(enum.StrEnum):
    """What somebody wants to do; every event of the journal is one of these."""

    SEE = "see"
    READ = "read"
    EXPORT = "export"
    REGISTER = "register"
    FORM = "form"
    CERTIFY = "certify"
    COPY = "copy"
    SIGN = "sign"
    ACT = "act"
    ARCHIVE = "archive"
    APPRAISE = "appraise"
    MARK = "mark"
    RIGHTS = "rights"
    KEEP = "keep"
    NOTE = "note"


class Restriction(enum.StrEnum):
    """Why the content of a case file or a document is for named people only."""

    CLOSED_HEARING = "closed-hearing"
    ADOPTION = "adoption"
    COVERT = "covert"
    SERVICE = "service"
    STATE = "state-secret"


STUBS = frozenset({Restriction.COVERT, Restriction.SERVICE, Restriction.STATE})
"""Marks under which even title and parties are kept back (814 XX¹.2, XX¹.4; Лубни 3.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """Something granted to a person.

    Attributes:
        kind: role, case (a case file's key), mark, or act-for (another person's login).
        value: which one.
        unit: the unit (chamber, judge's office) a role is limited to; empty for the whole court.
        order: number and ISO day of the order it rests on.
        until: last ISO day, when it ends by itself.
        reader: to whom a case file is given to read (814 X.1); nobody of the court's own staff.
    """

    kind: str
    value: str
    unit: str = ""
    order: str
    until: str | None = None
    reader: CaseReader | None = None

    def holds_on(self, day: str) -> bool:
        """Whether it has not ended by `day` (ISO)."""
        return self.until is None or day <= self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody who works with the vault.

    Attributes:
        login: how the system knows them; never given to somebody else.
        name: initials and surname.
        active: whether they may act at all.
        rights: those that hold now.
    """

    login: str
    name: str
    position: str
    active: bool
    rights: tuple[Right, ...] = ()

    @property
    def roles(self) -> frozenset[Role]:
        """What they are, somewhere in the court."""
        return frozenset(Role(right.value) for right in self.rights if right.kind == "role")

    def has(self, kind: str, value: str) -> bool:
        """Whether they have this right."""
        return any(right.kind == kind and right.value == value for right in self.rights)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What somebody wants to act upon, as far as rights care.

    Attributes:
        case: key of the case file; empty when the action is about none.
        unit: that has the case file; empty while nobody said.
        closed: whether the case file is finished: archivists and ЕК work with nothing else.
        marks: on the case file and on the document.
    """

    case: str = ""
    unit: str = ""
    closed: bool = False
    marks: frozenset[Restriction] = frozenset()


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: a person of the court, or whoever the operating system lets at the vault.

    Attributes:
        actor: as the journal names them.
        person: None for the operating system's user, whose boundary are its permissions.
    """

    actor: str
    person: User | None = None
