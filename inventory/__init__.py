"""Case files, volumes, sheets, forms, certified copies: what a clerk does by hand.

This is the door. The packages above use these names, `inventory.errors`, `inventory.queries` (to
read) and `inventory.service.*` (to change); which other modules a package enters by is listed in
tests/test_house.py (SIDE_DOORS), and a new one fails there. The desk may look anywhere.

What is behind it is loaded when it is asked for: children that bind volumes need little of it.

Knows: documents, case files, volumes, sheets, the clauses on them. Does not know: where files come
from. Keeps: sheets that were numbered, rows that were signed and full volumes never move.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inventory.arrangement.kinds import CASE_KINDS, Kind, kind_of
    from inventory.language.spelling import doubts, title_of
    from inventory.language.words import MONTHS
    from inventory.model import (
        CaseFile,
        CaseState,
        Document,
        OriginalForm,
        SheetBasis,
        SheetCount,
        VolumeFacts,
        VolumePlan,
        VolumeState,
    )
    from inventory.projection import InventoryProjection
    from inventory.registration.card import (
        RegistrationCard,
        card_json,
        card_of,
        count_sheets,
        read_card,
    )
    from inventory.registration.numbers import folder_name, nearest
    from inventory.service.cases import (
        NewCase,
        close_case,
        correct_closing,
        open_case,
    )
    from inventory.service.documents import (
        Accession,
        Companion,
        Report,
        completed,
        record_reading_copy,
        record_text,
        record_validation,
        register,
    )
    from inventory.service.remarks import remarks
    from inventory.service.volumes import (
        close_volume,
        confirm_sheets,
        count_laid_out,
        note_numbering,
    )

_HOMES = {
    "Accession": "inventory.service.documents",
    "CASE_KINDS": "inventory.arrangement.kinds",
    "CaseFile": "inventory.model",
    "CaseState": "inventory.model",
    "Companion": "inventory.service.documents",
    "Document": "inventory.model",
    "InventoryProjection": "inventory.projection",
    "Kind": "inventory.arrangement.kinds",
    "MONTHS": "inventory.language.words",
    "NewCase": "inventory.service.cases",
    "OriginalForm": "inventory.model",
    "RegistrationCard": "inventory.registration.card",
    "Report": "inventory.service.documents",
    "SheetBasis": "inventory.model",
    "SheetCount": "inventory.model",
    "VolumeFacts": "inventory.model",
    "VolumePlan": "inventory.model",
    "VolumeState": "inventory.model",
    "card_json": "inventory.registration.card",
    "card_of": "inventory.registration.card",
    "close_case": "inventory.service.cases",
    "completed": "inventory.service.documents",
    "correct_closing": "inventory.service.cases",
    "close_volume": "inventory.service.volumes",
    "confirm_sheets": "inventory.service.volumes",
    "count_laid_out": "inventory.service.volumes",
    "count_sheets": "inventory.registration.card",
    "doubts": "inventory.language.spelling",
    "title_of": "inventory.language.spelling",
    "folder_name": "inventory.registration.numbers",
    "kind_of": "inventory.arrangement.kinds",
    "nearest": "inventory.registration.numbers",
    "note_numbering": "inventory.service.volumes",
    "open_case": "inventory.service.cases",
    "read_card": "inventory.registration.card",
    "record_reading_copy": "inventory.service.documents",
    "record_text": "inventory.service.documents",
    "record_validation": "inventory.service.documents",
    "register": "inventory.service.documents",
    "remarks": "inventory.service.remarks",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(importlib.import_module(_HOMES[name]), name)


__all__ = [
    "CASE_KINDS",
    "MONTHS",
    "Accession",
    "CaseFile",
    "CaseState",
    "Companion",
    "Document",
    "InventoryProjection",
    "Kind",
    "NewCase",
    "OriginalForm",
    "RegistrationCard",
    "Report",
    "SheetBasis",
    "SheetCount",
    "VolumeFacts",
    "VolumePlan",
    "VolumeState",
    "card_json",
    "card_of",
    "close_case",
    "close_volume",
    "completed",
    "confirm_sheets",
    "correct_closing",
    "count_laid_out",
    "count_sheets",
    "doubts",
    "folder_name",
    "kind_of",
    "nearest",
    "note_numbering",
    "open_case",
    "read_card",
    "record_reading_copy",
    "record_text",
    "record_validation",
    "register",
    "remarks",
    "title_of",
]
