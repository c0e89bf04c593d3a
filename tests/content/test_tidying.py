"""`fmt`: what a hurried trainer types becomes tidy; no word, no answer, no revision changes."""

import random
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learning.content.reading import read_tree, tree_of
from learning.content.tidying.folders import Tidied, tidy_tree
from tests.content.folders import LESSON, LESSON_HEAD, SINGLE, TRUE, C, folder, found, page, translated
from tests.content.rules import BAD, bank, lesson, question
from tests.content.scenes import SOUND, morning, scene, task
from tests.content.test_hostile import FILES, PAGES, mutated
from tests.content.test_rules import LESSON_EN, LESSON_EN_HEAD, TRANSLATIONS
from tests.serving import ROOT

MENDED = [
    *("F02", "F03", "F13", "F16", "H02", "H04", "H05", "L04", "L06", "L07", "L08", "L11", "L20"),
    *("Q11", "Q12", "Q13", "Q14", "Q34", "Q41", "R12"),
]
OWN, _ = tree_of(ROOT / "content")


def tidied(files: dict[str, bytes]) -> dict[str, bytes]:
    return files | tidy_tree(files).changed


def codes(files: dict[str, bytes]) -> set[str]:
    return {one.code for one in found(files)}


@pytest.mark.parametrize("code", MENDED)
def test_what_can_be_mended_is_found_before_and_gone_after(code):
    after = tidied(BAD[code])
    assert code in codes(BAD[code])
    assert codes(after) <= codes(BAD[code]) - {code}
    assert taught(after) == taught(BAD[code])


@pytest.mark.parametrize(
    ("files", "letter"),
    [
        (scene((" {#look-up}", "")), "n"),
        (morning(("{#open}", "")), "s"),
        (task((" {#calm}", "")), "t"),
        (bank(SINGLE.replace(" {#q-first}", "")), "q"),
    ],
)
def test_nodes_segments_lines_and_questions_are_given_ids(files, letter):
    after = tidied(files)
    assert ("H02" in codes(files), "H02" in codes(after)) == (True, False)
    [path] = tidy_tree(files).changed
    given = set(re.findall(r"\{#(\S+)\}", after[path].decode())) - set(re.findall(r"\{#(\S+)\}", files[path].decode()))
    assert re.fullmatch(rf"{letter}-[23456789abcdefghjkmnpqrstvwxyz]{{5}}", given.pop())


TYPED = """---
编号：bank-one
标题：题库：迎宾
来源: 手册 #3
---
＃＃排队超时 ｛＃q-first｝
属性：单选；分值２；目标 o-greet
客户等了四十分钟,该说:
-【 】“大家都在等。”
> 他听到的是“你不讲理”。
-　【√】“让您久等了。”

   》 先道歉。


【解析】分三步：
1. 道歉
1. 动作
    - 起身
1. 时间
## 三声
属性：填空

来有【【迎声｜欢迎】】。
## 顺序 {#q-order}
属性：排序
1、抬头
3、起身
２．微笑
"""
TIDY = """---
编号: bank-one
标题: 题库：迎宾
来源: "手册 #3"
---

## 排队超时 {#q-first}
属性：单选；分值2；目标 o-greet

客户等了四十分钟，该说:

- [ ] “大家都在等。”
  > 他听到的是“你不讲理”。
- [x] “让您久等了。”

  > 先道歉。

解析：分三步：

1. 道歉
2. 动作
   - 起身
3. 时间

## 三声 {#q-NEW}
属性：填空

来有 [[迎声|欢迎]]。

## 顺序 {#q-order}
属性：排序

1. 抬头
2. 起身
3. 微笑
"""


def test_a_bank_typed_in_a_hurry():
    files = folder() | {f"{C}bank/one.md": TYPED.encode()}
    after = tidied(files)
    assert re.sub(r"#q-\w{5}\}\n属性：填空", "#q-NEW}\n属性：填空", after[f"{C}bank/one.md"].decode()) == TIDY.replace(
        "有 [[", "有[["
    )
    assert taught(after) == taught(files)


def test_a_lesson_typed_in_a_hurry():
    typed = (
        "有三点:\n-　一\n   - 二\n\n> [！tip] 记住\n> 先*道歉*\n大堂经理：您好\n王女士：你好\n（她坐下。）\n"
        "｜甲｜乙\\｜丙｜\n｜－｜:－｜\n| `a｜b` | 二 |\n····\n原样,  不动\n····\n-【√】我知道\n\n\n\n一行\n---\n"
    )
    tidy = (
        "有三点:\n\n- 一\n  - 二\n\n> [!TIP]\n> **记住**\n>\n> 先*道歉*\n\n大堂经理：您好\n\n王女士：你好\n\n（她坐下。）\n\n"
        "|甲|乙\\|丙|\n|-|:-|\n| `a｜b` | 二 |\n\n````\n原样,  不动\n````\n\n-【√】我知道\n\n一行\n\n---\n"
    )
    files = folder(lesson=typed)
    after = tidied(files)
    assert after[f"{C}lessons/hello.md"].decode() == page(LESSON_HEAD, tidy).decode()
    assert taught(after) == taught(files)


def test_what_is_tidy_already_stays_byte_for_byte():
    assert [tidy_tree(files) for files in (FILES, OWN, folder(), SOUND)] == [
        Tidied(files=len([path for path in files if path.endswith(".md")])) for files in (FILES, OWN, folder(), SOUND)
    ]


@pytest.mark.parametrize("code", ["F01", "F10", "F11", "S01", "S02", "S03", "S06", "S07"])
def test_a_file_that_cannot_be_read_is_left_alone_and_named(code):
    result = tidy_tree(BAD[code])
    assert (result.changed, [(one.path, one.code) for one in result.refused]) == ({}, [(f"{C}lessons/hello.md", code)])


def test_the_id_under_which_a_question_was_published_stays_its_id():
    files = bank(SINGLE.replace(" {#q-first}", ""))
    published = set(read_tree(files).catalogue.courses["manners"].questions)
    assert set(read_tree(tidied(files)).catalogue.courses["manners"].questions) == published


def test_two_questions_of_one_title_get_two_ids():
    untitled = SINGLE.replace(" {#q-first}", "")
    files = folder(bank=f"{TRUE}\n{untitled}", quiz=untitled)
    after = tidied(files)
    assert len(read_tree(after).catalogue.courses["manners"].questions) == 3
    assert codes(after) & {"H02", "H03"} == set()


def test_a_translation_stays_true_when_only_the_layout_changed():
    typed = LESSON.replace("开头一段。", "开头一段。\n\n> [!TIP] 记住\n> 先问候。")
    words = LESSON_EN.replace("Beginning.", "Beginning.\n\n> [!TIP]\n> **Remember**\n>\n> Greet first.")
    files = translated("lessons/hello", LESSON_EN_HEAD, words, lesson=typed)
    after = tidied(files)
    assert (codes(files) - {"T01"}, codes(after) - {"T01"}) == ({"L11"}, set())
    only_chinese = files | tidy_tree(files, {f"{C}lessons/hello.md"}).changed
    assert codes(only_chinese) == codes(after)


def test_a_stale_translation_is_renewed_only_by_somebody_who_has_compared():
    files = TRANSLATIONS["T02"]
    assert tidy_tree(files).changed == {}
    assert codes(files | tidy_tree(files, checked=True).changed) - {"T01"} == set()


def test_lines_end_as_they_did():
    files = lesson("有三点：\n- 一")
    windows = {path: raw.replace(b"\n", b"\r\n") for path, raw in files.items()}
    assert tidied(windows)[f"{C}lessons/hello.md"] == tidied(files)[f"{C}lessons/hello.md"].replace(b"\n", b"\r\n")


@pytest.mark.parametrize(
    "files",
    [
        question("单选", "- [x] 甲的做法\n- [×] 乙的做法"),
        bank("## 问题 {#q-one}\n\n题干。\n\n属性：单选\n\n- [x] 甲的做法\n- [ ] 乙的做法\n"),
        lesson("## 小节 {#Big_Id}\n\n文字。\n"),
        folder(lesson_head=f"{LESSON_HEAD}\n没有冒号"),
    ],
)
def test_what_only_a_person_can_decide_stays_as_it_is(files):
    assert tidy_tree(files).changed == {}


def taught(files: dict[str, bytes]) -> object:
    """All that is taught, with every revision, but for ids that had to be drawn because two titles are alike."""
    reading = read_tree(files)
    return reading.catalogue.courses, reading.catalogue.clauses, reading.catalogue.glossary


SLIPS = [
    "[【",
    "]】",
    "|｜",
    "：:",
    "，,",
    "（(",
    ")）",
    ">》",
    "#＃",
    "x√",
    " \u3000",
    "1１",
    "2２",
    "%％",
    "{｛",
    "}｝",
    "-*",
    "？?",
    "·`",
]
BLANKS = [
    ("- ", "-\u3000"),
    ("\n\n", "\n"),
    ("\n\n", "\n\n\n\n"),
    ("  >", ">"),
    ("1. ", "1、"),
    ("解析：", "【解析】"),
    ("```", "···"),
]


def typed_in_chinese(text: str, rng: random.Random) -> str:
    """A few slips of somebody who never leaves the Chinese input method."""
    for _ in range(rng.randint(1, 6)):
        right, slip = rng.choice([*((pair[0], pair[1]) for pair in SLIPS), *BLANKS])
        places = [found.start() for found in re.finditer(re.escape(right), text)]
        if places:
            at = rng.choice(places)
            text = text[:at] + slip + text[at + len(right) :]
    return text


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False), st.sampled_from(PAGES), st.booleans())
def test_tidying_changes_no_meaning_and_is_done_at_once(rng: random.Random, path: str, is_broken: bool):
    files = dict(FILES)
    text = typed_in_chinese(files[path].decode(), rng)
    files[path] = (mutated(text, rng) if is_broken else text).encode("utf-8", "replace")
    after = tidied(files)
    assert tidy_tree(after).changed == {}
    assert taught(after) == taught(files)


@settings(max_examples=3, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False), st.sampled_from(sorted(path for path in OWN if path.endswith(".md"))))
def test_so_it_is_with_the_courses_that_are_shipped(rng: random.Random, path: str):
    """The course of one file stands for all, so that this takes seconds; a translation brings its Chinese."""
    course = "/".join(path.split("/")[:2])
    files = {name: raw for name, raw in OWN.items() if not name.startswith("courses/") or name.startswith(course)}
    files[path] = typed_in_chinese(files[path].decode(), rng).encode()
    after = tidied(files)
    assert tidy_tree(after).changed == {}
    assert taught(after) == taught(files)
