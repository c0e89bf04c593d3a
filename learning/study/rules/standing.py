"""One person in one course on one day, as pages ask for it; and which course to go on with."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from learning.content.catalogue import Course, Step
from learning.study.rules.reasons import Completed, Done, Facts, Reason, Task, done_steps, earliest, explain, outer, required, state

GROUPS = {
    "todo": ("open", "due_soon", "overdue", "needs_again"),
    "overdue": ("overdue",),
    "complete": ("complete",),
    "other": ("not_assigned",),
    "offered": (),
}
"""What the course list can be narrowed to."""


@dataclass(frozen=True)
class Progress:
    """One person in one course on one day: everything a page about it shows."""

    facts: Facts
    on: date

    @property
    def course(self) -> Course:
        return self.facts.course

    @cached_property
    def reasons(self) -> list[Reason]:
        return explain(self.facts, self.on)

    @cached_property
    def state(self) -> str:
        return state(outer(self.facts, self.on))

    @cached_property
    def done(self) -> dict[str, Done]:
        return done_steps(self.facts)

    @cached_property
    def required(self) -> tuple[str, ...]:
        return required(self.facts)

    @property
    def required_done(self) -> int:
        return sum(key in self.done for key in self.required)

    @property
    def percent(self) -> int:
        if self.state == "complete" or not self.required:
            return 100
        return 100 * self.required_done // len(self.required)

    @property
    def due_on(self) -> date | None:
        return earliest(self.facts.asked).due_on if self.facts.asked else None

    @property
    def is_asked(self) -> bool:
        """Whether some assignment asks for it, or the person has taken it up."""
        return bool(self.facts.asked)

    @property
    def is_offered(self) -> bool:
        """Theirs to take up: offered by a rule, not asked and not completed."""
        return bool(self.facts.tasks) and not self.facts.asked and self.state != "complete"

    @property
    def is_exempted(self) -> bool:
        return not self.facts.asked and self.facts.grant("exempted") is not None

    @property
    def days_left(self) -> int | None:
        return (self.due_on - self.on).days if self.due_on else None

    @property
    def tasks(self) -> tuple[Task, ...]:
        return tuple(sorted(self.facts.tasks, key=lambda task: (task.due_on or date.max, task.from_on)))

    @property
    def completion(self) -> Completed | None:
        """The newest completion, whether or not it still counts."""
        return max(self.facts.completions, key=lambda row: row.version, default=None)

    @property
    def next_step(self) -> Step | None:
        """The first step of the outline that is asked and not done; when all is done, nothing."""
        return next((step for step in self.course.outline if step.key in self.required and step.key not in self.done), None)

    @property
    def is_under_way(self) -> bool:
        return bool(self.done) and self.state != "complete"

    @property
    def last_at(self) -> datetime | None:
        """When the last step of this course was done."""
        return max((done.at for done in self.facts.steps if done.at), default=None)


def matches(standing: Progress, words: str, wanted: str) -> bool:
    """Whether a course is one that is being looked for: words in title or summary, and the state asked for."""
    course = standing.course
    text = " ".join(part for words_ in (course.title, course.summary) for part in (words_.zh, words_.en or ""))
    if not all(word in text.casefold() for word in words.casefold().split()):
        return False
    if wanted == "offered":
        return standing.is_offered
    return wanted not in GROUPS or standing.state in GROUPS[wanted]


def to_go_on_with(rows: list[Progress]) -> Progress | None:
    """The course to go on with: the one last worked in, else the one whose date comes first, else none."""
    open_rows = [row for row in rows if row.next_step and row.state in GROUPS["todo"] and (row.is_asked or row.facts.steps)]
    begun = [row for row in open_rows if row.last_at and row.is_under_way]
    if begun:
        return max(begun, key=lambda row: str(row.last_at))
    return min(open_rows, key=lambda row: row.due_on or date.max, default=None)
