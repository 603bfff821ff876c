"""Having signatures judged, and keeping what was found.

Knows: how long registration waits for a verdict, which file is judged against which content, what
of a report goes into lists.
Does not know: what a signature is worth (signing says), or when it is asked again.
Keeps: a report is stored whole, word for word; its summary never says more than the report does.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from inventory import Companion, Report
from signing import JUDGE, Ask, SignatureReport, changed_after_signing, fetched, with_pages
from vault import Json, Vault
from vault.airlock import Airlock
from vault.canonical import canonical
from vault.errors import AirlockError, Unreadable

REGISTRATION_WAITS_S = 2
LATER_WAITS_S = 120

Trusting = Callable[[], Mapping[str, Json]]
"""Gives the arguments of `signing.tasks:judge` that say whom we trust now."""


@dataclass(frozen=True, slots=True)
class Question:
    """A file whose signatures are judged; `contents` are what a detached one may be over."""

    path: Path
    name: str
    contents: Sequence[Path] = ()


@dataclass(frozen=True, slots=True)
class Judge:
    """Asks an airlock child; `arguments` gives those that say whom we trust now.

    They are asked for each time: a trusted list that was accepted a minute ago counts. `network` is
    asked for what is missing, where a person has allowed it; registration never does.
    """

    vault: Vault
    airlock: Airlock
    arguments: Trusting
    network: Ask | None = None

    def report(self, question: Question, *, seconds: float) -> Report:
        """Judge and store the report.

        Raises:
            AirlockError: it could not be judged in time, or at all.
            DiskFull: there is no room for the report.
        """
        return self.keep(question, self.ask(question, seconds=seconds))

    def ask(self, question: Question, *, seconds: float) -> Json:
        """Judge; the report, which is stored only by `keep`.

        Raises:
            AirlockError: it could not be judged in time, or at all.
        """
        arguments = {
            "path": str(question.path),
            "contents": [str(path) for path in question.contents],
            "now": self.vault.clock().isoformat(),
            **self.arguments(),
        }
        limits = dataclasses.replace(self.airlock.limits, seconds=seconds)
        with ExitStack() as kept:
            if self.network is not None:
                folder = kept.enter_context(self.airlock.folder())
                arguments = fetched(self.airlock, arguments, folder, self.network)
            answer = self.airlock.call(JUDGE, limits=limits, **arguments)
        try:
            SignatureReport.from_json(answer)
        except (KeyError, TypeError, ValueError):
            raise Unreadable(reason="звіт про підписи незрозумілий") from None
        return {**answer, "file": question.name}

    def keep(self, question: Question, answer: Json) -> Report:
        """Store the report, and pictures of pages that look different since they were signed.

        Raises:
            DiskFull: there is no room for it.
        """
        report = SignatureReport.from_json(answer)
        if not changed_after_signing(report):
            return self._stored(answer)
        with self.airlock.folder() as folder:
            report, pictures = with_pages(self.airlock, question.path, report, folder)
            pages = [Companion("page", p.name, self.vault.store(p.file)) for p in pictures]
            return self._stored({**answer, **report.as_json()}, tuple(pages))

    def _stored(self, report: Json, pictures: tuple[Companion, ...] = ()) -> Report:
        return Report(self.vault.store(canonical(report)), summary(report), pictures)

    def failed(self, question: Question, error: AirlockError) -> Report:
        """A report that says why there is no verdict."""
        return self._stored(
            {
                "file": question.name,
                "format": "unreadable",
                "signatures": [],
                "timestamps": [],
                "messages": [{"code": error.code, "text": error.sentences()[0]}],
                "at": self.vault.clock().isoformat(),
                "judged": False,
                "complete": False,
            }
        )


def questions_about(
    name: str, original: Path, beside: Sequence[tuple[str, Path]]
) -> list[Question]:
    """What is judged of a document: its own file, and each signature `beside` it over the rest."""
    questions = [Question(original, name)]
    for label, path in beside:
        rest = [other for _, other in beside if other != path]
        questions.append(Question(path, label, [original, *rest]))
    return questions


def says_something(report: Json, among: int) -> bool:
    """Whether a report is kept: that a file has no signature matters only if it is the only one."""
    return among == 1 or report["format"] != "none"


def summary(report: Json) -> dict[str, Json]:
    """What lists and pages show of a report."""
    return {
        "format": report["format"],
        "judged": report["judged"],
        "at": report["at"],
        "signatures": [
            {
                "signer": one["signer"]["name"],
                "organisation": one["signer"]["organisation"],
                "signed_at": one["proven_time"] or one["claimed_time"],
                "indication": one["indication"],
                "sub_indication": one["sub_indication"],
                "qualification": one["qualification"],
                "changed_after_signing": one["changed_after_signing"],
            }
            for one in report["signatures"]
        ],
    }
