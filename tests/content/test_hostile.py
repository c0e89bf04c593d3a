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
from tests.content.folders import C, codes, folder
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
@pytest.mark.parametrize("place", ["lessons/hello.md", "bank/one.md"])
def test_a_hostile_file_ends_soon(kind, place):
    head = folder()[f"{C}{place}"].decode().split("\n---\n")[0]
    text = f"{head}\n---\n\n{HOSTILE[kind]}".encode("utf-8", "replace")
    assert calls_of(read_tree, folder() | {f"{C}{place}": text}) < MOST_CALLS


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("place", ["lessons/hello.md", "bank/one.md"])
def test_tidying_a_hostile_file_ends_soon_too(kind, place):
    head = folder()[f"{C}{place}"].decode().split("\n---\n")[0]
    text = f"{head}\n---\n\n{HOSTILE[kind]}".encode("utf-8", "replace")
    assert calls_of(tidy_tree, folder() | {f"{C}{place}": text}) < MOST_CALLS


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
