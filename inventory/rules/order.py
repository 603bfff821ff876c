"""Whether documents stand as the law wants them, and whether a person may move one.

Knows: 814 VII.1–VII.8, VII.15–VII.22, I.2. Does not know: how a lawful order is made (order.py).
Keeps: pure; every objection at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from inventory.arrangement.misplaced import Misplaced, by_clause
from inventory.model import CaseFile, CaseState, Document
from vault import Verdict, demands, rule


def objections_of(found: Sequence[Misplaced]) -> Verdict:
    """What the law says against an order, each under the clause that wants it otherwise."""
    wrong = by_clause(found)
    return Verdict.all(
        (
            stand_in_seventeen_places(wrong),
            stand_around_the_minutes(wrong),
            stand_in_the_appeal_order(wrong),
            stand_in_time(wrong),
        )
    )


@rule(
    "814:VII.1-02",
    "814:VII.1-03",
    "814:VII.1-04",
    "814:VII.1-05",
    "814:VII.1-06",
    "814:VII.1-07",
    "814:VII.1-08",
    "814:VII.1-09",
    "814:VII.1-10",
    "814:VII.1-11",
    "814:VII.1-12",
    "814:VII.1-13",
    "814:VII.1-14",
    "814:VII.1-15",
    "814:VII.1-16",
    "814:VII.1-17",
)
def stand_in_seventeen_places(wrong: Mapping[str, str]) -> Verdict:
    """The order of a first-instance case file; `wrong` tells what is out of place by clause."""
    told = wrong.get
    return Verdict.of(
        demands("814:VII.1-02" not in wrong, "814:VII.1-02", told("814:VII.1-02", "")),
        demands("814:VII.1-03" not in wrong, "814:VII.1-03", told("814:VII.1-03", "")),
        demands("814:VII.1-04" not in wrong, "814:VII.1-04", told("814:VII.1-04", "")),
        demands("814:VII.1-05" not in wrong, "814:VII.1-05", told("814:VII.1-05", "")),
        demands("814:VII.1-06" not in wrong, "814:VII.1-06", told("814:VII.1-06", "")),
        demands("814:VII.1-07" not in wrong, "814:VII.1-07", told("814:VII.1-07", "")),
        demands("814:VII.1-08" not in wrong, "814:VII.1-08", told("814:VII.1-08", "")),
        demands("814:VII.1-09" not in wrong, "814:VII.1-09", told("814:VII.1-09", "")),
        demands("814:VII.1-10" not in wrong, "814:VII.1-10", told("814:VII.1-10", "")),
        demands("814:VII.1-11" not in wrong, "814:VII.1-11", told("814:VII.1-11", "")),
        demands("814:VII.1-12" not in wrong, "814:VII.1-12", told("814:VII.1-12", "")),
        demands("814:VII.1-13" not in wrong, "814:VII.1-13", told("814:VII.1-13", "")),
        demands("814:VII.1-14" not in wrong, "814:VII.1-14", told("814:VII.1-14", "")),
        demands("814:VII.1-15" not in wrong, "814:VII.1-15", told("814:VII.1-15", "")),
        demands("814:VII.1-16" not in wrong, "814:VII.1-16", told("814:VII.1-16", "")),
        demands("814:VII.1-17" not in wrong, "814:VII.1-17", told("814:VII.1-17", "")),
    )


@rule(
    "814:VII.3",
    "814:VII.4-докази",
    "814:VII.4-ухвала",
    "814:VII.4-відкладення",
    "814:VII.4-рішення",
    "814:VII.4-кілька",
    "814:VII.4-розписки",
    "814:VII.8-додатки",
    "814:VII.1-диски-опис",
)
def stand_around_the_minutes(wrong: Mapping[str, str]) -> Verdict:
    """Envelopes and annexes with their documents; what belongs around minutes and decisions."""
    told = wrong.get
    return Verdict.of(
        demands("814:VII.3" not in wrong, "814:VII.3", told("814:VII.3", "")),
        demands(
            "814:VII.8-додатки" not in wrong, "814:VII.8-додатки", told("814:VII.8-додатки", "")
        ),
        demands("814:VII.4-докази" not in wrong, "814:VII.4-докази", told("814:VII.4-докази", "")),
        demands("814:VII.4-ухвала" not in wrong, "814:VII.4-ухвала", told("814:VII.4-ухвала", "")),
        demands(
            "814:VII.4-відкладення" not in wrong,
            "814:VII.4-відкладення",
            told("814:VII.4-відкладення", ""),
        ),
        demands(
            "814:VII.4-рішення" not in wrong, "814:VII.4-рішення", told("814:VII.4-рішення", "")
        ),
        demands("814:VII.4-кілька" not in wrong, "814:VII.4-кілька", told("814:VII.4-кілька", "")),
        demands(
            "814:VII.4-розписки" not in wrong, "814:VII.4-розписки", told("814:VII.4-розписки", "")
        ),
        demands(
            "814:VII.1-диски-опис" not in wrong,
            "814:VII.1-диски-опис",
            told("814:VII.1-диски-опис", ""),
        ),
    )


@rule(
    "814:VII.15",
    "814:VII.15-01",
    "814:VII.15-a",
    "814:VII.15-b",
    "814:VII.15-04",
    "814:VII.15-05",
    "814:VII.15-06",
    "814:VII.15-10",
    "814:VII.15-11",
    "814:VII.15-12",
    "814:VII.15-13",
    "814:VII.15-14",
)
def stand_in_the_appeal_order(wrong: Mapping[str, str]) -> Verdict:
    """The order of documents of an appeal; `wrong` tells what is out of place by clause."""
    told = wrong.get
    return Verdict.of(
        demands("814:VII.15-01" not in wrong, "814:VII.15-01", told("814:VII.15-01", "")),
        demands("814:VII.15-a" not in wrong, "814:VII.15-a", told("814:VII.15-a", "")),
        demands("814:VII.15" not in wrong, "814:VII.15", told("814:VII.15", "")),
        demands("814:VII.15-04" not in wrong, "814:VII.15-04", told("814:VII.15-04", "")),
        demands("814:VII.15-05" not in wrong, "814:VII.15-05", told("814:VII.15-05", "")),
        demands("814:VII.15-06" not in wrong, "814:VII.15-06", told("814:VII.15-06", "")),
        demands("814:VII.15-b" not in wrong, "814:VII.15-b", told("814:VII.15-b", "")),
        demands("814:VII.15-10" not in wrong, "814:VII.15-10", told("814:VII.15-10", "")),
        demands("814:VII.15-11" not in wrong, "814:VII.15-11", told("814:VII.15-11", "")),
        demands("814:VII.15-12" not in wrong, "814:VII.15-12", told("814:VII.15-12", "")),
        demands("814:VII.15-13" not in wrong, "814:VII.15-13", told("814:VII.15-13", "")),
        demands("814:VII.15-14" not in wrong, "814:VII.15-14", told("814:VII.15-14", "")),
    )


@rule("814:VII.6", "814:VII.22", "814:I.2-1000/5")
def stand_in_time(wrong: Mapping[str, str]) -> Verdict:
    """Containers without places: by time, as in the case file, by issue or surname."""
    told = wrong.get
    return Verdict.of(
        demands("814:VII.6" not in wrong, "814:VII.6", told("814:VII.6", "")),
        demands("814:VII.22" not in wrong, "814:VII.22", told("814:VII.22", "")),
        demands(
            "814:I.2-1000/5" not in wrong,
            "814:I.2-1000/5",
            f"{told('814:I.2-1000/5', '')} (ініціативний документ, відповідь, решта за часом)",
        ),
    )


@rule("814:VII.1")
def is_explained(found: Sequence[Misplaced], explained: Mapping[str, Sequence[str]]) -> Verdict:
    """Whether an order that is not the law's has, for each objection, a reason that is recorded.

    Args:
        found: what is out of its place.
        explained: by document, the clauses that were shown to the person who gave the reason.
    """
    open_ = [one for one in found if one.clause not in explained.get(one.document, ())]
    return Verdict.all(
        (
            objections_of(open_),
            Verdict.of(
                demands(
                    not open_,
                    "814:VII.1",
                    "причини, з якої документи стоять не за порядком, не записано: поверніть "
                    "законний порядок (sprava case move ДОКУМЕНТ --lawful) або запишіть причину "
                    "(--reason)",
                )
            ),
        )
    )


@rule("814:VII.8-продовження", "814:VII.8-додатки", "814:VII.13-зміни")
def may_be_moved(
    case: CaseFile, document: Document, *, fixed: bool, anchor_fixed: bool, annex: bool
) -> Verdict:
    """Whether a person may put a document elsewhere in the tail that has no numbers yet.

    Args:
        case: where it is.
        document: that leads a unit.
        fixed: its sheets are numbered or its row is signed.
        anchor_fixed: the document behind which it should stand is numbered.
        annex: it came with another document and stands with it.
    """
    gone = case.state in {CaseState.TRANSFERRED, CaseState.DESTROYED}
    return Verdict.of(
        demands(
            not fixed,
            "814:VII.8-продовження",
            f"«{document.title}»: аркуші вже пронумеровано, рядок опису не переставляють",
        ),
        demands(
            fixed or not anchor_fixed,
            "814:VII.8-продовження",
            "перед пронумерованими аркушами нічого не вставляють: можна на початок решти (--first)",
        ),
        demands(
            not annex,
            "814:VII.8-додатки",
            f"«{document.title}» надійшов разом з іншим документом і стоїть із ним; переставте той",
        ),
        demands(not gone, "814:VII.13-зміни", f"справи № {case.number} у суді вже немає"),
    )
