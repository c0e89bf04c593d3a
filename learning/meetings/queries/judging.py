"""What the cards say: of one meeting, and of a person over a time (evaluation, component D)."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, aliased

from learning.meetings.models import Attendance, HostCard, MeetingRun


@dataclass(frozen=True)
class Partaking:
    """One person's meetings from one day to another (included): expected and been at, took part, led and how well.

    Who was on leave was not expected. ``hosting``: mean of the newest cards, out of 100; None: none was filled.
    """

    expected: int
    present: int
    took_part: int
    hosted: int
    hosting: Fraction | None


def card_of(db: Session, run_id: int) -> HostCard | None:
    """The card that counts."""
    return db.scalar(select(HostCard).where(HostCard.run_id == run_id).order_by(HostCard.id.desc()).limit(1))


def partaking(db: Session, person_id: int, first: date, last: date) -> Partaking:
    """What evaluation asks of meetings, in two questions."""
    inside = (MeetingRun.day.between(first, last), MeetingRun.state == "closed")
    here = case((Attendance.state.in_(("present", "late")), 1), else_=0)
    asked = case((Attendance.state.in_(("present", "late", "absent")), 1), else_=0)
    active = case((Attendance.drilled | Attendance.shared, 1), else_=0)
    came = select(func.sum(asked), func.sum(here), func.sum(active)).join(MeetingRun, MeetingRun.id == Attendance.run_id)
    expected, present, took_part = db.execute(came.where(Attendance.person_id == person_id, *inside)).one()
    newer = aliased(HostCard)
    newest = select(func.max(newer.id)).where(newer.run_id == MeetingRun.id).correlate(MeetingRun).scalar_subquery()
    led = select(func.count(), func.sum(HostCard.total), func.count(HostCard.id)).select_from(MeetingRun)
    led = led.outerjoin(HostCard, HostCard.id == newest).where(MeetingRun.host_id == person_id, *inside)
    hosted, total, cards = db.execute(led).one()
    hosting = Fraction(int(total), cards) if cards else None
    return Partaking(int(expected or 0), int(present or 0), int(took_part or 0), hosted, hosting)
