"""Opening and closing case files.

Knows: how a case file begins and ends. Does not know: documents.
Keeps: numbers verbatim; one open main file a number; a corrected closing keeps the wrong day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from inventory import events
from inventory.arrangement.kinds import CASE_KINDS
from inventory.errors import AlreadyClosed, BadCard, CaseExists, ImpossibleDay
from inventory.language.days import legal_day
from inventory.language.words import short_date
from inventory.model import CaseFile, CaseState, OriginalForm
from inventory.queries import case_by_key, documents_of, find_case, find_case_by_folder
from inventory.registration.card import moment, one_line
from inventory.registration.indexes import CaseIndex
from inventory.registration.numbers import (
    bankruptcy_number,
    checked,
    folder_name,
    looks_unlike,
    looks_usual,
    proceeding_parts,
    year_of,
)
from inventory.rules.registration import names_are_in_full, proceeding_is_usual
from inventory.service.meanwhile import case_as_seen
from vault import Transaction, Verdict, carries_out, single_spaced
from vault.errors import UsageError

_GONE = {CaseState.TRANSFERRED, CaseState.DESTROYED}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    """What is said when a case file is opened.

    Attributes:
        own: short random id that tells files of one number apart.
        title: parties (814 VII.14); claim: gist of the claim or norm of law.
        instance: `first` or `appeal`: as which court it is tried here (814 VII.15–16).
        judge: the judge, or the composition of the court, it is assigned to.
    """

    number: str
    kind: str
    own: str
    title: str = ""
    claim: str = ""
    original_form: OriginalForm = OriginalForm.PAPER
    received_on: str | None = None
    proceedings: tuple[str, ...] = ()
    index: str = ""
    instance: str = "first"
    judge: str = ""


@carries_out("814:II.15", "814:II.16", "814:II.17", "814:I.1-судова справа")
def open_case(tx: Transaction, new: NewCase) -> CaseFile:
    """Open a case file.

    Raises:
        CaseExists: a main file of that number is in the court. One that left it for good comes
            again as a file of its own, under the same number (814 III.8).
        BadCaseNumber, ImpossibleDay, UsageError: the request makes no sense.
    """
    number = checked(new.number)
    if new.kind not in CASE_KINDS:
        raise UsageError(reason=f"вид справи може бути: {', '.join(CASE_KINDS)}")
    taken = find_case_by_folder(tx.connection, folder_name(number))
    if taken is not None and taken.state not in _GONE:
        raise CaseExists(name=taken.number)
    key = f"main:{number}:{new.own}"
    tx.record(
        events.CASE_OPENED,
        subjects=(events.case_subject(key),),
        payload={
            "key": key,
            "number": number,
            "kind": new.kind,
            "title": one_line(new.title),
            "claim": one_line(new.claim),
            "original_form": new.original_form.value,
            "received_on": _received(tx, new.received_on) if new.received_on else None,
            "proceedings": list(new.proceedings),
            "index": new.index,
            "instance": new.instance,
            "judge": one_line(new.judge),
        },
        cites=("814:II.15",),
    )
    _note_bankruptcy(tx, number, key)
    return case_by_key(tx.connection, key)


def _received(tx: Transaction, text: str) -> str:
    try:
        day = moment(text)[:10]
    except BadCard as error:
        raise ImpossibleDay(reason=f"«{text}» не є датою: потрібно ДД.ММ.РРРР") from error
    if day > legal_day(tx.now).isoformat():
        raise ImpossibleDay(reason=f"дата надходження справи {_in_digits(day)} ще не настала")
    return day


def remarks_on(
    case: CaseFile,
    indexes: Sequence[CaseIndex],
    on: dt.date,
    numbers: Iterable[str],
    given: Collection[str] = (),
) -> Verdict:
    """What is odd about a case file's number, proceedings and parties; nothing of it is refused.

    Args:
        case: which.
        indexes: of annex 3, as the court has them.
        on: day on which they are looked up.
        numbers: of the other case files whoever reads this may see.
        given: numbers of the court's own for the time of an outage, which look otherwise.
    """
    return Verdict.all(
        (
            Verdict.of() if case.number in given else looks_usual(case.number),
            looks_unlike(case.number, numbers),
            names_are_in_full(case.title),
            *(proceeding_is_usual(proceeding_parts(n), indexes, on) for n in case.proceedings),
        )
    )


@carries_out("814:VII.7-банкрутство", "814:II.16-банкрутство")
def _note_bankruptcy(tx: Transaction, number: str, key: str) -> None:
    """Of «N (M)» note that it is considered within bankruptcy case N, when that is here."""
    within = bankruptcy_number(number)
    main = find_case(tx.connection, within) if within else None
    if main is None:
        return
    tx.record(
        events.CASE_JOINED_WITHIN,
        subjects=(events.case_subject(main.key), events.case_subject(key)),
        payload={
            "case": main.key,
            "sub": key,
            "on": legal_day(tx.now).isoformat(),
            "ruling": "",
        },
        cites=("814:VII.7-банкрутство",),
    )


def close_case(tx: Transaction, number: str, on: dt.date, *, seen: int | None = None) -> CaseFile:
    """Note that the case file is finished in records management on that day.

    Raises:
        NoSuchCase: it is not there. AlreadyClosed: it is not open.
        ImpossibleDay: it has not come, or is before the case file or its last document.
        ChangedMeanwhile: the case file is no longer as `seen`.
    """
    case = case_as_seen(tx, number, seen)
    if case.state is not CaseState.OPEN:
        raise AlreadyClosed(name=number, on=_in_digits(case.closed_on))
    _require_possible_end(tx, case, on)
    tx.record(
        events.CASE_CLOSED,
        subjects=(events.case_subject(case.key),),
        payload={"case": case.key, "on": on.isoformat()},
    )
    return case_by_key(tx.connection, case.key)


def correct_closing(
    tx: Transaction, number: str, on: dt.date, reason: str, *, seen: int | None = None
) -> CaseFile:
    """Correct the day on which the case file was finished; the journal keeps the wrong one.

    Raises:
        NoSuchCase: it is not there.
        UsageError: no reason; it is not closed, or no longer in the court; the day is the same.
        ImpossibleDay: it has not come, or is before the case file or its last document.
        ChangedMeanwhile: the case file is no longer as `seen`.
    """
    case = case_as_seen(tx, number, seen)
    if not reason.strip():
        raise UsageError(reason="не сказано, чому дату закриття виправляють")
    if case.state not in {CaseState.CLOSED, CaseState.ARCHIVED}:
        raise UsageError(reason=f"справа № {number} не закрита або її в суді вже немає")
    if case.closed_on == on.isoformat():
        raise UsageError(reason=f"справу № {number} і так закрито {short_date(on)}")
    _require_possible_end(tx, case, on)
    tx.record(
        events.CLOSING_CORRECTED,
        subjects=(events.case_subject(case.key),),
        payload={
            "case": case.key,
            "on": on.isoformat(),
            "was": case.closed_on,
            "reason": single_spaced(reason),
        },
    )
    return case_by_key(tx.connection, case.key)


def _require_possible_end(tx: Transaction, case: CaseFile, on: dt.date) -> None:
    """The terms of keeping count from this day: it may not be one on which it could not be.

    What is registered now may be older than the registration, so only what a person said counts:
    the year of the number, the case file's receipt, documents' own dates, confirmed receipts. A
    document of a day to come is a slip of its card and stops nothing.
    """
    today = legal_day(tx.now)
    if on > today:
        raise ImpossibleDay(reason=f"дата закриття {short_date(on)} ще не настала")
    if case.received_on and on.isoformat() < case.received_on:
        raise ImpossibleDay(
            reason=f"дата закриття {short_date(on)} раніша за надходження справи до суду "
            f"{_in_digits(case.received_on)}"
        )
    year = year_of(case.number)
    if year is not None and on.year < year:
        raise ImpossibleDay(
            reason=f"дата закриття {short_date(on)} раніша за рік номера справи: {year}"
        )
    days = (
        (day[:10], document)
        for document in documents_of(tx.connection, case.key)
        for day in (document.date, document.received_at if document.receipt_confirmed else None)
        if day and day[:10] <= today.isoformat()
    )
    last, document = max(days, key=lambda one: one[0], default=("", None))
    if document is not None and on.isoformat() < last:
        raise ImpossibleDay(
            reason=f"дата закриття {short_date(on)} раніша за останній документ справи: "
            f"«{document.title or document.name}», {_in_digits(last)}"
        )


def _in_digits(day: str | None) -> str:
    return short_date(dt.date.fromisoformat(day[:10])) if day else ""
