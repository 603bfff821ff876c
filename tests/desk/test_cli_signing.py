"""sign, seal, timestamp: by the command line, with passwords that are found nowhere."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyhanko.sign.fields import MDPPerm

from tests.clauses import proves
from tests.desk.cli import CASE, Office, Ran, sprava
from tests.ingest.samples import pdf
from tests.signing import pdfs
from tests.signing.making import world
from vault import Layout

pytestmark = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="no openssl here to answer as the authority"
)
SIGNER = "З. З. Зразковий"


class Witness:
    """An authority that looks around, while it is asked, for a password that shows."""

    def __init__(self, folder: Path) -> None:
        self._answer = world.openssl_tsa(folder)
        self.seen: list[str] = []
        self.looked = 0

    def __call__(self, path: str, body: bytes) -> tuple[int, bytes]:
        for place in (*Path("/proc").glob("[0-9]*/cmdline"), *Path("/proc").glob("[0-9]*/environ")):
            try:
                found = place.read_bytes()
            except OSError:
                continue
            self.looked += 1
            if world.PASSWORD.encode() in found:
                self.seen.append(str(place))
        status, answer = self._answer(path, body)  # type: ignore[operator]
        return status, answer


@pytest.fixture(scope="module")
def witness(tmp_path_factory: pytest.TempPathFactory) -> Witness:
    return Witness(tmp_path_factory.mktemp("tsa"))


@pytest.fixture(scope="module")
def tsa(witness: Witness) -> Iterator[world.Server]:
    with world.serving(witness) as server:
        yield server


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, tsa: world.Server) -> Path:
    """What lies on the clerk's table: a key, its password in a file, a letter."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "judge.p12").write_bytes(world.container(world.judge()))
    (folder / "seal.p12").write_bytes(world.container(world.seal()))
    (folder / "root.pem").write_bytes(world.root().pem)
    (folder / "root.crl").write_bytes(world.crl())
    (folder / "password").write_text(f"{world.PASSWORD}\n", encoding="utf-8")
    (folder / "password").chmod(0o600)
    (folder / "letter.pdf").write_bytes(pdf("Letter"))
    (folder / "answer.txt").write_text("Відповідь\n", encoding="utf-8")
    return folder


@pytest.fixture
def office(tmp_path: Path, desk: Path, tsa: world.Server) -> Iterator[Office]:
    """A vault that signs; it is sound when the test ends."""
    office = Office(tmp_path / "vault")
    assert office("init", "--court", world.COURT).code == 0
    settings = Layout(office.vault).settings
    text = settings.read_text(encoding="utf-8")
    before, clerk, after = text.partition("[signatories.clerk]")
    text = before + clerk + after.replace('name = ""', f'name = "{SIGNER}"', 1)
    for old, new in (
        ('tsa = ""', f'tsa = "{tsa.url}"'),
        ("anchors = []", f'anchors = ["{desk}/root.pem"]'),
        ("revocation = []", f'revocation = ["{desk}/root.crl"]'),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    settings.write_text(text, encoding="utf-8")
    yield office
    assert office.json("check")["ok"]


def sign(office: Office, desk: Path, *words: object, verb: str = "sign") -> Ran:
    key = desk / ("seal.p12" if verb == "seal" else "judge.p12")
    return office(verb, *words, "--key", key, "--secret-file", desk / "password")


def stored(office: Office, desk: Path) -> str:
    assert office("case", "open", CASE, "--kind", "civil").code == 0
    assert office("add", desk / "letter.pdf", "--case", CASE).code == 0
    [document] = office.documents().values()
    return str(document["id"])


def journal(office: Office) -> str:
    files = sorted((office.vault / "journal").glob("*.jsonl"))
    return "".join(file.read_text(encoding="utf-8") for file in files)


def test_a_file_is_signed_and_then_sealed(office: Office, desk: Path, tmp_path: Path) -> None:
    letter = (desk / "letter.pdf").read_bytes()

    signed = sign(office, desk, desk / "letter.pdf", "-o", tmp_path / "1.pdf", "--visible")
    sealed = sign(office, desk, tmp_path / "1.pdf", "-o", tmp_path / "2.pdf", "--level", "LTA",
                  verb="seal")  # fmt: skip

    assert (signed.code, sealed.code) == (0, 0), (signed, sealed)
    judged = sprava("verify", tmp_path / "2.pdf", "--trust", desk / "root.pem", "--json").json
    assert [one["signer"]["name"] for one in judged["signatures"]] == [world.JUDGE, world.COURT]
    assert judged["signatures"][1]["indication"] == "TOTAL-PASSED"
    assert (desk / "letter.pdf").read_bytes() == letter
    assert journal(office).count('"event":"digital signature generation"') == 2


def test_another_file_is_replaced_only_when_that_is_wanted(
    office: Office, desk: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.pdf"
    out.write_bytes(b"another")
    document = stored(office, desk)
    before = journal(office)

    refused = [
        sign(office, desk, desk / "letter.pdf", "-o", out, "--json"),
        sign(office, desk, "--document", document, "-o", out, "--json", verb="seal"),
    ]

    assert [(ran.code, ran.error["code"]) for ran in refused] == [(2, "U001")] * 2
    assert (out.read_bytes(), journal(office)) == (b"another", before)
    assert sign(office, desk, desk / "letter.pdf", "-o", out, "--force").code == 0
    assert out.read_bytes().startswith(b"%PDF-")
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["out.pdf"]


@proves("Лубни:13.1", "814:II.11")
def test_a_stored_document_keeps_its_signatures_beside_it(
    office: Office, desk: Path, tmp_path: Path
) -> None:
    document = stored(office, desk)

    inside = sign(office, desk, "--document", document, "--level", "LT", "--json")
    apart = sign(office, desk, "--document", document, "--detached", "-o", tmp_path / "x.p7s",
                 verb="seal")  # fmt: skip

    assert (inside.code, apart.code) == (0, 0), (inside, apart)
    assert inside.json["path"] == "signed-1.pdf"
    assert inside.json["report"]["signatures"][0]["indication"] == "TOTAL-PASSED"
    told = journal(office)
    for name in ("signed-1.pdf.validation.json", "own-signature-1.p7s"):
        assert f'"name":"{name}"' in told
    assert office("copy", "certify", document, "--compared", "-o", tmp_path / "copy.pdf").code == 0
    copied = sign(office, desk, "--document", document, "--copy", "-o", tmp_path / "signed.pdf")
    assert copied.code == 0, copied
    judged = sprava("verify", tmp_path / "signed.pdf", "--json").json
    assert judged["signatures"][0]["content_intact"] is True


def test_there_is_nothing_to_sign_where_no_copy_was_certified(office: Office, desk: Path) -> None:
    ran = sign(office, desk, "--document", stored(office, desk), "--copy")

    assert ran.code == 2
    assert "засвідчену копію" in ran.err


@proves("814:II.11")
def test_proofs_are_made_longer_before_they_end(office: Office, desk: Path) -> None:
    document = stored(office, desk)
    assert sign(office, desk, "--document", document).code == 0
    assert sign(office, desk, "--document", document, "--detached").code == 0

    none = office.json("timestamp")
    listed = office.json("timestamp", "--within", 1000, "--list")
    done = office.json("timestamp", "--within", 1000)
    again = office.json("timestamp", document)

    assert none == []
    assert [(row["document"], row["kept"]) for row in listed] == [(document, None)] * 2
    assert sorted(row["kept"].rpartition(".")[2] for row in done) == ["p7s", "pdf"]
    assert all(row["error"] is None and row["ends"] >= row["ended"] for row in done)
    assert [row["kept"] for row in again] == [None, None]  # the authority gives no longer one yet
    assert journal(office).count('"event":"signature proof extended"') == 2


def test_a_proof_that_is_refused_has_no_end(office: Office, desk: Path, tmp_path: Path) -> None:
    changed, locked, own = tmp_path / "x.pdf", tmp_path / "locked.pdf", world.judge()
    signed = pdfs.sign(pdfs.page(), identity=own)
    changed.write_bytes(signed.replace(b"Pay 100", b"Pay 900"))
    locked.write_bytes(pdfs.sign(pdfs.page(), identity=own, permission=MDPPerm.NO_CHANGES))
    assert office("case", "open", CASE, "--kind", "civil").code == 0
    for path in (changed, locked):
        assert office("add", path, "--case", CASE).code == 0

    listed = office("timestamp", "--list", "--within", 1000, "--json")
    done = office("timestamp", "--within", 1000, "--json")

    for ran in (listed, done):
        assert ran.code == 4, ran
        assert [row["ended"] for row in ran.json] == [None, None]
        assert {row["error"]["code"] for row in ran.json} == {"G066"}
        told = [row["error"]["text"] for row in ran.json]
        assert any("доводити нічого" in text for text in told)
        assert any("забороняє будь-які зміни" in text for text in told)


def test_an_authority_is_needed_only_where_a_proof_is_due(office: Office, desk: Path) -> None:
    settings = Layout(office.vault).settings
    text = settings.read_text(encoding="utf-8")
    begin = text.index('tsa = "')
    document = stored(office, desk)
    assert sign(office, desk, "--document", document).code == 0
    settings.write_text(text[:begin] + text[text.index("\n", begin) :], encoding="utf-8")

    none, due = office("timestamp"), office("timestamp", "--within", 1000, "--json")

    assert (none.code, "треба подовжити, немає" in none.out) == (0, True)
    assert (due.code, due.error["code"]) == (2, "G060")


def test_a_deposited_volume_gets_a_new_version_with_what_was_signed(
    office: Office, desk: Path
) -> None:
    document = stored(office, desk)
    assert office("sheets", "confirm", document, 1).code == 0
    assert office("volume", "close", CASE, 1).code == 0
    assert office("volume", "certify", CASE, 1).code == 0
    assert office("watch", "--once").code == 0
    assert state_of_volume(office) == "deposited"

    assert sign(office, desk, "--document", document, "--detached").code == 0

    assert state_of_volume(office) == "certified"
    assert office("watch", "--once").code == 0
    assert state_of_volume(office) == "deposited"
    [kept] = (office.vault / "stacks").rglob("own-signature-1.p7s")
    assert "/v2/" in str(kept)


def state_of_volume(office: Office) -> str:
    [volume] = office.json("case", "show", CASE)["volumes"]
    return str(volume["state"])


def test_who_is_not_named_does_not_sign_and_a_stranger_does_not_seal(
    office: Office, desk: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.pdf"
    words = (desk / "letter.pdf", "-o", out, "--secret-file", desk / "password")
    asked = len(journal(office))

    nobody = sign(office, desk, desk / "letter.pdf", "-o", out, "--by", "judge")
    stranger = office("sign", *words, "--key", desk / "seal.p12")
    sealing = office("seal", *words, "--key", desk / "judge.p12")
    allowed = office("sign", *words, "--key", desk / "seal.p12", "--basis", "наказ № 7")

    assert [nobody.code, stranger.code, sealing.code, allowed.code] == [3, 3, 3, 0]
    assert "Лубни:13.1" in nobody.err
    assert "814:XI.9-печатка" in sealing.err
    assert '"basis":"наказ № 7"' in journal(office)[asked:]


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["--tsa", "http://127.0.0.1:9/"], 31, "Позначки часу"),
        (["--tsa", "ftp://x/"], 31, "http://"),
        (["--page", "2"], 2, "--visible"),
        (["--visible", "--page", "7"], 31, "сторінки 7"),
        (["--copy"], 2, "--document"),
        (["--token", "x"], 2, "--key"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_left(
    office: Office, desk: Path, tmp_path: Path, words: list[str], code: int, told: str
) -> None:
    before = journal(office)

    ran = sign(office, desk, desk / "letter.pdf", "-o", tmp_path / "out.pdf", *words)

    assert (ran.code, told in ran.err) == (code, True), ran
    assert list(tmp_path.glob("out*")) + list(tmp_path.glob(".out*")) == []
    assert journal(office) == before


def test_a_wrong_password_an_open_file_and_nobody_to_ask(
    office: Office, desk: Path, tmp_path: Path
) -> None:
    words = ("sign", desk / "letter.pdf", "-o", tmp_path / "out.pdf", "--key", desk / "judge.p12")
    wrong, open_to_all, link = (tmp_path / name for name in ("wrong", "open", "link"))
    wrong.write_text("geheim-17")
    wrong.chmod(0o600)
    open_to_all.write_text(world.PASSWORD)
    open_to_all.chmod(0o640)
    link.symlink_to(desk / "password")

    ends = [
        office(*words, "--secret-file", wrong),
        office(*words, "--secret-file", open_to_all),
        office(*words, "--secret-file", link),
        office(*words),
    ]

    assert [one.code for one in ends] == [31, 2, 2, 2]
    assert ["G052" in ends[0].err, "G056" in ends[1].err, "G057" in ends[3].err] == [True] * 3
    assert not any("geheim-17" in one.err + one.out for one in ends)


def everything_written(vault: Path) -> bytes:
    return b"".join(path.read_bytes() for path in vault.rglob("*") if path.is_file())


def test_a_password_shows_nowhere(
    office: Office, desk: Path, tmp_path: Path, witness: Witness
) -> None:
    """Not in journal, vault or output, nor in any process's arguments or environment."""
    document = stored(office, desk)
    witness.looked = 0
    command: list[str | Path] = [sys.executable, "-m", "desk", "--vault", office.vault, "sign"]
    command += ["--document", document, "--key", desk / "judge.p12", "--secret-fd", "0"]

    done = subprocess.run(
        command, input=f"{world.PASSWORD}\n".encode(), capture_output=True, check=False
    )

    assert done.returncode == 0, done.stderr.decode()
    assert witness.looked > 10
    assert witness.seen == []
    secret = world.PASSWORD.encode()
    assert secret not in done.stdout + done.stderr
    assert secret not in everything_written(office.vault)


@pytest.mark.skipif(shutil.which("setsid") is None, reason="no setsid here to give a terminal")
def test_a_password_typed_at_a_terminal_is_not_echoed(
    office: Office, desk: Path, tmp_path: Path
) -> None:
    ours, theirs = pty.openpty()
    command: list[str | Path] = ["setsid", "--ctty", "--wait", sys.executable, "-m", "desk"]
    command += ["--vault", office.vault]
    command += ["sign", desk / "answer.txt", "-o", tmp_path / "a.p7s", "--key", desk / "judge.p12"]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        while "Пароль ключа «judge.p12»:".encode() not in shown:
            shown += os.read(ours, 4096)
        os.write(ours, f"{world.PASSWORD}\n".encode())
        shown += rest_of(ours)
    os.close(ours)

    assert process.returncode == 0, shown.decode()
    assert world.PASSWORD.encode() not in shown
    assert (tmp_path / "a.p7s").exists()


def rest_of(terminal: int) -> bytes:
    found = b""
    while True:
        try:
            more = os.read(terminal, 4096)
        except OSError:  # the other side was closed
            return found
        if not more:
            return found
        found += more
