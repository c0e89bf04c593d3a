"""What people are told when something happened below."""

from typing import Any

from sqlalchemy.orm import Session

from learning.base.ledger import Reactions
from learning.certificates.facts import CertificateIssued, CertificateRevoked, PaperRefused, PeriodChanged, PeriodOpened
from learning.content.catalogue import Words
from learning.downloads.facts import FileMade, FileRefused
from learning.meetings.facts import HostJudged
from learning.meetings.models import MeetingRun
from learning.notices import verbs
from learning.people import queries as people_queries
from learning.people.facts import CodeGiven, RoleGranted
from learning.people.models import Person
from learning.publishing import queries as publishing_queries
from learning.publishing.facts import FlagAnswered
from learning.quiz import queries as quiz_queries
from learning.quiz.facts import AttemptGranted, AttemptHandedIn, AttemptMarked, AttemptReviewed, LateAnswersDecided, SecondMarkAsked
from learning.requirements import queries as requirements_queries
from learning.rooms.facts import PracticeReturned, PracticeScored, PracticeSigned, ThirdAsked
from learning.study.facts import ConcessionEnded, ConcessionGranted, CourseAssigned, DueChanged
from learning.tasks.facts import LineReturned, TaskReady, TaskSigned


def tell_of_assignment(db: Session, fact: CourseAssigned) -> None:
    """Everybody who came under the assignment, in one statement; who enrolled alone knows already."""
    if fact.is_own:
        return
    kind = "offered" if fact.is_offer else "assigned" if fact.due_on else "assigned-open"
    gaps = {"course": _title(db, fact.requirement)} | ({"due_on": fact.due_on} if fact.due_on else {})
    verbs.tell_people(
        db, fact.person_ids, kind, f"assignment:{fact.assignment_id}", gaps, f"/courses/{fact.requirement}/", at=fact.at
    )


def tell_of_other_date(db: Session, fact: DueChanged) -> None:
    """Everybody whose date the same rule, or what they were granted, has moved to the same day."""
    kind, key = "due-changed" if fact.due_on else "due-dropped", f"due:{fact.assignment_id}:{fact.at.isoformat()}"
    gaps = {"course": _title(db, fact.requirement)} | ({"due_on": fact.due_on} if fact.due_on else {})
    verbs.tell_people(db, fact.person_ids, kind, key, gaps, f"/courses/{fact.requirement}/", at=fact.at)


def tell_of_exemption(db: Session, fact: ConcessionGranted | ConcessionEnded) -> None:
    """An extension is told with its date."""
    if fact.kind == "exempted":
        kind = "exempted" if isinstance(fact, ConcessionGranted) else "exemption-ended"
        gaps, path = {"course": _title(db, fact.requirement), "reason": fact.reason}, f"/courses/{fact.requirement}/"
        verbs.tell_person(db, fact.person_id, kind, f"{kind}:{fact.concession_id}", gaps, path, at=fact.at)


def tell_of_certificate(db: Session, fact: CertificateIssued) -> None:
    gaps = {"course": _title(db, fact.certification)}
    path = f"/certificates/{fact.proof_number}"
    verbs.tell_person(db, fact.person_id, "certificate", f"certificate:{fact.period_id}", gaps, path, at=fact.at)


def tell_of_revocation(db: Session, fact: CertificateRevoked) -> None:
    gaps = {"course": _title(db, fact.certification), "reason": fact.reason}
    path = f"/certificates/{fact.proof_number}"
    verbs.tell_person(db, fact.person_id, "revoked", f"revoked:{fact.period_id}", gaps, path, at=fact.at)


def tell_of_period(db: Session, fact: PeriodOpened | PeriodChanged) -> None:
    """What HR did to a period. One that was earned has a certificate, which is told of."""
    kind = fact.kind
    if isinstance(fact, PeriodOpened) and kind != "temporary":
        return
    until, first = (fact.valid_until, fact.valid_from) if isinstance(fact, PeriodOpened) else (fact.until_on, fact.from_on)
    days = {"until_on": until} if kind in ("temporary", "extended") else {"from_on": first} if kind != "revoked" else {}
    gaps = {"course": _title(db, fact.certification), "reason": fact.reason, **days}
    key = f"period:{fact.period_id}:{kind}:{fact.at.isoformat()}"
    verbs.tell_person(db, fact.person_id, kind, key, gaps, "/certificates/", at=fact.at)


def tell_of_refused_paper(db: Session, fact: PaperRefused) -> None:
    """The holder, and HR, who can mend the name. The page says why."""
    gaps, path = {"course": _title(db, fact.certification)}, f"/certificates/{fact.proof_number}"
    key = f"paper-refused:{fact.proof_number}:{fact.at.isoformat()}"
    verbs.tell_person(db, fact.person_id, "paper-refused", key, gaps, path, at=fact.at)
    on = db.info["clock"].day(fact.at)
    officers = [one for one in people_queries.keepers(db, fact.person_id, "officer", on) if one != fact.person_id]
    person = db.get_one(Person, fact.person_id)
    gaps |= {"name": Words(person.name, person.name_en)}
    verbs.tell_people(db, officers, "paper-refused-of", key, gaps, path, at=fact.at)


def tell_of_ready_task(db: Session, fact: TaskReady) -> None:
    """Those who may sign it. Asked again after a line came back, they are told again."""
    on, person = db.info["clock"].day(fact.at), db.get_one(Person, fact.person_id)
    heads = [one for one in people_queries.keepers(db, fact.person_id, "head", on) if one != fact.person_id]
    gaps = {"name": Words(person.name, person.name_en), "task": _task_title(db, fact)}
    verbs.tell_people(
        db, heads, "task-ready", f"task-ready:{fact.work_id}:{fact.at.isoformat()}", gaps, f"/tasks/{fact.work_id}", at=fact.at
    )


def tell_of_returned_line(db: Session, fact: LineReturned) -> None:
    gaps, path = {"task": _task_title(db, fact), "reason": fact.reason}, f"/courses/{fact.course}/tasks/{fact.task}"
    key = f"task-returned:{fact.work_id}:{fact.line}:{fact.at.isoformat()}"
    verbs.tell_person(db, fact.person_id, "task-returned", key, gaps, path, at=fact.at)


def tell_of_signed_task(db: Session, fact: TaskSigned) -> None:
    gaps, path = {"task": _task_title(db, fact)}, f"/courses/{fact.course}/tasks/{fact.task}"
    verbs.tell_person(db, fact.person_id, "task-signed", f"task-signed:{fact.work_id}", gaps, path, at=fact.at)


def _task_title(db: Session, fact: TaskReady | LineReturned | TaskSigned) -> Words:
    course = publishing_queries.live(db).catalogue.course(fact.course)
    found = course.tasks.get(fact.task) if course else None
    return found.title if found else Words(fact.task)


def tell_of_scored_practice(db: Session, fact: PracticeScored) -> None:
    """The employee, and those who may sign it."""
    gaps, path = {"title": _scene(db, fact)}, f"/rooms/{fact.room_id}/result"
    verbs.tell_person(db, fact.person_id, "practice-scored", f"practice:{fact.room_id}", gaps, path, at=fact.at)
    on, person = db.info["clock"].day(fact.at), db.get_one(Person, fact.person_id)
    heads = [one for one in people_queries.keepers(db, fact.person_id, "head", on) if one != fact.person_id]
    gaps |= {"name": Words(person.name, person.name_en)}
    verbs.tell_people(db, heads, "practice-waits", f"practice-waits:{fact.room_id}", gaps, path, at=fact.at)


def tell_of_third_observer(db: Session, fact: ThirdAsked) -> None:
    """Whoever opened the room finds somebody."""
    gaps = {"title": _scene(db, fact)}
    key, path = f"third:{fact.room_id}", f"/rooms/{fact.room_id}"
    verbs.tell_person(db, fact.opener_id, "third-asked", key, gaps, path, at=fact.at)


def tell_of_decided_practice(db: Session, fact: PracticeSigned | PracticeReturned) -> None:
    kind, gaps = "practice-signed", dict[str, Any](title=_scene(db, fact))
    if isinstance(fact, PracticeReturned):
        kind, gaps = "practice-returned", gaps | {"reason": fact.reason}
    path = f"/rooms/{fact.room_id}/result"
    verbs.tell_person(db, fact.person_id, kind, f"practice-word:{fact.room_id}", gaps, path, at=fact.at)


def _scene(db: Session, fact: PracticeScored | ThirdAsked | PracticeSigned | PracticeReturned) -> Words:
    found = publishing_queries.live(db).catalogue.item(fact.course, fact.roleplay)
    return found.title if found else Words(fact.roleplay)


def tell_of_card(db: Session, fact: HostJudged) -> None:
    """Whoever led reads what the branch head wrote; a card filled anew is told anew."""
    held = db.get_one(MeetingRun, fact.run_id)
    gaps, path = {"title": Words(held.title, held.title_en)}, f"/meetings/runs/{held.token}/card"
    verbs.tell_person(db, fact.host_id, "host-card", f"card:{held.id}:{fact.at.isoformat()}", gaps, path, at=fact.at)


def tell_of_answer(db: Session, fact: FlagAnswered) -> None:
    """The answer stands on the course's page; the key is the flag, so a second answer to it is not news."""
    gaps = {"course": _title(db, fact.course)}
    verbs.tell_person(db, fact.person_id, "flag", f"flag:{fact.flag_id}", gaps, f"/courses/{fact.course}/", at=fact.at)


def tell_of_marks(db: Session, fact: AttemptMarked) -> None:
    """The result is there."""
    path = f"/attempts/{fact.attempt}/review"
    verbs.tell_person(
        db, fact.person_id, "marked", f"marked:{fact.attempt}:{fact.at.isoformat()}", _quiz(db, fact), path, at=fact.at
    )


def tell_of_second_marks(db: Session, fact: AttemptReviewed) -> None:
    kind = "marked-up" if fact.after > fact.before else "marked-same"
    gaps = {"course": _title(db, fact.course)}
    path = f"/attempts/{fact.attempt}/review"
    verbs.tell_person(db, fact.person_id, kind, f"reviewed:{fact.marking_id}", gaps, path, at=fact.at)


def tell_trainers(db: Session, fact: AttemptHandedIn | SecondMarkAsked) -> None:
    """That something waits, once a day for each course; the desk says how much."""
    if isinstance(fact, AttemptHandedIn) and not fact.waiting:
        return
    day = db.info["clock"].day(fact.at)
    markers = [one for one in quiz_queries.markers_of(db, fact.person_id, day) if one != fact.by]
    verbs.tell_people(
        db, markers, "to-mark", f"to-mark:{fact.course}:{day}", {"course": _title(db, fact.course)}, "/marking/", at=fact.at
    )


def tell_of_grant(db: Session, fact: AttemptGranted) -> None:
    """One more attempt, with the reason."""
    gaps = _quiz(db, fact) | {"reason": fact.reason}
    path = f"/courses/{fact.course}/quizzes/{fact.quiz}"
    verbs.tell_person(db, fact.person_id, "granted", f"granted:{fact.grant_id}", gaps, path, at=fact.at)


def _quiz(db: Session, fact: AttemptMarked | AttemptGranted) -> dict[str, Words]:
    course = publishing_queries.live(db).catalogue.course(fact.course)
    found = course.item(fact.quiz) if course else None
    return {"quiz": found.title if found else Words(fact.quiz)}


def tell_of_late_answers(db: Session, fact: LateAnswersDecided) -> None:
    kind = "late-accepted" if fact.accepted else "late-declined"
    gaps = {"course": _title(db, fact.course), "reason": fact.reason}
    key = f"late:{fact.attempt}:{fact.at.isoformat()}"
    verbs.tell_person(db, fact.person_id, kind, key, gaps, f"/attempts/{fact.attempt}/review", at=fact.at)


def tell_of_role(db: Session, fact: RoleGranted) -> None:
    gaps = {"role": fact.role}
    verbs.tell_person(db, fact.person_id, "role", f"role:{fact.grant_id}", gaps, "/profile", at=fact.at)


def tell_of_code(db: Session, fact: CodeGiven) -> None:
    """Whoever is signed in elsewhere learns that somebody asked for a code; the first code finds nobody to tell."""
    if fact.purpose == "reset":
        verbs.tell_person(db, fact.person_id, "code", f"code:{fact.at.isoformat()}", {}, "/profile", at=fact.at)


def tell_of_file(db: Session, fact: FileMade) -> None:
    """The result to come back to, for whoever left the page while it was being made."""
    gaps = {"title": Words(**fact.title), "until_on": db.info["clock"].day(fact.ends_at)}
    verbs.tell_person(db, fact.person_id, "file", f"file:{fact.download_id}", gaps, f"/downloads/{fact.download_id}", at=fact.at)


def tell_of_no_file(db: Session, fact: FileRefused) -> None:
    path, gaps = f"/downloads/{fact.download_id}", {"title": Words(**fact.title)}
    verbs.tell_person(db, fact.person_id, "file-refused", f"file:{fact.download_id}", gaps, path, at=fact.at)


def _title(db: Session, requirement: str) -> Words:
    return requirements_queries.title(db, requirement)


REACTIONS: Reactions = {
    CourseAssigned: [tell_of_assignment],
    DueChanged: [tell_of_other_date],
    ConcessionGranted: [tell_of_exemption],
    ConcessionEnded: [tell_of_exemption],
    CertificateIssued: [tell_of_certificate],
    CertificateRevoked: [tell_of_revocation],
    PeriodOpened: [tell_of_period],
    PeriodChanged: [tell_of_period],
    PaperRefused: [tell_of_refused_paper],
    TaskReady: [tell_of_ready_task],
    LineReturned: [tell_of_returned_line],
    TaskSigned: [tell_of_signed_task],
    PracticeScored: [tell_of_scored_practice],
    ThirdAsked: [tell_of_third_observer],
    PracticeSigned: [tell_of_decided_practice],
    PracticeReturned: [tell_of_decided_practice],
    HostJudged: [tell_of_card],
    FlagAnswered: [tell_of_answer],
    LateAnswersDecided: [tell_of_late_answers],
    RoleGranted: [tell_of_role],
    CodeGiven: [tell_of_code],
    AttemptHandedIn: [tell_trainers],
    SecondMarkAsked: [tell_trainers],
    AttemptMarked: [tell_of_marks],
    AttemptReviewed: [tell_of_second_marks],
    AttemptGranted: [tell_of_grant],
    FileMade: [tell_of_file],
    FileRefused: [tell_of_no_file],
}
