"""Pure decisions about progress. Values in, values out."""

from learning.study.rules.reasons import (
    NOTICE,
    SOON,
    STATES,
    Completed,
    Done,
    Facts,
    Reason,
    Task,
    asked_version,
    done_steps,
    earliest,
    explain,
    position_of,
    required,
    state,
)
from learning.study.rules.standing import GROUPS, Progress, matches, to_go_on_with

__all__ = [
    "NOTICE",
    "SOON",
    "STATES",
    "Completed",
    "Done",
    "Facts",
    "Reason",
    "Task",
    "asked_version",
    "done_steps",
    "earliest",
    "explain",
    "position_of",
    "required",
    "state",
    "GROUPS",
    "Progress",
    "matches",
    "to_go_on_with",
]
