"""Case files, volumes, sheets, forms, certified copies: what a clerk does by hand.

This is the door: the packages above use these names, `inventory.errors`, and the modules
`inventory.queries` (reading) and `inventory.service.*` (changing).
"""

from inventory.card import RegistrationCard, card_json, card_of, count_sheets, read_card
from inventory.kinds import CASE_KINDS, Kind, kind_of, kinds
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
from inventory.numbers import folder_name, nearest
from inventory.projection import InventoryProjection
from inventory.service.cases import NewCase, close_case, open_case, read_case_list
from inventory.service.documents import (
    Accession,
    Part,
    Report,
    record_reading_copy,
    record_text,
    record_validation,
    register,
)
from inventory.service.volumes import (
    close_volume,
    confirm_sheets,
    count_laid_out,
    note_numbering,
)

__all__ = [
    "CASE_KINDS",
    "Accession",
    "CaseFile",
    "CaseState",
    "Document",
    "InventoryProjection",
    "Kind",
    "NewCase",
    "OriginalForm",
    "Part",
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
    "confirm_sheets",
    "count_laid_out",
    "count_sheets",
    "folder_name",
    "kind_of",
    "kinds",
    "nearest",
    "note_numbering",
    "open_case",
    "read_card",
    "read_case_list",
    "record_reading_copy",
    "record_text",
    "record_validation",
    "register",
]
