"""What one line of a transcript says, and how it is written for other programs."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from learning.base.refusals import N_
from learning.content.catalogue import Words

FORMAT = "zhili-transcript-1"
"""Named in every JSON file; raised when a field changes its meaning (docs/transcript.md)."""
KINDS = {
    "course": N_("Courses"),
    "attempt": N_("Quizzes"),
    "roleplay": N_("Role-plays"),
    "practice": N_("Live practice"),
    "task": N_("Tasks at work"),
    "meeting": N_("Meetings"),
    "certificate": N_("Certificates"),
}
"""The parts of a transcript, in its order."""
STATES = {
    "complete": N_("Complete"),
    "overdue": N_("Overdue"),
    "due_soon": N_("Due within 7 days"),
    "open": N_("To do"),
    "needs_again": N_("To be done again"),
    "not_assigned": N_("Under way"),
    "earlier": N_("Completed earlier"),
    "passed": N_("Passed"),
    "failed": N_("Not passed"),
    "handed_in": N_("Handed in"),
    "to_mark": N_("To be marked"),
    "waiting": N_("Waits for the branch head"),
    "signed": N_("Signed"),
    "returned": N_("Does not count"),
    "ready": N_("Waits for a signature"),
    "begun": N_("Begun"),
    "done": N_("Done"),
    "hosted": N_("Led"),
    "present": N_("Present"),
    "late": N_("Late"),
    "guest": N_("Guest"),
    "caught_up": N_("Caught up"),
    "valid": N_("Valid"),
    "expired": N_("Expired"),
    "superseded": N_("Superseded"),
    "revoked": N_("Revoked"),
    "suspended": N_("Suspended"),
    "not_yet": N_("Not valid yet"),
}
"""What became of a line. A kind uses its own few."""
MARKS = {
    "complete": "done", "passed": "done", "handed_in": "done", "signed": "done", "done": "done", "hosted": "done",
    "present": "done", "guest": "done", "caught_up": "done", "valid": "done", "earlier": "done",
    "overdue": "late", "revoked": "late", "returned": "late",
    "due_soon": "due", "needs_again": "due", "to_mark": "due", "waiting": "due", "ready": "due", "late": "due", "suspended": "due",
}  # fmt: skip
"""The mark beside the word; every other state has the plain one."""

SUMS = (
    (N_("Courses completed"), "course", ("complete",)),
    (N_("Certificates valid"), "certificate", ("valid",)),
    (N_("Quizzes passed"), "attempt", ("passed",)),
    (N_("Role-plays passed"), "roleplay", ("passed",)),
    (N_("Meetings"), "meeting", ("hosted", "present", "late", "guest", "caught_up")),
)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing somebody has learned, or is to learn. What a kind does not have is absent.

    ``evidence`` names the row that proves it: ``attempt:<uuid>``, ``certificate:<number>``, ``meeting:<uuid>`` …
    """

    kind: str
    title: Words
    state: str
    course: str | None = None
    course_title: Words | None = None
    version: int | None = None  # 版本
    number: int | None = None  # of an attempt or a run, counted from 1
    on: date | None = None  # completed, handed in, played, held, issued
    won: Fraction | None = None
    of: Fraction | None = None
    steps_done: int | None = None
    steps_required: int | None = None
    due_on: date | None = None
    valid_until: date | None = None
    evidence: str | None = None


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Whose transcript it is, as of the day it is made."""

    number: str
    name: Words
    unit: Words | None
    position: Words | None


@dataclass(frozen=True, kw_only=True)
class Transcript:
    """Everything one person has learned here, part by part, the newest first."""

    bank: Words
    holder: Holder
    made_at: datetime
    entries: tuple[Entry, ...]

    def parts(self) -> list[tuple[str, list[Entry]]]:
        """The entries by kind; a kind without any is left out."""
        found = [(kind, [entry for entry in self.entries if entry.kind == kind]) for kind in KINDS]
        return [(kind, entries) for kind, entries in found if entries]

    def sums(self) -> list[tuple[str, int]]:
        """What stands at the top: each with its words."""
        return [(words, self._counted(kind, states)) for words, kind, states in SUMS]

    def _counted(self, kind: str, states: tuple[str, ...]) -> int:
        return sum(entry.kind == kind and entry.state in states for entry in self.entries)


def plain(transcript: Transcript) -> dict[str, Any]:
    """The transcript as JSON: every field always there, days and moments as ISO text, fractions as two integers."""
    return {"format": FORMAT, **_plain(transcript)}


def _plain(value: Any) -> Any:
    if isinstance(value, Words):
        return {"zh": value.zh, "en": value.en}
    if isinstance(value, Fraction):
        return [value.numerator, value.denominator]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Entry | Holder | Transcript):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    return value
