"""What people and scripts read: two outputs, one truth.

Knows: sentences (Ukrainian, English with `--lang en`), JSON, progress on a terminal.
Does not know: what is said. Keeps: stdout carries sentences or JSON, never both; progress goes
to stderr and only to a terminal.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from desk.english import english, reason_in_english, remark_in_english, said_in_english
from vault import Json
from vault.errors import ArchiveError, RuleViolation

Tick = Callable[[int, int | None], None]
"""Called with how much is done and, once known, of how much."""


class Output:
    """Where a verb speaks."""

    def __init__(self, *, as_json: bool, lang: str) -> None:
        """`lang` is uk or en."""
        self.as_json = as_json
        self.lang = lang

    def words(self, template: str, **values: object) -> str:
        """A sentence in the language asked for."""
        if self.lang == "en":
            template = english().get(template, template)
            values = {name: self._in_english(value) for name, value in values.items()}
        return template.format(**values)

    def reason(self, value: Json) -> str:
        """A recorded reason, after a dash, in the language asked for; nothing without one."""
        if not value:
            return ""
        told = (
            reason_in_english(value["code"], value["text"]) if self.lang == "en" else value["text"]
        )
        return f" — {told}"

    def remark(self, code: str, text: str) -> str:
        """A remark of a signature report with its code, in the language asked for."""
        return f"{remark_in_english(code, text) if self.lang == 'en' else text} [{code}]"

    def say(self, template: str, **values: object) -> None:
        """Print a sentence, unless JSON was asked for."""
        if not self.as_json:
            print(self.words(template, **values))

    def data(self, value: Json) -> None:
        """Print one JSON document, if JSON was asked for."""
        if self.as_json:
            print(json.dumps(value, ensure_ascii=False))

    def line(self, value: Json) -> None:
        """Print one JSON line, flushed, if JSON was asked for."""
        if self.as_json:
            print(json.dumps(value, ensure_ascii=False), flush=True)

    def error(self, error: ArchiveError) -> None:
        """Print a refusal: JSON on stdout, sentences on stderr."""
        if self.as_json:
            what, kept, remedy = self._sentences(error)
            told = _error_json(error, what, kept, remedy) | self._changes(error)
            print(json.dumps({"error": told}, ensure_ascii=False))
        else:
            self.complain(error)

    def complain(self, error: ArchiveError) -> None:
        """Print a refusal's sentences on stderr."""
        print(f"[{error.code}] {' '.join(self._sentences(error))}", file=sys.stderr)

    def _changes(self, error: ArchiveError) -> dict[str, Json]:
        """What changed meanwhile, one by one."""
        changes = error.details.get("changes")
        if not isinstance(changes, tuple):
            return {}
        return {"changes": [one.as_json(self.words) for one in changes]}

    def what(self, error: ArchiveError) -> str:
        """What happened, in the language asked for."""
        return self._sentences(error)[0]

    def _sentences(self, error: ArchiveError) -> tuple[str, str, str]:
        if self.lang != "en":
            return error.sentences()
        values = {
            name: said_in_english(value)
            if name == "reason" and isinstance(value, str)
            else self._in_english(value)
            for name, value in error.details.items()
        }
        what, kept, remedy = (
            english().get(template, template).format(**values)
            for template in (error.what, error.kept, error.remedy)
        )
        return what, kept, remedy

    def _in_english(self, value: object) -> object:
        said = getattr(value, "said", None)  # what consists of sentences itself: `Happenings`
        if said is not None:
            return said(self.words)
        return english().get(value, value) if isinstance(value, str) else value

    @contextmanager
    def progress(self, label: str) -> Iterator[Tick]:
        """A progress bar on a terminal's stderr; silence elsewhere."""
        if not sys.stderr.isatty():
            yield lambda _done, _total: None
            return
        # Only a person at a terminal pays for loading it.
        from rich.console import Console  # noqa: PLC0415
        from rich.progress import (  # noqa: PLC0415
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
        )

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(self.words(label), total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)


def _error_json(error: ArchiveError, what: str, kept: str, remedy: str) -> dict[str, Json]:
    found = error.verdict.objections if isinstance(error, RuleViolation) else ()
    return {
        "code": error.code,
        "exit": int(error.exit),
        "what": what,
        "kept": kept,
        "remedy": remedy,
        "findings": [{"clause": o.clause, "text": o.text} for o in found],
    }
