"""Live practice in the two branches whose heads can sign in: observers pass the sample cases, three rooms are held.

One was signed and counts, in one the observers differed and the head decided as third, one waits for the head's word.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial

from learning.demo.verbs.bank import Member
from learning.demo.verbs.life.queue import MAIN, Life
from learning.people.rules import Viewer
from learning.rooms import queries, verbs
from learning.rooms.models import Result, Room
from learning.rooms.rules import Case
from learning.rooms.verbs import Filled, Scene

HEADS = {"M0001": "E0001", "M0002": "E0002"}
"""And whose practice waits for each of them."""
HARSH = (3, 4, 2, 4, 3, 4, 3)
FAIR = (5, 4, 4, 4, 4, 3, 4)
CLOSE = (5, 4, 4, 4, 5, 3, 4)
HEARD = ("您好，请坐。两样大约十分钟，来得及。", "请您看一下屏幕，户名和金额对不对？", "还有别的要办吗？慢走。")
COMMENT = "第二句说快了，下次先报时间再核对。"


def plan_practice(life: Life) -> None:
    """Nothing, where the scene or the sample cases are not taught."""
    course = life.live.catalogue.courses.get(MAIN)
    if course is None or "seven-steps-once" not in course.roleplays or not queries.cases(life.db):
        return
    for number, learner in HEADS.items():
        life.at(_ago(life, 33, 16, 5), partial(_qualify, life, number))
        life.at(_ago(life, 19, 16, 20), partial(_hold, life, number, None))
        life.at(_ago(life, 2, 16, 40), partial(_hold, life, number, learner))


def _ago(life: Life, days: int, hour: int, minute: int) -> datetime:
    """At a time of the bank, without a throw of the dice: the others' history stays what it was."""
    day = life.days.today - timedelta(days=days)
    return datetime.combine(day, time(hour, minute), life.days.clock.zone).astimezone(life.days.now.tzinfo)


def _head(life: Life, number: str) -> Viewer:
    member = life.house.by_number(number)
    return replace(member.viewer, grants=(("head", member.unit_id),))


def _colleagues(life: Life, number: str, at: datetime) -> list[Member]:
    """Those of the head's branch who have been there for a while, without the accounts that somebody signs in with."""
    unit = life.house.by_number(number).unit_id
    settled = life.day(at) - timedelta(days=90)
    there = (one for one in life.house.staff.values() if one.unit_id == unit and one.hired_on < settled and not one.is_away)
    return [one for one in there if one.number not in (number, *HEADS.values())]


def _qualify(life: Life, number: str, at: datetime) -> None:
    """The head and two colleagues pass the cases; the first of them misses a red line once."""
    for place, me in enumerate([_head(life, number), *(one.viewer for one in _colleagues(life, number, at)[:2])]):
        for minute, case in enumerate(queries.cases(life.db)[:3]):
            then = at + timedelta(minutes=20 * place + 6 * minute)
            if place == 1 and case.sample.red_lines:
                verbs.try_case(life.db, me, case, _reference(case, red=()), at=then)
            verbs.try_case(life.db, me, case, _reference(case, red=case.sample.red_lines), at=then + timedelta(minutes=4))


def _reference(case: Case, *, red: Sequence[int]) -> Filled:
    return Filled(dict(enumerate(case.sample.points)), list(red), "")


def _hold(life: Life, number: str, learner: str | None, at: datetime) -> None:
    """A room from its code to the result. Without a learner the first to have finished the course serves, and it is signed."""
    observers, others = _colleagues(life, number, at)[:2], _colleagues(life, number, at)[2:]
    employee = life.house.by_number(learner) if learner else next((one for one in others if _has_finished(life, one)), None)
    customer = next((one for one in others if one is not employee), None)
    if employee is None or customer is None or len(observers) < 2:
        return
    head = _head(life, number)
    room = _started(life, head, [customer, employee, *observers], at)
    _hand_in(life, room, observers[0].viewer, FAIR, HEARD[0], at + timedelta(minutes=8))
    result = _hand_in(life, room, observers[1].viewer, CLOSE if learner else HARSH, HEARD[1], at + timedelta(minutes=9))
    if result is None:
        _sit(life, room, head, "observer", 3, at + timedelta(minutes=10))
        result = _hand_in(life, room, head, FAIR, HEARD[2], at + timedelta(minutes=12))
    if result is not None and learner is None:
        verbs.comment(life.db, result, COMMENT, at=at + timedelta(minutes=20))
        life.at(at + timedelta(hours=1), partial(_sign, life, head, result))


def _sign(life: Life, head: Viewer, result: Result, at: datetime) -> None:
    verbs.sign(life.db, head, result, note="我在场，演练属实。", at=at)


def _has_finished(life: Life, member: Member) -> bool:
    """Then no step of the course will be done by them again."""
    course = life.live.catalogue.courses[MAIN]
    return life.done.get((member.id, MAIN), set()).issuperset(course.required_for(member.position))


def _started(life: Life, head: Viewer, people: Sequence[Member], at: datetime) -> Room:
    course = life.live.catalogue.courses[MAIN]
    room = verbs.open_room(
        life.db, head, Scene(course, course.roleplays["seven-steps-once"], life.live.edition), observers=2, at=at
    )
    places = (("customer", 1), ("employee", 1), ("observer", 1), ("observer", 2))
    for member, (role, place) in zip(people, places, strict=True):
        _sit(life, room, member.viewer, role, place, at + timedelta(seconds=20))
    verbs.start(life.db, _room(life, head, room), at=at + timedelta(minutes=1))
    return room


def _sit(life: Life, room: Room, me: Viewer, role: str, place: int, at: datetime) -> None:  # noqa: PLR0913 -- who sits where
    verbs.come_in(life.db, me, room.code, at=at)
    verbs.take(life.db, me, _room(life, me, room), role, place, at=at)


def _hand_in(life: Life, room: Room, me: Viewer, points: Sequence[int], heard: str, at: datetime) -> Result | None:  # noqa: PLR0913 -- one sheet
    found = _room(life, me, room)
    seat = next(one for one in queries.taken(found) if one.person_id == me.id)
    return verbs.hand_in(life.db, me, found, seat, Filled(dict(enumerate(points)), [], heard), at=at)


def _room(life: Life, me: Viewer, room: Room) -> Room:
    found = queries.room(life.db, me, room.id, lock=True)
    if found is None:
        raise LookupError("the room that was just opened is gone")
    return found
