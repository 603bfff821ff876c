"""The words of acts as a court may replace them: grounds, openings, who holds each copy.

Knows: the file of words (its edition, then a row for each kind of act), ours and a court's.
Does not know: whether a court's may stand for ours (rules), where it is kept (service).
Keeps: only words differ: kinds, their numbers and what may be found are the program's; pure.
"""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from inventory.audit.acts import ActKind, act_kinds
from inventory.forms.errors import UnfitTemplate

WORDING = "act_wording"
"""Its name among the forms."""
TITLE = "Слова актів (Інструкція 814, додаток 1)"
OURS = "814-1-слова, ред. 1"
_EDITION = "edition"
_WORDS = ("title", "basis", "opening", "holders", "report")
_BETWEEN = " | "
_SIZE_MAX = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ActWording:
    """The words of all kinds of acts, in one edition.

    Attributes:
        kinds: with these words, by code.
        text: the file.
        own: whether a court brought it.
    """

    edition: str
    kinds: Mapping[str, ActKind]
    text: bytes = field(repr=False)
    own: bool

    @property
    def sha512(self) -> str:
        """Digest of the file: names these very words, whatever the edition is called."""
        return hashlib.sha512(self.text).hexdigest()


@cache
def our_wording() -> ActWording:
    """The words that come with the program, as the file a court would change."""
    rows = [(_EDITION, OURS), ("kind", *_WORDS)]
    for kind in act_kinds().values():
        words = (kind.title, kind.basis, kind.opening, _BETWEEN.join(kind.holders), kind.report)
        rows.append((kind.code, *words))
    text = "".join("\t".join(row) + "\n" for row in rows).encode()
    return ActWording(edition=OURS, kinds=act_kinds(), text=text, own=False)


def read_wording(text: bytes) -> ActWording:
    """A court's words.

    Raises:
        UnfitTemplate: the file is not such a table, or misses a kind.
    """
    if len(text) > _SIZE_MAX:
        raise UnfitTemplate(name=WORDING, reason="файл більший за 256 КБ")
    try:
        lines = text.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise UnfitTemplate(name=WORDING, reason="файл не в UTF-8") from None
    rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    rows = [[cell.strip() for cell in row] for row in rows if any(row)]
    if len(rows) < 2 or rows[0][:1] != [_EDITION] or len(rows[0]) < 2:
        raise UnfitTemplate(
            name=WORDING, reason="перший рядок має називати редакцію: edition, табуляція, назва"
        )
    if rows[1] != ["kind", *_WORDS]:
        raise _unfit(f"стовпці мають бути такі: kind, {', '.join(_WORDS)}")
    kinds = {kind.code: kind for kind in map(_read, rows[2:])}
    if set(kinds) != set(act_kinds()) or len(rows) - 2 != len(kinds):
        raise _unfit(f"кожен вид акта має один рядок: {', '.join(act_kinds())}")
    return ActWording(edition=rows[0][1], kinds=kinds, text=text, own=True)


def _read(row: list[str]) -> ActKind:
    code = row[0]
    if code not in act_kinds() or len(row) != 1 + len(_WORDS):
        raise _unfit(f"рядок «{code}»: це не вид акта або стовпців не {1 + len(_WORDS)}")
    title, basis, opening, holders, report = row[1:]
    kind = dataclasses.replace(
        act_kinds()[code],
        title=title,
        basis=basis,
        opening=opening,
        holders=tuple(one.strip() for one in holders.split(_BETWEEN.strip()) if one.strip()),
        report=report,
    )
    try:
        known = places(act_kinds()[code]) | _ANYWHERE
        strange = places(kind) - known
    except ValueError:
        raise _unfit(f"рядок «{code}»: дужки {{ }} не закрито") from None
    if strange:
        raise _unfit(f"рядок «{code}»: невідоме місце {{{min(strange)}}}")
    return kind


_ANYWHERE = frozenset({"on", "party", "details", "of_case", "in_case"})
"""Places that any kind may have; the others only where ours has them."""


def places(kind: ActKind) -> frozenset[str]:
    """What is filled in into its words: the names in braces.

    Raises:
        ValueError: a brace is not closed.
    """
    return frozenset(_named((kind.opening, *kind.holders)))


def words_of(kind: ActKind) -> str:
    """All that an act of this kind says by itself, without the places."""
    texts = (kind.title, kind.basis, kind.opening, *kind.holders, kind.report)
    return " ".join(said for text in texts for said, *_ in string.Formatter().parse(text))


def _named(texts: tuple[str, ...]) -> Iterator[str]:
    for text in texts:
        for _, name, how, conversion in string.Formatter().parse(text):
            if name is not None:
                yield f"{name}{how or ''}{conversion or ''}"


def _unfit(reason: str) -> UnfitTemplate:
    return UnfitTemplate(name=WORDING, reason=reason)
