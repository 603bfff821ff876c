"""A court's office for tests of registration by the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.desk.cli import Office
from tests.ingest.samples import pdf

NUMBER = "999/101/25"
PAPER: dict[str, Any] = {"original_form": "paper", "sheets": 2}


def new_court(folder: Path) -> Office:
    """A vault that changes at once: nothing is waited for."""
    office = Office(folder / "vault")
    assert office("init", "--court", "Вигаданий суд", "--court-code", "999").code == 0
    settings = office.vault / "sprava.toml"
    text = settings.read_text(encoding="utf-8").replace("settle_s = 5.0", "settle_s = 0.05")
    text += '[registration.series.order]\nkind = "order"\npattern = "{n}-ОД"\n'
    settings.write_text(text, encoding="utf-8")
    return office


def opened(office: Office, number: str = NUMBER, **said: str) -> dict[str, Any]:
    options = {"kind": "civil", "received": "2025-03-01", **said}
    flags = [part for key, value in options.items() for part in (f"--{key}", value)]
    shown: dict[str, Any] = office.json("case", "open", number, *flags)
    return shown


def brought(office: Office, number: str = NUMBER, /, **cards: dict[str, Any]) -> list[str]:
    """Lay documents into the inbox and take them; their ids, in the order given."""
    folder = number.replace("/", "_")
    for name, card in cards.items():
        office.put(f"{name}.pdf", pdf(name), {**PAPER, **card}, folder=folder)
    *outcomes, _ = office("watch", "--once", "--json").lines
    taken = {one["path"].rpartition("/")[2]: one for one in outcomes}
    assert {one["outcome"] for one in outcomes} == {"registered"}, outcomes
    return [str(taken[f"{name}.pdf"]["document"]) for name in cards]
