"""People who read two case files, and what is done to those."""

from __future__ import annotations

from pathlib import Path

from inventory.access import Reading, Restriction, Viewer
from inventory.access.model import Right, User
from inventory.access.service import mark, name_unit, unmark
from inventory.queries import get_case
from inventory.service.corrections import correct_case
from search import Analysis, Filters, SearchResult
from search.finding.filters import NO_FILTERS
from tests.search.court import Court

ONE, TWO = "757/1/25-ц", "757/2/25-ц"


def two_cases(root: Path, analysis: Analysis) -> Court:
    court = Court(root, analysis)
    court.open(ONE, "Вигаданий до Неіснуючого")
    court.open(TWO, "Придумана до Небувалої")
    return court


def user(*rights: tuple[str, str, str]) -> User:
    return User(
        login="o.vyhadana",
        name="О. Вигадана",
        position="",
        active=True,
        rights=tuple(
            Right(kind=kind, value=value, unit=unit, order="1") for kind, value, unit in rights
        ),
    )


FORMER = user(("role", "former", ""))
OF_UNIT = user(("role", "former", "палата 1"))


def find(
    court: Court, query: str, person: User | None, filters: Filters = NO_FILTERS, **said: object
) -> SearchResult:
    court.follow()
    with court.vault.read() as connection:
        reading = Reading(connection, Viewer("o.vyhadana", person))
        return court.finder.find(query, filters, reading=reading, **said)  # type: ignore[arg-type]


def restrict(court: Court, document: str, case: str = "") -> None:
    with court.vault.transaction("тест") as tx:
        key = get_case(tx.connection, case).key if case else ""
        subject = f"case:{key}" if key else f"document:{document}"
        mark(tx, subject, Restriction.ADOPTION, basis="ухвала")
        tx.commit()


def lift(court: Court, case: str) -> None:
    with court.vault.transaction("тест") as tx:
        unmark(
            tx, f"case:{get_case(tx.connection, case).key}", Restriction.ADOPTION, basis="ухвала"
        )
        tx.commit()


def judge(court: Court, case: str, name: str) -> None:
    with court.vault.transaction("тест") as tx:
        correct_case(tx, case, {"judge": name}, "повторний розподіл")
        tx.commit()


def unit(court: Court, case: str, name: str) -> None:
    with court.vault.transaction("тест") as tx:
        name_unit(tx, case, name)
        tx.commit()
