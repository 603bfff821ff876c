"""The command line's door: every error becomes a sentence and an exit code here.

Knows: which verbs there are. Does not know: what they do.
Keeps: 1 means our bug and shows a traceback; everything else is an error with a code.
"""

from __future__ import annotations

import importlib
import io
import os
import sys
import traceback
from typing import Any

import click

from desk.common import Desk, Done, Misused, common
from desk.helping import Help
from desk.memory import give_back
from vault.errors import ArchiveError, ExitCode, UsageError

VERSION = "0.1.0"

# Verb: the module that has it, and its line of the help page, as the verb has it (tests compare).
# Loaded when asked for: forms and searching are slow to import, and this page needs none of them.
_VERBS = {
    "init": ("keeping", "Створити сховище."),
    "doctor": ("keeping", "Що встановлено, чого бракує і що це коштує."),
    "watch": ("inbox", "Приймати документи зі скриньки."),
    "add": ("inbox", "Зареєструвати названі файли; вони лишаються на місці."),
    "inbox": ("inbox", "Скринька: що надійшло й не зареєстровано."),
    "shortage": ("act_verbs", "Акти про нестачу чи пошкодження того, що надійшло."),
    "act": ("act_verbs", "Акти: втрата, нестача, пошкодження, стан справи, вилучення документів."),
    "inspect": ("act_verbs", "Оглянути справу й записати, хто, коли та що виявив."),
    "verify": ("signatures", "Перевірити підписи у файлі; сховище не потрібне."),
    "verify-again": ("again", "Перевірити підписи документів ще раз; усі звіти зберігаються."),
    "sign": ("signing", "Підписати файл або документ сховища електронним підписом."),
    "seal": ("signing", "Скріпити файл або документ сховища електронною печаткою суду."),
    "timestamp": ("timestamps", "Подовжити доказ підписів документа архівною позначкою часу."),
    "trust": ("trust", "Кому суд довіряє: Довірчі списки, сертифікати, їхня свіжість."),
    "user": ("people", "Користувачі: хто працює зі сховищем і які має права."),
    "access": ("people", "Обмеження доступу до справ і документів; підрозділи справ."),
    "case": ("case_verbs", "Справи: відкрити, закрити, переглянути, імпортувати список."),
    "document": ("documents", "Документи: картка, зв'язки, виправлення, рух, історія."),
    "handover": ("registers", "Реєстри передавання справ і документів під підпис."),
    "number": ("series", "Номери, які дає програма: накази, протоколи, час збою АСДС."),
    "outage": ("series", "Збої АСДС: коли система не працювала."),
    "index": ("series", "Індекси справ (додаток 3): перелік, який суд може замінити своїм."),
    "kinds": ("kinds", "Перелічити види документів: код і назву."),
    "sheets": ("sheets", "Аркуші документа."),
    "volume": ("volumes", "Томи: спланувати, завершити, засвідчити, вивести одним PDF."),
    "print": ("printing", "Надрукувати форму тому, розділювачі чи ярлики як PDF/A."),
    "forms": ("forms", "Друковані форми: шаблони, редакції, накази, якими їх затверджено."),
    "copy": ("copies", "Копії документів."),
    "search": ("searching", "Шукати в текстах документів."),
    "retain": ("retention", "Строки зберігання: перелік, статті справ, що підлягає розгляду."),
    "transfer": ("transfer", "Передавання: до архіву суду і до державного архіву."),
    "serve": ("serving", "Сторінки для браузера, разом із прийманням документів."),
    "check": ("keeping", "Перевірити все сховище, нічого не змінюючи."),
    "acknowledge": (
        "acknowledging",
        "Підтвердити, що людина знає про впорядковане пошкодження (check називає його запис).",
    ),
    "rebuild": ("keeping", "Створити каталог і пошуковий покажчик заново."),
    "backup": ("keeping", "Зробити страхову копію сховища; повторна лише доповнює."),
    "restore": ("keeping", "Відновити сховище зі страхової копії в новий каталог."),
}


class _Verbs(click.Group):
    """The verbs in the order of the work, each loaded on demand."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        return list(_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _VERBS:
            return None
        module = importlib.import_module(f"desk.verbs.{_VERBS[cmd_name][0]}")
        commands: tuple[click.Command, ...] = module.COMMANDS
        return next(command for command in commands if command.name == cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(verb, told) for verb, (_, told) in _VERBS.items()])


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, message="Справа %(version)s")
@common
def cli(_desk: Desk) -> None:
    """Справа: документи суду від надходження до знищення за актом або передання в архів."""


def main() -> None:
    """Run the command line and exit with its code."""
    give_back()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # UTF-8 whatever the locale; any file name
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run the command line and answer with its exit code."""
    desk = Desk()
    click.Context.formatter_class = Help
    if "--json" in arguments:
        desk.take({"as_json": True})  # also for what goes wrong before the options are read
    try:
        ended = cli.main(args=arguments, prog_name="sprava", obj=desk, standalone_mode=False)
        sys.stdout.flush()
        return int(ended or ExitCode.DONE)
    except (BrokenPipeError, SystemExit):  # nobody reads any more: `sprava … | head`; click exits
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(ExitCode.INTERRUPTED)
    except Exception as error:  # noqa: BLE001  the one place where every error ends
        return int(_told(desk, error))
    except KeyboardInterrupt:
        return int(_told(desk, click.Abort()))
    finally:
        desk.close()


def _misused(error: click.ClickException) -> Misused:
    """What the command line was given wrong, as one of our errors."""
    return Misused(reason=_reason(error), verb=_place(error))


def _place(error: click.ClickException) -> str:
    context = error.ctx if isinstance(error, click.UsageError) else None
    return context.command_path if context else "sprava"


def _reason(error: click.ClickException) -> str:
    match error:
        case click.NoSuchOption():
            return f"параметра «{error.option_name}» немає"
        case click.exceptions.NoSuchCommand():
            return f"команди «{error.command_name}» немає"
        case click.MissingParameter() if error.param and error.ctx:
            return f"бракує {error.param.get_error_hint(error.ctx)}"
        case click.BadParameter() if error.param and error.ctx:
            hint = error.param.get_error_hint(error.ctx)
            return f"непридатне значення {hint}: {_wanted(error.param.type, error.message)}"
        case _:
            return error.format_message().rstrip(".")


def _wanted(kind: click.ParamType[Any], otherwise: str) -> str:
    if isinstance(kind, click.Choice):
        return f"можливі значення: {', '.join(map(str, kind.choices))}"
    if isinstance(kind, click.IntRange):
        return f"потрібне ціле число від {kind.min or 0}"
    if isinstance(kind, click.Path):
        return "файла або каталогу немає"
    return otherwise.rstrip(".")


def _told(desk: Desk, error: Exception) -> ExitCode:
    """Say what the error says; answer with its exit code."""
    if isinstance(error, Done):
        return error.code
    if isinstance(error, UnicodeEncodeError):  # bytes of the command line that are no text
        error = UsageError(reason="текст команди не в кодуванні UTF-8")
    if isinstance(error, click.Abort):
        print(desk.out.words("Перервано; прийняте раніше збережено."), file=sys.stderr)
        return ExitCode.INTERRUPTED
    if isinstance(error, ArchiveError):
        desk.tell(error)
        return error.exit
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return ExitCode.USAGE
    if isinstance(error, click.ClickException):
        desk.out.error(_misused(error))
        return ExitCode.USAGE
    traceback.print_exception(error)
    told = desk.out.words("Це помилка програми; будь ласка, повідомте розробників.")
    print(told, file=sys.stderr)
    return ExitCode.BUG


if __name__ == "__main__":
    main()
