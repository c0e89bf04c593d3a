"""The transcript as one table: the same lines as its page."""

from collections.abc import Callable
from fractions import Fraction

from learning.base.refusals import N_
from learning.base.spreadsheets import Paper, Value
from learning.records.rules import KINDS, STATES, Entry, Transcript

Say = Callable[..., str]
HEADS = (
    N_("Part"), N_("Course"), N_("Title"), N_("Version"), N_("Attempt"), N_("Day"), N_("State"), N_("Points won"), N_("Of points"),
    N_("Steps done"), N_("Steps required"), N_("Due date"), N_("Valid until"), N_("Evidence"),
)  # fmt: skip


def transcript(found: Transcript, lang: str, say: Say) -> Paper:
    """A line for everything, part by part; under it whose it is and of which day."""
    rows = [_row(entry, lang, say) for _, entries in found.parts() for entry in entries]
    notes: list[tuple[str, Value]] = [
        (say("Staff number"), found.holder.number),
        (say("Name"), found.holder.name.in_(lang)),
        (say("Made at"), found.made_at.isoformat(timespec="seconds")),
    ]
    return Paper(say("Transcript"), [say(head) for head in HEADS], rows, notes)


def _row(entry: Entry, lang: str, say: Say) -> list[Value]:
    course = entry.course_title.in_(lang) if entry.course_title else entry.course
    return [
        say(KINDS[entry.kind]), course, entry.title.in_(lang), entry.version, entry.number, entry.on, say(STATES[entry.state]),
        _points(entry.won), _points(entry.of), entry.steps_done, entry.steps_required, entry.due_on, entry.valid_until,
        entry.evidence,
    ]  # fmt: skip


def _points(points: Fraction | None) -> Value:
    """A whole number as one; anything else to four places, for a spreadsheet. The exact fraction stands in the JSON."""
    if points is None:
        return None
    return points.numerator if points.denominator == 1 else round(float(points), 4)
