"""watch, add, inbox: what the contract promises about arrivals."""

from __future__ import annotations

import json
import os
import threading
import time
from pathlib import Path
from typing import Any

from desk.wiring import Workbench
from tests.desk.cli import ARRIVAL, CASE, OUTCOME, SUMMARY, Office, Ran, shaped
from tests.desk.conftest import RESTRICTED, Built
from tests.ingest.samples import pdf


def test_watch_tells_of_each_arrival_and_then_in_sum(built: Built) -> None:
    *outcomes, last = built.watched.lines

    assert [one for one in outcomes if not shaped(one, OUTCOME)] == []
    assert list(last) == ["summary"]
    assert shaped(last["summary"], SUMMARY)
    counts = {name: last["summary"][name] for name in SUMMARY if name != "seconds"}
    assert counts == {"registered": 6, "duplicate": 1, "quarantined": 1, "unassigned": 2}
    assert built.watched.code == 4
    assert built.watched.err == ""


def test_each_arrival_ends_as_the_conventions_say(built: Built) -> None:
    told = {one["path"]: one for one in built.watched.lines[:-1]}

    claim, again = told["757_12345_25/pozov.pdf"], told["757_12345_25/zz-again.pdf"]
    assert (claim["outcome"], claim["case"], claim["sheets"]) == ("registered", CASE, 4)
    assert (again["outcome"], again["reason"]["code"]) == ("duplicate", "I048")
    assert claim["document"] in again["reason"]["text"]
    assert told["757_12345_25/vidzyv.txt"]["signatures"] == 1
    assert told["757_12345_25/broken.pdf"]["outcome"] == "quarantined"
    assert told["757_12345_26/somewhere.pdf"]["outcome"] == "unassigned"
    assert told["loose.pdf"]["outcome"] == "unassigned"


def test_what_waits_is_listed_with_the_nearest_numbers(office: Office) -> None:
    listed = office.json("inbox", "list")

    assert [one for one in listed if not shaped(one, ARRIVAL)] == []
    states = {one["path"]: one["state"] for one in listed}
    assert states == {
        "757_12345_25/zz-again.pdf": "duplicate",
        "757_12345_25/broken.pdf": "quarantined",
        "757_12345_26/somewhere.pdf": "unassigned",
        "loose.pdf": "unassigned",
    }
    [lost] = [one for one in listed if one["path"] == "757_12345_26/somewhere.pdf"]
    assert lost["nearest"][0] == CASE


def test_people_read_sentences(office: Office) -> None:
    told = office("inbox", "list")

    assert told.code == 0
    assert "чекає: loose.pdf — Файл лежить у скриньці поза каталогом справи." in told.out
    assert "повторно: 757_12345_25/zz-again.pdf" in told.out
    assert "waiting: loose.pdf" in office("inbox", "list", "--lang", "en").out


def test_what_was_left_half_written_is_told_of(own: Office) -> None:
    path = own.put("scan.pdf.part", b"%PDF-1.7 half")
    own.put("young.pdf.part", b"%PDF-1.7 half")
    two_days_ago = time.time() - 2 * 24 * 60 * 60
    os.utime(path, (two_days_ago, two_days_ago))

    ran = own("watch", "--once", "--json")
    listed = {one["path"]: one for one in own.json("inbox", "list")}

    told = {one["path"]: one for one in ran.lines[:-1]}
    for found in (told["757_12345_25/scan.pdf.part"], listed["757_12345_25/scan.pdf.part"]):
        assert found["reason"]["code"] == "I069"
    assert "757_12345_25/young.pdf.part" not in {*told, *listed}
    assert ran.code == 4
    assert path.read_bytes() == b"%PDF-1.7 half"


def test_restricted_bytes_stay_in_the_inbox(office: Office) -> None:
    kept = office.vault / "inbox" / "757_12345_25" / "secret.pdf"

    assert kept.read_bytes() == RESTRICTED
    holding = [p for p in office.vault.rglob("*") if p.is_file() and p != kept]
    assert [p for p in holding if RESTRICTED in p.read_bytes()] == []


def test_a_case_file_opened_later_takes_what_waited_for_it(own: Office) -> None:
    assert own("case", "open", "757/12345/26", "--kind", "civil").code == 0

    *outcomes, last = own("watch", "--once", "--json").lines

    assert [one["case"] for one in outcomes if one["outcome"] == "registered"] == ["757/12345/26"]
    assert last["summary"]["registered"] == 1


def test_add_leaves_the_files_where_they_are(own: Office, tmp_path: Path) -> None:
    source, card = tmp_path / "довідка.pdf", tmp_path / "card.json"
    source.write_bytes(pdf("Note", 3))
    card.write_text(json.dumps({"title": "Довідка", "date": "2025-07-01"}), encoding="utf-8")

    added = own("add", source, "--case", CASE, "--kind", "annex", "--card", card, "--json")

    first, last = added.lines
    assert added.code == 0, added
    assert shaped(first, OUTCOME)
    assert (first["outcome"], first["sheets"]) == ("registered", 3)
    assert last["summary"]["registered"] == 1
    assert source.read_bytes() == pdf("Note", 3)
    assert own.documents()["Довідка"]["date"] == "2025-07-01"


def test_what_cannot_be_added_is_said_and_nothing_changes(own: Office, tmp_path: Path) -> None:
    source = tmp_path / "a.pdf"
    source.write_bytes(pdf("Other"))
    before = own("case", "show", CASE).out

    nowhere = own("add", source, "--case", "1/1/11", "--json")
    no_card = own("add", source, "--case", CASE, "--card", tmp_path / "none.json", "--json")
    no_file = own("add", tmp_path / "none.pdf", "--case", CASE, "--json")

    assert (nowhere.code, nowhere.error["code"]) == (2, "N002")
    assert (no_card.code, no_card.error["code"]) == (2, "U003")
    assert (no_file.code, no_file.error["code"]) == (2, "U003")
    assert own("case", "show", CASE).out == before


def test_a_repeated_arrival_is_registered_when_a_person_says_so(own: Office) -> None:
    waiting = {one["path"]: one["id"] for one in own.json("inbox", "list")}
    again = waiting["757_12345_25/zz-again.pdf"]

    silent = own("inbox", "retry", again, "--json")
    assert (silent.code, silent.error["code"]) == (2, "I091")
    assert again in {one["id"] for one in own.json("inbox", "list")}

    retried = own("inbox", "retry", again, "--note", "другий примірник", "--json")

    assert retried.lines[-1]["summary"]["registered"] == 1, retried
    assert again not in {one["id"] for one in own.json("inbox", "list")}


def test_what_concerns_no_case_is_refused_from_any_folder(own: Office) -> None:
    office = own.vault / "inbox"
    (office / "loose.pdf").write_bytes(pdf("Misdelivered"))
    said = ("--kind", "misdelivered", "--reason", "адресовано іншому суду", "--to", "Інший суд")

    def reject() -> Ran:
        waiting = {one["path"].rpartition("/")[2]: one["id"] for one in own.json("inbox", "list")}
        return own("inbox", "reject", waiting["loose.pdf"], *said)

    loose = reject()
    (office / "інше").mkdir()
    (office / "loose.pdf").rename(office / "інше" / "loose.pdf")
    refused = reject()

    assert (loose.code, "до будь-якого" in loose.err) == (2, True)
    assert refused.code == 0
    assert "за підписом керівника апарату (814 II.5): Інший суд" in refused.out


def test_a_rejected_arrival_waits_no_longer_and_its_bytes_stay(own: Office) -> None:
    waiting = {one["path"]: one["id"] for one in own.json("inbox", "list")}
    broken = waiting["757_12345_25/broken.pdf"]

    rejected = own("inbox", "reject", broken, "--reason", "надіслано помилково", "--json")

    assert rejected.code == 0, rejected
    assert rejected.json["id"] == broken
    assert broken not in {one["id"] for one in own.json("inbox", "list")}
    kept = [p for p in (own.vault / "quarantine").rglob("*") if p.is_file()]
    assert any(p.read_bytes() == b"%PDF-1.7 and nothing else" for p in kept)


def test_an_unknown_arrival_is_no_arrival(office: Office) -> None:
    assert office("inbox", "retry", "nothing", "--json").error["code"] == "I060"
    assert office("inbox", "reject", "nothing", "--reason", "x", "--json").error["exit"] == 2


def test_an_inbox_elsewhere_has_its_claims_beside_it(own: Office, tmp_path: Path) -> None:
    settings = own.vault / "sprava.toml"
    text = settings.read_text(encoding="utf-8")
    inbox = tmp_path / "shared" / "scans"
    settings.write_text(text.replace('path = "inbox"', f'path = "{inbox}"'), encoding="utf-8")
    (inbox / "757_777_19").mkdir(parents=True)
    (inbox / "757_777_19" / "scan.pdf").write_bytes(pdf("Scan"))

    taken = own("watch", "--once", "--json")

    assert [one["outcome"] for one in taken.lines[:-1]] == ["registered"]
    assert (inbox.parent / "scans.claimed").is_dir()
    assert not (inbox / "757_777_19" / "scan.pdf").exists()


def test_an_inbox_may_not_be_the_vault_itself(own: Office) -> None:
    settings = own.vault / "sprava.toml"
    text = settings.read_text(encoding="utf-8")

    for place in (".", "shelf", "..", "claimed/a"):
        settings.write_text(text.replace('path = "inbox"', f'path = "{place}"'), encoding="utf-8")
        assert own("case", "list", "--json").error["code"] == "U002", place


def test_with_ready_only_nothing_is_taken_without_its_marker(own: Office) -> None:
    settings = own.vault / "sprava.toml"
    text = settings.read_text(encoding="utf-8")
    assert "ready_only = false" in text
    settings.write_text(text.replace("ready_only = false", "ready_only = true"), encoding="utf-8")
    own.put("slow.pdf", pdf("Slow"))

    def told() -> dict[str, Any]:
        lines = own("watch", "--once", "--json").lines[:-1]
        return next(line for line in lines if line["path"].endswith("slow.pdf"))

    waiting = told()
    own.put("slow.pdf.ready", b"")

    assert (waiting["outcome"], waiting["reason"]["code"]) == ("unassigned", "I066")
    assert "slow.pdf.ready" in waiting["reason"]["text"]
    assert told()["outcome"] == "registered"


def test_polling_looks_as_often_as_the_settings_say(own: Office) -> None:
    settings = own.vault / "sprava.toml"
    text = settings.read_text(encoding="utf-8")
    assert "poll_s = 10.0" in text
    text = text.replace("poll_s = 10.0", "poll_s = 0.5").replace(
        "polling = false", "polling = true"
    )
    settings.write_text(text, encoding="utf-8")

    office = Workbench.open(own.vault, "clerk")
    stop, taken = threading.Event(), threading.Event()
    intake = office.intake(tell=lambda _outcome: taken.set(), stop=stop)
    watching = threading.Thread(target=intake.watch, args=[print])
    watching.start()
    time.sleep(1)  # the first look is over; by itself the next one would come in ten seconds
    own.put("later.pdf", pdf("Later"))
    came = taken.wait(6)
    stop.set()
    watching.join()
    office.close()

    assert came


def test_a_card_nobody_understands_is_told_of(own: Office, tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(pdf("Odd", 2))
    (tmp_path / "x.pdf.card.json").write_text('{"kind": "позов", "sheet": 5}', "utf-8")
    words = ("add", tmp_path / "x.pdf", tmp_path / "x.pdf.card.json", "--case", CASE)

    ran = own(*words, "--json")

    assert ran.code == 0
    kind, key = ran.lines[0]["doubts"]
    assert "claim (Позовна заява)" in kind
    assert "можливо, «sheets»" in key
