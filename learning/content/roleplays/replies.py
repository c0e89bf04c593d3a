"""The choices under a node: `- “…”`, and indented under each what it earns, a comment, where it leads."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from learning.content import typed
from learning.content.findings import Log
from learning.content.scanner import Line
from learning.content.typed import plain
from learning.content.vocabulary import REPLY_FIELDS, REPLY_FIELDS_EN

REPLY_LINE = re.compile(r" ?[-*+](?:[ \u3000]+|\Z)(.*)\Z")
_INDENTED = re.compile(r"(?:[ \t\u3000]{2,}|[\t\u3000])\S")
_FIELD = re.compile(r"\s+[-*+]\s*([^:]{1,12}?)\s*:\s*(.*)\Z")
_DASH = re.compile(r"\s+[-*+]\s+(\S.*)\Z")
_SCORE = re.compile(r"(.*?)\s*([+-]?\d{1,3})\Z")
MOST_EARNED = 5
ONLY_IN_CHINESE = ("scores", "goes_to", "clauses")

Place = tuple[int, int]


@dataclass
class ReplyDraft:
    """One choice in one language; `places` remember the line and column of each field."""

    n: int
    text: str
    scores: dict[str, int] = field(default_factory=dict)
    comment: str = ""
    goes_to: str = ""
    red_line: str = ""
    clauses: tuple[str, ...] = ()
    places: dict[str, Place] = field(default_factory=dict)
    last: str = "text"


class ReplyReader:
    """Takes the lines under a node from the first choice on."""

    def __init__(self, log: Log, lang: str, dimensions: tuple[str, ...]) -> None:
        self.log, self.lang, self.dimensions = log, lang, dimensions
        self.found: list[ReplyDraft] = []
        self.astray = False

    def take(self, line: Line) -> None:
        started = REPLY_LINE.match(line.text)
        if started:
            self.found.append(ReplyDraft(line.n, started[1].strip()))
        elif line.is_blank:
            pass
        elif not _INDENTED.match(line.text):
            self._astray(line)
        else:
            self._field(line, self.found[-1])

    def _astray(self, line: Line) -> None:
        if not self.astray:
            self.log.add("R22", line.n)
        self.astray = True

    def _field(self, line: Line, reply: ReplyDraft) -> None:
        found = _FIELD.match(plain(line.text))
        if not found:
            self._more(line, reply)
            return
        name = line.text[found.start(1) : found.end(1)]
        key = _key(name, self.lang)
        if key is None:
            known = REPLY_FIELDS if self.lang == "zh" else REPLY_FIELDS_EN
            self.log.add("R15", line.n, found.start(1) + 1, x=name, near=self.log.near(name, known))
        elif self.lang != "zh" and key in ONLY_IN_CHINESE:
            self.log.add("T05", line.n, found.start(1) + 1, k=name)
        elif key in reply.places:
            self.log.add("R16", line.n, found.start(1) + 1, x=name)
        else:
            reply.places[key] = (line.n, found.start(2) + 1)
            _SETTERS[key](self, reply, line.text[found.start(2) :].strip(), reply.places[key])
            reply.last = key

    def _more(self, line: Line, reply: ReplyDraft) -> None:
        """A field or a choice that goes on in the next line."""
        if dash := _DASH.match(line.text):
            known = REPLY_FIELDS if self.lang == "zh" else REPLY_FIELDS_EN
            self.log.add("R15", line.n, dash.start(1) + 1, x=dash[1][:20], near=self.log.near(dash[1][:20], known))
        elif reply.last in ("text", "comment", "red_line"):
            glue = "\n" if reply.last == "comment" else " "
            setattr(reply, reply.last, f"{getattr(reply, reply.last)}{glue}{line.text.strip()}")
        else:
            self.log.add("R15", line.n, x=line.text.strip()[:20])

    def scores(self, reply: ReplyDraft, value: str, place: Place) -> None:
        if plain(value).strip() == "0":
            return
        at = place[1]
        for part in re.split("[;；,，、]", value):
            if part.strip():
                self._score(reply, plain(part).strip(), (place[0], at + len(part) - len(part.lstrip())))
            at += len(part) + 1

    def _score(self, reply: ReplyDraft, part: str, place: Place) -> None:
        found = _SCORE.match(part.removesuffix("分").rstrip())
        name = found[1].strip() if found else ""
        if not found or not name:
            self.log.add("R17", *place, x=part[:40])
        elif name not in self.dimensions:
            if self.dimensions:
                self.log.add("R18", *place, x=name[:40], near=self.log.near(name, self.dimensions))
        elif name in reply.scores:
            self.log.add("R16", *place, x=name[:40])
        elif abs(int(found[2])) > MOST_EARNED:
            self.log.add("R19", *place, n=int(found[2]))
        else:
            reply.scores[name] = int(found[2])


def _key(name: str, lang: str) -> str | None:
    if lang == "zh":
        return REPLY_FIELDS.get(name)
    return REPLY_FIELDS_EN.get(name.casefold()) or REPLY_FIELDS.get(name)


def _text(key: str) -> Callable[[ReplyReader, ReplyDraft, str, Place], None]:
    def take(_reader: ReplyReader, reply: ReplyDraft, value: str, _place: Place) -> None:
        setattr(reply, key, value)

    return take


def _clauses(_reader: ReplyReader, reply: ReplyDraft, value: str, _place: Place) -> None:
    reply.clauses = tuple(typed.items(value))


_SETTERS: dict[str, Callable[[ReplyReader, ReplyDraft, str, Place], None]] = {
    "scores": ReplyReader.scores,
    "comment": _text("comment"),
    "goes_to": _text("goes_to"),
    "red_line": _text("red_line"),
    "clauses": _clauses,
}
