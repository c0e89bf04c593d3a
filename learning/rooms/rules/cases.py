"""When a sample case is passed, and who may observe."""

from collections.abc import Iterable
from dataclasses import dataclass

from learning.content.catalogue import Catalogue, Course, Roleplay, Sample
from learning.rooms.rules.scoring import Agreement, Marks, agreement

NEEDED = 3


@dataclass(frozen=True)
class Case:
    """A sample case with the role-play whose rubric it uses."""

    course: Course
    sample: Sample
    scene: Roleplay

    @property
    def key(self) -> tuple[str, str]:
        return self.course.key, self.sample.id

    @property
    def reference(self) -> Marks:
        return Marks(self.sample.points, self.sample.red_lines)


def cases(catalogue: Catalogue) -> tuple[Case, ...]:
    """Every sample case of the bank that can be scored, in the order of the courses."""
    found = []
    for course in catalogue.courses.values():
        for sample in course.samples.values():
            scene = course.roleplays.get(sample.roleplay)
            if sample.status == "active" and scene and len(sample.points) == len(scene.rubric.rows):
                found.append(Case(course, sample, scene))
    return tuple(sorted(found, key=lambda case: (case.sample.title.zh, case.sample.id)))


def against(case: Case, given: Marks) -> Agreement:
    """How far somebody is from the reference. Passed with every row within a level, ten points in all, and the same red lines."""
    return agreement(case.scene, given, case.reference)


def is_qualified(offered: int, passed: Iterable[tuple[str, str]]) -> bool:
    """Three different cases, or all that there are. A case that was passed counts for good: its text may change, or go."""
    return len(set(passed)) >= min(NEEDED, offered)
