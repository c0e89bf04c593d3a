"""Every read of the roster: imports with their lines, and the bank as the rules want to see it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select, true
from sqlalchemy.orm import Session, joinedload

from learning.base.ledger import LedgerEntry
from learning.base.refusals import N_
from learning.people.models import Person, Posting, RoleGrant, Unit, UnitPlace
from learning.people.policy import KEEPERS_OF_STAFF
from learning.people.queries import holds, tree_under
from learning.people.rules import WHOLE_BANK, Viewer
from learning.roster import rules
from learning.roster.models import RosterFile, RosterImport, RosterLine
from learning.roster.rules import Bank, KnownPerson, KnownPost, KnownUnit

A_PAGE = 50
SHOWN = 20
AT_ONCE = 5000
ABOUT_PEOPLE = ("person", "unit")
SETTING = ("PersonAdded", "PersonChanged", "PersonLeft", "PostingChanged", "UnitAdded", "UnitChanged", "UnitMoved", "UnitClosed")
"""What a file may have changed, and what would stand in the way of its undo."""
NOT_ONESELF = N_("Nobody sends themselves away with a file.")
LAST_ADMINISTRATOR = N_("This is the last administrator of the bank.")


@dataclass(frozen=True)
class Page:
    """Fifty lines of one act; ``after`` is where the next page begins."""

    act: str
    lines: Sequence[RosterLine]
    after: int | None


def imports(db: Session, me: Viewer) -> Sequence[RosterImport]:
    """The newest files the viewer may see."""
    mine = select(RosterImport).options(joinedload(RosterImport.by)).where(_visible(me))
    return db.scalars(mine.order_by(RosterImport.id.desc()).limit(SHOWN)).all()


def roster_import(db: Session, me: Viewer, import_id: int, *, lock: bool = False) -> RosterImport | None:
    """One's own, or anybody's for who keeps the staff of the whole bank."""
    one = select(RosterImport).options(joinedload(RosterImport.by)).where(RosterImport.id == import_id, _visible(me))
    return db.scalar(one.with_for_update(of=RosterImport).execution_options(populate_existing=True) if lock else one)


def _visible(me: Viewer) -> Any:
    return true() if me.sees_all(*KEEPERS_OF_STAFF) else RosterImport.by_id == me.id


def page(db: Session, import_id: int, act: str, *, after: int = 0) -> Page:
    """The lines of one act, in the order of the file."""
    asked = select(RosterLine).where(RosterLine.import_id == import_id, RosterLine.act == act, RosterLine.id > after)
    rows = db.scalars(asked.order_by(RosterLine.id).limit(A_PAGE + 1)).all()
    return Page(act, rows[:A_PAGE], rows[A_PAGE - 1].id if len(rows) > A_PAGE else None)


def act_counts(db: Session, import_id: int) -> dict[str, int]:
    """How many lines of each act, in the order of a preview."""
    counted = select(RosterLine.act, func.count()).where(RosterLine.import_id == import_id).group_by(RosterLine.act)
    found = {act: n for act, n in db.execute(counted)}
    return {act: found[act] for act in rules.ACTS if act in found}


def lines(db: Session, import_id: int, *acts: str) -> Sequence[RosterLine]:
    asked = select(RosterLine).where(RosterLine.import_id == import_id, RosterLine.act.in_(acts))
    return db.scalars(asked.order_by(RosterLine.id)).all()


def file(db: Session, import_id: int) -> bytes | None:
    return db.scalar(select(RosterFile.bytes).where(RosterFile.import_id == import_id))


def is_any_wanted(db: Session) -> bool:
    return db.scalar(select(RosterImport.id).where(RosterImport.wanted.is_not(None)).limit(1)) is not None


def newer_applied(db: Session, row: RosterImport) -> bool:
    stands = (RosterImport.applied_at.is_not(None), RosterImport.undone_at.is_(None), RosterImport.id != row.id)
    return db.scalar(select(RosterImport.id).where(*stands, RosterImport.applied_at > row.applied_at).limit(1)) is not None


def touched(import_id: int) -> Select[int]:
    """Ids of everybody whom the import touched, as a query."""
    mine = select(RosterLine.person_id).where(RosterLine.import_id == import_id, RosterLine.person_id.is_not(None))
    return mine.where(RosterLine.act.not_in(("wrong", "kept"))).distinct()  # type: ignore[return-value]  # none is NULL


def newest_entry(db: Session) -> int:
    """The newest entry of the ledger about people or units: as long as it is the same, so are they."""
    about = select(LedgerEntry.id).where(LedgerEntry.subject_kind.in_(ABOUT_PEOPLE))
    return db.scalar(about.order_by(LedgerEntry.id.desc()).limit(1)) or 0


def changed_since(db: Session, kind: str, ids: Sequence[int], entry: int) -> list[int]:
    """Which of these people or units were changed after that entry of the ledger."""
    found: list[int] = []
    for some in _portions([str(one) for one in ids]):
        about = (LedgerEntry.subject_kind == kind, LedgerEntry.subject_id.in_(some), LedgerEntry.what.in_(SETTING))
        found += [int(one) for one in db.scalars(select(LedgerEntry.subject_id).where(*about, LedgerEntry.id > entry).distinct())]
    return found


def names(db: Session, ids: Iterable[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for some in _portions(list(ids)):
        found |= {row.id: row.name for row in db.execute(select(Person.id, Person.name).where(Person.id.in_(some)))}
    return found


def scope_of(db: Session, me: Viewer | None, on: date) -> frozenset[int] | None:
    """The units whose staff the viewer keeps; None: the whole bank (and the operator's shell)."""
    if me is None or WHOLE_BANK in (held := me.units_of(*KEEPERS_OF_STAFF)):
        return None
    tree = tree_under([unit for unit in held if unit is not None], on)
    return frozenset(db.scalars(select(tree.c.unit_id)))


def bank_for(db: Session, me: Viewer | None, numbers: Iterable[str], *, on: date, is_full: bool) -> Bank:
    """The bank on that day with the people of these numbers, or with everybody (for a full list)."""
    places = select(Unit.id, Unit.code, Unit.name, UnitPlace.parent_id).where(Unit.closed_on.is_(None))
    units = {
        row.id: KnownUnit(*row)
        for row in db.execute(places.join(UnitPlace, (UnitPlace.unit_id == Unit.id) & holds(UnitPlace, on)).order_by(Unit.id))
    }
    root = next((unit.id for unit in units.values() if unit.parent_id is None), 0)
    people = {person.number.casefold(): person for person in _people(db, None if is_full else set(numbers), on)}
    return Bank(on=on, units=units, root=root, people=people, scope=scope_of(db, me, on), kept=_kept(db, me, on))


def _people(db: Session, numbers: set[str] | None, on: date) -> Iterator[KnownPerson]:
    columns = (
        Person.id, Person.number, Person.name, Person.name_en, Person.email, Person.mobile, Person.hired_on, Person.left_on,
    )  # fmt: skip
    asked = select(*columns).order_by(Person.id)
    spelled = {way for number in numbers or () for way in (number, number.upper(), number.lower())}
    for some in _portions(sorted(spelled)) if numbers is not None else [None]:
        rows = db.execute(asked if some is None else asked.where(Person.number.in_(some))).all()
        posts = _posts(db, None if some is None else [row.id for row in rows], on)
        yield from (KnownPerson(*row, tuple(posts.get(row.id, ()))) for row in rows)


def _posts(db: Session, person_ids: Sequence[int] | None, on: date) -> dict[int, list[KnownPost]]:
    held = or_(Posting.until_on.is_(None), Posting.until_on > on) & or_(
        Posting.until_on.is_(None), Posting.until_on > Posting.from_on
    )
    columns = (Posting.person_id, Posting.id, Posting.unit_id, Posting.position, Posting.kind, Posting.from_on)
    found: dict[int, list[KnownPost]] = {}
    asked = select(*columns).where(held).order_by(Posting.id)
    for row in db.execute(asked if person_ids is None else asked.where(Posting.person_id.in_(person_ids))):
        found.setdefault(row.person_id, []).append(KnownPost(row.id, row.unit_id, row.position, row.kind, row.from_on))
    return found


def _kept(db: Session, me: Viewer | None, on: date) -> dict[int, str]:
    kept = {me.id: NOT_ONESELF} if me else {}
    able = administrators(db, on)
    return kept | ({able[0]: LAST_ADMINISTRATOR} if len(able) == 1 else {})


def administrators(db: Session, on: date) -> Sequence[int]:
    """Who can act as an administrator of the whole bank on that day."""
    here = (Person.disabled_at.is_(None), or_(Person.left_on.is_(None), Person.left_on > on))
    held = select(RoleGrant.person_id).join(Person, Person.id == RoleGrant.person_id).where(
        RoleGrant.role == "administrator", RoleGrant.unit_id.is_(None), holds(RoleGrant, on), *here
    )  # fmt: skip
    return db.scalars(held.distinct()).all()


def _portions(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (values[start : start + AT_ONCE] for start in range(0, len(values), AT_ONCE))


def own_data(db: Session, person_id: int) -> dict[str, Any]:
    """The part of rosters in everything the house knows of a person: files they sent, and what files said of them."""
    sent = select(RosterImport).where(RosterImport.by_id == person_id).order_by(RosterImport.id)
    said = select(RosterLine, RosterImport.applied_at).join(RosterImport, RosterImport.id == RosterLine.import_id)
    said = said.where(RosterLine.person_id == person_id, RosterImport.applied_at.is_not(None)).order_by(RosterLine.id)
    return {
        "sent": [
            {name: getattr(row, name) for name in ("name", "sha256", "at", "applied_at", "undone_at")} for row in db.scalars(sent)
        ],
        "lines": [{"act": line.act, "before": line.before, "after": line.after, "at": at} for line, at in db.execute(said)],
    }
