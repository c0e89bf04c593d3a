"""Assigning, enrolling, settling and completing, told about the cast."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select, update

from learning.base.ledger import LedgerEntry
from learning.people.models import Absence, Person, Posting
from learning.people.verbs import postings
from learning.publishing import queries as publishing_queries
from learning.publishing import verbs as publishing
from learning.study import jobs, queries, verbs
from learning.study import queries as study_queries
from learning.study.models import Assignee, Assignment, Completion, StepFact
from learning.study.refusals import (
    AlreadyEnded,
    CourseStopped,
    DueInPast,
    NobodyThere,
    NoSuchCourse,
    NotYourAssignment,
    ReasonMissing,
)
from tests.cast import MORNING, TODAY
from tests.courses import COURSE, COURSE_EN, TINY, changed

APRIL = date(2026, 4, 1)
LATER = TODAY + timedelta(days=10)


@pytest.fixture
def give(db, cast, live, viewer):
    """``give(unit_id=…)``: He of HR assigns the greeting until 1 April."""

    def assign(**whom):
        made = verbs.assign(
            db, **({"by": viewer(cast.he), "requirement": "greeting", "due_on": APRIL, "at": MORNING, "on": TODAY} | whom)
        )
        db.commit()
        return made

    return assign


def numbers(db, assignment):
    """Staff numbers of who is under the assignment now."""
    rows = select(Person.number).join(Assignee, Assignee.person_id == Person.id)
    return list(
        db.scalars(rows.where(Assignee.assignment_id == assignment.id, Assignee.until_on.is_(None)).order_by(Person.number))
    )


def entries(db, what):
    return list(db.scalars(select(LedgerEntry).where(LedgerEntry.what == what).order_by(LedgerEntry.id)))


def move(db, person, unit, *, on, position="teller"):
    """The person's main posting goes to another unit from that day."""
    db.execute(update(Posting).where(Posting.person_id == person.id, Posting.until_on.is_(None)).values(until_on=on))
    db.add(Posting(person_id=person.id, unit_id=unit.id, position=position, from_on=on, recorded_at=MORNING))
    db.flush()


def do(db, live, person, *steps, at=MORNING, edition=None):
    course = live.catalogue.course("greeting")
    return [
        verbs.do_step(db, person.id, course, course.step(step), edition=edition or live.edition, source="lesson:x", at=at)
        for step in steps
    ]


def test_an_assignment_to_a_unit_holds_for_everybody_below_it(db, cast, give):
    made = give(unit_id=cast.area.id)
    assert numbers(db, made) == ["E0001", "E0003", "M0001"]

    (entry,) = entries(db, "CourseAssigned")
    assert sorted(entry.details["person_ids"]) == sorted([cast.lin.id, cast.chen.id, cast.zhou.id])
    assert entry.by == cast.he.id


def test_a_position_narrows_it(db, cast, give):
    assert numbers(db, give(unit_id=cast.bank.id, position="teller")) == ["E0001", "E0002"]


def test_one_person(db, cast, give):
    made = give(person_id=cast.sun.id)
    assert numbers(db, made) == ["E0002"]
    assert queries.progress(db, cast.sun.id, give_course(db), on=TODAY).due_on == APRIL


def give_course(db):
    return publishing_queries.live(db).catalogue.course("greeting")


def test_a_rule_for_nobody_is_refused(cast, give):
    with pytest.raises(NobodyThere):
        give(unit_id=cast.gutang.id, position="lobby")


def test_a_date_in_the_past_is_refused(cast, give):
    with pytest.raises(DueInPast):
        give(unit_id=cast.area.id, due_on=TODAY - timedelta(days=1))


def test_an_unknown_or_stopped_course_is_refused(db, cast, give, publish):
    with pytest.raises(NoSuchCourse):
        give(unit_id=cast.area.id, requirement="weaving")
    publish(changed(TINY, COURSE, "版本: 1", "版本: 1\n状态: 停用"))
    with pytest.raises(CourseStopped):
        give(unit_id=cast.area.id)
    with pytest.raises(CourseStopped):
        verbs.enrol(db, cast.lin.id, "greeting", at=MORNING, on=TODAY)


def test_settling_twice_changes_nothing(db, cast, give):
    give(unit_id=cast.area.id)
    before = db.scalar(select(func.count()).select_from(Assignee)), len(entries(db, "CourseAssigned"))

    verbs.settle(db, at=MORNING, on=TODAY)

    assert (db.scalar(select(func.count()).select_from(Assignee)), len(entries(db, "CourseAssigned"))) == before
    assert entries(db, "AssigneesLeft") == []


def test_a_transfer_brings_a_later_date_and_ends_the_old_row(db, cast, give):
    made = give(unit_id=cast.binjiang.id, due_on=TODAY + timedelta(days=3))
    move(db, cast.sun, cast.binjiang, on=LATER)
    move(db, cast.chen, cast.gutang, on=LATER, position="lobby")

    verbs.settle(db, at=MORNING + timedelta(days=10), on=LATER, person_ids=[cast.sun.id, cast.chen.id])

    assert numbers(db, made) == ["E0001", "E0002", "M0001"]
    suns = db.scalars(select(Assignee).where(Assignee.person_id == cast.sun.id)).one()
    assert (suns.due_on, suns.from_on) == (LATER + timedelta(days=14), LATER)
    chens = db.scalars(select(Assignee).where(Assignee.person_id == cast.chen.id)).one()
    assert (chens.until_on, chens.due_on) == (LATER, TODAY + timedelta(days=3))
    assert [entry.details["person_ids"] for entry in entries(db, "AssigneesLeft")] == [[cast.chen.id]]


def test_settling_one_person_leaves_the_others_alone(db, cast, give):
    made = give(unit_id=cast.binjiang.id)
    move(db, cast.chen, cast.gutang, on=LATER)
    verbs.settle(db, at=MORNING, on=LATER, person_ids=[cast.sun.id])
    assert "E0003" in numbers(db, made)


def test_a_date_inside_an_absence_moves_to_two_weeks_after_it(db, cast, give):
    made = give(unit_id=cast.binjiang.id)
    db.add(Absence(person_id=cast.lin.id, kind="leave", from_on=TODAY, until_on=date(2026, 5, 1), recorded_at=MORNING))
    db.flush()

    for _twice in range(2):
        verbs.settle(db, at=MORNING, on=TODAY, person_ids=[cast.lin.id])

    rows = db.scalars(select(Assignee).where(Assignee.person_id == cast.lin.id).order_by(Assignee.id)).all()
    assert [(row.due_on, row.until_on) for row in rows] == [(APRIL, TODAY), (date(2026, 5, 15), None)]
    assert numbers(db, made) == ["E0001", "E0003", "M0001"]


def test_an_assignment_is_ended_with_a_reason_and_what_was_done_stays(db, cast, give, live, viewer):
    made = give(unit_id=cast.binjiang.id)
    do(db, live, cast.lin, "first-sentence")
    with pytest.raises(ReasonMissing):
        verbs.end_assignment(db, made.id, by=viewer(cast.he), reason="  ", at=MORNING, on=TODAY)

    verbs.end_assignment(db, made.id, by=viewer(cast.he), reason="wrong course", at=MORNING, on=TODAY)

    assert numbers(db, made) == []
    assert queries.progress(db, cast.lin.id, give_course(db), on=TODAY).required_done == 1
    (entry,) = entries(db, "AssignmentEnded")
    assert (entry.reason, len(entry.details["person_ids"])) == ("wrong course", 3)
    with pytest.raises(AlreadyEnded):
        verbs.end_assignment(db, made.id, by=viewer(cast.he), reason="again", at=MORNING, on=TODAY)


def test_a_branch_head_ends_only_their_own(db, cast, give, viewer):
    of_hr, own = give(unit_id=cast.binjiang.id), give(unit_id=cast.binjiang.id, by=viewer(cast.zhou))
    with pytest.raises(NotYourAssignment):
        verbs.end_assignment(db, of_hr.id, by=viewer(cast.zhou), reason="no time", at=MORNING, on=TODAY)
    verbs.end_assignment(db, own.id, by=viewer(cast.zhou), reason="no time", at=MORNING, on=TODAY)
    assert numbers(db, own) == []


def test_enrolling_is_a_rule_of_one_person_and_twice_is_once(db, cast, live):
    first = verbs.enrol(db, cast.lin.id, "greeting", at=MORNING, on=TODAY)
    assert verbs.enrol(db, cast.lin.id, "greeting", at=MORNING, on=TODAY) is None
    assert (first.kind, first.due_on, first.mandatory, numbers(db, first)) == ("self", None, False, ["E0001"])
    assert entries(db, "CourseAssigned")[0].details["is_own"] is True


def test_who_is_assigned_already_need_not_enrol(db, cast, give):
    give(unit_id=cast.binjiang.id)
    assert verbs.enrol(db, cast.lin.id, "greeting", at=MORNING, on=TODAY) is None


def test_the_last_required_step_completes_the_course_once(db, cast, live):
    assert do(db, live, cast.lin, "first-sentence", "first-sentence") == [True, False]
    assert db.scalars(select(Completion)).all() == []

    do(db, live, cast.lin, "greeting-exam", "greeting-exam")

    completion = db.scalars(select(Completion)).one()
    assert (completion.course, completion.version, completion.edition) == ("greeting", 1, 1)
    (entry,) = entries(db, "CourseCompleted")
    assert (entry.details["completion_id"], entry.details["person_id"]) == (completion.id, cast.lin.id)


def test_back_office_needs_only_the_lesson(db, cast, live):
    do(db, live, cast.he, "first-sentence")
    assert db.scalars(select(Completion.person_id)).all() == [cast.he.id]


def test_a_raised_edition_asks_again_and_keeps_the_old_completion(db, cast, live, publish):
    do(db, live, cast.lin, "first-sentence", "greeting-exam")
    newer = publish(changed(TINY, COURSE, "版本: 1", "版本: 2"))
    assert queries.progress(db, cast.lin.id, newer.catalogue.course("greeting"), on=TODAY).state == "needs_again"

    do(db, newer, cast.lin, "first-sentence", "greeting-exam")

    assert sorted(db.scalars(select(Completion.version))) == [1, 2]
    assert queries.progress(db, cast.lin.id, newer.catalogue.course("greeting"), on=TODAY).state == "complete"


def test_as_of_a_day_only_what_had_happened_counts(db, cast, give, live):
    give(unit_id=cast.binjiang.id)
    course = give_course(db)
    do(db, live, cast.lin, "first-sentence", "greeting-exam", at=MORNING + timedelta(days=5))
    states = [queries.progress(db, cast.lin.id, course, on=TODAY + timedelta(days=n)).state for n in (-1, 0, 4, 5)]
    assert states == ["not_assigned", "open", "open", "complete"]


@pytest.mark.parametrize("number", [1, 3])
def test_standings_ask_twice_whatever_the_number(db, cast, give, number, queries):
    give(unit_id=cast.bank.id)
    course = give_course(db)
    people = [cast.lin.id, cast.chen.id, cast.sun.id][:number]
    with queries() as asked:
        found = study_queries.standings(db, people, [course], on=TODAY)
    assert (len(found), len(asked)) == (number, 2)


def at_once(bank, number, act):
    """The act, in so many threads at the same moment, each in a transaction of its own."""
    gate, failed = Barrier(number), []

    def run():
        try:
            gate.wait()
            with bank.sessions.writer() as db:
                act(db)
                db.commit()
        except Exception as error:  # noqa: BLE001 -- whatever it is, the test wants to see it
            failed.append(error)

    threads = [Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_thirty_enrolments_at_once_leave_one(db, bank, cast, live):
    at_once(bank, 30, lambda db: verbs.enrol(db, cast.lin.id, "greeting", at=MORNING, on=TODAY))
    db.rollback()
    assert db.scalar(select(func.count()).select_from(Assignment)) == 1
    assert db.scalar(select(func.count()).select_from(Assignee)) == 1
    assert len(entries(db, "CourseAssigned")) == 1


def test_thirty_last_steps_at_once_complete_once(db, bank, cast, live):
    course = live.catalogue.course("greeting")
    turns = iter(["first-sentence", "greeting-exam"] * 15)

    def step(db):
        verbs.do_step(db, cast.lin.id, course, course.step(next(turns)), edition=1, source="lesson:x", at=MORNING)

    at_once(bank, 30, step)
    db.rollback()
    assert sorted(db.scalars(select(StepFact.step))) == ["first-sentence", "greeting-exam"]
    assert db.scalar(select(func.count()).select_from(Completion)) == 1
    assert len(entries(db, "CourseCompleted")) == 1


def test_settling_at_once_leaves_one_row_each(db, bank, cast, give):
    give(unit_id=cast.gutang.id)
    move(db, cast.lin, cast.gutang, on=TODAY + timedelta(days=1))
    db.commit()
    at_once(bank, 8, lambda db: verbs.settle(db, at=MORNING, on=TODAY + timedelta(days=1)))
    db.rollback()
    assert db.scalar(select(func.count()).where(Assignee.person_id == cast.lin.id)) == 1


def test_a_posting_by_hr_settles_the_person_at_once(db, cast, give):
    made = give(unit_id=cast.binjiang.id)
    postings.post(
        db, cast.sun, postings.Post(cast.binjiang.id, "teller", "main", TODAY), by=cast.he.id, reason="transfer", at=MORNING
    )
    assert numbers(db, made) == ["E0001", "E0002", "E0003", "M0001"]


def test_a_posting_that_begins_later_is_settled_by_the_worker_on_its_day(db, cast, give):
    made = give(unit_id=cast.binjiang.id)
    post = postings.Post(cast.binjiang.id, "teller", "main", LATER)
    postings.post(db, cast.sun, post, by=cast.he.id, reason="transfer", at=MORNING)
    assert "E0002" not in numbers(db, made)

    for _twice in range(2):
        jobs.settle_day(db, at=MORNING + timedelta(days=12))  # the worker stood still for two days

    assert "E0002" in numbers(db, made)
    assert len(entries(db, "CourseAssigned")) == 2


def test_an_edition_that_leaves_nothing_to_do_completes_the_course(db, cast, live, publish):
    do(db, live, cast.lin, "first-sentence")
    exam_is_optional = changed(TINY, COURSE, "(quizzes/greeting-exam.md)", "(quizzes/greeting-exam.md)（选修）")
    newer = publish(changed(exam_is_optional, COURSE_EN, "(quizzes/greeting-exam.md)", "(quizzes/greeting-exam.md) (optional)"))

    assert [jobs.complete_overlooked(db, at=MORNING) for _twice in range(2)] == [1, 0]

    assert db.scalars(select(Completion.edition)).all() == [newer.edition]


def test_as_of_a_day_the_edition_of_that_day_is_asked(db, cast, live):
    do(db, live, cast.lin, "first-sentence", "greeting-exam")
    tomorrow = MORNING + timedelta(days=1)
    newer = publishing.publish(db, changed(TINY, COURSE, "版本: 1", "版本: 2"), by_id=None, note="", at=tomorrow)
    for on, state in ((TODAY, "complete"), (TODAY + timedelta(days=1), "needs_again")):
        course = queries.catalogue_on(db, newer, on).course("greeting")
        assert queries.progress(db, cast.lin.id, course, on=on).state == state
