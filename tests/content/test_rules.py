import re

import pytest

from learning.content.findings import MESSAGES_A_FILE
from learning.content.messages import CODES
from learning.content.messages.en import EN
from learning.content.messages.zh import ZH
from learning.content.reading import tree_of
from tests.content.folders import BANK_HEAD, SINGLE, C, codes, folder, found, page, translated
from tests.content.rules import BAD, GOOD
from tests.content.scenes import ENGLISH, SOUND, english
from tests.content.stage_rules import DRIFTED, MORE_BAD, STAGE_BAD, STAGE_GOOD
from tests.content.test_editions import BAD as EDITIONS

LESSON_EN = "Beginning.\n\n![The door](../assets/door.png)\n\nManager: Good morning.\n\nMs Wang: Hello.\n"
LESSON_EN_HEAD = "title: The first sentence\nsource: SOURCE\nroles: Manager, Ms Wang"
BANK_EN = (
    "## First {#q-first}\n\nSay:\n\n- [x] Good morning\n- [ ] Over there\n- [ ] Wait\n\n"
    "## PIN {#q-pin}\n\nYou may.\n\nAnswer: False\n"
)
BANK_EN_HEAD = "title: Bank\nsource: SOURCE"
GAPS = "## 填空 {#q-gap}\n属性：填空\n\n来有 [[迎声]]。\n"


def english_lesson(body: str = LESSON_EN, head: str = LESSON_EN_HEAD) -> dict[str, bytes]:
    return translated("lessons/hello", head, body)


def english_bank(body: str = BANK_EN, head: str = BANK_EN_HEAD) -> dict[str, bytes]:
    return translated("bank/one", head, body)


GLOSSARY = {"glossary.md": "| 中文 | English |\n| --- | --- |\n| 王女士 | Madam Wang / Mrs Wang |\n| 女士 | lady |\n".encode()}


TRANSLATIONS = {
    "G01": english_lesson() | GLOSSARY,
    "T02": english_lesson(head=LESSON_EN_HEAD.replace("SOURCE", "000000000000")),
    "T03": folder() | {f"{C}lessons/gone.en.md": page("title: Gone\nsource: abc", "")},
    "T05": english_bank(BANK_EN.replace("{#q-first}\n", "{#q-first}\nMeta: single\n")),
    "T10": english_bank(BANK_EN.replace("q-first", "q-other")),
    "T11": english_bank(BANK_EN.replace("- [ ] Wait\n", "")),
    "T12": english_bank(BANK_EN.replace("False", "True")),
    "T13": english_bank(f"{BANK_EN}\nExplanation: never.\n"),
    "T14": translated("bank/one", BANK_EN_HEAD, "## Gap {#q-gap}\n\nA [[voice]] of [[welcome]].\n", bank=GAPS),
    "T15": english_lesson(LESSON_EN.replace("Ms Wang: Hello.", "(She nods.)")),
}


BAD |= STAGE_BAD


def test_the_folders_of_these_tests_have_no_findings():
    assert [codes(folder()), codes(SOUND)] == [[], []]


@pytest.mark.parametrize("code", sorted(BAD))
def test_a_bad_example_is_found(code):
    assert code in codes(BAD[code])


@pytest.mark.parametrize("code", sorted(BAD))
def test_it_is_said_in_both_languages(code):
    """With every gap filled, and the Chinese without half-width marks of its own."""
    said = [(one.message("zh"), one.message("en")) for one in found(BAD[code]) if one.code == code]
    assert all(zh and en and zh != en and re.search("[\u4e00-\u9fff]", zh) and re.search("[a-z]{3}", en) for zh, en in said)
    assert not re.search(r"(?<!\{)\{[a-z_]+\}", " ".join(f"{zh} {en}" for zh, en in said))


@pytest.mark.parametrize("case", MORE_BAD)
def test_the_same_code_has_other_bad_examples(case):
    expected, files = MORE_BAD[case]
    assert codes(files) == expected.split()


@pytest.mark.parametrize("code", sorted(GOOD))
def test_a_good_example_is_not_found(code):
    assert code not in codes(GOOD[code])


@pytest.mark.parametrize("code", sorted(STAGE_GOOD))
def test_a_good_role_play_meeting_or_task_is_not_found(code):
    assert codes(STAGE_GOOD[code]) == []


@pytest.mark.parametrize("code", sorted(set(BAD) - {"S00", "S01", "S12", "S13"}))
def test_one_mistake_makes_one_kind_of_finding(code):
    """No follow-on errors, but for what is now unused or untested because a file could not be read."""
    unread = {"A11", "K03", "C04", "C05"}
    assert set(codes(BAD[code])) - {code} <= unread


@pytest.mark.parametrize("code", sorted(TRANSLATIONS))
def test_a_translation_that_drifts_is_found(code):
    assert code in codes(TRANSLATIONS[code])


@pytest.mark.parametrize("case", DRIFTED)
def test_a_role_play_meeting_or_task_whose_english_drifts_is_found(case):
    code, files = DRIFTED[case]
    assert codes(files) == [code]


@pytest.mark.parametrize("files", [english_lesson(), english_bank(), *(english(path) for path in ENGLISH)])
def test_a_true_translation_has_no_findings(files):
    assert codes(files) == []


def test_a_term_of_the_glossary_may_have_several_translations_and_be_part_of_a_longer_one():
    [one] = [one for one in found(english_lesson() | GLOSSARY) if one.code == "G01"]
    assert one.message() == "术语“王女士”应译作“Madam Wang / Mrs Wang”"
    true = english_lesson(LESSON_EN.replace("Ms Wang", "Mrs Wang"), LESSON_EN_HEAD.replace("Ms Wang", "Mrs Wang"))
    assert codes(true | GLOSSARY) == []


def test_a_missing_translation_is_noted():
    assert {one.path for one in found(folder()) if one.code == "T01"} == {
        f"{C}{name}.md" for name in ("course", "lessons/hello", "bank/one", "quizzes/check-one")
    }


def test_symbolic_links_are_refused_and_not_followed(tmp_path):
    secret = tmp_path / "secret.md"
    secret.write_text("secret")
    courses = tmp_path / "content" / "courses"
    courses.mkdir(parents=True)
    (courses / "glossary.md").symlink_to(secret)
    (courses.parent / "out").symlink_to(tmp_path, target_is_directory=True)

    tree, refused = tree_of(courses)

    assert tree == {}
    assert [(one.path, one.code) for one in refused] == [("out", "A10"), ("courses/glossary.md", "A10")]


def test_every_rule_has_an_example():
    drifted = {code for code, _ in DRIFTED.values()}
    assert sorted(CODES - set(BAD) - set(TRANSLATIONS) - drifted - set(EDITIONS)) == ["A10", "T01"]  # have tests of their own


def test_every_sentence_is_in_both_languages():
    assert list(ZH) == list(EN)


def test_a_file_says_at_most_two_hundred_things():
    there = [one for one in found(BAD["S00"]) if one.path == f"{C}lessons/hello.md"]
    assert len(there) == MESSAGES_A_FILE + 1
    assert there[-1].code == "S00"


def test_a_question_may_be_due_for_review_by_itself():
    """Facts get old one by one: the day stands in 属性, the owner in the header of the bank."""
    due = folder(bank=SINGLE.replace("标签 问候", "标签 问候；下次复核 2026-05-31"), bank_head=f"{BANK_HEAD}\n负责人: 厅堂组")
    [one] = [one for one in found(due) if one.code == "F21"]
    assert (one.path, one.line, one.message()) == (f"{C}bank/one.md", 8, "已过复核日期（2026-05-31），请负责人 厅堂组 复核")
    assert "F21" not in codes({path: raw.replace(b"2026-05-31", b"2026-06-01") for path, raw in due.items()})
