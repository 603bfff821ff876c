"""The demonstration's people: invented, one for each daily job, with a password of the day.

Knows: who they are, the verbs that name them. Does not know: what they may do (the roles say).
Keeps: the password is made anew with each demonstration and lies in a file only its owner reads;
outside the demonstration a person chooses their own at the first sign-in.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from desk.web.entry.credentials import Credentials
from desk.web.serve import credentials_file

ORDER = "№ 1 від 05.01.2026"
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Invented:
    """Somebody who works at the invented court."""

    login: str
    name: str
    position: str
    role: str


PEOPLE = (
    Invented("kantseliariia", "К. К. Канцеляренко", "Секретар суду (канцелярія)", "registry"),
    Invented("sekretar", "П. П. Приклад", "Секретар судового засідання", "former"),
    Invented("suddia", "З. З. Зразковий", "Суддя", "judge"),
    Invented("arkhiv", "А. А. Архівний", "Архіваріус", "archivist"),
    Invented("chytach", "Ч. Ч. Читайленко", "Адвокат, який ознайомлюється зі справою", "reviewer"),
    Invented("kerivnyk", "О. О. Апаратний", "Керівник апарату", "head"),
    Invented("administrator", "С. С. Системний", "Системний адміністратор", "administrator"),
)


def naming(read: str) -> Iterator[tuple[str, ...]]:
    """The verbs that name everybody; the reviewer may read the case file `read`."""
    for one in PEOPLE:
        yield "user", "add", one.login, "--name", one.name, "--position", one.position
        yield "user", "grant", one.login, "--role", one.role, "--order", ORDER
    yield (
        *("user", "grant", "chytach", "--case", read, "--order", "резолюція від 06.01.2026"),
        *("--reader", "advocate", "--standing", "представник позивача"),
        *("--authority", "advocate-card: № 00000, видане вигаданою радою"),
        *("--application", "№ 1 від 06.01.2026", "--resolved-by", "judge"),
    )


def give_passwords(vault: Path, told: Path) -> str:
    """One new password for all of them, for this vault; written to `told`, too."""
    password = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
    credentials = Credentials(credentials_file(vault))
    for one in PEOPLE:
        credentials.set_password(one.login, password, now=dt.datetime.now(tz=dt.UTC), once=False)
    lines = [f"{one.login}\t{password}\t{one.position}, {one.name}\n" for one in PEOPLE]
    with os.fdopen(os.open(told, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.writelines(lines)
    return password
