"""Claiming: one process has the file, and nothing is ever overwritten or lost."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ingest.claims import Claim, Claims
from ingest.errors import StillWritten
from ingest.inbox import Inbox
from ingest.model import Sighting
from tests.ingest.court import FOLDER, Court


def claims_of(court: Court) -> Claims:
    return Claims(court.vault, Inbox(court.inbox))


def seen(court: Court) -> list[Sighting]:
    return [s for s in Inbox(court.inbox).sightings(FOLDER) if isinstance(s, Sighting)]


def claimed(claims: Claims, sighting: Sighting, own_id: str = "a1") -> Claim:
    found = claims.claim(sighting, own_id)
    assert found is not None
    return found[0]


def test_of_many_who_want_it_one_has_it(court: Court) -> None:
    for number in range(40):
        court.put(f"{number}.pdf", b"x", card="{}")
    sightings = seen(court)
    many = [claims_of(court) for _ in range(4)]

    def take(claims: Claims) -> list[str]:
        found = [claims.claim(s, f"id{s.group.name}") for s in sightings]
        return [one[0].name for one in found if one is not None]

    with ThreadPoolExecutor(4) as threads:
        taken = [name for names in threads.map(take, many) for name in names]

    assert sorted(taken) == sorted(s.group.name for s in sightings)


def test_a_claimed_group_leaves_the_inbox_whole_and_comes_back_whole(court: Court) -> None:
    court.put("x.pdf", b"x", card="{}")
    court.put("x.pdf.p7s", b"s")
    claims = claims_of(court)
    claim = claimed(claims, seen(court)[0])
    assert not [p for p in court.inbox.rglob("*") if p.is_file()]
    assert list(claim.files) == ["x.pdf", "x.pdf.card.json", "x.pdf.p7s"]

    claims.put_back(claim)
    claims.close()

    assert court.left() == ["x.pdf", "x.pdf.card.json", "x.pdf.p7s"]
    assert list(court.vault.layout.claimed.iterdir()) == []


def test_what_comes_back_never_replaces_what_came_meanwhile(court: Court) -> None:
    court.put("x.pdf", b"old", card='{"title": "old"}')
    claims = claims_of(court)
    claim = claimed(claims, seen(court)[0])
    court.put("x.pdf", b"new", card='{"title": "new"}')

    claims.put_back(claim)
    claims.close()

    folder = court.inbox / FOLDER
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == {
        "x.pdf": b"new",
        "x.pdf.card.json": b'{"title": "new"}',
        "x (2).pdf": b"old",
        "x (2).pdf.card.json": b'{"title": "old"}',
    }


def test_a_file_that_changed_since_it_was_seen_goes_back(court: Court) -> None:
    path = court.put("x.pdf", b"one")
    sighting = seen(court)[0]
    path.write_bytes(b"one and more")
    claims = claims_of(court)

    with pytest.raises(StillWritten):
        claims.claim(sighting, "a1")

    assert path.read_bytes() == b"one and more"
    claims.close()


@pytest.mark.parametrize("name", ["x" * 251 + ".pdf", "є" * 125 + ".pdf", "-", "~x~.pdf", "a~b"])
def test_any_name_a_file_may_have_can_be_claimed(court: Court, name: str) -> None:
    court.put(name, b"x")
    claims = claims_of(court)
    claim = claimed(claims, seen(court)[0])
    assert claim.name == name
    claims.close()  # as after a crash: the files stay claimed

    later = claims_of(court)
    [again] = later.abandoned()
    assert (again.id, again.folder, list(again.files)) == ("a1", FOLDER, [name])
    later.finish(again)
    later.close()
    assert court.left() == []


def test_a_folder_whose_process_lives_is_left_alone(court: Court) -> None:
    court.put("x.pdf", b"x")
    living = claims_of(court)
    claimed(living, seen(court)[0])

    assert list(claims_of(court).abandoned()) == []
    living.close()


def test_a_group_torn_by_a_crash_is_made_whole(court: Court) -> None:
    """The document is claimed first, so what is missing still lies in the inbox."""
    court.put("x.pdf", b"x")
    claims = claims_of(court)
    claimed(claims, seen(court)[0])
    claims.close()
    (court.inbox / FOLDER / "x.pdf.card.json").write_text("{}")
    (court.inbox / FOLDER / "x.pdf.P7S").write_text("s")

    later = claims_of(court)
    [claim] = later.abandoned()

    assert set(claim.files) == {"x.pdf", "x.pdf.card.json", "x.pdf.P7S"}
    later.close()


def test_a_new_document_of_the_same_name_keeps_its_card(court: Court) -> None:
    court.put("x.pdf", b"old")
    claims = claims_of(court)
    claimed(claims, seen(court)[0])
    claims.close()
    court.put("x.pdf", b"new", card="{}")

    later = claims_of(court)
    [claim] = later.abandoned()

    assert list(claim.files) == ["x.pdf"]
    later.close()


def test_a_killed_process_leaves_its_folder_to_others(court: Court, tmp_path: Path) -> None:
    court.put("x.pdf", b"x")
    script = tmp_path / "die.py"
    script.write_text(
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from ingest.claims import Claims\n"
        "from ingest.inbox import Inbox\n"
        "from tests.ingest.court import FOLDER, PROJECTIONS\n"
        "from vault import open_vault\n"
        "vault = open_vault(Path(sys.argv[1]), PROJECTIONS)\n"
        "inbox = Inbox(vault.layout.inbox)\n"
        "claims = Claims(vault, inbox)\n"
        "claims.claim(next(iter(inbox.sightings(FOLDER))), 'a1')\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    root = Path(__file__).parents[2]
    subprocess.run(
        [sys.executable, script, court.vault.layout.root],
        check=False,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    claims = claims_of(court)

    [claim] = claims.abandoned()

    assert claim.name == "x.pdf"
    claims.close()


def test_an_inbox_on_another_filesystem_is_claimed_there(
    court: Court, other_filesystem: Path
) -> None:
    court.vault.layout.inbox = other_filesystem
    court.put("x.pdf", b"x")
    claims = claims_of(court)

    claim = claimed(claims, seen(court)[0])

    assert claim.files["x.pdf"].is_relative_to(other_filesystem)
    claims.put_back(claim)
    claims.close()
    assert [p.name for p in other_filesystem.rglob("*") if p.is_file()] == ["x.pdf"]
