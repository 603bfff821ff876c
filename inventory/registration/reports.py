"""From a judgement of signatures to the report that is filed with the document (814 II.11).

Knows: which finding goes into which line of the form. Does not know: how anything was judged.
Keeps: every signature of the report is on the form, and the form names the bytes that were judged.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from inventory.forms import Findings, JudgedFile, ReportOnSignatures, Signatory
from inventory.language.days import KYIV
from signing import Judgement, SignatureReport, plain
from vault import carries_out

NOBODY = Signatory()


@carries_out("814:II.11")
def report_form(
    report: SignatureReport,
    *,
    document: str,
    files: Sequence[JudgedFile],
    trust: Sequence[str],
    judged_at: dt.datetime,
    program: str,
    court: str = "",
    checker: Signatory = NOBODY,
) -> ReportOnSignatures:
    """What the form says of `report`.

    Args:
        report: what was found; of one signature at least.
        document: its title and index, or the file's name.
        files: what was judged.
        trust: on whose word certificates were trusted.
        judged_at: the moment of the validation (aware).
        program: what judged: name and version.
        court: full name; empty when nobody judges for a court.
        checker: who signs the page; nobody when left out.
    """
    later = abs(report.at - judged_at) > dt.timedelta(seconds=1)
    stamps = len(report.timestamps)
    about = [message.text for message in report.messages]
    if stamps:
        about.append(f"Позначок часу на документі: {stamps}.")
    return ReportOnSignatures(
        court=court,
        document=document,
        files=tuple(files),
        findings=tuple(_findings(one) for one in report.signatures),
        remarks=tuple(about),
        trust=", ".join(trust) or "довірених сертифікатів не надано",
        as_of=_kyiv(report.at) if later else None,
        judged_at=_kyiv(judged_at),
        program=program,
        checker=checker,
    )


def _findings(one: Judgement) -> Findings:
    said = plain(one)
    place = one.countersigns
    return Findings(
        verdict=said.verdict,
        reasons=said.reasons,
        remedies=said.remedies,
        status=said.status,
        signer=one.signer.name or "",
        organisation=one.signer.organisation or "",
        rnokpp=one.signer.rnokpp or "",
        edrpou=one.signer.edrpou or "",
        issuer=one.signer.issuer or "",
        serial=one.signer.serial or "",
        kind=f"{one.format.value}-{one.level.value}" if one.level else one.format.value,
        algorithm=one.algorithm,
        claimed_at=_kyiv(one.claimed_time) if one.claimed_time else None,
        proven_at=_kyiv(one.proven_time) if one.proven_time else None,
        proven_by=_prover(one),
        signature_intact=one.signature_intact,
        content_intact=one.content_intact,
        covers=one.covers.value,
        changed=one.changed_after_signing.value,
        result=" / ".join(filter(None, (one.indication.value, one.sub_indication))),
        place=one.field or "",
        about="" if place is None else f"контрпідпис до підпису {place + 1}",
        remarks=tuple(message.text for message in one.messages),
    )


def _prover(one: Judgement) -> str:
    """The authority whose time-stamp is the proof of the signing time."""
    proof = one.proof
    return (proof.signer.name or proof.signer.organisation or "") if proof else ""


def _kyiv(at: dt.datetime) -> dt.datetime:
    return at.astimezone(KYIV)
