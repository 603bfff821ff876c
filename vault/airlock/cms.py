"""CMS (.p7s, .p7m): what is signed, and where it is. Parsing only; signing judges.

Knows: the outer shape of RFC 5652.
Does not know: algorithms, certificates, validity.
Keeps: the content comes out exactly as it was put in.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from asn1crypto import cms, core, parser

from vault.airlock.errors import unreadable
from vault.airlock.facts import Inside
from vault.airlock.identify import armoured
from vault.airlock.limits import MIB, Limits
from vault.errors import Encrypted, TooLarge, Unreadable
from vault.model import Json
from vault.plain import clean

_SIGNATURE_EXTENSIONS = (".p7s", ".p7m", ".sig", ".cms", ".p7")


class _Encapsulated(core.Sequence):  # type: ignore[misc]  # asn1crypto is untyped
    """EncapsulatedContentInfo, without asn1crypto's guess at what the octets hold."""

    _fields: ClassVar = [
        ("content_type", core.ObjectIdentifier),
        ("content", core.Any, {"explicit": 0, "optional": True}),
    ]


def facts(path: str, limits: Limits) -> Inside:
    """Whether content is inside, and how many have signed it.

    Raises:
        Encrypted, Unreadable, TooLarge: as of `signed_content`.
    """
    content, signers = signed_content(path, limits)
    detached = content is None
    return Inside(container=None if detached else "cms", detached=detached, signatures=signers)


def unpack(path: str, name: str, folder: str, limits: Limits) -> Json:
    """Task: write the content that is inside a CMS into `folder`.

    Returns:
        `{"detached": bool, "signers": int, "members": [{"file", "name", "size"}]}`; no member when
        the signature is detached. The member's name is `name` without the signature's extension.

    Raises:
        Encrypted, Unreadable, TooLarge: as of `signed_content`.
    """
    content, signers = signed_content(path, limits)
    members = []
    if content is not None:
        (Path(folder) / "0001").write_bytes(content)
        inner = name
        for ending in _SIGNATURE_EXTENSIONS:
            if inner.lower().endswith(ending):
                inner = inner[: -len(ending)]
                break
        members.append({"file": "0001", "name": clean(inner, 200), "size": len(content)})
    return {"detached": content is None, "signers": signers, "members": members}


def signed_content(path: str, limits: Limits) -> tuple[bytes | None, int]:
    """The encapsulated content (None: the signature is detached) and the number of signers.

    Raises:
        Encrypted: it is an envelope.
        Unreadable: it is no CMS of signed data.
        TooLarge: beyond `limits.file_mib`.
    """
    file = Path(path)
    if file.stat().st_size > limits.file_mib * MIB:
        raise TooLarge(reason=f"розмір файлу понад {limits.file_mib} МБ")
    data = file.read_bytes()
    try:
        info = cms.ContentInfo.load(armoured(data) or data)
        kind = info["content_type"].native
        if kind == "signed_data":
            signed = info["content"]
            encapsulated = _Encapsulated.load(signed["encap_content_info"].dump())
            return _octets(encapsulated["content"]), len(signed["signer_infos"])
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise unreadable("підпис", error) from None
    if kind in ("data", "digested_data", "compressed_data"):
        raise Unreadable(reason=f"CMS без підпису ({kind})")
    raise Encrypted


def _octets(content: core.Asn1Value) -> bytes | None:
    """The signed octets; for PKCS #7 (RFC 2315, 7), where it may be anything, as it stands."""
    if isinstance(content, core.Void):
        return None
    inner: bytes = parser.parse(content.dump())[4]  # behind the explicit tag
    octets = 0x04, 0x24  # primitive, constructed (in BER)
    return bytes(core.OctetString.load(inner)) if inner[:1] and inner[0] in octets else inner
