"""What is counted in SQL is what study says of each person, today and on any day before."""

from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from learning.people import rules as people_rules
from learning.people.models import Absence, Person, Posting, UnitPlace
from learning.publishing import verbs as publishing
from learning.reports import queries
from learning.reports.queries import people as behind
from learning.reports.rules import ASKED, Filters
from learning.study import queries as study
from learning.study.rules.reasons import position_of
from tests.cast import LONG_AGO, MORNING, TODAY
from tests.courses import changed, tiny

HR = people_rules.Viewer(id=0, number="H", name="HR", grants=(("officer", None),))


def days(n: int) -> timedelta:
    return timedelta(days=n)


def board(db, live, me=HR, **filters):
    return queries.board(db, me, live, Filters(**{"on": TODAY, **filters}), today=TODAY)


@pytest.mark.parametrize("on", [TODAY, TODAY - days(15), TODAY - days(45), TODAY - days(300)])
def test_the_counts_are_those_of_study(db, cast, live, life, on):
    tree = changed(tiny("greeting", "waiting"), "courses/waiting/course.md", "版本: 1", "版本: 2")
    live = publishing.publish(db, tree, by_id=None, note="second", at=MORNING)
    courses = queries.offered(live)
    ids = [one.id for one in life]
    wanted = Counter((course, one.state) for (_, course), one in study.standings(db, ids, courses, on=on).items())
    figures = board(db, live, on=on).figures
    assert {key: n for key, n in figures.states.items() if n} == {key: n for key, n in wanted.items() if key[1] in ASKED}
    assert figures.people == len(life) + 6
    late = {person for (person, _), one in study.standings(db, ids, courses, on=on).items() if one.state == "overdue"}
    assert figures.late == len(late)


@pytest.mark.parametrize("state", ["", "complete", "overdue", "due_soon", "open", "needs_again", "not_assigned"])
def test_the_names_behind_a_cell_are_as_many_as_it_says(db, cast, live, life, state):
    filters = Filters(on=TODAY, unit=cast.bank.id, course="greeting", state=state)
    everybody = list(queries.all_people(db, HR, live, filters, today=TODAY))
    found = queries.people(db, HR, live, filters, today=TODAY)
    counted = board(db, live).figures.states
    assert len(everybody) == (found.total if not state else found.counts.get(state, 0))
    stands = study.standings(db, [one.id for one in db.query(Person)], [live.catalogue.courses["greeting"]], on=TODAY)
    ids = {one.number: one.id for one in db.query(Person)}
    for row in everybody:
        one = stands[ids[row.number], "greeting"]
        assert (row.state, row.steps_done, row.steps_required) == (one.state, one.required_done, len(one.required))
        assert (row.due_on, row.completed_on) == (one.due_on, one.completion.on if one.completion else None)
    assert {row.state for row in everybody} <= ({state} if state else set(found.counts))
    assert found.counts == Counter(
        row.state for row in queries.all_people(db, HR, live, Filters(TODAY, cast.bank.id, None, "greeting", ""), today=TODAY)
    )
    assert all(counted["greeting", one] == found.counts.get(one, 0) for one in ASKED)


def test_the_position_that_counts_is_the_one_study_finds(db, cast, live, life, asked):
    """Also of people who changed their position before, on and after the day from which they are asked, or are not asked at all."""
    for n, one in enumerate(life):
        for post in db.scalars(select(Posting).where(Posting.person_id == one.id)):
            post.until_on = TODAY - days(30 * (n % 4))
        if n % 5:
            start = TODAY - days(30 * (n % 4))
            db.add(Posting(person_id=one.id, unit_id=cast.gutang.id, position="manager", from_on=start, recorded_at=MORNING))
    db.flush()
    course, ids = live.catalogue.courses["waiting"], [one.id for one in life]
    for on in (TODAY, TODAY - days(45)):
        found = study.positions_asked(db, ids, course, on=on)
        assert found == {person: position_of(one.facts) for (person, _), one in study.standings(db, ids, [course], on=on).items()}
        assert len(set(found.values())) > 2


def test_pages_of_fifty_hold_everybody_once_and_only_the_first_counts_them(db, cast, live, life):
    filters, after, seen, totals = Filters(on=TODAY, unit=cast.bank.id, course="greeting", state=""), "", [], []
    while after is not None:
        page = queries.people(db, HR, live, filters, today=TODAY, after=after)
        seen, after, totals = [*seen, *(row.number for row in page.rows)], page.next, [*totals, page.total]
    assert seen == sorted(set(seen))
    assert len(seen) == len(life) + 6
    assert totals == [len(seen), *[0] * (len(totals) - 1)] and len(totals) > 1


def test_a_later_page_says_where_the_numbers_stand(cast, life, visit):
    html = visit(cast.he).get(f"/reports/completion/people?unit={cast.bank.id}&course=greeting&after=E0002&lang=en")
    assert "the first page says how many there are" in html and "0 people" not in html


def test_as_many_queries_for_two_hundred_as_for_one(db, cast, live, asked, queries_of_board, many):
    asked("greeting", {cast.lin: TODAY})
    few = queries_of_board()
    asked("greeting", {one: TODAY for one in many})
    assert queries_of_board() == few


@pytest.fixture
def queries_of_board(db, live, cast, queries):
    def count():
        with queries() as asked:
            board(db, live)
            behind(db, HR, live, Filters(on=TODAY, unit=cast.bank.id, course="greeting", state=""), today=TODAY)
        return len(asked)

    return count


def test_a_day_before_shows_what_was_true_then(db, cast, live, asked, done):
    asked("greeting", {cast.lin: TODAY - days(10), cast.sun: TODAY + days(30)}, since=TODAY - days(40))
    done(cast.lin, "greeting", days=5)
    now, then, before = (board(db, live, on=on).figures for on in (TODAY, TODAY - days(6), TODAY - days(41)))
    assert (now.states["greeting", "complete"], now.late) == (1, 0)
    assert (then.states["greeting", "complete"], then.late) == (0, 1)
    assert sum(before.states.values()) == 0


def test_a_completion_counts_from_the_day_of_the_bank_not_of_utc(db, cast, live, asked, done):
    asked("greeting", {cast.lin: TODAY})
    late_evening = MORNING.replace(hour=16, minute=30)  # 00:30 of the next day in Shanghai
    done(cast.lin, "greeting", days=3, at=late_evening)
    assert board(db, live, on=TODAY - days(3)).figures.states["greeting", "complete"] == 0
    assert board(db, live, on=TODAY - days(2)).figures.states["greeting", "complete"] == 1


def test_who_left_or_moved_is_where_they_were_on_the_day(db, cast, live):
    move = db.query(Posting).filter_by(person_id=cast.lin.id).one()
    move.until_on = TODAY - days(10)
    db.add(Posting(person_id=cast.lin.id, unit_id=cast.gutang.id, position="teller", from_on=TODAY - days(10), recorded_at=MORNING))
    db.add(
        Posting(
            person_id=cast.lin.id, unit_id=cast.binjiang.id, position="lobby", kind="second", from_on=LONG_AGO, recorded_at=MORNING
        )
    )
    cast.chen.left_on = TODAY - days(5)
    db.commit()

    def heads(on: date) -> dict[str, int]:
        return {row.unit.name.zh: row.people for row in board(db, live, on=on, unit=cast.area.id).rows}

    assert heads(TODAY) == {"全行": 8, "滨江片区": 1, "滨江支行": 1, "古塘支行": 3}
    assert heads(TODAY - days(7)) == {"全行": 9, "滨江片区": 2, "滨江支行": 2, "古塘支行": 3}
    assert heads(TODAY - days(20)) == {"全行": 9, "滨江片区": 3, "滨江支行": 3, "古塘支行": 2}


def test_a_moved_branch_hangs_where_it_hung(db, cast, live):
    place = db.query(UnitPlace).filter_by(unit_id=cast.gutang.id).one()
    place.until_on = TODAY - days(3)
    db.add(UnitPlace(unit_id=cast.gutang.id, parent_id=cast.area.id, from_on=TODAY - days(3)))
    db.commit()
    people = {on: {r.unit.id: r.people for r in board(db, live, on=on).rows} for on in (TODAY, TODAY - days(4))}
    assert people[TODAY][cast.area.id] == 5
    assert people[TODAY - days(4)][cast.area.id] == 3


def test_a_head_sees_own_units_and_nobody_elses(db, cast, live, asked):
    asked("greeting", {cast.lin: TODAY, cast.sun: TODAY})
    head = people_rules.Viewer(id=cast.zhou.id, number="M0001", name="", grants=(("head", cast.area.id),))
    own = board(db, live, me=head)
    assert [row.unit.name.zh for row in own.rows] == ["滨江片区", "滨江支行"]
    assert sum(own.figures.states.values()) == 1
    assert board(db, live, me=head, unit=cast.gutang.id) is None
    filters = Filters(on=TODAY, unit=cast.gutang.id, course="greeting", state="")
    assert queries.people(db, head, live, filters, today=TODAY) is None
    assert list(queries.all_people(db, head, live, filters, today=TODAY)) == []


def test_somebody_who_moved_away_is_named_but_no_longer_open(db, cast, live):
    move = db.query(Posting).filter_by(person_id=cast.lin.id).one()
    move.until_on = TODAY - days(1)
    db.add(Posting(person_id=cast.lin.id, unit_id=cast.gutang.id, position="teller", from_on=TODAY - days(1), recorded_at=MORNING))
    db.commit()
    head = people_rules.Viewer(id=cast.zhou.id, number="M0001", name="", grants=(("head", cast.binjiang.id),))
    filters = Filters(on=TODAY - days(2), unit=cast.binjiang.id, course="greeting", state="")
    rows = {row.number: row.is_open_to_me for row in queries.people(db, head, live, filters, today=TODAY).rows}
    assert rows == {"E0001": False, "E0003": True, "M0001": True}


def test_filters_by_position_and_by_course(db, cast, live, asked):
    asked("greeting", {cast.lin: TODAY, cast.chen: TODAY})
    asked("waiting", {cast.chen: TODAY})
    assert board(db, live, position="lobby").figures.people == 1
    assert sum(board(db, live, position="lobby").figures.states.values()) == 2
    assert [course.key for course in board(db, live, course="waiting").courses] == ["waiting"]
    assert sum(board(db, live, course="waiting").figures.states.values()) == 1


def test_absent_people_stay_in_the_count(db, cast, live):
    db.add(Absence(person_id=cast.lin.id, kind="leave", from_on=TODAY, until_on=None, recorded_at=MORNING))
    db.commit()
    assert board(db, live).figures.people == db.query(Person).count()


def test_rows_under_a_courses_former_key_count_for_it(db, cast, live, asked, done):
    asked("greeting", {cast.lin: TODAY - days(4), cast.chen: TODAY + days(2), cast.sun: TODAY - days(1)})
    done(cast.sun, "greeting")
    tree = changed(tiny("welcome", "waiting"), "courses/welcome/course.md", "版本: 1\n", "版本: 1\n曾用: greeting\n")
    live = publishing.publish(db, tree, by_id=None, note="renamed", at=MORNING)
    assert live.catalogue.course("greeting").key == "welcome"
    asked("welcome", {cast.sun: TODAY + days(3)})
    figures = board(db, live).figures
    states = {key: n for key, n in figures.states.items() if n}
    assert states == {("welcome", "overdue"): 1, ("welcome", "due_soon"): 1, ("welcome", "complete"): 1}
    assert (figures.late, figures.soon, sum(figures.weeks.values())) == (1, 1, 1)
