"""A day before today is read from what is kept of how counts came about; counting in the rows proves it."""

from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import select

from learning.operations import doctoring
from learning.people.models import Posting, UnitPlace
from learning.people.rules import Viewer
from learning.people.verbs import postings, staff
from learning.publishing import verbs as publishing
from learning.reports import queries as reports
from learning.reports import verbs
from learning.reports.models import ReportPast
from learning.reports.queries import behind
from learning.reports.queries.counting import ALL, Question, counted
from learning.reports.queries.past import past
from learning.reports.queries.tree import all_nodes, nodes, offered
from learning.reports.rules import Filters, History, Tree
from learning.study import verbs as study
from tests.cast import LONG_AGO, MORNING, TODAY
from tests.courses import changed, tiny

HR = Viewer(id=0, number="H", name="HR", grants=(("officer", None),))
DAYS = [TODAY - timedelta(days=n) for n in (1, 8, 12, 13, 45, 90, 300)]


def kept_and_counted(db, live, on, position=None, me=None):
    """By unit, with everybody below it, what the past says and what the rows say."""
    tree = Tree(nodes(db, me, on=on, today=TODAY) if me else all_nodes(db, on=on))
    kept = past(db, live, tree, offered(live), Filters(on=on, position=position), list(tree.nodes))
    assert kept is not None, f"{on} was counted in the rows"
    scope = list(tree.nodes) if me else None
    own = counted(db, Question(offered(live), on, db.info["clock"], scope, position))
    rows = tree.summed({unit: counts for (unit, post), counts in own.items() if post == ALL})
    return [{unit: counts.as_json() for unit, counts in one.items()} for one in (kept, rows)]


def prove(db, live, what):
    for n, on in enumerate(DAYS):
        for position in (None, ("teller", "manager")[n % 2]):
            kept, rows = kept_and_counted(db, live, on, position)
            assert kept == rows, (what, on, position)


@pytest.fixture
def renew(bank, db):
    def again(**how):
        db.rollback()
        return verbs.renew(bank.sessions, at=bank.clock.now(), **how)

    return again


@pytest.fixture
def moving(db, cast, life):
    """Some changed branch and position, some back again; some left, some came late or were never there; a branch has moved."""
    for n, one in enumerate(life):
        post = db.scalars(select(Posting).where(Posting.person_id == one.id)).one()
        if n % 4 == 0:
            post.until_on = TODAY - timedelta(days=n % 70)
            other = cast.gutang if post.unit_id == cast.binjiang.id else cast.binjiang
            here = Posting(person_id=one.id, unit_id=other.id, position="manager", from_on=post.until_on, recorded_at=MORNING)
            db.add(here)
            if n % 12 == 0:
                here.until_on = here.from_on + timedelta(days=9)
                again = {"unit_id": post.unit_id, "position": post.position, "from_on": here.until_on}
                db.add(Posting(person_id=one.id, recorded_at=MORNING, **again))
        if n % 10 == 3:
            one.left_on = TODAY - timedelta(days=n % 50)
        if n % 10 == 7:
            one.hired_on = TODAY - timedelta(days=n % 100)
    for one in life[:2]:
        db.add(
            Posting(
                person_id=one.id, unit_id=cast.gutang.id, position="lobby", kind="second", from_on=LONG_AGO, recorded_at=MORNING
            )
        )
    place = db.query(UnitPlace).filter_by(unit_id=cast.gutang.id).one()
    place.until_on = TODAY - timedelta(days=12)
    db.add(UnitPlace(unit_id=cast.gutang.id, parent_id=cast.area.id, from_on=TODAY - timedelta(days=12)))
    db.commit()
    return life


def test_every_day_is_what_the_rows_say_before_and_after_the_worker(bank, db, cast, live, moving, renew):
    """In two versions and under a former key; then facts of today, and facts that come to be known only now."""
    tree = changed(tiny("welcome", "waiting"), "courses/waiting/course.md", "版本: 1", "版本: 2")
    tree = changed(tree, "courses/welcome/course.md", "版本: 1\n", "版本: 1\n曾用: greeting\n")
    live = publishing.publish(db, tree, by_id=None, note="second", at=MORNING)
    db.commit()
    renew()
    prove(db, live, "all anew")
    week, course, one = TODAY - timedelta(days=7), live.catalogue.courses["waiting"], moving[5]
    facts = {
        "completes": lambda: [
            study.do_step(db, cast.qian.id, course, step, edition=live.edition, source="test", at=MORNING)
            for step in course.outline
        ],
        "was posted elsewhere a week ago": lambda: postings.post(
            db, one, postings.Post(cast.area.id, "back", "main", week), by=None, reason="更正", at=MORNING
        ),
        "left a week ago": lambda: staff.leave(db, None, moving[1], week, reason="离职", at=MORNING),
    }
    for name, happens in facts.items():
        happens()
        db.commit()
        prove(db, live, f"{name}, before the worker")
        renew()
        prove(db, live, name)
    incrementally = {
        (row.unit_id, row.position): (row.own, row.whole) for row in db.scalars(select(ReportPast)) if row.own or row.whole
    }
    renew(wholly=True)
    assert incrementally == {
        (row.unit_id, row.position): (row.own, row.whole)
        for row in db.scalars(select(ReportPast).execution_options(populate_existing=True))
    }
    head = Viewer(id=cast.zhou.id, number="M0001", name="", grants=(("head", cast.area.id),))
    for on in DAYS:
        kept, rows = kept_and_counted(db, live, on, me=head)
        assert kept == rows, on


def test_the_doctor_proves_it_and_names_the_unit_that_is_wrong(bank, db, cast, live, life, renew):
    def said():
        db.rollback()
        found = list(doctoring.examine(bank.settings, bank.sessions.engine, bank.clock, deep=True))[-1]
        return found.state, found.gaps.get("unit")

    renew()
    assert said() == ("well", None)
    row = db.get(ReportPast, (cast.gutang.id, "teller"))
    history = History.of_text(row.own)
    history.changes["", "people", LONG_AGO.toordinal(), 0] += 1
    row.own = history.as_text()
    db.commit()
    assert said() == ("wrong", "GT")
    renew(wholly=True)
    assert said() == ("well", None)


def test_a_past_day_asks_as_many_queries_whatever_the_size(db, live, asked, many, renew, queries):
    def count():
        with queries() as found:
            page = reports.board(db, HR, live, Filters(on=DAYS[1]), today=TODAY)
        assert page.figures.people == len(many) + 9
        return len(found)

    asked("greeting", {many[0]: TODAY})
    renew()
    few = count()
    asked("waiting", dict.fromkeys(many, TODAY))
    renew(wholly=True)
    assert count() == few <= 9


def test_without_it_the_day_is_counted(db, live, life):
    tree = Tree(all_nodes(db, on=DAYS[0]))
    assert past(db, live, tree, offered(live), Filters(on=DAYS[0]), list(tree.nodes)) is None
    assert reports.board(db, HR, live, Filters(on=DAYS[0]), today=TODAY).figures.people == len(life) + 6


def test_pages_of_a_large_unit_hold_whom_the_file_holds(db, cast, live, moving, renew, monkeypatch):
    """A page is looked for among the next numbers; a state that few are in, among everybody."""
    monkeypatch.setattr(behind, "MANY", 0)
    renew()
    for back, state in product((0, 8), ("", "complete", "overdue", "needs_again")):
        filters = Filters(TODAY - timedelta(days=back), cast.bank.id, None, "waiting", state)
        rows, after = [], ""
        while after is not None:
            page = reports.people(db, HR, live, filters, today=TODAY, after=after)
            rows, after = [*rows, *page.rows], page.next
        whole = list(reports.all_people(db, HR, live, filters, today=TODAY))
        assert [row.number for row in rows] == [row.number for row in whole]
        assert [(row.state, row.due_on, row.steps_done) for row in rows] == [
            (row.state, row.due_on, row.steps_done) for row in whole
        ]
        assert len(rows) == page.lines
