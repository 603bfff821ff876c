"""Forms: from plain values to printed, checked PDF/A-1b pages.

Knows: the forms of 814 and of the archive, their fields, their words and their layout.
Does not know: the vault; where a value comes from; who may print what.
Keeps: no total is typed by hand, nothing in the data can change the layout, and a form that is
not valid PDF/A is never handed out.
"""

from inventory.forms.acts import (
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
from inventory.forms.arrival import ArrivalAct, Lacking, arrival_act
from inventory.forms.copy import (
    FORMULA,
    FROM_ASDS,
    MATCHES_CASE,
    CopyMark,
    copy_mark,
    copy_total,
)
from inventory.forms.errors import FormError, TemplateRejected
from inventory.forms.mark import SignatureMark, signature_mark
from inventory.forms.press import Form, Press, Printed
from inventory.forms.report import (
    Findings,
    JudgedFile,
    ReportOnSignatures,
    signature_report,
)
from inventory.forms.slots import Signatory
from inventory.forms.stand_in import StandIn, stand_ins
from inventory.forms.volume import (
    CertificationNote,
    Cover,
    Envelope,
    InternalInventory,
    InventoryRow,
    LaterChange,
    VolumeName,
    appeal_of_ruling,
    certification_note,
    claim,
    complaint,
    cover,
    internal_inventory,
    measure,
    other,
    persons,
)

__all__ = [
    "FORMULA",
    "FROM_ASDS",
    "MATCHES_CASE",
    "ActHead",
    "Approver",
    "ArrivalAct",
    "CertificationNote",
    "CopyMark",
    "Cover",
    "Envelope",
    "Findings",
    "Form",
    "FormError",
    "HandedFile",
    "HandedVolume",
    "HandoverAct",
    "InternalInventory",
    "InventoryRow",
    "JudgedFile",
    "Lacking",
    "LaterChange",
    "Press",
    "Printed",
    "ReportOnSignatures",
    "Signatory",
    "SignatureMark",
    "StandIn",
    "TemplateRejected",
    "TransferAct",
    "TransferredInventory",
    "VolumeName",
    "appeal_of_ruling",
    "arrival_act",
    "certification_note",
    "claim",
    "complaint",
    "copy_mark",
    "copy_total",
    "cover",
    "handover_act",
    "internal_inventory",
    "measure",
    "other",
    "persons",
    "signature_mark",
    "signature_report",
    "stand_ins",
    "transfer_act",
]
