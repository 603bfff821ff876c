"""What the law wants when files change hands inside the court (814 I.12).

Knows: who signs, by when, on what ground. Does not know: storage, forms.
Keeps: pure; every objection at once.
"""

from __future__ import annotations

import datetime as dt
import enum

from vault import Verdict, demands, rule


class HandingReason(enum.StrEnum):
    """Why files change hands."""

    DISMISSAL = "dismissal"
    CHANGE = "change"
    LIQUIDATION = "liquidation"
    JUDGE = "judge"


REASONS = {
    HandingReason.DISMISSAL: "звільнення відповідальної особи",
    HandingReason.CHANGE: "зміна відповідальної особи",
    HandingReason.LIQUIDATION: "ліквідація підрозділу",
    HandingReason.JUDGE: "суддя не може продовжувати розгляд",
}
STAFF_MIN = 3
"""Members of the court's staff who sign (814 I.12)."""


@rule(
    "814:I.12-підписи",
    "814:I.12-дата",
    "814:I.12-звільнення",
    "814:I.12-ліквідація",
    "814:I.12-суддя",
)
def may_be_handed_over(
    reason: HandingReason,
    *,
    staff: int,
    of_registry: int,
    order: str,
    unit: str,
    on: dt.date,
    leaves_on: dt.date | None,
    finished: int,
) -> Verdict:
    """Whether files and documents may be handed over by such an act.

    Args:
        reason: why.
        staff: how many members of the staff, each with a name of their own, sign.
        of_registry: how many of them are of the registry.
        order: of the court's head, that names the commission or the unit.
        unit: that takes the files.
        on: the day of the act.
        leaves_on: the day of the dismissal.
        finished: how many of the files are finished.
    """
    leaving = reason in {HandingReason.DISMISSAL, HandingReason.JUDGE}
    return Verdict.of(
        demands(
            staff >= STAFF_MIN and of_registry >= 1,
            "814:I.12-підписи",
            "акт підписують щонайменше троє працівників апарату суду, з них один — канцелярії; "
            "кожного треба назвати на ім'я",
        ),
        demands(
            not leaving or (leaves_on is not None and on <= leaves_on),
            "814:I.12-дата",
            "акт складають і підписують не пізніше дати звільнення, а її не зазначено або "
            "вона вже минула",
        ),
        demands(
            reason not in {HandingReason.DISMISSAL, HandingReason.CHANGE} or bool(order.strip()),
            "814:I.12-звільнення",
            "справи приймає комісія, утворена наказом голови суду, а наказу не зазначено",
        ),
        demands(
            reason is not HandingReason.LIQUIDATION or (bool(unit.strip()) and not finished),
            "814:I.12-ліквідація",
            "не зазначено підрозділ, до якого переходять функції, або серед справ є завершені: "
            "їх передають до архіву суду",
        ),
        demands(
            reason is not HandingReason.JUDGE or not finished,
            "814:I.12-суддя",
            "до канцелярії для подальшого розподілу передають нерозглянуті справи судді, "
            "а серед названих є завершені",
        ),
    )
