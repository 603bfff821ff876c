"""Power cuts while acts and copies are drawn up for people, and copies for reading are made."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from desk.files import copied
from ingest import (
    Deriving,
    Judge,
    derive_pending,
)
from ingest.reading import PICTURES, Tools
from inventory import events
from inventory.audit.acts import ActRequest, Defect, Shortfall
from inventory.forms import Signatory
from inventory.queries import acts as drawn_up
from inventory.queries import get_document
from inventory.service.acts import draw_act
from inventory.service.copies import CopyRequest, certify_copy
from tests.crash.filing import HEAD, NUMBER, PRESS, Act, add, case_with_a_claim
from tests.crash.powercut import needless_syncs, sweep
from tests.ingest.samples import pdf
from vault import Content, Vault, content_of, events_of
from vault.airlock import Airlock, Limits

LETTER = pdf("Letter", 2)
ACTS = ("act on a shortage", "certified copy", "reading copy")
TWO = (Signatory("Секретар суду", "П. П. Приклад"), Signatory("Консультант", "Н. Н. Взірець"))


@pytest.fixture(scope="module")
def airlock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Airlock]:
    with Airlock(workers=1, limits=Limits(), scratch=tmp_path_factory.mktemp("scratch")) as pool:
        yield pool


def _draw_up(vault: Vault, _: Path) -> None:
    found = (Shortfall(Defect.MISSING, "Додаток 3: квитанція", "є в переліку додатків"),)
    request = ActRequest(
        kind="arrival", party="ТОВ «Приклад»", case=NUMBER, found=found, present=TWO
    )
    draw_act(vault, PRESS, HEAD, request, actor="clerk")


def _is_drawn_up(vault: Vault, _: Path) -> bool:
    with vault.read() as connection:
        made = list(drawn_up(connection))
    for act in made:
        assert content_of(vault.locate(act.document).read_bytes()).sha512 == act.document
    assert [act.number for act in made] in ([], ["2026/Н-1"])
    return bool(made)


def _with_a_letter(vault: Vault) -> None:
    case_with_a_claim(vault)
    add(vault, "letter", LETTER, fmt="fmt/18")


def _copies(vault: Vault) -> list[Content]:
    with vault.read() as connection:
        told = [
            vault.entry_at(event.end).payload["copy"]
            for event in events_of(connection, events.document_subject("letter"))
            if event.event == events.COPY_CERTIFIED
        ]
    return [Content.from_json(one) for one in told]


def _is_certified(vault: Vault, root: Path) -> bool:
    """A copy the journal tells of is kept, and lies whole outside, or beside its place."""
    made = _copies(vault)
    for one in made:
        assert content_of(vault.locate(one.sha512).read_bytes()) == one
    outside = [root / "copy.pdf", *root.glob(".copy.pdf*.partial")]
    there = [content_of(path.read_bytes()) for path in outside if path.exists()]
    assert all(one in there for one in made)
    assert not (root / "copy.pdf").exists() or content_of((root / "copy.pdf").read_bytes()) in made
    return bool(made)


def _is_read(vault: Vault, _: Path) -> bool:
    with vault.read() as connection:
        letter = get_document(connection, "letter")
    for sha512 in (letter.text, letter.reading_copy):
        assert sha512 is None or content_of(vault.locate(sha512).read_bytes()).sha512 == sha512
    if letter.reading_copy:
        with pikepdf.open(vault.locate(letter.reading_copy)) as copy:
            assert len(copy.pages) == 2
    return bool(letter.reading_copy or letter.reading_note)


def acts(airlock: Airlock) -> dict[str, Act]:
    def certify(vault: Vault, root: Path) -> None:
        request = CopyRequest(document="letter", compared=True, certifier=TWO[0])
        certify_copy(
            vault,
            airlock,
            HEAD,
            request,
            actor="clerk",
            pictures=PICTURES,
            deliver=lambda source: copied(source, root / "copy.pdf", disk=vault.disk),
        )

    def derive(vault: Vault, _: Path) -> None:
        work = Deriving(
            vault=vault,
            airlock=airlock,
            office=airlock,
            tools=Tools(),
            judge=Judge(vault, airlock, dict),
            workers=1,
            actor="background",
            print_duplex=False,
            stop=threading.Event(),
        )
        derive_pending(work, documents=["letter"])

    return {
        "act on a shortage": Act(case_with_a_claim, _draw_up, _is_drawn_up),
        "certified copy": Act(_with_a_letter, certify, _is_certified, "copy.pdf"),
        "reading copy": Act(_with_a_letter, derive, _is_read),
    }


@pytest.mark.parametrize("name", ACTS)
def test_no_power_cut_loses_or_tears_what_was_told(name: str, airlock: Airlock) -> None:
    act = acts(airlock)[name]

    assert sweep(act.setup, act.operation, act.verify) > 6


@pytest.mark.parametrize("name", ACTS)
def test_every_fsync_is_needed(name: str, airlock: Airlock) -> None:
    act = acts(airlock)[name]

    assert needless_syncs(act.setup, act.operation, act.verify) == []
