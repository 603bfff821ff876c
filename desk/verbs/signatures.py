"""`sprava verify` and `sprava verify-again`: what signatures are worth.

Knows: how a report is told; which of a document's contents is signed. Does not know: how a
signature is judged. Keeps: bytes are opened in an airlock child only; an earlier report stays.
"""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import tempfile
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from desk.common import Desk, Done, common
from desk.exits import ends
from desk.files import write_new, written
from ingest import summary
from inventory import Report, record_validation
from inventory.queries import contents_of, get_document
from signing import JUDGE, SignatureReport, sentences
from vault import utc_now
from vault.airlock import Airlock, Limits
from vault.canonical import canonical
from vault.errors import ExitCode, NotFound, UsageError

# Forms are slow to import, and most judgements are not printed: loaded when asked for.
if TYPE_CHECKING:
    from inventory.forms import Press
    from inventory.papers import Letterhead

_SECONDS = 60.0


_to_pdf = click.option(
    "--report",
    "pdf",
    default=None,
    type=click.Path(path_type=Path),
    help="Звіт про перевірку: файл PDF.",
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
    help="Сертифікат або каталог із сертифікатами, яким довіряти; можна кілька.",
)
@click.option("--at", "at", default=None, help="На який час судити.")
@_to_pdf
@common
def verify(
    desk: Desk,
    file: Path,
    *,
    contents: tuple[Path, ...],
    trust: tuple[Path, ...],
    at: str | None,
    pdf: Path | None,
) -> None:
    """Перевірити підписи у файлі; сховище не потрібне."""
    for path in (file, *contents, *trust):
        if not path.exists():
            raise NotFound(what_for="файл", name=path)
    now = utc_now()
    with (
        tempfile.TemporaryDirectory(prefix="sprava-") as scratch,
        Airlock(workers=1, limits=Limits(seconds=_SECONDS), scratch=Path(scratch)) as airlock,
    ):
        answer = airlock.call(
            JUDGE,
            path=str(file.absolute()),
            contents=[str(path.absolute()) for path in contents],
            trust=[str(path.absolute()) for path in trust],
            at=_moment(at),
            now=now.isoformat(),
        )
    report = SignatureReport.from_json(answer)
    if pdf is not None:
        from inventory.forms import Press  # noqa: PLC0415

        document, size = (contents or (file,))[0].name, file.stat().st_size
        write_new(pdf, _report_pdf(Press(), report, document, size, trust, now))
    _show(desk, report)


def _report_pdf(
    press: Press,
    report: SignatureReport,
    document: str,
    size: int,
    trust: Sequence[Path],
    now: dt.datetime,
    head: Letterhead | None = None,
) -> bytes:
    """The report as PDF/A: what 814 II.11 files with the document.

    Raises:
        UsageError: there is no signature to report on.
    """
    from inventory.forms import signature_report  # noqa: PLC0415
    from inventory.reports import NOBODY, report_pages  # noqa: PLC0415

    pages = report_pages(
        report,
        document=document,
        size=size,
        trust=[one.name for one in trust],
        judged_at=now,
        program=_program(),
        court=head.court if head else "",
        checker=head.clerk if head else NOBODY,
    )
    if not pages:
        raise UsageError(reason=f"у файлі «{report.file}» немає підпису, про який скласти звіт")
    form = signature_report(*pages)
    return press.print(form, at=now, draft=head.draft if head else False).pdf


def _program() -> str:
    try:
        return f"Справа {importlib.metadata.version('sprava')}"
    except importlib.metadata.PackageNotFoundError:  # started from a checkout
        return "Справа"


def _show(desk: Desk, report: SignatureReport) -> None:
    desk.out.data(report.as_json())
    for sentence in sentences(report):
        desk.out.say("{sentence}", sentence=sentence)
    if report.exit is not ExitCode.DONE:
        raise Done(report.exit)


@ends(30)
@click.command("verify-again")
@click.argument("document")
@click.option("--at", "at", default=None, help="На який час судити.")
@_to_pdf
@common
def verify_again(desk: Desk, document: str, *, at: str | None, pdf: Path | None) -> None:
    """Судити підписи документа ще раз; обидва звіти зберігаються."""
    workbench = desk.workbench()
    with workbench.vault.read() as connection:
        found = get_document(connection, document)
        kept = contents_of(connection, found.id)
        if found.original is None:
            raise UsageError(reason="вмісту документа з обмеженим доступом у сховищі немає")
        original = workbench.vault.locate(found.original, connection)
        detached = [
            workbench.vault.locate(content.sha512, connection)
            for role, _, content in kept
            if role == "signature"
        ]
    subject, contents = (detached[0], [original]) if detached else (original, [])
    now = workbench.vault.clock()
    answer = workbench.airlock.call(
        JUDGE,
        path=str(subject),
        contents=[str(path) for path in contents],
        trust=[str(path) for path in workbench.anchors()],
        at=_moment(at),
        now=now.isoformat(),
    )
    report = SignatureReport.from_json(answer)
    printed = b""
    if pdf is not None:
        named = f"{found.title or found.name}, № {found.index}" if found.index else found.title
        printed = _report_pdf(
            workbench.press,
            report,
            named or found.name,
            subject.stat().st_size,
            workbench.anchors(),
            now,
            workbench.letterhead(),
        )
    content = workbench.vault.store(canonical(answer))
    earlier = sum(role == "report" for role, _, _ in kept)
    kept_report = Report(content, summary(answer))
    with (
        written(pdf, printed) if pdf is not None else nullcontext(),
        workbench.vault.transaction(workbench.actor) as tx,
    ):
        record_validation(tx, found.case, found.id, kept_report, earlier)
        tx.commit()
    _show(desk, report)


COMMANDS = (verify, verify_again)
