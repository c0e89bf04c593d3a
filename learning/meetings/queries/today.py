"""What the units of a viewer hold today, and what can be started."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from learning.content.catalogue import Catalogue, Course, Meeting
from learning.meetings.models import MeetingRun
from learning.meetings.policy import HEADS
from learning.meetings.queries.around import Held, Planned, ToCatchUp, Todo, around
from learning.meetings.queries.places import my_units, units_led
from learning.people.models import Unit
from learning.people.rules import Viewer
from learning.publishing import queries as publishing

KINDS = ("morning", "evening")
AFTERNOON = 15


@dataclass(frozen=True)
class Script:
    """A published script, and when the unit held it last."""

    course: Course
    meeting: Meeting
    held_on: date | None

    @property
    def key(self) -> str:
        return f"{self.course.key}/{self.meeting.id}"


@dataclass(frozen=True)
class Offer:
    """One unit's meeting of a kind today: held, planned, or still to be chosen; ``script`` is what is started by a tap."""

    unit: Unit
    kind: str
    run: Held | None
    plan: Planned | None
    script: Script | None
    may_start: bool


@dataclass(frozen=True)
class AtHand:
    """What stands on a desk: the meetings of one's own unit today, what was missed, what was agreed."""

    today: tuple[Offer, ...]
    missed: Sequence[ToCatchUp]
    todo: Sequence[Todo]


def at_hand(db: Session, me: Viewer, on: date, hour: int) -> AtHand:
    """One question, whatever there is. A branch head is offered to start; the evening's comes in the afternoon."""
    known = around(db, me, on)
    is_head = me.has_role(*HEADS) and me.unit_id in me.units_of(*HEADS)
    found = []
    for kind in KINDS:
        run, plan = known.runs.get((me.unit_id or 0, kind)), known.plans.get((me.unit_id or 0, kind))
        if me.unit_id and (run or plan or (is_head and (kind == "morning" or hour >= AFTERNOON))):
            unit = Unit(id=me.unit_id, name=me.unit_name or "", name_en=me.unit_name_en)
            found.append(Offer(unit, kind, run, plan, None, is_head or bool(plan and plan.host_id == me.id)))
    return AtHand(tuple(found), known.missed, known.todo)


def scripts(db: Session, unit_id: int, kind: str) -> list[Script]:
    """The published scripts of a kind, the longest not held first."""
    return _sorted(publishing.live(db).catalogue, kind, _held(db, [unit_id])[unit_id])


def _sorted(catalogue: Catalogue, kind: str, held: dict[tuple[str, str], date]) -> list[Script]:
    found = [
        Script(course, meeting, held.get((course.key, meeting.id)))
        for course in sorted(catalogue.courses.values(), key=lambda one: (one.order, one.key))
        for meeting in course.meetings.values()
        if course.status == meeting.status == "active" and meeting.occasion == kind
    ]
    return sorted(found, key=lambda one: one.held_on or date.min)


def _held(db: Session, unit_ids: Sequence[int]) -> dict[int, dict[tuple[str, str], date]]:
    """When each unit last held each script."""
    last = select(MeetingRun.unit_id, MeetingRun.course, MeetingRun.meeting, func.max(MeetingRun.day))
    last = last.where(MeetingRun.unit_id.in_(unit_ids), MeetingRun.state != "void")
    found: dict[int, dict[tuple[str, str], date]] = {unit_id: {} for unit_id in unit_ids}
    for unit_id, course, meeting, day in db.execute(last.group_by(MeetingRun.unit_id, MeetingRun.course, MeetingRun.meeting)):
        found[unit_id][course, meeting] = day
    return found


def offers(db: Session, me: Viewer, on: date, *, units: Sequence[Unit] | None = None) -> list[Offer]:
    """Today's meetings of the units the viewer belongs to or leads, in a handful of questions whatever their number."""
    led = {unit.id: unit for unit in (units_led(db, me, on) if me.has_role(*HEADS) else ())}
    shown = list(units) if units is not None else list({**{unit.id: unit for unit in my_units(db, me, on)}, **led}.values())
    ids = [unit.id for unit in shown]
    catalogue, last = publishing.live(db).catalogue, _held(db, ids)
    known = around(db, me, on, units=ids)
    found = []
    for unit in shown:
        for kind in KINDS:
            plan, choice = known.plans.get((unit.id, kind)), _sorted(catalogue, kind, last[unit.id])
            script = next((one for one in choice if plan and one.key == f"{plan.course}/{plan.meeting}"), None)
            may = unit.id in led or bool(plan and plan.host_id == me.id)
            script = script or (choice[0] if choice else None)
            if script or plan or (unit.id, kind) in known.runs:
                found.append(Offer(unit, kind, known.runs.get((unit.id, kind)), plan, script, may))
    return found


def held_by_my_units(db: Session, me: Viewer, course: str, meeting: str, on: date) -> Sequence[MeetingRun]:
    """When the viewer's own units held this script, the newest first."""
    ids = [unit.id for unit in my_units(db, me, on)]
    counts = select(MeetingRun).options(joinedload(MeetingRun.unit), joinedload(MeetingRun.host))
    held = (MeetingRun.unit_id.in_(ids), MeetingRun.course == course, MeetingRun.meeting == meeting, MeetingRun.state != "void")
    return db.scalars(counts.where(*held).order_by(MeetingRun.day.desc(), MeetingRun.id.desc()).limit(10)).all()
