"""A signature report in sentences that a clerk reads.

Knows: what each verdict means for the person at the desk, and what to do next.
Does not know: how verdicts are reached, or where the sentences are shown.
Keeps: «підпис дійсний» and «КЕП» are said only of a valid signature proven to be qualified;
everything else says what is not known and what to do.
"""

from __future__ import annotations

import datetime as dt

from signing.model import (
    Changed,
    Indication,
    Judgement,
    Qualification,
    SignatureReport,
    SubIndication,
)

_ASK_AGAIN = "Попросіть відправника надіслати документ ще раз."
_RETRY_TRUST = "Перевірте ще раз із сертифікатами надавача довірчих послуг або Довірчим списком."
_NOT_PROVEN_TIME = "Перевірте, чи є позначка часу, або попросіть підписати документ ще раз."

# What is known to be wrong, or not known, and what to do.
_PHRASES = {
    SubIndication.FORMAT_FAILURE: ("записаний з порушенням формату", _ASK_AGAIN),
    SubIndication.HASH_FAILURE: ("недійсний: вміст відрізняється від підписаного", _ASK_AGAIN),
    SubIndication.SIG_CRYPTO_FAILURE: (
        "недійсний: ключ сертифіката його не підтверджує",
        _ASK_AGAIN,
    ),
    SubIndication.NO_SIGNING_CERTIFICATE_FOUND: (
        "не перевірено: немає сертифіката, на який він вказує",
        "Надайте сертифікат підписувача й перевірте ще раз.",
    ),
    SubIndication.SIGNED_DATA_NOT_FOUND: (
        "перевірено не до кінця: немає підписаного вмісту",
        "Надайте файл, до якого додано підпис, і перевірте ще раз.",
    ),
    SubIndication.GENERIC: (
        "не перевірено: програма не знає його алгоритму",
        "Перевірте його засобами, якими його створено.",
    ),
    SubIndication.NO_CERTIFICATE_CHAIN_FOUND: (
        "відповідає вмісту, але особу підписувача не підтверджено",
        _RETRY_TRUST,
    ),
    SubIndication.TRY_LATER: (
        "відповідає вмісту, але невідомо, чи не відкликано сертифікат",
        "Перевірте ще раз, коли будуть дані про відкликання.",
    ),
    SubIndication.REVOKED_NO_POE: (
        "відповідає вмісту, але сертифікат відкликано; чи створено його раніше, не доведено",
        _NOT_PROVEN_TIME,
    ),
    SubIndication.REVOKED_CA_NO_POE: (
        "відповідає вмісту, але сертифікат надавача відкликано",
        _NOT_PROVEN_TIME,
    ),
    SubIndication.OUT_OF_BOUNDS_NO_POE: (
        "відповідає вмісту, але строк дії сертифіката минув; чи створено його раніше, не доведено",
        _NOT_PROVEN_TIME,
    ),
    SubIndication.NOT_YET_VALID: (
        "відповідає вмісту, але сертифікат ще не набрав чинності",
        "Перевірте, чи правильний час на комп'ютері, або попросіть підписати ще раз.",
    ),
    SubIndication.CHAIN_CONSTRAINTS_FAILURE: (
        "відповідає вмісту, але його сертифікат не призначено для такого підпису",
        _ASK_AGAIN,
    ),
    SubIndication.CERTIFICATE_CHAIN_GENERAL_FAILURE: (
        "відповідає вмісту, але ланцюжок сертифікатів не пройшов перевірку",
        _RETRY_TRUST,
    ),
    SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE: (
        "відповідає вмісту, але його алгоритм уже ненадійний, і не доведено, коли підпис створено",
        _NOT_PROVEN_TIME,
    ),
    SubIndication.SIG_CONSTRAINTS_FAILURE: (
        "не відповідає правилам для таких підписів",
        "Покажіть звіт відповідальній особі.",
    ),
}
_CHANGED = {
    Changed.NOT_ALLOWED: (
        "стосується попередньої редакції: після підписання файл змінено так, як підпис не дозволяє",
        "Не покладайтеся на теперішній вигляд документа. " + _ASK_AGAIN,
    ),
    Changed.UNKNOWN: (
        "не поширюється на весь файл: що додано або змінено після підписання, невідомо",
        "Не покладайтеся на теперішній вигляд документа. " + _ASK_AGAIN,
    ),
}


def sentences(report: SignatureReport) -> list[str]:
    """What a case page says: remarks about the file, and one sentence about each signature."""
    remarks = [message.text for message in report.messages]
    return remarks + [sentence(one) for one in report.signatures]


def sentence(judgement: Judgement) -> str:
    """One plain statement about the signature, and what to do where something is not known."""
    name = judgement.signer.name or judgement.signer.organisation
    who = f" ({name})" if name else ""
    if judgement.qualified:
        valid = {
            Qualification.QES: f"КЕП{who}: підпис дійсний.",
            Qualification.QESEAL: f"Кваліфікована електронна печатка{who} дійсна.",
        }
        return valid[judgement.qualification] + _additions(judgement)
    kind = "Контрпідпис" if judgement.countersigns is not None else "Підпис"
    if judgement.indication is Indication.TOTAL_PASSED:
        return (
            f"{kind}{who} підтверджено довіреним сертифікатом, але не доведено, що він"
            f" кваліфікований. {_RETRY_TRUST}{_additions(judgement)}"
        )
    assert judgement.sub_indication is not None, "only what passed has no reason"
    what, remedy = _PHRASES[judgement.sub_indication]
    if judgement.indication is Indication.INDETERMINATE:
        what, remedy = _CHANGED.get(judgement.changed_after_signing, (what, remedy))
    return f"{kind}{who} {what}. {remedy}"


def text(report: SignatureReport) -> str:
    """The whole report as plain text: stored with the document, and printed."""
    lines = [
        "ЗВІТ ПРО РЕЗУЛЬТАТИ ПЕРЕВІРКИ ПІДПИСУ",
        "",
        f"Файл: {report.file}",
        f"Формат: {report.format.value}",
        f"SHA-256 файлу: {report.sha256}",
        *(f"SHA-256 вмісту: {digest}" for digest in report.contents),
        f"Перевірено станом на: {_time(report.at)}",
        *(f"{message.code} {message.text}" for message in report.messages),
    ]
    for number, one in enumerate(report.signatures, start=1):
        lines += ["", f"{number}. {sentence(one)}", *_details(one)]
    for number, one in enumerate(report.timestamps, start=1):
        lines += ["", f"Позначка часу {number} на документі", *_details(one)]
    return "\n".join(lines) + "\n"


def _details(one: Judgement) -> list[str]:
    rows = (
        ("Підписувач", one.signer.name),
        ("Організація", one.signer.organisation),
        ("РНОКПП", one.signer.rnokpp),
        ("Код ЄДРПОУ", one.signer.edrpou),
        ("Видавець сертифіката", one.signer.issuer),
        ("Серійний номер сертифіката", one.signer.serial),
        ("Сертифікат (SHA-256)", one.signer.certificate_sha256),
        ("Поле", one.field),
        ("Формат і рівень", " ".join(filter(None, (one.format.value, one.level)))),
        ("Алгоритм", one.algorithm),
        ("Час за годинником підписувача", one.claimed_time and _time(one.claimed_time)),
        ("Доведений час", one.proven_time and _time(one.proven_time)),
        ("Висновок", " / ".join(filter(None, (one.indication, one.sub_indication)))),
    )
    remarks = (f"   {message.code} {message.text}" for message in one.messages)
    return [f"   {label}: {value}" for label, value in rows if value] + list(remarks)


def _additions(judgement: Judgement) -> str:
    """What a valid signature leaves open about the rest of the file."""
    if judgement.changed_after_signing is Changed.ALLOWED:
        return " Після підписання до файлу дописано дозволене."
    return ""


def _time(at: dt.datetime) -> str:
    return f"{at.astimezone(dt.UTC):%d.%m.%Y %H:%M:%S} UTC"
