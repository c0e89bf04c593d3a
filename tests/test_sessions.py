"""Sessions beyond the door: what a stolen one is worth for writing, roles that end under it, strange hosts."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from learning.people import queries, verbs
from learning.people.models import LoginSession, RoleGrant
from learning.quiz.models import Answer
from learning.web.sessions import digest
from tests.cast import MORNING, TODAY
from tests.world import World


@pytest.fixture
def world(db, cast) -> World:
    return World.into(db, cast)


def answers(db) -> int:
    count = db.scalar(select(func.count()).select_from(Answer))
    db.commit()
    return count


def thief(visit, browser):
    """Another machine with her cookie and the token of a page of hers."""
    other = visit(None)
    other.token = browser.token
    other.client.set_cookie("sid", browser.token)
    return other


ENDS = {
    "signing out": lambda lin, _he, _clock: lin.post("/sign-out"),
    "disabling": lambda _lin, he, _clock: he.post("/people/E0001/disabling", {"reason": "手机丢了"}),
    "an idle half hour": lambda _lin, _he, clock: setattr(clock, "at", clock.at + timedelta(minutes=30)),
}


@pytest.mark.parametrize("end", ENDS)
def test_a_stolen_cookie_writes_nothing_after(visit, cast, world, db, clock, end):
    """The thief has the cookie and a form of hers with its token; saving an answer is refused as JSON, as htmx, as a page."""
    lin, he = visit(cast.lin), visit(cast.he)
    attempt = world.things["own"]["attempt"]
    stolen = thief(visit, lin)
    sent = {"question": 1, "csrf_token": stolen._csrf()}
    assert stolen.client.post(f"/attempts/{attempt}/answers", data={**sent, "seq": 900}).status_code == 303
    before = answers(db)
    ENDS[end](lin, he, clock)
    for n, headers in enumerate(({"Accept": "application/json"}, {"HX-Request": "true"}, {})):
        answer = stolen.client.post(f"/attempts/{attempt}/answers", data={**sent, "seq": 901 + n}, headers=headers)
        assert answer.status_code == (303 if not headers else 401)
        assert "/sign-in" in (answer.location or answer.headers.get("HX-Redirect", "/sign-in"))
    stolen.get(f"/attempts/{attempt}/1", status=303, raw=True)
    assert answers(db) == before


def test_two_browsers_are_two_sessions(visit, cast, world):
    office, counter = visit(cast.lin), visit(cast.lin)
    office.post("/sign-out")
    office.get("/profile", status=303, raw=True)
    counter.get("/profile")
    assert office._csrf() != counter._csrf()


def test_a_form_of_an_earlier_session_is_too_old(visit, cast, world):
    """Signed in again on the same machine: the page left open belongs to nobody any more."""
    before, after = visit(cast.lin), visit(cast.lin)
    left_open = {"csrf_token": before._csrf(), "text": "旧页面"}
    answer = after.client.post("/courses/greeting/lessons/first-sentence/note", data=left_open)
    assert answer.status_code == 403
    assert "旧页面" not in after.get("/courses/greeting/lessons/first-sentence")


def test_a_role_that_ends_in_the_night_is_gone_in_the_morning_without_signing_in_anew(visit, cast, world, db, clock):
    """Zhou's branch is taken from him as of tomorrow; his session lives on, with nothing of Binjiang in it."""
    grant = db.scalars(select(RoleGrant).where(RoleGrant.person_id == cast.zhou.id)).one()
    grant.until_on = TODAY + timedelta(days=1)
    db.commit()
    clock.at = MORNING + timedelta(hours=15)  # 23:30
    zhou = visit(cast.zhou)
    assert "林晓雯" in zhou.get("/people/E0001")
    clock.at += timedelta(minutes=29)
    zhou.get("/")
    clock.at += timedelta(minutes=2)  # 00:01
    zhou.get("/")
    for path in ("/people/E0001", "/people/", "/assignments/", "/reports/completion"):
        zhou.get(path, status=403, raw=True)
    zhou.get("/why/E0001/greeting", status=404, raw=True)
    zhou.get(f"/certificates/{world.things['own']['certificate']}", status=404, raw=True)
    zhou.post("/assignments/", {"course": "waiting", "whom": "person", "number": "E0001", "act": "save"}, status=403)
    zhou.post("/people/E0001/codes", status=403)


def test_a_role_that_is_taken_ends_the_session_and_the_open_form(visit, cast, world, db):
    zhou, shen = visit(cast.zhou), visit(cast.shen)
    zhou.get("/assignments/new")
    grant = db.scalars(select(RoleGrant).where(RoleGrant.person_id == cast.zhou.id)).one().id
    db.commit()
    shen.post(f"/people/M0001/roles/{grant}/end", {"reason": "调走"})
    zhou.get("/people/E0001", status=303, raw=True)
    visit(cast.zhou).get("/people/E0001", status=403, raw=True)


def test_a_write_after_the_end_does_not_bring_a_session_back(bank, visit, cast, clock):
    """A slow request that was on its way when she signed out keeps values and last-seen; the session stays ended."""
    lin = visit(cast.lin)
    with bank.sessions.writer() as db:
        held = db.scalars(select(LoginSession).where(LoginSession.token_sha256 == digest(lin.token))).one().id
        verbs.end_session(db, held, at=clock.now())
        verbs.touch_session(db, held, at=clock.now() + timedelta(minutes=1))
        verbs.keep_session(db, held, {"_flashes": [["message", "x"]]})
        db.commit()
        assert queries.live_session(db, digest(lin.token), at=clock.now()) is None
    lin.get("/", status=303, raw=True)


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "evil.example@localhost", "localhost@evil",
     "[::2]",
     "0", "2130706433"],
)  # fmt: skip
def test_a_strange_host_gets_nothing_whatever_it_asks(visit, cast, world, db, host):
    """T16: a name that was pointed at this machine from outside is refused for pages, posts, files and signs of life alike."""
    lin = visit(cast.lin)
    before = answers(db)
    for path in ("/", "/sign-in", "/verify/", "/certificates/", "/no-such-page"):
        answer = lin.client.get(path, headers={"Host": host})
        assert answer.status_code == 400, path
        assert "林晓雯" not in answer.text
    sent = {"question": 1, "seq": 900, "csrf_token": lin._csrf()}
    assert (
        lin.client.post(f"/attempts/{world.things['own']['attempt']}/answers", data=sent, headers={"Host": host}).status_code == 400
    )
    assert answers(db) == before


def test_no_forwarded_host_gets_into_an_address(visit, cast):
    """No proxy is configured: what a header says of another host is not believed."""
    for name in ("X-Forwarded-Host", "Forwarded", "X-Original-Host"):
        answer = visit(None).client.get("/people/", headers={name: "evil.example", "X-Forwarded-Proto": "https"})
        assert "evil" not in str(answer.headers) + answer.text


def test_a_leaver_of_today_is_out_at_midnight(visit, cast, world, db, clock):
    cast.lin.left_on = date(2026, 3, 3)
    db.add(cast.lin)
    db.commit()
    clock.at = MORNING + timedelta(hours=15, minutes=20)
    lin = visit(cast.lin)
    lin.get("/")
    clock.at += timedelta(minutes=12)
    lin.get("/", status=303, raw=True)
