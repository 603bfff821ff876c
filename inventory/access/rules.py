"""Whether somebody may do something.

Knows: 814 I.9–I.10, II.11, VII.11, X.1, X.5, XI.1, Лубни 2.1–2.2, 18.1: rights come with an order,
marks are for named people, an administrator reads no content, a reader shows who they are.
Does not know: storage, pages. Keeps: pure; every objection at once; whoever is not a person of the
court is the operating system's user, whose boundary are its permissions
(decision 0020).
"""

from __future__ import annotations

import datetime as dt

from inventory.access.matrix import Scope, scope_of
from inventory.access.model import STUBS, Action, Restriction, Right, Role, Target, User
from inventory.access.readers import (
    ADVOCATES,
    IDENTITIES,
    MANDATES,
    CaseReader,
    PaperKind,
    ReaderKind,
    Resolver,
    ShownPaper,
)
from inventory.language.words import short_date
from vault import Verdict, demands, rule

CONTENT = frozenset({Action.READ, Action.EXPORT, Action.COPY, Action.SIGN})
"""Actions by which somebody learns what a document says."""

ACTION_NAMES = {
    Action.SEE: "бачити відкриті дані справ",
    Action.READ: "читати документи",
    Action.EXPORT: "вивантажувати документи",
    Action.REGISTER: "реєструвати документи",
    Action.FORM: "формувати справи",
    Action.CERTIFY: "засвідчувати томи",
    Action.COPY: "засвідчувати копії",
    Action.SIGN: "підписувати й скріплювати печаткою",
    Action.ACT: "складати акти",
    Action.ARCHIVE: "вести архів суду",
    Action.APPRAISE: "проводити експертизу цінності",
    Action.MARK: "обмежувати доступ",
    Action.RIGHTS: "надавати права",
    Action.KEEP: "доглядати сховище",
    Action.NOTE: "залишати сліди власних дій",
}


_FORMING = frozenset({Action.FORM, Action.CERTIFY})
_ARCHIVE = frozenset({Action.ARCHIVE, Action.APPRAISE})
_OF_THEIR_OWN = {Action.REGISTER, *_FORMING, Action.COPY, *_ARCHIVE, Action.RIGHTS, Action.KEEP}


@rule(
    "814:I.10-доступ",
    "814:I.1-архів",
    "814:II.11-канцелярія",
    "814:VII.11",
    "814:XI.1",
    "Лубни:2.1",
    "Лубни:2.2",
    "Лубни:18.1",
)
def may_act(person: User, action: Action, target: Target) -> Verdict:
    """Whether `person` may do `action` with `target`; `person.rights` are those that hold today."""
    reaches = any(_reaches(person, right, action, target) for right in person.rights)
    lacking = f"немає права {ACTION_NAMES[action]}{_where(person, action, target)}"
    marks = target.marks if action in CONTENT else target.marks & STUBS
    closed = [mark for mark in marks if not _named(person, mark, target)]
    # Open data of a stub stay open: number and dates are all that is kept of it anyway.
    shut = action is not Action.SEE and bool(closed)
    return Verdict.of(
        demands(person.active, "Лубни:2.1", f"обліковий запис «{person.login}» не діє"),
        demands(reaches or action is not Action.REGISTER, "814:II.11-канцелярія", lacking),
        demands(reaches or action not in _FORMING, "814:VII.11", lacking),
        demands(reaches or action is not Action.COPY, "814:XI.1", lacking),
        demands(reaches or action not in _ARCHIVE, "814:I.1-архів", lacking),
        demands(reaches or action is not Action.RIGHTS, "Лубни:2.1", lacking),
        demands(reaches or action is not Action.KEEP, "Лубни:18.1", lacking),
        demands(reaches or action in _OF_THEIR_OWN, "814:I.10-доступ", lacking),
        demands(
            not shut,
            "Лубни:2.2",
            "доступ обмежено: він лише для осіб, яких поіменно названо в наказі чи дозволі",
        ),
    )


def _reaches(person: User, right: Right, action: Action, target: Target) -> bool:
    if right.kind != "role":
        return False
    scope = scope_of(Role(right.value), action)
    named = bool(target.case) and person.has("case", target.case)
    if scope is Scope.NONE or not target.case:
        return scope is not Scope.NONE
    if named:
        return True
    here = not right.unit or right.unit == target.unit
    return here and (scope is Scope.ALL or (scope is Scope.CLOSED and target.closed))


def _named(person: User, mark: str, target: Target) -> bool:
    """Whether the person is one of those a mark's content is for."""
    if person.has("mark", mark):
        return True
    return mark not in STUBS and person.has("case", target.case)


def _where(person: User, action: Action, target: Target) -> str:
    if not target.case:
        return ""
    scopes = {scope_of(role, action) for role in person.roles}
    if Scope.GRANTED in scopes:
        return " цієї справи: доступ до неї не надано"
    return " незакінченої справи" if Scope.CLOSED in scopes else " у цій справі" if scopes else ""


@rule("Лубни:2.1")
def may_be_changed(person: User, order: str, *, by: str) -> Verdict:
    """Whether somebody's rights may be changed at all: with an order, and not by themselves."""
    return Verdict.of(
        demands(
            bool(order.strip()),
            "Лубни:2.1",
            "не названо наказу, яким надано чи скасовано право",
        ),
        demands(by != person.login, "Лубни:2.1", "собі прав не надають"),
    )


@rule("814:I.10-доступ")
def may_be_granted(person: User, right: Right) -> Verdict:
    """Whether a right goes with those there are: an administrator reads by none of them."""
    rights = (*person.rights, right)
    roles = {Role(one.value) for one in rights if one.kind == "role"}
    reads = any(scope_of(role, Action.READ) is not Scope.NONE for role in roles)
    return Verdict.of(
        demands(
            Role.ADMINISTRATOR not in roles or not reads,
            "814:I.10-доступ",
            "адміністратор не читає документів: ця роль не поєднується з іншими",
        ),
        demands(
            Role.ADMINISTRATOR not in roles or all(one.kind == "role" for one in rights),
            "814:I.10-доступ",
            "адміністратор не читає документів: доступу до справ і грифів йому не надають",
        ),
    )


@rule("Лубни:2.1-накази")
def is_order_entered(
    order: str, *, last: dt.date | None, entered_on: dt.date | None, today: dt.date
) -> Verdict:
    """Whether the electronic copy of an order on rights is entered in time; told, never refused.

    Args:
        order: as the right names it.
        last: the working day after its signing; None when its name has no date.
        entered_on: day on which its copy was registered; None when it was not.
        today: now, by the law.
    """
    known = last is not None
    until = short_date(last) if last else ""
    return Verdict.of(
        demands(
            known, "Лубни:2.1-накази", f"«{order}»: не названо дати наказу (№ … від ДД.ММ.РРРР)"
        ),
        demands(
            last is None or entered_on is not None or today <= last,
            "Лубни:2.1-накази",
            f"«{order}»: електронного примірника наказу немає, внести його слід було до {until}",
        ),
        demands(
            last is None or entered_on is None or entered_on <= last,
            "Лубни:2.1-накази",
            f"«{order}»: електронний примірник наказу внесено пізніше за {until}",
        ),
    )


@rule("814:II.4-дск")
def may_open_restricted(person: User) -> Verdict:
    """Whether somebody may register what came with a mark of restriction on its envelope."""
    return Verdict.of(
        demands(
            person.has("mark", Restriction.SERVICE) or person.has("mark", Restriction.STATE),
            "814:II.4-дск",
            "документи з грифом «для службового користування» розкриває й реєструє працівник, "
            "який має право працювати з ними: доступу до цього грифа не надано",
        )
    )


@rule("Лубни:2.1")
def may_act_for(own: User | None, login: str) -> Verdict:
    """Whether the system's user, if a person of the court, may act as another (`--as`)."""
    allowed = own is None or own.login == login or own.has("act-for", login)
    return Verdict.of(demands(allowed, "Лубни:2.1", f"немає права діяти від імені «{login}»"))


_TAKING_PART = frozenset({ReaderKind.PARTY, ReaderKind.REPRESENTATIVE, ReaderKind.AFFECTED})
_OF_THE_STATE = frozenset({ReaderKind.PROSECUTOR, ReaderKind.OFFICIAL})


@rule("814:X.1", "814:X.1-особи", "814:X.1-адвокат", "814:X.1-учасник", "814:X.1-аналіз", "814:X.5")
def may_be_given_to(reader: CaseReader | None, *, closed: bool) -> Verdict:
    """Whether a case file, finished or not, may be given to somebody from outside to read."""
    if reader is None:
        said = "не сказано, хто ознайомлюється, що пред'явлено, чия резолюція"
        return Verdict.of(demands(False, "814:X.1-особи", said))
    kind, identity, authority = reader.kind, reader.identity, reader.authority
    resolver = Resolver.PRESIDENT if closed else Resolver.JUDGE
    return Verdict.of(
        demands(
            bool(reader.application.strip()),
            "814:X.1",
            "не названо письмової заяви (вимоги) про ознайомлення",
        ),
        demands(
            kind is not ReaderKind.OFFICIAL or reader.resolved_by is resolver,
            "814:X.1-аналіз",
            "для аналізу чи узагальнення закінчену справу дають за резолюцією голови суду, "
            "незакінчену — судді (судді-доповідача)",
        ),
        demands(
            bool(reader.standing.strip()),
            "814:X.1-особи",
            "не сказано, чим особа пов'язана зі справою",
        ),
        demands(
            kind not in _OF_THE_STATE or _is(identity, PaperKind.SERVICE_CARD),
            "814:X.1-особи",
            "не пред'явлено службового посвідчення",
        ),
        demands(
            kind is not ReaderKind.ADVOCATE or _is(authority, *ADVOCATES),
            "814:X.1-адвокат",
            "адвокат не пред'явив документа, що посвідчує його повноваження",
        ),
        demands(
            kind not in _TAKING_PART or _is(identity, *IDENTITIES),
            "814:X.1-учасник",
            "не пред'явлено документа, що посвідчує особу",
        ),
        demands(
            kind is not ReaderKind.REPRESENTATIVE or _is(authority, *MANDATES),
            "814:X.1-учасник",
            "представник не пред'явив доручення",
        ),
        demands(
            kind is not ReaderKind.ADVOCATE
            or _is(identity, *IDENTITIES)
            or _is(authority, PaperKind.ADVOCATE_CARD),
            "814:X.5",
            "не перевірено документа, що посвідчує особу адвоката",
        ),
    )


def _is(shown: ShownPaper | None, *kinds: PaperKind) -> bool:
    """Whether one of these documents was shown, and is named by more than its kind."""
    return shown is not None and shown.kind in kinds and bool(shown.details.strip())


@rule("814:X.1-особи")
def may_be_a_reviewer(person: User) -> Verdict:
    """Whether somebody may become a reader: what they may read was not given them as to staff."""
    bare = any(right.kind == "case" and right.reader is None for right in person.rights)
    return Verdict.of(
        demands(
            not bare,
            "814:X.1-особи",
            "доступ до справи вже надано без відомостей про читача: скасуйте його й надайте знову",
        )
    )
