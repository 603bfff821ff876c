"""Terms and transfer: pure law.

Knows: 814 I.3, I.13, XXI. Does not know: storage.
Keeps: every objection at once, each under its clause; nothing here destroys anything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from inventory import CaseFile, CaseState, OriginalForm, VolumeState
from retention.model import BODIES, Act
from retention.schedule import ScheduleItem
from vault import Verdict, carries_out, demands, rule


@dataclass(frozen=True, slots=True)
class Keeping:
    """A case file, its schedule item and the day its term counts from."""

    case: CaseFile
    item: ScheduleItem | None
    started_on: dt.date | None


@carries_out("814:I.13")
def first_act_year(keeping: Keeping) -> int | None:
    """The first year in which the file may be listed for destruction; None for never (yet).

    A term runs from 1 January of the year after the start event, and a file may be listed when
    its term ended before 1 January of the year of the act: year + term + 1.
    """
    if keeping.item is None or keeping.item.term_years is None or keeping.started_on is None:
        return None
    return keeping.started_on.year + keeping.item.term_years + 1


@rule("814:I.13", "814:XXI.1-збереженість")
def may_be_listed(keeping: Keeping, year: int) -> Verdict:
    """Whether the file may stand in a destruction act of `year`, as far as its term decides."""
    item, case = keeping.item, keeping.case
    due = first_act_year(keeping)
    permanent = item is not None and item.term_years is None
    return Verdict.of(
        demands(item is not None, "814:I.13", "статтю переліку не визначено"),
        demands(
            item is None or item.verified,
            "814:I.13",
            "строк не звірено з офіційним Переліком",
        ),
        demands(not permanent, "814:I.13", "строк зберігання: постійно"),
        demands(
            item is None or permanent or keeping.started_on is not None,
            "814:I.13",
            "не настала подія, від якої лічать строк",
        ),
        demands(
            due is None or due <= year,
            "814:I.13",
            f"строк зберігання ще не минув: найраніше акт {due} року",
        ),
        demands(
            item is None or not item.mark,
            "814:XXI.1-збереженість",
            f"позначка «{item.mark if item else ''}»: потрібне окреме рішення комісії",
        ),
        demands(
            case.state in {CaseState.CLOSED, CaseState.ARCHIVED},
            "814:XXI.1-збереженість",
            "справу не закінчено або вона не перебуває в суді",
        ),
    )


@rule("814:I.3-10 років")
def may_be_electronic_only(form: OriginalForm, item: ScheduleItem) -> Verdict:
    """Only files of at most ten years may exist in electronic form alone."""
    short = item.term_years is not None and item.term_years <= 10
    return Verdict.of(
        demands(
            form is not OriginalForm.ELECTRONIC or short,
            "814:I.3-10 років",
            "лише в електронній формі дозволено зберігати справи зі строком до 10 років",
        )
    )


@rule("814:VII.13", "814:XXI.1")
def may_be_archived(case: CaseFile, volumes: Collection[VolumeState]) -> Verdict:
    """Whether the file may be handed from the registry to the court archive."""
    ready = {VolumeState.CERTIFIED, VolumeState.DEPOSITED}
    return Verdict.of(
        demands(
            case.state is not CaseState.OPEN,
            "814:XXI.1",
            f"справу № {case.number} ще не закрито: спершу закрийте її "
            f"(sprava case close {case.number} --on …)",
        ),
        demands(
            case.state in {CaseState.OPEN, CaseState.CLOSED},
            "814:XXI.1",
            f"справу № {case.number} уже передано до архіву суду, повторювати не треба",
        ),
        demands(
            bool(volumes) and all(state in ready for state in volumes),
            "814:VII.13",
            f"у справі № {case.number} є томи без засвідчувального напису",
        ),
    )


@rule("814:XXI.1-збереженість", "814:XXI.2")
def may_be_transferred(
    keeping: Keeping, volumes: Collection[VolumeState], *, prepared: str | None
) -> Verdict:
    """Whether the file may be listed in an act of transfer to the state archive.

    Args:
        keeping: the file with its item.
        volumes: states of its volumes.
        prepared: number of the act of a prepared transfer in which it stands already.
    """
    case, item = keeping.case, keeping.item
    return Verdict.of(
        demands(
            case.state is CaseState.ARCHIVED,
            "814:XXI.1-збереженість",
            f"справу № {case.number} ще не передано до архіву суду"
            if case.state in {CaseState.OPEN, CaseState.CLOSED}
            else f"справи № {case.number} у суді вже немає",
        ),
        demands(
            item is not None and item.term_years is None,
            "814:XXI.2",
            f"справу № {case.number} не віднесено до постійного зберігання",
        ),
        demands(
            prepared is None,
            "814:XXI.1-збереженість",
            f"справу № {case.number} уже внесено до акта № {prepared}; "
            f"спершу виконайте або скасуйте його (sprava transfer cancel {prepared})",
        ),
        demands(
            bool(volumes) and all(state is VolumeState.DEPOSITED for state in volumes),
            "814:XXI.2",
            f"у справі № {case.number} є томи, ще не депоновані до сховища",
        ),
    )


@rule("814:XXI.1-збереженість")
def may_be_approved(act: Act, body: str) -> Verdict:
    """Whether `body` may approve the act next: each once, in the order of `BODIES`."""
    left = list(BODIES)[len(act.approvals) :]
    return Verdict.of(
        demands(
            act.is_prepared and bool(left),
            "814:XXI.1-збереженість",
            f"акт № {act.number} не потребує більше погоджень",
        ),
        demands(
            not left or body == left[0],
            "814:XXI.1-збереженість",
            f"спершу потрібне погодження: {BODIES[left[0]] if left else ''}",
        ),
    )


@rule("814:XXI.1-збереженість")
def may_be_finished(act: Act, changed: Collection[str]) -> Verdict:
    """Whether the state archive may take the files by the act.

    Args:
        act: of transfer.
        changed: numbers of its case files that changed since its package was made.
    """
    return Verdict.of(
        demands(
            act.is_prepared,
            "814:XXI.1-збереженість",
            f"акт № {act.number} не очікує передання",
        ),
        demands(
            not act.is_prepared or len(act.approvals) == len(BODIES),
            "814:XXI.1-збереженість",
            f"акт № {act.number} погоджено не всіма",
        ),
        demands(
            not changed,
            "814:XXI.1-збереженість",
            f"після складання пакета змінено справи: {', '.join(changed)}; "
            "скасуйте акт і складіть новий",
        ),
    )


@rule("814:XXI.1-збереженість")
def may_be_cancelled(act: Act) -> Verdict:
    """Whether the act may be cancelled: as long as nothing was handed over by it."""
    return Verdict.of(
        demands(
            act.is_prepared,
            "814:XXI.1-збереженість",
            f"акт № {act.number} уже виконано, скасовано, або це не акт передавання",
        )
    )
