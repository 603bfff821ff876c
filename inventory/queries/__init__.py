"""Reading the inventory: rows of the catalogue as values.

Knows: which module reads what. Does not know: rules. Keeps: everything read within one connection
is one state.
"""

from inventory.queries.cases import (
    case_by_key,
    case_numbers,
    cases,
    find_case,
    find_case_by_folder,
    get_case,
    revision,
    state_of,
)
from inventory.queries.documents import (
    contents_of,
    documents_by_id,
    documents_of,
    find_by_name,
    find_same,
    get_document,
    reported,
    signed_documents,
    with_content,
    without_reading_copy,
)
from inventory.queries.volumes import deposited_with, frozen_volumes, plan_of, volume_facts

__all__ = [
    "case_by_key",
    "case_numbers",
    "cases",
    "contents_of",
    "deposited_with",
    "documents_by_id",
    "documents_of",
    "find_by_name",
    "find_case",
    "find_case_by_folder",
    "find_same",
    "frozen_volumes",
    "get_case",
    "get_document",
    "plan_of",
    "reported",
    "revision",
    "signed_documents",
    "state_of",
    "volume_facts",
    "with_content",
    "without_reading_copy",
]
