"""The command line's door: every error becomes a sentence and an exit code here.

Knows: which verbs there are. Does not know: what they do.
Keeps: 1 means our bug and shows a traceback; everything else is an error with a code.
"""

from __future__ import annotations

import importlib
import sys
import traceback

import click

from desk.common import Desk, Done, common
from vault.errors import ArchiveError, ExitCode

# Verb: the module that has it. Loaded when asked for: forms and searching are slow to import.
_VERBS = {
    "init": "keeping",
    "doctor": "keeping",
    "watch": "inbox",
    "add": "inbox",
    "inbox": "inbox",
    "verify": "signatures",
    "verify-again": "signatures",
    "case": "cases",
    "sheets": "sheets",
    "volume": "volumes",
    "print": "volumes",
    "copy": "copies",
    "search": "searching",
    "retain": "retention",
    "transfer": "transfer",
    "check": "keeping",
    "rebuild": "keeping",
    "backup": "keeping",
    "restore": "keeping",
}


class _Verbs(click.Group):
    """The verbs in the order of the work, each loaded on demand."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        return list(_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _VERBS:
            return None
        module = importlib.import_module(f"desk.verbs.{_VERBS[cmd_name]}")
        commands: tuple[click.Command, ...] = module.COMMANDS
        return next(command for command in commands if command.name == cmd_name)


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@common
def cli(_desk: Desk) -> None:
    """Справа: документи суду від надходження до знищення за актом або передання в архів."""


def main() -> None:
    """Run the command line and exit with its code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run the command line and answer with its exit code."""
    desk = Desk()
    try:
        ended = cli.main(args=arguments, prog_name="sprava", obj=desk, standalone_mode=False)
        return int(ended or ExitCode.DONE)
    except Exception as error:  # noqa: BLE001  the one place where every error ends
        return int(_told(desk, error))
    except KeyboardInterrupt:
        return int(_told(desk, click.Abort()))
    finally:
        desk.close()


def _told(desk: Desk, error: Exception) -> ExitCode:
    """Say what the error says; answer with its exit code."""
    if isinstance(error, Done):
        return error.code
    if isinstance(error, click.Abort):
        print("Перервано; збережене збережено.", file=sys.stderr)
        return ExitCode.INTERRUPTED
    if isinstance(error, ArchiveError):
        desk.out.error(error)
        return error.exit
    if isinstance(error, click.ClickException):
        error.show()
        return ExitCode.USAGE
    traceback.print_exception(error)
    print("Це помилка програми; будь ласка, повідомте розробників.", file=sys.stderr)
    return ExitCode.BUG


if __name__ == "__main__":
    main()
