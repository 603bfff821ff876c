"""Attacks on XML signatures: none of them may count as signed, none may take long.

They are made here, after the published kinds: signature wrapping (McIntosh and Austel, 2005),
swapped certificates, identifiers that stand twice, XML bombs and long chains of transforms.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signing import Covers, Format, SubIndication
from signing.facts import Separate, Submitted
from signing.xades import RefusedXml, SignedRoot, judge, signed_root
from signing.xades.document import NODES_MAX, WORK_MAX, Budget, parse
from signing.xades.judging import judge_document
from signing.xades.references import Candidates
from tests.signing import pki
from tests.signing.said import codes
from tests.signing.xades.maker import (
    BASE64,
    DS,
    ENVELOPED,
    ETSI,
    EXC,
    Recipe,
    Ref,
    b64,
    enveloped,
    every,
    good,
    of,
)

PART = '<текст Id="t">Сплатити 100 грн</текст>'
OBJECT = f'<ds:Object xmlns:ds="{DS}" Id="o">Сплатити 100 грн</ds:Object>'


def _by_identifier() -> str:
    """A document one part of which is signed."""
    signature = Recipe().write(Ref("#t", PART.encode()))
    return f"<документ>{PART}{signature}</документ>"


def _enveloping(kind: str = f"{DS}Object") -> str:
    return Recipe(objects=OBJECT).write(Ref("#o", OBJECT.encode(), kind=kind))


def test_what_is_attacked_here_is_good_before() -> None:
    assert good(of(_by_identifier()))
    assert good(of(_enveloping()))
    assert good(of(enveloped()))
    assert of(_by_identifier()).covers is Covers.PART


def _both_named(text: str) -> str:
    """Two parts with the signed identifier: which one is meant?"""
    return text.replace(PART, f'<текст Id="t">Сплатити 900 грн</текст>{PART}')


def _named_otherwise(text: str) -> str:
    return text.replace(PART, f'<текст ID="t">Сплатити 900 грн</текст>{PART}')


def _object_wrapped(text: str) -> str:
    """The signed object goes into another one, and a new one takes its place."""
    moved = f"<ds:Object><обгортка>{OBJECT}</обгортка></ds:Object>"
    return text.replace(OBJECT, f'<ds:Object Id="e">Сплатити 900 грн</ds:Object>{moved}')


def _object_elsewhere(text: str) -> str:
    return f"<документ>{OBJECT}{text.replace(OBJECT, '')}</документ>"


def _properties_moved(text: str) -> str:
    """Other properties stand at the place of the signed ones, which are kept further on."""
    own = Recipe().signed_properties()
    forged = Recipe(time="2020-01-01T00:00:00Z").signed_properties().replace("s1-p", "other")
    assert own in text
    return text.replace(own, forged).replace(
        "</ds:Signature>", f"<ds:Object>{own}</ds:Object></ds:Signature>"
    )


def _properties_of_two(text: str) -> str:
    own = Recipe().signed_properties()
    forged = Recipe(time="2020-01-01T00:00:00Z").signed_properties().replace("s1-p", "other")
    return text.replace(own, forged + own)


def _second_qualifying(text: str) -> str:
    forged = Recipe(time="2020-01-01T00:00:00Z").signed_properties().replace("s1-p", "other")
    extra = (
        f'<ds:Object><xades:QualifyingProperties xmlns:xades="{ETSI}" Target="#s1">{forged}'
        "</xades:QualifyingProperties></ds:Object>"
    )
    return text.replace("</ds:KeyInfo>", f"</ds:KeyInfo>{extra}")


def _whole_wrapped(text: str) -> str:
    return f"<документ><текст>Сплатити 900 грн</текст>{text}</документ>"


def _content_changed(text: str) -> str:
    return text.replace("100", "900")


def _second_info(text: str) -> str:
    info = text[text.index("<ds:SignedInfo") : text.index("</ds:SignedInfo>")] + "</ds:SignedInfo>"
    return text.replace(info, info.replace("Type", "Kind") + info)


ATTACKS: list[tuple[Callable[[], str], Callable[[str], str]]] = [
    (_by_identifier, _both_named),
    (_by_identifier, _named_otherwise),
    (_by_identifier, _content_changed),
    (_by_identifier, _properties_moved),
    (_by_identifier, _second_info),
    (_enveloping, _object_wrapped),
    (_enveloping, _object_elsewhere),
    (_enveloping, _properties_of_two),
    (_enveloping, _second_qualifying),
    (_enveloping, _content_changed),
    (enveloped, _properties_moved),
    (enveloped, _whole_wrapped),
    (enveloped, _content_changed),
    (enveloped, _second_qualifying),
]


@pytest.mark.parametrize(("made", "attack"), ATTACKS)
def test_no_wrapped_file_counts_as_signed(
    made: Callable[[], str], attack: Callable[[str], str]
) -> None:
    attacked = attack(made())
    facts = of(attacked)

    assert attacked != made()
    assert not good(facts)
    assert not (facts.signature_intact and facts.content_intact)
    assert facts.failure in {SubIndication.FORMAT_FAILURE, SubIndication.HASH_FAILURE}


def test_a_manifest_in_a_wrapper_is_none_of_the_signatures_own() -> None:
    manifest = f'<ds:Manifest xmlns:ds="{DS}" Id="m"></ds:Manifest>'
    reference = Ref("#m", manifest.encode(), kind=f"{DS}Manifest")
    straight = Recipe(objects=f"<ds:Object>{manifest}</ds:Object>").write(reference)
    wrapped = f"<ds:Object><x>{manifest}</x></ds:Object>"
    moved = Recipe(objects=wrapped).write(reference)

    assert good(of(straight))
    assert of(moved).content_intact is False
    assert "S108" in codes(of(moved))


def test_a_signed_object_cannot_be_made_into_something_else() -> None:
    """Of an object in base64 only the text is digested: its own tags could be exchanged."""
    stored = b64("Сплатити 100 грн".encode())
    thing = f'<ds:Object Id="o">{stored}</ds:Object>'
    reference = Ref("#o", "Сплатити 100 грн".encode(), (BASE64,), kind=f"{DS}Object")
    text = Recipe(objects=thing).write(reference)
    renamed = text.replace(thing, f'<наказ Id="o">{stored}</наказ>')
    filled = Recipe(objects=thing.replace(stored, f"{stored}<наказ ні='так'/>")).write(reference)

    assert good(of(text))
    assert "S108" in codes(of(renamed))
    assert of(filled).covers is Covers.PART


def test_a_filter_cannot_pick_properties_that_are_not_the_signatures() -> None:
    head = f'<xades:SignedProperties xmlns:xades="{ETSI}"'
    inclusive = head.replace("xmlns", f'xmlns:ds="{DS}" xmlns', 1)
    own = Recipe().signed_properties().replace(f' xmlns:ds="{DS}"', "").replace(head, inclusive)
    inside = (
        '<f:XPath xmlns:f="http://www.w3.org/2002/06/xmldsig-filter2" Filter="intersect">'
        "id('s1-p')/self::node()</f:XPath>"
    )
    filtered = Ref("", own.encode(), ("http://www.w3.org/2002/06/xmldsig-filter2",), inside=inside)
    recipe = Recipe(objects=OBJECT, references_properties=False)
    text = recipe.write(Ref("#o", OBJECT.encode()), filtered)
    moved = text.replace("<ds:Object><xades:Q", "<ds:Target><xades:Q").replace(
        "Properties></ds:Object>", "Properties></ds:Target>"
    )

    assert good(of(text)), of(text).messages
    assert of(moved).content_intact is False


def test_properties_of_another_signature_are_not_taken_over() -> None:
    whole = "<a></a>"
    both = "".join(
        Recipe(name=name, target="#one").write(Ref("", whole.encode(), (ENVELOPED, EXC)))
        for name in ("one", "two")
    )
    first, second = every(f"<a>{both}</a>")

    assert "S104" not in codes(first)
    assert "S104" in codes(second)
    assert second.content_intact is False


def test_another_document_covers_nothing_of_this_one(tmp_path: Path) -> None:
    """A file that is XML and canonicalised is a set of nodes as well, but not of these."""
    content = pki.file_of(tmp_path, b"<a/>", "a.xml")
    outside = Ref("a.xml", b"<a></a>")
    recipe = Recipe(objects="<ds:Object>900</ds:Object>")
    bare = replace(recipe, references_properties=False)

    assert good(of(recipe.write(outside), contents=[Separate(content)]))
    assert of(recipe.write(outside), contents=[Separate(content)]).covers is Covers.PART
    assert "S105" in codes(of(bare.write(outside), contents=[Separate(content)]))


def test_a_signature_over_nothing_is_no_signature() -> None:
    nothing = Recipe().write()
    own = Recipe().write(Ref("", b"", (ENVELOPED, EXC)))

    for text in (nothing, own):
        assert "S106" in codes(of(text))
        assert of(text).content_intact is False


def test_content_beside_what_is_signed_is_not_called_covered() -> None:
    added = enveloped().replace("</ds:Signature>", "<ds:Object>900</ds:Object></ds:Signature>")
    styled = f'<?xml-stylesheet href="evil.xsl"?>{_by_identifier()}'

    assert good(of(added))
    assert of(added).covers is Covers.PART
    assert of(styled).covers is Covers.PART


def test_a_list_is_handed_out_as_it_was_digested() -> None:
    """A comment may be put into signed text, and a second signature beside the first."""
    content = "<a><b>AB</b></a>"
    xpath = "<ds:XPath>not(ancestor-or-self::ds:Signature)</ds:XPath>"
    reference = Ref(
        "", content.encode(), ("http://www.w3.org/TR/1999/REC-xpath-19991116",), inside=xpath
    )
    text = content.replace("</a>", Recipe().write(reference) + "</a>")
    evil = f'<ds:Signature xmlns:ds="{DS}"><b>evil</b></ds:Signature>'
    attacked = text.replace("AB", "A<!-- -->B").replace("</a>", evil + "</a>")
    found = signed_root(attacked.encode())

    assert isinstance(found, SignedRoot)
    assert [one.text for one in found.root.iter("b")] == ["AB"]
    assert found.certificate == pki.clerk().der


def test_a_list_of_which_only_a_part_is_signed_is_not_handed_out() -> None:
    found = signed_root(_by_identifier().encode())

    assert not isinstance(found, SignedRoot)
    assert found is not None
    assert signed_root(b"<a/>") is None


def _flips(
    data: bytes, places: Sequence[int], bits: Sequence[int] = range(8)
) -> list[tuple[int, int]]:
    """Where one changed bit makes a file that counts as signed."""
    return [
        (place, bit)
        for place in places
        for bit in bits
        if any(good(one) for one in _judged(_flipped(data, place, bit)))
    ]


def _flipped(data: bytes, place: int, bit: int) -> bytes:
    changed = bytearray(data)
    changed[place] ^= 1 << bit
    return bytes(changed)


def _judged(data: bytes) -> list[object]:
    return list(judge(Submitted(name="підпис.xml", data=data)).signatures)


def _small() -> tuple[bytes, list[range]]:
    """A small file, and where the bytes stand that its signature covers.

    Namespaces are declared once: a second declaration of the same can change without consequence.
    """
    text = enveloped()
    for name in ("ds:SignedInfo", "ds:DigestMethod", "ds:DigestValue"):
        text = text.replace(f'<{name} xmlns:ds="{DS}"', f"<{name}")
    own = f'<xades:SignedProperties xmlns:xades="{ETSI}"'
    data = text.replace(own, "<xades:SignedProperties").encode()
    covered = [
        range(data.index(b"<ds:Signature ")),
        _between(data, b"<ds:SignedInfo", b"</ds:SignedInfo>"),
        _between(data, b"<xades:SignedProperties", b"</xades:SignedProperties>"),
        range(data.index(b"</ds:Signature>") + len(b"</ds:Signature>"), len(data)),
    ]
    return data, covered


def _between(data: bytes, first: bytes, last: bytes) -> range:
    return range(data.index(first), data.index(last) + len(last))


@settings(max_examples=80, deadline=None)
@given(at=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_one_changed_bit_is_never_accepted(at: float, bit: int) -> None:
    data, covered = _small()
    places = [place for one in covered for place in one]

    assert _flips(data, [places[int(at * len(places))]], [bit]) == []


@pytest.mark.slow
def test_one_changed_bit_is_never_accepted_anywhere() -> None:
    data, covered = _small()

    assert [place for one in covered for place in _flips(data, one)] == []


def _laughs() -> bytes:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE a [<!ENTITY e0 "ha">{entities}]><a>&e9;{DS}</a>'.encode()


BOMBS = {
    "entities": _laughs(),
    "entities in UTF-16": _laughs().decode().encode("utf-16"),
    "external": f'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a>{DS}</a>'.encode(),
    "depth": b"<a>" * 100_000 + DS.encode() + b"</a>" * 100_000,
    "nodes": b"<a>" + b"<b/>" * (NODES_MAX + 1) + b"</a>",
    "attributes": b"<a " + b" ".join(b'a%d=""' % n for n in range(NODES_MAX + 1)) + b"/>",
    "namespaces": b"<a " + b" ".join(b'xmlns:n%d="u"' % n for n in range(10_000)) + b"/>",
    "nothing": b"",
    "no XML": b"<" + DS.encode(),
    "unknown encoding": b'<?xml version="1.0" encoding="x-none"?><a/>',
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused_in_bounded_time(name: str) -> None:
    start = time.monotonic()
    facts = judge(Submitted(name="бомба.xml", data=BOMBS[name]))

    assert facts.format is Format.UNREADABLE
    assert not facts.complete
    assert {one.code for one in facts.messages} <= {"S003", "S100", "S111"}
    with pytest.raises(RefusedXml):
        signed_root(BOMBS[name])
    assert time.monotonic() - start < 30


def test_work_is_bounded_for_all_references_together() -> None:
    """Each reference is cheap; many of them over everything are not."""
    content = "<a>" + "<b></b>" * 1_000 + "</a>"
    references = [Ref("", content.encode(), (ENVELOPED, EXC))] * 20
    text = content.replace("</a>", Recipe().write(*references) + "</a>").encode()
    enough, little = parse(text), parse(text, Budget(50_000))
    found = [
        judge_document(one, lambda _: Candidates(), format=Format.XADES)[0][0].facts
        for one in (enough, little)
    ]

    assert [one.content_intact for one in found] == [True, False]
    assert "S111" in codes(found[1])
    assert enough.budget.left > WORK_MAX - 200_000


def test_too_many_transforms_are_not_run() -> None:
    facts = of(
        enveloped().replace(
            "<ds:Transforms>",
            "<ds:Transforms>" + 500 * (f'<ds:Transform Algorithm="{EXC}"></ds:Transform>'),
        )
    )

    assert facts.content_intact is False
    assert "S111" in codes(facts)


@settings(max_examples=80, deadline=None)
@given(cut=st.floats(0, 1), put=st.binary(max_size=12))
def test_nothing_escapes_from_damaged_files(cut: float, put: bytes) -> None:
    data = enveloped().encode()
    place = int(cut * len(data))

    judge(Submitted(name="а.xml", data=data[:place] + put + data[place + len(put) :]))
    assert parse(enveloped().encode()).root is not None
