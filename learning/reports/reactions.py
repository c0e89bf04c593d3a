"""What makes the sums stale, said in the transaction of the fact."""

from typing import Any

from sqlalchemy.orm import Session

from learning.base.ledger import Reactions
from learning.people import facts as people
from learning.reports import verbs
from learning.roster import facts as roster
from learning.study import facts as study


def count_person_again(db: Session, fact: Any) -> None:
    verbs.people_changed(db, [fact.person_id])


def count_people_again(db: Session, fact: Any) -> None:
    verbs.people_changed(db, fact.person_ids)


def count_everybody_again(db: Session, _fact: Any) -> None:
    verbs.everything_changed(db)


REACTIONS: Reactions = {
    people.PersonAdded: [count_person_again],
    people.PersonChanged: [count_person_again],
    people.PersonLeft: [count_person_again],
    people.PostingChanged: [count_person_again],
    people.UnitAdded: [count_everybody_again],
    people.UnitMoved: [count_everybody_again],
    people.UnitClosed: [count_everybody_again],
    roster.RosterApplied: [count_everybody_again],
    roster.RosterUndone: [count_everybody_again],
    study.CourseAssigned: [count_people_again],
    study.AssigneesLeft: [count_people_again],
    study.AssignmentEnded: [count_people_again],
    study.DueChanged: [count_people_again],
    study.CourseCompleted: [count_person_again],
}
