"""One scan split into many documents by the separator sheets this vault printed, and by hand."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
from collections.abc import Sequence

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageSequence

from ingest import Outcome, Start, State
from ingest.errors import AnnexAlone, BadSplit, DamagedSeparator, ForeignSeparator, OtherCase
from ingest.splitting import ScanPage, split_by_codes, split_by_hand
from inventory import Document, RegistrationCard, close_case
from inventory.errors import CaseTakesNothing
from inventory.forms import Press, SeparatorSheet, separators
from inventory.papers import Letterhead
from inventory.queries import contents_of, find_by_name
from inventory.separators import Separator, new_serial, serial_of
from inventory.service.separators import Wanted, print_separators
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
    court: Court, press: Press, *wanted: Wanted, number: str = CASE, duplex: bool = False
) -> list[Pixels]:
    """Separators printed for a case file, each once."""
    made, sheets = print_separators(
        court.vault, press, HEAD, number, wanted, duplex=duplex, actor="clerk"
    )
    pages = printed(made.pdf)
    return pages[:: 2 if duplex else 1][: len(sheets)]


CLAIM = Wanted(
    kind="claim", title="Позовна заява про поділ майна", index="123/25", date="2025-05-03"
)
ANNEX = Wanted(kind="annex", title="Квитанція", annex=True)
MOTION = Wanted(kind="motion")


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


def test_a_page_with_the_code_of_another_vault_waits_with_what_follows(
    court: Court, press: Press
) -> None:
    """A document cannot file itself: a code counts only when this vault printed it."""
    [sheet] = on_paper(court, press, CLAIM)
    forged = Separator(
        serial=new_serial(bytes(16)), case_key=court.case().key, number=CASE, kind="judgment"
    )
    form = separators("Чужий суд", [SeparatorSheet(separator=forged, kind="Рішення")])
    [hostile] = printed(press.print(form, at=court.vault.clock(), draft=False).pdf)
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
    assert outcome.reason.code == "I084"
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
    assert again.reason.code == "I088"
    assert titles(court.documents()) == before
    assert court.left() == ["again.pdf"]


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


def test_a_scan_is_split_by_hand(court: Court) -> None:
    pile = [written(f"page {n}") for n in range(9)]
    path = court.put("stos.pdf", scan(pile))
    [lying] = court.intake().list_arrivals()
    starts = [Start(1, "claim"), Start(4, "", "Довідка"), Start(9)]
    court.intake().split(lying.id, starts)

    assert sorted(document.pages for document in court.documents()) == [1, 3, 5]
    assert {"Позовна заява", "Довідка"} <= {document.title for document in court.documents()}
    assert not path.exists()


@pytest.mark.parametrize("at", [(), (2, 4), (1, 4, 3), (1, 1), (1, 10), (0, 1)])
def test_what_a_person_says_must_be_pages_in_order(at: tuple[int, ...]) -> None:
    with pytest.raises(BadSplit):
        split_by_hand([Start(page) for page in at], 9, card=CARD)


def test_only_scans_are_split_by_hand(court: Court) -> None:
    path = court.put("file.pdf", samples.pdf(pages=3))
    [lying] = court.intake().list_arrivals()
    court.intake().split(lying.id, [Start(1), Start(2)])

    [outcome] = court.told
    assert outcome.reason is not None
    assert outcome.reason.code == BadSplit.code
    assert path.exists()


def test_separators_are_printed_for_open_case_files_and_known_kinds(
    court: Court, press: Press
) -> None:
    with pytest.raises(UsageError, match="виду"):
        on_paper(court, press, Wanted(kind="невідоме"))
    with pytest.raises(UsageError, match="від 1 до"):
        on_paper(court, press)
    court.open_case(OTHER)
    with court.vault.transaction("clerk") as tx:
        close_case(tx, OTHER, dt.date(2026, 1, 5))
        tx.commit()
    with pytest.raises(CaseTakesNothing):
        on_paper(court, press, CLAIM, number=OTHER)


# -- the rule of it, without pixels --------------------------------------------------------------

SHEETS = {
    name: Separator(
        serial=new_serial(name.encode() * 16),
        case_key="theirs" if name == "x" else "ours",
        number="1",
        kind="motion",
        annex=name == "c",
        duplex=name == "d",
    )
    for name in "abcdx"
}
KNOWN = {sheet.serial: sheet for sheet in SHEETS.values()}
PAGES = {name: ScanPage(codes=(sheet.code,)) for name, sheet in SHEETS.items()} | {
    ".": ScanPage(),
    "_": ScanPage(blank=True),
    "?": ScanPage(codes=(f"SPRAVA1-{new_serial(b'?' * 16)}",)),
    "!": ScanPage(damaged=True),
    "2": ScanPage(codes=(SHEETS["a"].code, SHEETS["b"].code)),
}


def cut(pile: str) -> list[str]:
    """The pieces of a pile: their pages, «<» before an annex, «~» before what waits."""
    pages = [PAGES[sign] for sign in pile]
    split = split_by_codes(pages, KNOWN, case_key="ours", card=CARD)
    return (
        []
        if split is None
        else [
            ("<" if piece.parent else "")
            + ("~" if piece.error else "")
            + "".join(pile[n] for n in piece.pages)
            for piece in split.pieces
        ]
    )


@pytest.mark.parametrize(
    ("pile", "pieces"),
    [
        ("...", []),
        ("a..b.", ["..", "."]),
        (".a.", [".", "."]),
        ("aa.", ["."]),
        ("a.a.", [".", "."]),
        ("ab.", ["."]),
        ("a", []),
        ("d_.", ["."]),
        ("d__.", ["_."]),
        ("a_.", ["_."]),
        ("dd_.", ["."]),
        ("a.c.c.", [".", "<.", "<."]),
        ("c.", ["~."]),
        ("x.c.", ["~.", "~."]),
        ("a.?.", [".", "~?."]),
        ("a.!..b.", [".", "~!..", "."]),
        ("a.2.", [".", "~2."]),
        ("a.x..", [".", "~.."]),
    ],
)
def test_every_pile_is_cut_so(pile: str, pieces: list[str]) -> None:
    assert cut(pile) == pieces


@given(st.text("abcdx._?!2", max_size=14))
def test_no_page_is_lost_or_used_twice(pile: str) -> None:
    pages = [PAGES[sign] for sign in pile]
    split = split_by_codes(pages, KNOWN, case_key="ours", card=CARD)
    if split is None:
        assert not set(pile) & set("abcdx?!2")
        return
    used = [number for piece in split.pieces for number in piece.pages]
    assert used == sorted(set(used))
    for number in set(range(len(pile))) - set(used):
        assert pile[number] in "abcdx" or (pile[number] == "_" and pile[number - 1] == "d")
    assert not any(pile[number] in "abcdx" for number in used)


def test_only_a_whole_code_of_ours_has_a_serial() -> None:
    sheet = SHEETS["a"]
    assert serial_of(sheet.code) == sheet.serial
    for code in (
        "",
        "SPRAVA1-",
        sheet.serial,
        sheet.code.lower(),
        f"{sheet.code}A",
        f" {sheet.code}",
    ):
        assert serial_of(code) is None


def test_errors_of_waiting_pages_name_what_to_do() -> None:
    for kind in (ForeignSeparator, DamagedSeparator, AnnexAlone):
        assert "sprava inbox retry 7" in kind(arrival="7").sentences()[2]
    assert "sprava inbox retry 7" in OtherCase(arrival="7", number="1").sentences()[2]
    assert dataclasses.replace(CARD, title="").sender
