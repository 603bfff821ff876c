"""Whether the original of a document may leave a case file.

Knows: 814 VII.23, VII.24, III.13, and what a longer copy does to a certified volume. Does not know:
acts, storage. Keeps: pure; every objection at once.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from inventory.model import CaseFile, CaseState, Document, OriginalForm, VolumePlan
from inventory.rules.relations import HERE
from inventory.volumes.sheets import VOLUME_LIMIT, Label, next_letters
from vault import Verdict, demands, rule

MILITARY = "military-id"
_HEAD = re.compile(r"\bголов[аи] суду\b", re.IGNORECASE)
_JUDGE = re.compile(r"\bсудд(?:я|і)\b", re.IGNORECASE)
_COMMISSARIAT = re.compile(
    r"комісаріат|р?тцк\b|територіальн\w+ центр\w* комплектування", re.IGNORECASE
)
_FINISHED = {CaseState.CLOSED, CaseState.ARCHIVED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """On what a removal rests.

    Attributes:
        application: the document that asks for it; None for what leaves ex officio (VII.24).
        resolution: its text; resolved_by: the position of who wrote it.
        military: papers of a convicted person that go to the military commissariat.
        kinds: of all documents of the case file.
        by_law: the norm of law that lets an original leave before the proceedings end (VII.23).
        returned: by a ruling of return or refusal the claim goes back to who brought it (III.13).
        to: who gets the originals.
    """

    application: Document | None
    resolution: str
    resolved_by: str
    military: bool
    kinds: Collection[str]
    by_law: str = ""
    returned: bool = False
    to: str = ""

    @property
    def ex_officio(self) -> bool:
        """Whether the originals leave without anybody's application."""
        return self.military or self.returned


@rule("814:VII.23", "814:VII.24")
def may_leave(case: CaseFile, document: Document, wish: Wish) -> Verdict:
    """Whether the original of `document` may leave the case file at all, now."""
    named = f"«{document.title}»"
    here = case.state in HERE
    gone = f"справи № {case.number} у суді вже немає: вилучити з неї оригінал тут не можна"
    excepted = wish.ex_officio or bool(wish.by_law.strip())
    return Verdict.of(
        demands(
            excepted or not here or case.state in _FINISHED,
            "814:VII.23",
            "провадження у справі не закінчено: до закриття справи оригінали вилучають лише у "
            "винятковому випадку, визначеному законом (--by-law), за резолюцією судді",
        ),
        demands(wish.military or here, "814:VII.23", gone),
        demands(
            not document.kind_data.court,
            "814:VII.23",
            f"{named}: процесуальні документи, виготовлені судом, не вилучають",
        ),
        demands(
            not (document.copy or document.removed) and case.container == "main",
            "814:VII.23",
            f"{named}: у справі лежить копія, а не оригінал",
        ),
        demands(
            document.original_form is OriginalForm.PAPER,
            "814:VII.23",
            f"{named}: оригінал електронний, на папері в справі його немає",
        ),
        demands(
            not document.restricted,
            "814:VII.23",
            f"{named}: документ з обмеженим доступом зберігають окремо від справи",
        ),
        demands(
            not wish.military or document.kind == MILITARY,
            "814:VII.24",
            f"{named} не є військово-обліковим документом",
        ),
        demands(
            not wish.military or "sentence" in wish.kinds,
            "814:VII.24",
            "у справі немає вироку: військово-облікові документи надсилають щодо засуджених",
        ),
        demands(not wish.military or here, "814:VII.24", gone),
        demands(
            not wish.military or _COMMISSARIAT.search(wish.to) is not None,
            "814:VII.24",
            "військово-облікові документи надсилають районному (міському) військовому комісаріату "
            f"(ТЦК та СП), а не «{wish.to}»",
        ),
    )


@rule("814:VII.23-акт", "814:VII.23-заміна")
def is_documented(case: CaseFile, wish: Wish, *, copy_sheets: int, same_case: bool) -> Verdict:
    """Whether application, resolution and a certified copy are there.

    Args:
        case: from which the original leaves.
        wish: on what it rests.
        copy_sheets: of the certified copy that takes its place.
        same_case: the application is a document of this case file.
    """
    finished = case.state in _FINISHED
    by_head = _HEAD.search(wish.resolved_by) is not None
    by_judge = _JUDGE.search(wish.resolved_by) is not None
    return Verdict.of(
        demands(
            wish.ex_officio or (wish.application is not None and same_case),
            "814:VII.23-акт",
            f"заяви про вилучення в матеріалах справи № {case.number} немає",
        ),
        demands(
            wish.application is None or _is_application(wish.application),
            "814:VII.23-акт",
            f"«{wish.application.title if wish.application else ''}» — не заява про вилучення",
        ),
        demands(
            wish.ex_officio or bool(wish.resolution.strip()),
            "814:VII.23-акт",
            "на заяві немає резолюції",
        ),
        demands(
            wish.ex_officio or by_head or not finished,
            "814:VII.23-акт",
            f"провадження закінчено, тож резолюцію накладає голова суду, а не «{wish.resolved_by}»",
        ),
        demands(
            wish.ex_officio or by_judge or finished,
            "814:VII.23-акт",
            "резолюцію накладає суддя, у провадженні якого перебуває справа, а не "
            f"«{wish.resolved_by}»",
        ),
        demands(
            copy_sheets >= 1,
            "814:VII.23-заміна",
            "немає належно засвідченої копії, яка стане на місце оригіналу",
        ),
    )


def _is_application(document: Document) -> bool:
    """Whether somebody may have asked by it: no annex, disc or envelope, not made by the court."""
    return not document.kind_data.trait and not document.kind_data.court


@rule("814:VII.9-літери", "814:VII.10")
def may_run_on(volume: VolumePlan, last: Label, more: int, sheets: int) -> Verdict:
    """Whether `more` sheets of a copy may follow its sheet `last` in a certified volume.

    Args:
        volume: as it is; its numbers do not move any more.
        last: the number of the original's last sheet.
        more: sheets that the copy has and the original had not; none when negative.
        sheets: of the volume with all its copies.
    """
    letters = next_letters(last, max(more, 0))
    taken = ", ".join(str(entry) for entry in letters if entry in volume.labels)
    return Verdict.of(
        demands(
            not taken,
            "814:VII.9-літери",
            f"зайвих аркушів копії після арк. {last} не пронумерувати: номер {taken} у томі "
            f"{volume.name} уже має інший аркуш",
        ),
        demands(
            more <= 0 or sheets <= VOLUME_LIMIT,
            "814:VII.10",
            f"із копією у томі {volume.name} стало б {sheets} арк., дозволено не більше "
            f"{VOLUME_LIMIT}",
        ),
    )


@rule("814:VII.13")
def ends_counted(document: Document, last: VolumePlan, *, certified: bool) -> Verdict:
    """Whether a copy of another length may stand for a document begun in a certified volume.

    Args:
        document: whose original leaves.
        last: the volume in which it ends; there the copy's numbers differ.
        certified: whether that volume is, so that its note can say so.
    """
    return Verdict.of(
        demands(
            certified,
            "814:VII.13",
            f"«{document.title}» починається в засвідченому томі, а закінчується в томі "
            f"{last.name}, який ще не засвідчено: копія з іншою кількістю аркушів стане на його "
            "місце, коли засвідчать і цей том",
        )
    )
