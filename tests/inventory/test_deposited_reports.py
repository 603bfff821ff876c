"""What of a document's signatures lies in the object of its volume."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from inventory import (
    Accession,
    OriginalForm,
    Report,
    card_of,
    close_volume,
    events,
    record_reading_copy,
    record_validation,
    register,
)
from inventory.forms import Press, Signatory
from inventory.service.certification import certify_volume
from inventory.service.deposit import deposit_volume
from inventory.service.documents import Companion
from inventory.volumes.papers import Letterhead
from signing import pages, to_xml
from tests.clauses import proves
from tests.inventory.office import NOON, Office
from tests.signing.test_report import a_judgement, a_report
from vault import content_of
from vault.canonical import canonical

HEAD = Letterhead(court="Вигаданівський районний суд")


@proves("814:II.11")
def test_814_ii_11__a_deposited_volume_holds_every_report_also_as_xml(
    tmp_path: Path, press: Press
) -> None:
    """«…оригінал … разом з відповідним … підписом та звітом про результати перевірки…»"""
    office = Office(tmp_path)
    vault = office.vault
    signed = office.add("claim", 2)
    unsigned = office.add("annex", 1)
    found = a_report(a_judgement())
    reports = [found, dataclasses.replace(found, at=NOON + dt.timedelta(days=1))]
    before, after = (Companion("page", f"page-{n}.png", vault.store(n.encode())) for n in "ab")
    with vault.transaction("тест") as tx:
        for ordinal, one in enumerate(reports):
            content = vault.store(canonical(one.as_json()))
            report = Report(content, {"signatures": []}, (before, after) if ordinal else ())
            record_validation(tx, office.case.key, signed, report, ordinal)
        for document in (signed, unsigned):
            record_reading_copy(tx, document, None, "не потрібна", {})
        close_volume(tx, office.number, 1)
        tx.commit()
    who = Signatory(name="О. Писар")
    certify_volume(vault, press, HEAD, office.number, 1, actor="тест", compiler=who)
    assert deposit_volume(vault, office.number, 1, actor="тест")

    with vault.read() as connection:
        files = {f.logical: f for f in vault.object_files(f"{office.case.key}/1", connection)}
    told = {path: one for path, one in files.items() if path.endswith(".xml") and "valid" in path}
    assert sorted(told) == [
        "documents/001 Позовна заява/validation (2).xml",
        "documents/001 Позовна заява/validation.xml",
    ]
    xml = {vault.locate(one.sha512).read_bytes() for one in told.values()}
    assert xml == {to_xml(one) for one in reports}
    assert {before.content.sha512, after.content.sha512} <= {f.sha512 for f in files.values()}
    assert vault.check().findings == []


@proves("814:I.3-ЕД")
def test_814_i_3__an_electronic_original_is_deposited_with_its_signature(
    tmp_path: Path, press: Press
) -> None:
    """«Створення електронних документів здійснюється відповідно до Законів України…»"""
    office = Office(tmp_path)
    vault = office.vault
    original, signature = vault.store(b"original"), vault.store(b"signature")
    report = vault.store(canonical(a_report(a_judgement()).as_json()))
    accession = Accession(
        id="e1",
        case=office.case,
        card=card_of({"kind": "claim", "sheets": 1}),
        arrived_at="2025-03-01T10:00:00",
        name="позов.pdf",
        format="fmt/95",
        content=original,
        pages=1,
        form=OriginalForm.ELECTRONIC,
        print_duplex=False,
        parts=(Companion("signature", "позов.pdf.p7s", signature),),
        report=Report(report, {"signatures": []}),
    )
    with vault.transaction("тест") as tx:
        register(tx, accession)
        record_reading_copy(tx, accession.id, None, "не потрібна", {})
        close_volume(tx, office.number, 1)
        tx.commit()
    who = Signatory(name="О. Писар")
    certify_volume(vault, press, HEAD, office.number, 1, actor="тест", compiler=who)
    assert deposit_volume(vault, office.number, 1, actor="тест")

    with vault.read() as connection:
        files = vault.object_files(f"{office.case.key}/1", connection)
    assert {original.sha512, signature.sha512, report.sha512} <= {file.sha512 for file in files}
    beside = {
        Path(file.logical).parent
        for file in files
        if file.sha512 in (original.sha512, signature.sha512)
    }
    assert len(beside) == 1


def test_no_report_takes_the_places_of_the_next_ones_pictures() -> None:
    one = Companion("page", "p.png", content_of(b"picture"))

    assert pages.PICTURES_MAX <= events.PICTURES_MAX
    assert Report(one.content, {}, (one,) * events.PICTURES_MAX).pictures
    with pytest.raises(AssertionError):
        Report(one.content, {}, (one,) * (events.PICTURES_MAX + 1))
