"""A task at work: what it asks, and the lines a branch head signs one by one."""

import json

import pytest

from learning.content.catalogue import Task, TaskLine, Words
from learning.content.reading import read_tree
from learning.content.tasks import task_from, task_payload
from tests.content.folders import C
from tests.content.scenes import SOUND, english, task


def read(files: dict[str, bytes]) -> Task:
    return read_tree(files).catalogue.courses["manners"].tasks["do-it"]


def test_each_line_is_signed_by_its_id():
    assert read(english("tasks/do-it")).lines == (
        TaskLine("greeted", Words("十秒内问候", "Greeted within ten seconds")),
        TaskLine("calm", Words("没有催促", "Hurried nobody")),
    )


def test_the_text_stands_whole_in_both_languages():
    assert read(english("tasks/do-it")).text == Words(
        '<p>请站一小时大堂。</p>\n<h2 id="s-how">怎么做</h2>\n<p>先问候。</p>',
        '<p>Stand in the lobby for an hour.</p>\n<h2 id="s-how">How</h2>\n<p>Greet.</p>',
    )


def test_a_line_in_another_order_keeps_its_words():
    swapped = ("- [ ] Greeted within ten seconds {#greeted}\n- [ ] Hurried", "- [ ] Hurried")
    files = english("tasks/do-it", swapped, ("nobody {#calm}\n", "nobody {#calm}\n- [ ] Greeted at once {#greeted}\n"))
    assert [line.text.en for line in read(files).lines] == ["Greeted at once", "Hurried nobody"]


def test_a_stored_task_alone_gives_it_back():
    kept = read(english("tasks/do-it"))
    again = task_from(json.loads(json.dumps(task_payload(kept))), id=kept.id)
    shown = ("title", "text", "lines", "revision")
    assert {name: getattr(again, name) for name in shown} == {name: getattr(kept, name) for name in shown}


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("编号: do-it", "编号: do-it\n标签: 新\n条款: s-greet", True),
        ("- [ ] 十秒", "- 【　】十秒", True),
        ("十秒内问候", "八秒内问候", False),
        ("先问候。", "先点头。", False),
        ("{#calm}", "{#quiet}", False),
    ],
)
def test_the_revision_is_of_what_is_shown(old, new, same):
    assert (read(task((old, new))).revision == read(SOUND).revision) is same


def test_links_of_a_task_lead_to_addresses():
    files = task(("先问候。", "先读[第一句话](../lessons/hello.md)。\n\n![门口](../assets/door.png)"))
    html = read(files).text.zh
    assert '<a href="/courses/manners/lessons/hello" rel="noopener noreferrer">第一句话</a>' in html
    assert f'<img src="/{C}assets/door.png" alt="门口" loading="lazy">' in html
