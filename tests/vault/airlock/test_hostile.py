"""No file crashes, hangs or grows the program; each is refused with its reason, or passes."""

from __future__ import annotations

import csv
import random
import time
from pathlib import Path

import pytest

from tests.vault.airlock.examine import examine
from tests.vault.airlock.good import GOOD
from tests.vault.airlock.hostile import HOSTILE
from vault.airlock import Airlock
from vault.errors import AirlockError, ChildDied
from vault.model import Json

CORPUS = Path(__file__).parents[4] / "shared/corpora/hostile"
SECONDS = 30


def outcome(airlock: Airlock, path: Path, name: str) -> Json | AirlockError:
    """What `inspect` said, or the refusal; in time, and never a crash."""
    began = time.monotonic()
    result: Json | AirlockError
    try:
        result = examine(airlock, path, name)
    except AirlockError as error:
        result = error
    assert not isinstance(result, ChildDied)
    assert time.monotonic() - began < SECONDS
    return result


@pytest.mark.parametrize("what", HOSTILE)
def test_a_file_of_every_hostile_class_is_refused_or_marked(
    airlock: Airlock, tmp_path: Path, what: str
) -> None:
    trap = HOSTILE[what]
    path = tmp_path / "file"
    path.write_bytes(trap.make())
    result = outcome(airlock, path, trap.name)

    if trap.refused:
        assert isinstance(result, trap.refused)
    else:
        assert isinstance(result, dict)
        if trap.marked is not None:
            fact, value = trap.marked
            assert result[fact] == value


@pytest.mark.parametrize("name", GOOD)
def test_a_good_file_of_every_kind_passes(airlock: Airlock, tmp_path: Path, name: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(GOOD[name]())
    facts = examine(airlock, path, name)

    assert not facts["mismatch"]
    assert not facts["active"]
    assert facts["damaged"] is None


def mutated(data: bytes, chance: random.Random) -> bytes:
    """`data` with a few of the changes that bad disks, bad mail and bad people make."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(changed) + 1)
        length = chance.choice((1, 2, 4, 16, 200))
        change = chance.randrange(6)
        if change == 0:
            changed[at : at + length] = chance.randbytes(length)
        elif change == 1:
            del changed[at : at + length]
        elif change == 2:
            changed[at:at] = changed[at : at + length] * chance.choice((1, 50))
        elif change == 3:
            changed[at : at + 4] = chance.choice(
                (b"\xff\xff\xff\xff", bytes(4), b"\x7f\xff\xff\xff")
            )
        elif change == 4:
            changed[at:at] = chance.choice(
                (b"%PDF-1.7\n", b"PK\x05\x06", b"<<", b"[[[[", b"\xff\xd9")
            )
        else:
            del changed[max(1, at) :]
    return bytes(changed)


def try_mutation(airlock: Airlock, tmp_path: Path, seed: int) -> None:
    name = list(GOOD)[seed % len(GOOD)]
    path = tmp_path / "file"
    path.write_bytes(mutated(GOOD[name](), random.Random(seed)))
    outcome(airlock, path, name)


@pytest.mark.parametrize("seed", range(100))
def test_mutations_of_good_files_neither_crash_nor_hang(
    airlock: Airlock, tmp_path: Path, seed: int
) -> None:
    try_mutation(airlock, tmp_path, seed)


@pytest.mark.slow
def test_many_mutations(airlock: Airlock, tmp_path: Path) -> None:
    for seed in range(100, 3000):
        try_mutation(airlock, tmp_path, seed)


def corpus() -> list[str]:
    if not CORPUS.is_dir():
        return []
    with (CORPUS / "MANIFEST.tsv").open(encoding="utf-8") as manifest:
        return [row["file"] for row in csv.DictReader(manifest, delimiter="\t")]


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpora are not beside this checkout")
@pytest.mark.parametrize("file", corpus())
def test_the_hostile_corpus(airlock: Airlock, file: str) -> None:
    result = outcome(airlock, CORPUS / file, Path(file).name)

    if file.startswith(("image/", "xml/", "zip/")):
        assert isinstance(result, AirlockError)
    elif "pdfjs-js-" in file:
        assert not isinstance(result, AirlockError)
        assert result["active"] == ["JavaScript"]
