"""The list of case files and their pages: what each role sees, does, and is refused."""

from __future__ import annotations

import re

import pytest

from inventory import Accession, CaseFile, OriginalForm, card_of, register
from inventory.access import Restriction
from inventory.access.events import EXPORTED
from inventory.events import case_subject, document_subject
from inventory.queries import get_case, plan_of, volume_facts
from inventory.service.order import look_at_order
from tests.clauses import proves
from tests.desk.cli import CASE
from tests.desk.web.casework import at, confirm_all, document, events, key_of, post, seen
from tests.desk.web.site import READER_FORM, Site

# -- the list ------------------------------------------------------------------------------


def test_the_list_is_filtered_sorted_and_leads_to_the_case_file(full: Site) -> None:
    clerk = full.visitor("kants")
    everything = clerk.get("/cases").text
    assert CASE in everything
    assert "757/777/19" in everything
    by_number = clerk.get("/cases?number=777").text
    assert CASE not in by_number
    by_party = clerk.get("/cases?party=вигаданенко&kind=civil&state=open&sort=number").text
    assert CASE in by_party
    assert "757/777/19" not in by_party
    assert "Таких справ немає" in clerk.get("/cases?kind=criminal").text
    assert clerk.get(at(full)).status_code == 200


def test_a_number_that_is_not_there_offers_the_nearest(full: Site) -> None:
    page = full.visitor("kants").get("/cases?number=757/12354/25").text
    assert "Схожі номери" in page
    assert CASE in page


def test_a_new_case_file_is_opened_and_what_is_odd_is_said(site: Site) -> None:
    clerk = site.visitor("kants")
    form = {"number": "757/1/26", "kind": "civil", "title": "Вигаданенко до Зразкового"}
    answer = clerk.post("/cases", form)
    assert answer.status_code == 303
    assert "757/1/26" in clerk.get(answer.headers["location"]).text
    again = clerk.post("/cases", form)
    assert again.status_code == 400
    assert "757/1/26" in again.text
    odd = clerk.post("/cases", {**form, "number": "дивний номер"})
    assert "не схожий" in clerk.get(odd.headers["location"]).text


def test_who_may_not_register_opens_no_case_file(site: Site) -> None:
    former = site.visitor("sekretar")
    assert 'href="/cases/new"' not in former.get("/cases").text
    assert former.get("/cases/new").status_code == 403
    assert former.post("/cases", {"number": "757/1/26", "kind": "civil"}).status_code == 403


def test_an_administrator_sees_no_case_files(full: Site) -> None:
    admin = full.visitor("admin")
    assert admin.get("/cases").status_code == 403
    assert admin.get(at(full)).status_code == 404


@proves("814:I.10-доступ")
def test_814_i_10__a_reviewer_sees_only_what_was_granted(full: Site) -> None:
    reader = full.visitor("chytach")
    assert CASE not in reader.get("/cases").text
    forbidden, unknown = reader.get(at(full)), reader.get("/case/main:757%2F12345%2F25:zzzzzz")
    assert (forbidden.status_code, unknown.status_code) == (404, 404)
    assert forbidden.text == unknown.text
    form = READER_FORM
    assert post(full, "kerivnyk", "/data/right", **form).status_code == 303
    page = reader.get(at(full))
    assert page.status_code == 200
    assert "Завершити том" not in page.text
    assert reader.get(at(full, "757/777/19")).status_code == 404


@proves("Лубни:3.1-НСРД")
def test_lubny_3_1__of_a_covert_file_only_the_number_is_shown(full: Site) -> None:
    form = {"mark": Restriction.COVERT.value, "basis": "ухвала від 01.02.2026"}
    assert post(full, "suddia", "/data/mark", **form).status_code == 303
    clerk = full.visitor("kants")
    listed = clerk.get("/cases").text
    assert CASE in listed
    assert "Вигаданенко" not in listed
    assert "Таких справ немає" in clerk.get("/cases?party=Вигаданенко").text
    page = clerk.get(at(full))
    assert page.status_code == 200
    assert "Позовна заява" not in page.text
    assert "Вигаданенко" not in page.text
    for tab in ("/order", "/acts", "/data", "/history", "/print/1/inventory", "/sheets/1"):
        assert clerk.get(at(full) + tab).status_code == 403, tab


@proves("814:XX1.4")
def test_814_xx1_4__the_title_of_a_marked_document_is_nowhere(full: Site) -> None:
    secret = document(full, "Клопотання про експертизу")
    form = {"mark": Restriction.COVERT.value, "basis": "ухвала від 01.02.2026"}
    assert post(full, "suddia", f"/document/{secret}/mark", **form).status_code == 303
    former = full.visitor("sekretar")
    for tab in ("", "/order", "/acts", "/data", "/history", "/copy", "/sheets/1"):
        page = former.get(at(full) + tab)
        assert page.status_code == 200, tab
        assert "Клопотання про експертизу" not in page.text, tab
        assert "доступ обмежено" in page.text or tab in {"/acts", "/data", "/copy"}, tab
    assert former.get(f"{at(full)}/document/{secret}").status_code == 404
    assert former.get(f"{at(full)}/print/1/inventory").status_code == 403
    assert post(full, "sekretar", "/volume/1/export").status_code == 403
    assert former.get(f"/copy/{secret}").status_code == 403
    old = {"seen": "1"}
    refused = former.post(f"{at(full)}/volume/1/close", old)
    assert refused.status_code == 409
    assert "Клопотання про експертизу" not in refused.text


# -- the page ------------------------------------------------------------------------------


def test_the_page_shows_volumes_inventory_and_sheets(full: Site) -> None:
    former = full.visitor("sekretar")
    page = former.get(at(full)).text
    assert "Вигаданенко до Прикладного" in page
    assert "Том 1" in page
    assert "Позовна заява" in page
    assert "250 арк." in page
    claim = document(full, "Позовна заява")
    sheets = former.get(f"{at(full)}/sheets/1").text
    assert f'src="/picture/{claim}/0?w=180"' in sheets
    assert "арк. 1" in sheets


def test_what_a_role_may_not_do_is_not_offered(full: Site) -> None:
    former, judge = full.visitor("sekretar").get(at(full)), full.visitor("suddia").get(at(full))
    for offer in ("Завершити том", "/volume/1/numbered", "/volume/1/signed"):
        assert offer in former.text
        assert offer not in judge.text
    assert "Вивантажити" in judge.text


CHANGES: list[tuple[str, dict[str, str]]] = [
    ("/volume/1/close", {}),
    ("/volume/1/numbered", {"row": "1"}),
    ("/volume/1/signed", {"row": "1", "judge": "С. С. Суддівенко", "clerk": "П. П. П."}),
    ("/volume/1/numbering", {"missing": "3"}),
    ("/volume/1/renumber", {}),
    ("/volume/1/label", {"label": "1а"}),
    ("/volume/1/change", {"text": "щось", "basis": "акт"}),
    ("/certify/1", {"counted": "1"}),
    ("/volume/1/count", {"counted": "1"}),
    ("/data/close", {"on": "01.06.2026"}),
    ("/data/unit", {"unit": "Перша палата"}),
    ("/data/mark", {"mark": "adoption", "basis": "ухвала"}),
    ("/data/right", READER_FORM),
    ("/data/correct", {"what": "claim", "value": "борг", "reason": "описка"}),
    ("/acts/draw", {"kind": "loss", "party": "канцелярія", "item0": "лист", "defect0": "lost"}),
    ("/volume/1/export", {}),
]


def test_who_only_reads_changes_nothing(full: Site) -> None:
    form = READER_FORM
    assert post(full, "kerivnyk", "/data/right", **form).status_code == 303
    before = seen(full)
    for path, said in CHANGES:
        answer = post(full, "chytach", path, **said)
        assert answer.status_code in {403, 422}, (path, answer.text)
    assert seen(full) == before


# -- volumes -------------------------------------------------------------------------------


def test_a_volume_is_numbered_signed_closed_and_certified_by_a_blind_count(full: Site) -> None:
    confirm_all(full)
    answer = post(full, "sekretar", "/volume/1/numbered", row="1")
    assert (answer.status_code, answer.headers["location"]) == (303, at(full) + "?volume=1")
    signed = {"row": "1", "judge": "С. С. Суддівенко", "clerk": "С. С. Засіданко"}
    assert post(full, "sekretar", "/volume/1/signed", **signed).status_code == 303
    assert "підп." in full.visitor("sekretar").get(at(full)).text
    assert post(full, "sekretar", "/volume/1/close").status_code == 303
    former = full.visitor("sekretar")
    with full.workbench.vault.read() as connection:
        case = get_case(connection, CASE)
        sheets = plan_of(connection, case)[0].sheets
    count = former.get(f"{at(full)}/certify/1").text
    body = re.sub(r'name="seen" value="\d+"', "", count.partition("<main")[2])
    assert not re.search(rf"\b{sheets}\b(?!/)", body.replace(CASE, "")), "the number is not told"
    wrong = post(full, "sekretar", "/certify/1", counted=str(sheets + 1))
    assert wrong.status_code == 422
    assert not re.search(rf"\b{sheets} арк", wrong.text)
    assert "sprava " not in wrong.text
    none = post(full, "sekretar", "/certify/1")
    assert none.status_code == 422
    counted = {"counted": str(sheets), "judge": "С. С. Суддівенко"}
    assert 'name="judge"' in count
    assert post(full, "sekretar", "/certify/1", **counted).status_code == 303
    again = former.get(f"{at(full)}/certify/1")
    assert again.status_code == 303, "what was counted is not called uncounted"
    with full.workbench.vault.read() as connection:
        facts = volume_facts(connection, case.key)[1]
    assert facts.certified_by == "С. С. Засіданко"
    earlier, last = facts.signatures
    assert (earlier.row, last.judge) == (1, "С. С. Суддівенко")
    assert last.row > 1
    note = former.get(f"{at(full)}/print/1/certification-note")
    assert note.headers["content-disposition"].startswith("inline; filename*=")
    assert note.content.startswith(b"%PDF")
    change = {"text": "пошкоджено аркуш 2", "basis": "акт № 1", "by": "С. С. Засіданко"}
    assert post(full, "sekretar", "/volume/1/change", **change).status_code == 303
    assert "пошкоджено аркуш 2" in former.get(at(full)).text
    assert "Приєднати документ за актом" not in former.get(at(full)).text, (
        "there is nothing to join"
    )
    late = registered(full, case, "Розписка")
    assert f'<option value="{late}">Розписка' in former.get(f"{at(full)}?volume=1").text
    joined = {"document": late, "basis": "акт № 2", "by": "С. С. Засіданко"}
    assert post(full, "sekretar", "/volume/1/join", **joined).status_code == 303
    page = former.get(f"{at(full)}?volume=1").text
    assert "Продовження опису" in page
    assert former.get(f"{at(full)}/print/1/inventory-continuation").content.startswith(b"%PDF")


def registered(site: Site, case: CaseFile, title: str) -> str:
    """One more document of the case file, of one sheet."""
    with site.workbench.vault.transaction("служба") as tx:
        accession = Accession(
            id="d000000777",
            case=case,
            card=card_of({"kind": "receipt", "title": title, "sheets": 1}),
            arrived_at="2026-11-20T10:00:00",
            name="late.pdf",
            format="fmt/95",
            content=site.workbench.vault.store(b"late"),
            pages=1,
            form=OriginalForm.PAPER,
            print_duplex=False,
        )
        register(tx, accession)
        tx.commit()
    return accession.id


def test_objections_are_told_with_clauses_and_nothing_is_changed(full: Site) -> None:
    before = seen(full)
    answer = post(full, "sekretar", "/certify/1", counted="3")
    assert answer.status_code == 422
    assert '<span class="clause">814:VII.13</span>' in answer.text
    assert seen(full) == before


@proves("814:VII.13")
def test_814_vii_13__two_clerks_learn_what_the_other_changed(full: Site) -> None:
    stale = seen(full)
    assert post(full, "sekretar", "/volume/1/numbered", row="1").status_code == 303
    late = full.visitor("kerivnyk").post(
        at(full) + "/volume/1/close",
        {"seen": stale},
        headers={"referer": f"http://testserver{at(full)}?volume=1"},
    )
    assert late.status_code == 409
    assert "С. С. Засіданко" in late.text
    assert "До теперішнього стану" in late.text
    assert f'href="{at(full)}?volume=1"' in late.text


def test_numbers_as_they_stand_on_paper(full: Site) -> None:
    answer = post(full, "sekretar", "/volume/1/numbering", lettered="2а", missing="4")
    assert answer.status_code == 303
    page = full.visitor("sekretar").get(at(full)).text
    assert "2а" in page
    assert "Виправлень у нумерації тому багато: 2 на" in page
    assert post(full, "sekretar", "/volume/1/numbering", missing="багато").status_code == 400
    assert post(full, "sekretar", "/volume/1/renumber").status_code == 303


# -- papers --------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["cover", "inventory"])
def test_forms_open_in_the_browser(full: Site, form: str) -> None:
    answer = full.visitor("suddia").get(f"{at(full)}/print/1/{form}")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("inline; filename*=UTF-8''")
    assert answer.content.startswith(b"%PDF")
    assert full.visitor("suddia").get(f"{at(full)}/print/1/other").status_code == 404


@proves("814:I.10-доступ")
def test_814_i_10__a_volume_leaves_only_with_a_trace(full: Site) -> None:
    answer = post(full, "suddia", "/volume/1/export")
    assert answer.content.startswith(b"%PDF")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert EXPORTED in events(full, case_subject(key_of(full)))
    assert EXPORTED in events(full, document_subject(document(full, "Позовна заява")))
    assert list((full.root / "staging").rglob("volume.pdf")) == []


# -- order ---------------------------------------------------------------------------------


@proves("814:VII.1")
def test_814_vii_1__the_law_objects_before_a_document_is_moved(full: Site) -> None:
    former, motion = full.visitor("sekretar"), document(full, "Клопотання про експертизу")
    before = seen(full)
    asked = former.post(
        at(full) + "/order/ask",
        {"document": motion, "after": "first", "seen": before},
        headers={"hx-request": "true"},
    )
    assert asked.status_code == 200
    assert "Закон заперечує" in asked.text
    assert "814:VII" in asked.text
    assert 'name="reason"' in asked.text
    assert "<html" not in asked.text
    assert seen(full) == before, "asking changes nothing"
    whole = post(full, "sekretar", "/order/ask", document=motion, after="first")
    assert "<html" in whole.text
    no_reason = post(full, "sekretar", "/order/move", document=motion, after="first")
    assert no_reason.status_code == 400
    moved = {"document": motion, "after": "first", "reason": "ухвала суду"}
    answer = post(full, "sekretar", "/order/move", **moved)
    assert answer.headers["location"] == f"{at(full)}/order#d{motion}"
    with full.workbench.vault.read() as connection:
        view = look_at_order(connection, get_case(connection, CASE))
    assert view.documents[0].id == motion
    assert "ухвала суду" in former.get(at(full) + "/order").text
    assert post(full, "sekretar", "/order/restore").status_code == 303


@proves("814:VII.8-продовження")
def test_814_vii_8__numbered_sheets_have_no_grip_and_do_not_move(full: Site) -> None:
    former, claim = full.visitor("sekretar"), document(full, "Позовна заява")
    motion = document(full, "Клопотання про експертизу")
    confirm_all(full)
    assert f'<option value="{claim}">' in former.get(at(full) + "/order").text
    assert post(full, "sekretar", "/volume/1/numbered", row="1").status_code == 303
    page = former.get(at(full) + "/order").text
    assert f'<option value="{claim}">' not in page
    assert f'id="to{claim}"' not in page
    asked = post(full, "sekretar", "/order/ask", document=claim, after=motion)
    assert "Так переставити не можна" in asked.text
    assert "814:VII.8<" in asked.text
    forced = {"document": claim, "after": motion, "reason": "треба"}
    assert post(full, "sekretar", "/order/move", **forced).status_code == 422


def test_who_may_not_form_moves_nothing(full: Site) -> None:
    motion = document(full, "Клопотання про експертизу")
    moved = {"document": motion, "after": "first", "reason": "так"}
    assert "<select id=" not in full.visitor("suddia").get(at(full) + "/order").text
    assert post(full, "suddia", "/order/ask", **moved).status_code == 403
    assert post(full, "suddia", "/order/move", **moved).status_code == 403
    other = document(full, "Рішення", "757/777/19")
    stray = {"document": other, "after": "first", "reason": "так"}
    assert post(full, "sekretar", "/order/move", **stray).status_code == 404
