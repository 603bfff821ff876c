"""The words of acts as a court may replace them: grounds, openings, who holds each copy.

Knows: the files of words (an edition, then a row for each kind of act), ours and a court's.
Does not know: whether a court's may stand for ours (rules), where it is kept (service).
Keeps: only words differ: kinds, their numbers and what may be found are the program's; pure.
"""

from __future__ import annotations

import dataclasses
import hashlib
import string
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from inventory.audit.acts import ActKind, act_kinds, handover_kinds
from inventory.forms.errors import UnfitTemplate
from vault import unseen


@dataclass(frozen=True, slots=True)
class Annex:
    """Acts whose words are one file.

    Attributes:
        title: of the file.
        edition: of our words.
        kinds: with our words.
        anywhere: places that any kind may have; others only where ours has them.
    """

    title: str
    edition: str
    kinds: Callable[[], Mapping[str, ActKind]]
    anywhere: frozenset[str]


WITNESSED, HANDED = "act_wording", "files_wording"
WORDINGS: Mapping[str, Annex] = {
    WITNESSED: Annex(
        "Слова актів (Інструкція 814, додаток 1)",
        "814-1-слова, ред. 1",
        act_kinds,
        frozenset({"on", "party", "details", "of_case", "in_case"}),
    ),
    HANDED: Annex(
        "Слова актів приймання-передавання справ та документів (Інструкція 814, додаток 2)",
        "814-2-слова, ред. 1",
        handover_kinds,
        frozenset({"on", "unit"}),
    ),
}
"""By their names among the forms."""
_EDITION = "edition"
_WORDS = ("title", "basis", "opening", "holders", "report")
_BETWEEN = " | "
_SIZE_MAX = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ActWording:
    """The words of all acts of an annex, in one edition.

    Attributes:
        name: a key of `WORDINGS`.
        kinds: with these words, by code.
        text: the file.
        own: whether a court brought it.
    """

    name: str
    edition: str
    kinds: Mapping[str, ActKind]
    text: bytes = field(repr=False)
    own: bool

    @property
    def sha512(self) -> str:
        """Digest of the file: names these very words, whatever the edition is called."""
        return hashlib.sha512(self.text).hexdigest()


@cache
def our_wording(name: str) -> ActWording:
    """The words that come with the program, as the file a court would change."""
    annex = WORDINGS[name]
    kinds = annex.kinds()
    rows = [(_EDITION, annex.edition), ("kind", *_WORDS)]
    for kind in kinds.values():
        words = (kind.title, kind.basis, kind.opening, _BETWEEN.join(kind.holders), kind.report)
        rows.append((kind.code, *words))
    text = "".join("\t".join(row) + "\n" for row in rows).encode()
    return ActWording(name=name, edition=annex.edition, kinds=kinds, text=text, own=False)


def read_wording(name: str, text: bytes) -> ActWording:
    """A court's words.

    Raises:
        UnfitTemplate: the file is not such a table, misses a kind, or has signs nobody sees.
    """
    if len(text) > _SIZE_MAX:
        raise UnfitTemplate(name=name, reason="файл більший за 256 КБ")
    try:
        lines = text.decode("utf-8-sig").replace("\r\n", "\n").split("\n")
    except UnicodeDecodeError:
        raise UnfitTemplate(name=name, reason="файл не в UTF-8") from None
    for number, line in enumerate(lines, 1):
        if hidden := next((sign for sign in line if sign != "\t" and unseen(sign)), None):
            raise _unfit(name, f"рядок {number} має невидимий знак U+{ord(hidden):04X}")
    rows = [[cell.strip() for cell in line.split("\t")] for line in lines if line.strip()]
    if len(rows) < 2 or rows[0][:1] != [_EDITION] or len(rows[0]) < 2:
        raise UnfitTemplate(
            name=name, reason="перший рядок має називати редакцію: edition, табуляція, назва"
        )
    if rows[1] != ["kind", *_WORDS]:
        raise _unfit(name, f"стовпці мають бути такі: kind, {', '.join(_WORDS)}")
    ours = WORDINGS[name].kinds()
    kinds = {kind.code: kind for kind in (_read(name, row) for row in rows[2:])}
    if set(kinds) != set(ours) or len(rows) - 2 != len(kinds):
        raise _unfit(name, f"кожен вид акта має один рядок: {', '.join(ours)}")
    return ActWording(name=name, edition=rows[0][1], kinds=kinds, text=text, own=True)


def _read(name: str, row: list[str]) -> ActKind:
    code, ours = row[0], WORDINGS[name].kinds()
    if code not in ours or len(row) != 1 + len(_WORDS):
        raise _unfit(name, f"рядок «{code}»: це не вид акта або стовпців не {1 + len(_WORDS)}")
    title, basis, opening, holders, report = row[1:]
    kind = dataclasses.replace(
        ours[code],
        title=title,
        basis=basis,
        opening=opening,
        holders=tuple(one.strip() for one in holders.split(_BETWEEN.strip()) if one.strip()),
        report=report,
    )
    try:
        known = places(ours[code]) | WORDINGS[name].anywhere
        strange = (places(kind) - known) | frozenset(_named((title, basis, report)))
    except ValueError:
        raise _unfit(name, f"рядок «{code}»: дужки {{ }} не закрито") from None
    if strange:
        raise _unfit(name, f"рядок «{code}»: невідоме місце {{{min(strange)}}}")
    return kind


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


def _unfit(name: str, reason: str) -> UnfitTemplate:
    return UnfitTemplate(name=name, reason=reason)
