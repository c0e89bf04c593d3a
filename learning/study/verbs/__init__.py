"""Every write of study: assigning, enrolling, settling who is under which assignment, doing a step, completing."""

from learning.study.verbs.assigning import JOB, assign, change, end_assignment, enrol, undo
from learning.study.verbs.beginning import begin, end
from learning.study.verbs.granting import exempt, extend, take_back
from learning.study.verbs.once import insert_once
from learning.study.verbs.settling import settle
from learning.study.verbs.steps import complete_overlooked, do_step
from learning.study.verbs.waiting import beat, claim, give_up, refuse

__all__ = [
    "JOB", "assign", "beat", "begin", "change", "claim", "complete_overlooked", "do_step", "end", "end_assignment", "enrol",
    "exempt", "extend", "give_up", "insert_once", "refuse", "settle", "take_back", "undo",
]  # fmt: skip
