"""`sprava verify-again`: what stored signatures are worth at a later date.

Knows: in which order reports are written, recorded and told, for one document and for many.
Does not know: how a signature is judged, or how a report is told.
Keeps: an earlier report stays; what was recorded is told, whatever stops the rest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from desk.common import Desk, Done, common
from desk.exits import ends
from desk.judged import Printing, judged_files, pictures_written, reports_written, tell
from desk.rights import readable_only
from desk.stopping import stopping
from desk.verbs.signatures import absolute, end, judging, moment, network
from ingest import Judge
from signing import plain
from signing.report.differences import COMPARED
from vault import Json
from vault.errors import ExitCode, NotFound, UsageError

if TYPE_CHECKING:
    from ingest.again import Again

_LATELY = dt.timedelta(days=1)
READABLE = "signing.tasks:require_evidence"
_ANSWERS_KEPT = 8
"""Of the network: many documents rest on the same few lists, and each may be large."""

CHANGES = {"signature": "підпис", **COMPARED}
"""What a later report may say otherwise, by the keys of the JSON report."""


@ends(30, 40)
@click.command("verify-again")
@click.argument("documents", nargs=-1, metavar="[ДОКУМЕНТ]...")
@click.option("--all", "every", is_flag=True, help="Усі документи з підписами.")
@judging
@common
def verify_again(
    desk: Desk,
    documents: tuple[str, ...],
    *,
    every: bool,
    at: str | None,
    online: bool,
    private: bool,
    given: tuple[Path, ...],
    pdf: Path | None,
    xml: Path | None,
    folder: Path | None,
) -> None:
    """Перевірити підписи документів ще раз; усі звіти зберігаються.

    З --all минає документи, які вже перевірено протягом доби (або на той самий час --at): перервану
    роботу повторна команда продовжує.
    """
    if bool(documents) == every:
        raise UsageError(reason="назвіть документи або додайте --all")
    if (pdf or xml or folder) and len(documents) != 1:
        raise UsageError(reason="звіт друкується про один документ")
    moment_of = moment(at)
    ask = network(online=online, private=private)
    for path in given:
        if not path.exists():
            raise NotFound(what_for="файл", name=path)
    workbench = desk.workbench()
    workbench.airlock.call(READABLE, given=absolute(given))
    judge = Judge(
        workbench.vault,
        workbench.airlock,
        lambda: {**workbench.judging(), "given": absolute(given)},
        ask and lru_cache(_ANSWERS_KEPT)(ask),
    )
    if len(documents) == 1:
        _one(desk, judge, documents[0], moment_of, _Outputs(pdf, xml, folder))
    else:
        _many(desk, judge, documents, moment_of)


@dataclass(frozen=True, slots=True)
class _Outputs:
    """Where files about one document go."""

    pdf: Path | None
    xml: Path | None
    folder: Path | None


def _one(desk: Desk, judge: Judge, document: str, at: str | None, outputs: _Outputs) -> None:
    from ingest.again import judge_again, record_again  # noqa: PLC0415

    workbench = desk.workbench()
    now = workbench.vault.clock()
    again = judge_again(judge, document, at=at)
    report = next((one for one in again.reports if one.signatures), again.reports[0])
    printing = Printing(
        pdf=outputs.pdf,
        xml=outputs.xml,
        document=_named(again),
        files=judged_files(workbench.vault, again.document.id, report),
        trust=workbench.trusted_names(),
        now=now,
        press=lambda: workbench.press,
        head=workbench.letterhead(),
    )
    with (
        reports_written(report, printing),
        workbench.vault.transaction(workbench.actor) as tx,
    ):
        record_again(tx, again)
        tx.commit()
    pictures = [picture for stored in again.stored for picture in stored.pictures]
    located = [(one.name, workbench.vault.locate(one.content.sha512)) for one in pictures]
    pictures_written(located, outputs.folder)
    others = [one.as_json() for one in again.reports if one is not report]
    desk.out.data({**report.as_json(), **_about(again), "others": others})
    for one in again.reports:
        tell(desk.out, one)
    _tell_changes(desk, again)
    end(again.reports)


def _named(again: Again) -> str:
    found = again.document
    return f"{found.title or found.name}, № {found.index}" if found.index else found.title


def _about(again: Again) -> dict[str, Json]:
    return {
        "document": again.document.id,
        "changes": [{"file": file, **one.as_json()} for file, one in again.changes],
    }


def _tell_changes(desk: Desk, again: Again) -> None:
    if not again.changes:
        desk.out.say("Від попереднього звіту нічого не відрізняється.")
        return
    desk.out.say("Від попереднього звіту відрізняється:")
    for file, one in again.changes:
        desk.out.say(
            "   {file}, підпис {place}: {what}: було {before}, стало {after}",
            file=file,
            place=one.signature,
            what=desk.out.words(CHANGES[one.what]),
            before=_value(one.before),
            after=_value(one.after),
        )


def _value(value: Json) -> str:
    return "—" if value is None else str(value)


def _many(desk: Desk, judge: Judge, documents: Sequence[str], at: str | None) -> None:
    from ingest.again import chosen, due, judge_all_again, signed  # noqa: PLC0415

    workbench = desk.workbench()
    vault = workbench.vault
    if documents:
        wanted, skipped = chosen(vault, documents), 0
    else:
        due_now = due(vault, at=at, since=vault.clock() - _LATELY)
        skipped = signed(vault) - len(due_now)
        wanted = readable_only(workbench, due_now)
    done: list[Again] = []
    with stopping() as stop, desk.out.progress("Повторна перевірка підписів") as tick:

        def told(again: Again) -> None:
            done.append(again)
            _tell_one(desk, again)
            tick(len(done), len(wanted))

        judge_all_again(
            judge,
            wanted,
            at=at,
            actor=workbench.actor,
            workers=workbench.settings.work.workers,
            stop=stop,
            tell=told,
        )
    _summarise(desk, done, len(wanted), skipped)


def _tell_one(desk: Desk, again: Again) -> None:
    failed = again.failed
    desk.out.line(
        {
            **_about(again),
            "indications": [
                signature.indication.value for one in again.reports for signature in one.signatures
            ],
            "judged": again.judged,
            "reason": {"code": failed.code, "text": failed.sentences()[0]} if failed else None,
        }
    )
    state = desk.out.what(failed) if failed else ", ".join(_verdicts(desk, again))
    desk.out.say(
        "[{document}] {title}: {state}",
        document=again.document.id,
        title=again.document.title or again.document.name,
        state=state,
    )
    if again.changes:
        _tell_changes(desk, again)


def _verdicts(desk: Desk, again: Again) -> list[str]:
    """The verdict of each signature in a few words."""
    said = [plain(one).verdict for report in again.reports for one in report.signatures]
    none = desk.out.words("Підписів у файлі немає")
    return [desk.out.words(verdict) for verdict in said] or [none]


def _summarise(desk: Desk, done: Sequence[Again], wanted: int, skipped: int) -> None:
    """What became of them all, and the exit code; `skipped` were judged a short time ago.

    Raises:
        Done: something is left to do, or could not be judged.
    """
    counts = {
        "judged": sum(one.failed is None for one in done),
        "changed": sum(bool(one.changes) for one in done),
        "failed": sum(one.failed is not None for one in done),
        "left": wanted - len(done),
        "skipped": skipped,
    }
    desk.out.line({"summary": counts})
    desk.out.say(
        "Перевірено документів: {judged}; з іншим висновком, ніж раніше: {changed};"
        " не вдалося перевірити: {failed}.",
        **counts,
    )
    if skipped:
        desk.out.say(
            "Пропущено {skipped}: їх уже перевірено протягом доби або на цей самий час.",
            skipped=skipped,
        )
    if counts["left"]:
        desk.out.say("Лишилося: {left}. Повторіть команду: вона продовжить.", left=counts["left"])
        raise Done(ExitCode.INTERRUPTED)
    if not all(one.judged for one in done):
        raise Done(ExitCode.NOT_JUDGED)


COMMANDS = (verify_again,)
