"""Proceedings, copies, removal and movements of a case file through its pages."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote, unquote

import pytest

from inventory.language.days import legal_day
from inventory.language.words import short_date
from inventory.queries import copies_in, documents_of, get_case, held_in, movements_of, removals
from inventory.service.forms import confirm_form
from tests.desk.cli import CASE
from tests.desk.web.casework import at, confirm_all, document, events, key_of, leaving, post, seen
from tests.desk.web.site import Site

NEW = "757/501/26"
RULING = {"ruling": "ухвала від 01.06.2026", "on": "01.06.2026"}
TABS = ("proceedings", "containers", "moves")


def opened(site: Site, number: str = NEW, **more: str) -> str:
    """Another case file, opened by the registry; its address."""
    form = {"number": number, "kind": "civil", "received_on": "02.03.2026", **more}
    made = site.visitor("kants").post("/cases", form)
    assert made.status_code == 303, made.text
    return str(made.headers["location"])


def ruling_of(site: Site) -> dict[str, str]:
    """A ruling of today: the case file came today."""
    return {"ruling": "ухвала", "on": short_date(legal_day(site.workbench.vault.clock()))}


def said(answer: object) -> str:
    return unquote(getattr(answer, "cookies").get("sprava-said", ""))  # noqa: B009


# -- proceedings ---------------------------------------------------------------------------


def test_case_files_are_merged_and_the_law_says_which_number_stays(full: Site) -> None:
    opened(full)
    tab = full.visitor("sekretar").get(f"{at(full)}/proceedings").text
    assert "Об'єднати справи" in unescape(tab)
    assert full.visitor("suddia").get(f"{at(full)}/proceedings/merge").status_code == 403
    wrong = post(full, "sekretar", "/proceedings/merge", numbers=NEW, ruling=" ", on="01.06.2026")
    assert wrong.status_code == 422
    assert "814:III.6" in wrong.text
    assert "не названо ухвали" in wrong.text

    made = post(full, "sekretar", "/proceedings/merge", numbers=NEW, **RULING)

    stays = made.headers["location"].removesuffix("/proceedings")
    page = full.visitor("sekretar").get(f"{stays}/proceedings").text
    assert "приєднано справу" in unescape(page)
    assert "ухвала від 01.06.2026" in page
    assert {"cases merged"} <= set(events(full, f"case:{key_of(full)}"))


def test_a_form_sent_from_an_old_page_says_what_changed_meanwhile(full: Site) -> None:
    opened(full)
    old = seen(full)
    claim = {"what": "claim", "value": "стягнення боргу", "reason": "описка"}
    assert post(full, "kants", "/data/correct", **claim).status_code == 303

    late = {"seen": old, "numbers": NEW, "to": "Суддя", **RULING}
    for path in ("/proceedings/merge", "/proceedings/leave", "/moves/note"):
        answer = post(full, "sekretar", path, **late)
        assert answer.status_code == 409, path
        assert "змінили" in answer.text
        assert "sprava" not in re.sub(r"<[^>]*>", "", answer.text)


def test_a_case_file_nobody_may_see_is_not_told_of(full: Site) -> None:
    unknown = post(full, "sekretar", "/proceedings/merge", numbers="757/999/99", **RULING)
    assert unknown.status_code == 404
    assert "757/777/19" not in unknown.text  # no number like it is proposed


def test_materials_are_separated_and_copies_wait(full: Site) -> None:
    form = {**ruling_of(full), "number": NEW, "kind": "civil", "title": "Позивач: В. В. Вигаданий"}
    form["copies"] = document(full, "Позовна заява")
    assert post(full, "sekretar", "/proceedings/separate", **form).status_code == 403
    same = post(full, "kants", "/proceedings/separate", **{**form, "number": CASE})
    assert (same.status_code, "814:III.7" in same.text) == (422, True)

    made = post(full, "kants", "/proceedings/separate", **form)

    assert made.status_code == 303, made.text
    page = full.visitor("kants").get(made.headers["location"]).text
    assert NEW in page
    assert "Чекають на файл: 1" in page


def test_what_is_left_without_motion_has_a_cover_until_it_is_cured(full: Site) -> None:
    letter = document(full, "Клопотання про експертизу")
    left = {**RULING, "documents": letter, "until": "20.06.2026", "judge": "С. С. Суддівенко"}
    early = post(full, "sekretar", "/proceedings/leave", **{**left, "until": "01.05.2026"})
    assert (early.status_code, "814:III.10" in early.text) == (422, True)

    assert post(full, "sekretar", "/proceedings/leave", **left).status_code == 303
    page = full.visitor("sekretar").get(f"{at(full)}/proceedings").text
    assert "Клопотання про експертизу" in page
    assert "20.06.2026" in page
    cover = full.visitor("sekretar").get(f"{at(full)}/proceedings/held-cover")
    assert cover.content.startswith(b"%PDF")

    cured = {"on": "10.06.2026", "ruling": "надійшли докази сплати", "documents": letter}
    assert post(full, "sekretar", "/proceedings/cure", **cured).status_code == 303
    with full.workbench.vault.read() as connection:
        assert held_in(connection, key_of(full)) == []


def test_originals_go_back_to_the_applicant_and_copies_stay(full: Site) -> None:
    claim = document(full, "Позовна заява")
    form = {**ruling_of(full), "documents": claim, "letter": "рекомендований лист № 0100"}
    bare = post(full, "sekretar", "/proceedings/return", **{**form, "letter": " "})
    assert (bare.status_code, "814:III.13" in bare.text) == (422, True)

    assert post(full, "sekretar", "/proceedings/return", **form).status_code == 303

    assert "оригінал повернуто заявникові" in full.visitor("sekretar").get(at(full)).text


def test_a_case_file_comes_back_for_a_new_trial_under_its_number(full: Site) -> None:
    assert post(full, "sekretar", "/data/close", on="01.07.2026").status_code == 303
    assert "Відновити провадження" in full.visitor("sekretar").get(f"{at(full)}/proceedings").text
    form = {"why": "new-trial", "on": "02.07.2026", "ruling": "постанова", "proceedings": "2/9/26"}
    other = post(full, "sekretar", "/proceedings/reopen", **form, under="757/1/99")
    assert (other.status_code, "814:III.8" in other.text) == (422, True)

    assert post(full, "sekretar", "/proceedings/reopen", **form).status_code == 303

    shown = full.visitor("sekretar").get(at(full)).text
    assert "у провадженні" in shown
    assert "2/9/26" in shown


# -- containers and originals --------------------------------------------------------------


def test_copies_for_an_appeal_make_a_container_that_takes_more(full: Site) -> None:
    claim, answer = document(full, "Позовна заява"), document(full, "Відзив")
    form = {"container": "control", "documents": claim, "by": "С. С. Суддівенко"}
    assert post(full, "sekretar", "/containers/make", **form).status_code == 403
    appeal = {"container": "appeal-materials", "ruling": claim, "complainant": "В. В. Вигаданий"}
    refused = post(full, "kants", "/containers/make", **{**form, **appeal})
    assert (refused.status_code, "814:VII.21" in refused.text) == (422, True)
    form["position"] = "Суддя"

    made = post(full, "kants", "/containers/make", **form)

    assert made.status_code == 303, made.text
    second = f"{CASE}#2"
    assert "Контрольне провадження" in full.visitor("kants").get(at(full)).text
    page = full.visitor("kants").get(f"{at(full, second)}/containers").text
    assert "Позовна заява" in page
    more = {"documents": answer, "by": "С. С. Суддівенко", "position": "Суддя"}
    assert post(full, "kants", "/containers/more", second, **more).status_code == 303
    with full.workbench.vault.read() as connection:
        copies = copies_in(connection, key_of(full, second))
    assert {claim, answer} <= set(copies.values())


def test_volumes_that_came_formed_are_gone_on_with(full: Site) -> None:
    opened(full)
    half = post(full, "kants", "/containers/came", NEW, sheets1="200")
    assert half.status_code == 400
    thick = {"sheets1": "300", "rows1": "40"}
    refused = post(full, "kants", "/containers/came", NEW, **thick, cover="1")
    assert (refused.status_code, "814:" in refused.text) == (422, True)

    made = post(full, "kants", "/containers/came", NEW, sheets1="200", rows1="40", sheets2="")

    assert made.status_code == 303, made.text
    assert "з арк. 201, рядка опису 41" in said(made)


def test_what_another_court_bound_in_stands_first_in_the_tail(full: Site) -> None:
    answer = document(full, "Відзив")
    form = {"documents": answer, "reason": "апеляційний суд, лист № 5"}

    made = post(full, "sekretar", "/containers/back", **form)

    assert made.status_code == 303, made.text
    assert "апеляційний суд, лист № 5" in full.visitor("sekretar").get(f"{at(full)}/order").text


def test_originals_leave_by_an_act_after_the_end_of_the_case(full: Site) -> None:
    claim, asked = document(full, "Позовна заява"), document(full, "Клопотання про експертизу")
    form = leaving(claim, asked)
    early = post(full, "kants", "/containers/remove", **form)
    assert (early.status_code, "814:VII.23" in early.text) == (422, True)
    confirm_all(full)
    assert post(full, "sekretar", "/data/close", on="01.07.2026").status_code == 303
    kept = post(full, "kants", "/containers/remove", **form)
    assert "оригінал електронний" in kept.text
    paper = {"what": "original_form", "value": "paper", "reason": "надійшов на папері"}
    assert post(full, "kants", f"/document/{claim}/correct", **paper).status_code == 303

    made = post(full, "kants", "/containers/remove", **form)

    assert made.status_code == 303, made.text
    assert "за актом №" in said(made)
    with full.workbench.vault.read() as connection:
        assert list(removals(connection, key_of(full))) == [claim]
    page = full.visitor("kants").get(f"{at(full)}/containers").text
    assert "В. В. Вигаданий" in page
    form_page = full.visitor("kants").get(f"{at(full)}/containers/remove").text
    offered = re.findall(r"name=\"documents\".*?арк\. (\d+)", form_page, re.DOTALL)
    assert len(offered) > 2
    assert offered == sorted(offered, key=int)


# -- movements -----------------------------------------------------------------------------


def test_where_the_file_is_and_who_took_it(full: Site) -> None:
    form = {"left": "Канцелярія суду", "to": "С. С. Суддівенко"}
    refused = post(full, "sekretar", "/moves/hand", kind="judge", **form)
    assert (refused.status_code, "814:III.2" in refused.text) == (422, True)
    letter = document(full, "Відзив")
    made = post(full, "sekretar", "/moves/papers", documents=letter, **form)
    assert made.status_code == 303, made.text
    noted = {"left": "С. С. Суддівенко", "to": "Експертна установа", "note": "лист № 7"}
    assert post(full, "sekretar", "/moves/note", **noted).status_code == 303

    page = full.visitor("sekretar").get(f"{at(full)}/moves").text

    assert "Експертна установа" in page
    assert "лист № 7" in page
    [register] = re.findall(rf'href="({re.escape(at(full))}/moves/register/[^"]+)"', page)
    assert full.visitor("sekretar").get(register).content.startswith(b"%PDF")
    assert full.visitor("sekretar").get(f"{at(full)}/moves/register/2026/К-99").status_code == 404
    with full.workbench.vault.read() as connection:
        assert [one.to for one in movements_of(connection, key_of(full))][-1] == noted["to"]


def test_an_act_of_handing_over_wants_three_of_the_staff(full: Site) -> None:
    form = {
        "reason": "change",
        "giver": "секретар; С. С. Засіданко",
        "taker": "секретар; П. П. Приклад",
        "registry": "секретар суду; К. К. Канцеляренко",
    }
    few = post(full, "sekretar", "/moves/act", **form)
    assert (few.status_code, "814:I.12" in few.text) == (422, True)
    form["order"] = "наказ № 3 від 01.06.2026"
    form["staff"] = f"{form['giver']}\n{form['taker']}"

    made = post(full, "sekretar", "/moves/act", **form)

    assert made.status_code == 303, made.text
    assert "Складено акт" in said(made)


# -- numbers of sheets, who sees what ------------------------------------------------------


def test_the_history_of_sheet_numbers_is_told(full: Site) -> None:
    confirm_all(full)
    page = f"{at(full)}/numbers/1"
    assert "не виправляли" in full.visitor("sekretar").get(page).text
    assert post(full, "sekretar", "/volume/1/numbering", lettered="2а").status_code == 303

    assert "2а" in full.visitor("sekretar").get(page).text
    assert "не виправляли" in full.visitor("sekretar").get(f"{page}?sheet=9").text
    assert full.visitor("sekretar").get(f"{at(full)}/numbers/9").status_code == 404
    assert page in full.visitor("sekretar").get(at(full)).text


@pytest.mark.parametrize("tab", TABS)
def test_tabs_are_for_whoever_may_see_the_case_file(full: Site, tab: str) -> None:
    reader = full.visitor("chytach")
    assert reader.get(f"{at(full)}/{tab}").status_code == 404
    judge = full.visitor("suddia").get(f"{at(full)}/{tab}").text
    assert "Дії</h2>" not in judge
    assert "Записати за ухвалою" not in judge
    with full.workbench.vault.read() as connection:
        case = get_case(connection, CASE)
        assert quote(case.key, safe="") in judge
        assert documents_of(connection, case.key)


# -- the list, drafts ----------------------------------------------------------------------


def test_the_list_is_sorted_by_the_day_of_opening(full: Site) -> None:
    clerk = full.visitor("kants")
    new = {"number": "757/1/26", "kind": "civil", "judge": "С. С. Суддівенко"}
    made = clerk.post("/cases", new)
    assert "Суддівенко" in clerk.get(made.headers["location"]).text
    for sort, first in (("new", True), ("old", False)):
        page = clerk.get(f"/cases?sort={sort}").text
        assert "Відкрито" in page
        assert (page.index("757/1/26") < page.index(">757/12345/25<")) is first
    bad = clerk.post("/cases", {"number": "757/2/26", "kind": "civil", "received_on": "31/12"})
    assert "потрібно ДД.ММ.РРРР" in bad.text


def test_a_page_that_prints_a_draft_says_why_and_what_to_do(full: Site) -> None:
    page = full.visitor("sekretar").get(at(full)).text
    assert "Надрукується з написом «ПРОЄКТ»" in page
    vault, said = full.workbench.vault, {"order": "12-ОД", "by": "Голова", "actor": "система"}
    for form in ("cover", "inventory", "certification_note"):
        confirm_form(vault, full.workbench.press, form, on=legal_day(vault.clock()), **said)
    assert "Надрукується з написом" not in full.visitor("sekretar").get(at(full)).text
