"""What holds for every answer: headers, language, error pages, forged posts, host names, static files, what the shell shows."""

import re
import zlib
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from learning.web.guard import HEADERS

CSP = HEADERS["Content-Security-Policy"]
ERROR_WORDS = {"zh": "这里没有您要的内容", "en": "Nothing is here for you"}


@pytest.fixture
def broken(app):
    """Three routes that fail in their own ways."""

    def fail():
        raise RuntimeError("a secret in the message")

    def lose_database():
        raise OperationalError("SELECT secret", {}, Exception("connection refused"))

    def overflow():
        raise OverflowError("Python int too large to convert to SQLite INTEGER")

    for view in (fail, lose_database, overflow):
        app.add_url_rule(f"/tests/{view.__name__}", view.__name__, view)
    return app


@pytest.mark.parametrize(
    ("path", "status"),
    [("/", 303), ("/help/", 200), ("/healthz", 200), ("/no-such-page", 404), ("/static/img/mark.svg", 200),
     ("/static/nothing.css", 404), ("/static/zhili.css", 200), ("/tests/fail", 500), ("/tests/lose_database", 503),
     ("/%00", 404), ("/courses/%ff", 308), ("//evil.example/%2e%2e", 400)],
)  # fmt: skip
def test_every_kind_of_answer_carries_the_headers(broken, visit, cast, path, status):
    answer = visit(None).get(path, status=status, raw=True)
    answer.close()

    assert {name: answer.headers.get(name) for name in HEADERS if name != "Cache-Control"} == {
        name: value for name, value in HEADERS.items() if name != "Cache-Control"
    }
    assert len(answer.headers.getlist("Content-Security-Policy")) == 1


def test_a_post_answer_carries_the_headers_too(visit, cast):
    answer = visit(cast.lin).post("/no-such-page", status=404, raw=True)

    assert answer.headers["Content-Security-Policy"] == CSP
    assert answer.headers["Cache-Control"] == "no-store"


def test_pages_are_never_kept_and_hashed_files_always(visit, cast):
    lin = visit(cast.lin)
    page = lin.get("/", raw=True)
    address = re.search(r'href="(/static/zhili\.css\?v=[0-9a-f]+)"', page.text)[1]

    assert page.headers["Cache-Control"] == "no-store"
    assert lin.get(address, raw=True).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert lin.get("/static/zhili.css", raw=True).headers["Cache-Control"] == "no-cache"


def test_a_file_anybody_may_keep_carries_no_cookie(app):
    answer = app.test_client().get("/static/zhili.css?v=1")

    assert answer.headers.getlist("Set-Cookie") == []


def test_the_first_paint_needs_less_than_100_kb_compressed(visit, cast):
    lin = visit(cast.lin)
    page = lin.get("/")
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)

    styles = sum(len(zlib.compress(lin.get(sheet, raw=True).data)) for sheet in sheets)  # as deploy/nginx.conf sends them
    assert len(page.encode()) + styles < 60_000


def test_the_stylesheet_names_its_layers_first_and_holds_every_component(visit, app):
    text = visit(None).get("/static/zhili.css", raw=True).text
    layers = text.index("@layer reset, base, layout, components, utilities;")

    assert layers < text.index("@layer reset {")
    for file in Path(app.static_folder, "css", "components").glob("*.css"):
        assert file.read_text(encoding="utf-8") in text


@pytest.mark.parametrize(
    ("wishes", "seen"),
    [
        (("en", "zh", "zh", "zh"), "en"),
        ((None, "en", "zh", "zh"), "en"),
        ((None, None, "en", "zh"), "en"),
        ((None, None, None, "en-GB,en;q=0.9"), "en"),
        ((None, None, None, "zh-CN"), "zh-CN"),
        ((None, None, None, "fr"), "zh-CN"),
        (("klingon", "xx", "zh", "en"), "zh-CN"),
    ],
)
def test_the_language_is_asked_in_this_order(db, visit, cast, wishes, seen):
    asked, cookie, cast.lin.language, accepts = wishes
    db.commit()
    lin = visit(cast.lin)
    if cookie:
        lin.client.set_cookie("lang", cookie)

    page = lin.get(f"/help/?lang={asked}" if asked else "/help/", Accept_Language=accepts)

    assert re.search(r'<html lang="([^"]+)"', page)[1] == seen


def test_the_other_language_keeps_the_page_and_its_questions(visit, cast):
    page = visit(cast.lin).get("/help/learner?q=a%26b&lang=zh")

    assert 'href="/help/learner?q=a%26b&amp;lang=en"' in page


def test_a_chosen_language_stays_in_this_browser(visit, cast):
    lin = visit(cast.lin)
    lin.get("/help/?lang=en")

    assert '<html lang="en"' in lin.get("/help/")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("signed_in", [True, False])
def test_an_error_is_a_page_in_the_readers_language_with_a_reference(visit, cast, language, signed_in):
    page = visit(cast.lin if signed_in else None).get(f"/no-such-page?lang={language}", status=404)

    assert ERROR_WORDS[language] in page
    assert re.search(r"[0-9a-f]{8}</p>", page)


def test_a_broken_page_tells_no_secret(broken, visit, cast, caplog):
    page = visit(cast.lin).get("/tests/fail?lang=en", status=500)
    reference = re.search(r"Reference: ([0-9a-f]{8})", page)[1]

    assert "secret" not in page
    assert "Traceback" not in page
    assert reference in caplog.text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_without_a_database_the_page_says_so_and_when_to_come_back(app, visit, cast, bank, monkeypatch, language):
    lin = visit(cast.lin)

    def gone(*_args, **_named):
        raise OperationalError("SELECT 1", {}, Exception("connection refused"))

    monkeypatch.setattr(bank.sessions, "reader", gone)
    monkeypatch.setattr(bank.sessions, "writer", gone)
    answer = lin.get(f"/?lang={language}", status=503, raw=True)

    assert {"zh": "没有保存", "en": "Not saved"}[language] in answer.text
    assert answer.headers["Retry-After"] == "5"
    assert lin.get("/healthz") == "ok\n"


def test_what_takes_the_database_too_long_is_stopped_with_a_sentence(app, visit, cast, bank):
    if bank.sessions.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no limit of time")

    def long():
        with bank.sessions.reader() as db:
            db.execute(text("SET LOCAL statement_timeout = 20"))
            db.execute(text("SELECT pg_sleep(5)"))

    app.add_url_rule("/tests/long", "long", long)
    page = visit(cast.lin).get("/tests/long?lang=en", status=503)

    assert "This took too long" in page and "pg_sleep" not in page and "Not saved" not in page


def test_a_file_and_a_sign_of_life_ask_the_database_nothing(visit, cast, queries):
    lin = visit(cast.lin)

    with queries() as asked:
        lin.get("/static/zhili.css", raw=True)
        lin.get("/healthz")

    assert asked.statements == []


def test_a_number_no_database_holds_is_a_bad_request(broken, visit, cast):
    visit(cast.lin).get("/tests/overflow", status=400)


def test_json_and_htmx_get_errors_in_their_own_form(broken, visit, cast):
    lin = visit(cast.lin)

    assert lin.get("/no-such-page", status=404, raw=True, Accept="application/json").json["saved"] is False
    fragment = lin.get("/tests/fail", status=500, htmx=True, raw=True)
    assert fragment.headers["HX-Retarget"] == "#notices"
    assert "<html" not in fragment.text


@pytest.mark.parametrize("headers", [
    {"Sec_Fetch_Site": "cross-site"}, {"Sec_Fetch_Site": "same-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"},
])  # fmt: skip
def test_a_post_from_another_site_is_refused_whatever_its_token(visit, cast, headers):
    visit(cast.lin).post("/sign-out", status=403, **headers)


def test_a_post_without_a_token_is_refused(visit, cast):
    lin = visit(cast.lin)

    assert "表单已过期" in lin.post("/sign-out", csrf=False, status=403)
    assert lin.post("/sign-out", csrf=False, status=403, htmx=True, raw=True).headers["HX-Refresh"] == "true"
    lin.get("/")


def test_a_post_with_somebody_elses_token_is_refused(visit, cast):
    lin, chen = visit(cast.lin), visit(cast.chen)
    token = chen._csrf()

    answer = lin.client.post("/sign-out", data={"csrf_token": token})

    assert answer.status_code == 403
    lin.get("/")


def test_the_token_may_travel_in_the_header_of_htmx(visit, cast):
    lin = visit(cast.lin)
    token = re.search(r'hx-headers=\'\{"X-CSRFToken": "([^"]+)"\}\'', lin.get("/"))[1]

    answer = lin.client.post("/sign-out", headers={"X-CSRFToken": token, "Sec-Fetch-Site": "same-origin"})

    assert answer.status_code == 303


def test_strange_host_names_get_nothing(visit, cast):
    assert visit(cast.lin).client.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_who_is_not_signed_in_is_led_to_the_gate_and_back(visit, cast):
    stranger = visit(None)

    assert stranger.get("/certificates/?page=2", status=303, raw=True).location == "/sign-in?next=/certificates/?page%3D2"
    fragment = stranger.get("/certificates/", status=401, htmx=True, raw=True)
    assert fragment.headers["HX-Redirect"].startswith("/sign-in")


@pytest.mark.parametrize(
    ("who", "places"),
    [
        ("lin", ["rooms.index"]),
        ("zhou", ["study.assignments", "rooms.index", "reports.completion", "people.index"]),
        ("tao", ["rooms.index", "publishing.index", "quiz.queue"]),
        ("he", ["study.assignments", "rooms.index", "reports.completion", "publishing.index", "people.index"]),
        ("an", ["rooms.index", "reports.completion", "publishing.index", "people.index"]),
        ("shen", ["rooms.index", "people.index", "operations.index"]),
    ],
)  # fmt: skip
def test_the_head_shows_the_places_of_ones_roles(app, visit, cast, who, places):
    with app.test_request_context():
        everybody = ["desk.home", "study.courses", "meetings.index"]
        wanted = [app.url_for(place) for place in (*everybody, *places, "people.profile")]
    page = visit(getattr(cast, who)).get("/")

    nav = re.search(r'<nav class="nav".*?</nav>', page, re.S)[0]
    assert re.findall(r'href="([^"]+)"', nav) == wanted
    tabs = re.findall(r'href="([^"]+)"', re.search(r'<nav class="tabs".*?</nav>', page, re.S)[0])
    assert len(tabs) <= 5
    assert tabs[-1] == wanted[-1]
    foot = re.findall(r'class="phone-only" href="([^"]+)"', page)
    assert sorted(tabs + foot[:-1]) == sorted(wanted)


def test_everybody_may_open_every_place_of_their_head(visit, cast):
    for person in (cast.lin, cast.zhou, cast.tao, cast.he, cast.an, cast.shen):
        visitor = visit(person)
        nav = re.search(r'<nav class="nav".*?</nav>', visitor.get("/"), re.S)[0]
        for path in re.findall(r'href="([^"]+)"', nav):
            visitor.get(path)


@pytest.mark.parametrize(("theme", "shown"), [("auto", None), ("dark", "dark"), ("light", "light")])
def test_a_chosen_theme_and_text_size_stand_on_the_page(db, visit, cast, theme, shown):
    cast.lin.theme, cast.lin.text_size = theme, "large"
    db.commit()

    html = re.search(r"<html[^>]*>", visit(cast.lin).get("/"))[0]

    assert re.findall(r'data-theme="(\w+)"', html) == ([shown] if shown else [])
    assert 'data-text="large"' in html


def test_the_page_knows_when_its_session_ends(clock, visit, cast):
    lin = visit(cast.lin)

    assert re.search(r'<session-notice data-seconds="(\d+)"', lin.get("/"))[1] == "1800"


def test_near_the_end_of_ten_hours_the_page_counts_what_is_left(clock, visit, cast):
    lin = visit(cast.lin)
    for _ in range(28):
        clock.at += timedelta(minutes=21)
        lin.get("/")
    clock.at += timedelta(minutes=5)

    assert re.search(r'<session-notice data-seconds="(\d+)"', lin.get("/"))[1] == str((600 - 28 * 21 - 5) * 60)
