"""Every read of meetings. Each takes the viewer, or the unit that the viewer was found to belong to."""

from learning.meetings.queries.around import around
from learning.meetings.queries.catching_up import Missed, catching_up, kept_back
from learning.meetings.queries.following import version
from learning.meetings.queries.mine import Mine, mine, own_data
from learning.meetings.queries.places import held_on, leads, my_units, plan_on, script_of, units_led
from learning.meetings.queries.roster import Member, roster
from learning.meetings.queries.runs import (
    Row,
    Sheet,
    attendance,
    by_code,
    guest_of,
    may_lead,
    open_runs,
    overdue,
    record_of,
    rows,
    run,
    sheet,
    task,
    tasks,
)
from learning.meetings.queries.today import AtHand, Offer, at_hand, held_by_my_units, offers, scripts

__all__ = [
    "AtHand",
    "Member",
    "Mine",
    "Missed",
    "Offer",
    "Row",
    "Sheet",
    "around",
    "at_hand",
    "attendance",
    "by_code",
    "catching_up",
    "guest_of",
    "held_by_my_units",
    "held_on",
    "kept_back",
    "leads",
    "may_lead",
    "mine",
    "my_units",
    "offers",
    "open_runs",
    "overdue",
    "own_data",
    "plan_on",
    "record_of",
    "roster",
    "rows",
    "run",
    "script_of",
    "scripts",
    "sheet",
    "task",
    "tasks",
    "units_led",
    "version",
]
