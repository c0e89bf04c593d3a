"""The trainer at the command line: break, check, mend, publish, export."""

import json

import pytest

from learning.publishing import queries
from tests.courses import COURSE, EXAM, TINY


@pytest.fixture
def folder(tmp_path):
    """The tiny course as files."""
    for name, content in TINY.items():
        path = tmp_path / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path / "content"


@pytest.fixture
def run(app):
    def command(*words: str) -> tuple[int, str]:
        result = app.test_cli_runner().invoke(args=["content", *map(str, words)])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.output

    return command


def test_a_clean_folder(run, folder):
    code, said = run("check", folder)
    assert code == 0
    assert "0 个错误" in said


def test_a_broken_file_is_named_with_its_line_and_cure(run, folder):
    exam = folder / EXAM
    exam.write_text(exam.read_text(encoding="utf-8").replace("及格: ", "极格: "), encoding="utf-8")
    code, said = run("check", folder)
    assert code == 1
    assert f"{EXAM}:" in said
    assert "您是不是想写“及格”" in said


def test_json_and_github_say_the_same(run, folder):
    (folder / COURSE).write_bytes("编号：greeting".encode("gbk"))
    code, said = run("check", folder, "--format", "json")
    found = json.loads(said)
    assert code == 1
    assert {"path", "line", "col", "severity", "code", "message"} == set(found[0])
    assert any(one["code"] == "F01" and one["path"] == COURSE for one in found)
    assert f"::error file={COURSE},line=1" in run("check", folder, "--format", "github")[1]


def test_english_messages(run, folder):
    (folder / COURSE).write_bytes("编号：greeting".encode("gbk"))
    assert "UTF-8" in run("check", folder, "--lang", "en")[1]


def test_the_first_edition_by_system_then_only_by_a_trainer(run, folder, cast, bank):
    assert run("publish", folder, "--by", "system", "--note", "first")[0] == 0
    assert run("publish", folder, "--by", "system", "--note", "second")[0] == 1
    assert run("publish", folder, "--note", "nobody")[0] == 1
    assert run("publish", folder, "--by", "E0001", "--note", "a teller")[0] == 1
    assert run("publish", folder, "--by", "X9999", "--note", "a stranger")[0] == 1
    course = folder / COURSE
    course.write_text(course.read_text(encoding="utf-8").replace("版本: 1", "版本: 2"), encoding="utf-8")
    code, said = run("publish", folder, "--by", "T0001", "--note", "again")
    assert (code, "第 2 版" in said) == (0, True)
    with bank.sessions.reader() as db:
        assert queries.live(db).catalogue.courses["greeting"].edition == 2


def test_errors_are_shown_and_nothing_is_published(run, folder, cast, bank):
    (folder / COURSE).write_text("---\n编号: greeting\n", encoding="utf-8")
    code, said = run("publish", folder, "--by", "T0001", "--note", "broken")
    assert code == 1
    assert f"{COURSE}:" in said
    with bank.sessions.reader() as db:
        assert queries.live(db).edition == 0


def test_export_gives_back_the_same_bytes(run, folder, tmp_path):
    run("publish", folder, "--by", "system", "--note", "first")
    assert run("export", tmp_path / "out")[0] == 0
    assert {str(p.relative_to(tmp_path / "out")): p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file()} == TINY
    assert run("export", tmp_path / "out")[0] == 1


def test_nothing_published_is_not_exported(run, tmp_path):
    assert run("export", tmp_path / "out")[0] == 1


def test_a_link_out_of_the_tree_is_not_followed(run, folder, tmp_path):
    (tmp_path / "secret.md").write_text("secret", encoding="utf-8")
    (folder / "courses/greeting/lessons/leak.md").symlink_to(tmp_path / "secret.md")
    code, said = run("check", folder)
    assert code == 1
    assert "A10" in said
