"""Two months of morning meetings, as branches hold them: by turns, some late, some short, some not at all.

Written as rows after everything else, as ``meetings`` would have written them: what was planned, every tap, who came and how, how
drills went, what was agreed, the step of whoever has the course, the host's card, and the record's digest in the ledger.

The first branches have lived through ``DAYS`` working days; each of a crowd's other branches through ``DAYS_OF_CROWD``: five
hundred people a day in two hundred branches are three hundred thousand rows in three days. Today's meeting is planned and waits.
"""

from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from learning.demo.rules import Days
from learning.demo.verbs.bank import House
from learning.demo.verbs.bulk import Bulk
from learning.demo.verbs.gatherings.holding import Seen, hold
from learning.demo.verbs.gatherings.made import BEGINS, Branch, Gatherings, Script
from learning.meetings import queries
from learning.meetings.facts import MeetingPlanned
from learning.meetings.models import PlannedMeeting
from learning.people.models import RoleGrant
from learning.people.rules import is_working_day
from learning.people.rules.working_days import SHIPPED
from learning.publishing.queries import Live
from learning.study.models import Assignee

DAYS, DAYS_OF_CROWD, AHEAD = 42, 3, 4
HELD, EVENING, FRIDAY = (0.84, 0.99), 0.4, 4


def meet(db: Session, days: Days, random: Random, house: House, live: Live, *, lively: int) -> None:  # noqa: PLR0913 -- what a bank is made of
    """Every branch's meetings, day by day; the first ``lively`` branches for two months."""
    scripts = _scripts(live)
    working = _working_days(days)
    if not scripts["morning"] or not working:
        return
    db.flush()
    branches = _branches(db, house, random, scripts, working, lively)
    made = Gatherings(db, Bulk(db), days, random, live, branches, _assigned(db))
    for day in working:
        for branch in branches:
            if day >= branch.begins_on:
                _hold_day(made, branch, day)
        made.write()
    _plan_ahead(made)
    made.write_ledger()
    made.bulk.finish()


def _scripts(live: Live) -> dict[str, list[Script]]:
    found: dict[str, list[Script]] = {"morning": [], "evening": []}
    for course in sorted(live.catalogue.courses.values(), key=lambda one: (one.order, one.key)):
        for one in course.meetings.values():
            if course.status == one.status == "active":
                found[one.occasion].append((course, one))
    return found


def _working_days(days: Days) -> list[date]:
    """The last working days before today, the oldest first."""
    past = (days.today - timedelta(days=n) for n in range(1, 2 * DAYS))
    return sorted([day for day in past if is_working_day(day, SHIPPED)][:DAYS])


def _branches(  # noqa: PLR0913 -- what a branch is made of
    db: Session, house: House, random: Random, scripts: dict[str, list[Script]], working: list[date], lively: int
) -> list[Branch]:
    asked = select(RoleGrant.unit_id, RoleGrant.person_id).where(RoleGrant.role == "head")
    heads = {unit_id: person_id for unit_id, person_id in db.execute(asked)}
    found = []
    for n, (code, _) in enumerate(house.branches):
        unit_id = house.units[code]
        if (head := heads.get(unit_id)) is not None:
            since = working[0] if n < lively else working[-min(DAYS_OF_CROWD, len(working))]
            own = {kind: random.sample(some, len(some)) for kind, some in scripts.items()}
            found.append(Branch(unit_id, head, since, random.uniform(*HELD), own))
    return found


def _assigned(db: Session) -> dict[tuple[int, str], date]:
    """Since when somebody has a course: its meetings are steps for them."""
    asked = select(Assignee.person_id, Assignee.requirement, Assignee.from_on).where(Assignee.until_on.is_(None))
    return {(person, course): since for person, course, since in db.execute(asked.order_by(Assignee.from_on.desc()))}


def _hold_day(made: Gatherings, branch: Branch, day: date) -> None:
    members = queries.roster(made.db, branch.unit_id, day)
    if not branch.may_meet(members, day):
        return
    kinds = ["morning"]
    if day.weekday() == FRIDAY and branch.scripts["evening"] and made.random.random() < EVENING:
        kinds.append("evening")
    for kind in kinds:
        script, host = branch.next_script(kind), branch.next_host(members, day)
        plan_id = _plan(made, branch, day, kind, script, host.id)
        if made.random.random() < branch.keen:
            hold(made, branch, day, kind, script, Seen(plan_id, host, members))


def _plan(made: Gatherings, branch: Branch, day: date, kind: str, script: Script, host_id: int) -> int:  # noqa: PLR0913 -- one row
    at = made.days.at(min(day - timedelta(days=day.weekday() + 3), made.days.today - timedelta(days=1)), 16, 20)
    added: dict[str, Any] = {"extra_title": "", "extra_seconds": 0}
    said = {"day": day, "kind": kind, "course": script[0].key, "meeting": script[1].id, "host_id": host_id, **added}
    plan_id = made.put(
        PlannedMeeting, **said, unit_id=branch.unit_id, begins="{:02}:{:02}".format(*BEGINS[kind]), note="", extra_words="",
        by_id=branch.head_id, at=at,
    )  # fmt: skip
    after = said | {"question": None}
    made.enter(MeetingPlanned(at=at, by=branch.head_id, plan_id=plan_id, unit_id=branch.unit_id, before=None, after=after))
    return plan_id


def _plan_ahead(made: Gatherings) -> None:
    """Today and some working days more."""
    ahead = (made.days.today + timedelta(days=n) for n in range(2 * AHEAD + 7))
    for day in [day for day in ahead if is_working_day(day, SHIPPED)][:AHEAD]:
        for branch in made.branches:
            members = queries.roster(made.db, branch.unit_id, day)
            if branch.may_meet(members, day):
                _plan(made, branch, day, "morning", branch.next_script("morning"), branch.next_host(members, day).id)
    made.write()


__all__ = ["DAYS", "FRIDAY", "meet"]
