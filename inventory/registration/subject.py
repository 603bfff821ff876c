"""What the cover says a case file is about, by the kind of case (814 VII.14).

Knows: how people write parties and claims: «Позивач: …; відповідач: …», «…; зустрічний позов: …».
Does not know: the form. Keeps: every word of title and claim stands on the cover.
"""

from __future__ import annotations

import re

from inventory.forms.volume import claim, complaint, measure, other, persons
from inventory.model import CaseFile
from vault import carries_out

Subject = tuple[tuple[str, str], ...]

_ROLE = re.compile(r"(?P<role>[^\W\d_][^:;«»()]{2,40}): +(?P<name>.+)", re.DOTALL)
_COUNTERCLAIM = re.compile(r"[;.]\s*зустрічний позов:\s*", re.IGNORECASE)
_NORM = re.compile(r"\bст\. ?\d")
_PARTIES = "Сторони (заявник)"


@carries_out(
    "814:VII.14-особи",
    "814:VII.14-забезпечення",
    "814:VII.14-скарга",
    "814:VII.14-сторони",
    "814:VII.14-зустрічний",
    "814:VII.14-інша",
)
def subject_of(case: CaseFile) -> Subject:
    """Captions and texts of the cover; what is not known is left out.

    Persons and parties are told apart by semicolons. Of a motion or complaint the first is who
    brought it, the others are whom it concerns.
    """
    names = [part.strip() for part in case.title.split(";") if part.strip()]
    first, others = "".join(names[:1]), "; ".join(names[1:])
    match case.kind:
        case "criminal" | "offence":
            subject = _persons(names, case.claim)
        case "measure":
            subject = measure(applicant=first, kind=case.claim, person=others)
        case "complaint":
            subject = complaint(complainant=first, respondent=others, matter=case.claim)
        case "other" | "nomenclature":
            subject = other(person="; ".join(names), gist=case.claim)
        case _:
            gist, *counter = _COUNTERCLAIM.split(case.claim, maxsplit=1)
            subject = claim(*map(_party, names), gist=gist, counterclaim="".join(counter))
    return tuple((caption, text) for caption, text in subject if text)


def _party(text: str) -> tuple[str, str]:
    """Role and name; the caption of all parties where no role is said."""
    said = _ROLE.fullmatch(text)
    if said is None:
        return _PARTIES, text
    role = said["role"]
    return role[0].upper() + role[1:], said["name"]


def _persons(names: list[str], gist: str) -> Subject:
    """Each person with the norm of law: their own, or that which the claim names for all."""
    shared = bool(_NORM.search(gist)) and not any(map(_NORM.search, names)) and bool(names)
    subject = persons(*((name, gist if shared else "") for name in names))
    return subject if shared else (*subject, ("Суть справи", gist))
