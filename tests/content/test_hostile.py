"""Whatever stands in a folder, reading it ends with findings. Work is counted in calls, not by the clock."""

import random
import sys
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learning.content.findings import report
from learning.content.reading import read_tree, tree_of
from learning.content.tidying.folders import tidy_tree
from tests.content.folders import C, codes
from tests.content.scenes import SCENE, SOUND
from tests.content.test_samples import SAMPLES

FILES, _ = tree_of(SAMPLES)
PAGES = sorted(path for path in FILES if path.endswith(".md"))
BITS = [
    *(
        "[",
        "](",
        "![",
        "**",
        "`",
        "```\n",
        "|",
        "\n",
        "\n\n",
        "- [x] ",
        "## ",
        "### ",
        "{#",
        "}",
        "：",
        "属性：",
        "答案：",
        "[[",
        "]]",
    ),
    *(
        "> ",
        "> [!TIP]\n",
        "---\n",
        "1. ",
        "\t",
        "\u3000",
        "（",
        "）",
        "<script>",
        "&",
        "\\",
        "~~",
        "题型 ",
        "分值 ",
        "±",
        "%",
        "../",
    ),
    *("转到：", "得分：", "- “好”\n  - ", "结局：失败\n", "情绪：4/5\n", "（1 分钟）", "王女士：", "条款：", "- [ ] "),
    *("▶", "\u202e", "\x00", "\ufeff", "- - - - - ", "|---|\n", "评分点：\n", "⁠", "\ue000", "９９", "{#q-first-words}"),
]
ONE = "## 题 {#q-a}\n属性："
HOSTILE = {
    "brackets": "[" * 1900 + "\n\n",
    "deep list": "\n".join(f"{'  ' * n}- 甲" for n in range(600)),
    "deep quote": ">" * 1500 + "甲",
    "back-ticks": "\n".join("`" * (n % 8 + 1) for n in range(3900)),
    "open fences": "```x\n" * 3900,
    "scripts": "<script>alert(1)</script>\n" * 600,
    "stars": "*a " * 600 + "\n",
    "callouts": "> [!TIP]\n> 甲\n\n" * 1300,
    "tables": ("|甲|\n|-|\n" + "|乙|\n" * 60 + "\n") * 40,
    "links": ("[甲](b)" * 280 + "\n\n") * 20,
    "choices": f"{ONE}单选\n\n" + "- [x] 甲\n  > 对\n" * 1900,
    "wrong properties": ONE + "乱；" * 900,
    "gaps": f"{ONE}填空\n\n" + "[[甲|乙]]" * 200,
    "number": f"{ONE}数字\n\n答案：" + "1," * 900,
    "brackets in Chinese": "（" * 900 + "）" * 900,
    "colons": "甲：" * 900,
    "dashes": "- " * 900,
    "headings": "## 甲\n" * 3000,
    "lines": "\n" * 100_000,
    "megabytes": "甲" * 1_000_000,
}
MOST_CALLS = 1_500_000
DIALOGUE = SCENE[: SCENE.index("### 开场")]
CLOSING = SCENE[SCENE.index("## 结语") : SCENE.index("## 现场演练")]


def node(name: str, *targets: str, score: str = "同理 +1；规范 +1") -> str:
    choices = "".join(f"- “话{n}”\n  - 得分：{score}\n  - 点评：好\n  - 转到：{to}\n" for n, to in enumerate(targets))
    return f"### {name} {{#n-{name.lower()}}}\n\n{choices or '结局：圆满'}\n\n"


def ladder(rungs: int, choices: int, **more: str) -> str:
    """Every node leads with every choice to the next: choices ** rungs ways."""
    nodes = "".join(node(f"A{n}", *[f"A{n + 1}"] * choices, **more) for n in range(rungs))
    return f"{DIALOGUE}{nodes}{node(f'A{rungs}')}{CLOSING}"


def dimensions(count: int) -> str:
    """As many dimensions as a table may have rows, each with a floor of its own."""
    rows = "".join(f"| 维{n} | {100 / count}% | 50% |  |\n" for n in range(count))
    start, _, rest = ladder(8, 5, score="；".join(f"维{n} +1" for n in range(count))).partition("| 同理 |")
    return f"{start}{rows}{rest[rest.index(chr(10) * 2) + 1 :]}"


SCENES = {
    "ways without number": ladder(30, 5),
    "ways without number that all slip": ladder(30, 5, score="同理 -1；规范 +1"),
    "ways too long": ladder(59, 2),
    "one great circle": f"{DIALOGUE}{''.join(node(f'A{n}', f'A{(n + 1) % 60}', 'A0') for n in range(60))}{CLOSING}",
    "everything leads everywhere": DIALOGUE
    + "".join(node(f"A{n}", *[f"A{min(59, n + step)}" for step in (1, 2, 3, 5, 8)]) for n in range(59))
    + node("A59")
    + CLOSING,
    "a chain that nobody reaches and that bites its tail": f"{ladder(2, 2)}".replace(
        "## 结语", "".join(f"### 环{n} {{#c-{n}}}\n\n转到：环{(n + 1) % 50}\n\n" for n in range(50)) + "## 结语"
    ),
    "nodes without number": f"{DIALOGUE}{node('A') * 290}",
    "nodes without a name": DIALOGUE + "### \n\n" * 290,
    "choices without number": f"{DIALOGUE}### 甲 {{#n-a}}\n\n" + "- 话\n" * 3900,
    "fields without number": f"{DIALOGUE}### 甲 {{#n-a}}\n\n- 话\n" + "  - 得分：同里 +9\n" * 3900,
    "scores without number": f"{DIALOGUE}### 甲 {{#n-a}}\n\n- 话\n  - 得分：" + "同里 +1；" * 300,
    "targets that are nearly right": DIALOGUE + "".join(node(f"甲乙丙丁{n}", *[f"甲乙丙{n}"] * 5) for n in range(60)),
    "speakers that are nearly right": f"{DIALOGUE}### 甲 {{#n-a}}\n\n" + "王女生：好。\n\n" * 1900,
    "fifty dimensions": dimensions(50),
    "as many dimensions as may be": dimensions(10),
    "sections without number": "## 背景\n\n" * 290,
    "one long colon": f"{DIALOGUE}### 甲 {{#n-a}}\n\n  - " + "：" * 1900,
    "spaces": f"{DIALOGUE}### 甲 {{#n-a}}\n\n" + (" " * 1900 + "-\n") * 30,
    "brackets in a target": f"{DIALOGUE}### 甲 {{#n-a}}\n\n转到：" + "[" * 150 + "](#" * 400,
}
MEETINGS = {
    "segments without number": "## 问候（1 分钟）\n\n主持人：好。\n\n" * 290,
    "brackets in a title": f"## {'（1 分钟' * 15}）\n\n" * 290,
    "lines without number": "## 问候（1 分钟）{#open}\n\n" + "主持人：早上好，各位同事！\n\n" * 1900,
    "fields of a drill without number": "## 演练（1 分钟）{#drill}\n\n" + "分组：甲乙\n" * 3900,
    "checklists": "## 问候（1 分钟）{#open}\n\n" + "- [ ] 甲\n\n文字\n\n" * 900,
    "text and speech in turn": "## 问候（1 分钟）{#open}\n\n" + "文字\n主持人：好\n" * 1900,
    "long words": "## 问候（1 分钟）{#open}\n\n" + ("主持人：" + "a.b-" * 480 + "\n\n") * 60,
}
TASKS = {"lines without number": "## 验收\n\n" + "- [ ] 甲 {#a}\n" * 3900, "headings": "## 验收 {#a}\n\n" * 290}
STAGE = {"roleplay/scene.md": SCENES, "meetings/morning.md": MEETINGS, "tasks/do-it.md": TASKS}


def calls_of(work: Callable[[dict[str, bytes]], object], files: dict[str, bytes]) -> int:
    """How many Python functions were called while working on the folder."""
    calls = 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work(files)
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("place", ["lessons/hello.md", "bank/one.md", "roleplay/scene.md", "meetings/morning.md", "tasks/do-it.md"])
def test_a_hostile_file_ends_soon(kind, place):
    head = SOUND[f"{C}{place}"].decode().split("\n---\n")[0]
    text = f"{head}\n---\n\n{HOSTILE[kind]}".encode("utf-8", "replace")
    assert calls_of(read_tree, SOUND | {f"{C}{place}": text}) < MOST_CALLS


@pytest.mark.parametrize(("place", "kind"), [(place, kind) for place, kinds in STAGE.items() for kind in kinds])
def test_a_hostile_role_play_meeting_or_task_ends_soon(place, kind):
    head = SOUND[f"{C}{place}"].decode().split("\n---\n")[0]
    text = f"{head}\n---\n\n{STAGE[place][kind]}".encode()
    assert calls_of(read_tree, SOUND | {f"{C}{place}": text}) < MOST_CALLS


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("place", ["lessons/hello.md", "bank/one.md"])
def test_tidying_a_hostile_file_ends_soon_too(kind, place):
    head = SOUND[f"{C}{place}"].decode().split("\n---\n")[0]
    text = f"{head}\n---\n\n{HOSTILE[kind]}".encode("utf-8", "replace")
    assert calls_of(tidy_tree, SOUND | {f"{C}{place}": text}) < MOST_CALLS


@pytest.mark.parametrize(("place", "kind"), [(place, kind) for place, kinds in STAGE.items() for kind in kinds])
def test_tidying_a_hostile_role_play_meeting_or_task_ends_soon_too(place, kind):
    head = SOUND[f"{C}{place}"].decode().split("\n---\n")[0]
    text = f"{head}\n---\n\n{STAGE[place][kind]}".encode()
    assert calls_of(tidy_tree, SOUND | {f"{C}{place}": text}) < MOST_CALLS


@pytest.mark.parametrize("raw", [b"", b"---", b"---\n---\n", b"---\n" * 50, b"\xc4\xe3" * 99, bytes(999), b"\xff\xfe", b"\r\r\r"])
def test_every_file_may_be_rubbish(raw):
    for path in PAGES[::4]:
        read_tree(FILES | {path: raw, "standards.md": raw, "positions.md": raw, "glossary.md": raw, "standards.en.md": raw})


def test_odd_paths_are_not_read():
    odd = [
        "../../etc/passwd",
        "/abs",
        "",
        "courses//x.md",
        "courses/a/lessons/../x.md",
        "a\nb.md",
        "courses/" + "a/" * 600,
        "\udcff.md",
    ]
    assert {*codes(dict.fromkeys(odd, b"x"))} <= {"C02", "S11"}


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False), st.lists(st.sampled_from(PAGES), min_size=1, max_size=3))
def test_a_broken_sample_never_breaks_the_reader(rng: random.Random, paths: list[str]):
    files = dict(FILES)
    for path in paths:
        files[path] = mutated(files[path].decode(), rng).encode("utf-8", "replace")
    for style in ("text", "json", "github"):
        assert report(read_tree(files).findings, style, "en") is not None


def mutated(text: str, rng: random.Random) -> str:
    at = rng.randint(0, len(text))
    lines = text.split("\n")
    choice = rng.randint(0, 5)
    if choice == 0:
        return text[:at] + rng.choice(BITS) * rng.choice([1, 2, 300]) + text[at:]
    if choice == 1:
        return text[:at] + text[at + rng.randint(1, 60) :]
    if choice == 2:
        lines.insert(rng.randrange(len(lines)), rng.choice(lines))
    elif choice == 3:
        lines.pop(rng.randrange(len(lines)))
    elif choice == 4:
        rng.shuffle(lines)
    else:
        return text.replace(rng.choice(BITS), rng.choice(BITS))
    return "\n".join(lines)
