"""What the airlock does for this package: hostile PDFs are opened and added to here, in a child.

Knows: how a PDF gets room for a signature, a mark, a document security store.
Does not know: any key, any password, any network: a child gets digests out and never a secret in.
Keeps: what lay in the file stays byte for byte; everything new is appended.
"""

from __future__ import annotations

import base64
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
from signing.making.errors import NoRoom, NotSignable
from signing.making.place import free_place, pages_of
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
        mark: `pdf`, `page` (from 0) and `box` of the visible mark; nothing is shown without it.

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
    return {} if mark is None else {"on_page": mark["page"], "box": tuple(mark["box"])}


def _shown(mark: Mapping[str, Json] | None, at: str | None) -> SigAppearanceSetup | None:
    if mark is None or at is None:
        return None
    style = StaticStampStyle.from_pdf_file(mark["pdf"], border_width=0)
    return SigAppearanceSetup(style, timestamp=dt.datetime.fromisoformat(at), name=None)


def store(
    path: str, out: str, *, certificates: Sequence[str], crls: Sequence[str], ocsps: Sequence[str]
) -> None:
    """Copy the PDF at `path` to `out` with these values (Base64 of DER) in its security store.

    Raises:
        NotSignable: the PDF is damaged, or closed.
    """
    with _writer(path) as writer:
        DocumentSecurityStore.supply_dss_in_writer(
            writer,
            sig_contents=None,
            certs=[x509.Certificate.load(one) for one in _decoded(certificates)],
            crls=[crl.CertificateList.load(one) for one in _decoded(crls)],
            ocsps=[ocsp.OCSPResponse.load(one) for one in _decoded(ocsps)],
        )
        with Path(out).open("w+b") as file:
            writer.write(file)


def find_place(
    path: str, limits: Limits, *, page: int | None, width: float, height: float
) -> dict[str, Json]:
    """Where on `page` (from 1; the last by default) nothing is: page from 0 and box in points.

    Raises:
        NoRoom: nowhere.
        NotSignable: there is no such page, or it cannot be drawn.
    """
    pages = pages_of(path)
    number = pages if page is None else page
    if not 1 <= number <= pages:
        raise NotSignable(reason=f"сторінки {number} у ньому немає")
    box = free_place(path, number - 1, width, height, limits)
    if box is None:
        raise NoRoom(page=number)
    return {"page": number - 1, "box": list(box)}


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
    form = writer.root.get("/AcroForm")
    fields = form.get("/Fields", ()) if form is not None else ()
    known = {str(one.get_object().get("/T", "")) for one in fields}
    return next(name for n in range(1, len(known) + 2) if (name := f"{stem} {n}") not in known)


def _decoded(values: Sequence[str]) -> list[bytes]:
    return [base64.b64decode(one) for one in values]
