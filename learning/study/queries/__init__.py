"""What study reads: where people stand, and which assignments there are."""

from learning.study.queries.assignments import (
    PAGE,
    Assigned,
    assignee_page,
    assignment,
    assignments,
    is_hr_of,
    person_to_assign,
    unit_choices,
    versions,
)
from learning.study.queries.previewing import CONFLICTS, Draft, Example, Preview, preview
from learning.study.queries.standing import (
    Shown,
    asks_on,
    catalogue_on,
    concession,
    holds_on,
    my_courses,
    own_data,
    positions_asked,
    progress,
    standings,
    whose_progress,
)

__all__ = [
    "CONFLICTS", "PAGE", "Assigned", "Draft", "Example", "Preview", "Shown", "asks_on", "assignee_page", "assignment",
    "assignments", "catalogue_on", "concession", "holds_on", "is_hr_of", "my_courses", "own_data",
    "person_to_assign", "positions_asked", "preview", "progress", "standings", "unit_choices", "versions", "whose_progress",
]  # fmt: skip
