"""The demonstration bank holds together: whatever the product would have refused or computed otherwise is not in it."""

import json
import stat
from collections import Counter, defaultdict
from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import DateTime, func, select

from learning import schema
from learning.base.ledger import LedgerEntry
from learning.base.tables import Moment
from learning.certificates import rules as certificate_rules
from learning.certificates.models import CertificationPeriod, PeriodEvent, Proof
from learning.demo import verbs
from learning.demo.refusals import NotEmpty, NothingToTeach, TooFewBranches, TooSmall
from learning.demo.rules import ACCOUNTS
from learning.notices.models import Notice
from learning.people.models import Absence, Person, Posting, RoleGrant, Unit
from learning.people.rules import Viewer
from learning.people.rules.passwords import is_right
from learning.publishing import queries as publishing
from learning.publishing.models import Flag
from learning.questions import rules as questions
from learning.questions.models import Response
from learning.quiz.models import Answer, Attempt, Mark, Marking
from learning.reports.queries import board
from learning.reports.rules import Filters
from learning.requirements.models import CertificationCourse
from learning.rooms.models import CaseTry, Result
from learning.study import queries as study
from learning.study.models import Assignee, Completion, StepFact
from tests.demo.conftest import MONDAY

MAIN = "service-standards"


@pytest.fixture
def live(demo):
    return publishing.live(demo)


@pytest.fixture
def staff(demo):
    return {person.number: person for person in demo.scalars(select(Person))}


def test_the_house_is_as_large_as_asked(demo, staff):
    assert len(staff) == 120
    branches = demo.scalars(select(Unit.name).where(Unit.code.like("B%"))).all()
    assert len(branches) == 6
    assert {"滨江支行", "古塘支行"} <= set(branches)
    assert demo.scalar(select(func.count()).select_from(RoleGrant).where(RoleGrant.role == "head")) == 6


def test_ten_accounts_and_nobody_else_can_sign_in(demo, staff):
    able = {number for number, person in staff.items() if person.password_hash}
    assert able == {account.number for account in ACCOUNTS}
    assert is_right(staff["E0001"].password_hash, "one-two-three-4")
    roles = {number: {grant.role for grant in person.grants} for number, person in staff.items() if number in able}
    assert roles["H0001"] == {"officer"}
    assert roles["E0001"] == set()
    units = {number: person.postings[0].unit_id for number, person in staff.items() if number in able}
    assert units["E0001"] == units["M0001"] != units["E0002"] == units["M0002"]


def test_nothing_lies_in_the_future(demo):
    for table in schema.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Moment | DateTime) and column.name not in ("deadline_at", "ends_at"):
                latest = demo.scalar(select(func.max(column)))
                assert latest is None or latest <= MONDAY, f"{table.name}.{column.name}: {latest}"


def newest_answers(demo):
    answers = defaultdict(dict)
    for one in demo.scalars(select(Answer).order_by(Answer.seq)):
        answers[one.attempt_id][one.n] = one
    return answers


def asked_of(whole, part):
    return next(one for one in whole["parts"] if one["id"] == part) if part else whole


def test_every_score_is_what_marking_gives_today(demo, live):
    answers = newest_answers(demo)
    marks = {(one.attempt_id, one.n): one for one in demo.scalars(select(Mark).order_by(Mark.id))}
    handed = [one for one in demo.scalars(select(Attempt)) if one.marked_at]  # what a trainer has still to read has no score yet
    assert len(handed) > 50
    for attempt in handed:
        wanted = publishing.payloads(demo, attempt.course, [(item.item, item.rev) for item in attempt.items])
        won = Fraction(0)
        for item in attempt.items:
            given, mark = answers[attempt.id].get(item.n), marks[attempt.id, item.n]
            asked = asked_of(wanted[item.item, item.rev], item.part)
            points = Fraction(mark.num, mark.den)
            if asked["kind"] == "essay" and given and given.value:
                assert mark.by_id is not None  # a trainer read it
            else:
                assert points == questions.mark(asked, given.value if given else None) * Fraction(item.points_num, item.points_den)
            won += points
            assert given is None or attempt.started_at <= given.received_at <= attempt.handed_in_at
        assert won == Fraction(attempt.num, attempt.den)
        if needed := attempt.terms["pass"]:
            must = [marks[attempt.id, item.n] for item in attempt.items if (item.part or item.item) in attempt.terms["must"]]
            whole = {item.n: Fraction(item.points_num, item.points_den) for item in attempt.items}
            is_clean = all(Fraction(mark.num, mark.den) == whole[mark.n] for mark in must)
            assert attempt.passed is (is_clean and won >= Fraction(*needed) * Fraction(attempt.max_num, attempt.max_den))
        assert attempt.deadline_at is None or attempt.handed_in_at <= attempt.deadline_at


def test_what_people_wrote_is_read_within_the_week(demo):
    waiting = demo.scalars(select(Attempt.handed_in_at).join(Marking).where(Marking.settled_at.is_(None))).all()
    assert demo.scalar(select(func.count()).select_from(Marking).where(Marking.settled_at.is_not(None))) > 20
    assert [at for at in waiting if at < MONDAY - timedelta(days=7)] == []


def test_every_response_carries_its_mark(demo):
    for one in demo.scalars(select(Response)):
        whole = publishing.payloads(demo, one.course, [(one.item, one.rev)])[one.item, one.rev]
        assert questions.mark(whole, one.value) == Fraction(one.num, one.den)


def test_whoever_completed_did_every_step_before(demo, live, staff):
    course = live.catalogue.courses[MAIN]
    done = defaultdict(dict)
    for fact in demo.scalars(select(StepFact).where(StepFact.course == MAIN)):
        done[fact.person_id][fact.step] = fact.effective_at
    completions = list(demo.scalars(select(Completion).where(Completion.course == MAIN)))
    positions = {row.person_id: row.position for row in demo.scalars(select(Posting))}
    assert len(completions) > 12
    for one in completions:
        wanted = course.required_for(positions[one.person_id])
        assert set(wanted) <= set(done[one.person_id])
        assert max(done[one.person_id][step] for step in wanted) <= one.effective_at
    complete = {one.person_id for one in completions}
    half_way = [who for who in done if who not in complete]
    assert not any(set(course.required_for(positions[who])) <= set(done[who]) for who in half_way)


def test_a_passed_exam_is_the_proof_of_its_step(demo):
    exams = {one.uuid: one for one in demo.scalars(select(Attempt).where(Attempt.purpose == "exam"))}
    facts = list(demo.scalars(select(StepFact).where(StepFact.kind == "quiz", StepFact.source.like("attempt:%"))))
    proofs = {fact.source.removeprefix("attempt:") for fact in facts} & set(exams)
    assert all(exams[uuid].passed for uuid in proofs)
    assert {one.person_id for one in exams.values() if one.passed} == {exams[uuid].person_id for uuid in proofs}


def test_every_certificate_rests_on_a_completion_and_is_intact(demo):
    periods = {(row.person_id, row.certification): row for row in demo.scalars(select(CertificationPeriod))}
    completions = {(row.person_id, row.course) for row in demo.scalars(select(Completion))}
    certified = {person for person, key in periods if key == "counter-service"}
    assert {one for one in periods if one[1] != "counter-service"} == completions
    asked = {row.course for row in demo.scalars(select(CertificationCourse).where(CertificationCourse.path == "whole"))}
    assert certified == {person for person, _ in completions if {(person, key) for key in asked} <= completions}
    assert len(certified) > 3
    for proof in demo.scalars(select(Proof)):
        assert certificate_rules.digest(proof.number, proof.issued_at, proof.printed) == proof.sha256
        assert proof.printed["bank"] == "启明银行"


def test_one_certificate_was_revoked_with_a_reason_and_its_holder_told(demo):
    event = demo.scalars(select(PeriodEvent).where(PeriodEvent.kind == "revoked")).one()
    assert event.reason
    assert demo.scalar(select(func.count()).select_from(Notice).where(Notice.kind == "revoked")) == 1


def test_the_ledger_tells_the_story_in_order(demo):
    entries = demo.execute(select(LedgerEntry.at, LedgerEntry.what).order_by(LedgerEntry.id)).all()
    kinds = Counter(entry.what for entry in entries)
    acts = "CourseAssigned AttemptHandedIn CourseCompleted CertificateIssued CertificateRevoked FlagAnswered"
    roster = "PersonAdded RoleGranted PostingChanged AbsenceChanged PersonLeft PasswordChanged"
    for what in f"{acts} {roster}".split():
        assert kinds[what], what
    retold = ("MeetingPlanned", "MeetingStarted", "MeetingClosed", "MeetingLapsed", "HostJudged")
    before = ("PersonAdded", "UnitAdded", "RoleGranted", "PasswordChanged")
    meetings = [entry.at for entry in entries if entry.what in retold]
    assert meetings == sorted(meetings) != []
    acts = [entry.at for entry in entries if entry.what not in (*before, *retold)]
    assert [at for at, after in zip(acts, acts[1:], strict=False) if at > after + timedelta(hours=1)] == []


def test_lin_has_read_one_lesson_and_the_exam_is_due_soon(demo, live, staff):
    standing = study.progress(demo, staff["E0001"].id, live.catalogue.courses[MAIN], on=MONDAY.date())
    assert standing.state == "due_soon"
    assert [step for step, fact in standing.done.items() if fact.source.startswith("lesson:")] == ["five-expectations"]
    assert standing.next_step.kind == "lesson"
    assert demo.scalar(select(func.count()).select_from(Attempt).where(Attempt.person_id == staff["E0001"].id)) == 0
    assert demo.scalar(select(func.count()).select_from(Notice).where(Notice.person_id == staff["E0001"].id)) >= 1


def test_sun_failed_once_and_holds_a_certificate(demo, live, staff):
    sun = staff["E0002"].id
    hers = select(Attempt).where(Attempt.person_id == sun, Attempt.course == MAIN, Attempt.purpose == "exam")
    assert [one.passed for one in demo.scalars(hers.order_by(Attempt.number))] == [False, True]
    assert study.progress(demo, sun, live.catalogue.courses[MAIN], on=MONDAY.date()).state == "complete"


def test_life_is_mixed(demo, live, staff):
    on = MONDAY.date()
    states = Counter(
        one.state
        for one in study.standings(demo, [person.id for person in staff.values()], live.catalogue.courses.values(), on=on).values()
    )
    assert all(states[state] for state in ("complete", "overdue", "due_soon", "open")), states
    begun = set(demo.scalars(select(StepFact.person_id).where(StepFact.course == MAIN, StepFact.kind != "meeting")))
    begun |= set(demo.scalars(select(Attempt.person_id).where(Attempt.course == MAIN)))
    asked = set(demo.scalars(select(Assignee.person_id).where(Assignee.requirement == MAIN)))
    assert 0.45 < len(begun & asked) / len(asked) < 0.85
    assert demo.scalar(select(func.count()).select_from(Person).where(Person.left_on.is_not(None))) >= 2
    assert demo.scalar(select(func.count()).select_from(Absence)) >= 2
    assert demo.scalar(select(func.count()).select_from(Flag).where(Flag.answered_at.is_not(None))) >= 2
    assert Counter(one.passed for one in demo.scalars(select(Attempt).where(Attempt.purpose == "exam")))[False] >= 3


def test_the_report_of_the_bank_counts_like_study(demo, live, staff):
    on = MONDAY.date()
    hr = Viewer(id=staff["H0001"].id, number="H0001", name="", grants=(("officer", None),))
    shown = board(demo, hr, live, Filters(on=on), today=on)
    here = [person.id for person in staff.values() if person.left_on is None or person.left_on > on]
    wanted = Counter((key, one.state) for (_, key), one in study.standings(demo, here, shown.courses, on=on).items())
    assert shown.figures.people == len(here)
    assert {key: n for key, n in shown.figures.states.items() if n} == {
        key: n for key, n in wanted.items() if key[1] != "not_assigned"
    }


def test_the_marker_keeps_the_password_to_its_owner(demo_bank):
    marker = demo_bank.settings.data / "demonstration"
    assert json.loads(marker.read_text(encoding="utf-8"))["password"] == "one-two-three-4"
    assert stat.S_IMODE(marker.stat().st_mode) == 0o600
    assert verbs.read_password(demo_bank.settings.data) == "one-two-three-4"


def test_a_second_bank_is_refused(demo_bank):
    with pytest.raises(NotEmpty):
        verbs.fill(demo_bank.sessions, demo_bank.settings, demo_bank.clock)


@pytest.mark.parametrize(("size", "refusal"), [({"staff": 5}, TooSmall), ({"branches": 1}, TooFewBranches), ({}, NothingToTeach)])
def test_what_cannot_be_made_is_refused_before_anything_is_written(bank, db, size, refusal):
    with pytest.raises(refusal):
        verbs.fill(bank.sessions, bank.settings, bank.clock, **size)
    assert db.scalar(select(Person.id)) is None
    assert verbs.read_password(bank.settings.data) is None


def test_both_heads_find_a_practice_that_waits_and_one_that_was_signed(demo, staff):
    results = demo.scalars(select(Result).order_by(Result.id)).all()
    waiting = {one.person.number for one in results if one.word is None}
    assert waiting == {"E0001", "E0002"}
    signed = [one for one in results if one.word]
    assert signed and {one.decided_by for one in signed} == {"third"}
    assert all(one.comment and one.passed and one.word.by.number in ("M0001", "M0002") for one in signed)
    assert Counter(demo.scalars(select(CaseTry.passed))) == {True: 18, False: 2}
