"""The nodes of a dialogue in one language: mood, lines, then replies or where it goes on or how it ends."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from learning.content.findings import Log
from learning.content.limits import NODES
from learning.content.roleplays.replies import REPLY_LINE, ReplyDraft, ReplyReader
from learning.content.scanner import Heading, Line, Section, fenced
from learning.content.scripts import Script
from learning.content.typed import made_up, plain
from learning.content.vocabulary import ENDS, NODE_KEYWORDS, NODE_KEYWORDS_EN

FEWEST, MOST = 2, 5
_KEYWORD = re.compile(r" {0,3}([^:\s]{1,12}(?: [a-z]{1,6})?) ?: {0,3}(.*)\Z")
_MOOD = re.compile(r"([1-5]) ?/ ?5\Z")


@dataclass
class NodeDraft:
    heading: Heading
    mood: int | None = None
    goes_to: str = ""
    end: str | None = None
    lines: list[Line] = field(default_factory=list)
    replies: list[ReplyDraft] = field(default_factory=list)
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    script: Script = field(default_factory=Script)

    @property
    def id(self) -> str:
        return self.heading.id

    @property
    def title(self) -> str:
        return self.heading.title


def read_nodes(sections: Sequence[Section], log: Log, lang: str, dimensions: tuple[str, ...]) -> list[NodeDraft]:
    """None at all when there are too many."""
    nodes: list[NodeDraft] = []
    titles: dict[str, int] = {}
    for section in sections:
        heading = section.heading
        if heading is None:
            continue
        if len(nodes) == NODES:
            log.add("S10", heading.n, limit=NODES)
            return []
        if lang == "zh":
            heading = _identified(heading, log)
            if heading.title in titles:
                log.add("R13", heading.n, x=heading.title[:40], n=titles[heading.title])
            titles.setdefault(heading.title, heading.n)
        nodes.append(_NodeReader(heading, log, lang, dimensions).read(section))
    return nodes


def _identified(heading: Heading, log: Log) -> Heading:
    if heading.id:
        return heading
    if heading.id_col == 1 or "{#" not in heading.title:
        log.add("H02", heading.n, title=heading.title[:40])
    return replace(heading, id=made_up("n", heading.title))


class _NodeReader:
    def __init__(self, heading: Heading, log: Log, lang: str, dimensions: tuple[str, ...]) -> None:
        self.node = NodeDraft(heading)
        self.log, self.lang = log, lang
        self.replies = ReplyReader(log, lang, dimensions)

    def read(self, section: Section) -> NodeDraft:
        for line, is_code in fenced(section.lines):
            if is_code and not self.replies.found:
                self.node.lines.append(line)
            elif is_code or not self._keyword(line):
                self._line(line)
        self.node.replies = self.replies.found
        if self.lang == "zh":
            self._check_ways()
        return self.node

    def _line(self, line: Line) -> None:
        if self.replies.found or REPLY_LINE.match(line.text):
            self.replies.take(line)
        else:
            self.node.lines.append(line)

    def _keyword(self, line: Line) -> bool:
        found = _KEYWORD.match(plain(line.text))
        name = line.text[found.start(1) : found.end(1)] if found else ""
        key = NODE_KEYWORDS.get(name) or (NODE_KEYWORDS_EN.get(name.casefold()) if self.lang != "zh" else None)
        if not found or key is None:
            return False
        place = (line.n, found.start(2) + 1)
        if self.lang != "zh":
            self.log.add("T05", line.n, k=name)
        elif key in self.node.places:
            self.log.add("R16", line.n, x=name)
        else:
            self.node.places[key] = place
            self._set(key, line.text[found.start(2) :].strip(), place)
        return True

    def _set(self, key: str, value: str, place: tuple[int, int]) -> None:
        if key == "goes_to":
            self.node.goes_to = value
        elif key == "mood":
            found = _MOOD.match(plain(value))
            if found:
                self.node.mood = int(found[1])
            else:
                self.log.add("R21", *place)
        else:
            self.node.end = ENDS.get(value)
            if self.node.end is None:
                self.log.add("R20", *place, near=self.log.near(value, ENDS))

    def _check_ways(self) -> None:
        """Exactly one way out, and enough to choose from."""
        node, n = self.node, self.node.heading.n
        ways = [bool(node.replies), "goes_to" in node.places, "end" in node.places]
        if not any(ways):
            self.log.add("R23", n, x=node.title[:40])
        elif sum(ways) > 1:
            self.log.add("R24", n)
        elif node.replies and not FEWEST <= len(node.replies) <= MOST:
            self.log.add("R25", node.replies[0].n, n=len(node.replies))
        seen: dict[str, int] = {}
        for reply in node.replies:
            self._check_reply(reply, seen)

    def _check_reply(self, reply: ReplyDraft, seen: dict[str, int]) -> None:
        if not reply.text:
            self.log.add("Q26", reply.n)
        elif reply.text in seen:
            self.log.add("Q27", reply.n, n=seen[reply.text])
        seen.setdefault(reply.text, reply.n)
        if "goes_to" not in reply.places:
            self.log.add("R26", reply.n)
        if "scores" not in reply.places:
            self.log.add("R27", reply.n)
        if not reply.comment:
            self.log.add("R28", reply.n)
        if "red_line" in reply.places and not reply.red_line:
            self.log.add("R15b", *reply.places["red_line"])


def by_id(nodes: Sequence[NodeDraft]) -> Mapping[str, NodeDraft]:
    return {node.id: node for node in nodes}
