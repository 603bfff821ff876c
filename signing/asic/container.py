"""A signature container as a ZIP: its members, read where they lie, and how it may mislead.

Knows: the ways in which two programs can find different contents in one ZIP, and what the type
file of a container should say.
Does not know: signatures and manifests.
Keeps: no member is held in memory whole unless it is small by a limit; no path from the archive
is ever opened; what is odd is told and what can still be read is read.

`vault.airlock.archives` refuses a dangerous archive, which is right for whoever unpacks it. Here
nothing is unpacked: a report has to say what is signed in the very containers that are refused.
"""

from __future__ import annotations

import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO
from urllib.parse import unquote

from signing.algorithms import Digest
from signing.asic import structure
from signing.messages import say, say_damaged
from signing.model import Message
from vault.airlock import Limits
from vault.airlock.archives import decoded_name, refuse_long_directory
from vault.errors import TooLarge, Unreadable

TYPE_FILE = "mimetype"
# EN 319 162-1, 4 and annex A; older and national profiles keep signatures in folders of their own.
ROLES = {
    "manifest": r"[^/]*manifest[^/]*\.xml",
    "evidence": r"[^/]*evidencerecord[^/]*\.(?:xml|ers)",
    "xml": r"(?:.*/)?[^/]*signature[^/]*\.xml",
    "cms": r"[^/]*signature[^/]*\.p7[sm]",
    "stamp": r"[^/]*timestamp[^/]*\.tst",
    "package": r"(?:container|metadata|rights)\.xml",
}
_ROLE = re.compile(
    "META-INF/(?:" + "|".join(f"(?P<{name}>{rule})" for name, rule in ROLES.items()) + r")\Z",
    re.IGNORECASE,
)
ASIC_S, ASIC_E = "application/vnd.etsi.asic-s+zip", "application/vnd.etsi.asic-e+zip"
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_SIGNATURES = re.compile(r"META-INF/(?:document|macro)signatures\.xml", re.IGNORECASE)
_OLD_TYPES = ("application/vnd.bdoc-1.0",)
_MIB = 1 << 20
_CHUNK = 1 << 18
_IN_MEMORY = 64 * _MIB
_HASHED = 64 * 1024 * _MIB
_TYPE_LONGEST = 200
_NAME, _SENTENCE = 80, 160
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1 | 0x40
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,  # what zipfile raises for a compression or encryption it does not know
    OSError,
    RuntimeError,
    ValueError,
)


@dataclass(eq=False)
class Contained:
    """One file in a container; a message that signatures may be over.

    Attributes:
        name: its path as people wrote it; data only.
        fault: why it cannot be read, where the directory already gives that away.
    """

    container: Container = field(repr=False)
    info: zipfile.ZipInfo
    name: str
    fault: str = ""
    _digests: dict[str, bytes] = field(default_factory=dict)

    @property
    def about(self) -> bool:
        """Whether it is no document, but what the container says about itself."""
        if self.container.package:
            return _SIGNATURES.fullmatch(self.name) is not None
        return self.name == TYPE_FILE or bool(role_of(self.name))

    def digest(self, algorithm: Digest) -> bytes:
        """The digest of the member, computed once however many signatures are over it.

        Raises:
            Unreadable: the member cannot be read.
        """
        if algorithm.name not in self._digests:
            hasher = algorithm.new()
            for part in self.container.stream(self):
                hasher.update(part)
            self._digests[algorithm.name] = hasher.digest()
        return self._digests[algorithm.name]

    def read(self) -> bytes:
        """The member as bytes.

        Raises:
            TooLarge: it is no signature by its size.
            Unreadable: it cannot be read.
        """
        if self.info.file_size > _IN_MEMORY:
            raise TooLarge(reason=f"«{self.name}» понад {_IN_MEMORY // _MIB} МБ")
        return b"".join(self.container.stream(self))

    def head(self, most: int) -> bytes:
        """The first bytes; none where it cannot be read."""
        try:
            return next(self.container.stream(self), b"")[:most]
        except Unreadable:
            return b""


@dataclass(eq=False)
class Container:
    """The members of a ZIP and what is odd about it.

    Attributes:
        declared: what the container calls itself.
        package: it is one document in many parts (OpenDocument): each of them has to be signed.
        remarks: about the container as a whole.
        ambiguous: different programs may find different contents in it.
    """

    archive: zipfile.ZipFile
    limits: Limits
    members: list[Contained] = field(default_factory=list)
    declared: str = ""
    package: bool = False
    remarks: list[Message] = field(default_factory=list)
    ambiguous: bool = False
    _left: int = _HASHED
    _names: dict[str, dict[bytes, str]] = field(default_factory=dict)

    @cached_property
    def documents(self) -> list[Contained]:
        """The members that signatures are for."""
        return [one for one in self.members if not one.about]

    @cached_property
    def by_name(self) -> Mapping[str, list[Contained]]:
        """All members of each name."""
        found: dict[str, list[Contained]] = {}
        for one in self.members:
            found.setdefault(one.name, []).append(one)
        return found

    @cached_property
    def by_uri(self) -> Mapping[str, list[Contained]]:
        """The members whose very name is written with percent signs, by what these stand for."""
        found: dict[str, list[Contained]] = {}
        for one in self.members:
            if "%" in one.name:
                found.setdefault(unquote(one.name), []).append(one)
        return found

    def by_digest(self, algorithm: Digest) -> Mapping[bytes, str]:
        """The name of a member with each digest; of members that can be read."""
        if algorithm.name not in self._names:
            names = self._names[algorithm.name] = {}
            for one in self.members:
                with suppress(Unreadable):
                    names[one.digest(algorithm)] = one.name
        return self._names[algorithm.name]

    def stream(self, member: Contained) -> Iterator[bytes]:
        """The bytes of `member` as they come out; bounded, and the CRC is checked.

        Raises:
            Unreadable: they do not come out, or far too many do.
        """
        if member.fault:
            raise Unreadable(reason=member.fault)
        most = max(self.limits.free_mib * _MIB, self.limits.ratio * member.info.compress_size)
        size = 0
        try:
            with self.archive.open(member.info) as stream:
                while part := stream.read(_CHUNK):
                    size += len(part)
                    self._left -= len(part)
                    if size > most or self._left < 0:
                        raise Unreadable(
                            reason=f"вміст стиснуто більш ніж у {self.limits.ratio} разів"
                            if size > most
                            else "розпакованого вмісту забагато"
                        )
                    yield part
        except _BROKEN as error:
            raise _unreadable(error) from None

    def odd(self, message: Message, *, ambiguous: bool = False) -> None:
        """Note a remark, and whether it leaves open what the container holds."""
        self.remarks.append(message)
        self.ambiguous = self.ambiguous or ambiguous


def _unreadable(error: Exception) -> Unreadable:
    said = say_damaged("S003", error)
    return Unreadable(reason="дані пошкоджено", said=said.said)


@contextmanager
def opened(path: Path, limits: Limits) -> Iterator[Container]:
    """The container at `path`, looked at but not yet read.

    Raises:
        TooLarge: it has more members than any honest container.
        Unreadable: it is no ZIP, or cut short.
    """
    with path.open("rb") as file:
        refuse_long_directory(file)
        try:
            archive = zipfile.ZipFile(file)
        except _BROKEN as error:
            raise _unreadable(error) from None
        with archive:
            if len(archive.infolist()) > limits.members:
                raise TooLarge(reason=f"у контейнері понад {limits.members} файлів")
            yield _looked_at(Container(archive, limits), file)


def _looked_at(container: Container, file: IO[bytes]) -> Container:
    archive = container.archive
    for info in archive.infolist():
        # ZipInfo.is_dir fails on a name that begins with a zero.
        if not info.filename.endswith("/") or info.file_size:
            container.members.append(_member(container, info))
    for fault in structure.faults(archive, file):
        for member in container.members:
            if member.info is fault.member:
                member.fault = member.fault or fault.reason
        if fault.member is None:
            container.odd(say("S130", reason=fault.reason), ambiguous=True)
    for member in container.members:
        if member.fault:
            container.odd(say("S131", name=member.name, reason=member.fault), ambiguous=True)
    _check_names(container)
    _check_type(container)
    return container


def _member(container: Container, info: zipfile.ZipInfo) -> Contained:
    member = Contained(container, info, decoded_name(info))
    mode = info.external_attr >> 16
    if info.flag_bits & _ENCRYPTED:
        member.fault = "його захищено паролем"
    elif info.compress_type not in _METHODS:
        member.fault = f"невідомий спосіб стиснення {info.compress_type}"
    elif mode and stat.S_IFMT(mode) and not stat.S_ISREG(mode):
        member.fault = "це посилання або особливий файл, а не документ"
    return member


def _check_names(container: Container) -> None:
    alike: dict[str, list[str]] = {}
    for name, same in container.by_name.items():
        alike.setdefault(unicodedata.normalize("NFKC", name).casefold(), []).append(name)
        if len(same) > 1:
            container.odd(say("S132", name=name), ambiguous=True)
        if _misleads(name):
            container.odd(say("S134", name=name), ambiguous="\0" in name)
    for group in alike.values():
        if len(group) > 1:
            container.odd(say("S133", names=listed(group)))


def _misleads(name: str) -> bool:
    """Whether a program that unpacks it may put the file elsewhere, or under another name."""
    parts = name.replace("\\", "/").split("/")
    return (
        not name.isprintable()
        or "\\" in name
        or bool({"", ".", ".."} & set(parts))
        or parts[0].endswith(":")
    )


def _check_type(container: Container) -> None:
    # By its signatures, too: a program opens it as a document whatever it calls itself.
    container.package = any(_SIGNATURES.fullmatch(name) for name in container.by_name)
    stored = container.by_name.get(TYPE_FILE)
    if not stored:
        container.odd(say("S135"))
        return
    said = stored[0].head(_TYPE_LONGEST).decode("utf-8", "replace").strip(" \r\n\t\0\ufeff")
    container.declared = ASIC_E if said in _OLD_TYPES else said
    if said.startswith(_OPEN_DOCUMENT):
        container.package = True
        return
    if container.declared not in {ASIC_S, ASIC_E}:
        container.odd(say("S136", said=said or "порожньо"))


def role_of(name: str) -> str:
    """What the container says with the file of this name; empty when it is no part of it."""
    known = _ROLE.match(name)
    return (known and known.lastgroup) or ""


def listed(names: Iterable[str]) -> str:
    """Names of files for a sentence; of very many, how many more there are."""
    sentences = chunked(names)
    first = next(sentences, ())
    rest = sum(map(len, sentences))
    shown = ", ".join(f"«{name}»" for name in first)
    return f"{shown} і ще {rest}" if rest else shown


def chunked(names: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Names of files, plain, as many together as one sentence takes."""
    chunk: list[str] = []
    for name in map(plain, names):
        if chunk and sum(map(len, chunk)) + 4 * len(chunk) + len(name) > _SENTENCE:
            yield tuple(chunk)
            chunk = []
        chunk.append(name)
    if chunk:
        yield tuple(chunk)


def plain(name: str) -> str:
    """A name without the characters that would bend a sentence, and not too long."""
    kept = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name)
    return kept if len(kept) <= _NAME else kept[: _NAME // 2] + "…" + kept[-_NAME // 2 :]
