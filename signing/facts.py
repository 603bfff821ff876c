"""What a format module is told, and what it finds out before anybody is trusted.

Knows: the question (file, contents, certificates at hand) and the facts about one signature.
Does not know: formats, trust, time.
Keeps: facts hold without any trust: nothing here depends on anchors or on the clock.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from signing.algorithms import Digest, Hasher, SignedMessage
from signing.endurance import earliest
from signing.model import Changed, Covers, Format, Level, Message, SubIndication
from vault.errors import TooLarge

FILE_BYTES_MAX = 256 * 1024 * 1024
SIGNATURES_MAX = 200
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Pieces:
    """A message in memory, possibly in pieces (the two ranges of a signed PDF)."""

    pieces: tuple[bytes | memoryview, ...]

    def digest(self, algorithm: Digest) -> bytes:
        """The digest of the pieces, one after another."""
        hasher = algorithm.new()
        for piece in self.pieces:
            hasher.update(piece)
        return hasher.digest()

    def read(self) -> bytes:
        """The pieces as one."""
        return b"".join(self.pieces)


@dataclass(frozen=True, slots=True)
class Separate:
    """A message in a file of its own, read as often as it is digested."""

    path: Path

    def digest(self, algorithm: Digest) -> bytes:
        """The digest of the file."""
        hasher = algorithm.new()
        for chunk in self.chunks():
            hasher.update(chunk)
        return hasher.digest()

    def chunks(self) -> Iterator[bytes]:
        """The file, a piece at a time."""
        return chunks(self.path)

    def read(self) -> bytes:
        """The file."""
        return read_file(self.path)


@dataclass(frozen=True, slots=True)
class Remembered:
    """A message that several signers signed: each digest of it is made once."""

    message: SignedMessage
    digests: dict[Callable[[], Hasher], bytes] = dataclasses.field(default_factory=dict)

    def digest(self, algorithm: Digest) -> bytes:
        """The digest of the message."""
        if algorithm.new not in self.digests:  # not its name: an S-box makes it another
            self.digests[algorithm.new] = self.message.digest(algorithm)
        return self.digests[algorithm.new]

    def chunks(self) -> Iterator[bytes]:
        """The message, a piece at a time where it can be read so."""
        if isinstance(self.message, Separate):
            return self.message.chunks()
        return iter((self.message.read(),))

    def read(self) -> bytes:
        """The message."""
        return self.message.read()


def chunks(path: Path) -> Iterator[bytes]:
    """The file, a piece at a time."""
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def read_file(path: Path) -> bytes:
    """The whole file.

    Raises:
        TooLarge: it passes `FILE_BYTES_MAX`.
    """
    size = path.stat().st_size
    if size > FILE_BYTES_MAX:
        raise TooLarge(reason=f"файл із підписом має понад {FILE_BYTES_MAX // 2**20} МБ")
    return path.read_bytes()


def sha256_of(path: Path) -> str:
    """SHA-256 of the file, lower-case hex."""
    hasher = hashlib.sha256()
    for chunk in chunks(path):
        hasher.update(chunk)
    return hasher.hexdigest()


@dataclass(frozen=True, slots=True)
class Submitted:
    """What is to be judged.

    Attributes:
        name: of the file.
        data: the file; empty where it is a ZIP, which is read from `path` a member at a time.
        path: where the file lies.
        contents: separate contents, one of which a detached signature may be over.
        certificates: DER, known from elsewhere: where the file has left the signer's out.
    """

    name: str
    data: bytes
    path: Path | None = None
    contents: Sequence[Separate] = ()
    certificates: Sequence[bytes] = ()


class StampKind(enum.StrEnum):
    """What a time-stamp was set over, and so what it proves."""

    CONTENT = "content"
    """What is signed, before it was signed: the signature is no older than the time-stamp."""
    SIGNATURE = "signature"
    SIGNATURE_AND_REFERENCES = "signature-and-references"
    REFERENCES = "references"
    """References to certificates and revocation data only: says nothing of the signature."""
    ARCHIVE = "archive"
    DOCUMENT = "document"
    """The whole document up to then (PAdES)."""

    @property
    def over_signature(self) -> bool:
        """Whether it proves that the signature existed."""
        return self not in {StampKind.CONTENT, StampKind.REFERENCES}


@dataclass(slots=True, kw_only=True)
class TimeStamp:
    """A time-stamp that a signature carries, or that covers it.

    Attributes:
        facts: of the token: `stamp` is True, `claimed_time` its authority's, `content_intact`
            whether it is over what a time-stamp of this kind must be over.
        token: DER, as stored.
        proves: DER of the certificates, CRLs, OCSP responses and time-stamp tokens that it covers,
            besides the signature itself.
    """

    kind: StampKind
    facts: SignatureFacts
    token: bytes
    proves: frozenset[bytes] = frozenset()


@dataclass(slots=True, kw_only=True)
class SignatureFacts:
    """What is known of one signature before trust; filled in by its format module.

    Attributes:
        failure: what alone decides the verdict (FORMAT_FAILURE, NO_SIGNING_CERTIFICATE_FOUND …).
        certificate: DER of the signing certificate.
        pool: DER of all certificates the file carries, for building the chain.
        crls: DER, carried by the file.
        ocsps: DER, carried by the file.
        reliable_until: when algorithm or key ceased to be reliable; None while they are.
        policy: why the signature policy that it names could not be judged.
        stamps: the time-stamps over it or over what it signs, in any order.
        stamp: it is a time-stamp itself; its claimed time is the authority's.
        value: the signature value, where it could be read.

    The other fields are those of `signing.model.Judgement`.
    """

    format: Format
    level: Level | None = None
    algorithm: str = ""
    claimed_time: dt.datetime | None = None
    signature_intact: bool | None = None
    content_intact: bool | None = None
    covers: Covers = Covers.UNKNOWN
    changed: Changed = Changed.NOT_APPLICABLE
    failure: SubIndication | None = None
    certificate: bytes | None = None
    pool: Sequence[bytes] = ()
    crls: Sequence[bytes] = ()
    ocsps: Sequence[bytes] = ()
    reliable_until: dt.datetime | None = None
    policy: SubIndication | None = None
    stamps: list[TimeStamp] = dataclasses.field(default_factory=list)
    stamp: bool = False
    value: bytes = b""
    countersigns: int | None = None
    field: str | None = None
    messages: list[Message] = dataclasses.field(default_factory=list)

    @property
    def weak(self) -> bool:
        """Whether algorithm or key are no longer to be relied on."""
        return self.reliable_until is not None

    def rests_on(self, *ends: dt.datetime | None) -> None:
        """Note until when what it rests on could be relied on; the earliest end counts."""
        self.reliable_until = earliest(self.reliable_until, *ends)

    def fail(self, failure: SubIndication, message: Message) -> None:
        """Note what decides the verdict; the first one stays."""
        self.failure = self.failure or failure
        self.messages.append(message)


@dataclass(slots=True, kw_only=True)
class FileFacts:
    """What a format module found in a file.

    Attributes:
        complete: False when something could not be judged at all.
    """

    format: Format
    signatures: list[SignatureFacts] = dataclasses.field(default_factory=list)
    timestamps: list[SignatureFacts] = dataclasses.field(default_factory=list)
    messages: list[Message] = dataclasses.field(default_factory=list)
    complete: bool = True


class Gathered(Protocol):
    """What somebody found for a judgement besides what the file carries."""

    @property
    def certificates(self) -> Sequence[bytes]:
        """DER."""

    @property
    def crls(self) -> Sequence[bytes]:
        """DER."""

    @property
    def ocsps(self) -> Sequence[bytes]:
        """DER."""


def unique(values: Iterable[bytes]) -> list[bytes]:
    """`values` without repetitions, in order."""
    return list(dict.fromkeys(values))
