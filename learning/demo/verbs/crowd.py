"""Everybody beyond the first hundred and twenty: the same kind of history, written as rows, some thousand people at a time.

What a person of the crowd has: a post since they came (one in 33 has moved to another branch, one in 50 has left, one in 60 is or
was away); one row of assignee for every rule that holds or held for them, as ``study.settle`` would have written it. Two of three
learn: a row for each step they did, every attempt with its result; the completion, the period and the proof of a course once its
last required step is done; a notice of the certificate; in the ledger who joined, moved, left, completed and was certified.

One attempt in twenty has its questions, answers and marks, copied from an attempt of the first hundred and twenty; one run of a
role-play in twenty has its choices (a result is shown from them, so the others open without a path). Readings,
answers inside lessons, notices of assignments and hand-ins in the ledger are theirs alone. Certificates of the crowd have no paper:
there would be a hundred thousand to print.

Who there is, where, when they came, moved and left, and what they were asked follows from the seed; papers and numbers of
certificates do not, since the product draws them. One transaction: interrupted, it leaves an empty database.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from learning.base.ledger import LedgerEntry
from learning.demo import rules
from learning.demo.rules import Days
from learning.demo.verbs import stories
from learning.demo.verbs.bank import OPENED, House
from learning.demo.verbs.bulk import Bulk
from learning.demo.verbs.scenes import Rows
from learning.demo.verbs.stories import Stories
from learning.people.models import Absence, Person, Posting, RoleGrant, Unit, UnitPlace
from learning.people.rules import sort_key
from learning.publishing.queries import Live
from learning.study.models import Assignee, Assignment
from learning.study.rules import NOTICE

AT_ONCE = 2_000
MOVED, LEFT, AWAY, IN_OFFICES, NEW = 1 / 33, 1 / 50, 1 / 60, 1 / 25, 1 / 13
Told = Callable[[int, int], None]


@dataclass
class Stay:
    """A main post, from a day until the day before ``until_on``."""

    unit_id: int
    from_on: date
    until_on: date | None = None


@dataclass
class One:
    """A person of the crowd while their rows are being written."""

    id: int
    number: str
    name: str
    name_en: str
    position: str
    hired_on: date
    stays: list[Stay]
    left_on: date | None = None
    absence: tuple[date, date] | None = None
    asked: dict[str, date] = field(default_factory=dict)  # course -> since when

    def is_there(self, day: date) -> bool:
        away = self.absence is not None and self.absence[0] <= day < self.absence[1]
        return not away and (self.left_on is None or day < self.left_on)


@dataclass(frozen=True)
class Rule:
    """An assignment with all units it reaches."""

    id: int
    course: str
    due_on: date | None
    from_on: date
    units: frozenset[int]


@dataclass
class Crowd:
    """What the rows of the crowd are made from."""

    db: Session
    bulk: Bulk
    days: Days
    random: Random
    house: House
    live: Live
    stories: Stories
    rules: list[Rule] = field(default_factory=list)


def gather(db: Session, days: Days, random: Random, house: House, live: Live, *, staff: int, branches: int, told: Told) -> None:  # noqa: PLR0913 -- what a bank is made of
    """Found the other branches and fill the bank up to so many staff; ``told(done, all)`` after every chunk."""
    db.flush()
    bulk, own = Bulk(db), Random(random.random())
    crowd = Crowd(
        db, bulk, Days(days.clock, random), random, house, live, stories.heard(db, bulk, Days(days.clock, own), own, live)
    )
    heads = _found_branches(crowd, branches)
    crowd.rules = _rules(crowd)
    have = len(house.staff)
    for start in range(have, staff, AT_ONCE):
        until = min(start + AT_ONCE, staff)
        _bring(crowd, range(start, until), heads)
        told(until, staff)
    bulk.finish()


def _found_branches(crowd: Crowd, count: int) -> list[int]:
    """The branches beyond the first ones, each below its area; returns those that still want a head."""
    house, areas, at = crowd.house, rules.areas(count), crowd.days.ago(160, 8, 30)
    units, places, entries, heads = [], [], [], []
    for branch in rules.branches(count)[len(house.branches) :]:
        unit, parent = crowd.bulk.key(Unit), house.units[areas[branch.area][0]]
        units.append((unit, branch.code, branch.name, branch.name_en, len(house.units)))
        places.append((crowd.bulk.key(UnitPlace), unit, parent, OPENED))
        details = {"unit_id": unit, "parent_id": parent, "from_on": OPENED.isoformat()}
        entries.append(_entry(crowd.bulk, at, None, "UnitAdded", "unit", unit, None, details))
        house.units[branch.code] = unit
        house.branches.append((branch.code, branch.area))
        heads.append(unit)
    crowd.bulk.put(Unit, ("id", "code", "name", "name_en", "position"), units)
    crowd.bulk.put(UnitPlace, ("id", "unit_id", "parent_id", "from_on"), places)
    crowd.bulk.put(LedgerEntry, stories.ENTRY, entries)
    return heads


def _entry(  # noqa: PLR0913 -- the columns of one row
    bulk: Bulk, at: datetime, by: int | None, what: str, kind: str, subject: Any, reason: str | None, details: dict[str, Any]
) -> tuple[Any, ...]:
    return bulk.key(LedgerEntry), at, by, what, kind, str(subject), reason, json.dumps(details, ensure_ascii=False)


def _rules(crowd: Crowd) -> list[Rule]:
    """Every rule for a unit that still stands, with the units it reaches today."""
    below: dict[int, list[int]] = defaultdict(list)
    for unit, parent in crowd.db.execute(select(UnitPlace.unit_id, UnitPlace.parent_id)):
        below[parent or 0].append(unit)

    def under(unit: int) -> list[int]:
        return [unit, *(one for child in below[unit] for one in under(child))]

    standing = select(Assignment).where(Assignment.unit_id.is_not(None), Assignment.ended_at.is_(None)).order_by(Assignment.id)
    return [
        Rule(one.id, one.requirement, one.due_on, crowd.days.clock.day(one.at), frozenset(under(one.unit_id or 0)))
        for one in crowd.db.scalars(standing)
    ]


def _bring(crowd: Crowd, numbers: Sequence[int], heads: list[int]) -> None:
    """Some people with everything that is written of them, table after table."""
    rows: Rows = defaultdict(list)
    for n in numbers:
        one = _person(crowd, n, heads, rows)
        _assign(crowd, one, rows)
        crowd.stories.tell(one, rows)
    for table, columns in (*PEOPLE, *stories.TABLES):
        crowd.bulk.put(table, columns, rows[table])


def _person(crowd: Crowd, n: int, heads: list[int], rows: Rows) -> One:
    random, days = crowd.random, crowd.days
    is_head = bool(heads)
    unit_id, position = (heads.pop(), "head") if is_head else _post(crowd)
    since = random.randint(5, 110) if not is_head and random.random() < NEW else int(min(6500, random.expovariate(1 / 2200))) + 200
    hired_on = days.today - timedelta(days=since)
    name = random.choice(rules.SURNAMES) + random.choice(rules.GIVEN)
    pinyin, name_en = _spoken(name)
    one = One(crowd.bulk.key(Person), f"E{n:06}", name, name_en, position, hired_on, [Stay(unit_id, hired_on)])
    at = max(days.at(hired_on, 8, 40), days.ago(160, 8, 40))
    entry = {"person_id": one.id, "unit_id": unit_id, "position": position}
    rows[LedgerEntry].append(_entry(crowd.bulk, at, None, "PersonAdded", "person", one.id, None, entry))
    if is_head:
        _make_head(crowd, one, unit_id, rows)
    else:
        _happen(crowd, one, rows)
    rows[Person].append((one.id, one.number, name, name_en, pinyin, hired_on, one.left_on, "auto", "normal", at))
    for stay in one.stays:
        rows[Posting].append((crowd.bulk.key(Posting), one.id, stay.unit_id, position, "main", stay.from_on, stay.until_on, at))
    return one


def _post(crowd: Crowd) -> tuple[int, str]:
    random = crowd.random
    if random.random() < IN_OFFICES:
        return crowd.house.units[random.choice(rules.OFFICES)[0]], "back"
    kinds, weights = [kind for kind, _ in rules.POSITIONS], [weight for _, weight in rules.POSITIONS]
    return crowd.house.units[random.choice(crowd.house.branches)[0]], random.choices(kinds, weights)[0]


@cache
def _spoken(name: str) -> tuple[str, str]:
    return sort_key(name), rules.english(name)


def _make_head(crowd: Crowd, one: One, unit_id: int, rows: Rows) -> None:
    at, grant = crowd.days.ago(159, 9, 5), crowd.bulk.key(RoleGrant)
    rows[RoleGrant].append((grant, one.id, "head", unit_id, crowd.days.clock.day(at), at))
    details = {"person_id": one.id, "grant_id": grant, "role": "head", "unit_id": unit_id}
    rows[LedgerEntry].append(_entry(crowd.bulk, at, None, "RoleGranted", "person", one.id, "启用知礼", details))


def _happen(crowd: Crowd, one: One, rows: Rows) -> None:
    """Some move, some leave, some are away; whoever has just come does none of these."""
    random, days = crowd.random, crowd.days
    on = days.today - timedelta(days=random.randint(4, 110))
    if on <= one.hired_on + timedelta(days=30):
        return
    chance, at = random.random(), days.at(on, 10, random.randrange(60))
    details: dict[str, Any]
    if chance < MOVED and one.position != "back":
        one.stays[0].until_on = on
        one.stays.append(Stay(crowd.house.units[random.choice(crowd.house.branches)[0]], on))
        fact, details = "PostingChanged", {"before": {"unit_id": one.stays[0].unit_id}, "after": {"unit_id": one.stays[1].unit_id}}
    elif chance < MOVED + LEFT:
        one.left_on = one.stays[0].until_on = on
        fact, details = "PersonLeft", {"before": None, "after": on.isoformat()}
    elif chance < MOVED + LEFT + AWAY:
        until = on + timedelta(days=random.choice((10, 21, 128)))
        one.absence = on, until
        rows[Absence].append((crowd.bulk.key(Absence), one.id, "leave", on, until, at))
        fact, details = "AbsenceChanged", {"before": None, "after": {"kind": "leave"}}
    else:
        return
    entry = {"person_id": one.id, **details}
    rows[LedgerEntry].append(
        _entry(crowd.bulk, at, None, fact, "person", one.id, "轮岗" if fact == "PostingChanged" else None, entry)
    )


def _assign(crowd: Crowd, one: One, rows: Rows) -> None:
    """The rows that settling would have written: from the rule's first day, or from theirs with at least fourteen days."""
    for rule in crowd.rules:
        for from_on, until_on, is_new in _spans(one, rule):
            due = rule.due_on if is_new or rule.due_on is None else max(rule.due_on, from_on + NOTICE)
            at = crowd.days.at(from_on, 9, 30)
            for begins, ends, by in _postponed(one, from_on, until_on, due):
                row = crowd.bulk.key(Assignee), rule.id, rule.course, one.id, by, begins, ends, "unit", at, at
                rows[Assignee].append(row)
            one.asked[rule.course] = min(from_on, one.asked.get(rule.course, from_on))


def _spans(one: One, rule: Rule) -> list[tuple[date, date | None, bool]]:
    """When the rule held for the person; posts that follow one another under it are one span."""
    spans: list[tuple[date, date | None, bool]] = []
    for stay in one.stays:
        if stay.unit_id not in rule.units or (stay.until_on is not None and stay.until_on <= rule.from_on):
            continue
        if spans and spans[-1][1] == stay.from_on:
            spans[-1] = (spans[-1][0], stay.until_on, spans[-1][2])
        else:
            spans.append((max(stay.from_on, rule.from_on), stay.until_on, stay.from_on <= rule.from_on))
    return spans


def _postponed(one: One, from_on: date, until_on: date | None, due: date | None) -> list[tuple[date, date | None, date | None]]:
    """A date that falls into an absence moves to fourteen days after it, by a row that follows the first."""
    if one.absence is None or due is None or not one.absence[0] <= due < one.absence[1]:
        return [(from_on, until_on, due)]
    begins, back = one.absence
    later = back + NOTICE
    return [(from_on, max(begins, from_on), due), (max(begins, from_on), until_on, later)]


PEOPLE: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (Person, ("id", "number", "name", "name_en", "sort_key", "hired_on", "left_on", "theme", "text_size", "created_at")),
    (Posting, ("id", "person_id", "unit_id", "position", "kind", "from_on", "until_on", "recorded_at")),
    (RoleGrant, ("id", "person_id", "role", "unit_id", "from_on", "granted_at")),
    (Absence, ("id", "person_id", "kind", "from_on", "until_on", "recorded_at")),
    (Assignee, ("id", "assignment_id", "requirement", "person_id", "due_on", "from_on", "until_on", "why", "effective_at",
                "recorded_at")),
)  # fmt: skip
