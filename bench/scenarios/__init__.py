"""The scenarios by name, in the order of docs/performance.md."""

from collections.abc import Callable, Iterator

from bench.measuring import Bench, Result
from bench.scenarios import door, growth, inside, making, meeting, pages, reporting, sitting, starting

SCENARIOS: dict[str, Callable[[Bench], Iterator[Result]]] = {
    "course_page": pages.course_page, "lesson_page": pages.lesson_page, "desk": pages.desk, "question_page": pages.question_page,
    "pages_inside": inside.pages_inside, "roleplay_step": pages.roleplay_step,
    "answer_save": pages.answer_save, "attempts": sitting.attempts, "sign_in": door.sign_in, "report": reporting.report,
    "exports": reporting.exports, "think_time": sitting.think_time, "publish": making.publish, "certificates": making.certificates,
    "synthetic_bank": making.synthetic_bank, "meetings": meeting.meetings,
    "start": starting.start, "growth": growth.growth,
}  # fmt: skip
