"""Whether case files may be merged, separated, reopened, left without motion, returned.

Knows: 814 III.2, III.3, III.6–III.13, III.20, VII.7.
Does not know: storage. Keeps: pure; every objection at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from inventory.arrangement.kinds import PLANNED
from inventory.language.words import short_date
from inventory.model import CaseFile, CaseState
from vault import Verdict, demands, rule

HERE = {CaseState.OPEN, CaseState.CLOSED, CaseState.ARCHIVED}
"""States of a case file that lies in the court."""


def came_on(case: CaseFile) -> str:
    """The ISO day by which case files are compared: receipt, else the day it was opened here."""
    return case.received_on or case.opened_at[:10]


def earliest(cases: Sequence[CaseFile]) -> CaseFile:
    """The case file that came first (814 III.6); of one day, the one first entered here."""
    return min(cases, key=lambda case: (came_on(case), case.opened_at, case.number))


@rule("814:III.6")
def may_be_merged(
    into: CaseFile, others: Sequence[CaseFile], *, ruling: str, merged: Collection[str]
) -> Verdict:
    """Whether `others` may be merged into one case file.

    Args:
        into: whose number stays.
        others: that join it.
        ruling: the decision it rests on.
        merged: numbers of those that were merged into another before.
    """
    every = (into, *others)
    first = came_on(earliest(every))
    away = [case.number for case in every if case.state is not CaseState.OPEN]
    again = sorted({case.number for case in every} & set(merged))
    apart = [case.name for case in every if case.container != "main"]
    return Verdict.of(
        demands(
            came_on(into) <= first,
            "814:III.6",
            f"об'єднана справа має номер тієї, що надійшла першою: № {earliest(every).number}",
        ),
        demands(
            bool(others) and len({case.key for case in every}) == len(every),
            "814:III.6",
            "об'єднують щонайменше дві різні справи",
        ),
        demands(
            not apart,
            "814:III.6",
            f"об'єднують справи, а не те, що зберігають окремо від них: {', '.join(apart)}",
        ),
        demands(not away, "814:III.6", f"не в провадженні: № {', № '.join(away)}"),
        demands(not again, "814:III.6", f"уже об'єднано з іншою: № {', № '.join(again)}"),
        demands(bool(ruling.strip()), "814:III.6", "не названо ухвали (постанови) про об'єднання"),
    )


@rule("814:III.7", "814:III.9")
def may_be_separated(
    case: CaseFile,
    number: str,
    *,
    on: dt.date,
    today: dt.date,
    ruling: str,
    suspended: bool,
    persons: Sequence[str],
) -> Verdict:
    """Whether materials may be separated from `case` into a case file of their own.

    Args:
        case: from which.
        number: of the new one, given by АСДС.
        on: day of the ruling: the new one counts as received on it.
        today: now, by the law.
        ruling: its name.
        suspended: whether the proceeding against somebody stands still (814 III.9).
        persons: against whom.
    """
    return Verdict.of(
        demands(
            number != case.number,
            "814:III.7",
            "нова справа дістає новий єдиний унікальний номер",
        ),
        demands(bool(ruling.strip()), "814:III.7", "не названо ухвали (постанови) про виділення"),
        demands(
            came_on(case) <= on.isoformat() <= today.isoformat(),
            "814:III.7",
            f"{short_date(on)} не може бути днем ухвали: справа надійшла "
            f"{short_date(dt.date.fromisoformat(came_on(case)))}",
        ),
        demands(case.state in HERE, "814:III.7", f"справи № {case.number} у суді вже немає"),
        demands(
            not suspended or any(person.strip() for person in persons),
            "814:III.9",
            "не названо осіб, стосовно яких провадження зупинено",
        ),
    )


REASONS = {
    "new-trial": "направлено на новий розгляд",
    "jurisdiction": "надійшла за підсудністю",
    "new-circumstances": "заява про перегляд за нововиявленими обставинами",
    "enforcement": "питання виконання судового рішення",
    "court-order": "лист чи матеріали щодо окремої ухвали",
}
"""Why a case file is reopened, and the words for it."""


@rule("814:III.8", "814:VII.7-інший суд", "814:VII.7-нововиявлені", "814:VII.7-виконання")
def may_be_reopened(
    case: CaseFile, why: str, *, number: str, other_court: bool, ruling: str
) -> Verdict:
    """Whether materials join a finished case file, which is then in proceedings again.

    Args:
        case: the file.
        why: one of `REASONS`.
        number: under which it comes: it stays as it is.
        other_court: whether the decision is another court's or another body's.
        ruling: application, ruling or covering letter it rests on.
    """
    return Verdict.of(
        demands(
            number == case.number,
            "814:III.8",
            f"єдиний унікальний номер не змінюється: № {case.number}, а не № {number}",
        ),
        demands(
            case.state in {CaseState.CLOSED, CaseState.ARCHIVED},
            "814:III.8",
            f"справа № {case.number} у провадженні або в суді її вже немає",
        ),
        demands(
            not (other_court and why in {"new-circumstances", "enforcement"}),
            "814:VII.7-інший суд",
            "рішення іншого суду чи органу: за такими матеріалами формують окрему справу "
            "(sprava case open)",
        ),
        demands(
            why != "new-circumstances" or bool(ruling.strip()),
            "814:VII.7-нововиявлені",
            "не названо заяви про перегляд за нововиявленими обставинами",
        ),
        demands(
            why != "enforcement" or bool(ruling.strip()),
            "814:VII.7-виконання",
            "не названо подання чи заяви, що надійшла в порядку виконання",
        ),
    )


@rule("814:III.10")
def may_be_left(
    case: CaseFile,
    *,
    ruling: str,
    on: dt.date,
    until: dt.date | None,
    frozen: Collection[str],
    held: bool,
) -> Verdict:
    """Whether materials may be noted as left without motion.

    Args:
        case: where they are.
        ruling: by which.
        on: its day.
        until: end of the term for curing.
        frozen: titles of those that are stitched already.
        held: whether they are without motion already.
    """
    return Verdict.of(
        demands(
            case.state is CaseState.OPEN, "814:III.10", f"справа № {case.number} не в провадженні"
        ),
        demands(bool(ruling.strip()), "814:III.10", "не названо ухвали про залишення без руху"),
        demands(
            until is None or until >= on,
            "814:III.10",
            "строк на усунення недоліків закінчується раніше за ухвалу",
        ),
        demands(
            not frozen,
            "814:III.10",
            f"матеріали без руху зберігають непідшитими, а ці вже пронумеровано: "
            f"{', '.join(sorted(frozen))}",
        ),
        demands(not held, "814:III.10", "ці матеріали вже залишено без руху"),
    )


@rule("814:III.10")
def may_be_stitched(titles: Collection[str], *, whole: bool) -> Verdict:
    """Whether a volume may be declared full: what is left without motion is not stitched."""
    return Verdict.of(
        demands(
            not titles,
            "814:III.10",
            "залишене без руху зберігають непідшитим і не нумерують: "
            + ("уся справа" if whole else ", ".join(sorted(titles))),
        )
    )


@rule("814:III.10-обкладинка")
def has_something_held(number: str, *, held: bool) -> Verdict:
    """Whether there is anything the cover of materials left without motion could be for."""
    return Verdict.of(
        demands(held, "814:III.10-обкладинка", f"у справі № {number} нічого не залишено без руху")
    )


@rule("814:III.13")
def may_be_returned(
    case: CaseFile,
    *,
    ruling: str,
    on: dt.date,
    today: dt.date,
    documents: int,
    letter: str,
    numbered: Collection[str] = (),
    not_brought: Collection[str] = (),
) -> Verdict:
    """Whether the claim and what came with it may be noted as sent back to who brought it.

    Args:
        case: which.
        ruling: of return or refusal.
        on: its day.
        today: now, by the law.
        documents: how many originals leave.
        letter: number of the registered letter or of the covering letter.
        numbered: titles of those whose sheets have numbers: they leave by an act.
        not_brought: titles of those that the court made, or that left before.
    """
    return Verdict.of(
        demands(
            case.state in {CaseState.OPEN, CaseState.CLOSED},
            "814:III.13",
            f"справа № {case.number} не в провадженні",
        ),
        demands(bool(ruling.strip()), "814:III.13", "не названо ухвали про повернення чи відмову"),
        demands(
            came_on(case) <= on.isoformat() <= today.isoformat(),
            "814:III.13",
            f"{short_date(on)} не може бути днем ухвали",
        ),
        demands(documents > 0, "814:III.13", "не названо документів, які повертають заявникові"),
        demands(
            bool(letter.strip()),
            "814:III.13",
            "не названо рекомендованого відправлення, яким надіслано ухвалу й документи",
        ),
        demands(
            not numbered,
            "814:III.13",
            f"аркуші вже пронумеровано ({'; '.join(numbered)}): такі оригінали вилучають за актом "
            f"(sprava case remove-originals … --ruling … --letter …)",
        ),
        demands(
            not not_brought,
            "814:III.13",
            f"заявникові повертають подане ним, а не те, що виготовив суд чи вже вилучено: "
            f"{'; '.join(not_brought)}",
        ),
    )


@rule("814:III.20", "814:III.2", "814:III.3")
def may_be_handed(
    kind: str,
    *,
    undecided: Collection[str],
    unassigned: Collection[str],
    idle: Collection[str],
) -> Verdict:
    """Whether case files or documents may be entered in a register of what is handed over.

    Args:
        kind: `registry` (finished files to the registry), `judge` (files to a judge) or
            `documents` (correspondence to a judge).
        undecided: numbers of files without a decision that ends the case.
        unassigned: numbers of files without a protocol of automatic assignment.
        idle: titles of documents whose case file is not in proceedings.
    """
    return Verdict.of(
        demands(
            kind != "registry" or not undecided,
            "814:III.20",
            f"розгляд не закінчено, повного тексту рішення немає: № {', № '.join(undecided)}",
        ),
        demands(
            kind != "judge" or not unassigned,
            "814:III.2",
            f"немає протоколу автоматизованого розподілу: № {', № '.join(unassigned)}",
        ),
        demands(
            kind != "documents" or not idle,
            "814:III.3",
            f"справа не в провадженні: {', '.join(idle)}",
        ),
    )


@rule("814:III.2-реєстри")
def may_keep_registers(case: CaseFile) -> Verdict:
    """Whether registers of what is handed over may be kept in this file."""
    return Verdict.of(
        demands(
            case.kind in PLANNED,
            "814:III.2-реєстри",
            f"реєстри зберігають в окремій справі за номенклатурою, а № {case.number} — "
            "судова справа",
        )
    )
