"""`sprava verify`: what the signatures in a file are worth.

Knows: what is judged, and on whose word certificates are trusted.
Does not know: how a signature is judged, or how a report is told.
Keeps: bytes are opened in an airlock child only.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from desk.common import Desk, Done, common, operator_named, options
from desk.exits import ends
from desk.judged import Printing, pictures_written, reports_written, tell
from signing import JUDGE, Ask, SignatureReport, fetched, with_pages
from vault import Json, utc_now
from vault.airlock import Airlock, Limits
from vault.errors import ExitCode, NotFound, UsageError

if TYPE_CHECKING:
    from desk.wiring import Workbench
    from inventory.forms import Press

_SECONDS = 60.0
_Verb = TypeVar("_Verb", bound=Callable[..., object])


def _to(option: str, name: str, told: str) -> Callable[[_Verb], _Verb]:
    """An option that names where something is written."""
    return click.option(option, name, default=None, type=click.Path(path_type=Path), help=told)


judging = options(
    click.option("--at", "at", default=None, help="Станом на який час перевіряти."),
    click.option(
        "--online",
        is_flag=True,
        help="Дозволити брати дані про відкликання й сертифікати з мережі.",
    ),
    click.option(
        "--private-network",
        "private",
        is_flag=True,
        help="Разом з --online: звертатися й до внутрішньої мережі.",
    ),
    click.option(
        "--crl",
        "given",
        multiple=True,
        type=click.Path(path_type=Path),
        help="Файл із даними про відкликання (CRL або відповідь OCSP); можна кілька.",
    ),
    _to("--report", "pdf", "Звіт про перевірку на одному аркуші: файл PDF."),
    _to("--report-xml", "xml", "Звіт про перевірку за ETSI TS 119 102-2: файл XML."),
    _to(
        "--pages",
        "folder",
        "Каталог для знімків сторінок PDF, вигляд яких змінився після підписання.",
    ),
)
"""As of when, with what at hand, and where reports go."""


def network(*, online: bool, private: bool) -> Ask | None:
    """Whom to ask for what is missing; nobody unless it is allowed."""
    if not online:
        if private:
            raise UsageError(reason="--private-network діє лише разом з --online")
        return None
    from signing.network import Network  # noqa: PLC0415  loaded only where it is used

    return Network(private=private)


def moment(text: str | None) -> str | None:
    """A time as people write it; a naive one is UTC, a bare day its end."""
    if text is None:
        return None
    try:
        said = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(reason=f"«{text}» не є датою або часом (РРРР-ММ-ДД)") from error
    if len(text) == 10:
        said += dt.timedelta(days=1, microseconds=-1)
    return (said if said.tzinfo else said.replace(tzinfo=dt.UTC)).isoformat()


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
@judging
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
    given: tuple[Path, ...],
    pdf: Path | None,
    xml: Path | None,
    folder: Path | None,
) -> None:
    """Перевірити підписи у файлі; сховище не потрібне.

    Якщо сховище названо (--vault або SPRAVA_VAULT), враховується і те, чому довіряє суд.
    """
    ask = network(online=online, private=private)
    for path in (file, *contents, *trust, *given):
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
            "contents": absolute(contents),
            **_trusted(court, trust, named),
            "at": moment(at),
            "now": now.isoformat(),
            "given": absolute(given),
        }
        if ask is not None:
            arguments = fetched(airlock, arguments, Path(scratch), ask)
        report = SignatureReport.from_json(airlock.call(JUDGE, **arguments))
        with airlock.folder() as drawn:
            report, pictures = with_pages(airlock, file.absolute(), report, drawn)
            pictures_written([(one.name, one.file) for one in pictures], folder)
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
    end([report])


def absolute(paths: Sequence[Path]) -> list[str]:
    """Paths as a child, which works elsewhere, can find them."""
    return [str(path.absolute()) for path in paths]


def _trusted(
    court: Workbench | None, trust: Sequence[Path], named: Sequence[str]
) -> dict[str, Json]:
    """Whom the court trusts, where there is one, and whom this command names."""
    found = court.judging() if court else {"trust": [], "lists": [], "operators": []}
    return {
        **found,
        "trust": [*found["trust"], *absolute(trust)],
        "operators": [*found["operators"], *map(operator_named, named)],
    }


def _press() -> Press:
    from inventory.forms import Press  # noqa: PLC0415  slow to import, and seldom needed

    return Press()


def end(reports: Sequence[SignatureReport]) -> None:
    """End with the exit code: a bad signature is a verdict, one that was not judged is not."""
    if any(one.exit is not ExitCode.DONE for one in reports):
        raise Done(ExitCode.NOT_JUDGED)


COMMANDS = (verify,)
