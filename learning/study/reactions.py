"""A new colleague, a posting, an absence or a whole roster changes who is under which assignment."""

from typing import Any

from sqlalchemy.orm import Session

from learning.base.ledger import Reactions
from learning.people import facts as people
from learning.roster import facts as roster
from learning.roster import queries as rosters
from learning.study import verbs


def settle_person(db: Session, fact: Any) -> None:
    """Settle the one person whom the fact is about."""
    verbs.settle(db, at=fact.at, on=db.info["clock"].day(fact.at), person_ids=[fact.person_id])


def settle_all(db: Session, fact: Any) -> None:
    """A unit moved in the tree, with everybody in it."""
    verbs.settle(db, at=fact.at, on=db.info["clock"].day(fact.at))


def settle_roster(db: Session, fact: Any) -> None:
    """Everybody whom a file touched, in a few statements. Units that it moved have announced themselves."""
    verbs.settle(db, at=fact.at, on=db.info["clock"].day(fact.at), person_ids=rosters.touched(fact.import_id))


REACTIONS: Reactions = {
    people.PersonAdded: [settle_person],
    people.PostingChanged: [settle_person],
    people.AbsenceChanged: [settle_person],
    people.PersonChanged: [settle_person],
    people.PersonLeft: [settle_person],
    people.UnitMoved: [settle_all],
    roster.RosterApplied: [settle_roster],
    roster.RosterUndone: [settle_roster],
}
