"""A small content folder without a single finding, to be changed by tests, one thing at a time."""

from datetime import date

from learning.content.english import digest_of
from learning.content.findings import Finding
from learning.content.reading import read_tree
from learning.content.sources import place_of, read_source

TODAY = date(2026, 6, 1)
C = "courses/manners/"
PNG = b"\x89PNG\r\n\x1a\n"

LESSON_HEAD = "编号: hello\n标题: 第一句话\n时长: 5 分钟\n目标: o-greet\n条款: s-greet\n角色: 大堂经理、王女士"
BANK_HEAD = "编号: bank-one\n标题: 题库"
QUIZ_HEAD = "编号: check-one\n标题: 小测\n及格: 80%"
COURSE = """---
编号: manners
标题: 迎宾
简介: 头三分钟。
顺序: 1
---

头三分钟。

## 学习目标

| 编号 | 目标 |
| --- | --- |
| o-greet | 会问候 |

## 大纲

1. [第一句话](lessons/hello.md)
2. [小测](quizzes/check-one.md)
"""
STANDARDS = """## 问候

| 编号 | 条款 | 来源 | 下次复核 |
| --- | --- | --- | --- |
| s-greet | 十秒内问候 | 手册 | 2027-01-01 |
"""
LESSON = "开头一段。\n\n![门口](../assets/door.png)\n\n大堂经理：您好。\n\n王女士：你好。\n"
SINGLE = """## 先说什么 {#q-first}
属性：单选；分值 2；目标 o-greet；标签 问候

该说：

- [x] 您好，请坐
- [ ] 那边取号
- [ ] 等一会儿
"""
TRUE = "## 代输密码 {#q-pin}\n属性：判断；难度 1\n\n可以代输密码。\n\n答案：错误\n"
FIXED = "## 起身 {#q-stand}\n属性：单选\n\n- [x] 起身问候\n- [ ] 不抬头\n"


def page(head: str, body: str) -> bytes:
    return f"---\n{head}\n---\n\n{body}".encode()


def folder(**changes: bytes | str) -> dict[str, bytes]:
    """`lesson`, `bank`, `quiz` take a body; `…_head` a header; `files` … any other file by its path with `__` for `/`."""
    text = {key: value.decode() if isinstance(value, bytes) else value for key, value in changes.items()}
    return {
        "standards.md": text.get("standards", STANDARDS).encode(),
        f"{C}course.md": text.get("course", COURSE).encode(),
        f"{C}lessons/hello.md": page(text.get("lesson_head", LESSON_HEAD), text.get("lesson", LESSON)),
        f"{C}bank/one.md": page(text.get("bank_head", BANK_HEAD), text.get("bank", f"{SINGLE}\n{TRUE}")),
        f"{C}quizzes/check-one.md": page(text.get("quiz_head", QUIZ_HEAD), text.get("quiz", FIXED)),
        f"{C}assets/door.png": PNG,
    }


def translated(path: str, head: str, body: str, **changes: str) -> dict[str, bytes]:
    """The folder with an English file beside one Chinese file."""
    return with_english(folder(**changes), path, head, body)


def with_english(files: dict[str, bytes], path: str, head: str, body: str) -> dict[str, bytes]:
    """`SOURCE` in the header becomes the right digest."""
    original = f"{C}{path}.md"
    place = place_of(original)
    digest = digest_of(read_source(place, files[original])) if place and original in files else ""
    return files | {f"{C}{path}.en.md": page(head.replace("SOURCE", digest), body)}


def found(files: dict[str, bytes]) -> list[Finding]:
    return list(read_tree(files, today=TODAY).findings)


def codes(files: dict[str, bytes]) -> list[str]:
    """What was found, but for the note that there is no English yet."""
    return sorted({one.code for one in found(files)} - {"T01"})
