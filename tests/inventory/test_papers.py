"""What the forms of a volume are told: from documents to cover, inventory, certification note."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from inventory import NewCase, note_numbering, open_case
from inventory.arrangement.order import began_on
from inventory.errors import CertifyingRefused
from inventory.forms import CertificationNote, InternalInventory, Press, Signatory, cover
from inventory.queries import get_case, plan_of
from inventory.rules.parts import came_with_its_first_document
from inventory.service.certification import VolumeView, certify_volume, look
from inventory.service.order import look_at_order
from inventory.service.volumes import close_volume
from inventory.volumes.papers import Letterhead, cover_of, inventory_of, note_of
from tests.clauses import proves
from tests.inventory.conftest import pages_of
from tests.inventory.office import NOON, Office
from vault.errors import Conflict

HEAD = Letterhead(
    court="Вигаданівський районний суд",
    judge=Signatory(position="Суддя", name="В. В. Вигаданий"),
    clerk=Signatory(position="Секретар", name="О. О. Писарчук"),
)
COMPILER = Signatory(position="Секретар", name="О. О. Писарчук", on=NOON.date())


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A volume with every particular of the certification note."""
    office = Office(tmp_path)
    claim = office.add("claim", 4, title="Позовна заява", index="123/25", date="2025-03-01")
    office.add("annex", 10, parent=claim, title="Договір", copy=True)
    envelope = office.add("envelope", 1, parent=claim, title="Конверт")
    office.add("enclosure", 3, parent=envelope, title="Світлини")
    office.add("closed-envelope", title="Опечатаний конверт із доказами")
    office.add("plan", 1, title="План земельної ділянки", flags=["large"])
    office.add("letter", 2, title="Лист із наклеєною вирізкою", flags=["pasted"])
    office.add("media", title="Диск із записом засідання", date="2025-04-01")
    office.add("unnumbered", title="Паспорт")
    office.add("defence", 3, title="Відзив", copy=True)
    office.add("letter", title="Лист", restricted=True, pages=5, date="2025-04-02")
    return office


def view(office: Office) -> VolumeView:
    with office.vault.read() as connection:
        return look(connection, office.number, 1)


def inventory(office: Office) -> InternalInventory:
    v = view(office)
    return inventory_of(HEAD, v.case, v.volume, len(v.plans), v.documents, NOON.date())


def note(office: Office) -> CertificationNote:
    v = view(office)
    return note_of(HEAD, v.case, v.volume, 1, v.peculiar, inventory_sheets=2, compiler=COMPILER)


def test_the_sheets_of_rows_follow_one_another(office: Office) -> None:
    ranges = [(row.title, row.first, row.last) for row in inventory(office).rows if row.first]

    assert ranges == [
        ("Позовна заява", "1", "14"),
        ("Конверт", "15", "18"),
        ("Відзив", "19", "21"),
        ("План земельної ділянки", "22", "22"),
        ("Лист із наклеєною вирізкою", "23", "24"),
        ("Опечатаний конверт із доказами", "25", "25"),
    ]


@proves("814:VII.8", "814:VII.8-підпис", "814:I.1-опис")
def test_814_vii_8__a_row_has_index_date_title_sheets_and_two_people_sign(office: Office) -> None:
    told = inventory(office)
    row = told.rows[0]

    assert (row.index, row.on, row.title) == ("123/25", dt.date(2025, 3, 1), "Позовна заява")
    assert (told.judge.name, told.clerk.name) == ("В. В. Вигаданий", "О. О. Писарчук")
    assert told.judge.on == told.clerk.on == NOON.date()


@proves("814:VII.8-додатки", "814:VII.3")
def test_814_vii_8__annexes_are_not_listed_one_by_one_but_named(office: Office) -> None:
    rows = inventory(office).rows

    assert not any(row.title == "Договір" for row in rows)
    assert rows[0].notes == "з додатками згідно з переліком"


@proves("814:VII.21-опис")
def test_814_vii_21__forms_of_what_is_kept_apart_name_what_they_are_of(office: Office) -> None:
    heading = "Матеріали оскарження ухвали"
    seen = view(office)
    case = dataclasses.replace(seen.case, heading=heading)

    of_all = inventory_of(HEAD, seen.case, seen.volume, 2, seen.documents, NOON.date())
    apart = inventory_of(HEAD, case, seen.volume, 2, seen.documents, NOON.date())
    folder = cover_of(HEAD, case, seen.volume, 2)

    assert of_all.name.slots()["volume"] == "Том 1 з 2"
    assert apart.name.slots()["volume"] == f"{heading}. Том 1 з 2"
    assert (folder.heading, folder.name.slots()["volume"]) == (heading, "Том 1 з 2")


@proves("814:VII.8-копія")
def test_814_vii_8__a_copy_is_said_to_be_one(office: Office) -> None:
    assert next(r for r in inventory(office).rows if r.title == "Відзив").notes == "копія"


@proves("814:VII.1-диски-опис", "814:VII.1-диски")
def test_814_vii_1__a_disc_takes_no_sheet_and_its_place_is_noted(office: Office) -> None:
    row = next(r for r in inventory(office).rows if r.title.startswith("Диск"))

    assert (row.first, row.notes) == ("", "у конверті в кінці тому")


@proves("814:XX1.2-сторінки", "814:XX1.2-опис")
def test_814_xx1_2__a_restricted_document_is_counted_in_pages(office: Office) -> None:
    row = next(r for r in inventory(office).rows if "обмеженим" in r.notes)

    assert row.first == ""
    assert row.notes.endswith("5 сторінок")


@proves(
    "814:VII.13-вкладення",
    "814:VII.13-наклеєні",
    "814:VII.13-великі",
    "814:VII.13-конверти",
    "814:VII.13-підпис",
    "814:VII.9-опечатані",
    "814:VII.9-конверти",
)
def test_814_vii_13__the_note_names_every_particular(office: Office) -> None:
    told = note(office)

    assert told.unnumbered == ("Паспорт (рядок 9 опису)",)
    assert told.pasted == ("23", "24")
    assert told.large == ("22",)
    assert [(e.label, e.enclosed) for e in told.envelopes] == [("15", 3)]
    assert told.compiler == COMPILER


@proves("814:VII.13-літерні", "814:VII.13-помилки", "814:VII.13-плюс", "814:VII.13")
def test_814_vii_13__lettered_and_missing_numbers_change_the_total(office: Office) -> None:
    with office.vault.transaction("тест") as tx:
        note_numbering(tx, office.number, 1, ["12а", "12б"], [7])
        tx.commit()
    told = note(office)

    assert (told.lettered, told.missing) == (("12а", "12б"), (7,))
    assert told.sheets == 25
    assert told.inventory_sheets == 2


@proves(
    "814:VII.14-суд",
    "814:VII.14-номер",
    "814:VII.14-сторони",
    "814:VII.14-дата",
)
def test_814_vii_14__the_cover_tells_court_number_parties_claim_and_receipt(
    office: Office, press: Press
) -> None:
    v = view(office)
    case = dataclasses.replace(v.case, claim="стягнення боргу", proceedings=("2/757/11/25",))
    told = cover_of(HEAD, case, v.volume, 1)
    text = " ".join(" ".join(pages_of(press.print(cover(told), at=NOON, draft=False).pdf)).split())

    for wanted in (
        "ВИГАДАНІВСЬКИЙ РАЙОННИЙ СУД",
        "757/12345/25",
        "2/757/11/25",
        "Вигаданко В. В.",
        "стягнення боргу",
        "01 березня 2025 року",
    ):
        assert wanted.casefold() in text.casefold()


@proves("814:VII.14-дата")
def test_814_vii_14__the_day_of_receipt_is_that_of_the_first_document(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.add("motion", 1, received_at="2025-02-01T09:00")
    office.add("claim", 1, received_at="2025-03-04T09:00")
    office.add("annex", 1, copy=True, received_at="2025-01-05")
    v = view(office)
    documents = v.documents.values()
    unsaid = dataclasses.replace(v.case, received_on=None)
    late = dataclasses.replace(v.case, received_on="2025-03-05")

    told = cover_of(HEAD, unsaid, v.volume, 1, documents=documents)

    assert told.received_on == dt.date(2025, 3, 4)
    verdict = came_with_its_first_document(late, began_on(documents))
    assert verdict.clauses == ("814:VII.14-дата",)
    assert "05.03.2025, а перший документ надійшов 04.03.2025" in verdict.objections[0].text
    assert came_with_its_first_document(unsaid, began_on(documents)).agrees
    assert came_with_its_first_document(v.case, began_on(())).agrees
    with office.vault.read() as connection:
        assert "814:VII.14-дата" not in look_at_order(connection, v.case).lacking.clauses
        assert "814:VII.14-дата" in look_at_order(connection, late).lacking.clauses


@proves("814:VII.14-том")
def test_814_vii_14__the_volume_is_named_only_when_there_are_several(office: Office) -> None:
    v = view(office)

    assert cover_of(HEAD, v.case, v.volume, 1).name.slots()["volume"] == ""
    assert cover_of(HEAD, v.case, v.volume, 3).name.slots()["volume"] == "Том 1 з 3"


@proves("814:VII.14-особи")
def test_814_vii_14__a_criminal_cover_names_the_person_and_the_norm(tmp_path: Path) -> None:
    office = Office(tmp_path, kind="criminal")
    case = dataclasses.replace(office.case, title="Вигаданко В. В.", claim="ч. 1 ст. 185 КК")
    office.add("indictment", 3)
    told = cover_of(HEAD, case, office.plan()[0], 1)

    assert told.subject == (("Особа, норма закону", "Вигаданко В. В., ч. 1 ст. 185 КК"),)


@proves("814:VII.14-кут")
def test_814_vii_14__the_top_left_corner_of_the_cover_stays_free(
    office: Office, press: Press
) -> None:
    import pypdfium2  # noqa: PLC0415  only this test looks at the page as a picture

    v = view(office)
    printed = press.print(cover(cover_of(HEAD, v.case, v.volume, 1)), at=NOON, draft=False)
    with pypdfium2.PdfDocument(printed.pdf) as document:
        picture = document[0].render(scale=1).to_pil().convert("L")
    corner = picture.crop((0, 0, picture.width // 3, picture.height // 8))

    assert corner.getextrema() == (255, 255)


@proves("814:VII.8-підсумок")
def test_814_vii_8__the_total_counts_documents_and_inventory_sheets(
    office: Office, press: Press
) -> None:
    from inventory.service.certification import typeset_inventory  # noqa: PLC0415

    printed = typeset_inventory(press, HEAD, view(office), NOON)
    text = " ".join(" ".join(pages_of(printed.pdf)).split())

    assert "9 (дев’ять)" in text or "9 (дев'ять)" in text
    assert printed.sheets == 1


@proves("814:VII.13", "814:VII.13-аркуш", "814:VII.13-зміни")
def test_814_vii_13__a_certified_volume_is_frozen_for_good(office: Office, press: Press) -> None:
    with office.vault.transaction("тест") as tx:
        close_volume(tx, office.number, 1)
        tx.commit()

    certified = certify_volume(
        office.vault, press, HEAD, office.number, 1, actor="тест", compiler=COMPILER
    )

    assert certified.facts.certified_by == COMPILER.name
    assert set(certified.facts.forms) == {"cover", "inventory", "certification-note"}
    with pytest.raises(CertifyingRefused) as refused:
        certify_volume(office.vault, press, HEAD, office.number, 1, actor="тест", compiler=COMPILER)
    assert refused.value.verdict.clauses == ("814:VII.13-зміни",)


def test_what_changed_while_forms_were_typeset_is_a_conflict(
    office: Office, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    with office.vault.transaction("тест") as tx:
        close_volume(tx, office.number, 1)
        tx.commit()
    print_form = press.print

    def interrupting(*args: object, **kwargs: object) -> object:
        monkeypatch.undo()
        office.add("motion", 1)
        return print_form(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(press, "print", interrupting)
    with pytest.raises(Conflict):
        certify_volume(office.vault, press, HEAD, office.number, 1, actor="тест", compiler=COMPILER)
    assert view(office).facts.certified_on is None


@proves("814:II.15", "814:II.16", "814:II.17", "814:I.1-судова справа")
def test_814_ii_15__a_case_keeps_its_number_proceedings_and_index(office: Office) -> None:
    new = NewCase(
        number="757/1/25-ц", kind="civil", own="bbbbbb", proceedings=("2/757/1/25",), index="2"
    )
    with office.vault.transaction("тест") as tx:
        open_case(tx, new)
        tx.commit()
    with office.vault.read() as connection:
        case = get_case(connection, "757/1/25-ц")
        assert (case.number, case.proceedings, case.index) == ("757/1/25-ц", ("2/757/1/25",), "2")
        assert plan_of(connection, case) == ()
