"""A bank too large for everybody to live by verbs: what is written of the crowd is what the product would have written."""

from collections import Counter, defaultdict

import pytest
from sqlalchemy import func, select

from learning.base import sealing
from learning.base.keys import signing_key
from learning.certificates import rules as certificates
from learning.certificates.models import CertificationPeriod, Proof
from learning.demo import verbs
from learning.demo.verbs import crowd
from learning.operations import doctoring
from learning.people.models import Absence, Person, Posting, RoleGrant, Unit
from learning.people.rules import Viewer
from learning.publishing import queries as publishing
from learning.quiz.models import Answer, Attempt, AttemptItem, Mark
from learning.reports import verbs as reports
from learning.reports.queries import board
from learning.reports.rules import Filters
from learning.study import queries as study
from learning.study import verbs as study_verbs
from learning.study.models import Assignee, Completion, StepFact
from tests.demo.conftest import MONDAY, made_bank

STAFF, BRANCHES = 500, 24
LIVELY = 120


@pytest.fixture(scope="module")
def crowded(empty, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch, made_bank(empty, tmp_path_factory.mktemp("crowd")) as (bank, settings):
        patch.setattr(verbs, "ALL_LIVE", LIVELY)
        patch.setattr(crowd, "AT_ONCE", 90)
        patch.setattr(crowd, "AWAY", 1 / 12)  # so that some dates fall into an absence
        told = []
        verbs.fill(bank.sessions, settings, bank.clock, staff=STAFF, branches=BRANCHES, told=lambda *how: told.append(how))
        assert told == [(210, 500), (300, 500), (390, 500), (480, 500), (500, 500)]
        yield bank


@pytest.fixture
def db(crowded):
    with crowded.sessions.reader() as session:
        yield session


def test_as_many_as_asked_for_and_every_branch_has_a_head(db):
    assert db.scalar(select(func.count()).select_from(Person)) == STAFF
    branches = set(db.scalars(select(Unit.id).where(Unit.code.like("B%"))))
    heads = Counter(db.scalars(select(RoleGrant.unit_id).where(RoleGrant.role == "head")))
    assert len(branches) == BRANCHES
    assert heads == Counter(dict.fromkeys(branches, 1))
    assert db.scalar(select(func.count()).select_from(Absence)) > 5
    assert db.scalar(select(func.count()).select_from(Person).where(Person.left_on.is_not(None))) > 5


def test_settling_again_changes_nothing(crowded):
    def rows(db):
        return db.execute(select(Assignee.id, Assignee.due_on, Assignee.from_on, Assignee.until_on).order_by(Assignee.id)).all()

    with crowded.sessions.writer() as db:
        before = rows(db)
        assert len(before) > STAFF * 0.8
        study_verbs.settle(db, at=MONDAY, on=crowded.clock.day(MONDAY))
        db.expire_all()
        assert rows(db) == before
        db.rollback()


def test_everything_a_completion_rests_on_is_there(db):
    live = publishing.live(db)
    positions = {row.person_id: row.position for row in db.scalars(select(Posting))}
    facts = defaultdict(dict)
    for fact in db.scalars(select(StepFact)):
        facts[fact.person_id, fact.course][fact.step] = fact
    passed = {one.uuid: one for one in db.scalars(select(Attempt).where(Attempt.passed.is_(True)))}
    completions = {(one.person_id, one.course): one for one in db.scalars(select(Completion))}
    assert len(completions) > 60
    for (person, key), completion in completions.items():
        course, done = live.catalogue.courses[key], facts[person, key]
        wanted = course.required_for(positions[person])
        assert set(wanted) <= set(done)
        assert max(done[step].effective_at for step in wanted) <= completion.effective_at <= MONDAY
        exams = [step for step in wanted if step in course.quizzes and course.quizzes[step].purpose == "exam"]
        assert all(passed[done[step].source.removeprefix("attempt:")].person_id == person for step in exams)
    for (person, key), done in facts.items():
        if (person, key) not in completions:
            assert not set(live.catalogue.courses[key].required_for(positions[person])) <= set(done)
    periods = {(row.person_id, row.certification) for row in db.scalars(select(CertificationPeriod))}
    assert {one for one in periods if one[1] in live.catalogue.courses} == set(completions)
    for proof in db.scalars(select(Proof)):
        assert certificates.digest(proof.number, proof.issued_at, proof.printed) == proof.sha256
        assert len(proof.number) == len(certificates.read_number(proof.number)) == 26


def test_attempts_with_answers_carry_the_marks_they_sum_up_to(db):
    crowd_ids = set(db.scalars(select(Person.id).where(func.length(Person.number) == 7)))
    attempts = {one.id: one for one in db.scalars(select(Attempt)) if one.person_id in crowd_ids}
    with_items = set(db.scalars(select(AttemptItem.attempt_id))) & set(attempts)
    assert len(attempts) > 100
    assert len(with_items) == len(attempts) // 20
    marks, answers = defaultdict(float), defaultdict(int)
    for mark in db.scalars(select(Mark)):
        marks[mark.attempt_id] += mark.num / mark.den
    for answer in db.scalars(select(Answer)):
        answers[answer.attempt_id] += 1
        if answer.attempt_id in attempts:
            assert attempts[answer.attempt_id].started_at <= answer.received_at <= attempts[answer.attempt_id].handed_in_at
    for one in with_items:
        assert marks[one] == pytest.approx(attempts[one].num / attempts[one].den)
        assert answers[one]


def test_the_report_counts_the_crowd_and_the_doctor_is_content(crowded):
    reports.renew(crowded.sessions, at=MONDAY)
    on = crowded.clock.day(MONDAY)
    with crowded.sessions.reader() as db:
        live = publishing.live(db)
        hr = Viewer(id=0, number="H", name="", grants=(("officer", None),))
        shown = board(db, hr, live, Filters(on=on), today=on)
        here = [one.id for one in db.scalars(select(Person)) if one.left_on is None or one.left_on > on]
        states = Counter(one.state for one in study.standings(db, here, live.catalogue.courses.values(), on=on).values())
        assert shown.figures.people == len(here)
        counted = Counter()
        for (_, state), n in shown.figures.states.items():
            counted[state] += n
        assert {state: n for state, n in counted.items() if n} == {s: n for s, n in states.items() if n and s != "not_assigned"}
    found = doctoring.examine(crowded.settings, crowded.sessions.engine, crowded.clock, deep=True)
    assert (found[-1].state, found[-1].says) == ("well", "The report's sums equal what the rows say")


def test_the_next_row_gets_the_next_key_and_the_ledger_can_be_sealed(crowded):
    with crowded.sessions.writer() as db:
        key = signing_key(crowded.settings.data, "ledger")
        assert sealing.seal(db, key, at=MONDAY) > STAFF
        assert sealing.verify(db, key.public_key()).trouble is None
        db.add(Unit(code="NEW", name="新"))
        db.flush()
        db.rollback()


def test_the_same_seed_makes_the_same_people(crowded, empty, tmp_path, monkeypatch):
    monkeypatch.setattr(verbs, "ALL_LIVE", LIVELY)
    monkeypatch.setattr(crowd, "AWAY", 1 / 12)
    columns = Person.number, Person.name, Person.hired_on, Person.left_on, Posting.from_on, Posting.until_on, Unit.code
    asked = select(Person.number, Assignee.requirement, Assignee.due_on, Assignee.from_on, Assignee.until_on)
    people = select(*columns).join(Posting, Posting.person_id == Person.id).join(Unit, Unit.id == Posting.unit_id)

    def rows(bank):
        with bank.sessions.reader() as db:
            order = people.where(func.length(Person.number) == 7).order_by(Person.number, Posting.from_on)
            given = asked.join(Person, Person.id == Assignee.person_id).where(func.length(Person.number) == 7)
            return db.execute(order).all(), db.execute(given.order_by(*asked.selected_columns)).all()

    with made_bank(empty, tmp_path) as (again, settings):
        verbs.fill(again.sessions, settings, again.clock, staff=STAFF, branches=BRANCHES)
        assert rows(again) == rows(crowded)


def test_interrupted_it_leaves_nothing(empty, tmp_path, monkeypatch):
    monkeypatch.setattr(verbs, "ALL_LIVE", LIVELY)

    def stop(_done, _all):
        raise KeyboardInterrupt

    with made_bank(empty, tmp_path) as (bank, settings):
        with pytest.raises(KeyboardInterrupt):
            verbs.fill(bank.sessions, settings, bank.clock, staff=STAFF, branches=BRANCHES, told=stop)
        with bank.sessions.reader() as db:
            assert verbs.is_empty(db)
