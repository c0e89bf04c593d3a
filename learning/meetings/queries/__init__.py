"""Every read of meetings. Each takes the viewer, or the unit that the viewer was found to belong to."""

from learning.meetings.queries.places import held_on, leads, my_units, plan_on, script_of, units_led
from learning.meetings.queries.roster import Member, roster

__all__ = ["Member", "held_on", "leads", "my_units", "plan_on", "roster", "script_of", "units_led"]
