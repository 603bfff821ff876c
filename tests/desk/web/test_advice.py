"""No page names a command of the terminal: the catalogue of errors, every sentence, the pages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from desk.web.frame.advice import GOALS, Goal, for_lists, for_pages, goal_of, names_command
from docs.exit_codes import error_classes
from inventory.errors import ChangedMeanwhile, NoSuchCase
from tests.desk.web.casework import at
from tests.desk.web.site import Site
from vault.errors import FixityError, UsageError

ROOT = Path(__file__).parents[3]
PACKAGES = ("vault", "signing", "inventory", "ingest", "search", "retention", "desk/web")
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_UKRAINIAN = re.compile(r"[а-яіїєґ]")


def outside_brackets(text: str) -> str:
    """The text without what stands in its brackets."""
    return _BRACKETS.sub("", text)


def sentences() -> Iterator[tuple[str, str]]:
    """Every Ukrainian text of the packages that pages can show; what is filled in is a dot."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            passed: set[int] = set()
            for node in ast.walk(tree):
                if isinstance(node, ast.JoinedStr):
                    parts = [n.value if isinstance(n, ast.Constant) else "." for n in node.values]
                    passed |= {id(one) for one in node.values}
                    yield f"{path.name}:{node.lineno}", "".join(map(str, parts))
                elif isinstance(node, ast.Constant) and id(node) not in passed:
                    yield f"{path.name}:{node.lineno}", str(node.value)


def test_no_error_of_the_catalogue_needs_a_command_to_be_understood() -> None:
    """Commands stand in brackets and nowhere else, so that a page can leave them out."""
    classes = error_classes()
    assert len(classes) > 150
    with_commands = 0
    for kind in classes:
        for text in (kind.what, kind.kept, kind.remedy):
            with_commands += names_command(text)
            assert not names_command(outside_brackets(text)), (kind.code, text)
            assert not names_command(for_pages(text)), (kind.code, text)
            assert bool(for_pages(text)) == bool(text), (kind.code, text)
    assert with_commands > 40


def test_no_sentence_of_the_packages_needs_one_either() -> None:
    found = [(where, text) for where, text in sentences() if _UKRAINIAN.search(text)]
    assert len(found) > 1000
    bare = [
        (where, text)
        for where, text in found
        if names_command(outside_brackets(text)) and where.partition(":")[0] != "advice.py"
    ]
    assert bare == []


def test_no_template_names_a_command() -> None:
    for path in sorted((ROOT / "desk/web/templates").glob("*.html")):
        text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"))
        assert not re.search(r"\bsprava [a-z]", text), path.name


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Перегляньте томи (sprava case show 1).", "Перегляньте томи."),
        ("не названо кому (--to)", "не названо кому"),
        ("Є копія. Створіть: sprava restore. Чекайте.", "Є копія. Чекайте."),  # recorded before
        ("не названо терміну (late_order)", "не названо терміну"),
        ("він більший за 5 МБ (limits.file_mib)", "він більший за 5 МБ"),
        ("адреси суду (mailbox) не зазначено", "адреси суду не зазначено"),
        ("справа № 1 (наказ) — том 2", "справа № 1 (наказ) — том 2"),
        ("(814:VII.8-продовження, 814:XX1.4-заборона)", "(814:VII.8, 814:XX1.4)"),
        ("ВС:ІТ-2, 174:13.5, 757/1/25-ц", "ВС:ІТ-2, 174:13.5, 757/1/25-ц"),
        ("Зміни в sprava.toml (розділ [web])", "Зміни в sprava.toml (розділ [web])"),
    ],
)
def test_what_is_left_of_a_sentence(text: str, told: str) -> None:
    assert for_pages(text) == told


def test_ids_of_documents_are_for_terminals_too() -> None:
    assert for_lists("Уже є (документ 0123456789abcdef).") == "Уже є."


def test_a_remedy_leads_where_it_can_be_done_and_only_whom_it_may() -> None:
    error = NoSuchCase(name="757/1/25", nearest="")
    assert goal_of(error, {"see": True}) == Goal(
        "Знайти справу", "/cases?number=757%2F1%2F25", "see"
    )
    assert goal_of(error, {}) is None
    broken = FixityError(path="x", expected="a", actual="b")
    assert goal_of(broken, {"keep": True}) == Goal("Стан сховища", "/vault", "keep")
    assert goal_of(UsageError(reason="x"), {"see": True}) is None


def test_every_place_a_remedy_leads_to_is_there(full: Site) -> None:
    details = {"name": "757/12345/25", "number": "757/12345/25"}
    archivist, head = full.visitor("arkhiv"), full.visitor("kerivnyk")
    for goal in GOALS.values():
        path = goal.at(details).path
        admin = full.visitor("admin")
        stranger = full.visitor(None)  # to whom alone the page for signing in is shown
        answers = [one.get(path).status_code for one in (head, archivist, admin, stranger)]
        assert 200 in answers, path


def test_a_refusal_on_a_page_says_what_to_do_there(full: Site) -> None:
    former = full.visitor("sekretar")
    missing = former.get("/case/main%3A757%2F404%2F25%3Aaaaaaa")
    assert missing.status_code == 404
    assert "Знайти справу" in missing.text
    assert "sprava " not in missing.text
    early = former.client.post(f"{at(full)}/certify/1", data={"csrf": former.csrf})
    assert early.status_code in {422, 400}
    assert "завершіть" in early.text
    assert "sprava " not in early.text


def test_two_clerks_are_led_back_to_the_case_file() -> None:
    error = ChangedMeanwhile(number="757/1/25", changes=())
    assert goal_of(error, {"see": True}) is not None


def test_what_is_no_page_still_shows_the_way(site: Site) -> None:
    """A stranger sees no more than that; who is signed in goes on from there."""
    admin, stranger = site.visitor("admin"), site.visitor(None)
    for path, status in (("/nema", 404), ("/people/kants/grant", 405)):
        page = admin.get(path)
        assert page.status_code == status
        assert f"Не знайдено: сторінку «{path}»" in page.text
        assert 'href="/people"' in page.text
        assert 'href="/people"' not in stranger.get(path).text


def test_a_mistake_of_ours_is_a_page_too(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("desk.web.at_hand.health.shutil")
    admin = site.visitor("admin")
    broken = TestClient(site.app, raise_server_exceptions=False, cookies=admin.client.cookies)

    page = broken.get("/vault")
    assert page.status_code == 500
    assert "Сталася помилка програми" in page.text
    assert "Traceback" not in page.text
    assert "NameError" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"
