"""The demonstration's day: a vault made, papers brought wave after wave, the main jobs done.

Knows: the verbs of the command line and where things lie in the demonstration's folder.
Does not know: the program's inner rooms; what it shows, anybody can type.
Keeps: it only ever replaces a folder it made itself; a verb that fails unexpectedly ends it.
"""

from __future__ import annotations

import shlex
import shutil
import socket
from collections.abc import Callable, Collection
from pathlib import Path

from desk.demo import Scenario, build, pki, waiting
from desk.demo.people import PEOPLE, give_passwords, naming
from vault.errors import ExitCode, VaultExists

COURT = "Вигаданівський районний суд Прикладної області"
_MARK = ".sprava-demonstration"
_SIGNATORIES = ("З. З. Зразковий", "П. П. Приклад", "А. А. Архівний", "Г. Г. Головний")
_JUDGES = (_SIGNATORIES[0], "Ю. Ю. Приміренко")
_FINE = {ExitCode.DONE, ExitCode.ATTENTION}

Run = Callable[[list[str]], int]
"""The command line: arguments without the program's name, answers with the exit code."""


def free_port(wanted: int = 8080) -> int:
    """The port if nobody listens there, else one that is free."""
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind(("127.0.0.1", wanted))
        except OSError:
            one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Demonstration:
    """One run of the demonstration in a folder of its own."""

    def __init__(self, folder: Path, run: Run) -> None:
        """Take an empty or new folder, or one an earlier demonstration made.

        Raises:
            VaultExists: the folder holds something else.
        """
        self._folder = folder.absolute()
        self._run = run
        if folder.exists() and any(folder.iterdir()):
            if not (folder / _MARK).exists():
                raise VaultExists(path=folder)
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _MARK).touch()
        self._root = self._folder / "demonstration-authority.pem"
        self._failures = 0

    @property
    def vault(self) -> Path:
        """The demonstration's vault."""
        return self._folder / "vault"

    @property
    def forms(self) -> Path:
        """Where printed forms go."""
        return self._folder / "forms"

    def show(self, scenarios: Collection[int] = ()) -> int:
        """Do it all; the number of verbs that ended unexpectedly."""
        print("Створюю вигадані документи…")
        made = build(self._folder / "papers", scenarios)
        self.forms.mkdir()
        self._do("doctor", may=_FINE)
        self._found_vault()
        for number, scenario in enumerate(made):
            self._do(
                *("case", "open", scenario.case, "--kind", scenario.kind),
                *("--judge", _JUDGES[number % len(_JUDGES)]),
                *("--title", scenario.parties, "--claim", scenario.claim),
                *("--received", scenario.received, "--original-form", scenario.original_form),
            )
        for wave in range(1, max(len(scenario.waves) for scenario in made) + 1):
            self._bring([one for one in made if len(one.waves) >= wave], wave)
        self._do("search", "договір підряду", "--limit", "3")
        self._do("search", "межові знаки", "--limit", "3")
        print("\nЩойно надійшло ще три файли: без номера справи, обірваний і надісланий удруге.")
        waiting.bring(self.vault / "inbox", self._folder / "papers", made[0])
        self._do("watch", "--once", may=_FINE)
        self._do("inbox", "list", may=_FINE)
        self._do("check")
        for step in naming(made[0].case):
            self._do(*step)
        self._tell_where_to_look()
        return self._failures

    def _found_vault(self) -> None:
        self._do("init", "--court", COURT, "--court-code", "999", "--fonds", "1")
        self._root.write_bytes(pki.authority().pem)
        settings = self.vault / "sprava.toml"
        text = settings.read_text(encoding="utf-8")
        for old, new in (
            ("anchors = []", f'anchors = ["{self._root}"]'),
            ("settle_s = 5.0", "settle_s = 0.2"),
            *(('name = ""', f'name = "{name}"') for name in _SIGNATORIES),
        ):
            assert old in text, old
            text = text.replace(old, new, 1)
        settings.write_text(text, encoding="utf-8")

    def _bring(self, scenarios: list[Scenario], wave: int) -> None:
        for scenario in scenarios:
            print(f"\n№ {scenario.case} — {scenario.waves[wave - 1].says}")
            inbox = scenario.inbox_of(self._folder / "papers", wave)
            shutil.copytree(inbox, self.vault / "inbox", dirs_exist_ok=True)
        self._do("watch", "--once", may=_FINE)
        for scenario in scenarios:
            places = {
                "case": scenario.case,
                "papers": scenario.laid_out_in(self._folder / "papers", wave),
                "out": self.forms,
                "root": self._root,
            }
            for step in scenario.waves[wave - 1].steps:
                self._do(*(word.format(**places) for word in step))

    def _tell_where_to_look(self) -> None:
        password = give_passwords(self.vault, self._folder / "passwords.txt")
        people = "\n".join(f"  {one.login:<15} {one.position}, {one.name}" for one in PEOPLE)
        print(
            f"""
Готово. Де дивитися:
  {self.forms}  — надруковані форми й том одним PDF
  {self.vault}/stacks  — засвідчені томи як об'єкти OCFL
  {self.vault}/README.uk.txt  — як прочитати сховище без програми
Спробуйте самі:
  export SPRAVA_VAULT={self.vault}
  .venv/bin/sprava case show 999/202/25
  .venv/bin/sprava search "ґрунтові води"
  .venv/bin/sprava --help
Сторінки для браузера (пароль у всіх {password}; він і в {self._folder}/passwords.txt):
{people}
  .venv/bin/sprava --vault {self.vault} serve"""
        )

    def serve(self) -> int:
        """Answer browsers on this machine until Ctrl-C; the exit code."""
        return self._run(["--vault", str(self.vault), "serve", "--port", str(free_port())])

    def _do(self, *arguments: str, may: Collection[int] = (ExitCode.DONE,)) -> None:
        print(f"\n$ sprava {shlex.join(arguments)}", flush=True)
        code = self._run(["--vault", str(self.vault), *arguments])
        if code not in may:
            self._failures += 1
            print(f"(код завершення {code}, а очікувався інший)")
