"""Люди: users, roles and rights with the orders they rest on, passwords given anew, sessions.

Knows: the forms. Does not know: who may be granted what (inventory/access).
Keeps: a password somebody else chose is shown once, and must be changed at the first sign-in.
"""

from __future__ import annotations

import secrets

from starlette.responses import Response

from desk.days import day_of
from desk.web.cases.casework import shielded
from desk.web.cases.readers import OFFERED, reader_sent
from desk.web.frame import Visit, page, post
from desk.web.frame.sending import send_pdf
from desk.web.frame.turns import Work
from inventory.access import Action, Right, service
from inventory.access.names import MARKS, PAPERS, READERS, RESOLVERS, ROLES
from inventory.access.orders import copies_of_orders
from inventory.access.queries import get_user, rights_ever, users
from inventory.service.readings import given_to_read, print_readings
from vault import newest_entry

_WORDS = "абвгдежзиклмнопрстуфхцчшя"


def people(visit: Visit) -> Response:
    """Everybody, with their roles."""
    with visit.reading() as reading:
        reading.demand(Action.RIGHTS)
        everybody = users(reading.connection, visit.seat.today.isoformat())
    return visit.page("people.html", everybody=everybody, roles=ROLES)


def add(visit: Visit) -> Response:
    """Make somebody known."""
    login = visit.text("login").lower()
    with visit.workbench.vault.transaction(visit.actor) as tx:
        service.add_user(tx, login, name=visit.text("name"), position=visit.text("position"))
        tx.commit()
    return visit.go(f"/people/{login}", "Користувача додано. Надайте права й дайте пароль.")


def person(visit: Visit, given: str = "") -> Response:
    """One person: rights that hold, rights there were, sessions."""
    login = visit.request.path_params["login"]
    with visit.reading() as reading:
        reading.demand(Action.RIGHTS)
        user = get_user(reading.connection, login, visit.seat.today.isoformat())
        ever, seen = rights_ever(reading.connection, login), newest_entry(reading.connection)
        days = visit.workbench.working_days()
        copies = copies_of_orders(reading.connection, login, days, visit.seat.today)
    sessions = visit.seat.credentials.sessions(login, now=visit.workbench.vault.clock())
    return visit.page(
        "person.html",
        user=user,
        ever=ever,
        doubts=[one.text for copy in copies.values() for one in copy.verdict.objections],
        sessions=sessions,
        seen=seen,
        roles=ROLES,
        marks=MARKS,
        given=given,
        offered=OFFERED,
        papers=PAPERS,
        readers=READERS,
    )


def grant(visit: Visit) -> Response:
    """Grant a right by an order."""
    login, (kind, value) = visit.request.path_params["login"], _what(visit)
    until = visit.text("until")
    right = Right(
        kind=kind,
        value=value,
        unit=visit.text("unit") if kind == "role" else "",
        order=visit.text("order"),
        until=day_of(until).isoformat() if until else None,
        reader=reader_sent(visit) if kind == "case" else None,
    )
    with visit.workbench.vault.transaction(visit.actor) as tx:
        service.grant(tx, login, right, seen=visit.number("seen"))
        tx.commit()
    return visit.go(f"/people/{login}", "Право надано.")


def revoke(visit: Visit) -> Response:
    """Revoke a right by an order."""
    login = visit.request.path_params["login"]
    with visit.workbench.vault.transaction(visit.actor) as tx:
        what, order = (visit.text("kind"), visit.text("value")), visit.text("order")
        service.revoke_value(tx, login, *what, order=order, seen=visit.number("seen"))
        tx.commit()
    return visit.go(f"/people/{login}", "Право скасовано.")


def _what(visit: Visit) -> tuple[str, str]:
    kind = visit.text("kind", "role")
    return kind, visit.text({"role": "role", "mark": "mark"}.get(kind, "value"))


def leave(visit: Visit) -> Response:
    """Somebody left, or came back."""
    login, order = visit.request.path_params["login"], visit.text("order")
    with visit.workbench.vault.transaction(visit.actor) as tx:
        change = service.return_user if visit.text("back") else service.end_user
        change(tx, login, order=order, seen=visit.number("seen"))
        tx.commit()
    visit.seat.credentials.forget(login)
    return visit.go(f"/people/{login}", "Записано.")


def give_password(visit: Visit) -> Response:
    """A password for the first sign-in, shown once."""
    login = visit.request.path_params["login"]
    with visit.workbench.vault.transaction(visit.actor) as tx:
        user = get_user(tx.connection, login, visit.seat.today.isoformat())
        service.note_sign_in(tx, user.login)
        tx.commit()
    password = "-".join("".join(secrets.choice(_WORDS) for _ in range(4)) for _ in range(4))
    now = visit.workbench.vault.clock()
    visit.seat.credentials.set_password(login, password, now=now, once=True)
    return person(visit, given=password)


def end_sessions(visit: Visit) -> Response:
    """End all sessions of somebody."""
    login = visit.request.path_params["login"]
    with visit.workbench.vault.transaction(visit.actor) as tx:
        service.note_sign_in(tx, login)
        tx.commit()
    visit.seat.credentials.end_all(login)
    return visit.go(f"/people/{login}", "Сеанси завершено.")


def readings(visit: Visit) -> Response:
    """To whom case files were given to read, and when they read them."""
    with visit.reading() as reading:
        reading.demand(Action.RIGHTS)
        given = list(given_to_read(reading))
    return visit.page(
        "readings.html", given=given, papers=PAPERS, readers=READERS, resolvers=RESOLVERS
    )


def readings_printed(visit: Visit) -> Response:
    """The same as a form."""
    with visit.reading() as reading:
        reading.demand(Action.RIGHTS)
        given = list(given_to_read(reading))
    workbench = visit.workbench
    printed = print_readings(
        workbench.press, workbench.letterhead(), given, workbench.vault.clock()
    )
    return send_pdf(printed.pdf, "readings.pdf")


ROUTES = [
    page("/people", people),
    post("/people", add, action=Action.RIGHTS),
    page("/people/readings", readings),
    page("/people/readings.pdf", readings_printed, work=Work.FILES),
    page("/people/{login}", person),
    post("/people/{login}/grant", shielded(grant), action=Action.RIGHTS),
    post("/people/{login}/revoke", shielded(revoke), action=Action.RIGHTS),
    post("/people/{login}/leave", shielded(leave), action=Action.RIGHTS),
    post("/people/{login}/password", give_password, action=Action.RIGHTS),
    post("/people/{login}/sessions", end_sessions, action=Action.RIGHTS),
]
