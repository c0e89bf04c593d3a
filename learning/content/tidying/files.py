"""One file: header, headings, and what stands under each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from learning.content import typed
from learning.content.courses import OUTLINE
from learning.content.findings import Mute
from learning.content.layout import laid_out
from learning.content.named_tables import ITEM, section_named, tables_in
from learning.content.questions.pages import DRAWING
from learning.content.scanner import HEADING, Heading, Section, without_id
from learning.content.sources import Source
from learning.content.tidying.header import tidy_header
from learning.content.tidying.questions import tidy_question
from learning.content.typed import plain

PEOPLE = ("人物", "Characters")
_DURATION = re.compile(r"(.*)[（(]([^（()）]{1,40})[)）]\Z")
_SCORED = re.compile(r"(\s*(?:- )?(?:得分|Score|情绪)\s*[:：])(.*)\Z")
_SIGNS = str.maketrans("０１２３４５６７８９＋－−", "0123456789+--")


@dataclass(frozen=True)
class Tidier:
    """`new_ids` are for headings of this file by line; `kinds` are the types of questions by id, for a translation."""

    source: Source
    lines: list[str]
    new_ids: Mapping[int, str]
    kinds: Mapping[str, str]

    def text(self) -> str:
        out = tidy_header(self.lines[: self.source.header.ends])
        for section in self.source.sections:
            body = self._trimmed(self._body(section))
            if section.heading:
                out += [*([""] if out else []), self._heading(section.heading, self.lines[section.heading.n - 1])]
            glued = section.heading and body and self._asks(section) and body[0].strip() and self._is_next(section)
            out += [*([""] if out and body and not glued else []), *body]
        return "\n".join(out) + "\n" if out else ""

    def _trimmed(self, body: list[str]) -> list[str]:
        while body and not body[0].strip():
            body = body[1:]
        while body and not body[-1].strip():
            body = body[:-1]
        return body

    def _is_next(self, section: Section) -> bool:
        """Properties belong right under the heading."""
        first = section.lines[0] if section.lines else None
        return (
            first is not None
            and not first.is_blank
            and plain(first.text).lstrip().startswith(("属性", "Meta", "meta", "Properties"))
        )

    def _asks(self, section: Section) -> bool:
        heading = section.heading
        return self.source.place.kind in ("bank", "quiz") and heading is not None and heading.title not in DRAWING

    def _body(self, section: Section) -> list[str]:
        if section.heading and self._asks(section):
            return tidy_question(section, self.source.place.lang, self.kinds.get(section.heading.id, ""))
        texts = [line.text + self._mark(line.n) for line in section.lines]
        if self.source.place.kind == "course" and section.heading and section.heading.title in OUTLINE:
            texts = [_listed(text) for text in texts]
        if self.source.place.kind == "roleplay":
            texts = [_scored(text) for text in texts]
        return laid_out(texts, self._speakers())

    def _mark(self, n: int) -> str:
        """Of a line to be signed; headings carry theirs in `_heading`."""
        return f" {{#{self.new_ids[n]}}}" if n in self.new_ids else ""

    def _speakers(self) -> tuple[str, ...]:
        if self.source.place.kind == "roleplay":
            section = section_named(self.source, *PEOPLE)
            table = next(tables_in(section.lines, Mute()), None) if section else None
            return tuple(row[0] for _, row in table.rows if row[0]) if table else ()
        return self.source.header.items("roles")

    def _heading(self, heading: Heading, raw: str) -> str:
        found = HEADING.match(raw)
        marks = "#" * len(found[1]) if found else "##"
        written = without_id(found[3])[1] if found else None
        item_id = self.new_ids.get(heading.n, "") if written is None else written
        mark = "" if written is None and not item_id else f" {{#{item_id}}}"
        title = _timed(heading.title) if self.source.place.kind == "meeting" else heading.title
        return f"{marks} {title}{mark.lstrip() if title.endswith('）') else mark}"


def _timed(title: str) -> str:
    """`（１ 分钟）` as `（1 分钟）`."""
    found = _DURATION.match(title)
    if not found or typed.seconds(found[2]) is None:
        return title
    return title[: found.start(2)] + plain(found[2]) + title[found.end(2) :]


def _listed(text: str) -> str:
    """`1、[课](…)` as `1. [课](…)`."""
    found = ITEM.match(text)
    number = re.match(r"\s{0,3}([0-9０-９]{1,3})[.、)．）]", text)
    return f"{int(number[1])}. {found[1]}" if found and number else text


def _scored(text: str) -> str:
    found = _SCORED.match(text)
    return found[1] + found[2].translate(_SIGNS) if found else text
