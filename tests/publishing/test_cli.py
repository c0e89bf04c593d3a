"""The trainer at the command line: break, check, mend, publish, export."""

import json
import re

import pytest
from sqlalchemy import event

from learning.content import shelf
from learning.publishing import queries
from tests.courses import COURSE, EXAM, LESSON, TINY


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


SLOPPY = "有三点：\n- 一\n"


@pytest.fixture
def untidy(folder):
    """A lesson whose list has no empty line before it (L04)."""
    path = folder / LESSON
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{SLOPPY}", encoding="utf-8")
    return path


def test_only_looking_changes_nothing_and_says_that_there_is_something_to_do(run, folder, untidy):
    before = untidy.read_bytes()
    code, said = run("fmt", folder, "--check")
    assert (code, said.splitlines()[0], untidy.read_bytes()) == (1, LESSON, before)


def test_tidying_writes_what_changed_and_nothing_else(run, folder, untidy):
    untidy.chmod(0o640)
    others = {path: path.stat().st_ino for path in folder.rglob("*.md") if path != untidy}
    code, said = run("fmt", folder)
    assert (code, said.splitlines()[0]) == (0, LESSON)
    assert untidy.read_text(encoding="utf-8").endswith("有三点：\n\n- 一\n")
    assert untidy.stat().st_mode & 0o777 == 0o640
    assert {path: path.stat().st_ino for path in others} == others
    assert json.loads(run("fmt", folder, "--json")[1]) == {"changed": [], "refused": []}


def test_one_file_of_a_folder_is_tidied_by_its_path(run, folder, untidy):
    other = folder / COURSE
    other.write_text(other.read_text(encoding="utf-8").replace("编号: ", "编号："), encoding="utf-8")
    assert run("fmt", untidy)[1].splitlines()[0] == LESSON
    assert "编号：" in other.read_text(encoding="utf-8")


def test_a_file_that_cannot_be_read_is_named_and_left_alone(run, folder):
    (folder / COURSE).write_bytes("编号：greeting".encode("gbk"))
    code, said = run("fmt", folder)
    assert code == 1
    assert f"{COURSE}:1:1: E F01" in said
    assert (folder / COURSE).read_bytes() == "编号：greeting".encode("gbk")


def test_a_disk_that_takes_nothing_leaves_the_file_whole(run, folder, untidy, monkeypatch):
    before = untidy.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    code, said = run("fmt", folder)
    assert (code, "No space left on device" in said, untidy.read_bytes()) == (1, True, before)
    assert list(folder.rglob(".*")) == []


def test_the_live_edition_is_compared_on_request_and_at_publication(run, folder, cast):
    """A raised pass mark without a raised 版本 is asked about; publishing says it and goes on."""
    run("publish", folder, "--by", "system", "--note", "first")
    exam = folder / EXAM
    text = exam.read_text(encoding="utf-8")
    exam.write_text(re.sub(r"及格: \d+%", "及格: 95%", text), encoding="utf-8")
    assert "V05" not in run("check", folder)[1]
    code, said = run("check", folder, "--against-database")
    assert (code, f"{EXAM}:1:1: W V05" in said) == (0, True)
    code, said = run("publish", folder, "--by", "T0001", "--note", "stricter")
    assert (code, f"{EXAM}:1:1: W V05" in said, "第 2 版" in said) == (0, True, True)


def test_no_folder_is_read_while_the_database_waits(run, folder, cast, bank, monkeypatch):
    """Not the new one, and not the one that is live, in a process that has read neither yet."""
    run("publish", folder, "--by", "system", "--note", "first")
    with bank.sessions.reader() as db:
        db.info["catalogues"].clear()
    (folder / LESSON).write_text((folder / LESSON).read_text(encoding="utf-8") + "\n再说一句。\n", encoding="utf-8")
    writing, read = [], []
    for name in ("begin", "commit", "rollback"):
        event.listen(bank.sessions.engine, name, lambda connection, name=name: writing.append((name, _may_write(connection))))
    course = shelf.CourseReader.read

    def noted(reader):
        read.append([name for name, may_write in writing if may_write])
        return course(reader)

    monkeypatch.setattr(shelf.CourseReader, "read", noted)
    assert run("publish", folder, "--by", "T0001", "--note", "one more sentence")[0] == 0
    assert read == [[], []]
    assert ("begin", True) in writing


def _may_write(connection):
    return not connection.get_execution_options().get("reads_only", False)


def test_annotations_name_files_from_where_the_command_is_run(run, folder, monkeypatch):
    (folder / COURSE).write_bytes("编号：greeting".encode("gbk"))
    monkeypatch.chdir(folder.parent)
    assert f"::error file=content/{COURSE},line=1" in run("check", "content", "--format", "github")[1]


def test_notes_are_counted_and_listed_on_request(run, folder):
    """Whoever mends errors does not want to read about external links first."""
    lesson = folder / LESSON
    lesson.write_text(f"{lesson.read_text(encoding='utf-8')}\n[网站](https://example.com/)\n", encoding="utf-8")
    code, said = run("check", folder)
    assert (code, " I " in said, "1 个提示" in said) == (0, False, True)
    assert " I A03 " in run("check", folder, "--notes")[1]
    assert "A03" in [one["code"] for one in json.loads(run("check", folder, "--format", "json")[1])]


def test_figures_of_a_folder_and_of_the_live_edition(run, folder):
    assert run("stats")[0] == 1
    code, said = run("stats", folder, "--json")
    [course] = json.loads(said)
    assert (code, course["key"], course["lessons"], course["untranslated"]) == (0, "greeting", 1, [])
    assert sum(course["kinds"].values()) == course["questions"]
    assert course["reading_minutes"] == -(-course["characters"] // 300)
    run("publish", folder, "--by", "system", "--note", "first")
    assert run("stats", "--json") == (0, said)
    told = run("stats")[1].splitlines()
    assert told[0].startswith("greeting  ")
    assert f"约读 {course['reading_minutes']} 分钟（每分钟 300 字）" in told[1]
    assert told[-1].split() == ["缺英文", "没有"]
