"""Office documents, plain texts and letters laid out as PDF, inside an airlock child.

Knows: what LibreOffice is given to read.
Does not know: how it is driven (`lok` does), or what becomes of the PDF.
Keeps: a file is opened as the kind its content says, never as its name says; a plain text shows
every character as itself.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
from functools import cache
from pathlib import Path

from ingest.reading.frozen import freeze
from ingest.reading.lok import Kit
from ingest.reading.model import FileKind
from vault.airlock import Limits, mail
from vault.airlock.encoding import decoded
from vault.model import Json

_HEADINGS = {"from": "Від", "to": "Кому", "cc": "Копія", "date": "Дата", "subject": "Тема"}


def lay_out(path: str, kind: str, folder: str, library: str, profile: str, limits: Limits) -> Json:
    """Lay a document out as PDF.

    Args:
        path: of the document.
        kind: DOCX, ODT, RTF, TXT or EML.
        folder: where the PDF goes.
        library: of LibreOffice's kit.
        profile: folder for LibreOffice's settings; each process makes its own below it.
        limits: of this call.

    Returns:
        `{"file", "version"}`: name of the PDF in `folder`, version of LibreOffice.
    """
    kit = _kit(library, profile)
    work = Path(folder)
    if kind in (FileKind.TXT, FileKind.EML):
        named = work / "source.txt"
        words = (
            _letter(path, folder, limits)
            if kind == FileKind.EML
            else decoded(Path(path).read_bytes())[0]
        )
        named.write_text(words, encoding="utf-8-sig")  # the mark tells LibreOffice the encoding
    else:
        named = work / f"source.{kind}"
        freeze(Path(path), FileKind(kind), named, limits)
    target = work / "laid-out.pdf"
    kit.to_pdf(named, target)
    named.unlink()
    return {"file": target.name, "version": kit.version}


@cache
def _kit(library: str, profile: str) -> Kit:
    for left in Path(profile).glob("office-*"):  # a child is killed, it never tidies up
        if not Path("/proc", left.name.removeprefix("office-")).exists():
            shutil.rmtree(left, ignore_errors=True)
    return Kit(Path(library), Path(profile) / f"office-{os.getpid()}")


def _letter(path: str, folder: str, limits: Limits) -> str:
    """A letter as people print it: from whom, to whom, about what, the words, what came along."""
    found = mail.unpack(path, folder, limits)
    for member in found["members"]:  # documents of their own; here only their names are told
        (Path(folder) / member["file"]).unlink()
    heads = found["headers"]
    if heads["date"]:
        heads["date"] = f"{dt.datetime.fromisoformat(heads['date']):%d.%m.%Y %H:%M %z}".strip()
    lines = [f"{heading}: {heads[key]}" for key, heading in _HEADINGS.items() if heads[key]]
    lines += [f"Вкладення: {member['name']}" for member in found["members"]]
    return "\n".join([*lines, "", found["body"]])
