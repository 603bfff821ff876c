"""RTF: its words, and what is active inside.

Knows: groups, control words, code pages and Unicode escapes of RTF 1.9.1, as far as words go.
Does not know: layout (LibreOffice shows the document later, from the same bytes).
Keeps: one pass over the bytes; nesting is bounded; binary data is stepped over, never read.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace

from vault.airlock.facts import Inside
from vault.airlock.limits import Limits
from vault.errors import ActiveContent, TooLarge, Unreadable

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])"
    rb"|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_SKIPPED = frozenset(
    b"fonttbl colortbl stylesheet info pict object objdata fldinst themedata datastore mmathPr "
    b"latentstyles listtable listoverridetable rsidtbl generator xmlnstbl nonshppict "
    b"template".split()
)
_CHARACTERS = {
    b"par": "\n", b"line": "\n", b"sect": "\n", b"page": "\n", b"row": "\n", b"tab": "\t",
    b"cell": "\t", b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’",
    b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•", b"emspace": " ", b"enspace": " ",
}  # fmt: skip
_CHARSETS = {204: "cp1251", 0: "cp1252", 238: "cp1250", 161: "cp1253", 162: "cp1254", 186: "cp1257"}
_PROGRAM = re.compile(rb"4d5a9000|4d5a[0-9a-f]{100,200}50450000", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits and its end restores."""

    skip: bool = False
    fonts: bool = False
    font: int = -1
    fallbacks: int = 1


def facts(data: bytes, limits: Limits) -> Inside:
    """What is active inside.

    Raises:
        TooLarge: groups are nested deeper than a hundred times `limits.nesting`.
        ActiveContent: a program is embedded.
        Unreadable: the groups do not close: the file is cut off.
    """
    inside = Inside(text=True)
    depth = 0
    for brace in re.finditer(rb"(?<!\\)[{}]", data):
        depth += 1 if brace.group() == b"{" else -1
        if depth > limits.nesting * 100:
            raise TooLarge(reason=f"вкладеність RTF понад {limits.nesting * 100}")
    if re.search(rb"\\obj(data|ocx)", data):
        inside.active.add("object")
        for block in re.finditer(rb"\\objdata[^{}]{0,20000000}", data):
            if _PROGRAM.search(re.sub(rb"\s", b"", block.group())):
                raise ActiveContent(reason="вкладена програма")
    if re.search(rb"\\obj(update|autlink)", data):
        inside.active.add("object update")
    if re.search(rb"\\fldinst[^}]{0,200}\bDDE(AUTO)?\b", data, re.IGNORECASE):
        inside.active.add("DDE")
    if re.search(rb"\\\*\\template[ {]", data):
        inside.active.add("external template")
    if b"}" not in data.rstrip(b"\x00\r\n\t ")[-1:]:
        raise Unreadable(reason="RTF обірваний")
    return inside


def text(data: bytes, limits: Limits) -> str:
    """The words of an RTF.

    Raises:
        TooLarge: groups are nested deeper than a hundred times `limits.nesting`.
    """
    return _Reader(data, limits.nesting * 100).read()


class _Reader:
    """One pass over an RTF; the state follows its groups."""

    def __init__(self, data: bytes, nesting: int) -> None:
        self._data = data
        self._nesting = nesting
        page = re.search(rb"\\ansicpg(\d{1,5})", data[:2000])
        self._default = _codec(f"cp{page.group(1).decode()}" if page else "cp1251")
        self._charsets: dict[int, str] = {}
        self._state = _State()
        self._outer: list[_State] = []
        self._out: list[str] = []
        self._eight_bit = bytearray()  # bytes waiting for their code page: it may have several each
        self._replaced = 0  # characters after \\u that repeat it for old readers

    def read(self) -> str:
        at = 0
        while at < len(self._data):
            match = _TOKEN.match(self._data, at)
            if match is None:  # a lone backslash
                at += 1
                continue
            at = match.end()
            word, number, byte, symbol, brace, plain = match.groups()
            if byte or plain:
                self._bytes(bytes([int(byte, 16)]) if byte else plain)
                continue
            self._flush()
            if word == b"bin":
                at += max(0, int(number or 0))
            elif word:
                self._word(word, int(number) if number else None)
            elif brace:
                self._brace(brace)
            elif symbol:
                self._symbol(symbol)
        self._flush()
        # Beyond the first 65,536 characters RTF writes two halves of UTF-16.
        return "".join(self._out).encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def _bytes(self, data: bytes) -> None:
        skipped = min(self._replaced, len(data))
        self._replaced -= skipped
        if not self._state.skip:
            self._eight_bit += data[skipped:]

    def _flush(self) -> None:
        if self._eight_bit:
            charset = self._charsets.get(self._state.font, self._default)
            self._out.append(self._eight_bit.decode(charset, "replace"))
            self._eight_bit.clear()

    def _brace(self, brace: bytes) -> None:
        self._replaced = 0
        if brace == b"{":
            if len(self._outer) >= self._nesting:
                raise TooLarge(reason=f"вкладеність RTF понад {self._nesting}")
            self._outer.append(self._state)
        elif self._outer:
            self._state = self._outer.pop()

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._state = replace(self._state, skip=True)
        elif not self._state.skip:
            self._out.append({b"~": "\u00a0", b"_": "-"}.get(symbol, ""))
            if symbol in b"\\{}":
                self._out.append(symbol.decode("ascii"))

    def _word(self, word: bytes, number: int | None) -> None:
        state = self._state
        if word == b"fonttbl":
            self._state = replace(state, skip=True, fonts=True)
        elif word in _SKIPPED:
            self._state = replace(state, skip=True)
        elif word == b"f" and number is not None:
            self._state = replace(state, font=number)
        elif word == b"fcharset" and state.fonts and number in _CHARSETS:
            self._charsets[state.font] = _CHARSETS[number]
        elif word == b"uc" and number is not None:
            self._state = replace(state, fallbacks=max(0, min(number, 16)))
        elif word == b"u" and number is not None:
            self._replaced = state.fallbacks
            if not state.skip:
                self._out.append(chr(number % 0x10000))
        elif word in _CHARACTERS and not state.skip:
            self._out.append(_CHARACTERS[word])


def _codec(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1251"
