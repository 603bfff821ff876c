"""Documents, acts, data and history of a case file through its pages."""

from __future__ import annotations

import re

from inventory import Accession, OriginalForm, card_of, register
from inventory.access.events import RIGHT_GRANTED, person_subject
from inventory.queries import get_case
from tests.clauses import proves
from tests.desk.cli import CASE
from tests.desk.web.casework import at, document, key_of, post, seen
from tests.desk.web.site import READER_FORM, Site

# -- documents -----------------------------------------------------------------------------


def test_leaves_counts_data_and_links_of_a_document(full: Site) -> None:
    former, clerk = full.visitor("sekretar"), full.visitor("kants")
    claim, answer_ = document(full, "Позовна заява"), document(full, "Відзив")
    page = f"{at(full)}/document/{claim}"
    shown = former.get(page).text
    assert "Карта аркушів" in shown
    line = {"line": "1-2 3:pasted 4", "seen": seen(full)}
    drawn = former.post(page + "/leaves", line)
    assert (drawn.status_code, drawn.headers["location"]) == (303, page)
    assert "з наклеєним" in former.get(f"{at(full)}/sheets/1").text
    ticked = {"line": "1-2 3:pasted 4", "ticked": "1", "flag2": "illustration"}
    assert post(full, "sekretar", f"/document/{claim}/leaves", **ticked).status_code == 303
    assert "ілюстрація" in former.get(f"{at(full)}/sheets/1").text
    bad = post(full, "sekretar", f"/document/{claim}/leaves", line="1-2 99")
    assert bad.status_code == 400
    fixed = {"what": "index", "value": "2/25", "reason": "описка"}
    assert post(full, "kants", f"/document/{claim}/correct", **fixed).status_code == 303
    assert "описка" in clerk.get(page).text
    fixed["value"] = "3/25"
    assert post(full, "sekretar", f"/document/{claim}/correct", **fixed).status_code == 403
    linked = {"kind": "translation", "target": claim}
    assert post(full, "kants", f"/document/{answer_}/link", **linked).status_code == 303
    assert f'<a href="/view/{claim}">' in clerk.get(f"{at(full)}/document/{answer_}").text


# -- acts, inspections, data, history ------------------------------------------------------


def test_an_inspection_and_the_act_of_what_was_found(full: Site) -> None:
    former = full.visitor("sekretar")
    look = former.get(at(full) + "/acts/look?occasion=receipt").text
    codes = set(re.findall(r'name="answer-([a-z_-]+)"', look))
    assert codes
    answers = {f"answer-{code}": "yes" for code in codes}
    first = min(codes)
    answers |= {f"answer-{first}": "no", f"note-{first}": "бракує тому 2"}
    unanswered = post(full, "sekretar", "/acts/look", occasion="receipt", by="С. С. З.")
    assert unanswered.status_code == 422
    made = post(full, "sekretar", "/acts/look", occasion="receipt", by="С. С. З.", **answers)
    assert made.status_code == 303, made.text
    page = former.get(at(full) + "/acts").text
    assert "бракує тому 2" in page
    [number] = re.findall(r'name="inspection" value="(\d+)"', page)
    act = {"inspection": number, "party": "районний суд", "present": "суддя; С. С. Суддівенко"}
    act["present"] += "\nсекретар; П. П. Приклад"
    drawn = post(full, "sekretar", "/acts/found", **act)
    assert drawn.status_code == 303, drawn.text
    [pdf] = re.findall(
        rf'href="({re.escape(at(full))}/acts/\d+)"', former.get(at(full) + "/acts").text
    )
    assert former.get(pdf).content.startswith(b"%PDF")
    assert full.visitor("suddia").get(at(full) + "/acts/look?occasion=receipt").status_code == 403


def test_an_act_is_drawn_in_one_form(full: Site) -> None:
    claim = document(full, "Позовна заява")
    act = {
        "kind": "loss",
        "party": "канцелярія",
        "defect0": "lost",
        "item0": "Квитанція",
        "sheets0": "2",
        "documents": claim,
        "by": "С. С. Засіданко",
        "present": "суддя; С. С. Суддівенко\nсекретар; П. П. Приклад",
    }
    assert post(full, "sekretar", "/acts/draw", **{**act, "item0": ""}).status_code == 422
    made = post(full, "sekretar", "/acts/draw", **act)
    assert made.status_code == 303, made.text
    assert "Квитанція" in full.visitor("sekretar").get(at(full) + "/acts").text


def test_a_right_to_read_of_before_says_what_it_lacks(full: Site) -> None:
    """Journals of before have rights to read a case file without their reader (814 X.1)."""
    right = {"kind": "case", "value": key_of(full), "unit": "", "order": "№ 1", "until": None}
    with full.workbench.vault.transaction("система") as tx:
        tx.record(
            RIGHT_GRANTED,
            subjects=(person_subject("chytach"),),
            payload={"login": "chytach", **right},
            cites=("Лубни:2.1",),
        )
        tx.commit()

    head = full.visitor("kerivnyk")
    assert "хто ознайомлюється, не записано" in head.get("/people/chytach").text
    assert "не записано" not in head.get("/people/kants").text
    told = "Доступ надають тут керівник апарату"
    assert told in full.visitor("kants").get(at(full) + "/data").text
    assert told not in head.get(at(full) + "/data").text


def test_data_end_and_return_of_a_case_file(full: Site) -> None:
    former = full.visitor("sekretar")
    claim = {"what": "claim", "value": "стягнення боргу", "reason": "описка"}
    answer = post(full, "kants", "/data/correct", **claim)
    assert answer.headers["location"] == at(full) + "/data"
    assert "стягнення боргу" in former.get(at(full)).text
    shown = former.get(at(full) + "/data").text
    assert "<dt>Суть вимог</dt><dd>стягнення боргу</dd>" in shown
    assert "<dt>Вид</dt><dd>цивільна справа</dd>" in shown
    assert post(full, "sekretar", "/data/unit", unit="Перша палата").status_code == 303
    assert "Перша палата" in former.get("/cases?unit=Перша палата").text
    assert post(full, "sekretar", "/data/close", on="нісенітниця").status_code == 400
    assert post(full, "sekretar", "/data/close", on="01.07.2026").status_code == 303
    assert "закрита" in former.get(at(full)).text
    again = {"why": "new-circumstances", "on": "02.07.2026", "ruling": "заява від 02.07.2026"}
    assert post(full, "sekretar", "/proceedings/reopen", **again).status_code == 303
    assert "у провадженні" in former.get(at(full)).text
    lift = {"mark": "adoption", "basis": "ухвала від 01.07.2026"}
    assert post(full, "suddia", "/data/mark", **lift).status_code == 303
    assert "таємниця усиновлення" in former.get(at(full)).text
    assert post(full, "suddia", "/data/mark", lift="1", **lift).status_code == 303
    given = READER_FORM
    assert post(full, "kerivnyk", "/data/right", **given).status_code == 303
    assert "Ч. Ч. Читайло" in full.visitor("kerivnyk").get(at(full) + "/data").text
    assert post(full, "kerivnyk", "/data/right", revoke="1", **given).status_code == 303
    assert "Права осіб" not in former.get(at(full) + "/data").text


def test_the_history_is_told_and_who_looked_only_to_who_may_restrict(full: Site) -> None:
    assert post(full, "suddia", "/volume/1/export").status_code == 200
    former, judge = full.visitor("sekretar"), full.visitor("suddia")
    assert "Справу" in former.get(at(full) + "/history").text
    assert "Виведено том 1" not in former.get(at(full) + "/history?traces=1").text
    assert "Виведено том 1" in judge.get(at(full) + "/history?traces=1").text
    assert "Виведено том 1" not in judge.get(at(full) + "/history").text


def test_the_history_names_persons_with_positions_also_those_who_left(full: Site) -> None:
    assert post(full, "sekretar", "/data/unit", unit="Перша палата").status_code == 303
    gone = {"order": "№ 7 від 03.03.2026"}
    assert full.visitor("admin").post("/people/sekretar/leave", gone).status_code == 303

    clerk = full.visitor("kants")
    page = clerk.get(at(full) + "/history").text
    assert "<td>С. С. Засіданко, секретар судового засідання</td>" in page
    assert '<option value="sekretar">С. С. Засіданко, секретар судового засідання' in page
    theirs = clerk.get(at(full) + "/history?by=sekretar").text
    assert theirs.count("<tr id=") == 1
    assert '<option value="sekretar" selected>' in theirs
    nobodys = clerk.get(at(full) + "/history?by=admin").text
    assert '<option value="admin" selected>admin</option>' in nobodys


@proves("814:X.1-адвокат", "814:X.3")
def test_814_x_1__a_file_is_given_to_an_advocate_with_what_was_shown(full: Site) -> None:
    bare = {"login": "chytach", "order": "наказ № 2 від 02.03.2026"}
    refused = post(full, "kerivnyk", "/data/right", **bare)
    assert refused.status_code == 422
    assert "не сказано, хто ознайомлюється" in refused.text
    no_card = READER_FORM | {"authority": ""}
    assert "адвокат не пред" in post(full, "kerivnyk", "/data/right", **no_card).text
    odd = READER_FORM | {"reader": "somebody"}
    assert post(full, "kerivnyk", "/data/right", **odd).status_code == 400
    assert post(full, "kerivnyk", "/data/right", **READER_FORM).status_code == 303

    head = full.visitor("kerivnyk")
    for page in ("/people/chytach", "/people/readings"):
        assert "посвідчення адвоката № 00000" in head.get(page).text
    printed = head.get("/people/readings.pdf")
    assert printed.content.startswith(b"%PDF")
    for login in ("kants", "chytach"):
        other = full.visitor(login)
        assert "№ 00000" not in other.get(at(full) + "/data").text
        assert other.get("/people/readings").status_code == 403
        assert other.get("/people/readings.pdf").status_code == 403


def test_the_order_of_a_large_case_file_says_each_place_once(full: Site) -> None:
    with full.workbench.vault.transaction("служба") as tx:
        case, content = get_case(tx.connection, CASE), full.workbench.vault.store(b"one of many")
        for number in range(101):
            accession = Accession(
                id=f"e{number:09}",
                case=case,
                card=card_of({"kind": "receipt", "title": f"Розписка {number}", "sheets": 1}),
                arrived_at="2026-11-20T10:00:00",
                name="one.pdf",
                format="fmt/95",
                content=content,
                pages=1,
                form=OriginalForm.PAPER,
                print_duplex=False,
            )
            register(tx, accession)
        tx.commit()

    page = full.visitor("sekretar").get(at(full) + "/order").text

    assert '<template id="places">' in page
    assert page.count('<option value="e000000100">') == 1
