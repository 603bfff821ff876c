"""Where a case file is unlike others: letters, spans, late annexes, changes meanwhile, days."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from inventory import (
    Accession,
    Companion,
    OriginalForm,
    Report,
    card_of,
    close_case,
    close_volume,
    confirm_sheets,
    note_numbering,
    record_reading_copy,
    register,
)
from inventory.errors import BadCard, ImpossibleDay, NotAdmissible, NumberingRefused
from inventory.events import CASE_ARCHIVED, CASE_TRANSFERRED, case_subject
from inventory.forms import Press, Signatory
from inventory.language.days import legal_day, wall_time
from inventory.queries import revision
from inventory.registration.card import moment
from inventory.registration.numbers import looks_usual
from inventory.rules.registration import may_be_registered, may_keep_content
from inventory.service.certification import certify_volume, look
from inventory.service.deposit import deposit_volume
from inventory.volumes.notes import row_notes
from inventory.volumes.papers import Letterhead, cover_of
from tests.clauses import proves
from tests.inventory.office import NOON, Office
from vault import content_of
from vault.errors import UsageError

HEAD = Letterhead(court="Вигаданівський районний суд", draft=False)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def declare_full(office: Office, volume: int = 1) -> None:
    with office.vault.transaction("тест") as tx:
        close_volume(tx, office.number, volume)
        tx.commit()


def confirm(office: Office, document: str, sheets: int) -> None:
    with office.vault.transaction("тест") as tx:
        confirm_sheets(tx, document, sheets)
        tx.commit()


def labels(office: Office, volume: int = 1) -> list[list[str]]:
    return [[str(e) for e in row.labels] for row in office.plan()[volume - 1].rows]


# -- counts of full volumes ------------------------------------------------------------------------


def test_a_letter_of_the_next_document_is_not_given_twice(office: Office) -> None:
    first = office.add("claim", 3)
    office.add("motion", 3)
    with office.vault.transaction("тест") as tx:
        note_numbering(tx, office.number, 1, ["3а"], [])
        tx.commit()
    declare_full(office)
    assert labels(office) == [["1", "2", "3"], ["3а", "4", "5"]]

    with pytest.raises(UsageError, match="3а"):
        confirm(office, first, 4)
    assert labels(office) == [["1", "2", "3"], ["3а", "4", "5"]]


def test_the_last_sheet_of_a_volume_may_be_absent_and_be_found_again(office: Office) -> None:
    last = office.add("claim", 4)
    declare_full(office)

    confirm(office, last, 3)
    assert labels(office) == [["1", "2", "3"]]
    confirm(office, last, 4)
    assert labels(office) == [["1", "2", "3", "3а"]]
    confirm(office, last, 3)
    assert labels(office) == [["1", "2", "3"]]


def test_a_full_volume_takes_no_251st_sheet_by_counting_again(office: Office) -> None:
    document = office.add("claim", 250)
    declare_full(office)

    with pytest.raises(NumberingRefused, match="250"):
        confirm(office, document, 251)


@pytest.mark.parametrize("kind", ["closed-envelope", "media", "unnumbered"])
def test_what_the_law_counts_is_not_counted_otherwise(office: Office, kind: str) -> None:
    document = office.add(kind)

    with pytest.raises(UsageError):
        confirm(office, document, 7)


def test_a_card_that_said_no_sheets_is_put_right(office: Office) -> None:
    document = office.add("claim", 0)

    confirm(office, document, 2)

    assert labels(office) == [["1", "2"]]
    with pytest.raises(UsageError):
        confirm(office, document, 0)


def test_a_document_without_numbers_in_a_full_volume_gets_none(office: Office) -> None:
    document = office.add("claim", 0)
    office.add("motion", 2)
    declare_full(office)

    with pytest.raises(UsageError):
        confirm(office, document, 1)


@pytest.mark.parametrize(("lettered", "missing"), [(["30а"], []), ([], [22]), ([], [500])])
def test_numbers_beyond_the_volume_are_not_noted(
    office: Office, lettered: list[str], missing: list[int]
) -> None:
    office.add("claim", 21)

    with pytest.raises(UsageError), office.vault.transaction("тест") as tx:
        note_numbering(tx, office.number, 1, lettered, missing)


# -- rows that are torn ----------------------------------------------------------------------------


@proves("814:VII.8-продовження")
def test_814_vii_8__an_annex_that_came_late_has_a_row_of_its_own(office: Office) -> None:
    """The row of its document stands in an inventory that may be signed: it stays as it is."""
    claim = office.add("claim", 5)
    declare_full(office)
    annex = office.add("annex", 2, parent=claim)

    first, second = (volume.rows[0] for volume in office.plan())

    assert (first.continues_in, second.document, second.continued_from) == (None, annex, None)


@proves("814:VII.8-продовження")
def test_814_vii_8__an_annex_torn_from_its_document_says_where_its_row_began(
    office: Office,
) -> None:
    claim = office.add("claim", 245)
    annex = office.add("annex", 7, parent=claim)
    declare_full(office)

    first, second = (volume.rows[0] for volume in office.plan())

    assert (first.continues_in, second.document, second.continued_from) == ("2", claim, "1")
    told = row_notes(second, office.document(claim), {annex: office.document(annex)})
    assert told == "з додатками згідно з переліком; продовження, початок див. т. 1"


@proves("814:II.11", "814:XXI.1-збереженість")
def test_814_ii_11__a_document_of_two_volumes_lies_whole_in_both(
    office: Office, press: Press
) -> None:
    """Original, signature and report go with it; the shelf gives it up with the last volume."""
    vault = office.vault
    original, signature, report = (vault.store(data) for data in (b"long", b"cms", b"{}"))
    with vault.transaction("тест") as tx:
        register(
            tx,
            Accession(
                id="dlong",
                case=office.case,
                card=card_of({"kind": "claim", "sheets": 300}),
                arrived_at="2025-03-01T10:00:00",
                name="long.pdf",
                format="fmt/95",
                content=original,
                pages=300,
                form=OriginalForm.PAPER,
                print_duplex=False,
                parts=(Companion("signature", "long.pdf.p7s", signature),),
                report=Report(report, {"signatures": []}),
            ),
        )
        record_reading_copy(tx, "dlong", None, "не потрібна", {})
        close_volume(tx, office.number, 1)
        close_volume(tx, office.number, 2)
        tx.commit()
    for volume in (1, 2):
        certify_volume(
            vault,
            press,
            HEAD,
            office.number,
            volume,
            actor="тест",
            compiler=Signatory(name="О. Писар"),
        )

    for volume in (1, 2):
        assert vault.shelf.has(original.sha512)
        assert deposit_volume(vault, office.number, volume, actor="тест")
        with vault.read() as connection:
            files = vault.object_files(f"{office.case.key}/{volume}", connection)
        kept = {file.sha512 for file in files}
        assert {original.sha512, signature.sha512, report.sha512} <= kept
    assert not vault.shelf.has(original.sha512)
    assert vault.locate(original.sha512).read_bytes() == b"long"
    assert vault.check().findings == []


# -- what changes meanwhile ------------------------------------------------------------------------


@proves("814:VII.13-зміни")
@pytest.mark.parametrize("event", [CASE_ARCHIVED, CASE_TRANSFERRED])
def test_814_vii_13__a_file_that_left_meanwhile_takes_no_document(
    office: Office, event: str
) -> None:
    """Whoever registers has seen the case file open; under the lock it is so no more."""
    office.add("claim", 1)
    with office.vault.transaction("тест") as tx:
        tx.record(
            event, subjects=[case_subject(office.case.key)], payload={"cases": [office.case.key]}
        )
        with pytest.raises(NotAdmissible) as refused:
            register(
                tx,
                Accession(
                    id="dlate",
                    case=office.case,
                    card=card_of({"kind": "motion"}),
                    arrived_at="2025-03-01T10:00:00",
                    name="late.pdf",
                    format="fmt/95",
                    content=content_of(b"late"),
                    pages=1,
                    form=OriginalForm.PAPER,
                    print_duplex=False,
                ),
            )
    assert refused.value.verdict.clauses == ("814:VII.13-зміни",)


def test_closing_a_case_changes_what_its_cover_says(office: Office) -> None:
    with office.vault.transaction("тест") as tx:
        before = revision(tx.connection, office.case.key)
        close_case(tx, office.number, NOON.date())
        assert revision(tx.connection, office.case.key) > before


# -- days ------------------------------------------------------------------------------------------


def test_a_case_opened_after_midnight_in_kyiv_was_opened_that_day(office: Office) -> None:
    office.add("claim", 1)
    with office.vault.read() as connection:
        seen = look(connection, office.number, 1)
    case = dataclasses.replace(seen.case, received_on=None, opened_at="2026-01-14T22:30:00+00:00")

    assert cover_of(HEAD, case, seen.volume, 1).received_on == dt.date(2026, 1, 15)


def test_a_case_is_not_closed_tomorrow(office: Office) -> None:
    office.vault.clock = lambda: dt.datetime(2026, 11, 21, 22, 30, tzinfo=dt.UTC)  # 22nd in Kyiv
    with office.vault.transaction("тест") as tx:
        with pytest.raises(UsageError):
            close_case(tx, office.number, dt.date(2026, 11, 23))
        with pytest.raises(ImpossibleDay, match=r"01\.01\.0001"):
            close_case(tx, office.number, dt.date(1, 1, 1))
        assert close_case(tx, office.number, dt.date(2026, 11, 22)).closed_on == "2026-11-22"


def test_the_legal_day_is_kyivs() -> None:
    assert legal_day(dt.datetime(2026, 7, 1, 21, 0, tzinfo=dt.UTC)) == dt.date(2026, 7, 2)
    assert legal_day(dt.datetime(2026, 12, 1, 21, 59, tzinfo=dt.UTC)) == dt.date(2026, 12, 1)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2025-03-01", "2025-03-01"),
        ("2025-03-01T09:30", "2025-03-01T09:30:00"),
        ("2025-03-01T22:30:00+00:00", "2025-03-02T00:30:00"),
        ("2025-07-01T09:30:00.5+03:00", "2025-07-01T09:30:00"),
    ],
)
def test_documents_follow_one_another_by_kyivs_clocks(text: str, shown: str) -> None:
    assert wall_time(text) == shown


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("03.05.2018", "2018-05-03"),
        ("20180503", "2018-05-03"),
        ("2018-W18-4", "2018-05-03"),
        ("20180503T0930", "2018-05-03T09:30:00"),
    ],
)
def test_a_date_is_kept_in_one_shape(said: str, kept: str) -> None:
    assert moment(said) == kept


@pytest.mark.parametrize("said", ["", "учора", "2018-13-01", "0001-01-01T00:00:00+14:00"])
def test_what_is_no_date_is_refused(said: str) -> None:
    with pytest.raises(BadCard):
        moment(said)


# -- rules -----------------------------------------------------------------------------------------


@proves("814:II.15")
def test_814_ii_15__an_unusual_number_is_remarked_on() -> None:
    assert looks_usual("757/12345/25").agrees
    assert looks_usual("757/12345/25-ц").agrees
    for odd in ("2-123/2009", "757/12345", "757_12345_25"):
        assert looks_usual(odd).clauses == ("814:II.15",)


@proves("814:XX1.4-заборона")
def test_814_xx1_4__content_of_a_restricted_document_is_refused(office: Office) -> None:
    assert may_keep_content(restricted=True, has_content=True).clauses == ("814:XX1.4-заборона",)
    assert may_keep_content(restricted=True, has_content=False).agrees
    assert may_keep_content(restricted=False, has_content=True).agrees


@proves("814:II.2-раз")
def test_814_ii_2__a_card_that_explains_lets_it_come_again(office: Office) -> None:
    refused = may_be_registered(office.case, same="d1", explained=False)
    assert refused.clauses == ("814:II.2-раз",)
    assert may_be_registered(office.case, same="d1", explained=True).agrees
