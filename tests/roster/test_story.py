"""He of HR sends lists: looks, applies, undoes; on both databases."""

import io
import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from learning.base import claims
from learning.base.ledger import LedgerEntry
from learning.people.models import Person, Posting, Unit
from learning.people.verbs import staff as people
from learning.publishing import verbs as publishing
from learning.roster import jobs
from learning.roster.models import RosterFile, RosterImport, RosterLine
from learning.roster.refusals import CouldNotBeRead
from learning.roster.verbs import applying, asking
from learning.study import verbs as study
from learning.study.models import Assignee
from tests.cast import MORNING, TODAY
from tests.courses import TINY

HEADS = "工号,姓名,机构,上级机构,岗位,离职日期\n"
LIST = (
    HEADS + "E0100,钱 多,城东支行,滨江片区,柜员,\nE0003,,古塘支行,,,\nE0001,林小雯,,,,\nE0002,,,,,2026-03-02\nM0001,,滨江支行,,,\n"
)


@pytest.fixture
def he(visit, cast, bank):
    """He's browser: ``he.sends(text)`` sends a list and lets the worker read it; ``he.does("application")`` presses a button."""
    browser = visit(cast.he)

    def work():
        while jobs.work_on_rosters(bank.sessions, bank.clock):
            pass

    def sends(text, act="partial", name="名单.csv"):
        content = text if isinstance(text, bytes) else text.encode("gb18030")
        browser.here = browser.post("/roster/", {"file": (io.BytesIO(content), name), "act": act})
        work()
        return browser.get(browser.here)

    def does(what, data=None, status=303):
        answer = browser.post(f"{browser.here}/{what}", data, status=status)
        work()
        return browser.get(browser.here) if status == 303 else answer

    browser.sends, browser.does, browser.work = sends, does, work
    return browser


def counts(page):
    return {name: int(n) for name, n in re.findall(r'data-count="(\w+)">([\d,]+)', page)}


def state(page):
    return re.search(r'data-testid="roster" data-state="(\w+)"', page)[1]


def read(db, statement):
    """All that a statement finds; then the session lets go of the database, or on SQLite everybody waits for it."""
    found = list(db.scalars(statement))
    db.commit()
    return found


def who_works_where(db, on=TODAY):
    held = select(Person.number, Person.name, Unit.code, Posting.position).join(Posting, Posting.person_id == Person.id)
    held = held.join(Unit, Unit.id == Posting.unit_id).where(
        Posting.from_on <= on, (Posting.until_on.is_(None)) | (Posting.until_on > on)
    )
    held = held.where((Person.left_on.is_(None)) | (Person.left_on > on)).order_by(Person.number)
    found = [tuple(row) for row in db.execute(held)]
    db.commit()
    return found


ASSIGNED = (
    select(Person.number).join(Assignee, Assignee.person_id == Person.id).where(Assignee.until_on.is_(None)).order_by(Person.number)
)
COUNTED = {"added": 1, "moved": 1, "changed": 1, "closed": 1, "unchanged": 1, "founded": 1}


@pytest.fixture
def assigned(db, cast):
    """The course greeting is assigned to the area."""
    publishing.publish(db, TINY, by_id=None, note="roster", at=MORNING)
    study.assign(db, by=None, requirement="greeting", unit_id=cast.area.id, due_on=date(2026, 3, 31), at=MORNING, on=TODAY)
    db.commit()


def test_a_list_is_looked_at_and_then_applied(he, db, cast, visit, assigned):
    before = who_works_where(db)
    sun = visit(cast.sun)
    sun.get("/")
    page = he.sends(LIST)
    assert (state(page), counts(page), who_works_where(db)) == ("ready", COUNTED, before)

    assert state(he.does("application")) == "applied"
    gone = {("E0001", "林晓雯", "BJ", "teller"), ("E0002", "孙晓岚", "GT", "teller"), ("E0003", "陈立群", "BJ", "lobby")}
    new = {("E0001", "林小雯", "BJ", "teller"), ("E0003", "陈立群", "GT", "lobby"), ("E0100", "钱多", "U0001", "teller")}
    assert set(who_works_where(db)) == (set(before) - gone) | new
    sun.get("/", status=303)
    assert read(db, ASSIGNED.order_by(Person.number)) == ["E0001", "E0100", "M0001"]
    facts = read(db, select(LedgerEntry.what).where(LedgerEntry.reason == "名单.csv"))
    assert sorted(facts) == ["PersonAdded", "PersonChanged", "PersonLeft", "PostingChanged"]

    again = he.sends(LIST)
    assert (state(again), counts(again)) == ("ready", {"added": 0, "moved": 0, "changed": 0, "closed": 0, "unchanged": 5})
    assert "没有任何需要更改的内容" in he.does("application", status=409)


def test_an_applied_list_is_undone_with_one_press(he, db, assigned):
    before = who_works_where(db)
    he.sends(LIST)
    he.does("application")
    assert (state(he.does("undo")), who_works_where(db)) == ("undone", before)
    assert read(db, select(Unit.closed_on).where(Unit.code == "U0001")) == [TODAY]
    assert read(db, ASSIGNED.order_by(Person.number)) == ["E0001", "E0003", "M0001"]
    assert counts(he.sends(LIST)) == COUNTED


def test_what_is_wrong_keeps_the_whole_list_out(he, db):
    before = who_works_where(db)
    page = he.sends(HEADS + "E0100,钱多,滨江支行,,柜员,\nE0003,,古塘支行,,飞行员,\n")
    assert (state(page), counts(page)["added"], counts(page)["wrong"]) == ("ready", 1, 1)
    assert "没有“飞行员”这个岗位" in page or "There is no position" in page
    refused = he.does("application", status=409)
    assert "1" in refused and who_works_where(db) == before


def test_a_complete_list_that_closes_many_asks_twice(he, db, cast):
    here = "".join(f"{number},,,,,\n" for number in ("H0001", "S0001", "E0001", "E0003"))
    page = he.sends(HEADS + here, act="full")
    assert counts(page)["closed"] == 5
    he.does("application", status=409)
    page = he.does("application", {"many": "1"})
    assert state(page) == "applied"
    assert [row[0] for row in who_works_where(db)] == ["E0001", "E0003", "H0001", "S0001"]
    assert [row[0] for row in who_works_where(db, TODAY - timedelta(days=1))] != []


def test_an_undo_does_not_run_over_what_others_did_since(he, db, cast):
    he.sends(HEADS + "E0001,林小雯,,,,\n")
    he.does("application")
    people.change(db, db.get(Person, cast.lin.id), {"name": "林晓文"}, by=cast.shen.id, at=MORNING)
    db.commit()
    page = he.does("undo")
    assert (state(page), "林晓文" in page) == ("applied", True)
    assert read(db, select(Person.name).where(Person.id == cast.lin.id)) == ["林晓文"]


def test_a_bank_that_changed_since_the_preview_is_looked_at_again(he, db, cast):
    he.sends(HEADS + "E0001,林小雯,,,,\nE0003,,古塘支行,,,\n")
    people.change(db, db.get(Person, cast.lin.id), {"name": "林小雯"}, by=cast.shen.id, at=MORNING)
    db.commit()
    page = he.does("application")
    assert (state(page), counts(page)["moved"], counts(page)["changed"]) == ("ready", 1, 0)
    assert state(he.does("application")) == "applied"


def test_a_worker_that_dies_halfway_leaves_the_bank_as_it_was_and_the_next_one_does_all(he, db, clock, monkeypatch):
    before = who_works_where(db)
    he.sends(LIST)

    def dies(*_args, **_more):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(applying, "_leave", dies)
        he.does("application")
    assert (state(he.get(he.here)), who_works_where(db)) == ("applying", before)
    he.work()
    assert who_works_where(db) == before  # it may still be alive
    clock.at += claims.SILENT + timedelta(seconds=1)
    he.work()
    assert (state(he.get(he.here)), counts(he.sends(LIST))["unchanged"]) == ("applied", 5)


def test_a_list_that_three_workers_died_of_is_refused(he, db, bank, clock):
    he.post("/roster/", {"file": (io.BytesIO(LIST.encode()), "名单.csv"), "act": "partial"})
    for _ in range(claims.MOST_TRIES):
        assert asking.claim(db, at=clock.at).name == "名单.csv"
        db.commit()
        clock.at += claims.SILENT + timedelta(seconds=1)
    he.work()
    row = read(db, select(RosterImport))[0]
    assert (row.wanted, row.refusal) == (None, {"says": CouldNotBeRead.says, "gaps": {"tries": 3}})


def test_a_dropped_list_leaves_nothing(he, db):
    he.sends(LIST)
    assert state(he.does("dropping")) == "dropped"
    assert (read(db, select(RosterFile)), read(db, select(RosterLine))) == ([], [])


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"PK\x03\x04 broken"])
def test_a_file_that_is_none_is_refused_in_the_readers_language(he, content):
    if not content:
        assert "请先选择文件" in he.post("/roster/", {"file": (io.BytesIO(b""), "空.csv"), "act": "partial"}, status=422)
        return
    assert state(he.sends(content)) == "refused"


def test_nobody_else_sees_or_sends_a_list(he, visit, cast):
    he.sends(LIST)
    visit(cast.lin).get("/roster/", status=403)
    visit(cast.zhou).get(he.here, status=403)
    visit(cast.shen).get(he.here)
    visit(cast.shen).get("/roster/987654", status=404)


@pytest.mark.parametrize("people", [1, 3])
def test_a_preview_costs_the_same_however_many_it_lists(he, queries, people):
    he.sends(HEADS + "".join(f"E020{n},新人,滨江支行,,柜员,\n" for n in range(people)))
    he.get(he.here)
    with queries() as asked:
        he.get(he.here)
    assert len(asked) == 4


def test_the_operators_shell_says_the_same(app, cast, tmp_path):
    file = tmp_path / "roster.csv"
    file.write_bytes(LIST.encode("gb18030"))
    runner = app.test_cli_runner()
    looked = runner.invoke(args=["people", "import", str(file), "--json"])
    assert looked.exit_code == 0, looked.output
    assert '"added": 1, "changed": 1, "moved": 1, "closed": 1, "unchanged": 1, "wrong": 0, "founded": 1' in looked.output
    applied = runner.invoke(args=["people", "import", str(file), "--apply", "--json"])
    assert '"applied": true' in applied.output
    again = runner.invoke(args=["people", "import", str(file), "--apply", "--json"])
    assert '"added": 0, "changed": 0, "moved": 0, "closed": 0, "unchanged": 5' in again.output
    file.write_text("工号,岗位\nE0001,司机\n", encoding="utf-8")
    wrong = runner.invoke(args=["people", "import", str(file), "--apply"])
    assert (wrong.exit_code, "司机" in wrong.output) == (1, True)
