"""Which pages of a scan become which document, without pixels."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import Start
from ingest.errors import AnnexAlone, BadSplit, DamagedSeparator, ForeignSeparator, OtherCase
from ingest.splitting import ScanPage, split_by_codes, split_by_hand
from inventory import RegistrationCard
from inventory.registration.separators import Separator, new_serial, serial_of

CARD = RegistrationCard(sender="ТОВ «Приклад»", title="Пачка", given=True)

SHEETS = {
    name: Separator(
        serial=new_serial(name.encode() * 16),
        case_key="theirs" if name == "x" else "ours",
        number="1",
        kind="motion",
        annex=name == "c",
        duplex=name == "d",
    )
    for name in "abcdxu"
}
USED = {SHEETS["u"].serial: "earlier"}
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
    split = split_by_codes(pages, KNOWN, USED, case_key="ours", card=CARD)
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
        ("a.a.", [".", "~."]),
        ("u..b.", ["~..", "."]),
        ("u.c.", ["~.", "~."]),
        ("ab.", ["."]),
        ("a", []),
        ("d_.", ["."]),
        ("d__.", ["_."]),
        ("a_.", ["_."]),
        ("dd_.", ["."]),
        ("a.c.c.", [".", "<.", "<~."]),
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


@given(st.text("abcdxu._?!2", max_size=14))
def test_no_page_is_lost_or_used_twice(pile: str) -> None:
    pages = [PAGES[sign] for sign in pile]
    split = split_by_codes(pages, KNOWN, USED, case_key="ours", card=CARD)
    if split is None:
        assert not set(pile) & set("abcdxu?!2")
        return
    used = [number for piece in split.pieces for number in piece.pages]
    assert used == sorted(set(used))
    for number in set(range(len(pile))) - set(used):
        assert pile[number] in "abcdxu" or (pile[number] == "_" and pile[number - 1] == "d")
    assert not any(pile[number] in "abcdxu" for number in used)


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


@pytest.mark.parametrize("at", [(), (2, 4), (1, 4, 3), (1, 1), (1, 10), (0, 1)])
def test_what_a_person_says_must_be_pages_in_order(at: tuple[int, ...]) -> None:
    with pytest.raises(BadSplit):
        split_by_hand([Start(page) for page in at], 9, card=CARD)


def test_pages_that_are_separators_are_in_no_piece() -> None:
    split = split_by_hand([Start(1), Start(4)], 6, card=CARD, sheets={0, 3})

    assert [piece.pages for piece in split.pieces] == [[1, 2], [4, 5]]
    with pytest.raises(BadSplit, match="лише розділювач"):
        split_by_hand([Start(1), Start(2)], 3, card=CARD, sheets={0})
