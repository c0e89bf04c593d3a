"""A lesson, as Lin reads it: without JavaScript, in both languages, and nothing written by looking."""

import re

import pytest
from sqlalchemy import func, select

from learning.lessons.models import Bookmark, Note, Reading
from learning.publishing.models import Flag
from learning.questions.models import Response
from learning.study.models import StepFact
from tests.courses import LESSON, TINY, changed, tiny

PAGE = "/courses/greeting/lessons/first-sentence"
RIGHT = "I am so sorry"
WRONG = "respect the queue"


def letter(html, words):
    """The letter under which the choice with these words is shown."""
    found = re.search(rf'value="([A-Z])"[^>]*>(?:(?!value=).)*?{words}', html, re.S)
    assert found, words
    return found.group(1)


def count(db, table):
    db.rollback()
    found = db.scalar(select(func.count()).select_from(table))
    db.rollback()
    return found


def answer(browser, words):
    html = browser.get(f"{PAGE}?lang=en&again=q-first-words")
    return browser.post(f"{PAGE}/responses", {"item": "q-first-words", "value": letter(html, words)})


def test_lin_reads_answers_and_is_done_without_javascript(db, cast, live, visit):
    browser = visit(cast.lin)
    html = browser.get(f"{PAGE}?lang=en")
    assert "Greeting in ten seconds" in html
    assert 'data-testid="read-to-end"' in html

    assert answer(browser, WRONG) == f"{PAGE}#asked-q-first-words"
    html = browser.get(PAGE)
    assert "Rules may be mentioned, but never first." in html  # the feedback of what she chose
    assert "An apology first, then an action" in html
    assert "It must be right once." in html

    answer(browser, RIGHT)
    html = browser.follow(f"{PAGE}/reading", {"end": "1"})
    assert "This lesson is done." in html
    assert 'href="/courses/greeting/quizzes/greeting-exam" data-testid="next-step"' in html
    assert db.scalars(select(StepFact.step)).all() == ["first-sentence"]


def test_the_end_alone_is_not_enough(db, cast, live, visit):
    html = visit(cast.lin).follow(f"{PAGE}/reading", {"end": "1"})
    assert 'data-testid="read-to-end"' not in html
    assert count(db, StepFact) == 0


def test_right_once_stays_right(db, cast, live, visit):
    browser = visit(cast.lin)
    answer(browser, RIGHT)
    answer(browser, WRONG)
    assert "You have answered it right before; it counts." in browser.get(PAGE)
    browser.post(f"{PAGE}/reading", {"end": "1"})
    assert count(db, StepFact) == 1


def test_opening_a_lesson_writes_nothing_and_asks_little(db, cast, live, visit, queries):
    browser = visit(cast.lin)
    browser.get(PAGE)
    with queries() as asked:
        browser.get(PAGE)
    assert len(asked) <= 6
    assert [count(db, table) for table in (Reading, StepFact, Response, Note, Bookmark)] == [0] * 5


def test_no_key_is_in_the_page_before_the_answer(cast, live, visit):
    html = visit(cast.lin).get(f"{PAGE}?lang=en")
    assert "Rules may be mentioned" not in html
    assert "An apology first" not in html


def test_two_readers_may_see_the_choices_in_different_orders(cast, live, visit):
    seen = {
        letter(visit(person).get(f"{PAGE}?lang=en"), RIGHT)
        for person in (cast.lin, cast.chen, cast.sun, cast.zhou, cast.qian, cast.he)
    }
    assert len(seen) > 1


def test_reading_goes_on_where_one_was(db, cast, live, visit):
    browser = visit(cast.lin)
    answered = browser.post(
        f"{PAGE}/reading", {"place": "s-demo", "percent": "60"}, status=200, raw=True, Accept="application/json"
    )
    assert answered.json == {"saved": True, "done": False}
    browser.post(f"{PAGE}/reading", {"place": "s-demo", "percent": "30"})  # back up a little: the share stays
    html = browser.get(f"{PAGE}?lang=en")
    assert 'href="#s-demo" data-testid="go-on"' in html
    assert "60% read" in html
    assert visit(cast.chen).get(f"{PAGE}?lang=en").count("0% read") == 2


@pytest.mark.parametrize("percent", ["-1", "½", "1e3", "99999999999", ""])
def test_a_share_that_is_none(cast, live, visit, percent):
    visit(cast.lin).post(f"{PAGE}/reading", {"percent": percent}, status=422)


def test_a_place_that_is_not_in_the_lesson_is_not_kept(db, cast, live, visit):
    visit(cast.lin).post(f"{PAGE}/reading", {"place": "s-<b>", "percent": "10"})
    assert db.scalar(select(Reading.place)) is None


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"item": "q-stand", "value": "A"}, 404),  # in the bank, not in this lesson
        ({"item": "", "value": "A"}, 404),
        ({"item": "q-first-words", "value": "Z"}, 422),
        ({"item": "q-first-words", "value": "A" * 5000}, 422),
        ({"item": "q-first-words", "value": "\x00"}, 422),
    ],
)
def test_an_answer_that_cannot_be(db, cast, live, visit, form, status):
    visit(cast.lin).post(f"{PAGE}/responses", form, status=status)
    assert count(db, Response) == 0


def test_no_choice_at_all_is_told_so(db, cast, live, visit):
    html = visit(cast.lin).post(f"{PAGE}/responses?lang=en", {"item": "q-first-words"}, status=422)
    assert "Choose an answer first" in html
    assert count(db, Response) == 0


def test_htmx_gets_the_question_alone(cast, live, visit):
    browser = visit(cast.lin)
    html = browser.get(f"{PAGE}?lang=en")
    piece = browser.post(f"{PAGE}/responses", {"item": "q-first-words", "value": letter(html, RIGHT)}, htmx=True, status=200)
    assert piece.strip().startswith('<section class="asked" id="asked-q-first-words"')


def test_a_note_is_ones_own(db, cast, live, visit):
    browser = visit(cast.lin)
    assert "先道歉 &lt;b&gt;" in browser.follow(f"{PAGE}/note", {"text": "先道歉 <b>"})
    assert "先道歉" not in visit(cast.chen).get(PAGE).split('id="note-text"')[1].split("</textarea>")[0]
    browser.post(f"{PAGE}/note", {"text": "  "})
    assert count(db, Note) == 0


def test_a_note_that_is_too_long_is_kept_on_the_page(db, cast, live, visit):
    html = visit(cast.lin).post(f"{PAGE}/note?lang=en", {"text": "长" * 4001}, status=422)
    assert "at most 4000 characters" in html
    assert "长" * 4001 in html
    assert count(db, Note) == 0


def test_a_bookmark_is_put_on_and_taken_off(db, cast, live, visit):
    browser = visit(cast.lin)
    for _twice in range(2):
        browser.post(f"{PAGE}/bookmark")
    assert count(db, Bookmark) == 1
    browser.post(f"{PAGE}/bookmark", {"off": "1"})
    assert count(db, Bookmark) == 0


def test_this_is_unclear(db, cast, live, visit):
    browser = visit(cast.lin)
    html = browser.get(PAGE)
    assert 'action="/courses/greeting/flags"' in html
    assert browser.post("/courses/greeting/flags", {"item": "first-sentence", "text": "图看不清", "next": PAGE}) == PAGE
    assert db.scalars(select(Flag.item)).all() == ["first-sentence"]


def test_a_lesson_without_english_says_so(cast, publish, visit):
    publish({path: text for path, text in TINY.items() if not path.endswith("first-sentence.en.md")})
    html = visit(cast.lin).get(f"{PAGE}?lang=en")
    assert "not translated yet" in html
    assert "十秒问候" in html


def test_a_raised_edition_begins_the_lesson_anew(db, cast, live, visit, publish):
    browser = visit(cast.lin)
    answer(browser, RIGHT)
    browser.post(f"{PAGE}/reading", {"end": "1"})
    publish(changed(TINY, LESSON, "版本: 1", "版本: 2"))
    assert 'data-testid="read-to-end"' in browser.get(PAGE)
    browser.post(f"{PAGE}/reading", {"end": "1"})
    assert sorted(db.scalars(select(StepFact.version))) == [1, 2]


def test_lessons_that_are_not_there(cast, live, visit):
    browser = visit(cast.lin)
    for path in (
        "/courses/greeting/lessons/nothing",
        "/courses/weaving/lessons/first-sentence",
        "/courses/greeting/lessons/greeting-exam",
    ):
        browser.get(path, status=404)
        browser.post(f"{path}/reading", {"end": "1"}, status=404)


def test_two_courses_keep_their_readings_apart(db, cast, publish, visit):
    publish(tiny("greeting", "waiting"))
    browser = visit(cast.lin)
    browser.post(f"{PAGE}/reading", {"percent": "50"})
    assert "0% read" in browser.get("/courses/waiting/lessons/first-sentence?lang=en")
