"""Pages of role-plays: playing them, somebody's record of them, and how their lines are chosen."""

from learning.roleplay.views import lines, playing, records
from learning.roleplay.views.blueprint import bp

__all__ = ["bp", "lines", "playing", "records"]
