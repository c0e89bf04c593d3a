"""The samples of the format, kept whole in `samples/`, and what becomes of them."""

from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from learning.content.asked import GapAnswer, NumberAnswer
from learning.content.catalogue import Course, Embed, Words
from learning.content.findings import report
from learning.content.reading import Reading, read_tree, tree_of

SAMPLES = Path(__file__).parent / "samples"


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_tree(tree_of(SAMPLES)[0])


@pytest.fixture(scope="module")
def greeting(reading) -> Course:
    return reading.catalogue.courses["greeting"]


def test_the_samples_have_no_findings(reading):
    assert report(reading.findings, files=reading.files) == "12 个文件：0 个错误，0 个警告，0 个提示"


def test_the_outline_says_what_is_required(greeting):
    assert [(step.key, step.kind, step.required, step.minutes) for step in greeting.outline] == [
        ("first-sentence", "lesson", True, 15),
        ("greeting-check", "quiz", True, None),
        ("long-queue", "roleplay", True, 8),
        ("three-voices", "meeting", False, 10),
    ]
    assert greeting.required_for("teller") == ("first-sentence", "greeting-check", "long-queue")


def test_a_lesson_shows_its_question_in_place(greeting):
    lesson = greeting.lessons["first-sentence"]
    assert lesson.question_ids == ("q-first-words",)
    assert lesson.body["zh"][1] == Embed("question", "q-first-words", "随堂一题：排队超时，第一句话说什么？")
    assert lesson.body["en"][1] == Embed("question", "q-first-words", "One question: first words after a long wait")
    assert [entry.anchor for entry in lesson.toc["zh"]] == ["s-ten-seconds", "s-wording", "s-demo", "s-check"]
    assert '<div class="say"><span class="who">客户</span><span class="tone">声音不大</span>' in lesson.body["zh"][0].html
    assert (
        '<img src="/courses/greeting/assets/greet.png" alt="大堂经理在门口一米处迎候客户" loading="lazy">'
        in lesson.body["zh"][0].html
    )


def test_every_type_of_question_is_read(greeting):
    assert {key: question.kind for key, question in greeting.questions.items()} == {
        "q-first-words": "single", "q-feel-shorter": "multiple", "q-pin": "truefalse", "q-three-voices": "gaps",
        "q-seconds": "number", "q-order": "order", "q-match": "match", "q-sort-info": "classify", "q-write": "essay",
        "case-scam": "case", "q-stand": "single",
    }  # fmt: skip
    assert all(question.answerable for question in greeting.questions.values())


def test_answers(greeting):
    questions = greeting.questions
    assert [choice.mark for choice in questions["q-first-words"].choices] == [0, 1, Fraction(1, 2), 0]
    assert questions["q-pin"].answer is False
    assert questions["q-three-voices"].answer[1] == GapAnswer(("答声", "应声"), ("answer", "reply"))
    assert questions["q-seconds"].answer == NumberAnswer(Fraction(8), Fraction(12), Words("秒", "seconds"))
    assert [row.left.zh if row.left else None for row in questions["q-match"].rows][-1] is None
    assert [criterion.points for criterion in questions["q-write"].criteria] == [1, 1, 1, 2]
    assert [part.id for part in questions["case-scam"].parts] == ["q-scam-1", "q-scam-2"]
    assert questions["case-scam"].points == 4


def test_a_quiz_draws_from_the_bank(greeting):
    quiz = greeting.quizzes["greeting-check"]
    assert (quiz.purpose, quiz.pass_share, quiz.time_limit, quiz.attempts) == ("practice", Fraction(4, 5), timedelta(minutes=10), 3)
    assert [(draw.count, draw.points, draw.pool) for draw in quiz.draws] == [
        (3, 2, ("q-pin", "q-three-voices", "q-seconds")),
        (2, 2, ("q-first-words", "q-feel-shorter")),
        (1, 2, ("case-scam",)),
    ]
    assert quiz.fixed == ("q-stand",)


def test_items_are_found_by_key(reading):
    catalogue = reading.catalogue
    assert catalogue.item("greeting", "q-pin").kind == "truefalse"
    assert catalogue.item("greeting", "long-queue").kind == "roleplay"
    assert catalogue.item("greeting", "gone") is None
    assert catalogue.item("gone", "q-pin") is None


def test_the_digest_is_of_the_whole_folder(reading):
    files, _ = tree_of(SAMPLES)
    assert read_tree(dict(reversed(files.items()))).catalogue.digest == reading.catalogue.digest
    assert read_tree(files | {"glossary.md": b""}).catalogue.digest != reading.catalogue.digest
