"""How long files are kept, and where they go then: retention terms and transfer.

This is the door for desk; acts are made by `retention.service.handover` and `.transfer`, which
typeset forms and are loaded when needed.

Knows: terms, who decides, what is transferred. Does not know: search, ingest.
Keeps: no case file leaves without the acts the law asks for.
"""

from retention.model import Act, Approval
from retention.projection import RetentionProjection
from retention.queries import acts, all_keepings, get_act, schedule_in_force
from retention.rules import Keeping, first_act_year, may_be_electronic_only, may_be_listed
from retention.schedule import ScheduleItem, read_schedule
from retention.service.terms import adopt_schedule, assign_item

__all__ = [
    "Act",
    "Approval",
    "Keeping",
    "RetentionProjection",
    "ScheduleItem",
    "acts",
    "adopt_schedule",
    "all_keepings",
    "assign_item",
    "first_act_year",
    "get_act",
    "may_be_electronic_only",
    "may_be_listed",
    "read_schedule",
    "schedule_in_force",
]
