"""Sites and a real browser for tests of the pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from desk.wiring import Workbench
from tests.desk.conftest import Built
from tests.desk.web.site import Site, name_people, opened

CHROMIUM = shutil.which("chromium")
expect.set_options(timeout=30_000)  # what is there sooner does not wait
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def named(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty vault with people of every role; made once, for passwords are slow on purpose."""
    root = tmp_path_factory.mktemp("site") / "vault"
    made = Workbench.make(root, "система", court="Вигаданий суд", code="757", fonds="7")
    name_people(made)
    made.close()
    return root


@pytest.fixture
def site(named: Path, tmp_path: Path) -> Iterator[Site]:
    """Pages over a copy of it."""
    shutil.copytree(named, tmp_path / "vault")
    with opened(tmp_path / "vault") as site:
        yield site


@pytest.fixture(scope="session")
def staffed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The vault that the command line built (tests/desk/conftest.py), with people of every role."""
    office = built.office.copy(tmp_path_factory.mktemp("staffed") / "vault")
    with opened(office.vault) as site:
        name_people(site.workbench)
    return office.vault


@pytest.fixture
def full(staffed: Path, tmp_path: Path) -> Iterator[Site]:
    """Pages over a copy of it."""
    shutil.copytree(staffed, tmp_path / "vault")
    with opened(tmp_path / "vault") as site:
        yield site


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's chromium; no longer than a module: while it runs, so does Playwright's event loop,
    and nothing else of this thread can run one (pyHanko signs in one)."""
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield chromium
        chromium.close()
