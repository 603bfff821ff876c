"""`sprava doctor`: what is installed, what is missing and what that costs.

Knows: which programs and libraries each part wants. Does not know: how to install them; it names
the one line that does.
Keeps: nothing is installed, started or changed; what lacks is told with its cost.
"""

from __future__ import annotations

import importlib.metadata
import platform
from dataclasses import dataclass
from pathlib import Path

from ingest import Clamd
from ingest.errors import NotScanned
from ingest.reading import find_tools
from search import installed
from signing.dstu.engine import COMPILED
from vault import Json

APT = (
    "apt install python3-venv tesseract-ocr tesseract-ocr-script-cyrl tesseract-ocr-osd "
    "libreoffice-writer-nogui fonts-liberation"
)
BY_APT = {"tesseract", "libreoffice", "fonts"}
"""What that line brings."""
SCANNER = "clamd"
SEARCH = "search-engine"
_NO_ENGINE = "пошук не працює: встановіть рушій або створіть покажчик заново"
ACCELERATOR = "dstu-accelerator"
_TOKENS = "python-pkcs11"
_LIBRARIES = ("pikepdf", "pyhanko", "pillow", "lxml", "whoosh", "watchdog", "pygfried", "typst")


@dataclass(frozen=True, slots=True)
class Component:
    """One thing that is there or not; `cost` says what does not work without it."""

    name: str
    there: bool
    found: str
    cost: str

    def as_json(self) -> dict[str, Json]:
        """For `--json`."""
        return {"name": self.name, "there": self.there, "found": self.found, "cost": self.cost}


def examine(clamd: str, engine: str = "") -> list[Component]:
    """Everything the program uses on this machine.

    Args:
        clamd: where a scanner should listen.
        engine: which one serves the searches of the vault, if it is known.
    """
    tools = find_tools()
    return [
        Component("python", True, platform.python_version(), ""),
        Component(
            "tesseract",
            tools.tesseract is not None,
            tools.tesseract_version or tools.missing,
            "скани не розпізнаються, пошук у них не працює",
        ),
        Component(
            "libreoffice",
            tools.office is not None,
            str(tools.office or "libreoffice-writer-nogui"),
            "DOCX, ODT і RTF не мають копії для читання",
        ),
        *(_library(name) for name in _LIBRARIES),
        Component(
            ACCELERATOR,
            COMPILED is not None,
            "signing.dstu._compiled" if COMPILED else "—",
            "підписи за ДСТУ 4145 перевіряються, але великі файли — повільно: встановіть gcc"
            " і python3-dev та повторіть make setup",
        ),
        _tokens(),
        *_extra("tantivy"),
        *([Component(SEARCH, installed(engine), engine, _NO_ENGINE)] if engine else []),
        Component("fonts", _fonts(), "Liberation", "форми не друкуються"),
        *([_scanner(clamd)] if clamd else []),
    ]


def _scanner(address: str) -> Component:
    try:
        there, found = True, Clamd(address).version()
    except NotScanned as error:
        there, found = False, str(error.details["reason"])
    return Component(
        SCANNER,
        there,
        found,
        "файли не перевірено антивірусом, тому жоден не береться: запустіть clamav-daemon",
    )


def _library(name: str) -> Component:
    try:
        return Component(name, True, importlib.metadata.version(name), "")
    except importlib.metadata.PackageNotFoundError:
        return Component(name, False, "—", "програма не працює: повторіть make setup")


def _extra(name: str) -> list[Component]:
    """A library nobody misses until a vault is large."""
    found = _library(name)
    return [found] if found.there else []


def _tokens() -> Component:
    try:
        return Component(_TOKENS, True, importlib.metadata.version(_TOKENS), "")
    except importlib.metadata.PackageNotFoundError:
        return Component(
            _TOKENS, False, "—", "ключами з токенів (PKCS#11) не підписати: повторіть make setup"
        )


def _fonts() -> bool:
    import inventory.forms  # noqa: PLC0415  only here; loading forms is slow

    return any((Path(inventory.forms.__file__).parent / "fonts").glob("*.ttf"))
