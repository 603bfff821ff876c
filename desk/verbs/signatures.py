"""`sprava verify` and `sprava verify-again`: what signatures are worth.

Knows: what is judged, and in which order reports are written, recorded and told.
Does not know: how a signature is judged, or how a report is told.
Keeps: bytes are opened in an airlock child only; an earlier report stays.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from desk.common import Desk, Done, common
from desk.exits import ends
from desk.judged import Printing, reports_written, tell
from desk.stopping import stopping
from ingest import Judge
from inventory.queries import contents_of
from signing import JUDGE, SignatureReport, plain
from vault import Json, utc_now
from vault.airlock import Airlock, Limits
from vault.errors import ExitCode, NotFound, UsageError

if TYPE_CHECKING:
    from desk.wiring import Workbench
    from ingest.again import Again
    from inventory.forms import Press

_SECONDS = 60.0
_LATELY = dt.timedelta(days=1)

CHANGES = {
    "signature": "підпис",
    "indication": "висновок",
    "sub_indication": "причина",
    "qualification": "вид підпису",
    "signature_intact": "значення підпису",
    "content_intact": "цілісність змісту",
    "covers": "що охоплює",
    "changed_after_signing": "зміни після підписання",
    "proven_time": "доведений час",
    "level": "рівень",
}
"""What a later report may say otherwise, by the keys of the JSON report."""

_pdf = click.option(
    "--report",
    "pdf",
    default=None,
    type=click.Path(path_type=Path),
    help="Звіт про перевірку на одному аркуші: файл PDF.",
)
_xml = click.option(
    "--report-xml",
    "xml",
    default=None,
    type=click.Path(path_type=Path),
    help="Звіт про перевірку за ETSI TS 119 102-2: файл XML.",
)


def _moment(text: str | None) -> str | None:
    """A time as people write it; a naive one is UTC, a bare day its end."""
    if text is None:
        return None
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(reason=f"«{text}» не є датою або часом (РРРР-ММ-ДД)") from error
    if len(text) == 10:
        moment += dt.timedelta(days=1, microseconds=-1)
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).isoformat()


@ends(30, 40, vault=False)
@click.command("verify")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--content",
    "contents",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Підписаний файл, якщо підпис лежить окремо; можна кілька.",
)
@click.option(
    "--trust",
    "trust",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Кому довіряти: сертифікат, набір .p7b, Довірчий список або каталог; можна кілька.",
)
@click.option(
    "--operator",
    "named",
    multiple=True,
    metavar="SHA256|ФАЙЛ",
    help="Чиїм сертифікатом може бути підписано Довірчий список: відбиток або файл; можна кілька.",
)
@click.option("--at", "at", default=None, help="На який час судити.")
@click.option("--online", is_flag=True, help="Дозволити брати дані про відкликання з мережі.")
@click.option(
    "--private-network",
    "private",
    is_flag=True,
    help="Разом з --online: звертатися й до внутрішньої мережі.",
)
@_pdf
@_xml
@common
def verify(
    desk: Desk,
    file: Path,
    *,
    contents: tuple[Path, ...],
    trust: tuple[Path, ...],
    named: tuple[str, ...],
    at: str | None,
    online: bool,
    private: bool,
    pdf: Path | None,
    xml: Path | None,
) -> None:
    """Перевірити підписи у файлі; сховище не потрібне.

    Якщо сховище названо (--vault або SPRAVA_VAULT), враховується і те, чому довіряє суд.
    """
    for path in (file, *contents, *trust):
        if not path.exists():
            raise NotFound(what_for="файл", name=path)
    now = utc_now()
    court = desk.workbench() if desk.vault_named else None
    with (
        tempfile.TemporaryDirectory(prefix="sprava-") as scratch,
        Airlock(workers=1, limits=Limits(seconds=_SECONDS), scratch=Path(scratch)) as airlock,
    ):
        arguments: dict[str, Json] = {
            "path": str(file.absolute()),
            "contents": [str(path.absolute()) for path in contents],
            **_trusted(court, trust, named),
            "at": _moment(at),
            "now": now.isoformat(),
        }
        if online:
            from signing.network import Network  # noqa: PLC0415  loaded only where it is used
            from signing.online import fetched  # noqa: PLC0415

            arguments = fetched(airlock, arguments, Path(scratch), Network(private=private))
        answer = airlock.call(JUDGE, **arguments)
    report = SignatureReport.from_json(answer)
    printing = Printing(
        pdf=pdf,
        xml=xml,
        document=(contents or (file,))[0].name,
        files=[(one.name, one) for one in (file, *contents)],
        trust=[*(court.trusted_names() if court else ()), *(one.name for one in trust)],
        now=now,
        press=_press,
    )
    with reports_written(report, printing):
        pass
    desk.out.data(report.as_json())
    tell(desk.out, report)
    _end([report])


def _trusted(
    court: Workbench | None, trust: Sequence[Path], named: Sequence[str]
) -> dict[str, Json]:
    """Whom the court trusts, where there is one, and whom this command names."""
    found = court.judging() if court else {"trust": [], "lists": [], "operators": []}
    operators = (str(Path(one).absolute()) if Path(one).exists() else one for one in named)
    return {
        **found,
        "trust": [*found["trust"], *(str(path.absolute()) for path in trust)],
        "operators": [*found["operators"], *operators],
    }


def _press() -> Press:
    from inventory.forms import Press  # noqa: PLC0415  slow to import, and seldom needed

    return Press()


def _end(reports: Sequence[SignatureReport]) -> None:
    """End as CONTRACT says: a bad signature is a verdict, one that was not judged is not."""
    if any(one.exit is not ExitCode.DONE for one in reports):
        raise Done(ExitCode.NOT_JUDGED)


@ends(30)
@click.command("verify-again")
@click.argument("documents", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Усі документи з підписами.")
@click.option("--at", "at", default=None, help="На який час судити.")
@_pdf
@_xml
@common
def verify_again(
    desk: Desk,
    documents: tuple[str, ...],
    *,
    every: bool,
    at: str | None,
    pdf: Path | None,
    xml: Path | None,
) -> None:
    """Судити підписи документів ще раз; усі звіти зберігаються.

    З --all минає документи, які вже перевірено протягом доби (або на той самий час --at): перервану
    роботу повторна команда продовжує.
    """
    if bool(documents) == every:
        raise UsageError(reason="назвіть документи або додайте --all")
    if (pdf or xml) and len(documents) != 1:
        raise UsageError(reason="звіт друкується про один документ")
    moment = _moment(at)
    workbench = desk.workbench()
    judge = Judge(workbench.vault, workbench.airlock, workbench.judging)
    if len(documents) == 1:
        _one(desk, judge, documents[0], moment, pdf, xml)
    else:
        _many(desk, judge, documents, moment)


def _one(
    desk: Desk, judge: Judge, document: str, at: str | None, pdf: Path | None, xml: Path | None
) -> None:
    from ingest.again import judge_again, record_again  # noqa: PLC0415

    workbench = desk.workbench()
    now = workbench.vault.clock()
    again = judge_again(judge, document, at=at)
    report = next((one for one in again.reports if one.signatures), again.reports[0])
    printing = Printing(
        pdf=pdf,
        xml=xml,
        document=_named(again),
        files=_judged_files(workbench, again, report),
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
    others = [one.as_json() for one in again.reports if one is not report]
    desk.out.data({**report.as_json(), **_about(again), "others": others})
    for one in again.reports:
        tell(desk.out, one)
    _tell_changes(desk, again)
    _end(again.reports)


def _named(again: Again) -> str:
    found = again.document
    return f"{found.title or found.name}, № {found.index}" if found.index else found.title


def _judged_files(
    workbench: Workbench, again: Again, report: SignatureReport
) -> list[tuple[str, Path]]:
    """The file the report is about, and what its signature may be over, as they were given."""
    vault, found = workbench.vault, again.document
    with vault.read() as connection:
        kept = [
            (name, content.sha256, vault.locate(content.sha512, connection))
            for role, name, content in contents_of(connection, found.id)
            if role in ("original", "signature")
        ]
    by_digest = {sha256: (name, path) for name, sha256, path in kept}
    return [by_digest[sha256] for sha256 in (report.sha256, *report.contents)]


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
    from ingest.again import due, judge_all_again  # noqa: PLC0415

    workbench = desk.workbench()
    vault = workbench.vault
    wanted = documents or due(vault, at=at, since=vault.clock() - _LATELY)
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
    _summarise(desk, done, len(wanted))


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


def _summarise(desk: Desk, done: Sequence[Again], wanted: int) -> None:
    """What became of them all, and the exit code.

    Raises:
        Done: something is left to do, or could not be judged.
    """
    counts = {
        "judged": sum(one.failed is None for one in done),
        "changed": sum(bool(one.changes) for one in done),
        "failed": sum(one.failed is not None for one in done),
        "left": wanted - len(done),
    }
    desk.out.line({"summary": counts})
    desk.out.say(
        "Перевірено документів: {judged}; з іншим висновком, ніж раніше: {changed};"
        " не вдалося перевірити: {failed}.",
        **counts,
    )
    if counts["left"]:
        desk.out.say("Лишилося: {left}. Повторіть команду: вона продовжить.", left=counts["left"])
        raise Done(ExitCode.INTERRUPTED)
    if not all(one.judged for one in done):
        raise Done(ExitCode.NOT_JUDGED)


COMMANDS = (verify, verify_again)
