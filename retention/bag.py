"""BagIt packages (RFC 8493) for a state archive.

Knows: the layout of a bag and its manifests. Does not know: what is in it.
Keeps: a folder with the bag's final name is a complete, verified bag: it is built beside under
another name, every file re-digested on the way, fsynced, and renamed last; what could not be
finished is removed.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from retention.errors import PackageStays
from vault import Content, Hashing, chunks
from vault.disk import Disk
from vault.errors import DiskFull, FixityError, UsageError, VaultError

_DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_OWN = {
    "bagit.txt",
    "bag-info.txt",
    "data",
    "manifest-sha512.txt",
    "tagmanifest-sha512.txt",
}


@dataclass(frozen=True, slots=True)
class Payload:
    """A file of the bag: its path below data/, where it lies now, its SHA-512."""

    path: str
    source: Path | bytes
    sha512: str


def write_bag(
    disk: Disk, target: Path, payload: Iterable[Payload], info: Mapping[str, str]
) -> Content:
    """Build a bag at `target`; answers with the content of its payload manifest.

    Raises:
        UsageError: something is at `target`, or its folder is not there.
        FixityError: a source changed. DiskFull: nothing of the bag stays. PackageStays: part does.
    """
    partial = target.with_name(f"{target.name}.partial")
    _make_way(disk, target, partial)
    try:
        disk.mkdir(partial)
        manifest = _fill(disk, partial, payload, info)
        disk.rename(partial, target)
    except BaseException as error:
        give_up(disk, partial, error)
        raise
    disk.sync_folder(target.parent)
    hashing = Hashing([manifest.encode()])
    list(hashing)
    return hashing.content()


def _fill(disk: Disk, bag: Path, payload: Iterable[Payload], info: Mapping[str, str]) -> str:
    """All that is in the bag; answers with its payload manifest."""
    folders = {bag}
    manifest: list[str] = []
    size = 0
    for file in payload:
        place = bag / "data" / file.path
        _make_folders(disk, bag, place.parent, folders)
        size += _copy(disk, file, place)
        manifest.append(f"{file.sha512}  data/{_escaped(file.path)}\n")
    tags = {
        "bagit.txt": _DECLARATION,
        "bag-info.txt": "".join(_info(info, size, len(manifest))),
        "manifest-sha512.txt": "".join(sorted(manifest, key=lambda line: line[130:])),
    }
    listed = []
    for name, text in tags.items():
        disk.create(bag / name, [text.encode()])
        listed.append(f"{hashlib.sha512(text.encode()).hexdigest()}  {name}\n")
    disk.create(bag / "tagmanifest-sha512.txt", ["".join(listed).encode()])
    for folder in sorted(folders, reverse=True):
        disk.sync_folder(folder)
    return tags["manifest-sha512.txt"]


def give_up(disk: Disk, folder: Path, error: BaseException) -> None:
    """Remove a package that came to nothing: `DiskFull` tells people that nothing of it stays.

    Raises:
        PackageStays: the disk is full, and does not let it be removed either.
    """
    try:
        disk.remove_tree(folder)
    except (OSError, VaultError):
        if isinstance(error, DiskFull):
            raise PackageStays(**error.details, folder=folder) from error


def _make_way(disk: Disk, target: Path, partial: Path) -> None:
    """Remove what a run that was cut short left behind, and nothing else."""
    if not target.parent.is_dir():
        raise UsageError(reason=f"каталогу «{target.parent}» немає")
    if os.path.lexists(target):
        raise UsageError(reason=f"«{target}» уже існує")
    if os.path.lexists(partial):
        if (
            partial.is_symlink()
            or not partial.is_dir()
            or {p.name for p in partial.iterdir()} - _OWN
        ):
            raise UsageError(reason=f"«{partial}» уже існує, і це не залишок пакета")
        disk.remove_tree(partial)


def _copy(disk: Disk, file: Payload, place: Path) -> int:
    hashing = Hashing(chunks(file.source))
    disk.create(place, hashing)
    content = hashing.content()
    if content.sha512 != file.sha512:
        raise FixityError(path=file.path, expected=file.sha512, actual=content.sha512)
    return content.size


def _make_folders(disk: Disk, root: Path, folder: Path, made: set[Path]) -> None:
    missing = []
    while folder not in made and folder != root:
        missing.append(folder)
        folder = folder.parent
    for path in reversed(missing):
        disk.mkdir(path)
        made.add(path)


def _info(info: Mapping[str, str], size: int, count: int) -> Iterator[str]:
    for key, value in {**info, "Payload-Oxum": f"{size}.{count}"}.items():
        yield f"{key}: {' '.join(value.split())}\n"


def _escaped(path: str) -> str:
    """RFC 8493 section 2.1.3: CR, LF and % are percent-encoded."""
    return path.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")
