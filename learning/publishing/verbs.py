"""Publishing an edition, and talking with readers about it."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from learning.base.ledger import announce
from learning.content.catalogue import Catalogue, Course, ScriptLine, Words
from learning.content.markup import RENDERER
from learning.content.meetings.stored import meeting_payload
from learning.content.payloads import payload
from learning.content.roleplays.stored import roleplay_payload
from learning.content.samples import sample_payload
from learning.content.tasks import task_payload
from learning.publishing import queries
from learning.publishing.facts import EditionPublished, FlagAnswered
from learning.publishing.models import Blob, Edition, EditionFile, Flag, ItemRevision, ItemText
from learning.publishing.queries import Live
from learning.publishing.refusals import EmptySentence, HasErrors, SentenceTooLong

LONGEST_SENTENCE = 400


def publish(db: Session, tree: Mapping[str, bytes], *, by_id: int | None, note: str, at: datetime) -> Live:
    """Make the tree the live edition. Refuses a tree with errors, in itself or against what is live (an id that now means
    something else); the same tree again changes nothing.

    Announces ``EditionPublished``. Two at the same moment: the second meets the key of ``edition`` and is told so.
    """
    reading = queries.read(db, tree)  # before the first question to the database: reading takes its time, a transaction must not
    errors = [finding for finding in reading.findings if finding.severity == "E"]
    if errors:
        raise HasErrors(errors)
    now = queries.live(db)
    if now.digest == reading.catalogue.digest:
        return now
    errors = [finding for finding in queries.against_live(db, tree, reading.catalogue) if finding.severity == "E"]
    if errors:
        raise HasErrors(errors)
    n = now.edition + 1
    db.add(Edition(n=n, digest=reading.catalogue.digest, at=at, by_id=by_id, note=note))
    db.flush()
    _keep_files(db, n, tree)
    _keep_items(db, n, reading.catalogue, now.catalogue, at)
    announce(
        db, EditionPublished(at=at, by=by_id, reason=note, edition=n, digest=reading.catalogue.digest, files=len(tree))
    )  # fmt: skip
    db.flush()
    return Live(n, reading.catalogue.digest, reading.catalogue, at)


def _keep_files(db: Session, n: int, tree: Mapping[str, bytes]) -> None:
    digests = {path: hashlib.sha256(content).hexdigest() for path, content in tree.items()}
    known = set(db.scalars(select(Blob.sha256).where(Blob.sha256.in_(set(digests.values())))))
    new = {digests[path]: content for path, content in tree.items() if digests[path] not in known}
    _insert(db, Blob, [{"sha256": digest, "bytes": content} for digest, content in new.items()])
    _insert(db, EditionFile, [{"edition": n, "path": path, "blob": digest} for path, digest in digests.items()])


def _keep_items(db: Session, n: int, catalogue: Catalogue, live: Catalogue, at: datetime) -> None:
    """The live edition's courses have been kept already."""
    for course in catalogue.courses.values():
        if live.courses.get(course.key) is course:
            continue
        known = {
            tuple(row) for row in db.execute(select(ItemRevision.item, ItemRevision.rev).where(ItemRevision.course == course.key))
        }
        items = [one for one in _items(course) if (one["item"], one["rev"]) not in known]
        _insert(db, ItemRevision, [{**_without(one, "texts"), "first_seen_at": at, "edition": n} for one in items])
        _insert(db, ItemText, [{**_key(one), **text, "renderer": RENDERER} for one in items for text in one["texts"]])


def _key(item: dict[str, Any]) -> dict[str, Any]:
    return {name: item[name] for name in ("course", "item", "rev")}


def _insert(db: Session, table: type[Any], rows: list[dict[str, Any]]) -> None:
    if rows:
        db.execute(insert(table), rows)


def _without(row: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != key}


def _items(course: Course) -> Iterator[dict[str, Any]]:
    """Everything of a course that is shown or scored, as rows, and its words by language."""
    for question in course.questions.values():
        whole = payload(question)
        yield _item(course, question.id, question.revision, question.kind, whole, _question_texts(question))
    for lesson in course.lessons.values():
        words = {"title": {"zh": lesson.title.zh, "en": lesson.title.en}, "version": lesson.edition}
        yield _item(course, lesson.id, lesson.revision, "lesson", words, _body_texts(lesson.title, lesson.body))
    for roleplay in course.roleplays.values():
        texts = _words_texts(roleplay.title, roleplay.background)
        yield _item(course, roleplay.id, roleplay.revision, "roleplay", roleplay_payload(roleplay), texts)
    for meeting in course.meetings.values():
        said = [line.text for segment in meeting.segments for line in segment.parts if isinstance(line, ScriptLine)]
        yield _item(course, meeting.id, meeting.revision, "meeting", meeting_payload(meeting), _words_texts(meeting.title, *said))
    for task in course.tasks.values():
        texts = _words_texts(task.title, task.text, *(line.text for line in task.lines))
        yield _item(course, task.id, task.revision, "task", task_payload(task), texts)
    for sample in course.samples.values():
        texts = _words_texts(sample.title, sample.situation, *(line.text for line in sample.script))
        yield _item(course, sample.id, sample.revision, "sample", sample_payload(sample), texts)


def _item(course: Course, item: str, rev: str, kind: str, whole: dict[str, Any], texts: Iterable[dict[str, Any]]) -> dict[str, Any]:  # noqa: PLR0913 -- the columns of one row
    return {"course": course.key, "item": item, "rev": rev, "kind": kind, "payload": whole, "texts": list(texts)}


def _question_texts(question: Any) -> Iterator[dict[str, Any]]:
    return _body_texts(question.title, question.stem)


def _body_texts(title: Any, body: Any) -> Iterator[dict[str, Any]]:
    for lang in ("zh", "en"):
        blocks = body[lang]
        if blocks is not None:
            html = "".join(getattr(block, "html", "") for block in blocks)
            yield {"lang": lang, "payload": {"title": title.in_(lang)}, "html": html}


def _words_texts(title: Words, *html: Words | None) -> Iterator[dict[str, Any]]:
    for lang in ("zh", "en") if title.en else ("zh",):
        yield {"lang": lang, "payload": {"title": title.in_(lang)}, "html": "\n".join(one.in_(lang) for one in html if one)}


def flag(db: Session, person_id: int, *, at: datetime, text: str, **place: str) -> Flag:
    """Keep a reader's sentence about one revision of an item (``course item rev lang``) for the trainers."""
    if not text.strip():
        raise EmptySentence
    if len(text) > LONGEST_SENTENCE:
        raise SentenceTooLong(most=LONGEST_SENTENCE)
    kept = Flag(person_id=person_id, at=at, text=text.strip(), **place)
    db.add(kept)
    db.flush()
    return kept


def answer_flag(db: Session, by_id: int, found: Flag, text: str, *, at: datetime) -> None:
    """Answer a reader; announces ``FlagAnswered``. A second answer replaces the first."""
    if not text.strip():
        raise EmptySentence
    if len(text) > LONGEST_SENTENCE:
        raise SentenceTooLong(most=LONGEST_SENTENCE)
    found.answer, found.answered_by, found.answered_at = text.strip(), by_id, at
    announce(
        db, FlagAnswered(at=at, by=by_id, flag_id=found.id, person_id=found.person_id, course=found.course, item=found.item)
    )  # fmt: skip
