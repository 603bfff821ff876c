"""From the inbox to registered documents."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import signal
import stat
import threading
from dataclasses import replace

import pytest

from ingest import State
from ingest.errors import (
    CardAlone,
    NoInbox,
    NotAPlainFile,
    OutsideCaseFolder,
    ParentMissing,
    Repeated,
    StillWritten,
)
from inventory import OriginalForm, SheetBasis
from inventory.errors import BadCard, NoSuchCase
from tests.ingest.court import CASE, FOLDER, Court
from tests.ingest.samples import archive, mail, pdf, scan, searchable_scan, tiff
from vault import Json
from vault.airlock import Airlock, Limits
from vault.errors import ActiveContent


def test_a_document_is_registered_as_it_came_and_leaves_the_inbox(court: Court) -> None:
    data = pdf("Claim", 3)
    court.put("Позовна заява.pdf", data)

    outcome = court.take_one()

    document = court.document(outcome)
    assert court.bytes_of(document) == data
    assert document.original == hashlib.sha512(data).hexdigest()
    assert outcome.as_json() == {
        "path": f"{FOLDER}/Позовна заява.pdf",
        "outcome": "registered",
        "id": None,
        "document": document.id,
        "case": CASE,
        "sheets": 3,
        "format": "fmt/17",
        "signatures": 0,
        "reason": None,
        "members": [],
        "refused": [],
        "doubts": [],
        "aside": [],
    }
    assert court.left() == []


def test_the_card_says_what_the_document_is(court: Court) -> None:
    card = {"kind": "motion", "title": "Клопотання", "index": "вх. 17", "date": "2025-03-01"}
    court.put("x.pdf", pdf(), card=card | {"sheets": 7, "sender": "Особа Вигадана"})

    outcome = court.take_one()

    document = court.document(outcome)
    assert (document.kind, document.title, document.index) == ("motion", "Клопотання", "вх. 17")
    assert document.count.basis is SheetBasis.CARD
    assert outcome.sheets == document.count.sheets == 7
    assert court.left() == []


@pytest.mark.parametrize(
    ("name", "data", "form", "sheets", "basis"),
    [
        ("x.pdf", pdf("A", 4), OriginalForm.ELECTRONIC, 4, SheetBasis.PRINT),
        ("x.pdf", scan(3), OriginalForm.PAPER, 3, SheetBasis.PROPOSAL),
        ("x.pdf", searchable_scan(3), OriginalForm.PAPER, 3, SheetBasis.PROPOSAL),
        ("x.tif", tiff(2), OriginalForm.PAPER, 2, SheetBasis.PROPOSAL),
        ("x.txt", "Заява".encode(), OriginalForm.ELECTRONIC, 1, SheetBasis.PROPOSAL),
        ("x.eml", mail(), OriginalForm.ELECTRONIC, 1, SheetBasis.PROPOSAL),
    ],
    ids=["born digital", "scan", "searchable scan", "tiff", "text", "mail"],
)
def test_sheets_follow_the_form_of_the_original(
    court: Court, name: str, data: bytes, form: OriginalForm, sheets: int, basis: SheetBasis
) -> None:
    court.put(name, data)

    document = court.document(court.take_one())

    assert document.original_form is form
    assert (document.count.sheets, document.count.basis) == (sheets, basis)


def test_printing_on_both_sides_halves_an_electronic_document(court: Court) -> None:
    court.settings = replace(court.settings, print_duplex=True)
    court.put("x.pdf", pdf("A", 5))

    assert court.document(court.take_one()).count.sheets == 3


def test_a_page_larger_than_a4_is_noted(court: Court) -> None:
    court.put("plan.pdf", pdf("Plan", size_mm=(420, 297)))
    court.put("claim.pdf", pdf("Claim"))

    flags = {d.name: d.flags for d in map(court.document, court.take())}

    assert flags == {"plan.pdf": ("large",), "claim.pdf": ()}


def test_what_cannot_be_taken_stays_and_is_named(court: Court) -> None:
    court.put("x.pdf", pdf(), folder="757_12346_25")
    (court.inbox / "loose.pdf").write_bytes(pdf())
    court.put("alone.pdf.card.json", b"{}")
    court.put("bad.pdf", pdf(), card="{not json")
    court.put("annex.pdf", pdf(), card={"parent": "missing.pdf"})
    (court.inbox / FOLDER / "link.pdf").symlink_to(court.inbox / "loose.pdf")
    before = court.left()

    found = {o.path: o.reason.code for o in court.take() if o.reason}

    assert found == {
        "757_12346_25/x.pdf": NoSuchCase.code,
        "loose.pdf": OutsideCaseFolder.code,
        f"{FOLDER}/alone.pdf.card.json": CardAlone.code,
        f"{FOLDER}/bad.pdf": BadCard.code,
        f"{FOLDER}/annex.pdf": ParentMissing.code,
        f"{FOLDER}/link.pdf": NotAPlainFile.code,
    }
    assert court.left() == before
    assert court.documents() == []
    listed = {one.path: one for one in court.intake().list_arrivals()}
    assert {path: one.reason.code for path, one in listed.items() if one.reason} == found
    assert list(listed["757_12346_25/x.pdf"].nearest) == [CASE]


def test_a_file_is_taken_as_soon_as_its_case_is_opened(court: Court) -> None:
    court.put("x.pdf", pdf(), folder="757_12346_25")
    assert court.take_one().state is State.UNASSIGNED
    court.open_case("757/12346/25")

    assert court.take_one().case == "757/12346/25"


@pytest.mark.parametrize("number", ["2-а_17/09", "757/12345/25-ц", "1_2/3_4"])
def test_odd_numbers_have_folders_too(court: Court, number: str) -> None:
    court.open_case(number)
    court.put("x.pdf", pdf(), folder=number.replace("/", "_"))

    assert court.take_one().case == number


def test_a_folder_named_by_a_mac_is_understood(court: Court) -> None:
    court.open_case("757/1/25-й")
    court.put("x.pdf", pdf(), folder="757_1_25-и\u0306")

    assert court.take_one().case == "757/1/25-й"


def test_an_annex_waits_for_its_document(court: Court) -> None:
    court.put("a-annex.pdf", pdf("Annex"), card={"kind": "annex", "parent": "z-claim.pdf"})
    court.put("z-claim.pdf", pdf("Claim"))

    outcomes = {o.path: o for o in court.take()}

    annex = court.document(outcomes[f"{FOLDER}/a-annex.pdf"])
    assert annex.parent == outcomes[f"{FOLDER}/z-claim.pdf"].document


def test_the_same_content_again_is_kept_once_and_waits_for_a_person(court: Court) -> None:
    data = pdf()
    court.put("a.pdf", data)
    first = court.take_one()
    court.put("b.pdf", data)

    outcome = court.take_one()

    assert outcome.state is State.DUPLICATE
    assert outcome.document == first.document
    assert outcome.reason
    assert outcome.reason.code == Repeated.code
    assert len(court.documents()) == 1
    assert court.left() == []
    [listed] = court.intake().list_arrivals()
    assert (listed.id, listed.state) == (outcome.id, State.DUPLICATE)


def test_a_card_may_explain_why_the_content_comes_again(court: Court) -> None:
    data = pdf()
    court.put("a.pdf", data)
    court.take()
    court.put("b.pdf", data, card={"title": "Копія для відповідача", "copy": True})

    assert court.take_one().state is State.REGISTERED
    assert len(court.documents()) == 2


def test_the_same_card_again_explains_nothing(court: Court) -> None:
    card = {"title": "Копія для відповідача", "copy": True}
    for name in ("a.pdf", "b.pdf"):
        court.put(name, pdf(), card=card)
    states = [outcome.state for outcome in court.take()]

    assert states == [State.REGISTERED, State.DUPLICATE]
    assert len(court.documents()) == 1


def test_the_same_content_belongs_to_two_cases(court: Court) -> None:
    court.open_case("757/2/25")
    court.put("a.pdf", pdf())
    court.put("a.pdf", pdf(), folder="757_2_25")

    assert [o.state for o in court.take()] == [State.REGISTERED] * 2


def test_a_refused_file_lies_in_quarantine_beside_its_reason(court: Court) -> None:
    court.put("invoice.pdf.exe", b"MZ\x90", card={"title": "Рахунок"})

    outcome = court.take_one()

    assert outcome.state is State.QUARANTINED
    assert outcome.reason
    assert outcome.reason.code == ActiveContent.code
    folder = court.vault.layout.quarantine / str(outcome.id)
    assert (folder / "invoice.pdf.exe").read_bytes() == b"MZ\x90"
    assert not (folder / "invoice.pdf.exe").stat().st_mode & stat.S_IXUSR
    card = json.loads((folder / "card.json").read_text())
    assert card["reason"]["code"] == ActiveContent.code
    assert card["files"][0]["sha512"] == hashlib.sha512(b"MZ\x90").hexdigest()
    assert court.left() == []
    assert court.documents() == []
    [listed] = court.intake().list_arrivals()
    assert (listed.id, listed.state, listed.reason) == (
        outcome.id,
        State.QUARANTINED,
        outcome.reason,
    )


def test_one_bad_file_does_not_undo_the_others(court: Court) -> None:
    for number in range(12):
        court.put(f"{number}.pdf", pdf(f"N{number}") if number % 3 else b"%PDF-1.7 rubbish")

    states = sorted(o.state for o in court.take())

    assert states == [State.QUARANTINED] * 4 + [State.REGISTERED] * 8


def test_a_file_that_is_still_written_stays(court: Court) -> None:
    path = court.put("x.pdf", pdf())
    court.settings = replace(court.settings, settle_s=0)
    with path.open("ab"):
        clock = iter(range(10_000))
        intake = court.intake()
        intake._monotonic = lambda: float(next(clock))
        intake.take_inbox()
    [outcome] = court.told

    assert outcome.reason
    assert outcome.reason.code == StillWritten.code
    assert path.exists()
    assert court.take_one().state is State.REGISTERED


def test_nothing_is_taken_once_told_to_stop(court: Court) -> None:
    court.put("x.pdf", pdf())
    court.stop.set()

    court.take()

    assert court.left() == ["x.pdf"]


def test_what_is_in_work_is_finished_when_told_to_stop(court: Court) -> None:
    for number in range(30):
        court.put(f"{number}.pdf", pdf(f"N{number}"))
    intake = court.intake()
    intake._tell = lambda _outcome: court.stop.set()

    intake.take_inbox()

    registered = len(court.documents())
    assert registered >= 1
    assert len(court.left()) + registered == 30
    assert list(court.vault.layout.claimed.iterdir()) == []


def test_the_arrival_is_when_the_file_came_not_what_its_program_said(court: Court) -> None:
    """A file may have lain for days; its modification time is whatever its maker set."""
    path = court.put("x.pdf", pdf())
    os.utime(path, (0, 0))
    came = dt.datetime.fromtimestamp(path.stat().st_ctime, tz=dt.UTC)

    document = court.document(court.take_one())

    assert document.received_at
    assert abs(dt.datetime.fromisoformat(document.received_at) - came) < dt.timedelta(seconds=1)
    assert not document.receipt_confirmed


def test_a_file_nobody_may_read_stays(court: Court) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    court.put("x.pdf", pdf()).chmod(0)

    assert court.take_one().state is State.UNASSIGNED
    assert court.left() == ["x.pdf"]


def test_an_inbox_that_is_away_is_said_so(court: Court) -> None:
    court.inbox.rmdir()

    with pytest.raises(NoInbox):
        court.take()
    assert court.intake().list_arrivals() == []
    court.inbox.mkdir()


def test_a_closed_case_still_takes_documents_an_archived_one_does_not(court: Court) -> None:
    with court.vault.transaction("archivist") as tx:
        key = court.case().key
        tx.record("case archived", subjects=[f"case:{key}"], payload={"cases": [key]})
        tx.commit()
    court.put("x.pdf", pdf())

    outcome = court.take_one()

    assert outcome.state is State.UNASSIGNED
    assert outcome.reason
    assert "814:VII.13" in outcome.reason.text
    assert court.left() == ["x.pdf"]


def test_two_at_work_take_everything_once(court: Court) -> None:
    for number in range(60):
        court.put(f"{number}.pdf", pdf(f"N{number}"))
    others = [Court(court.vault, court.airlock, court.settings) for _ in range(2)]
    threads = [threading.Thread(target=other.take) for other in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    told = [o for other in others for o in other.told]
    registered = [o for o in told if o.state is State.REGISTERED]
    assert len(registered) == len(court.documents()) == 60
    assert all(o.state in {State.REGISTERED, State.UNASSIGNED} for o in told)
    assert court.left() == []


def test_an_archive_of_nothing_but_refused_files_is_kept_and_says_so(court: Court) -> None:
    court.put("x.zip", archive(a__html=b"<html></html>"))

    outcome = court.take_one()

    assert outcome.state is State.REGISTERED
    assert list(outcome.refused) == ["a.html"]


class Fragile(Airlock):
    """An airlock whose children die under the first calls, as when memory is short."""

    deaths = 0

    def call(self, task: str, *, limits: Limits | None = None, **arguments: Json) -> Json:
        if self.deaths:
            self.deaths -= 1
            return super().call("tests.vault.airlock.probes:die", number=signal.SIGKILL)
        return super().call(task, limits=limits, **arguments)


@pytest.mark.parametrize(
    ("deaths", "state"), [(1, State.REGISTERED), (2, State.QUARANTINED)], ids=["once", "again"]
)
def test_a_child_that_dies_is_given_one_more_chance(
    court: Court, deaths: int, state: State
) -> None:
    with Fragile(workers=1, limits=Limits(), scratch=court.vault.layout.scratch) as fragile:
        fragile.deaths = deaths
        court.airlock = fragile
        court.put("x.pdf", pdf())

        assert court.take_one().state is state
