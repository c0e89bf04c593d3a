"""What study reads: where people stand, and which assignments there are."""

from learning.study.queries.assignments import (
    PAGE,
    Assigned,
    Draft,
    Preview,
    assignee_page,
    assignment,
    assignments,
    is_hr_of,
    person_to_assign,
    preview,
    unit_choices,
)
from learning.study.queries.standing import (
    Shown,
    catalogue_on,
    holds_on,
    my_courses,
    own_data,
    positions_asked,
    progress,
    staff_of_rule,
    standings,
    whose_progress,
)

__all__ = [
    "PAGE", "Assigned", "Draft", "Preview", "Shown", "assignee_page", "assignment", "assignments",
    "catalogue_on", "holds_on", "is_hr_of", "my_courses", "own_data", "person_to_assign", "positions_asked", "preview",
    "progress", "staff_of_rule", "standings", "unit_choices", "whose_progress",
]  # fmt: skip
