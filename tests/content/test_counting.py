"""Figures of a course, and courses that are not read twice."""

from learning.content.counting import MeetingFigures, QuizFigures, RoleplayFigures, figures
from learning.content.reading import read_tree
from tests.content.folders import BANK_HEAD, C, folder
from tests.content.scenes import SOUND
from tests.content.test_hostile import FILES


def test_the_figures_of_the_sample_course():
    [one] = figures(read_tree(FILES).catalogue)
    assert (one.key, one.lessons, one.characters, one.reading_minutes) == ("greeting", 1, 362, 2)
    assert one.questions == 12
    assert (one.kinds["single"], one.kinds["multiple"], one.kinds["essay"]) == (3, 2, 1)
    assert one.difficulties == {"": 1, "1": 3, "2": 6, "3": 1}
    assert one.objectives == {"o-greet": 3, "o-triage": 2, "o-wait": 3, "o-privacy": 2}
    assert one.quizzes == (QuizFigures("greeting-check", "迎宾小测", "practice", 7, 7),)
    assert one.roleplays == (RoleplayFigures("long-queue", "排了四十分钟的王女士", 7, 19, 4, 2, 0, whole=True),)
    assert one.meetings == (MeetingFigures("three-voices", "晨会：三声服务", 600, 38, 49),)
    assert one.untranslated == ()


def test_tags_clauses_and_what_has_no_english():
    [one] = figures(read_tree(folder(bank_head=f"{BANK_HEAD}\n标签: 随堂\n条款: s-greet")).catalogue)
    assert (one.tags, one.clauses) == ({"随堂": 2, "结业": 0}, {"s-greet": 3})
    assert one.untranslated == ("hello", "check-one", "q-first", "q-pin", "q-stand")


def test_a_role_play_with_errors_has_no_ways():
    broken = SOUND | {f"{C}roleplay/scene.md": SOUND[f"{C}roleplay/scene.md"].replace("转到：收场".encode(), "转到：别处".encode())}
    [one] = figures(read_tree(broken).catalogue)
    assert (one.roleplays[0].ways, one.roleplays[0].nodes > 0) == (0, True)


def test_a_course_that_did_not_change_is_not_read_again():
    first = read_tree(FILES | folder())
    again = read_tree(FILES | folder(lesson="另一段。\n\n![门口](../assets/door.png)\n"), before=first)
    assert again.catalogue.courses["greeting"] is first.catalogue.courses["greeting"]
    assert again.catalogue.courses["manners"] is not first.catalogue.courses["manners"]
    afresh = read_tree(FILES | folder(lesson="另一段。\n\n![门口](../assets/door.png)\n"))
    assert (again.findings, again.catalogue, again.files) == (afresh.findings, afresh.catalogue, afresh.files)


def test_another_standard_is_a_reason_to_read_every_course_again():
    first = read_tree(FILES)
    again = read_tree(FILES | {"standards.md": folder()["standards.md"]}, before=first)
    assert again.catalogue.courses["greeting"] is not first.catalogue.courses["greeting"]
