"""V: a folder against the edition that is live. What people have answered hangs on ids, so ids may not wander."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from learning.content.asked import Question, Quiz
from learning.content.catalogue import Catalogue, Course
from learning.content.findings import Finding, finding
from learning.content.played import Roleplay
from learning.content.typed import plain
from learning.content.vocabulary import KINDS

ALIKE = 0.6
LONGEST_COMPARED = 1500
MOST_COMPARED = 2000
MANY_CHANGED = 3
_TAG = re.compile(r"<[^>]*>")
_NAMES = {kind: zh for zh, kind in KINDS.items()} | {
    "lesson": "课文",
    "quiz": "测验",
    "roleplay": "情景演练",
    "meeting": "晨会",
    "task": "任务",
    "sample": "样例",
}


@dataclass(frozen=True)
class Past:
    """What stood under an id that has been published before: every revision, the last kind and its words."""

    kind: str
    revisions: frozenset[str]
    words: str


Remembered = Callable[[Course, Collection[str]], Mapping[str, Past]]
"""Which of these ids of a course were published before, in any edition."""


def compare(before: Catalogue, after: Catalogue, files: Mapping[str, bytes], remembered: Remembered) -> list[Finding]:
    """Every V finding. `before` is live, `after` wants to be, `files` are what it was read from."""
    found: list[Finding] = []
    for course in before.courses.values():
        now = after.course(course.key)
        if now is None:
            found.append(finding(f"{course.folder}/course.md", 1, 1, "V01", id=course.key))
        else:
            found.extend(_Comparison(course, now, files).findings(remembered))
    return sorted(found)


def _items(course: Course) -> dict[str, Any]:
    return {item_id: item for shelf in course.shelves for item_id, item in shelf.items()}


class _Comparison:
    """One course as it is live and as it is to be."""

    def __init__(self, course: Course, now: Course, files: Mapping[str, bytes]) -> None:
        self.course, self.now, self.files = course, now, files
        self.old, self.new = _items(course), _items(now)
        self.renamed = {former: item for item in self.new.values() for former in item.former}

    def findings(self, remembered: Remembered) -> Iterator[Finding]:
        yield from self._vanished()
        yield from self._retyped()
        yield from self._reused(remembered)
        yield from self._changed()
        yield from self._asked_again()

    def _vanished(self) -> Iterator[Finding]:
        """V01, with the new item that is most like the one that is gone."""
        gone = [item for item_id, item in self.old.items() if item_id not in self.new and item_id not in self.renamed]
        added = [item for item_id, item in self.new.items() if item_id not in self.old and not item.former]
        pairs = MOST_COMPARED
        for item in gone:
            path = item.path if item.path in self.files else f"{self.now.folder}/course.md"
            same_kind = [other for other in added if other.kind == item.kind][:pairs]
            pairs -= len(same_kind)
            best = max(((_likeness(item, other), other.id) for other in same_kind), default=(0.0, ""))
            if best[0] >= ALIKE:
                yield finding(path, 1, 1, "V01b", id=item.id, id2=best[1], p=int(best[0] * 100))
            else:
                yield finding(path, 1, 1, "V01", id=item.id)

    def _retyped(self) -> Iterator[Finding]:
        """V02: also where an item says that it is the former one under another id."""
        for item in self.new.values():
            then = [self.old[key] for key in (item.id, *item.former) if key in self.old]
            for one in then:
                if one.kind != item.kind:
                    yield self._at(item, "V02", id=item.id, a=_NAMES.get(one.kind, one.kind), b=_NAMES.get(item.kind, item.kind))

    def _reused(self, remembered: Remembered) -> Iterator[Finding]:
        """V03: an id of something that was retired comes back as something else; the same thing may come back."""
        fresh = [item_id for item_id in self.new if item_id not in self.old]
        for item_id, past in remembered(self.now, fresh).items() if fresh else ():
            item = self.new[item_id]
            words = item.title.zh if item.kind == "lesson" else words_of(item)
            if item.revision not in past.revisions and (past.kind != item.kind or _ratio(past.words, words) < ALIKE):
                yield self._at(item, "V03", id=item_id)

    def _changed(self) -> Iterator[Finding]:
        """V04."""
        both = [(self.old[key], item) for key, item in self.new.items() if key in self.old and isinstance(item, Question)]
        changed = sum(one.revision != other.revision for one, other in both)
        if changed:
            yield finding(f"{self.now.folder}/course.md", 1, 1, "V04", n=changed)

    def _asked_again(self) -> Iterator[Finding]:
        """V05: what was passed then is not what is asked now, and nobody is asked to do it again."""
        for item in self.new.values():
            then = self.old.get(item.id)
            if not isinstance(item, Quiz | Roleplay) or then is None or then.kind != item.kind or item.edition > then.edition:
                continue
            if isinstance(item, Quiz):
                is_other = (item.pass_share, item.must_tags) != (then.pass_share, then.must_tags) or self._other_questions(
                    then, item
                )
            else:
                is_other = (item.pass_share, _red(item)) != (then.pass_share, _red(then))
            if is_other:
                yield self._at(item, "V05")

    def _other_questions(self, then: Quiz, now: Quiz) -> bool:
        asked = [
            {key: questions[key].revision for key in _asked(quiz) if key in questions}
            for quiz, questions in ((then, self.course.questions), (now, self.now.questions))
        ]
        other = {key for key in asked[0].keys() | asked[1].keys() if asked[0].get(key) != asked[1].get(key)}
        return MANY_CHANGED * len(other) > max(map(len, asked))

    def _at(self, item: Any, key: str, **gaps: object) -> Finding:
        return finding(item.path, line_of(self.files.get(item.path, b""), item.id), 1, key, **gaps)


def _asked(quiz: Quiz) -> set[str]:
    return {*quiz.fixed, *(key for draw in quiz.draws for key in draw.pool)}


def _red(roleplay: Roleplay) -> object:
    in_replies = [reply.red_line for node in roleplay.nodes for reply in node.replies if reply.red_line]
    return in_replies, roleplay.red_lines


def line_of(raw: bytes, item_id: str) -> int:
    """The heading that carries an id; the first line for a file's own."""
    lines = raw.decode("utf-8", "replace").split("\n")
    return next((n for n, line in enumerate(lines, 1) if f"{{#{item_id}}}" in plain(line)), 1)


def words_of(item: Any) -> str:
    """The Chinese words of an item, to be compared with others."""
    if item.kind == "lesson":
        return " ".join([item.title.zh, *(_TAG.sub("", getattr(block, "html", "")) for block in item.body.zh)])
    source: Mapping[str, Any] = getattr(item, "source", {})
    return " ".join(strings(source.get("zh", {}))) or item.title.zh


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from strings(one)


def _likeness(item: Any, other: Any) -> float:
    return _ratio(words_of(item), words_of(other))


def _ratio(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one[:LONGEST_COMPARED], other[:LONGEST_COMPARED], autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    return matcher.ratio()
