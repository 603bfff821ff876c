"""`sprava verify` and `sprava verify-again`: what signatures are worth.

Knows: how a report is told; which of a document's contents is signed. Does not know: how a
signature is judged. Keeps: bytes are opened in an airlock child only; an earlier report stays.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import click

from desk.common import Desk, Done, common
from desk.exits import ends
from ingest import summary
from inventory import Report, record_validation
from inventory.queries import contents_of, get_document
from signing import SignatureReport
from signing.tasks import JUDGE
from vault import utc_now
from vault.airlock import Airlock, Limits
from vault.canonical import canonical
from vault.errors import ExitCode, NotFound, UsageError

_SECONDS = 60.0


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
@click.option("--content", "contents", multiple=True, type=click.Path(path_type=Path))
@click.option("--trust", "trust", multiple=True, type=click.Path(path_type=Path))
@click.option("--at", "at", default=None, help="На який час судити.")
@common
def verify(
    desk: Desk, file: Path, *, contents: tuple[Path, ...], trust: tuple[Path, ...], at: str | None
) -> None:
    """Перевірити підписи у файлі; сховище не потрібне."""
    for path in (file, *contents, *trust):
        if not path.exists():
            raise NotFound(what_for="файл", name=path)
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
            now=utc_now().isoformat(),
        )
    _show(desk, SignatureReport.from_json(answer))


def _show(desk: Desk, report: SignatureReport) -> None:
    desk.out.data(report.as_json())
    for sentence in report.sentences():
        desk.out.say("{sentence}", sentence=sentence)
    if report.exit is not ExitCode.DONE:
        raise Done(report.exit)


@ends(30)
@click.command("verify-again")
@click.argument("document")
@click.option("--at", "at", default=None, help="На який час судити.")
@common
def verify_again(desk: Desk, document: str, *, at: str | None) -> None:
    """Судити підписи документа ще раз; обидва звіти зберігаються."""
    office = desk.office()
    with office.vault.read() as connection:
        found = get_document(connection, document)
        kept = contents_of(connection, found.id)
        if found.original is None:
            raise UsageError(reason="вмісту документа з обмеженим доступом у сховищі немає")
        original = office.vault.locate(found.original, connection)
        detached = [
            office.vault.locate(content.sha512, connection)
            for role, _, content in kept
            if role == "signature"
        ]
    subject, contents = (detached[0], [original]) if detached else (original, [])
    answer = office.airlock.call(
        JUDGE,
        path=str(subject),
        contents=[str(path) for path in contents],
        trust=[str(path) for path in office.anchors()],
        at=_moment(at),
        now=office.vault.clock().isoformat(),
    )
    report = SignatureReport.from_json(answer)
    content = office.vault.store(canonical(answer))
    earlier = sum(role == "report" for role, _, _ in kept)
    with office.vault.transaction(office.actor) as tx:
        kept_report = Report(content, summary(answer))
        record_validation(tx, found.case, found.id, kept_report, earlier)
        tx.commit()
    _show(desk, report)


COMMANDS = (verify, verify_again)
