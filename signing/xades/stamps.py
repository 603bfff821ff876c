"""The time-stamps in the properties of a XAdES signature.

Knows: what each kind has to be over (TS 101 903, 7; EN 319 132-1, 5.4-5.5; EN 319 132-2), and which
certificates, revocation data and earlier time-stamps each covers.
Does not know: whether a token is trusted, or what it proves.
Keeps: nothing raised over one time-stamp: a token that is not over what it must be over says so in
its own facts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Final

from signing.algorithms import Digest, SignedMessage
from signing.cms.timestamp import stamp_of
from signing.facts import Pieces, Separate, SignatureFacts, StampKind, TimeStamp, chunks
from signing.xades.c14n import DEFAULT, Method, NodeSet, canonical, method_of
from signing.xades.document import Element, local_name
from signing.xades.parts import SignatureParts, etsi_children
from signing.xades.properties import Carried, carried_by, der, key_values, named_in
from signing.xades.references import Reference
from signing.xades.transforms import DS, octets

STAMPS_MAX = 100
_OF_REFERENCES: Final = ("RefsOnlyTimeStamp", "RefsOnlyTimeStampV2")
_OF_BOTH: Final = ("SigAndRefsTimeStamp", "SigAndRefsTimeStampV2")
_LISTS: Final = (
    "CompleteCertificateRefs",
    "CompleteCertificateRefsV2",
    "CompleteRevocationRefs",
    "AttributeCertificateRefs",
    "AttributeCertificateRefsV2",
    "AttributeRevocationRefs",
)
_LISTED_WITH_VALUE: Final = ("SignatureTimeStamp", *_LISTS)


@dataclass(frozen=True, slots=True)
class _Joined:
    """Messages one after another, none of them read before it is needed."""

    parts: tuple[SignedMessage, ...]

    def digest(self, algorithm: Digest) -> bytes:
        hasher = algorithm.new()
        for part in self.parts:
            for chunk in chunks(part.path) if isinstance(part, Separate) else (part.read(),):
                hasher.update(chunk)
        return hasher.digest()

    def read(self) -> bytes:
        return b"".join(part.read() for part in self.parts)


Over = Callable[[Method], Sequence[SignedMessage]]
"""(method) -> the messages, one of which the time-stamp must be over."""


def stamps_of(
    parts: SignatureParts, found: Sequence[Reference], inside: Carried, facts: SignatureFacts
) -> list[TimeStamp]:
    """The time-stamps that the signature carries; `facts` are what else is known of it."""
    return list(islice(_Stamps(parts, found, inside, facts).all(), STAMPS_MAX))


class _Stamps:
    def __init__(
        self,
        parts: SignatureParts,
        found: Sequence[Reference],
        inside: Carried,
        facts: SignatureFacts,
    ) -> None:
        self._parts, self._found, self._inside, self._facts = parts, found, inside, facts

    def all(self) -> Iterator[TimeStamp]:
        """Those of the content, then those in the unsigned properties, as stored."""
        for holder in etsi_children(self._parts.signed, "SignedDataObjectProperties"):
            for element in etsi_children(holder, "AllDataObjectsTimeStamp"):
                yield from self._read(StampKind.CONTENT, element, self._all_content)
            for element in etsi_children(holder, "IndividualDataObjectsTimeStamp"):
                over = partial(self._some_content, element)
                yield from self._read(StampKind.CONTENT, element, over)
        for place, element in enumerate(self._parts.unsigned):
            name, before = local_name(element), self._parts.unsigned[:place]
            if name == "SignatureTimeStamp":
                yield from self._read(StampKind.SIGNATURE, element, self._value)
            elif name in _OF_BOTH:
                over = partial(self._listed, (self._parts.value,), before, _LISTED_WITH_VALUE)
                yield from self._read(StampKind.SIGNATURE_AND_REFERENCES, element, over, before)
            elif name in _OF_REFERENCES:
                over = partial(self._listed, (), before, _LISTS)
                yield from self._read(StampKind.REFERENCES, element, over, before)
            elif name == "ArchiveTimeStamp":
                over = partial(self._archived, before)
                yield from self._read(StampKind.ARCHIVE, element, over, before)

    def _read(
        self, kind: StampKind, element: Element, over: Over, before: Sequence[Element] = ()
    ) -> Iterator[TimeStamp]:
        tokens = [der(one) for one in etsi_children(element, "EncapsulatedTimeStamp")]
        if not tokens:
            return
        named = element.find(f"{{{DS}}}CanonicalizationMethod")
        method = DEFAULT if named is None else method_of(named)
        messages = over(method) if method is not None else ()
        for token in tokens:
            yield stamp_of(
                kind,
                token,
                messages,
                format=self._facts.format,
                certificates=self._facts.pool,
                crls=self._inside.crls,
                ocsps=self._inside.ocsps,
                proves=self._covered(kind, before),
            )

    def _covered(self, kind: StampKind, before: Sequence[Element]) -> set[bytes]:
        """What the time-stamp covers besides the signature: by value, or by a signed digest."""
        found: set[bytes] = set()
        if kind is StampKind.ARCHIVE:
            found.update(key_values(self._parts))
            for one in before:
                found.update(carried_by(one).all())
                found.update(der(token) for token in etsi_children(one, "EncapsulatedTimeStamp"))
        elif kind is StampKind.SIGNATURE_AND_REFERENCES:
            for one in before:
                if local_name(one) == "SignatureTimeStamp":
                    found.update(der(t) for t in etsi_children(one, "EncapsulatedTimeStamp"))
        if kind in {StampKind.SIGNATURE_AND_REFERENCES, StampKind.REFERENCES}:
            for one in before:
                if local_name(one) in _LISTS:
                    found.update(named_in(one, self._inside))
        return found

    def _node(self, element: Element, method: Method) -> Pieces:
        return Pieces((canonical(NodeSet(self._parts.document, element, comments=True), method),))

    def _value(self, method: Method) -> Sequence[SignedMessage]:
        return (self._node(self._parts.value, method),)

    def _listed(
        self,
        first: Sequence[Element],
        before: Sequence[Element],
        names: Sequence[str],
        method: Method,
    ) -> Sequence[SignedMessage]:
        """The lists in the order in which they stand, and in the order of TS 101 903, 7.5."""
        stored = [one for one in before if local_name(one) in names]
        ordered = sorted(stored, key=lambda one: names.index(local_name(one)))
        found = [self._joined((*first, *stored), method)]
        return found if stored == ordered else [*found, self._joined((*first, *ordered), method)]

    def _joined(self, nodes: Sequence[Element], method: Method) -> SignedMessage:
        return _Joined(tuple(self._node(one, method) for one in nodes))

    def _all_content(self, method: Method) -> Sequence[SignedMessage]:
        return self._signed([o for o in self._found if o.target is not self._parts.signed], method)

    def _some_content(self, element: Element, method: Method) -> Sequence[SignedMessage]:
        """The references that an individual time-stamp includes (TS 101 903, 7.1.4.3.1)."""
        wanted = [
            one.get("URI", one.get("uri", "")).removeprefix("#")
            for name in ("Include", "HashDataInfo")
            for one in etsi_children(element, name)
        ]
        named = {one.element.get("Id"): one for one in self._found}
        if not wanted or any(one not in named for one in wanted):
            return ()
        return self._signed([named[one] for one in wanted], method)

    def _signed(self, found: Sequence[Reference], method: Method) -> Sequence[SignedMessage]:
        """What these references signed; nothing when one of them was not found."""
        values = [one.value for one in found]
        if not values or any(one is None for one in values):
            return ()
        return (_Joined(tuple(octets(one, method) for one in values if one is not None)),)

    def _archived(self, before: Sequence[Element], method: Method) -> Sequence[SignedMessage]:
        """EN 319 132-1, 5.5.2.2: all that is signed, the signature, and all properties before."""
        content = self._signed(self._found, method)
        if not content:
            return ()
        parts = self._parts
        own = parts.qualifying.getparent() if parts.qualifying is not None else None
        referenced = {one.target for one in self._found if one.target is not None}
        others = [one for one in parts.objects if one is not own]
        loose = [one for one in others if one not in referenced]
        key_info = () if parts.key_info is None else (parts.key_info,)
        nodes = (parts.info, parts.value, *key_info, *before)
        # Signers differ about objects that a reference has covered already.
        readings = [others] if loose == others else [others, loose]
        return [_Joined((*content, self._joined((*nodes, *some), method))) for some in readings]
