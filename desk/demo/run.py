"""The demonstration's day: a vault made, papers brought wave after wave, the main jobs done.

Knows: the verbs of the command line and where things lie in the demonstration's folder.
Does not know: the program's inner rooms; what it shows, anybody can type.
Keeps: it only ever replaces a folder it made itself; a verb that fails unexpectedly ends it.
"""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable, Collection
from pathlib import Path

from desk.demo import Scenario, build, pki
from vault.errors import ExitCode, VaultExists

COURT = "Вигаданівський районний суд Прикладної області"
_MARK = ".sprava-demonstration"
_FINE = {ExitCode.DONE, ExitCode.ATTENTION}

Run = Callable[[list[str]], int]
"""The command line: arguments without the program's name, answers with the exit code."""


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

    @property
    def vault(self) -> Path:
        """The demonstration's vault."""
        return self._folder / "vault"

    def show(self, scenarios: Collection[int] = ()) -> int:
        """Do it all; the number of verbs that ended unexpectedly."""
        self._failures = 0
        print("Створюю вигадані документи…")
        made = build(self._folder / "papers", scenarios)
        self._found_vault()
        for scenario in made:
            self._do(
                *("case", "open", scenario.case, "--kind", scenario.kind),
                *("--title", scenario.about, "--original-form", scenario.original_form),
            )
        for wave in range(1, max(len(scenario.waves) for scenario in made) + 1):
            self._bring([one for one in made if len(one.waves) >= wave], wave)
        self._do("inbox", "list", may=_FINE)
        self._do("check")
        return self._failures

    def _found_vault(self) -> None:
        self._do("init", "--court", COURT, "--court-code", "999", "--fonds", "1")
        trusted = self._folder / "demonstration-authority.pem"
        trusted.write_bytes(pki.authority().pem)
        settings = self.vault / "sprava.toml"
        text = settings.read_text(encoding="utf-8")
        for old, new in (
            ("anchors = []", f'anchors = ["{trusted}"]'),
            ("settle_s = 5.0", "settle_s = 0.2"),
        ):
            assert old in text, old
            text = text.replace(old, new)
        tomllib.loads(text)
        settings.write_text(text, encoding="utf-8")

    def _bring(self, scenarios: list[Scenario], wave: int) -> None:
        for scenario in scenarios:
            print(f"\n№ {scenario.case} — {scenario.waves[wave - 1].says}")
            inbox = scenario.inbox_of(self._folder / "papers", wave)
            shutil.copytree(inbox, self.vault / "inbox", dirs_exist_ok=True)
        self._do("watch", "--once", may=_FINE)
        for scenario in scenarios:
            for step in scenario.waves[wave - 1].steps:
                self._do(*step)

    def _do(self, *arguments: str, may: Collection[int] = (ExitCode.DONE,)) -> None:
        shown = " ".join(f"«{word}»" if " " in word else word for word in arguments)
        print(f"\n$ sprava {shown}", flush=True)
        code = self._run(["--vault", str(self.vault), *arguments])
        if code not in may:
            self._failures += 1
            print(f"(код завершення {code}, а очікувався інший)")
