"""The sums say what the rows say: after every kind of fact, before and after the worker has counted again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text

from learning.operations import doctoring
from learning.people.rules import Viewer
from learning.people.verbs import postings, staff, units
from learning.publishing import verbs as publishing
from learning.reports import queries, verbs
from learning.reports.models import ReportDay, ReportStale, ReportSum
from learning.reports.queries.counting import ALL, Question, counted
from learning.reports.queries.sums import sums
from learning.reports.queries.tree import all_nodes, offered
from learning.reports.rules import Counts, Filters, Tree
from learning.reports.verbs import renewing
from learning.study import verbs as study
from tests.cast import MORNING, TODAY
from tests.courses import changed, tiny

HR = Viewer(id=0, number="H", name="HR", grants=(("officer", None),))
PLAIN = """
SELECT p.unit_id, a.requirement, count(DISTINCT a.person_id), count(DISTINCT c.person_id) FROM assignee a
JOIN person ON person.id = a.person_id AND person.hired_on <= :on AND (person.left_on IS NULL OR person.left_on > :on)
JOIN posting p ON p.person_id = a.person_id AND p.kind = 'main' AND p.from_on <= :on AND (p.until_on IS NULL OR p.until_on > :on)
LEFT JOIN completion c ON c.person_id = a.person_id AND c.course = a.requirement
WHERE a.from_on <= :on AND (a.until_on IS NULL OR a.until_on > :on) GROUP BY p.unit_id, a.requirement
"""


def whole(db, live, position=None):
    """From the sums; they must be at hand."""
    tree = Tree(all_nodes(db, on=TODAY))
    found = sums(db, live, tree, offered(live), Filters(on=TODAY, position=position), list(tree.nodes))
    assert found is not None, "counted anew instead of read from the sums"
    return {unit: counts.as_json() for unit, counts in found.items()}


def rows(db, live, position=None):
    """Counted in the rows."""
    question = Question(offered(live), TODAY, db.info["clock"], None, position)
    own = {unit: counts for (unit, post), counts in counted(db, question).items() if post == ALL}
    return {unit: counts.as_json() for unit, counts in Tree(all_nodes(db, on=TODAY)).summed(own).items()}


def behind(db, live, unit, position=None):
    """How many there are by state behind a cell; a later page shows them only when the sums give them."""
    filters = Filters(on=TODAY, unit=unit, position=position, course="greeting", state="")
    return [queries.people(db, HR, live, filters, today=TODAY, after=after).counts for after in ("", "E0001")]


def plain(db):
    return {
        (unit, course): (asked, done)
        for unit, course, asked, done in db.execute(
            text(PLAIN), {"on": TODAY.isoformat() if db.get_bind().dialect.name == "sqlite" else TODAY}
        )
    }


@pytest.fixture
def renew(bank, db, assigned):
    def again(**how):
        db.rollback()
        return verbs.renew(bank.sessions, at=bank.clock.now(), **how)

    return again


@pytest.fixture
def assigned(db, cast, live):
    """The whole bank is asked for greeting, Binjiang also for waiting; He of HR did it."""
    for course, unit, due in (("greeting", cast.bank, 3), ("waiting", cast.area, 30)):
        study.assign(
            db, by=HR_OF(cast), requirement=course, unit_id=unit.id, due_on=TODAY + timedelta(days=due), at=MORNING, on=TODAY
        )
    db.commit()


def HR_OF(cast):  # noqa: N802 -- like a constant, but of the cast
    return Viewer(id=cast.he.id, number="H0001", name="", grants=(("officer", None),))


def complete(db, person, course, live):
    one = live.catalogue.courses[course]
    for step in one.outline:
        study.do_step(db, person.id, one, step, edition=live.edition, source="test", at=MORNING)


def acts(cast, live):
    """Every kind of act that changes what is counted, one after the other."""
    he = HR_OF(cast)
    post = postings.Post(cast.gutang.id, "lobby", "main", TODAY)
    second = postings.Post(cast.gutang.id, "lobby", "second", TODAY)
    rules = {}
    return {
        "completes": lambda db: complete(db, cast.lin, "greeting", live),
        "moves": lambda db: postings.post(db, cast.lin, post, by=None, reason="轮岗", at=MORNING),
        "second post": lambda db: postings.post(db, cast.chen, second, by=None, reason="帮忙", at=MORNING),
        "leaves": lambda db: staff.leave(db, None, cast.sun, TODAY, reason="离职", at=MORNING),
        "comes back": lambda db: staff.leave(db, None, cast.sun, None, reason="误登", at=MORNING),
        "joins": lambda db: staff.add(db, staff.NewPerson("E0099", "新来", cast.gutang.id, "teller", TODAY), by=None, at=MORNING),
        "goes on leave over the date": lambda db: postings.be_absent(
            db, cast.chen, kind="leave", from_on=TODAY, until_on=TODAY + timedelta(days=60), by=None, reason="产假", at=MORNING
        ),
        "is given": lambda db: rules.update(
            one=study.assign(db, by=he, requirement="waiting", person_id=cast.qian.id, due_on=TODAY, at=MORNING, on=TODAY)
        ),
        "is taken back": lambda db: study.end_assignment(db, rules["one"].id, by=he, reason="误派", at=MORNING, on=TODAY),
        "branch moves": lambda db: units.move(db, cast.gutang, cast.area.id, from_on=TODAY, by=None, reason="划转", at=MORNING),
    }  # fmt: skip


def test_after_every_kind_of_act_before_and_after_the_worker(db, cast, live, renew):
    renew()
    for name, act in acts(cast, live).items():
        act(db)
        db.commit()
        if name != "branch moves":  # then everything is stale, and the page counts for itself
            assert whole(db, live) == rows(db, live), name
            assert whole(db, live, "teller") == rows(db, live, "teller"), name
        renew()
        assert db.query(ReportStale).count() == 0, name
        assert whole(db, live) == rows(db, live), name
        asked = {
            (unit, course): sum(n for key, _, n in counts["states"] if key == course)
            for unit, counts in whole(db, live).items()
            for course in ("greeting", "waiting")
        }
        for (unit, course), (n, _done) in plain(db).items():
            below = sum(
                m for (other, c), (m, _) in plain(db).items() if c == course and other in Tree(all_nodes(db, on=TODAY)).under(unit)
            )
            extra = asked[unit, course] - below  # who completed without being asked any more
            assert 0 <= extra <= 1, (name, unit, course, n)


def test_the_page_is_the_same_with_and_without_sums(db, cast, live, renew):
    complete(db, cast.lin, "greeting", live)
    db.commit()
    for filters in (
        Filters(on=TODAY),
        Filters(on=TODAY, course="greeting", unit=cast.area.id),
        Filters(on=TODAY, position="teller"),
    ):
        before = queries.board(db, HR, live, filters, today=TODAY)
        renew(wholly=True)
        after = queries.board(db, HR, live, filters, today=TODAY)
        assert (after.rows, after.total, after.trend) == (before.rows, before.total, before.trend)
        assert (after.figures.people, after.figures.late, after.figures.soon) == (
            before.figures.people,
            before.figures.late,
            before.figures.soon,
        )
        db.query(ReportDay).delete()
        db.commit()


@pytest.mark.parametrize("position", [None, "teller"])
def test_behind_a_cell_every_page_has_the_numbers_from_the_sums(db, cast, live, renew, position):
    counted_there, later = behind(db, live, cast.bank.id, position)
    assert counted_there and later == {}
    renew()
    assert behind(db, live, cast.bank.id, position) == [counted_there, counted_there]


def test_another_day_or_edition_is_counted_until_the_worker_comes(db, cast, live, renew, clock):
    renew()
    tree = changed(tiny("greeting", "waiting"), "courses/waiting/course.md", "版本: 1", "版本: 2")
    newer = publishing.publish(db, tree, by_id=None, note="second", at=MORNING)
    db.commit()
    nodes = Tree(all_nodes(db, on=TODAY))
    assert sums(db, newer, nodes, offered(newer), Filters(on=TODAY), [cast.bank.id]) is None
    assert renew() is not None
    assert whole(db, newer) == rows(db, newer)
    clock.at += timedelta(days=1)
    tomorrow = Filters(on=TODAY + timedelta(days=1))
    assert sums(db, newer, nodes, offered(newer), tomorrow, [cast.bank.id]) is None
    assert renew() is not None
    assert renew() is None
    assert sums(db, newer, nodes, offered(newer), tomorrow, [cast.bank.id]) is not None


def test_two_completions_at_once_in_one_branch_lose_no_count(bank, db, cast, live, renew):
    renew()

    def finish(person):
        with bank.sessions.writer() as own, own.begin():
            complete(own, person, "greeting", live)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(finish, [cast.lin, cast.chen]))
    db.rollback()
    assert ["greeting", "complete", 2] in whole(db, live)[cast.binjiang.id]["states"]
    renew()
    assert ["greeting", "complete", 2] in whole(db, live)[cast.bank.id]["states"]


def test_what_happens_while_the_worker_counts_is_not_forgotten(bank, db, cast, live, renew, monkeypatch):
    renew()
    complete(db, cast.lin, "greeting", live)
    db.commit()
    reckon = renewing.reckon

    def slowly(*args):
        found = reckon(*args)
        with bank.sessions.writer() as other, other.begin():
            complete(other, cast.sun, "greeting", live)
        return found

    monkeypatch.setattr(renewing, "reckon", slowly)
    renew()
    monkeypatch.undo()
    assert whole(db, live) == rows(db, live)
    renew()
    assert ["greeting", "complete", 2] in whole(db, live)[cast.bank.id]["states"]


def test_of_two_workers_one_writes(bank, db, cast, live, renew, monkeypatch):
    renew()
    complete(db, cast.lin, "greeting", live)
    db.commit()
    reckon, others = renewing.reckon, []

    def overtaken(*args):
        if not others:
            others.append(None)
            others[0] = verbs.renew(bank.sessions, at=MORNING)
        return reckon(*args)

    monkeypatch.setattr(renewing, "reckon", overtaken)
    assert renew() is None
    assert others[0] is not None
    assert whole(db, live) == rows(db, live)


def test_the_doctor_proves_them_and_names_the_first_that_is_wrong(app, bank, db, cast, live, renew):
    def said():
        return [
            (one.state, one.gaps.get("unit"))
            for one in doctoring.examine(bank.settings, bank.sessions.engine, bank.clock, deep=True)
        ][-1]

    assert said() == ("risky", None)
    db.rollback()
    assert app.test_cli_runner().invoke(args=["reports", "rebuild", "--json"]).exit_code == 0
    assert said() == ("well", None)
    row = db.get(ReportSum, (cast.gutang.id, ""))
    row.own = {**row.own, "people": 77}
    db.commit()
    assert said() == ("wrong", "GT")
    app.test_cli_runner().invoke(args=["reports", "rebuild"])
    assert said() == ("well", None)


def test_as_many_queries_whatever_the_size(db, cast, live, renew, queries):
    def asked():
        with queries() as found:
            board_of(db, live)
        return len(found)

    renew()
    few = asked()
    for n in range(30):
        cast.person(f"E2{n:03}", f"员工{n}", cast.gutang, "teller")
    db.commit()
    renew(wholly=True)
    assert asked() == few <= 7


def board_of(db, live):
    return queries.board(db, HR, live, Filters(on=TODAY), today=TODAY)


def test_nothing_counted_is_equal_to_nothing():
    assert Counts().as_json() == Counts.of_json(Counts().as_json()).as_json()
