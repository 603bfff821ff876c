"""A scenario: what comes into the inbox, wave after wave, and what is done with it then.

Knows: the inbox convention of folders and cards. Does not know: how papers are made.
Keeps: a file and its card are laid out together, with a date of their own, so that two builds
of the same scenario are the same to the last byte.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from vault.model import Json

_LAID_OUT_AT = 1_767_600_000  # 2026-01-05 08:00 UTC: modification time of every file


@dataclass(frozen=True, slots=True)
class Delivery:
    """A file for the inbox, with its registration card when it has one."""

    name: str
    content: bytes
    card: Mapping[str, Json] | None = None


@dataclass(frozen=True, slots=True)
class Wave:
    """What arrives together.

    Attributes:
        says: the Ukrainian sentence the demonstration prints about it.
        steps: what is done afterwards: arguments of `sprava`, in which `{case}` is the number,
            `{papers}` where these deliveries were laid out, `{out}` where printed forms go and
            `{root}` the certificate that demonstration signatures are traced to.
    """

    says: str
    deliveries: tuple[Delivery, ...]
    steps: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One case file of the demonstration.

    Attributes:
        number: as in the list of scenarios; two case files may tell one scenario.
        title: what it shows, in Ukrainian.
        case: number of the case file.
        kind: of the case file: `civil`, `refusal` …
        parties: whose case it is, for the cover.
        claim: what it is about.
        received: ISO date of its arrival in the court.
        original_form: `paper` or `electronic`.
        waves: what arrives and what is done then.
    """

    number: int
    title: str
    case: str
    kind: str
    parties: str
    claim: str
    received: str
    original_form: str
    waves: tuple[Wave, ...]

    def inbox_of(self, folder: Path, wave: int) -> Path:
        """Where `lay_out` puts what goes into the inbox in that wave (counted from 1)."""
        return folder / f"{self.number:02}-{self._folder_name}" / str(wave)

    def laid_out_in(self, folder: Path, wave: int) -> Path:
        """The case's folder within that inbox."""
        return self.inbox_of(folder, wave) / self._folder_name

    def lay_out(self, folder: Path) -> list[Path]:
        """Write each wave as an inbox, a folder named after the case in it; all files made."""
        made: list[Path] = []
        for number, wave in enumerate(self.waves, start=1):
            target = self.laid_out_in(folder, number)
            target.mkdir(parents=True)
            for delivery in wave.deliveries:
                path = target / delivery.name
                path.write_bytes(delivery.content)
                made.append(path)
                if delivery.card is not None:
                    card = path.with_name(path.name + ".card.json")
                    text = json.dumps(delivery.card, ensure_ascii=False, indent=2)
                    card.write_text(text + "\n", encoding="utf-8")
                    made.append(card)
        for path in made:
            os.utime(path, (_LAID_OUT_AT, _LAID_OUT_AT))
        return made

    @property
    def _folder_name(self) -> str:
        return self.case.replace("/", "_")
