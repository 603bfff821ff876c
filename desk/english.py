"""English for `--lang en`.

Knows: an English sentence for each Ukrainian template (english.tsv; the Ukrainian one is the key).
Does not know: where a sentence is said. Keeps: tests hold the table complete and its {names} equal.
"""

from __future__ import annotations

import csv
import re
import string
from collections.abc import Iterator
from functools import cache
from importlib import resources

from vault.errors import ArchiveError


@cache
def english() -> dict[str, str]:
    """The table, Ukrainian to English; read only when English is asked for."""
    text = resources.files("desk").joinpath("english.tsv").read_text(encoding="utf-8")
    rows = csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return dict(rows)


def reason_in_english(code: str, text: str) -> str:
    """A reason as it was recorded, in English where its error is known; `text` otherwise.

    What is recorded is the sentence alone: the values in it are found by the error's templates.
    """
    table = english()
    for kind in _kinds(ArchiveError):
        found = re.fullmatch(_pattern(f"{kind.what} {kind.remedy}"), text, re.DOTALL)
        if kind.code == code and found is not None:
            values = {
                name: said_in_english(value) if name == "reason" else table.get(value, value)
                for name, value in found.groupdict().items()
            }
            sentences = (table.get(one, one) for one in (kind.what, kind.remedy))
            return " ".join(sentences).format(**values)
    return text


def said_in_english(reason: str) -> str:
    """A reason that stands in a sentence: ours, maybe with values put in where it was found."""
    table = english()
    if reason in table:
        return table[reason]
    for template, pattern in _with_values():
        found = pattern.fullmatch(reason)
        if found is not None:
            values = {name: table.get(value, value) for name, value in found.groupdict().items()}
            return table[template].format(**values)
    return reason


@cache
def _with_values() -> list[tuple[str, re.Pattern[str]]]:
    """Reasons with values, by letter; those that say the most by themselves first."""
    reasons = [template for template in english() if "{a}" in template]
    reasons.sort(key=lambda one: len(re.sub(r"{[a-h]}", "", one)), reverse=True)
    return [(one, re.compile(_pattern(one), re.DOTALL)) for one in reasons]


def remark_in_english(code: str, text: str) -> str:
    """A remark of a signature report in English; what came out of the file stays as it is."""
    from signing.messages import TEXTS  # noqa: PLC0415  few commands speak of signatures

    template, table = TEXTS.get(code, ""), english()
    found = re.fullmatch(_pattern(template), text, re.DOTALL)
    if found is None or template not in table:
        return text
    values = {name: _part(value, table) for name, value in found.groupdict().items()}
    return table[template].format(**values)


def _part(value: str, table: dict[str, str]) -> str:
    """What stands in a remark: words of ours, a time of ours, or something out of the file."""
    from signing.messages import KYIV_TIME  # noqa: PLC0415

    return table.get(value, value).replace(f"({KYIV_TIME},", f"({table[KYIV_TIME]},")


def _kinds(root: type[ArchiveError]) -> Iterator[type[ArchiveError]]:
    yield root
    for kind in root.__subclasses__():
        yield from _kinds(kind)


@cache
def _pattern(template: str) -> str:
    """A template as a pattern that finds its values again."""
    pattern, seen = "", set()
    for words, name, _, _ in string.Formatter().parse(template):
        pattern += re.escape(words)
        if name:
            pattern += f"(?P={name})" if name in seen else f"(?P<{name}>.*?)"
            seen.add(name)
    return pattern
