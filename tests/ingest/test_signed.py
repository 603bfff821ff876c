"""Signatures: judged before registration, stored with the original, shown whatever their worth."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest

from ingest import State
from ingest.errors import SignatureAlone
from ingest.projection import pending_signatures
from inventory.queries import contents_of
from tests.clauses import proves
from tests.ingest.court import Court
from tests.ingest.samples import cms_with, detached_cms, pdf


def parts_of(court: Court, document: str) -> dict[str, list[tuple[str, bytes]]]:
    found: dict[str, list[tuple[str, bytes]]] = {}
    with court.vault.read() as connection:
        for role, name, content in contents_of(connection, document):
            data = court.vault.locate(content.sha512).read_bytes()
            found.setdefault(role, []).append((name, data))
    return found


@proves("814:II.11")
def test_814_ii_11__the_report_is_stored_with_the_original(court: Court) -> None:
    """«…разом з … підписом та звітом про результати перевірки дійсності цього підпису»"""
    data = pdf()
    signature = detached_cms(data)
    court.put("claim.pdf", data)
    court.put("claim.pdf.p7s", signature)

    outcome = court.take_one()

    document = court.document(outcome)
    kept = parts_of(court, document.id)
    assert kept["original"] == [("claim.pdf", data)]
    assert kept["signature"] == [("claim.pdf.p7s", signature)]
    [(_, report)] = kept["report"]
    told = json.loads(report)
    assert told["file"] == "claim.pdf.p7s"
    assert [s["signature_intact"] and s["content_intact"] for s in told["signatures"]] == [True]
    assert document.verdict is not None
    summary = json.loads(document.verdict)
    assert summary["signatures"][0]["indication"] == told["signatures"][0]["indication"]
    assert outcome.signatures == 1
    assert court.left() == []


@proves("814:II.11")
def test_814_ii_11__a_bad_signature_does_not_stop_registration_and_is_shown(court: Court) -> None:
    court.put("claim.pdf", pdf("Changed"))
    court.put("claim.pdf.p7s", detached_cms(pdf("Signed")))

    document = court.document(court.take_one())

    assert document.verdict is not None
    [signature] = json.loads(document.verdict)["signatures"]
    assert signature["indication"] == "TOTAL-FAILED"


def test_a_signature_alone_goes_back_and_waits_for_its_document(court: Court) -> None:
    data = pdf()
    court.put("claim.pdf.p7s", detached_cms(data))
    outcome = court.take_one()
    assert outcome.reason
    assert (outcome.state, outcome.reason.code) == (State.UNASSIGNED, SignatureAlone.code)
    assert court.left() == ["claim.pdf.p7s"]

    court.put("claim.pdf", data)

    assert court.take_one().state is State.REGISTERED
    assert court.left() == []


def test_without_a_verdict_in_time_the_document_is_registered_and_the_report_comes_later(
    court: Court,
) -> None:
    """A question the child cannot answer stands for a signature that takes too long."""
    court.settings = replace(court.settings, judging=lambda: {"at": "nonsense"})
    court.put("claim.pdf.p7s", cms_with(pdf()))

    document = court.document(court.take_one())

    assert document.report is None
    with court.vault.read() as connection:
        assert pending_signatures(connection, limit=9) == [document.id]


@pytest.mark.parametrize("again", ["same", "other"])
def test_the_same_content_with_another_signature_keeps_that_signature(
    court: Court, again: str
) -> None:
    data = pdf()
    first = detached_cms(data)
    court.put("claim.pdf", data)
    court.put("claim.pdf.p7s", first)
    document = court.document(court.take_one())
    court.put("claim.pdf", data)
    court.put("claim.pdf.p7s", first if again == "same" else detached_cms(data, signer=2))

    outcome = court.take_one()

    assert outcome.state is State.DUPLICATE
    held = court.holds(document.id)
    assert len(held) == (3 if again == "same" else 4)


@pytest.mark.parametrize("name", ["claim.pdf.p7s", "claim.P7S", "claim.sig"])
def test_a_signature_without_its_file_is_said_to_wait_for_it(court: Court, name: str) -> None:
    """Not to be in work: nothing happens until somebody lays the file beside it."""
    path = court.put(name, detached_cms(pdf()))
    lying = path.stat().st_ctime
    court.settings = replace(court.settings, settle_s=60.0)
    for later_s in (1, 61):
        court.vault.clock = lambda s=later_s: dt.datetime.fromtimestamp(lying + s, tz=dt.UTC)  # type: ignore[misc]
        [listed] = court.intake().list_arrivals()
        assert listed.state is State.UNASSIGNED
        assert listed.reason
        assert listed.reason.code == SignatureAlone.code
        assert "Покладіть поруч підписаний файл" in listed.reason.text
    assert court.left() == [name]


def test_a_signature_is_taken_when_its_file_comes(court: Court) -> None:
    data = pdf()
    court.put("claim.pdf.p7s", detached_cms(data))
    [listed] = court.intake().list_arrivals()
    outcome = court.take_one()
    assert (outcome.state, outcome.reason) == (State.UNASSIGNED, listed.reason)
    court.put("claim.pdf", data)
    assert court.take_one().signatures == 1
    assert court.left() == []


def test_a_signature_that_brings_its_file_waits_for_nothing(court: Court) -> None:
    court.put("wrapped.p7s", cms_with(pdf()))
    court.put("secret.p7s", detached_cms(b"x"), card={"restricted": True})

    listed = {one.path.rpartition("/")[2]: one for one in court.intake().list_arrivals()}

    assert {(one.state, one.reason) for one in listed.values()} == {(State.WORKING, None)}
    assert len(listed) == 2
