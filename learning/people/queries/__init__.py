"""Every read of people. Lists and lookups take the viewer and find only whom the viewer may see."""

from learning.people.queries.accounts import devices, profile_of, set_up_code
from learning.people.queries.calendar import exceptions
from learning.people.queries.mine import everything, own_data
from learning.people.queries.sessions import LiveSession, live_session, session_rows, viewer
from learning.people.queries.staff import main_posting, people, postings, roles_of, state_of
from learning.people.queries.units import UnitWords, unit_names, unit_tree
from learning.people.queries.visible import holds, keepers, person, staff_of, tree_under, unit, visible_people, visible_units

__all__ = [
    "LiveSession",
    "UnitWords",
    "devices",
    "everything",
    "exceptions",
    "holds",
    "keepers",
    "live_session",
    "session_rows",
    "main_posting",
    "own_data",
    "people",
    "person",
    "postings",
    "profile_of",
    "roles_of",
    "set_up_code",
    "staff_of",
    "state_of",
    "tree_under",
    "unit",
    "unit_names",
    "unit_tree",
    "viewer",
    "visible_people",
    "visible_units",
]
