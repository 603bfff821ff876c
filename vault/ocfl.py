"""OCFL 1.1 as the vault writes it: names, inventories, sidecars. Pure: no disk.

Knows: the specification (https://ocfl.io/1.1/spec/) and one storage layout extension.
Does not know: where a content comes from, when a version is durable.
Keeps: logical names stay readable and fit any filesystem; a content lies in an object once.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from vault.fixity import content_of
from vault.model import Content, Json

COMPONENT_BYTES_MAX = 150
"""A component of a logical path is cut here: 255 is the usual limit, some tools add to it."""

DECLARATION = ("0=ocfl_object_1.1", b"ocfl_object_1.1\n")
INVENTORY = "inventory.json"
SIDECAR = "inventory.json.sha512"

_EXTENSION = "0003-hash-and-id-n-tuple-storage-layout"
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f\\:*?"<>|]')  # on one filesystem or another

ROOT_FILES: dict[str, bytes] = {
    "0=ocfl_1.1": b"ocfl_1.1\n",
    "ocfl_layout.json": json.dumps(
        {
            "extension": _EXTENSION,
            "description": "Folder: first two hexadecimal digits of the SHA-256 of the object's"
            " id. In it the object, named by its id in percent-encoding.",
        },
        indent=1,
    ).encode(),
    f"extensions/{_EXTENSION}/config.json": json.dumps(
        {
            "extensionName": _EXTENSION,
            "digestAlgorithm": "sha256",
            "tupleSize": 2,
            "numberOfTuples": 1,
        },
        indent=1,
    ).encode(),
}
"""What makes a folder a storage root."""


def object_root(object_id: str) -> str:
    """Where an object lies below the storage root (extension 0003)."""
    digest = hashlib.sha256(object_id.encode()).hexdigest()
    name = "".join(
        char
        if char.isascii() and (char.isalnum() or char in "-_")
        else "".join(f"%{byte:02x}" for byte in char.encode())
        for char in object_id
    )
    return f"{digest[:2]}/{name if len(name) <= 100 else f'{name[:100]}-{digest}'}"


def fitting(paths: Sequence[str]) -> list[str]:
    """Logical paths as an object keeps them: each component cut, usable anywhere, and unique.

    Raises:
        ValueError: a component is empty, `.` or `..`.
    """
    folders: dict[tuple[str, ...], str] = {(): ""}
    taken: dict[str, set[str]] = {}
    fitted = []
    for path in paths:
        parts = tuple(path.split("/"))
        if {"", ".", ".."} & set(parts):
            msg = f"not a logical path: {path!r}"
            raise ValueError(msg)
        for depth in range(1, len(parts)):
            if parts[:depth] not in folders:
                parent = folders[parts[: depth - 1]]
                folders[parts[:depth]] = f"{parent}{_unique(parts[depth - 1], taken, parent)}/"
        parent = folders[parts[:-1]]
        fitted.append(f"{parent}{_unique(parts[-1], taken, parent)}")
    return fitted


def _unique(name: str, taken: dict[str, set[str]], parent: str) -> str:
    """A form of `name` that no sibling has, not even where case does not count."""
    siblings = taken.setdefault(parent, set())
    name = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", name))
    candidate, number = _cut(name, ""), 1
    while candidate.casefold() in siblings:
        number += 1
        candidate = _cut(name, f" ({number})")
    siblings.add(candidate.casefold())
    return candidate


def _cut(name: str, mark: str) -> str:
    match = re.fullmatch(r"(.+?)(\.[A-Za-z0-9]{1,10})?", name, re.DOTALL)
    stem, suffix = match.groups(default="") if match else (name, "")
    room = COMPONENT_BYTES_MAX - len(mark) - len(suffix)
    kept = stem.encode()[:room].decode(errors="ignore")
    while kept and len(kept) < len(stem) and unicodedata.combining(stem[len(kept)]):
        kept = kept[:-1]
    return f"{kept.rstrip(' .') or '_'}{mark}{suffix}"


@dataclass(frozen=True, slots=True)
class DepositFile:
    """A file of an object version.

    Attributes:
        path: logical, with `/`; cut and made unique where that is needed.
        content: on the shelf or in the stacks.
    """

    path: str
    content: Content


@dataclass(frozen=True, slots=True)
class Version:
    """An object version as it is to be written.

    Attributes:
        object: its id.
        number: 1, 2, …
        files: the whole state: logical path, physical path below the object root, content.
        added: physical paths new in this version, and their content.
        inventory: the bytes of inventory.json.
    """

    object: str
    number: int
    files: Sequence[tuple[str, str, Content]]
    added: Sequence[tuple[str, Content]]
    inventory: bytes = field(repr=False)

    @property
    def sidecar(self) -> bytes:
        """The bytes of the file beside the inventory."""
        return sidecar(content_of(self.inventory).sha512)

    def as_json(self) -> dict[str, Json]:
        """What the journal says of it."""
        files = [
            {"logical": logical, "path": physical, **content.as_json()}
            for logical, physical, content in self.files
        ]
        return {
            "object": self.object,
            "version": self.number,
            "inventory": content_of(self.inventory).as_json(),
            "files": files,
        }


def next_version(
    object_id: str,
    files: Sequence[DepositFile],
    *,
    base: bytes | None,
    at: dt.datetime,
    actor: str,
    message: str,
) -> Version:
    """The version that follows `base`, the inventory before (None: the first version)."""
    inventory: dict[str, Any] = json.loads(base) if base else _first(object_id)
    number = int(inventory["head"][1:]) + 1
    where = {digest: paths[0] for digest, paths in inventory["manifest"].items()}
    placed, added = [], []
    logical_paths = fitting([file.path for file in files])
    for logical, content in zip(logical_paths, (file.content for file in files), strict=True):
        if content.sha512 not in where:
            where[content.sha512] = f"v{number}/content/{logical}"
            added.append((where[content.sha512], content))
        placed.append((logical, where[content.sha512], content))
    state: dict[str, list[str]] = {}
    for logical, _, content in placed:
        state.setdefault(content.sha512, []).append(logical)
    for physical, content in added:
        inventory["manifest"][content.sha512] = [physical]
        inventory["fixity"]["sha256"][content.sha256] = [physical]
    inventory["head"] = f"v{number}"
    inventory["versions"][f"v{number}"] = {
        "created": at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "message": message,
        "user": {"name": actor},
        "state": state,
    }
    return Version(object_id, number, placed, added, _bytes(inventory))


def _first(object_id: str) -> dict[str, Any]:
    return {
        "id": object_id,
        "type": "https://ocfl.io/1.1/spec/#inventory",
        "digestAlgorithm": "sha512",
        "head": "v0",
        "contentDirectory": "content",
        "manifest": {},
        "fixity": {"sha256": {}},
        "versions": {},
    }


def _bytes(inventory: dict[str, Any]) -> bytes:
    """One value a line, so that a person finds the way with a text editor."""
    return json.dumps(inventory, ensure_ascii=False, indent=1).encode() + b"\n"


def sidecar(inventory_digest: str) -> bytes:
    """The file beside an inventory; two spaces, so that `sha512sum -c` reads it."""
    return f"{inventory_digest}  {INVENTORY}\n".encode()
