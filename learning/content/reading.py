"""A content folder, given as bytes by path, becomes one catalogue and every finding about it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from learning.content.catalogue import Catalogue, Clause, Course, Position
from learning.content.checks.courses import check_citations
from learning.content.declared import check_header
from learning.content.english import check_pair
from learning.content.findings import Finding, finding, near, settled
from learning.content.limits import COURSE_BYTES, COURSE_FILES
from learning.content.shelf import CourseReader
from learning.content.site import read_clauses, read_glossary, read_positions
from learning.content.sources import SITE_FILES, Place, Source, place_of, read_source
from learning.content.tree import tree_of

__all__ = ["Reading", "check", "digest_of", "read_tree", "tree_of"]


@dataclass(frozen=True)
class Reading:
    """`findings` are sorted by path and line. With an E among them the catalogue is good for a preview only."""

    catalogue: Catalogue
    findings: tuple[Finding, ...]
    files: int

    @property
    def has_errors(self) -> bool:
        return any(one.severity == "E" for one in self.findings)


def check(files: Mapping[str, bytes], *, today: date | None = None) -> list[Finding]:
    return list(read_tree(files, today=today).findings)


def read_tree(files: Mapping[str, bytes], *, today: date | None = None) -> Reading:
    """Never raises on content. `today` is for reviews that are due (F21, K04); without it nothing is."""
    return _TreeReader(files, today).read()


def digest_of(files: Mapping[str, bytes]) -> str:
    """One digest for a whole folder: the paths and what they hold."""
    whole = hashlib.sha256()
    for path in sorted(files):
        whole.update(f"{path}\0{hashlib.sha256(files[path]).hexdigest()}\n".encode("utf-8", "surrogateescape"))
    return whole.hexdigest()


class _TreeReader:
    def __init__(self, files: Mapping[str, bytes], today: date | None) -> None:
        self.files, self.today = files, today
        self.found: list[Finding] = []
        self.sources: dict[str, Source] = {}
        self.assets: dict[str, int] = {}
        self.checklists: list[bytes] = []

    def read(self) -> Reading:
        self._take_files()
        clauses, lines = read_clauses(self._site("standards"), self._site("standards", "en"), self.today)
        positions = read_positions(self._site("positions"), self._site("positions", "en"))
        courses, cited = self._courses(clauses, positions)
        standards = self._site("standards")
        if standards:
            check_citations(lines, cited, self.checklists, standards.log)
        catalogue = Catalogue(
            digest=digest_of(self.files),
            courses=MappingProxyType(courses),
            clauses=MappingProxyType(clauses),
            positions=MappingProxyType(positions),
            glossary=read_glossary(self._site("glossary")),
        )
        for source in self.sources.values():
            self.found.extend(source.log.found)
        return Reading(catalogue, tuple(settled(self.found)), len(self.sources))

    def _take_files(self) -> None:
        sizes: dict[str, list[int]] = {}
        for path in sorted(self.files):
            place = place_of(path)
            if place is None:
                self._misplaced(path)
                continue
            sizes.setdefault(place.course, []).append(len(self.files[path]))
            self._take(place)
        for course, taken in sizes.items():
            if len(taken) > COURSE_FILES or sum(taken) > COURSE_BYTES:
                path = f"{course or '.'}/course.md"
                self.found.append(finding(path, 1, 1, "S13", count=COURSE_FILES, size=COURSE_BYTES >> 20))

    def _misplaced(self, path: str) -> None:
        name = path.rpartition("/")[2]
        if name.startswith("."):
            return
        if len(path) > 200 or not path.isprintable():
            self.found.append(finding(path.encode("unicode_escape").decode()[:80], 1, 1, "S11"))
            return
        meant = (
            near(path.split("/")[2], ("lessons", "bank", "quizzes", "roleplay", "meetings", "tasks", "assets"))
            if path.count("/") == 3
            else None
        )
        self.found.append(finding(path, 1, 1, "C02", near=meant))

    def _take(self, place: Place) -> None:
        if place.kind == "asset":
            self.assets[place.path] = len(self.files[place.path])
        elif place.kind == "checklist":
            self.checklists.append(self.files[place.path])
        else:
            self.sources[place.path] = read_source(place, self.files[place.path])

    def _site(self, name: str, lang: str = "zh") -> Source | None:
        return self.sources.get(f"{name}.md" if lang == "zh" else f"{name}.{lang}.md")

    def _courses(self, clauses: Mapping[str, Clause], positions: Mapping[str, Position]) -> tuple[dict[str, Course], set[str]]:
        known = clauses if _is_whole(self._site("standards")) else None
        courses: dict[str, Course] = {}
        cited: set[str] = set()
        keys: dict[str, str] = {}
        self._check_site_headers()
        for folder in sorted({source.place.course for source in self.sources.values()} - {""}):
            reader = CourseReader(folder, self._in(folder), self.assets, known, positions, self.today)
            course = reader.read(keys)
            cited |= reader.context.cited
            self.found.extend(reader.unused())
            if course and course.key not in courses:
                courses[course.key] = course
        return dict(sorted(courses.items(), key=lambda pair: (pair[1].order, pair[0]))), cited

    def _in(self, folder: str) -> dict[str, Source]:
        return {path: source for path, source in self.sources.items() if source.place.course == folder}

    def _check_site_headers(self) -> None:
        for name in SITE_FILES:
            source, english = self._site(name), self._site(name, "en")
            for one in (source, english):
                if one:
                    check_header(one, None, self.today)
            if source and english:
                check_pair(source, english)
            elif english:
                english.log.add("T03", 1)


def _is_whole(standards: Source | None) -> bool:
    """False when clauses are missing because their file or a table could not be read: then none is missed."""
    return standards is not None and bool(standards.sections) and not any(one.code == "K05" for one in standards.log.found)
