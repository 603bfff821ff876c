"""The page on the format and the vault's own READMEs are true: their commands are run."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.vault.sample import alter, last_segment
from vault import open_vault
from vault.head import HeadFile
from vault.layout import Layout

PAGE = Path(__file__).parents[2] / "docs" / "VAULT_FORMAT.md"
TOOLS = ("sha512sum", "sha256sum", "cut", "sed", "grep")
SHELF, JOURNAL, HEAD, STACKS = range(4)


@pytest.fixture
def tools(tmp_path: Path) -> str:
    """A PATH with these tools and no others."""
    place = tmp_path / "tools"
    place.mkdir()
    for name in TOOLS:
        found = shutil.which(name)
        assert found, f"{name} is part of coreutils, grep or sed"
        (place / name).symlink_to(found)
    return str(place)


def objects(vault: Path) -> Iterator[Path]:
    yield from (vault / "stacks").glob("[0-9a-f][0-9a-f]/*")


def run(commands: str, vault: Path, tools: str, *, cwd: Path | None = None) -> tuple[int, str]:
    (volume,) = objects(vault)
    done = subprocess.run(
        [shutil.which("sh") or "/bin/sh", "-eu", "-c", commands],
        env={"PATH": tools, "VAULT": str(vault), "OBJECT": str(volume)},
        cwd=cwd or vault,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def page_blocks() -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    assert len(blocks) == 4
    return blocks


def test_a_sound_vault_passes_every_command_of_the_page(filled: Path, tools: str) -> None:
    blocks = page_blocks()
    head, _ = HeadFile(Layout(filled).head, open_vault(filled, ()).disk).read()
    assert run(blocks[SHELF], filled, tools) == (0, "")
    assert run(blocks[JOURNAL], filled, tools) == (0, f"{head.digest}\n")
    status, slots = run(blocks[HEAD], filled, tools)
    assert status == 0
    assert f'"digest":"{head.digest}"' in slots
    assert run(blocks[STACKS], filled, tools) == (0, "")


def test_damage_fails_the_command_that_concerns_it(filled: Path, tools: str) -> None:
    (volume,) = objects(filled)
    content = next(p for p in (filled / "shelf").rglob("*") if p.is_file())
    damages = [
        (SHELF, content, -1),
        (JOURNAL, last_segment(Layout(filled)), 300),
        (JOURNAL, last_segment(Layout(filled)), 20),
        (HEAD, filled / "journal.head", 700),
        (STACKS, volume / "inventory.json", 40),
        (STACKS, next((volume / "v2" / "content").rglob("*.pdf")), 5),
    ]
    for block, path, place in damages:
        whole = path.read_bytes()
        changed = bytearray(whole)
        changed[place] ^= 1
        alter(path, lambda _, data=bytes(changed): data)  # type: ignore[misc]
        status, _ = run(page_blocks()[block], filled, tools)
        assert status != 0, path
        path.write_bytes(whole)
    lines = last_segment(Layout(filled)).read_bytes().splitlines(keepends=True)
    last_segment(Layout(filled)).write_bytes(b"".join([lines[0], *lines[2:]]))
    assert run(page_blocks()[JOURNAL], filled, tools)[0] != 0, "a line taken out"


@pytest.mark.parametrize("language", ["uk", "en"])
def test_the_readme_in_the_vault_is_true(filled: Path, tools: str, language: str) -> None:
    readme = (filled / f"README.{language}.txt").read_text()
    assert max(map(len, readme.splitlines())) <= 100
    volume, find, shelf, line = re.findall(r"\n\n((?:    .*\n)+)", readme)
    (place,) = objects(filled)
    status, said = run(volume, filled, tools, cwd=place)
    assert (status, said.count(": OK\n")) == (0, 4)
    assert place.name == "757%2f12345%2f25%2f1"
    status, said = run(find.replace("Позовна заява", "Заява document:3"), filled, tools)
    (sha512,) = set(re.findall(r'"sha512":"([0-9a-f]{128})"', said))
    assert (filled / "shelf" / sha512[:2] / sha512).is_file()
    status, said = run(shelf, filled, tools)
    assert (status, said.count(": OK\n")) == (0, 2)
    assert run(line, filled, tools)[0] == 0


def test_the_readmes_name_everything_that_lies_in_a_vault(filled: Path) -> None:
    page = PAGE.read_text()
    for entry in filled.iterdir():
        assert entry.name in page, entry
    for language in ("uk", "en"):
        readme = (filled / f"README.{language}.txt").read_text()
        for name in ("stacks/", "shelf/", "journal/", "journal.head", "quarantine/", "index/"):
            assert name in readme


def test_every_code_of_a_finding_is_on_the_page() -> None:
    sources = [p.read_text() for p in (PAGE.parents[1] / "vault").glob("*.py")]
    codes = set(re.findall(r'(?:Finding|_finding|_say|_mention)\(\s*"(V\d+)"', "".join(sources)))
    assert len(codes) > 10
    assert {code for code in codes if code not in PAGE.read_text()} == set()
