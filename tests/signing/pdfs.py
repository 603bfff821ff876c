"""PDFs that are signed, changed and attacked in tests; all of them are made here."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from functools import cache
from typing import Any

import pikepdf
from asn1crypto import keys as asn1_keys
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers, timestamps
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore

from signing import Changed, SignatureReport
from tests.signing import pki

SHOWS = b"BT /F1 24 Tf 72 700 Td (%s) Tj ET"


@cache
def page(text: bytes = b"Pay 100", *, field_value: str | None = None) -> bytes:
    """A one-page PDF, with a text field when it is given a value (which may be empty)."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    font = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
    )
    resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    pdf.pages[0].Resources = resources
    pdf.pages[0].Contents = pdf.make_stream(SHOWS % text)
    if field_value is not None:
        shown = SHOWS % field_value.encode() if field_value else b"/Tx BMC EMC"
        appearance = pdf.make_stream(shown)
        appearance.Type, appearance.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        appearance.BBox = pikepdf.Array([0, 0, 200, 20])
        appearance.Resources = resources
        field = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Widget,
                FT=pikepdf.Name.Tx,
                T="amount",
                V=field_value,
                DA="/F1 12 Tf",
                Rect=pikepdf.Array([72, 600, 272, 620]),
                P=pdf.pages[0].obj,
                AP=pikepdf.Dictionary(N=appearance),
            )
        )
        pdf.pages[0].Annots = pikepdf.Array([field])
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))
    out = io.BytesIO()
    pdf.save(
        out,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        compress_streams=False,
        deterministic_id=True,
    )
    return out.getvalue()


def signer_of(identity: pki.Identity) -> signers.SimpleSigner:
    private = identity.key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    store = SimpleCertificateStore()
    store.register_multiple([identity.asn1, pki.root().asn1])
    return signers.SimpleSigner(
        signing_cert=identity.asn1,
        signing_key=asn1_keys.PrivateKeyInfo.load(private),
        cert_registry=store,
    )


def sign(
    data: bytes,
    *,
    field: str = "Підпис1",
    identity: pki.Identity | None = None,
    permission: MDPPerm | None = None,
    lock: fields.FieldMDPSpec | None = None,
    pades: bool = True,
    box: tuple[int, int, int, int] | None = None,
    in_place: Callable[[IncrementalPdfFileWriter], None] | None = None,
) -> bytes:
    """`data` with one more signature."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    if in_place:
        in_place(writer)
    if lock or box:
        fields.append_signature_field(writer, SigFieldSpec(field, field_mdp_spec=lock, box=box))
    return sign_with(
        writer,
        field=field,
        identity=identity,
        subfilter=SigSeedSubFilter.PADES if pades else SigSeedSubFilter.ADOBE_PKCS7_DETACHED,
        certify=permission is not None,
        docmdp_permissions=permission or MDPPerm.FILL_FORMS,
    )


def stamp(data: bytes) -> bytes:
    """`data` with a document time-stamp."""
    authority = pki.issue(
        "Навчальна позначка часу",
        issuer=pki.root(),
        usage=["digital_signature"],
        extensions=[x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.TIME_STAMPING])],
    )
    private = signer_of(authority)
    stamper = timestamps.DummyTimeStamper(
        tsa_cert=authority.asn1,
        tsa_key=private.signing_key,
        fixed_dt=pki.NOON,
    )
    out = signers.PdfTimeStamper(stamper).timestamp_pdf(
        IncrementalPdfFileWriter(io.BytesIO(data)), "sha256"
    )
    return bytes(out.getvalue())


def update(data: bytes, change: Callable[[IncrementalPdfFileWriter], Any]) -> bytes:
    """`data` with an incremental update that `change` makes."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def replace_page(text: bytes) -> Callable[[IncrementalPdfFileWriter], None]:
    """The page shows something else."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        first = writer.root["/Pages"]["/Kids"][0]
        first[pdf_name("/Contents")] = writer.add_object(
            generic.StreamObject(stream_data=SHOWS % text)
        )
        writer.update_container(first)

    return change


def fill(value: str, *, shown: str | None = None) -> Callable[[IncrementalPdfFileWriter], None]:
    """The text field gets another value, and an appearance that shows it (or something else)."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        field = next(
            one.get_object()
            for one in writer.root["/AcroForm"]["/Fields"]
            if one.get_object()["/T"] == "amount"
        )
        field[pdf_name("/V")] = generic.pdf_string(value)
        appearance = generic.StreamObject(
            {
                pdf_name("/Type"): pdf_name("/XObject"),
                pdf_name("/Subtype"): pdf_name("/Form"),
                pdf_name("/BBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 200, 20))),
            },
            stream_data=SHOWS % (shown or value).encode(),
        )
        field[pdf_name("/AP")] = generic.DictionaryObject(
            {pdf_name("/N"): writer.add_object(appearance)}
        )
        writer.update_container(field)

    return change


def annotate(writer: IncrementalPdfFileWriter) -> None:
    """A text box drawn over the page (as an annotation)."""
    first = writer.root["/Pages"]["/Kids"][0]
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (72, 690, 300, 730))),
            pdf_name("/Contents"): generic.pdf_string("Pay 900"),
            pdf_name("/DA"): generic.pdf_string("/F1 24 Tf"),
        }
    )
    known = first["/Annots"] if "/Annots" in first else generic.ArrayObject()
    known.append(writer.add_object(note))
    first[pdf_name("/Annots")] = known
    writer.update_container(first)


def store(*crls: bytes) -> Callable[[IncrementalPdfFileWriter], None]:
    """A document security store with the root and these CRLs."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        def streams(*values: bytes) -> generic.ArrayObject:
            return generic.ArrayObject(
                writer.add_object(generic.StreamObject(stream_data=one)) for one in values
            )

        writer.root[pdf_name("/DSS")] = generic.DictionaryObject(
            {
                pdf_name("/Certs"): streams(pki.root().der),
                pdf_name("/CRLs"): streams(*crls),
                pdf_name("/VRI"): generic.DictionaryObject({pdf_name("/Type"): pdf_name("/VRI")}),
            }
        )
        writer.update_root()

    return change


def bend_signature(
    change: Callable[[generic.DictionaryObject], None],
) -> Callable[[IncrementalPdfFileWriter], None]:
    """The signature dictionary is overwritten by a changed one (USF: universal forgery)."""

    def apply(writer: IncrementalPdfFileWriter) -> None:
        field = writer.root["/AcroForm"]["/Fields"][0]
        dictionary = field["/V"]
        change(dictionary)
        writer.update_container(dictionary)

    return apply


def byte_range(*numbers: int) -> generic.ArrayObject:
    return generic.ArrayObject(map(generic.NumberObject, numbers))


def sign_with(
    writer: IncrementalPdfFileWriter,
    *,
    field: str = "Підпис1",
    identity: pki.Identity | None = None,
    **more: Any,
) -> bytes:
    """What `writer` holds, signed."""
    metadata = signers.PdfSignatureMetadata(
        field_name=field, md_algorithm="sha256", signer_key_usage={"digital_signature"}, **more
    )
    out = signers.sign_pdf(writer, metadata, signer=signer_of(identity or pki.clerk()))
    return bytes(out.getvalue())


def pkcs7_sha1(ranges: bytes) -> bytes:
    """The value of `adbe.pkcs7.sha1`: CMS around the SHA-1 of the ranges."""
    digest = hashlib.sha1(ranges, usedforsecurity=False).digest()
    return pki.signed_data(pki.SignerPart(pki.clerk(), digest), content=digest)


def with_value(
    value: Callable[[bytes], bytes],
    *,
    filter_: str = "/adbe.pkcs7.sha1",
    certificate: bytes | None = None,
    first: int = 0,
    previous: int | None = None,
) -> bytes:
    """A PDF, written by hand, whose signature value is what `value` makes of the signed ranges.

    `first` is where the first range begins; `previous` is where the signed revision says that the
    cross-reference table of the older one stands, when not where it does.
    """
    data = page()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        root, size = pdf.Root.objgen[0], int(pdf.trailer.Size)
        pages = pdf.Root.Pages.objgen[0]
    room = 16_384
    extra = f"/Cert <{certificate.hex()}>" if certificate else ""
    start = len(data)
    objects = {
        size: f"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter {filter_} {extra}"
        f" /ByteRange [{'':40}] /Contents <{'':0<{room}}> >>",
        size + 1: f"<< /FT /Sig /T (Pidpys) /V {size} 0 R /Subtype /Widget /Rect [0 0 0 0] >>",
        root: f"<< /Type /Catalog /Pages {pages} 0 R /AcroForm << /Fields [{size + 1} 0 R]"
        " /SigFlags 3 >> >>",
    }
    body, table = b"", ""
    for number, text in objects.items():
        table += f"{number} 1\n{start + len(body):010} 00000 n \n"
        body += f"{number} 0 obj\n{text}\nendobj\n".encode()
    previous = previous or int(data[data.rindex(b"startxref") + 9 :].split()[0])
    body += (
        f"xref\n{table}trailer\n<< /Root {root} 0 R /Size {size + 2} /Prev {previous} >>\n"
        f"startxref\n{start + len(body)}\n%%EOF\n"
    ).encode()
    whole = data + body
    gap = whole.index(b"/Contents <0000") + len(b"/Contents ")
    after = gap + room + 2
    numbers = f"{first} {gap - first} {after} {len(whole) - after}".ljust(40).encode()
    whole = whole.replace(b"/ByteRange [" + b" " * 40, b"/ByteRange [" + numbers)
    stored = value(whole[first:gap] + whole[after:]).hex().ljust(room, "0")
    return whole[: gap + 1] + stored.encode() + whole[after - 1 :]


def content_changed(data: bytes) -> bytes:
    """Other bytes of the same length inside what is signed."""
    assert b"Pay 100" in data
    return data.replace(b"Pay 100", b"Pay 900")


def counts_as_signed(report: SignatureReport) -> bool:
    """Whether a script would take the file for signed and unchanged."""
    return bool(report.signatures) and all(
        one.signature_intact
        and one.content_intact
        and one.changed_after_signing in {Changed.NONE, Changed.ALLOWED}
        for one in report.signatures
    )
