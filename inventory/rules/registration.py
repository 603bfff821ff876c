"""Whether a document may be registered, and what is to be remarked about how it was.

Knows: 814 II.2, II.16–II.18, XX¹.4, the court's rules of registration (Лубни 3).
Does not know: storage. Keeps: pure; every objection at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from inventory.language.spelled_out import abbreviations
from inventory.language.words import short_date
from inventory.model import CaseFile, CaseState
from inventory.registration.indexes import CaseIndex, in_force
from inventory.registration.numbers import ProceedingNumber
from inventory.registration.series import Series, SeriesKind
from inventory.registration.working_days import WorkingDays
from vault import Json, Verdict, demands, rule

DIRECTIONS = {
    "incoming": "вхідний",
    "outgoing": "вихідний",
    "internal": "внутрішній",
}


@rule("814:II.2-раз", "814:VII.13-зміни", "814:III.6", "Лубни:13.2")
def may_be_registered(
    case: CaseFile,
    *,
    same: str | None,
    explained: bool,
    identified: str | None = None,
    joined: str | None = None,
    act: str = "",
) -> Verdict:
    """Whether the document may be registered in `case`.

    Args:
        case: where it shall go.
        same: id of the document that has the same content there already.
        explained: whether the card says why it comes again (a copy, an annex, a new index).
        identified: id of the document that has the same identifier in АСДС.
        joined: number of the case file that `case` was merged into.
        act: by which the document is joined to a file that is in the court's archive.
    """
    return Verdict.of(
        demands(
            same is None or explained,
            "814:II.2-раз",
            f"такий самий документ уже зареєстровано в цій справі ({same})",
        ),
        demands(
            identified is None,
            "Лубни:13.2",
            f"документ з таким ідентифікатором АСДС уже зареєстровано ({identified})",
        ),
        demands(
            joined is None,
            "814:III.6",
            f"справу № {case.number} об'єднано зі справою № {joined}: документи йдуть до неї",
        ),
        demands(
            case.state in {CaseState.OPEN, CaseState.CLOSED}
            or (case.state is CaseState.ARCHIVED and bool(act)),
            "814:VII.13-зміни",
            "справу передано до архіву; документи приєднують лише за актом (ключ «act» картки)",
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


@rule("814:II.2-типи")
def is_of_its_type(*, direction: str, made_here: bool, dated: bool, kind: str) -> Verdict:
    """Whether a document is told to be incoming, outgoing or internal as it can be.

    Remarked on, never refused: another court's decision does come in.

    Args:
        direction: as the card says, or as its kind implies.
        made_here: whether its kind is one the court itself makes.
        dated: whether it has a date of its own.
        kind: its name.
    """
    return Verdict.of(
        demands(
            not (made_here and direction == "incoming"),
            "814:II.2-типи",
            f"«{kind}» створює суд, а документ записано як вхідний: перевірте direction",
        ),
        demands(
            direction == "incoming" or dated,
            "814:II.2-типи",
            "створений документ реєструють у день підписання, а його дати не зазначено",
        ),
    )


@rule("814:II.2-день", "Лубни:3.1", "814:II.2-відстрочка")
def is_registered_in_time(
    *,
    came_on: dt.date,
    registered_on: dt.date,
    created: bool,
    order: str,
    reason: str,
    days: WorkingDays,
    after_hours: bool = False,
) -> Verdict:
    """Whether a document was registered on the day it came or was signed.

    Remarked on, never refused: what came late to the register is registered all the same.

    Args:
        came_on: day of receipt, or of signing for one the court made.
        registered_on: day of the entry.
        created: whether the court made it.
        order: by which a later term was set (814 II.2).
        reason: why.
        days: which days are worked.
        after_hours: it came when that day's work was over.
    """
    worked = days.is_worked(came_on) and not after_hours
    last = came_on if created or worked else days.next_worked(came_on)
    late = registered_on > last
    came = f"{'підписано' if created else 'надійшов'} {short_date(came_on)}"
    return Verdict.of(
        demands(
            not late or bool(order) or worked,
            "814:II.2-день",
            f"документ {came} у неробочий час, а зареєстровано {short_date(registered_on)}: "
            f"пізніше за наступний робочий день",
        ),
        demands(
            not late or bool(order) or not worked,
            "Лубни:3.1",
            f"документ {came}, а зареєстровано {short_date(registered_on)}; розпорядження про "
            f"інший термін (late_order) не названо",
        ),
        demands(
            not order or bool(reason),
            "814:II.2-відстрочка",
            "названо розпорядження про термін реєстрації, але не причину (late_reason)",
        ),
    )


@rule("814:II.18-скорочення")
def names_are_in_full(title: str) -> Verdict:
    """Whether the participants of a case are named without abbreviations; remarked on only."""
    found = abbreviations(title)
    return Verdict.of(
        demands(
            not found,
            "814:II.18-скорочення",
            f"відомості про учасників зазначають без скорочень: {', '.join(found[:6])}",
        )
    )


@rule("Лубни:3.4", "814:II.17")
def proceeding_is_usual(
    number: ProceedingNumber, indexes: Sequence[CaseIndex], on: dt.date
) -> Verdict:
    """Whether a proceeding number has the usual parts and a known index; remarked on only."""
    parsed = number.ordinal is not None
    return Verdict.of(
        demands(
            parsed,
            "Лубни:3.4",
            f"номер провадження «{number.text}» не має вигляду "
            f"індекс/код суду/порядковий номер/рік",
        ),
        demands(
            not parsed or in_force(indexes, number.index, on) is not None,
            "814:II.17",
            f"індексу «{number.index}» (номер провадження «{number.text}») у переліку індексів "
            f"на {short_date(on)} немає",
        ),
    )


@rule("Лубни:13.2")
def identifier_is_whole(asds_id: str) -> Verdict:
    """Whether an identifier from АСДС has its four parts; remarked on only."""
    parts = [part for part in asds_id.split("/") if part.strip()]
    return Verdict.of(
        demands(
            not asds_id or len(parts) == 4,
            "Лубни:13.2",
            f"ідентифікатор АСДС «{asds_id}» має чотири частини через «/»: код бази даних, "
            f"ідентифікатор документа, тип документа, тип юрисдикції",
        )
    )


CONTENT_KEYS = {"original", "content", "text", "format", "size", "name", "parts", "report", "id"}
"""What is no registered data: the file itself and what was read from it."""


@rule("814:I.10-заборона", "Лубни:3.5", "814:VII.13-зміни")
def may_be_corrected(
    changes: Mapping[str, Json], known: Collection[str], *, reason: str, state: CaseState
) -> Verdict:
    """Whether registered data may be corrected so; the old values are kept.

    Args:
        changes: new values by key.
        known: keys of registered data.
        reason: what the correction rests on.
        state: of the case file.
    """
    content = sorted(CONTENT_KEYS & changes.keys())
    unknown = sorted(changes.keys() - CONTENT_KEYS - set(known))
    return Verdict.of(
        demands(
            not content,
            "814:I.10-заборона",
            f"зміст документа не змінюють і не видаляють: {', '.join(content)}",
        ),
        demands(
            not unknown,
            "Лубни:3.5",
            f"таких реєстраційних даних немає: {', '.join(unknown)}; є: {', '.join(sorted(known))}",
        ),
        demands(
            bool(reason.strip()),
            "Лубни:3.5",
            "не сказано, чому дані виправляють (описка, технічна помилка, матеріали справи)",
        ),
        demands(
            state not in {CaseState.TRANSFERRED, CaseState.DESTROYED},
            "814:VII.13-зміни",
            "справи у суді вже немає",
        ),
    )


@rule("814:XVIII.1-нумерація", "Лубни:15.4")
def may_be_numbered(
    series: Series, on: dt.date, *, last_on: dt.date | None, today: dt.date, outage: bool
) -> Verdict:
    """Whether the next number of a series may be given to a paper of that day.

    Args:
        series: as the settings have it.
        on: day of the paper.
        last_on: day of the paper that has the number before.
        today: now, by the law.
        outage: whether АСДС was out of work on that day.
    """
    in_turn = last_on is None or on >= last_on
    return Verdict.of(
        demands(
            series.kind is not SeriesKind.ORDER or in_turn,
            "814:XVIII.1-нумерація",
            f"накази нумерують у порядку видання: попередній номер має наказ від "
            f"{short_date(last_on or on)}",
        ),
        demands(
            on <= today,
            "814:XVIII.1-нумерація",
            f"дата {short_date(on)} ще не настала",
        ),
        demands(
            series.kind is not SeriesKind.OUTAGE or outage,
            "Лубни:15.4",
            f"на {short_date(on)} збою АСДС не зазначено (sprava outage begin): номер дає АСДС",
        ),
        demands(
            series.kind is not SeriesKind.OUTAGE or in_turn,
            "Лубни:15.4",
            f"під час збою номери дають у порядку надходження: попередній — від "
            f"{short_date(last_on or on)}",
        ),
    )


OUTAGE_DAYS = 5
"""Working days; an outage that is longer has an act of the commission (Лубни 15.1)."""


@rule("Лубни:15.1")
def may_end_outage(*, measures: str, act: str, long: bool) -> Verdict:
    """Whether the end of an outage is recorded as the act on it has it.

    Args:
        measures: what was done about it.
        act: of the commission.
        long: it lasted more than `OUTAGE_DAYS` working days: a shorter one needs no act.
    """
    return Verdict.of(
        demands(bool(measures.strip()), "Лубни:15.1", "не сказано, яких заходів вжито"),
        demands(
            bool(act.strip()) or not long,
            "Лубни:15.1",
            f"збій тривав понад {OUTAGE_DAYS} робочих днів, а акта комісії не названо",
        ),
    )


@rule("Лубни:15.1-строк")
def is_outage_entered_in_time(*, ended_on: dt.date, entered_on: dt.date, last: dt.date) -> Verdict:
    """Whether the act on an outage is entered by the working day after its end; remarked on only.

    Args:
        ended_on: day on which АСДС worked again.
        entered_on: today.
        last: the first working day after the end.
    """
    return Verdict.of(
        demands(
            entered_on <= last,
            "Лубни:15.1-строк",
            f"збій усунуто {short_date(ended_on)}, акт про нього слід було внести до "
            f"{short_date(last)}",
        )
    )
