"""A content folder, given as bytes by path, becomes one catalogue and every finding about it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from learning.content.catalogue import Catalogue, Clause, Course, Position
from learning.content.checks.courses import check_citations
from learning.content.declared import check_header
from learning.content.english import check_pair
from learning.content.findings import Finding, finding, near, settled
from learning.content.limits import COURSE_BYTES, COURSE_FILES
from learning.content.shelf import CourseReader, CourseReading
from learning.content.shown import Term
from learning.content.site import read_clauses, read_glossary, read_positions
from learning.content.sources import SITE_FILES, Place, Source, place_of, read_source
from learning.content.tree import tree_of
from learning.content.vocabulary import FOLDERS

__all__ = ["Reading", "check", "digest_of", "read_tree", "tree_of"]


@dataclass(frozen=True)
class Reading:
    """`findings` are sorted by path and line. With an E among them the catalogue is good for a preview only. `courses` are
    the readings of single courses by the digest of all that went into them, to be used again."""

    catalogue: Catalogue
    findings: tuple[Finding, ...]
    files: int
    courses: Mapping[str, CourseReading] = field(default_factory=dict, repr=False)

    @property
    def has_errors(self) -> bool:
        return any(one.severity == "E" for one in self.findings)


def check(files: Mapping[str, bytes], *, today: date | None = None) -> list[Finding]:
    return list(read_tree(files, today=today).findings)


def read_tree(files: Mapping[str, bytes], *, today: date | None = None, before: Reading | None = None) -> Reading:
    """Never raises on content. `today` is for reviews that are due (F21, K04); without it nothing is. A course that is
    byte for byte as in the reading `before` is not read again."""
    return _TreeReader(files, today, before.courses if before else {}).read()


def digest_of(files: Mapping[str, bytes]) -> str:
    """One digest for a whole folder: the paths and what they hold."""
    whole = hashlib.sha256()
    for path in sorted(files):
        whole.update(f"{path}\0{hashlib.sha256(files[path]).hexdigest()}\n".encode("utf-8", "surrogateescape"))
    return whole.hexdigest()


class _TreeReader:
    def __init__(self, files: Mapping[str, bytes], today: date | None, before: Mapping[str, CourseReading]) -> None:
        self.files, self.today, self.before = files, today, before
        self.found: list[Finding] = []
        self.sources: dict[str, Source] = {}
        self.folders: dict[str, list[Place]] = {}
        self.checklists: list[bytes] = []
        self.readings: dict[str, CourseReading] = {}
        self.glossary: tuple[Term, ...] = ()

    def read(self) -> Reading:
        self._take_files()
        clauses, lines = read_clauses(self._site("standards"), self._site("standards", "en"), self.today)
        positions = read_positions(self._site("positions"), self._site("positions", "en"))
        self._check_site_headers()
        self.glossary = read_glossary(self._site("glossary"))
        courses = self._courses(clauses, positions)
        standards = self._site("standards")
        if standards:
            cited = {clause for reading in self.readings.values() for clause in reading.cited}
            check_citations(lines, cited, self.checklists, standards.log)
        catalogue = Catalogue(
            digest=digest_of(self.files),
            courses=MappingProxyType(courses),
            clauses=MappingProxyType(clauses),
            positions=MappingProxyType(positions),
            glossary=self.glossary,
        )
        for source in self.sources.values():
            self.found.extend(source.log.found)
        count = len(self.sources) + sum(reading.files for reading in self.readings.values())
        return Reading(catalogue, tuple(settled(self.found)), count, self.readings)

    def _take_files(self) -> None:
        for path in sorted(self.files):
            place = place_of(path)
            if place is None:
                self._misplaced(path)
            elif place.kind == "checklist":
                self.checklists.append(self.files[path])
            elif place.course:
                self.folders.setdefault(place.course, []).append(place)
            else:
                self.sources[path] = read_source(place, self.files[path])

    def _misplaced(self, path: str) -> None:
        name = path.rpartition("/")[2]
        if name.startswith("."):
            return
        if len(path) > 200 or not path.isprintable():
            self.found.append(finding(path.encode("unicode_escape").decode()[:80], 1, 1, "S11"))
            return
        meant = near(path.split("/")[2], (*FOLDERS, "assets")) if path.count("/") == 3 else None
        self.found.append(finding(path, 1, 1, "C02", near=meant))

    def _site(self, name: str, lang: str = "zh") -> Source | None:
        return self.sources.get(f"{name}.md" if lang == "zh" else f"{name}.{lang}.md")

    def _courses(self, clauses: Mapping[str, Clause], positions: Mapping[str, Position]) -> dict[str, Course]:
        known = clauses if _is_whole(self._site("standards")) else None
        site = digest_of({path: self.files[path] for path in self.sources})
        courses: dict[str, Course] = {}
        for folder, places in sorted(self.folders.items()):
            key = f"{site} {digest_of({place.path: self.files[place.path] for place in places})}"
            reading = self.before.get(key) or self._course(folder, places, known, positions)
            self.readings[key] = reading
            self.found.extend(reading.findings)
            self.found.extend(one for due, one in reading.reviews if self.today and due < self.today)
            self._check_size(folder, places)
            self._shelve(reading, folder, courses)
        return dict(sorted(courses.items(), key=lambda pair: (pair[1].order, pair[0])))

    def _course(
        self, folder: str, places: list[Place], clauses: Mapping[str, Clause] | None, positions: Mapping[str, Position]
    ) -> CourseReading:
        sources = {place.path: read_source(place, self.files[place.path]) for place in places if place.kind != "asset"}
        assets = {place.path: len(self.files[place.path]) for place in places if place.kind == "asset"}
        return CourseReader(folder, sources, assets, clauses, positions, self.glossary).read()

    def _check_size(self, folder: str, places: list[Place]) -> None:
        if len(places) > COURSE_FILES or sum(len(self.files[place.path]) for place in places) > COURSE_BYTES:
            self.found.append(finding(f"{folder}/course.md", 1, 1, "S13", count=COURSE_FILES, size=COURSE_BYTES >> 20))

    def _shelve(self, reading: CourseReading, folder: str, courses: dict[str, Course]) -> None:
        """H03: a key that another course has already."""
        course = reading.course
        if course and course.key in courses:
            other = f"{courses[course.key].folder}/course.md"
            self.found.append(finding(f"{folder}/course.md", reading.line, 1, "H03", id=course.key, file=other, n=1))
        elif course:
            courses[course.key] = course

    def _check_site_headers(self) -> None:
        for name in SITE_FILES:
            source, english = self._site(name), self._site(name, "en")
            for one in (source, english):
                if one:
                    self.found.extend(told for due, told in check_header(one, None) if self.today and due < self.today)
            if source and english:
                check_pair(source, english)
            elif english:
                english.log.add("T03", 1)


def _is_whole(standards: Source | None) -> bool:
    """False when clauses are missing because their file or a table could not be read: then none is missed."""
    return standards is not None and bool(standards.sections) and not any(one.code == "K05" for one in standards.log.found)
