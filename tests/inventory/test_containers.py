"""Containers of copies, and files that come formed or come back with more in them."""

from __future__ import annotations

import dataclasses
import itertools
from pathlib import Path
from typing import Any

import pytest

from inventory import CaseFile, close_volume
from inventory.audit.history import happenings
from inventory.errors import ChangedMeanwhile, ContainerRefused, NoSuchCase
from inventory.events import case_subject
from inventory.forms import Press, Signatory
from inventory.queries import (
    containers,
    contents_of,
    copies_in,
    documents_of,
    find_case_by_folder,
    get_case,
    plan_of,
    revision,
)
from inventory.rules.containers import may_be_appealed_with, may_be_copied_into, may_be_received
from inventory.service.certification import (
    certify_volume,
    look,
    typeset_cover,
    typeset_inventory,
)
from inventory.service.containers import (
    CopiesMade,
    Filing,
    add_copies,
    make_appeal_materials,
    make_control,
    make_retained,
)
from inventory.service.corrections import correct_case
from inventory.service.deposit import deposit_volume
from inventory.service.documents import record_reading_copy, record_text
from inventory.service.receiving import Came, bring_back, receive_volumes
from inventory.service.sheet_numbers import record_numbered
from inventory.volumes.papers import Letterhead, cover_of, inventory_of
from tests.clauses import proves
from tests.inventory.conftest import NOON, pages_of
from tests.inventory.documents import case_file, document
from tests.inventory.office import Office
from vault.errors import UsageError

COURT = "Вигаданівський районний суд"
JUDGE = Signatory(position="Суддя", name="С. Суддівська")
HEAD = Letterhead(court=COURT, judge=JUDGE, clerk=Signatory("Секретар", "П. Приклад"), draft=False)


class Registry(Office):
    """An office that makes containers."""

    def __init__(self, root: Path, kind: str = "civil") -> None:
        super().__init__(root, kind=kind)
        self._ids = itertools.count(1)

    def filing(self, *documents: str, by: Signatory = JUDGE) -> Filing:
        return Filing(documents=documents, certifier=by, new_id=lambda: f"c{next(self._ids):09d}")

    def do(self, service: Any, *arguments: Any, **said: Any) -> Any:
        with self.vault.transaction("клерк") as tx:
            done = service(tx, *arguments, **said)
            tx.commit()
        return done

    def rows(self, name: str) -> list[tuple[str, list[str]]]:
        with self.vault.read() as connection:
            case = get_case(connection, name)
            titles = {d.id: d.title for d in documents_of(connection, case.key)}
            return [
                (titles[row.document], [str(label) for label in row.labels])
                for volume in plan_of(connection, case)
                for row in volume.rows
            ]

    def case_named(self, name: str) -> CaseFile:
        with self.vault.read() as connection:
            return get_case(connection, name)


@pytest.fixture
def office(tmp_path: Path) -> Registry:
    return Registry(tmp_path)


def appealed(office: Registry) -> tuple[str, str, str, CopiesMade]:
    claim = office.add("claim", 3, title="Позовна заява")
    annex = office.add("annex", 2, parent=claim, title="Договір")
    office.add("motion", 1, title="Клопотання, що не стосується скарги")
    ruling = office.add("ruling-interim", 2, title="Ухвала про забезпечення", date="2025-03-05")
    made = office.do(
        make_appeal_materials,
        office.number,
        office.filing(claim, ruling),
        ruling=ruling,
        complainant="Скаржниченко Ю. І.",
        court=COURT,
        own="bbbbbb",
    )
    return claim, annex, ruling, made


@proves("814:VII.21", "814:VII.21-копія", "814:VII.20")
def test_814_vii_21__copies_make_a_volume_of_their_own_and_originals_stay(
    office: Registry,
) -> None:
    claim, annex, ruling, made = appealed(office)

    assert sorted(made.copies.values()) == sorted([claim, annex, ruling])
    assert made.lacking.agrees
    assert office.rows(office.number)[0] == ("Позовна заява", ["1", "2", "3", "4", "5"])
    assert office.rows(f"{office.number}#2") == [
        ("Позовна заява", ["1", "2", "3", "4", "5"]),
        ("Ухвала про забезпечення", ["6", "7"]),
    ]
    with office.vault.read() as connection:
        held = documents_of(connection, made.case.key)
        assert all(one.copy and "certified-copy" in one.flags for one in held)
        assert copies_in(connection, made.case.key) == made.copies
        for one in held:
            kept = [c for role, _, c in contents_of(connection, one.id) if role == "original"]
            of = contents_of(connection, made.copies[one.id])
            assert kept == [c for role, _, c in of if role == "original"]
    assert office.vault.check().findings == []


@proves("814:VII.21-обкладинка", "814:VII.21-опис")
def test_814_vii_21__its_cover_has_the_title_of_the_law_and_two_sign_its_inventory(
    office: Registry, press: Press
) -> None:
    """«Матеріали оскарження ухвали (…) за апеляційною скаргою (…)»."""
    *_, made = appealed(office)
    with office.vault.read() as connection:
        view = look(connection, made.case.name, 1)

    said = " ".join(" ".join(pages_of(typeset_cover(press, HEAD, view, NOON).pdf)).split())
    assert (
        f"Матеріали оскарження ухвали ({COURT}, 05.03.2025, справа № 757/12345/25) "
        "за апеляційною скаргою (Скаржниченко Ю. І.)"
    ) in said
    assert cover_of(HEAD, made.case, view.volume, 1).heading == made.case.heading
    inventory = " ".join(pages_of(typeset_inventory(press, HEAD, view, NOON).pdf))
    assert "С. Суддівська" in inventory
    assert "П. Приклад" in inventory
    assert "копія" in inventory


@proves("814:VII.21", "814:VII.21-копія")
def test_814_vii_21__the_ruling_goes_along_certified_by_a_judge_from_the_original() -> None:
    ruling = document("r", "ruling-interim", 1)
    letter = document("l", "letter", 2)
    copy = case_copy()
    assert may_be_appealed_with(ruling, [ruling], position="Заступник голови суду").agrees
    assert may_be_appealed_with(ruling, [letter], position="Суддя").clauses == ("814:VII.21",)
    assert may_be_appealed_with(letter, [letter], position="Суддя").clauses == ("814:VII.21",)
    assert may_be_appealed_with(copy, [copy], position="Суддя").clauses == ("814:VII.21-копія",)
    verdict = may_be_appealed_with(ruling, [ruling], position="Секретар суду")
    assert verdict.clauses == ("814:VII.21-копія",)


def case_copy() -> Any:
    return dataclasses.replace(document("c", "ruling-interim", 3), copy=True)


@proves("814:XX1.4-заборона", "814:VII.21")
def test_814_xx1_4__what_is_restricted_is_not_copied(office: Registry) -> None:
    kept = dataclasses.replace(document("a", "claim", 1), original="f" * 128)
    assert may_be_copied_into([kept]).agrees
    assert may_be_copied_into([document("b", "claim", 1)]).clauses == ("814:VII.21",)
    hidden = office.add("letter", restricted=True, pages=4)
    with pytest.raises(ContainerRefused) as refused:
        office.do(make_retained, office.number, office.filing(hidden), own="cccccc")
    assert refused.value.verdict.clauses == ("814:XX1.4-заборона",)


@proves("814:VII.22", "814:VII.22-засвідчення")
def test_814_vii_22__a_control_proceeding_holds_copies_and_says_what_is_missing(
    office: Registry, press: Press
) -> None:
    appeal = office.add("appeal", 2, title="Апеляційна скарга")
    claim = office.add("claim", 1, title="Позовна заява")
    with pytest.raises(ContainerRefused) as refused:
        office.do(
            make_control,
            office.number,
            office.filing(office.add("decision", 1), by=Signatory(position="Секретар суду")),
            own="dddddd",
        )
    assert refused.value.verdict.clauses == ("814:VII.22-засвідчення",)

    made = office.do(make_control, office.number, office.filing(appeal, claim), own="dddddd")

    assert made.case.heading == "Контрольне провадження"
    with office.vault.read() as connection:
        subject = case_subject(office.case.key)
        told = [one.text for one in happenings(connection, office.vault.entry_at, subject)]
    assert [one for one in told if "Контрольне" in one or "відкрито" in one] == [
        f"Справу № {office.number} відкрито (цивільна справа), надійшла до суду 01.03.2025.",
        f"З матеріалів справи № {office.number} сформовано окремо: Контрольне провадження.",
    ]
    assert set(made.lacking.clauses) == {"814:VII.22-склад"}
    assert [title for title, _ in office.rows(made.case.name)] == [
        "Позовна заява",
        "Апеляційна скарга",
    ]
    minutes = office.add("minutes-appeal", 1)
    ruling = office.add("resolution-appeal", 1)
    chamber = Signatory(position="Секретар судової палати")
    more = office.do(add_copies, made.case.name, office.filing(minutes, ruling, by=chamber))
    assert more.lacking.agrees
    with pytest.raises(UsageError):
        office.do(add_copies, made.case.name, office.filing(minutes))
    with pytest.raises(UsageError):
        office.do(add_copies, office.number, office.filing(minutes))
    with office.vault.read() as connection:
        view = look(connection, made.case.name, 1)
    said = " ".join(pages_of(typeset_cover(press, HEAD, view, NOON).pdf))
    assert "Контрольне провадження" in said
    assert "Вигаданко" in said
    assert office.vault.check().findings == []


@proves("814:VII.22")
def test_814_vii_22__copies_are_made_of_what_lies_in_a_deposited_volume(
    office: Registry, press: Press
) -> None:
    claim = office.add("claim", 2)
    text = office.vault.store("Позов про стягнення".encode())
    with office.vault.transaction("клерк") as tx:
        record_text(tx, claim, text, {})
        record_reading_copy(tx, claim, None, "не потрібна", {})
        close_volume(tx, office.number, 1)
        tx.commit()
    certify_volume(
        office.vault, press, HEAD, office.number, 1, actor="клерк", compiler=Signatory(name="П.")
    )
    assert deposit_volume(office.vault, office.number, 1, actor="клерк")
    original = office.document(claim).original
    assert original is not None
    assert not office.vault.shelf.has(original)
    assert not office.vault.shelf.has(text.sha512)

    made = office.do(make_control, office.number, office.filing(claim), own="ffffff")

    [copy] = made.copies
    with office.vault.read() as connection:
        kept = {role: one.sha512 for role, _, one in contents_of(connection, copy)}
    assert (kept["original"], kept["text"]) == (original, text.sha512)
    assert office.vault.shelf.has(original)
    assert office.vault.check().findings == []


def test_two_clerks_do_not_make_the_same_copies_twice(office: Registry) -> None:
    claim = office.add("claim", 2, title="Позовна заява")
    with office.vault.read() as connection:
        seen = revision(connection, office.case.key)
    office.do(make_control, office.number, office.filing(claim), own="gggggg", seen=seen)

    with pytest.raises(ChangedMeanwhile, match="сформовано окремо"):
        office.do(make_control, office.number, office.filing(claim), own="hhhhhh", seen=seen)


@proves("814:VII.7-підсудність")
def test_814_vii_7__copies_of_a_file_that_leaves_stand_by_time(office: Registry) -> None:
    later = office.add("claim", 1, title="Позовна заява", received_at="2025-03-05")
    sooner = office.add("letter", 1, title="Лист", received_at="2025-03-01")

    made = office.do(make_retained, office.number, office.filing(later, sooner), own="eeeeee")

    assert [title for title, _ in office.rows(made.case.name)] == ["Лист", "Позовна заява"]


def test_a_number_names_the_file_itself_and_its_containers_by_their_order(
    office: Registry,
) -> None:
    *_, made = appealed(office)

    assert made.case.name == f"{office.number}#2"
    assert office.case_named(office.number).container == "main"
    assert office.case_named(f"{office.number}#1").key == office.case.key
    assert office.case_named(f"{office.number}#2").key == made.case.key
    with pytest.raises(NoSuchCase):
        office.case_named(f"{office.number}#3")
    with office.vault.read() as connection:
        assert [one.ordinal for one in containers(connection, office.number)] == [1, 2]
        folder = office.number.replace("/", "_")
        main = find_case_by_folder(connection, folder)
        other = find_case_by_folder(connection, f"{folder}#2")
    assert main is not None
    assert (main.key, other and other.key) == (office.case.key, made.case.key)


@proves("814:VII.20", "814:VII.25")
def test_814_vii_20__inventory_and_numbers_of_volumes_that_came_go_on(
    office: Registry, press: Press
) -> None:
    office.do(
        receive_volumes,
        office.number,
        [Came(240, 61, 3), Came(100, 40, 2)],
        new_id=iter(["v1", "v2"]).__next__,
    )
    motion = office.add("motion", 5, title="Клопотання")

    volumes = office.plan()
    assert [(v.number, v.frozen, v.sheets) for v in volumes] == [(1, True, 240), (2, False, 105)]
    assert volumes[1].rows[1].document == motion
    assert [str(label) for label in volumes[1].rows[1].labels] == [
        "101",
        "102",
        "103",
        "104",
        "105",
    ]
    with office.vault.read() as connection:
        view = look(connection, office.number, 2)
    form = inventory_of(HEAD, view.case, view.volume, 2, view.documents, NOON.date(), view.received)
    assert (form.earlier_rows, form.earlier_sheets, len(form.rows)) == (40, 2, 1)
    said = " ".join(" ".join(pages_of(typeset_inventory(press, HEAD, view, NOON).pdf)).split())
    assert "41" in said
    assert "101" in said
    assert "що надійшов сформованим" not in said
    assert office.vault.check().findings == []


@proves("814:VII.20", "814:VII.25", "814:VII.10")
def test_814_vii_25__the_incoming_cover_is_used_only_where_it_may_be(office: Registry) -> None:
    case = case_file(kind="offence")
    assert may_be_received(case, [30], empty=True, cover=True, sound=True).agrees
    worn = may_be_received(case, [30], empty=True, cover=True, sound=False)
    assert worn.clauses == ("814:VII.25",)
    civil = may_be_received(case_file(), [30], empty=True, cover=True, sound=True)
    assert civil.clauses == ("814:VII.25",)
    late = may_be_received(case, [30], empty=False, cover=False, sound=False)
    assert late.clauses == ("814:VII.20",)
    thick = may_be_received(case, [251], empty=True, cover=False, sound=False)
    assert thick.clauses == ("814:VII.10",)
    with pytest.raises(UsageError):
        office.do(receive_volumes, office.number, [Came(10, 0)], new_id=lambda: "v")


@proves("814:VII.20")
def test_814_vii_20__what_the_appeal_court_bound_in_stands_behind_what_was_numbered(
    office: Registry,
) -> None:
    office.add("claim", 3, title="Позовна заява")
    office.do(record_numbered, office.number, 1, 1)
    office.add("letter", 1, title="Лист, що надійшов тим часом")
    appeal = office.add("appeal", 4, title="Апеляційна скарга")
    ruling = office.add("resolution-appeal", 2, title="Постанова апеляційного суду")

    view = office.do(bring_back, office.number, [appeal, ruling], "лист апеляційного суду № 7")

    assert office.rows(office.number) == [
        ("Позовна заява", ["1", "2", "3"]),
        ("Апеляційна скарга", ["4", "5", "6", "7"]),
        ("Постанова апеляційного суду", ["8", "9"]),
        ("Лист, що надійшов тим часом", ["10"]),
    ]
    assert view.verdict.agrees
    office.do(close_volume, office.number, 1)
    with pytest.raises(UsageError):
        office.do(bring_back, office.number, [], "причина")


def test_containers_go_along_when_the_number_is_corrected(office: Registry) -> None:
    *_, made = appealed(office)
    former = office.number

    office.do(correct_case, former, {"number": "757/12346/25"}, "описка")

    assert office.case_named("757/12346/25#2").key == made.case.key
    assert office.case_named(f"{former}#2").key == made.case.key
    assert office.case_named(former).key == office.case.key
    assert office.vault.check().findings == []
