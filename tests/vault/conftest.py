"""Fixtures of the vault's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.powercut import QuickDisk
from tests.vault.sample import PROJECTIONS, Ticking, accede, deposit
from vault import Vault, make_vault


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    """An empty vault; whatever a test does with it, it must be sound at the end."""
    with make_vault(tmp_path / "vault", PROJECTIONS, disk=QuickDisk(), clock=Ticking()) as opened:
        yield opened
        report = opened.check()
        assert report.ok, report.findings


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """The folder of a closed vault with a volume in two versions and open documents."""
    root = tmp_path / "filled"
    with make_vault(root, PROJECTIONS, disk=QuickDisk(), clock=Ticking()) as opened:
        for number in range(4):
            accede(opened, f"document:{number}", f"Документ {number}. ".encode() * 40)
        files = {f"documents/{n:03} Позовна заява/original.pdf": text(n) for n in range(2)}
        deposit(opened, "757/12345/25/1", files, releases=["document:0"])
        files["documents/003 Відзив/original.pdf"] = text(2)
        deposit(opened, "757/12345/25/1", files, releases=["document:2"])
    return root


def text(number: int) -> bytes:
    return f"Документ {number}. ".encode() * 40
