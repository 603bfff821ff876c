"""`sprava timestamp`: proofs of signatures are made longer before they end.

Knows: which documents are due, and what the person is told of each.
Does not know: how a proof is made longer. Keeps: one document that fails does not stop the others;
an authority that fails stops all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import click

from desk.common import Desk, Done, common
from desk.exits import ends
from desk.making import maker_of
from desk.rights import readable_only
from inventory.model import Document
from inventory.queries import get_document, signed_documents
from inventory.service.signing import Provable, keep_proof, provable
from signing.making import Endurance, Extended, Maker
from signing.making.errors import AuthorityFailed, NoAuthority
from vault import Json
from vault.errors import ArchiveError, ExitCode

_WITHIN = 180


@dataclass(frozen=True, slots=True)
class Due:
    """A signed content of a document, and until when its signatures can be proved."""

    document: Document
    part: Provable
    state: Endurance


@ends(4, 5, 31, 40)
@click.command("timestamp")
@click.argument("documents", nargs=-1)
@click.option(
    "--within",
    type=click.IntRange(0),
    default=_WITHIN,
    help=f"Скільки днів наперед дивитися; інакше {_WITHIN}.",
)
@click.option("--list", "only_list", is_flag=True, help="Лише показати, нічого не змінювати.")
@click.option("--tsa", default=None, help="Служба позначок часу; інакше з налаштувань.")
@click.option("--fetch", is_flag=True, help="Брати докази чинності з мережі.")
@common
def timestamp(
    desk: Desk,
    documents: tuple[str, ...],
    *,
    within: int,
    only_list: bool,
    tsa: str | None,
    fetch: bool,
) -> None:
    """Подовжити доказ підписів документа архівною позначкою часу.

    Без назв документів береться все, що має підписи, доказ яких закінчується за --within днів.
    Оригінал не змінюється: подовжений доказ зберігається поруч із ним.
    """
    workbench = desk.workbench()
    maker = maker_of(workbench, tsa=tsa, fetch=fetch)
    if not only_list:
        workbench.vault.staging.require_seat()
    with workbench.vault.read() as connection:
        wanted = [get_document(connection, one).id for one in documents]
        every = wanted or readable_only(workbench, signed_documents(connection))
    limit = workbench.vault.clock() + dt.timedelta(days=within)
    rows = [
        _row(desk, maker, due, only_list=only_list)
        for due in _due(desk, maker, every)
        if wanted or due.state.ends is None or due.state.ends <= limit
    ]
    desk.out.data(rows)
    if not rows:
        desk.out.say("Підписів, доказ яких треба подовжити, немає.")
    if any(row["error"] for row in rows):
        raise Done(ExitCode.ATTENTION)


def _due(desk: Desk, maker: Maker, documents: list[str]) -> Iterator[Due]:
    """Every signed content of these documents."""
    with desk.out.progress(desk.out.words("Докази підписів")) as tick:
        for number, name in enumerate(documents):
            tick(number, len(documents))
            document, parts = provable(desk.workbench().vault, name)
            for part in parts:
                state = maker.endurance(part.place, part.contents)
                if state.way is not None:
                    yield Due(document, part, state)


def _row(desk: Desk, maker: Maker, due: Due, *, only_list: bool) -> dict[str, Json]:
    """Make one proof longer, or only tell of it."""
    workbench, state = desk.workbench(), due.state
    row: dict[str, Json] = {
        "document": due.document.id,
        "of": due.part.root.sha512,
        "ended": state.ends.isoformat() if state.ends and not state.refused else None,
        "ends": None,
        "kept": None,
        "error": None,
    }
    told = {"document": due.document.id, "title": due.document.title}
    if only_list and not state.refused:
        until = f"{state.ends:%d.%m.%Y}" if state.ends else "—"
        desk.out.say("{document} «{title}»: доказ до {until}", until=until, **told)
        return row
    try:
        state.require_open()
        with workbench.airlock.folder() as folder:
            made = maker.extend(due.part.place, due.part.contents, folder)
            if _in_vain(due, made):
                desk.out.say("{document} «{title}»: довшого доказу служба поки не дає", **told)
                return row
            row["kept"] = keep_proof(
                workbench.vault, due.document, due.part, made.path, made.ends, actor=workbench.actor
            )
    except (AuthorityFailed, NoAuthority):
        raise
    except ArchiveError as error:
        row["error"] = {"code": error.code, "text": desk.out.what(error)}
        desk.out.say("{document} «{title}»: {error}", error=desk.out.what(error), **told)
        return row
    row["ends"] = made.ends.isoformat() if made.ends else None
    until = f"{made.ends:%d.%m.%Y}" if made.ends else "—"
    desk.out.say("{document} «{title}»: доказ подовжено до {until}", until=until, **told)
    return row


def _in_vain(due: Due, made: Extended) -> bool:
    """There is a proof already, and the new one would end no later."""
    before = due.state.ends
    lasts = before is not None and made.ends is not None and before < made.ends
    return due.part.newest != due.part.root and not lasts


COMMANDS = (timestamp,)
