"""Arrivals that do not come through the inbox: named files, and what a person admits after all.

Knows: how a named file or a waiting arrival becomes an `Arrival`.
Does not know: what becomes of it. Keeps: the sources stay where they are and are only read.
"""

from __future__ import annotations

import dataclasses
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest.errors import NotAPlainFile, NotARetry, NotExplained, Vanished
from ingest.inbox import groups
from ingest.model import Arrival, FileStamp, Group, Held, State, local, shown
from ingest.projection import Waiting
from ingest.quarantine import Quarantine
from ingest.splitting import Start
from inventory import CaseFile, RegistrationCard, card_of, read_card, title_of
from inventory.queries import get_case
from vault import Vault, carries_out
from vault.errors import UsageError


def named(
    vault: Vault,
    files: Sequence[Path],
    case: CaseFile,
    *,
    kind: str | None,
    card: RegistrationCard | None,
) -> Iterator[Arrival]:
    """Arrivals of the files a person named; `x.pdf.p7s` goes with `x.pdf`, cards with theirs.

    Args:
        vault: for ids and the time.
        files: as named; each is shown again by the same words.
        case: where they go.
        kind: for those whose card does not say.
        card: for those that have none beside them among `files`.

    Raises:
        Vanished, NotAPlainFile: one is not there or no file. BadCard: a card beside one is wrong.
        UsageError: a card without its document.
    """
    folders: dict[Path, dict[str, Path]] = {}
    for path in files:
        folders.setdefault(path.absolute().parent, {})[path.name] = path
    for by_name in folders.values():
        found = [group for group in groups(list(by_name)) if isinstance(group, Group)]
        if missed := set(by_name) - {name for group in found for name in group.members}:
            name = shown(min(missed))
            raise UsageError(reason=f"«{name}» — картка без документа або тимчасовий файл")
        for group in found:
            yield _named(vault, by_name, group, case, kind=kind, card=card)


def _named(
    vault: Vault,
    by_name: dict[str, Path],
    group: Group,
    case: CaseFile,
    *,
    kind: str | None,
    card: RegistrationCard | None,
) -> Arrival:
    held = tuple(_held(name, by_name[name]) for name in group.members)
    if group.card is not None:
        card = read_card(by_name[group.card].read_bytes())
    card = card or RegistrationCard()
    if kind is not None and card.kind == "other":
        card = dataclasses.replace(card, kind=kind, given=True)
    return Arrival(
        id=vault.random(8).hex(),
        case=case,
        path=shown(str(by_name[group.name])),
        card=card,
        files=held,
        arrived_at=local(vault.clock()),
    )


def admitted(
    vault: Vault,
    quarantine: Quarantine,
    found: Waiting,
    split: Sequence[Start] = (),
    *,
    number: str = "",
    card: RegistrationCard | None = None,
    note: str = "",
) -> Arrival:
    """The arrival a person wants registered after all, divided where `split` says.

    Args:
        vault: for its case file and content.
        quarantine: for its bytes, where they were refused.
        found: what the journal says of it.
        split: where documents begin in it.
        number: of another case file than it came for.
        card: filled in by the person instead of the one it came with.
        note: of the person, for the card.

    Raises:
        NotExplained: it repeats a document of the case file, and the person says nothing new.
        NoSuchCase: its case file has gone. NotARetry: its bytes have.
        MissingContent: the content it repeats is lost.
    """
    with vault.read() as connection:
        case = get_case(connection, number or found.number)
    came = card_of(found.card) if found.card is not None else RegistrationCard()
    card = card or came
    if note:
        card = dataclasses.replace(card, note=note, given=True)
    if found.content is None:
        files = [(path.name, path) for path in quarantine.files(found.id)]
    else:  # a repeated receipt, or pages of a scan
        name = found.path.rpartition("/")[2]
        files = [(name, vault.locate(found.content.sha512))]
        if found.state is State.DUPLICATE and case.number == found.number:
            if not split:
                _demand_explained(found.id, card, came)
            card = dataclasses.replace(card, title=card.title or title_of(name), given=True)
    if not files:
        raise NotARetry(name=found.id, reason="у карантині немає його файлів")
    return Arrival(
        id=found.id,
        case=case,
        path=found.path,
        card=card,
        files=tuple(_held(name, path) for name, path in files),
        arrived_at=found.arrived_at,
        split=tuple(split),
        whole=found.state is State.UNASSIGNED and not split,
    )


@carries_out("814:II.2-раз")
def _demand_explained(arrival: str, card: RegistrationCard, came: RegistrationCard) -> None:
    """A document is registered once: twice only when a person says what the first card did not."""
    said = ("note", "title", "index", "copy", "parent")
    if not any((new := getattr(card, key)) and new != getattr(came, key) for key in said):
        raise NotExplained(arrival=arrival)


def _held(name: str, path: Path) -> Held:
    """Resolved: the person has named the file, so a link to it is as good."""
    try:
        path = path.resolve(strict=True)
        status = path.stat()
    except FileNotFoundError:
        raise Vanished(path=shown(str(path))) from None
    if not stat.S_ISREG(status.st_mode):
        raise NotAPlainFile
    return Held(name, path, FileStamp.of(status))
