"""The report on what the validation of signatures found (814 II.11): one page for a document.

Knows: which finding stands where, and the words for integrity, coverage and changes.
Does not know: how a signature is judged, or what a verdict means; it is told both.
Keeps: every verdict stands beside what it is about: the digests of the files that were judged.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from inventory.forms.slots import Signatory, form, moment
from inventory.language.listing import listed
from vault.model import Json
from vault.verdict import carries_out

Coverage = Literal["whole", "part", "unknown"]
Changed = Literal["none", "allowed", "not-allowed", "unknown", "n/a"]

_COVERAGE: dict[Coverage, str] = {
    "whole": "весь документ",
    "part": "лише частину документа",
    "unknown": "не встановлено, що саме",
}
_CHANGED: dict[Changed, str] = {
    "none": "документ потім не змінювався",
    "allowed": "потім дописано лише дозволене",
    "not-allowed": "потім документ змінено недозволеним способом",
    "unknown": "чи змінено документ потім, не встановлено",
    "n/a": "",
}
_INTACT: dict[bool | None, str] = {
    True: "підтверджено",
    False: "не підтверджено",
    None: "не перевірено",
}
_UNKNOWN = "не зазначено"
_NOBODY = Signatory()


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedFile:
    """A file the judgement is about.

    Attributes:
        sha256: lower-case hex.
        size: bytes; None where it is not known.
        what: «підпис» where the signature lies apart; empty for the document itself.
    """

    name: str
    sha256: str
    size: int | None = None
    what: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What was found about one signature.

    Attributes:
        verdict: in a few words.
        reasons, remedies: sentences: what is known and what is not; what to do about it.
        status: what kind of signature it is under the law, in words.
        signer, organisation, rnokpp, edrpou: from the certificate, where known.
        issuer, serial: of the certificate.
        kind: format and level: «CAdES-X».
        algorithm: as the journal names it.
        claimed_at, proven_at: signing time by the signer's word; as proven (aware).
        proven_by: whose time-stamp proves it, where known.
        signature_intact: the value verifies. None: not judged.
        content_intact: every digest matches. None: the content was not there.
        covers, changed: what the signature covers; what happened to the rest afterwards.
        result: indication and sub-indication of ETSI EN 319 102-1.
        place: in the file: a form field, a path in a container.
        about: what else it is: «контрпідпис до підпису 1»; empty for a plain signature.
        remarks: further findings, a sentence each.
    """

    verdict: str
    reasons: tuple[str, ...] = ()
    remedies: tuple[str, ...] = ()
    status: str
    signer: str
    organisation: str = ""
    rnokpp: str = ""
    edrpou: str = ""
    issuer: str = ""
    serial: str = ""
    kind: str
    algorithm: str
    claimed_at: dt.datetime | None = None
    proven_at: dt.datetime | None = None
    proven_by: str = ""
    signature_intact: bool | None
    content_intact: bool | None
    covers: Coverage
    changed: Changed
    result: str
    place: str = ""
    about: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportOnSignatures:
    """What was found about the signatures of one document.

    Attributes:
        court: full name; empty when nobody judges for a court.
        document: title, and index if it has one.
        files: what was judged: the document, and the signature where it lies apart.
        findings: in the order in which the signatures stand in the file.
        remarks: about the file as a whole.
        trust: on whose word certificates were trusted.
        as_of: the time for which the judgement holds, where it is not that of the validation.
        judged_at: the moment of the validation (aware).
        program: what judged: name and version.
        checker: who signs the page; empty when nobody does.
    """

    court: str = ""
    document: str
    files: tuple[JudgedFile, ...]
    findings: tuple[Findings, ...]
    remarks: tuple[str, ...] = ()
    trust: str
    as_of: dt.datetime | None = None
    judged_at: dt.datetime
    program: str
    checker: Signatory = _NOBODY


@carries_out("814:II.11")
@form("signature_report", "Звіт про результати перевірки дійсності підпису")
def signature_report(value: ReportOnSignatures) -> dict[str, Json]:
    """Звіт про результати перевірки: the conclusion first, then everything it rests on."""
    assert value.findings, "a report is about a signature"
    several = len(value.findings) > 1
    return {
        "court": value.court,
        "conclusion": _conclusion(value.findings),
        "about": _lines(
            {
                "Документ": value.document,
                **{_file_label(one): _file(one) for one in value.files},
                "Перевірено": _when(value),
                "Засіб перевірки": value.program,
                "Довіра": value.trust,
            }
        ),
        "signatures": [
            _card(one, f"Підпис {place} з {len(value.findings)}", several=several)
            for place, one in enumerate(value.findings, 1)
        ],
        "remarks": list(value.remarks),
        "checker": value.checker.slots(),
        "signed": value.checker != _NOBODY,
    }


def _conclusion(findings: tuple[Findings, ...]) -> list[Json]:
    """One verdict, or which signature has which: a line for each."""
    places: dict[str, list[str]] = {}
    for place, one in enumerate(findings, 1):
        places.setdefault(one.verdict, []).append(str(place))
    if len(findings) == 1:
        return [findings[0].verdict]
    return [f"№ {listed(numbers)}: {verdict}" for verdict, numbers in places.items()]


def _file_label(file: JudgedFile) -> str:
    return f"Файл ({file.what})" if file.what else "Файл"


def _file(file: JudgedFile) -> str:
    size = "" if file.size is None else f", {file.size} байт"
    return f"{file.name}{size}, SHA-256: {_grouped(file.sha256)}"


def _when(value: ReportOnSignatures) -> str:
    as_of = "" if value.as_of is None else f"; станом на {moment(value.as_of)}"
    return moment(value.judged_at) + as_of


def _card(one: Findings, place: str, *, several: bool) -> dict[str, Json]:
    integrity = f"значення {_INTACT[one.signature_intact]}, підписане {_INTACT[one.content_intact]}"
    codes = {"РНОКПП": one.rnokpp, "ЄДРПОУ": one.edrpou}
    serial = one.serial and f"№ {_grouped(one.serial)}"
    return {
        "head": ", ".join(filter(None, (place, one.about))),
        "verdict": one.verdict if several else "",
        "reasons": " ".join(one.reasons),
        "remedies": " ".join(one.remedies),
        "who": _lines(
            {
                "Підписувач": one.signer or _UNKNOWN,
                "Організація": one.organisation,
                "Код": ", ".join(f"{name} {code}" for name, code in codes.items() if code),
                "Сертифікат": ", ".join(filter(None, (one.issuer, serial))),
                "Формат": ", ".join(filter(None, (one.kind, one.algorithm))),
                "Місце": one.place if several else "",
            }
        ),
        "what": _lines(
            {
                "Вид підпису": one.status,
                "Доведений час": _proven(one),
                "Заявлений час": _time(one.claimed_at),
                "Охоплює": ", ".join(filter(None, (_COVERAGE[one.covers], _CHANGED[one.changed]))),
                "Цілісність": integrity,
                "EN 319 102-1": one.result,
            }
        ),
        "remarks": list(one.remarks),
    }


def _lines(lines: dict[str, str]) -> list[Json]:
    return [{"name": name, "value": text} for name, text in lines.items() if text]


def _proven(one: Findings) -> str:
    if one.proven_at is None:
        return "немає"
    by = f", позначка часу: {one.proven_by}" if one.proven_by else ""
    return moment(one.proven_at) + by


def _time(at: dt.datetime | None) -> str:
    return moment(at) if at else _UNKNOWN


def _grouped(digits: str) -> str:
    """Hex digits in groups of eight: an eye can compare them, and a line can break."""
    return " ".join(digits[place : place + 8] for place in range(0, len(digits), 8))
