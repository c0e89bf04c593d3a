"""A tree becomes an edition, once; what was asked stays as it was asked; errors leave the last good edition live."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from learning.base.ledger import LedgerEntry
from learning.content.meetings.stored import meeting_from
from learning.content.roleplays.stored import roleplay_from
from learning.content.tasks import task_from
from learning.publishing import queries as reads
from learning.publishing import verbs
from learning.publishing.models import Blob, Edition, ItemRevision, ItemText
from learning.publishing.refusals import EmptySentence, HasErrors, SentenceTooLong
from tests.cast import MORNING
from tests.content.scenes import SOUND, english, scene
from tests.courses import BANK, COURSE, TINY, changed


def publish(db, tree=TINY, note="first"):
    live = verbs.publish(db, tree, by_id=None, note=note, at=MORNING)
    db.commit()
    return live


def test_an_edition_goes_live_with_its_reason(db):
    live = publish(db)
    assert live.edition == 1
    assert list(live.catalogue.courses) == ["greeting"]
    entry = db.scalars(select(LedgerEntry)).one()
    assert (entry.what, entry.reason, entry.details["edition"], entry.details["files"]) == (
        "EditionPublished",
        "first",
        1,
        len(TINY),
    )


def test_the_same_tree_again_changes_nothing(db):
    publish(db)
    assert publish(db, note="again").edition == 1
    assert db.scalar(select(func.count()).select_from(Edition)) == 1


def test_what_was_published_comes_back_byte_for_byte(db):
    publish(db)
    assert reads.tree(db, 1) == TINY


def test_a_changed_word_keeps_the_old_revision_and_adds_a_new_one(db):
    publish(db)
    old = {item: rev for item, rev in db.execute(select(ItemRevision.item, ItemRevision.rev))}
    live = publish(db, changed(TINY, BANK, "大家都在等", "大家都等着"), note="a word")
    question = next(q for q in live.catalogue.courses["greeting"].questions.values() if q.revision != old[q.id])
    revisions = db.scalars(select(ItemRevision.rev).where(ItemRevision.item == question.id).order_by(ItemRevision.edition)).all()
    assert revisions == [old[question.id], question.revision]
    assert db.scalar(select(func.count()).select_from(ItemRevision)) == len(old) + 1
    stored = reads.payloads(db, "greeting", [(question.id, rev) for rev in revisions])
    assert stored[question.id, old[question.id]] != stored[question.id, question.revision]


def test_unchanged_files_are_kept_once(db):
    publish(db)
    blobs = db.scalar(select(func.count()).select_from(Blob))
    publish(db, changed(TINY, COURSE, "版本: 1", "版本: 2"), note="again, please")
    assert db.scalar(select(func.count()).select_from(Blob)) == blobs + 1


def test_both_languages_are_rendered_at_publication(db):
    publish(db)
    languages = db.execute(select(ItemText.item, ItemText.lang).where(ItemText.item == "first-sentence").order_by(ItemText.lang))
    assert [tuple(row) for row in languages] == [("first-sentence", "en"), ("first-sentence", "zh")]


def test_a_tree_with_errors_is_refused_and_the_last_good_edition_stays(db):
    publish(db)
    broken = changed(TINY, COURSE, "编号: greeting", "编号greeting")
    with pytest.raises(HasErrors) as refusal:
        verbs.publish(db, broken, by_id=None, note="broken", at=MORNING)
    db.rollback()
    assert {finding.path for finding in refusal.value.findings} >= {COURSE}
    assert reads.live(db).edition == 1


def test_an_id_that_now_means_something_else_is_refused(db):
    """V02 against the live edition, V03 against all there ever were; the same thing may come back."""
    chinese = {path: raw for path, raw in TINY.items() if path != BANK.replace(".md", ".en.md")}
    publish(db, chinese)
    course = reads.live(db).catalogue.courses["greeting"]
    added = "\n\n## 递水 {#q-water}\n属性：判断\n\n客户坐下后可以递上一杯温水。\n\n答案：正确\n"
    grown = chinese | {BANK: chinese[BANK] + added.encode()}
    publish(db, grown, note="one more")
    publish(db, chinese, note="one less")
    essay = added.replace("判断", "简答").replace("答案：正确", "评分点：\n- 1 分：好")
    for other in (essay, added.replace("客户坐下后可以递上一杯温水", "可以替客户输入密码")):
        with pytest.raises(HasErrors) as refusal:
            verbs.publish(db, chinese | {BANK: chinese[BANK] + other.encode()}, by_id=None, note="reused", at=MORNING)
        assert [one.code for one in refusal.value.findings] == ["V03"]
    assert publish(db, grown, note="back again").edition == 4
    with pytest.raises(HasErrors) as refusal:
        retyped = grown[BANK].decode().replace(added, added.replace("判断", "数字").replace("正确", "1 杯"))
        verbs.publish(db, chinese | {BANK: retyped.encode()}, by_id=None, note="another type", at=MORNING)
    assert [one.code for one in refusal.value.findings] == ["V02"]
    assert set(reads.live(db).catalogue.courses["greeting"].questions) == {*course.questions, "q-water"}


def test_other_workers_see_a_new_edition_at_once(app, bank, db):
    publish(db)
    with bank.sessions.reader() as other:
        assert reads.live(other).edition == 1
    publish(db, changed(TINY, COURSE, "版本: 1", "版本: 2"), note="second")
    with bank.sessions.reader() as other:
        assert reads.live(other).catalogue.courses["greeting"].edition == 2


def test_what_is_live_costs_one_query_once_it_is_known(bank, db, queries):
    publish(db)
    with bank.sessions.reader() as other:
        reads.live(other)
        with queries() as asked:
            reads.live(other)
    assert len(asked) == 1


def test_two_publications_at_the_same_moment_leave_one_edition_each_number(bank):
    trees = [changed(TINY, COURSE, "版本: 1", f"版本: {n}") for n in range(2, 8)]

    def go(tree) -> str:
        try:
            with bank.sessions.writer() as db, db.begin():
                verbs.publish(db, tree, by_id=None, note="race", at=MORNING)
        except Exception as error:  # noqa: BLE001 -- the loser of a race is told so
            return type(error).__name__
        return "published"

    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(go, trees))
    with bank.sessions.reader() as db:
        numbers = db.scalars(select(Edition.n).order_by(Edition.n)).all()
    assert set(outcomes) <= {"published", "IntegrityError"}
    assert numbers == list(range(1, outcomes.count("published") + 1))


def test_a_reader_says_what_is_unclear_and_is_answered(db, cast):
    publish(db)
    place = {"course": "greeting", "item": "first-sentence", "rev": "r", "lang": "zh"}
    flag = verbs.flag(db, cast.lin.id, at=MORNING, text="  第二步没看懂 ", **place)
    verbs.answer_flag(db, cast.tao.id, flag, "已补一张图。", at=MORNING)
    assert (flag.text, flag.answer, flag.answered_by) == ("第二步没看懂", "已补一张图。", cast.tao.id)


@pytest.mark.parametrize(("text", "refusal"), [("", EmptySentence), ("   ", EmptySentence), ("字" * 401, SentenceTooLong)])
def test_a_flag_needs_one_sentence(db, cast, text, refusal):
    with pytest.raises(refusal):
        verbs.flag(db, cast.lin.id, at=MORNING, text=text, course="greeting", item="x", rev="r", lang="zh")


def test_role_plays_meetings_and_tasks_are_kept_as_they_were_shown(db):
    tree = english("roleplay/scene") | english("meetings/morning") | english("tasks/do-it")
    live = publish(db, tree)
    assert reads.tree(db, 1) == tree
    course = live.catalogue.courses["manners"]
    items = [course.roleplays["scene"], course.meetings["morning"], course.tasks["do-it"]]
    stored = reads.payloads(db, "manners", [(item.id, item.revision) for item in items])
    assert {key: stored[key]["kind"] for key in stored} == {(item.id, item.revision): item.kind for item in items}
    scene_again, morning_again, task_again = (
        make(stored[item.id, item.revision], id=item.id)
        for make, item in zip((roleplay_from, meeting_from, task_from), items, strict=True)
    )
    assert scene_again.nodes[0].lines == items[0].nodes[0].lines
    assert morning_again.segments[1:] == items[1].segments[1:]
    assert task_again.lines == items[2].lines
    texts = db.execute(select(ItemText.item, ItemText.lang, ItemText.html).where(ItemText.item.in_(item.id for item in items)))
    assert {(item, lang): html.split("\n")[0] for item, lang, html in texts} == {
        ("scene", "zh"): "<p>大堂里人很多。</p>",
        ("scene", "en"): "<p>A full lobby.</p>",
        ("morning", "zh"): "大家站好。",
        ("morning", "en"): "All stand.",
        ("do-it", "zh"): "<p>请站一小时大堂。</p>",
        ("do-it", "en"): "<p>Stand in the lobby for an hour.</p>",
    }


def test_another_word_of_a_scene_is_another_revision_and_the_old_one_stays(db):
    publish(db, SOUND)
    publish(db, scene(("先道歉", "道歉在先")), note="a comment")
    revisions = db.execute(select(ItemRevision.item, ItemRevision.edition).where(ItemRevision.item.in_(("scene", "morning"))))
    assert sorted(tuple(row) for row in revisions) == [("morning", 1), ("scene", 1), ("scene", 2)]
