"""Containers built for tests: zipfile packs them, OpenSSL signs them, and each part can be bent."""

from __future__ import annotations

import base64
import hashlib
import io
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization

from signing import Changed, Covers, Judgement, SignatureReport
from signing.facts import FileFacts, Submitted
from signing.formats import judge
from tests.signing import pki

ASIC_S = b"application/vnd.etsi.asic-s+zip"
ASIC_E = b"application/vnd.etsi.asic-e+zip"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
NAMESPACE = "http://uri.etsi.org/02918/v1.2.1#"
_DS = "http://www.w3.org/2000/09/xmldsig#"
_ETSI = "http://uri.etsi.org/01903/v1.3.2#"
_C14N = "http://www.w3.org/2001/10/xml-exc-c14n#"
_RSA = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"

CLAIM, ANNEX = "позов.txt", "додаток 1.pdf"
FILES = {CLAIM: b"claim", ANNEX: b"annex"}
Files = Mapping[str, bytes]
Judge = Callable[[Mapping[str, bytes]], SignatureReport]
MANIFEST, SIGNATURE = "META-INF/ASiCManifest.xml", "META-INF/signature.p7s"
XADES = "META-INF/signatures001.xml"


@cache
def cades(message: bytes) -> bytes:
    """A detached CAdES signature that OpenSSL made over `message`, DER."""
    clerk = pki.clerk()
    key = clerk.key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name, data in (("m", message), ("c.pem", clerk.pem), ("k.pem", key)):
            (place / name).write_bytes(data)
        command = "openssl cms -sign -binary -cades -in m -signer c.pem -inkey k.pem -outform DER"
        made = subprocess.run(command.split(), cwd=place, check=True, capture_output=True)
    return made.stdout


def token(message: bytes) -> bytes:
    """A time-stamp token over `message`."""
    content = pki.tst_info(message)
    part = pki.SignerPart(pki.clerk(), content, content_type=pki.TST_INFO)
    return pki.signed_data(part, content=content, content_type=pki.TST_INFO)


def manifest(
    over_by: str, files: Files, *, algorithm: str = SHA256, namespace: str = NAMESPACE
) -> bytes:
    """An ASiCManifest that names `files` and the signature over it."""
    entries = "".join(
        f'<a:DataObjectReference URI="{name}"><d:DigestMethod Algorithm="{algorithm}"/>'
        f"<d:DigestValue>{digest(data)}</d:DigestValue></a:DataObjectReference>"
        for name, data in files.items()
    )
    return (
        f'<a:ASiCManifest xmlns:a="{namespace}" xmlns:d="{_DS}">'
        f'<a:SigReference URI="{over_by}"/>{entries}</a:ASiCManifest>'
    ).encode()


def digest(data: bytes) -> str:
    return base64.b64encode(hashlib.sha256(data).digest()).decode()


def simple(name: str = CLAIM, data: bytes = b"claim") -> dict[str, bytes]:
    """The members of an ASiC-S with CAdES."""
    return {"mimetype": ASIC_S, name: data, "META-INF/signature.p7s": cades(data)}


def extended(
    files: Files = FILES,
    *,
    number: str = "",
    written: Callable[[str], str] = str,
    sign: Callable[[bytes], bytes] = cades,
    kind: str = "signature{}.p7s",
) -> dict[str, bytes]:
    """The members of an ASiC-E with CAdES; `written` makes URIs of names."""
    place = "META-INF/" + kind.format(number)
    listed = manifest(place, {written(name): data for name, data in files.items()})
    return {
        "mimetype": ASIC_E,
        **files,
        f"META-INF/ASiCManifest{number}.xml": listed,
        place: sign(listed),
    }


def xades(
    files: Files,
    *,
    identifier: str = "s1",
    uri: Callable[[str], str] = str,
    identity: pki.Identity | None = None,
    method: str = _RSA,
    sign: Callable[[pki.Identity, bytes], bytes] = pki.sign_rsa,
) -> str:
    """A detached XAdES signature over `files`, written so that it is canonical as it stands."""
    certificate = identity or pki.clerk()
    properties = (
        f'<x:SignedProperties xmlns:x="{_ETSI}" Id="{identifier}-p">'
        "<x:SignedSignatureProperties><x:SigningTime>2026-06-01T12:00:00Z</x:SigningTime>"
        f"<x:SigningCertificateV2><x:Cert><x:CertDigest>"
        f'<d:DigestMethod xmlns:d="{_DS}" Algorithm="{SHA256}"></d:DigestMethod>'
        f'<d:DigestValue xmlns:d="{_DS}">{digest(certificate.der)}</d:DigestValue>'
        "</x:CertDigest></x:Cert></x:SigningCertificateV2>"
        "</x:SignedSignatureProperties></x:SignedProperties>"
    )

    def reference(attributes: str, data: bytes, transforms: str = "") -> str:
        return (
            f"<d:Reference {attributes}>{transforms}"
            f'<d:DigestMethod Algorithm="{SHA256}"></d:DigestMethod>'
            f"<d:DigestValue>{digest(data)}</d:DigestValue></d:Reference>"
        )

    own = f'Type="http://uri.etsi.org/01903#SignedProperties" URI="#{identifier}-p"'
    c14n = f'<d:Transforms><d:Transform Algorithm="{_C14N}"></d:Transform></d:Transforms>'
    references = [reference(f'URI="{uri(name)}"', data) for name, data in files.items()]
    references.append(reference(own, properties.encode(), c14n))
    info = (
        f'<d:SignedInfo xmlns:d="{_DS}">'
        f'<d:CanonicalizationMethod Algorithm="{_C14N}"></d:CanonicalizationMethod>'
        f'<d:SignatureMethod Algorithm="{method}"></d:SignatureMethod>'
        f"{''.join(references)}</d:SignedInfo>"
    )
    value = sign(certificate, info.encode())
    return (
        f'<d:Signature xmlns:d="{_DS}" Id="{identifier}">{info}'
        f"<d:SignatureValue>{base64.b64encode(value).decode()}</d:SignatureValue>"
        f"<d:KeyInfo><d:X509Data><d:X509Certificate>"
        f"{base64.b64encode(certificate.der).decode()}</d:X509Certificate></d:X509Data></d:KeyInfo>"
        f'<d:Object><x:QualifyingProperties xmlns:x="{_ETSI}" Target="#{identifier}">'
        f"{properties}</x:QualifyingProperties></d:Object></d:Signature>"
    )


def xades_file(*signatures: str) -> bytes:
    inside = "".join(signatures)
    return f'<a:XAdESSignatures xmlns:a="{NAMESPACE}">{inside}</a:XAdESSignatures>'.encode()


def packed(
    members: Mapping[str, bytes] | Iterable[tuple[str, bytes]], comment: bytes = b""
) -> bytes:
    """A ZIP of `members`; the type stands first and is stored as it is."""
    made = io.BytesIO()
    pairs = members.items() if isinstance(members, Mapping) else members
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in pairs:
            stored = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=stored)
        archive.comment = comment
    return made.getvalue()


def facts_of(path: Path) -> FileFacts:
    return judge(Submitted(name=path.name, data=b"", path=path))


def archived(members: dict[str, bytes], number: str) -> dict[str, bytes]:
    """`members` with an archive time-stamp over all of them (EN 319 162-1, annex A.7)."""
    place = f"META-INF/archive_timestamp{number}.tst"
    over = {name: data for name, data in members.items() if name != "mimetype"}
    listed = manifest(place, over)
    return members | {f"META-INF/ASiCArchiveManifest{number}.xml": listed, place: token(listed)}


def texts(one: SignatureReport | Judgement, code: str) -> str:
    return " ".join(message.text for message in one.messages if message.code == code)


def whole(one: Judgement) -> bool:
    return (one.signature_intact, one.content_intact, one.covers, one.changed_after_signing) == (
        True,
        True,
        Covers.WHOLE,
        Changed.NONE,
    )


def in_xades(files: Mapping[str, bytes] = FILES, *signatures: str) -> dict[str, bytes]:
    return {"mimetype": ASIC_E, **files, XADES: xades_file(*(signatures or (xades(files),)))}
