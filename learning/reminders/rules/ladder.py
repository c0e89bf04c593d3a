"""The ladder: how many days before and after a due day somebody is told, and who is told with them.

A step is told once. Who was not told in time (the worker stood still, the day was a holiday) gets only the newest step. A step
that lay before the day of the assignment is never told: the assignment itself was news enough.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from learning.base.refusals import N_


@dataclass(frozen=True)
class Step:
    """``days`` after the due day (before it: less than nothing); ``above``: how many heads above the person hear of it."""

    days: int
    kind: str
    above: int = 0


STEPS = (Step(-30, "due-30"), Step(-7, "due-7"), Step(0, "due-0"), Step(3, "overdue-3", above=1), Step(10, "overdue-10", above=2))
OUTCOMES = {
    "told": N_("is told"),
    "complete": N_("has finished"),
    "no_due": N_("has no due date"),
    "away": N_("is away on that day"),
    "disabled": N_("the account is disabled"),
    "not_yet": N_("the next step of the ladder comes later"),
    "before": N_("the step lay before the assignment"),
    "already": N_("has been told of this step"),
}
"""What may become of somebody's assignment on a day, in the order in which it is asked; ``told`` comes last."""


def step_on(due_on: date, on: date) -> Step | None:
    """The newest step that has come by that day; None: the first one lies ahead."""
    return next((step for step in reversed(STEPS) if due_on + timedelta(days=step.days) <= on), None)


def next_step_on(due_on: date, on: date) -> date | None:
    """When the next step comes after that day; None: there is none."""
    ahead = [due_on + timedelta(days=step.days) for step in STEPS if due_on + timedelta(days=step.days) > on]
    return ahead[0] if ahead else None


def key(requirement: str, due_on: date, step: Step) -> str:
    """What keeps the step from being told twice; another due day is another ladder."""
    return f"{step.kind}:{requirement}:{due_on.isoformat()}"
