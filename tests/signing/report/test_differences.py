"""What two reports on the same file differ in."""

from __future__ import annotations

import dataclasses
import datetime as dt

from hypothesis import given

from signing import (
    Difference,
    Indication,
    Qualification,
    SignatureReport,
    Signer,
    SubIndication,
    differences,
)
from tests.signing.test_report import a_judgement, a_report, reports


@given(reports)
def test_a_report_does_not_differ_from_itself(report: SignatureReport) -> None:
    assert differences(report, report) == ()


def test_a_verdict_that_changed_is_told_with_both_values() -> None:
    before = a_judgement(
        indication=Indication.INDETERMINATE, sub_indication=SubIndication.TRY_LATER
    )
    after = a_judgement(qualification=Qualification.QES)

    assert differences(a_report(before), a_report(after)) == (
        Difference(1, "indication", "INDETERMINATE", "TOTAL-PASSED"),
        Difference(1, "sub_indication", "TRY_LATER", None),
        Difference(1, "qualification", "unknown", "QES"),
    )


def test_signatures_are_paired_by_what_they_are_not_by_place() -> None:
    one = a_judgement(signer=Signer(certificate_sha256="aa"))
    two = a_judgement(signer=Signer(certificate_sha256="bb"))
    later = dataclasses.replace(two, proven_time=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))

    found = differences(a_report(one, two), a_report(later, one))

    assert found == (Difference(1, "proven_time", None, "2026-01-01T00:00:00Z"),)


def test_a_signature_that_only_one_report_has_is_told() -> None:
    one = a_judgement()

    assert differences(a_report(), a_report(one)) == (
        Difference(1, "signature", None, "TOTAL-PASSED"),
    )
    assert differences(a_report(one), a_report()) == (
        Difference(1, "signature", "TOTAL-PASSED", None),
    )
