"""From a scenario's script (cases/*.toml) to the files it tells of.

Knows: how each kind of file is made and signed. Does not know: what any case is about.
Keeps: a script that names what does not exist fails; nothing is left out in silence.

A file's making follows its name: `.tif` and `.jpg` are scans of the typeset paper, `.pdf` is the
paper itself, `.docx`, `.odt`, `.rtf` and `.txt` are its paragraphs, `.eml` is a letter.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources.abc import Traversable
from pathlib import PurePath

from desk.demo import office, pki, scans
from desk.demo.scenario import Delivery, Scenario, Wave
from desk.demo.typeset import Paper, pages, pdf
from desk.demo.words import paragraphs
from inventory.language.words import short_date
from vault.model import Json

_OFFICE = {".docx": office.docx, ".odt": office.odt, ".rtf": office.rtf, ".txt": office.txt}
_MEDIA = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".pdf": "application/pdf",
}


def read(script: Traversable) -> Scenario:
    """The scenario that a script tells, its files made."""
    told = tomllib.loads(script.read_text(encoding="utf-8"))
    case = told["case"]
    return Scenario(
        number=told["number"],
        title=told["title"],
        case=case,
        kind=told["kind"],
        parties=told["parties"],
        claim=told["claim"],
        received=told["received"],
        original_form=told["original_form"],
        waves=tuple(_wave(wave, case) for wave in told["wave"]),
    )


def _wave(told: Mapping[str, Json], case: str) -> Wave:
    usual = told.get("card", {})
    files = [*told.get("file", ()), *map(_plain, told.get("sheets", ()))]
    return Wave(
        says=told["says"],
        deliveries=tuple(delivery for file in files for delivery in _deliveries(file, usual, case)),
        steps=tuple(map(tuple, told.get("steps", ()))),
    )


def _plain(row: list[Json]) -> Mapping[str, Json]:
    """A row [kind, title, sheets, day, name of the parent]: a paper known by its first page."""
    kind, title, sheets, day, parent = row
    card = {
        "kind": kind,
        "title": title,
        "sheets": sheets,
        "date": day.partition("T")[0],
        "received_at": day,
    }
    if parent:
        card["parent"] = f"{parent}.pdf"
    on_paper = short_date(dt.date.fromisoformat(day.partition("T")[0]))
    body = [f"Паперовий документ на {sheets} арк.; тут лише його перша сторінка."]
    return {
        "name": f"{title}.pdf",
        "paper": {"title": title, "body": body, "date": on_paper, "filler": 1},
        "card": {**card, "original_form": "paper"},
    }


def _deliveries(
    told: Mapping[str, Json], usual: Mapping[str, Json], case: str
) -> Iterator[Delivery]:
    name = told["name"]
    paper = _paper(told.get("paper", {}), f"{case} {name}")
    content = _made(told, paper, f"{case} {name}")
    card = {**usual, **told["card"]} if "card" in told else None
    signed = told.get("signed")
    if signed is None:
        yield Delivery(name, content, card)
        return
    who = pki.holder(signed["by"], by=signed.get("authority", pki.ROOT))
    at = signed["at"].astimezone(dt.UTC)
    if signed.get("detached"):
        yield Delivery(name, content, card)
        yield Delivery(f"{name}.p7s", pki.detached(content, who, at=at))
        return
    content = pki.signed_pdf(content, who, at=at, reason=paper.title)
    if signed.get("changed"):
        content = pki.changed_afterwards(content)
    yield Delivery(name, content, card)


def _paper(told: Mapping[str, Json], seed: str) -> Paper:
    """The paper told, its invented paragraphs (`filler`) after the first one."""
    words = {"title": "", **told}
    body = list(words.pop("body", ()))
    filler = paragraphs(seed, words.pop("filler", 0))
    return Paper(body=[*body[:1], *filler, *body[1:]], **words)


def _made(told: Mapping[str, Json], paper: Paper, seed: str) -> bytes:
    suffix = PurePath(told["name"]).suffix
    if suffix in _OFFICE:
        return _OFFICE[suffix]([paper.title, *paper.body])
    if suffix == ".pdf":
        return pdf(paper)
    if suffix == ".eml":
        return office.eml(told["headers"], told["text"], dict(_attached(told, seed)))
    images = pages(paper, dpi=scans.DPI)
    if suffix == ".tif":
        return scans.tiff(images, seed=seed, blank_backs=told.get("blank_backs", False))
    assert suffix == ".jpg", told["name"]
    assert len(images) == 1, told["name"]
    return scans.jpeg(images[0], seed=seed)


def _attached(told: Mapping[str, Json], seed: str) -> Iterator[tuple[str, tuple[str, bytes]]]:
    for attachment in told.get("attached", ()):
        name = attachment["name"]
        paper = _paper(attachment["paper"], f"{seed} {name}")
        yield name, (_MEDIA[PurePath(name).suffix], _made(attachment, paper, seed))
