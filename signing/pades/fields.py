"""The signature fields of a PDF, judged one by one.

Knows: what each `/SubFilter` puts into the signature value (ISO 32000-2, 12.8.3), and what the
document around it adds to the facts.
Does not know: trust, time.
Keeps: whatever a hostile field does, its neighbours are still judged, and it counts as broken.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from asn1crypto import core, x509
from pyhanko.pdf_utils import generic

from signing.algorithms import DIGESTS, SHA1, Digest, digest_of, key_of, scheme_of
from signing.cms.attributes import pdf_level_of
from signing.cms.signed_data import TST_INFO, SignedData, SignerInfo, parse
from signing.cms.signer import Signed, broken
from signing.cms.signers import judge_all
from signing.cms.timestamp import stamped
from signing.facts import SIGNATURES_MAX, FileFacts, Pieces, SignatureFacts, Submitted, unique
from signing.messages import say, say_damaged
from signing.model import Changed, Covers, Format, Level, SubIndication
from signing.pades.changes import changes_after
from signing.pades.coverage import Coverage, Extent, coverage_of
from signing.pades.document import (
    SecurityStore,
    SignatureField,
    SignedPdf,
    entry,
    open_document,
    security_store,
    words,
)
from signing.pades.stamps import JudgedField, hand_on
from vault.errors import Encrypted, Unreadable

_RSA = "1.2.840.113549.1.1.1"
_COVERS = {Extent.FILE: Covers.WHOLE, Extent.REVISION: Covers.WHOLE, Extent.PART: Covers.PART}
_OLD_FILTERS = {"/adbe.pkcs7.sha1", "/adbe.x509.rsa_sha1"}


@dataclass(frozen=True, slots=True)
class _Around:
    """What the document adds to every signature in it."""

    document: SignedPdf
    store: SecurityStore
    certificates: tuple[bytes, ...]


def judge_document(submitted: Submitted) -> FileFacts:
    """Find out what the signatures of the PDF are worth before trust."""
    found = FileFacts(format=Format.PADES)
    try:
        document = open_document(submitted.data)
    except Encrypted:
        return FileFacts(format=Format.UNREADABLE, messages=[say("S006")], complete=False)
    except Unreadable as error:
        reason = error.details["reason"]
        return FileFacts(
            format=Format.UNREADABLE, messages=[say_damaged("S003", reason)], complete=False
        )
    store = security_store(document)
    around = _Around(document, store, (*store.certificates, *submitted.certificates))
    judged = [_judge_field(field, around, found) for field in document.fields]
    hand_on(document, [one for one in judged if one is not None])
    for one in document.broken:
        facts = broken(Format.PADES, one.problem)
        facts.field, facts.changed = one.name, Changed.UNKNOWN
        found.signatures.append(facts)
    if document.more:
        found.messages.append(say("S004", most=SIGNATURES_MAX))
        found.complete = False
    known = len(document.fields) + len(document.broken) + document.usage_rights
    if submitted.data.count(b"/ByteRange") > known:
        found.messages.append(say("S005"))
    if not found.signatures and not found.timestamps:
        found.format = Format.NONE
        found.messages.append(say("S001"))
    return found


def _judge_field(field: SignatureField, around: _Around, found: FileFacts) -> JudgedField | None:
    """Judge one field; whatever it throws makes it broken, and no more can be said of it."""
    judged: JudgedField | None = None
    facts: Sequence[SignatureFacts]
    try:
        judged = _judged(field, around, start=len(found.signatures))
        facts = judged.facts
    except Exception as error:  # noqa: BLE001  hostile bytes: the libraries throw what they like
        unreadable = broken(Format.PADES, words(error))
        unreadable.field, unreadable.changed = field.name, Changed.UNKNOWN
        facts = [unreadable]
    # What the value is decides, not what the dictionary calls it.
    stamps = any(one.stamp for one in facts)
    (found.timestamps if stamps else found.signatures).extend(facts)
    return judged


def _judged(field: SignatureField, around: _Around, *, start: int) -> JudgedField:
    value = field.signature.raw_get("/Contents", decrypt=generic.EncryptedObjAccess.RAW)
    stored = value.original_bytes
    coverage = coverage_of(around.document, field, stored)
    facts = _facts(field, stored, coverage, around, start=start)
    return JudgedField(field, stored, coverage, facts)


def _facts(
    field: SignatureField, value: bytes, coverage: Coverage, around: _Around, *, start: int
) -> list[SignatureFacts]:
    filter_ = _sub_filter(field)
    if filter_ == "/adbe.x509.rsa_sha1":
        all_facts = [_bare_rsa(field, value, coverage)]
    else:
        all_facts = _cms(field, value, coverage, around, start=start)
    changes = changes_after(around.document, field, coverage)
    for facts in all_facts:
        facts.field = field.name
        facts.pool = unique((*facts.pool, *around.certificates))
        facts.crls = unique((*facts.crls, *around.store.crls))
        facts.ocsps = unique((*facts.ocsps, *around.store.ocsps))
        for stamp in facts.stamps:
            stamp.facts.pool = unique((*stamp.facts.pool, *around.certificates))
            stamp.facts.crls = unique((*stamp.facts.crls, *around.store.crls))
            stamp.facts.ocsps = unique((*stamp.facts.ocsps, *around.store.ocsps))
        facts.claimed_time = facts.claimed_time or _written_time(field)
        facts.covers = _COVERS.get(coverage.extent, Covers.UNKNOWN)
        facts.changed = changes.changed
        facts.messages += changes.messages
        if coverage.extent is Extent.BROKEN:
            # What a digest over such ranges says means nothing, so this decides.
            facts.content_intact, facts.failure = False, SubIndication.FORMAT_FAILURE
            facts.messages.append(say("S031", reason=coverage.problem))
        elif coverage.extent is Extent.PART:
            facts.messages.append(say("S030"))
        if filter_ in _OLD_FILTERS:
            facts.messages.append(say("S039", filter=filter_[1:]))
        if field.aliases:
            facts.messages.append(say("S038"))
    return all_facts


def _sub_filter(field: SignatureField) -> str:
    return str(entry(field.signature, "/SubFilter", ""))


def _written_time(field: SignatureField) -> dt.datetime | None:
    """The time in the signature dictionary; one without a zone says nothing certain."""
    try:
        at = generic.parse_pdf_date(field.signature["/M"], strict=False)
    except Exception:  # noqa: BLE001  absent or nonsense: the time is only a claim anyway
        return None
    return at.astimezone(dt.UTC) if at.tzinfo else None


def _cms(
    field: SignatureField, value: bytes, coverage: Coverage, around: _Around, *, start: int
) -> list[SignatureFacts]:
    data, ranges = parse(value), Pieces(coverage.ranges)
    own = data.content  # what the CMS signs instead of the ranges themselves
    all_facts = judge_all(
        data,
        Signed((ranges if own is None else Pieces((own,)),), data.content_type),
        format=Format.PADES,
        certificates=around.certificates,
        level_of=lambda data, signer: _level(data, signer, field, around),
        start=start,
    )
    main = [facts for facts in all_facts if facts.countersigns is None]
    if own is None:
        return all_facts
    if data.content_type == TST_INFO:
        for facts in main:
            stamped(facts, own, (ranges,))
        return all_facts
    sha1 = _sub_filter(field) == "/adbe.pkcs7.sha1"
    about = ranges.digest(digest_of(SHA1)) if sha1 else ranges.read()
    for facts in main:
        if facts.content_intact and own != about:
            facts.content_intact = False
            facts.fail(SubIndication.HASH_FAILURE, say("S012"))
    return all_facts


def _level(
    data: SignedData, signer: SignerInfo, field: SignatureField, around: _Around
) -> Level | None:
    if _sub_filter(field) != "/ETSI.CAdES.detached":
        return None  # the older filters make no PAdES (EN 319 142-1, 6.3)
    stamps = [
        one.revision
        for one in around.document.fields
        if one.revision > field.revision and _sub_filter(one) == "/ETSI.RFC3161"
    ]
    archived = any(around.document.has_store_in(revision) for revision in stamps)
    return pdf_level_of(
        data,
        signer,
        dated="/M" in field.signature,
        steps=(bool(stamps), around.store.revocation, archived),
    )


def _bare_rsa(field: SignatureField, value: bytes, coverage: Coverage) -> SignatureFacts:
    """`adbe.x509.rsa_sha1`: a bare RSA value, the certificate beside it."""
    facts = SignatureFacts(format=Format.PADES)
    stored = field.signature["/Cert"]
    strings = stored if isinstance(stored, list) else [stored]
    facts.pool = [one.original_bytes for one in strings]
    facts.certificate = facts.pool[0]
    key = key_of(x509.Certificate.load(facts.certificate).public_key)
    facts.value = signature = core.OctetString.load(value).native
    scheme, ranges = scheme_of(_RSA), Pieces(coverage.ranges)

    def verifies(digest: Digest) -> bool:
        return scheme.verify(key, signature, ranges, digest, b"")

    # The name says SHA-1, yet the digest is inside the RSA value and newer files use others.
    used = next((digest for digest in DIGESTS.values() if digest.pyca and verifies(digest)), None)
    digest = used or digest_of(SHA1)
    facts.algorithm = scheme.named(digest)
    facts.rests_on(key.until, digest.until)
    facts.signature_intact = facts.content_intact = used is not None
    if used is None:
        facts.fail(SubIndication.SIG_CRYPTO_FAILURE, say("S011"))
    return facts
