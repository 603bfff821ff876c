"""Numbers Sprava gives: of configured series, and during an outage of АСДС.

Knows: what is recorded of each. Does not know: settings' file, forms.
Keeps: the next number is read and given under the journal's lock, so that two clerks never get
one number and none is left out; a given number is for ever.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy.engine import Connection

from inventory import events
from inventory.errors import NoSuchNumber, NumberRefused, OutageRefused
from inventory.language.days import legal_day
from inventory.language.words import short_date
from inventory.queries import get_case, get_document, issued_numbers, outages
from inventory.queries.registration import Issued, Outage
from inventory.registration.series import OUTAGE, Series, next_number
from inventory.registration.working_days import WorkingDays
from inventory.rules.registration import (
    OUTAGE_DAYS,
    is_outage_entered_in_time,
    may_be_numbered,
    may_end_outage,
)
from inventory.service.links import local_minute, minute_of
from vault import Transaction, Verdict, carries_out, single_spaced
from vault.errors import UsageError


def outage_numbers(connection: Connection) -> frozenset[str]:
    """Numbers given while АСДС was out of work."""
    return frozenset(one.number for one in issued_numbers(connection, OUTAGE))


@carries_out("814:XVIII.1-нумерація", "814:XVIII.2-нумерація", "Лубни:15.4")
def issue_number(
    tx: Transaction,
    series: Series,
    *,
    on: dt.date,
    purpose: str,
    number: str | None = None,
    document: str | None = None,
) -> Issued:
    """Give the next number of a series to a paper of that day.

    Args:
        tx: the transaction; it holds the lock from the look to the commit.
        series: as the settings have it.
        on: day of the paper, or of receipt for a number during an outage.
        purpose: what the paper is.
        number: of the case file it belongs to, if any.
        document: id of the paper, if it is registered.

    Raises:
        NumberRefused: a rule objects. NoSuchCase, NoSuchDocument. UsageError: no purpose.
    """
    if not purpose.strip():
        raise UsageError(reason="не сказано, якому документу дають номер")
    given = issued_numbers(tx.connection, series.code)
    following = next_number(series, on, given)
    same = [one for one in given if one.period == following.period]
    may_be_numbered(
        series,
        on,
        last_on=dt.date.fromisoformat(same[-1].on) if same else None,
        today=legal_day(tx.now),
        outage=_stands(outages(tx.connection), on),
    ).demand(NumberRefused)
    subjects = [events.series_subject(series.code)]
    if number is not None:
        subjects.append(events.case_subject(get_case(tx.connection, number).key))
    if document is not None:
        subjects.append(events.document_subject(get_document(tx.connection, document).id))
    tx.record(
        events.NUMBER_ISSUED,
        subjects=subjects,
        payload={
            "series": series.code,
            "period": following.period,
            "ordinal": following.ordinal,
            "number": following.number,
            "on": on.isoformat(),
            "purpose": single_spaced(purpose),
        },
        cites=("Лубни:15.4" if series.code == OUTAGE else "814:XVIII.1-нумерація",),
    )
    wanted = (following.period, following.ordinal)
    given = issued_numbers(tx.connection, series.code)
    return next(one for one in given if (one.period, one.ordinal) == wanted)


def _stands(found: list[Outage], on: dt.date) -> bool:
    day = on.isoformat()
    return any(
        one.began_at[:10] <= day and (one.ended_at is None or day <= one.ended_at[:10])
        for one in found
    )


@carries_out("Лубни:15.4")
def tie_number(tx: Transaction, number: str, asds_number: str, on: dt.date) -> Issued:
    """Note the number АСДС gave instead of one that was given during an outage.

    Raises:
        NoSuchNumber: it was not. UsageError: it is tied already, or the day cannot be.
    """
    found = [one for one in issued_numbers(tx.connection, OUTAGE) if one.number == number]
    if not found:
        raise NoSuchNumber(what_for="номер", name=number)
    one = found[0]
    if one.tied is not None:
        raise UsageError(reason=f"номер «{number}» уже пов'язано з номером АСДС «{one.tied}»")
    if not asds_number.strip() or not one.on <= on.isoformat() <= legal_day(tx.now).isoformat():
        raise UsageError(reason=f"номер АСДС порожній, або дата {short_date(on)} не підходить")
    tx.record(
        events.NUMBER_TIED,
        subjects=(events.series_subject(OUTAGE),),
        payload={
            "series": one.series,
            "period": one.period,
            "ordinal": one.ordinal,
            "asds_number": single_spaced(asds_number),
            "on": on.isoformat(),
        },
        cites=("Лубни:15.4",),
    )
    return next(a for a in issued_numbers(tx.connection, OUTAGE) if a.number == number)


def begin_outage(tx: Transaction, began_at: str, reason: str) -> Outage:
    """Note that АСДС does not work since then (Лубни 15.1).

    Raises:
        BadCard: the time cannot be understood.
        UsageError: no reason; another outage stands; the time has not come.
    """
    began = minute_of(began_at)
    if not reason.strip():
        raise UsageError(reason="не сказано, що сталося")
    found = outages(tx.connection)
    if any(one.ended_at is None for one in found):
        raise UsageError(reason="про попередній збій ще не сказано, коли його усунуто")
    if began > local_minute(tx.now) or any(one.began_at == began for one in found):
        raise UsageError(reason=f"час початку збою «{began_at}» не підходить")
    tx.record(
        events.OUTAGE_BEGAN,
        subjects=(events.series_subject(OUTAGE),),
        payload={"began_at": began, "reason": single_spaced(reason)},
        cites=("Лубни:15.1",),
    )
    return outages(tx.connection)[-1]


@carries_out("Лубни:15.1", "Лубни:15.1-строк")
def end_outage(
    tx: Transaction, ended_at: str, *, measures: str, act: str, days: WorkingDays
) -> tuple[Outage, Verdict]:
    """Note that АСДС works again: when, what was done about it, which act says so.

    Answers with the outage and what is to be remarked on; `days` are those worked.

    Raises:
        OutageRefused: a rule objects. BadCard: the time cannot be understood.
        UsageError: no outage stands, or the time cannot be.
    """
    ended = minute_of(ended_at)
    standing = [one for one in outages(tx.connection) if one.ended_at is None]
    if not standing:
        raise UsageError(reason="збою не зазначено (sprava outage begin)")
    ended_on, today = dt.date.fromisoformat(ended[:10]), legal_day(tx.now)
    began_on = dt.date.fromisoformat(standing[0].began_at[:10])
    long = days.after(began_on, OUTAGE_DAYS) < ended_on
    may_end_outage(measures=measures, act=act, long=long).demand(OutageRefused)
    if not standing[0].began_at <= ended <= local_minute(tx.now):
        raise UsageError(reason=f"час кінця збою «{ended_at}» не підходить")
    tx.record(
        events.OUTAGE_ENDED,
        subjects=(events.series_subject(OUTAGE),),
        payload={
            "began_at": standing[0].began_at,
            "ended_at": ended,
            "measures": single_spaced(measures),
            "act": single_spaced(act),
        },
        cites=("Лубни:15.1",),
    )
    last = days.next_worked(ended_on)
    late = Verdict()
    if act.strip():
        late = is_outage_entered_in_time(ended_on=ended_on, entered_on=today, last=last)
    found = outages(tx.connection)
    return next(one for one in found if one.began_at == standing[0].began_at), late
