"""Telling people: once for each key, many in one statement, and never a way out of the house."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from learning.content.catalogue import Words
from learning.notices import queries, rules, verbs
from learning.notices.models import Notice
from tests.cast import MORNING, TODAY

COURSE = Words("服务标准", "Service Standards")


def tell(db, person, key="flag:1", *, at=MORNING, path="/courses/greeting/"):
    verbs.tell_person(db, person.id, "flag", key, {"course": COURSE}, path, at=at)


def test_lin_is_told_once_under_one_key(db, cast):
    for _ in range(3):
        tell(db, cast.lin)
    tell(db, cast.lin, "flag:2")
    tell(db, cast.sun)

    rows = db.execute(select(Notice.person_id, Notice.key, Notice.kind, Notice.at, Notice.read_at).order_by(Notice.id)).all()
    assert rows == [
        (cast.lin.id, "flag:1", "flag", MORNING, None),
        (cast.lin.id, "flag:2", "flag", MORNING, None),
        (cast.sun.id, "flag:1", "flag", MORNING, None),
    ]


def test_gaps_come_back_as_they_were_given(db, cast):
    gaps = {"course": COURSE, "due_on": TODAY, "reason": "代考", "n": 3}
    verbs.tell_person(db, cast.lin.id, "assigned", "a:1", gaps, "/", at=MORNING)

    assert rules.read(db.scalars(select(Notice)).one().gaps) == gaps


def test_the_whole_bank_is_told_in_one_statement(db, cast, queries):
    everybody = [person.id for person in (cast.lin, cast.chen, cast.sun, cast.zhou, cast.qian, cast.tao)]
    tell(db, cast.lin)
    db.flush()

    with queries() as asked:
        verbs.tell_people(db, [*everybody, cast.lin.id], "flag", "flag:1", {}, "/", at=MORNING)

    assert len(asked) == 1
    assert db.scalar(select(func.count()).select_from(Notice)) == 6


def test_nobody_is_nobody(db, cast):
    verbs.tell_people(db, [], "flag", "flag:1", {}, "/", at=MORNING)
    verbs.tell_people(db, [999_999], "flag", "flag:1", {}, "/", at=MORNING)

    assert db.scalars(select(Notice)).all() == []


@pytest.mark.parametrize("path", ["https://else.example", "//else.example", "/\\else", "", "courses", "/" + "x" * 200])
def test_a_notice_never_leads_elsewhere(db, cast, path):
    with pytest.raises(ValueError, match="may not lead"):
        tell(db, cast.lin, path=path)


def test_what_came_while_the_page_was_open_stays_unread(db, cast):
    tell(db, cast.lin, "a")
    tell(db, cast.sun, "a")
    newest = queries.page(db, cast.lin).newest
    tell(db, cast.lin, "b")

    verbs.read_all(db, cast.lin.id, until=newest, at=MORNING + timedelta(hours=1))
    verbs.read_all(db, cast.lin.id, until=newest, at=MORNING + timedelta(hours=2))
    db.commit()

    read = db.execute(select(Notice.person_id, Notice.key, Notice.read_at).order_by(Notice.id)).all()
    assert read == [
        (cast.lin.id, "a", MORNING + timedelta(hours=1)),
        (cast.sun.id, "a", None),
        (cast.lin.id, "b", None),
    ]
    assert [queries.unread(db, person.id) for person in (cast.lin, cast.sun, cast.chen)] == [1, 1, 0]


def test_the_bell_stops_counting_at_a_hundred(db, cast):
    for n in range(103):
        tell(db, cast.lin, f"flag:{n}")

    assert queries.unread(db, cast.lin.id) == 100


def test_pages_follow_each_other_without_gap_or_double(db, cast):
    for n in range(65):
        tell(db, cast.lin, f"flag:{n}", at=MORNING - timedelta(minutes=n // 3))
        tell(db, cast.sun, f"flag:{n}")

    seen, before = [], None
    while True:
        page = queries.page(db, cast.lin, before)
        seen.append([notice.key for notice in page.notices])
        before = page.before
        if before is None:
            break

    assert [len(keys) for keys in seen] == [30, 30, 5]
    keys = [key for keys in seen for key in keys]
    assert len(set(keys)) == 65
    assert [int(key[5:]) // 3 for key in keys] == sorted(int(key[5:]) // 3 for key in keys)


def test_ten_tellings_at_once_are_one(bank, db, cast):
    def tell_her(_n):
        with bank.sessions.writer() as own, own.begin():
            tell(own, cast.lin)

    with ThreadPoolExecutor(10) as threads:
        outcomes = [threads.submit(tell_her, n).exception() for n in range(10)]

    assert db.scalar(select(func.count()).select_from(Notice)) == 1
    assert None in outcomes


@pytest.mark.parametrize("kind", [*rules.SENTENCES, "a-kind-of-a-later-day"])
def test_every_kind_has_a_sentence(kind):
    gaps = {
        "course": "服务标准",
        "quiz": "结业测验",
        "due_on": date(2026, 3, 2),
        "reason": "代考",
        "role": "head",
        "title": "名单",
        "name": "林晓雯",
        "task": "三天十位客户",
        "until_on": TODAY,
        "from_on": TODAY,
        "shown_on": TODAY,
        "rate": "64%",
        "late": 4,
        "n": 3,
        "people": 2,
    }

    def say(sentence, **gaps):
        return sentence % gaps

    told = rules.told(kind, rules.stored(gaps), "en", say)

    assert told
    assert "2026-" not in told  # a day is written out
    assert not re.search(r"\bhead\b(?<!branch head)", told)  # and a role is named
