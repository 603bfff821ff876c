"""What the pages of a case file share: which one it is, its heading, changes of it, refusals.

Knows: that a case file somebody may not see is one that is not there; which tabs there are.
Does not know: what a tab shows. Keeps: a change is meant for the state that was seen; of documents
whose titles are kept from the reader, no refusal and no history says them either.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial, wraps
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import sqlalchemy as sa
from starlette.convertors import Convertor, register_url_convertor
from starlette.responses import HTMLResponse, Response

from desk.discretion import discreet, hidden_titles, without
from desk.names import CASE_STATES
from desk.registered import registration_json, related
from desk.web.frame import Handler, Visit
from desk.web.frame.advice import for_pages, goal_of, status_of
from inventory import CASE_KINDS, CaseFile
from inventory.access import Action, Reading
from inventory.access.errors import PersonChangedMeanwhile
from inventory.access.model import STUBS
from inventory.access.names import MARKS
from inventory.access.queries import who_is
from inventory.errors import ChangedMeanwhile, NoSuchCase
from inventory.forms import Signatory
from inventory.queries import case_by_key, containers, get_case, relations_of
from inventory.service.corrections import Corrected
from inventory.tables import case_table
from vault import Transaction, Verdict, newest_entry
from vault.errors import ArchiveError, NotFound, RuleViolation, UsageError

TABS = (
    ("", "Томи й опис"),
    ("order", "Порядок"),
    ("proceedings", "Провадження"),
    ("containers", "Копії й вилучення"),
    ("moves", "Де справа"),
    ("acts", "Огляди й акти"),
    ("data", "Дані й доступ"),
    ("history", "Історія"),
)
_OFFERED = (
    Action.FORM,
    Action.CERTIFY,
    Action.COPY,
    Action.EXPORT,
    Action.READ,
    Action.ACT,
    Action.REGISTER,
    Action.MARK,
    Action.RIGHTS,
)


class _Key(Convertor[str]):
    """The key of a case file: three parts between colons; the number in the middle has slashes."""

    regex = "[a-z-]+:.+:[0-9A-Za-z_-]+"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("case", _Key())


def address(case: CaseFile, tab: str = "", /, **query: object) -> str:
    """Of a tab of a case file."""
    asked = {name: value for name, value in query.items() if value not in (None, "")}
    path = f"/case/{quote(case.key, safe='')}" + (f"/{tab}" if tab else "")
    return path + (f"?{urlencode(asked)}" if asked else "")


def case_at(visit: Visit, reading: Reading) -> CaseFile:
    """The case file the address names.

    Raises:
        NoSuchCase: there is none, or the reader may not even see it.
    """
    key = str(visit.request.path_params["key"])
    query = sa.select(case_table.c.key).where(case_table.c.key == key, reading.cases(Action.SEE))
    if reading.connection.scalar(query) is None:
        raise NoSuchCase(name=key.partition(":")[2].rpartition(":")[0], nearest="")
    return case_by_key(reading.connection, key)


def is_stub(reading: Reading, case: CaseFile) -> bool:
    """Whether the reader gets only number, kind and dates of it."""
    person = reading.viewer.person
    marks = reading.target(case.key).marks & STUBS
    return person is not None and not all(person.has("mark", mark) for mark in marks)


def open_case_at(visit: Visit, reading: Reading) -> CaseFile:
    """The same, when more of it is shown than its heading.

    Raises:
        NoSuchCase. AccessDenied: it is kept for named people.
    """
    case = case_at(visit, reading)
    if is_stub(reading, case):
        reading.demand(Action.READ, case.key)
    return case


def offers(reading: Reading, case: CaseFile) -> Mapping[str, bool]:
    """What the reader may do with the case file; nothing with one whose number is another's now."""
    newest = get_case(reading.connection, case.name).key == case.key
    keeps = {Action.READ, Action.EXPORT}
    return {
        action.value: (newest or action in keeps) and reading.may(action, case.key)
        for action in _OFFERED
    }


def case_page(
    visit: Visit, reading: Reading, case: CaseFile, template: str, tab: str, **values: Any
) -> HTMLResponse:
    """A tab of a case file under its heading."""
    connection = reading.connection
    stub = is_stub(reading, case)
    target = reading.target(case.key)
    told = {} if stub else registration_json(connection, case)
    same = [] if stub else containers(connection, case.number)
    return visit.page(
        template,
        case=reading.shown(case),
        stub=stub,
        tab=tab,
        tabs=TABS,
        at=lambda to="", **query: address(case, to, **query),
        marks=[MARKS[mark] for mark in sorted(target.marks)],
        unit=target.unit,
        who=partial(who_is, connection),
        kinds=CASE_KINDS,
        states=CASE_STATES,
        told=told,
        relations=[] if stub else happened(reading, case),
        containers=[
            (one, address(one))
            for one in same
            if one.key != case.key and reading.may(Action.SEE, one.key)
        ],
        here=offers(reading, case),
        seen=newest_entry(connection),
        **values,
    )


def happened(reading: Reading, case: CaseFile) -> list[tuple[str, str, CaseFile | None, str]]:
    """When, what, with which other case file the reader may see, on what ruling."""
    rows = []
    for one in relations_of(reading.connection, case.key):
        other = one.other if one.case == case.key else one.case
        seen = other is not None and other != case.key and reading.may(Action.SEE, other)
        found = case_by_key(reading.connection, other) if seen and other else None
        said = ", ".join(filter(None, (one.ruling, one.note)))
        rows.append((one.on, related(one.kind, own=one.case == case.key), found, said))
    return rows


# -- changes -------------------------------------------------------------------------------


@contextmanager
def changing(visit: Visit) -> Iterator[tuple[Transaction, CaseFile]]:
    """A change of the case file by who visits; committed when nothing refuses it.

    Raises:
        NoSuchCase. UsageError: another case file has its number now; services go by numbers.
    """
    with visit.workbench.vault.transaction(visit.actor) as tx:
        yield tx, newest_case_at(visit, visit.reading_on(tx.connection))
        tx.commit()


def to_change(visit: Visit) -> CaseFile:
    """The case file, for services that open their own transaction.

    Raises:
        NoSuchCase, UsageError: see `changing`.
    """
    with visit.reading() as reading:
        return newest_case_at(visit, reading)


def newest_case_at(visit: Visit, reading: Reading, *actions: Action) -> CaseFile:
    """The case file the address names, when its number is still its own and the reader may do that.

    Raises:
        NoSuchCase, UsageError: see `changing`. AccessDenied: one of the actions is not theirs.
    """
    case = open_case_at(visit, reading)
    if get_case(reading.connection, case.name).key != case.key:
        reason = f"під № {case.name} у суді вже інша справа; цю лише зберігають"
        raise UsageError(reason=reason)
    for action in actions:
        reading.demand(action, case.key)
    return case


def required(visit: Visit, name: str, what: str) -> str:
    """A field that must say something.

    Raises:
        UsageError: it does not.
    """
    text = visit.text(name)
    if not text:
        raise UsageError(reason=f"не заповнено: {what}")
    return text


def who(visit: Visit) -> Signatory:
    """Who signs what is made: as the form says, else the person, else as the settings say."""
    own = visit.user
    clerk = visit.workbench.settings.signatories.clerk
    name, position = (own.name, own.position) if own else (clerk.name, clerk.position)
    return Signatory(
        position=visit.text("position") or position or clerk.position,
        name=visit.text("by") or name,
    )


def corrected(done: Corrected) -> str:
    """What is said of a correction: certified volumes that have it otherwise, what is odd now."""
    said = "Виправлено."
    if done.certified:
        volumes = ", ".join(map(str, done.certified))
        said += f" Засвідчені томи {volumes} лишаються, як надруковано: внесіть подальшу зміну."
    for clause, text in told_objections(done.odd, frozenset()):
        said += f" Увага: {text} ({clause})."
    return said


# -- what is not said ----------------------------------------------------------------------


def told_objections(verdict: Verdict, hidden: frozenset[str]) -> list[tuple[str, str]]:
    """Clause and text of every objection, as a page says them."""
    return [(one.clause, without(for_pages(one.text), hidden)) for one in verdict.objections]


def shielded(handler: Handler) -> Handler:
    """The handler, whose refusals are told on a page with the way back, hidden titles left out."""

    @wraps(handler)
    def answer(visit: Visit) -> Response:
        try:
            return handler(visit)
        except NotFound:
            raise
        except ArchiveError as error:
            return _refused(visit, error)

    return answer


def _refused(visit: Visit, error: ArchiveError) -> Response:
    status = status_of(error)
    if status >= 500:
        raise error
    with visit.reading() as reading:
        hidden = hidden_titles(reading)
        case = case_at(visit, reading) if "key" in visit.request.path_params else None
        error = discreet(reading, error)
    what, kept, remedy = error.sentences()
    changed = isinstance(error, ChangedMeanwhile | PersonChangedMeanwhile)
    changes = error.details["changes"] if changed else ()
    assert isinstance(changes, tuple)
    if isinstance(error, PersonChangedMeanwhile):
        what = f"Поки сторінка була відкрита, права особи «{error.details['name']}» змінили."
    elif changed and case is not None:
        what = f"Поки сторінка була відкрита, справу № {case.number} змінили."
    found = told_objections(error.verdict, hidden) if isinstance(error, RuleViolation) else []
    if found:
        what = "Правила цього не дозволяють."
    back = urlsplit(visit.request.headers.get("referer", ""))
    here = back.path + (f"?{back.query}" if back.query else "")
    values: dict[str, Any] = {
        "what": without(for_pages(what), hidden),
        "kept": without(for_pages(kept), hidden),
        "goal": None if changed else goal_of(error, visit.may),
        "remedy": "" if changed else without(for_pages(remedy), hidden),
        "code": error.code,
        "objections": found,
        "changes": [(one.when, one.who, without(one.text, hidden)) for one in changes],
        "back": here if here.startswith(("/case/", "/copy/", "/cases", "/people/")) else "/cases",
    }
    if not visit.partial:
        return visit.page("case_refused.html", status, **values)
    answer = visit.page("case_refused_part.html", status, **values)
    answer.headers.update({"HX-Retarget": "#said", "HX-Reswap": "innerHTML"})
    return answer
