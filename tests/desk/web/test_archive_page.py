"""Архів: what falls due, handing over, transfer with its approvals, who may look."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator

import pypdfium2
import pytest
import sqlalchemy as sa

from desk.finish import deposit_ready
from desk.web.archive import NEVER, NONE, NOW, WAITING, KeptAlike, slot_of, timeline
from inventory import CaseFile, CaseState, OriginalForm
from inventory.access import Restriction, Right, service
from inventory.events import case_subject
from inventory.language.days import legal_day
from inventory.queries import get_case
from retention import Keeping, ScheduleItem
from tests.clauses import proves
from tests.desk.cli import CASE
from tests.desk.conftest import Built
from tests.desk.web.site import ORDER, Site, name_people, opened
from vault import events_of

OLD = "757/777/19"


@pytest.fixture(scope="module")
def archive(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A closed case file whose one volume is certified and deposited; its life goes on below."""
    office = built.office.copy(tmp_path_factory.mktemp("archive") / "vault")
    office.json("case", "close", OLD, "--on", "2019-12-31")
    office.json("sheets", "confirm", office.documents(OLD)["Рішення"]["id"], "1")
    office.json("volume", "close", OLD, "1")
    assert office("volume", "certify", OLD, "1", "--counted", "1", "--json").code in {0, 4}
    with opened(office.vault) as site:
        name_people(site.workbench)
        with site.workbench.vault.transaction("система") as tx:
            service.grant(tx, "suddia", Right(kind="role", value="commission", order=ORDER))
            service.revoke(tx, "suddia", "role", "judge", order=ORDER)
            tx.commit()
        yield site


@proves("814:I.1-архів")
def test_814_i_1__the_archive_is_its_keepers_and_the_commissions(archive: Site) -> None:
    for login in ("kants", "sekretar", "chytach", "admin"):
        visitor = archive.visitor(login)
        for path in ("", "/handover", "/transfer", "/acts", "/schedule", "/acts/2026%2F1"):
            assert visitor.get(f"/archive{path}").status_code == 403, (login, path)
        assert 'href="/archive"' not in visitor.get("/password").text
    for path in ("", "/acts", "/schedule"):
        page = archive.visitor("suddia").get(f"/archive{path}")
        assert page.status_code == 200, path
        assert "Скласти" not in page.text
    for path in ("/handover", "/transfer"):
        assert archive.visitor("suddia").get(f"/archive{path}").status_code == 403
    refused = archive.visitor("suddia").post("/archive/handover", {"case": OLD, "basis": "x"})
    assert refused.status_code == 403
    wrong = {"case": OLD, "item": "приклад-9"}
    assert archive.visitor("suddia").post("/archive/item", wrong).status_code == 403


@proves("814:I.13")
def test_814_i_13__what_falls_due_with_all_that_stands_against_it(archive: Site) -> None:
    archivist = archive.visitor("arkhiv")
    none = archivist.get("/archive").text
    assert "Статтю не визначено: 1" in none
    assert f"№ {OLD}" in none
    assert CASE not in none  # it goes on

    told = archivist.post("/archive/item", {"case": OLD, "item": "приклад-1"})
    assert told.headers["location"] == "/archive?of=now"
    page = archivist.get("/archive?of=now").text
    assert "акт не раніше 2023 р." in page
    assert "строк не звірено з офіційним Переліком" in page
    assert "814:I.13" in page
    assert archivist.post("/archive/item", {"case": OLD, "item": "нема"}).status_code == 404
    assert archivist.get("/archive?of=нема").status_code == 200


@proves("814:XXI.1", "814:XXI.2", "814:I.10-доступ")
def test_814_xxi__from_a_closed_case_file_to_the_state_archive(archive: Site) -> None:
    archivist, commission = archive.visitor("arkhiv"), archive.visitor("suddia")
    archivist.post("/archive/item", {"case": OLD, "item": "приклад-9"})
    assert archivist.post("/archive/handover", {"basis": "x"}).status_code == 400
    handed = archivist.post("/archive/handover", {"case": OLD, "basis": "закінчення справ"})
    assert handed.status_code == 303, handed.text
    assert archivist.get(handed.headers["location"]).text.count(OLD) >= 1
    printed = archivist.post(f"{handed.headers['location']}/print")
    assert printed.headers["content-type"] == "application/pdf"
    with archive.workbench.vault.read() as connection:
        case = get_case(connection, OLD).key
        taken = [e.actor for e in events_of(connection, case_subject(case)) if e.event == "export"]
    assert taken == ["система as arkhiv"]
    assert commission.post(f"{handed.headers['location']}/print").status_code == 200
    archive.app.state.seat.traces.flush()
    with archive.workbench.vault.read() as connection:
        assert ("dissemination", "система as suddia") in {
            (e.event, e.actor) for e in events_of(connection, case_subject(case))
        }
    with pypdfium2.PdfDocument(printed.content) as pdf:
        assert OLD in pdf[0].get_textpage().get_text_bounded()
    again = archivist.post("/archive/handover", {"case": OLD, "basis": "x"})
    assert (again.status_code, "814:XXI.1" in again.text or "уже передано" in again.text) == (
        (422, True)
    )

    deposit_ready(archive.workbench, threading.Event())
    page = archivist.get("/archive/transfer").text
    assert f'value="{OLD}" aria-label' in page, page
    made = archivist.post("/archive/transfer", {"case": OLD})
    assert made.status_code == 303, made.text
    act = made.headers["location"]
    [package] = (archive.workbench.vault.layout.desk / "packages").iterdir()
    assert (package / "manifest-sha512.txt").is_file()
    assert package.name in archivist.get(act).text

    approval = {"body": "ek", "protocol": "№ 3", "on": archive_day(archive), "by": "Г. Г. Голова"}
    assert archivist.post(f"{act}/finish", {"on": archive_day(archive)}).status_code == 422
    late = commission.post(f"{act}/approve", approval | {"on": "01.01.2999"})
    assert late.status_code == 400
    assert commission.post(f"{act}/approve", approval | {"body": "court"}).status_code == 422
    for body in ("ek", "epk", "court", "archive"):
        assert commission.post(f"{act}/approve", approval | {"body": body}).status_code == 303
    assert "погоджено, очікує приймання" in commission.get(act).text
    assert "Записати, що державний архів" not in commission.get(act).text
    assert archivist.post(f"{act}/finish", {"on": archive_day(archive)}).status_code == 303
    assert "виконано" in archivist.get("/archive/acts").text
    assert archivist.post(f"{act}/cancel", {"reason": "x"}).status_code == 422


@proves("Лубни:3.1-НСРД")
def test_lubny_3_1__an_act_that_names_a_covert_file_is_printed_for_nobody_else(
    archive: Site,
) -> None:
    archivist = archive.visitor("arkhiv")
    acts = archivist.get("/archive/acts").text
    address = "/archive/acts/" + acts.split('href="/archive/acts/')[-1].split('"')[0]
    assert archivist.get(f"{address}/print").status_code == 404  # a look records no export
    assert archivist.post(f"{address}/print").status_code == 200
    with archive.workbench.vault.transaction("система") as tx:
        service.mark(tx, service.subject_of(tx, OLD), Restriction.COVERT, basis=ORDER)
        tx.commit()

    assert archivist.post(f"{address}/print").status_code == 403
    for path in ("/archive", "/archive/acts", "/archive?of=permanent"):
        assert "Заява Зразкової" not in archivist.get(path).text


def test_a_schedule_is_put_in_force_from_a_file(archive: Site) -> None:
    archivist = archive.visitor("arkhiv")
    text = "item\ttitle\tterm\tverified\n1\tСправи про все\t3\t1\n"

    def send(login: str, data: bytes) -> int:
        visitor = archive.visitor(login)
        answer = visitor.client.post(
            "/archive/schedule",
            data={"csrf": visitor.csrf, "name": "Перелік суду"},
            files={"file": ("перелік.tsv", data)},
        )
        return answer.status_code

    assert send("arkhiv", text.encode("cp1251")) == 400
    assert send("arkhiv", b"item\n") == 400
    assert send("suddia", text.encode()) == 403
    assert "Перелік суду" not in archivist.get("/archive/schedule").text
    assert send("arkhiv", text.encode()) == 303
    page = archivist.get("/archive/schedule").text
    assert "Перелік суду" in page
    assert "не звірено" not in page


# -- the timeline --------------------------------------------------------------------------------


def keeping(
    term: int | None, *, closed: str | None = "2020-05-01", start: str = "closed"
) -> Keeping:
    item = ScheduleItem(
        item="1",
        title="т",
        term_years=term,
        mark="",
        start=start,
        source="",
        verified=True,
        note="",
    )
    case = CaseFile(
        key="main:1",
        number="1",
        kind="civil",
        title="",
        state=CaseState.CLOSED,
        original_form=OriginalForm.PAPER,
        opened_at="2020-01-01",
        received_on=None,
        closed_on=closed,
    )
    begun = dt.date.fromisoformat(closed) if closed and start == "closed" else None
    return Keeping(case, item, begun)


def test_every_file_has_its_place_on_the_timeline() -> None:
    found = [keeping(3), keeping(5), keeping(75), keeping(None), keeping(3, start="event")]
    found.append(Keeping(found[0].case, None, None))

    assert [slot_of(one, 2025) for one in found] == [NOW, "2026", "2096", NEVER, WAITING, NONE]
    dated, others = timeline([KeptAlike(one, 1, sa.true()) for one in (*found, keeping(5))], 2025)
    assert [(slot.title, slot.count, slot.width) for slot in dated] == [
        ("2025 і раніше", 1, 50),
        ("2026", 2, 100),
        ("2096", 1, 50),
    ]
    assert {slot.name for slot in others} == {NEVER, WAITING, NONE}
    assert timeline([], 2025) == ([], [])


def archive_day(site: Site) -> str:
    return legal_day(site.workbench.vault.clock()).strftime("%d.%m.%Y")
