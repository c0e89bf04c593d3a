import pytest

from learning.content.catalogue import Course, Position, Words
from learning.content.reading import read_tree
from tests.content.folders import COURSE, FIXED, LESSON_HEAD, QUIZ_HEAD, C, codes, folder, page
from tests.content.scenes import OUTLINE, SOUND, changed

POSITIONS = "| 编号 | 岗位 | English |\n| --- | --- | --- |\n| teller | 柜员 | Teller |\n| lobby | 大堂经理 | Lobby manager |\n"


def course(files: dict[str, bytes]) -> Course:
    return read_tree(files).catalogue.courses["manners"]


def outlined(*lines: str) -> dict[str, bytes]:
    return SOUND | {f"{C}course.md": (COURSE + "".join(f"3. {line}\n" for line in lines)).encode()}


@pytest.mark.parametrize(
    ("line", "required"),
    [
        ("[情景](roleplay/scene.md)", True),
        ("[情景](roleplay/scene.md)（选修）", False),
        ("[任务](tasks/do-it.md)", False),
        ("[任务](tasks/do-it.md)（必修）", True),
        ("[晨会](meetings/morning.md)", False),
        ("[晨会](meetings/morning.md) (必修)", True),
    ],
)
def test_what_is_required_by_default(line, required):
    assert course(outlined(line)).outline[-1].required is required


def test_a_pretest_may_be_skipped():
    files = folder(quiz_head=QUIZ_HEAD.replace("及格: 80%", "用途: 前测"))
    assert [step.required for step in course(files).outline] == [True, False]


def test_a_stopped_lesson_is_no_step():
    files = folder(lesson_head=f"{LESSON_HEAD}\n状态: 停用")
    assert [step.key for step in course(files).outline] == ["check-one"]


def test_positions_have_steps_of_their_own():
    table = "\n## 必修\n\n| 岗位 | 课 |\n| --- | --- |\n| 柜员 | [第一句话](lessons/hello.md) |\n| lobby | 小测、hello |\n"
    read = course(folder(course=COURSE + table) | {"positions.md": POSITIONS.encode()})
    assert read.required == {"teller": ("hello",), "lobby": ("hello", "check-one")}
    assert [read.required_for(who) for who in ("teller", "back")] == [("hello",), ("hello", "check-one")]


def test_a_position_may_be_asked_for_a_scene_a_meeting_and_a_task():
    table = "\n## 必修\n\n| 岗位 | 课 |\n| --- | --- |\n| lobby | [过号](roleplay/scene.md)、晨会、do-it |\n| teller | 全部 |\n"
    files = SOUND | {f"{C}course.md": f"{OUTLINE}{table}".encode(), "positions.md": POSITIONS.encode()}
    assert codes(files) == []
    assert course(files).required == {"lobby": ("scene", "morning", "do-it"), "teller": ("hello", "check-one", "scene")}


@pytest.mark.parametrize("path", ["roleplay/scene", "meetings/morning", "tasks/do-it"])
def test_every_kind_of_file_cites_clauses_in_its_header(path):
    files = changed(path, ("标题:", "条款: s-greet\n标题:"))
    item = read_tree(files).catalogue.course("manners").item(path.rpartition("/")[2])
    assert (codes(files), item.clauses) == ([], ("s-greet",))
    assert codes(changed(path, ("标题:", "条款: s-great\n标题:"))) == ["K01"]


@pytest.mark.parametrize("path", ["roleplay/scene", "meetings/morning", "tasks/do-it"])
@pytest.mark.parametrize("key", ["用途: 结业", "必对: 红线"])
def test_only_a_quiz_has_a_purpose_and_what_must_be_right(path, key):
    assert codes(changed(path, ("标题:", f"{key}\n标题:"))) == ["F14"]


def test_a_clause_that_only_a_reply_or_a_segment_cites_is_cited():
    files = folder(lesson_head=LESSON_HEAD.replace("条款: s-greet\n", ""))
    assert codes(files) == ["K03"]
    lesson = {path: raw for path, raw in files.items() if "/lessons/" in path}
    assert codes(SOUND | lesson) == []


def test_positions_have_names_in_both_languages():
    catalogue = read_tree(folder() | {"positions.md": POSITIONS.encode()}).catalogue
    assert catalogue.positions["lobby"] == Position("lobby", Words("大堂经理", "Lobby manager"))


def test_former_ids_still_lead_to_the_thing():
    files = folder(lesson_head=f"{LESSON_HEAD}\n曾用: hi", quiz=FIXED.replace("单选", "单选；曾用 q-old"))
    read = course(files)
    assert (read.item("hi").id, read.item("q-old").id) == ("hello", "q-stand")
    assert read.step("hi").key == "hello"


def test_clauses_know_who_cites_them():
    catalogue = read_tree(folder()).catalogue
    assert [(found.key, item.id) for found, item in catalogue.citing("s-greet")] == [("manners", "hello")]


def test_links_lead_to_addresses():
    files = folder(lesson="[小测](../quizzes/check-one.md) [题](../bank/one.md) [这里](#here)\n\n## 这里 {#here}\n\n完。\n")
    html = course(files).lessons["hello"].body["zh"][0].html
    assert '<a href="/courses/manners/quizzes/check-one" rel="noopener noreferrer">小测</a> 题 <a href="#s-here"' in html


def test_english_shows_its_own_picture():
    files = folder() | {
        f"{C}assets/door.en.png": b"",
        f"{C}lessons/hello.en.md": page("title: Hello\nsource: x", "![door](../assets/door.png)\n"),
    }
    assert 'src="/courses/manners/assets/door.en.png"' in course(files).lessons["hello"].body["en"][0].html


def test_words_fall_back_to_chinese():
    words = Words("你好")
    assert (words.in_("en"), words.missing("en"), words.missing("zh")) == ("你好", True, False)


def test_a_question_with_an_error_cannot_be_answered():
    files = folder(quiz=FIXED.replace("- [ ] 不抬头", "- [x] 不抬头"))
    assert course(files).questions["q-stand"].answerable is False
