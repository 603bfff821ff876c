"""The report on what the validation of signatures found (814 II.11): a page for each.

Knows: the words for indications, qualification, coverage and changes.
Does not know: how a signature is judged; it is told the result.
Keeps: «дійсний» stands on the page only when the signature vouches for the whole document as it
is now.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from inventory.forms.slots import Signatory, form, moment
from vault.model import Json
from vault.verdict import carries_out

Indication = Literal["TOTAL-PASSED", "INDETERMINATE", "TOTAL-FAILED"]
Qualification = Literal["QES", "QESeal", "AdESQC", "AdES", "unknown", "n/a"]
Coverage = Literal["whole", "part", "unknown"]
Changed = Literal["none", "allowed", "not-allowed", "unknown", "n/a"]

_QUALIFICATION: dict[Qualification, str] = {
    "QES": "кваліфікований електронний підпис",
    "QESeal": "кваліфікована електронна печатка",
    "AdESQC": "удосконалений електронний підпис, що базується на кваліфікованому сертифікаті",
    "AdES": "удосконалений електронний підпис",
    "unknown": "не встановлено",
    "n/a": "не застосовується",
}
_COVERAGE: dict[Coverage, str] = {
    "whole": "весь документ",
    "part": "лише частину документа",
    "unknown": "не встановлено",
}
_CHANGED: dict[Changed, str] = {
    "none": "не змінювався",
    "allowed": "змінювався дозволеним способом",
    "not-allowed": "змінено недозволеним способом",
    "unknown": "не встановлено",
    "n/a": "не застосовується",
}
_INTACT: dict[bool | None, str] = {
    True: "підтверджено",
    False: "не підтверджено: дані змінено",
    None: "не перевірялося",
}
_UNKNOWN = "не зазначено"
_NOBODY = Signatory()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignaturePage:
    """What was found about one signature of one document.

    Attributes:
        court: full name.
        document: title, and index if it has one.
        file_name, sha256, size: of what was signed; size in bytes.
        place: which of the document's signatures this is: 1, 2 …
        places: how many signatures the document has.
        signer, organisation, rnokpp, edrpou: from the certificate, where known.
        issuer, serial: of the certificate.
        certificate_sha256: hex.
        kind: format and level: «CAdES-X».
        algorithm: as the journal names it.
        claimed_at, proven_at: signing time by the signer's word; by a time-stamp (aware).
        signature_intact: the value verifies. None: not judged.
        content_intact: every digest matches. None: the content was not there.
        covers, changed: what the signature covers; what happened to the rest afterwards.
        indication, sub_indication: ETSI EN 319 102-1.
        qualification: of the signature.
        trust: which trusted-list snapshot the judgement rests on.
        messages: further findings, a sentence each.
        judged_at: the moment of the validation (aware).
        program: what judged: name and version.
        checker: who signs the page; empty when nobody does.
    """

    court: str
    document: str
    file_name: str
    sha256: str
    size: int
    place: int = 1
    places: int = 1
    signer: str
    organisation: str = ""
    rnokpp: str = ""
    edrpou: str = ""
    issuer: str = ""
    serial: str = ""
    certificate_sha256: str = ""
    kind: str
    algorithm: str
    claimed_at: dt.datetime | None = None
    proven_at: dt.datetime | None = None
    signature_intact: bool | None
    content_intact: bool | None
    covers: Coverage
    changed: Changed
    indication: Indication
    sub_indication: str = ""
    qualification: Qualification
    trust: str
    messages: tuple[str, ...] = ()
    judged_at: dt.datetime
    program: str
    checker: Signatory = _NOBODY


@carries_out("814:II.11")
@form("signature_report", "Звіт про результати перевірки дійсності підпису")
def signature_report(*values: SignaturePage) -> dict[str, Json]:
    """Звіт про результати перевірки: the conclusion first, then everything it rests on."""
    assert values, "a report is about a signature"
    return {"pages": [_page(value) for value in values]}


def _page(value: SignaturePage) -> dict[str, Json]:
    lines = {
        "Документ": value.document,
        "Файл": f"{value.file_name}, {value.size} байт",
        "SHA-256 файлу": _grouped(value.sha256),
        "Підпис": f"{value.place} з {value.places}",
        "Підписувач": value.signer or _UNKNOWN,
        "Організація": value.organisation,
        "РНОКПП": value.rnokpp,
        "ЄДРПОУ": value.edrpou,
        "Видавець сертифіката": value.issuer,
        "Серійний номер сертифіката": _grouped(value.serial),
        "SHA-256 сертифіката": _grouped(value.certificate_sha256),
        "Формат і рівень": value.kind,
        "Алгоритм": value.algorithm,
        "Час підписання зі слів підписувача": _time(value.claimed_at),
        "Час, підтверджений позначкою часу": _time(value.proven_at),
        "Значення підпису": _INTACT[value.signature_intact],
        "Цілісність підписаних даних": _INTACT[value.content_intact],
        "Підпис охоплює": _COVERAGE[value.covers],
        "Документ після підписання": _CHANGED[value.changed],
        "Вид підпису": _QUALIFICATION[value.qualification],
        "Результат за ETSI EN 319 102-1": " / ".join(
            filter(None, (value.indication, value.sub_indication))
        ),
        "Довірчий список": value.trust,
        "Перевірено": moment(value.judged_at),
        "Засіб перевірки": value.program,
    }
    return {
        "court": value.court,
        "conclusion": _conclusion(value),
        "lines": [{"name": name, "value": text} for name, text in lines.items() if text],
        "messages": list(value.messages),
        "checker": value.checker.slots(),
        "signed": value.checker != _NOBODY,
    }


def _conclusion(value: SignaturePage) -> str:
    if value.indication == "TOTAL-FAILED" or value.signature_intact is False:
        return "ПІДПИС НЕДІЙСНИЙ"
    if value.content_intact is False or value.changed == "not-allowed":
        return "ПІДПИС НЕ ПІДТВЕРДЖУЄ ТЕПЕРІШНІЙ ЗМІСТ ДОКУМЕНТА"
    whole = (
        value.signature_intact
        and value.content_intact
        and value.covers == "whole"
        and value.changed != "unknown"
    )
    if value.indication == "TOTAL-PASSED" and whole:
        return "ПІДПИС ДІЙСНИЙ"
    if value.indication == "TOTAL-PASSED" and value.covers == "part":
        return "ПІДПИС ДІЙСНИЙ ЛИШЕ ЩОДО ЧАСТИНИ ДОКУМЕНТА"
    return "ДІЙСНІСТЬ ПІДПИСУ НЕ ВСТАНОВЛЕНО"


def _time(at: dt.datetime | None) -> str:
    return moment(at) if at else _UNKNOWN


def _grouped(digits: str) -> str:
    """Hex digits in groups of eight: an eye can compare them, and a line can break."""
    return " ".join(digits[place : place + 8] for place in range(0, len(digits), 8))
