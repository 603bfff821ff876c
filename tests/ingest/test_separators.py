"""One scan split into many documents by the separator sheets this vault printed, and by hand."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence

import pikepdf
import pytest
from PIL import Image, ImageChops, ImageSequence

from ingest import Outcome, Start, State
from ingest.errors import (
    DamagedSeparator,
    ForeignSeparator,
    OnlySeparators,
    OtherCase,
    TwinPieces,
)
from inventory import Document, RegistrationCard, close_case
from inventory.errors import CaseTakesNothing
from inventory.forms import Press, SeparatorSheet, separators
from inventory.queries import contents_of, find_by_name
from inventory.registration.separators import Separator, new_serial
from inventory.service.separators import NextDocument, print_separators
from inventory.volumes.papers import Letterhead
from tests.ingest import samples
from tests.ingest.court import CASE, Court
from tests.ingest.scanner import Glass, Pixels, blank, printed, scan, written
from vault.errors import UsageError

OTHER = "757/77/25"
HEAD = Letterhead(court="Вигаданий суд")
CARD = RegistrationCard(sender="ТОВ «Приклад»", title="Пачка", given=True)


@pytest.fixture(scope="module")
def press() -> Press:
    return Press()


def on_paper(
    court: Court, press: Press, *wanted: NextDocument, number: str = CASE, duplex: bool = False
) -> list[Pixels]:
    """Separators printed for a case file, each once."""
    made, sheets = print_separators(
        court.vault, press, HEAD, number, wanted, duplex=duplex, actor="clerk"
    )
    pages = printed(made.pdf)
    return pages[:: 2 if duplex else 1][: len(sheets)]


CLAIM = NextDocument(
    kind="claim", title="Позовна заява про поділ майна", index="123/25", date="2025-05-03"
)
ANNEX = NextDocument(kind="annex", title="Квитанція", annex=True)
MOTION = NextDocument(kind="motion")


def titles(documents: Sequence[Document]) -> list[tuple[str, int]]:
    return [(document.title, document.pages) for document in documents]


def taken(court: Court, data: bytes, name: str = "stos.pdf", **more: object) -> list[Outcome]:
    court.put(name, data, **more)  # type: ignore[arg-type]
    return court.take()


def pages_in(data: bytes) -> int:
    with pikepdf.open(io.BytesIO(data)) as opened:
        return len(opened.pages)


def test_a_scan_becomes_the_documents_its_separators_name(court: Court, press: Press) -> None:
    first, second, third = on_paper(court, press, CLAIM, ANNEX, MOTION)
    pile = [
        first,
        written("claim"),
        written("goes on"),
        second,
        written("fee"),
        third,
        written("m"),
    ]
    data = scan(pile)
    [outcome] = taken(court, data)

    assert outcome.state is State.REGISTERED
    documents = court.documents()
    assert sorted(titles(documents)) == sorted(
        [("Позовна заява про поділ майна", 2), ("Квитанція", 1), ("Клопотання", 1)]
    )
    claim = court.document(outcome)
    assert (claim.index, claim.date, claim.kind) == ("123/25", "2025-05-03", "claim")
    [annex] = [d for d in documents if d.title == "Квитанція"]
    assert annex.parent == claim.id
    assert pages_in(court.bytes_of(claim)) == 2
    assert not claim.count.confirmed  # pages of a scan are no sheets yet
    assert court.left() == []


def test_the_scan_as_received_is_kept_unchanged(court: Court, press: Press) -> None:
    [sheet] = on_paper(court, press, CLAIM)
    data = scan([sheet, written("claim")])
    [outcome] = taken(court, data)

    with court.vault.read() as connection:
        kept = {
            role: content for role, _, content in contents_of(connection, outcome.document or "")
        }
    assert court.vault.locate(kept["scan"].sha512).read_bytes() == data


@pytest.mark.parametrize(
    "glass",
    [
        Glass(turned=1.0, noise=15, quality=60),
        Glass(turned=-2.0, noise=25, quality=30),
        Glass(turned=3.0, quality=30),
        Glass(turned=180, noise=20, quality=30),
        Glass(turned=90),
        Glass(noise=30, quality=30),
    ],
)
def test_separators_are_read_on_bad_scans(court: Court, press: Press, glass: Glass) -> None:
    first, second = on_paper(court, press, CLAIM, MOTION)
    pile = [first, written("claim"), written("goes on"), second, written("motion")]
    taken(court, scan(pile, glass))

    assert sorted(titles(court.documents())) == [
        ("Клопотання", 1),
        ("Позовна заява про поділ майна", 2),
    ]


def test_a_tiff_is_split_without_loss(court: Court, press: Press) -> None:
    first, second = on_paper(court, press, CLAIM, MOTION)
    pile = [first, written("claim"), written("goes on"), second, written("motion")]
    data = scan(pile, kind="TIFF")
    [outcome] = taken(court, data, "stos.tif")

    claim = court.document(outcome)
    assert claim.pages == 2
    whole = [one.copy() for one in ImageSequence.Iterator(Image.open(io.BytesIO(data)))]
    part = [
        one.copy() for one in ImageSequence.Iterator(Image.open(io.BytesIO(court.bytes_of(claim))))
    ]
    assert [
        ImageChops.difference(a, b).getbbox() for a, b in zip(whole[1:3], part, strict=True)
    ] == [
        None,
        None,
    ]


def forged(court: Court, press: Press) -> Pixels:
    """A separator that this vault never printed."""
    sheet = Separator(
        serial=new_serial(bytes(16)), case_key=court.case().key, number=CASE, kind="judgment"
    )
    form = separators("Чужий суд", [SeparatorSheet(separator=sheet, kind="Рішення")])
    [page] = printed(press.print(form, at=court.vault.clock(), draft=False).pdf)
    return page


def test_a_vault_that_printed_no_separator_knows_those_of_others(
    court: Court, press: Press
) -> None:
    hostile = forged(court, press)
    outcomes = taken(court, scan([written("claim"), hostile, written("evil")]))

    assert [document.pages for document in court.documents()] == [1]
    assert [one.reason.code for one in outcomes if one.reason] == [ForeignSeparator.code]
    [alone] = taken(court, scan([hostile, written("other")]), "alone.pdf")
    assert alone.state is State.UNASSIGNED
    assert len(court.documents()) == 1


def test_a_vault_that_printed_no_separator_takes_what_is_none(court: Court, press: Press) -> None:
    spoiled = forged(court, press).copy()
    for top, left in ((118, 875), (1282, 177)):
        spoiled[top + 80 : top + 227, left + 80 : left + 227] = 255
    [outcome] = taken(court, scan([written("claim"), spoiled, written("more")]))

    assert outcome.state is State.REGISTERED
    assert [document.pages for document in court.documents()] == [3]


def test_a_page_with_the_code_of_another_vault_waits_with_what_follows(
    court: Court, press: Press
) -> None:
    """A document cannot file itself: a code counts only when this vault printed it."""
    [sheet] = on_paper(court, press, CLAIM)
    hostile = forged(court, press)
    outcomes = taken(court, scan([sheet, written("claim"), hostile, written("evil")]))

    assert titles(court.documents()) == [("Позовна заява про поділ майна", 1)]
    waiting = outcomes[1]
    assert waiting.state is State.UNASSIGNED
    assert waiting.reason is not None
    assert waiting.reason.code == ForeignSeparator.code
    assert str(waiting.id) in waiting.reason.text
    assert [(one.id, one.state) for one in court.intake().list_arrivals()] == [
        (waiting.id, State.UNASSIGNED)
    ]
    court.intake().retry(str(waiting.id))
    assert sorted(document.pages for document in court.documents()) == [1, 2]
    assert court.intake().list_arrivals() == []
    assert court.vault.check().findings == []


def test_pages_behind_a_separator_for_another_case_wait_and_go_there(
    court: Court, press: Press
) -> None:
    court.open_case(OTHER)
    [ours] = on_paper(court, press, CLAIM)
    [theirs] = on_paper(court, press, MOTION, number=OTHER)
    _, waiting = taken(court, scan([ours, written("claim"), theirs, written("motion")]))

    assert waiting.reason is not None
    assert waiting.reason.code == OtherCase.code
    assert OTHER in waiting.reason.text
    assert court.documents(OTHER) == []
    court.intake().retry(str(waiting.id))
    [document] = court.documents(OTHER)
    assert document.title == "Клопотання"
    with court.vault.read() as connection:
        assert find_by_name(connection, court.case().key, document.name) is None


def test_pages_set_aside_may_be_rejected_or_split(court: Court, press: Press) -> None:
    court.open_case(OTHER)
    [ours] = on_paper(court, press, CLAIM)
    [theirs] = on_paper(court, press, MOTION, number=OTHER)
    pile = [ours, written("claim"), theirs, written("motion"), written("more")]
    _, waiting = taken(court, scan(pile))
    court.intake().split(str(waiting.id), [Start(1, "motion"), Start(2, "letter", "Лист")])

    assert sorted(titles(court.documents(OTHER))) == [("Клопотання", 1), ("Лист", 1)]
    assert court.vault.check().findings == []


def test_a_damaged_code_is_noticed(court: Court, press: Press) -> None:
    first, second = on_paper(court, press, CLAIM, MOTION)
    spoiled = second.copy()
    for top, left in ((118, 875), (1282, 177)):  # where the two codes are, 52 mm wide
        spoiled[top + 80 : top + 227, left + 80 : left + 227] = 255
    outcomes = taken(court, scan([first, written("claim"), spoiled, written("motion")]))

    codes = [one.reason.code for one in outcomes if one.reason]
    assert codes == [DamagedSeparator.code]
    assert titles(court.documents()) == [("Позовна заява про поділ майна", 1)]


def test_nothing_is_filed_when_nothing_can_be(court: Court, press: Press) -> None:
    court.open_case(OTHER)
    [theirs] = on_paper(court, press, MOTION, number=OTHER)
    [outcome] = taken(court, scan([theirs, written("motion")]))

    assert outcome.state is State.UNASSIGNED
    assert outcome.reason is not None
    assert OTHER in outcome.reason.text
    assert court.left() == ["stos.pdf"]
    assert court.documents() == court.documents(OTHER) == []


def test_a_scan_of_separators_alone_stays_in_the_inbox(court: Court, press: Press) -> None:
    first, second = on_paper(court, press, CLAIM, MOTION)
    [outcome] = taken(court, scan([first, second]))

    assert outcome.reason is not None
    assert outcome.reason.code == OnlySeparators.code
    assert "лише розділювачі" in outcome.reason.text
    assert court.left() == ["stos.pdf"]


def test_a_separator_with_nothing_behind_it_is_named(court: Court, press: Press) -> None:
    first, second = on_paper(court, press, CLAIM, MOTION)
    [outcome] = taken(court, scan([first, second, written("motion")]))

    assert titles(court.documents()) == [("Клопотання", 1)]
    [reason] = outcome.refused.values()
    assert reason.code == "I089"
    assert "поділ майна" in reason.text


def test_what_stands_before_the_first_separator_has_the_card_of_the_scan(
    court: Court, press: Press
) -> None:
    [sheet] = on_paper(court, press, MOTION)
    card = {"kind": "claim", "title": "Позовна заява", "sender": "ТОВ «Приклад»"}
    taken(court, scan([written("claim"), sheet, written("motion")]), card=card)

    assert sorted(titles(court.documents())) == [("Клопотання", 1), ("Позовна заява", 1)]
    assert {document.sender for document in court.documents()} == {"ТОВ «Приклад»"}


@pytest.mark.parametrize("back", ["blank", "printed"])
def test_the_back_of_a_separator_is_no_page(court: Court, press: Press, back: str) -> None:
    first, second = on_paper(court, press, CLAIM, MOTION, duplex=True)

    def sheet(face: Pixels) -> list[Pixels]:
        return [face, blank() if back == "blank" else face]

    pile = [*sheet(first), written("face"), written("back"), *sheet(second), written("m"), blank()]
    taken(court, scan(pile))

    assert {(d.title, d.pages, d.count.sheets, d.count.confirmed) for d in court.documents()} == {
        ("Позовна заява про поділ майна", 2, 1, True),
        ("Клопотання", 2, 1, True),
    }


def test_a_blank_page_behind_a_separator_of_a_one_sided_pile_is_kept(
    court: Court, press: Press
) -> None:
    [sheet] = on_paper(court, press, CLAIM)
    taken(court, scan([sheet, blank(), written("claim")]))

    assert titles(court.documents()) == [("Позовна заява про поділ майна", 2)]


def test_the_same_scan_again_changes_nothing(court: Court, press: Press) -> None:
    first, second = on_paper(court, press, CLAIM, MOTION)
    data = scan([first, written("claim"), second, written("motion")])
    taken(court, data)
    before = titles(court.documents())
    [again] = taken(court, data, "again.pdf")

    assert again.reason is not None
    assert again.reason.code == "I087"
    assert "уже зареєстровано" in again.reason.text
    assert titles(court.documents()) == before
    assert court.left() == ["again.pdf"]
    assert court.vault.check().findings == []


def test_two_equal_documents_of_one_scan_are_named_by_their_pages(
    court: Court, press: Press
) -> None:
    first, second = on_paper(court, press, CLAIM, MOTION)
    same = written("twice")
    [outcome] = taken(court, scan([first, same, second, same]))

    assert outcome.reason is not None
    assert outcome.reason.code == TwinPieces.code
    assert "с. 2 і с. 4" in outcome.reason.text
    assert court.documents() == []
    assert court.left() == ["stos.pdf"]


def test_a_signed_scan_is_not_taken_apart(court: Court, press: Press) -> None:
    [sheet] = on_paper(court, press, CLAIM)
    data = scan([sheet, written("claim")])
    court.put("stos.pdf.p7s", samples.detached_cms(data))
    [outcome] = taken(court, data)

    assert outcome.reason is not None
    assert outcome.reason.code == "I085"
    assert court.documents() == []


def test_an_electronic_document_is_never_split(court: Court, press: Press) -> None:
    made, _ = print_separators(
        court.vault, press, HEAD, CASE, [CLAIM, MOTION], duplex=False, actor="clerk"
    )
    [outcome] = taken(court, made.pdf, "file.pdf")

    assert outcome.state is State.REGISTERED
    assert len(court.documents()) == 1


def test_separators_are_printed_for_open_case_files_and_known_kinds(
    court: Court, press: Press
) -> None:
    with pytest.raises(UsageError, match="виду"):
        on_paper(court, press, NextDocument(kind="невідоме"))
    with pytest.raises(UsageError, match="від 1 до"):
        on_paper(court, press)
    court.open_case(OTHER)
    with court.vault.transaction("clerk") as tx:
        close_case(tx, OTHER, dt.date(2026, 1, 5))
        tx.commit()
    with pytest.raises(CaseTakesNothing):
        on_paper(court, press, CLAIM, number=OTHER)


def test_a_sheet_registers_one_document(court: Court, press: Press) -> None:
    """A pile scanned again after the paper got stuck is no second document."""
    first, second = on_paper(court, press, CLAIM, MOTION)
    taken(court, scan([first, written("claim")]))
    _, waiting = taken(
        court, scan([second, written("motion"), first, written("claim")], Glass(noise=5)), "2.pdf"
    )

    assert waiting.reason is not None
    assert waiting.reason.code == "I084"
    held = [("Клопотання", 1), ("Позовна заява про поділ майна", 1)]
    assert sorted(titles(court.documents())) == held
