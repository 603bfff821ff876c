"""Canonical XML against libxml2, and against the examples of the W3C."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from signing.xades.c14n import METHODS, Method, NodeSet, canonical
from signing.xades.document import parse

_TEXTS = st.text(alphabet="aЖ &<>\"'\t\n\r]\U0001f600", max_size=4)
_URIS = ("urn:one", "urn:two")
_PREFIXES = ("a", "b", "Z")
_XML = "http://www.w3.org/XML/1998/namespace"


def _text(draw: Any) -> str:
    return escape(draw(_TEXTS), {"\r": "&#13;"})


@st.composite
def _elements(draw: Any, scope: tuple[tuple[str, str], ...] = (), depth: int = 0) -> str:
    """An element with namespaces that are declared, repeated, changed and taken back."""
    declared = draw(st.dictionaries(st.sampled_from(_PREFIXES), st.sampled_from(_URIS), max_size=2))
    if draw(st.booleans()):
        declared[""] = draw(st.sampled_from(("", *_URIS)))
    known = {**dict(scope), **declared}
    prefixes = [one for one in known if one]
    name = ":".join([*draw(st.lists(st.sampled_from(prefixes or [""]), max_size=1)), "e"])
    attributes = {
        (known[p] if p in known and p else p, local): (f"{p}:{local}" if p else local)
        for p, local in draw(
            st.lists(st.tuples(st.sampled_from(["", "xml", *prefixes]), st.sampled_from("xy")))
        )
    }
    values = {"xmlns:" + p if p else "xmlns": uri for p, uri in declared.items()}
    values |= {one: draw(_TEXTS) for one in attributes.values()}
    written = "".join(
        f" {k}={quoteattr(v)}" for k, v in draw(st.permutations(list(values.items())))
    )
    inside = _text(draw)
    for _ in range(draw(st.integers(0, 2)) if depth < 3 else 0):
        child = _elements(tuple(known.items()), depth + 1)
        inside += draw(st.one_of(child, st.sampled_from(["<!--так-->", "<?p?>", "<?p так?>"])))
        inside += _text(draw)
    return f"<{name.lstrip(':')}{written}>{inside}</{name.lstrip(':')}>"


@given(written=_elements(), uri=st.sampled_from(sorted(METHODS)))
def test_a_whole_document_is_written_as_libxml2_writes_it(written: str, uri: str) -> None:
    data = f"<?first?><!--a-->{written}<!--b--><?last one?>".encode()
    method = METHODS[uri]
    theirs = etree.tostring(
        etree.fromstring(data).getroottree(),
        method="c14n",
        exclusive=method.exclusive,
        with_comments=method.comments,
    )

    assert canonical(NodeSet(parse(data), comments=True), method) == theirs


@given(written=_elements((("b", "urn:one"), ("", "urn:two"))))
def test_a_part_keeps_every_namespace_and_prefix_that_stands_in_it(written: str) -> None:
    outer = f'<r xmlns="urn:two" xmlns:b="urn:one" xml:lang="uk">{written}</r>'
    document = parse(outer.encode())
    part = document.root[0]
    again = parse(canonical(NodeSet(document, part, comments=True), Method(comments=True))).root

    assert again.get(f"{{{_XML}}}lang") == "uk"
    assert [_seen(one) for one in again.iter()] == [_seen(one) for one in part.iter()]


def _seen(node: Any) -> tuple[Any, ...]:
    lang = f"{{{_XML}}}lang"
    return (
        node.tag,
        node.prefix,
        {k: v for k, v in (node.nsmap or {}).items() if v},
        {k: v for k, v in node.attrib.items() if k != lang},
        node.text or "",
    )


W3C = """<!-- Comment 1 --><n0:local xmlns:n0="foo:bar" xmlns:n3="ftp://example.org"><n1:elem2 \
xmlns:n1="http://example.net" xml:lang="en"><n3:stuff xmlns:n3="ftp://example.org"/></n1:elem2>\
</n0:local>"""


def test_exclusive_form_of_a_part_is_the_one_of_the_recommendation() -> None:
    """REC-xml-exc-c14n, 2.2."""
    document = parse(W3C.encode())
    part = NodeSet(document, document.root[0])

    assert canonical(part, Method(exclusive=True)) == (
        b'<n1:elem2 xmlns:n1="http://example.net" xml:lang="en">'
        b'<n3:stuff xmlns:n3="ftp://example.org"></n3:stuff></n1:elem2>'
    )
    assert canonical(part, Method()) == (
        b'<n1:elem2 xmlns:n0="foo:bar" xmlns:n1="http://example.net" '
        b'xmlns:n3="ftp://example.org" xml:lang="en"><n3:stuff></n3:stuff></n1:elem2>'
    )


def test_named_prefixes_are_kept_in_the_exclusive_form() -> None:
    document = parse(b'<a xmlns="urn:d" xmlns:x="urn:x" xmlns:y="urn:y"><x:b t="y:z"/></a>')
    method = Method(exclusive=True, prefixes=frozenset({"y", ""}))

    assert canonical(NodeSet(document, document.root[0]), method) == (
        b'<x:b xmlns="urn:d" xmlns:x="urn:x" xmlns:y="urn:y" t="y:z"></x:b>'
    )


@pytest.mark.parametrize(
    ("newer", "attributes"),
    [
        (False, b'xml:base="sub/" xml:id="r" xml:lang="uk" xml:space="preserve"'),
        (True, b'xml:base="http://example.invalid/sub/" xml:lang="uk" xml:space="preserve"'),
    ],
)
def test_what_ancestors_hand_down_differs_between_1_0_and_1_1(
    newer: bool, attributes: bytes
) -> None:
    document = parse(
        b'<a xml:base="http://example.invalid/" xml:id="r" xml:lang="en" xml:space="preserve">'
        b'<b xml:base="sub/" xml:lang="uk"/></a>'
    )

    written = canonical(NodeSet(document, document.root[0]), Method(newer=newer))
    assert written == b"<b " + attributes + b"></b>"


def test_what_is_left_out_takes_its_namespaces_with_it() -> None:
    document = parse(b'<a xmlns:x="urn:x">1<b xmlns:y="urn:y">2<y:c/>3</b>4<d/>5</a>')
    b, d = document.root
    without = NodeSet(document, without=frozenset({d}))
    only = NodeSet(document, within=(frozenset({b[0], (b[0], "tail")}),))

    assert canonical(without) == b'<a xmlns:x="urn:x">1<b xmlns:y="urn:y">2<y:c></y:c>3</b>45</a>'
    assert canonical(only) == b'<y:c xmlns:x="urn:x" xmlns:y="urn:y"></y:c>3'


def test_the_prefix_an_attribute_was_written_with_stays() -> None:
    data = b'<r xmlns:a="urn:u" xmlns:b="urn:u" b:x="1" a:y="2"></r>'

    assert canonical(NodeSet(parse(data))) == data
