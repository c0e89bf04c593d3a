"""Pages of people: the door, one's own profile, staff, units, the calendar."""

from learning.people.views import door
from learning.people.views.blueprint import bp

__all__ = ["bp", "door"]
