"""Reading the inventory: rows of the catalogue as values.

Knows: which module reads what. Does not know: rules. Keeps: everything read within one connection
is one state.
"""

from inventory.queries.audit import acts, acts_of, find_act, get_act, next_act_number
from inventory.queries.cases import (
    case_by_key,
    case_numbers,
    cases,
    containers,
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
from inventory.queries.forms import RecordedTemplate, recorded_templates
from inventory.queries.leaves import drawn_map, leaf_maps
from inventory.queries.order import Placement, copies_in, original_of, placements
from inventory.queries.registration import (
    corrections_of,
    expected_of,
    issued_numbers,
    links_of,
    movements_of,
    outages,
    particulars_of,
    registers,
)
from inventory.queries.relations import former_numbers, held_in, joined_into, relations_of
from inventory.queries.volumes import (
    corrections,
    deposited_with,
    frozen_volumes,
    plan_of,
    volume_facts,
    volume_names,
)

__all__ = [
    "Placement",
    "RecordedTemplate",
    "acts",
    "acts_of",
    "case_by_key",
    "case_numbers",
    "cases",
    "containers",
    "contents_of",
    "copies_in",
    "corrections",
    "corrections_of",
    "deposited_with",
    "documents_by_id",
    "documents_of",
    "drawn_map",
    "expected_of",
    "find_act",
    "find_by_name",
    "find_case",
    "find_case_by_folder",
    "find_same",
    "former_numbers",
    "frozen_volumes",
    "get_act",
    "get_case",
    "get_document",
    "held_in",
    "issued_numbers",
    "joined_into",
    "leaf_maps",
    "links_of",
    "movements_of",
    "next_act_number",
    "original_of",
    "outages",
    "particulars_of",
    "placements",
    "plan_of",
    "recorded_templates",
    "registers",
    "relations_of",
    "reported",
    "revision",
    "signed_documents",
    "state_of",
    "volume_facts",
    "volume_names",
    "with_content",
    "without_reading_copy",
]
