"""Whether a copy of a document may be certified, or printed with the registration mark.

Knows: 814 II.9, XI.1, XI.7, XI.9, XI.18, XX¹.4. Does not know: paper.
Keeps: pure; every objection at once.
"""

from __future__ import annotations

from inventory.model import Document, OriginalForm
from vault import Verdict, demands, rule


@rule("814:XI.18", "814:XI.9", "814:XX1.4-заборона", "814:I.1-копія")
def may_be_copied(document: Document, *, compared: bool, held_as_copy: bool) -> Verdict:
    """Whether the court may certify a copy of `document`.

    Args:
        document: whose copy is wanted.
        compared: a clerk attests the comparison with the original in the file.
        held_as_copy: the clerk attests that the copy in the file was not certified by others, and
            the copy will say that the file holds a copy (814 XI.7).
    """
    by_others = "certified-copy" in document.flags
    return Verdict.of(
        demands(
            not document.restricted,
            "814:XX1.4-заборона",
            "документ з обмеженим доступом: його вмісту в системі немає, копію не виготовляють",
        ),
        demands(
            not by_others and (not (document.copy or document.removed) or held_as_copy),
            "814:XI.18",
            "у справі зберігається копія; з копій, засвідчених іншими, копій не засвідчують",
        ),
        demands(
            document.restricted or document.pages >= document.count.sheets,
            "814:I.1-копія",
            f"зображення неповне: {document.pages} стор. на {document.count.sheets} арк.; "
            "виготовте копію з паперу або, якщо аркушів менше, виправте їх кількість",
        ),
        demands(
            compared,
            "814:XI.9",
            "працівник не підтвердив, що звірив копію з оригіналом",
        ),
    )


@rule("814:XI.1")
def may_be_issued(*, to: str, standing: str) -> Verdict:
    """Whether a copy may be issued; who certifies answers for what they say of who gets it.

    Args:
        to: who gets it.
        standing: what gives them the right: what they are in the case, or by which law.
    """
    return Verdict.of(
        demands(bool(to.strip()), "814:XI.1", "не сказано, кому видають копію"),
        demands(
            bool(standing.strip()),
            "814:XI.1",
            "не сказано, хто ця особа у справі або за яким законом має право на копію",
        ),
    )


@rule("814:II.9")
def may_be_marked(document: Document, *, number: str) -> Verdict:
    """Whether a printed copy of `document` gets the court's registration mark.

    Args:
        document: whose copy is printed.
        number: under which it is registered.
    """
    return Verdict.of(
        demands(
            document.direction == "incoming",
            "814:II.9",
            "реєстраційну позначку ставлять на вхідних документах",
        ),
        demands(
            document.original_form is OriginalForm.ELECTRONIC,
            "814:II.9",
            "оригінал паперовий: штамп ставлять на ньому самому",
        ),
        demands(bool(number), "814:II.9", "документ не має реєстраційного номера"),
    )
