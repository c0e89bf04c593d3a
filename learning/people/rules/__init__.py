"""Pure decisions about people: who a viewer is, what a password must be, how long to wait, which days the bank works."""

from learning.people.rules.addresses import is_own_path
from learning.people.rules.names import LONGEST_NAME, POSITIONS, STAFF_NUMBER, is_clean, sort_key
from learning.people.rules.passwords import PROFILES
from learning.people.rules.viewer import ABSOLUTE, IDLE, ROLES, WHOLE_BANK, Viewer, session_ends
from learning.people.rules.working_days import add_working_days, is_working_day

__all__ = [
    "ABSOLUTE",
    "IDLE",
    "LONGEST_NAME",
    "POSITIONS",
    "PROFILES",
    "ROLES",
    "STAFF_NUMBER",
    "WHOLE_BANK",
    "Viewer",
    "add_working_days",
    "is_clean",
    "is_own_path",
    "is_working_day",
    "session_ends",
    "sort_key",
]
