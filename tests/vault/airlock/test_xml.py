"""XML without DTD, entities, network or bombs."""

from __future__ import annotations

import socket

import pytest
from lxml import etree

from tests.vault.airlock.makers import LAUGHS, XXE
from vault.airlock.limits import Limits
from vault.airlock.xml import parse
from vault.errors import TooLarge, Unreadable


@pytest.mark.parametrize(
    "source",
    [
        b"<!DOCTYPE a><a/>",
        b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
        XXE.encode() + b"<a>&x;</a>",
        XXE.encode() + b"<a b='1'/>",
        "<?xml version='1.0' encoding='utf-16'?><!DOCTYPE a [<!ENTITY x 'y'>]><a/>".encode(
            "utf-16"
        ),
        LAUGHS.encode() + b"<a>&a8;</a>",
        LAUGHS.encode() + b"<a b='&a8;'/>",
        b"<a>&unknown;</a>",
        b"<a>" * 300 + b"</a>" * 300,
        b"<a><b></a></b>",
        b"",
        b"\x00\x01",
        b"<a/>trailing",
    ],
)
def test_refused(source: bytes) -> None:
    with pytest.raises(Unreadable):
        parse(source)


def test_nothing_is_fetched() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        port = server.getsockname()[1]
        with pytest.raises(Unreadable):
            parse(b"<!DOCTYPE a SYSTEM 'http://127.0.0.1:%d/a.dtd'><a/>" % port)
        parse(b"<a xmlns:x='http://www.w3.org/2001/XInclude'><x:include href='/etc/passwd'/></a>")
        with pytest.raises(TimeoutError):
            server.accept()


def test_everything_that_a_signature_covers_stays() -> None:
    source = b"<a  b='1'>\n <!-- c --><?p i?><![CDATA[<x>]]>&lt;</a>"

    assert etree.tostring(parse(source)) == b'<a b="1">\n <!-- c --><?p i?><![CDATA[<x>]]>&lt;</a>'


def test_size_is_bounded() -> None:
    with pytest.raises(TooLarge):
        parse(b"<a>" + b"x" * (1 << 20) + b"</a>", limits=Limits(xml_mib=1))
