"""Дані й доступ: a case file's own data, its end and return, marks, unit, people's rights to it.

Knows: the forms. Does not know: what may be corrected, closed, restricted or granted.
Keeps: every change names its reason, ruling or order; rights to a case file are seen by who grants.
"""

from __future__ import annotations

from starlette.responses import Response

from desk.corrected import CASE_NAMES as NAMES
from desk.corrected import value_said
from desk.days import day_of
from desk.web.cases.casework import (
    address,
    case_page,
    changing,
    corrected,
    open_case_at,
    required,
    shielded,
)
from desk.web.cases.readers import OFFERED, reader_sent
from desk.web.frame import Visit, page, post
from desk.web.pages.case_documents import restriction_of
from inventory import CaseFile, close_case, correct_closing
from inventory.access import Action, Reading, Right, User, service
from inventory.access.names import MARKS
from inventory.access.queries import marks_of, users
from inventory.events import case_subject
from inventory.language.words import short_date
from inventory.queries import corrections_of
from inventory.service.corrections import CASE_KEYS, correct_case
from inventory.service.meanwhile import as_seen
from vault import Transaction


def data(visit: Visit) -> Response:
    """The tab."""
    with visit.reading() as reading:
        case = open_case_at(visit, reading)
        subject = case_subject(case.key)
        grants = reading.may(Action.RIGHTS, case.key)
        return case_page(
            visit,
            reading,
            case,
            "case_data.html",
            "data",
            keys={key: NAMES[key] for key in CASE_KEYS},
            values=_values(reading.shown(case)),
            corrections=[
                one for one in corrections_of(reading.connection, case.key) if not one.document
            ],
            today=visit.seat.today,
            restrictions={
                mark.value: (MARKS[mark], basis)
                for about, mark, basis in marks_of(reading.connection)
                if about == subject
            },
            all_marks={one.value: name for one, name in MARKS.items()},
            grants=grants,
            people=_people(visit, reading, case) if grants else [],
            somebody=_everybody(visit, reading) if grants else [],
            offered=OFFERED,
        )


def _values(case: CaseFile) -> dict[str, str]:
    """What the case file's card says now."""
    said = {key: getattr(case, key) for key in CASE_KEYS} | {"proceedings": list(case.proceedings)}
    return {key: value_said(value, key) for key, value in said.items()}


def _everybody(visit: Visit, reading: Reading) -> list[User]:
    return [one for one in users(reading.connection, visit.seat.today.isoformat()) if one.active]


def _people(visit: Visit, reading: Reading, case: CaseFile) -> list[tuple[User, Right]]:
    """Who has a right to this very case file."""
    return [
        (one, right)
        for one in _everybody(visit, reading)
        for right in one.rights
        if right.kind == "case" and right.value == case.key
    ]


def _back(visit: Visit, case: CaseFile, said: str) -> Response:
    return visit.go(address(case, "data"), said)


def correct(visit: Visit) -> Response:
    """Correct registered data, with a reason."""
    reason = required(visit, "reason", "причина")
    with changing(visit) as (tx, case):
        changes = {visit.text("what"): visit.text("value")}
        done = correct_case(tx, case.name, changes, reason, seen=visit.number("seen"))
    return _back(visit, case, corrected(done))


def close(visit: Visit) -> Response:
    """The case file is finished, or the day of that is corrected."""
    on, reason = day_of(required(visit, "on", "дата")), visit.text("reason")
    with changing(visit) as (tx, case):
        if case.closed_on:
            correct_closing(tx, case.name, on, reason, seen=visit.number("seen"))
        else:
            close_case(tx, case.name, on, seen=visit.number("seen"))
    said = "Дату закриття виправлено." if case.closed_on else "Справу закрито."
    return _back(visit, case, f"{said} {short_date(on)}.")


def unit(visit: Visit) -> Response:
    """Which unit has the case file."""
    with changing(visit) as (tx, case):
        service.name_unit(tx, case.name, visit.text("unit"), seen=visit.number("seen"))
    return _back(visit, case, "Підрозділ записано.")


def mark(visit: Visit) -> Response:
    """Restrict the case file, or lift a restriction."""
    with changing(visit) as (tx, case):
        change = service.unmark if visit.text("lift") else service.mark
        about, seen = case_subject(case.key), visit.number("seen")
        change(tx, about, restriction_of(visit), basis=visit.text("basis"), seen=seen)
    return visit.go(address(case), "Обмеження записано.")


def right(visit: Visit) -> Response:
    """Grant somebody access to the case file, or revoke it."""
    until, login = visit.text("until"), visit.text("login")
    with changing(visit) as (tx, case):
        seen = visit.number("seen")
        as_seen(tx, case, seen)
        if visit.text("revoke"):
            order = visit.text("order")
            service.revoke_value(tx, login, "case", case.key, order=order, seen=seen)
        else:
            _grant(visit, tx, case, day_of(until).isoformat() if until else None)
    return _back(visit, case, "Право скасовано." if visit.text("revoke") else "Доступ надано.")


def _grant(visit: Visit, tx: Transaction, case: CaseFile, until: str | None) -> None:
    given = Right(
        kind="case",
        value=case.name,
        order=visit.text("order"),
        until=until,
        reader=reader_sent(visit),
    )
    service.grant(tx, visit.text("login"), given, seen=visit.number("seen"))


_AT = "/case/{key:case}/data"
ROUTES = [
    page(_AT, shielded(data)),
    post(f"{_AT}/correct", shielded(correct)),
    post(f"{_AT}/close", shielded(close)),
    post(f"{_AT}/unit", shielded(unit)),
    post(f"{_AT}/mark", shielded(mark)),
    post(f"{_AT}/right", shielded(right)),
]
