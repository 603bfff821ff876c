"""Pages as they were signed and as they are now."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from desk.demo import pki
from signing import Changed, Format, SignatureReport, verify, with_pages
from tests.ingest.samples import pdf
from tests.signing.pki import NOON, noon
from tests.signing.test_report import a_judgement, a_report
from vault.airlock import Airlock, Limits

SIGNED = pki.signed_pdf(pdf("Signed", 3), pki.holder("Зразок Зиновій"), at=NOON, reason="Позов")


@pytest.fixture(scope="module")
def airlock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Airlock]:
    scratch = tmp_path_factory.mktemp("scratch")
    with Airlock(workers=1, limits=Limits(), scratch=scratch) as airlock:
        yield airlock


def seen(airlock: Airlock, data: bytes, at: Path) -> tuple[SignatureReport, dict[str, bytes]]:
    path = at / "signed.pdf"
    path.write_bytes(data)
    with airlock.folder() as folder:
        report, pictures = with_pages(airlock, path, verify(path, now=noon), folder)
        return report, {one.name: one.file.read_bytes() for one in pictures}


def codes(report: SignatureReport) -> list[str]:
    return [message.code for one in report.signatures for message in one.messages]


def test_a_page_changed_after_signing_is_kept_as_it_was_and_as_it_is(
    airlock: Airlock, tmp_path: Path
) -> None:
    report, pictures = seen(airlock, pki.changed_afterwards(SIGNED), tmp_path)

    assert [m.text for m in report.signatures[0].messages if m.code == "S230"] == [
        "Після підписання змінився вигляд сторінок: 1."
    ]
    assert sorted(pictures) == [
        "signature-1-page-0001-after.png",
        "signature-1-page-0001-before.png",
    ]
    before, after = (pictures[f"signature-1-page-0001-{name}.png"] for name in ("before", "after"))
    assert before != after
    (tmp_path / "before.png").write_bytes(before)
    with Image.open(tmp_path / "before.png") as picture:
        assert picture.width > 800  # a court can read it: 100 dpi


def test_a_file_that_was_not_changed_is_not_drawn(airlock: Airlock, tmp_path: Path) -> None:
    report, pictures = seen(airlock, SIGNED, tmp_path)

    assert report == verify(tmp_path / "signed.pdf", now=noon)
    assert pictures == {}


def test_bytes_after_the_signed_part_that_change_nothing_are_told_so(
    airlock: Airlock, tmp_path: Path
) -> None:
    report, pictures = seen(airlock, SIGNED + b"% a word from nobody\n", tmp_path)

    assert report.signatures[0].changed_after_signing is Changed.UNKNOWN
    assert [code for code in codes(report) if code.startswith("S23")] == ["S231"]
    assert pictures == {}


def test_a_signed_version_that_cannot_be_drawn_is_told(airlock: Airlock, tmp_path: Path) -> None:
    path = tmp_path / "no.pdf"
    path.write_bytes(b"%PDF-1.7 nothing")
    one = a_judgement(
        format=Format.PADES, field="Signature1", changed_after_signing=Changed.NOT_ALLOWED
    )
    with airlock.folder() as folder:
        report, pictures = with_pages(
            airlock, path, dataclasses.replace(a_report(one), format=Format.PADES), folder
        )

    assert codes(report) == ["S232"]
    assert pictures == ()
