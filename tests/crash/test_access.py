"""Power cuts while persons get rights, content is kept for some, views and exports are recorded."""

from __future__ import annotations

from pathlib import Path

from desk.web.at_hand.traces import Viewings
from inventory.access import Restriction, Right, events
from inventory.access.errors import NoSuchPerson
from inventory.access.queries import get_user, marks_of
from inventory.access.service import add_user, end_user, grant, mark, note_sign_in, subject_of
from inventory.events import document_subject
from inventory.queries import contents_of, get_case, get_document
from inventory.service.exporting import record_export, record_volume_export
from tests.crash.filing import (
    LETTER,
    NOW,
    NUMBER,
    Act,
    case_with_a_claim,
    crash_tests,
    volume_certified,
    with_a_letter,
)
from vault import Vault, events_of

TODAY = NOW.date().isoformat()
LOGIN, ORDER = "pysar", "наказ № 1 від 20.11.2026"
ROLE = Right(kind="role", value="registry", order=ORDER)


def _add(vault: Vault, _: Path) -> None:
    with vault.transaction("clerk") as tx:
        add_user(tx, LOGIN, name="О. Писар", position="секретар")
        tx.commit()


def _is_known(vault: Vault, _: Path) -> bool:
    with vault.read() as connection:
        try:
            return get_user(connection, LOGIN, TODAY).name == "О. Писар"
        except NoSuchPerson:
            return False


def _with_a_person(vault: Vault) -> None:
    with_a_letter(vault)
    _add(vault, vault.layout.root)


def _grant(vault: Vault, _: Path) -> None:
    with vault.transaction("clerk") as tx:
        grant(tx, LOGIN, ROLE)
        grant(tx, LOGIN, Right(kind="case", value=NUMBER, order=ORDER))
        tx.commit()


def _is_granted(vault: Vault, _: Path) -> bool:
    """Both rights, or none."""
    with vault.read() as connection:
        rights = get_user(connection, LOGIN, TODAY).rights
    assert len(rights) in {0, 2}
    return bool(rights)


def _with_rights(vault: Vault) -> None:
    _with_a_person(vault)
    _grant(vault, vault.layout.root)


def _end(vault: Vault, _: Path) -> None:
    with vault.transaction("clerk") as tx:
        end_user(tx, LOGIN, order=ORDER)
        tx.commit()


def _has_ended(vault: Vault, _: Path) -> bool:
    """Who left has no right; who did not has all of them."""
    with vault.read() as connection:
        person = get_user(connection, LOGIN, TODAY)
    assert bool(person.rights) == person.active
    return not person.active


def _mark(vault: Vault, _: Path) -> None:
    with vault.transaction("clerk") as tx:
        mark(tx, subject_of(tx, LETTER), Restriction.ADOPTION, basis="ухвала")
        tx.commit()


def _is_marked(vault: Vault, _: Path) -> bool:
    with vault.read() as connection:
        found = list(marks_of(connection))
    assert found in ([], [(document_subject(LETTER), Restriction.ADOPTION, "ухвала")])
    return bool(found)


def _told(vault: Vault, event: str, subject: str) -> int:
    with vault.read() as connection:
        return sum(one.event == event for one in events_of(connection, subject))


def _give_password(vault: Vault, _: Path) -> None:
    with vault.transaction("clerk") as tx:
        note_sign_in(tx, LOGIN)
        tx.commit()


def _is_given(vault: Vault, _: Path) -> bool:
    return _told(vault, events.SIGN_IN_CHANGED, events.person_subject(LOGIN)) == 1


def _view(vault: Vault, _: Path) -> None:
    """What waits is written when the server stops: only then does anybody rely on it."""
    with vault.read() as connection:
        key = get_case(connection, NUMBER).key
    viewings = Viewings(vault)
    for document in ("claim", LETTER, "claim"):
        viewings.viewed("clerk", key, document)
    viewings.stop()


def _is_viewed(vault: Vault, _: Path) -> bool:
    """Views of one person are one step: each once, or none."""
    told = [_told(vault, events.VIEWED, document_subject(one)) for one in ("claim", LETTER)]
    assert told in ([0, 0], [1, 1])
    return bool(told[0])


def _export(vault: Vault, _: Path) -> None:
    with vault.transaction("clerk") as tx:
        record_export(tx, LETTER, str(get_document(tx.connection, LETTER).original))
        tx.commit()


def _is_exported(vault: Vault, _: Path) -> bool:
    return _told(vault, events.EXPORTED, document_subject(LETTER)) == 1


def _export_volume(vault: Vault, _: Path) -> None:
    with vault.transaction("clerk") as tx:
        key = get_case(tx.connection, NUMBER).key
        [original] = contents_of(tx.connection, "claim")
        record_volume_export(tx, key, 1, ("claim", "motion"), original[2])
        tx.commit()


def _is_volume_exported(vault: Vault, _: Path) -> bool:
    told = [_told(vault, events.EXPORTED, document_subject(one)) for one in ("claim", "motion")]
    assert told in ([0, 0], [1, 1])
    return bool(told[0])


ACTS = {
    "make a person known": Act(case_with_a_claim, _add, _is_known),
    "grant rights": Act(_with_a_person, _grant, _is_granted),
    "end a person's rights": Act(_with_rights, _end, _has_ended),
    "keep for named people": Act(with_a_letter, _mark, _is_marked),
    "give a password": Act(_with_a_person, _give_password, _is_given),
    "record views": Act(with_a_letter, _view, _is_viewed),
    "export a document": Act(with_a_letter, _export, _is_exported),
    "export a volume": Act(volume_certified, _export_volume, _is_volume_exported),
}

test_no_power_cut_loses_or_tears_what_was_told, test_every_fsync_is_needed = crash_tests(ACTS)
