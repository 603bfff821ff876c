"""What is to be said about correspondence as it comes and as it is to go out.

Knows: 814 I.8, II.4–II.6, II.8, II.10, XIV.2, XIV.9, XIV.10, XIV.15, XIV.16.
Does not know: storage, how anything is sent.
Keeps: pure; every objection at once. What came to the wrong court is refused; all else is remarked
on, and the document is registered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from inventory.language.words import short_date
from inventory.registration.intake import ANSWERS, INTAKE, QUESTIONS
from vault import Verdict, demands, rule

_FAULTS = ("envelope-damaged", "enclosures-missing")
QUALIFIED = frozenset({"QES", "QESeal"})
"""Kinds of signatures that are qualified (КЕП), as a report of signatures names them."""


@rule("814:II.5")
def is_addressed_here(intake: Collection[str]) -> Verdict:
    """Whether what came is this court's business at all: what is not, is not registered."""
    return Verdict.of(
        demands(
            "misaddressed" not in intake,
            "814:II.5",
            "помилково доставлене не реєструють, а пересилають чи повертають із супровідним листом",
        )
    )


@rule("814:II.4", "814:II.6-акт")
def is_opened_with_care(intake: Collection[str]) -> Verdict:
    """Whether all was looked at when the envelope was opened, and what was found has its act.

    Args:
        intake: what the card says of it; empty when it says nothing.
    """
    said = set(intake)
    skipped = [QUESTIONS[what] for what, answers in INTAKE.items() if not said & set(answers)]
    both = [QUESTIONS[what] for what, answers in INTAKE.items() if said >= set(answers)]
    faults = [ANSWERS[fault] for fault in _FAULTS if fault in said]
    return Verdict.of(
        demands(
            not said or not skipped,
            "814:II.4",
            f"не зазначено, {'; '.join(skipped)}",
        ),
        demands(not both, "814:II.4", f"сказано і так, і ні: {'; '.join(both)}"),
        demands(
            not faults,
            "814:II.6-акт",
            f"{'; '.join(faults)}: складіть акт у двох примірниках (sprava shortage record)",
        ),
    )


@rule("814:II.8")
def is_timed(untimed: Collection[str], hearing_on: dt.date) -> Verdict:
    """Whether what came on the day of a hearing has the time of its receipt.

    Args:
        untimed: titles of those received on that day whose time nobody said.
        hearing_on: the day.
    """
    return Verdict.of(
        demands(
            not untimed,
            "814:II.8",
            f"{short_date(hearing_on)} — день судового засідання: зазначте й час надходження "
            f"({'; '.join(untimed)})",
        )
    )


def came_by_mail(channel: str) -> bool:
    """Whether the words of a card mean electronic mail."""
    said = channel.casefold().replace("-", "")
    return "email" in said or ("електрон" in said and "пошт" in said)


@rule("814:II.10", "814:XIV.2-КЕП", "814:XIV.10")
def goes_as_it_should(
    *, outgoing: bool, electronic: bool, mailed: bool, mailbox: str, qualified: bool, plan: bool
) -> Verdict:
    """Whether what goes or comes electronically has a qualified signature and a known mailbox.

    Args:
        outgoing: it leaves the court.
        electronic: its original is electronic.
        mailed: by electronic mail.
        mailbox: the court's official address to which it came, or from which it goes.
        qualified: it has a qualified signature or seal.
        plan: it belongs to a file of the file plan, not to a court case.
    """
    return Verdict.of(
        demands(
            not mailed or "@" in mailbox,
            "814:II.10",
            "не зазначено офіційної електронної адреси суду, на яку документ надійшов чи з якої "
            "його надсилають (mailbox)",
        ),
        demands(
            not (outgoing and electronic) or qualified,
            "814:XIV.2-КЕП",
            "електронні документи передають із кваліфікованим електронним підписом, а його "
            "чинності не підтверджено",
        ),
        demands(
            not (outgoing and mailed and plan) or (qualified and electronic),
            "814:XIV.10",
            "листування, що не стосується судових справ, суди ведуть електронними документами з "
            "кваліфікованим електронним підписом",
        ),
    )


@rule("814:XIV.9-останній")
def has_day_of_last_signature(date: str | None, signed_on: Mapping[str, str]) -> Verdict:
    """Whether a document of several institutions bears one date: that of the last signature.

    Args:
        date: ISO, of the document; None when nobody said.
        signed_on: ISO day of the last signature of each institution.
    """
    last = max(signed_on.values(), default="")
    said = short_date(dt.date.fromisoformat(last)) if last else ""
    return Verdict.of(
        demands(
            len(signed_on) < 2 or date is None or date[:10] == last,
            "814:XIV.9-останній",
            f"документ кількох установ має дату останнього підпису: {said}",
        )
    )


@rule("814:XIV.16")
def is_undelivered_mail(*, undelivered: bool, came_back_on: str | None, number: str) -> Verdict:
    """Whether a notice that something was not handed over is noted as the law wants it.

    Args:
        undelivered: it says so.
        came_back_on: ISO day on which the court got it.
        number: that АСДС gave it.
    """
    return Verdict.of(
        demands(
            not undelivered or bool(came_back_on),
            "814:XIV.16",
            "на повідомленні про неотримання зазначають дату його отримання судом (returned_on)",
        ),
        demands(
            not undelivered or not number,
            "814:XIV.16",
            "повідомлення про неотримання в АСДС не реєструють: його з неотриманими документами й "
            "конвертом передають судді",
        ),
    )


@rule("814:I.8-переклад", "814:XIV.15")
def has_what_goes_with_it(*, untranslated: Collection[str], unlisted: Collection[str]) -> Verdict:
    """Whether documents have what the law wants beside them; nothing is stopped by it.

    Args:
        untranslated: titles of incoming documents in a foreign language without a translation.
        unlisted: titles of the court's documents that several got, without their mailing list.
    """
    return Verdict.of(
        demands(
            not untranslated,
            "814:I.8-переклад",
            f"документ іноземною мовою без перекладу: {'; '.join(untranslated)}",
        ),
        demands(
            not unlisted,
            "814:XIV.15",
            f"надіслано кільком адресатам, а списку розсилки у справі немає: {'; '.join(unlisted)}",
        ),
    )
