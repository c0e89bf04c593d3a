"""Every write of study: assigning, enrolling, settling who is under which assignment, doing a step, completing."""

from learning.study.verbs.assigning import assign, end_assignment, enrol
from learning.study.verbs.once import insert_once
from learning.study.verbs.settling import settle
from learning.study.verbs.steps import complete_overlooked, do_step

__all__ = ["assign", "complete_overlooked", "do_step", "end_assignment", "enrol", "insert_once", "settle"]
