"""What certificates do when something happened below."""

from sqlalchemy.orm import Session

from learning.base.ledger import Reactions
from learning.certificates import queries, verbs
from learning.content.catalogue import Words
from learning.people.facts import PersonChanged
from learning.publishing import queries as publishing_queries
from learning.quiz.facts import AttemptHandedIn, AttemptMarked, AttemptReviewed, LateAnswersDecided
from learning.roster import queries as rosters
from learning.roster.facts import RosterApplied, RosterUndone
from learning.study.facts import CourseCompleted

Passed = AttemptHandedIn | AttemptMarked | AttemptReviewed | LateAnswersDecided


def issue_certificate(db: Session, fact: CourseCompleted) -> None:
    """Every course is a certification of one course, without expiry: whoever completes it holds it."""
    course = publishing_queries.live(db).catalogue.course(fact.course)
    title = course.title if course else Words(fact.course)
    verbs.issue(db, fact.person_id, fact.course, version=fact.version, title=title, at=fact.at, by=fact.by)


def certify(db: Session, fact: CourseCompleted) -> None:
    """Perhaps it was the last course of a certification, or of its renewal."""
    _consider(db, fact)


def renew(db: Session, fact: Passed) -> None:
    """An exam that was passed again renews what it proves."""
    if fact.passed:
        _consider(db, fact)


def _consider(db: Session, fact: CourseCompleted | Passed) -> None:
    for certification in queries.asking(db, fact.course):
        verbs.consider(db, fact.person_id, certification, at=fact.at, by=fact.by)


def follow_name(db: Session, fact: PersonChanged) -> None:
    """A name nobody could print was corrected."""
    if {"name", "name_en"} & set(fact.columns):
        verbs.follow_names(db, [fact.person_id], by=fact.by, at=fact.at)


def follow_names(db: Session, fact: RosterApplied | RosterUndone) -> None:
    """Names that a file corrected: of all whom it touched, those whose paper waits for one."""
    verbs.follow_names(db, rosters.touched(fact.import_id), by=fact.by, at=fact.at)


REACTIONS: Reactions = {
    CourseCompleted: [issue_certificate, certify],
    AttemptHandedIn: [renew],
    AttemptMarked: [renew],
    AttemptReviewed: [renew],
    LateAnswersDecided: [renew],
    PersonChanged: [follow_name],
    RosterApplied: [follow_names],
    RosterUndone: [follow_names],
}
