"""Where a key's password comes from: a terminal, a file of one's own, an open descriptor.

Knows: what makes each of them safe to read. Does not know: which key it opens.
Keeps: a password is never an argument, never in the environment, and never shown.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from desk.asking import hidden
from signing.making.errors import NobodyToAsk, SecretExposed
from signing.making.secret import Secret
from vault import os_cause
from vault.errors import UsageError

_LONGEST = 4096


def secret_of(question: str, *, file: Path | None, fd: int | None) -> Secret:
    """The password from `file`, from descriptor `fd`, or from the person at the terminal.

    Raises:
        SecretExposed: others may read the file. NobodyToAsk: there is no terminal.
        UsageError: the descriptor is not open; nothing, or no text, was in it.
    """
    if file is not None and fd is not None:
        raise UsageError(reason="пароль задано двічі: --secret-file і --secret-fd")
    if file is not None:
        return _text(_own_file(file))
    if fd is not None:
        return _text(_read(fd))
    typed = hidden(question)
    if typed is None:
        raise NobodyToAsk
    return Secret(typed)


def _own_file(path: Path) -> bytes:
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        raise SecretExposed(path=path, reason=os_cause(error)) from None
    exposed = _exposed(os.fstat(fd))
    if exposed:
        os.close(fd)
        raise SecretExposed(path=path, reason=exposed)
    return _read(fd)


def _exposed(state: os.stat_result) -> str:
    if not stat.S_ISREG(state.st_mode):
        return "це не звичайний файл"
    if state.st_uid != os.geteuid():
        return "він належить іншому користувачеві"
    return "його можуть читати інші" if state.st_mode & 0o077 else ""


def _read(fd: int) -> bytes:
    """All there is, and the descriptor is closed."""
    found = b""
    try:
        with os.fdopen(fd, "rb") as opened:
            found = opened.read(_LONGEST + 1)
    except (OSError, ValueError):
        raise UsageError(reason="пароль не читається з указаного дескриптора") from None
    return found


def _text(stored: bytes) -> Secret:
    line = stored.removesuffix(b"\n").removesuffix(b"\r")
    try:
        text = line.decode()
    except UnicodeDecodeError:
        raise UsageError(reason="пароль записано не в UTF-8") from None
    if not text or len(stored) > _LONGEST or "\n" in text:
        raise UsageError(reason="пароль має бути одним непорожнім рядком")
    return Secret(text)
