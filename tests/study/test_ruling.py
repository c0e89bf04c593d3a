"""Rules: for whom and until when, what changing and undoing them does, and what one person is granted. Told about the cast."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from learning.base.ledger import LedgerEntry
from learning.notices.models import Notice
from learning.people.models import Absence, Person, Posting
from learning.people.verbs import postings, staff, units
from learning.publishing import queries as publishing_queries
from learning.study import jobs, queries, verbs
from learning.study.models import Assignee, Assignment, Completion
from learning.study.queries import Draft
from learning.study.refusals import (
    AlreadyEnded,
    AlreadyGranted,
    BeingApplied,
    CertificateDayMissing,
    DaysMissing,
    HiredBackwards,
    NewerVersion,
    NobodyThere,
    NotAsked,
    NotForYourself,
    NothingChanged,
    NotLater,
    NotYourAssignment,
    OfferHasDate,
    UnitIsClosed,
)
from learning.study.rules import Terms
from learning.study.verbs import assigning
from tests.cast import LONG_AGO, MORNING, TODAY
from tests.courses import COURSE, TINY, changed

APRIL = date(2026, 4, 1)
FLOOR = TODAY + timedelta(days=14)
"""The earliest date that anybody gets who did not choose it."""


@pytest.fixture
def give(db, cast, live, viewer):
    """``give(unit_id=…, due_from="hire", due_days=30)``: He of HR makes a rule for the greeting."""

    def assign(*, by=None, at=MORNING, on=TODAY, meant=False, **said):
        made = verbs.assign(db, by=viewer(by or cast.he), at=at, on=on, meant=meant, **({"requirement": "greeting"} | said))
        db.commit()
        return made

    return assign


def dates(db, assignment):
    """Who is under the rule now, and until when."""
    rows = select(Person.number, Assignee.due_on).join(Assignee, Assignee.person_id == Person.id)
    rows = rows.where(Assignee.assignment_id == assignment.id, Assignee.until_on.is_(None)).order_by(Person.number)
    return {number: due_on for number, due_on in db.execute(rows)}


def entries(db, what):
    return list(db.scalars(select(LedgerEntry).where(LedgerEntry.what == what).order_by(LedgerEntry.id)))


def hire(db, cast, number, unit, on, position="teller"):
    new = staff.NewPerson(number=number, name="新柜员", unit_id=unit.id, position=position, hired_on=on)
    return staff.add(db, new, by=cast.he.id, at=MORNING)


def standing(db, person, on=TODAY):
    return queries.progress(db, person.id, publishing_queries.live(db).catalogue.course("greeting"), on=on)


def told(db, person):
    return list(db.scalars(select(Notice.kind).where(Notice.person_id == person.id).order_by(Notice.id)))


def test_a_rule_for_new_colleagues_catches_them_by_itself_with_a_date_of_their_own(db, cast, give):
    rule = {"unit_id": cast.bank.id, "position": "teller", "hired_from": TODAY, "due_from": "hire", "due_days": 30}
    with pytest.raises(NobodyThere):
        give(**rule)
    made = give(**rule, meant=True)  # nobody yet: it is meant for those who come
    assert dates(db, made) == {}

    hire(db, cast, "E0100", cast.gutang, TODAY)
    hire(db, cast, "E0101", cast.gutang, TODAY, position="lobby")

    assert dates(db, made) == {"E0100": TODAY + timedelta(days=30)}


def test_whoever_has_been_here_for_long_gets_fourteen_days_by_a_relative_date(db, cast, give):
    made = give(unit_id=cast.binjiang.id, due_from="hire", due_days=30)
    assert dates(db, made) == dict.fromkeys(("E0001", "E0003", "M0001"), FLOOR)


def test_a_person_in_two_posts_counts_once_and_the_date_goes_by_the_post_that_fits(db, cast, give):
    db.add(
        Posting(person_id=cast.lin.id, unit_id=cast.gutang.id, position="lobby", kind="second", from_on=TODAY, recorded_at=MORNING)
    )
    db.flush()
    everywhere = give(unit_id=cast.bank.id, due_on=APRIL)
    assert list(dates(db, everywhere)).count("E0001") == 1 and len(dates(db, everywhere)) == 9
    at_gutang = give(unit_id=cast.gutang.id, position="lobby", due_from="posting", due_days=60)
    assert dates(db, at_gutang) == {"E0001": TODAY + timedelta(days=60)}


def test_another_post_gives_another_date_but_never_earlier_than_in_fourteen_days(db, cast, give):
    made = give(unit_id=cast.bank.id, position="teller", due_from="posting", due_days=20)
    assert dates(db, made)["E0002"] == FLOOR  # she has been at Gutang for long

    post = postings.Post(cast.binjiang.id, "teller", "main", TODAY)
    postings.post(db, cast.sun, post, by=cast.he.id, reason="transfer", at=MORNING)

    assert dates(db, made)["E0002"] == TODAY + timedelta(days=20)
    rows = db.scalars(select(Assignee).where(Assignee.person_id == cast.sun.id).order_by(Assignee.id)).all()
    assert [(row.due_on, row.from_on, row.until_on, row.since_on) for row in rows] == [
        (FLOOR, TODAY, TODAY, TODAY), (TODAY + timedelta(days=20), TODAY, None, TODAY),
    ]  # fmt: skip
    assert told(db, cast.sun) == ["assigned", "due-changed"]


def test_a_corrected_first_day_moves_the_date(db, cast, give):
    made = give(unit_id=cast.bank.id, hired_from=date(2026, 1, 1), due_from="hire", due_days=90, meant=True)
    new = hire(db, cast, "E0100", cast.gutang, TODAY)
    staff.change(db, new, {"hired_on": date(2026, 2, 1)}, by=cast.he.id, at=MORNING)
    assert dates(db, made) == {"E0100": date(2026, 5, 2)}
    staff.change(db, new, {"hired_on": date(2025, 12, 1)}, by=cast.he.id, at=MORNING)
    assert dates(db, made) == {}


def test_days_after_publication_are_reckoned_from_the_edition_that_is_asked(db, cast, give, publish, clock, bank):
    made = give(unit_id=cast.gutang.id, due_from="publication", due_days=30)
    assert dates(db, made) == dict.fromkeys(("E0002", "M0002"), TODAY + timedelta(days=30))

    clock.at += timedelta(days=100)
    on = clock.today()
    from learning.publishing import verbs as publishing  # noqa: PLC0415

    publishing.publish(db, changed(TINY, COURSE, "版本: 1", "版本: 2"), by_id=None, note="second", at=clock.at)
    db.commit()
    for _twice in range(2):
        jobs.settle_dated(bank.sessions, clock)

    db.expire_all()
    assert dates(db, made) == dict.fromkeys(("E0002", "M0002"), on + timedelta(days=30))
    assert len(entries(db, "DueChanged")) == 1


def test_an_absence_moves_the_date_behind_it_at_once_and_settling_again_changes_nothing(db, cast, give):
    db.add(Absence(person_id=cast.lin.id, kind="leave", from_on=TODAY, until_on=date(2026, 5, 1), recorded_at=MORNING))
    db.flush()
    made = give(unit_id=cast.binjiang.id, due_on=APRIL)
    assert dates(db, made) == {"E0001": date(2026, 5, 15), "E0003": APRIL, "M0001": APRIL}
    before = db.scalar(select(func.count(Assignee.id)))
    verbs.settle(db, at=MORNING, on=TODAY)
    assert db.scalar(select(func.count(Assignee.id))) == before


def test_a_certificate_decides_who_joins(db, cast, give, live):
    for step in live.catalogue.course("greeting").outline:
        verbs.do_step(db, cast.lin.id, live.catalogue.course("greeting"), step, edition=1, source="test", at=MORNING)
    lacking = give(unit_id=cast.binjiang.id, certificate_state="lacks")
    holding = give(unit_id=cast.binjiang.id, certificate_state="holds")
    assert (list(dates(db, lacking)), list(dates(db, holding))) == (["E0003", "M0001"], ["E0001"])


@pytest.mark.parametrize(
    ("said", "no"),
    [
        ({"mandatory": False, "due_on": APRIL}, OfferHasDate),
        ({"hired_from": APRIL, "hired_until": TODAY}, HiredBackwards),
        ({"due_from": "hire"}, DaysMissing),
        ({"due_from": "hire", "due_days": 9999}, DaysMissing),
        ({"certificate_state": "expires"}, CertificateDayMissing),
    ],
)
def test_what_does_not_fit_together_is_refused(said, no):
    with pytest.raises(no):
        Terms(requirement="greeting", unit_id=1, **said).refuse(TODAY)


def test_a_closed_unit_is_refused(db, cast, give):
    closed = units.found(db, code="OLD", name="旧支行", name_en=None, parent_id=cast.bank.id, from_on=LONG_AGO, by=None, at=MORNING)
    units.close(db, closed, TODAY, by=None, reason="merged", at=MORNING)
    with pytest.raises(UnitIsClosed):
        give(unit_id=closed.id, due_on=APRIL, meant=True)


def test_an_offer_asks_nobody_and_can_be_taken_up(db, cast, give):
    made = give(unit_id=cast.binjiang.id, mandatory=False)
    lin = standing(db, cast.lin)
    assert (lin.state, lin.is_offered, lin.is_asked, lin.due_on, told(db, cast.lin)) == (
        "not_assigned",
        True,
        False,
        None,
        ["offered"],
    )
    assert dates(db, made) == dict.fromkeys(("E0001", "E0003", "M0001"))

    verbs.enrol(db, cast.lin.id, "greeting", at=MORNING, on=TODAY)

    lin = standing(db, cast.lin)
    assert (lin.state, lin.is_offered, lin.is_asked) == ("open", False, True)


def changed_to(rule, **said):
    return Terms(**Terms.of(rule).columns | said)


def test_a_changed_rule_takes_the_place_of_the_old_and_undo_brings_it_back_with_its_dates(db, cast, give, live, viewer):
    he = viewer(cast.he)
    made = give(unit_id=cast.binjiang.id, due_on=APRIL)
    lins = db.scalars(select(Assignee).where(Assignee.person_id == cast.lin.id)).one()
    later, on = MORNING + timedelta(days=10), TODAY + timedelta(days=10)

    newer = verbs.change(
        db, made.id, changed_to(made, unit_id=cast.bank.id, position="teller", due_on=date(2026, 5, 1)), by=he, at=later, on=on
    )

    assert dates(db, made) == {} and dates(db, newer) == dict.fromkeys(("E0001", "E0002"), date(2026, 5, 1))
    db.refresh(lins)
    assert (newer.replaces, made.ended_at, lins.until_on) == (made.id, later, on)
    (entry,) = entries(db, "AssignmentChanged")
    assert (entry.details["before"], entry.details["after"]) == (
        {"unit_id": cast.binjiang.id, "position": None, "due_on": "2026-04-01"},
        {"unit_id": cast.bank.id, "position": "teller", "due_on": "2026-05-01"},
    )
    assert [entry.details["person_ids"] for entry in entries(db, "AssigneesLeft")] == [sorted([cast.chen.id, cast.zhou.id])]
    assert (told(db, cast.lin), told(db, cast.sun), told(db, cast.chen)) == (
        ["assigned", "due-changed"],
        ["assigned"],
        ["assigned"],
    )
    assert standing(db, cast.lin, on=TODAY).due_on == APRIL  # as it was then
    with pytest.raises(NewerVersion):
        verbs.undo(db, made.id, by=he, at=later, on=on)

    course = live.catalogue.course("greeting")
    for step in course.outline:
        verbs.do_step(db, cast.lin.id, course, step, edition=1, source="test", at=later)
    restored = verbs.undo(db, newer.id, by=he, at=later + timedelta(days=1), on=on + timedelta(days=1))

    assert dates(db, restored) == dict.fromkeys(("E0001", "E0003", "M0001"), APRIL)
    since = select(Assignee.since_on).where(Assignee.assignment_id == restored.id).distinct()
    assert db.scalars(since).all() == [TODAY]
    assert db.scalars(select(Completion.person_id)).all() == [cast.lin.id]
    ids = [one.id for one in queries.versions(db, he, live, made.id, on=on + timedelta(days=1))]
    assert ids == [restored.id, newer.id, made.id]


def test_whoever_is_late_stays_late_when_only_the_reason_changes(db, cast, give, viewer):
    made = give(unit_id=cast.binjiang.id, due_from="hire", due_days=30)
    at, on = MORNING + timedelta(days=40), TODAY + timedelta(days=40)
    newer = verbs.change(db, made.id, changed_to(made, reason="clearer"), by=viewer(cast.he), at=at, on=on)
    assert dates(db, newer) == dict.fromkeys(("E0001", "E0003", "M0001"), FLOOR)
    assert entries(db, "DueChanged") == [] and told(db, cast.lin) == ["assigned"]


def test_undoing_an_assignment_ends_it_and_undoing_that_brings_it_back(db, cast, give, viewer):
    he, made = viewer(cast.he), give(unit_id=cast.binjiang.id, due_on=APRIL)
    assert verbs.undo(db, made.id, by=he, at=MORNING, on=TODAY) is made and dates(db, made) == {}
    with pytest.raises(AlreadyEnded):
        verbs.change(db, made.id, changed_to(made, due_on=None), by=he, at=MORNING, on=TODAY)
    again = verbs.undo(db, made.id, by=he, at=MORNING, on=TODAY)
    assert (again.replaces, again.restores) == (made.id, made.id)
    assert dates(db, again) == dict.fromkeys(("E0001", "E0003", "M0001"), APRIL)


def test_a_change_that_changes_nothing_and_one_by_somebody_else_are_refused(cast, db, give, viewer):
    made = give(unit_id=cast.binjiang.id, due_on=APRIL)
    with pytest.raises(NothingChanged):
        verbs.change(db, made.id, changed_to(made), by=viewer(cast.he), at=MORNING, on=TODAY)
    for act in (lambda by: verbs.change(db, made.id, changed_to(made, due_on=None), by=by, at=MORNING, on=TODAY),
                lambda by: verbs.undo(db, made.id, by=by, at=MORNING, on=TODAY)):  # fmt: skip
        with pytest.raises(NotYourAssignment):
            act(viewer(cast.zhou))


def test_an_extension_counts_everywhere_and_is_taken_back_with_fourteen_days(db, cast, give, viewer):
    he = viewer(cast.he)
    made, own = give(unit_id=cast.binjiang.id, due_on=APRIL), give(person_id=cast.lin.id, due_on=date(2026, 4, 20))
    course = publishing_queries.live(db).catalogue.course("greeting")
    how = {"by": he, "at": MORNING, "on": TODAY}
    for day in (TODAY, APRIL):
        with pytest.raises(NotLater):
            verbs.extend(db, cast.lin.id, course, day, reason="two counters closed", **how)
    with pytest.raises(NotAsked):
        verbs.extend(db, cast.sun.id, course, APRIL, reason="x", **how)

    granted = verbs.extend(db, cast.lin.id, course, date(2026, 4, 10), reason="two counters closed", **how)

    assert (dates(db, made)["E0001"], dates(db, made)["E0003"], dates(db, own)["E0001"]) == (
        date(2026, 4, 10),
        APRIL,
        date(2026, 4, 20),
    )
    due = standing(db, cast.lin).reasons[-1]
    assert (due.value, due.because) == (date(2026, 4, 10), "two counters closed")
    (entry,) = entries(db, "ConcessionGranted")
    assert (entry.reason, entry.by, entry.details["due_on"]) == ("two counters closed", cast.he.id, "2026-04-10")

    later, on = MORNING + timedelta(days=35), TODAY + timedelta(days=35)
    verbs.take_back(db, granted, by=he, reason="reopened", at=later, on=on)
    assert dates(db, made)["E0001"] == on + timedelta(days=14)
    assert standing(db, cast.lin, on=TODAY).due_on == date(2026, 4, 10)


def test_who_is_exempted_is_asked_by_no_rule_until_it_is_taken_back(db, cast, give, viewer):
    he = viewer(cast.he)
    made = give(unit_id=cast.binjiang.id, due_on=APRIL)
    course = publishing_queries.live(db).catalogue.course("greeting")
    granted = verbs.exempt(db, cast.lin.id, course, by=he, reason="teaches it", at=MORNING, on=TODAY)
    with pytest.raises(AlreadyGranted):
        verbs.exempt(db, cast.lin.id, course, by=he, reason="teaches it", at=MORNING, on=TODAY)
    with pytest.raises(NotForYourself):
        verbs.exempt(db, cast.he.id, course, by=he, reason="me", at=MORNING, on=TODAY)
    db.commit()
    assert "E0001" not in dates(db, made)
    first = standing(db, cast.lin).reasons[0]
    assert (first.value, first.because, standing(db, cast.lin).state) == ("exempted", "teaches it", "not_assigned")
    with pytest.raises(NobodyThere):
        give(person_id=cast.lin.id, due_on=APRIL)
    db.rollback()

    verbs.take_back(db, granted, by=he, reason="teaches no more", at=MORNING, on=TODAY)
    assert dates(db, made)["E0001"] == APRIL
    assert told(db, cast.lin) == ["assigned", "exempted", "exemption-ended"]


def test_a_preview_says_what_settling_will_do(db, cast, give, live):
    give(person_id=cast.lin.id, due_on=APRIL)
    course = live.catalogue.course("greeting")
    for step in course.outline:
        verbs.do_step(db, cast.chen.id, course, step, edition=1, source="test", at=MORNING)
    db.add(Absence(person_id=cast.zhou.id, kind="leave", from_on=TODAY, until_on=date(2026, 6, 1), recorded_at=MORNING))
    db.flush()
    terms = Terms(requirement="greeting", unit_id=cast.area.id, due_from="hire", due_days=30)

    seen = queries.preview(db, Draft(course=course, unit=cast.area, terms=terms), on=TODAY)

    assert (seen.people, seen.joining, seen.is_everybody, seen.is_nobody) == (3, 3, False, False)
    assert seen.counts == {"no_date": 0, "unrealistic": 3, "away": 1, "complete": 1, "assigned": 1}
    made = give(**{name: value for name, value in terms.columns.items() if name != "requirement"})
    assert {one.person.number: one.due_on for one in seen.examples} == dates(db, made)
    assert {one.person.number: one.conflicts for one in seen.examples} == {
        "E0001": ("unrealistic", "assigned"), "E0003": ("unrealistic", "complete"), "M0001": ("unrealistic", "away"),
    }  # fmt: skip

    to_gutang = Terms(**terms.columns | {"unit_id": cast.gutang.id})
    seen = queries.preview(db, Draft(course=course, unit=cast.gutang, terms=to_gutang, replaces=made.id), on=TODAY)
    assert (seen.people, seen.joining, seen.leaving) == (2, 2, 3)
    assert [person.number for person, _ in seen.leavers] == ["E0001", "E0003", "M0001"]
    whole = queries.preview(
        db, Draft(course=course, unit=cast.bank, terms=Terms(requirement="greeting", unit_id=cast.bank.id)), on=TODAY
    )
    assert (whole.people, whole.is_everybody, whole.must_be_meant) == (9, True, True)


def test_very_many_are_left_to_the_worker_and_nothing_is_half_done(cast, bank, clock, give, viewer, monkeypatch):
    monkeypatch.setattr(assigning, "AT_ONCE", 2)
    he, db = viewer(cast.he), cast.db
    made = give(unit_id=cast.binjiang.id, due_on=APRIL, may_wait=True)
    assert (made.wanted, made.total, dates(db, made)) == ("begin", 3, {})
    with pytest.raises(BeingApplied):
        verbs.end_assignment(db, made.id, by=he, reason="no", at=MORNING, on=TODAY)
    db.rollback()
    verbs.settle(db, at=MORNING, on=TODAY)
    assert dates(db, made) == {}
    db.commit()

    assert [jobs.apply_assignments(bank.sessions, clock) for _twice in range(2)] == [True, False]

    db.expire_all()
    assert (db.get(Assignment, made.id).wanted, made.done, len(dates(db, made))) == (None, 3, 3)
    verbs.end_assignment(db, made.id, by=he, reason="wrong", at=MORNING, on=TODAY, may_wait=True)
    db.commit()
    assert (made.wanted, made.ended_at, len(dates(db, made))) == ("end", None, 3)
    db.commit()
    jobs.apply_assignments(bank.sessions, clock)
    db.expire_all()
    assert (made.wanted, made.ended_why, dates(db, made)) == (None, "wrong", {})
