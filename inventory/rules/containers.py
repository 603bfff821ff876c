"""Whether copies of a case file's documents may make a container of their own.

Knows: 814 VII.7, VII.21, VII.22, VII.20, VII.25, XX¹.4. Does not know: how copies are filed.
Keeps: pure; every objection at once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from inventory.model import CaseFile, Document, titles_of
from inventory.volumes.sheets import VOLUME_LIMIT
from vault import Verdict, demands, rule

_JUDGE = re.compile(r"\bсудд(?:я|і|ею)\b|\bголов[аи]\b|\bзаступник\w* голови\b", re.IGNORECASE)
_CHAMBER = re.compile(r"\bсекретар\w* (?:судової )?палати\b", re.IGNORECASE)
_COVER_KINDS = {"criminal", "offence"}


@rule("814:VII.21", "814:VII.21-копія")
def may_be_appealed_with(
    ruling: Document, documents: Sequence[Document], *, position: str
) -> Verdict:
    """Whether copies of `documents` may go to the appeal court with a complaint on `ruling`.

    Args:
        ruling: that is appealed against; its original stays in the case file.
        documents: whose copies go.
        position: of who certifies them.
    """
    return Verdict.of(
        demands(
            ruling in documents,
            "814:VII.21",
            "серед копій має бути копія оскаржуваної ухвали",
        ),
        demands(
            ruling.kind_data.decision,
            "814:VII.21",
            f"«{ruling.title}» не є судовим рішенням: оскаржують ухвалу",
        ),
        demands(
            not ruling.copy,
            "814:VII.21-копія",
            "копію ухвали виготовляють з оригіналу, а в справі лежить копія",
        ),
        demands(
            _JUDGE.search(position) is not None,
            "814:VII.21-копія",
            f"копію ухвали засвідчує суддя, заступник голови або голова суду, а не «{position}»",
        ),
    )


@rule("814:VII.22-засвідчення")
def may_certify_for_control(documents: Sequence[Document], *, position: str) -> Verdict:
    """Whether copies of decisions in a control proceeding may be certified by this official."""
    decisions = any(document.kind_data.decision for document in documents)
    fit = _JUDGE.search(position) is not None or _CHAMBER.search(position) is not None
    return Verdict.of(
        demands(
            fit or not decisions,
            "814:VII.22-засвідчення",
            "копії судових рішень засвідчує головуючий суддя, секретар судової палати, заступник "
            f"голови або голова суду, а не «{position}»",
        )
    )


@rule("814:XX1.4-заборона", "814:VII.21")
def may_be_copied_into(documents: Sequence[Document]) -> Verdict:
    """Whether the vault has what copies of these documents are made from."""
    restricted = [d for d in documents if d.restricted]
    lost = [d for d in documents if d.original is None and not d.restricted]
    return Verdict.of(
        demands(
            not restricted,
            "814:XX1.4-заборона",
            f"документи з обмеженим доступом тут не копіюють: {titles_of(restricted)}",
        ),
        demands(
            not lost,
            "814:VII.21",
            f"вмісту документів у сховищі немає, копіювати нічого: {titles_of(lost)}",
        ),
    )


@rule("814:VII.20", "814:VII.25", "814:VII.10")
def may_be_received(
    case: CaseFile, sheets: Sequence[int], *, empty: bool, cover: bool, sound: bool
) -> Verdict:
    """Whether volumes that came formed may be the beginning of a case file.

    Args:
        case: which.
        sheets: of each volume.
        empty: nothing is registered in the case file yet.
        cover: the cover they came in is used.
        sound: a clerk says that the cover is whole and of good quality.
    """
    return Verdict.of(
        demands(
            empty,
            "814:VII.20",
            "томи, що надійшли, стоять першими: їх приймають до реєстрації інших документів",
        ),
        demands(
            not cover or case.kind in _COVER_KINDS,
            "814:VII.25",
            "обкладинку, в якій надійшли матеріали, використовують лише для матеріалів досудового "
            "розслідування та справ про адміністративні правопорушення",
        ),
        demands(
            not cover or sound,
            "814:VII.25",
            "не підтверджено, що обкладинка ціла й належної якості",
        ),
        demands(
            all(1 <= count <= VOLUME_LIMIT for count in sheets),
            "814:VII.10",
            f"у томі має бути від 1 до {VOLUME_LIMIT} арк.",
        ),
    )
