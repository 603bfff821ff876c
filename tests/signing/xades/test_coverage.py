"""What an XML signature covers, and what finding that out may cost."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from signing import Covers
from signing.facts import Submitted
from signing.xades import judge
from tests.signing.xades.maker import DS, EXC, Recipe, Ref, enveloped, good, of


@pytest.mark.parametrize(
    "bend",
    [
        lambda xml: f'<?xml-stylesheet href="x.xsl" type="text/xsl"?>{xml}',
        lambda xml: f'<d amount="1000000">{xml}</d>',
        lambda xml: xml.replace("</ds:Signature>", "<e>1000000</e></ds:Signature>"),
        lambda xml: xml.replace("ifyingProperties></", "ifyingProperties><e>1000000</e></"),
    ],
)
def test_what_stands_beside_the_signed_object_is_not_covered(bend: Callable[[str], str]) -> None:
    thing = f'<ds:Object xmlns:ds="{DS}" Id="o1">1</ds:Object>'
    xml = Recipe(objects=thing).write(Ref("#o1", thing.encode()))
    assert of(xml).covers is Covers.WHOLE
    assert of(bend(xml)).covers is Covers.PART


def _many_attributes() -> str:
    return f"<d {' '.join(f'a{n}=_1_' for n in range(50_000))}>{enveloped()}</d>".replace(
        "_1_", "'1'"
    )


def _many_objects() -> str:
    things = '<ds:Object Id="o1"></ds:Object>' + "<ds:Object></ds:Object>" * 50_000
    return Recipe(objects=things).write(*[Ref("#o1", b"")] * 1_900, Ref("", b"", (EXC,)))


@pytest.mark.parametrize("make", [_many_attributes, _many_objects])
def test_what_libraries_and_coverage_look_at_is_bounded(make: Callable[[], str]) -> None:
    data, start = make().encode(), time.process_time()
    facts = judge(Submitted(name="x.xml", data=data))
    assert not any(good(one) for one in facts.signatures)
    said = [*facts.messages, *(m for one in facts.signatures for m in one.messages)]
    assert "S111" in {one.code for one in said}
    assert time.process_time() - start < 10
