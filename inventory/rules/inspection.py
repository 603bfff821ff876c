"""What the law wants inspected when a case file comes, goes, is issued and comes back.

Knows: 814 II.7, IX.5, IX.8, X.4, X.7. Does not know: how faults are found, storage.
Keeps: pure; every objection at once.
"""

from __future__ import annotations

from collections.abc import Sequence

from inventory.audit.faults import FormationFault, Occasion
from inventory.audit.inspection import InspectionQuestion
from vault import Verdict, demands, rule


@rule("814:II.7-огляд", "814:IX.5", "814:IX.8", "814:X.4", "814:X.4-носії", "814:X.7")
def is_in_order(occasion: Occasion, faults: Sequence[FormationFault]) -> Verdict:
    """Whether the case file is as the occasion wants it: each fault under its clause."""
    return Verdict.all(
        Verdict.of(
            demands(occasion is not Occasion.RECEIPT, "814:II.7-огляд", fault.text),
            demands(occasion is not Occasion.SENDING, "814:IX.5", fault.text),
            demands(occasion is not Occasion.RETURN, "814:IX.8", fault.text),
            demands(occasion is not Occasion.ISSUE or fault.carrier, "814:X.4", fault.text),
            demands(
                occasion is not Occasion.ISSUE or not fault.carrier, "814:X.4-носії", fault.text
            ),
            demands(occasion is not Occasion.READING, "814:X.7", fault.text),
        )
        for fault in faults
    )


@rule("814:II.7-огляд", "814:IX.5", "814:IX.8", "814:X.4", "814:X.7")
def may_be_recorded(
    occasion: Occasion, missing: Sequence[InspectionQuestion], *, by: str
) -> Verdict:
    """Whether the inspection is whole: each question answered, by a person with a name.

    Args:
        occasion: of the inspection.
        missing: questions without an answer.
        by: who inspected.
    """
    asked = "; ".join(f"{one.text} ({one.code})" for one in missing)
    whole = not missing and bool(by.strip())
    text = f"не дано відповіді: {asked}" if missing else "не названо особи, яка оглянула справу"
    return Verdict.of(
        demands(whole or occasion is not Occasion.RECEIPT, "814:II.7-огляд", text),
        demands(whole or occasion is not Occasion.SENDING, "814:IX.5", text),
        demands(whole or occasion is not Occasion.RETURN, "814:IX.8", text),
        demands(whole or occasion is not Occasion.ISSUE, "814:X.4", text),
        demands(whole or occasion is not Occasion.READING, "814:X.7", text),
    )
