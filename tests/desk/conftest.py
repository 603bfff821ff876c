"""One vault built by the command line for the whole run; tests that change it take a copy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from desk.demo import pki
from tests.desk.cli import CASE, FOLDER, TOLD, Office, Ran
from tests.ingest.samples import pdf

SIGNED_AT = dt.datetime(2025, 6, 2, 9, tzinfo=dt.UTC)
RESTRICTED = b"%PDF-1.7 words that stay where they are"
ANSWER = (
    "ВІДЗИВ НА ПОЗОВ\n\nПозивач просить стягнути борг. Заперечую проти вимог позивача: договір "
    "підряду № 17 від 2 січня 2025 року розірвано за згодою сторін, межові знаки встановлено. "
    "Справа № 757/12345/25.\n"
)
LETTER = (
    "КЛОПОТАННЯ\n\nЗаявлено позивачем: прошу відкласти розгляд і залучити експерта. "
    "Ґрунтові води підняли рівень, про що складено акт.\n"
)


@dataclass(frozen=True)
class Built:
    """The vault, and what the verb said while it took the inbox."""

    office: Office
    watched: Ran


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SPRAVA_VAULT", raising=False)
    monkeypatch.delenv("SPRAVA_USER", raising=False)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("office")
    office = Office(folder / "vault")
    made = office("init", "--court", TOLD["court"], "--court-code", "757", "--fonds", "7")
    assert made.code == 0, made
    root = folder / "authority.pem"
    root.write_bytes(pki.authority().pem)
    settings = office.vault / "sprava.toml"
    text = settings.read_text(encoding="utf-8")
    text = text.replace("settle_s = 5.0", "settle_s = 0.1")
    text = text.replace("anchors = []", f'anchors = ["{root}"]')
    text = text.replace(
        'position = "Секретар суду"\nname = ""',
        f'position = "Секретар суду"\nname = "{TOLD["clerk"]}"',
    )
    settings.write_text(text, encoding="utf-8")
    for number, title in ((CASE, "Вигаданенко до Прикладного"), ("757/777/19", "Заява Зразкової")):
        opened = office("case", "open", number, "--kind", "civil", "--title", title)
        assert opened.code == 0, opened
    _lay_out(office)
    return Built(office, office("watch", "--once", "--json"))


def _lay_out(office: Office) -> None:
    claim = pdf("Claim", 4)
    card = {"kind": "claim", "title": "Позовна заява", "index": "1/25", "date": "2025-03-01"}
    office.put("pozov.pdf", claim, {**card, "received_at": "2025-03-02"})
    annex = {"kind": "annex", "title": "Договір підряду", "date": "2025-01-02"}
    office.put("dogovir.pdf", pdf("Contract", 2), {**annex, "parent": "pozov.pdf"})
    who = pki.holder("Зразковий Захар Захарович")
    answer = {"kind": "defence", "title": "Відзив", "date": "2025-04-01"}
    office.put("vidzyv.txt", ANSWER.encode(), {**answer, "received_at": "2025-04-02"})
    signature = pki.detached(ANSWER.encode(), who, at=SIGNED_AT)
    office.put("vidzyv.txt.p7s", signature)
    motion = {"kind": "motion", "title": "Клопотання про експертизу", "date": "2025-05-05"}
    office.put("klopotannia.txt", LETTER.encode(), {**motion, "received_at": "2025-05-05"})
    office.put("zz-again.pdf", claim)
    office.put("broken.pdf", b"%PDF-1.7 and nothing else")
    office.put("secret.pdf", RESTRICTED, {"restricted": True, "title": "З грифом", "pages": 3})
    office.put("somewhere.pdf", pdf("Lost"), folder="757_12345_26")
    paper = {"title": "Рішення", "kind": "decision", "date": "2019-05-05", "original_form": "paper"}
    old = {**paper, "sheets": 1, "received_at": "2019-05-05"}
    office.put("rishennia.pdf", pdf("Decision"), old, folder="757_777_19")
    (office.vault / "inbox" / "loose.pdf").write_bytes(pdf("Loose"))


@pytest.fixture(scope="session")
def office(built: Built) -> Office:
    """The built vault, not to be changed."""
    return built.office


@pytest.fixture
def own(built: Built, tmp_path: Path) -> Iterator[Office]:
    """A copy of the built vault, to be changed; it is sound when the test ends."""
    office = built.office.copy(tmp_path / "vault")
    # A restricted file is known by its inode: a copy of it would be another arrival.
    (office.vault / "inbox" / FOLDER / "secret.pdf").unlink()
    (office.vault / "inbox" / FOLDER / "secret.pdf.card.json").unlink()
    yield office
    assert office.json("check")["ok"]
