"""The front page, the help, and what anybody may read."""

import re
import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest
from alembic import command
from click import Group

from learning.operations import migrating
from learning.people.rules import Viewer
from learning.publishing import verbs as publishing
from learning.study import verbs as study
from tests.cast import MORNING, TODAY
from tests.courses import TINY, tiny

ROLES = ["learner", "head", "trainer", "officer", "auditor", "administrator"]
OPEN_PAGES = ["/help/", *(f"/help/{role}" for role in ROLES), "/about", "/privacy", "/accessibility"]
SOON = TODAY + timedelta(days=3)


@pytest.fixture
def live(db, cast):
    """One tiny course is live."""
    return publishing.publish(db, TINY, by_id=None, note="the first", at=MORNING)


def assign(db, cast, course, due_on=SOON, **whom):
    he = Viewer(id=cast.he.id, number="H0001", name="何静怡", grants=(("officer", None),))
    study.assign(db, by=he, requirement=course, due_on=due_on, at=MORNING, on=TODAY, **(whom or {"person_id": cast.lin.id}))


def do_everything(db, live, person, key="greeting"):
    course = live.catalogue.course(key)
    for step in course.outline:
        study.do_step(db, person.id, course, step, edition=live.edition, source="test", at=MORNING)


def text_of(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.parametrize(
    ("minutes", "greeting"), [(0, "上午好"), (180, "中午好"), (300, "下午好"), (660, "晚上好"), (1260, "上午好")]
)
def test_the_desk_greets_by_the_banks_clock(clock, visit, cast, minutes, greeting):
    clock.at += timedelta(minutes=minutes)

    assert f"林晓雯，{greeting}" in visit(cast.lin).get("/")


def test_the_desk_says_day_unit_and_position_in_both_languages(db, visit, cast, live):
    db.commit()
    lin = visit(cast.lin)

    assert "3月2日 星期一 滨江支行 柜员" in text_of(lin.get("/?lang=zh"))
    assert "Monday 2 March Teller, BJ unit" in text_of(lin.get("/?lang=en"))


def test_before_anything_is_published_the_desk_says_so(visit, cast):
    page = visit(cast.lin).get("/?lang=en")

    assert "Nothing is published yet" in page
    assert 'data-testid="to-courses"' not in page


def test_without_an_assignment_the_desk_leads_to_the_courses(db, visit, cast, live):
    db.commit()
    page = visit(cast.lin).get("/?lang=en")

    assert "No course has been assigned to you" in page
    assert 'href="/courses/"' in page


def test_the_lead_sheet_goes_on_where_one_was(db, visit, cast, live):
    assign(db, cast, "greeting")
    course = live.catalogue.course("greeting")
    first, second = course.outline[0], course.outline[1]
    study.do_step(db, cast.lin.id, course, first, edition=live.edition, source="test", at=MORNING)
    db.commit()
    lin = visit(cast.lin)

    page = lin.get("/")

    lead = re.search(r'<section class="sheet lead".*?</section>', page, re.S)[0]
    assert second.title.zh in lead
    lin.get(re.search(r'<a class="btn[^"]*" href="([^"]+)"', lead)[1])


@pytest.mark.parametrize(
    ("days", "words"), [(3, "3 days left"), (0, "Due today"), (-4, "4 days overdue"), (200, "Not started")]
)  # fmt: skip
def test_each_assigned_course_says_its_state_and_why(db, clock, visit, cast, live, days, words):  # noqa: PLR0913 -- fixtures
    assign(db, cast, "greeting", due_on=max(TODAY + timedelta(days=days), TODAY))
    db.commit()
    clock.at += timedelta(days=max(0, -days))

    row = re.search(r'<ul class="rows" data-testid="waiting">.*?</ul>', visit(cast.lin).get("/?lang=en"), re.S)[0]

    assert words in text_of(row)
    assert 'href="/why/E0001/greeting"' in row


def test_when_all_is_done_the_desk_says_so_and_shows_the_certificate(db, visit, cast, live):
    assign(db, cast, "greeting")
    do_everything(db, live, cast.lin)
    db.commit()

    page = visit(cast.lin).get("/?lang=en")

    assert "All done" in page
    assert "1 of 1 courses complete" in page
    assert 'data-testid="certificate"' in page
    assert "Unread notices: 2" in page


def test_the_desk_shows_nothing_of_others(db, visit, cast, live):
    assign(db, cast, "greeting")
    do_everything(db, live, cast.lin)
    db.commit()

    page = visit(cast.chen).get("/?lang=en")

    assert "E0001" not in page
    assert 'data-testid="certificate"' not in page


@pytest.mark.parametrize("n", [1, 3])
def test_the_desk_asks_the_same_number_of_questions_for_1_and_3_courses(db, visit, cast, queries, n):
    keys = ["greeting", "waiting", "farewell"][:n]
    live = publishing.publish(db, tiny(*keys), by_id=None, note="tiny", at=MORNING)
    for key in keys:
        assign(db, cast, key)
        do_everything(db, live, cast.lin, key)
    db.commit()
    lin = visit(cast.lin)
    lin.get("/")

    with queries() as asked:
        page = lin.get("/")

    assert page.count('data-testid="certificate"') == n
    assert len(asked) == 5


@pytest.mark.parametrize("who", [None, "lin", "shen"])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", OPEN_PAGES)
def test_anybody_may_read_these_in_their_language(visit, cast, path, language, who):
    visit(getattr(cast, who) if who else None).get(f"{path}?lang={language}")


@pytest.mark.parametrize("role", ROLES)
def test_the_help_is_written_twice_and_long_enough_to_help(visit, role):
    chinese, english = (visit(None).get(f"/help/{role}?lang={language}") for language in ("zh", "en"))
    manual = [re.search(r'<article class="prose manual">.*?</article>', page, re.S)[0] for page in (chinese, english)]

    assert manual[0].count("<h2") == manual[1].count("<h2") >= 2
    assert manual[0].count("<li") == manual[1].count("<li")
    assert len(re.findall("[\u4e00-\u9fff]", manual[0])) > 250
    assert not re.findall("[\u4e00-\u9fff]", manual[1])


def test_the_help_names_only_commands_there_are(app):
    for file in Path(app.root_path, "templates", "desk", "help").glob("*.html"):
        for words in re.findall(r"<code>flask ([a-z ]+?)(?: [^a-z]|</code>| --)", file.read_text(encoding="utf-8")):
            found = app.cli
            for word in words.split():
                found = (found.get_command(None, word) if isinstance(found, Group) else None) or found
            assert found is not app.cli, f"{file.name}: flask {words}"


def test_there_is_no_help_for_an_unknown_role(visit, cast):
    visit(None).get("/help/../secret", status=404)
    visit(cast.lin).get("/help/director", status=404)


def test_about_names_every_dependency_and_its_licence(db, visit, cast, live, app):
    db.commit()
    project = tomllib.loads(Path(app.root_path, "pyproject.toml").read_text(encoding="utf-8"))["project"]
    page = visit(None).get("/about?lang=en")

    names = {re.split(r"[\[<>=]", wanted)[0] for wanted in project["dependencies"]}
    shown = set(re.findall(r"<tr><td>([^<]+)</td>", page))
    assert shown == names | {"htmx"}
    assert project["version"] in page
    assert "Edition of the courses 1" in text_of(page)


def test_robots_keep_out(visit):
    assert visit(None).get("/robots.txt") == "User-agent: *\nDisallow: /\n"


def test_the_program_is_ready_when_tables_and_courses_are_there(db, bank, visit, cast):
    stranger = visit(None)
    assert stranger.get("/readyz", status=503) == "not ready: migrations\n"

    db.rollback()
    command.stamp(migrating.configuration(bank.sessions.engine), "head")
    assert stranger.get("/readyz", status=503) == "not ready: edition\n"

    publishing.publish(db, TINY, by_id=None, note="the first", at=MORNING)
    db.commit()
    assert stranger.get("/readyz") == "ok\n"


def test_a_start_of_the_day_far_away_is_another_day(clock, visit, cast):
    clock.at = MORNING + timedelta(hours=16)

    assert date(2026, 3, 3).strftime("3月3日") in visit(cast.lin).get("/?lang=zh")
