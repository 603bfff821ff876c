"""All signatures, time-stamps and manifests of a container, each judged over what it names.

Knows: which member is what by its name, which signature is over which manifest or document.
Does not know: the inside of a ZIP, of CMS, or of XML signatures.
Keeps: one member that cannot be read never hides the others; each is judged once.
"""

from __future__ import annotations

import dataclasses
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from signing.algorithms import Unsupported, digest_of
from signing.asic import coverage, manifest
from signing.asic.container import ROLES, TYPE_FILE, Contained, Container, role_of
from signing.asic.coverage import Over
from signing.asic.manifest import Checked, Fate, Manifest
from signing.cms import attributes as attr
from signing.cms.raw import Malformed
from signing.cms.signed_data import SignedData, parse
from signing.cms.signer import Signed, broken
from signing.cms.signers import judge_all
from signing.cms.timestamp import token_facts
from signing.facts import SIGNATURES_MAX, FileFacts, SignatureFacts, StampKind, Submitted, TimeStamp
from signing.kinds import begins_signed, cms_bytes, kind_of
from signing.messages import say
from signing.model import Format, Message
from signing.xades.document import RefusedXml, text_in
from signing.xades.document import parse as parse_xml
from signing.xades.judging import Judged, judge_document
from signing.xades.references import Candidates, Reference, transforms_of
from signing.xades.transforms import DS, from_base64
from signing.xades.uris import digest_method
from vault.errors import ArchiveError

_TRIED_MAX = 50
_MANIFESTS_MAX, _ENTRIES_MAX = 2 * SIGNATURES_MAX, 100_000
_HEAD = 4096


@dataclass(slots=True)
class _Work:
    """What is found on the way through one container."""

    container: Container
    submitted: Submitted
    found: FileFacts
    entries: int = 0
    manifests: list[Manifest] = field(default_factory=list)
    signatures: list[Over] = field(default_factory=list)
    stamps: list[Over] = field(default_factory=list)

    @property
    def room(self) -> int:
        """How many signatures may still be judged."""
        return SIGNATURES_MAX - len(self.found.signatures) - len(self.stamps)

    def naming(self, member: Contained) -> list[Manifest]:
        """The manifests that say `member` is the signature over them."""
        return [m for m in self.manifests if member in manifest.find(self.container, m.over_by)]


def judge(container: Container, submitted: Submitted) -> FileFacts:
    """Judge all that is signed in the container."""
    format_ = kind_of(submitted.data, submitted.path).format
    work = _Work(container, submitted, FileFacts(format=format_, messages=[*container.remarks]))
    roles = _roles(container)
    for member in roles["manifest"][:_MANIFESTS_MAX]:
        if work.entries <= _ENTRIES_MAX:
            _take_manifest(work, member)
    for role, take in (("xml", _take_xml), ("cms", _take_cms), ("stamp", _take_stamp)):
        for member in roles[role]:
            if work.room > 0:
                take(work, member)
            elif work.found.complete:
                work.found.messages.append(say("S004", most=SIGNATURES_MAX))
                work.found.complete = False
    _archive(work)
    _tell(work, roles)
    return work.found


def _roles(container: Container) -> dict[str, list[Contained]]:
    """The members about the container by what they are, each kind in the order of its names."""
    roles: dict[str, list[Contained]] = {name: [] for name in ROLES}
    for member in sorted(container.members, key=lambda one: one.name):
        if member.about and member.name != TYPE_FILE:
            roles[role_of(member.name)].append(member)
    return roles


def _take_manifest(work: _Work, member: Contained) -> None:
    reason, said = "", ""
    try:
        read = manifest.read(member)
    except RefusedXml as error:
        reason, said = "це не XML або в ньому забагато посилань", str(error)
    except ArchiveError as error:
        reason = str(error.details.get("reason", ""))
    else:
        work.entries += len(read.entries) if read else 0
        if work.entries > _ENTRIES_MAX:
            reason = "у контейнері забагато посилань"
        elif read is not None:
            work.manifests.append(read)
    if reason:
        remark = say("S143", name=member.name, reason=reason)
        work.found.messages.append(dataclasses.replace(remark, said=said))
        work.found.complete = False


# -- CAdES -----------------------------------------------------------------------------------


def _take_cms(work: _Work, member: Contained) -> None:
    over = _candidates(work, member)
    chosen: Contained | None = None
    try:
        data = parse(cms_bytes(member.read()))
        facts, chosen = _judge_cms(work, data, list(over))
    except (Malformed, ArchiveError) as error:
        facts = [_unreadable(error)]
    _add(work, member, facts[: work.room], over[chosen] if chosen else [])


def _judge_cms(
    work: _Work, data: SignedData, candidates: Sequence[Contained]
) -> tuple[list[SignatureFacts], Contained | None]:
    """The signers of `data`, and the candidate that they are over."""

    def over(*messages: Contained) -> list[SignatureFacts]:
        return judge_all(
            data,
            Signed(messages, data.content_type),
            format=Format.CADES,
            certificates=work.submitted.certificates,
            start=len(work.found.signatures),
        )

    if chosen := _named_by(data, candidates):
        return over(chosen), chosen
    if not any(signer.signed_der for signer in data.signers):
        for one in candidates:
            facts = over(one)
            if facts and facts[0].signature_intact:
                return facts, one
    return over(*candidates), None


def _candidates(work: _Work, member: Contained) -> dict[Contained, list[Checked]]:
    """What the signature or token in `member` may be over, and what that in turn names.

    Which it is over, its digest says: some programs write a manifest and sign the document.
    """
    documents = work.container.documents[:_TRIED_MAX]
    named = {one.member: one.checked(work.container) for one in work.naming(member)}
    return named | {one: [manifest.itself(one)] for one in documents}


def _named_by(data: SignedData, candidates: Sequence[Contained]) -> Contained | None:
    """The candidate whose digest is in the signed attributes."""
    for signer in data.signers:
        claimed = attr.octet_string(signer.signed, attr.MESSAGE_DIGEST)
        for one in candidates if claimed is not None else ():
            try:
                if hmac.compare_digest(one.digest(digest_of(signer.digest_oid)), claimed or b""):
                    return one
            except (ArchiveError, Unsupported):
                continue
    return None


def _add(
    work: _Work, member: Contained, facts: Sequence[SignatureFacts], checked: Sequence[Checked]
) -> None:
    """Keep the signatures of one member, each over what was `checked`."""
    for one in facts:
        one.field = member.name
        if one.countersigns is None:
            work.signatures.append(coverage.over(one, member, checked))
    work.found.signatures += facts


def _unreadable(error: Exception) -> SignatureFacts:
    reason = error.details.get("reason", "") if isinstance(error, ArchiveError) else error
    return broken(Format.CADES, reason)


# -- time-stamp tokens -----------------------------------------------------------------------


def _take_stamp(work: _Work, member: Contained) -> None:
    over = _candidates(work, member)
    chosen: Contained | None = None
    token = b""
    try:
        token = cms_bytes(member.read())
        facts = _token(work, token, [])
        for one in over:
            facts = _token(work, token, [one])
            if facts.content_intact:
                chosen = one
                break
    except ArchiveError as error:
        facts = _unreadable(error)
        facts.stamp = True
    facts.field = member.name
    stamp = coverage.over(facts, member, over.get(chosen, []) if chosen else [])
    stamp.token = token
    work.stamps.append(stamp)
    work.found.timestamps.append(facts)


def _token(work: _Work, token: bytes, messages: Sequence[Contained]) -> SignatureFacts:
    return token_facts(
        token, messages, format=Format.CADES, certificates=work.submitted.certificates
    )


def _archive(work: _Work) -> None:
    """Tell each signature of the time-stamps that are over it (EN 319 162-1, annex A.7)."""
    for stamp in work.stamps:
        if not stamp.facts.content_intact:
            continue
        earlier = {one.token for one in work.stamps if one.place in stamp.members}
        for one in work.signatures:
            if one.place not in stamp.members:
                continue
            carried = {*one.facts.pool, *one.facts.crls, *one.facts.ocsps}
            carried |= {inner.token for inner in one.facts.stamps} | earlier
            coverage.raise_level(one.facts)
            one.facts.stamps.append(
                TimeStamp(
                    kind=StampKind.ARCHIVE,
                    facts=stamp.facts,
                    token=stamp.token,
                    proves=frozenset(carried),
                )
            )


# -- XAdES -----------------------------------------------------------------------------------


def _take_xml(work: _Work, member: Contained) -> None:
    def resolve(uri: str | None) -> Candidates:
        return Candidates(manifest.find(work.container, uri) if uri else ())

    try:
        judged, more = judge_document(
            parse_xml(member.read()),
            resolve,
            format=Format.XADES,
            certificates=work.submitted.certificates,
            start=len(work.found.signatures),
        )
    except (RefusedXml, ArchiveError) as error:
        unreadable = _unreadable(error)
        unreadable.format = Format.XADES
        _add(work, member, [unreadable], [])
        return
    for one in judged[: work.room]:
        _add(work, member, [one.facts], _named(work, one))
    if not judged:
        work.found.messages.append(say("S149", name=member.name))
    if more:
        work.found.messages.append(say("S004", most=SIGNATURES_MAX))
        work.found.complete = False


def _named(work: _Work, judged: Judged) -> list[Checked]:
    """What the references of an XML signature name in the container."""
    checked = []
    for one in judged.references:
        if not one.outside or not one.uri:
            continue
        members = tuple(manifest.find(work.container, one.uri))
        if one.missing:
            checked.append(Checked(Fate.MISSING, members, _missing(work, one)))
        elif one.intact is False:
            checked.append(Checked(Fate.CHANGED, members))
        elif isinstance(one.content, Contained) and _whole(one):
            # What was digested, not what else the same URI may be read as.
            checked.append(Checked(Fate.INTACT, (one.content,)))
    return checked


def _missing(work: _Work, reference: Reference) -> Message:
    try:
        digest = digest_method(reference.element.find(f"{{{DS}}}DigestMethod"))
        value = from_base64(text_in(reference.element.find(f"{{{DS}}}DigestValue")))
    except (RefusedXml, Unsupported):
        digest, value = None, b""
    return manifest.missing(work.container, reference.uri or "", digest, value)


def _whole(reference: Reference) -> bool:
    """Whether the reference is to a file as it is, or as XML; other transforms take parts of it."""
    methods = (one.get("Algorithm", "") for one in transforms_of(reference.element))
    return all("c14n" in method for method in methods)


# -- what is said of the container -----------------------------------------------------------


def _tell(work: _Work, roles: dict[str, list[Contained]]) -> None:
    container, messages = work.container, work.found.messages
    if work.submitted.contents:
        messages.append(say("S008"))
    covered = coverage.settle(container, work.signatures)
    coverage.settle(container, work.stamps)
    for one in work.found.signatures:
        if one.countersigns is not None:
            parent = work.found.signatures[one.countersigns]
            one.covers, one.changed = parent.covers, parent.changed
    if work.signatures:
        messages += coverage.unsigned(container, covered)
    else:
        messages.append(say("S145" if work.stamps else "S001"))
    messages += _loose_ends(work, roles["cms"] + roles["stamp"])
    for member in roles["evidence"]:
        messages.append(say("S144", name=member.name))
    if roles["evidence"] and not work.signatures and not work.stamps:
        work.found.complete = False
    messages += [
        say("S148", name=one.name)
        for one in container.documents[:_TRIED_MAX]
        if begins_signed(one.head(_HEAD))
    ]


def _loose_ends(work: _Work, signatures: Sequence[Contained]) -> Iterator[Message]:
    """Manifests without their signature, and signatures without their manifest."""
    for read in work.manifests:
        if not manifest.find(work.container, read.over_by):
            yield say("S146", manifest=read.member.name, name=read.over_by)
    for member in signatures:
        if len(work.container.documents) != 1 and not work.naming(member):
            yield say("S147", name=member.name)
