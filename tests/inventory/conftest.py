"""Golden files: what a form says, kept as text so that a change of it is read like code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest

from inventory.forms import Press

GOLDEN = Path(__file__).parents[1] / "golden"
NOON = dt.datetime(2026, 11, 21, 10, 0, tzinfo=dt.UTC)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write golden files anew")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    update = request.config.getoption("update", default=False)

    def compare(name: str, text: str) -> None:
        path = GOLDEN / f"{name}.txt"
        if update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.exists(), f"no golden file {path}; look at the form, then run with --update"
        assert text == path.read_text(encoding="utf-8")

    return compare


@pytest.fixture(scope="session")
def press() -> Press:
    return Press()


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, as a reader of the PDF would copy it."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [
            "\n".join(page.get_textpage().get_text_bounded().split("\r\n")) for page in document
        ]
