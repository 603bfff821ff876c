"""Looking at what arrived before it is registered: its file, its card, its first words.

Knows: where an arrival's bytes lie now. Does not know: who may see them (the desk asks).
Keeps: nothing is changed; restricted files, and those whose card nobody understands, are never
opened; hostile bytes are opened in airlock children only.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ingest.arrivals import card_of_group, find_sighting, since
from ingest.errors import NoSuchArrival, NotARetry
from ingest.examine import UnknownCase, case_of
from ingest.inbox import Inbox
from ingest.model import State, shown
from ingest.projection import Waiting, waiting
from ingest.quarantine import Quarantine
from ingest.reading import FileKind, Reason, Tools
from inventory import RegistrationCard, card_of
from vault import Vault
from vault.airlock import Airlock
from vault.errors import AirlockError

_SURVEYED = 40
_READ = 2
_WORDS_MAX = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Peek:
    """An arrival as it can be looked at.

    Attributes:
        file: the document's bytes.
        name: of the document's file.
        files: names of all that came with it, the document first.
        number: of its case file; empty while nobody knows.
        since: ISO time of its arrival.
        reason: why it waits, when the journal says so.
        document: the registered one that it repeats, or with whose scan it came.
        lying: whether it still lies in the inbox.
    """

    id: str
    state: State
    path: str
    file: Path
    name: str
    files: tuple[str, ...]
    number: str
    card: RegistrationCard
    since: str
    reason: Reason | None = None
    document: str | None = None
    lying: bool = False


def peek(vault: Vault, arrival: str) -> Peek:
    """What there is of an arrival.

    Raises:
        NoSuchArrival: there is none. NotARetry: it cannot be looked at.
        MissingContent: the content it repeats is lost.
    """
    with vault.read() as connection:
        found = next((one for one in waiting(connection) if one.id == arrival), None)
    return _lying(vault, arrival) if found is None else _recorded(vault, found)


def _recorded(vault: Vault, found: Waiting) -> Peek:
    if found.content is not None:
        file = vault.locate(found.content.sha512)
        files: tuple[str, ...] = (found.path.rpartition("/")[2],)
    else:
        kept = Quarantine(vault).files(found.id)
        if not kept:
            raise NotARetry(name=found.id, reason="у карантині немає його файлів")
        file, files = kept[0], tuple(shown(path.name) for path in kept)
    return Peek(
        id=found.id,
        state=found.state,
        path=found.path,
        file=file,
        name=files[0],
        files=files,
        number=found.number,
        card=card_of(found.card) if found.card is not None else RegistrationCard(),
        since=found.arrived_at,
        reason=found.reason,
        document=found.document,
    )


def _lying(vault: Vault, arrival: str) -> Peek:
    sighting = find_sighting(Inbox(vault.layout.inbox), arrival)
    card = card_of_group(sighting)
    if card.restricted:  # neither its bytes nor its name are shown (814 XX¹.4)
        raise NoSuchArrival(what_for="надходження", name=arrival)
    case = case_of(vault, sighting.folder)
    return Peek(
        id=arrival,
        state=State.UNASSIGNED,
        path=sighting.path,
        file=sighting.paths[0],
        name=shown(sighting.group.name),
        files=tuple(map(shown, sighting.group.members)),
        number="" if isinstance(case, UnknownCase) else case.name,
        card=card,
        since=since(sighting),
        lying=True,
    )


def first_words(airlock: Airlock, tools: Tools, path: Path, kind: str, pages: int | None) -> str:
    """The text of the first pages, recognised where there is none; empty when it has none.

    Args:
        airlock: opens it.
        tools: what recognises.
        path: of the file.
        kind: by content (`ingest.look`).
        pages: how many it has, where it has pages.
    """
    try:
        known = FileKind(kind)
    except ValueError:
        return ""
    try:
        if known is not FileKind.PDF and not known.is_image:
            answer = airlock.call("vault.airlock.text:text", path=str(path), kind=known)
            return "\n".join(map(str, answer["pages"]))[:_WORDS_MAX]
        return _of_pages(airlock, tools, path, known, pages or 1)[:_WORDS_MAX]
    except (AirlockError, KeyError, TypeError, ValueError):
        return ""  # proposals only: whoever registers it hears what is wrong


def _of_pages(airlock: Airlock, tools: Tools, path: Path, kind: FileKind, pages: int) -> str:
    texts = [""] * min(pages, _READ)
    if kind is FileKind.PDF and pages <= _SURVEYED:
        found = airlock.call("ingest.reading.tasks:survey", path=str(path), kind=kind)
        texts = [str(page["text"]) for page in found[:_READ]]
    return "\n".join(
        text or _recognised(airlock, tools, path, kind, page) for page, text in enumerate(texts)
    )


def _recognised(airlock: Airlock, tools: Tools, path: Path, kind: FileKind, page: int) -> str:
    answer = airlock.call(
        "ingest.reading.tasks:read_page",
        path=str(path),
        kind=kind,
        page=page,
        tesseract=tools.tesseract,
        model=tools.model,
    )
    return "\n".join(" ".join(str(word[0]) for word in line) for line in answer["lines"])
