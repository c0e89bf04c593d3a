"""One file of the folder, admitted and cut into sections; its place says what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from learning.content.findings import Log
from learning.content.header import Header, read_header
from learning.content.limits import PATH_CHARACTERS, admit
from learning.content.punctuation import FULL, full_width, half_marks
from learning.content.scanner import Heading, Line, Section, fenced, numbered, sections
from learning.content.vocabulary import FOLDERS

SITE_FILES = ("standards", "positions", "glossary")
NAME = re.compile(r"([a-z0-9-]{1,60})((?:\.[a-z]{2}(?:-[a-z]{4})?)?)\.md\Z")
FOLDER = re.compile(r"[A-Za-z0-9_-]{1,60}\Z")
ASSET = re.compile(r"[A-Za-z0-9_.-]{1,80}\Z")


@dataclass(frozen=True)
class Place:
    """What a path means. `course` is the course's folder, empty for the files of the site."""

    path: str
    kind: str
    course: str = ""
    lang: str = "zh"
    original: str = ""


@dataclass
class Source:
    place: Place
    log: Log
    header: Header = field(default_factory=Header)
    sections: list[Section] = field(default_factory=list)

    @property
    def path(self) -> str:
        return self.place.path

    @property
    def lines(self) -> list[Line]:
        """The body without its sections: headings are left out."""
        return [line for section in self.sections for line in section.lines]

    @property
    def headings(self) -> list[Heading]:
        return [section.heading for section in self.sections if section.heading]


def place_of(path: str) -> Place | None:
    """None for a path that the format does not know."""
    parts = path.split("/")
    if len(path) > PATH_CHARACTERS or any(part in ("", ".", "..") for part in parts):
        return None
    if parts[0] == "courses" and len(parts) in (3, 4) and FOLDER.match(parts[1]):
        return _in_course(path, parts)
    if parts[0] == "checklists" and len(parts) == 2 and NAME.match(parts[1]):
        return Place(path, "checklist")
    named = NAME.match(parts[0]) if len(parts) == 1 else None
    return _page(path, named[1], "", named) if named and named[1] in SITE_FILES else None


def _in_course(path: str, parts: list[str]) -> Place | None:
    course = f"courses/{parts[1]}"
    if len(parts) == 4 and parts[2] == "assets":
        return Place(path, "asset", course) if ASSET.match(parts[3]) and not parts[3].startswith(".") else None
    named = NAME.match(parts[-1])
    if not named:
        return None
    if len(parts) == 3:
        return _page(path, "course", course, named) if named[1] == "course" else None
    return _page(path, FOLDERS[parts[2]], course, named) if parts[2] in FOLDERS else None


def _page(path: str, kind: str, course: str, named: re.Match[str]) -> Place:
    if not named[2]:
        return Place(path, kind, course, "zh", path)
    return Place(path, kind, course, named[2][1:], path[: -len(named[2]) - 3] + ".md")


def read_source(place: Place, raw: bytes) -> Source:
    """Admits, reads the header and cuts the body; where one of them fails, what follows stays empty."""
    source = Source(place, Log(place.path))
    lines = admit(raw, source.log)
    if lines is None:
        return source
    is_site = place.kind in SITE_FILES
    header = read_header(lines, source.log, "site" if is_site else place.kind, place.lang, needed=not is_site)
    if header is None:
        return source
    source.header = header
    body = numbered(lines[header.ends :], header.ends + 1)
    if place.lang == "zh":
        body = list(_full_width(body, source.log))
    source.sections = sections(body, source.log)
    return source


def _full_width(lines: list[Line], log: Log) -> Iterator[Line]:
    """L20: bad `您好,请坐`, good `您好，请坐`; whatever was typed, full-width marks are read."""
    for line, is_code in fenced(lines):
        first = None if is_code else next(half_marks(line.text), None)
        if first is None:
            yield line
        else:
            mark = line.text[first]
            log.add("L20", line.n, first + 1, mark=mark, full=FULL[mark])
            yield Line(line.n, full_width(line.text))
