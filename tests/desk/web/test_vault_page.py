"""The page of the vault's health."""

from __future__ import annotations

import time

from tests.desk.web.site import Site


def test_health_is_shown_to_its_keeper_alone(full: Site) -> None:
    page = full.visitor("admin").get("/vault")

    assert page.status_code == 200
    told = ("Записів журналу", "Вільно на диску", "Сховище ще не перевіряли цілком", " ГБ<")
    for words in (*told, "Рушій пошуку</dt><dd>whoosh"):
        assert words in page.text
    assert full.visitor("kants").get("/vault").status_code == 403
    assert full.visitor("kants").post("/vault/check").status_code == 403


def test_a_whole_check_runs_beside_and_its_answer_stays(full: Site) -> None:
    admin = full.visitor("admin")
    assert admin.post("/vault/check").status_code == 303

    for _ in range(600):
        page = admin.get("/vault").text
        if "усе гаразд" in page:
            break
        time.sleep(0.1)
    assert "усе гаразд" in page
    assert "вмістів" in page
