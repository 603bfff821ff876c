"""A judgement of signatures as people get it: on the terminal, as the printed form, as XML.

Knows: which lines tell a signature, the verdict first, and what the printed form is told.
Does not know: how a signature is judged, or what a verdict means.
Keeps: terminal, form and XML say the same, because all are made from one report.
"""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desk.files import copy_new, require_outside, written
from desk.output import Output
from inventory.language.days import KYIV
from inventory.queries import contents_of
from signing import Judgement, SignatureReport, plain, to_xml
from vault import Vault, os_cause
from vault.errors import NotFound, UsageError

# Forms are slow to import, and most judgements are not printed: loaded when asked for.
if TYPE_CHECKING:
    from inventory.forms import JudgedFile, Press
    from inventory.volumes.papers import Letterhead

_INDENT = "   "
_LABEL = 16
_WIDTH_MAX = 110


@dataclass(frozen=True, slots=True, kw_only=True)
class Printing:
    """What a printed report needs besides the judgement.

    Attributes:
        pdf, xml: where to write the form and the XML report; nowhere when None.
        document: title and index, or the name of the file.
        files: what was judged, with their sizes.
        trust: on whose word certificates were trusted.
        now: the moment of the validation (aware).
        press: makes the typesetter.
        head: of the court that judges, when one does.
    """

    pdf: Path | None
    xml: Path | None
    document: str
    files: Sequence[tuple[str, Path]]
    trust: Sequence[str]
    now: dt.datetime
    press: Callable[[], Press]
    head: Letterhead | None = None


def pictures_written(pictures: Sequence[tuple[str, Path]], folder: Path | None) -> None:
    """Copy pictures of pages, by name, into `folder`, which is made when it is not there.

    Raises:
        UsageError: they cannot be written there.
    """
    if folder is None or not pictures:
        return
    require_outside(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(reason=f"каталогу «{folder}» не створено: {os_cause(error)}") from error
    for name, source in pictures:
        copy_new(source, folder / name)


@contextmanager
def reports_written(report: SignatureReport, printing: Printing) -> Iterator[None]:
    """Write what was asked for; it gets its name when what is done meanwhile has gone well.

    Raises:
        UsageError: there is no signature to report on, or no place to write to.
    """
    if not report.signatures and (printing.pdf or printing.xml):
        raise UsageError(reason=f"у файлі «{report.file}» немає підпису, про який скласти звіт")
    with ExitStack() as files:
        if printing.xml is not None:
            files.enter_context(written(printing.xml, to_xml(report)))
        if printing.pdf is not None:
            files.enter_context(written(printing.pdf, form_of(report, printing)))
        yield


def form_of(report: SignatureReport, printing: Printing) -> bytes:
    """The report as PDF/A: what 814 II.11 files with the document."""
    from inventory.forms import signature_report  # noqa: PLC0415
    from inventory.registration.reports import NOBODY, report_form  # noqa: PLC0415

    head = printing.head
    value = report_form(
        report,
        document=printing.document,
        files=_files(report, printing.files),
        trust=printing.trust,
        judged_at=printing.now,
        program=_program(),
        court=head.court if head else "",
        checker=head.clerk if head else NOBODY,
    )
    form = signature_report(value)
    return printing.press().print(form, at=printing.now, draft=head.draft if head else False).pdf


def judged_files(vault: Vault, document: str, report: SignatureReport) -> list[tuple[str, Path]]:
    """The file the report is about, and what its signature may be over, as they were given.

    Raises:
        NotFound: they are not kept with the document.
    """
    with vault.read() as connection:
        kept = {
            content.sha256: (name, vault.locate(content.sha512, connection))
            for role, name, content in contents_of(connection, document)
            if role in ("original", "signature")
        }
    try:
        return [kept[sha256] for sha256 in (report.sha256, *report.contents)]
    except KeyError:
        raise NotFound(what_for="підписаний файл", name=report.file) from None


def _files(report: SignatureReport, files: Sequence[tuple[str, Path]]) -> list[JudgedFile]:
    """The files with the digests the report was made of: the signature last where it is apart."""
    from inventory.forms import JudgedFile  # noqa: PLC0415

    digests = (report.sha256, *report.contents)
    found = [
        JudgedFile(
            name=name,
            sha256=sha256,
            size=path.stat().st_size,
            what="підпис" if len(files) > 1 and place == 0 else "",
        )
        for place, ((name, path), sha256) in enumerate(zip(files, digests, strict=True))
    ]
    return found[1:] + found[:1]


def _program() -> str:
    try:
        return f"Справа {importlib.metadata.version('sprava')}"
    except importlib.metadata.PackageNotFoundError:  # started from a checkout
        return "Справа"


def tell(out: Output, report: SignatureReport) -> None:
    """Say the whole report, the verdict of each signature first."""
    out.say("{file}: підписів — {count}", file=report.file, count=len(report.signatures))
    for message in report.messages:
        _say(out, out.remark(message.code, message.text))
    for place, one in enumerate(report.signatures, 1):
        said = plain(one)
        out.say("")
        out.say("{place}. {verdict}", place=place, verdict=out.words(said.verdict).upper())
        for sentence in said.reasons:
            _say(out, out.words(sentence))
        for sentence in said.remedies:
            _say(out, out.words("Що робити: {remedy}", remedy=out.words(sentence)))
        _rows(out, one, out.words(said.status))
    for place, one in enumerate(report.timestamps, 1):
        out.say("")
        out.say("Позначка часу на документі {place}", place=place)
        _rows(out, one, None)


def _rows(out: Output, one: Judgement, status: str | None) -> None:
    """What is known of a signature, or of a time-stamp (which has no `status`)."""
    signer, stamp = one.signer, status is None
    codes = {"РНОКПП": signer.rnokpp, "ЄДРПОУ": signer.edrpou}
    serial = f"№ {signer.serial}" if signer.serial else None
    proven = _time(one.proven_time) or out.words("немає")
    rows = (
        (
            out.words("Служба") if stamp else out.words("Підписувач"),
            signer.name or out.words("не зазначено"),
        ),
        (out.words("Організація"), signer.organisation),
        (out.words("Код"), ", ".join(f"{k} {v}" for k, v in codes.items() if v)),
        (out.words("Сертифікат"), ", ".join(filter(None, (signer.issuer, serial)))),
        (out.words("Вид підпису"), status),
        (out.words("Доведений час"), None if stamp else proven),
        (out.words("Час") if stamp else out.words("Заявлений час"), _time(one.claimed_time)),
        (out.words("Місце"), one.field),
        (out.words("Формат"), " ".join(filter(None, (one.format, one.level, one.algorithm)))),
    )
    for label, value in rows:
        if value:
            _say(out, f"{label}:".ljust(_LABEL) + value, hanging=_LABEL)
    for message in one.messages:
        _say(out, f"• {out.remark(message.code, message.text)}", hanging=2)


def _say(out: Output, text: str, *, hanging: int = 0) -> None:
    """Say `text` indented; on a terminal in lines that fit, on a file in one."""
    width = sys.maxsize
    if sys.stdout.isatty():
        width = min(shutil.get_terminal_size().columns, _WIDTH_MAX)
    lines = textwrap.wrap(
        text, width, initial_indent=_INDENT, subsequent_indent=_INDENT + " " * hanging
    )
    for line in lines:
        out.say("{line}", line=line)


def _time(at: dt.datetime | None) -> str | None:
    if at is None:
        return None
    there = at.astimezone(KYIV)
    return f"{there:%d.%m.%Y %H:%M:%S} (UTC{there.isoformat()[-6:]})"
