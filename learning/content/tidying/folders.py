"""A whole folder: which files change, which cannot be read, ids that are unique in their course, translations kept true."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from learning.content.english import digest_of
from learning.content.findings import Finding, Mute
from learning.content.limits import admit
from learning.content.lists import TASK, task
from learning.content.meetings.segments import TITLE
from learning.content.questions.pages import DRAWING, read_drafts
from learning.content.scanner import HEADING, Heading, Section, without_id
from learning.content.sources import Place, Source, place_of, read_source
from learning.content.tidying.files import Tidier
from learning.content.typed import ALPHABET, made_up, plain, seconds
from learning.content.vocabulary import ACCEPTANCE

LETTERS = {"bank": "q", "quiz": "q", "roleplay": "n", "meeting": "s", "task": "t"}
SOURCE_LINE = re.compile(r"^source:[^\n]*$", re.MULTILINE)


@dataclass
class Tidied:
    """`changed` files by path, as they should be; `refused`: why a file was left alone; `files`: how many were looked at."""

    changed: dict[str, bytes] = field(default_factory=dict)
    refused: list[Finding] = field(default_factory=list)
    files: int = 0


def tidy_tree(files: Mapping[str, bytes], wanted: Collection[str] | None = None, *, checked: bool = False) -> Tidied:
    """Tidies the wanted files and their translations (absent: all). `checked`: somebody has compared the translations
    with today's Chinese, and they say so from now on."""
    sources = {path: read_source(place, files[path]) for path, place in _pages(files)}
    result, after, ids = Tidied(), dict(sources), _Ids(sources)
    for path, source in sorted(sources.items(), key=lambda pair: (pair[1].place.lang != "zh", pair[0])):
        if wanted is not None and path not in wanted and source.place.original not in wanted:
            continue
        result.files += 1
        lines = admit(files[path], Mute())
        if lines is None or not source.sections:
            result.refused.extend([one for one in source.log.found if one.severity == "E"][:1])
            continue
        text = Tidier(source, lines, ids.lacking(source, lines), _kinds(source, sources)).text()
        if source.place.lang != "zh" and source.place.original in sources:
            text = _true_source(text, source, sources, after, checked=checked)
        written = text.replace("\n", "\r\n").encode() if b"\r\n" in files[path] else text.encode()
        if written != files[path]:
            result.changed[path] = written
            after[path] = read_source(source.place, written)
    return result


def _pages(files: Iterable[str]) -> Iterable[tuple[str, Place]]:
    for path in files:
        place = place_of(path)
        if place and place.kind not in ("asset", "checklist"):
            yield path, place


def _kinds(source: Source, sources: Mapping[str, Source]) -> dict[str, str]:
    """A translation does not say of what type a question is."""
    original = sources.get(source.place.original)
    if source.place.kind not in ("bank", "quiz") or source.place.lang == "zh" or original is None:
        return {}
    drafts = read_drafts(original, Mute())
    return {one.heading.id: one.meta.kind for draft in drafts for one in (draft, *draft.parts) if one.meta}


class _Ids:
    """Gives ids (H02), unique in their course. The one that the reader made up is kept where it is free: under it a
    question may have been published and answered already."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self.taken: dict[str, set[str]] = {}
        for source in sources.values():
            own = {source.header.text("id"), *(heading.id for heading in source.headings)}
            self.taken.setdefault(source.place.course, set()).update(own)

    def lacking(self, source: Source, lines: Sequence[str]) -> dict[int, str]:
        letter = LETTERS.get(source.place.kind)
        if letter is None or source.place.lang != "zh":
            return {}
        return {n: self._free(letter, title, self.taken[source.place.course]) for n, title in _lacking(source, lines)}

    def _free(self, letter: str, title: str, taken: set[str]) -> str:
        item_id = made_up(letter, title)
        while item_id in taken:
            item_id = f"{letter}-" + "".join(secrets.choice(ALPHABET) for _ in range(5))
        taken.add(item_id)
        return item_id


def _lacking(source: Source, lines: Sequence[str]) -> Iterable[tuple[int, str]]:
    """Line and title of what needs an id: questions, nodes of a dialogue, segments of a meeting, lines to be signed."""
    under = ""
    for section in source.sections:
        heading = section.heading
        if heading is None:
            continue
        under = heading.title if heading.level == 2 else under
        if source.place.kind == "task":
            yield from _unsigned(section) if heading.title in ACCEPTANCE else ()
        elif not heading.id and _has_none(lines[heading.n - 1]) and _needs_one(heading, under, source.place.kind):
            timed = TITLE.match(plain(heading.title)) if source.place.kind == "meeting" else None
            yield heading.n, heading.title[timed.start(1) : timed.end(1)].strip() if timed and seconds(timed[2]) else heading.title


def _needs_one(heading: Heading, under: str, kind: str) -> bool:
    if kind == "roleplay":
        return under == "对话" and heading.level == 3
    return heading.level == 2 if kind == "meeting" else heading.title not in DRAWING


def _has_none(line: str) -> bool:
    found = HEADING.match(line)
    return found is not None and without_id(found[3])[1] is None


def _unsigned(section: Section) -> Iterable[tuple[int, str]]:
    for line in section.lines:
        if TASK.match(plain(line.text)):
            text, item_id, _ = without_id(task(line.text)[1])
            if item_id is None and text:
                yield line.n, text


def _true_source(text: str, source: Source, before: Mapping[str, Source], after: Mapping[str, Source], *, checked: bool) -> str:
    """A translation that was true stays true when its Chinese is tidied; one that a person has checked becomes so (T02)."""
    original = source.place.original
    written = source.header.text("source")
    if not written or not (checked or written == digest_of(before[original])):
        return text
    return SOURCE_LINE.sub(f"source: {digest_of(after[original])}", text, count=1)
