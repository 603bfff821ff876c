"""References of a signature: what they name, whether the digest matches, whether it may be there.

Knows: XMLDSig, 4.4.3 and 5.1, XAdES's reference types, and the positions that each type allows.
Does not know: keys, certificates, time.
Keeps: a reference that names something outside its allowed place is not intact, whatever its
digest says: that is how signed parts are wrapped into a file that says something else.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from signing.algorithms import Digest, SignedMessage, Unsupported
from signing.facts import Pieces
from signing.messages import say
from signing.model import Message
from signing.xades.c14n import NodeSet
from signing.xades.document import NODE_UNITS, Element, RefusedXml, text_in
from signing.xades.parts import SignatureParts, is_etsi
from signing.xades.transforms import DS, applied, from_base64, octets
from signing.xades.uris import digest_method


@dataclass(frozen=True, slots=True)
class Candidates:
    """Contents that a reference out of the file may mean.

    Attributes:
        sure: it means these and no others: where none of them matches, the content was changed.
    """

    messages: Sequence[SignedMessage] = ()
    sure: bool = True


Resolve = Callable[[str | None], Candidates]
"""URI outside the XML, percent signs decoded (None when there is none) -> what it may mean."""


REFERENCES_MAX = 2_000
_MANIFEST_DEPTH = 2
_POINTER = re.compile(
    r"#xpointer\((?:(?P<root>/)|id\((?P<quote>['\"])(?P<id>[^'\"]*)(?P=quote)\))\)"
)


@dataclass(slots=True, kw_only=True)
class Reference:
    """One reference, judged.

    Attributes:
        kind: its `Type`.
        target: the element it names; None for the whole document and for what is outside.
        nodes: the part of the document that is signed; None for what is outside of it.
        value: what the transforms made of it; None when it was not found.
        intact: whether the digest matches, and it stands where it may; None when that could not be
            judged.
        content: what was found outside of the file, and matches.
        missing: what it names outside of the file was not given.
        empty: there is nothing in what it signs.
        text_only: the markup around the text is not signed.
        unsupported: the algorithm, where it is not known.
        message: why it is not intact.
    """

    element: Element
    kind: str
    uri: str | None
    target: Element | None = None
    nodes: NodeSet | None = None
    value: NodeSet | SignedMessage | None = None
    intact: bool | None = None
    content: NodeSet | SignedMessage | None = None
    missing: bool = False
    empty: bool = False
    text_only: bool = False
    unsupported: str = ""
    digest: Digest | None = None
    message: Message | None = None

    @property
    def name(self) -> str:
        """What it names, for people."""
        whole = "без назви" if self.uri is None else "увесь документ"
        return self.uri or whole

    @property
    def outside(self) -> bool:
        """Whether it names something outside the XML file."""
        return self.uri is None or (self.uri != "" and not self.uri.startswith("#"))


def judged(parts: SignatureParts, resolve: Resolve) -> list[Reference]:
    """The references of the signature, each judged.

    Raises:
        RefusedXml: there are too many, or their work passes the budget.
    """
    found = parts.references
    if len(found) > REFERENCES_MAX:
        raise RefusedXml("too many references", "S111")
    return [_judge(one, parts, resolve) for one in found]


def entries(
    references: Sequence[Reference], parts: SignatureParts, resolve: Resolve
) -> list[Reference]:
    """What the manifests list that `references` name, each judged (XMLDSig, 5.1)."""
    found: list[Reference] = []
    waiting = [(one, 0) for one in references]
    while waiting:
        reference, depth = waiting.pop(0)
        if reference.intact is not True or depth > _MANIFEST_DEPTH:
            continue
        for manifest in _manifests(reference):
            for one in manifest.iterchildren(f"{{{DS}}}Reference"):
                if len(found) >= REFERENCES_MAX:
                    raise RefusedXml("too many references", "S111")
                entry = _judge(one, parts, resolve)
                found.append(entry)
                waiting.append((entry, depth + 1))
    return found


def _manifests(reference: Reference) -> Iterator[Element]:
    """The manifests that `reference` covers by being of that type, or by naming one."""
    target = reference.target
    if target is None:
        return
    if target.tag == f"{{{DS}}}Manifest":
        yield target
    elif target.tag == f"{{{DS}}}Object":
        yield from target.iterchildren(f"{{{DS}}}Manifest")


def _judge(element: Element, parts: SignatureParts, resolve: Resolve) -> Reference:
    reference = Reference(element=element, kind=element.get("Type", ""), uri=element.get("URI"))
    try:
        _look_up(reference, parts, resolve)
    except Unsupported as error:
        reference.unsupported = error.algorithm
        reference.message = say("S014", algorithm=error.algorithm)
    except RefusedXml as error:
        reference.intact = False
        reference.message = error.remark("S101")
    return reference


def _look_up(reference: Reference, parts: SignatureParts, resolve: Resolve) -> None:
    sure, element = True, reference.element
    if reference.outside:
        found = resolve(None if reference.uri is None else unquote(reference.uri))
        starts: Sequence[NodeSet | SignedMessage] = found.messages
        sure = found.sure and bool(starts)
    else:
        starts = (_inside(reference, parts),)
        if _misplaced(reference, parts):
            raise RefusedXml("misplaced", "S108", uri=reference.uri)
    transforms = list(transforms_of(element))
    reference.text_only = any(one.get("Algorithm") == f"{DS}base64" for one in transforms)
    claimed = from_base64(text_in(element.find(f"{{{DS}}}DigestValue")))
    for start in starts:
        reference.value, nodes = applied(transforms, start, parts.element, parts.document.budget)
        reference.nodes = nodes if nodes and nodes.document is parts.document else None
        if _selects_foreign_properties(reference.nodes, parts):
            raise RefusedXml("misplaced", "S108", uri=reference.name)
        reference.digest = digest_method(element.find(f"{{{DS}}}DigestMethod"))
        written = octets(reference.value)
        reference.empty = isinstance(written, Pieces) and not any(written.pieces)
        digest = parts.document.digest(written, reference.digest)
        reference.intact = hmac.compare_digest(digest, claimed)
        if reference.intact:
            reference.content = start if reference.outside else None
            return
    if not sure:
        reference.missing, reference.intact = True, None
    reference.message = say("S103" if sure else "S102", uri=reference.name)


def transforms_of(reference: Element) -> Iterator[Element]:
    """The transforms of a reference, in order."""
    for transforms in reference.iterchildren(f"{{{DS}}}Transforms"):
        yield from transforms.iterchildren(f"{{{DS}}}Transform")


def _inside(reference: Reference, parts: SignatureParts) -> NodeSet:
    """What a reference within the file names (XMLDSig, 4.4.3.3)."""
    uri = unquote(reference.uri or "")
    if not uri:
        return NodeSet(parts.document)
    pointer = _POINTER.fullmatch(uri)
    if pointer and pointer["root"]:
        return NodeSet(parts.document, comments=True)
    if uri.startswith("#xpointer") and not pointer:
        raise Unsupported(f"XPointer {uri}")
    name = pointer["id"] if pointer else uri[1:]
    ids = parts.document.ids
    if name not in ids:
        raise RefusedXml("no such part", "S113", uri=name)
    reference.target = ids[name]
    if reference.target is None:
        raise RefusedXml("ambiguous part", "S109", uri=name)
    return NodeSet(parts.document, reference.target, comments=pointer is not None)


def _misplaced(reference: Reference, parts: SignatureParts) -> bool:
    """Whether what is named stands where a part of this type must not stand."""
    target, kind = reference.target, reference.kind
    if target is None:
        return False
    if kind.endswith("#SignedProperties") or is_etsi(target, "SignedProperties"):
        return target is not parts.signed
    held = target.getparent() is parts.element and target.tag == f"{{{DS}}}Object"
    if kind == f"{DS}Manifest" or target.tag == f"{{{DS}}}Manifest":
        inside = target.tag == f"{{{DS}}}Manifest" and target.getparent() in parts.objects
        return not (inside or held)
    if kind == f"{DS}Object" or target.tag == f"{{{DS}}}Object":
        return not (held or target is parts.key_info)  # some signers give a signed key this type
    return False


def _selects_foreign_properties(nodes: NodeSet | None, parts: SignatureParts) -> bool:
    """Whether a filter picks signed properties that are not this signature's."""
    picked = nodes.within[-1] if nodes is not None and nodes.within else ()
    return any(
        one is not parts.signed and is_etsi(one, "SignedProperties")
        for one in picked
        if not isinstance(one, tuple)
    )


def covers(reference: Reference, element: Element) -> bool:
    """Whether `reference` is about `element` with all that is in it, intact or not."""
    nodes = reference.nodes
    if nodes is None or (reference.text_only and len(element)):
        return False
    around = frozenset((element, *element.iterancestors()))
    nodes.document.budget.spend(NODE_UNITS + len(around))
    held = all(around & some for some in nodes.within)
    below = nodes.apex is None or nodes.apex in around
    return held and below and not (around & nodes.without) and not _is_cut(nodes, element)


def _is_cut(nodes: NodeSet, element: Element) -> bool:
    """Whether something inside `element` is left out."""
    if not nodes.without:
        return False
    inside = list(element.iter())
    nodes.document.budget.spend(len(inside))
    return any(
        node in nodes.without for one in inside for node in (one, (one, "text"), (one, "tail"))
    )
