"""A certification that ends: who gets it, how it is renewed, what HR does to it. Nothing is ever reset."""

from datetime import date, datetime

import pytest
from sqlalchemy import func, select

from learning.base.ledger import LedgerEntry
from learning.certificates import jobs, queries, verbs
from learning.certificates.models import CertificationPeriod, Proof
from learning.certificates.queries import holdings
from learning.certificates.refusals import (
    AlreadyCertified,
    AlreadyRests,
    BeforePeriod,
    EndsBeforeItBegins,
    NoReason,
    NotLater,
    NotRunning,
    RestsNot,
    TooFar,
)
from learning.content.catalogue import Words
from learning.publishing import verbs as publishing
from learning.quiz import verbs as quiz
from learning.requirements import verbs as requirements
from learning.requirements.rules import Asked, Span, Terms
from learning.study import verbs as study
from tests.cast import MORNING
from tests.courses import COURSE, changed, tiny
from tests.quiz import hands

TERMS = Terms(
    validity=Span(12), window=Span(2), grace=30, courses=(Asked("greeting"), Asked("waiting")), renewal=(Asked("waiting"),)
)
TREE = tiny("greeting", "waiting", "farewell")


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}T09:00+08:00")


class School:
    """What people do in it, each on a day."""

    def __init__(self, db, cast):
        self.db, self.cast = db, cast
        self.live = publishing.publish(db, TREE, by_id=None, note="three", at=MORNING)

    def set(self, terms=TERMS, *, after=0, on="2026-03-02", asked_by=None):
        draft = requirements.Draft(
            key="front-annual",
            after=after,
            title=Words("柜面年度认证", "Annual counter certification"),
            terms=terms,
            asked_by=asked_by,
        )
        return requirements.set_terms(self.db, draft, by=self.cast.he.id, at=at(on))

    def read(self, person, course, on):
        found = self.live.catalogue.courses[course]
        step = found.step("first-sentence")
        study.do_step(self.db, person.id, found, step, edition=self.live.edition, source="lesson", at=at(on))

    def sit(self, person, course, on, hand=hands.right):
        me = hands.viewer(self.db, person)
        attempt = hands.begin(self.db, self.live, me, at(on), course=course)
        hands.answer_all(self.db, me, attempt, at(on), hand)
        quiz.hand_in(self.db, me, attempt.uuid, at=at(on))

    def finish(self, person, course, on):
        self.read(person, course, on)
        self.sit(person, course, on)

    def periods(self, person, on):
        """Of each period: what it is worth on that day, from when until when."""
        one = self.holding(person, on)
        return [(state.kind, str(row.valid_from), str(row.valid_until)) for state, row in zip(one.states, one.periods, strict=True)]

    def holding(self, person, on):
        found = requirements.queries.certification(self.db, "front-annual")
        return queries.holding(self.db, person.id, found, date.fromisoformat(on))

    def current(self, person, on):
        return self.holding(person, on).current


@pytest.fixture
def school(db, cast):
    return School(db, cast)


@pytest.fixture
def certified(school, cast):
    """Lin has held it since 10 March 2026."""
    school.set()
    school.finish(cast.lin, "greeting", "2026-03-03")
    school.finish(cast.lin, "waiting", "2026-03-10")
    return school


def test_the_last_course_certifies_until_a_day_that_the_paper_names(certified, db, cast):
    school = certified

    assert school.periods(cast.lin, "2026-03-10") == [("valid", "2026-03-10", "2027-03-10")]
    period = school.current(cast.lin, "2026-03-10")
    assert (period.opens_on, period.due_on, period.baseline, period.terms) == (
        date(2027, 1, 10), date(2027, 4, 9), "first:2026-03-10", 1,
    )  # fmt: skip
    proof = db.scalars(select(Proof).where(Proof.period_id == period.id)).one()
    assert (proof.printed["course"], proof.printed["valid_until"]) == ("柜面年度认证", "2027-03-10")
    opened = db.scalars(select(LedgerEntry).where(LedgerEntry.what == "PeriodOpened")).one()
    assert opened.details["evidence"] == ["completion:1", "completion:2"]
    assert [school.holding(cast.lin, day).state.kind for day in ("2026-03-09", "2027-01-10", "2027-03-11", "2027-04-10")] == [
        "none", "expiring", "grace", "expired",
    ]  # fmt: skip
    assert school.holding(cast.sun, "2026-03-10").state.kind == "none"


def test_renewing_in_the_window_loses_nothing_and_resets_nothing(certified, cast):
    school = certified
    school.sit(cast.lin, "waiting", "2027-01-09")
    assert school.periods(cast.lin, "2027-01-09") == [("valid", "2026-03-10", "2027-03-10")]  # a day too early
    assert school.holding(cast.lin, "2027-01-09").path.kind == "closed"

    school.sit(cast.lin, "waiting", "2027-01-10", hands.wrong)
    assert len(school.periods(cast.lin, "2027-01-10")) == 1
    school.sit(cast.lin, "waiting", "2027-01-11")
    school.sit(cast.lin, "waiting", "2027-01-11")

    assert school.periods(cast.lin, "2027-01-11") == [
        ("superseded", "2026-03-10", "2027-03-10"), ("valid", "2027-01-11", "2028-03-10"),
    ]  # fmt: skip
    assert school.holding(cast.lin, "2027-01-10").state.kind == "expiring"
    assert school.holding(cast.lin, "2027-06-01").path.kind == "closed"


def test_renewing_in_the_days_of_grace_counts_as_in_time(certified, cast):
    certified.sit(cast.lin, "waiting", "2027-04-09")

    assert certified.periods(cast.lin, "2027-04-09")[1] == ("valid", "2027-04-09", "2028-03-10")


def test_whoever_is_too_late_does_the_whole_list_again(certified, cast):
    school = certified
    school.sit(cast.lin, "waiting", "2027-04-10")

    holding = school.holding(cast.lin, "2027-04-10")
    assert (holding.state.kind, holding.path.kind) == ("expired", "again")
    assert [(line.asked.course, line.proven is not None) for line in holding.path.lines] == [("greeting", False), ("waiting", True)]
    school.sit(cast.lin, "greeting", "2027-05-02")
    assert school.periods(cast.lin, "2027-05-02")[1] == ("valid", "2027-05-02", "2028-05-02")


def test_three_cycles_and_every_attempt_is_still_there(certified, db, cast):
    for on in ("2027-03-01", "2028-02-29", "2029-01-31"):
        certified.sit(cast.lin, "waiting", on)

    assert [row[1:] for row in certified.periods(cast.lin, "2029-02-01")] == [
        ("2026-03-10", "2027-03-10"), ("2027-03-01", "2028-03-10"), ("2028-02-29", "2029-03-10"), ("2029-01-31", "2030-03-10"),
    ]  # fmt: skip
    assert len(hands.queries.attempts(db, cast.lin.id, "waiting", "greeting-exam")) == 4


def test_changed_content_asks_for_the_shorter_path_only(certified, db, cast):
    school = certified
    new = Terms(
        validity=Span(12), window=Span(2), grace=30, courses=(Asked("greeting"), Asked("waiting")), renewal=(Asked("farewell"),)
    )
    school.set(new, after=1, on="2026-06-01", asked_by=date(2026, 7, 1))

    before = school.holding(cast.lin, "2026-06-02")
    assert (before.state.kind, before.state.until, before.path.kind) == ("expiring", date(2026, 7, 1), "content")
    assert [line.asked.course for line in before.path.lines] == ["farewell"]
    assert school.holding(cast.lin, "2026-07-02").state.kind == "expired"
    assert school.holding(cast.lin, "2026-05-31").state.kind == "valid"

    school.finish(cast.lin, "farewell", "2026-07-03")
    assert school.periods(cast.lin, "2026-07-03")[1] == ("valid", "2026-07-03", "2027-03-10")  # nothing gained, nothing lost


def test_a_higher_version_is_asked_by_its_own_completion(certified, db, cast):
    school = certified
    tree = changed(TREE, COURSE.replace("greeting", "waiting"), "版本: 1", "版本: 2")
    school.live = publishing.publish(db, tree, by_id=None, note="new", at=at("2026-05-01"))
    new = Terms(validity=Span(12), window=Span(2), courses=(Asked("greeting"), Asked("waiting", 2)), renewal=(Asked("waiting", 2),))
    school.set(new, after=1, on="2026-06-01", asked_by=date(2026, 7, 1))

    school.sit(cast.lin, "waiting", "2026-06-05")
    assert school.holding(cast.lin, "2026-06-05").path.done_on is None
    school.read(cast.lin, "waiting", "2026-06-06")
    assert school.periods(cast.lin, "2026-06-06")[1][1:] == ("2026-06-06", "2027-03-10")


def test_whoever_had_done_it_all_before_is_certified_by_the_worker(school, bank, db, cast):
    for person in (cast.lin, cast.sun):
        for course in ("greeting", "waiting"):
            school.finish(person, course, "2026-03-03")
    school.finish(cast.chen, "greeting", "2026-03-03")
    school.set(on="2026-09-01")
    db.commit()

    for _ in range(2):
        jobs.certify_overlooked(bank.sessions, at=at("2026-09-01"))

    db.expire_all()
    assert [school.periods(person, "2026-09-01") for person in (cast.lin, cast.sun, cast.chen)] == [
        [("valid", "2026-03-03", "2027-03-03")], [("valid", "2026-03-03", "2027-03-03")], [],
    ]  # fmt: skip


def test_what_was_over_before_anybody_knew_has_no_paper(school, bank, db, cast):
    for course in ("greeting", "waiting"):
        school.finish(cast.lin, course, "2026-03-03")
    school.set(on="2028-01-01")
    db.commit()
    jobs.certify_overlooked(bank.sessions, at=at("2028-01-01"))

    assert school.periods(cast.lin, "2028-01-01") == [("expired", "2026-03-03", "2027-03-03")]
    assert db.scalar(select(func.count()).where(Proof.period.has(certification="front-annual"))) == 0


def test_he_extends_this_period_only(certified, db, cast):
    school, he = certified, cast.he.id
    period = school.current(cast.lin, "2027-03-01")

    for until, refusal in (("2027-03-10", NotLater), ("2026-01-01", NotLater), ("2028-04-01", TooFar)):
        with pytest.raises(refusal):
            verbs.extend(db, period.id, until=date.fromisoformat(until), reason="住院", by=he, at=at("2027-03-01"))
    with pytest.raises(NoReason):
        verbs.extend(db, period.id, until=date(2027, 6, 1), reason=" ", by=he, at=at("2027-03-01"))
    verbs.extend(db, period.id, until=date(2027, 6, 1), reason="住院", by=he, at=at("2027-03-01"))

    assert [school.holding(cast.lin, day).state.kind for day in ("2027-06-01", "2027-06-02")] == ["expiring", "expired"]
    school.sit(cast.lin, "waiting", "2027-05-20")
    assert school.periods(cast.lin, "2027-05-20")[1] == ("valid", "2027-05-20", "2028-03-10")


def test_what_is_over_is_not_extended(certified, db, cast):
    period = certified.current(cast.lin, "2027-05-01")

    with pytest.raises(NotRunning):
        verbs.extend(db, period.id, until=date(2027, 8, 1), reason="忘了", by=cast.he.id, at=at("2027-05-01"))
    assert period.events == []


def test_a_long_leave_stops_the_clock(certified, db, cast):
    school, he = certified, cast.he.id
    period = school.current(cast.lin, "2026-09-01")

    def suspend(first, last=None, on="2026-09-01", reason="产假"):
        until = date.fromisoformat(last) if last else None
        verbs.suspend(db, period.id, from_on=date.fromisoformat(first), until=until, reason=reason, by=he, at=at(on))

    for days, refusal in (
        (("2026-09-10", "2026-09-01"), EndsBeforeItBegins), (("2026-03-01",), BeforePeriod), (("2027-03-11",), NotRunning),
    ):  # fmt: skip
        with pytest.raises(refusal):
            suspend(*days)
    suspend("2026-09-01")
    with pytest.raises(AlreadyRests):
        suspend("2026-12-01", "2026-12-31")
    with pytest.raises(NotRunning):
        verbs.extend(db, period.id, until=date(2027, 6, 1), reason="住院", by=he, at=at("2026-10-01"))

    assert school.holding(cast.lin, "2036-09-01").state.kind == "suspended"  # nobody resumed it: it rests, and says since when
    for back, refusal in (("2026-08-31", EndsBeforeItBegins), ("2026-12-11", TooFar)):
        with pytest.raises(refusal):
            verbs.resume(db, period.id, back_on=date.fromisoformat(back), reason="回岗", by=he, at=at("2026-12-10"))
    verbs.resume(db, period.id, back_on=date(2026, 12, 10), reason="回岗", by=he, at=at("2026-12-10"))
    with pytest.raises(RestsNot):
        verbs.resume(db, period.id, back_on=date(2026, 12, 10), reason="回岗", by=he, at=at("2026-12-10"))

    holding = school.holding(cast.lin, "2026-12-10")
    assert (holding.state.kind, holding.state.until, holding.days.opens_on) == ("valid", date(2027, 6, 18), date(2027, 4, 20))
    school.sit(cast.lin, "waiting", "2027-05-01")
    assert school.periods(cast.lin, "2027-05-01")[1] == ("valid", "2027-05-01", "2028-06-18")


def test_certified_for_now_until_the_courses_are_done(school, db, cast):
    found = school.set()

    def for_now(until, reason="临时顶岗", on="2026-03-02", person=cast.lin):
        day = date.fromisoformat(until)
        return verbs.certify_for_now(db, person.id, found, until=day, reason=reason, by=cast.he.id, at=at(on))

    for until, reason, refusal in (("2026-03-01", "顶岗", TooFar), ("2027-04-01", "顶岗", TooFar), ("2026-04-01", "", NoReason)):
        with pytest.raises(refusal):
            for_now(until, reason)
    for_now("2026-03-31")
    with pytest.raises(AlreadyCertified):
        for_now("2026-04-30")
    assert school.holding(cast.lin, "2026-03-31").state.kind == "temporary"
    assert school.holding(cast.lin, "2026-04-01").state.kind == "expired"
    assert db.scalar(select(func.count()).select_from(Proof)) == 0

    for course in ("greeting", "waiting"):
        school.finish(cast.lin, course, "2026-03-20")
    assert school.periods(cast.lin, "2026-03-20") == [
        ("superseded", "2026-03-02", "2026-03-31"), ("valid", "2026-03-20", "2027-03-20"),
    ]  # fmt: skip


def test_revoked_is_revoked_and_the_whole_list_starts_anew(certified, db, cast):
    school = certified
    period = school.current(cast.lin, "2026-05-01")
    proof = db.scalars(select(Proof).where(Proof.period_id == period.id)).one()
    verbs.revoke(db, proof, by=cast.he.id, reason="代考", at=at("2026-05-01"))
    verbs.revoke(db, proof, by=cast.he.id, reason="again", at=at("2026-05-02"))

    assert len(period.events) == 1
    for act in (verbs.extend, verbs.suspend):
        days = {"until": date(2026, 8, 1)} | ({"from_on": date(2026, 6, 1)} if act is verbs.suspend else {})
        with pytest.raises(NotRunning):
            act(db, period.id, **days, reason="求情", by=cast.he.id, at=at("2026-05-03"))
    assert school.holding(cast.lin, "2026-05-03").path.kind == "again"
    for course in ("greeting", "waiting"):
        school.sit(cast.lin, course, "2026-06-10")
    assert school.periods(cast.lin, "2026-06-10") == [
        ("revoked", "2026-03-10", "2027-03-10"),
        ("valid", "2026-06-10", "2027-06-10"),
    ]


def test_an_ended_certification_certifies_nobody_and_what_is_held_stays(certified, db, cast):
    school = certified
    requirements.end(
        db, requirements.queries.certification(db, "front-annual"), reason="改为课程", by=cast.he.id, at=at("2026-04-01")
    )

    for course in ("greeting", "waiting"):
        school.finish(cast.sun, course, "2026-04-10")
    school.sit(cast.lin, "waiting", "2027-02-01")
    assert school.periods(cast.sun, "2026-04-10") == []
    assert school.periods(cast.lin, "2027-02-01") == [("expiring", "2026-03-10", "2027-03-10")]


def test_no_row_of_a_period_is_ever_changed(certified, db, cast):
    rows = select(*CertificationPeriod.__table__.columns).where(CertificationPeriod.certification == "front-annual")
    (before,) = db.execute(rows).all()
    verbs.extend(db, before.id, until=date(2027, 6, 1), reason="住院", by=cast.he.id, at=at("2027-03-01"))
    certified.set(TERMS, after=1, on="2027-03-02", asked_by=date(2027, 3, 9))
    certified.sit(cast.lin, "waiting", "2027-03-05")

    assert db.execute(rows.order_by(CertificationPeriod.id)).all()[0] == before


def test_three_people_cost_as_many_questions_as_one(certified, db, cast, queries):
    found, asked = certified.holding(cast.lin, "2026-03-11").certification, []
    for people in ([cast.lin.id], [cast.lin.id, cast.sun.id, cast.chen.id]):
        with queries() as sent:
            holdings(db, people, [found], date(2026, 3, 11))
        asked.append(len(sent))

    assert asked[0] == asked[1]
