"""Passwords and sessions: what must be able to go, and so is not in the journal.

Knows: Argon2, how long a session lasts, how often somebody may be wrong.
Does not know: rights (the journal has them), cookies (signing_in.py).
Keeps: neither a password nor a session's token is ever written; whoever guesses waits longer and
longer, without keeping others out; an unknown login costs as much time as a known one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import math
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import argon2
from argon2.exceptions import InvalidHashError, VerificationError

from vault.errors import UsageError

IDLE = dt.timedelta(minutes=60)
LONGEST = dt.timedelta(hours=12)
PASSWORD_MIN = 12
PASSWORD_MAX = 200
_FORGOTTEN = dt.timedelta(days=1)
_LOGIN_MAX = 100  # nobody's is as long; what strangers send is counted, and must stay small
_TABLES = """
CREATE TABLE IF NOT EXISTS password (
    login TEXT PRIMARY KEY, hash TEXT NOT NULL, changed_at TEXT NOT NULL, once INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS session (
    token TEXT PRIMARY KEY, login TEXT NOT NULL, csrf TEXT NOT NULL, began TEXT NOT NULL,
    seen TEXT NOT NULL, address TEXT NOT NULL, agent TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS failure (
    who TEXT PRIMARY KEY, count INTEGER NOT NULL, last TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS known (
    login TEXT NOT NULL, address TEXT NOT NULL, PRIMARY KEY (login, address)
);
"""


class TooManyTries(UsageError):
    """Somebody was wrong too often."""

    code = "A010"
    what = "Забагато невдалих спроб входу."
    remedy = "Спробуйте знову за {seconds} с."


class WrongPassword(UsageError):
    """Login or password is wrong; which one is not said."""

    code = "A011"
    what = "Ім'я входу або пароль неправильні."
    remedy = "Перевірте розкладку й повторіть; новий пароль дає адміністратор."


class WeakPassword(UsageError):
    """A password that would soon be guessed."""

    code = "A012"
    what = "Такий пароль не годиться: {reason}."
    remedy = "Оберіть довший пароль: кілька випадкових слів легко запам'ятати."


@dataclass(frozen=True, slots=True)
class _Patience:
    """How many mistakes are free; each further one doubles the wait, up to `longest_s` seconds."""

    free: int
    longest_s: int


_BOTH = _Patience(5, 900)  # a login from an address
# Of one login from anywhere, of any login from an address: enough against guessing, too little to
# keep out whose login or machine it is.
_EITHER = _Patience(20, 60)


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who signed in.

    Attributes:
        name: of the session in lists: the beginning of its token's digest.
        csrf: what a form must send back.
        once: whether the password was given by somebody else and must be changed first.
    """

    name: str
    login: str
    csrf: str
    began: dt.datetime
    seen: dt.datetime
    address: str
    agent: str
    once: bool = False


class Credentials:
    """The file of passwords and sessions; any number of threads and processes may use it."""

    def __init__(self, path: Path, *, hasher: argon2.PasswordHasher | None = None) -> None:
        """`path` is made when there is something to keep; only its owner may read it."""
        self._path = path
        self._made = False
        self._hasher = hasher or argon2.PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_hex())

    @contextmanager
    def _open(self, begin: str = "BEGIN IMMEDIATE") -> Iterator[sqlite3.Connection]:
        there = self._path.exists()
        if not there:
            self._path.parent.mkdir(mode=0o700, exist_ok=True)
            self._path.touch(mode=0o600)
        connection = sqlite3.connect(self._path, timeout=10, isolation_level=None)
        try:
            if not (there and self._made):
                connection.executescript(_TABLES)
                self._made = True
            connection.execute(begin)
            yield connection
            connection.execute("COMMIT")
        finally:
            connection.close()

    # -- passwords -------------------------------------------------------------------------

    def set_password(self, login: str, password: str, *, now: dt.datetime, once: bool) -> None:
        """Set a password and end the login's sessions.

        Args:
            login: whose.
            password: new; kept only as an Argon2id hash.
            now: aware.
            once: somebody else chose it: it must be changed at the first sign-in.

        Raises:
            WeakPassword.
        """
        _require_strength(login, password)
        hashed = self._hasher.hash(password)
        with self._open() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO password VALUES (?, ?, ?, ?)",
                (login, hashed, now.isoformat(), int(once)),
            )
            connection.execute("DELETE FROM session WHERE login = ?", (login,))
            connection.execute(
                "DELETE FROM failure WHERE who = ? OR who GLOB ?",
                (f"login:{login}", f"login:{login} from:*"),
            )

    def forget(self, login: str) -> None:
        """Remove a password and end the sessions."""
        with self._open() as connection:
            connection.execute("DELETE FROM password WHERE login = ?", (login,))
            connection.execute("DELETE FROM session WHERE login = ?", (login,))
            connection.execute("DELETE FROM known WHERE login = ?", (login,))

    def check(self, login: str, password: str, *, address: str, now: dt.datetime) -> None:
        """Pass only with the right password.

        Where somebody has signed in before, mistakes made elsewhere do not keep them waiting.

        Raises:
            WrongPassword, TooManyTries.
        """
        login = login[:_LOGIN_MAX]
        whose = {
            f"login:{login} from:{address}": _BOTH,
            f"address:{address}": _EITHER,
            f"login:{login}": _EITHER,
        }
        with self._open() as connection:
            known = connection.execute(
                "SELECT 1 FROM known WHERE login = ? AND address = ?", (login, address)
            ).fetchone()
            asked = list(whose.items())[: 2 if known else 3]
            wait = max(_wait(connection, who, patience, now) for who, patience in asked)
            row = connection.execute(
                "SELECT hash FROM password WHERE login = ?", (login,)
            ).fetchone()
            if wait == 0:  # counted before it is judged: many at once are as many tries
                connection.executemany(
                    "INSERT INTO failure VALUES (?, 1, ?) ON CONFLICT (who)"
                    " DO UPDATE SET count = count + 1, last = excluded.last",
                    [(who, now.isoformat()) for who in whose],
                )
        if wait > 0:
            raise TooManyTries(seconds=wait)
        if not self._matches(row[0] if row else self._nobody, password) or row is None:
            raise WrongPassword
        with self._open() as connection:
            connection.executemany("DELETE FROM failure WHERE who = ?", [(one,) for one in whose])
            forgotten = (now - _FORGOTTEN).isoformat()
            connection.execute("DELETE FROM failure WHERE last < ?", (forgotten,))
            connection.execute("INSERT OR IGNORE INTO known VALUES (?, ?)", (login, address))

    def _matches(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password[:PASSWORD_MAX])
        except (VerificationError, InvalidHashError):
            return False

    # -- sessions --------------------------------------------------------------------------

    def begin(self, login: str, *, address: str, agent: str, now: dt.datetime) -> str:
        """A new session's token, for the cookie alone.

        Forms of a session that ran out can be sent in the next one of the same person.
        """
        token = secrets.token_urlsafe(32)
        at = now.isoformat()
        with self._open() as connection:
            last = connection.execute(
                "SELECT csrf FROM session WHERE login = ? ORDER BY began DESC LIMIT 1", (login,)
            ).fetchone()
            csrf = last[0] if last else secrets.token_urlsafe(32)
            connection.execute(
                "INSERT INTO session VALUES (?, ?, ?, ?, ?, ?, ?)",
                (_digest(token), login, csrf, at, at, address, agent[:200]),
            )
            old = (now - LONGEST).isoformat()
            connection.execute("DELETE FROM session WHERE began < ?", (old,))
        return token

    def find(self, token: str, *, now: dt.datetime) -> Session | None:
        """The session of a token that has not ended."""
        with self._open("BEGIN") as connection:  # asked for every page: nobody waits for it
            row = connection.execute(
                "SELECT session.*, password.once FROM session LEFT JOIN password"
                " ON password.login = session.login WHERE token = ?",
                (_digest(token),),
            ).fetchone()
            found = _session(row) if row else None
            if found is None or now - found.seen > IDLE or now - found.began > LONGEST:
                return None
        if now - found.seen > dt.timedelta(minutes=1):
            with self._open() as connection:
                connection.execute(
                    "UPDATE session SET seen = ? WHERE token = ?", (now.isoformat(), _digest(token))
                )
        return found

    def end(self, token: str) -> None:
        """End the session of a token."""
        with self._open() as connection:
            connection.execute("DELETE FROM session WHERE token = ?", (_digest(token),))

    def end_named(self, login: str, name: str) -> None:
        """End one of a login's sessions by its name."""
        with self._open() as connection:
            connection.execute(
                "DELETE FROM session WHERE login = ? AND substr(token, 1, 12) = ?", (login, name)
            )

    def end_all(self, login: str) -> None:
        """End all of a login's sessions."""
        with self._open() as connection:
            connection.execute("DELETE FROM session WHERE login = ?", (login,))

    def sessions(self, login: str, *, now: dt.datetime) -> list[Session]:
        """The sessions of a login that have not ended, newest first."""
        with self._open() as connection:
            rows = connection.execute(
                "SELECT *, 0 FROM session WHERE login = ? ORDER BY seen DESC", (login,)
            ).fetchall()
        found = map(_session, rows)
        return [s for s in found if now - s.seen <= IDLE and now - s.began <= LONGEST]


def same(given: str, wanted: str) -> bool:
    """Whether two secrets are equal, in constant time."""
    return hmac.compare_digest(given.encode(), wanted.encode())


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _session(row: tuple[object, ...]) -> Session:
    token, login, csrf, began, seen, address, agent, once = map(str, row)
    return Session(
        name=token[:12],
        login=login,
        csrf=csrf,
        began=dt.datetime.fromisoformat(began),
        seen=dt.datetime.fromisoformat(seen),
        address=address,
        agent=agent,
        once=once == "1",
    )


def _wait(connection: sqlite3.Connection, who: str, patience: _Patience, now: dt.datetime) -> int:
    """Seconds until somebody may try again: twice as many for each further mistake."""
    row = connection.execute("SELECT count, last FROM failure WHERE who = ?", (who,)).fetchone()
    if row is None or row[0] < patience.free:
        return 0
    wait: float = min(2.0 ** min(row[0] - patience.free, 20), patience.longest_s)
    # A clock that was wrong and has been put back lets nobody wait for it to get there again.
    over = abs((now - dt.datetime.fromisoformat(row[1])).total_seconds())
    return max(0, math.ceil(wait - over))


def _require_strength(login: str, password: str) -> None:
    if len(password) < PASSWORD_MIN:
        raise WeakPassword(reason=f"потрібно щонайменше {PASSWORD_MIN} знаків")
    if len(password) > PASSWORD_MAX:
        raise WeakPassword(reason=f"дозволено щонайбільше {PASSWORD_MAX} знаків")
    if login in password.lower() or len(set(password)) < 5:
        raise WeakPassword(reason="його легко вгадати")
