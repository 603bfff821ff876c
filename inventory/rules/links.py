"""Whether one document may be linked to another.

Knows: 814 II.2, II.6, II.12, III.11, VI.9, XIV.8, XIV.12, XIV.15. Does not know: storage.
Keeps: pure; every objection at once.
"""

from __future__ import annotations

from inventory.model import Document
from vault import Verdict, demands, rule


@rule(
    "814:II.6-конверт",
    "814:II.12-АСДС",
    "814:II.2-дубль",
    "814:III.11",
    "814:VI.9",
    "814:XIV.8-відповідь",
    "814:XIV.12",
    "814:XIV.15",
)
def may_be_linked(
    kind: str,
    source: Document,
    target: Document,
    *,
    served: bool | None,
    returned_on: str | None,
) -> Verdict:
    """Whether one document may be linked to another so.

    Args:
        kind: of the link, by `inventory.registration.links`.
        source: the later paper.
        target: what it is about.
        served: of a delivery notice: whether it was handed over.
        returned_on: of a delivery notice: ISO day it came back.
    """
    is_envelope = source.kind_data.trait in {"envelope", "closed-envelope"}
    here = source.case == target.case
    away = f"«{source.title}» лежить в іншій справі, а долучають його до справи, у якій надіслано"
    called, unmoved = target.kind == "summons", target.kind == "ruling-without-motion"
    return Verdict.of(
        demands(
            kind != "envelope" or (is_envelope and source.case == target.case),
            "814:II.6-конверт",
            f"«{source.title}» — не конверт цієї справи",
        ),
        demands(
            kind != "notice" or (served is not None and bool(returned_on)),
            "814:II.12-АСДС",
            "про повідомлення зазначають, чи вручено документ, і дату повернення до суду",
        ),
        demands(
            kind != "notice" or target.direction != "incoming",
            "814:II.12-АСДС",
            f"«{target.title}» надійшов до суду: суд його не надсилав",
        ),
        demands(kind != "notice" or here or not called, "814:VI.9", away),
        demands(kind != "notice" or here or not unmoved, "814:III.11", away),
        demands(kind != "notice" or here or called or unmoved, "814:XIV.12", away),
        demands(
            kind != "mailing" or (source.kind == "mailing-list" and here),
            "814:XIV.15",
            f"«{source.title}» — не список розсилки цієї справи",
        ),
        demands(
            kind != "mailing" or target.direction != "incoming",
            "814:XIV.15",
            f"«{target.title}» надійшов до суду: суд його не розсилав",
        ),
        demands(
            kind != "twin" or (source.original_form != target.original_form),
            "814:II.2-дубль",
            "паперовий примірник пов'язують з електронним, а тут форма однакова",
        ),
        demands(
            kind != "answer" or (source.date or "9") >= (target.date or ""),
            "814:XIV.8-відповідь",
            "відповідь має ранішу дату, ніж документ, на який вона дана",
        ),
        demands(
            kind != "answer" or source.direction != target.direction,
            "814:XIV.8-відповідь",
            "із запиту й відповіді один документ має бути вхідним, а другий — створеним у суді",
        ),
    )
