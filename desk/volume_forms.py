"""Forms of a volume: as they were certified, or as they would be made now.

Knows: which forms there are, and what each wants to be told. Does not know: what a form says.
Keeps: a form that was certified is handed out as it was stored.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desk.days import day_of
from desk.wiring import Workbench
from inventory.errors import PaperRefused
from inventory.forms import Printed, appeal_of_ruling, left_without_motion
from inventory.rules.containers import may_be_received
from inventory.service.binding import is_outdated, last_continuation
from inventory.service.certification import (
    INVENTORY,
    NOTE,
    VolumeView,
    newest_inventory,
    note_with,
    typeset_cover,
    typeset_inventory,
    typeset_note,
)
from inventory.volumes.papers import Letterhead
from vault.errors import UsageError

CONTINUED = "inventory-continuation"
APPEAL = "appeal-cover"
MOTIONLESS = "motionless-cover"
REUSED = "reused-cover"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was said beside the form's name."""

    ruling: str = ""
    complainant: str = ""
    document: str = ""
    whole: bool = False


def _cover(workbench: Workbench, head: Letterhead, view: VolumeView, _told: Told) -> Printed:
    return typeset_cover(workbench.press, head, view, workbench.vault.clock())


def _inventory(workbench: Workbench, head: Letterhead, view: VolumeView, _told: Told) -> Printed:
    return typeset_inventory(workbench.press, head, view, workbench.vault.clock())


def _note(workbench: Workbench, head: Letterhead, view: VolumeView, _told: Told) -> Printed:
    """The note as it would be made now; the inventory is typeset to count its sheets."""
    at = workbench.vault.clock()
    inventory = typeset_inventory(workbench.press, head, view, at)
    return typeset_note(
        workbench.press,
        head,
        view,
        at,
        inventory_sheets=view.inventory_before + inventory.sheets,
        compiler=head.clerk,
    )


def _appeal(workbench: Workbench, head: Letterhead, view: VolumeView, told: Told) -> Printed:
    """The cover of copies sent with an appeal on a ruling, which stays in the file (VII.21)."""
    heading = appeal_of_ruling(
        court=head.court,
        on=day_of(told.ruling),
        case=view.case.number,
        complainant=told.complainant,
    )
    return typeset_cover(workbench.press, head, view, workbench.vault.clock(), heading)


def _motionless(workbench: Workbench, head: Letterhead, view: VolumeView, told: Told) -> Printed:
    """The separate cover of what a ruling left without motion (III.10)."""
    heading = left_without_motion(told.document)
    return typeset_cover(workbench.press, head, view, workbench.vault.clock(), heading)


def _reused(workbench: Workbench, head: Letterhead, view: VolumeView, told: Told) -> Printed:
    """The data for the cover in which the materials came (VII.25)."""
    may_be_received(view.case, (), empty=True, cover=True, sound=told.whole).demand(PaperRefused)
    return typeset_cover(workbench.press, head, view, workbench.vault.clock(), reused=True)


_FORMS: dict[str, Callable[[Workbench, Letterhead, VolumeView, Told], Printed]] = {
    "cover": _cover,
    "inventory": _inventory,
    NOTE: _note,
    APPEAL: _appeal,
    MOTIONLESS: _motionless,
    REUSED: _reused,
}
NAMES = sorted({*_FORMS, CONTINUED})


def volume_form(
    workbench: Workbench,
    form: str,
    view: VolumeView,
    head: Letterhead,
    told: Told | None = None,
) -> tuple[bytes, bool]:
    """A form of a volume as PDF/A, and whether it is the certified one as it was stored."""
    facts = view.facts
    newest = {
        NOTE: note_with(len(facts.changes)),
        INVENTORY: newest_inventory(facts)[0],
        CONTINUED: last_continuation(view),
    }
    stale = form == "cover" and is_outdated(view)
    kept = None if stale else facts.forms.get(newest.get(form, form))
    if kept is None and form == CONTINUED:
        raise UsageError(reason=f"до тому {view.volume.name} за актом нічого не приєднано")
    if kept is not None:
        return workbench.vault.locate(kept.sha512).read_bytes(), True
    return _FORMS[form](workbench, head, view, told or Told()).pdf, False
