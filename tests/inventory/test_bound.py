"""Volumes as they are bound once certified copies stand for originals that left."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory import close_volume, record_reading_copy
from inventory.arrangement.order import Item
from inventory.errors import RemovalRefused
from inventory.forms import Press
from inventory.model import VolumePlan
from inventory.queries import as_bound, removals
from inventory.rules.removal import ends_counted
from inventory.service.certification import certify_volume, look
from inventory.service.deposit import deposit_volume
from inventory.service.inspections import state_of_case
from inventory.service.removal import sheets_beyond
from inventory.service.volumes import confirm_sheets
from inventory.volumes.plan import plan, with_copies
from tests.clauses import proves
from tests.inventory.documents import document
from tests.inventory.leaving import CLERK, HEAD, Archive
from tests.inventory.test_plan import files


@pytest.fixture
def office(tmp_path: Path, press: Press) -> Archive:
    return Archive(tmp_path, press)


def bound(office: Archive) -> tuple[VolumePlan, ...]:
    with office.vault.read() as connection:
        return as_bound(connection, office.case)


def labels_of(volumes: tuple[VolumePlan, ...], wanted: str) -> list[str]:
    members = [m for volume in volumes for row in volume.rows for m in row.members]
    return [str(entry) for m in members if m.document == wanted for entry in m.labels]


@proves("814:VII.23-заміна")
@pytest.mark.parametrize(
    ("copied", "labels"),
    [(5, ["3", "4", "5", "5а", "5б"]), (3, ["3", "4", "5"]), (1, ["3"])],
)
def test_814_vii_23__a_certified_volume_is_shown_with_the_sheets_of_the_copy(
    office: Archive, copied: int, labels: list[str]
) -> None:
    office.add("claim", 2)
    passport = office.add("incoming", 3)
    application = office.add("removal-application", 1)
    office.certified()
    assert bound(office) == tuple(office.plan())

    office.remove((passport, copied), application=application)

    assert labels_of(bound(office), passport) == labels
    assert bound(office)[0].sheets == 3 + copied
    assert office.plan()[0].sheets == 6, "what was certified"
    with office.vault.read() as connection:
        inspected = state_of_case(office.vault, connection, office.case, fixity=False)
    assert inspected.plans == bound(office)


@proves("814:XXI.1-збереженість")
def test_the_deposited_volume_says_how_it_was_certified_and_how_it_lies_now(
    office: Archive,
) -> None:
    claim = office.add("claim", 2)
    passport = office.add("incoming", 3)
    application = office.add("removal-application", 1)
    office.certified()
    act = office.remove((passport, 5), application=application).act.filed_as
    with office.vault.transaction("клерк") as tx:
        for one in (claim, passport, application, act):
            record_reading_copy(tx, str(one), None, "не потрібна", {})
        tx.commit()

    assert deposit_volume(office.vault, office.number, 1, actor="клерк")

    with office.vault.read() as connection:
        files = office.vault.object_files(f"{office.case.key}/1", connection)
    [told] = [one.sha512 for one in files if one.logical == "volume.json"]
    rows = {
        row["document"]: row for row in json.loads(office.vault.locate(told).read_bytes())["rows"]
    }
    assert rows[passport]["sheets"] == ["3", "4", "5"]
    assert rows[passport]["sheets_now"] == ["3", "4", "5", "5а", "5б"]
    assert "sheets_now" not in rows[claim]


def test_a_count_that_a_person_corrects_later_is_the_count(office: Archive) -> None:
    """In a volume that was not certified the copy's sheets are the document's."""
    office.add("claim", 2)
    passport = office.add("incoming", 3)
    application = office.add("removal-application", 1)
    office.finish()
    office.remove((passport, 4), application=application)
    with office.vault.transaction("клерк") as tx:
        confirm_sheets(tx, passport, 6)
        tx.commit()

    assert bound(office) == tuple(office.plan())
    assert len(labels_of(bound(office), passport)) == 6


@proves("814:VII.13", "814:VII.23-заміна")
def test_814_vii_23__a_copy_of_two_volumes_differs_in_the_last_one(office: Archive) -> None:
    office.add("claim", 2)
    atlas = office.add("incoming", 300, title="Атлас")
    application = office.add("removal-application", 1)
    office.certified()
    with pytest.raises(RemovalRefused) as refused:
        office.remove((atlas, 302), application=application)
    assert refused.value.verdict.clauses == ("814:VII.13",)
    with office.vault.transaction("клерк") as tx:
        close_volume(tx, office.number, 2)
        tx.commit()
    certify_volume(office.vault, office.press, HEAD, office.number, 2, actor="x", compiler=CLERK)
    first, second = office.plan()
    last = labels_of((second,), atlas)[-1]

    assert office.remove((atlas, 302), application=application).volumes == (1, 2)

    after = bound(office)
    assert [volume.sheets for volume in after[:2]] == [first.sheets, second.sheets + 2]
    assert labels_of(after, atlas)[-2:] == [f"{last}а", f"{last}б"]
    with office.vault.read() as connection:
        views = [look(connection, office.number, number) for number in (1, 2)]
        assert [sheets_beyond(connection, view) for view in views] == [0, 2]
        lay = removals(connection, office.case.key)[atlas]["sheets"]
    assert lay.endswith(f"(т. 1), 1–{last} (т. 2)")
    for view in views:
        assert view.facts.changes[-1].text.endswith(f"номери {last}а, {last}б (т. 2)")


@proves("814:VII.13")
def test_814_vii_13__where_numbers_differ_there_is_a_note_to_say_so() -> None:
    last = VolumePlan(2, (), frozen=True)
    assert ends_counted(document("a", "incoming", 300), last, certified=True).agrees
    refused = ends_counted(document("a", "incoming", 300), last, certified=False)
    assert refused.clauses == ("814:VII.13",)


@proves("814:VII.23-заміна")
@given(files(), st.integers(-330, 12), st.data())
def test_814_vii_23__no_other_sheet_moves(
    items: list[Item], more: int, data: st.DataObject
) -> None:
    held = [item for item in items if item.sheets]
    if not held:
        return
    chosen = data.draw(st.sampled_from(held))
    plans = plan(items, (), {})

    after = with_copies(plans, {chosen.document: more})

    grown = sum(v.sheets for v in after) - sum(v.sheets for v in plans)
    assert grown == max(more, -chosen.sheets)
    for volume, was in zip(after, plans, strict=True):
        for row, before in zip(volume.rows, was.rows, strict=True):
            pairs = zip(row.members, before.members, strict=True)
            assert all(m == b for m, b in pairs if m.document != chosen.document)
        assert len(set(volume.labels)) == volume.sheets
