"""Every read of role-plays and runs. A run is looked up by its holder, or by whoever may see the holder's record."""

from learning.roleplay.queries.lines import Figures, Line, Revision, Scene, figures, scenes
from learning.roleplay.queries.mine import own_data
from learning.roleplay.queries.pages import Now, Past, Result, now, past, result
from learning.roleplay.queries.records import Played, record, run_of
from learning.roleplay.queries.runs import count, locked, open_run, roleplay, run, scene

__all__ = [
    "Figures", "Line", "Now", "Past", "Played", "Result", "Revision", "Scene", "count", "figures", "locked", "now", "open_run",
    "own_data", "past", "record", "result", "roleplay", "run", "run_of", "scene", "scenes",
]  # fmt: skip
