"""Whether a document may be registered.

Knows: 814 II.2, VII.7, XX¹.4. Does not know: storage. Keeps: pure; every objection at once.
"""

from __future__ import annotations

from inventory.model import CaseFile, CaseState
from vault import Verdict, demands, rule


@rule("814:II.2-раз", "814:VII.13-зміни")
def may_be_registered(case: CaseFile, *, same: str | None, explained: bool) -> Verdict:
    """Whether the document may be registered in `case`.

    Args:
        case: where it shall go.
        same: id of the document that has the same content there already.
        explained: whether the card says why it comes again (a copy, an annex, a new index).
    """
    return Verdict.of(
        demands(
            same is None or explained,
            "814:II.2-раз",
            f"такий самий документ уже зареєстровано в цій справі ({same})",
        ),
        demands(
            case.state in {CaseState.OPEN, CaseState.CLOSED},
            "814:VII.13-зміни",
            "справу передано до архіву; документи приєднують лише за актом",
        ),
    )


@rule("814:XX1.4-заборона")
def may_keep_content(*, restricted: bool, has_content: bool) -> Verdict:
    """Content of restricted documents never enters the vault; only open data does."""
    return Verdict.of(
        demands(
            not (restricted and has_content),
            "814:XX1.4-заборона",
            "вміст документа з обмеженим доступом до системи не вносять",
        )
    )
