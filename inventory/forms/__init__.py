"""Forms: from plain values to printed, checked PDF/A-1b pages.

Knows: the forms of 814 and of the archive, their fields, their words and their layout.
Does not know: the vault; where a value comes from; who may print what.
Keeps: no total is typed by hand, nothing in the data can change the layout, and a form that is
not valid PDF/A is never handed out.
"""

from inventory.forms.acts_archive import (
    ActHead,
    Approver,
    HandedFile,
    HandedVolume,
    HandoverAct,
    TransferAct,
    TransferredInventory,
    handover_act,
    transfer_act,
)
from inventory.forms.acts_files import FilesAct, HandedPosition, files_act
from inventory.forms.acts_witness import Position, WitnessAct, witness_act
from inventory.forms.copy import (
    FORMULA,
    FROM_ASDS,
    MATCHES_CASE,
    CopyMark,
    copy_mark,
    copy_total,
)
from inventory.forms.errors import FormError, TemplateRejected
from inventory.forms.fitness import TemplateTrial
from inventory.forms.formation import FormationNote, FormationRow, formation_note
from inventory.forms.mark import (
    RegistrationMark,
    SignatureMark,
    registration_mark,
    signature_mark,
)
from inventory.forms.note import CertificationNote, Envelope, LaterChange, certification_note
from inventory.forms.press import Form, Press, Printed, Template, form_names, is_form
from inventory.forms.readings import GivenRow, ReadingRegister, reading_register
from inventory.forms.registers import HandedItem, HandingRegister, handing_register
from inventory.forms.report import (
    Findings,
    JudgedFile,
    ReportOnSignatures,
    signature_report,
)
from inventory.forms.results import FoundDocument, SearchResults, search_results
from inventory.forms.separator import SeparatorSheet, SpineLabel, labels, separators
from inventory.forms.slots import TITLES, Signatory
from inventory.forms.stand_in import StandIn, stand_ins
from inventory.forms.volume import (
    Cover,
    InternalInventory,
    InventoryRow,
    SignedTo,
    VolumeName,
    appeal_of_ruling,
    claim,
    complaint,
    cover,
    internal_inventory,
    left_without_motion,
    measure,
    other,
    persons,
)

__all__ = [
    "FORMULA",
    "FROM_ASDS",
    "MATCHES_CASE",
    "TITLES",
    "ActHead",
    "Approver",
    "CertificationNote",
    "CopyMark",
    "Cover",
    "Envelope",
    "FilesAct",
    "Findings",
    "Form",
    "FormError",
    "FormationNote",
    "FormationRow",
    "FoundDocument",
    "GivenRow",
    "HandedFile",
    "HandedItem",
    "HandedPosition",
    "HandedVolume",
    "HandingRegister",
    "HandoverAct",
    "InternalInventory",
    "InventoryRow",
    "JudgedFile",
    "LaterChange",
    "Position",
    "Press",
    "Printed",
    "ReadingRegister",
    "RegistrationMark",
    "ReportOnSignatures",
    "SearchResults",
    "SeparatorSheet",
    "Signatory",
    "SignatureMark",
    "SignedTo",
    "SpineLabel",
    "StandIn",
    "Template",
    "TemplateRejected",
    "TemplateTrial",
    "TransferAct",
    "TransferredInventory",
    "VolumeName",
    "WitnessAct",
    "appeal_of_ruling",
    "certification_note",
    "claim",
    "complaint",
    "copy_mark",
    "copy_total",
    "cover",
    "files_act",
    "form_names",
    "formation_note",
    "handing_register",
    "handover_act",
    "internal_inventory",
    "is_form",
    "labels",
    "left_without_motion",
    "measure",
    "other",
    "persons",
    "reading_register",
    "registration_mark",
    "search_results",
    "separators",
    "signature_mark",
    "signature_report",
    "stand_ins",
    "transfer_act",
    "witness_act",
]
