"""Whom the court trusts: what is kept of it, and what its end leaves."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs.clauses import ROOT
from signing.errors import ListConflict, ListOlder, NotTrusted
from signing.projection import (
    ListFacts,
    SigningProjection,
    operators,
    snapshots,
    trusted_certificates,
)
from signing.service import (
    accept_list,
    end_trust,
    judging,
    name_operator,
    trust_certificates,
    trusted_names,
)
from tests.inventory.test_payloads import replayed
from tests.signing.pki import NOON
from vault import Content, Vault, make_vault

SIGNER = "ab" * 32
UA = ListFacts(
    territory="UA",
    kind="UAlist",
    operator="Вигаданий оператор",
    number=32,
    issued_at=NOON,
    next_update=NOON + dt.timedelta(days=100),
    services=7,
    signer=SIGNER,
    vouched="operator",
)
EU = dataclasses.replace(UA, territory="EU", kind="EUlistofthelists")
SK = dataclasses.replace(UA, territory="SK", kind="EUgeneric", signer="cd" * 32, vouched=EU.key)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with make_vault(tmp_path / "vault", [SigningProjection()]) as made:
        yield made


def accepted(vault: Vault, facts: ListFacts, data: bytes = b"list") -> tuple[bool, Content]:
    content = vault.store(data)
    with vault.transaction("archivist") as tx:
        name_operator(tx, SIGNER, "Оператор списку")
        new = accept_list(tx, facts, content, "list.xml")
        tx.commit()
    return new, content


def current(vault: Vault) -> list[tuple[str, int]]:
    with vault.read() as connection:
        found = [one for one in snapshots(connection) if one.current]
    return [(one.facts.territory, one.facts.number) for one in found]


def ended(vault: Vault, name: str) -> list[str]:
    with vault.transaction("archivist") as tx:
        found = end_trust(tx, name)
        tx.commit()
    return [one.territory for one in found.lists]


def test_every_snapshot_stays_and_the_newest_counts(vault: Vault) -> None:
    _, first = accepted(vault, UA, b"first")
    later = dataclasses.replace(UA, number=33)
    _, second = accepted(vault, later, b"second")

    with vault.read() as connection:
        found = snapshots(connection)
    assert [(one.facts, one.content, one.current) for one in found] == [
        (UA, first, False),
        (later, second, True),
    ]
    assert judging(vault)["lists"] == [str(vault.locate(second.sha512))]
    assert vault.locate(first.sha512).read_bytes() == b"first"
    assert vault.check().ok


def test_the_same_list_is_accepted_once(vault: Vault) -> None:
    assert accepted(vault, UA)[0]
    assert not accepted(vault, UA)[0]
    assert current(vault) == [("UA", 32)]


@pytest.mark.parametrize(
    "older",
    [
        dataclasses.replace(UA, number=31),
        dataclasses.replace(UA, issued_at=NOON - dt.timedelta(days=1)),
    ],
    ids=["number", "date"],
)
def test_an_older_list_does_not_replace_a_newer_one(vault: Vault, older: ListFacts) -> None:
    accepted(vault, UA)

    with pytest.raises(ListOlder):
        accepted(vault, older, b"older")
    assert current(vault) == [("UA", 32)]


@pytest.mark.parametrize("issued_at", [NOON, NOON + dt.timedelta(days=1)])
def test_another_list_of_the_same_number_is_refused(vault: Vault, issued_at: dt.datetime) -> None:
    accepted(vault, UA)
    other = dataclasses.replace(UA, issued_at=issued_at)

    with pytest.raises(ListConflict):
        accepted(vault, other, b"another")
    ended(vault, "UA")
    with pytest.raises(ListConflict):
        accepted(vault, other, b"another")
    assert accepted(vault, UA)[0]
    assert vault.check().ok


def test_nor_after_the_newer_one_is_no_longer_trusted(vault: Vault) -> None:
    accepted(vault, UA)
    ended(vault, "ua")

    with pytest.raises(ListOlder):
        accepted(vault, dataclasses.replace(UA, number=31), b"older")
    assert accepted(vault, UA)[0]
    assert current(vault) == [("UA", 32)]


def test_lists_end_with_whoever_vouched_for_them(vault: Vault) -> None:
    accepted(vault, UA, b"ua")
    accepted(vault, EU, b"eu")
    accepted(vault, SK, b"sk")
    assert current(vault) == [("UA", 32), ("EU", 32), ("SK", 32)]

    assert ended(vault, "EU") == ["SK"]
    assert current(vault) == [("UA", 32)]
    accepted(vault, dataclasses.replace(EU, number=33), b"eu 33")
    assert current(vault) == [("UA", 32), ("SK", 32), ("EU", 33)]
    assert ended(vault, SIGNER[:12]) == ["UA", "SK", "EU"]
    assert current(vault) == []
    assert judging(vault) == {"trust": [], "lists": [], "operators": []}


def test_certificates_are_trusted_until_they_are_not(vault: Vault) -> None:
    content = vault.store(b"certificate")
    for new in (True, False):
        with vault.transaction("archivist") as tx:
            told = trust_certificates(tx, content, name="knedp.cer", subjects=["КНЕДП"])
            assert told is new
            tx.commit()
    assert judging(vault, [Path("/own.cer")])["trust"] == [
        "/own.cer",
        str(vault.locate(content.sha512)),
    ]
    assert trusted_names(vault) == ["knedp.cer"]

    ended(vault, "knedp.cer")
    assert judging(vault)["trust"] == []
    assert vault.locate(content.sha512).read_bytes() == b"certificate"


@pytest.mark.parametrize("name", ["", "UA", "ab", "немає", "ab" * 31 + "ac"])
def test_what_is_not_trusted_cannot_be_ended(vault: Vault, name: str) -> None:
    accepted(vault, EU)

    with pytest.raises(NotTrusted):
        ended(vault, name)
    assert current(vault) == [("EU", 32)]


def test_it_is_the_same_after_the_catalogue_is_made_anew(vault: Vault) -> None:
    accepted(vault, UA)
    with vault.read() as connection:
        before = snapshots(connection), operators(connection)
    vault.rebuild()

    with vault.read() as connection:
        assert (snapshots(connection), operators(connection)) == before
    assert trusted_names(vault) == ["Довірчий список UA № 32 від 01.06.2026"]


def test_a_stored_journal_tells_what_it_told_when_it_was_written() -> None:
    connection = replayed(ROOT / "tests" / "data" / "journals" / "trust")

    [one] = snapshots(connection)
    assert (one.facts.key, one.facts.number, one.current) == ("UA/UAlist", 32, True)
    assert [operator.name for operator in operators(connection)] == ["Оператор списку"]
    assert trusted_certificates(connection) == []
