"""Whether a volume may be declared full, and whether it may be certified.

Knows: 814 VII.8–VII.13. Does not know: storage, forms. Keeps: pure; every objection at once.
"""

from __future__ import annotations

from collections.abc import Sequence

from inventory.model import (
    CaseFile,
    CaseState,
    Document,
    OriginalForm,
    VolumeFacts,
    VolumePlan,
    VolumeState,
)
from inventory.volumes.sheets import VOLUME_LIMIT, total
from vault import Verdict, demands, rule


@rule("814:VII.10", "814:VII.10-нумерація томів", "814:VII.13-зміни")
def may_be_closed(plans: Sequence[VolumePlan], number: int) -> Verdict:
    """Whether volume `number` may be declared full: volumes close in order, none over 250."""
    volume = next((v for v in plans if v.number == number), None)
    sheets = volume.sheets if volume else 0
    first_open = next((v.number for v in plans if not v.frozen), None)
    return Verdict.of(
        demands(volume is not None and bool(volume.rows), "814:VII.10", "у томі немає документів"),
        demands(
            volume is None or not volume.frozen, "814:VII.13-зміни", f"том {number} уже завершено"
        ),
        demands(
            volume is None or volume.frozen or number == first_open,
            "814:VII.10-нумерація томів",
            f"томи завершують за порядком; перший незавершений — том {first_open}",
        ),
        demands(
            sheets <= VOLUME_LIMIT,
            "814:VII.10",
            f"у томі {sheets} арк., дозволено не більше {VOLUME_LIMIT}",
        ),
    )


@rule("814:VII.13", "814:VII.10", "814:VII.9-том", "814:VII.13-зміни", "814:VII.8-підпис")
def may_be_certified(
    volume: VolumePlan,
    facts: VolumeFacts,
    documents: Sequence[Document],
    *,
    counted: int | None,
    count_required: bool = False,
    signed_before: bool = False,
) -> Verdict:
    """Whether the certification note may be made for `volume`.

    A count that differs is told without the number it should be: it would be no count any more.

    Args:
        volume: its rows and labels.
        facts: what is recorded about it.
        documents: those that have sheets in it.
        counted: sheets counted by hand, blind, when somebody counted; else what was counted before
            counts.
        count_required: whether the court asks for such a count.
        signed_before: whether the court wants the inventory signed before, and not with the note.
    """
    counted = facts.counted if counted is None else counted
    unconfirmed = [d for d in documents if not d.count.confirmed]
    named = ", ".join(f"«{d.title or d.name}» ({d.id})" for d in unconfirmed[:5])
    return Verdict.of(
        demands(
            facts.state is not VolumeState.OPEN,
            "814:VII.13",
            f"том {volume.number} ще не завершено: спершу завершіть його (sprava volume close)",
        ),
        demands(
            facts.state in {VolumeState.OPEN, VolumeState.FULL},
            "814:VII.13-зміни",
            f"засвідчувальний напис тому {volume.number} уже складено; його не змінюють",
        ),
        demands(
            not unconfirmed,
            "814:VII.13",
            f"кількість аркушів не підтверджено: {named} (усього таких {len(unconfirmed)})",
        ),
        demands(
            volume.sheets <= VOLUME_LIMIT,
            "814:VII.10",
            f"у томі {volume.sheets} арк., дозволено не більше {VOLUME_LIMIT}",
        ),
        demands(
            volume.sheets == total(volume.labels),
            "814:VII.9-том",
            "номери аркушів не сходяться з їх кількістю",
        ),
        demands(
            counted is None or counted == volume.sheets,
            "814:VII.13",
            _DIFFERS.format(counted=counted) + _CORRECT,
        ),
        demands(
            counted is not None or not count_required,
            "814:VII.13",
            "суд засвідчує том лише після лічби руками: полічіть аркуші й назвіть число "
            "(sprava volume certify … --counted)",
        ),
        demands(
            not signed_before or facts.signed_rows >= len(volume.rows),
            "814:VII.8-підпис",
            f"внутрішній опис тому {volume.number} підписано до рядка {facts.signed_rows} із "
            f"{len(volume.rows)}: спершу його підписують суддя і працівник апарату суду "
            f"(sprava volume signed)",
        ),
    )


_DIFFERS = (
    "полічено вручну {counted} арк., за обліком їх інша кількість; якої саме, не сказано, щоб "
    "лічба була незалежною. Перелічіть ще раз; якщо вийде те саме, звірте аркуші з описом рядок "
    "за рядком і "
)
_CORRECT = "виправте облік (sprava sheets confirm)"
_ENTER = "зазначте зміну в засвідчувальному написі за актом (sprava volume change)"


@rule("814:VII.13")
def may_be_counted(case: CaseFile, volume: VolumePlan, state: VolumeState, counted: int) -> Verdict:
    """Whether it may be recorded that so many sheets of a volume were counted by hand.

    Before certification or after it, when that was done without a count; `volume` is as it lies
    there now.
    """
    certified = state in {VolumeState.CERTIFIED, VolumeState.DEPOSITED}
    return Verdict.of(
        demands(
            case.original_form is OriginalForm.PAPER,
            "814:VII.13",
            "електронна справа має документи, а не аркуші: їх не лічать",
        ),
        demands(
            state is not VolumeState.OPEN,
            "814:VII.13",
            f"том {volume.number} ще не завершено: спершу завершіть його (sprava volume close)",
        ),
        demands(
            counted == volume.sheets,
            "814:VII.13",
            _DIFFERS.format(counted=counted) + (_ENTER if certified else _CORRECT),
        ),
    )


@rule("814:VII.13-зміни", "814:VII.10")
def may_be_renumbered(number: int, state: VolumeState, sheets: int) -> Verdict:
    """Whether the numbers of a volume's sheets may still be changed so that it has `sheets`.

    A full volume's numbers take only letters and gaps; after the note is made, nothing changes but
    by an order or act, which is entered in the note.
    """
    return Verdict.of(
        demands(
            state in {VolumeState.OPEN, VolumeState.FULL},
            "814:VII.13-зміни",
            f"том {number} уже засвідчено; подальші зміни зазначають у засвідчувальному написі "
            f"з посиланням на наказ чи акт (sprava volume change)",
        ),
        demands(
            sheets <= VOLUME_LIMIT,
            "814:VII.10",
            f"у томі {number} стало б {sheets} арк., дозволено не більше {VOLUME_LIMIT}",
        ),
    )


@rule("814:VII.13-зміни")
def may_be_numbered(volume: VolumePlan) -> Verdict:
    """Whether lettered and missing numbers may still be noted as they stand on paper."""
    return Verdict.of(
        demands(
            not volume.frozen,
            "814:VII.13-зміни",
            f"том {volume.number} уже завершено, номери його аркушів не змінюють",
        )
    )


@rule("814:VII.13-зміни")
def may_be_changed(
    case: CaseFile, number: int, state: VolumeState, *, text: str, basis: str
) -> Verdict:
    """Whether a later change may be entered in the certification note of volume `number`."""
    return Verdict.of(
        demands(
            state in {VolumeState.CERTIFIED, VolumeState.DEPOSITED},
            "814:VII.13-зміни",
            f"засвідчувального напису тому {number} ще не складено",
        ),
        demands(
            case.state not in {CaseState.TRANSFERRED, CaseState.DESTROYED},
            "814:VII.13-зміни",
            f"справи № {case.number} у суді вже немає",
        ),
        demands(bool(text), "814:VII.13-зміни", "не сказано, що змінено"),
        demands(
            bool(basis),
            "814:VII.13-зміни",
            "не названо підтверджувального документа (наказу, акта)",
        ),
    )
