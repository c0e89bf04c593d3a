"""Pure decisions about progress: what is asked, what is done, and the state that follows. Values in, values out.

The why page shows the list that ``explain`` makes; ``state`` reads nothing else, so the two cannot differ.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from learning.content.catalogue import Course, Step, Words

STATES = ("not_assigned", "open", "due_soon", "overdue", "complete", "needs_again")
SOON = timedelta(days=7)
NOTICE = timedelta(days=14)
"""Who joins by a transfer has at least this long, whatever the rule's date was."""
OFFERED = "offered"
"""Why of an assignee whom nobody asks: the course is theirs to take up."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """One assignment as it holds for one person. ``position`` is theirs on the day it began."""

    assignment_id: int
    why: str  # personal | unit | self | offered
    from_on: date
    since_on: date | None = None  # when the asking began that this row goes on with
    due_on: date | None = None
    until_on: date | None = None
    mandatory: bool = True
    position: str | None = None
    unit: Words | None = None
    by: Words | None = None
    reason: str | None = None

    @property
    def asks(self) -> bool:
        """Whether the course must be done; what is offered may be."""
        return self.why != OFFERED

    @property
    def begun_on(self) -> date:
        return self.since_on or self.from_on


@dataclass(frozen=True)
class Granted:
    """What somebody was granted: ``exempted`` (not asked) or ``extended`` (until ``due_on``), since when and why."""

    id: int
    kind: str
    on: date
    reason: str
    due_on: date | None = None


@dataclass(frozen=True)
class Done:
    """A step that was done, in the version then asked; ``source`` is the proof (``attempt:<uuid>`` …)."""

    step: str
    version: int
    source: str
    on: date
    at: datetime | None = None


@dataclass(frozen=True)
class Completed:
    """A completion of the course in a 版本."""

    id: int
    version: int
    on: date


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything a state follows from: the course as it is live, and one person's rows up to a day."""

    course: Course
    position: str | None = None  # today's; an assignment carries its own
    tasks: tuple[Task, ...] = ()
    steps: tuple[Done, ...] = ()
    completions: tuple[Completed, ...] = ()
    granted: tuple[Granted, ...] = ()

    @property
    def asked(self) -> tuple[Task, ...]:
        """The assignments that ask for the course."""
        return tuple(task for task in self.tasks if task.asks)

    def grant(self, kind: str) -> Granted | None:
        return next((one for one in self.granted if one.kind == kind), None)


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One line of the answer to "why?". ``evidence`` names the row that proves it (``attempt:…``, ``assignment:7``)."""

    rule: str  # assigned | step | completed | due
    met: bool
    value: Any = None
    needed: Any = None
    on: date | None = None
    evidence: str | None = None
    next_step: str | None = None
    what: Words | None = None
    because: str | None = None  # of a date that was extended, or of an exemption: the reason given


def asked_version(course: Course, step: Step) -> int:
    """Which version of a step counts now. Raising the 版本 of the step or of the whole course asks for it again."""
    return course.edition + step.edition - 1


def position_of(facts: Facts) -> str | None:
    """The position whose steps are required: the one held on the day the oldest assignment began, else today's."""
    begun = [task for task in facts.asked if task.position]
    return min(begun, key=lambda task: task.begun_on).position if begun else facts.position


def required(facts: Facts) -> tuple[str, ...]:
    """Keys of the steps this person must do, in the order of the outline."""
    return facts.course.required_for(position_of(facts) or "")


def done_steps(facts: Facts) -> dict[str, Done]:
    """The steps of the live outline that are done in the version asked; facts of vanished steps are not looked at."""
    best: dict[str, Done] = {}
    for done in facts.steps:
        if done.step not in best or done.version > best[done.step].version:
            best[done.step] = done
    asked = {step.key: asked_version(facts.course, step) for step in facts.course.outline}
    return {key: done for key, done in best.items() if key in asked and done.version >= asked[key]}


def explain(facts: Facts, on: date) -> list[Reason]:
    """Why the state is what it is on that day: assigned, each required step, completed, due."""
    assigned, completed, due = outer(facts, on)
    done, needed = done_steps(facts), required(facts)
    return [assigned, *(_step(step, done.get(step.key)) for step in facts.course.outline if step.key in needed), completed, due]


def outer(facts: Facts, on: date) -> list[Reason]:
    """The reasons that decide the state: assigned, completed, due. What the steps say stands between them."""
    completed = _completed(facts)
    return [_assigned(facts), completed, _due(facts, on, completed)]


def state(reasons: list[Reason]) -> str:
    """One of ``STATES``, from the reasons alone: all of them, or the outer ones."""
    by_rule = {reason.rule: reason for reason in reasons}
    assigned, completed, due = by_rule["assigned"], by_rule["completed"], by_rule["due"]
    if completed.met:
        return "complete"
    if completed.value is not None:
        return "needs_again"
    if not assigned.met:
        return "not_assigned"
    if not due.met:
        return "overdue"
    return "due_soon" if due.value and due.value - due.needed <= SOON else "open"


def _assigned(facts: Facts) -> Reason:
    if not facts.asked:
        if exempted := facts.grant("exempted"):
            return Reason(rule="assigned", met=False, value="exempted", on=exempted.on, because=exempted.reason)
        return Reason(rule="assigned", met=False, value=OFFERED if facts.tasks else None)
    first = earliest(facts.asked)
    return Reason(
        rule="assigned", met=True, value=first.why, on=first.from_on, evidence=f"assignment:{first.assignment_id}", what=first.unit
    )


def _step(step: Step, done: Done | None) -> Reason:
    if done:
        return Reason(rule="step", met=True, what=step.title, needed=step.key, value=done.on, on=done.on, evidence=done.source)
    return Reason(rule="step", met=False, what=step.title, needed=step.key, next_step=step.key)


def _completed(facts: Facts) -> Reason:
    asked = facts.course.edition
    if not facts.completions:
        return Reason(rule="completed", met=False, needed=asked)
    best = max(facts.completions, key=lambda row: row.version)
    return Reason(
        rule="completed", met=best.version >= asked, value=best.version, needed=asked, on=best.on, evidence=f"completion:{best.id}"
    )


def _due(facts: Facts, on: date, completed: Reason) -> Reason:
    due = earliest(facts.asked).due_on if facts.asked else None
    extended = facts.grant("extended")
    why = extended.reason if extended and extended.due_on == due else None
    return Reason(rule="due", met=completed.met or due is None or on <= due, value=due, needed=on, on=due, because=why)


def earliest(tasks: tuple[Task, ...]) -> Task:
    """Of several assignments the one whose date comes first; one without a date comes last."""
    return min(tasks, key=lambda task: (task.due_on or date.max, task.from_on))
