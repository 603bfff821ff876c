"""The page of the vault's health."""

from __future__ import annotations

import shutil
import time

import pytest
import sqlalchemy as sa

from desk.last_check import remember
from desk.watching import watching
from desk.web.at_hand.health import of_size
from search.index import serving
from signing.service import accept_list, name_operator
from tests.desk.cli import sprava
from tests.desk.web.site import Site
from tests.signing.trust.test_kept import SIGNER, UA
from vault import Json
from vault.history import entry_table


def _found(*codes: str) -> dict[str, Json]:
    """The answer of a check that found these."""
    findings = [{"code": one, "subject": "x", "text": "Текст.", "grave": True} for one in codes]
    return {"ok": False, "findings": findings}


def test_health_is_shown_to_its_keeper_alone(full: Site) -> None:
    page = full.visitor("admin").get("/vault")

    assert page.status_code == 200
    told = ("Записів журналу", "Вільно на диску", "Сховище ще не перевіряли цілком", " ГБ<")
    for words in (*told, "Рушій пошуку</dt><dd>whoosh"):
        assert words in page.text
    assert full.visitor("kants").get("/vault").status_code == 403
    assert full.visitor("kants").post("/vault/check").status_code == 403


def test_the_head_of_the_journal_and_the_age_of_trusted_lists_are_told(full: Site) -> None:
    vault = full.workbench.vault
    with vault.transaction("система") as tx:
        name_operator(tx, SIGNER, "Оператор списку")
        accept_list(tx, UA, vault.store(b"list"), "list.xml")
        tx.commit()
    with vault.read() as connection:
        newest = sa.select(entry_table.c.digest).order_by(entry_table.c.sequence.desc())
        head = connection.execute(newest.limit(1)).scalar_one()

    page = full.visitor("admin").get("/vault").text

    assert f'<dt>Голова журналу</dt><dd><span class="code">{head[:16]}' in page
    told = f"від {UA.issued_at:%d.%m.%Y}, чинний до {UA.next_update:%d.%m.%Y}"
    assert f"<dt>UA № 32</dt><dd>{told}</dd>" in page


def test_another_engine_is_advised_only_where_it_would_help() -> None:
    assert not list(of_size("whoosh", 50_000))
    assert "tantivy" in next(of_size("whoosh", 50_001)).text
    assert not list(of_size("tantivy", 200_000))


def test_the_advice_stands_on_the_page_from_the_first_document_too_many(
    full: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    indexed = full.workbench.index.stamp().documents
    assert indexed > 0

    monkeypatch.setattr(serving, "LARGE", indexed)
    assert "tantivy" not in full.visitor("admin").get("/vault").text
    monkeypatch.setattr(serving, "LARGE", indexed - 1)
    told = f"У покажчику {indexed} документів: рушій tantivy шукатиме швидше"
    assert told in full.visitor("admin").get("/vault").text


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


def test_a_check_from_a_terminal_is_the_last_one_too(full: Site) -> None:
    admin = full.visitor("admin")
    assert "Повної перевірки ще не було" in admin.get("/vault").text
    assert sprava("--vault", full.root, "check", "--quick").code == 0
    assert "Повної перевірки ще не було" in admin.get("/vault").text

    assert sprava("--vault", full.root, "check").code == 0
    page = admin.get("/vault").text
    assert "усе гаразд" in page
    assert "ще не перевіряли" not in page


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({"error": {"what": "Диск не читається."}}, "не завершилася. Диск не читається."),
        (_found("V020"), "знайшла пошкодження: не продовжуйте роботу."),
        (_found("V038"), "Пошкодження впорядковано, але його ще ніхто не підтвердив."),
        (_found(*["V020"] * 51), "Показано 50 зауважень із 51."),
    ],
)
def test_what_a_check_came_to_is_said_as_it_is(
    full: Site, answer: dict[str, Json], told: str
) -> None:
    vault = full.workbench.vault
    remember(vault.layout, answer, vault.clock())

    page = full.visitor("admin").get("/vault")
    assert page.status_code == 200
    assert told in page.text
    assert "усе гаразд" not in page.text


def test_it_is_told_whether_documents_are_taken_in(full: Site) -> None:
    admin = full.visitor("admin")
    assert "Приймання зі скриньки не працює" in admin.get("/vault").text
    with watching(full.workbench.vault.layout):
        page = admin.get("/vault").text
    assert "Приймання зі скриньки не працює" not in page
    assert "Приймання зі скриньки</dt><dd>працює" in page


def test_programs_are_not_asked_for_their_version_on_each_look(full: Site) -> None:
    checker = full.app.state.seat.checker
    assert checker.parts("") is checker.parts("")


def test_an_index_that_cannot_be_used_is_told(full: Site) -> None:
    shutil.rmtree(full.workbench.vault.layout.index)

    page = full.visitor("admin").get("/vault").text
    assert "Пошук не працює." in page


def test_a_refusal_still_shows_the_way_elsewhere(full: Site) -> None:
    refused = full.visitor("kants").get("/vault").text

    assert 'href="/cases"' in refused
    assert ">Вийти</button>" in refused
    assert 'href="/vault"' not in refused
