"""The command line's door: every error becomes a sentence and an exit code here.

Knows: which verbs there are. Does not know: what they do.
Keeps: 1 means our bug and shows a traceback; everything else is an error with a code.
"""

from __future__ import annotations

import sys
import traceback

import click

from desk.common import Desk, Done, common
from desk.verbs import cases, copies, inbox, keeping, retention, searching, signatures, volumes
from vault.errors import ArchiveError, ExitCode


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@common
def cli(_desk: Desk) -> None:
    """Справа: документи суду від надходження до знищення за актом або передання в архів."""


for family in (keeping, inbox, cases, volumes, copies, searching, signatures, retention):
    family.add_to(cli)


def main() -> None:
    """Run the command line and exit with its code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run the command line and answer with its exit code."""
    desk = Desk()
    try:
        cli.main(args=arguments, prog_name="sprava", obj=desk, standalone_mode=False)
    except Done as done:
        return int(done.code)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as error:
        error.show()
        return int(ExitCode.USAGE)
    except (KeyboardInterrupt, click.Abort):
        print("Перервано; збережене збережено.", file=sys.stderr)
        return int(ExitCode.INTERRUPTED)
    except ArchiveError as error:
        desk.out.error(error)
        return int(error.exit)
    except Exception:  # noqa: BLE001  our bug: show it whole
        traceback.print_exc()
        print("Це помилка програми; будь ласка, повідомте розробників.", file=sys.stderr)
        return int(ExitCode.BUG)
    finally:
        desk.close()
    return int(ExitCode.DONE)


if __name__ == "__main__":
    main()
