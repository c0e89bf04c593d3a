"""The pages of study, as the cast sees them."""

import re
from datetime import date, timedelta
from importlib import import_module

import pytest
from sqlalchemy import select

from learning.people.models import RecordView
from learning.publishing import verbs as publishing
from learning.study import verbs
from tests.cast import MORNING, TODAY
from tests.content.folders import C
from tests.content.scenes import SOUND
from tests.courses import tiny

APRIL = date(2026, 4, 1)


@pytest.fixture
def assign(db, cast, live, viewer):
    """``assign(cast.he, unit_id=…)``: the greeting until 1 April."""

    def give(by, **whom):
        given = {"by": viewer(by), "requirement": "greeting", "due_on": APRIL, "at": MORNING, "on": TODAY}
        made = verbs.assign(db, **(given | whom))
        db.commit()
        return made

    return give


def do(db, live, person, *steps):
    course = live.catalogue.course("greeting")
    for step in steps:
        verbs.do_step(db, person.id, course, course.step(step), edition=live.edition, source="lesson:x", at=MORNING)
    db.commit()


def rows(html, testid):
    """How many lines the list of that name has."""
    found = re.search(rf'data-testid="{testid}">(.*?)</[uo]l>', html, re.S)
    return found.group(1).count("<li id=") if found else 0


def test_nothing_published_yet_says_so(cast, visit):
    assert "还没有" in visit(cast.lin).get("/courses/") or "Nothing is published yet" in visit(cast.lin).get("/courses/?lang=en")


def test_the_list_shows_courses_and_what_to_go_on_with(cast, assign, visit):
    assign(cast.he, unit_id=cast.area.id)
    html = visit(cast.lin).get("/courses/?lang=en")
    assert rows(html, "courses") == 1
    assert 'href="/courses/greeting/lessons/first-sentence" data-testid="continue"' in html
    assert "1 April 2026" in html


@pytest.mark.parametrize(
    ("asked", "found"), [("q=greeting", 1), ("q=weaving", 0), ("state=complete", 0), ("state=todo", 1), ("q=%00%FF", 0)]
)
def test_search_and_filter(cast, assign, visit, asked, found):
    assign(cast.he, unit_id=cast.area.id)
    assert rows(visit(cast.lin).get(f"/courses/?lang=en&{asked}"), "courses") == found


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_whatever_its_length(cast, publish, visit, queries, number):
    publish(tiny(*["greeting", "waiting", "farewell"][:number]))
    browser = visit(cast.lin)
    browser.get("/courses/")
    with queries() as asked:
        html = browser.get("/courses/")
    assert (rows(html, "courses"), len(asked)) == (number, 3)


def test_the_course_page_asks_at_most_six_queries(cast, assign, visit, queries):
    assign(cast.he, unit_id=cast.area.id)
    browser = visit(cast.lin)
    browser.get("/courses/greeting/")
    with queries() as asked:
        html = browser.get("/courses/greeting/?lang=en")
    assert len(asked) <= 6
    assert rows(html, "outline") == 2
    assert "Assigned to AREA unit by He Jingyi" in html


def test_a_course_that_is_not_there(cast, live, visit):
    visit(cast.lin).get("/courses/weaving/", status=404)
    visit(cast.lin).post("/courses/weaving/enrolment", status=404)


def test_taking_up_a_course(cast, live, visit):
    browser = visit(cast.lin)
    assert 'data-testid="enrol"' in browser.get("/courses/greeting/")
    html = browser.follow("/courses/greeting/enrolment")
    assert 'data-testid="enrol"' not in html
    assert browser.post("/courses/greeting/enrolment") == "/courses/greeting/"


def test_a_finished_course_leads_to_the_certificates(db, cast, live, visit):
    do(db, live, cast.lin, "first-sentence", "greeting-exam")
    html = visit(cast.lin).get("/courses/greeting/?lang=en")
    assert 'data-testid="certificate"' in html
    assert "You completed this course on 2 March 2026." in html


def test_why_tells_every_reason_with_the_next_step(db, cast, assign, live, visit):
    assign(cast.he, unit_id=cast.area.id)
    do(db, live, cast.lin, "first-sentence")
    html = visit(cast.lin).get("/why/E0001/greeting?lang=en")
    assert rows(html, "reasons") == 5
    assert "Done on 2 March 2026" in html
    assert 'href="/courses/greeting/quizzes/greeting-exam"' in html


@pytest.mark.parametrize("who", ["lin", "zhou", "he", "an"])
def test_why_is_for_oneself_the_branch_head_hr_and_the_auditor(cast, live, visit, who):
    visit(getattr(cast, who)).get("/why/E0001/greeting")


@pytest.mark.parametrize("who", ["chen", "sun", "qian", "tao", "shen"])
def test_why_is_nobody_elses_business(cast, live, visit, who):
    visit(getattr(cast, who)).get("/why/E0001/greeting", status=404)


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", "2026-03-03", "0001-01-01"])
def test_why_as_of_a_day_that_is_none_or_has_not_come(cast, live, visit, day):
    visit(cast.lin).get(f"/why/E0001/greeting?as_of={day}", status=422)


def test_why_as_of_an_earlier_day(cast, assign, visit, clock):
    assign(cast.he, unit_id=cast.area.id)
    clock.at += timedelta(minutes=5)
    assert "Not assigned" in visit(cast.lin).get("/why/E0001/greeting?lang=en&as_of=2026-03-01")


FORM = {"course": "greeting", "whom": "unit", "position": "", "due_on": "2026-04-01", "mandatory": "y", "reason": "new standard"}


def test_a_branch_head_looks_first_and_then_assigns(cast, live, visit):
    browser = visit(cast.zhou)
    assert "/assignments/new" in browser.get("/assignments/")
    browser.get("/assignments/new")
    form = FORM | {"unit": str(cast.binjiang.id)}

    preview = browser.post("/assignments/?lang=en", form | {"act": "preview"}, status=200)
    assert "3 people" in preview
    assert rows(browser.get("/assignments/"), "assignments") == 0

    html = browser.follow("/assignments/", form | {"act": "save"})
    assert re.findall(r"row-sub\">(E0001|E0003|M0001|E0002)", html) == ["E0001", "E0003", "M0001"]
    assert "new standard" in html
    assert rows(browser.get("/assignments/"), "assignments") == 1


def test_long_lists_go_on_after_the_last_one_shown(cast, assign, visit, monkeypatch):
    monkeypatch.setattr(import_module("learning.study.queries.assignments"), "PAGE", 2)
    made = [assign(cast.he, unit_id=cast.binjiang.id, due_on=APRIL + timedelta(days=n)) for n in range(3)]
    he = visit(cast.he)

    first = he.get("/assignments/")
    assert re.findall(r'id="assigned-(\d+)"', first) == [str(made[2].id), str(made[1].id)]
    assert f"/assignments/?before={made[1].id}" in first
    last = he.get(f"/assignments/?before={made[1].id}")
    assert re.findall(r'id="assigned-(\d+)"', last) == [str(made[0].id)] and 'data-testid="next"' not in last

    page = f"/assignments/{made[0].id}"
    numbers, first = re.compile(r"row-sub\">([EM]\d{4})"), he.get(page)
    assert numbers.findall(first) == ["E0001", "E0003"] and f"{page}?after=E0003" in first
    last = he.get(f"{page}?after=E0003")
    assert numbers.findall(last) == ["M0001"] and 'data-testid="next"' not in last


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"course": "weaving"}, "Not a valid choice"),
        ({"due_on": "soon"}, "Not a valid date value"),
        ({"whom": "person", "number": "E0002"}, "No such staff number among your people."),
        ({"whom": "person", "number": "E\x000002"}, "invisible control characters"),
        ({"position": "king"}, "Not a valid choice"),
        ({"unit": "gutang"}, "Not a valid choice"),
        ({"reason": "x" * 401}, "longer than 400"),
    ],
)
def test_a_bad_form_keeps_what_was_typed(cast, live, visit, wrong, said):
    form = FORM | {"unit": str(cast.binjiang.id), "reason": "new standard"} | wrong
    if form["unit"] == "gutang":
        form["unit"] = str(cast.gutang.id)  # another branch is no choice of Zhou's
    html = visit(cast.zhou).post("/assignments/?lang=en", form | {"act": "save"}, status=422)
    assert said in html
    assert form["reason"] in html


def test_a_date_in_the_past_is_shown_and_refused(cast, live, visit):
    form = FORM | {"unit": str(cast.binjiang.id), "due_on": "2026-02-01"}
    browser = visit(cast.zhou)
    for act in ("preview", "save"):
        html = browser.post("/assignments/?lang=en", form | {"act": act}, status=422)
        assert "in the past" in html and "new standard" in html


@pytest.mark.parametrize("who", ["lin", "tao", "an", "shen"])
def test_assigning_is_for_heads_and_hr(cast, live, visit, who):
    browser = visit(getattr(cast, who))
    browser.get("/assignments/", status=403)
    browser.get("/assignments/new", status=403)
    browser.post("/assignments/", FORM, status=403)


def test_another_branch_finds_nothing(cast, assign, visit):
    made = assign(cast.zhou, unit_id=cast.binjiang.id)
    visit(cast.zhou).get(f"/assignments/{made.id}")
    visit(cast.he).get(f"/assignments/{made.id}")
    visit(cast.qian).get(f"/assignments/{made.id}", status=404)
    visit(cast.qian).post(f"/assignments/{made.id}/end", {"reason": "x"}, status=404)
    visit(cast.zhou).get("/assignments/99999", status=404)


def test_ending_wants_a_reason_and_shows_among_the_ended(cast, assign, visit):
    made = assign(cast.zhou, unit_id=cast.binjiang.id)
    browser = visit(cast.zhou)
    browser.post(f"/assignments/{made.id}/end", {"reason": ""}, status=422)
    browser.follow(f"/assignments/{made.id}/end", {"reason": "wrong branch"})
    browser.post(f"/assignments/{made.id}/end", {"reason": "again"}, status=409)
    assert rows(browser.get("/assignments/"), "assignments") == 0
    assert rows(browser.get("/assignments/?ended=1"), "assignments") == 1


def test_hr_ends_what_a_head_made_but_not_the_other_way_round(cast, assign, visit):
    of_hr = assign(cast.he, unit_id=cast.binjiang.id)
    of_head = assign(cast.zhou, unit_id=cast.binjiang.id)
    assert 'data-testid="end-assignment"' not in visit(cast.zhou).get(f"/assignments/{of_hr.id}")
    visit(cast.zhou).post(f"/assignments/{of_hr.id}/end", {"reason": "no time"}, status=403)
    visit(cast.he).post(f"/assignments/{of_head.id}/end", {"reason": "double"})


@pytest.mark.parametrize("number", [1, 3])
def test_assignments_ask_the_same_whatever_their_number(cast, assign, visit, queries, number):
    for _ in range(number):
        assign(cast.he, unit_id=cast.binjiang.id)
    browser = visit(cast.zhou)
    browser.get("/assignments/")
    with queries() as asked:
        html = browser.get("/assignments/")
    assert (rows(html, "assignments"), len(asked)) == (number, 2)


@pytest.mark.parametrize("unit", ["binjiang", "bank"])
def test_people_under_an_assignment_ask_the_same_whatever_their_number(cast, assign, visit, queries, unit):
    made = assign(cast.he, unit_id=getattr(cast, unit).id)
    browser = visit(cast.he)
    browser.get(f"/assignments/{made.id}")
    with queries() as asked:
        browser.get(f"/assignments/{made.id}")
    assert len(asked) == 5


def test_who_opens_anothers_why_is_written_down(db, cast, live, visit):
    visit(cast.zhou).get("/why/E0001/greeting")
    visit(cast.lin).get("/why/E0001/greeting")
    assert db.execute(select(RecordView.viewer_id, RecordView.person_id, RecordView.page)).all() == [
        (cast.zhou.id, cast.lin.id, "study.why")
    ]


@pytest.fixture
def stage(db):
    """A course whose outline begins with a scene and ends with a meeting and a task."""
    scene, lesson = "3. [过号](roleplay/scene.md)\n", "1. [第一句话](lessons/hello.md)\n"
    course = SOUND[f"{C}course.md"].decode().replace(scene, "").replace(lesson, scene + lesson)
    live = publishing.publish(db, SOUND | {f"{C}course.md": course.encode()}, by_id=None, note="stage", at=MORNING)
    db.commit()
    return live


def test_every_kind_of_step_has_its_page(stage, cast, visit):
    html = visit(cast.lin).get("/courses/manners/?lang=en")
    steps = re.findall(r'<li id="step-([a-z-]+)">(<a|<div).*?<span class="row-sub">([^<]*)', html, re.S)
    assert [(key, tag) for key, tag, _ in steps] == [(key, "<a") for key in ("scene", "hello", "check-one", "morning", "do-it")]
    assert "Role-play" in steps[0][2] and "Morning meeting" in steps[3][2] and "Task at work" in steps[4][2]


def test_hr_changes_a_rule_sees_who_comes_and_goes_and_undoes_it(cast, assign, visit):
    made = assign(cast.he, unit_id=cast.binjiang.id)
    he, page = visit(cast.he), f"/assignments/{made.id}"
    assert 'value="2026-04-01"' in he.get(f"{page}/change")
    form = FORM | {"unit": str(cast.gutang.id), "due": "hire", "due_days": "30", "due_on": "", "act": "preview"}

    preview = he.post(f"{page}/change?lang=en", form, status=200)
    assert "2 join, 3 leave." in preview and 'data-count="unrealistic">2<' in preview
    newer = he.post(f"{page}/change", form | {"act": "save"})

    html = he.get(f"{newer}?lang=en")
    assert "Due 30 days after the first day at the bank" in html
    assert [re.sub(r"<[^>]+>", "", one) for one in re.findall(r'row-title">((?:Changed|Made|Undone)[^<]*)', html)] == [
        "Changed",
        "Made",
    ]
    assert f'href="{newer}"' in he.get(f"{page}?lang=en") and 'data-testid="undo-assignment"' not in he.get(page)
    he.post(f"{page}/undo", status=409)

    html = he.follow(f"{newer}/undo")
    assert numbers_in(html) == ["E0001", "E0003", "M0001"]
    visit(cast.qian).get(f"{newer}/change")
    visit(cast.qian).get(f"{page}/change", status=404)
    visit(cast.qian).post(f"{newer}/undo", status=403)


def numbers_in(html):
    return re.findall(r"row-sub\">([EM]\d{4})", html)


def test_nobody_and_everybody_must_be_meant(cast, live, visit):
    he = visit(cast.he)
    for more, said in (({"position": "relationship"}, "Nobody fits this rule today."), ({}, "This rule takes everybody")):
        form = FORM | {"unit": str(cast.bank.id), "act": "save"} | more
        html = he.post("/assignments/?lang=en", form, status=409)
        assert said in html and "new standard" in html and 'name="meant"' in html
        he.post("/assignments/", form | {"meant": "y"})


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"due_on": "2026-02-30"}, "Not a valid date value"),
        ({"due_on": "2206-04-01"}, "Check the year of this day."),
        ({"mandatory": "n"}, "What is offered has no due date."),
        ({"due": "hire", "due_days": ""}, "Say after how many days it is due"),
        ({"hired_from": "2026-03-01", "hired_until": "2026-02-01"}, "Nobody was hired then."),
        ({"certificate_state": "expires"}, "Say before which day the certificate ends."),
    ],
)
def test_what_cannot_be_is_said_where_it_can_be_mended(cast, live, visit, wrong, said):
    form = FORM | {"unit": str(cast.binjiang.id), "act": "save"} | wrong
    html = visit(cast.he).post("/assignments/?lang=en", form, status=422)
    assert said in html and "new standard" in html


def test_hr_extends_exempts_and_takes_back_with_a_reason(cast, assign, visit):
    assign(cast.he, unit_id=cast.binjiang.id)
    he, page = visit(cast.he), "/why/E0001/greeting"
    html = he.post(f"{page}/extension?lang=en", {"due_on": "2026-03-20", "reason": "flood"}, status=422)
    assert "after 2026-04-01" in html and 'value="flood"' in html
    assert "Please fill this in." in he.post(f"{page}/extension?lang=en", {"due_on": "2026-05-20", "reason": ""}, status=422)
    he.follow(f"{page}/extension", {"due_on": "2026-05-20", "reason": "flood"})
    html = he.follow(f"{page}/exemption", {"reason": "teaches it"})
    assert "Exempted from this course" in html and "teaches it" in html
    (back,) = re.findall(r'action="([^"]+/end)"(?:(?!action=).)*take-back-exempted', html, re.S)
    he.follow(back, {"reason": "teaches no more"})
    assert "20 May 2026" in visit(cast.lin).get(f"{page}?lang=en")
    assert "You were given time until 20 May 2026. Reason: flood" in visit(cast.lin).get("/courses/greeting/?lang=en")
    for who in ("lin", "zhou", "an"):
        visit(getattr(cast, who)).post(f"{page}/exemption", {"reason": "x"}, status=403)
    assert 'data-testid="exempt"' not in he.get("/why/H0001/greeting")
    he.post("/why/H0001/greeting/exemption", {"reason": "me"}, status=403)
    he.post(f"{page}/concessions/9999/end", {"reason": "x"}, status=404)


def test_an_offer_stands_on_the_desk_and_in_the_list(cast, assign, visit):
    assign(cast.he, unit_id=cast.binjiang.id, due_on=None, mandatory=False)
    lin = visit(cast.lin)
    assert rows(lin.get("/courses/?state=offered"), "courses") == 1
    assert 'data-testid="offered"' in lin.get("/") and "Offered; nobody asks for it" in lin.get("/why/E0001/greeting?lang=en")
    lin.follow("/courses/greeting/enrolment")
    assert 'data-testid="offered"' not in lin.get("/")
