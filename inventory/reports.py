"""From a judgement of signatures to the report that is filed with the document (814 II.11).

Knows: which finding goes into which line of the form. Does not know: how anything was judged.
Keeps: each signature has a page, and every page names the bytes that were judged.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from inventory.days import KYIV
from inventory.forms import Signatory, SignaturePage
from signing import Judgement, SignatureReport
from vault import carries_out

NOBODY = Signatory()


@carries_out("814:II.11")
def report_pages(
    report: SignatureReport,
    *,
    document: str,
    size: int,
    trust: Sequence[str],
    judged_at: dt.datetime,
    program: str,
    court: str = "",
    checker: Signatory = NOBODY,
) -> tuple[SignaturePage, ...]:
    """A page for each signature of `report`, in their order.

    Args:
        report: what was found.
        document: its title and index, or the file's name.
        size: of the file that was judged, in bytes.
        trust: names of the trusted certificates that were given.
        judged_at: the moment of the validation (aware).
        program: what judged: name and version.
        court: full name; empty when nobody judges for a court.
        checker: who signs the pages; nobody when left out.
    """
    about = [message.text for message in report.messages]
    if abs(report.at - judged_at) > dt.timedelta(seconds=1):
        about.insert(0, f"Дійсність визначено станом на {_kyiv(report.at):%d.%m.%Y %H:%M:%S}.")
    return tuple(
        SignaturePage(
            court=court,
            document=document,
            file_name=report.file,
            sha256=report.sha256,
            size=size,
            place=place,
            places=len(report.signatures),
            signer=one.signer.name or "",
            organisation=one.signer.organisation or "",
            rnokpp=one.signer.rnokpp or "",
            edrpou=one.signer.edrpou or "",
            issuer=one.signer.issuer or "",
            serial=one.signer.serial or "",
            certificate_sha256=one.signer.certificate_sha256 or "",
            kind=_kind(one),
            algorithm=one.algorithm,
            claimed_at=_kyiv(one.claimed_time) if one.claimed_time else None,
            proven_at=_kyiv(one.proven_time) if one.proven_time else None,
            signature_intact=one.signature_intact,
            content_intact=one.content_intact,
            covers=one.covers.value,
            changed=one.changed_after_signing.value,
            indication=one.indication.value,
            sub_indication=one.sub_indication.value if one.sub_indication else "",
            qualification=one.qualification.value,
            trust=", ".join(trust) or "сертифікатів не надано",
            messages=(*about, *(message.text for message in one.messages)),
            judged_at=_kyiv(judged_at),
            program=program,
            checker=checker,
        )
        for place, one in enumerate(report.signatures, start=1)
    )


def _kind(one: Judgement) -> str:
    return f"{one.format.value}-{one.level.value}" if one.level else one.format.value


def _kyiv(at: dt.datetime) -> dt.datetime:
    return at.astimezone(KYIV)
