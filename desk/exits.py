"""How a verb can end: the exit codes as each help page lists them.

Knows: which codes every verb shares and what a code means. Does not know: when one is met.
Keeps: the list in a help page is made here from the codes, never typed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click

from vault.errors import ExitCode

_Command = TypeVar("_Command", bound=click.Command)

MEANINGS = {
    ExitCode.DONE: "виконано",
    ExitCode.BUG: "помилка програми: повідомте розробників",
    ExitCode.USAGE: "запит не має сенсу",
    ExitCode.REFUSED: "не дозволяє правило; причини надруковано",
    ExitCode.ATTENTION: "виконано, але дещо потребує уваги",
    ExitCode.CONFLICT: "дані тим часом змінив хтось інший",
    ExitCode.NO_VAULT: "сховища немає",
    ExitCode.LOCKED: "сховище зайняте",
    ExitCode.TOO_NEW: "формат сховища новіший за програму",
    ExitCode.DISK_FULL: "диск заповнено",
    ExitCode.INTEGRITY: "порушено цілісність",
    ExitCode.NOT_JUDGED: "підпис не вдалося перевірити",
    ExitCode.NOT_SIGNED: "підпис не створено",
    ExitCode.NOT_TAKEN: "файл не вдалося прийняти",
    ExitCode.INTERRUPTED: "перервано",
}
_ALWAYS = {ExitCode.DONE, ExitCode.BUG, ExitCode.USAGE, ExitCode.INTERRUPTED}
_WITH_A_VAULT = {
    ExitCode.NO_VAULT,
    ExitCode.LOCKED,
    ExitCode.TOO_NEW,
    ExitCode.DISK_FULL,
    ExitCode.INTEGRITY,
}


def ends(*codes: int, vault: bool = True) -> Callable[[_Command], _Command]:
    """End a verb's help with its exit codes: `codes`, and those every such verb shares."""
    possible = {ExitCode(code) for code in codes} | _ALWAYS | (_WITH_A_VAULT if vault else set())
    lines = [f"  {code.value:<4}{MEANINGS[code]}" for code in sorted(possible)]

    def told(command: _Command) -> _Command:
        command.epilog = "\b\nКоди завершення:\n" + "\n".join(lines)
        return command

    return told
