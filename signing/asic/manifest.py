"""What a container's manifests say is signed, and whether it still is so (EN 319 162-1, annex A.4).

Knows: ASiCManifest in all its versions, and how a reference in it finds a member.
Does not know: signatures: a manifest counts for nothing until one is over it.
Keeps: a reference that finds two different members is not intact; a name is found by what it says,
and by nothing that merely resembles it.
"""

from __future__ import annotations

import enum
import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from signing.algorithms import Digest, Unsupported
from signing.asic.container import Contained, Container
from signing.messages import say
from signing.model import Message
from signing.xades.document import Element, RefusedXml, local_name, parse
from signing.xades.transforms import from_base64
from signing.xades.uris import digest_method
from vault.errors import ArchiveError

ENTRIES_MAX = 2_000


class Fate(enum.Enum):
    """What became of a member that was signed; the worst first."""

    CHANGED = enum.auto()
    MISSING = enum.auto()
    UNREADABLE = enum.auto()
    UNKNOWN = enum.auto()
    INTACT = enum.auto()


@dataclass(frozen=True, slots=True)
class Entry:
    """One reference of a manifest.

    Attributes:
        digest: None when the algorithm is unknown.
        algorithm: as the manifest names it.
    """

    uri: str
    digest: Digest | None
    algorithm: str
    value: bytes


@dataclass(slots=True)
class Manifest:
    """A manifest.

    Attributes:
        over_by: URI of the signature or time-stamp that is over it.
    """

    member: Contained
    over_by: str
    entries: list[Entry]
    _checked: list[Checked] = field(default_factory=list)

    def checked(self, container: Container) -> list[Checked]:
        """Its references, each looked up and digested; done once."""
        if not self._checked:
            self._checked = [_check(one, container) for one in self.entries]
        return self._checked


@dataclass(frozen=True, slots=True)
class Checked:
    """A reference with what it found."""

    state: Fate
    members: tuple[Contained, ...] = ()
    message: Message | None = None


def itself(member: Contained) -> Checked:
    """What is signed without a manifest: the digest of `member` is in the signature."""
    return Checked(Fate.INTACT, (member,))


def read(member: Contained) -> Manifest | None:
    """The manifest in `member`; None when it is XML of another kind.

    Raises:
        RefusedXml: it is no XML, or has more in it than any honest manifest.
        ArchiveError: the member cannot be read.
    """
    root = parse(member.read()).root
    if local_name(root) != "ASiCManifest":
        return None
    over_by, entries = "", []
    # Some programs nest the references in SigReference instead of placing them beside it.
    for element in root.iter("{*}*"):
        if local_name(element) == "SigReference":
            over_by = over_by or element.get("URI", "")
        elif local_name(element) == "DataObjectReference":
            entries.append(_entry(element))
            if len(entries) > ENTRIES_MAX:
                raise RefusedXml("too many references")
    return Manifest(member, over_by, entries)


def _entry(element: Element) -> Entry:
    parts = {local_name(part): part for part in element.iterchildren("{*}*")}
    method = parts.get("DigestMethod")
    algorithm = method.get("Algorithm", "") if method is not None else ""
    try:
        digest: Digest | None = digest_method(method)
    except Unsupported:
        digest = None
    value = parts.get("DigestValue")
    text = "".join(value.itertext()) if value is not None else ""
    return Entry(element.get("URI", ""), digest, algorithm, from_base64(text))


def find(container: Container, uri: str) -> list[Contained]:
    """The members that `uri` names: as a URI, or as some programs write it, as a bare name."""
    for name in _readings(uri):
        if found := container.by_name.get(name):
            return found
    return container.by_uri.get(unquote(uri), [])


def _readings(uri: str) -> Iterator[str]:
    for name in dict.fromkeys((unquote(uri), uri)):
        yield name
        yield name.removeprefix("./").removeprefix("/")


def _check(entry: Entry, container: Container) -> Checked:
    members = tuple(find(container, entry.uri))
    if entry.digest is None:
        return Checked(Fate.UNKNOWN, members, say("S014", algorithm=entry.algorithm))
    try:
        if not members:
            message = missing(container, entry.uri, entry.digest, entry.value)
            return Checked(Fate.MISSING, (), message)
        intact = all(hmac.compare_digest(one.digest(entry.digest), entry.value) for one in members)
    except ArchiveError as error:
        message = say("S131", name=unquote(entry.uri), reason=error.details.get("reason", ""))
        return Checked(Fate.UNREADABLE, members, message)
    if intact:
        return Checked(Fate.INTACT, members)
    return Checked(Fate.CHANGED, members, say("S142", name=unquote(entry.uri)))


def missing(container: Container, uri: str, digest: Digest | None, value: bytes) -> Message:
    """The remark that what `uri` names is not there, or lies there under another name."""
    found = container.by_digest(digest).get(value) if digest is not None else None
    if found is not None:
        return say("S141", name=unquote(uri), found=found)
    return say("S140", name=unquote(uri))
