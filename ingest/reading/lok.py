"""LibreOffice inside this process, through LibreOfficeKit.

Knows: the few functions of its C interface that load a document and save it as PDF/A.
Does not know: the document, or what becomes of the PDF.
Keeps: macros, links and fetched content stay off; runs only in an airlock child, whose limits on
memory, time, files and network hold for LibreOffice too. A separate listener would need sockets
in /tmp and network rights that the airlock refuses, and a system Python that fits its bindings;
the kit is as warm as a listener from the second document on.
"""

from __future__ import annotations

import ctypes as c
import json
import os
from pathlib import Path
from typing import Any

from vault import clean
from vault.errors import Unreadable

_LIBRARIES = ("libmergedlo.so", "libsofficeapp.so")
_PDF_A_1 = json.dumps({"SelectPdfVersion": {"type": "long", "value": "1"}}).encode()
_SCRIPTING = "org.openoffice.Office.Common/Security/Scripting"
_UPDATE = "org.openoffice.Office.Writer/Content/Update"
_SETTINGS = (
    (_SCRIPTING, "MacroSecurityLevel", "3"),
    (_SCRIPTING, "DisableMacrosExecution", "true"),
    (_SCRIPTING, "BlockUntrustedRefererLinks", "true"),
    (_UPDATE, "Link", "2"),  # never
    (_UPDATE, "Field", "false"),
)

# LibreOfficeKit.h: both tables only ever grow at their ends.
_GET_ERROR, _LOAD, _GET_VERSION = 3, 4, 10
_CLOSE, _SAVE_AS = 1, 2


def library_in(program: Path) -> Path | None:
    """The library that holds the kit, in LibreOffice's folder `program`."""
    return next((program / name for name in _LIBRARIES if (program / name).is_file()), None)


class Kit:
    """LibreOffice, started once in the life of a process."""

    def __init__(self, library: Path, profile: Path) -> None:
        """Start it with a profile of its own.

        Raises:
            Unreadable: it does not start.
        """
        _write_settings(profile)
        os.environ["SAL_USE_VCLPLUGIN"] = "svp"  # no display
        hook = c.CDLL(str(library)).libreofficekit_hook_2
        hook.restype, hook.argtypes = c.c_void_p, [c.c_char_p, c.c_char_p]
        self._office = hook(str(library.parent).encode(), profile.as_uri().encode())
        if not self._office:
            raise Unreadable(reason="LibreOffice не запускається")

    @property
    def version(self) -> str:
        """Such as `LibreOffice 7.4.7.2`."""
        told = _method(self._office, _GET_VERSION, c.c_char_p, c.c_void_p)(self._office)
        about = json.loads(told)
        return f"{about['ProductName']} {about['ProductVersion']}{about['ProductExtension']}"

    def to_pdf(self, source: Path, target: Path) -> None:
        """Lay `source` out and save it as PDF/A-1.

        Raises:
            Unreadable: LibreOffice cannot open it or cannot save it.
        """
        load = _method(self._office, _LOAD, c.c_void_p, c.c_void_p, c.c_char_p, c.c_char_p)
        document = load(self._office, source.as_uri().encode(), b"Language=uk-UA")
        if not document:
            raise Unreadable(reason=self._fault())
        try:
            save = _method(document, _SAVE_AS, c.c_int, c.c_void_p, *[c.c_char_p] * 3)
            if not save(document, target.as_uri().encode(), b"pdf", _PDF_A_1):
                raise Unreadable(reason=self._fault())
        finally:
            _method(document, _CLOSE, None, c.c_void_p)(document)

    def _fault(self) -> str:
        said = _method(self._office, _GET_ERROR, c.c_char_p, c.c_void_p)(self._office)
        return clean(f"LibreOffice: {(said or b'').decode('utf-8', 'replace')}", 200)


def _method(this: int, index: int, answer: Any, *arguments: Any) -> Any:
    """Function number `index` of the table that an object of the kit begins with."""
    table = c.cast(this, c.POINTER(c.c_void_p))[0]
    address = c.cast(table, c.POINTER(c.c_void_p))[index]
    return c.CFUNCTYPE(answer, *arguments)(address)


def _write_settings(profile: Path) -> None:
    items = "".join(
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>\n"
        for path, name, value in _SETTINGS
    )
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema">\n'
        f"{items}</oor:items>\n",
        encoding="utf-8",
    )
