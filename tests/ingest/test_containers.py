"""Documents that come inside others: archives, mails, signed wrappers."""

from __future__ import annotations

import json

from ingest import State
from ingest.errors import SignatureAlone
from tests.ingest.court import FOLDER, Court
from tests.ingest.samples import archive, asic, cms_with, detached_cms, mail, pdf
from vault.errors import ActiveContent, TooLarge, Unreadable


def test_the_container_is_kept_as_received_and_its_documents_are_linked_to_it(
    court: Court,
) -> None:
    inner = {"a__pdf": pdf("A", 2), "b__pdf": pdf("B", 3)}
    data = archive(**inner)
    court.put("docs.zip", data, card={"kind": "motion", "sender": "Особа Вигадана"})

    outcome = court.take_one()

    container, *members = court.documents()
    assert court.bytes_of(container) == data
    assert container.count.sheets == 0
    assert [court.bytes_of(d) for d in members] == list(inner.values())
    assert [d.parent for d in members] == [container.id] * 2
    assert [d.sender for d in members] == ["Особа Вигадана"] * 2
    assert [d.count.sheets for d in members] == [2, 3]
    assert outcome.members == tuple(d.id for d in members)
    assert outcome.sheets == 5


def test_a_mail_and_its_attachments(court: Court) -> None:
    court.put("letter.eml", mail(claim__pdf=pdf("A", 2)))

    court.take()

    letter, claim = court.documents()
    assert (letter.format, claim.format) == ("fmt/950", "fmt/17")
    assert claim.parent == letter.id
    assert claim.kind == "annex"
    assert (letter.title, letter.date) == ("Клопотання", "2026-11-02")
    assert (claim.title, claim.date) == ("claim", None)


def test_what_cannot_be_read_inside_is_named_and_the_rest_is_registered(court: Court) -> None:
    inner = {"a__pdf": pdf(), "b__pdf": b"%PDF-1.4 rubbish", "c__html": b"<html></html>"}
    court.put("docs.zip", archive(**inner))

    outcome = court.take_one()

    assert len(outcome.members) == 1
    assert set(outcome.refused) == {"b.pdf", "c.html"}
    assert outcome.refused["b.pdf"].code == Unreadable.code


def test_a_program_inside_refuses_the_whole(court: Court) -> None:
    inside = archive(a__pdf=pdf(), run__exe=b"MZ\x90")
    court.put("docs.zip", archive(docs__zip=inside))

    outcome = court.take_one()

    assert outcome.state is State.QUARANTINED
    assert outcome.reason
    assert outcome.reason.code == ActiveContent.code
    assert court.documents() == []


def test_containers_in_containers_are_opened_to_a_limit(court: Court) -> None:
    data = pdf()
    for _ in range(3):
        data = archive(inner__zip=data) if data[:2] == b"PK" else archive(a__pdf=data)
    court.put("few.zip", data)
    for _ in range(9):
        data = archive(inner__zip=data)
    court.put("many.zip", data)

    outcomes = {o.path: o for o in court.take()}

    assert len(outcomes[f"{FOLDER}/few.zip"].members) == 3
    many = outcomes[f"{FOLDER}/many.zip"]
    assert many.reason
    assert (many.state, many.reason.code) == (State.QUARANTINED, TooLarge.code)


def test_the_same_document_twice_in_one_archive_is_registered_twice(court: Court) -> None:
    court.put("docs.zip", archive(a__pdf=pdf(), b__pdf=pdf()))

    assert len(court.take_one().members) == 2


def test_a_signed_wrapper_and_what_it_wraps(court: Court) -> None:
    data = pdf("A", 2)
    court.put("claim.pdf.p7s", cms_with(data), card={"kind": "claim"})

    outcome = court.take_one()

    wrapper, claim = court.documents()
    assert outcome.signatures == 1
    assert court.bytes_of(claim) == data
    assert (claim.name, claim.kind, claim.parent) == ("claim.pdf", "claim", wrapper.id)
    assert wrapper.report is not None
    assert claim.report is None


def test_an_asic_and_what_it_wraps(court: Court) -> None:
    court.put("claim.asice", asic(claim__pdf=pdf("A", 2)))

    outcome = court.take_one()

    wrapper, claim = court.documents()
    assert (claim.name, claim.parent) == ("claim.pdf", wrapper.id)
    assert outcome.signatures == 1
    assert wrapper.report is not None
    report = json.loads(court.vault.locate(wrapper.report).read_bytes())
    assert (report["format"], report["judged"]) == ("ASiC-S", True)
    assert report["signatures"][0]["covers"] == "whole"


def test_signatures_inside_an_archive_stay_with_their_documents(court: Court) -> None:
    data = pdf("A")
    court.put("docs.zip", archive(a__pdf=data, a__pdf__p7s=detached_cms(data)))

    outcome = court.take_one()

    assert len(outcome.members) == 1
    _, document = court.documents()
    assert document.report is not None
    assert outcome.signatures == 1


def test_a_lone_signature_inside_an_archive_is_no_document(court: Court) -> None:
    court.put("docs.zip", archive(a__p7s=detached_cms(pdf()), b__pdf=pdf("B")))

    outcome = court.take_one()

    assert outcome.refused["a.p7s"].code == SignatureAlone.code
    assert len(outcome.members) == 1
