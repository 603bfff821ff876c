"""Power cuts while documents and case files are linked, listed, numbered, merged and moved."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path

import pytest

from inventory import NewCase
from inventory.errors import NoSuchCase
from inventory.queries import (
    expected_of,
    get_case,
    get_document,
    held_in,
    issued_numbers,
    links_of,
    movements_of,
    outages,
    registers,
    relations_of,
)
from inventory.registration.lists import read_cases, read_documents
from inventory.registration.series import OUTAGE, Series, SeriesKind
from inventory.registration.working_days import WorkingDays, read_holidays
from inventory.service.corrections import correct_document
from inventory.service.imports import Lists, take_lists
from inventory.service.links import link_documents, move
from inventory.service.registers import Handing, hand_over
from inventory.service.relations import (
    Separation,
    leave_without_motion,
    merge_cases,
    separate_case,
)
from inventory.service.series import begin_outage, end_outage, issue_number, tie_number
from tests.crash.filing import (
    HEAD,
    LETTER,
    NOW,
    NUMBER,
    PRESS,
    Act,
    case_with_a_claim,
    crash_tests,
    open_another,
    with_a_letter,
)
from vault import Vault, content_of

TODAY = NOW.date()
OTHER, NEW = "757/2/25", "757/9/25"
RULING = "ухвала від 20.11.2026"
PHONE = Series(OUTAGE, "під час збою", SeriesKind.OUTAGE, "Т-{n}/{year}")
CASES = f"number,kind,title\n{OTHER},civil,Вигаданко В. В.\n{NEW},,Прикладенко П. П.\n"
DOCUMENTS = f"case,index,title\n{NUMBER},5/26,Заява\n{OTHER},6/26,Скарга\n"


def _with_another(vault: Vault) -> None:
    case_with_a_claim(vault)
    open_another(vault, OTHER)


# -- documents -------------------------------------------------------------------------------------


def _link(vault: Vault, _: Path) -> None:
    with vault.transaction("clerk") as tx:
        link_documents(tx, LETTER, "claim", "translation")
        tx.commit()


def _is_linked(vault: Vault, _: Path) -> bool:
    with vault.read() as connection:
        found = [(one.source, one.target, one.kind) for one in links_of(connection, [LETTER])]
    assert found in ([], [(LETTER, "claim", "translation")])
    return bool(found)


def _correct(vault: Vault, _: Path) -> None:
    with vault.transaction("clerk") as tx:
        correct_document(tx, LETTER, {"title": "Лист", "date": "2025-03-02"}, "описка")
        tx.commit()


def _is_corrected(vault: Vault, _: Path) -> bool:
    """Both values, or none."""
    with vault.read() as connection:
        now = get_document(connection, LETTER)
    corrected = (now.title == "Лист", now.date == "2025-03-02")
    assert corrected in ((True, True), (False, False))
    return corrected[0]


def _move(vault: Vault, _: Path) -> None:
    with vault.transaction("clerk") as tx:
        move(tx, numbers=[NUMBER], documents=[LETTER], left="канцелярія", to="суддя")
        tx.commit()


def _is_moved(vault: Vault, _: Path) -> bool:
    with vault.read() as connection:
        found = [(one.document, one.to) for one in movements_of(connection)]
    assert found in ([], [("", "суддя"), (LETTER, "суддя")])
    return bool(found)


# -- lists, numbers --------------------------------------------------------------------------------


def _take_lists(vault: Vault, _: Path) -> None:
    ids = (f"e{number}" for number in itertools.count())
    cases, mistakes = read_cases(CASES, ["bbbbbb", "cccccc"])
    papers, more = read_documents(DOCUMENTS)
    assert not [*mistakes, *more]
    with vault.transaction("clerk") as tx:
        take_lists(tx, Lists(name="cases.csv", cases=cases), lambda: next(ids))
        take_lists(tx, Lists(name="papers.csv", documents=papers), lambda: next(ids))
        tx.commit()


def _are_taken(vault: Vault, _: Path) -> bool:
    """Both lists, or none of either."""
    with vault.read() as connection:
        waiting = [one.card["title"] for one in expected_of(connection)]
        try:
            opened = get_case(connection, OTHER).title
        except NoSuchCase:
            opened = ""
    assert (opened, sorted(waiting)) in (("", []), ("Вигаданко В. В.", ["Заява", "Скарга"]))
    return bool(opened)


def _without_asds(vault: Vault) -> None:
    case_with_a_claim(vault)
    with vault.transaction("clerk") as tx:
        begin_outage(tx, "2026-11-20T09:00", "немає світла")
        issue_number(tx, PHONE, on=dt.date(2026, 11, 20), purpose="заява")
        tx.commit()


def _issue(vault: Vault, _: Path) -> None:
    with vault.transaction("clerk") as tx:
        issue_number(tx, PHONE, on=TODAY, purpose="скарга", number=NUMBER)
        tx.commit()


def _is_issued(vault: Vault, _: Path) -> bool:
    """None is left out, none is given twice."""
    with vault.read() as connection:
        given = [one.number for one in issued_numbers(connection, OUTAGE)]
    assert given in (["Т-1/2026"], ["Т-1/2026", "Т-2/2026"])
    return len(given) == 2


def _tie(vault: Vault, _: Path) -> None:
    with vault.transaction("clerk") as tx:
        tie_number(tx, "Т-1/2026", "1234/26", TODAY)
        tx.commit()


def _is_tied(vault: Vault, _: Path) -> bool:
    with vault.read() as connection:
        [one] = issued_numbers(connection, OUTAGE)
    assert one.tied in (None, "1234/26")
    return one.tied is not None


def _end(vault: Vault, _: Path) -> None:
    with vault.transaction("clerk") as tx:
        end_outage(
            tx, "2026-11-21T09:00", measures="відновлено", act="акт № 1", days=read_holidays()
        )
        tx.commit()


def _has_ended(vault: Vault, _: Path) -> bool:
    with vault.read() as connection:
        [outage] = outages(connection)
    return outage.ended_at is not None


# -- case files ------------------------------------------------------------------------------------


def _merge(vault: Vault, _: Path) -> None:
    with vault.transaction("clerk") as tx:
        merge_cases(tx, [NUMBER, OTHER], on=TODAY, ruling=RULING, into=NUMBER)
        tx.commit()


def _are_merged(vault: Vault, _: Path) -> bool:
    with vault.read() as connection:
        each = [relations_of(connection, get_case(connection, n).key) for n in (NUMBER, OTHER)]
    assert len(each[0]) == len(each[1])
    return bool(each[0])


def _separate(vault: Vault, _: Path) -> None:
    separation = Separation(
        new=NewCase(number=NEW, kind="civil", own="cccccc", received_on=TODAY.isoformat()),
        on=TODAY,
        ruling=RULING,
        copies=("claim",),
        ids=("copy-1",),
    )
    with vault.transaction("clerk") as tx:
        separate_case(tx, NUMBER, separation)
        tx.commit()


def _is_separated(vault: Vault, _: Path) -> bool:
    """The new case file, the relation and the copy it waits for: all three, or none."""
    with vault.read() as connection:
        related = relations_of(connection, get_case(connection, NUMBER).key)
        waiting = expected_of(connection)
        if not related:
            assert not waiting
            with pytest.raises(NoSuchCase):
                get_case(connection, NEW)
            return False
        assert [one.case for one in waiting] == [get_case(connection, NEW).key]
    return True


def _leave(vault: Vault, _: Path) -> None:
    with vault.transaction("clerk") as tx:
        leave_without_motion(
            tx, NUMBER, on=TODAY, ruling=RULING, until=None, judge="С. Суддя", documents=["claim"]
        )
        tx.commit()


def _is_left(vault: Vault, _: Path) -> bool:
    with vault.read() as connection:
        return [one.document for one in held_in(connection)] == ["claim"]


def _hand_over(vault: Vault, _: Path) -> None:
    handing = Handing(kind="documents", documents=(LETTER,), left="канцелярія", to="суддя")
    hand_over(vault, PRESS, HEAD, handing, WorkingDays(()), actor="clerk")


def _is_handed_over(vault: Vault, _: Path) -> bool:
    """The register, its form, and what it moved."""
    with vault.read() as connection:
        made = list(registers(connection))
        moved = [(one.document, one.register) for one in movements_of(connection)]
    assert moved in ([], [(LETTER, "2026/Д-1")])
    assert [one.number for one in made] == [register for _, register in moved]
    for one in made:
        assert content_of(vault.locate(one.form).read_bytes()).sha512 == one.form
    return bool(made)


ACTS = {
    "link documents": Act(with_a_letter, _link, _is_linked),
    "correct a document": Act(with_a_letter, _correct, _is_corrected),
    "move papers": Act(with_a_letter, _move, _is_moved),
    "take lists": Act(case_with_a_claim, _take_lists, _are_taken),
    "issue a number": Act(_without_asds, _issue, _is_issued),
    "tie a number": Act(_without_asds, _tie, _is_tied),
    "end an outage": Act(_without_asds, _end, _has_ended),
    "merge case files": Act(_with_another, _merge, _are_merged),
    "separate a case file": Act(case_with_a_claim, _separate, _is_separated),
    "leave without motion": Act(case_with_a_claim, _leave, _is_left),
    "hand papers over": Act(with_a_letter, _hand_over, _is_handed_over),
}

test_no_power_cut_loses_or_tears_what_was_told, test_every_fsync_is_needed = crash_tests(ACTS)
