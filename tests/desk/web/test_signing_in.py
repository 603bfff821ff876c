"""Signing in and out, forged forms, people and their rights through pages."""

from __future__ import annotations

import datetime as dt
import re
import socket
import sqlite3
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.request import urlopen

import pytest
from argon2 import PasswordHasher

from desk.web.entry.credentials import (
    IDLE,
    LONGEST,
    Credentials,
    TooManyTries,
    WeakPassword,
    WrongPassword,
)
from inventory.access.queries import find_user
from tests.clauses import proves
from tests.desk.cli import sprava
from tests.desk.web.site import ORDER, PASSWORD, Site, serving

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)


@pytest.fixture
def credentials(tmp_path: Path) -> Credentials:
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # many guesses are made
    kept = Credentials(tmp_path / "desk" / "credentials.sqlite", hasher=cheap)
    kept.set_password("kants", PASSWORD, now=NOW, once=False)
    return kept


def test_a_password_is_kept_as_argon2_by_its_owner_alone(credentials: Credentials) -> None:
    file = credentials._path
    data = file.read_bytes()

    assert b"$argon2id$" in data
    assert PASSWORD.encode() not in data
    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0


def test_whoever_guesses_waits_longer_and_longer(credentials: Credentials) -> None:
    _guess(credentials, 5, address="10.0.0.1")
    later = NOW + dt.timedelta(seconds=2)
    with pytest.raises(TooManyTries):
        credentials.check("kants", PASSWORD, address="10.0.0.1", now=NOW)
    with pytest.raises(WrongPassword):
        credentials.check("kants", "не той", address="10.0.0.1", now=later)
    with pytest.raises(TooManyTries):
        credentials.check("kants", PASSWORD, address="10.0.0.1", now=later)
    credentials.check("kants", PASSWORD, address="10.0.0.1", now=NOW + dt.timedelta(minutes=16))


def _guess(
    credentials: Credentials, times: int, *, address: str = "10.0.0.{}", login: str = "kants"
) -> None:
    """Be wrong so often at once."""
    for number in range(times):
        with pytest.raises(WrongPassword):
            credentials.check(
                login.format(number), "не той", address=address.format(number), now=NOW
            )


def test_nobody_is_kept_out_by_mistakes_made_elsewhere(credentials: Credentials) -> None:
    credentials.check("kants", PASSWORD, address="10.0.1.1", now=NOW)

    _guess(credentials, 20)
    with pytest.raises(TooManyTries):  # nobody gets more tries by coming from everywhere
        credentials.check("kants", PASSWORD, address="10.0.2.1", now=NOW)
    credentials.check("kants", PASSWORD, address="10.0.1.1", now=NOW)
    _guess(credentials, 5, address="10.0.1.1")
    with pytest.raises(TooManyTries):  # where they sign in, others guess no more than elsewhere
        credentials.check("kants", PASSWORD, address="10.0.1.1", now=NOW)


def test_however_many_guess_it_is_a_guess_a_minute(credentials: Credentials) -> None:
    _guess(credentials, 20)
    at = NOW
    for _ in range(10):
        at += dt.timedelta(minutes=1)
        with pytest.raises(WrongPassword):
            credentials.check("kants", "не той", address=f"10.0.3.{at.minute}", now=at)
    soon, later = at + dt.timedelta(seconds=59), at + dt.timedelta(seconds=60)
    with pytest.raises(TooManyTries):
        credentials.check("kants", PASSWORD, address="10.0.2.1", now=soon)
    credentials.check("kants", PASSWORD, address="10.0.2.1", now=later)


def test_who_tries_one_login_after_another_waits_too(credentials: Credentials) -> None:
    _guess(credentials, 20, address="10.0.0.1", login="login{}")

    with pytest.raises(TooManyTries):
        credentials.check("kants", PASSWORD, address="10.0.0.1", now=NOW)
    credentials.check("kants", PASSWORD, address="10.0.0.1", now=NOW + dt.timedelta(minutes=1))


def test_a_new_password_is_waited_for_nowhere(credentials: Credentials) -> None:
    _guess(credentials, 5, address="10.0.0.1")
    credentials.set_password("kants", PASSWORD, now=NOW, once=True)

    credentials.check("kants", PASSWORD, address="10.0.0.1", now=NOW)


def test_a_clock_put_back_keeps_nobody_waiting(credentials: Credentials) -> None:
    _guess(credentials, 5, address="10.0.0.1")
    credentials.check("kants", PASSWORD, address="10.0.0.1", now=NOW - dt.timedelta(days=365))


def test_however_long_a_login_is_sent_little_of_it_is_kept(credentials: Credentials) -> None:
    _guess(credentials, 3, login="а" * 10_000 + "{}")

    with sqlite3.connect(credentials._path) as connection:
        [longest] = connection.execute("SELECT max(length(who)) FROM failure").fetchone()
    assert longest < 200


def test_mistakes_are_forgotten_after_a_day(credentials: Credentials) -> None:
    _guess(credentials, 3, login="nikhto{}")
    later = NOW + dt.timedelta(days=1, seconds=1)
    credentials.check("kants", PASSWORD, address="10.0.0.1", now=later)

    with sqlite3.connect(credentials._path) as connection:
        assert connection.execute("SELECT count(*) FROM failure").fetchone() == (0,)


@pytest.mark.parametrize("password", ["короткий", "kants-kants-kants", "аааааааааааааа", "я" * 500])
def test_a_weak_password_is_refused(credentials: Credentials, password: str) -> None:
    with pytest.raises(WeakPassword):
        credentials.set_password("kants", password, now=NOW, once=False)
    credentials.check("kants", PASSWORD, address="10.0.0.1", now=NOW)


def test_a_session_ends_when_nobody_is_there_and_at_the_latest_at_night(
    credentials: Credentials,
) -> None:
    token = credentials.begin("kants", address="10.0.0.1", agent="тест", now=NOW)
    at = NOW
    while at - NOW <= LONGEST - IDLE:
        at += IDLE - dt.timedelta(minutes=1)
        assert credentials.find(token, now=at) is not None
    assert credentials.find(token, now=NOW + LONGEST + dt.timedelta(minutes=1)) is None

    idle = credentials.begin("kants", address="10.0.0.1", agent="тест", now=NOW)
    assert credentials.find(idle, now=NOW + IDLE + dt.timedelta(minutes=2)) is None
    assert token.encode() not in credentials._path.read_bytes()


def test_a_new_password_ends_all_sessions(credentials: Credentials) -> None:
    token = credentials.begin("kants", address="10.0.0.1", agent="тест", now=NOW)
    credentials.set_password("kants", "inshyi-parol-12345", now=NOW, once=True)

    assert credentials.find(token, now=NOW) is None
    fresh = credentials.begin("kants", address="10.0.0.1", agent="тест", now=NOW)
    found = credentials.find(fresh, now=NOW)
    assert found is not None
    assert found.once


def test_a_stranger_is_asked_to_sign_in_and_goes_on_from_there(site: Site) -> None:
    stranger = site.visitor(None)

    answer = stranger.get("/people?a=1")
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/sign-in?after=/people%3Fa%3D1",
    )
    wrong = stranger.client.post("/sign-in", data={"login": "admin", "password": "x"})
    assert wrong.status_code == 403
    assert "неправильні" in wrong.text
    right = stranger.client.post(
        "/sign-in", data={"login": "admin", "password": PASSWORD, "after": "/people?a=1"}
    )
    assert (right.status_code, right.headers["location"]) == (303, "/people?a=1")
    assert "HttpOnly" in right.headers["set-cookie"]


@pytest.mark.parametrize("place", ["//evil.example", "https://evil.example/", "/\\evil", "x"])
def test_nobody_is_sent_off_the_site(site: Site, place: str) -> None:
    stranger = site.visitor(None)
    data = {"login": "admin", "password": PASSWORD, "after": place}

    assert stranger.client.post("/sign-in", data=data).headers["location"] == "/"


def test_a_form_of_another_site_changes_nothing(site: Site) -> None:
    admin = site.visitor("admin")
    data = {"login": "novyi", "name": "Н. Новенко"}

    assert admin.client.post("/people", data=data).status_code == 400
    assert admin.client.post("/people", data=data | {"csrf": "x"}).status_code == 400
    from_elsewhere = {"origin": "https://evil.example"}
    assert admin.post("/people", data, headers=from_elsewhere).status_code == 400
    assert admin.post("/people", data, headers={"sec-fetch-site": "cross-site"}).status_code == 400
    with site.workbench.vault.read() as connection:
        assert find_user(connection, "novyi", "2026-11-22") is None


def test_every_answer_says_what_browsers_may_do(site: Site) -> None:
    for answer in (site.visitor(None).get("/sign-in"), site.visitor("admin").get("/people")):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"
        assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=", answer.text)


@proves("Лубни:2.1")
def test_lubny_2_1__rights_are_granted_and_revoked_on_the_page_with_an_order(site: Site) -> None:
    admin = site.visitor("admin")

    assert admin.post("/people", {"login": "novyi", "name": "Н. Новенко"}).status_code == 303
    right = {"kind": "role", "role": "judge", "order": " "}
    assert admin.post("/people/novyi/grant", right).status_code == 422
    assert admin.post("/people/novyi/grant", right | {"order": ORDER}).status_code == 303
    page = admin.get("/people/novyi").text
    assert ORDER in page
    taken = {"kind": "role", "value": "judge", "order": "№ 2 від 03.01.2026"}
    assert admin.post("/people/novyi/revoke", taken).status_code == 303
    page = admin.get("/people/novyi").text
    shown = sprava("--vault", site.root, "--as", "admin", "user", "show", "novyi", "--json").json
    told = [one["text"] for one in shown["findings"]]
    assert [order for order in (ORDER, taken["order"]) for text in told if order in text] == [
        ORDER,
        taken["order"],
    ]
    assert all(text in page for text in told), "of revoked rights too, and what revoked them"


def test_a_given_password_is_shown_once_and_changed_at_the_first_sign_in(site: Site) -> None:
    admin, new = site.visitor("admin"), site.visitor(None)
    shown = admin.post("/people/sekretar/password").text
    found = re.search(r'class="given">([^<]+)<', shown)
    assert found is not None
    assert found[1] not in admin.get("/people/sekretar").text

    new.client.post("/sign-in", data={"login": "sekretar", "password": found[1]})
    assert new.get("/").headers["location"] == "/password"
    changed = new.post(
        "/password", {"old": found[1], "new": "synii-litak-desiat", "again": "synii-litak-desiat"}
    )
    assert changed.status_code == 303
    assert new.get("/password").text.count("Пароль дав хтось інший") == 0


def test_who_has_no_right_sees_no_people(site: Site) -> None:
    clerk = site.visitor("kants")

    assert clerk.get("/people").status_code == 403
    assert clerk.get("/people/admin").status_code == 403
    assert clerk.post("/people", {"login": "novyi", "name": "Н. Н."}).status_code == 403
    assert clerk.post("/people/kants/password").status_code == 403
    assert 'href="/people"' not in clerk.get("/password").text


def test_signing_out_ends_the_session_on_the_server(site: Site) -> None:
    visitor = site.visitor("kants")
    cookie = dict(visitor.client.cookies)
    assert visitor.post("/sign-out").status_code == 303
    visitor.client.cookies.update(cookie)

    assert visitor.get("/password").headers["location"].startswith("/sign-in")


def test_what_was_typed_outlives_the_session_it_was_typed_in(site: Site) -> None:
    visitor, stranger = site.visitor("kerivnyk"), site.visitor(None)
    old = visitor.csrf
    form = {"csrf": old, "login": "novyi", "name": "Н. <Нова>", "position": "помічник\nсудді"}
    with sqlite3.connect(site.root / "desk" / "credentials.sqlite") as file:
        file.execute("UPDATE session SET seen = '2026-01-01T00:00:00+00:00'")
    file.close()

    part = visitor.client.post("/people", data=form, headers={"hx-request": "true"})
    assert (part.status_code, part.headers["hx-retarget"]) == (403, "#said")
    asked = visitor.client.get("/cases", headers={"hx-request": "true"})
    assert (asked.status_code, asked.headers["hx-retarget"]) == (403, "#said")
    for answer in (part, asked):
        assert 'href="/sign-in" target="_blank"' in answer.text
        assert "hx-redirect" not in answer.headers
    whole = visitor.client.post("/people", data=form)
    assert whole.status_code == 403
    for value in (old, "novyi", "Н. &lt;Нова&gt;", "помічник\nсудді"):
        assert f">\n{value}</textarea>" in whole.text
    secret = visitor.client.post("/password", data={"old": PASSWORD, "new": "таємне слово"})
    assert secret.status_code == 403
    assert PASSWORD not in secret.text
    abroad = stranger.client.post("/people", data=form, headers={"sec-fetch-site": "cross-site"})
    assert (abroad.status_code, "novyi" in abroad.text) == (400, False)

    somebody = site.visitor("suddia").client.post("/people", data=form)
    assert (somebody.status_code, "A013" in somebody.text) == (400, True)
    visitor.client.post("/sign-in", data={"login": "kerivnyk", "password": PASSWORD})
    assert visitor.client.post("/people", data=form).status_code == 303


def test_a_port_that_is_taken_is_refused_before_anything_begins(tmp_path: Path) -> None:
    root = tmp_path / "vault"
    assert sprava("--vault", root, "init", "--court", "Вигаданий суд").code == 0
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        refused = sprava("--vault", root, "serve", "--port", port, "--json")
        said = sprava("--vault", root, "serve", "--port", port)

    assert (refused.code, refused.error["code"]) == (2, "A020")
    assert f"http://127.0.0.1:{port}" not in said.out
    assert "уже зайнято" in said.err
    nowhere = sprava("--vault", root, "serve", "--host", "192.0.2.1", "--json")
    assert nowhere.code == 2


def test_a_vault_that_names_nobody_is_open_on_this_machine_only(tmp_path: Path) -> None:
    root = tmp_path / "vault"
    assert sprava("--vault", root, "init", "--court", "Вигаданий суд").code == 0
    refused = sprava("--vault", root, "serve", "--host", "0.0.0.0", "--json")

    assert (refused.code, refused.error["code"]) == (2, "U001")
    with serving(root, "--no-watch") as address, urlopen(f"{address}/people") as answer:
        assert "Користувачів ще не названо" in answer.read().decode()


@pytest.mark.parametrize(("address", "free"), [("10.0.1.1", 5), ("10.0.1.{}", 20)])
def test_many_guesses_at_once_are_as_many_tries(
    credentials: Credentials, address: str, free: int
) -> None:
    def guess(number: int) -> str:
        try:
            here = address.format(number)
            credentials.check("kants", f"не той {number}", address=here, now=NOW)
        except (TooManyTries, WrongPassword) as error:
            return error.code
        return ""

    with ThreadPoolExecutor(16) as pool:
        told = list(pool.map(guess, range(32)))
    assert told.count(WrongPassword.code) == free
    assert told.count(TooManyTries.code) == 32 - free


def test_who_is_unknown_costs_as_much_time_as_who_is_known(tmp_path: Path) -> None:
    credentials = Credentials(tmp_path / "desk" / "credentials.sqlite")
    credentials.set_password("kants", PASSWORD, now=NOW, once=False)
    times: dict[str, list[float]] = {"kants": [], "nikhto": []}
    for number in range(10):
        at = NOW + dt.timedelta(hours=number)
        for login, took in times.items():
            began = time.perf_counter()
            with pytest.raises(WrongPassword):
                credentials.check(login, "не той", address=f"10.0.{number}.1", now=at)
            took.append(time.perf_counter() - began)
    known, unknown = (statistics.median(took) for took in times.values())
    assert unknown > known / 2
