"""The demonstration's papers: invented, complete, the same each time."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from PIL import Image
from starlette.testclient import TestClient

from desk.demo import Scenario, build
from desk.demo.people import PEOPLE, give_passwords, naming
from desk.demo.pki import authority, holder
from inventory import read_card
from inventory.arrangement.kinds import CASE_KINDS, kinds
from retention.schedule import shipped_schedule
from tests.desk.cli import Office, sprava
from tests.desk.web.site import opened


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demonstration")


@pytest.fixture(scope="module")
def scenarios(folder: Path) -> list[Scenario]:
    return build(folder)


def digests(folder: Path) -> Mapping[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_scenarios_that_can_be_shown_are_there(scenarios: list[Scenario]) -> None:
    assert {1, 2, 3, 10} <= {scenario.number for scenario in scenarios}
    assert {scenario.kind for scenario in scenarios} <= set(CASE_KINDS)
    assert len({scenario.case for scenario in scenarios}) == len(scenarios)


def test_two_builds_are_the_same(folder: Path, scenarios: list[Scenario], tmp_path: Path) -> None:
    build(tmp_path, {4, 9})

    again = digests(tmp_path)
    assert again == {name: one for name, one in digests(folder).items() if name in again}
    assert len(again) > 30


def test_every_card_is_understood(folder: Path, scenarios: list[Scenario]) -> None:
    cards = sorted(folder.rglob("*.card.json"))

    for path in cards:
        card = read_card(path.read_bytes())
        assert card.kind in kinds(), path
        assert card.parent is None or path.with_name(card.parent).exists(), path
        assert path.with_name(path.name.removesuffix(".card.json")).exists(), path
        assert set(card.other) == set(), path
    assert len(cards) > 80


def test_scenario_2_has_612_sheets_the_last_of_them_late(scenarios: list[Scenario]) -> None:
    (scenario,) = (one for one in scenarios if one.number == 2)
    counts = [
        sum(delivery.card["sheets"] for delivery in wave.deliveries if delivery.card)
        for wave in scenario.waves
    ]

    assert counts == [611, 1]


def test_a_scan_has_a_page_for_each_side_of_its_sheets(scenarios: list[Scenario]) -> None:
    scans = [
        delivery
        for scenario in scenarios
        for wave in scenario.waves
        for delivery in wave.deliveries
        if delivery.name.endswith((".tif", ".jpg"))
    ]

    for scan in scans:
        with Image.open(io.BytesIO(scan.content)) as image:
            pages = getattr(image, "n_frames", 1)
            assert image.mode == "RGB", scan.name
        assert scan.card is not None
        assert scan.card["sheets"] in (0, pages, pages // 2), scan.name
    assert len(scans) >= 12


def test_a_change_after_signing_keeps_the_signed_bytes(scenarios: list[Scenario]) -> None:
    changed = next(
        delivery.content
        for scenario in scenarios
        for wave in scenario.waves
        for delivery in wave.deliveries
        if "змінений" in delivery.name
    )

    (signed_range,) = re.findall(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]", changed)
    covered = int(signed_range[2]) + int(signed_range[3])
    assert covered < len(changed)
    assert changed[:covered].rstrip().endswith(b"%%EOF")


def test_certificates_say_that_they_are_invented() -> None:
    for certificate in (authority().certificate, authority("Незнаний центр").certificate):
        names = certificate.subject.rfc4514_string()
        assert re.search("[Вв]игадан|[Нн]езнан", names)
    issued = holder("Зразковий Захар Захарович").certificate
    issued.verify_directly_issued_by(authority().certificate)


def test_everybody_can_sign_in_to_the_pages(tmp_path: Path) -> None:
    office = Office(tmp_path / "vault")
    office("init", "--court", "Вигаданий суд", "--court-code", "999", "--fonds", "1")
    office("case", "open", "999/1/26", "--kind", "civil")
    for step in naming("999/1/26"):
        assert office(*step).code == 0, step
    told = tmp_path / "passwords.txt"
    password = give_passwords(office.vault, told)

    assert told.stat().st_mode & 0o077 == 0
    assert told.read_text(encoding="utf-8").count(password) == len(PEOPLE)
    with opened(office.vault) as site:
        for one in PEOPLE:
            client = TestClient(site.app, follow_redirects=False)
            form = {"login": one.login, "password": password}
            assert client.post("/sign-in", data=form).headers["location"] == "/"
            assert one.name in client.get("/password").text


def test_an_item_of_the_schedule_fits_the_case_it_is_assigned_to(scenarios: list[Scenario]) -> None:
    items = {one.item: one.title for one in shipped_schedule()}
    assigned = [
        (scenario.claim, items[step[step.index("--item") + 1]])
        for scenario in scenarios
        for wave in scenario.waves
        for step in wave.steps
        if "--item" in step
    ]

    assert len(assigned) >= 2
    for claim, title in assigned:
        said, named = (set(re.findall(r"[а-яіїєґ']{5,}", text.lower())) for text in (claim, title))
        assert len(said & named) >= 2, (claim, title)


@pytest.mark.parametrize(
    ("name", "indication", "changed"),
    [
        ("Позовна заява з підписом.pdf", "TOTAL-PASSED", "none"),
        ("Договір, змінений після підписання.pdf", "INDETERMINATE", "not-allowed"),
        ("Довідка незнаного центру.pdf", "INDETERMINATE", "none"),
    ],
)
def test_scenario_9_has_a_valid_a_changed_and_an_unexplained_signature(
    scenarios: list[Scenario], tmp_path: Path, name: str, indication: str, changed: str
) -> None:
    (signed,) = (
        delivery.content
        for scenario in scenarios
        for wave in scenario.waves
        for delivery in wave.deliveries
        if delivery.name == name
    )
    (tmp_path / name).write_bytes(signed)
    (tmp_path / "root.pem").write_bytes(authority().pem)

    ran = sprava("verify", tmp_path / name, "--trust", tmp_path / "root.pem", "--json")
    [told] = ran.json["signatures"]
    assert (told["indication"], told["changed_after_signing"]) == (indication, changed)
    assert told["qualification"] != "QES"  # the invented authority stands in no list
