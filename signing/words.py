"""A signature report in sentences that a clerk reads.

Knows: what each verdict means for the person at the desk, and what to do next.
Does not know: how verdicts are reached, or where the sentences are shown.
Keeps: «підпис дійсний» and «КЕП» are said only of a valid signature proven to be qualified;
everything else says what is not known and what to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from signing.model import (
    Changed,
    Covers,
    Indication,
    Judgement,
    Qualification,
    SignatureReport,
    SubIndication,
)

VERDICTS: Final = {
    "valid": "Підпис дійсний",
    "valid-seal": "Електронна печатка дійсна",
    "part": "Підпис стосується лише частини документа",
    "not-qualified": "Підпис підтверджено, але він не кваліфікований",
    "not-proven": "Підпис підтверджено, але не доведено, що він кваліфікований",
    "open": "Дійсність підпису не встановлено",
    "changed": "Підпис не підтверджує теперішній зміст документа",
    "bad": "Підпис недійсний",
}
"""The verdict in a few words, the most favourable first."""

STATUSES: Final = {
    Qualification.QES: "кваліфікований електронний підпис (КЕП)",
    Qualification.QESEAL: "кваліфікована електронна печатка",
    Qualification.ADES_QC: "удосконалений електронний підпис, що базується на"
    " кваліфікованому сертифікаті",
    Qualification.ADES: "удосконалений електронний підпис, не кваліфікований",
    Qualification.UNKNOWN: "не встановлено: за Довірчим списком кваліфікованість не доведено",
    Qualification.NOT_APPLICABLE: "не застосовується",
}
STATUS_OPEN: Final = "не встановлено, бо не встановлено дійсності підпису"
"""Of a signature that has not passed nothing is said about its kind."""

MATCHES: Final = "Підпис відповідає змісту документа."
_ASK_AGAIN = "Попросіть відправника надіслати документ ще раз."
_SIGN_AGAIN = "Попросіть підписати документ ще раз чинним сертифікатом."
_RETRY_TRUST = (
    "Перевірте ще раз, коли матимете чинний Довірчий список або сертифікати надавача"
    " довірчих послуг."
)
_PROVE_TIME = "Перевірте, чи є позначка часу, або попросіть підписати документ ще раз."
_SHOW = "Покажіть звіт відповідальній особі: що саме порушено, сказано в зауваженнях."
_DO_NOT_RELY = "Не покладайтеся на теперішній вигляд документа. " + _ASK_AGAIN
_ENOUGH = "Перевірте, чи дозволяє закон такий підпис для цього документа."

REASONS: Final = {
    SubIndication.FORMAT_FAILURE: (
        "Підпис записано з порушенням формату, тому він нічого не підтверджує.",
        _ASK_AGAIN,
    ),
    SubIndication.HASH_FAILURE: (
        "Зміст відрізняється від підписаного: документ змінено або надано інший файл.",
        "Перевірте, чи надано саме той файл; якщо так, попросіть надіслати документ ще раз.",
    ),
    SubIndication.SIG_CRYPTO_FAILURE: (
        "Ключ сертифіката не підтверджує значення підпису: його пошкоджено або підроблено.",
        _ASK_AGAIN,
    ),
    SubIndication.REVOKED: (
        "Сертифікат відкликано до того, як створено підпис.",
        _SIGN_AGAIN,
    ),
    SubIndication.EXPIRED: (
        "Підпис створено, коли строк дії сертифіката вже минув.",
        _SIGN_AGAIN,
    ),
    SubIndication.NOT_YET_VALID: (
        "На час, для якого перевіряли, сертифікат ще не набрав чинності.",
        "Перевірте, чи правильний час на комп'ютері, або попросіть підписати документ ще раз.",
    ),
    SubIndication.SIG_CONSTRAINTS_FAILURE: (
        "Підпис не відповідає правилам для таких підписів.",
        _SHOW,
    ),
    SubIndication.CHAIN_CONSTRAINTS_FAILURE: (
        "Сертифікат не призначено для такого підпису.",
        "Попросіть підписати документ сертифікатом, виданим для підписання.",
    ),
    SubIndication.CERTIFICATE_CHAIN_GENERAL_FAILURE: (
        "Ланцюжок сертифікатів не пройшов перевірку.",
        _RETRY_TRUST,
    ),
    SubIndication.CRYPTO_CONSTRAINTS_FAILURE: (
        "Алгоритм або довжина ключа були ненадійними вже тоді, коли підпис створено.",
        "Попросіть підписати документ ще раз надійним алгоритмом.",
    ),
    SubIndication.POLICY_PROCESSING_ERROR: (
        "Правила підписання, на які посилається підпис, не вдалося опрацювати.",
        _SHOW,
    ),
    SubIndication.SIGNATURE_POLICY_NOT_AVAILABLE: (
        "Правил підписання, на які посилається підпис, у ньому немає.",
        "Попросіть підписати документ без посилання на них або вкласти їх у підпис.",
    ),
    SubIndication.TIMESTAMP_ORDER_FAILURE: (
        "Позначки часу суперечать одна одній: та, що мала бути пізнішою, має раніший час.",
        _SHOW,
    ),
    SubIndication.NO_SIGNING_CERTIFICATE_FOUND: (
        "Немає сертифіката, на який вказує підпис.",
        "Надайте сертифікат підписувача й перевірте ще раз.",
    ),
    SubIndication.NO_CERTIFICATE_CHAIN_FOUND: (
        "Особу підписувача не підтверджено: його сертифікат не пов'язано з довіреним надавачем.",
        _RETRY_TRUST,
    ),
    SubIndication.NO_CERTIFICATE_CHAIN_FOUND_NO_POE: (
        (
            "Надавач, що видав сертифікат, тепер не довірений; чи був він довіреним під час"
            " підписання, не доведено."
        ),
        _PROVE_TIME,
    ),
    SubIndication.REVOKED_NO_POE: (
        "Сертифікат відкликано; чи створено підпис раніше, не доведено.",
        _PROVE_TIME,
    ),
    SubIndication.REVOKED_CA_NO_POE: (
        "Сертифікат надавача відкликано; чи створено підпис раніше, не доведено.",
        _PROVE_TIME,
    ),
    SubIndication.OUT_OF_BOUNDS_NOT_REVOKED: (
        (
            "Строк дії сертифіката минув; відкликано його не було, але чи створено підпис"
            " у цей строк, не доведено."
        ),
        _PROVE_TIME,
    ),
    SubIndication.OUT_OF_BOUNDS_NO_POE: (
        "Строк дії сертифіката минув; чи створено підпис раніше, не доведено.",
        _PROVE_TIME,
    ),
    SubIndication.REVOCATION_OUT_OF_BOUNDS_NO_POE: (
        "Дані про відкликання підписано сертифікатом, строк дії якого минув.",
        "Перевірте ще раз із новими даними про відкликання.",
    ),
    SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE: (
        "Алгоритм підпису вже ненадійний; чи створено підпис, поки він був надійним, не доведено.",
        _PROVE_TIME,
    ),
    SubIndication.NO_POE: (
        "Не доведено, що підпис існував тоді, коли на нього ще можна було покластися.",
        _PROVE_TIME,
    ),
    SubIndication.TRY_LATER: (
        (
            "Чи не відкликано сертифікат, поки невідомо: даних про відкликання немає"
            " або вони старіші, ніж треба."
        ),
        (
            "Перевірте ще раз, дозволивши взяти дані про відкликання з мережі (--online) або"
            " надавши їх файлом (--crl); якщо надавач їх ще не оприлюднив, то пізніше."
        ),
    ),
    SubIndication.SIGNED_DATA_NOT_FOUND: (
        "Підпис зберігається окремо, а підписаного змісту немає.",
        "Надайте файл, до якого додано підпис, і перевірте ще раз.",
    ),
    SubIndication.GENERIC: (
        "Програма не вміє перевірити цей підпис до кінця.",
        "Перевірте його засобами, якими його створено.",
    ),
}
"""What is wrong or not known, and what to do about it."""

CHANGES: Final = {
    Changed.NOT_ALLOWED: (
        (
            "Підпис стосується попередньої редакції: після підписання файл змінено так,"
            " як підпис не дозволяє."
        ),
        _DO_NOT_RELY,
    ),
    Changed.UNKNOWN: (
        "Підпис не поширюється на весь файл: що додано або змінено після підписання, невідомо.",
        _DO_NOT_RELY,
    ),
    Changed.ALLOWED: ("Після підписання до файлу дописано лише дозволене.", ""),
}
QUALIFIED_OPEN: Final = {
    Qualification.ADES_QC: ("", _ENOUGH),
    Qualification.ADES: ("", _ENOUGH),
    Qualification.UNKNOWN: ("", _RETRY_TRUST),
    Qualification.NOT_APPLICABLE: ("", _RETRY_TRUST),
}
"""What to do about a signature that passed and is not proven to be qualified."""
PART: Final = (
    "Решту документа цей підпис не підтверджує.",
    "Перевірте, чи підписано те, на що ви покладаєтеся.",
)


@dataclass(frozen=True, slots=True)
class Plain:
    """A judgement in words for the desk.

    Attributes:
        code: key of `VERDICTS`.
        status: what kind of signature it is under the law on trust services.
        reasons: sentences: what is known, what is wrong or not known.
        remedies: sentences: what to do; empty when there is nothing to do.
    """

    code: str
    status: str
    reasons: tuple[str, ...] = ()
    remedies: tuple[str, ...] = ()

    @property
    def verdict(self) -> str:
        """In a few words."""
        return VERDICTS[self.code]


def plain(judgement: Judgement) -> Plain:
    """What the verdict means to the person at the desk."""
    passed = judgement.indication is Indication.TOTAL_PASSED
    code, (reason, remedy) = (_passed if passed else _not_passed)(judgement)
    reasons = [reason]
    if judgement.indication is Indication.INDETERMINATE and judgement.judged:
        intact = judgement.signature_intact and judgement.content_intact
        if intact and code != "changed" and judgement.countersigns is None:
            reasons.insert(0, MATCHES)
    if passed and judgement.changed_after_signing is Changed.ALLOWED:
        reasons.append(CHANGES[Changed.ALLOWED][0])
    return Plain(
        code,
        STATUSES[judgement.qualification] if passed else STATUS_OPEN,
        tuple(filter(None, reasons)),
        tuple(filter(None, (remedy,))),
    )


_Said = tuple[str, tuple[str, str]]


def _passed(judgement: Judgement) -> _Said:
    if judgement.changed_after_signing in {Changed.NOT_ALLOWED, Changed.UNKNOWN}:
        return "changed", CHANGES[judgement.changed_after_signing]
    if not judgement.qualified:
        known = judgement.qualification in {Qualification.ADES, Qualification.ADES_QC}
        code = "not-qualified" if known else "not-proven"
        return code, QUALIFIED_OPEN.get(judgement.qualification, ("", _RETRY_TRUST))
    if judgement.covers is not Covers.WHOLE:
        return "part", PART
    seal = judgement.qualification is Qualification.QESEAL
    return ("valid-seal" if seal else "valid"), ("", "")


def _not_passed(judgement: Judgement) -> _Said:
    assert judgement.sub_indication is not None, "only what passed has no reason"
    said = REASONS[judgement.sub_indication]
    if judgement.indication is Indication.TOTAL_FAILED:
        return "bad", said
    if judgement.changed_after_signing in {Changed.NOT_ALLOWED, Changed.UNKNOWN}:
        return "changed", CHANGES[judgement.changed_after_signing]
    return "open", said


def sentences(report: SignatureReport) -> list[str]:
    """What a case page says: remarks about the file, and one sentence about each signature."""
    remarks = [message.text for message in report.messages]
    return remarks + [sentence(one) for one in report.signatures]


def sentence(judgement: Judgement) -> str:
    """One plain statement about the signature, and what to do where something is not known."""
    said = plain(judgement)
    name = judgement.signer.name or judgement.signer.organisation
    about = f"{name}: " if name else ""
    status = f" ({STATUSES[judgement.qualification]})" if judgement.qualified else ""
    counter = "контрпідпис. " if judgement.countersigns is not None else ""
    return " ".join((f"{about}{counter}{said.verdict}{status}.", *said.reasons, *said.remedies))
