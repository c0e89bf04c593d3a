"""Pages of people: the door, one's own profile, staff, units, the calendar."""

from learning.people.views import accounts, calendar, door, issuer, posts, profile, roles, staff, units
from learning.people.views.blueprint import bp

__all__ = ["accounts", "bp", "calendar", "door", "issuer", "posts", "profile", "roles", "staff", "units"]
