"""Abbreviations in the names of parties (814 II.18).

Knows: how initials and short names of legal forms look. Does not know: whose names they are.
Keeps: pure; nothing is put right, what is found is named as it is written.
"""

from __future__ import annotations

import re

_INITIALS = r"(?<![\w.])[А-ЩЬЮЯҐЄІЇ]\.(?:\s?[А-ЩЬЮЯҐЄІЇ]\.)*"
_FORMS = (
    "ТОВ|ТзОВ|ТДВ|АТ|ПАТ|ПрАТ|ЗАТ|ВАТ|АК|ДП|КП|КНП|ПП|МПП|ФОП|ФГ|СФГ|СТОВ|ОСББ|ЖБК|ГО|БФ|КУ|"
    "ГУ|ДПС|ДФС|ПФУ|ДВС|МВС|НПУ|СБУ|ДСА|РДА|ОДА|ОВА|МТСБУ"
)
_SHORT = re.compile(rf"{_INITIALS}|\b(?:{_FORMS})\b|\b(?:обл|р-н|м-н|ім)\.")


def abbreviations(text: str) -> list[str]:
    """What in `text` is written short, each once, in order."""
    return list(dict.fromkeys(found.strip() for found in _SHORT.findall(text)))
