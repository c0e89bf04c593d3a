import json

from learning.content.findings import finding, near, report

FOUND = [
    finding("bank/queue.md", 16, 1, "Q23", n=2),
    finding("bank/queue.md", 8, 1, "C03", o="o-wate", near="o-wait"),
    finding("course.md", 3, 2, "A03"),
]


def test_text():
    assert report(FOUND).splitlines() == [
        "bank/queue.md:16:1: E Q23 单选题要有且只有一个 [x]，这里有 2 个；多个正确项请改成“属性：多选”",
        "bank/queue.md:8:1: E C03 没有“o-wate”这个学习目标；您是不是想写“o-wait”？",
        "course.md:3:2: I A03 外部链接：内网可能打不开",
        "2 个文件：2 个错误，0 个警告，1 个提示",
    ]


def test_text_in_english():
    assert report(FOUND[1:2], lang="en", files=12).splitlines() == [
        "bank/queue.md:8:1: E C03 there is no objective “o-wate”; did you mean “o-wait”?",
        "12 files: 1 errors, 0 warnings, 0 notes",
    ]


def test_json():
    assert json.loads(report(FOUND[2:], "json")) == [
        {"path": "course.md", "line": 3, "col": 2, "severity": "I", "code": "A03", "message": "外部链接：内网可能打不开"}
    ]


def test_github():
    assert report([finding("a,b.md", 3, 1, "F19", v="80%\n")], "github") == (
        "::error file=a%2Cb.md,line=3,col=1,title=F19::“80%25%0A”不是百分比；写法如：80%25"
    )


def test_what_was_probably_meant():
    assert [near(word, ["同理", "规范", "效率"]) for word in ("同里", "规犯", "别的什么")] == ["同理", "规范", None]
