"""What the airlock does for this package: hostile PDFs are opened and added to here, in a child.

Knows: how a PDF gets room for a signature, a mark, a document security store.
Does not know: any key, any password, any network: a child gets digests out and never a secret in.
Keeps: what lay in the file stays byte for byte; everything new is appended.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from asn1crypto import crl, ocsp, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.cms_embedder import (
    PdfCMSEmbedder,
    SigAppearanceSetup,
    SigIOSetup,
    SigObjSetup,
)
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp, PdfSignedData, SignatureObject
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.stamp import StaticStampStyle

from signing.cms.raw import HOSTILE
from signing.collecting import Evidence, collect, read_files
from signing.kinds import cms_bytes
from signing.making import archive, proof
from signing.making.errors import NoEvidence, NoRoom, NotArchivable, NotSignable
from signing.making.gathering import decoded, encoded, evidence_json, evidence_of
from signing.making.place import free_place, pages_of, size_of
from signing.trust import Trust
from signing.trustlist.given import trust_in
from vault.airlock import Limits
from vault.model import Json

_FAILS = (PdfError, SigningError, *HOSTILE)


def prepare(
    path: str,
    out: str,
    *,
    room: int,
    digest: str,
    at: str | None,
    said: Mapping[str, Any] | None = None,
    mark: Mapping[str, Json] | None = None,
) -> dict[str, Json]:
    """Copy the PDF at `path` to `out` with room for a signature, or a document time-stamp.

    Args:
        path: of the PDF.
        out: of the copy.
        room: bytes to keep free for the signature.
        digest: name of the digest of what will be signed.
        at: claimed time of signing (ISO 8601); None for a document time-stamp.
        said: `name`, `reason` and `location` of the signature dictionary.
        mark: `pdf`, `page` (from 0) and `box` (in hundredths of a point) of the visible mark;
            nothing is shown without it.

    Returns what is to be signed (`digest`, hex) and where the room is (`start`, `end`).

    Raises:
        NotSignable: the PDF is encrypted, damaged, or closed by a signature that is in it.
    """
    with _writer(path) as writer:
        name = _free_name(writer, "Позначка часу" if at is None else "Підпис")
        placeholder: PdfSignedData
        if at is None:
            placeholder = DocumentTimestamp(bytes_reserved=2 * room)
        else:
            placeholder = SignatureObject(
                timestamp=dt.datetime.fromisoformat(at),
                subfilter=SigSeedSubFilter.PADES,
                bytes_reserved=2 * room,
                **(said or {}),
            )
        field = SigFieldSpec(name, **_where(mark))
        steps = PdfCMSEmbedder(new_field_spec=field).write_cms(name, writer)
        next(steps)
        steps.send(SigObjSetup(placeholder, appearance_setup=_shown(mark, at)))
        with Path(out).open("w+b") as file:
            ready, _ = steps.send(SigIOSetup(md_algorithm=digest, output=file))
    return {
        "digest": ready.document_digest.hex(),
        "start": ready.reserved_region_start,
        "end": ready.reserved_region_end,
    }


def _where(mark: Mapping[str, Json] | None) -> dict[str, Json]:
    return (
        {}
        if mark is None
        else {"on_page": mark["page"], "box": tuple(edge / 100 for edge in mark["box"])}
    )


def _shown(mark: Mapping[str, Json] | None, at: str | None) -> SigAppearanceSetup | None:
    if mark is None or at is None:
        return None
    style = StaticStampStyle.from_pdf_file(mark["pdf"], border_width=0)
    return SigAppearanceSetup(style, timestamp=dt.datetime.fromisoformat(at), name=None)


def store(path: str, out: str, *, evidence: Mapping[str, Json]) -> None:
    """Copy the PDF at `path` to `out` with this evidence in its security store.

    Raises:
        NotSignable: the PDF is damaged, or closed.
    """
    known = evidence_of(evidence)
    with _writer(path) as writer:
        DocumentSecurityStore.supply_dss_in_writer(
            writer,
            sig_contents=None,
            certs=[x509.Certificate.load(one) for one in known.certificates],
            crls=[crl.CertificateList.load(one) for one in known.crls],
            ocsps=[ocsp.OCSPResponse.load(one) for one in known.ocsps],
        )
        with Path(out).open("w+b") as file:
            writer.write(file)


def find_place(path: str, limits: Limits, *, page: int | None, mark: str) -> dict[str, Json]:
    """Where on `page` (from 1; the last by default) the PDF `mark` hides nothing.

    Returns the page, from 0, and the box, in hundredths of a point.

    Raises:
        NoRoom: nowhere.
        NotSignable: there is no such page, or it cannot be drawn.
    """
    pages = pages_of(path)
    number = pages if page is None else page
    if not 1 <= number <= pages:
        raise NotSignable(reason=f"сторінки {number} у ньому немає")
    box = free_place(path, number - 1, size_of(mark), limits)
    if box is None:
        raise NoRoom(page=number)
    return {"page": number - 1, "box": [round(100 * edge) for edge in box]}


@contextmanager
def _writer(path: str) -> Iterator[IncrementalPdfFileWriter]:
    """A writer that appends to the PDF at `path`, if anything may be appended.

    Raises:
        NotSignable: not; with a reason for people.
    """
    try:
        with Path(path).open("rb") as file:
            writer = IncrementalPdfFileWriter(file, strict=False)
            if writer.prev.encrypted:
                raise NotSignable(reason="він захищений паролем")
            levels = (one.docmdp_level for one in writer.prev.embedded_signatures)
            if MDPPerm.NO_CHANGES in levels:
                raise NotSignable(reason="підпис у ньому забороняє будь-які зміни")
            yield writer
    except _FAILS as error:
        raise NotSignable(reason="файл пошкоджений або побудований незвично") from error


def _free_name(writer: IncrementalPdfFileWriter, stem: str) -> str:
    """A field name that no other field of the form has."""
    try:
        fields = [one.get_object() for one in writer.root["/AcroForm"]["/Fields"]]
    except KeyError:
        fields = []
    known = {str(one["/T"]) for one in fields if "/T" in one}
    return next(name for n in range(1, len(known) + 2) if (name := f"{stem} {n}") not in known)


def collect_evidence(
    leaves: Sequence[str],
    others: Sequence[str],
    files: Sequence[str],
    offered: Sequence[str],
    at: str,
    judging: Mapping[str, Sequence[str]],
) -> dict[str, Json]:
    """Search `files` and `offered` for what proves the chains of `leaves` (Base64 of DER).

    `files` were named by the court and have to be readable; `offered` are answers of the network.
    `judging` says whom we trust, as `signing.tasks.judge` is told.

    Raises:
        NoEvidence: one of `files` is something else.
    """
    given, strange = read_files(map(Path, files))
    if strange:
        reason = f"«{strange[0]}» не є ні CRL, ні відповіддю OCSP, ні сертифікатом"
        raise NoEvidence(name="—", reason=reason)
    heard, _ = read_files(map(Path, offered))
    answer = collect(
        decoded(leaves),
        Evidence(certificates=decoded(others)) + given + heard,
        _trust(judging),
        dt.datetime.fromisoformat(at),
    )
    return {
        "found": evidence_json(answer.found),
        "name": answer.name,
        "reason": answer.reason,
        "questions": [one.as_json() for one in answer.questions],
    }


def endurance(
    path: str, contents: Sequence[str], at: str, judging: Mapping[str, Sequence[str]]
) -> dict[str, Json]:
    """Until when the signatures in `path` can be proved; see `proof.endurance`.

    `judging` says whom we trust, as `signing.tasks.judge` is told.
    """
    found = proof.endurance(
        Path(path),
        [Path(one) for one in contents],
        _trust(judging),
        dt.datetime.fromisoformat(at),
    )
    return {
        "way": found.way.value if found.way else None,
        "broken": found.broken,
        "closed": _closed(path) if found.way is proof.Way.PDF else "",
        "ends": found.ends.isoformat() if found.ends else None,
        "leaves": encoded(found.leaves),
        "pool": encoded(found.pool),
    }


def _trust(judging: Mapping[str, Sequence[str]]) -> Trust:
    sources = dict(judging)
    return trust_in(sources.pop("trust", ()), **sources)


def _closed(path: str) -> str:
    """Why nothing may be appended to the PDF at `path`; empty when it may."""
    try:
        with _writer(path):
            return ""
    except NotSignable as refused:
        return str(refused.details["reason"])


def prepare_archive(
    path: str, out: str, contents: Sequence[str], *, evidence: Mapping[str, Json]
) -> list[dict[str, Json]]:
    """Copy the CMS signature at `path` to `out` with evidence; what to stamp for each signer.

    Raises:
        NotArchivable: the signature is damaged, or its content is missing.
    """
    try:
        stored = archive.with_evidence(cms_bytes(Path(path).read_bytes()), evidence_of(evidence))
        wanted = archive.wanted(stored, Path(contents[0]) if contents else None)
    except HOSTILE as error:
        raise NotArchivable(reason="підпис пошкоджено або немає підписаного файла") from error
    Path(out).write_bytes(stored)
    names, values = ("imprint", "index"), [encoded((one.imprint, one.index)) for one in wanted]
    return [dict(zip(names, one, strict=True)) for one in values]


def finish_archive(path: str, tokens: Sequence[str], indexes: Sequence[str]) -> None:
    """Put a time-stamp for each signer into the CMS signature at `path`."""
    place = Path(path)
    stamps = list(zip(decoded(tokens), decoded(indexes), strict=True))
    place.write_bytes(archive.with_stamps(place.read_bytes(), stamps))
