"""Agreement with the verdicts of others on XML signatures, where their files are at hand."""

from __future__ import annotations

import pytest

from tests.signing.test_corpus import CORPORA, is_quick, judged, report_on, rows_of

pytestmark = pytest.mark.skipif(
    not CORPORA.exists(), reason="the corpora are not beside the checkout (../shared/corpora)"
)


def test_agreement_with_dss() -> None:
    """Rows whose content is given as a mere digest are left out: `verify` takes files."""
    rows = [
        row
        for row in rows_of("dss", "xades/")
        if is_quick(row) and not any(one.startswith("digest:") for one in row.contents)
    ]
    outcomes = judged(rows)

    assert len(rows) > 90
    assert report_on("xades", outcomes) >= 0.99
    assert [o.row.file for o in outcomes if o.row.expected == "no" and o.plain == "yes"] == []
