"""Every module that commits has a case in which the power is cut at each of its steps."""

from __future__ import annotations

import pytest

from tests.crash import (
    test_access,
    test_audit,
    test_certifying,
    test_entries,
    test_filing,
    test_forms,
    test_ingest,
    test_numbering,
    test_order,
    test_papers,
    test_registering,
    test_scans,
    test_signing,
    test_vault_sweeps,
)
from tests.test_house import COMMITTERS

CASES = {
    *test_access.ACTS,
    *test_audit.ACTS,
    *test_certifying.ACTS,
    *test_entries.ACTS,
    *test_filing.ACTS,
    *test_forms.ACTS,
    *test_ingest.CASES,
    *test_ingest.OTHERS,
    *test_numbering.ACTS,
    *test_order.ACTS,
    *test_papers.ACTS,
    *test_registering.ACTS,
    *test_scans.CASES,
    *test_signing.ACTS,
    *test_signing.FILES,
    *test_vault_sweeps.CASES,
}

CUT: dict[str, set[str]] = {
    "desk/finish.py": {"settle a torn tail", "mend a slot of the head"},
    "desk/verbs/again.py": {"judge again"},
    "desk/verbs/cases.py": {
        "open case files from a list",
        "close a case file",
        "correct its closing",
    },
    "desk/verbs/correcting.py": {"correct a case file"},
    "desk/verbs/containers.py": {"file copies apart"},
    "desk/verbs/documents.py": {"correct a document", "link documents", "move papers"},
    "desk/verbs/importing.py": {"take lists"},
    "desk/verbs/kinds.py": {"name a kind"},
    "desk/verbs/order.py": {"move a document"},
    "desk/verbs/people.py": {
        "make a person known",
        "grant rights",
        "end a person's rights",
        "keep for named people",
    },
    "desk/verbs/relations.py": {
        "merge case files",
        "separate a case file",
        "leave without motion",
    },
    "desk/verbs/retention.py": {"adopt a schedule", "assign an item"},
    "desk/verbs/series.py": {"issue a number", "tie a number", "end an outage"},
    "desk/verbs/serving.py": {"give a password"},
    "desk/verbs/numbering.py": {
        "count a volume by hand",
        "fix numbered rows",
        "fix signed rows",
        "letter a volume",
        "note numbering",
        "number sheets anew",
    },
    "desk/verbs/sheets.py": {"confirm sheets", "confirm sheets of a full volume", "draw leaves"},
    "desk/verbs/transfer.py": {"finish a transfer"},
    "desk/verbs/trust.py": {"trust a list", "renew a list", "end trust"},
    "desk/verbs/volumes.py": {"declare a volume full"},
    "desk/web/at_hand/traces.py": {"record views"},
    "ingest/refusing.py": {"reject an arrival"},
    "ingest/again.py": {"judge again"},
    "ingest/derive.py": {"reading copy"},
    "ingest/registering.py": {
        "one document",
        "a group",
        "good and bad",
        "a restricted document",
        "set pages aside",
        "file pages set aside",
    },
    "ingest/uploading.py": {"a file from a browser"},
    "inventory/service/acts.py": {"act on a shortage"},
    "inventory/service/registers.py": {"hand papers over"},
    "inventory/service/handing_over.py": {"hand files over"},
    "inventory/service/inspections.py": {"inspect a case file"},
    "inventory/service/certification.py": {"certify"},
    "inventory/service/changes.py": {"enter a change"},
    "inventory/service/copies.py": {"certified copy"},
    "inventory/service/joining.py": {"join a document"},
    "inventory/service/separators.py": {"print separators"},
    "inventory/service/forms.py": {"adopt a template", "confirm a form", "withdraw a template"},
    "inventory/service/signing.py": {"sign a document", "extend a proof", "sign a file"},
    "inventory/service/removal.py": {"remove an original"},
    "retention/service/acts.py": {
        "hand over",
        "prepare a transfer",
        "approve a transfer",
        "cancel a transfer",
    },
    "vault/acknowledging.py": {"acknowledge damage"},
    "vault/backup.py": {"first backup", "next backup"},
    "vault/service.py": {"deposit", "deposit again"},
}
"""By module, the cases in which what it does is cut off; what one verb does, another may share."""


def test_no_module_commits_without_a_case() -> None:
    assert set(CUT) == COMMITTERS


@pytest.mark.parametrize("module", sorted(CUT))
def test_the_cases_are_swept(module: str) -> None:
    assert CUT[module]
    assert CUT[module] - CASES == set()
