"""Who is under which rule on a day, and until when: one question in SQL. Settling writes the answer down, a preview shows it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import CTE, ColumnElement, CompoundSelect, Select, and_, case, exists, func, literal, null, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from learning.base.reckoning import day, days_after, later
from learning.people.models import Absence, Person, Posting, UnitPlace
from learning.people.queries import holds
from learning.publishing import queries as publishing
from learning.study.models import Assignment, Concession
from learning.study.rules import NOTICE, OFFERED, Terms

People = Sequence[int] | Select[Any] | CompoundSelect[Any] | None
"""Ids, or a query for them; None: everybody."""
COLUMNS = (
    "id", "requirement", "person_id", "unit_id", "position", "hired_from", "hired_until", "certificate", "certificate_state",
    "certificate_before", "due_on", "due_from", "due_days", "mandatory", "kind",
)  # fmt: skip
STANDS = and_(Assignment.ended_at.is_(None), or_(Assignment.wanted.is_(None), Assignment.wanted != "begin"))
"""A rule that holds: begun and not ended."""


def standing_rules(assignments: Sequence[int] | None = None) -> CTE:
    """The rules that hold, all or these."""
    rows = select(*(getattr(Assignment, name) for name in COLUMNS)).where(STANDS)
    return (rows if assignments is None else rows.where(Assignment.id.in_(assignments))).cte("rule")


def drafted_rule(terms: Terms) -> CTE:
    """A rule that is being thought about, as if it were a row."""
    given = {"id": 0, "kind": "assigned", **terms.columns}
    return select(*(literal(given[name], getattr(Assignment, name).type).label(name) for name in COLUMNS)).cte("rule")


def holding(  # noqa: PLR0913 -- which rules, whom, when, and how strictly
    db: Session, rule: CTE, on: date, *, person_ids: People = None, is_new: bool = False, joins: bool = True
) -> Any:
    """One row a rule and person: ``rule_id, requirement, person_id, why, base_on, raw_on, concession_id, due_on``.

    ``is_new``: the rule begins now, so its fixed date counts as it stands; later, and for every relative date, there are at
    least 14 days. ``joins``: who comes under it, which a certificate may decide; else who stays, which it does not.
    """
    base = _with_base(db, rule, on, person_ids, joins=joins).subquery("base")
    raw = case((base.c.due_from.is_(None), base.c.due_on), else_=days_after(base.c.base_on, base.c.due_days))
    kept = [base.c[name] for name in ("rule_id", "requirement", "person_id", "why", "base_on", "concession_id")]
    dated = select(*kept, base.c.due_from, base.c.extended_on, raw.label("raw_on")).subquery("dated")
    floor = day(on + NOTICE)
    is_floored = dated.c.due_from.is_not(None) if is_new else literal(1) == 1
    first = case(
        (dated.c.raw_on.is_(None), null()),
        (dated.c.extended_on.is_not(None), later(dated.c.raw_on, dated.c.extended_on)),
        (and_(is_floored, dated.c.raw_on < floor), floor),
        else_=dated.c.raw_on,
    )
    after = later(first, _after_absence(dated.c.person_id, dated.c.raw_on))
    known = [dated.c[name] for name in ("rule_id", "requirement", "person_id", "why", "base_on", "concession_id", "raw_on")]
    spared = select(*known, after.label("after_on")).subquery("spared")
    due = func.coalesce(_after_absence(spared.c.person_id, spared.c.after_on), spared.c.after_on)
    return select(*(spared.c[column.name] for column in known), due.label("due_on")).subquery("holding")


def _after_absence(person_id: Any, due_on: Any) -> ColumnElement[Any]:
    """14 days after the absence in which the day lies, if there is one with a known end."""
    back = select(func.max(Absence.until_on)).where(
        Absence.person_id == person_id, Absence.from_on <= due_on, Absence.until_on > due_on
    )
    return days_after(back.scalar_subquery(), literal(NOTICE.days))


def _with_base(db: Session, rule: CTE, on: date, person_ids: People, *, joins: bool) -> Select[Any]:
    pairs = _pairs(rule, on, person_ids).subquery("pairs")
    extended = aliased(Concession)
    is_later = and_(
        extended.person_id == Person.id, extended.requirement == rule.c.requirement, extended.kind == "extended",
        extended.until_on.is_(None),
    )  # fmt: skip
    why = case(
        (rule.c.kind == "self", "self"), (rule.c.mandatory.is_(False), OFFERED), (rule.c.person_id.is_not(None), "personal"),
        else_="unit",
    )  # fmt: skip
    return (
        select(
            pairs.c.rule_id, rule.c.requirement, Person.id.label("person_id"), why.label("why"), rule.c.due_on, rule.c.due_from,
            rule.c.due_days, _base(db, rule, pairs, on).label("base_on"), extended.id.label("concession_id"),
            extended.due_on.label("extended_on"),
        )
        .select_from(pairs)
        .join(rule, rule.c.id == pairs.c.rule_id)
        .join(Person, Person.id == pairs.c.person_id)
        .outerjoin(extended, is_later)
        .where(*_who(rule, on), *([_certificate(db, rule, on)] if joins else []))
    )  # fmt: skip


def _pairs(rule: CTE, on: date, person_ids: People) -> CompoundSelect[Any]:
    """Rule and person, once however many posts the person has, with the first day of the post by which it holds."""
    trees = _trees(rule, on)
    some = [] if person_ids is None else [Posting.person_id.in_(person_ids)]
    of_units = (
        select(rule.c.id.label("rule_id"), Posting.person_id, func.min(Posting.from_on).label("posted_on"))
        .join(trees, trees.c.root + 0 == rule.c.unit_id)  # + 0: SQLite shall look units up, not every unit of a root for each post
        .join(Posting, and_(Posting.unit_id == trees.c.unit_id, holds(Posting, on)))
        .where(or_(rule.c.position.is_(None), rule.c.position == Posting.position), *some)
        .group_by(rule.c.id, Posting.person_id)
    )
    main = select(func.max(Posting.from_on)).where(
        Posting.person_id == rule.c.person_id, Posting.kind == "main", holds(Posting, on)
    )
    one = [rule.c.person_id.is_not(None)] if person_ids is None else [rule.c.person_id.in_(person_ids)]
    of_persons = select(rule.c.id, rule.c.person_id, main.scalar_subquery().label("posted_on")).where(*one)
    return union_all(of_units, of_persons)


def _trees(rule: CTE, on: date) -> CTE:
    """Every unit that a rule names, with all units below it: pairs of root and unit."""
    roots = select(rule.c.unit_id.label("root"), rule.c.unit_id.label("unit_id"))
    trees = roots.where(rule.c.unit_id.is_not(None)).cte("trees", recursive=True)
    below = select(trees.c.root, UnitPlace.unit_id).join(trees, UnitPlace.parent_id == trees.c.unit_id)
    return trees.union(below.where(holds(UnitPlace, on)))


def _who(rule: CTE, on: date) -> Iterable[ColumnElement[bool]]:
    exempted = exists().where(
        Concession.person_id == Person.id, Concession.requirement == rule.c.requirement, Concession.kind == "exempted",
        Concession.until_on.is_(None),
    )  # fmt: skip
    return (
        Person.hired_on <= on,
        or_(Person.left_on.is_(None), Person.left_on > on),
        or_(rule.c.hired_from.is_(None), Person.hired_on >= rule.c.hired_from),
        or_(rule.c.hired_until.is_(None), Person.hired_on <= rule.c.hired_until),
        or_(rule.c.kind == "self", ~exempted),
    )


def _certificate(db: Session, rule: CTE, on: date) -> ColumnElement[bool]:
    held = _held(db, rule, on)
    if held is None:
        return rule.c.certificate_state.is_(None)
    ends = held.where(held.selected_columns[0] < rule.c.certificate_before)
    return or_(
        rule.c.certificate_state.is_(None),
        and_(rule.c.certificate_state == "holds", held.exists()),
        and_(rule.c.certificate_state == "lacks", ~held.exists()),
        and_(rule.c.certificate_state == "expires", ends.exists()),
    )


def _held(db: Session, rule: CTE, on: date) -> Select[Any] | None:
    """The last days of this person's certificates of the rule's certification that count on the day.

    Certificates stand above us; who wires the bank hands their question down.
    """
    ask = db.info.get("certificates_held")
    if ask is None:
        return None
    found: Select[Any] = ask(Person.id, func.coalesce(rule.c.certificate, rule.c.requirement), on)
    return found


def _base(db: Session, rule: CTE, pairs: Any, on: date) -> ColumnElement[Any]:
    """What a relative date is reckoned from."""
    held = _held(db, rule, on)
    ends = held.with_only_columns(func.max(held.selected_columns[0])).scalar_subquery() if held is not None else null()
    return case(
        (rule.c.due_from == "hire", Person.hired_on),
        (rule.c.due_from == "posting", pairs.c.posted_on),
        (rule.c.due_from == "publication", _published(db, rule)),
        (rule.c.due_from == "expiry", ends),
        else_=null(),
    )


def _published(db: Session, rule: CTE) -> ColumnElement[Any]:
    live = publishing.live(db)
    asked = db.scalars(select(rule.c.requirement).where(rule.c.due_from == "publication").distinct())
    days = {key: publishing.published_on(db, course) for key in asked if (course := live.catalogue.course(key))}
    known = {key: day(on) for key, on in days.items() if on}
    return case(known, value=rule.c.requirement, else_=null()) if known else null()


def unheld(holding: Any, assignee: Any) -> ColumnElement[bool]:
    """Whether a row of assignee has no counterpart among those who stay."""
    still = select(literal(1)).where(holding.c.rule_id == assignee.assignment_id, holding.c.person_id == assignee.person_id)
    return ~still.exists()
