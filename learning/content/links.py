"""Links and images: one pattern for the linter and the renderer, so that both see the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

LINK = re.compile(r'(!?)\[([^\[\]\n]{0,400})\]\(([^()\s"]{0,1000})(?:[ \t]{1,4}"([^"\n]{0,400})")?[ \t]{0,4}\)')


class Link:
    def __init__(self, found: re.Match[str]) -> None:
        self.is_image = bool(found[1])
        self.text = found[2]
        self.url = found[3]
        self.title = found[4] or ""
        self.source = found[0]
        self.col = found.start() + 1

    def pointing(self, url: str) -> str:
        title = f' "{self.title}"' if self.title else ""
        return f"{'!' if self.is_image else ''}[{self.text}]({url}{title})"


def outside_code(text: str) -> Iterator[tuple[int, str]]:
    """The parts of a line that are no code spans, with their offsets. A back-tick that never closes is text."""
    at = 0
    for start, end in _code_spans(text) if "`" in text else ():
        yield at, text[at:start]
        at = end
    yield at, text[at:]


def _code_spans(text: str) -> Iterator[tuple[int, int]]:
    runs = [(found.start(), found.end()) for found in re.finditer("`+", text)]
    by_length: dict[int, list[int]] = {}
    for index, (start, end) in enumerate(runs):
        by_length.setdefault(end - start, []).append(index)
    index = 0
    while index < len(runs):
        start, end = runs[index]
        later = by_length[end - start]
        while later and later[0] <= index:
            later.pop(0)
        if later:
            yield start, runs[later[0]][1]
            index = later[0]
        index += 1


def links(text: str) -> Iterator[Link]:
    for offset, part in outside_code(text):
        for found in LINK.finditer(part):
            link = Link(found)
            link.col += offset
            yield link


def rewritten(text: str, point: Callable[[Link], str]) -> str:
    """The line with every link replaced by what `point` makes of it."""
    out, at = [], 0
    for offset, part in outside_code(text):
        out.append(text[at:offset])
        out.append(LINK.sub(lambda found: point(Link(found)), part))
        at = offset + len(part)
    return "".join(out)
