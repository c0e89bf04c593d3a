"""A bank's mornings: who is told, by which way, once; what happens when the mail server says no, or the worker dies."""

import email.policy
import json
import re
import threading
from dataclasses import replace
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from sqlalchemy import select

from learning.base.ledger import LedgerEntry
from learning.notices.models import Notice
from learning.people.models import Absence, Person, RoleGrant
from learning.publishing import queries as published
from learning.publishing import verbs as publishing
from learning.reminders import jobs, queries, verbs
from learning.reminders.models import Message
from learning.study import verbs as study
from tests.cast import LONG_AGO, MORNING, TODAY
from tests.courses import TINY

DUE = TODAY + timedelta(days=7)


@pytest.fixture
def assigned(db, cast):
    """The course greeting is due in a week for the whole area; Lin and Chen have a mail address, the head has none."""
    publishing.publish(db, TINY, by_id=None, note="reminders", at=MORNING - timedelta(days=60))
    for person, address in ((cast.lin, "lin@bank.example"), (cast.chen, "chen@bank.example")):
        person.email = address
    db.flush()
    long_ago = MORNING - timedelta(days=50)
    rule = study.assign(
        db, by=None, requirement="greeting", unit_id=cast.area.id, due_on=DUE, at=long_ago, on=TODAY - timedelta(days=50)
    )
    for notice in db.scalars(select(Notice)):
        notice.read_at = MORNING
    db.commit()
    return rule


@pytest.fixture
def work(bank, clock, post):
    """``work()``: a round of the worker, with mail; the clock stands at half past eight."""
    settings = replace(
        bank.settings, smtp=f"smtp://127.0.0.1:{post.port}", outside_hosts=("127.0.0.1",), base_url="https://learn.bank.example"
    )
    return lambda **changes: jobs.send_notices(bank.sessions, replace(settings, **changes), clock)


def read(db, statement):
    found = list(db.scalars(statement))
    db.commit()
    return found


def states(db):
    return read(db, select(Message.state).order_by(Message.id))


def body(letter):
    mail = email.message_from_string(letter, policy=email.policy.default)
    return mail["Subject"], mail["Auto-Submitted"], mail.get_content()


def test_a_morning_in_which_two_are_written_to_and_the_second_round_does_nothing(db, cast, assigned, work, post):
    told = work()
    assert (told.steps["due-7"], told.digests, told.sent) == (3, 2, {"sent": 2})
    assert sorted(address for address, _ in post.letters) == ["chen@bank.example", "lin@bank.example"]
    subject, automatic, text = body(dict(post.letters)["lin@bank.example"])
    assert (subject, automatic) == ("服务学堂有一条消息给您", "auto-generated")
    assert "还剩一周：2026年3月9日 截止。" in text
    assert "https://learn.bank.example/courses/greeting/" in text
    again = work()
    assert (sum(again.steps.values()), again.digests, again.sent, len(post.letters)) == (0, 0, {}, 2)
    assert read(db, select(Notice.kind).where(Notice.person_id == cast.zhou.id, Notice.read_at.is_(None))) == ["due-7"]
    assert read(db, select(LedgerEntry.what).where(LedgerEntry.subject_kind == "reminders")) == ["PeopleReminded"]


def test_each_step_comes_once_and_the_heads_hear_of_who_is_overdue(db, cast, assigned, work, clock):
    db.add(RoleGrant(person_id=cast.he.id, role="head", unit_id=cast.area.id, from_on=LONG_AGO, granted_at=MORNING))
    db.commit()
    kinds = {}
    for days in (0, 1, 7, 8, 10, 11, 17, 18):
        clock.at = MORNING + timedelta(days=days)
        kinds[days] = {kind: n for kind, n in work().steps.items() if n}
    assert kinds == {0: {"due-7": 3}, 1: {}, 7: {"due-0": 3}, 8: {}, 10: {"overdue-3": 3}, 11: {}, 17: {"overdue-10": 3}, 18: {}}
    about = select(Notice).where(Notice.kind == "overdue-staff").order_by(Notice.id)
    assert [(one.person_id, one.gaps) for one in read(db, about)] == [
        (cast.zhou.id, {"n": 2, "people": 2}), (cast.he.id, {"n": 1, "people": 1}), (cast.he.id, {"n": 3, "people": 3}),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("moment", "why"),
    [
        (timedelta(hours=-1), "hours"),
        (timedelta(hours=10), "hours"),
        (timedelta(days=5), "holiday"),
        (timedelta(days=34), "holiday"),
    ],
)
def test_nothing_leaves_at_night_on_a_weekend_or_on_a_holiday(  # noqa: PLR0913 -- a fixture each
    bank, clock, assigned, work, post, moment, why
):
    clock.at = MORNING + moment
    assert (work().steps, jobs.look(bank.sessions, bank.settings, clock).why_not, post.letters) == ({}, why, [])


def test_of_everybody_who_is_not_told_one_can_read_why(db, cast, assigned, visit, clock):
    db.add(Absence(person_id=cast.chen.id, kind="leave", from_on=TODAY, until_on=TODAY + timedelta(days=30), recorded_at=MORNING))
    db.get(Person, cast.zhou.id).disabled_at = MORNING
    study.assign(db, by=None, requirement="greeting", person_id=cast.sun.id, due_on=DUE, at=MORNING, on=TODAY)
    study.assign(db, by=None, requirement="greeting", person_id=cast.qian.id, due_on=None, at=MORNING, on=TODAY)
    study.assign(
        db, by=None, requirement="greeting", person_id=cast.tao.id, due_on=TODAY + timedelta(days=90), at=MORNING, on=TODAY
    )
    db.commit()
    page = visit(cast.he).get(f"/reminders/?on={TODAY.isoformat()}")
    assert {key: int(n) for key, n in re.findall(r'data-outcome="(\w+)">(\d+)<', page)} == {
        "told": 2, "away": 1, "disabled": 1, "no_due": 1, "not_yet": 1,
    }  # fmt: skip
    mine = visit(cast.qian).get(f"/reminders/?on={TODAY.isoformat()}")
    assert (cast.sun.number in mine, cast.lin.number in mine) == (True, False)


def test_a_step_before_the_day_of_the_assignment_is_not_told(db, cast, assigned, work, clock):
    study.assign(
        db, by=None, requirement="greeting", person_id=cast.sun.id, due_on=TODAY + timedelta(days=20), at=MORNING, on=TODAY
    )
    db.commit()
    clock.at = MORNING + timedelta(days=1)
    work()
    assert read(db, select(Notice.kind).where(Notice.person_id == cast.sun.id)) == ["assigned"]


def test_a_letter_that_is_refused_for_now_comes_later_and_one_refused_for_good_does_not(db, assigned, work, post, clock):
    post.answer = ("lin@bank.example", "450 greylisted")
    assert work().sent == {"sent": 1, "put off": 1}
    assert sorted(states(db)) == ["sent", "waiting"]
    assert work().sent == {}
    clock.at += timedelta(minutes=6)
    post.answer = ("lin@bank.example", "550 no such box")
    assert work().sent == {"failed": 1}
    assert sorted(states(db)) == ["failed", "sent"]


def test_no_mail_server_puts_everything_off(db, assigned, work):
    assert work(smtp="smtp://127.0.0.1:1").sent == {"put off": 2}
    assert states(db) == ["waiting", "waiting"]


def test_a_worker_that_dies_while_a_letter_leaves_sends_no_second_one(  # noqa: PLR0913 -- a fixture each
    db, cast, assigned, work, post, clock, bank, visit
):
    with bank.sessions.writer() as other, other.begin():
        verbs.remind(other, published.live(other), TODAY, at=MORNING)
        verbs.write_digests(other, ("mail",), TODAY, at=MORNING)
        verbs.take(other, at=MORNING, most=1)
    assert work().sent == {"sent": 1}
    clock.at += timedelta(minutes=11)
    assert work().sent == {}
    assert sorted(states(db)) == ["sent", "unsure"]
    lost = read(db, select(Message.id).where(Message.state == "unsure"))[0]
    officer = visit(cast.he)
    assert 'data-testid="send-again"' in officer.get(f"/reminders/messages?on={TODAY.isoformat()}")
    officer.post(f"/reminders/messages/{lost}/repetition")
    assert (work().sent, len(post.letters)) == ({"sent": 1}, 2)
    officer.post(f"/reminders/messages/{lost}/repetition", status=409)
    visit(cast.zhou).post(f"/reminders/messages/{lost}/repetition", status=403)


class Bot(BaseHTTPRequestHandler):
    said: list = []  # noqa: RUF012 -- one for the test
    status, answer = 200, {"errcode": 0}

    def do_POST(self):  # noqa: N802 -- the library's name
        Bot.said.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
        content = json.dumps(Bot.answer).encode()
        self.send_response(Bot.status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_rest):
        pass


@pytest.fixture
def bot():
    server = HTTPServer(("127.0.0.1", 0), Bot)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    Bot.said, Bot.status, Bot.answer = [], 200, {"errcode": 0}
    yield f"http://127.0.0.1:{server.server_port}/send?key=k"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("channel", "secret", "kind"), [("wecom", "", "msgtype"), ("dingtalk", " s3cret", "msgtype"), ("feishu", " s3cret", "msg_type")]
)
def test_a_bot_says_that_something_waits_but_not_what(  # noqa: PLR0913 -- a fixture each
    db, cast, assigned, work, bot, channel, secret, kind
):
    person = db.get(Person, cast.lin.id)
    person.mobile, person.language = "13800000000", "en"
    verbs.choose_channel(db, cast.lin.id, channel, at=MORNING)
    db.commit()
    assert work(**{channel: bot + secret}).sent == {"sent": 2}
    path, said = Bot.said[0]
    words = json.dumps(said, ensure_ascii=False)
    assert said[kind] == "text" and "Lin Xiaowen: 1 messages wait" in words and "greeting" not in words
    assert ("13800000000" in words, "sign=" in path or "sign" in said) == (channel != "feishu", bool(secret))


def test_a_bot_that_sends_elsewhere_is_not_followed(db, cast, assigned, work, bot):
    db.get(Person, cast.lin.id).mobile = "13800000000"
    verbs.choose_channel(db, cast.lin.id, "wecom", at=MORNING)
    db.commit()
    Bot.status = 302
    assert work(wecom=bot).sent == {"sent": 1, "failed": 1}
    assert len(Bot.said) == 1


def test_a_host_that_is_not_allowed_is_not_called(db, cast, assigned, work, bot):
    db.get(Person, cast.lin.id).mobile = "13800000000"
    verbs.choose_channel(db, cast.lin.id, "wecom", at=MORNING)
    db.commit()
    assert work(wecom=bot.replace("127.0.0.1", "localhost")).sent == {"sent": 1, "put off": 1}
    trouble = read(db, select(Message.trouble).where(Message.state == "waiting"))
    assert (Bot.said, "localhost" in trouble[0]) == ([], True)


def test_who_looks_at_the_bell_only_gets_no_letter(visit, cast, db, assigned, work, post):
    lin = visit(cast.lin)
    assert 'value="bell"' in lin.get("/profile/channel")
    lin.post("/profile/channel", {"channel": "bell"})
    lin.post("/profile/channel", {"channel": "pigeon"}, status=422)
    assert (work().digests, [address for address, _ in post.letters]) == (1, ["chen@bank.example"])
    assert queries.channel_of(db, cast.lin.id) == "bell"
    db.commit()


@pytest.mark.parametrize("people", [1, 3])
def test_the_preview_costs_the_same_however_many_it_lists(visit, cast, assigned, queries, people):
    he = visit(cast.he)
    address = f"/reminders/?on={TODAY.isoformat()}" + ("&number=E0001" if people == 1 else "")
    he.get(address)
    with queries() as asked:
        he.get(address)
    assert len(asked) == 4


def test_the_operators_shell(app, assigned, clock):
    runner = app.test_cli_runner()
    would = runner.invoke(args=["notices", "send", "--dry-run", "--json"])
    assert json.loads(would.output) == {"on": TODAY.isoformat(), "why_not": None, "steps": {"-7": 3}}
    done = runner.invoke(args=["notices", "send", "--json"])
    assert json.loads(done.output)["steps"]["due-7"] == 3
    assert json.loads(runner.invoke(args=["notices", "send", "--dry-run", "--json"]).output)["steps"] == {}
    assert date.fromisoformat(json.loads(would.output)["on"]) == TODAY
