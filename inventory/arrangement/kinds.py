"""Kinds of documents and case files: data a court can read, not code.

Knows: the name of each kind and its place in the order of 814 VII.1.
Does not know: how documents are ordered (order.py). Keeps: an unknown kind is a document «other»
under its own name, never an error: a clerk's word comes first.
"""

from __future__ import annotations

import csv
import difflib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from vault import carries_out, single_spaced

CASE_KINDS = {
    "civil": "цивільна справа",
    "criminal": "кримінальна справа",
    "administrative": "адміністративна справа",
    "commercial": "господарська справа",
    "offence": "справа про адміністративне правопорушення",
    "measure": "клопотання про захід забезпечення кримінального провадження",
    "complaint": "скарга на рішення, дії чи бездіяльність слідчого або прокурора",
    "other": "справа іншої категорії",
    "refusal": "матеріали про відмову у відкритті провадження (повернення)",
    "nomenclature": "номенклатурна справа",
    "alphabetical": "номенклатурна справа, документи в якій розташовано за прізвищами",
    "personnel": "особова справа працівника",
}
PLANNED = frozenset({"nomenclature", "alphabetical", "personnel"})
"""Kinds of files of the file plan: no court cases."""
_CASE_KIND_ADJECTIVES = {
    "цивільн": "civil",
    "кримінальн": "criminal",
    "адміністративн": "administrative",
    "господарськ": "commercial",
    "номенклатурн": "nomenclature",
    "особов": "personnel",
    "інш": "other",
}
_CASE_KIND_NOUNS = {"", "справа", "справи", "справу", "провадження", "судочинство", "працівника"}
_OFFENCES = {"купап", "адмінправопорушення", "адміністративне правопорушення"}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document.

    Attributes:
        code: stable name in cards and in `--json`.
        name: Ukrainian name on forms.
        place: 2–17, the place in the order of 814 VII.1.
        sub: order among documents of one place and time (814 VII.3–4); around the minutes of a
            hearing 0 is before them, 1 they themselves, 2 a ruling that ends it, 3 receipts.
        appeal: 1–14, the place in the order of 814 VII.15.
        decision: whether it is a court decision (814 I.1).
        court: whether it is a procedural document made by the court (814 VII.23).
        trait: what makes it special: annex, envelope, closed-envelope, enclosure, media,
            unnumbered, illustration, receipt, reply, received-volume or nothing.
    """

    code: str
    name: str
    place: int
    sub: int
    appeal: int
    decision: bool
    court: bool
    trait: str


OTHER = "other"
_ALIKE = 0.6


@cache
def kinds() -> dict[str, Kind]:
    """All kinds by code."""
    text = resources.files("inventory").joinpath("data/kinds.tsv").read_text(encoding="utf-8")
    return {
        row["code"]: Kind(
            row["code"],
            row["name"],
            int(row["place"]),
            int(row["sub"]),
            int(row["appeal"]),
            row["decision"] == "1",
            row["court"] == "1",
            row["traits"],
        )
        for row in csv.DictReader(text.splitlines(), delimiter="\t")
    }


@cache
def _by_name() -> dict[str, Kind]:
    return {kind.name.casefold(): kind for kind in kinds().values()}


@carries_out("814:I.1-рішення")
def kind_of(word: str) -> Kind:
    """The kind a card names by code or by Ukrainian name; «other» for a word nobody knows."""
    return find_kind(word) or kinds()[OTHER]


def find_kind(word: str) -> Kind | None:
    """The kind of that code or Ukrainian name, if there is one."""
    return kinds().get(word) or _by_name().get(word.strip().casefold())


def find_case_kind(words: str) -> str | None:
    """The code of a kind of case file by its code, its name or what people and АСДС call it.

    «Цивільна», «цивільні справи», «цивільне судочинство» are all the same.
    """
    said = single_spaced(words.casefold())
    if said in CASE_KINDS:
        return said
    named = {name: code for code, name in CASE_KINDS.items()}
    if said in named:
        return named[said]
    about = said.removeprefix("справа ").removeprefix("справи ").removeprefix("про ")
    if about.replace("адміністративні", "адміністративне") in _OFFENCES:
        return "offence"
    adjective, _, noun = said.partition(" ")
    if noun not in _CASE_KIND_NOUNS:
        return None
    stem = adjective.rstrip("аеиівоїуюх")
    return _CASE_KIND_ADJECTIVES.get(stem)


def nearest_kinds(word: str) -> list[Kind]:
    """Kinds whose code or name, or a word of it, looks most like `word`; at most three."""
    wanted = word.strip().casefold()
    likeness = {
        kind: max(
            difflib.SequenceMatcher(None, wanted, said).ratio()
            for said in (kind.code, kind.name.casefold(), *kind.name.casefold().split())
        )
        for kind in kinds().values()
    }
    best = sorted(likeness, key=lambda kind: -likeness[kind])
    return [kind for kind in best if likeness[kind] >= _ALIKE][:3]
