"""Pure decisions about reminders: when, to whom, why not, and how a digest reads."""

from learning.reminders.rules.hours import Hours, read_hours
from learning.reminders.rules.ladder import OUTCOMES, STEPS, Step, next_step_on, step_on

CHANNELS = ("mail", "wecom", "dingtalk", "feishu", "bell")
KEPT_BACK = 3
"""Days after which a notice nobody was written of stays in the bell only."""

__all__ = ["CHANNELS", "Hours", "KEPT_BACK", "OUTCOMES", "STEPS", "Step", "next_step_on", "read_hours", "step_on"]
