"""The programs of the machine that reading uses, and what is missing.

Knows: where Tesseract, its model and LibreOffice are found, and their versions.
Does not know: what they are used for.
Keeps: nothing here is needed to take a document in; what is missing is told by name.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.reading.lok import library_in

PROGRAMS = "/usr/local/bin:/usr/bin:/bin"
OFFICES = (
    Path("/usr/lib/libreoffice/program"),
    Path("/usr/lib64/libreoffice/program"),
    Path("/opt/libreoffice/program"),
)
_MODELS = ("script/Cyrillic", "Cyrillic")  # upstream's place, Debian's place
_LISTED_IN = re.compile(r'in "(.*)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What is installed.

    Attributes:
        tesseract: path of the program; None when it or its Cyrillic model is missing.
        tesseract_version: such as `tesseract 5.3.0`.
        model: name of the model of the Cyrillic script, as Tesseract calls it.
        model_sha256: of its file, lower-case hex.
        missing: what OCR lacks, for people; empty when it lacks nothing.
        office: LibreOffice's library; None when it is not installed.
    """

    tesseract: str | None = None
    tesseract_version: str = ""
    model: str = ""
    model_sha256: str = ""
    missing: str = "tesseract-ocr"
    office: Path | None = None


def find_tools(programs: str = PROGRAMS, offices: Sequence[Path] = OFFICES) -> Tools:
    """Look for the programs in the folders `programs` (joined by colons) and `offices`."""
    office = next(filter(None, map(library_in, offices)), None)
    tesseract = shutil.which("tesseract", path=programs)
    if tesseract is None:
        return Tools(office=office)
    version = _said(tesseract, "--version").partition("\n")[0]
    listed = _said(tesseract, "--list-langs")
    names = {line.strip() for line in listed.splitlines()}
    folder = _LISTED_IN.search(listed)
    model = next((name for name in _MODELS if name in names), None)
    if model is None or folder is None:
        return Tools(tesseract_version=version, missing="tesseract-ocr-script-cyrl", office=office)
    data = (Path(folder[1]) / f"{model}.traineddata").read_bytes()
    return Tools(
        tesseract=tesseract,
        tesseract_version=version,
        model=model,
        model_sha256=hashlib.sha256(data).hexdigest(),
        missing="",
        office=office,
    )


def _said(program: str, option: str) -> str:
    done = subprocess.run(
        [program, option], capture_output=True, text=True, timeout=30, check=False
    )
    return done.stdout + done.stderr
