"""What the law says about acts on losses, shortages, defects and removals (814, annex 1).

Knows: 814 I.10, II.6, II.7, VII.23, IX.8, X.7, XVIII.4. Does not know: storage, forms.
Keeps: pure.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from inventory.audit.acts import ActKind, ActRequest, Defect, persons_among
from vault import Verdict, carries_out, demands, rule, single_spaced


@rule(
    "814:I.10-акт",
    "814:II.6-акт",
    "814:II.7-акт стану",
    "814:VII.23-акт",
    "814:IX.8-акт",
    "814:X.7-акт",
)
def may_witness(kind: ActKind, request: ActRequest, *, case: bool) -> Verdict:
    """Whether the act says all that its kind wants: what was found, and who is concerned.

    Args:
        kind: of the act.
        request: what it says.
        case: whether it is about a case file that is there.
    """
    code = kind.code
    listed = bool(request.found) and all(one.item.strip() for one in request.found)
    listed = listed and all(one.defect in kind.facts for one in request.found)
    party, grounded = bool(request.party.strip()), bool(request.ground.strip())
    in_case = "акт стосується справи, а її не названо або не зазначено, що в ній виявлено"
    return Verdict.of(
        demands(
            code != "loss" or (listed and party),
            "814:I.10-акт",
            "не зазначено, який документ втрачено або в якому підрозділі: керівникові підрозділу "
            "лишається третій примірник",
        ),
        demands(
            code != "arrival" or listed,
            "814:II.6-акт",
            "не зазначено, чого саме бракує або що пошкоджено",
        ),
        demands(
            code != "arrival" or party,
            "814:II.6-акт",
            "не зазначено відправника, а йому надсилають один з двох примірників",
        ),
        demands(code != "state" or (listed and case), "814:II.7-акт стану", in_case),
        demands(
            code != "removal" or (listed and case and grounded),
            "814:VII.23-акт",
            "не зазначено справу, вилучені документи або заяву про вилучення з резолюцією",
        ),
        demands(code != "return" or (listed and case), "814:IX.8-акт", in_case),
        demands(
            code != "return" or party,
            "814:IX.8-акт",
            "не зазначено орган, від якого надійшла справа: йому надсилають другий примірник",
        ),
        demands(code != "reading" or (listed and case), "814:X.7-акт", in_case),
        demands(
            code != "reading" or grounded or not request.filed,
            "814:X.7-акт",
            "примірник долучають до справи за резолюцією судді, а її не зазначено",
        ),
    )


@rule("814:II.7-акт стану", "814:VII.23-акт", "814:IX.8-акт", "814:X.7-акт")
def are_joined(apart: Mapping[str, Collection[str]]) -> Verdict:
    """Whether the acts whose copy joins the case file are documents of it.

    Args:
        apart: numbers of those that are none, by their kind.
    """
    told = {
        kind: f"акт № {', № '.join(numbers)} складено, а до матеріалів справи не долучено"
        for kind, numbers in apart.items()
    }
    return Verdict.of(
        demands(not apart.get("state"), "814:II.7-акт стану", told.get("state", "")),
        demands(not apart.get("removal"), "814:VII.23-акт", told.get("removal", "")),
        demands(not apart.get("return"), "814:IX.8-акт", told.get("return", "")),
        demands(not apart.get("reading"), "814:X.7-акт", told.get("reading", "")),
    )


@rule("814:II.6-пошкоджені", "814:XVIII.4-акт", "814:XVIII.4-підпис")
def may_be_drawn_up(request: ActRequest) -> Verdict:
    """Whether those who draw the act up may, and about documents in this state."""
    only_illegible = bool(request.found) and all(
        one.defect is Defect.ILLEGIBLE for one in request.found
    )
    signing = persons_among(request.present)
    return Verdict.of(
        demands(
            not (request.documents and only_illegible),
            "814:II.6-пошкоджені",
            "документи, зміст яких неможливо встановити, повертають відправникові "
            "без реєстрації, а в акті названо зареєстровані",
        ),
        demands(
            len(signing) >= 2,
            "814:XVIII.4-акт",
            "акт складає група осіб: потрібно щонайменше двоє, кожного названо на ім'я",
        ),
        demands(
            all(single_spaced(one.name).casefold() in signing for one in request.dissents),
            "814:XVIII.4-підпис",
            "окрему думку викладає той, хто підписує акт, а названо іншу особу",
        ),
    )


@carries_out(
    "814:I.10-акт",
    "814:II.6-акт",
    "814:II.6-пошкоджені",
    "814:II.7-акт стану",
    "814:VII.23-акт",
    "814:IX.8-акт",
    "814:X.7-акт",
)
def copies_of_act(kind: ActKind, values: dict[str, str]) -> tuple[str, ...]:
    """Where each copy goes, in order; with the first of an arrival go unregistered documents.

    Args:
        kind: of the act.
        values: what `said` answered.
    """
    return tuple(holder.format(**values) for holder in kind.holders)


_CITED = {
    "arrival": "814:II.6-акт",
    "loss": "814:I.10-акт",
    "return": "814:IX.8-акт",
    "reading": "814:X.7-акт",
    "state": "814:II.7-акт стану",
    "removal": "814:VII.23-акт",
}


def cited(request: ActRequest) -> tuple[str, ...]:
    """The clauses an act is drawn up under."""
    illegible = {one.defect is Defect.ILLEGIBLE for one in request.found}
    if request.point:
        return (request.point[0],)
    if request.kind != "arrival":
        return (_CITED[request.kind],)
    clauses = {True: "814:II.6-пошкоджені", False: "814:II.6-акт"}
    return tuple(clauses[one] for one in sorted(illegible))
