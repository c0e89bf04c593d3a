"""The house of the demonstration bank: units, staff, roles, the ten accounts."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from learning.base.ledger import LedgerEntry
from learning.demo import rules
from learning.demo.rules import ACCOUNTS, Account, Days
from learning.people.facts import PasswordChanged, PersonAdded
from learning.people.models import Person, Posting
from learning.people.rules import Viewer, sort_key
from learning.people.verbs import accounts, units
from learning.records.models import PrivacyReading

OPENED = date(2006, 5, 8)


@dataclass
class Member:
    """One of the staff, as much as the history needs to know. ``unit_id`` follows a transfer."""

    id: int
    number: str
    name: str
    unit_id: int
    position: str
    hired_on: date
    is_away: bool = False
    learner: rules.Learner | None = None

    @property
    def viewer(self) -> Viewer:
        return Viewer(id=self.id, number=self.number, name=self.name, unit_id=self.unit_id, position=self.position)


@dataclass
class House:
    """The units by code, the staff by id."""

    units: dict[str, int] = field(default_factory=dict)
    areas: list[str] = field(default_factory=list)
    branches: list[tuple[str, int]] = field(default_factory=list)  # code, area
    staff: dict[int, Member] = field(default_factory=dict)

    def by_number(self, number: str) -> Member:
        return next(member for member in self.staff.values() if member.number == number)


def build(  # noqa: PLR0913 -- what a bank is made of
    db: Session, days: Days, random: Random, *, staff: int, branches: int, settled: int | None = None
) -> House:
    """Found the units, bring in the staff, grant the roles. Acts of the roster carry the day on which the bank came to Zhili."""
    house = House()
    _found_units(db, house, days, branches, settled)
    wanted = list(_wanted(house, random, days, staff))
    people = [person for person, _ in wanted]
    db.add_all(people)
    db.flush()
    for person, (code, position) in wanted:
        _settle_in(db, house, days, person, house.units[code], position)
    db.flush()
    db.execute(insert(PrivacyReading), [{"person_id": one.id, "version": 1, "at": one.created_at} for one in people])
    _grant(db, house, days)
    return house


def _found_units(db: Session, house: House, days: Days, count: int, settled: int | None) -> None:
    at = days.ago(160, 8, 30)

    def found(code: str, name: str, name_en: str, parent: str | None) -> None:
        parent_id = house.units[parent] if parent else None
        unit = units.found(db, code=code, name=name, name_en=name_en, parent_id=parent_id, from_on=OPENED, by=None, at=at)
        unit.position = len(house.units)
        house.units[code] = unit.id

    found("QM", rules.BANK_NAME, rules.BANK_NAME_EN, None)
    areas = rules.areas(count)
    house.areas = [code for code, *_ in areas]
    for code, name, name_en in [*areas, *rules.OFFICES]:
        found(code, name, name_en, "QM")
    for branch in rules.branches(count)[:settled]:
        found(branch.code, branch.name, branch.name_en, areas[branch.area][0])
        house.branches.append((branch.code, branch.area))


def _wanted(house: House, random: Random, days: Days, staff: int) -> Iterator[tuple[Person, tuple[str, str]]]:
    """Everybody with unit and position: the accounts, a head for every branch, the rest where the work is."""
    names = {account.name for account in ACCOUNTS}
    for account in ACCOUNTS:
        yield _person(random, days, account.number, account.name, is_new=False), (account.unit, account.position)
    posts = [(code, "head") for code, _ in house.branches[2:]]
    posts += [(code, "teller") for code, _ in house.branches[2:]]
    offices = [code for code, *_ in rules.OFFICES]
    kinds, weights = [kind for kind, _ in rules.POSITIONS], [weight for _, weight in rules.POSITIONS]
    while len(posts) < staff - len(ACCOUNTS):
        if len(posts) % 14 == 13:
            posts.append((random.choice(offices), "back"))
        else:
            posts.append((random.choice(house.branches)[0], random.choices(kinds, weights)[0]))
    for n, (code, position) in enumerate(posts, 3):
        name = _new_name(random, names)
        yield _person(random, days, f"E{n:04}", name, is_new=position != "head" and n % 13 == 0), (code, position)


def _new_name(random: Random, taken: set[str]) -> str:
    """Two people share a name only in a bank so large that they would."""
    for _ in range(20):
        name = random.choice(rules.SURNAMES) + random.choice(rules.GIVEN)
        if name not in taken:
            break
    taken.add(name)
    return name


def _person(random: Random, days: Days, number: str, name: str, *, is_new: bool) -> Person:
    since = random.randint(5, 110) if is_new else int(min(6500, random.expovariate(1 / 2200))) + 200
    hired_on = days.today - timedelta(days=since)
    created = days.at(hired_on, 8, 40) if is_new else days.ago(160, 8, 40)
    return Person(
        number=number, name=name, name_en=rules.english(name), sort_key=sort_key(name), hired_on=hired_on, created_at=created
    )


def _settle_in(db: Session, house: House, days: Days, person: Person, unit_id: int, position: str) -> None:
    at = person.created_at
    db.add(Posting(person_id=person.id, unit_id=unit_id, position=position, from_on=person.hired_on, recorded_at=at))
    enter(db, PersonAdded(at=at, person_id=person.id, unit_id=unit_id, position=position))
    house.staff[person.id] = Member(person.id, person.number, person.name, unit_id, position, person.hired_on)


def enter(db: Session, fact: Any) -> None:
    """The fact in the ledger without the reactions: the roster came in before anything was assigned."""
    kind, name = fact.subject
    subject = str(getattr(fact, name))
    db.add(
        LedgerEntry(
            at=fact.at, by=fact.by, what=type(fact).__name__, subject_kind=kind, subject_id=subject, reason=fact.reason,
            details=fact.details(),
        )
    )  # fmt: skip


def _grant(db: Session, house: House, days: Days) -> None:
    """The roles of the accounts, and the heads of the other branches."""
    at, day = days.ago(159, 9, 5), days.today - timedelta(days=159)
    for account in ACCOUNTS:
        if account.role:
            person = db.get_one(Person, house.by_number(account.number).id)
            unit = house.units[account.unit] if account.is_for_unit else None
            accounts.grant(db, None, person, role=account.role, unit_id=unit, from_on=day, reason="启用知礼", at=at)
    known = {account.number for account in ACCOUNTS}
    for member in house.staff.values():
        if member.position == "head" and member.number not in known:
            person = db.get_one(Person, member.id)
            accounts.grant(db, None, person, role="head", unit_id=member.unit_id, from_on=day, reason="启用知礼", at=at)


def give_password(db: Session, house: House, days: Days, password_hash: str) -> None:
    """The ten accounts get the one password; hashed once, since it is the same for all."""
    at = days.ago(158, 9, 30)
    for account in ACCOUNTS:
        person = db.get_one(Person, house.by_number(account.number).id)
        person.password_hash, person.password_changed_at = password_hash, at
        enter(db, PasswordChanged(at=at, by=person.id, person_id=person.id, how="setup"))


__all__ = ["Account", "House", "Member", "build", "enter", "give_password"]
