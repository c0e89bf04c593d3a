"""What happened in the demonstration bank, in the order in which it happened.

One queue of acts by moment: assigning, joining, leaving, learning. Each act is done by the verb that the product itself uses, so
that rows and ledger are those of a real bank; only readings and answers are written as rows, many at a time. An act whose
moment has not come is dropped: whoever had it before them is now in the middle of the course.
"""

from functools import partial

from learning.demo.verbs.life import assigning, learning, office, practising
from learning.demo.verbs.life.queue import Life, courses_of


def happen(life: Life) -> None:
    """Everything, up to now."""
    main, *others = courses_of(life.live)
    office.plan_staff(life)
    assigning.plan_certification(life, [main, *others])
    assigning.plan_assignments(life, main)
    for n, course in enumerate(others):
        assigning.plan_for_all(life, course, n)
    for weeks in range(20):
        life.at(life.days.ago(7 * weeks + 1, 7, 30), partial(assigning.settle, life))
    office.plan_flags(life, main)
    learning.plan_lin(life, main)
    practising.plan_practice(life)
    life.at(life.days.ago(4, 15, 12), partial(office.revoke, life))
    life.run()
    office.read_notices(life)


__all__ = ["Life", "happen"]
