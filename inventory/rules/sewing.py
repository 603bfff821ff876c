"""What the law wants of documents before they are sewn, and of files of the file plan.

Knows: 814 VII.2, VII.14, I.2, I.11. Does not know: texts, where pages are kept.
Keeps: pure; every objection at once. What is found is for a person to see to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from inventory.arrangement.likeness import Alike
from inventory.model import CaseFile, Document, titles_of
from vault import Json, Verdict, demands, rule

BINDING_MM = 20
"""Text nearer to the left edge of a page would be sewn in (814 VII.14; the width is ours)."""
_TENTHS = BINDING_MM * 10 * 72 / 25.4  # of a point
_WORDS_MIN = 3
_SURE = 60  # percent, of the recognition of a word
_TOLD = 5
_BRANCHES = {"nomenclature", "alphabetical", "personnel"}
_NOT_KEPT = {"draft", "personal-paper", "multiplied-copy", "returnable"}


@rule("814:VII.2")
def is_once(found: Sequence[Alike], documents: Mapping[str, Document]) -> Verdict:
    """Whether every document is there in one copy only."""
    return Verdict.all(
        Verdict.of(demands(False, "814:VII.2", _twice(pair, documents))) for pair in found
    )


def _twice(pair: Alike, documents: Mapping[str, Document]) -> str:
    one, other = documents[pair.one], documents[pair.other]
    named = f"«{one.title}» ({one.id}) і «{other.title}» ({other.id})"
    if pair.pages is not None:
        return f"однакові сторінки: {named}, стор. {pair.pages[0]} і {pair.pages[1]}"
    if pair.percent == 100:
        return f"один документ підшито двічі: {named}"
    return f"документи збігаються на {pair.percent} %: {named}"


def near_the_edge(pages: Sequence[Mapping[str, Json]]) -> list[int]:
    """Numbers of scanned pages, from 1, on which the binding would cover words.

    Args:
        pages: as the texts of the vault keep them: lines of [word, left, top, width, height,
            confidence] in tenths of a point.
    """
    found = []
    for number, page in enumerate(pages, start=1):
        words = [word for line in page.get("lines") or () for word in line]
        covered = [word for word in words if word[5] >= _SURE and word[1] < _TENTHS]
        if len(covered) >= _WORDS_MIN:
            found.append(number)
    return found


@rule("814:VII.14-поле")
def leaves_a_margin(
    near: Mapping[str, Sequence[int]], documents: Mapping[str, Document]
) -> Verdict:
    """Whether sewing touches no text: `near` has the pages of each document that are too close."""
    return Verdict.all(
        Verdict.of(
            demands(
                not pages,
                "814:VII.14-поле",
                f"«{documents[one].title}» ({one}): текст ближче ніж {BINDING_MM} мм до лівого "
                f"краю, стор. {', '.join(map(str, pages[:_TOLD]))}; наростіть корінець",
            )
        )
        for one, pages in near.items()
    )


@rule("814:VII.2-скріплення", "814:VII.14-проколи", "814:VII.14-уклеювання")
def is_prepared(*, unfastened: bool, holes: bool, nothing_glued: bool) -> Verdict:
    """Whether a person looked at what only a person sees before a volume is sewn."""
    return Verdict.of(
        demands(
            unfastened,
            "814:VII.2-скріплення",
            "не підтверджено, що скріпки, скоби та інші металеві скріплення вилучено",
        ),
        demands(
            holes,
            "814:VII.14-проколи",
            "не підтверджено, що документи підшито через чотири (А5 — два) проколи",
        ),
        demands(
            nothing_glued,
            "814:VII.14-уклеювання",
            "не підтверджено, що нічого не вклеєно, не прикріплено степлером і не вкладено",
        ),
    )


@rule("814:I.2-1000/5", "814:I.11")
def belongs_in_the_file(
    case: CaseFile, documents: Sequence[Document], *, permanent: bool, carried: bool
) -> Verdict:
    """Whether documents may lie in a file of the file plan.

    Background are 174:14.1, 14.2: one year of records in a file (but for personnel and carried-over
    files), originals or certified copies, no drafts, personal, multiplied or returnable papers.

    Args:
        case: the file.
        documents: in it.
        permanent: it is kept for ever, or nobody has said how long.
        carried: it goes over from one year to the next.
    """
    if case.kind not in _BRANCHES:
        return Verdict()
    years = sorted({(one.date or one.when)[:4] for one in documents})
    one_year = case.kind == "personnel" or carried
    copies = [d for d in documents if d.copy and "certified-copy" not in d.flags]
    odd = [d for d in documents if d.kind in _NOT_KEPT]
    strange = [d for d in documents if _of_another_file(d, case)]
    return Verdict.of(
        demands(
            one_year or len(years) <= 1,
            "814:I.2-1000/5",
            f"у справі документи кількох років: {', '.join(years)}",
        ),
        demands(
            not (permanent and copies),
            "814:I.2-1000/5",
            "до справи постійного зберігання підшивають оригінали або засвідчені копії, а це "
            f"незасвідчені копії: {titles_of(copies)}",
        ),
        demands(
            not (permanent and odd),
            "814:I.2-1000/5",
            "чернеток, особистих документів, розмножених копій і документів, що підлягають "
            f"поверненню, до справи не підшивають: {titles_of(odd)}",
        ),
        demands(
            not strange,
            "814:I.11",
            f"індекс документів указує на іншу справу номенклатури: {titles_of(strange)}",
        ),
    )


def _of_another_file(document: Document, case: CaseFile) -> bool:
    """An outgoing letter is numbered «index of the file/ordinal/year» (814 XIV.5)."""
    index = case.index or case.number
    begins, mark, _ = document.index.partition("/")
    return bool(mark) and document.direction == "outgoing" and begins != index
