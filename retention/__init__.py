"""How long files are kept, and where they go then: retention terms and transfer.

This is the door for desk.
"""

from retention.projection import RetentionProjection
from retention.queries import Act, Approval, acts, all_keepings, get_act, schedule_in_force
from retention.rules import Keeping, first_act_year, may_be_electronic_only, may_be_listed
from retention.schedule import ScheduleItem, read_schedule
from retention.service.handover import hand_over
from retention.service.terms import adopt_schedule, assign_item
from retention.service.transfer import BODIES, Prepared, approve_transfer, prepare_transfer

__all__ = [
    "BODIES",
    "Act",
    "Approval",
    "Keeping",
    "Prepared",
    "RetentionProjection",
    "ScheduleItem",
    "acts",
    "adopt_schedule",
    "all_keepings",
    "approve_transfer",
    "assign_item",
    "first_act_year",
    "get_act",
    "hand_over",
    "may_be_electronic_only",
    "may_be_listed",
    "prepare_transfer",
    "read_schedule",
    "schedule_in_force",
]
