"""Courses are given out, joiners are settled, some of those asked will begin."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import func, select

from learning.content.catalogue import Course, Words
from learning.demo import rules
from learning.demo.rules import Learner
from learning.demo.verbs.bank import Member
from learning.demo.verbs.life.learning import go_on
from learning.demo.verbs.life.queue import MAIN, Life, courses_of
from learning.requirements import verbs as requirements
from learning.requirements.rules import Asked, Span, Terms
from learning.requirements.verbs import Draft
from learning.study import verbs as study
from learning.study.models import Assignee

REASON = "上月客户回访中多次提到等候时间，请先学本课。"
LEARNS = 0.66
"""The share of those assigned who have begun by now, or would have with time."""


def plan_assignments(life: Life, course: Course) -> None:
    """One area long ago and due in the past, the other lately and due soon, head office in between; two people by name."""
    ago = life.days.ago
    for n, code in enumerate(life.house.areas):
        given, due = ((45, 5), (120, -25), (90, 20), (100, -10))[n % 4]
        life.at(ago(given, 9, 12 + n), partial(_assign, life, course, unit=code, due=due))
    for n, (code, *_) in enumerate(rules.OFFICES):
        life.at(ago(80, 10, 3 + n), partial(_assign, life, course, unit=code, due=40))
    for member in [one for one in life.house.staff.values() if one.position == "relationship"][:2]:
        life.at(ago(12, 14, 20), partial(_assign, life, course, person=member, due=18, reason=REASON))
    for number in ("T0001", "T0002"):
        life.at(ago(140, 16), partial(_enrol, life, course, life.house.by_number(number)))


def plan_for_all(life: Life, course: Course, n: int) -> None:
    life.at(life.days.ago(100 - 9 * n, 9, 30), partial(_assign, life, course, unit="QM", due=12 + 16 * n))


def plan_certification(life: Life, courses: Sequence[Course]) -> None:
    """Two courses make a certification of half a year: who finished both long ago is to renew now."""
    if len(courses) > 1:
        life.at(life.days.ago(150, 9), partial(_certification, life, courses[:2]))


def _certification(life: Life, courses: Sequence[Course], at: datetime) -> None:
    asked = tuple(Asked(course.key) for course in courses)
    terms = Terms(validity=Span(6), window=Span(2), grace=30, courses=asked, renewal=asked[:1])
    title = Words("柜面服务认证（示例）", "Counter service (an example)")
    requirements.set_terms(life.db, Draft(key="counter-service", after=0, title=title, terms=terms), by=life.officer.id, at=at)


def _assign(  # noqa: PLR0913 -- one rule
    life: Life, course: Course, at: datetime, *, due: int, unit: str | None = None, person: Member | None = None,
    reason: str | None = None,
) -> None:  # fmt: skip
    whom = {"unit_id": life.house.units[unit]} if unit else {"person_id": person.id if person else None}
    due_on = life.days.today + timedelta(days=due)
    made = study.assign(
        life.db, by=life.officer, requirement=course.key, **whom, due_on=due_on, reason=reason, at=at, on=life.day(at)
    )  # fmt: skip
    welcome(life, course, at, assignment=made.id)


def _enrol(life: Life, course: Course, member: Member, at: datetime) -> None:
    made = study.enrol(life.db, member.id, course.key, at=at, on=life.day(at))
    if made:
        welcome(life, course, at, assignment=made.id)


def settle(life: Life, at: datetime) -> None:
    """The week's joiners, in case no reaction has met them."""
    newest = life.db.scalar(select(func.max(Assignee.id))) or 0
    study.settle(life.db, at=at, on=life.day(at))
    for course in courses_of(life.live):
        welcome(life, course, at, after=newest)


def welcome(life: Life, course: Course, at: datetime, *, assignment: int | None = None, after: int | None = None) -> None:
    """Some of those who came under an assignment will begin, each in their own time."""
    rows = select(Assignee.person_id).where(Assignee.requirement == course.key)
    rows = rows.where(Assignee.assignment_id == assignment) if assignment else rows.where(Assignee.id > (after or 0))
    for person_id in life.db.scalars(rows.order_by(Assignee.person_id)):
        member = life.house.staff[person_id]
        is_played = member.number in ("E0001", "E0002")
        if member.learner is None and not is_played and life.random.random() < LEARNS:
            member.learner = rules.learner(life.random)
        if member.number == "E0002" and course.key == courses_of(life.live)[0].key:
            member.learner = Learner(ability=0.9, pace=6, stamina=1, does_practice=True)
        if member.learner is not None and (member.id, course.key) not in life.begun:
            life.begun.add((member.id, course.key))
            begins = life.days.later(at, member.learner.pace * (1 if course.key == MAIN else life.random.uniform(0.8, 2.2)))
            life.at(begins, partial(go_on, life, course, member, 0))
