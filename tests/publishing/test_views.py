"""The trainer's page, pictures, and readers' flags."""

import pytest

from learning.publishing import verbs
from tests.cast import MORNING
from tests.content.folders import C
from tests.content.scenes import CHINESE, SOUND, changed
from tests.courses import TINY

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cf000000030101"
    "00c9fe92ef0000000049454e44ae426082"
)
PICTURE = "courses/greeting/assets/stand.png"


@pytest.fixture
def live(db, cast):
    live = verbs.publish(db, {**TINY, PICTURE: PIXEL}, by_id=None, note="第一版", at=MORNING)
    db.commit()
    return live


def test_the_trainer_sees_what_is_live_and_who_asked(visit, cast, live, db):
    verbs.flag(db, cast.lin.id, at=MORNING, text="这句没看懂", course="greeting", item="first-sentence", rev="r", lang="zh")
    db.commit()
    page = visit(cast.tao).get("/publishing/")
    assert "第 1 版" in page
    assert "这句没看懂" in page
    assert "林晓雯" not in page


def test_the_trainers_page_in_english(visit, cast, live):
    assert "Edition 1 is live since 2 March 2026" in visit(cast.tao).get("/publishing/?lang=en")


def test_a_teller_does_not_publish(visit, cast, live):
    visit(cast.lin).get("/publishing/", status=403)


def test_the_auditor_reads_but_does_not_answer(visit, cast, live, db):
    flag = verbs.flag(db, cast.lin.id, at=MORNING, text="没看懂", course="greeting", item="first-sentence", rev="r", lang="zh")
    db.commit()
    an = visit(cast.an)
    an.get("/publishing/")
    an.post(f"/publishing/flags/{flag.id}/answer", {"text": "x"}, status=403)


def test_a_reader_flags_and_the_trainer_answers(visit, cast, live, db):
    lin = visit(cast.lin)
    place = {"item": "first-sentence", "text": "第二步没看懂", "next": "/courses/greeting/lessons/first-sentence"}
    assert lin.post("/courses/greeting/flags", place) == "/courses/greeting/lessons/first-sentence"
    assert "已补一张图" in visit(cast.tao).follow("/publishing/flags/1/answer", {"text": "已补一张图。"})


@pytest.mark.parametrize(
    "where", ["https://evil.example/", "//evil.example", "/\\evil.example", "/courses/greeting/..//evil.example", "/sign-in"]
)
def test_a_flag_leads_back_only_into_its_course(visit, cast, live, where):
    assert (
        visit(cast.lin).post("/courses/greeting/flags", {"item": "first-sentence", "text": "?", "next": where})
        == "/courses/greeting/"
    )


def test_an_empty_flag_is_told_so(visit, cast, live):
    assert "请用一句话" in visit(cast.lin).post("/courses/greeting/flags", {"item": "first-sentence", "text": " "}, status=422)


def test_a_flag_on_nothing_is_not_found(visit, cast, live):
    visit(cast.lin).post("/courses/greeting/flags", {"item": "no-such", "text": "?"}, status=404)
    visit(cast.lin).post("/courses/nowhere/flags", {"item": "first-sentence", "text": "?"}, status=404)


def test_a_picture_is_served_in_a_sandbox(visit, cast, live):
    answer = visit(cast.lin).get("/courses/greeting/assets/stand.png", raw=True)
    assert answer.data == PIXEL
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["no.png", "..%2fcourse.md", "course.md", "stand.en.png"])
def test_only_pictures_of_the_course_are_served(visit, cast, live, name):
    visit(cast.lin).get(f"/courses/greeting/assets/{name}", status=404)


def test_a_stranger_sees_no_picture(visit, live):
    visit(None).get("/courses/greeting/assets/stand.png", status=303)


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_the_same_number_of_questions_whatever_it_lists(visit, cast, live, db, queries, number):
    for n in range(number):
        verbs.flag(db, cast.lin.id, at=MORNING, text=f"没看懂 {n}", course="greeting", item="first-sentence", rev="r", lang="zh")
    db.commit()
    tao = visit(cast.tao)
    with queries() as asked:
        tao.get("/publishing/")
    assert len(asked) <= 8


def test_an_overdue_scene_meeting_or_task_is_due_for_review_as_a_lesson_is(visit, cast, db):
    tree = dict(SOUND)
    for path in CHINESE:
        tree |= {f"{C}{path}.md": changed(path, ("标题:", "下次复核: 2026-03-01\n标题:"))[f"{C}{path}.md"]}
    verbs.publish(db, tree, by_id=None, note="旧", at=MORNING)
    db.commit()
    due = visit(cast.tao).get("/publishing/").partition('id="overdue-title"')[2].partition("</section>")[0]
    assert [title for title in ("过号", "晨会", "站一次大堂", "第一句话") if f"<b>{title}</b>" in due] == [
        "过号",
        "晨会",
        "站一次大堂",
    ]
