"""What every verb shares: the options, the vault, the person, the exit code.

Knows: `--vault`, `--json`, `--lang`, `--as` before or after the verb.
Does not know: what a verb does. Keeps: errors become sentences and exit codes in one place.
"""

from __future__ import annotations

import functools
import getpass
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from desk.asked import KEEPING, NOTHING, verbs
from desk.output import Output
from vault.errors import ArchiveError, ExitCode, NoVault, UsageError

if TYPE_CHECKING:  # slow to import, and help pages need no vault
    from desk.wiring import Workbench

_Verb = TypeVar("_Verb", bound=Callable[..., Any])


class Desk:
    """The state of one run: options as given before and after the verb, and what they open."""

    def __init__(self) -> None:
        """Nothing is opened yet."""
        self.options: dict[str, Any] = {}
        self._workbench: Workbench | None = None
        self._told = 0  # notices

    def take(self, options: dict[str, Any]) -> None:
        """Remember the common options that were given."""
        self.options.update({k: v for k, v in options.items() if v is not None})

    @property
    def out(self) -> Output:
        """Where to speak."""
        return Output(
            as_json=bool(self.options.get("as_json")), lang=self.options.get("lang", "uk")
        )

    @property
    def vault_dir(self) -> Path:
        """The vault's folder.

        Raises:
            NoVault: neither --vault nor SPRAVA_VAULT names one.
        """
        named = self.options.get("vault_dir") or os.environ.get("SPRAVA_VAULT")
        if not named:
            raise NoVault(path=".")
        return Path(named).absolute()

    @property
    def vault_named(self) -> bool:
        """Whether a vault is named; one that only the environment names has to be there."""
        if self.options.get("vault_dir"):
            return True
        named = os.environ.get("SPRAVA_VAULT")
        return named is not None and (Path(named) / "sprava-vault.json").is_file()

    @property
    def actor(self) -> str:
        """Who acts: the system user, and for whom."""
        system = system_user()
        other = self.options.get("acting_as") or os.environ.get("SPRAVA_USER")
        return f"{system} as {other}" if other and other != system else system

    def workbench(self) -> Workbench:
        """The opened vault with everything wired."""
        from desk.wiring import Workbench  # noqa: PLC0415

        if self._workbench is None:
            self._workbench = Workbench.open(self.vault_dir, self.actor)
            self._tell_notices()
        return self._workbench

    def ask(self, verb: str, given: Mapping[str, Any]) -> None:
        """Whether whoever acts may do this, before anything of it is done.

        Raises:
            AccessDenied, NotFound: see desk/rights.py.
        """
        asked = verbs().get(verb)
        if (asked is not None and asked.action == NOTHING) or not self.vault_named:
            return
        if asked is not None and asked.action == KEEPING and self.actor == system_user():
            return  # whoever has the files looks after them, even where they cannot be opened
        from desk.rights import ask  # noqa: PLC0415

        ask(self.workbench, verb, given)

    def discreet(self, error: ArchiveError) -> ArchiveError:
        """The error as whoever acts may read it."""
        from desk.discretion import discreet  # noqa: PLC0415

        if self._workbench is None:
            return error
        try:
            with self._workbench.vault.read() as connection:
                return discreet(self._workbench.reading(connection), error)
        except ArchiveError:  # nobody may act so, or nothing can be read: that is what it says
            return error

    def tell(self, error: ArchiveError) -> None:
        """Say what an error says, if it was not said when the vault was opened."""
        opened = self._workbench
        if self.out.as_json or opened is None or error is not opened.vault.staging.refusal:
            self.out.error(self.discreet(error))

    def _tell_notices(self) -> None:
        """What a start or a change noticed or put in order, aloud and once."""
        assert self._workbench is not None
        notices, refusal = self._workbench.vault.notices, self._workbench.vault.staging.refusal
        for notice in notices[self._told :]:
            if refusal is not None and notice.code == refusal.code:
                self.out.complain(refusal)
            else:
                print(f"[{notice.code}] {notice.subject}: {notice.text}", file=sys.stderr)
        self._told = len(notices)

    def close(self) -> None:
        """Let go of everything."""
        if self._workbench is not None:
            self._tell_notices()
            self._workbench.close()
            self._workbench = None


def system_user() -> str:
    """The operating system's user."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid{os.getuid()}"


def options(*these: Callable[[Any], Any]) -> Callable[[_Verb], _Verb]:
    """Several options as one decorator, in the order of the help page."""

    def add(verb: _Verb) -> _Verb:
        for option in reversed(these):
            verb = option(verb)
        return verb

    return add


_COMMON = options(
    click.option("--vault", "vault_dir", type=click.Path(path_type=Path), help="Каталог сховища."),
    click.option("--json", "as_json", is_flag=True, default=None, help="Відповідь у JSON."),
    click.option("--lang", type=click.Choice(["uk", "en"]), help="Мова повідомлень."),
    click.option("--as", "acting_as", metavar="NAME", help="Від чийого імені діяти."),
)


def common(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the common options to a verb; it gets the `Desk` as its first argument."""

    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        context = click.get_current_context()
        desk = context.find_object(Desk)
        assert desk is not None
        desk.take({k: kwargs.pop(k) for k in ("vault_dir", "as_json", "lang", "acting_as")})
        if not isinstance(context.command, click.Group):
            desk.ask(context.command_path.partition(" ")[2].strip(), kwargs)
        return function(desk, *args, **kwargs)

    return _COMMON(run)


seen_option = click.option(
    "--seen",
    type=click.IntRange(min=1),
    metavar="РЕВІЗІЯ",
    help="Ревізія справи, яку ви бачили (case show --json): чи не змінилася вона відтоді.",
)
"""Of every verb that changes a case file; services take it as `seen`."""

_LETTERS_MAX, _WORD_MAX = 2_000, 200  # what a form can print


class Misused(UsageError):
    """The command line was given something it does not take."""

    code = "U004"
    what = "Команду задано неправильно: {reason}."
    remedy = "Перегляньте довідку ({verb} --help)."


def require_words(**options: str | Sequence[str]) -> None:
    """Each of these options says something, and a form has room for it.

    Raises:
        UsageError: one is empty, blank, or too long to be printed.
    """
    for name, texts in options.items():
        for text in (texts,) if isinstance(texts, str) else texts:
            if not text.strip():
                raise UsageError(reason=f"параметр --{name} порожній")
            if len(text) > _LETTERS_MAX:
                raise UsageError(reason=f"параметр --{name} довший за {_LETTERS_MAX} знаків")
            if any(len(word) > _WORD_MAX for word in text.split()):
                raise UsageError(reason=f"у параметрі --{name} слово довше за {_WORD_MAX} знаків")


def operator_named(text: str) -> str:
    """What `--operator` names: a fingerprint as it is, else a file, whole for a child process."""
    digits = re.sub(r"[\s:]", "", text)
    return text if re.fullmatch(r"[0-9A-Fa-f]{64}", digits) else str(Path(text).absolute())


class Done(Exception):
    """Ends a verb with an exit code that is no error."""

    def __init__(self, code: ExitCode) -> None:
        """`code` as documented in the verb's help."""
        self.code = code
        super().__init__(code.name)
