"""Everything that the program ever does to one file in the airlock, one after another."""

from __future__ import annotations

from pathlib import Path

from vault.airlock import Airlock, Limits, plain_file
from vault.errors import AirlockError
from vault.model import Json

_TEXTS = ("pdf", "docx", "odt", "rtf", "txt", "eml")
_PICTURES = ("pdf", "tiff", "jpeg", "png")


def examine(airlock: Airlock, path: Path, name: str, limits: Limits | None = None) -> Json:
    """Inspect, then read, draw and unpack, down to what lies inside.

    Returns what `inspect` said; raises what a registration would be refused for: whatever
    inspection or unpacking throws. Text and pictures are derived later, so their errors are
    looked at only to be ours.
    """
    limits = limits or airlock.limits
    facts = airlock.call("vault.airlock.inspect:inspect", limits=limits, path=str(path), name=name)
    kind = facts["kind"]
    with airlock.folder() as folder:
        if kind in _TEXTS:
            derive(airlock, "vault.airlock.text:text", path=str(path), kind=kind)
        if kind == "pdf":
            derive(airlock, "vault.airlock.text:words", path=str(path), page=0)
        if kind in _PICTURES:
            render = "vault.airlock.images:render"
            derive(airlock, render, path=str(path), page=0, dpi=100, folder=str(folder))
        members = _members(airlock, kind, path, name, folder, limits)
        files = [(plain_file(folder, member["file"]), member["name"]) for member in members]
        if any(member.get("content", True) for member in members):
            sizes = sum(file.stat().st_size for file, _ in files)
            inside = limits.inside(members=len(files), unpacked=sizes)
            for (file, called), member in zip(files, members, strict=True):
                if member.get("content", True):
                    examine(airlock, file, called, inside)
    return facts


def derive(airlock: Airlock, task: str, **arguments: Json) -> Json:
    try:
        return airlock.call(task, **arguments)
    except AirlockError:
        return None


def _members(
    airlock: Airlock, kind: str, path: Path, name: str, folder: Path, limits: Limits
) -> list[dict[str, Json]]:
    task, more = {
        "zip": ("archives:unpack", {}),
        "asic": ("archives:unpack", {}),
        "eml": ("mail:unpack", {}),
        "cms": ("cms:unpack", {"name": name}),
    }.get(kind, ("", {}))
    if not task:
        return []
    answer = airlock.call(
        f"vault.airlock.{task}", limits=limits, path=str(path), folder=str(folder), **more
    )
    members: list[dict[str, Json]] = answer["members"]
    return members
