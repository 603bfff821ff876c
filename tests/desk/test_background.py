"""A vault where nothing waits costs the background work next to nothing, however large it is."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from desk.background import Background
from desk.wiring import Workbench
from inventory import NewCase, open_case
from tests.desk.conftest import Built


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is asked of any catalogue meanwhile."""
    asked: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    sa.event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield asked
    finally:
        sa.event.remove(Engine, "before_cursor_execute", hear)


@pytest.fixture
def workbench(built: Built, tmp_path: Path) -> Iterator[Workbench]:
    office = built.office.copy(tmp_path / "vault")
    office("watch", "--once")
    opened = Workbench.open(office.vault, "clerk")
    yield opened
    opened.close()


def round_of(workbench: Workbench) -> list[str]:
    work = Background(workbench, threading.Event())
    with statements() as asked:
        work.finish(lambda _done, _total: None)
    return asked


def test_a_round_asks_as_little_of_many_case_files_as_of_a_few(workbench: Workbench) -> None:
    round_of(workbench)
    few = round_of(workbench)
    with workbench.vault.transaction("clerk") as tx:
        for number in range(40):
            open_case(
                tx, NewCase(number=f"757/{9000 + number}/25", kind="civil", own=f"{number:06}")
            )
        tx.commit()
    round_of(workbench)

    assert len(round_of(workbench)) == len(few)
    assert any("volume.state" in one for one in few), "nobody asked what waits to be deposited"


def test_programs_are_not_looked_for_while_nothing_waits(
    workbench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_of(workbench)
    monkeypatch.setattr("desk.wiring.find_tools", lambda: pytest.fail("looked for programs"))

    round_of(workbench)
